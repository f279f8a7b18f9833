"""Files in progress: `<name>.part`, files with metadata next to it, and the final name once it is
complete.

The writer holds a lock on the file, which ends with the process: an old file without a lock is a
leftover.
"""

import asyncio
import fcntl
import fnmatch
import hashlib
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aiofiles
import aiofiles.os
from aiofiles.threadpool.binary import AsyncBufferedIOBase, AsyncBufferedReader

from shared.errors import Busy, NotStored, Transient, is_disk_full

BUSY_RETRY_S = 5.0
REFUSED_RETRY_S = 10.0
BLOCK = 2**20
NOTE = ".json"


@dataclass(frozen=True, slots=True)
class Beginning:
    """Identifies the content of which a partial file has the beginning. `etag` is strong, `source`
    names the sender.
    """

    source: str
    etag: str
    total_bytes: int | None


class PartialFile:
    """A partial file of mode 0600, with one writer at a time among all processes."""

    def __init__(self, destination: Path, file: AsyncBufferedReader) -> None:
        self._destination = destination
        self._file = file
        self._digest = hashlib.sha256()
        self._keep = self._note_path.exists()
        self.size_bytes = 0

    @property
    def path(self) -> Path:
        return partial_path(self._destination)

    @property
    def _note_path(self) -> Path:
        return _note_of(self.path)

    @property
    def sha256(self) -> bytes:
        return self._digest.digest()

    async def earlier(self, source: str) -> Beginning | None:
        """Returns what an interrupted attempt left from this source; writing continues where it
        stopped.
        """
        # A crash may have cut the metadata off.
        try:
            beginning = Beginning(**json.loads(self._note_path.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            beginning = None
        if beginning is None or beginning.source != source:
            return None
        self._digest, self.size_bytes = await asyncio.to_thread(_digest_of, self.path)
        await self._file.seek(self.size_bytes)
        known_end = beginning.total_bytes is None or self.size_bytes < beginning.total_bytes
        return beginning if self.size_bytes and known_end else None

    async def begin(self, beginning: Beginning | None) -> None:
        """Starts from zero. With None the file cannot be resumed."""
        self._note_path.unlink(missing_ok=True)
        self._keep = beginning is not None
        self._digest, self.size_bytes = hashlib.sha256(), 0
        await self._file.seek(0)
        await self._file.truncate(0)
        if beginning is not None:
            _write_note(self._note_path, asdict(beginning))

    async def write(self, block: bytes) -> None:
        self._digest.update(block)
        self.size_bytes += len(block)
        await self._file.write(block)

    async def finish(self) -> None:
        await self._file.flush()
        await aiofiles.os.wrap(os.fsync)(self._file.fileno())
        await aiofiles.os.replace(self.path, self._destination)
        self._note_path.unlink(missing_ok=True)

    def leave(self, error: BaseException) -> None:
        """Stores what a later attempt can resume, and deletes the rest."""
        if self._keep and isinstance(error, Transient | asyncio.CancelledError):
            return
        self.path.unlink(missing_ok=True)
        self._note_path.unlink(missing_ok=True)


@asynccontextmanager
async def open_partial(destination: Path) -> AsyncIterator[PartialFile]:
    """Opens a partial file. Raises Busy while another process writes it, NotStored when the disk
    does not accept it.
    """
    try:
        await aiofiles.os.makedirs(destination.parent, mode=0o700, exist_ok=True)
        path = partial_path(destination)
        async with aiofiles.open(path, "r+b", opener=_private) as file:
            _lock_or_raise_busy(file.fileno(), path)
            partial = PartialFile(destination, file)
            try:
                yield partial
            except BaseException as error:
                partial.leave(error)
                raise
    except OSError as error:
        raise refused(error) from error


@asynccontextmanager
async def open_temporary(
    folder: Path, name: str
) -> AsyncIterator[tuple[Path, AsyncBufferedIOBase]]:
    """Opens a new private file, which is removed at the end unless it was renamed.

    Raises NotStored when it cannot be created.
    """
    path = folder / f"{name}.{os.urandom(6).hex()}.part"
    async with AsyncExitStack() as stack:
        try:
            await aiofiles.os.makedirs(folder, mode=0o700, exist_ok=True)
            file = await stack.enter_async_context(aiofiles.open(path, "xb", opener=_private))
            stack.callback(path.unlink, missing_ok=True)
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise refused(error) from error
        yield path, file


def refused(error: OSError) -> NotStored:
    """Returns the error for a disk that accepts no data now; a retry may succeed."""
    why = (
        "the disk is full, free some space"
        if is_disk_full(error)
        else error.strerror or type(error).__name__
    )
    return NotStored(f"The recording cannot be stored: {why}.", retry_after_s=REFUSED_RETRY_S)


async def blocks_of(path: Path, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
    """Yields the blocks of a finished file, or its bytes from `start` to before `end`."""
    # Closed here and not in a thread, because a cancelled task would not wait for the thread.
    with await asyncio.to_thread(open, path, "rb", opener=_not_by_link) as file:
        file.seek(start)
        left = None if end is None else end - start
        while block := await asyncio.to_thread(
            file.read, BLOCK if left is None else min(BLOCK, left)
        ):
            left = None if left is None else left - len(block)
            yield block


async def sweep_folder(folder: Path, *, older_than_s: float, pattern: str = "*") -> int:
    """Removes unlocked files that were last written before the given age, and returns how many."""
    return await asyncio.to_thread(_sweep_folder, folder, time.time() - older_than_s, pattern)


def partial_path(destination: Path) -> Path:
    """Returns where a file is until it is complete."""
    return destination.with_name(f"{destination.name}.part")


def note_whole(path: Path, facts: dict[str, object]) -> None:
    """Stores the metadata of a complete file, for the process that takes it over."""
    _write_note(_note_of(path), facts)


def read_whole_note(path: Path) -> dict[str, Any] | None:
    """Reads the metadata of a complete file. Returns None also when the file or part of its
    metadata is missing.
    """
    try:
        facts = json.loads(_note_of(path).read_text())
    except (FileNotFoundError, ValueError):
        return None
    return facts if path.is_file() and isinstance(facts, dict) else None


def discard_whole(path: Path) -> None:
    """Removes a complete file with its metadata. Idempotent."""
    path.unlink(missing_ok=True)
    _note_of(path).unlink(missing_ok=True)


def discard_unowned(path: Path) -> bool:
    """Removes a partial file and its metadata, unless a process is writing it."""
    with suppress(OSError):
        # Opened for writing, because NFS grants an exclusive lock only then.
        descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
            _note_of(path).unlink(missing_ok=True)
            return True
        finally:
            os.close(descriptor)
    return False


def _note_of(path: Path) -> Path:
    return path.with_name(f"{path.name}{NOTE}")


def _sweep_folder(folder: Path, before: float, pattern: str) -> int:
    discarded = 0
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if fnmatch.fnmatch(entry.name, pattern) and _is_old(entry, before):
                discarded += discard_unowned(Path(entry.path))
    return discarded


def _is_old(entry: "os.DirEntry[str]", before: float) -> bool:
    """Returns whether a file is old. Metadata whose file exists is not, because they are removed
    together.
    """
    if entry.name.endswith(NOTE) and Path(entry.path.removesuffix(NOTE)).exists():
        return False
    with suppress(FileNotFoundError):
        return (
            entry.is_file(follow_symlinks=False)
            and entry.stat(follow_symlinks=False).st_mtime < before
        )
    return False


def _private(path: str, flags: int) -> int:
    descriptor = os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    os.fchmod(descriptor, 0o600)
    return descriptor


def _not_by_link(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW)


def _lock_or_raise_busy(descriptor: int, path: Path) -> None:
    """Locks the file until the process ends. Raises Busy when it is locked, or was renamed between
    opening and locking.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(descriptor), path.stat()):
            return
    except (BlockingIOError, FileNotFoundError):
        pass
    raise Busy("another worker is fetching this recording", retry_after_s=BUSY_RETRY_S)


def _digest_of(path: Path) -> "tuple[hashlib._Hash, int]":
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            size += len(block)
    return digest, size


def _write_note(path: Path, facts: dict[str, object]) -> None:
    with os.fdopen(_private(str(path), os.O_WRONLY | os.O_TRUNC), "w") as note:
        json.dump(facts, note)
