"""Runs: who may work on one now (lease and fence), how often it failed, and how it ended.

The row decides and the database's clock is the only one. A worker that lost its lease writes nothing:
every effect is committed in a `fenced` transaction.
"""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg

from shared.db.pool import Connection, Database
from shared.domain.ids import CallId, JobId, TenantId, new_id
from shared.domain.statuses import JobKind, JobStatus, Lane, Step, StepStatus
from shared.errors import LeaseLost, NotFound
from shared.queue import Hint

# Live calls go first, but not for ever.
PATIENCE_OF_BACKFILL_S = 3600.0


@dataclass(frozen=True, slots=True)
class RunOfCall:
    """Which run, of what."""

    job_id: JobId
    tenant_id: TenantId
    call_id: CallId
    kind: JobKind


@dataclass(frozen=True, slots=True)
class Claim(RunOfCall):
    """The right to work on a run until the lease ends; `fence` proves it in every write."""

    fence: int
    attempts: int
    crashes: int
    snoozes: int
    age_s: float
    options: dict[str, Any] = field(default_factory=dict, compare=False)
    alone: bool = False


@dataclass(frozen=True, slots=True)
class StepView:
    step: Step
    status: StepStatus
    attempt: int
    errors: int
    started_at: datetime | None
    finished_at: datetime | None
    meta: dict[str, Any]
    error: str | None
    error_code: str | None


@dataclass(frozen=True, slots=True)
class Job:
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

    @property
    def run(self) -> RunOfCall:
        return RunOfCall(self.id, self.tenant_id, self.call_id, self.kind)


async def insert_job(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    *,
    kind: JobKind = JobKind.PROCESS_CALL,
    lane: Lane = Lane.LIVE,
    delay_s: float = 0.0,
) -> tuple[JobId, Hint | None]:
    """One run of a kind per call: the id of the one there is, with a hint when it was made now."""
    wanted = JobId(new_id())
    job_id = JobId(
        await conn.fetchval(
            "insert into jobs (id, tenant_id, call_id, kind, lane, not_before, hinted_at)"
            " values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6), now() + make_interval(secs => $6))"
            " on conflict (call_id, kind) do update set kind = excluded.kind returning id",
            wanted,
            tenant_id,
            call_id,
            kind,
            lane,
            delay_s,
        )
    )
    return job_id, Hint(tenant_id, job_id, 0, lane, delay_s) if job_id == wanted else None


async def reopen_job(
    conn: Connection,
    tenant_id: TenantId,
    job_id: JobId,
    *,
    forgetting: Collection[Step],
    options: dict[str, Any] | None = None,
) -> Hint | None:
    """Lets a run that is over do these steps anew, the others standing as they are; None when it is not over.

    The new fence shuts out whoever worked on it before. Its age, and with it its deadline, counts from now. One that
    was in quarantine is walked apart from the others.
    """
    row = await conn.fetchrow(
        "update jobs set status = 'queued', started_at = null, finished_at = null, error = null,"
        " alone = coalesce(error_code = 'quarantined', false), error_code = null, options = $3,"
        " attempts = 0, crashes = 0, snoozes = 0, created_at = now(), not_before = now(), hints = hints + 1,"
        " hinted_at = now(), fence = fence + 1"
        " where id = $1 and tenant_id = $2 and status in ('succeeded', 'failed', 'cancelled')"
        " returning id, tenant_id, hints, lane",
        job_id,
        tenant_id,
        options or {},
    )
    if row is None:
        return None
    await conn.execute(
        "delete from job_steps where job_id = $1 and tenant_id = $2 and step = any($3)",
        job_id,
        tenant_id,
        list(forgetting),
    )
    return _hint(row)


async def take_back_job(conn: Connection, tenant_id: TenantId, job_id: JobId) -> Hint | None:
    """Lets a run that is under way start again without what its worker is doing now; None when it is not running.

    The worker can commit nothing more, and stops when it notices.
    """
    row = await conn.fetchrow(
        "update jobs set status = 'queued', fence = fence + 1, lease_until = null, worker = null, not_before = now(),"
        " hints = hints + 1, hinted_at = now()"
        " where id = $1 and tenant_id = $2 and status = 'running' returning id, tenant_id, hints, lane",
        job_id,
        tenant_id,
    )
    return _hint(row) if row else None


