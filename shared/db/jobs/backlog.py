"""The backlog: how much work waits, counted over the open runs."""

from shared.db.jobs.stalled import find_stalled
from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.db.unused_events import count_unused
from shared.telemetry.metrics import Backlog


async def measure_backlog(conn: Connection, *, stalled_after_s: float) -> Backlog:
    """Measures the backlog of all tenants. Reads only the index of open runs, so its cost does not
    grow with the number of finished runs.
    """
    row = await fetch_row(
        conn,
        """
        select
            count(*) filter (where status = 'queued' and not_before <= now()) as waiting,
            count(*) filter (where status = 'queued' and not_before > now()) as postponed,
            count(*) filter (where status = 'running') as running,
            coalesce(
                extract(
                    epoch from
                    now() - min(not_before) filter (where status = 'queued' and not_before <= now())
                ),
                0
            )::float8 as oldest_waiting_s
        from jobs
        where status in ('queued', 'running')
        """,
    )
    stalled = await find_stalled(conn, after_s=stalled_after_s)
    unused = await count_unused(conn)
    return Backlog(
        row["waiting"],
        row["postponed"],
        row["running"],
        row["oldest_waiting_s"],
        stalled.runs,
        unused.stored,
    )


async def count_waiting_for(conn: Connection) -> dict[str, int]:
    """Returns how many open runs, of all tenants, were postponed, by error code; the most frequent
    code first.
    """
    rows = await conn.fetch(
        """
        select error_code, count(*) as runs
        from jobs
        where status in ('queued', 'running') and error_code is not null
        group by error_code
        order by runs desc, error_code
        limit 10
        """
    )
    return {row["error_code"]: row["runs"] for row in rows}
