"""Adds an ETag, which shows unchanged responses, and compresses long text."""

import hashlib
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

JSON = "application/json"


class EntityTags:
    """ASGI middleware that adds a weak ETag to JSON responses to GET, and answers `If-None-Match`
    with 304 without a body.

    The ETag is weak, because the same response may be compressed. Responses in several pieces are
    not changed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        start: Message | None = None

        async def send_tagged(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                if (
                    message["status"] == HTTPStatus.OK
                    and Headers(raw=message["headers"]).get("content-type") == JSON
                ):
                    start = message
                else:
                    await send(message)
                return
            if start is not None:
                first, start = start, None
                if not message.get("more_body"):
                    first, message = _with_entity_tag(scope, first, message)
                await send(first)
            await send(message)

        await self._app(scope, receive, send_tagged)


class Compression(GZipMiddleware):
    """ASGI middleware that compresses responses of 1,000 bytes and more with gzip at a cheap level;
    most of them are text of calls. It skips senders of events, which get many short responses.
    """

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app, minimum_size=1000, compresslevel=4)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/api/webhooks/"):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def matches(if_none_match: str, tag: str) -> bool:
    """Returns whether the client has the content, by weak comparison (RFC 9110, section 13.1.2):
    proxies weaken tags.
    """
    known = [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
    return "*" in known or tag.removeprefix("W/") in known


def _with_entity_tag(scope: Scope, start: Message, body: Message) -> tuple[Message, Message]:
    tag = f'W/"{hashlib.sha256(body.get("body", b"")).hexdigest()[:32]}"'
    headers = MutableHeaders(scope=start)
    headers["ETag"] = tag
    headers.setdefault("Cache-Control", "no-store")
    if not matches(Headers(scope=scope).get("if-none-match", ""), tag):
        return start, body
    for name in ("content-length", "content-type"):
        del headers[name]
    return {**start, "status": int(HTTPStatus.NOT_MODIFIED)}, {**body, "body": b""}