async def wake_job(conn: Connection, tenant_id: TenantId, job_id: JobId) -> Hint | None:
    """Lets a waiting run start now; None when it is running or over."""
    row = await conn.fetchrow(
        "update jobs set not_before = now(), hints = hints + 1, hinted_at = now()"
        " where id = $1 and tenant_id = $2 and status = 'queued' returning id, tenant_id, hints, lane",
        job_id,
        tenant_id,
    )
    return _hint(row) if row else None


async def claim(conn: Connection, job_id: JobId, *, worker: str, lease_s: float) -> Claim | None:
    """None when the run is over, waiting, in another worker's hands, or of a kind that only a newer release knows.

    Claiming a run that is still `running` means its worker died: that is counted as a crash.
    """
    row = await conn.fetchrow(
        "update jobs set status = 'running', fence = fence + 1, worker = $2,"
        " lease_until = now() + make_interval(secs => $3),"
        " crashes = crashes + (status = 'running')::int, started_at = coalesce(started_at, now())"
        " where id = $1 and status in ('queued', 'running') and not_before <= now()"
        " and coalesce(lease_until, '-infinity') < now() and kind = any($4)"
        " returning id, tenant_id, call_id, kind, fence, attempts, crashes, snoozes, options, alone,"
        " extract(epoch from now() - created_at)::float8 as age_s",
        job_id,
        worker,
        lease_s,
        list(JobKind),
    )
    if row is None:
        return None
    return Claim(
        job_id=row["id"],
        tenant_id=row["tenant_id"],
        call_id=row["call_id"],
        kind=JobKind(row["kind"]),
        fence=row["fence"],
        attempts=row["attempts"],
        crashes=row["crashes"],
        snoozes=row["snoozes"],
        age_s=row["age_s"],
        options=row["options"],
        alone=row["alone"],
    )


async def renew(conn: Connection, claims: Collection[Claim], *, lease_s: float) -> set[Claim]:
    """In one trip. Returns those that still hold; the others were taken over, cancelled or deleted."""
    rows = await conn.fetch(
        "update jobs set lease_until = now() + make_interval(secs => $3)"
        " from unnest($1::uuid[], $2::bigint[]) as held (id, fence)"
        " where jobs.id = held.id and jobs.fence = held.fence and status = 'running' returning jobs.id, jobs.fence",
        [claim.job_id for claim in claims],
        [claim.fence for claim in claims],
        lease_s,
    )
    held = {(row["id"], row["fence"]) for row in rows}
    return {claim for claim in claims if (claim.job_id, claim.fence) in held}


@asynccontextmanager
async def fenced(database: Database, claim: Claim) -> AsyncIterator[Connection]:
    """A transaction that commits only while the claim holds. Raises LeaseLost.

    The row lock keeps a new claim waiting until this commits; `no key` lets rows that refer to the
    run be inserted meanwhile. The call is locked before its run, here as at intake and deletion, so
    that they wait for each other rather than deadlock.
    """
    async with database.transaction() as conn:
        await conn.execute("select 1 from calls where id = $1 for no key update", claim.call_id)
        held = await conn.fetchval(
            "select 1 from jobs where id = $1 and fence = $2 and status = 'running' for no key update",
            claim.job_id,
            claim.fence,
        )
        if not held:
            raise LeaseLost("This run belongs to somebody else now.")
        yield conn


async def mark_progress(conn: Connection, claim: Claim) -> None:
    """Crashes count only while nothing gets done, so a long run survives many deploys and kills."""
    await conn.execute("update jobs set crashes = 0 where id = $1 and crashes > 0", claim.job_id)


async def mark_finished(
    conn: Connection, run: RunOfCall, status: JobStatus, *, error: str | None = None, error_code: str | None = None
) -> None:
    """With the run's row locked, as inside `fenced`."""
    await conn.execute(
        "update jobs set status = $2, error = $3, error_code = $4, lease_until = null, worker = null,"
        " finished_at = now() where id = $1",
        run.job_id,
        status,
        error,
        error_code,
    )


