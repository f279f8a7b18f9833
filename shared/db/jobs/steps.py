"""Checkpoints: which steps of a run are done, and how each attempt ended.

Functions that write run inside `claims.fenced`, except `mark_steps_running`, which checks the fence
itself, and those that return a write for `claims.fenced_writes`.
"""

from collections.abc import Collection, Sequence
from typing import Any

from shared.db.jobs.claims import FENCE, RUN_LOST, Claim
from shared.db.jobs.jobs import RunOfCall, StepView
from shared.db.pool import Connection
from shared.db.writes import Write, expressions
from shared.domain.ids import JobId, TenantId
from shared.domain.statuses import JobKind, StepStatus
from shared.domain.steps import STEPS_OF, Step
from shared.errors import LeaseLost

CANCELLED = "the run was cancelled"
NOTHING_TO_DO = "the step had no input"
# Reasons for skipping a step that had input.
LEFT_UNDONE = frozenset({CANCELLED, NOTHING_TO_DO})


async def list_steps(conn: Connection, tenant_id: TenantId, job_id: JobId) -> dict[Step, StepView]:
    """Returns the steps that were started; the others are pending. Steps that this release does not
    know are left out.
    """
    rows = await conn.fetch(
        """
        select
            step, status, attempt, errors, started_at, finished_at, meta, error, error_code,
            extract(epoch from now() - failing_since)::float8 as failing_s
        from job_steps
        where job_id = $1 and tenant_id = $2
        """,
        job_id,
        tenant_id,
    )
    return {
        Step(row["step"]): StepView(
            step=Step(row["step"]),
            status=StepStatus(row["status"]),
            attempt=row["attempt"],
            errors=row["errors"],
            started_at=row["started_at"],
            finished_at=row["finished_at"],
            meta=row["meta"],
            error=row["error"],
            error_code=row["error_code"],
            failing_s=row["failing_s"],
        )
        for row in rows
        if row["step"] in set(Step)
    }


async def mark_steps_running(
    conn: Connection, claim: Claim, steps: Sequence[Step], *writes: Write
) -> dict[Step, int]:
    """Marks steps as running and returns each one's attempt number, 1 for the first. Raises
    LeaseLost; the statement checks the fence itself, in one round trip.

    Does not wait for the disk: if PostgreSQL crashes at once, only the fact that these steps had
    begun is lost, and the `writes` that are committed with it.
    """
    rows = await conn.fetch(
        # The statement is built only from constants.
        f"""
        with relaxed as materialized (
            select set_config('synchronous_commit', 'off', true)
        ),
        {FENCE}{expressions(writes, after=4)},
        begun as (
            insert into job_steps (job_id, tenant_id, step, status, attempt, started_at)
            select id, tenant_id, step, 'running', 1, now()
            from fence
            cross join relaxed
            cross join unnest($4::text[]) as step
            on conflict (job_id, step) do update
            set
                status = 'running', attempt = job_steps.attempt + 1, started_at = now(),
                finished_at = null
            returning step, attempt
        )
        select step, attempt from begun
        """,  # noqa: S608
        claim.job_id,
        claim.fence,
        claim.call_id,
        list(steps),
        *(value for write in writes for value in write.values),
    )
    if not rows:
        raise LeaseLost(RUN_LOST)
    return {Step(row["step"]): row["attempt"] for row in rows}


