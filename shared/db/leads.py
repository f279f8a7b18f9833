"""Leads: one for each person, combined from all their calls.

An e-mail address belongs to one lead. A call without one joins the newest lead of its number; a
call with one joins a lead of its number only while that lead has no address, because two addresses
mean two people with one telephone. Links are computed from the existing calls, so deleting a call
removes the fields and links that came from it.
"""

from collections.abc import Sequence
from datetime import datetime

from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.domain.ids import CallId, LeadId, TenantId, new_id
from shared.domain.insights import Lead
from shared.domain.people import email_of_person, number_of_person


async def upsert_lead(conn: Connection, tenant_id: TenantId, call_id: CallId, lead: Lead) -> None:
    """Stores what this call says about its person, in place of earlier values from the same call.
    The call's row must be locked.
    """
    await lock_leads(conn, tenant_id)
    call = await fetch_row(
        conn,
        """
        select
            direction, from_number, to_number,
            case
                when started_at between '1900-01-01' and created_at then started_at
                else created_at
            end as at,
            (select lead_id from lead_calls where call_id = calls.id) as lead_id
        from calls
        where id = $1 and tenant_id = $2
        """,
        call_id,
        tenant_id,
    )
    number = number_of_person(
        direction=call["direction"],
        from_number=call["from_number"],
        to_number=call["to_number"],
        said=lead.phone,
        own=await own_numbers(
            conn, tenant_id, [call["from_number"], call["to_number"], lead.phone]
        ),
    )
    email = email_of_person(lead.email)
    before = LeadId(call["lead_id"]) if call["lead_id"] else None
    lead_id = await _lead_of_others(conn, tenant_id, call_id, number, email)
    if lead_id is None:
        is_only_call = before and not await conn.fetchval(
            "select exists (select 1 from lead_calls where lead_id = $1 and call_id <> $2)",
            before,
            call_id,
        )
        lead_id = (
            before if before and is_only_call else await _insert_lead(conn, tenant_id, call["at"])
        )
    await conn.execute(
        """
        insert into lead_calls (
            call_id, tenant_id, lead_id, number, email, name, phone, said_email, company, service,
            city, confidence, at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict (call_id) do update
        set
            lead_id = excluded.lead_id, number = excluded.number, email = excluded.email,
            name = excluded.name, phone = excluded.phone, said_email = excluded.said_email,
            company = excluded.company, service = excluded.service, city = excluded.city,
            confidence = excluded.confidence, at = excluded.at
        """,
        call_id,
        tenant_id,
        lead_id,
        number,
        email,
        lead.name,
        lead.phone,
        lead.email,
        lead.company,
        lead.service,
        lead.city,
        lead.confidence,
        call["at"],
    )
    if number and email:
        await _take_in_nameless(conn, tenant_id, lead_id, number)
    if before and before != lead_id:
        await _hand_on_corrections(conn, before, lead_id)
        await _let_go(conn, tenant_id, before)
    # The call may have had another number or address before, which linked other calls to the lead.
    await _let_go(conn, tenant_id, lead_id)


async def withdraw_lead(conn: Connection, tenant_id: TenantId, call_id: CallId) -> None:
    """Removes what a call said about a person, because no person spoke. A lead that people have
    corrected stays as it is. The call's row must be locked.
    """
    await lock_leads(conn, tenant_id)
    lead_id = await conn.fetchval(
        """
        delete from lead_calls
        using leads
        where leads.id = lead_calls.lead_id
            and lead_calls.call_id = $1
            and lead_calls.tenant_id = $2
            and leads.corrected = '{}'
        returning lead_id
        """,
        call_id,
        tenant_id,
    )
    if lead_id:
        await conn.execute(
            "delete from insights where call_id = $1 and tenant_id = $2 and kind = 'lead'",
            call_id,
            tenant_id,
        )
        await _let_go(conn, tenant_id, LeadId(lead_id))


