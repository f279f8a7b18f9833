"""Runs: what is to be done, how often it failed, and how it ended. `claims.py` decides which worker
may process one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from shared.db.filters import given_conditions
from shared.db.pool import Connection, plan_for_values
from shared.db.writes import Write, expressions
from shared.domain.ids import CallId, JobId, TenantId, new_id
from shared.domain.statuses import (
    JobKind,
    JobStatus,
    Lane,
    StepStatus,
)
from shared.domain.steps import Step
from shared.errors import NotFound, Unavailable
from shared.queue.queue import Wakeup


@dataclass(frozen=True, slots=True)
class RunOfCall:
    """Names a run, its kind, call and tenant."""

    job_id: JobId
    tenant_id: TenantId
    call_id: CallId
    kind: JobKind


@dataclass(frozen=True, slots=True)
class StepView:
    """The state of a step. `failing_s` is for how long a vendor's outage has prevented the step;
    None when there is none.
    """

    step: Step
    status: StepStatus
    attempt: int
    errors: int
    started_at: datetime | None
    finished_at: datetime | None
    meta: dict[str, Any]
    error: str | None
    error_code: str | None
    failing_s: float | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A job and its current run. `run_number` counts its runs; earlier ones are in `past_runs`.
    `requested_as` is the requester's own name for this run. `dismissed_at` is when a user dismissed
    the failed run.
    """

    id: JobId
    tenant_id: TenantId
    call_id: CallId
    kind: JobKind
    status: JobStatus
    attempts: int
    crashes: int
    snoozes: int
    not_before: datetime
    error: str | None
    error_code: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    lane: Lane
    run_number: int = 1
    requested_as: str | None = None
    dismissed_at: datetime | None = None

    @property
    def run(self) -> RunOfCall:
        return RunOfCall(self.id, self.tenant_id, self.call_id, self.kind)


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Selects jobs. No `statuses` means all of them; `dismissed` None includes dismissed jobs."""

    statuses: Collection[JobStatus] = ()
    kind: JobKind | None = None
    lane: Lane | None = None
    dismissed: bool | None = None


async def insert_job(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    *,
    kind: JobKind = JobKind.PROCESS_CALL,
    lane: Lane = Lane.LIVE,
    delay_s: float = 0.0,
) -> tuple[JobId, Wakeup | None]:
    """Creates a run, at most one of a kind per call. Returns the id of the existing or new run,
    with a wakeup if it is new.
    """
    wanted = JobId(new_id())
    job_id = JobId(
        await conn.fetchval(
            """
            insert into jobs (id, tenant_id, call_id, kind, lane, not_before, woken_at)
            values (
                $1, $2, $3, $4, $5, now() + make_interval(secs => $6),
                now() + make_interval(secs => $6)
            )
            on conflict (call_id, kind) do update
            set kind = excluded.kind
            returning id
            """,
            wanted,
            tenant_id,
            call_id,
            kind,
            lane,
            delay_s,
        )
    )
    return job_id, Wakeup(tenant_id, job_id, 0, lane, delay_s) if job_id == wanted else None


async def reopen_job(
    conn: Connection,
    tenant_id: TenantId,
    job_id: JobId,
    *,
    forgetting: Collection[Step],
    options: dict[str, Any] | None = None,
    keeping_options: bool = False,
    lane: Lane | None = None,
) -> Wakeup | None:
    """Reopens a finished run, so that it repeats these steps; the other steps remain as they are.
    Returns None when the run is not over.

    The previous run is stored with its steps as a past run. The new fence invalidates all earlier
    claims. Its age, and with it its deadline, counts from now. A run that was in quarantine runs as
    an isolated job, also when it was cancelled before it could do so. With `keeping_options`
    earlier options remain where `options` does not set them. With `lane` None it stays in its lane.
    """
    row = await conn.fetchrow(
        """
        with before as materialized (
            select
                id, run, tenant_id, requested_as, status, attempts, crashes, snoozes, not_before,
                error, error_code, lane, options, created_at, started_at, finished_at
            from jobs
            where id = $1 and tenant_id = $2 and status in ('succeeded', 'failed', 'cancelled')
            for no key update
        ),
        saved as (
            insert into past_runs (
                job_id, run, tenant_id, requested_as, status, attempts, crashes, snoozes,
                not_before, error, error_code, lane, options, created_at, started_at, finished_at
            )
            select
                id, run, tenant_id, requested_as, status, attempts, crashes, snoozes, not_before,
                error, error_code, lane, options, created_at, started_at, finished_at
            from before
        ),
        kept_steps as (
            insert into past_run_steps (
                job_id, run, tenant_id, step, status, attempt, errors, started_at, finished_at,
                meta, error, error_code
            )
            select
                steps.job_id, before.run, steps.tenant_id, step, steps.status, attempt, errors,
                steps.started_at, steps.finished_at, meta, steps.error, steps.error_code
            from job_steps steps
            join before on before.id = steps.job_id
        )
        update jobs
        set
            status = 'queued', started_at = null, finished_at = null, error = null,
            run = jobs.run + 1, requested_as = null,
            isolated = coalesce(
                jobs.error_code = 'quarantined' or isolated and jobs.error_code = 'cancelled',
                false
            ),
            error_code = null, dismissed_at = null,
            options = case when $4 then jobs.options else '{}' end || jsonb_strip_nulls($3),
            attempts = 0, crashes = 0, snoozes = 0, created_at = now(), not_before = now(),
            wakeups = wakeups + 1, woken_at = now(), fence = fence + 1,
            lane = coalesce($5, jobs.lane)
        from before
        where jobs.id = before.id
        returning jobs.id, jobs.tenant_id, wakeups, jobs.lane
        """,
        job_id,
        tenant_id,
        options or {},
        keeping_options,
        lane,
    )
    if row is None:
        return None
    await conn.execute(
        "delete from job_steps where job_id = $1 and tenant_id = $2 and step = any($3)",
        job_id,
        tenant_id,
        list(forgetting),
    )
    return wakeup_of(row)


async def mark_requested(
    conn: Connection, tenant_id: TenantId, job_id: JobId, requested_as: str
) -> None:
    """Sets the requester's name of the run, unless it has one."""
    await conn.execute(
        "update jobs set requested_as = coalesce(requested_as, $3) where id = $1 and tenant_id"
        " = $2",
        job_id,
        tenant_id,
        requested_as[:200],
    )


