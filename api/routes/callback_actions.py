"""What people do about callbacks."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from api.http.authentication import ActorDep
from api.http.callback_acting import ActionBody, Text, act_on_callback, signed_in
from api.http.callback_bodies import CallbackBody
from api.http.fields import Count, Instant
from api.http.idempotency import KeyedJsonRoute
from api.http.parameters import CallbackInPath
from api.http.permissions import WriterDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from shared.db.callback_actions import (
    LockedCallback,
    assign,
    count_try,
    reopen,
    set_note,
    set_time,
    settle,
    snooze,
)
from shared.db.pool import Connection, Database
from shared.domain.access import Actor
from shared.domain.ids import CallbackId, UserId
from shared.domain.statuses import CallbackAction, CallbackStatus
from shared.domain.stored_texts import TimeRule
from shared.errors import Conflict, InvalidRequest

router = Router(tags=["callbacks"], prefix="/api/callbacks", route_class=KeyedJsonRoute)


LONGEST_SNOOZE = timedelta(days=30)
# A callback that was due today may be set to when it was; a slip of a year is a mistake.
FARTHEST, LATEST = timedelta(days=2 * 366), timedelta(days=1)


class TimeBody(ActionBody):
    """When to call: at an instant, or within a window."""

    due_at: Instant = Field(
        description=(
            "When to call, or from when on, with its UTC offset: within two years, and at most a"
            " day ago."
        )
    )
    due_until: Instant | None = Field(None, description="The end of a window; null for an instant.")

    @model_validator(mode="after")
    def _window_runs_forwards(self) -> Self:
        if self.due_until is not None and self.due_until <= self.due_at:
            raise ValueError("a window must end after it begins")
        return self


class NotReachedBody(ActionBody):
    """A try that reached no one."""

    next_at: Instant | None = Field(
        None,
        description=(
            "When to try again, with its UTC offset, within two years; null leaves the time as it"
            " is."
        ),
    )


class SnoozeBody(ActionBody):
    """Until when a callback is put off: a moment, or minutes from now."""

    until: Instant | None = Field(
        None, description="Until when, with its UTC offset; at most 30 days ahead."
    )
    minutes: Annotated[Count, Field(ge=1, le=30 * 24 * 60)] | None = Field(
        None, description="How many minutes from now; `until` or this."
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.until is None) == (self.minutes is None):
            raise ValueError("state either until or minutes")
        return self


class DecisionBody(ActionBody):
    """The reading of the caller's words that is right."""

    candidate: Instant = Field(description="One of the callback's `candidates`.")


class CallbackAssignment(ActionBody):
    """Whose callback it is."""

    assignee_id: UserId | Literal["me"] | None = Field(
        description="The user's id, or `me`; null makes it no one's."
    )


class NoteBody(ActionBody):
    """A note of the team."""

    note: Text | None = Field(description="The note, in place of an earlier one; null removes it.")


