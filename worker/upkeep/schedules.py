"""Carries out tenants' schedules when they are due, each occurrence once.

Every worker does this: a schedule is locked, and its occurrence, what that does and the next time
are committed together.
"""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog

from shared.db.pool import ALL_TENANTS
from shared.db.schedules import Schedule, claim_due_schedule, mark_failed
from shared.domain.ids import ScheduleId
from shared.domain.schedules import DisabledBecause
from shared.errors import InvalidRequest, Unavailable
from shared.intake.schedules import carry_out_due
from shared.telemetry.logs import where
from worker.resources import Resources

log = structlog.get_logger()

LOOK_S = 5.0
# An occurrence that fails is tried again later each time, and then its schedule is disabled.
MOST_FAILURES = 6
FIRST_PAUSE = timedelta(minutes=1)


async def run_schedules_forever(resources: Resources) -> None:
    """Runs until cancelled."""
    while True:
        try:
            await run_due_schedules(resources, datetime.now(UTC))
        except Unavailable as error:
            log.warning("schedules wait", error=type(error).__name__)
        # If this loop ended, no schedule would run any more.
        except Exception as error:  # noqa: BLE001
            log.error("fault in schedules", error=type(error).__name__, where=where(error))
        await asyncio.sleep(LOOK_S)


async def run_due_schedules(resources: Resources, at: datetime) -> int:
    """Carries out what is due at a moment; returns how many occurrences ran. A schedule that fails
    holds up no other.
    """
    failed: list[ScheduleId] = []
    ran = 0
    while True:
        schedule: Schedule | None = None
        try:
            async with resources.database.transaction(ALL_TENANTS) as conn:
                schedule = await claim_due_schedule(conn, at=at, besides=failed)
                if schedule is None:
                    break
                done = await carry_out_due(conn, schedule, at=at)
        except Unavailable:
            raise
        except Exception as error:
            if schedule is None:
                raise
            failed.append(schedule.id)
            await _note_failure(resources, schedule, error, at=at)
            continue
        ran += done.ran
        resources.metrics.schedule_due("ran", done.ran)
        resources.metrics.schedule_due("skipped", done.skipped)
        if done.wakeups:
            # The sweeper finds runs whose wakeups are lost.
            await resources.queue.wakeup(*done.wakeups)
    if ran:
        resources.deliverer.poke()
    return ran


async def _note_failure(
    resources: Resources, schedule: Schedule, error: Exception, *, at: datetime
) -> None:
    because: DisabledBecause | None = None
    if isinstance(error, InvalidRequest):
        because = "unreadable"
    elif schedule.failures + 1 >= MOST_FAILURES:
        because = "failing"
    async with resources.database.transaction(schedule.tenant_id) as conn:
        retry_at = at + FIRST_PAUSE * 2**schedule.failures
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
