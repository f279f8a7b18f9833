"""Claims: which worker may work on a run (lease and fence), and how a claim ends.

The row decides, and the database's clock is the only one. A worker that lost its lease writes
nothing: every effect is committed in a `fenced` transaction.
"""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from shared.db.jobs.jobs import RunOfCall, wakeup_of
from shared.db.pool import Connection, Database
from shared.db.rows import fetch_row
from shared.db.writes import Write, expressions
from shared.domain.ids import JobId
from shared.domain.statuses import JobKind
from shared.errors import LeaseLost
from shared.queue.queue import Wakeup

# Live calls have priority over backfill, but only until backfill has waited this long.
PATIENCE_OF_BACKFILL_S = 3600.0
RUN_LOST = "Another worker has claimed this run."
# For `with`: one row while the run $1 of the call $3 is held with fence $2, which stays so until
# the transaction ends. Locks of the first part are taken before the second part is read. The call
# is locked before its run, as at intake and deletion, so that transactions wait for each other and
# do not deadlock; `no key` allows concurrent inserts of rows that refer to the run.
FENCE = """
    call as materialized (
        select id from calls where id = $3 for no key update
    ),
    fence as materialized (
        select run.id, run.tenant_id, call.id as call_id
        from call
        cross join lateral (
            select id, tenant_id from jobs
            where id = $1 and fence = $2 and status = 'running' and call_id = call.id
            for no key update
        ) as run
    )
"""


@dataclass(frozen=True, slots=True)
class Claim(RunOfCall):
    """A worker's right to work on a run until the lease ends; `fence` proves it in every write.

    `overdue_s` is how long the run has been due, `traceparent` the trace context in which it began,
    `has_answers` whether earlier attempts left paid answers, `last_error` the error of the previous
    attempt.
    """

    fence: int
    attempts: int
    crashes: int
    snoozes: int
    age_s: float
    options: dict[str, Any] = field(default_factory=dict, compare=False)
    isolated: bool = False
    has_answers: bool = True
    traceparent: str | None = None
    overdue_s: float = 0.0
    last_error: str | None = field(default=None, compare=False, repr=False)


async def claim(conn: Connection, job_id: JobId, *, worker: str, lease_s: float) -> Claim | None:
    """Claims a run. Returns None when the run is over, waiting, claimed by another worker, or of a
    kind that this release does not know.

    Claiming a run that is still `running` means that its worker died; this is counted as a crash.
    """
    row = await conn.fetchrow(
        """
        update jobs
        set
            status = 'running', fence = fence + 1, worker = $2,
            lease_until = now() + make_interval(secs => $3),
            crashes = crashes + (status = 'running')::int, started_at = coalesce(started_at, now())
        where id = $1
            and status in ('queued', 'running')
            and not_before <= now()
            and coalesce(lease_until, '-infinity') < now()
            and kind = any($4)
        returning
            id, tenant_id, call_id, kind, fence, attempts, crashes, snoozes, options, isolated,
            extract(epoch from now() - created_at)::float8 as age_s, traceparent, error,
            greatest(0, extract(epoch from clock_timestamp() - not_before))::float8 as overdue_s,
            exists (
                select
                from paid_answers
                where call_id = jobs.call_id and tenant_id = jobs.tenant_id
            ) as has_answers
        """,
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
        isolated=row["isolated"],
        has_answers=row["has_answers"],
        traceparent=row["traceparent"],
        overdue_s=row["overdue_s"],
        last_error=row["error"],
    )


async def renew(
    conn: Connection, claims: Collection[Claim], *, lease_s: float
) -> dict[Claim, bool]:
    """Renews leases in one round trip. Returns the claims that are still valid; the others were
    taken over, cancelled or deleted.

    The value is False when the run's row was locked, so that its lease was not renewed. Locked rows
    are skipped, because waiting for one would cost all other claims their leases.
    """
    rows = await conn.fetch(
        """
        with held as (
            select id, jobs.fence
            from jobs
            join unnest($1::uuid[], $2::bigint[]) as claims (id, fence) using (id)
            where jobs.fence = claims.fence and status = 'running'
        ),
        renewed as (
            update jobs
            set lease_until = now() + make_interval(secs => $3)
            where id in (
                select id
                from jobs
                join held using (id)
                where jobs.fence = held.fence and status = 'running'
                for no key update of jobs skip locked
            )
            returning id
        )
        select id, fence, renewed.id is not null as renewed
        from held
        left join renewed using (id)
        """,
        [claim.job_id for claim in claims],
        [claim.fence for claim in claims],
        lease_s,
    )
    held = {(row["id"], row["fence"]): row["renewed"] for row in rows}
    return {
        claim: held[claim.job_id, claim.fence]
        for claim in claims
        if (claim.job_id, claim.fence) in held
    }


