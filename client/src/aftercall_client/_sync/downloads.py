"""Files, a part at a time."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any

import httpx

from aftercall_client._requests import Request
from aftercall_client._sync.sender import Sender
from aftercall_client._waiting import write
from aftercall_client.errors import ConnectionFailed


class Download:
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

    def iter_bytes(self) -> Generator[bytes]:
        """Yields the file in parts. Raises ConnectionFailed where it breaks off."""
        try:
            for part in self._answer.iter_bytes():
                yield part
        except httpx.HTTPError as error:
            raise ConnectionFailed(f"The file broke off: {type(error).__name__}") from error

    def iter_lines(self) -> Generator[str]:
        """Yields the lines of a text, without their ends."""
        rest = b""
        for part in self.iter_bytes():
            *lines, rest = (rest + part).split(b"\n")
            for line in lines:
                yield line.decode().removesuffix("\r")
        if rest:
            yield rest.decode()

    def iter_objects(self) -> Generator[dict[str, Any]]:
        """Yields the objects of a file of JSON Lines."""
        for line in self.iter_lines():
            yield json.loads(line)

    def read(self) -> bytes:
        """Returns the whole file."""
        parts = []
        for part in self.iter_bytes():
            parts.append(part)
        return b"".join(parts)

    def save(self, path: str | PathLike[str]) -> int:
        """Writes the file to `path`, and returns its size in bytes. What breaks off leaves nothing
        under this name.
        """
        whole = Path(path)
        partial = whole.with_name(f"{whole.name}.partial")
        size_bytes = 0
        try:
            with partial.open("wb") as file:
                for part in self.iter_bytes():
                    write(file, part)
                    size_bytes += len(part)
            partial.replace(whole)
        finally:
            partial.unlink(missing_ok=True)
        return size_bytes


@contextmanager
def open_download(sender: Sender, request: Request) -> Iterator[Download]:
    """Opens a file. Raises Problem and ConnectionFailed."""
    with sender.opened(request) as answer:
        yield Download(answer)