async def find_reachable_lead_id(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> LeadId | None:
    """Returns the id of the lead that `list_leads` shows for this call; None when the lead has no
    name, phone, e-mail or company.
    """
    found = await conn.fetchval(
        """
        select lead_id
        from lead_calls
        join leads on leads.id = lead_id
        where call_id = $1
            and lead_calls.tenant_id = $2
            and num_nonnulls(leads.name, leads.phone, leads.email, leads.company) > 0
        """,
        call_id,
        tenant_id,
    )
    return LeadId(found) if found else None


async def find_lead_id(conn: Connection, tenant_id: TenantId, call_id: CallId) -> LeadId | None:
    found = await conn.fetchval(
        "select lead_id from lead_calls where call_id = $1 and tenant_id = $2", call_id, tenant_id
    )
    return LeadId(found) if found else None


async def lock_lead_of_call(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> LeadId | None:
    """Locks and returns the lead of a call before the call is deleted. The caller passes it to
    `leave_lead` after the deletion.
    """
    await lock_leads(conn, tenant_id)
    return await find_lead_id(conn, tenant_id, call_id)


async def leave_lead(conn: Connection, tenant_id: TenantId, lead_id: LeadId) -> None:
    """Updates a lead after one of its calls was deleted: fields from that call alone are removed,
    and so is a lead without calls.
    """
    await _let_go(conn, tenant_id, lead_id)


async def lock_leads(conn: Connection, tenant_id: TenantId) -> None:
    """Locks the tenant's leads until the transaction ends, because two concurrent calls of one
    person would create two leads. Lock the call's row first.
    """
    await conn.execute(
        "select pg_advisory_xact_lock(hashtextextended($1::text || ' leads', 0))", str(tenant_id)
    )


# A tenant's own numbers are read from this many of its newest calls.
RECENT_CALLS = 500


async def own_numbers(
    conn: Connection, tenant_id: TenantId, numbers: Sequence[str | None]
) -> list[str]:
    """Returns those numbers that were the team's own end of recent calls."""
    return list(
        await conn.fetchval(
            """
            select array(
                select number
                from (
                    select
                        case direction
                            when 'outbound' then from_number
                            when 'inbound' then to_number
                        end as number
                    from calls
                    where tenant_id = $1
                    order by created_at desc, id desc
                    limit $3
                ) as recent
                where number = any($2)
            )
            """,
            tenant_id,
            [number for number in numbers if number],
            RECENT_CALLS,
        )
    )


async def _lead_of_others(
    conn: Connection, tenant_id: TenantId, call_id: CallId, number: str | None, email: str | None
) -> LeadId | None:
    """Returns the lead to which other calls of this person belong."""
    found = await conn.fetchval(
        "select lead_id from lead_calls where tenant_id = $1 and call_id <> $2 and email = $3"
        " limit 1",
        tenant_id,
        call_id,
        email,
    )
    if found is None and number:
        found = await conn.fetchval(
            """
            select lead_id
            from lead_calls as mine
            where tenant_id = $1
                and call_id <> $2
                and number = $3
                and (
                    $4::text is null
                    or not exists (
                        select 1
                        from lead_calls as theirs
                        where theirs.lead_id = mine.lead_id
                            and theirs.email is not null
                            and theirs.call_id <> $2
                    )
                )
            order by at desc, call_id desc
            limit 1
            """,
            tenant_id,
            call_id,
            number,
            email,
        )
    return LeadId(found) if found else None


async def _insert_lead(conn: Connection, tenant_id: TenantId, at: datetime) -> LeadId:
    lead_id = LeadId(new_id())
    await conn.execute(
        "insert into leads (id, tenant_id, confidence, last_call_at) values ($1, $2, 0, $3)",
        lead_id,
        tenant_id,
        at,
    )
    return lead_id


async def _take_in_nameless(
    conn: Connection, tenant_id: TenantId, lead_id: LeadId, number: str
) -> None:
    """Moves leads of this number that have no e-mail address into this lead, whose person gave an
    address.
    """
    rows = await conn.fetch(
        """
        with others as (
            select distinct lead_id
            from lead_calls as mine
            where tenant_id = $1
                and number = $3
                and lead_id <> $2
                and not exists (
                    select 1
                    from lead_calls as theirs
                    where theirs.lead_id = mine.lead_id and theirs.email is not null
                )
        ),
        moved as (
            update lead_calls
            set lead_id = $2
            from others
            where lead_calls.lead_id = others.lead_id
        )
        select lead_id
        from others
        """,
        tenant_id,
        lead_id,
        number,
    )
    for row in rows:
        await _hand_on_corrections(conn, LeadId(row["lead_id"]), lead_id)
        await conn.execute("select refresh_lead($1)", row["lead_id"])


async def _hand_on_corrections(conn: Connection, lead_id: LeadId, to: LeadId) -> None:
    """Gives a person's corrections to the lead that this one became part of. A lead that keeps
    calls keeps its corrections.
    """
    await conn.execute(
        """
        update leads as target
        set corrected = gone.corrected || target.corrected
        from leads as gone
        where target.id = $2
            and gone.id = $1
            and gone.tenant_id = target.tenant_id
            and gone.corrected <> '{}'
            and not exists (select 1 from lead_calls where lead_id = $1)
        """,
        lead_id,
        to,
    )


async def _let_go(conn: Connection, tenant_id: TenantId, lead_id: LeadId) -> None:
    """Recomputes a lead. Calls that share neither an e-mail address nor a number with the rest of
    the lead move to a new lead of their own number.
    """
    rows = await conn.fetch(
        """
        select
            number, min(at) as at,
            (
                select
                    exists (
                        select 1
                        from lead_calls
                        where lead_id = $1 and email is not null
                    )
            ) as has_email
        from lead_calls as mine
        where lead_id = $1
            and tenant_id = $2
            and email is null
            and number is not null
            and not exists (
                select 1
                from lead_calls as theirs
                where theirs.lead_id = $1
                    and theirs.email is not null
                    and theirs.number = mine.number
            )
        group by number
        order by min(at)
        """,
        lead_id,
        tenant_id,
    )
    leaving = rows if rows and rows[0]["has_email"] else rows[1:]
    for row in leaving:
        known = await conn.fetchval(
            """
            select lead_id
            from lead_calls
            where tenant_id = $1 and number = $2 and lead_id <> $3
            order by at desc, call_id desc
            limit 1
            """,
            tenant_id,
            row["number"],
            lead_id,
        )
        target = LeadId(known) if known else await _insert_lead(conn, tenant_id, row["at"])
        await conn.execute(
            "update lead_calls set lead_id = $3 where lead_id = $1 and number = $2 and email is"
            " null",
            lead_id,
            row["number"],
            target,
        )
        await conn.execute("select refresh_lead($1)", target)
    await conn.execute("select refresh_lead($1)", lead_id)