def step_over(
    step: Step,
    status: StepStatus,
    *,
    meta: dict[str, Any] | None = None,
    error: str | None = None,
    error_code: str | None = None,
    counted: bool = False,
    outage_s: float | None = None,
) -> Write:
    """Returns the write that ends a step: `done`, `skipped`, `failed`, or `pending` when it will be
    tried again.

    The step's progress remains while it waits to be tried again. `counted` says that this attempt
    failed because of the work itself; `outage_s` says for how long a vendor has been failing, and
    the next attempt continues that count.
    """
    return Write(
        """
        insert into job_steps (
            job_id, tenant_id, step, status, meta, error, error_code, errors, finished_at,
            failing_since
        )
        select id, tenant_id, $1, $2, $3, $4, $5, $6, now(), now() - make_interval(secs => $7)
        from fence
        on conflict (job_id, step) do update
        set
            status = excluded.status, error = excluded.error,
            meta = case
                when excluded.status = 'pending' then job_steps.meta || excluded.meta
                else excluded.meta
            end,
            error_code = excluded.error_code,
            errors = job_steps.errors + excluded.errors, finished_at = now(),
            failing_since = excluded.failing_since
        """,
        (step, status, meta or {}, error, error_code, int(counted), outage_s),
    )


def run_got_on(claim: Claim) -> list[Write]:
    """Returns the write that resets the count of crashes. Only crashes without progress count, so
    that a long run survives many deployments and kills.
    """
    forgiven = "update jobs set crashes = 0 from fence where jobs.id = fence.id and crashes > 0"
    return [Write(forgiven)] if claim.crashes else []


async def mark_step_advanced(
    conn: Connection, claim: Claim, step: Step, meta: dict[str, Any], *, gained: bool
) -> None:
    """Stores the progress of a running step, inside `claims.fenced`. With `gained` the step no
    longer counts as failing.
    """
    await conn.execute(
        """
        update job_steps
        set meta = meta || $3, failing_since = case when $4 then null else failing_since end
        where job_id = $1 and step = $2
        """,
        claim.job_id,
        step,
        meta,
        gained,
    )


def steps_closed(kind: JobKind) -> list[Write]:
    """Returns the writes that close the steps at the end of a run: open steps have failed, and
    steps without any input are skipped.
    """
    failed = Write(
        """
        update job_steps
        set
            status = 'failed', finished_at = now(),
            error = coalesce(error, 'The run ended before this step did.')
        from fence
        where job_id = fence.id
            and job_steps.tenant_id = fence.tenant_id
            and status in ('pending', 'running')
        """
    )
    return [failed, _others_skipped(kind, NOTHING_TO_DO)]


async def forget_steps(
    conn: Connection, tenant_id: TenantId, job_id: JobId, steps: Collection[Step]
) -> None:
    """Resets the steps of a run that is not running, so that it repeats them."""
    await conn.execute(
        "delete from job_steps where job_id = $1 and tenant_id = $2 and step = any($3)",
        job_id,
        tenant_id,
        list(steps),
    )


def steps_cancelled(kind: JobKind) -> list[Write]:
    """Returns the writes that close the steps of a cancelled run: done steps remain, the others are
    skipped.
    """
    cancelled = Write(
        """
        update job_steps
        set
            status = 'skipped', finished_at = now(), error = null, error_code = null,
            meta = meta || $1
        from fence
        where job_id = fence.id
            and job_steps.tenant_id = fence.tenant_id
            and status in ('pending', 'running')
        """,
        ({"reason": CANCELLED},),
    )
    return [cancelled, _others_skipped(kind, CANCELLED)]


def _others_skipped(kind: JobKind, reason: str) -> Write:
    """Returns the write that marks the steps that never began as skipped."""
    return Write(
        """
        insert into job_steps (job_id, tenant_id, step, status, meta, finished_at)
        select id, tenant_id, step, 'skipped', $2, now()
        from fence
        cross join unnest($1::text[]) as step
        on conflict (job_id, step) do nothing
        """,
        (list(STEPS_OF[kind]), {"reason": reason}),
    )


async def list_unfinished(conn: Connection, run: RunOfCall) -> list[Step]:
    """Returns the run's steps that are not done: failed, skipped, or never begun."""
    done = await conn.fetch(
        "select step from job_steps where job_id = $1 and tenant_id = $2 and status = 'done'",
        run.job_id,
        run.tenant_id,
    )
    over = {row["step"] for row in done}
    return [step for step in STEPS_OF[run.kind] if step not in over]
