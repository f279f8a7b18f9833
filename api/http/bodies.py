"""Reads request bodies within bounds, and defines the base of every JSON body."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, TypeVar

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import AliasChoices, AliasGenerator, BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.body_shares import BodyShares, Share
from api.http.network import network_of
from shared.errors import PayloadTooLarge

MAX_JSON_BYTES = 2**20
LARGE_BYTES = 256 * 1024
SLOWEST_BYTES_PER_S = 16 * 1024
# For the body of a sender that is refused before the body is read.
DROPPED_BYTES = 16 * 2**20
DROPPED_S = 5.0
DROPPED_PAUSE_S = 0.5
# The limit for all incomplete bodies; each has at most MAX_JSON_BYTES.
MEMORY_BYTES = 256 * 2**20
RETRY_AFTER_S = 10
SLOWER_THAN_OTHERS = (
    "Too much data is arriving at once, and this request was slower than others; send it again."
)

T = TypeVar("T")


class JsonBody(BaseModel):
    """The base of JSON bodies: accepts snake_case and camelCase; an unknown field is an error, so
    that a typo is not ignored.
    """

    model_config = ConfigDict(
        alias_generator=AliasGenerator(
            validation_alias=lambda name: AliasChoices(name, to_camel(name))
        ),
        populate_by_name=True,
        extra="forbid",
        hide_input_in_errors=True,
    )


async def read_body(request: Request, *, max_bytes: int) -> bytes:
    """Returns the whole body. Raises PayloadTooLarge."""
    body = bytearray()
    async for block in body_blocks(request, max_bytes=max_bytes):
        body += block
    return bytes(body)


async def body_blocks(request: Request, *, max_bytes: int) -> AsyncIterator[bytes]:
    """Yields the blocks of a body as they arrive. Counts them, because a chunked body announces no
    length. Raises PayloadTooLarge.
    """
    too_large = PayloadTooLarge(f"The body is larger than the {max_bytes} bytes allowed.")
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > max_bytes:
        raise too_large
    size_bytes = 0
    async for block in request.stream():
        size_bytes += len(block)
        if size_bytes > max_bytes:
            raise too_large
        yield block


BodyT = TypeVar("BodyT", bound=JsonBody)


async def read_json(request: Request, shape: type[BodyT], *, max_bytes: int) -> BodyT:
    """Reads a JSON body that may be larger than JsonRoute accepts. The route calls it after its
    dependencies, so that no part of the body is read before the credential is checked.

    A large body is parsed in a thread. Raises PayloadTooLarge, HTTPException (415) and
    RequestValidationError.
    """
    if not _is_json(request.headers.get("content-type", "")):
        raise HTTPException(415)
    body = await read_body(request, max_bytes=max_bytes)
    try:
        if len(body) > LARGE_BYTES:
            return await asyncio.to_thread(shape.model_validate_json, body)
        return shape.model_validate_json(body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise RequestValidationError(
            [{**each, "loc": ("body", *each["loc"])} for each in found]
        ) from None


def described_body(shape: type[JsonBody]) -> dict[str, Any]:
    """Returns the OpenAPI entry of a body that the route reads with `read_json`."""
    schema = shape.model_json_schema(ref_template="#/components/schemas/{model}")
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


class _BoundedRequest(Request):
    async def body(self) -> bytes:
        if not hasattr(self, "_body"):
            self._body = await read_body(self, max_bytes=MAX_JSON_BYTES)
        return self._body


class RawRoute(APIRoute):
    """A route whose function takes only the request itself, which saves the cost of resolving
    dependencies.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        return self.endpoint


