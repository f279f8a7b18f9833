"""Callbacks: whom to call back, and when, and what became of them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from api.http import cursors
from api.http.authentication import ActorDep
from api.http.callback_acting import signed_in
from api.http.callback_bodies import CallbackBody
from api.http.fields import Instant
from api.http.idempotency import KeyedJsonRoute
from api.http.parameters import NEXT_CURSOR, CallbackInPath, Cursor, Limit
from api.http.permissions import ReaderDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from shared.db.callback_lists import (
    MOST_CHANGES,
    CallbackFilter,
    get_worked,
    list_callbacks,
    list_changes,
)
from shared.domain.callbacks import OPEN_STATES, CallbackState
from shared.domain.ids import AgentId, CallbackId, UserId
from shared.domain.statuses import CallbackStatus

router = Router(tags=["callbacks"], prefix="/api/callbacks", route_class=KeyedJsonRoute)


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
        assignee_id=signed_in(actor)
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
