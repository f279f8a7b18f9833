"""A team's own holidays."""

from datetime import date

from shared.db.pool import Connection
from shared.domain.ids import TenantId

# Some years of closing days.
MOST_HOLIDAYS = 1000


async def list_holidays(conn: Connection, tenant_id: TenantId) -> dict[date, str]:
    """Returns the names of the holidays by day, ascending."""
    rows = await conn.fetch(
        """
        select day, name
        from tenant_holidays
        where tenant_id = $1
        order by day
        """,
        tenant_id,
    )
    return {row["day"]: row["name"] for row in rows}


async def put_holiday(conn: Connection, tenant_id: TenantId, day: date, name: str) -> bool:
    """Stores a holiday, or its new name. Returns False when there are MOST_HOLIDAYS others already.
    The tenant must be locked.
    """
    stored = await conn.fetchval(
        """
        insert into tenant_holidays (tenant_id, day, name)
        select $1, $2, $3
        where (select count(*) from tenant_holidays where tenant_id = $1 and day <> $2) < $4
        on conflict (tenant_id, day) do update
        set name = excluded.name
        returning 1
        """,
        tenant_id,
        day,
        name,
        MOST_HOLIDAYS,
    )
    return stored is not None


async def delete_holiday(conn: Connection, tenant_id: TenantId, day: date) -> bool:
    """Deletes a holiday. Returns False when there is none on that day."""
    gone = await conn.fetchval(
        "delete from tenant_holidays where tenant_id = $1 and day = $2 returning 1", tenant_id, day
    )
    return gone is not None


async def count_callbacks_on_holidays(
    conn: Connection, tenant_id: TenantId, zone: str
) -> dict[date, int]:
    """Counts the callbacks that are to be made on holidays, by day in `zone`."""
    rows = await conn.fetch(
        """
        select day, count(*) as callbacks
        from callbacks
        join tenant_holidays on tenant_holidays.tenant_id = callbacks.tenant_id
            and day = day_in_zone(due_at, $2)
        where callbacks.tenant_id = $1 and status = 'scheduled' and due_at > now()
        group by day
        """,
        tenant_id,
        zone,
    )
    return {row["day"]: row["callbacks"] for row in rows}