async def take_back_job(conn: Connection, tenant_id: TenantId, job_id: JobId) -> Wakeup | None:
    """Queues a running run again without waiting for its worker. Returns None when it is not
    running.

    The worker can commit nothing more, and stops when it notices.
    """
    row = await conn.fetchrow(
        """
        update jobs
        set
            status = 'queued', fence = fence + 1, lease_until = null, worker = null,
            not_before = now(), wakeups = wakeups + 1, woken_at = now()
        where id = $1 and tenant_id = $2 and status = 'running'
        returning id, tenant_id, wakeups, lane
        """,
        job_id,
        tenant_id,
    )
    return wakeup_of(row) if row else None


async def wake_job(conn: Connection, tenant_id: TenantId, job_id: JobId) -> Wakeup | None:
    """Makes a waiting run due now. Returns None when it is running or over."""
    row = await conn.fetchrow(
        """
        update jobs
        set not_before = now(), wakeups = wakeups + 1, woken_at = now()
        where id = $1 and tenant_id = $2 and status = 'queued'
        returning id, tenant_id, wakeups, lane
        """,
        job_id,
        tenant_id,
    )
    return wakeup_of(row) if row else None


async def execute_writes(conn: Connection, run: RunOfCall, *writes: Write) -> None:
    """Executes writes of a run whose call and row are locked, in one round trip."""
    await conn.execute(
        # The statement is built only from constants.
        f"""
        with fence as materialized (
            select $1::uuid as id, $2::uuid as tenant_id, $3::uuid as call_id
        )
        {expressions(writes, after=3)}
        select id from fence
        """,  # noqa: S608
        run.job_id,
        run.tenant_id,
        run.call_id,
        *(value for write in writes for value in write.values),
    )


def run_finished(
    status: JobStatus, *, error: str | None = None, error_code: str | None = None
) -> Write:
    """Returns the write that marks a run as finished."""
    return Write(
        """
        update jobs
        set
            status = $1, error = $2, error_code = $3, lease_until = null, worker = null,
            finished_at = now()
        from fence
        where jobs.id = fence.id
        """,
        (status, error, error_code),
    )


async def has_separate_fetch(conn: Connection, run: RunOfCall) -> bool:
    """Returns whether a separate run is fetching the recording of this run's call."""
    return bool(
        await conn.fetchval(
            """
            select
                exists (
                    select 1
                    from jobs
                    where call_id = $1
                        and tenant_id = $2
                        and id <> $3
                        and kind = $4
                        and status in ('queued', 'running')
                )
            """,
            run.call_id,
            run.tenant_id,
            run.job_id,
            JobKind.ATTACH_RECORDING,
        )
    )