class JsonRoute(APIRoute):
    """A route whose body, if it takes one, is JSON of at most MAX_JSON_BYTES; other bodies get 413
    or 415.

    Where the body is optional, none at all passes too. FastAPI's `max_body_size` is not used
    because it answers an announced length in plain text.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle
        required = self.body_field.field_info.is_required()

        async def checked(request: Request) -> Response:
            content_type = request.headers.get("content-type", "")
            if not _is_json(content_type) and (required or content_type):
                raise HTTPException(415)
            bounded = _BoundedRequest(request.scope, request.receive)
            if await bounded.body() and not content_type:
                raise HTTPException(415)
            return await handle(bounded)

        return checked


def _is_json(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == "application/json" or (
        media_type.startswith("application/") and media_type.endswith("+json")
    )


class BodyDeadline:
    """ASGI middleware that limits the time of a body: it must be complete within `timeout_s`, or
    bring 16 KiB for each second of that time, and so on.

    Without it a sender that trickles, or never ends, would hold a connection and its memory for
    ever. The same holds for one that is refused before its body was read: the rest of its body is
    read and dropped for a short time, because a sender that is still sending when the connection
    ends never sees the answer; then the connection is closed. The memory of all unfinished bodies
    together is limited too. The error is an HTTPException because FastAPI turns any other one into
    400 when it reads a JSON body.
    """

    def __init__(self, app: ASGIApp, *, timeout_s: float) -> None:
        self._app = app
        self._timeout_s = timeout_s
        self._memory = BodyShares(most_bytes=MEMORY_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _announces_body(scope):
            await self._app(scope, receive, send)
            return
        body = _Body(receive, scope, self._memory, self._timeout_s)

        async def send_after_rest(message: Message) -> None:
            if message["type"] == "http.response.start" and not body.complete:
                waits_for_us = "expect" in Headers(scope=scope)
                if waits_for_us or not await _drop_rest(body.receive):
                    MutableHeaders(scope=message)["connection"] = "close"
            await send(message)

        try:
            await self._app(scope, body.receive, send_after_rest)
        finally:
            self._memory.remove(body.share)


class _Body:
    """One request's body while it arrives."""

    def __init__(
        self, receive: Receive, scope: Scope, memory: BodyShares, timeout_s: float
    ) -> None:
        self._receive = receive
        self._memory = memory
        self._timeout_s = timeout_s
        self._due = time.monotonic() + timeout_s
        # Ends when more time is granted.
        self._owed_bytes = self._window_bytes = int(timeout_s * SLOWEST_BYTES_PER_S)
        self.share = Share(network_of(scope["client"][0]) if scope.get("client") else "")
        self.complete = False

    async def receive(self) -> Message:
        """Receives the next message. Raises HTTPException (408 or 503)."""
        if self.complete:
            return await self._receive()
        try:
            if self.share.lost:
                raise TimeoutError
            async with asyncio.timeout(
                max(self._due - time.monotonic(), 0.001)
            ) as self.share.deadline:
                message = await self._receive()
        except TimeoutError:
            headers = {"Connection": "close"}
            if self.share.lost:
                headers["Retry-After"] = str(RETRY_AFTER_S)
                raise HTTPException(503, SLOWER_THAN_OTHERS, headers=headers) from None
            raise HTTPException(408, headers=headers) from None
        finally:
            self.share.deadline = None
        self.complete = not message.get("more_body", False)
        if self.complete:
            self._memory.remove(self.share)
        else:
            size_bytes = len(message.get("body", b""))
            self._owed_bytes -= size_bytes
            if self._owed_bytes <= 0:
                self._due, self._owed_bytes = time.monotonic() + self._timeout_s, self._window_bytes
            self.share.pace.took(size_bytes)
            if not self.share.size_bytes:
                self._memory.add(self.share)
            # A larger body is not stored in memory.
            self._memory.grow(self.share, min(size_bytes, MAX_JSON_BYTES - self.share.size_bytes))
        return message


async def _drop_rest(receive: Receive) -> bool:
    """Drops the rest of a body and returns whether it ended; stops when it pauses, is too long or
    is already late.
    """
    size_bytes = 0
    try:
        async with asyncio.timeout(DROPPED_S):
            while size_bytes < DROPPED_BYTES:
                message = await asyncio.wait_for(receive(), DROPPED_PAUSE_S)
                size_bytes += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return True
    except (TimeoutError, HTTPException):
        return False
    return False


def _announces_body(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"
