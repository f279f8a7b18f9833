"""Carries out occurrences of schedules, each once: the record of an occurrence, what it does and
the schedule's next time are of one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, assert_never

from pydantic import ValidationError

from shared.db.digests import lock_digests, plan_digest
from shared.db.events import insert_event
from shared.db.jobs.retryable import RetryFilter, list_retryable
from shared.db.pool import Connection
from shared.db.reminders import find_open_callbacks
from shared.db.schedules import (
    Schedule,
    find_zone_name,
    insert_occurrences,
    lock_schedules_of_tenants_clock,
    mark_ran,
    plan_schedule,
    store_result,
)
from shared.domain.digests import next_occurrence
from shared.domain.ids import TenantId
from shared.domain.schedules import (
    ACTIONS,
    MOST_RETRIED,
    RETRY_PAUSE,
    Missed,
    Remind,
    RetryFailed,
    ScheduleAction,
    SendEvent,
    next_occurrences,
    plan_due,
)
from shared.domain.statuses import JobStatus
from shared.domain.zones import find_zone
from shared.errors import InvalidRequest, NotFound
from shared.intake.run_actions import retry_as_backfill
from shared.queue.queue import Wakeup

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """What came of a schedule that was due. `wakeups` are sent after the commit."""

    ran: int = 0
    skipped: int = 0
    wakeups: Sequence[Wakeup] = field(default=())


async def clock_of(conn: Connection, schedule: Schedule) -> tzinfo:
    """Returns the zone of a schedule's clock. Raises InvalidRequest for one that this version does
    not know.
    """
    name = await find_zone_name(conn, schedule)
    zone = find_zone(name)
    if name and zone is None:
        raise InvalidRequest("The schedule's time zone is not known.", code="unreadable_schedule")
    return zone or UTC


def action_of(schedule: Schedule) -> ScheduleAction:
    """Returns what a schedule does. Raises InvalidRequest for what this version cannot read."""
    try:
        return ACTIONS.validate_python({"kind": schedule.action, **schedule.params})
    except ValidationError as error:
        raise InvalidRequest(
            "The schedule's action cannot be read.", code="unreadable_schedule"
        ) from error


async def carry_out_due(conn: Connection, schedule: Schedule, *, at: datetime) -> CarriedOut:
    """Does what a locked schedule is due for at a moment: at most one occurrence, and the record of
    those before it that were missed. Raises InvalidRequest for a schedule that cannot be read.
    """
    if schedule.next_at is None:
        return CarriedOut()
    action, zone = action_of(schedule), await clock_of(conn, schedule)
    try:
        missed = Missed(schedule.missed)
        plan = plan_due(schedule.cron, zone, next_at=schedule.next_at, at=at, missed=missed)
    except ValueError as error:
        raise InvalidRequest("The schedule cannot be read.", code="unreadable_schedule") from error
    missed_since = {"missed_since": plan.since.isoformat()} if plan.since else {}
    skipped = await insert_occurrences(
        conn, schedule, plan.skipped, status="skipped", result=missed_since
    )
    done = CarriedOut(skipped=len(skipped))
    if plan.run and await insert_occurrences(conn, schedule, [plan.run], status="ran", result={}):
        result, wakeups = await _act(
            conn, schedule, action, due_at=plan.run, at=at, failed_until=at - RETRY_PAUSE
        )
        if not plan.skipped:
            result |= missed_since
        await store_result(conn, schedule, plan.run, result)
        done = CarriedOut(1, len(skipped), wakeups)
    await mark_ran(conn, schedule, plan.run)
    await plan_schedule(conn, schedule.tenant_id, schedule.id, plan.next_at)
    return done


async def carry_out_now(
    conn: Connection, schedule: Schedule, *, at: datetime
) -> tuple[datetime, Sequence[Wakeup]]:
    """Does what a locked schedule does, once, whatever it is due for; returns the time by which it
    is recorded.
    """
    action, due_at = action_of(schedule), at
    # Two requests of one microsecond are two occurrences.
    while not await insert_occurrences(
        conn, schedule, [due_at], status="ran", result={}, by_hand=True
    ):
        due_at += timedelta(microseconds=1)
    result, wakeups = await _act(conn, schedule, action, due_at=due_at, at=at, failed_until=at)
    await store_result(conn, schedule, due_at, result)
    return due_at, wakeups


async def plan_back(conn: Connection, schedule: Schedule, *, at: datetime) -> None:
    """Plans a locked schedule from a moment on, when it was carried out by a clock that was ahead
    of it. Occurrences that have a record do not come again.
    """
    try:
        zone = await clock_of(conn, schedule)
        following = next_occurrences(schedule.cron, zone, at, count=1)
    except (InvalidRequest, ValueError):
        # The worker disables it when it is due.
        return
    if following and schedule.next_at and following[0] < schedule.next_at:
        await plan_schedule(conn, schedule.tenant_id, schedule.id, following[0])


async def follow_zone(
    conn: Connection, tenant_id: TenantId, timezone: str | None, *, at: datetime
) -> None:
    """Plans again what follows the tenant's clock, from a moment on, when its zone was changed: the
    schedules without a zone of their own, and digests. What is due already is carried out first.
    Runs in a transaction that has locked the tenant.
    """
    zone = find_zone(timezone)
    for schedule_id, cron, next_at in await lock_schedules_of_tenants_clock(conn, tenant_id):
        if next_at <= at:
            continue
        try:
            following = next_occurrences(cron, zone or UTC, at, count=1)
        except ValueError:
            # The worker disables it when it is due.
            continue
        await plan_schedule(conn, tenant_id, schedule_id, following[0] if following else None)
    for target_id, digest in await lock_digests(conn, tenant_id):
        await plan_digest(conn, tenant_id, target_id, next_occurrence(digest, zone, at))


async def _act(
    conn: Connection,
    schedule: Schedule,
    action: ScheduleAction,
    *,
    due_at: datetime,
    at: datetime,
    failed_until: datetime,
) -> tuple[dict[str, Any], Sequence[Wakeup]]:
    match action:
        case Remind():
            return await _remind(conn, schedule, action, due_at=due_at, at=at), ()
        case SendEvent():
            await _insert_event(conn, schedule, "schedule.due", due_at, {"data": action.data})
            return {"events": 1}, ()
        case RetryFailed():
            wakeups = await _retry_failed(conn, schedule, action, at=at, failed_until=failed_until)
            return {"retried": len(wakeups)}, wakeups
        case _:
            assert_never(action)


async def _remind(
    conn: Connection, schedule: Schedule, action: Remind, *, due_at: datetime, at: datetime
) -> dict[str, Any]:
    found = await find_open_callbacks(
        conn,
        schedule.tenant_id,
        before=at + timedelta(hours=action.within_hours),
        assignee_id=action.assignee_id,
        agent_id=action.agent_id,
    )
    counts = {"overdue": found.overdue, "due": found.due}
    if not found.listed:
        return {"events": 0, **counts}
    data = {**counts, "within_hours": action.within_hours, "callbacks": found.listed}
    await _insert_event(conn, schedule, "callback.reminder", due_at, data)
    return {"events": 1, **counts}


async def _insert_event(
    conn: Connection, schedule: Schedule, type_: str, due_at: datetime, data: dict[str, Any]
) -> None:
    of_schedule = {
        "schedule_id": str(schedule.id),
        "name": schedule.name,
        "due_at": due_at.isoformat(),
    }
    # The same occurrence has the same id always, also after a backup was restored.
    version = (due_at - _EPOCH) // timedelta(microseconds=1)
    await insert_event(
        conn, schedule.tenant_id, type_, data={**of_schedule, **data}, version=version
    )


async def _retry_failed(
    conn: Connection,
    schedule: Schedule,
    action: RetryFailed,
    *,
    at: datetime,
    failed_until: datetime,
) -> list[Wakeup]:
    where = RetryFilter(schedule.tenant_id, made_since=at - timedelta(days=action.days))
    wakeups = []
    for run in await list_retryable(conn, where, until=failed_until, limit=MOST_RETRIED):
        try:
            wakeup = await retry_as_backfill(
                conn, run.tenant_id, run.job_id, statuses=[JobStatus.FAILED]
            )
        except NotFound:
            # The run was deleted meanwhile.
            continue
        if wakeup:
            wakeups.append(wakeup)
    return wakeups