async def get_job(conn: Connection, tenant_id: TenantId, job_id: JobId) -> Job:
    row = await conn.fetchrow(
        """
        select
            id, tenant_id, call_id, kind, status, attempts, crashes, snoozes, not_before, error,
            error_code, created_at, started_at, finished_at, lane, run, requested_as, dismissed_at
        from jobs
        where id = $1 and tenant_id = $2
        """,
        job_id,
        tenant_id,
    )
    if row is None:
        raise NotFound("There is no such job.")
    return _job_of_row(row)


async def find_job(conn: Connection, job_id: JobId) -> Job | None:
    """Finds a job of any tenant. For workers and operators only, never for a request."""
    row = await conn.fetchrow(
        """
        select
            id, tenant_id, call_id, kind, status, attempts, crashes, snoozes, not_before, error,
            error_code, created_at, started_at, finished_at, lane, run, requested_as, dismissed_at
        from jobs
        where id = $1
        """,
        job_id,
    )
    return _job_of_row(row) if row else None


async def lock_job(conn: Connection, tenant_id: TenantId, job_id: JobId) -> Job:
    """Locks the job until the transaction ends. The caller has locked its call first. Raises
    NotFound.
    """
    row = await conn.fetchrow(
        """
        select
            id, tenant_id, call_id, kind, status, attempts, crashes, snoozes, not_before, error,
            error_code, created_at, started_at, finished_at, lane, run, requested_as, dismissed_at
        from jobs
        where id = $1 and tenant_id = $2
        for no key update
        """,
        job_id,
        tenant_id,
    )
    if row is None:
        raise NotFound("There is no such job.")
    return _job_of_row(row)


_FILTERS = {
    "kind": "kind = {}",
    "lane": "lane = {}",
    "dismissed": "(dismissed_at is not null) = {}",
}


async def list_jobs(
    conn: Connection,
    tenant_id: TenantId,
    where: JobFilter,
    *,
    before: tuple[datetime, JobId] | None = None,
    limit: int,
) -> list[Job]:
    """Returns jobs, newest first, after `before` (exclusive), without jobs of a kind that this
    release does not know. The connection is in a transaction.
    """
    values: list[Any] = [tenant_id, list(JobKind)]
    conditions = given_conditions(_FILTERS, where, values)
    if where.statuses:
        values.append(list(where.statuses))
        conditions.append(f"status = any(${len(values)})")
    if before:
        values += before
        conditions.append(f"(created_at, id) < (${len(values) - 1}, ${len(values)}::uuid)")
    values.append(limit)
    await plan_for_values(conn)
    rows = await conn.fetch(
        # The statement is built only from constants of this module.
        f"""
        select
            id, tenant_id, call_id, kind, status, attempts, crashes, snoozes, not_before, error,
            error_code, created_at, started_at, finished_at, lane, run, requested_as, dismissed_at
        from jobs
        where {" and ".join(["tenant_id = $1", "kind = any($2)", *conditions])}
        order by created_at desc, id desc
        limit ${len(values)}
        """,  # noqa: S608
        *values,
    )
    return [_job_of_row(row) for row in rows]


async def find_job_of_call(conn: Connection, tenant_id: TenantId, call_id: CallId) -> Job | None:
    row = await conn.fetchrow(
        """
        select
            id, tenant_id, call_id, kind, status, attempts, crashes, snoozes, not_before, error,
            error_code, created_at, started_at, finished_at, lane, run, requested_as, dismissed_at
        from jobs
        where call_id = $1 and tenant_id = $2 and kind = $3
        """,
        call_id,
        tenant_id,
        JobKind.PROCESS_CALL,
    )
    return _job_of_row(row) if row else None


def _job_of_row(row: asyncpg.Record) -> Job:
    """Raises Unavailable for a job of a kind that this release does not know."""
    if row["kind"] not in set(JobKind):
        raise Unavailable(
            "This run is of a kind that only a newer release knows; try again when all processes"
            " run that release."
        )
    return Job(
        id=row["id"],
        tenant_id=row["tenant_id"],
        call_id=row["call_id"],
        kind=JobKind(row["kind"]),
        status=JobStatus(row["status"]),
        attempts=row["attempts"],
        crashes=row["crashes"],
        snoozes=row["snoozes"],
        not_before=row["not_before"],
        error=row["error"],
        error_code=row["error_code"],
        created_at=row["created_at"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        lane=Lane(row["lane"]),
        run_number=row["run"],
        requested_as=row["requested_as"],
        dismissed_at=row["dismissed_at"],
    )


def wakeup_of(row: asyncpg.Record, *, delay_s: float = 0.0) -> Wakeup:
    """Reads a wakeup from a row with id, tenant_id, wakeups and lane."""
    return Wakeup(
        TenantId(row["tenant_id"]), JobId(row["id"]), row["wakeups"], Lane(row["lane"]), delay_s
    )
