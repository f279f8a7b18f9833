"""Bodies too large for memory, stored on disk while they are processed."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from fastapi import Request
from starlette.exceptions import HTTPException

from api.http.bodies import RETRY_AFTER_S, SLOWER_THAN_OTHERS, body_blocks
from api.http.body_shares import BodyShares, Share, address_of
from shared.errors import Unavailable
from shared.storage.disk import DISK_REFUSES

WRITE_BYTES = 2**20
# The minimum pace of a large body, checked once for each WINDOW_S of it.
SLOWEST_BYTES_PER_S = 64 * 1024
WINDOW_S = 10.0


class Spools:
    """Stores at most `most` files and `most_bytes` at once; beyond that the slowest sender loses
    its place.

    The files have no name in `folder`: no other program can open them, and none is left when the
    process ends.
    """

    def __init__(self, folder: Path, *, most: int, most_bytes: int) -> None:
        self._folder = folder
        self._shares = BodyShares(most=most, most_bytes=most_bytes)

    def prepare(self) -> None:
        """Creates the folder, and removes files of a process that was killed while it
        created one.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in self._folder.iterdir():
            path.unlink(missing_ok=True)

    @asynccontextmanager
    async def received(
        self, request: Request, *, memory_bytes: int, max_bytes: int, feed: Callable[[bytes], None]
    ) -> AsyncIterator[bytes | BinaryIO]:
        """Returns the whole body: as bytes up to `memory_bytes`, beyond that as a file. `feed` is
        called with each block first.

        A body on disk must keep a minimum pace; a slower sender gets 408, or 503 when another
        sender needs its place. Raises PayloadTooLarge, and Unavailable when there is no place or
        the disk accepts no data.
        """
        blocks, start = body_blocks(request, max_bytes=max_bytes), bytearray()
        share = Share(address_of(request))
        async for block in blocks:
            feed(block)
            share.pace.took(len(block))
            start += block
            if len(start) > memory_bytes:
                break
        else:
            yield bytes(start)
            return
        with self._spool_file(share) as file:
            try:
                async with asyncio.timeout(WINDOW_S) as share.deadline:
                    self._shares.add(share)
                    with _disk_errors():
                        await self._write_blocks(file, start, blocks, feed, share)
            except TimeoutError:
                if share.lost:
                    raise Unavailable(SLOWER_THAN_OTHERS, retry_after_s=RETRY_AFTER_S) from None
                raise HTTPException(408, headers={"Connection": "close"}) from None
            yield file

    @contextmanager
    def _spool_file(self, share: Share) -> Iterator[BinaryIO]:
        try:
            with _disk_errors():
                file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115
            with file:
                yield cast("BinaryIO", file)
        finally:
            self._shares.remove(share)

    async def _write_blocks(
        self,
        file: BinaryIO,
        waiting: bytearray,
        blocks: AsyncIterator[bytes],
        feed: Callable[[bytes], None],
        share: Share,
    ) -> None:
        """Writes the blocks. Raises TimeoutError when the share is lost, because its deadline is
        set to the past.
        """
        self._shares.grow(share, len(waiting))
        owed_bytes = SLOWEST_BYTES_PER_S * WINDOW_S
        async for block in blocks:
            if share.lost:
                raise TimeoutError
            feed(block)
            share.pace.took(len(block))
            self._shares.grow(share, len(block))
            owed_bytes -= len(block)
            if owed_bytes <= 0 and share.deadline and not share.lost:
                share.deadline.reschedule(asyncio.get_running_loop().time() + WINDOW_S)
                owed_bytes = SLOWEST_BYTES_PER_S * WINDOW_S
            waiting += block
            if len(waiting) >= WRITE_BYTES:
                await asyncio.to_thread(file.write, waiting)
                waiting = bytearray()
        await asyncio.to_thread(file.write, waiting)
        await asyncio.to_thread(file.flush)
        if share.lost:
            raise TimeoutError
        share.complete, share.deadline = True, None


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in DISK_REFUSES:
            raise Unavailable(
                "The event cannot be stored now; send it again later.", retry_after_s=RETRY_AFTER_S
            ) from error
        raise
