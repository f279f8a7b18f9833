"""Callbacks: whom to call back, and when, and what people do about it."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.http import cursors
from api.http.callback_acting import ActionBody, Text, act_on_callback
from api.http.callback_bodies import CallbackBody
from api.http.dependencies import ActorDep, ReaderDep, ResourcesDep, WriterDep
from api.http.fields import Count, Instant
from api.http.idempotency import KeyedJsonRoute
from api.http.parameters import NEXT_CURSOR, CallbackInPath, Cursor, Limit
from api.http.problems import responses
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
from shared.db.callback_lists import (
    MOST_CHANGES,
    CallbackFilter,
    get_worked,
    list_callbacks,
    list_changes,
)
from shared.db.pool import Connection
from shared.domain.access import Actor
from shared.domain.callbacks import OPEN_STATES, CallbackState
from shared.domain.ids import AgentId, CallbackId, UserId
from shared.domain.statuses import CallbackStatus
from shared.errors import Conflict, InvalidRequest

router = Router(tags=["callbacks"], prefix="/api/callbacks", route_class=KeyedJsonRoute)


LONGEST_SNOOZE = timedelta(days=30)


class TimeBody(ActionBody):
    """When to call: at an instant, or within a window."""

    due_at: Instant = Field(description="When to call, or from when on, with its UTC offset.")
    due_until: Instant | None = Field(None, description="The end of a window; null for an instant.")

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.due_until is not None and self.due_until <= self.due_at:
            raise ValueError("a window must end after it begins")
        return self


class NotReachedBody(ActionBody):
    """A try that reached no one."""

    next_at: Instant | None = Field(
        None, description="When to try again, with its UTC offset; null leaves the time as it is."
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


class CallbackPage(BaseModel):
    """A page of callbacks."""

    callbacks: list[CallbackBody] = Field(description="The callbacks, by their time.")
    next_cursor: str | None = Field(description=NEXT_CURSOR)


class ChangeBody(BaseModel):
    """A change of a callback."""

    model_config = ConfigDict(from_attributes=True)

    version: int = Field(description="The callback's `version` after it.")
    at: datetime = Field(description="When.")
    actor: Literal["user", "key", "worker"] = Field(
        description="Who: a person, an API key, or a run."
    )
    actor_id: str | None = Field(description="The id of the user or key.")
    actor_name: str | None = Field(description="Their name; null if they are gone.")
    action: str = Field(
        description="What was done, such as `move`; `created` and `updated` by runs."
    )
    before: dict[str, Any] = Field(description="The changed fields before it.")
    after: dict[str, Any] = Field(description="The changed fields after it.")
    comment: str | None = Field(description="Why.")


class ChangeList(BaseModel):
    """The history of a callback."""

    changes: list[ChangeBody] = Field(
        description=f"The changes, newest first, at most {MOST_CHANGES}."
    )


async def callback_filter(
    actor: ActorDep,
    status: Annotated[
        CallbackStatus | None, Query(description="Only callbacks with this status.")
    ] = None,
    state: Annotated[
        list[CallbackState | Literal["open"]] | None,
        Query(
            description=(
                "Only callbacks in one of these states; `open` is `overdue`, `due`, `coming` and"
                " `ambiguous`. May be repeated."
            )
        ),
    ] = None,
    due_before: Annotated[
        Instant | None,
        Query(description="Only callbacks due before this time, with its UTC offset."),
    ] = None,
    assignee: Annotated[
        Literal["me", "none"] | UUID | None,
        Query(description="Only callbacks of this user (an id, or `me`), or of no one (`none`)."),
    ] = None,
    agent_id: Annotated[
        AgentId | None, Query(description="Only callbacks of calls of the agent with this `id`.")
    ] = None,
) -> CallbackFilter:
    """Returns what selects callbacks. Raises InvalidRequest."""
    states = {one for each in state or () for one in (OPEN_STATES if each == "open" else (each,))}
    return CallbackFilter(
        status=status,
        states=tuple(sorted(CallbackState(one) for one in states)),
        due_before=due_before,
        assignee_id=_me(actor)
        if assignee == "me"
        else UserId(assignee)
        if isinstance(assignee, UUID)
        else None,
        unassigned=assignee == "none",
        agent_id=agent_id,
    )


CallbackFilterDep = Annotated[CallbackFilter, Depends(callback_filter)]
Order = Annotated[
    Literal["soonest", "latest"], Query(description="Which come first, by their time.")
]


@router.get("")
async def get_callbacks(
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    where: CallbackFilterDep,
    order: Order = "soonest",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CallbackPage:
    """Returns callbacks with their call and person, by their time; those without one by when they
    were recorded.
    """
    after = cursors.decode(cursor)
    async with resources.database.transaction(tenant_id) as conn:
        found = await list_callbacks(
            conn,
            tenant_id,
            where,
            after=(after[0], CallbackId(after[1])) if after else None,
            limit=limit + 1,
            latest_first=order == "latest",
        )
    last = found[limit - 1].callback if len(found) > limit else None
    return CallbackPage(
        callbacks=[CallbackBody.of(one) for one in found[:limit]],
        next_cursor=cursors.encode(last.due_at or last.created_at, last.id) if last else None,
    )


@router.get("/{callback_id}", responses=responses(404))
async def read_callback(
    callback_id: CallbackInPath, tenant_id: ReaderDep, resources: ResourcesDep
) -> CallbackBody:
    """Returns one callback."""
    async with resources.database.connection(tenant_id) as conn:
        return CallbackBody.of(await get_worked(conn, tenant_id, callback_id))


@router.get("/{callback_id}/history", responses=responses(404))
async def read_callback_history(
    callback_id: CallbackInPath, tenant_id: ReaderDep, resources: ResourcesDep
) -> ChangeList:
    """Returns who changed the callback, when and how, newest first. Runs are in it too."""
    async with resources.database.connection(tenant_id) as conn:
        await get_worked(conn, tenant_id, callback_id)
        changes = await list_changes(conn, tenant_id, callback_id)
    return ChangeList(changes=[ChangeBody.model_validate(change) for change in changes])


@router.post("/{callback_id}/done", responses=responses(404, 409))
async def finish_callback(
    callback_id: CallbackInPath,
    body: ActionBody,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> CallbackBody:
    """Marks the callback as done: the caller was reached, or it is over in another way."""

    async def work(conn: Connection, one: LockedCallback) -> None:
        await settle(conn, one, CallbackStatus.DONE)

    return await act_on_callback(
        resources.database,
        actor,
        callback_id,
        body,
        "done",
        work,
        stands=lambda one: one.status is CallbackStatus.DONE and one.is_settled,
    )


@router.post("/{callback_id}/cancel", responses=responses(404, 409))
async def cancel_callback(
    callback_id: CallbackInPath,
    body: ActionBody,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> CallbackBody:
    """Cancels the callback: no one has to call. A booking in a calendar is cancelled, too."""

    async def work(conn: Connection, one: LockedCallback) -> None:
        await settle(conn, one, CallbackStatus.CANCELLED)

    return await act_on_callback(
        resources.database,
        actor,
        callback_id,
        body,
        "cancel",
        work,
        stands=lambda one: one.status is CallbackStatus.CANCELLED and one.is_settled,
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


@router.post("/{callback_id}/not-reached", responses=responses(404, 409))
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
        await count_try(conn, one, body.next_at)

    return await act_on_callback(resources.database, actor, callback_id, body, "not_reached", work)


@router.post("/{callback_id}/move", responses=responses(404, 409))
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
        await set_time(conn, one, body.due_at, body.due_until, rule="a person set the time")

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
        await set_time(
            conn, one, body.candidate, None, rule="a person chose among the ways to read it"
        )

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
    assignee_id = _me(actor) if body.assignee_id == "me" else body.assignee_id

    async def work(conn: Connection, one: LockedCallback) -> None:
        if not await assign(conn, one, assignee_id):
            raise InvalidRequest(
                "There is no such user in this team, or their account is disabled.",
                fields=(("/body/assignee_id", "must be an active user of the team"),),
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


def _require_open(one: LockedCallback) -> None:
    if one.status in (CallbackStatus.DONE, CallbackStatus.CANCELLED):
        raise Conflict(
            "The callback is done or cancelled; open it again first.", code="callback_settled"
        )


def _me(actor: Actor) -> UserId:
    """Returns the signed-in person. Raises InvalidRequest for an API key, which is none."""
    if actor.user_id is None:
        raise InvalidRequest(
            "`me` is the signed-in person, and an API key is none; name the user's id.",
            code="no_person",
        )
    return actor.user_id
