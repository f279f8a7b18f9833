"""Numbers that a team's agents never call."""

from dataclasses import dataclass
from datetime import datetime

from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.domain.ids import CallId, TenantId, UserId


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


async def allow_number(conn: Connection, tenant_id: TenantId, number: str) -> None:
    """Takes a number off the list. Idempotent."""
    await conn.execute(
        "delete from do_not_call where tenant_id = $1 and number = $2", tenant_id, number
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
