"""Contacts: gives each call its contact, and computes contacts from their calls.

The number of the line decides whose call it is. An address, or a number that was only stated,
decides only where the line has none: who states another person's address must not become them.
Contacts follow from the existing calls and from what people decided, so processing a call again
gives the same, and deleting one removes what came from it alone. What people decided is kept: their
values, and whose a number is after they merged or split contacts.
"""

import asyncpg

from shared.db.contact_rules import rules_of_row
from shared.db.leads import own_numbers
from shared.db.pool import Connection
from shared.domain.contacts import (
    CallFacts,
    ContactField,
    KeyKind,
    merged_fields,
    opt_out_in_force,
    shown_value,
)
from shared.domain.ids import CallId, ContactId, LeadId, TenantId, new_id
from shared.domain.languages import primary_language
from shared.domain.people import email_of_person, number_of_person, number_on_line

# Fields follow from so many of a contact's first calls and of its newest ones, so that a number
# with very many calls costs no more.
MOST_READ = 25


async def lock_contacts(conn: Connection, tenant_id: TenantId) -> None:
    """Locks the tenant's contacts until the transaction ends. Lock calls and leads first."""
    await conn.execute(
        "select pg_advisory_xact_lock(hashtextextended($1::text || ' contacts', 0))",
        str(tenant_id),
    )


async def give_contact(conn: Connection, tenant_id: TenantId, call_id: CallId) -> None:
    """Gives a call, whose row is locked, its contact; a call without number and address gets none.
    Idempotent.
    """
    call = await _read_call(conn, tenant_id, call_id)
    if call is None:
        return
    number, email, on_line = await _customer_identity(conn, tenant_id, call)
    await lock_contacts(conn, tenant_id)
    row = await conn.fetchrow(
        "select contact_id, moved, number, email from contact_calls where call_id = $1 and"
        " tenant_id = $2",
        call_id,
        tenant_id,
    )
    before = ContactId(row["contact_id"]) if row else None
    is_moved = row is not None and row["moved"]
    if number is None and email is None and not is_moved:
        if before:
            await conn.execute("delete from contact_calls where call_id = $1", call_id)
            await settle_contact(conn, tenant_id, before)
        return
    if before and is_moved:
        contact_id = before
    else:
        found = await _find_by_keys(conn, tenant_id, number, None if on_line else email)
        contact_id = found or await _contact_for_call(conn, tenant_id, call_id, before)
    await conn.execute(
        """
        with keys as (
            insert into contact_keys (tenant_id, kind, value, contact_id)
            select $2, kind, value, $3
            from unnest(array['number', 'email'], array[$4, $5]::text[]) as given (kind, value)
            where value is not null
            on conflict (tenant_id, kind, value) do nothing
        )
        insert into contact_calls (
            call_id, tenant_id, contact_id, number, email, on_line, opt_out, at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (call_id) do update
        set
            contact_id = excluded.contact_id, number = excluded.number, email = excluded.email,
            on_line = excluded.on_line, opt_out = excluded.opt_out, at = excluded.at
        """,
        call_id,
        tenant_id,
        contact_id,
        number,
        email,
        on_line,
        call["opt_out"],
        call["at"],
    )
    if before and before != contact_id:
        await settle_contact(conn, tenant_id, before)
        await settle_contact(conn, tenant_id, contact_id)
    elif row and (row["number"], row["email"]) != (number, email):
        await settle_contact(conn, tenant_id, contact_id)
    else:
        await settle_contact(conn, tenant_id, contact_id, added=0 if row else 1)