@asynccontextmanager
async def fenced(database: Database, claim: Claim, *writes: Write) -> AsyncIterator[Connection]:
    """Opens a transaction that commits only while the claim is valid, and begins with the writes.
    Raises LeaseLost.

    The row lock makes a new claim wait until this transaction commits.
    """
    async with database.transaction(claim.tenant_id) as conn:
        await fenced_writes(conn, claim, *writes)
        yield conn


async def fenced_writes(conn: Connection, claim: Claim, *writes: Write) -> None:
    """Commits all writes or none, in one round trip. Raises LeaseLost.

    It is the only statement of its transaction, or the first one; then the run stays locked until
    the transaction ends, as in `fenced`.
    """
    held = await conn.fetchval(
        # The statement is built only from constants of this module.
        f"with {FENCE}{expressions(writes, after=3)} select id from fence",  # noqa: S608
        claim.job_id,
        claim.fence,
        claim.call_id,
        *(value for write in writes for value in write.values),
    )
    if held is None:
        raise LeaseLost(RUN_LOST)


async def mark_progress(conn: Connection, claim: Claim) -> None:
    """Resets the count of crashes, inside `fenced`. Only crashes without progress count, so that a
    long run survives many deployments and kills.
    """
    await conn.execute("update jobs set crashes = 0 where id = $1 and crashes > 0", claim.job_id)


async def mark_waiting(
    conn: Connection, claim: Claim, *, delay_s: float, attempt: bool, error: str, error_code: str
) -> Wakeup:
    """Puts the run back on the queue after `delay_s`, inside `fenced`. This counts as an attempt or
    as a snooze.
    """
    row = await fetch_row(
        conn,
        """
        update jobs
        set
            status = 'queued', lease_until = null, worker = null, error = $3, error_code = $4,
            not_before = now() + make_interval(secs => $2), wakeups = wakeups + 1,
            woken_at = now() + make_interval(secs => $2), attempts = attempts + $5::int,
            snoozes = snoozes + (1 - $5::int)
        where id = $1
        returning id, tenant_id, wakeups, lane
        """,
        claim.job_id,
        delay_s,
        error,
        error_code,
        int(attempt),
    )
    return wakeup_of(row, delay_s=delay_s)


async def release(conn: Connection, claim: Claim, *, delay_s: float = 0.0) -> Wakeup | None:
    """Returns the run to the queue unchanged, as at shutdown; nothing is counted. Returns None when
    the claim was lost already.
    """
    row = await conn.fetchrow(
        """
        update jobs
        set
            status = 'queued', lease_until = null, worker = null,
            not_before = now() + make_interval(secs => $3), wakeups = wakeups + 1,
            woken_at = now() + make_interval(secs => $3)
        where id = $1 and fence = $2 and status = 'running'
        returning id, tenant_id, wakeups, lane
        """,
        claim.job_id,
        claim.fence,
        delay_s,
    )
    return wakeup_of(row, delay_s=delay_s) if row else None


async def take_orphans(
    conn: Connection, *, wakeup_gap_s: float, most_of_tenant: int, limit: int
) -> list[Wakeup]:
    """Returns runs that are due, not claimed and without a recent wakeup. Any number of workers may
    call it at once.

    Takes the runs that have waited longest of each tenant, independently of the other tenants. With
    more than `limit` runs the tenants come in random order, because any fixed order would always
    leave out the same ones. A run that only waited keeps its wakeup number; a run whose worker died
    gets a new one. Backfill that waited too long becomes live.
    """
    rows = await conn.fetch(
        """
        update jobs
        set
            wakeups = wakeups + (status = 'running')::int, woken_at = now(),
            lane = case
                when created_at < now() - make_interval(secs => $4) then 'live'
                else lane
            end
        where id in (
            select orphans.id
            from (select id from tenants order by random()) as tenants
            cross join lateral (
                select id
                from jobs
                where tenant_id = tenants.id
                    and status in ('queued', 'running')
                    and not_before <= now()
                    and coalesce(lease_until, '-infinity') < now()
                    and woken_at < now() - make_interval(secs => $1)
                order by created_at
                limit $2
                for update skip locked
            ) as orphans
            limit $3
        )
        returning id, tenant_id, wakeups, lane
        """,
        wakeup_gap_s,
        most_of_tenant,
        limit,
        PATIENCE_OF_BACKFILL_S,
    )
    return [wakeup_of(row) for row in rows]


async def list_due(conn: Connection, *, but: Collection[JobId], limit: int) -> list[JobId]:
    """Returns runs that could be claimed now, longest waiting first, with or without a wakeup."""
    rows = await conn.fetch(
        """
        select id
        from jobs
        where status in ('queued', 'running')
            and not_before <= now()
            and coalesce(lease_until, '-infinity') < now()
            and id <> all($1)
        order by lane desc, created_at
        limit $2
        """,
        list(but),
        limit,
    )
    return [JobId(row["id"]) for row in rows]
