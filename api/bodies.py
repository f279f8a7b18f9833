"""Reading request bodies within bounds, and the base of every JSON body."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, TypeVar

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.errors import PayloadTooLarge

MAX_JSON_BYTES = 2**20
LARGE_BYTES = 256 * 1024
SLOWEST_BYTES_PER_S = 16 * 1024
# Of a body whose sender is refused before it is read.
DROPPED_BYTES = 16 * 2**20
DROPPED_S = 5.0
DROPPED_PAUSE_S = 0.5

T = TypeVar("T")


class JsonBody(BaseModel):
    """snake_case, and camelCase too; unknown fields are an error, so that a typo is not silently ignored."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", hide_input_in_errors=True
    )


async def read_body(request: Request, *, max_bytes: int) -> bytes:
    """The whole body. Raises PayloadTooLarge."""
    body = bytearray()
    async for block in body_blocks(request, max_bytes=max_bytes):
        body += block
    return bytes(body)


async def body_blocks(request: Request, *, max_bytes: int) -> AsyncIterator[bytes]:
    """As they arrive. Counts them, because a chunked body announces no length. Raises PayloadTooLarge."""
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
    """A JSON body that may be larger than JsonRoute takes, read by the route itself: after its dependencies, so
    nothing of it is looked at before the credential is.

    A large one is parsed in a thread. Raises PayloadTooLarge, HTTPException (415) and RequestValidationError.
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
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in found]) from None


def described_body(shape: type[JsonBody], *, example: Any) -> dict[str, Any]:
    """The OpenAPI entry of a body that the route reads with `read_json`."""
    schema = shape.model_json_schema()
    content = {"schema": _without_references(schema, schema.pop("$defs", {})), "example": example}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def _without_references(schema: Any, definitions: dict[str, Any]) -> Any:
    """References are to the document a schema stands in, which here is another one."""
    match schema:
        case {"$ref": str(reference)}:
            return _without_references(definitions[reference.rpartition("/")[2]], definitions)
        case dict():
            return {name: _without_references(value, definitions) for name, value in schema.items()}
        case list():
            return [_without_references(value, definitions) for value in schema]
        case _:
            return schema


class _BoundedRequest(Request):
    async def body(self) -> bytes:
        if not hasattr(self, "_body"):
            self._body = await read_body(self, max_bytes=MAX_JSON_BYTES)
        return self._body


class RawRoute(APIRoute):
    """A route whose function takes the request itself and nothing else: what it asks for by type costs nothing then."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        return self.endpoint


class JsonRoute(APIRoute):
    """A route whose body, if it takes one, is JSON of at most MAX_JSON_BYTES; other bodies get 413 or 415.

    Where the body is optional, none at all passes too.
    FastAPI's `max_body_size` is not used because it answers an announced length in plain text.
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
    return media_type == "application/json" or (media_type.startswith("application/") and media_type.endswith("+json"))


class BodyDeadline:
    """ASGI middleware: a body must arrive within `timeout_s`, plus a second per 16 KiB already received.

    Without it a sender that trickles, or never ends, would hold a connection and its memory for ever. So would
    one that is refused before its body was read: the rest is dropped for a moment, because a sender that is still
    busy sending when the connection ends never sees the answer, and then the connection ends with it.
    The error is an HTTPException because FastAPI turns any other one into 400 when it reads a JSON body.
    """

    def __init__(self, app: ASGIApp, *, timeout_s: float) -> None:
        self._app = app
        self._timeout_s = timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, received, complete = time.monotonic(), 0, False

        async def receive_in_time() -> Message:
            nonlocal received, complete
            if complete:
                return await receive()
            left = started + self._timeout_s + received / SLOWEST_BYTES_PER_S - time.monotonic()
            try:
                async with asyncio.timeout(max(left, 0.001)):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, headers={"Connection": "close"}) from None
            received += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            return message

        async def send_after_rest(message: Message) -> None:
            if message["type"] == "http.response.start" and not complete:
                waits_for_us = "expect" in Headers(scope=scope)
                if waits_for_us or not await _drop_rest(receive_in_time):
                    MutableHeaders(scope=message)["connection"] = "close"
            await send(message)

        await self._app(scope, receive_in_time, send_after_rest if _announces_body(scope) else send)


async def _drop_rest(receive: Receive) -> bool:
    """Whether the body came to its end; not waited for when it pauses, goes on too long or is late already."""
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
