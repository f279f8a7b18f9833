"""Summarizes the installation, over all tenants but the canary's."""

from shared.db.pool import Connection
from shared.domain.canary import CANARY_TENANT


async def count_calls(conn: Connection) -> dict[str, int]:
    """Counts the calls by status; a status without calls is left out."""
    rows = await conn.fetch(
        "select status, count(*) as calls from calls where tenant_id <> $1 group by status order by"
        " status",
        CANARY_TENANT,
    )
    return {row["status"]: row["calls"] for row in rows}


async def count_missed_calls(conn: Connection) -> int:
    """Counts calls that their senders listed at the last check and that are not stored."""
    return int(
        await conn.fetchval(
            """
            select
                (select coalesce(sum(missing), 0) from missed_calls where tenant_id <> $1)
                + (select coalesce(sum(missing), 0) from elevenlabs_keys)
            """,
            CANARY_TENANT,
        )
    )
