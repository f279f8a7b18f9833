"""Bodies too large for memory, kept on disk for as long as they are worked on."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from fastapi import Request
from starlette.exceptions import HTTPException

from api.bodies import body_blocks
from shared.errors import Unavailable
from shared.providers.local.disk_storage import DISK_REFUSES

WRITE_BYTES = 2**20
RETRY_AFTER_S = 10
# Of the largest body: a slow one must not hold its place for hours.
SLOWEST_BYTES_PER_S = 2**20
GRACE_S = 30.0


class Spools:
    """At most `most` at once, whose files have no name in `folder`: nobody finds them, and no end leaves them there."""

    def __init__(self, folder: Path, *, most: int) -> None:
        self._folder = folder
        self._most = most
        self._open = 0

    def prepare(self) -> None:
        """Makes the folder, and removes what a process left that was killed while it made a file."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in self._folder.iterdir():
            path.unlink(missing_ok=True)

    @asynccontextmanager
    async def received(
        self, request: Request, *, memory_bytes: int, max_bytes: int, feed: Callable[[bytes], None]
    ) -> AsyncIterator[bytes | BinaryIO]:
        """The whole body: as bytes up to `memory_bytes`, beyond that as a file. `feed` sees each block first.

        What goes to a file must come quickly, because others wait for the place; a sender that dawdles gets 408.
        Raises PayloadTooLarge, and Unavailable when there are too many already or the disk does not take it.
        """
        blocks, start = body_blocks(request, max_bytes=max_bytes), bytearray()
        async for block in blocks:
            feed(block)
            start += block
            if len(start) > memory_bytes:
                break
        else:
            yield bytes(start)
            return
        with self._file() as file:
            try:
                async with asyncio.timeout(GRACE_S + max_bytes / SLOWEST_BYTES_PER_S):
                    await _write(file, start, blocks, feed)
            except TimeoutError:
                raise HTTPException(408, headers={"Connection": "close"}) from None
            yield file

    @contextmanager
    def _file(self) -> Iterator[BinaryIO]:
        if self._open >= self._most:
            raise Unavailable("Too many large events at once.", retry_after_s=RETRY_AFTER_S)
        self._open += 1
        try:
            with tempfile.TemporaryFile(dir=self._folder) as file:
                yield cast("BinaryIO", file)
        except OSError as error:
            if error.errno in DISK_REFUSES:
                raise Unavailable("The event cannot be kept now.", retry_after_s=RETRY_AFTER_S) from error
            raise
        finally:
            self._open -= 1


async def _write(
    file: BinaryIO, waiting: bytearray, blocks: AsyncIterator[bytes], feed: Callable[[bytes], None]
) -> None:
    async for block in blocks:
        feed(block)
        waiting += block
        if len(waiting) >= WRITE_BYTES:
            await asyncio.to_thread(file.write, waiting)
            waiting = bytearray()
    await asyncio.to_thread(file.write, waiting)
