"""Files, a part at a time."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from os import PathLike
from pathlib import Path
from typing import Any

import httpx

from aftercall_client._async.sender import AsyncSender
from aftercall_client._requests import Request
from aftercall_client._waiting import async_write
from aftercall_client.errors import ConnectionFailed


class AsyncDownload:
    """A file that is being received. It can be read once."""

    def __init__(self, answer: httpx.Response) -> None:
        self._answer = answer
        self.headers: httpx.Headers = answer.headers
        self.media_type: str = answer.headers.get("content-type", "")
        # None for a file that is written while it is sent.
        size = answer.headers.get("content-length")
        self.size_bytes: int | None = (
            int(size) if size and "content-encoding" not in answer.headers else None
        )
        # As `bytes 0-99/1234`, for a part of a file.
        self.content_range: str | None = answer.headers.get("content-range")

    async def aiter_bytes(self) -> AsyncGenerator[bytes]:
        """Yields the file in parts. Raises ConnectionFailed where it breaks off."""
        try:
            async for part in self._answer.aiter_bytes():
                yield part
        except httpx.HTTPError as error:
            raise ConnectionFailed(f"The file broke off: {type(error).__name__}") from error

    async def aiter_lines(self) -> AsyncGenerator[str]:
        """Yields the lines of a text, without their ends."""
        rest = b""
        async for part in self.aiter_bytes():
            *lines, rest = (rest + part).split(b"\n")
            for line in lines:
                yield line.decode().removesuffix("\r")
        if rest:
            yield rest.decode()

    async def aiter_objects(self) -> AsyncGenerator[dict[str, Any]]:
        """Yields the objects of a file of JSON Lines."""
        async for line in self.aiter_lines():
            yield json.loads(line)

    async def aread(self) -> bytes:
        """Returns the whole file."""
        parts = []
        async for part in self.aiter_bytes():
            parts.append(part)
        return b"".join(parts)

    async def save(self, path: str | PathLike[str]) -> int:
        """Writes the file to `path`, and returns its size in bytes. What breaks off leaves nothing
        under this name.
        """
        whole = Path(path)
        partial = whole.with_name(f"{whole.name}.partial")
        size_bytes = 0
        try:
            with partial.open("wb") as file:
                async for part in self.aiter_bytes():
                    await async_write(file, part)
                    size_bytes += len(part)
            partial.replace(whole)
        finally:
            partial.unlink(missing_ok=True)
        return size_bytes


@asynccontextmanager
async def aopen_download(sender: AsyncSender, request: Request) -> AsyncIterator[AsyncDownload]:
    """Opens a file. Raises Problem and ConnectionFailed."""
    async with sender.opened(request) as answer:
        yield AsyncDownload(answer)
