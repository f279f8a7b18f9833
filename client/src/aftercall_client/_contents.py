"""Bodies of uploads, which are read a part at a time."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias, TypeGuard

CHUNK_BYTES: Final = 256 * 1024
BINARY: Final = "application/octet-stream"

# Bytes, the path of a file, an open file, or parts of bytes.
Source: TypeAlias = bytes | str | PathLike[str] | BinaryIO | Iterable[bytes]
AsyncSource: TypeAlias = Source | AsyncIterable[bytes]


class Content:
    """The body of a request. A text is the path of a file; an open file is read from where it is,
    and stays open.
    """

    def __init__(self, source: AsyncSource, media_type: str | None = None) -> None:
        self._source = Path(source) if isinstance(source, str | PathLike) else source
        self.media_type = media_type or self._guessed()
        self.size_bytes: int | None = None
        self._start = 0
        self.is_repeatable = True
        match self._source:
            case bytes():
                self.size_bytes = len(self._source)
            case Path():
                self.size_bytes = self._source.stat().st_size
            case _ if _is_file(self._source):
                self._look_at(self._source)
            case _:
                # What made the parts may not make them again.
                self.is_repeatable = isinstance(self._source, list | tuple)

    def _look_at(self, file: BinaryIO) -> None:
        self.is_repeatable = file.seekable()
        if self.is_repeatable:
            self._start = file.tell()
            self.size_bytes = file.seek(0, 2) - self._start
            file.seek(self._start)

    def _guessed(self) -> str:
        name = self._source if isinstance(self._source, Path) else ""
        kind, _ = mimetypes.guess_type(str(name))
        return kind or BINARY

    def iterate(self) -> Iterator[bytes]:
        """Yields the body from its beginning. Raises TypeError for parts that come async."""
        if isinstance(self._source, bytes):
            yield self._source
        elif isinstance(self._source, Path) or _is_file(self._source):
            with self._opened() as file:
                while chunk := file.read(CHUNK_BYTES):
                    yield chunk
        elif isinstance(self._source, Iterable):
            yield from self._source
        else:
            raise TypeError("This client is not async, and its uploads cannot be.")

    async def aiterate(self) -> AsyncIterator[bytes]:
        """Yields the body from its beginning; files are read in a thread."""
        if isinstance(self._source, AsyncIterable):
            async for chunk in self._source:
                yield chunk
        elif isinstance(self._source, Path) or _is_file(self._source):
            with self._opened() as file:
                while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
                    yield chunk
        else:
            for chunk in self.iterate():
                yield chunk

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        if isinstance(self._source, Path):
            with self._source.open("rb") as file:
                yield file
        elif _is_file(self._source):
            if self.is_repeatable:
                self._source.seek(self._start)
            yield self._source


def _is_file(source: object) -> TypeGuard[BinaryIO]:
    return hasattr(source, "read") and hasattr(source, "seekable")
