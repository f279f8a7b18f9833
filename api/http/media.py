"""Sends audio: whole, or the part that a player requests (RFC 9110, section 14)."""

import asyncio
import re
from collections.abc import AsyncGenerator
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from starlette.types import Message, Send

from api.http.problems import refused
from api.http.representations import matches
from shared.concurrency.tasks import finish
from shared.ports import StoredAudio

# Used in the API's description.
BINARY = {"schema": {"type": "string", "format": "binary"}}
SEND_TIMEOUT_S = 60
ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class Media(StreamingResponse):
    """A response that stops when a client does not read, and always closes its file."""

    async def stream_response(self, send: Send) -> None:
        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                await send(message)

        try:
            await super().stream_response(send_in_time)
        finally:
            if isinstance(self.body_iterator, AsyncGenerator):
                # A response is stopped by cancelling it, and closing a file takes a thread.
                await finish(self.body_iterator.aclose())


def media_answer(
    request: Request, audio: StoredAudio, *, media_type: str, disposition: str
) -> Response:
    """Returns 200, 206 for one range, 304 for an unchanged file, or 416. Several ranges are
    answered with the whole file.
    """
    tag = f'"{audio.version}"'
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": tag,
        "Content-Disposition": disposition,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    wanted = request.headers.get("range", "")
    if request.headers.get("if-range", tag) != tag:
        wanted = ""
    start, end = _requested_range(wanted, audio.size_bytes)
    if start >= end and audio.size_bytes:
        status = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
        detail = f"The recording has {audio.size_bytes} bytes; request a range within them."
        length = {"Content-Range": f"bytes */{audio.size_bytes}"}
        return refused(request, status, detail, code="range_not_satisfiable", headers=length)
    status = HTTPStatus.OK
    if end - start < audio.size_bytes:
        status = HTTPStatus.PARTIAL_CONTENT
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{audio.size_bytes}"
    headers["Content-Length"] = str(end - start)
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=media_type)
    return Media(audio.blocks(start, end), status, headers=headers, media_type=media_type)


def _requested_range(header: str, size: int) -> tuple[int, int]:
    """Returns the first byte and the one past the last; an empty interval where the range is past
    the end.
    """
    found = ONE_RANGE.fullmatch(header.replace(" ", ""))
    if not found or not any(found.groups()):
        return 0, size
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size
    if last and int(last) < int(first):
        return 0, size
    return int(first), min(int(last) + 1, size) if last else size
