"""Finds a person's calls by telephone number or e-mail address, over all calls of a tenant."""

from uuid import UUID

from shared.db.pool import Connection
from shared.domain.ids import CallId, TenantId
from shared.domain.people import Identity

# Numbers are stored as they were given, so their last digits select them, and E.164 decides.
_TAIL = 7
_PAGE = 500


async def list_calls_of_person(
    conn: Connection,
    tenant_id: TenantId,
    person: Identity,
    *,
    limit: int,
    after: CallId | None = None,
) -> list[CallId]:
    """Returns the person's calls in order of their ids, up to `limit`: those with the number at the
    customer's end, or that state the number or address for the callback, the lead or the contact.
    """
    found: list[CallId] = []
    position: UUID = after or UUID(int=0)
    while len(found) < limit:
        rows = await conn.fetch(
            """
            with candidates as (
                select
                    calls.id,
                    array[
                        case when direction is distinct from 'outbound' then from_number end,
                        case when direction is distinct from 'inbound' then to_number end,
                        callbacks.phone, lead_calls.phone, lead_calls.number, contact->>'phone',
                        leads.corrected -> 'phone' ->> 'value'
                    ] as phones,
                    array[
                        lead_calls.email, lead_calls.said_email, contact->>'email',
                        leads.corrected -> 'email' ->> 'value'
                    ] as emails
                from calls
                left join callbacks on callbacks.call_id = calls.id
                left join lead_calls on lead_calls.call_id = calls.id
                left join leads on leads.id = lead_calls.lead_id
                where calls.tenant_id = $1 and calls.id > $2
            )
            select id, phones, emails
            from candidates
            where
                exists (
                    select 1
                    from unnest(phones) as phone
                    where position($3 in regexp_replace(phone, '[^0-9]', '', 'g')) > 0
                )
                or exists (
                    select 1
                    from unnest(emails) as email
                    where lower(btrim(email)) = $4
                )
            order by id
            limit $5
            """,
            tenant_id,
            position,
            person.phone[-_TAIL:] if person.phone else None,
            person.email,
            _PAGE,
        )
        found += [row["id"] for row in rows if person.is_in(row["phones"], row["emails"])]
        if len(rows) < _PAGE:
            break
        position = rows[-1]["id"]
    return found[:limit]
