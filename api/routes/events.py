"""The stream of a tenant's events, for pages and programs that follow what happens."""

from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import Header, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import StringConstraints
from starlette.types import Send

from api.event_hub import Selection
from api.http.dependencies import ActorDep, ReaderDep, ResourcesDep
from api.http.problems import responses
from api.http.router import Router
from shared.domain.ids import CallId
from shared.errors import InvalidRequest

router = Router(tags=["events"], prefix="/api/events")

STREAM_EXAMPLE = (
    'retry: 2000\nid: 4711\nevent: stream.open\ndata: {"position":4711}\n\n'
    'id: 4712\nevent: call.ready\ndata: {"id":4712,"type":"call.ready","call_id":'
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


class EventStream(StreamingResponse):
    """A response that closes its stream at once when the client is gone."""

    async def stream_response(self, send: Send) -> None:
        try:
            await super().stream_response(send)
        finally:
            if isinstance(self.body_iterator, AsyncGenerator):
                await self.body_iterator.aclose()


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
    as `event`, and as `data` a JSON object with `id`, `type`, `call_id`, `job_id`, `at` and `data`.
    `stream.reset` in place of `stream.open` says that the id is not known here, as after a restore:
    read lists again. A comment comes every 15 seconds when there is nothing else. The stream ends
    when the session or API key does, when the process stops, and for a client that reads too
    slowly; connect again.
    """
    last_id = _position(last_event_id)
    hub = resources.event_hub

    async def blocks() -> AsyncGenerator[bytes, None]:
        with hub.joined(actor, selection) as stream:
            async for block in hub.blocks(stream, last_id):
                yield block

    selection = Selection(tuple(type_ or ()), call_id)
    hub.require_room(actor)
    return EventStream(blocks(), headers=HEADERS, media_type="text/event-stream")


def _position(last_event_id: str | None) -> int | None:
    """Returns the position; None to begin now. Raises InvalidRequest."""
    if not last_event_id:
        return None
    if not last_event_id.isascii() or not last_event_id.isdecimal() or len(last_event_id) > 18:
        raise InvalidRequest(
            "`Last-Event-ID` is not an id of this stream; connect without one.",
            code="invalid_cursor",
        )
    return int(last_event_id)
