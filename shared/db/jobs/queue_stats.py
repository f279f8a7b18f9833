"""Counts the waiting, running and failed runs of one tenant, and how fast runs are finished."""

from dataclasses import dataclass

import asyncpg

from shared.db.pool import Connection
from shared.domain.ids import JobId, TenantId
from shared.domain.statuses import JobKind, JobStatus, Lane

DRAIN_WINDOW_S = 300.0


@dataclass(frozen=True, slots=True)
class OpenRuns:
    """Open runs of a tenant. `scheduled` ones wait for a time, `waiting` ones for a worker;
    `oldest_s` is how long the first of these has waited.
    """

    kind: JobKind
    lane: Lane
    waiting: int
    running: int
    scheduled: int
    oldest_s: float | None


@dataclass(frozen=True, slots=True)
class Ended:
    """Finished runs of a tenant. `failed` and `succeeded` are of the last day; `dead` are all
    failed runs that wait for a person, including the `quarantined` ones, which crashed their
    worker. `drained` were finished in the last DRAIN_WINDOW_S.
    """

    kind: JobKind
    succeeded: int
    failed: int
    dead: int
    quarantined: int
    drained: int


_OPEN = """
    select
        kind, lane, count(*) filter (where status = 'running') as running,
        count(*) filter (where status = 'queued' and not_before <= now()) as waiting,
        count(*) filter (where status = 'queued' and not_before > now()) as scheduled,
        extract(
            epoch from
            now() - min(greatest(created_at, not_before))
                filter (where status = 'queued' and not_before <= now())
        )::float8 as oldest_s
    from jobs
    where status in ('queued', 'running') and kind = any($1)
"""
_BY_LANE = "group by kind, lane order by kind, lane"


async def count_open(conn: Connection, tenant_id: TenantId) -> list[OpenRuns]:
    """Counts open runs, without those of a kind that this release does not know."""
    rows = await conn.fetch(f"{_OPEN} and tenant_id = $2 {_BY_LANE}", list(JobKind), tenant_id)
    return [_open_runs(row) for row in rows]


async def count_all_open(conn: Connection) -> list[OpenRuns]:
    """Counts the open runs of all tenants, with the same restriction. For operators only."""
    return [_open_runs(row) for row in await conn.fetch(f"{_OPEN} {_BY_LANE}", list(JobKind))]


def _open_runs(row: asyncpg.Record) -> OpenRuns:
    return OpenRuns(
        kind=JobKind(row["kind"]),
        lane=Lane(row["lane"]),
        waiting=row["waiting"],
        running=row["running"],
        scheduled=row["scheduled"],
        oldest_s=row["oldest_s"],
    )


async def count_ended(conn: Connection, tenant_id: TenantId) -> list[Ended]:
    """Counts finished runs, with the same restriction as `count_open`."""
    rows = await conn.fetch(
        """
        select
            kind, count(*) filter (where recent and status = 'succeeded') as succeeded,
            count(*) filter (where recent and status = 'failed') as failed,
            count(*) filter (where dead) as dead,
            count(*) filter (where dead and error_code = 'quarantined') as quarantined,
            count(*) filter (where finished_at > now() - make_interval(secs => $2)) as drained
        from (
            select
                kind, status, error_code, finished_at, true as recent,
                status = 'failed' and dismissed_at is null as dead
            from jobs
            where tenant_id = $1 and finished_at > now() - interval '1 day'
            union all
            select kind, status, error_code, finished_at, false, true
            from jobs
            where tenant_id = $1
                and status = 'failed'
                and dismissed_at is null
                and finished_at <= now() - interval '1 day'
        ) as ended
        where kind = any($3)
        group by kind
        order by kind
        """,
        tenant_id,
        DRAIN_WINDOW_S,
        list(JobKind),
    )
    return [
        Ended(
            kind=JobKind(row["kind"]),
            succeeded=row["succeeded"],
            failed=row["failed"],
            dead=row["dead"],
            quarantined=row["quarantined"],
            drained=row["drained"],
        )
        for row in rows
    ]


async def dismiss_jobs(
    conn: Connection,
    tenant_id: TenantId,
    *,
    statuses: list[JobStatus],
    older_than_s: float,
    limit: int,
) -> list[JobId]:
    """Marks failed runs as dismissed, so that they no longer wait for a person. Nothing is deleted;
    a retry undoes it.
    """
    rows = await conn.fetch(
        """
        update jobs
        set dismissed_at = now()
        where id in (
            select id
            from jobs
            where tenant_id = $1
                and status = any($2)
                and dismissed_at is null
                and finished_at <= now() - make_interval(secs => $3)
            order by finished_at
            limit $4
            for update skip locked
        )
        returning id
        """,
        tenant_id,
        statuses,
        older_than_s,
        limit,
    )
    return [JobId(row["id"]) for row in rows]