async def mark_waiting(
    conn: Connection, claim: Claim, *, delay_s: float, attempt: bool, error: str, error_code: str
) -> Hint:
    """Inside `fenced`: back to the queue after `delay_s`, counted as an attempt or as a snooze."""
    row = await conn.fetchrow(
        "update jobs set status = 'queued', lease_until = null, worker = null, error = $3, error_code = $4,"
        " not_before = now() + make_interval(secs => $2), hints = hints + 1,"
        " hinted_at = now() + make_interval(secs => $2),"
        " attempts = attempts + $5::int, snoozes = snoozes + (1 - $5::int) where id = $1"
        " returning id, tenant_id, hints, lane",
        claim.job_id,
        delay_s,
        error,
        error_code,
        int(attempt),
    )
    return _hint(row, delay_s=delay_s)


async def release(conn: Connection, claim: Claim, *, delay_s: float = 0.0) -> Hint | None:
    """Gives the run back untouched, as at shutdown: nothing is counted. None when it was lost already."""
    row = await conn.fetchrow(
        "update jobs set status = 'queued', lease_until = null, worker = null,"
        " not_before = now() + make_interval(secs => $3), hints = hints + 1,"
        " hinted_at = now() + make_interval(secs => $3)"
        " where id = $1 and fence = $2 and status = 'running' returning id, tenant_id, hints, lane",
        claim.job_id,
        claim.fence,
        delay_s,
    )
    return _hint(row, delay_s=delay_s) if row else None


async def take_orphans(conn: Connection, *, hint_gap_s: float, most_of_tenant: int, limit: int) -> list[Hint]:
    """Runs that are due and that nobody works on or was told of lately; safe from any number of workers.

    Of each tenant those that have waited longest, however many the others have. The hint of a run that only waited is
    the one it had; a run that its worker died on gets a new one. Backfill that waited too long becomes live.
    """
    rows = await conn.fetch(
        "update jobs set hints = hints + (status = 'running')::int, hinted_at = now(),"
        " lane = case when created_at < now() - make_interval(secs => $4) then 'live' else lane end"
        " where id in (select orphans.id from tenants cross join lateral ("
        " select id from jobs where tenant_id = tenants.id and status in ('queued', 'running') and not_before <= now()"
        " and coalesce(lease_until, '-infinity') < now() and hinted_at < now() - make_interval(secs => $1)"
        " order by created_at limit $2 for update skip locked) as orphans limit $3)"
        " returning id, tenant_id, hints, lane",
        hint_gap_s,
        most_of_tenant,
        limit,
        PATIENCE_OF_BACKFILL_S,
    )
    return [_hint(row) for row in rows]


async def is_fetching_beside(conn: Connection, run: RunOfCall) -> bool:
    """Whether a run of its own is fetching the recording of this run's call."""
    return bool(
        await conn.fetchval(
            "select exists (select 1 from jobs where call_id = $1 and tenant_id = $2 and id <> $3 and kind = $4"
            " and status in ('queued', 'running'))",
            run.call_id,
            run.tenant_id,
            run.job_id,
            JobKind.ATTACH_RECORDING,
        )
    )


async def get_job(conn: Connection, tenant_id: TenantId, job_id: JobId) -> Job:
    row = await conn.fetchrow(
        "select id, tenant_id, call_id, kind, status, attempts, crashes, snoozes, not_before, error, error_code,"
        " created_at, started_at, finished_at, lane from jobs where id = $1 and tenant_id = $2",
        job_id,
        tenant_id,
    )
    if row is None:
        raise NotFound("There is no such job.")
    return _job(row)


async def find_job_of_call(conn: Connection, tenant_id: TenantId, call_id: CallId) -> Job | None:
    row = await conn.fetchrow(
        "select id, tenant_id, call_id, kind, status, attempts, crashes, snoozes, not_before, error, error_code,"
        " created_at, started_at, finished_at, lane from jobs where call_id = $1 and tenant_id = $2 and kind = $3",
        call_id,
        tenant_id,
        JobKind.PROCESS_CALL,
    )
    return _job(row) if row else None


def _job(row: asyncpg.Record) -> Job:
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
    )


def _hint(row: asyncpg.Record, *, delay_s: float = 0.0) -> Hint:
    return Hint(TenantId(row["tenant_id"]), JobId(row["id"]), row["hints"], Lane(row["lane"]), delay_s)
