"""Measures how much work of all tenants is open and how fast it is done. Reads only numbers, no
personal data.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.db.jobs.queue_stats import DRAIN_WINDOW_S
from shared.db.pool import Connection
from shared.domain.ids import TenantId


@dataclass(frozen=True, slots=True)
class Pressure:
    """The load of a tenant. `open` runs wait or are running. `drained_per_s` covers the last
    minutes; `oldest_s` is how long the first run has waited for a worker.
    """

    open: int = 0
    drained_per_s: float = 0.0
    oldest_s: float = 0.0


async def read_pressure(conn: Connection) -> Mapping[TenantId, Pressure]:
    """Reads the load of each tenant with open or recently finished runs. The time it takes grows
    with the number of open runs.
    """
    rows = await conn.fetch(
        """
        with waiting as (
            select
                tenant_id, count(*) as open,
                extract(
                    epoch from
                    now() - min(greatest(created_at, not_before))
                        filter (where status = 'queued' and not_before <= now())
                )::float8 as oldest_s
            from jobs
            where status in ('queued', 'running')
            group by tenant_id
        ),
        done as (
            select tenant_id, count(*) as drained
            from jobs
            where finished_at > now() - make_interval(secs => $1)
            group by tenant_id
        )
        select
            tenant_id, coalesce(open, 0) as open, coalesce(oldest_s, 0) as oldest_s,
            coalesce(drained, 0) as drained
        from waiting
        full join done using (tenant_id)
        """,
        DRAIN_WINDOW_S,
    )
    return {
        TenantId(row["tenant_id"]): Pressure(
            row["open"], row["drained"] / DRAIN_WINDOW_S, row["oldest_s"]
        )
        for row in rows
    }
