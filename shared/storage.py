"""Recordings on disk, addressed by our own ids; nothing a user sent becomes part of a path."""

import contextlib
import errno
import hashlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiofiles
import aiofiles.os

from shared.domain.ids import RecordingId
from shared.errors import PayloadTooLarge, Unavailable

DISK_REFUSES = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES)


@dataclass(frozen=True, slots=True)
class StoredFile:
    size_bytes: int
    sha256: bytes


class RecordingStorage:
    """Files of mode 0600 under `root`; a file is either whole or not there."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path_of(self, recording_id: RecordingId) -> Path:
        return self._root / f"{recording_id}.audio"

    async def place_for(self, recording_id: RecordingId) -> Path:
        """Where to put a recording that is fetched; the folder is there."""
        await aiofiles.os.makedirs(self._root, mode=0o700, exist_ok=True)
        return self.path_of(recording_id)

    async def write(self, recording_id: RecordingId, body: AsyncIterator[bytes], *, max_bytes: int) -> StoredFile:
        """Streams to a temporary file, then renames; replaces what was there.

        Raises PayloadTooLarge, and Unavailable when the disk does not take it.
        """
        final = await self.place_for(recording_id)
        temporary = final.with_suffix(f".{os.urandom(6).hex()}.part")
        size, digest = 0, hashlib.sha256()
        try:
            async with aiofiles.open(temporary, "xb", opener=_private) as file:
                async for block in body:
                    size += len(block)
                    if size > max_bytes:
                        raise PayloadTooLarge(f"The recording is larger than the {max_bytes} bytes allowed.")
                    digest.update(block)
                    await file.write(block)
                await file.flush()
                await aiofiles.os.wrap(os.fsync)(file.fileno())
            await aiofiles.os.replace(temporary, final)
        except BaseException as error:
            with contextlib.suppress(FileNotFoundError):
                temporary.unlink()
            if isinstance(error, OSError) and error.errno in DISK_REFUSES:
                raise Unavailable("The recording cannot be stored now.", retry_after_s=30) from error
            raise
        return StoredFile(size, digest.digest())

    async def delete(self, recording_id: RecordingId) -> None:
        """Idempotent."""
        with contextlib.suppress(FileNotFoundError):
            await aiofiles.os.remove(self.path_of(recording_id))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
