"""How much work waits: counted over the runs that are not over."""

from shared.db.pool import Connection
from shared.metrics import Backlog


async def measure_backlog(conn: Connection) -> Backlog:
    """Over all tenants. Reads the index of open runs only, so it costs what is open and not what was ever done."""
    row = await conn.fetchrow(
        "select count(*) filter (where status = 'queued' and not_before <= now()) as waiting,"
        " count(*) filter (where status = 'queued' and not_before > now()) as postponed,"
        " count(*) filter (where status = 'running') as running,"
        " coalesce(extract(epoch from now() - min(not_before)"
        " filter (where status = 'queued' and not_before <= now())), 0)::float8 as oldest_waiting_s"
        " from jobs where status in ('queued', 'running')"
    )
    return Backlog(row["waiting"], row["postponed"], row["running"], row["oldest_waiting_s"])
