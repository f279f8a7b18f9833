"""Carries out tenants' schedules when they are due, each occurrence once.

Every worker does this: a schedule is locked, and its occurrence, what that does and the next time
are committed together.
"""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from itertools import count

import structlog

from shared.db.pool import ALL_TENANTS
from shared.db.schedules import (
    LONGEST_PAUSE,
    Schedule,
    claim_due_schedule,
    database_time,
    lock_schedules_ahead,
    mark_failed,
)
from shared.domain.ids import ScheduleId, TenantId
from shared.domain.schedules import DisabledBecause
from shared.errors import InvalidRequest, Unavailable
from shared.intake.schedules import carry_out_due, plan_back
from shared.telemetry.logs import where
from worker.resources import Resources

log = structlog.get_logger()

LOOK_S = 5.0
# An occurrence that fails is tried again later each time, and then its schedule is disabled.
MOST_FAILURES = 6
FIRST_PAUSE = timedelta(minutes=1)
# Of one tenant, a worker carries out about so many occurrences and tries so many runs again, then
# the other tenants come first.
SHARE = 100
# Every how many looks schedules are found that a clock carried out ahead of time.
LOOKS_BACK, PAGE = 60, 50


async def run_schedules_forever(resources: Resources) -> None:
    """Runs until cancelled."""
    for look in count():
        try:
            async with resources.database.connection(ALL_TENANTS) as conn:
                at = await database_time(conn)
            if look % LOOKS_BACK == 0:
                await plan_back_schedules(resources, at)
            await run_due_schedules(resources, at)
        except Unavailable as error:
            log.warning("schedules wait", error=type(error).__name__)
        # If this loop ended, no schedule would run any more.
        except Exception as error:  # noqa: BLE001
            log.error("fault in schedules", error=type(error).__name__, where=where(error))
        await asyncio.sleep(LOOK_S)


async def run_due_schedules(resources: Resources, at: datetime) -> int:
    """Carries out what is due at a moment; returns how many occurrences ran. A schedule that fails
    holds up no other, and what is more than a tenant's share is left to the next time.
    """
    failed: list[ScheduleId] = []
    work: Counter[TenantId] = Counter()
    served: list[TenantId] = []
    ran = 0
    wakes = True
    while True:
        schedule: Schedule | None = None
        try:
            async with resources.database.transaction(ALL_TENANTS) as conn:
                schedule = await claim_due_schedule(
                    conn, at=at, besides=failed, besides_tenants=served
                )
                if schedule is None:
                    break
                done = await carry_out_due(conn, schedule, at=at)
        except Exception as error:
            if schedule is None:
                raise
            failed.append(schedule.id)
            # A statement of its own that takes too long is Unavailable, too. When the database is
            # away this raises, and nothing is noted.
            await _note_failure(resources, schedule, error, at=at)
            continue
        ran += done.ran
        work[schedule.tenant_id] += 1 + len(done.wakeups)
        if work[schedule.tenant_id] >= SHARE:
            served.append(schedule.tenant_id)
        resources.metrics.schedule_due("ran", done.ran)
        resources.metrics.schedule_due("skipped", done.skipped)
        if done.wakeups and wakes:
            # The sweeper finds runs whose wakeups are lost. Without Redis each costs a timeout.
            wakes = await resources.queue.wakeup(*done.wakeups)
    if ran:
        resources.deliverer.poke()
    return ran


async def plan_back_schedules(resources: Resources, at: datetime) -> None:
    """Plans schedules from a moment on that wait for a time far ahead, because the database's clock
    was there. Otherwise they would do nothing before it.
    """
    after: ScheduleId | None = None
    while True:
        async with resources.database.transaction(ALL_TENANTS) as conn:
            page = await lock_schedules_ahead(conn, at=at, after=after, limit=PAGE)
            for schedule in page:
                await plan_back(conn, schedule, at=at)
        if len(page) < PAGE:
            return
        after = page[-1].id


async def _note_failure(
    resources: Resources, schedule: Schedule, error: Exception, *, at: datetime
) -> None:
    because: DisabledBecause | None = None
    if isinstance(error, InvalidRequest):
        because = "unreadable"
    elif schedule.failures + 1 >= MOST_FAILURES:
        because = "failing"
    async with resources.database.transaction(schedule.tenant_id) as conn:
        retry_at = at + min(FIRST_PAUSE * 2**schedule.failures, LONGEST_PAUSE)
        noted = await mark_failed(
            conn, schedule, retry_at=None if because else retry_at, because=because
        )
    resources.metrics.schedule_due("failed", 1)
    log.error(
        "schedule failed",
        schedule_id=str(schedule.id),
        error=type(error).__name__,
        where=where(error),
        disabled=because if noted else None,
    )
