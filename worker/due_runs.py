"""Processes runs directly, without the queue: all that are due, or one."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from shared.concurrency.gather import together
from shared.db.jobs.claims import list_due
from shared.db.jobs.jobs import Job, find_job, wake_job
from shared.db.pool import ALL_TENANTS
from shared.domain.ids import JobId
from shared.domain.statuses import JobStatus
from shared.settings.load import Settings
from worker.resources import Resources, open_resources
from worker.runner import run_job

OnDone = Callable[[Job], None]


async def run_due(settings: Settings, on_done: OnDone) -> Counter[JobStatus]:
    """Tries each due run once, including those that become due meanwhile; returns the number of
    runs per status.

    `on_done` is called for each finished run. SIGTERM and SIGINT stop it; runs in progress are
    returned to the queue.
    """
    async with _open_resources(settings) as resources:
        tried: set[JobId] = set()
        outcomes: Counter[JobStatus] = Counter()

        async def walk(job_id: JobId) -> None:
            if await run_job(resources, job_id) and (job := await _job_now(resources, job_id)):
                outcomes[job.status] += 1
                on_done(job)

        while True:
            async with resources.database.connection(ALL_TENANTS) as conn:
                fresh = await list_due(conn, but=tried, limit=100)
            if not fresh:
                return outcomes
            tried.update(fresh)
            await together([walk(job_id) for job_id in fresh], at_once=settings.work.concurrency)


async def run_one(settings: Settings, job_id: JobId, *, isolated: bool = False) -> Job | None:
    """Processes one run and returns its final state, None when there is no such run. A run that is
    over or claimed by another worker is not processed.
    """
    async with _open_resources(settings) as resources:
        job = await _job_now(resources, job_id)
        if job is None:
            return None
        if job.status is JobStatus.QUEUED and not isolated:
            async with resources.database.connection(job.tenant_id) as conn:
                await wake_job(conn, job.tenant_id, job_id)
        await run_job(resources, job_id, isolated=isolated)
        return await _job_now(resources, job_id)


@asynccontextmanager
async def _open_resources(settings: Settings) -> AsyncIterator[Resources]:
    """Opens the resources until the end of the block, which SIGTERM and SIGINT cancel."""
    walking = asyncio.current_task()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: walking.cancel() if walking else None)
    async with open_resources(settings) as resources:
        yield resources


async def _job_now(resources: Resources, job_id: JobId) -> Job | None:
    async with resources.database.connection(ALL_TENANTS) as conn:
        return await find_job(conn, job_id)
