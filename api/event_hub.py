"""Passes the events of tenants on to all open streams of this process, from one reader."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Final

import structlog
from pydantic_core import to_json

from shared.concurrency.tasks import Background
from shared.db.event_stream import (
    StreamedEvent,
    find_ended,
    get_given_position,
    get_last_position,
    get_last_position_of,
    list_events,
    place_events,
)
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.access import Actor
from shared.domain.ids import ApiKeyId, CallId, SessionId
from shared.errors import AftercallError, Unavailable

# How often the table is read while streams are open, and while none is: events still get positions
# then, so that the first stream finds few without one.
LOOK_S, IDLE_LOOK_S = 0.2, 5.0
AWAY_S = 1.0
CHECK_CREDENTIALS_S = 5.0
HEARTBEAT_S: Final = 15.0
RETRY_MS = 2000
BATCH = 1000
PAGE = 500
# Events that wait for one reader. One that is further behind is closed, and resumes.
MOST_WAITING = 1000
MOST_STREAMS = 1000
MOST_OF_TENANT = 500
ENDING = "this process ends; resume with Last-Event-ID"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Selection:
    """Which events a stream gets: of these types or groups of types, and of one call."""

    types: tuple[str, ...] = ()
    call_id: CallId | None = None

    def takes(self, event: StreamedEvent) -> bool:
        # A deleted call is named in the data, because its row is gone.
        of_call = event.call_id or event.data.get("call_id")
        if self.call_id and str(of_call) != str(self.call_id):
            return False
        group = event.type.partition(".")[0]
        return not self.types or event.type in self.types or group in self.types


@dataclass(frozen=True, slots=True)
class Passed:
    """An event as streams send it, written once for all of them."""

    position: int
    written: bytes


@dataclass(eq=False)
class Stream:
    """One open stream. `joined` is the position after which the hub passes events on to it."""

    actor: Actor
    selection: Selection
    waiting: asyncio.Queue[Passed | None] = field(
        default_factory=lambda: asyncio.Queue(MOST_WAITING + 1)
    )
    joined: asyncio.Future[int] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    why_closed: str | None = None

    @property
    def credential(self) -> SessionId | ApiKeyId | None:
        return self.actor.session_id or self.actor.key_id

    def pass_on(self, event: Passed) -> None:
        """Queues an event; closes a stream whose reader is too far behind."""
        if self.why_closed is not None:
            return
        if self.waiting.qsize() >= MOST_WAITING:
            self.close("this reader is too slow; resume with Last-Event-ID")
        else:
            self.waiting.put_nowait(event)

    def close(self, why: str) -> None:
        """Ends the stream after what waits, with a comment that says why. Idempotent."""
        if self.why_closed is None:
            self.why_closed = why
            self.waiting.put_nowait(None)
            if not self.joined.done():
                # Nothing is passed on to it.
                self.joined.set_result(0)


class EventHub:
    """Reads the table for all streams. Run `run` in the background."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._streams: set[Stream] = set()
        self._position: int | None = None
        self._changed = asyncio.Event()
        self._checked_at = time.monotonic()
        self._is_ending = False

    def require_room(self, actor: Actor) -> None:
        """Raises Unavailable when too many streams are open, or the process ends."""
        of_tenant = sum(1 for each in self._streams if each.actor.tenant_id == actor.tenant_id)
        if self._is_ending or len(self._streams) >= MOST_STREAMS or of_tenant >= MOST_OF_TENANT:
            raise Unavailable("Too many streams of events are open.", code="too_many_streams")

    @contextmanager
    def joined(self, actor: Actor, selection: Selection) -> Iterator[Stream]:
        """Opens a stream for as long as the block lasts."""
        stream = Stream(actor, selection)
        self._streams.add(stream)
        self._changed.set()
        if self._is_ending:
            stream.close(ENDING)
        try:
            yield stream
        finally:
            self._streams.discard(stream)

    def end(self) -> None:
        """Closes all streams, before the process ends; clients resume at another process."""
        self._is_ending = True
        for stream in self._streams:
            stream.close(ENDING)

    async def blocks(self, stream: Stream, last_id: int | None) -> AsyncIterator[bytes]:
        """Yields a stream as text/event-stream: first what was missed since `last_id`, then events
        as they come, and a comment when there is none for HEARTBEAT_S.
        """
        joined = await stream.joined
        tenant_id = stream.actor.tenant_id
        async with self._database.connection(tenant_id) as conn:
            newest = await get_last_position_of(conn, tenant_id)
            is_known = last_id is None or last_id <= await get_given_position(conn)
        sent = newest if last_id is None or not is_known else last_id
        if is_known:
            yield _sse_message(sent, "stream.open", {"position": sent}, retry_ms=RETRY_MS)
        else:
            # The id is of another database, such as one that a backup replaced.
            yield _sse_message(sent, "stream.reset", {"position": sent}, retry_ms=RETRY_MS)
        while sent < joined:
            block, sent = await self._page_of_missed(stream, sent, joined)
            if block:
                yield block
            if stream.why_closed is not None and sent < joined:
                # What waits comes after what is still missed.
                yield f": {stream.why_closed}\n\n".encode()
                return
        # A page would be held for as long as the stream is open.
        block = b""
        async for block in _live(stream, sent):
            yield block

    async def _page_of_missed(self, stream: Stream, sent: int, joined: int) -> tuple[bytes, int]:
        """Returns some of the stream's events after `sent`, written, and up to where they go."""
        tenant_id = stream.actor.tenant_id
        async with self._database.connection(tenant_id) as conn:
            missed = await list_events(conn, [tenant_id], after=sent, upto=joined, limit=PAGE)
        written = b"".join(_sse_event(event) for event in missed if stream.selection.takes(event))
        return written, missed[-1].position if len(missed) == PAGE else joined

    async def run(self) -> None:
        """Runs until cancelled."""
        while True:
            try:
                await self._look_for_events()
                pause_s = LOOK_S if self._streams else IDLE_LOOK_S
            except AftercallError as error:
                log.warning("events cannot be read now", error=type(error).__name__)
                pause_s = AWAY_S
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), pause_s)
            except TimeoutError:
                continue

    async def _look_for_events(self) -> None:
        placed = BATCH
        while placed == BATCH:
            async with self._database.transaction(ALL_TENANTS) as conn:
                placed = await place_events(conn, limit=BATCH)
        if self._position is None:
            async with self._database.transaction(ALL_TENANTS) as conn:
                self._position = await get_last_position(conn)
        streams = list(self._streams)
        if not streams:
            return
        for stream in streams:
            # From here on this stream's tenant is read for it.
            if not stream.joined.done():
                stream.joined.set_result(self._position)
        await self._pass_on(streams)
        if time.monotonic() - self._checked_at > CHECK_CREDENTIALS_S:
            self._checked_at = time.monotonic()
            await self._close_ended(streams)

    async def _pass_on(self, streams: list[Stream]) -> None:
        of_tenants: dict[object, list[Stream]] = {}
        for stream in streams:
            of_tenants.setdefault(stream.actor.tenant_id, []).append(stream)
        tenant_ids = {stream.actor.tenant_id for stream in streams}
        while True:
            async with self._database.connection(ALL_TENANTS) as conn:
                events = await list_events(conn, tenant_ids, after=self._position or 0, limit=BATCH)
            for event in events:
                passed = Passed(event.position, _sse_event(event))
                for stream in of_tenants.get(event.tenant_id, ()):
                    if stream.selection.takes(event):
                        stream.pass_on(passed)
            if events:
                self._position = events[-1].position
            if len(events) < BATCH:
                return

    async def _close_ended(self, streams: list[Stream]) -> None:
        async with self._database.connection(ALL_TENANTS) as conn:
            ended = await find_ended(
                conn,
                list({one.actor.session_id for one in streams if one.actor.session_id}),
                list({one.actor.key_id for one in streams if one.actor.key_id}),
            )
        for stream in streams:
            if stream.credential in ended:
                stream.close("the session or API key has ended")


