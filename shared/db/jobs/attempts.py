"""Failed attempts at the steps of runs, which were or will be made again."""

from dataclasses import dataclass
from datetime import datetime

from shared.db.pool import Connection
from shared.domain.ids import JobId, TenantId
from shared.domain.steps import Step


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt. `finished_at` is None when its worker was lost."""

    run: int
    step: Step
    attempt: int
    started_at: datetime
    finished_at: datetime | None
    error: str | None
    error_code: str | None


async def list_attempts(
    conn: Connection, tenant_id: TenantId, job_id: JobId, *, limit: int
) -> list[Attempt]:
    """Returns the attempts at the job's steps, the newest first, without those at steps that this
    release does not know.
    """
    rows = await conn.fetch(
        """
        select run, step, attempt, started_at, finished_at, error, error_code
        from step_attempts
        where job_id = $1 and tenant_id = $2 and step = any($3)
        order by run desc, started_at desc, step, attempt desc
        limit $4
        """,
        job_id,
        tenant_id,
        list(Step),
        limit,
    )
    return [Attempt(**{**row, "step": Step(row["step"])}) for row in rows]
