"""How a run is getting on."""

from fastapi import APIRouter

from api.dependencies import ResourcesDep, TenantDep
from api.problems import responses
from api.schemas import JobBody
from shared.db.jobs import get_job
from shared.db.steps import list_steps
from shared.db.usage import sum_by_step
from shared.domain.ids import JobId

router = APIRouter(tags=["jobs"])


@router.get("/api/job/{job_id}/status", responses=responses(401, 404))
async def job_status(job_id: JobId, tenant_id: TenantDep, resources: ResourcesDep) -> JobBody:
    """Status, progress and every step with its attempt, times, error and what it used."""
    async with resources.database.connection() as conn:
        job = await get_job(conn, tenant_id, job_id)
        usage = await sum_by_step(conn, tenant_id, job.call_id, job_id=job_id)
        return JobBody.of(job, await list_steps(conn, tenant_id, job_id), usage)