async def _read_call(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> asyncpg.Record | None:
    return await conn.fetchrow(
        """
        select
            direction, from_number, to_number, contact ->> 'phone' as given_phone,
            contact ->> 'email' as given_email, country, lead_calls.number, lead_calls.phone,
            lead_calls.email,
            case
                when started_at between '1900-01-01' and calls.created_at then started_at
                else calls.created_at
            end as at,
            (
                select nullif(value -> 'opt_out', 'null')
                from insights
                where call_id = calls.id and insights.tenant_id = $2 and kind = 'callback'
                order by version desc
                limit 1
            ) as opt_out
        from calls
        join tenants on tenants.id = calls.tenant_id
        left join lead_calls on lead_calls.call_id = calls.id
        where calls.id = $1 and calls.tenant_id = $2
        """,
        call_id,
        tenant_id,
    )


async def _customer_identity(
    conn: Connection, tenant_id: TenantId, call: asyncpg.Record
) -> tuple[str | None, str | None, bool]:
    """Returns the number and address of the customer, and whether the number is that of the
    line.
    """
    country = call["country"]
    ends = [number_on_line(call[end], country) for end in ("from_number", "to_number")]
    email = email_of_person(call["email"] or call["given_email"])
    if call["number"]:
        # Whose end is whose was found out for the lead.
        return call["number"], email, call["number"] in ends
    said = number_on_line(call["phone"] or call["given_phone"], country)
    numbers = [*ends, said, call["from_number"], call["to_number"]]
    own = await own_numbers(conn, tenant_id, numbers) if any(numbers) else []
    own += [number for each in own if (number := number_on_line(each, country))]
    number = number_of_person(
        direction=call["direction"], from_number=ends[0], to_number=ends[1], said=None, own=own
    )
    if number:
        return number, email, True
    stated = number_of_person(
        direction=call["direction"], from_number=None, to_number=None, said=said, own=own
    )
    return stated, email, False


async def _find_by_keys(
    conn: Connection, tenant_id: TenantId, number: str | None, email: str | None
) -> ContactId | None:
    """Returns the contact of the number, else that of the address."""
    found = await conn.fetchval(
        """
        select contact_id
        from contact_keys
        where tenant_id = $1
            and (kind = 'number' and value = $2 or kind = 'email' and value = $3)
        order by kind desc
        limit 1
        """,
        tenant_id,
        number,
        email,
    )
    return ContactId(found) if found else None


async def _contact_for_call(
    conn: Connection, tenant_id: TenantId, call_id: CallId, before: ContactId | None
) -> ContactId:
    """Returns the call's earlier contact where it is of this call only; else a new one."""
    is_only_call = before and not await conn.fetchval(
        "select exists (select 1 from contact_calls where contact_id = $1 and call_id <> $2)",
        before,
        call_id,
    )
    return before if before and is_only_call else await insert_contact(conn, tenant_id)


async def insert_contact(conn: Connection, tenant_id: TenantId) -> ContactId:
    contact_id = ContactId(new_id())
    await conn.execute(
        "insert into contacts (id, tenant_id) values ($1, $2)", contact_id, tenant_id
    )
    return contact_id


async def settle_contact(
    conn: Connection, tenant_id: TenantId, contact_id: ContactId, *, added: int | None = None
) -> None:
    """Computes a contact after its calls or a person's values changed; the contacts are locked.
    Numbers and addresses that none of its calls has go to whose calls have them, and a contact
    without calls is deleted. One that is not to be called keeps its numbers, and nothing else.

    `added` is how many calls it has more, or less, where its other calls are the same as before.
    Then they are not counted, so that a number with very many calls costs no more.
    """
    contact = await conn.fetchrow(
        """
        select
            corrected, decision, do_not_call, contact_rules,
            case
                when $3::integer is not null then call_count + $3
                else (select count(*) from contact_calls where contact_id = contacts.id)
            end as calls,
            (
                select at from contact_calls where contact_id = contacts.id order by at limit 1
            ) as first_at,
            (
                select at from contact_calls where contact_id = contacts.id order by at desc limit 1
            ) as last_at,
            (
                select jsonb_build_object('by', 'call', 'call_id', call_id, 'at', at)
                from contact_calls
                where contact_id = contacts.id and opt_out is not null
                order by at desc
                limit 1
            ) as opt_out
        from contacts
        join tenants on tenants.id = contacts.tenant_id
        where contacts.id = $1 and contacts.tenant_id = $2
        """,
        contact_id,
        tenant_id,
        added,
    )
    if contact is None:
        return
    if contact["last_at"] is None:
        await _leave_number_only(conn, tenant_id, contact_id, do_not_call=contact["do_not_call"])
        return
    if added is None or added < 0:
        await _give_keys_away(conn, tenant_id, contact_id)
    facts = await _facts_of(conn, tenant_id, contact_id)
    fields = merged_fields(facts, rules_of_row(contact["contact_rules"]))
    opt_out = opt_out_in_force(contact["opt_out"], contact["decision"])
    shown = {
        name: shown_value(name, fields, contact["corrected"])
        for name in (ContactField.NAME, ContactField.COMPANY, ContactField.EMAIL)
    }
    await conn.execute(
        """
        update contacts
        set
            fields = $3, name = $4, call_count = $5, first_call_at = $6, last_call_at = $7,
            listed_at = $7, opt_out = $8, do_not_call = $8::jsonb is not null,
            words = searchable(
                concat_ws(
                    E'\n', $4::text, $9::text, $10::text,
                    (
                        select string_agg(value || E'\n' || digits_of(value), E'\n' order by value)
                        from contact_keys
                        where contact_id = $1 and tenant_id = $2
                    )
                )
            ),
            updated_at = now()
        where id = $1 and tenant_id = $2
        """,
        contact_id,
        tenant_id,
        fields,
        shown[ContactField.NAME],
        contact["calls"],
        contact["first_at"],
        contact["last_at"],
        opt_out,
        shown[ContactField.COMPANY],
        shown[ContactField.EMAIL],
    )


async def _leave_number_only(
    conn: Connection, tenant_id: TenantId, contact_id: ContactId, *, do_not_call: bool
) -> None:
    """Deletes a contact without calls. Where the person wants no calls, their numbers stay, as they
    could not be spared calls otherwise.
    """
    stays = do_not_call and await conn.fetchval(
        """
        with gone as (
            delete from contact_keys
            where contact_id = $1 and tenant_id = $2 and kind = 'email'
        )
        select exists (
            select 1
            from contact_keys
            where contact_id = $1 and tenant_id = $2 and kind = 'number'
        )
        """,
        contact_id,
        tenant_id,
    )
    if not stays:
        await conn.execute(
            "delete from contacts where id = $1 and tenant_id = $2", contact_id, tenant_id
        )
        return
    await conn.execute(
        """
        update contacts
        set
            fields = '{}', corrected = '{}', name = null, call_count = 0,
            first_call_at = null, last_call_at = null, updated_at = now(),
            opt_out = jsonb_build_object('at', opt_out -> 'at', 'by', opt_out -> 'by'),
            decision = jsonb_build_object(
                'do_not_call', true, 'at', opt_out -> 'at', 'by', opt_out -> 'by'
            ),
            words = (
                select string_agg(value || E'\n' || digits_of(value), E'\n' order by value)
                from contact_keys
                where contact_id = $1 and tenant_id = $2
            )
        where id = $1 and tenant_id = $2
        """,
        contact_id,
        tenant_id,
    )


async def _give_keys_away(conn: Connection, tenant_id: TenantId, contact_id: ContactId) -> None:
    """Gives keys that no call of the contact has to the contact whose newest call has them, and
    deletes those that no call has.
    """
    await conn.execute(
        """
        with unused as (
            select kind, value, others
            from contact_keys
            left join lateral (
                -- Each half uses its index.
                select contact_id as others
                from (
                    select contact_id, at, call_id
                    from contact_calls
                    where kind = 'number' and tenant_id = $2 and number = value
                    union all
                    select contact_id, at, call_id
                    from contact_calls
                    where kind = 'email' and tenant_id = $2 and email = value
                ) as having_key
                order by at desc, call_id desc
                limit 1
            ) as newest on true
            where contact_id = $1
                and tenant_id = $2
                and not exists (
                    select 1
                    from contact_calls as mine
                    where kind = 'number'
                        and mine.tenant_id = $2
                        and mine.number = value
                        and mine.contact_id = $1
                )
                and not exists (
                    select 1
                    from contact_calls as mine
                    where kind = 'email'
                        and mine.tenant_id = $2
                        and mine.email = value
                        and mine.contact_id = $1
                )
        ),
        given as (
            update contact_keys
            set contact_id = others
            from unused
            where contact_keys.tenant_id = $2
                and contact_keys.kind = unused.kind
                and contact_keys.value = unused.value
                and others is not null
        )
        delete from contact_keys
        using unused
        where contact_keys.tenant_id = $2
            and contact_keys.kind = unused.kind
            and contact_keys.value = unused.value
            and others is null
        """,
        contact_id,
        tenant_id,
    )


async def _facts_of(
    conn: Connection, tenant_id: TenantId, contact_id: ContactId
) -> list[CallFacts]:
    rows = await conn.fetch(
        """
        with read as (
            (
                select call_id, at, on_line or moved as on_line
                from contact_calls
                where contact_id = $1 and tenant_id = $2
                order by at, call_id
                limit $3
            )
            union
            (
                select call_id, at, on_line or moved as on_line
                from contact_calls
                where contact_id = $1 and tenant_id = $2
                order by at desc, call_id desc
                limit $3
            )
        )
        select
            read.call_id, read.at, on_line, calls.language,
            coalesce(lead_calls.name, contact ->> 'name') as name,
            coalesce(lead_calls.company, contact ->> 'company') as company,
            lead_calls.phone,
            coalesce(lead_calls.said_email, contact ->> 'email') as email,
            coalesce(lead_calls.service, contact ->> 'service') as service,
            coalesce(lead_calls.city, contact ->> 'city') as city,
            coalesce(leads.corrected, '{}') as corrected
        from read
        join calls on calls.id = read.call_id
        left join lead_calls on lead_calls.call_id = read.call_id
        left join leads on leads.id = lead_calls.lead_id
        """,
        contact_id,
        tenant_id,
        MOST_READ,
    )
    return [
        CallFacts(
            call_id=CallId(row["call_id"]),
            at=row["at"],
            on_line=row["on_line"],
            values={
                **{name: row[name] for name in ContactField},
                ContactField.LANGUAGE: primary_language(row[ContactField.LANGUAGE]),
            },
            corrected=row["corrected"],
        )
        for row in rows
    ]


async def settle_contacts_of_lead(conn: Connection, tenant_id: TenantId, lead_id: LeadId) -> None:
    """Computes the contacts of a lead's calls again, after a person corrected the lead."""
    await lock_contacts(conn, tenant_id)
    rows = await conn.fetch(
        """
        select distinct contact_id
        from lead_calls
        join contact_calls on contact_calls.call_id = lead_calls.call_id
        where lead_id = $1 and lead_calls.tenant_id = $2
        """,
        lead_id,
        tenant_id,
    )
    for row in rows:
        await settle_contact(conn, tenant_id, ContactId(row["contact_id"]))


async def delete_contacts_of_person(
    conn: Connection, tenant_id: TenantId, *, phone: str | None, email: str | None
) -> None:
    """Deletes what contacts hold of a person besides their calls, with the wish not to be
    called.
    """
    await lock_contacts(conn, tenant_id)
    keys = ((KeyKind.NUMBER, phone), (KeyKind.EMAIL, email))
    for kind, value in keys:
        contact_id = await conn.fetchval(
            "delete from contact_keys where tenant_id = $1 and kind = $2 and value = $3"
            " returning contact_id",
            tenant_id,
            kind,
            value,
        )
        if contact_id:
            await conn.execute(
                """
                delete from contacts
                where id = $1
                    and tenant_id = $2
                    and not exists (select 1 from contact_calls where contact_id = $1)
                """,
                contact_id,
                tenant_id,
            )
            await settle_contact(conn, tenant_id, ContactId(contact_id))