@router.post("/{callback_id}/done", responses=responses(404, 409))
async def finish_callback(
    callback_id: CallbackInPath,
    body: ActionBody,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> CallbackBody:
    """Marks the callback as done: the caller was reached, or it is over in another way."""
    return await _end_as(CallbackStatus.DONE, "done", resources.database, actor, callback_id, body)


@router.post("/{callback_id}/cancel", responses=responses(404, 409))
async def cancel_callback(
    callback_id: CallbackInPath,
    body: ActionBody,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> CallbackBody:
    """Cancels the callback: no one has to call. A booking in a calendar is cancelled, too."""
    return await _end_as(
        CallbackStatus.CANCELLED, "cancel", resources.database, actor, callback_id, body
    )


@router.post("/{callback_id}/reopen", responses=responses(404, 409))
async def reopen_callback(
    callback_id: CallbackInPath,
    body: ActionBody,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> CallbackBody:
    """Opens a done or cancelled callback again, at the time that it had."""
    return await act_on_callback(
        resources.database,
        actor,
        callback_id,
        body,
        "reopen",
        reopen,
        stands=lambda one: one.status in (CallbackStatus.SCHEDULED, CallbackStatus.AMBIGUOUS),
    )


@router.post("/{callback_id}/not-reached", responses=responses(400, 404, 409))
async def record_try(
    callback_id: CallbackInPath,
    body: NotReachedBody,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> CallbackBody:
    """Counts a try that reached no one, and sets the time of the next one. Send an
    `Idempotency-Key`, so that a repeat is not counted.
    """

    async def work(conn: Connection, one: LockedCallback) -> None:
        _require_open(one)
        _require_near(next_at=body.next_at)
        await count_try(conn, one, body.next_at)

    return await act_on_callback(resources.database, actor, callback_id, body, "not_reached", work)


@router.post("/{callback_id}/move", responses=responses(400, 404, 409))
async def move_callback(
    callback_id: CallbackInPath,
    body: TimeBody,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> CallbackBody:
    """Sets when to call, and opens a settled callback again. No run changes the time any more. A
    booking in a calendar moves, too.
    """

    async def work(conn: Connection, one: LockedCallback) -> None:
        _require_near(due_at=body.due_at, due_until=body.due_until)
        await set_time(conn, one, body.due_at, body.due_until, rule=TimeRule.SET_BY_PERSON)

    return await act_on_callback(
        resources.database,
        actor,
        callback_id,
        body,
        "move",
        work,
        stands=lambda one: (
            one.is_decided
            and one.status is CallbackStatus.SCHEDULED
            and one.snoozed_until is None
            and (one.due_at, one.due_until) == (body.due_at, body.due_until)
        ),
    )


@router.post("/{callback_id}/snooze", responses=responses(400, 404, 409))
async def snooze_callback(
    callback_id: CallbackInPath,
    body: SnoozeBody,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> CallbackBody:
    """Puts the callback off for a while: it is not due, and the agent does not call, until then.
    `due_at` stays as it is. Then `callback.due` is sent again. Moving, deciding, finishing,
    cancelling and opening again end it.
    """
    now = datetime.now(UTC)
    until = body.until or now + timedelta(minutes=body.minutes or 0)
    if not now < until <= now + LONGEST_SNOOZE:
        raise InvalidRequest(
            "A callback is snoozed until a moment within the next 30 days; to call later than that,"
            " move it.",
            fields=(("/body/until", "must be within the next 30 days"),),
            code="snooze_out_of_range",
        )

    async def work(conn: Connection, one: LockedCallback) -> None:
        _require_open(one)
        if one.due_at is None:
            raise Conflict(
                "The callback has no time yet: decide or move it first.",
                code="callback_without_time",
            )
        if one.due_at >= until:
            raise Conflict(
                "The callback is not due before then, so there is nothing to snooze; to call at"
                " another time, move it.",
                code="not_due_by_then",
            )
        await snooze(conn, one, until)

    return await act_on_callback(
        resources.database,
        actor,
        callback_id,
        body,
        "snooze",
        work,
        stands=lambda one: one.snoozed_until == until,
    )


@router.post("/{callback_id}/unsnooze", responses=responses(404, 409))
async def unsnooze_callback(
    callback_id: CallbackInPath,
    body: ActionBody,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> CallbackBody:
    """Ends the snooze of a callback: its time counts again."""

    async def work(conn: Connection, one: LockedCallback) -> None:
        await snooze(conn, one, None)

    return await act_on_callback(
        resources.database,
        actor,
        callback_id,
        body,
        "unsnooze",
        work,
        stands=lambda one: one.snoozed_until is None,
    )


@router.post("/{callback_id}/decide", responses=responses(404, 409))
async def decide_callback(
    callback_id: CallbackInPath,
    body: DecisionBody,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> CallbackBody:
    """Chooses one of the `candidates` of an ambiguous callback."""

    async def work(conn: Connection, one: LockedCallback) -> None:
        _require_open(one)
        if body.candidate not in one.candidates:
            raise Conflict(
                "This time is not among the callback's candidates; to set another one, move it.",
                code="not_a_candidate",
            )
        await set_time(conn, one, body.candidate, None, rule=TimeRule.CHOSEN_BY_PERSON)

    return await act_on_callback(
        resources.database,
        actor,
        callback_id,
        body,
        "decide",
        work,
        stands=lambda one: (
            one.is_decided
            and one.status is CallbackStatus.SCHEDULED
            and (one.due_at, one.due_until) == (body.candidate, None)
        ),
    )


@router.post("/{callback_id}/assign", responses=responses(400, 404, 409))
async def assign_callback(
    callback_id: CallbackInPath,
    body: CallbackAssignment,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> CallbackBody:
    """Gives the callback to a person of the team, or takes it from them."""
    assignee_id = signed_in(actor) if body.assignee_id == "me" else body.assignee_id

    async def work(conn: Connection, one: LockedCallback) -> None:
        if not await assign(conn, one, assignee_id):
            raise InvalidRequest(
                "There is no such user in this team, or their account is disabled, or they are a"
                " viewer, who cannot act on callbacks.",
                fields=(
                    ("/body/assignee_id", "must be an active user of the team, and no viewer"),
                ),
                code="unknown_user",
            )

    return await act_on_callback(
        resources.database,
        actor,
        callback_id,
        body,
        "assign",
        work,
        stands=lambda one: one.assignee_id == assignee_id,
        whom=assignee_id,
    )


@router.post("/{callback_id}/note", responses=responses(404, 409))
async def note_callback(
    callback_id: CallbackInPath,
    body: NoteBody,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> CallbackBody:
    """Sets the team's note on the callback."""

    async def work(conn: Connection, one: LockedCallback) -> None:
        await set_note(conn, one, body.note)

    return await act_on_callback(
        resources.database,
        actor,
        callback_id,
        body,
        "note",
        work,
        stands=lambda one: one.note == body.note,
    )


async def _end_as(
    status: CallbackStatus,
    action: CallbackAction,
    database: Database,
    actor: Actor,
    callback_id: CallbackId,
    body: ActionBody,
) -> CallbackBody:
    async def work(conn: Connection, one: LockedCallback) -> None:
        await settle(conn, one, status)

    return await act_on_callback(
        database,
        actor,
        callback_id,
        body,
        action,
        work,
        stands=lambda one: one.status is status and one.is_settled,
    )


def _require_near(**times: datetime | None) -> None:
    """Raises InvalidRequest for a time far in the past or the future, which no one means."""
    now = datetime.now(UTC)
    wrong = [
        name
        for name, at in times.items()
        if at is not None and not now - LATEST <= at <= now + FARTHEST
    ]
    if wrong:
        raise InvalidRequest(
            "A callback is set to a time within the next two years, or at most a day ago.",
            fields=tuple(
                (f"/body/{name}", "must be within the next two years, or at most a day ago")
                for name in wrong
            ),
            code="time_out_of_range",
        )


def _require_open(one: LockedCallback) -> None:
    if one.status in (CallbackStatus.DONE, CallbackStatus.CANCELLED):
        raise Conflict(
            "The callback is done or cancelled; open it again first.", code="callback_settled"
        )