@asynccontextmanager
async def open_event_hub(database: Database, background: Background) -> AsyncIterator[EventHub]:
    """Runs a hub in the background, and ends its streams when the block ends."""
    hub = EventHub(database)
    async with background.running(hub.run(), name="events"):
        try:
            yield hub
        finally:
            hub.end()


async def _live(stream: Stream, sent: int) -> AsyncIterator[bytes]:
    """Yields the events after the position `sent` as they are passed on, until the stream closes,
    and a comment when there is none for HEARTBEAT_S.
    """
    while True:
        try:
            async with asyncio.timeout(HEARTBEAT_S):
                passed = await stream.waiting.get()
        except TimeoutError:
            yield b": still here\n\n"
            continue
        # What waits goes out together: a write costs more than its bytes.
        block = b""
        while passed is not None:
            if passed.position > sent:
                block += passed.written
            if stream.waiting.empty():
                break
            passed = stream.waiting.get_nowait()
        if block:
            yield block
        if passed is None:
            yield f": {stream.why_closed}\n\n".encode()
            return


def _sse_event(event: StreamedEvent) -> bytes:
    body = {
        "id": event.position,
        "event_id": event.id,
        "version": event.version,
        "type": event.type,
        "call_id": event.call_id,
        "job_id": event.job_id,
        "at": event.at,
        "data": event.data,
    }
    return _sse_message(event.position, event.type, body)


def _sse_message(
    position: int, name: str, body: dict[str, object], *, retry_ms: int | None = None
) -> bytes:
    retry = f"retry: {retry_ms}\n" if retry_ms else ""
    return f"{retry}id: {position}\nevent: {name}\ndata: ".encode() + to_json(body) + b"\n\n"
