"""Limits HTTP connections: heads, silent clients, pipelines and clients that do not read their
responses.

uvicorn's parser buffers a request's head, trailers and pipelined requests without a limit, and its
own limit on concurrency counts idle connections, so that silent ones can exclude all other clients.
See docs/decisions/0016.
"""

import asyncio
import heapq
import json
from collections import defaultdict
from http import HTTPStatus
from secrets import token_hex
from typing import Any

import httptools
import structlog
from starlette.requests import Request
from starlette.types import Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from api.http.descriptors import ConnectionLimits
from api.http.network import network_of
from api.http.problems import MEDIA_TYPE, refused

MAX_HEAD_BYTES = 64 * 1024
MAX_URL_BYTES = 16 * 1024
MAX_HEADERS = 128
STREAM = b"/api/events/stream"
# Requests that one client may send before the first is answered, and the memory limit of their
# bodies.
MAX_PIPELINED = 8
MAX_BUFFERED_BODY_BYTES = 2**20

CHECK_EVERY_S = 1.0
# A refused client's data is read for this time, because a connection that is closed with unread
# bytes loses the response.
LINGER_S = 1.0
LINGER_BYTES = 2**20
# The time for the rest of the data on a closing connection, and for the rest of a body that is
# answered already.
CLOSING_S = 10.0
STALLED_S = 15.0
SLOWEST_READER_BYTES_PER_S = 1024
# A body this young has no measured pace.
YOUNG_S = 1.0
# All are closed at once, because finding them takes a pass over all connections.
ROOM_SHARE = 1 / 20
RETRY_AFTER_S = 5


# For a connection that is refused before there is a request.
CODES = {
    HTTPStatus.REQUEST_TIMEOUT: "head_too_slow",
    HTTPStatus.REQUEST_URI_TOO_LONG: "address_too_long",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "head_too_large",
    HTTPStatus.SERVICE_UNAVAILABLE: "too_many_connections",
}

log = structlog.get_logger()


