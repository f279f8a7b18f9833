"""Past runs of a job: how each ended, with its steps and their times."""

from dataclasses import dataclass

from shared.db.jobs.jobs import Job, StepView
from shared.db.pool import Connection
from shared.domain.ids import JobId, TenantId
from shared.domain.statuses import JobStatus, Lane, StepStatus
from shared.domain.steps import Step


@dataclass(frozen=True, slots=True)
class PastRun:
    """A past run. `job` is the job as it was when this run ended."""

    job: Job
    steps: dict[Step, StepView]


async def list_past_runs(conn: Connection, job: Job, *, before: int, limit: int) -> list[PastRun]:
    """Returns past runs, newest first, from the one before number `before`."""
    rows = await conn.fetch(
        """
        select
            run, requested_as, status, attempts, crashes, snoozes, not_before, error, error_code,
            lane, created_at, started_at, finished_at
        from past_runs
        where job_id = $1 and tenant_id = $2 and run < $3
        order by run desc
        limit $4
        """,
        job.id,
        job.tenant_id,
        before,
        limit,
    )
    steps = await _steps(conn, job.tenant_id, job.id, [row["run"] for row in rows])
    return [
        PastRun(
            Job(
                id=job.id,
                tenant_id=job.tenant_id,
                call_id=job.call_id,
                kind=job.kind,
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
            ),
            steps.get(row["run"], {}),
        )
        for row in rows
    ]


async def _steps(
    conn: Connection, tenant_id: TenantId, job_id: JobId, runs: list[int]
) -> dict[int, dict[Step, StepView]]:
    """Returns the steps by run, without steps that this release does not know."""
    rows = await conn.fetch(
        """
        select run, step, status, attempt, errors, started_at, finished_at, meta, error, error_code
        from past_run_steps
        where job_id = $1 and tenant_id = $2 and run = any($3)
        """,
        job_id,
        tenant_id,
        runs,
    )
    found: dict[int, dict[Step, StepView]] = {}
    for row in rows:
        if row["step"] in set(Step):
            found.setdefault(row["run"], {})[Step(row["step"])] = StepView(
                step=Step(row["step"]),
                status=StepStatus(row["status"]),
                attempt=row["attempt"],
                errors=row["errors"],
                started_at=row["started_at"],
                finished_at=row["finished_at"],
                meta=row["meta"],
                error=row["error"],
                error_code=row["error_code"],
            )
    return found
