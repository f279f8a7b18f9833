"""A team's schedules: what is done regularly, and the log of it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from fastapi import Response
from pydantic import BaseModel, Field

from api.http import cursors
from api.http.bodies import JsonBody
from api.http.fields import Switch, Zone
from api.http.idempotency import KeyedJsonRoute
from api.http.parameters import NEXT_CURSOR, Cursor, Limit, ScheduleInPath
from api.http.permissions import AdminDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.routes.event_target_bodies import TargetName
from shared.db.agents import get_agent
from shared.db.event_targets import count_listening
from shared.db.pool import Connection
from shared.db.schedules import (
    MOST_SCHEDULES,
    Occurrence,
    OccurrenceStatus,
    Schedule,
    database_time,
    delete_schedule,
    get_schedule,
    insert_schedule,
    list_occurrences,
    list_schedules,
    update_schedule,
)
from shared.db.tenants import get_tenant, lock_tenant
from shared.db.users import get_user
from shared.domain.events import REMINDER
from shared.domain.ids import ScheduleId, TenantId, new_id
from shared.domain.schedules import (
    MOST_MISSED,
    CronText,
    DisabledBecause,
    Missed,
    Remind,
    ScheduleAction,
    next_occurrences,
)
from shared.domain.zones import find_zone
from shared.errors import Conflict, InvalidRequest, NotFound
from shared.intake.schedules import action_of, carry_out_now

router = Router(tags=["schedules"], prefix="/api/schedules", route_class=KeyedJsonRoute)

NEXT_SHOWN = 5
NAME = "What people call it."
CRON = (
    "When it is due: minute, hour, day of month, month and day of week, as in Debian's cron, such"
    " as `0 9 * * 1-5`; or @hourly, @daily, @weekly, @monthly or @yearly."
)
TIMEZONE = "The IANA time zone of its clock; null is the team's, also when that is changed."
MISSED = (
    "What happens with occurrences that were missed, because no worker ran: `skip`, those that are"
    " more than five minutes late are only recorded; `latest`, the last one is carried out for all;"
    f" `all`, each is, at most the newest {MOST_MISSED}."
)
ENABLED = "False pauses it; true goes on with the next occurrence from now on."
ACTION = "What it does."


# The events of actions.
SENT: Final[Mapping[str, str]] = {"remind": REMINDER, "event": "schedule.due"}


@dataclass(frozen=True, slots=True)
class _Team:
    """What is said of a team's schedules besides themselves: the zone of its clock, and how many
    targets get each type of event.
    """

    zone: str
    listening: Mapping[str, int]


class NewScheduleBody(JsonBody):
    """A schedule."""

    name: TargetName = Field(description=NAME)
    cron: CronText = Field(description=CRON)
    timezone: Zone | None = Field(None, description=TIMEZONE)
    action: ScheduleAction = Field(description=ACTION)
    missed: Missed = Field(Missed.LATEST, description=MISSED)


class SchedulePatch(JsonBody):
    """What to change of a schedule; what is left out or null stays as it is, except `timezone`."""

    name: TargetName | None = Field(None, description=NAME)
    cron: CronText | None = Field(None, description=CRON)
    timezone: Zone | None = Field(None, description=TIMEZONE)
    action: ScheduleAction | None = Field(None, description=ACTION)
    missed: Missed | None = Field(None, description=MISSED)
    enabled: Switch | None = Field(None, description=ENABLED)


class ScheduleBody(BaseModel):
    """A schedule, with its next occurrences."""

    id: ScheduleId = Field(description="The schedule's id.")
    name: str = Field(description=NAME)
    cron: str = Field(description=CRON)
    timezone: str | None = Field(description=TIMEZONE)
    zone: str = Field(description="The zone of its clock, which is UTC where the team has none.")
    action: ScheduleAction | None = Field(
        description=f"{ACTION} Null when this version cannot read it."
    )
    targets: int | None = Field(
        description=(
            "How many targets get its events now; with 0 they are only stored. Null when the action"
            " sends no event."
        )
    )
    missed: str = Field(description=MISSED)
    next_times: list[datetime] = Field(
        description=f"The next {NEXT_SHOWN} occurrences; empty while it is disabled."
    )
    last_at: datetime | None = Field(description="The last occurrence that ran; null before it.")
    enabled: bool = Field(description="Whether it runs.")
    disabled_because: DisabledBecause | None = Field(
        description=(
            "`person`; `failing`: it failed several times in a row, look at the workers' log;"
            " `unreadable`: this version cannot read it, change it; `over`: it never occurs again;"
            " null while it is enabled."
        )
    )
    disabled_at: datetime | None = Field(description="Since when it is disabled.")
    created_at: datetime = Field(description="When it was made.")


class ScheduleList(BaseModel):
    """The schedules of a team."""

    schedules: list[ScheduleBody] = Field(description=f"At most {MOST_SCHEDULES}, oldest first.")


class OccurrenceBody(BaseModel):
    """One occurrence of a schedule."""

    due_at: datetime = Field(description="When it was due.")
    status: OccurrenceStatus = Field(
        description="`ran`, or `skipped`: it was missed, and not made up for."
    )
    by_hand: bool = Field(description="Whether a person asked for it.")
    ran_at: datetime = Field(description="When it was recorded.")
    result: dict[str, Any] = Field(
        description=(
            "What came of it: `events` that were sent, with `overdue` and `due` callbacks, or runs"
            " that were `retried`. `missed_since`: earlier ones were missed too, and not recorded."
        )
    )

    @classmethod
    def of(cls, one: Occurrence) -> "OccurrenceBody":
        return cls(
            due_at=one.due_at,
            status=one.status,
            by_hand=one.by_hand,
            ran_at=one.ran_at,
            result=one.result,
        )


class OccurrencePage(BaseModel):
    """A page of occurrences."""

    occurrences: list[OccurrenceBody] = Field(description="The last comes first.")
    next_cursor: str | None = Field(description=NEXT_CURSOR)


@router.post("", status_code=201, responses=responses(400, 409))
async def create_schedule(
    body: NewScheduleBody, tenant_id: AdminDep, resources: ResourcesDep
) -> ScheduleBody:
    """Creates a schedule. Each of its occurrences is carried out once."""
    async with resources.database.transaction(tenant_id) as conn:
        # A change of the team's zone finds the schedule, or the schedule has the new zone.
        await lock_tenant(conn, tenant_id)
        await _require_known(conn, tenant_id, body.action)
        team = await _team(conn, tenant_id)
        now = await database_time(conn)
        made = Schedule(
            id=ScheduleId(new_id()),
            tenant_id=tenant_id,
            name=body.name,
            cron=body.cron,
            timezone=body.timezone,
            action=body.action.kind,
            params=_params_of(body.action),
            missed=body.missed,
            next_at=_next_time(body.cron, body.timezone or team.zone, after=now),
            last_at=None,
            failures=0,
            disabled_at=None,
            disabled_because=None,
            created_at=now,
        )
        schedule = await insert_schedule(conn, made)
    return _schedule_body(schedule, team)


@router.get("")
async def get_schedules(tenant_id: AdminDep, resources: ResourcesDep) -> ScheduleList:
    """Returns the schedules with their next occurrences."""
    async with resources.database.connection(tenant_id) as conn:
        team = await _team(conn, tenant_id)
        schedules = await list_schedules(conn, tenant_id)
    bodies = []
    for schedule in schedules:
        bodies.append(_schedule_body(schedule, team))
        # The times of one take up to a millisecond, and others' requests should not wait for all.
        await asyncio.sleep(0)
    return ScheduleList(schedules=bodies)


@router.get("/{schedule_id}", responses=responses(404))
async def read_schedule(
    schedule_id: ScheduleInPath, tenant_id: AdminDep, resources: ResourcesDep
) -> ScheduleBody:
    """Returns a schedule with its next occurrences."""
    async with resources.database.connection(tenant_id) as conn:
        schedule = await get_schedule(conn, tenant_id, schedule_id)
        return _schedule_body(schedule, await _team(conn, tenant_id))


@router.patch("/{schedule_id}", responses=responses(400, 404, 409))
async def change_schedule(
    schedule_id: ScheduleInPath,
    patch: SchedulePatch,
    tenant_id: AdminDep,
    resources: ResourcesDep,
) -> ScheduleBody:
    """Changes, pauses or resumes a schedule. With another time, and after a pause, the next
    occurrence is the first from now on; what was missed before is not made up for.
    """
    async with resources.database.transaction(tenant_id) as conn:
        # Before the schedule, as a change of the team's zone does.
        await lock_tenant(conn, tenant_id)
        schedule = await get_schedule(conn, tenant_id, schedule_id, locking=True)
        if patch.action:
            await _require_known(conn, tenant_id, patch.action)
        team = await _team(conn, tenant_id)
        now = await database_time(conn)
        # As it is wanted, with the next occurrence that it had.
        enabled = schedule.disabled_at is None if patch.enabled is None else patch.enabled
        action = patch.action
        changed = replace(
            schedule,
            name=patch.name or schedule.name,
            cron=patch.cron or schedule.cron,
            timezone=patch.timezone if "timezone" in patch.model_fields_set else schedule.timezone,
            action=action.kind if action else schedule.action,
            params=_params_of(action) if action else schedule.params,
            missed=patch.missed or schedule.missed,
            disabled_at=None if enabled else schedule.disabled_at or now,
            disabled_because=None if enabled else schedule.disabled_because or "person",
        )
        is_new = (changed.cron, changed.timezone) != (schedule.cron, schedule.timezone)
        if changed.disabled_at:
            changed = replace(changed, next_at=None)
        elif is_new or schedule.next_at is None:
            next_at = _next_time(changed.cron, changed.timezone or team.zone, after=now)
            changed = replace(changed, next_at=next_at)
        await update_schedule(conn, changed)
    return _schedule_body(changed, team)


@router.delete("/{schedule_id}", status_code=204, responses=responses(404))
async def remove_schedule(
    schedule_id: ScheduleInPath, tenant_id: AdminDep, resources: ResourcesDep
) -> Response:
    """Deletes a schedule with its log."""
    async with resources.database.connection(tenant_id) as conn:
        await delete_schedule(conn, tenant_id, schedule_id)
    return Response(status_code=204)


@router.post("/{schedule_id}/run", responses=responses(404, 409))
async def run_schedule(
    schedule_id: ScheduleInPath, tenant_id: AdminDep, resources: ResourcesDep
) -> OccurrenceBody:
    """Does what the schedule does, once and now, also while it is paused. Its occurrences stay as
    they are.
    """
    async with resources.database.transaction(tenant_id) as conn:
        schedule = await get_schedule(conn, tenant_id, schedule_id, locking=True)
        due_at, wakeups = await carry_out_now(conn, schedule, at=await database_time(conn))
        (found,) = await list_occurrences(
            conn, tenant_id, schedule_id, before=due_at + timedelta(microseconds=1), limit=1
        )
    for wakeup in wakeups:
        resources.wakeups.send(wakeup)
    return OccurrenceBody.of(found)


@router.get("/{schedule_id}/occurrences", responses=responses(400, 404))
async def get_occurrences(
    schedule_id: ScheduleInPath,
    tenant_id: AdminDep,
    resources: ResourcesDep,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> OccurrencePage:
    """Returns what came of the occurrences of the last 90 days."""
    before = cursors.decode(cursor)
    async with resources.database.connection(tenant_id) as conn:
        await get_schedule(conn, tenant_id, schedule_id)
        found = await list_occurrences(
            conn, tenant_id, schedule_id, before=before[0] if before else None, limit=limit + 1
        )
    page = found[:limit]
    return OccurrencePage(
        occurrences=[OccurrenceBody.of(each) for each in page],
        next_cursor=cursors.encode(page[-1].due_at, schedule_id) if len(found) > limit else None,
    )


async def _require_known(conn: Connection, tenant_id: TenantId, action: ScheduleAction) -> None:
    """Raises InvalidRequest for reminders of a person or agent that the team does not have, because
    they would never find a callback.
    """
    if not isinstance(action, Remind):
        return
    named = "assignee_id"
    try:
        if action.assignee_id:
            user = await get_user(conn, tenant_id, action.assignee_id)
            if not user.may_act:
                raise NotFound("This person's account is disabled, or they are a viewer.")
        named = "agent_id"
        if action.agent_id:
            await get_agent(conn, tenant_id, action.agent_id)
    except NotFound as error:
        raise InvalidRequest(
            str(error),
            fields=((f"/body/action/{named}", "must be one of the team"),),
            code="unknown_user" if named == "assignee_id" else "unknown_agent",
        ) from error


async def _team(conn: Connection, tenant_id: TenantId) -> _Team:
    return _Team(
        zone=(await get_tenant(conn, tenant_id)).timezone or "UTC",
        listening=await count_listening(conn, tenant_id, SENT.values()),
    )


def _next_time(cron: str, zone: str, *, after: datetime) -> datetime:
    try:
        (found,) = next_occurrences(cron, find_zone(zone) or UTC, after, count=1)
    except ValueError as error:
        raise Conflict("The schedule never occurs again.", code="schedule_over") from error
    return found


def _params_of(action: Any) -> dict[str, Any]:
    return dict(action.model_dump(mode="json", exclude={"kind"}))


def _schedule_body(schedule: Schedule, team: _Team) -> ScheduleBody:
    zone = schedule.timezone or team.zone
    try:
        action: ScheduleAction | None = action_of(schedule)
    except InvalidRequest:
        action = None
    times: list[datetime] = []
    if schedule.next_at is not None:
        times = [schedule.next_at]
        try:
            times += next_occurrences(
                schedule.cron, find_zone(zone) or UTC, schedule.next_at, count=NEXT_SHOWN - 1
            )
        except ValueError:
            # The worker says so when it is due.
            action = None
    return ScheduleBody(
        id=schedule.id,
        name=schedule.name,
        cron=schedule.cron,
        timezone=schedule.timezone,
        zone=zone,
        action=action,
        targets=team.listening[SENT[action.kind]] if action and action.kind in SENT else None,
        missed=schedule.missed,
        next_times=times,
        last_at=schedule.last_at,
        enabled=schedule.disabled_at is None,
        disabled_because=schedule.disabled_because,
        disabled_at=schedule.disabled_at,
        created_at=schedule.created_at,
    )