class Doors:
    """Watches the connections of one server once a second, and closes some when all places are
    taken.

    It closes connections that wait for their client: first those without a complete request, from
    the address that has the most of them, longest waiting first; then the slowest of those that are
    sending a body; then the one whose response has been unread for the longest time. So no address
    takes all places, and none has to be trusted: behind a proxy, where all clients have one
    address, the longest waiting is closed. A request in progress is never closed, unless its client
    does not read the response.
    """

    def __init__(self, limits: ConnectionLimits) -> None:
        self.limits = limits
        self.receiving: set[BoundedProtocol] = set()
        self.stalled: set[BoundedProtocol] = set()
        # Streams of events, which are open for hours and have a limit of their own.
        self.streaming: set[BoundedProtocol] = set()
        self._connections: set[Any] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._closed = 0

    def protocol(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> "BoundedProtocol":
        """Returns the protocol that uvicorn creates for each connection."""
        self._connections = server_state.connections
        return BoundedProtocol(config, server_state, app_state, _loop, doors=self)

    def has_place(self, newcomer: "BoundedProtocol") -> bool:
        """Returns whether a new connection, which is counted already, may stay."""
        if self._timer is None:
            self._timer = newcomer.loop.call_later(CHECK_EVERY_S, self._check_pace, newcomer.loop)
        too_many = len(self._connections) - self.limits.connections
        if too_many <= 0:
            return True
        going = self._owing_a_request(
            newcomer, too_many + int(self.limits.connections * ROOM_SHARE)
        )
        going = (
            going or self._slowest(newcomer.loop.time()) or self._not_reading(newcomer.loop.time())
        )
        self._close_connections(going)
        return len(going) >= too_many

    def _owing_a_request(self, newcomer: "BoundedProtocol", most: int) -> "list[BoundedProtocol]":
        """Returns those without a complete request, of the address that has the most of them,
        longest waiting first.
        """
        waiting: dict[str, list[BoundedProtocol]] = defaultdict(list)
        for connection in self._connections:
            if connection is not newcomer and connection.is_waiting:
                waiting[connection.address].append(connection)
        ranked = [
            (rank, -connection.since, connection)
            for connections in waiting.values()
            for rank, connection in enumerate(
                sorted(connections, key=lambda each: each.since, reverse=True)
            )
        ]
        return [each[2] for each in heapq.nlargest(most, ranked, key=lambda each: each[:2])]

    def _slowest(self, now: float) -> "list[BoundedProtocol]":
        slow = [
            each
            for each in self.receiving
            if now - each.since > YOUNG_S and not each.transport.is_closing()
        ]
        return heapq.nsmallest(1, slow, key=lambda each: each.body_bytes / (now - each.since))

    def _not_reading(self, now: float) -> "list[BoundedProtocol]":
        stalled = [
            (each.stalled_at, id(each), each)
            for each in self.stalled
            if each.stalled_at is not None
        ]
        return [each for since, _, each in heapq.nsmallest(1, stalled) if now - since > YOUNG_S]

    def has_room(self, working: int, now: float) -> bool:
        """Returns whether one more request may be processed; a connection with an unread response
        is closed to make room.
        """
        if working < self.limits.requests:
            return True
        going = self._not_reading(now)
        self._close_connections(going)
        return bool(going)

    def _close_connections(self, going: "list[BoundedProtocol]") -> None:
        for connection in going:
            # Removed at once: the next connection is counted before `connection_lost` is called for
            # these.
            self._connections.discard(connection)
            self.receiving.discard(connection)
            self.stalled.discard(connection)
            connection.transport.abort()
        self._closed += len(going)

    def _check_pace(self, loop: asyncio.AbstractEventLoop) -> None:
        # Scheduled first, so that an error in one connection does not end all limits.
        self._timer = (
            loop.call_later(CHECK_EVERY_S, self._check_pace, loop) if self._connections else None
        )
        now = loop.time()
        for connection in list(self._connections):
            connection.check(now)
        if self._closed:
            log.warning(
                "connections closed to make room",
                closed=self._closed,
                limit=self.limits.connections,
            )
            self._closed = 0


class BoundedProtocol(HttpToolsProtocol):
    """One connection. A request beyond the limits gets a problem document where it can still be
    sent.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        doors: Doors,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._doors = doors
        self._served_app = self.app
        self.address = ""
        # The time since which it waits for a head or, during a body, for the body.
        self.since = 0.0
        self.body_bytes = 0
        self._in_head = True
        self._head_bytes = 0
        # The bytes of a body's framing and trailers since the last byte of the body itself.
        self._framing_bytes = 0
        self._refusal: tuple[HTTPStatus, str] | None = None
        self._refused_at: float | None = None
        self._lingered_bytes = 0
        self._closing_at: float | None = None
        self.stalled_at: float | None = None
        self._unsent_bytes = 0

    @property
    def is_waiting(self) -> bool:
        """Returns whether this client has no complete request without a response."""
        return self._in_head and not self._is_working and not self.transport.is_closing()

    @property
    def _is_working(self) -> bool:
        return self.cycle is not None and not (
            self.cycle.response_complete or self.cycle.disconnected
        )

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.address = network_of(self.client[0]) if self.client else ""
        self.since = self.loop.time()
        if not self._doors.has_place(self):
            self._write_answer(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "All connections are in use; try again.",
                RETRY_AFTER_S,
            )
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._doors.receiving.discard(self)
        self._doors.stalled.discard(self)
        self._doors.streaming.discard(self)
        self.stalled_at = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refused_at is not None:
            self._lingered_bytes += len(data)
            if self._lingered_bytes > LINGER_BYTES:
                self.transport.abort()
            return
        self._unset_keepalive_if_required()
        if self._in_head and len(data) > (left := MAX_HEAD_BYTES - self._head_bytes):
            self._feed(data[:left])
            data = data[left:]
            if self._in_head and self._refused_at is None:
                if self.headers or len(self.url) < MAX_URL_BYTES:
                    status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
                    self._refuse_request(
                        status, f"A request's head has at most {MAX_HEAD_BYTES} bytes."
                    )
                else:
                    self._refuse_request(*_URL_TOO_LONG)
        if self._refused_at is None:
            self._feed(data)

    def _feed(self, data: bytes) -> None:
        if self._in_head:
            if not self._head_bytes:
                self.since = self.loop.time()
            self._head_bytes += len(data)
        else:
            self._framing_bytes += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            self._refuse_request(
                *(self._refusal or (HTTPStatus.BAD_REQUEST, "This is not a valid HTTP request."))
            )
        except httptools.HttpParserUpgrade:
            # No upgrade is supported: the request gets its response, and what follows is in another
            # protocol.
            self._refuse_request(HTTPStatus.BAD_REQUEST, "This server speaks HTTP/1.1 only.")
        if self._framing_bytes > MAX_HEAD_BYTES and not self._in_head:
            self._refuse_request(
                HTTPStatus.BAD_REQUEST, "The body's chunk extensions or trailers are too large."
            )

    def on_header(self, name: bytes, value: bytes) -> None:
        """Handles a header. Trailers arrive here too and are dropped, because the request is being
        processed by then.
        """
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._refusal = self._fault_of_head()
        if self._refusal:
            raise ValueError("the head is refused")
        self._in_head, self._head_bytes, self._framing_bytes = False, 0, 0
        self.since, self.body_bytes = self.loop.time(), 0
        working = len(self.tasks) - len(self._doors.receiving) - len(self._doors.streaming)
        if self.url.partition(b"?")[0] == STREAM:
            self._doors.streaming.add(self)
        self.app = self._served_app if self._doors.has_room(working, self.since) else busy
        super().on_headers_complete()
        self._doors.receiving.add(self)

    def _fault_of_head(self) -> tuple[HTTPStatus, str] | None:
        if len(self.url) > MAX_URL_BYTES:
            return _URL_TOO_LONG
        if len(self.headers) > MAX_HEADERS:
            return (
                HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                f"A request has at most {MAX_HEADERS} headers.",
            )
        hosts = sum(1 for name, _ in self.headers if name == b"host")
        if hosts > 1 or (not hosts and self.parser.get_http_version() == "1.1"):
            return HTTPStatus.BAD_REQUEST, "A request has exactly one Host header."
        if len(self.pipeline) >= MAX_PIPELINED:
            return (
                HTTPStatus.BAD_REQUEST,
                "Too many requests were sent without waiting for an answer.",
            )
        return None

    def on_body(self, body: bytes) -> None:
        self.body_bytes += len(body)
        self._framing_bytes = 0
        super().on_body(body)
        if len(self.cycle.body) > MAX_BUFFERED_BODY_BYTES:
            self._refusal = (
                HTTPStatus.BAD_REQUEST,
                "A body was sent before the previous request was answered.",
            )
            raise ValueError("the body is refused")

    def on_message_complete(self) -> None:
        self._in_head, self._framing_bytes = True, 0
        self._doors.receiving.discard(self)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self.since = self.loop.time()
        self._doors.streaming.discard(self)
        super().on_response_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._doors.stalled.add(self)
        self.stalled_at, self._unsent_bytes = (
            self.loop.time(),
            self.transport.get_write_buffer_size(),
        )

    def resume_writing(self) -> None:
        super().resume_writing()
        self._doors.stalled.discard(self)
        self.stalled_at = None

    def check(self, now: float) -> None:
        """Closes the connection when something takes too long."""
        if (
            self._refused_at is not None
            and not self._is_working
            and now - self._refused_at > LINGER_S
        ):
            self.transport.abort()
        elif self.transport.is_closing():
            self._closing_at = self._closing_at or now
            if now - self._closing_at > CLOSING_S:
                self.transport.abort()
        elif self.stalled_at is not None:
            self._check_reader(now, self.stalled_at)
        elif not self._is_working and self._refused_at is None:
            self._check_sender(now)

    def _check_reader(self, now: float, stalled_at: float) -> None:
        """Checks whether the client reads: nothing is written while writing is paused, so a smaller
        buffer means that it has read.
        """
        if now - stalled_at > STALLED_S:
            unsent_bytes = self.transport.get_write_buffer_size()
            if self._unsent_bytes - unsent_bytes < STALLED_S * SLOWEST_READER_BYTES_PER_S:
                self.transport.abort()
            self.stalled_at, self._unsent_bytes = now, unsent_bytes

    def _check_sender(self, now: float) -> None:
        if not self._in_head:
            # The request was answered before its body was complete, and the rest of the body does
            # not end.
            if now - self.since > CLOSING_S:
                self.transport.abort()
        elif now - self.since > self._doors.limits.head_timeout_s:
            if self._head_bytes:
                self._refuse_request(
                    HTTPStatus.REQUEST_TIMEOUT, "The request's head did not arrive in time."
                )
            else:
                self.transport.close()

    def _refuse_request(self, status: HTTPStatus, detail: str) -> None:
        """Accepts nothing more from this client, and sends the reason if no other response is being
        sent.
        """
        if self.transport.is_closing():
            return
        self._refused_at = self.loop.time()
        if self._is_working and self._in_head:
            # The earlier data is a whole request and gets its response.
            self.cycle.keep_alive = False
            return
        if self._is_working:
            if self.cycle.response_started or self.pipeline:
                self.transport.abort()
                return
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._write_answer(status, detail)
        self.transport.write_eof()

    def _write_answer(
        self, status: HTTPStatus, detail: str, retry_after_s: int | None = None
    ) -> None:
        request_id = token_hex(12)
        document = {
            "type": "about:blank",
            "title": status.phrase,
            "status": int(status),
            "code": CODES.get(status, "bad_request"),
            "detail": detail,
            "request_id": request_id,
        }
        log.info(
            "request refused", status=int(status), code=document["code"], request_id=request_id
        )
        body = json.dumps(document).encode()
        headers = [
            *self.server_state.default_headers,
            (b"x-request-id", request_id.encode()),
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", b"%d" % len(body)),
            (b"connection", b"close"),
        ]
        if retry_after_s is not None:
            headers.append((b"retry-after", b"%d" % retry_after_s))
        lines = [name + b": " + value + b"\r\n" for name, value in headers]
        self.transport.write(b"".join((STATUS_LINE[status], *lines, b"\r\n", body)))


_URL_TOO_LONG = (
    HTTPStatus.REQUEST_URI_TOO_LONG,
    f"A request's address has at most {MAX_URL_BYTES} bytes.",
)


async def busy(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers as an ASGI application when too many requests are being processed."""
    request_id = token_hex(12)
    headers = {"Retry-After": str(RETRY_AFTER_S), "Connection": "close", "X-Request-Id": request_id}
    with structlog.contextvars.bound_contextvars(request_id=request_id):
        answer = refused(
            Request(scope),
            HTTPStatus.SERVICE_UNAVAILABLE,
            "Too many requests are being processed; try again.",
            code="too_many_requests_in_work",
            headers=headers,
        )
    await answer(scope, receive, send)
