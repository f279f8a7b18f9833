"""Gives the calls of teams whose passages move to another model to the queue, some at a time."""

import asyncio
import time
from datetime import UTC, datetime
from uuid import UUID

import structlog

from shared.db.jobs.jobs import insert_job, reopen_job
from shared.db.pool import ALL_TENANTS, Database
from shared.db.reindexing import (
    count_models_in_use,
    end_running,
    has_untried_calls,
    list_calls_of_other_models,
    list_running,
    lock_run,
    mark_passed,
)
from shared.domain.ids import CallId, ReindexRunId, TenantId
from shared.domain.reindexing import ReindexStatus
from shared.domain.statuses import JobKind, Lane
from shared.domain.steps import STEPS_OF
from shared.ports import Embedder
from shared.queue.queue import Wakeup
from shared.telemetry.logs import where
from worker.resources import Resources

log = structlog.get_logger()

LOOK_S = 2.0
COUNT_EVERY_S = 60.0
# A team's calls that wait or are in work at a time; the others wait outside the queue, so that a
# cancelled run ends soon.
MOST_OPEN = 50
# Calls that were in work are looked for again after this time, which reads all calls of the team.
ROUND_EVERY_S = 30.0
# No call is older.
ALL_PASSED = (datetime(1970, 1, 1, tzinfo=UTC), CallId(UUID(int=0)))


async def reindex_forever(resources: Resources) -> None:
    """Runs until cancelled. Every worker does this; each run is locked by one at a time."""
    counted_at, resting = 0.0, dict[ReindexRunId, float]()
    while True:
        try:
            embedder = resources.providers.embedder
            wakeups = await give_calls(resources.database, embedder, resting)
            if wakeups:
                await resources.queue.wakeup(*wakeups)
            if time.monotonic() - counted_at >= COUNT_EVERY_S:
                counted_at = time.monotonic()
                async with resources.database.transaction(ALL_TENANTS) as conn:
                    await count_models_in_use(conn)
        # If this loop ended, runs would stand still.
        except Exception as error:  # noqa: BLE001
            log.warning("reindexing stands still", error=type(error).__name__, where=where(error))
        await asyncio.sleep(LOOK_S)


async def give_calls(
    database: Database, embedder: Embedder, resting: dict[ReindexRunId, float] | None = None
) -> list[Wakeup]:
    """Gives each running run its next calls, and returns their wakeups. A run to a model that this
    worker does not have waits for a worker that does.

    `resting` are runs that begin no round before a time of this process's clock.
    """
    resting = {} if resting is None else resting
    async with database.connection(ALL_TENANTS) as conn:
        running = await list_running(conn, model=embedder.model, dimension=embedder.dimension)
    return [
        wakeup
        for tenant_id, run_id in running
        for wakeup in await _give_next(database, tenant_id, run_id, resting)
    ]


async def _give_next(
    database: Database,
    tenant_id: TenantId,
    run_id: ReindexRunId,
    resting: dict[ReindexRunId, float],
) -> list[Wakeup]:
    async with database.transaction(tenant_id) as conn:
        run = await lock_run(conn, tenant_id, run_id)
        if run is None or run.calls_open >= MOST_OPEN:
            return []
        room = MOST_OPEN - run.calls_open
        calls = await list_calls_of_other_models(conn, tenant_id, run, limit=room)
        if calls:
            passed = calls[-1] if len(calls) == room else ALL_PASSED
            await mark_passed(conn, tenant_id, run_id, passed)
        elif run.passed != ALL_PASSED:
            await mark_passed(conn, tenant_id, run_id, ALL_PASSED)
        elif not run.calls_open and time.monotonic() >= resting.get(run_id, 0.0):
            if await has_untried_calls(conn, tenant_id, run):
                # Calls that were in work when the run passed them.
                resting[run_id] = time.monotonic() + ROUND_EVERY_S
                await mark_passed(conn, tenant_id, run_id, None)
            else:
                resting.pop(run_id, None)
                await end_running(conn, tenant_id, ReindexStatus.DONE)
                log.info("passages have moved", model=run.model, failed_calls=run.calls_failed)
        wakeups = []
        for _, call_id in calls:
            job_id, wakeup = await insert_job(
                conn, tenant_id, call_id, kind=JobKind.REINDEX_CALL, lane=Lane.BACKFILL
            )
            wakeup = wakeup or await reopen_job(
                conn,
                tenant_id,
                job_id,
                forgetting=STEPS_OF[JobKind.REINDEX_CALL],
                lane=Lane.BACKFILL,
            )
            if wakeup:
                wakeups.append(wakeup)
        return wakeups
