"""What tests read of runs, and time that passes for them."""

from typing import Any

from shared.db.calls import get_call
from shared.db.jobs import jobs
from shared.db.jobs.jobs import Job
from shared.db.jobs.steps import list_steps
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.calls import Call
from shared.domain.ids import CallId, JobId
from shared.domain.statuses import (
    StepStatus,
)
from shared.domain.steps import Step
from tests.worker.conftest import TENANT


async def job_of(database: Database, job_id: JobId) -> Job:
    async with database.connection(ALL_TENANTS) as conn:
        return await jobs.get_job(conn, TENANT, job_id)


async def call_of(database: Database, call_id: CallId) -> Call:
    async with database.connection(ALL_TENANTS) as conn:
        return await get_call(conn, TENANT, call_id)


async def statuses(database: Database, job_id: JobId) -> dict[Step, StepStatus]:
    async with database.connection(ALL_TENANTS) as conn:
        return {
            step: view.status for step, view in (await list_steps(conn, TENANT, job_id)).items()
        }


async def fetch(database: Database, query: str, *arguments: Any) -> Any:
    async with database.connection(ALL_TENANTS) as conn:
        return await conn.fetchval(query, *arguments)


async def let_time_pass(database: Database) -> None:
    """As if every lease and every wait had run out."""
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("""
            update jobs
            set
                not_before = now(), woken_at = now() - interval '1 minute',
                lease_until = case when status = 'running' then now() - interval '1 second' end
            where status in ('queued', 'running')
            """)
