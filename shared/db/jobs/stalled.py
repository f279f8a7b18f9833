"""Finds runs that are due and that no worker processes. It looks at progress, not at which worker
processes exist.
"""

from dataclasses import dataclass

from shared.db.pool import Connection, plan_for_values
from shared.db.rows import fetch_row
from shared.domain.statuses import JobKind, Lane


@dataclass(frozen=True, slots=True)
class Stalled:
    """Stalled work. `runs` are the due runs of stalled tenants; the oldest has been due for
    `oldest_s` seconds.
    """

    runs: int
    oldest_s: float


async def find_stalled(conn: Connection, *, after_s: float) -> Stalled:
    """Finds stalled work of all tenants. A tenant's work is stalled when a live run of it has been
    due for `after_s` seconds and

    - none of its runs is being worked on and none was finished in that time, or
    - a run that came more than `after_s` later was started before it.

    So a backlog on which workers make progress is not stalled, however old it is. Backfill is never
    stalled.
    """
    async with conn.transaction():
        # A plan for any time takes all finished runs for recent ones, and reads them.
        await plan_for_values(conn)
        row = await fetch_row(
            conn,
            """
            with due as (
                select tenant_id, count(*) as runs, min(greatest(not_before, lease_until)) as since
                from jobs
                where status in ('queued', 'running')
                    and lane = $3
                    and kind = any($2)
                    and not_before <= now()
                    and coalesce(lease_until, '-infinity') < now()
                group by tenant_id
            ),
            stalled as (
                select runs, since
                from due
                where since < now() - make_interval(secs => $1)
                    and (
                        exists (
                            select 1
                            from jobs
                            where tenant_id = due.tenant_id
                                and lane = $3
                                and started_at is not null
                                and created_at > due.since + make_interval(secs => $1)
                        )
                        or not exists (
                            select 1
                            from jobs
                            where tenant_id = due.tenant_id
                                and (
                                    status = 'running' and lease_until >= now()
                                    or finished_at > now() - make_interval(secs => $1)
                                )
                        )
                    )
            )
            select
                coalesce(sum(runs), 0)::int as runs,
                coalesce(extract(epoch from now() - min(since)), 0)::float8 as oldest_s
            from stalled
            """,
            after_s,
            list(JobKind),
            Lane.LIVE,
        )
    return Stalled(row["runs"], row["oldest_s"])
