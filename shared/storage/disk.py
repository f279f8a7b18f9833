"""Stores recordings on a disk that the API and its workers share."""

import asyncio
import errno
import os
import stat
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from itertools import islice
from pathlib import Path

import aiofiles.os

from shared.errors import ProviderUnavailable, Unavailable
from shared.ports import StoredAudio, StoredFile
from shared.storage.audio_files import (
    MeasuredBody,
    checked_key,
    find_stem,
    flat,
    key_of,
    keys_of,
    missing,
)
from shared.storage.partial_files import (
    blocks_of,
    discard_unowned,
    open_temporary,
    refused,
    sweep_folder,
)

DISK_REFUSES = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EIO,
    errno.EROFS,
    errno.EACCES,
    errno.ENOENT,
    errno.ENOTDIR,
)
INCOMING = "incoming"
BATCH = 500


class DiskStorage:
    """Stores files of mode 0600 in folders of 0700 under `root`. Incomplete files are in
    `incoming`.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    async def write(
        self, stem: str, body: AsyncIterator[bytes], *, media_type: str, max_bytes: int
    ) -> StoredFile:
        try:
            return await self._write_file(stem, body, media_type=media_type, max_bytes=max_bytes)
        except ProviderUnavailable as error:
            raise Unavailable(str(error), retry_after_s=30) from error

    async def _write_file(
        self, stem: str, body: AsyncIterator[bytes], *, media_type: str, max_bytes: int
    ) -> StoredFile:
        key, measured = key_of(stem, media_type), MeasuredBody(body, max_bytes=max_bytes)
        try:
            await asyncio.to_thread(self._make_folder, self._root / INCOMING)
            async with open_temporary(self._root / INCOMING, flat(stem)) as (path, file):
                async for block in measured:
                    await file.write(block)
                await file.flush()
                await aiofiles.os.wrap(os.fsync)(file.fileno())
                await asyncio.to_thread(self._settle_file, path, stem, key)
        except OSError as error:
            if error.errno in DISK_REFUSES:
                raise refused(error) from error
            raise
        return StoredFile(key, measured.size_bytes, measured.sha256)

    async def keep(self, stem: str, file: Path, *, media_type: str) -> str:
        key = key_of(stem, media_type)
        try:
            await asyncio.to_thread(self._settle_file, file, stem, key)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise refused(error) from error
            # The recordings have their own disk.
            await self._write_file(
                stem, blocks_of(file), media_type=media_type, max_bytes=sys.maxsize
            )
            await asyncio.to_thread(file.unlink)
        return key

    @asynccontextmanager
    async def opened(self, key: str) -> AsyncIterator[Path]:
        path = self._root / checked_key(key)
        await asyncio.to_thread(_stat_of, path)
        yield path

    async def read(self, key: str) -> StoredAudio:
        path = self._root / checked_key(key)
        found = await asyncio.to_thread(_stat_of, path)
        return StoredAudio(
            found.st_size, f"{found.st_mtime_ns:x}-{found.st_size:x}", partial(blocks_of, path)
        )

    async def delete(self, stem: str) -> None:
        try:
            await asyncio.to_thread(self._delete_stem, stem)
        except OSError as error:
            raise refused(error) from error

    async def check(self) -> None:
        if not await asyncio.to_thread(_can_be_written, self._root):
            raise ProviderUnavailable(
                "The folder of the recordings (in AFTERCALL_DATA_DIR) cannot be written to."
            )

    async def stored(self, *, older_than_s: float) -> AsyncIterator[Sequence[str]]:
        stems = _stored_stems(self._root, before=time.time() - older_than_s)
        while batch := await asyncio.to_thread(lambda: list(islice(stems, BATCH))):
            yield batch

    async def discard_unfinished(self, *, older_than_s: float) -> int:
        of_earlier_releases = await sweep_folder(
            self._root, older_than_s=older_than_s, pattern="*.part*"
        )
        return of_earlier_releases + await sweep_folder(
            self._root / INCOMING, older_than_s=older_than_s
        )

    def _settle_file(self, whole: Path, stem: str, key: str) -> None:
        """Moves a file to its final place. With this order two concurrent writers leave a
        superfluous file but never lose one.
        """
        final = self._root / key
        self._make_folder(final.parent)
        for other in keys_of(stem):
            if other != key:
                (self._root / other).unlink(missing_ok=True)
        whole.replace(final)
        # A rename survives a power failure only when its folder was written to the disk.
        descriptor = os.open(final.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _make_folder(self, folder: Path) -> None:
        """Creates a folder with every level closed to other users: `parents` would give the upper
        ones the umask's mode.
        """
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        level = self._root
        for name in folder.relative_to(self._root).parts:
            level /= name
            level.mkdir(mode=0o700, exist_ok=True)

    def _delete_stem(self, stem: str) -> None:
        for key in keys_of(stem):
            (self._root / key).unlink(missing_ok=True)
        for unfinished in (self._root / INCOMING).glob(f"{flat(stem)}.*.part"):
            discard_unowned(unfinished)


def _stat_of(path: Path) -> os.stat_result:
    """Returns the status of a file. Raises RecordingUnusable where there is no file of ours; a link
    is none.
    """
    with suppress(FileNotFoundError, NotADirectoryError):
        found = path.lstat()
        if stat.S_ISREG(found.st_mode):
            return found
    raise missing()


def _can_be_written(folder: Path) -> bool:
    nearest = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)


def _stored_stems(root: Path, *, before: float) -> Iterator[str]:
    """Yields the stem of every file of ours below `root` that was last written before the given
    time, one folder at a time to bound memory.
    """
    folders = [root]
    while folders:
        folder = folders.pop()
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                elif stem := find_stem(str(Path(entry.path).relative_to(root))):
                    with suppress(FileNotFoundError):
                        if entry.stat(follow_symlinks=False).st_mtime < before:
                            yield stem
