"""Numbers that a team's agents never call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.domain.ids import CallId, TenantId, UserId

# Of one import.
MOST_IMPORTED = 5000


@dataclass(frozen=True, slots=True)
class BarredNumber:
    """A number that is not called, and the call on which that was asked for."""

    number: str
    note: str | None
    call_id: CallId | None
    created_at: datetime


async def bar_number(
    conn: Connection,
    tenant_id: TenantId,
    number: str,
    *,
    note: str | None,
    call_id: CallId | None,
    added_by: UserId | None,
) -> BarredNumber:
    """Puts a number on the list; one that is on it gets the new note."""
    row = await fetch_row(
        conn,
        """
        insert into do_not_call (tenant_id, number, note, call_id, added_by)
        values ($1, $2, $3, (select id from calls where id = $4 and tenant_id = $1), $5)
        on conflict (tenant_id, number) do update
        set note = excluded.note, call_id = coalesce(excluded.call_id, do_not_call.call_id)
        returning number, note, call_id, created_at
        """,
        tenant_id,
        number,
        note,
        call_id,
        added_by,
    )
    return BarredNumber(**row)


async def bar_numbers(
    conn: Connection,
    tenant_id: TenantId,
    numbers: Mapping[str, str | None],
    *,
    added_by: UserId | None,
) -> set[str]:
    """Puts numbers with their notes on the list, and returns those that were not on it. The others
    stay as they are.
    """
    # In one order, so that two imports at once do not wait for each other.
    ordered = sorted(numbers)
    rows = await conn.fetch(
        """
        insert into do_not_call (tenant_id, number, note, added_by)
        select $1, number, note, $4
        from unnest($2::text[], $3::text[]) as given (number, note)
        on conflict (tenant_id, number) do nothing
        returning number
        """,
        tenant_id,
        ordered,
        [numbers[number] for number in ordered],
        added_by,
    )
    return {row["number"] for row in rows}


async def keep_bare_numbers(
    conn: Connection, tenant_id: TenantId, *, phone: str | None, email: str | None
) -> bool:
    """Deletes why a person's numbers are on the list, and by whom and on which call, and returns
    whether one is on it. The number itself stays, because the wish not to be called could not be
    respected otherwise.
    """
    rows = await conn.fetch(
        f"""
        update do_not_call
        set note = null, call_id = null, added_by = null
        where {_OF_PERSON}
        returning number
        """,  # noqa: S608
        tenant_id,
        phone,
        email,
    )
    return bool(rows)


async def list_barred_of_person(
    conn: Connection, tenant_id: TenantId, *, phone: str | None, email: str | None
) -> list[str]:
    """Returns what the list holds of a person, each as a JSON object."""
    rows = await conn.fetch(
        f"""
        select (to_jsonb(do_not_call) - 'tenant_id')::text as row
        from do_not_call
        where {_OF_PERSON}
        order by number
        """,  # noqa: S608
        tenant_id,
        phone,
        email,
    )
    return [row["row"] for row in rows]


# Of the number itself, and of the numbers of the contact with the address.
_OF_PERSON = """
    tenant_id = $1
    and (
        number = $2
        or number in (
            select numbers.value
            from contact_keys as emails
            join contact_keys as numbers on numbers.contact_id = emails.contact_id
            where emails.tenant_id = $1
                and numbers.tenant_id = $1
                and emails.kind = 'email'
                and emails.value = $3
                and numbers.kind = 'number'
        )
    )
"""


async def allow_number(conn: Connection, tenant_id: TenantId, forms: Sequence[str]) -> None:
    """Takes a number in all of these forms off the list. Idempotent."""
    await conn.execute(
        "delete from do_not_call where tenant_id = $1 and number = any($2)", tenant_id, forms
    )


async def list_barred_numbers(
    conn: Connection, tenant_id: TenantId, *, after: str | None, limit: int
) -> list[BarredNumber]:
    """Returns numbers in their order, from after `after`."""
    rows = await conn.fetch(
        """
        select number, note, call_id, created_at
        from do_not_call
        where tenant_id = $1 and number > coalesce($2, '')
        order by number
        limit $3
        """,
        tenant_id,
        after,
        limit,
    )
    return [BarredNumber(**row) for row in rows]
