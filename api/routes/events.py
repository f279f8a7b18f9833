"""The stream of a tenant's events, for pages and programs that follow what happens."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Header, Path, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field, StringConstraints
from starlette.types import Send

from api.event_hub import Selection
from api.event_samples import AT
from api.http.authentication import ActorDep
from api.http.fields import Instant
from api.http.parameters import Limit
from api.http.permissions import ReaderDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.routes.event_target_bodies import SampleType
from api.sample_events import sample_event
from shared.db.event_deliveries import event_to_send
from shared.db.event_facts import find_facts
from shared.db.event_stream import get_last_position_of, list_events_where
from shared.db.event_targets import BodyKind
from shared.domain.events import TEST, EventBody
from shared.domain.ids import CallId, JobId
from shared.errors import InvalidRequest, NotFound
from shared.outgoing.bodies import body_of

router = Router(tags=["events"], prefix="/api/events")

STREAM_EXAMPLE = (
    'retry: 2000\nid: 4711\nevent: stream.open\ndata: {"position":4711}\n\n'
    'id: 4712\nevent: call.ready\ndata: {"id":4712,'
    '"event_id":"8d2f6a3e-51c4-8b07-a9e1-0c4b7d2f6e10","version":1,'
    '"type":"call.ready","call_id":'
    '"01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10","job_id":'
    '"01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f11","at":"2026-11-18T15:31:20Z","data":{}}\n\n'
)
HEADERS = {
    "Cache-Control": "no-store",
    # Nginx would collect the events otherwise.
    "X-Accel-Buffering": "no",
    "X-Content-Type-Options": "nosniff",
}
EventType = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z]+(\.[a-z_]+)?$")]


class RecordedEvent(BaseModel):
    """Something that happened."""

    id: UUID = Field(
        description=(
            "The event's id, which follows from what happened; `webhook-id` of its deliveries."
        )
    )
    sequence: int = Field(description="Its place in the order of the tenant's events.")
    version: int | None = Field(
        description=(
            "Grows with each event of this type about the same call; null for steps of a job."
        )
    )
    type: str = Field(description="What happened, such as `call.ready`.")
    at: datetime = Field(description="When it happened.")
    call_id: CallId | None = Field(
        description="The call that it is about; for a deleted call, see `data`."
    )
    job_id: JobId | None = Field(description="The job that did it.")
    data: dict[str, Any] = Field(description="What changed; its fields depend on the type.")


class EventPage(BaseModel):
    """Events, oldest first."""

    events: list[RecordedEvent] = Field(description="The events, oldest first.")
    next_cursor: str = Field(
        description="The `cursor` of what comes after these; ask with it again later."
    )


class EventStream(StreamingResponse):
    """A response that closes its stream at once when the client is gone."""

    async def stream_response(self, send: Send) -> None:
        try:
            await super().stream_response(send)
        finally:
            if isinstance(self.body_iterator, AsyncGenerator):
                await self.body_iterator.aclose()


@router.get("", responses=responses(400))
async def get_events(
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    type_: Annotated[
        list[EventType] | None,
        Query(
            alias="type",
            description=(
                "Only events of this type, such as `call.ready`, or of this group, such as"
                " `callback`. May be repeated. Without one, all but the steps of jobs."
            ),
        ),
    ] = None,
    call_id: Annotated[CallId | None, Query(description="Only events of this call.")] = None,
    since: Annotated[Instant | None, Query(description="Only events from then on.")] = None,
    cursor: Annotated[
        str | None,
        Query(
            description="The `next_cursor` of the page before; without one, from the first event.",
            json_schema_extra={"format": "cursor"},
        ),
    ] = None,
    limit: Limit = 100,
) -> EventPage:
    """Returns events in the order in which they were committed, so that none is missed by asking
    again with `next_cursor`. An event is listed some seconds after it happened, at the latest.
    """
    after = _stream_position(cursor, "The cursor is not from this API; start without one.") or 0
    async with resources.database.transaction(tenant_id) as conn:
        # All events up to it are visible. Who asks again need not read past those of other types.
        upto = await get_last_position_of(conn, tenant_id)
        found = await list_events_where(
            conn,
            tenant_id,
            after=after,
            types=type_ or (),
            call_id=call_id,
            since=since,
            limit=limit,
        )
    last = found[-1].position if found else after
    return EventPage(
        events=[
            RecordedEvent(
                id=each.id,
                sequence=each.position,
                version=each.version,
                type=each.type,
                at=each.at,
                call_id=each.call_id,
                job_id=each.job_id,
                data=each.data,
            )
            for each in found
        ],
        next_cursor=str(last if len(found) == limit else max(upto, last)),
    )


@router.get("/sample")
async def sample_of_event(
    _tenant_id: ReaderDep,
    resources: ResourcesDep,
    type_: Annotated[SampleType, Query(alias="type", description="The type of the event.")] = TEST,
    body: Annotated[
        BodyKind,
        Query(description="`thin`: ids, times and states; `full`: also what was understood."),
    ] = "thin",
) -> EventBody:
    """Returns a sample of an event as a target would get it, for programs that are being written:
    `data.test` is true, and its call does not exist.
    """
    return sample_event(
        type_,
        # The same answer each time, so that its ETag holds.
        at=datetime.fromisoformat(AT),
        # Before all others, so that a receiver which keeps the newest waits for none after it.
        sequence=0,
        body=body,
        base_url=resources.settings.runtime.public_base_url,
    )


@router.get("/{sequence}/body", responses=responses(404))
async def get_event_body(
    sequence: Annotated[int, Path(ge=1, lt=2**63, description="The event's `sequence`.")],
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    body: Annotated[
        BodyKind,
        Query(description="`thin`: ids, times and states; `full`: also what was understood."),
    ] = "thin",
) -> EventBody:
    """Returns an event as a target would get it now: for programs that read events instead of
    receiving them. Steps of jobs are not sent.
    """
    async with resources.database.transaction(tenant_id) as conn:
        found = await list_events_where(
            conn, tenant_id, after=sequence - 1, types=(), call_id=None, since=None, limit=1
        )
        if not found or found[0].position != sequence:
            raise NotFound("There is no such event.", code="unknown_event")
        event = event_to_send(found[0])
        facts = (
            await find_facts(conn, tenant_id, event.call_id, full=body == "full")
            if event.call_id
            else None
        )
    return body_of(event, facts, base_url=resources.settings.runtime.public_base_url)


@router.get(
    "/stream",
    response_class=EventStream,
    responses={
        200: {
            "description": "The events, as `text/event-stream`",
            "content": {
                "text/event-stream": {"schema": {"type": "string"}, "example": STREAM_EXAMPLE}
            },
        },
        **responses(400, 503),
    },
)
async def stream_events(
    _tenant_id: ReaderDep,
    actor: ActorDep,
    resources: ResourcesDep,
    type_: Annotated[
        list[EventType] | None,
        Query(
            alias="type",
            description=(
                "Only events of this type, such as `call.ready`, or of this group, such as"
                " `callback`. May be repeated."
            ),
        ),
    ] = None,
    call_id: Annotated[CallId | None, Query(description="Only events of this call.")] = None,
    last_event_id: Annotated[
        str | None,
        Header(
            description=(
                "The `id` of the last event that was received: the stream begins after it, and"
                " nothing is missed. Browsers send it when they connect again. Without it the"
                " stream begins now."
            )
        ),
    ] = None,
) -> Response:
    """Streams events as they are committed (server-sent events).

    The first message is `stream.open`, whose `id` a client can resume from. Each event has its type
    as `event`, and as `data` a JSON object with `id` (its `sequence`), `event_id`, `version`,
    `type`, `call_id`, `job_id`, `at` and `data`. `stream.reset` in place of `stream.open` says that
    the id is not known here, as after a restore: read lists again. A comment comes every 15 seconds
    when there is nothing else. The stream ends when the session or API key does, when the process
    stops, and for a client that reads too slowly; connect again.
    """
    last_id = _stream_position(
        last_event_id, "`Last-Event-ID` is not an id of this stream; connect without one."
    )
    hub = resources.event_hub

    async def blocks() -> AsyncGenerator[bytes, None]:
        with hub.joined(actor, selection) as stream:
            async for block in hub.blocks(stream, last_id):
                yield block

    selection = Selection(tuple(type_ or ()), call_id)
    hub.require_room(actor)
    return EventStream(blocks(), headers=HEADERS, media_type="text/event-stream")


def _stream_position(given: str | None, problem: str) -> int | None:
    """Parses a cursor or Last-Event-ID into a position in the stream of events; None if absent.
    Raises InvalidRequest with the message `problem`.
    """
    if not given:
        return None
    if not given.isascii() or not given.isdecimal() or len(given) > 18:
        raise InvalidRequest(problem, code="invalid_cursor")
    return int(given)
