"""Temporary files, in one folder per worker."""

import asyncio
import fcntl
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import structlog

log = structlog.get_logger()


class Scratch:
    """Creates folders under `root` that are deleted when the work is over, however it ends."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @asynccontextmanager
    async def folder(self) -> AsyncIterator[Path]:
        """Yields an empty folder that no other process uses."""
        path = Path(await asyncio.to_thread(tempfile.mkdtemp, dir=self._root))
        try:
            yield path
        finally:
            await asyncio.shield(asyncio.to_thread(shutil.rmtree, path, ignore_errors=True))


@contextmanager
def open_scratch(root: Path) -> Iterator[Scratch]:
    """Opens a worker's folder, which is removed when the worker ends; first it removes what killed
    workers left under `root`.

    A live worker holds a lock, which ends with its process.
    """
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep_leftovers(root)
    name = secrets.token_hex(8)
    folder = root / name
    with (root / f"{name}.lock").open("x") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder.mkdir(mode=0o700)
        try:
            yield Scratch(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            Path(lock.name).unlink(missing_ok=True)


def _sweep_leftovers(root: Path) -> None:
    for path in root.glob("*.lock"):
        try:
            with path.open() as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # A worker that is just starting has created its lock but no folder yet.
                if (folder := path.with_suffix("")).exists():
                    shutil.rmtree(folder, ignore_errors=True)
                    path.unlink(missing_ok=True)
                    log.info("temporary files of a dead worker removed")
        except (BlockingIOError, FileNotFoundError):
            continue
