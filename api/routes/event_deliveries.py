"""The log of what was sent to targets, and what they answered."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, Field

from api.http import cursors
from api.http.idempotency import KeyedJsonRoute
from api.http.parameters import NEXT_CURSOR, Cursor, DeliveryInPath, Limit
from api.http.permissions import AdminDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from shared.db.event_deliveries import TRIES_SHOWN, DeliveryStatus
from shared.db.event_delivery_log import (
    LOG_DAYS,
    LogFilter,
    LoggedDelivery,
    get_delivery,
    list_deliveries,
)
from shared.db.event_queue import send_again
from shared.domain.events import TypeOrGroup
from shared.domain.ids import CallId, DeliveryId, TargetId

router = Router(tags=["events"], prefix="/api/event-deliveries", route_class=KeyedJsonRoute)


class TryBody(BaseModel):
    """One request to a target."""

    at: datetime = Field(description="When it was sent.")
    elapsed_ms: int = Field(description="Milliseconds until its end.")
    status: int | None = Field(description="The status of the answer; null when none came.")
    error: str | None = Field(
        description=(
            "Why it counts as a failure, or why there was nothing to send; null for a success."
        )
    )


class SentEvent(BaseModel):
    """An event on its way to a target."""

    id: DeliveryId = Field(description="The delivery's id.")
    target_id: TargetId = Field(description="Where it is sent.")
    event_id: UUID = Field(
        description="`webhook-id` of all tries and replays: a receiver knows a repeat by it."
    )
    type: str = Field(description="The event's type; `digest` for a mail that sums up a period.")
    call_id: CallId | None = Field(description="The call that it is about.")
    occurred_at: datetime = Field(description="When it happened.")
    status: DeliveryStatus = Field(
        description="`pending`: it waits or is being sent; `failed`: all tries are used."
    )
    failures: int = Field(description="Failed tries since it was queued.")
    next_at: datetime | None = Field(description="When the next try is due; null when none is.")
    queued_at: datetime = Field(description="When it was queued, the last time.")
    ended_at: datetime | None = Field(description="When it was delivered or given up.")
    last_try: TryBody | None = Field(description="The last request; null before the first.")

    @classmethod
    def fields_of(cls, one: LoggedDelivery) -> dict[str, Any]:
        return {
            "id": one.id,
            "target_id": one.target_id,
            "event_id": one.event.id,
            "type": one.event.type,
            "call_id": one.event.call_id,
            "occurred_at": one.event.occurred_at,
            "status": one.status,
            "failures": one.failures,
            "next_at": one.next_at,
            "queued_at": one.queued_at,
            "ended_at": one.ended_at,
            "last_try": TryBody.model_validate(one.tries[-1]) if one.tries else None,
        }


class LoggedEvent(SentEvent):
    """An event on its way to a target, with what was sent and answered."""

    tries: list[TryBody] = Field(description=f"The last {TRIES_SHOWN} tries, the oldest first.")
    body: str | None = Field(
        description=(
            "The event as it is sent to a `webhook`, and of which other kinds of targets make"
            f" their request; null before the first try, {LOG_DAYS} days after it, and when the"
            " call was deleted."
        )
    )
    body_sha256: str | None = Field(description="Its hash, in hexadecimal, which is kept.")
    request: str | None = Field(
        description=(
            "The last request that was made of it, without secrets, as a JSON object; null for a"
            " `webhook`. Kept as long as the body."
        )
    )
    answer: str | None = Field(
        description="The first 2,000 bytes of the last answer's body, kept as long as the body."
    )


class DeliveryPage(BaseModel):
    """A page of deliveries."""

    deliveries: list[SentEvent] = Field(description="The last queued comes first.")
    next_cursor: str | None = Field(description=NEXT_CURSOR)


@router.get("", responses=responses(400))
async def get_event_deliveries(
    tenant_id: AdminDep,
    resources: ResourcesDep,
    target_id: Annotated[TargetId | None, Query(description="Only to this target.")] = None,
    status: Annotated[DeliveryStatus | None, Query(description="Only in this state.")] = None,
    call_id: Annotated[CallId | None, Query(description="Only events of this call.")] = None,
    type_: Annotated[
        TypeOrGroup | None, Query(alias="type", description="Only this type or group of events.")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> DeliveryPage:
    """Returns what was sent, is sent or waits."""
    async with resources.database.transaction(tenant_id) as conn:
        found = await list_deliveries(
            conn,
            tenant_id,
            LogFilter(target_id, status, call_id, type_),
            before=cursors.decode(cursor),
            limit=limit + 1,
        )
    page, last = found[:limit], found[limit - 1] if len(found) > limit else None
    return DeliveryPage(
        deliveries=[SentEvent(**SentEvent.fields_of(each)) for each in page],
        next_cursor=cursors.encode(last.queued_at, last.id) if last else None,
    )


@router.get("/{delivery_id}", responses=responses(404))
async def read_delivery(
    delivery_id: DeliveryInPath, tenant_id: AdminDep, resources: ResourcesDep
) -> LoggedEvent:
    """Returns a delivery with its tries, what was sent and the last answer."""
    async with resources.database.connection(tenant_id) as conn:
        one = await get_delivery(conn, tenant_id, delivery_id)
    return LoggedEvent(
        **SentEvent.fields_of(one),
        tries=[TryBody.model_validate(each) for each in one.tries],
        body=one.body,
        body_sha256=one.body_sha256.hex() if one.body_sha256 else None,
        request=one.request,
        answer=one.answer,
    )


@router.post("/{delivery_id}/replay", status_code=202, responses=responses(404, 409))
async def replay_delivery(
    delivery_id: DeliveryInPath, tenant_id: AdminDep, resources: ResourcesDep
) -> SentEvent:
    """Sends it again at once, with the same id and body. A delivery that waits becomes due."""
    async with resources.database.transaction(tenant_id) as conn:
        await send_again(conn, tenant_id, delivery_id)
        one = await get_delivery(conn, tenant_id, delivery_id)
    return SentEvent(**SentEvent.fields_of(one))
