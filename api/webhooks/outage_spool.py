"""Events that were authenticated while the database was away, each in a file of its own until it is
recorded.

    <folder>/<id>.json            waits
    <folder>/<id>.part            was being written when the process was killed, and was never
    promised to anybody
    <folder>/set-aside/<id>.json  could not be recorded; `reason` in it says why

A file is whole or not there, and a power cut does not take it back. Any number of processes may
share the folder.
"""

import asyncio
import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.domain.ids import new_id
from shared.domain.statuses import Sender
from shared.errors import Unavailable
from shared.settings.load import Settings

RETRY_AFTER_S = 30
STALE_S = 60.0
SET_ASIDE = "set-aside"
LOCK = "replay.lock"


@dataclass(frozen=True, slots=True)
class SpooledEvent:
    """The body as its sender sent it, to the installation's own URL and with the installation's own
    signature.
    """

    sender: Sender
    body: bytes


@dataclass(frozen=True, slots=True)
class SpoolCount:
    waiting: int
    set_aside: int


class EventSpool:
    """At most so many files and bytes; only its owner reads them, and their names say nothing."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.runtime.data_dir / "spooled-events"
        self._max_events = settings.ingest.spooled_events
        self._max_bytes = settings.ingest.spooled_bytes

    async def keep(self, event: SpooledEvent) -> None:
        """Returns once it is on the disk. Raises Unavailable when the spool is full or the disk
        does not take it.
        """
        # Bytes that are no UTF-8 come back as they were.
        body = event.body.decode(errors="surrogateescape")
        data = json.dumps({"version": 1, "sender": event.sender, "body": body}).encode()
        try:
            await asyncio.to_thread(self._keep_event, data)
        except OSError as error:
            raise Unavailable(
                "The event cannot be stored now.", retry_after_s=RETRY_AFTER_S
            ) from error

    def prepare(self) -> None:
        """Makes the folders, and removes files whose events were never acknowledged."""
        # `mode` is not for the parents it makes.
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.set_aside_folder.mkdir(mode=0o700, exist_ok=True)
        for path in self._folder.glob("*.part"):
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > STALE_S:
                    path.unlink()

    @property
    def set_aside_folder(self) -> Path:
        return self._folder / SET_ASIDE

    def waiting(self) -> list[Path]:
        """Oldest first."""
        return sorted(self._folder.glob("*.json"))

    def count(self) -> SpoolCount:
        """Nothing where no API has run yet."""
        return SpoolCount(len(self.waiting()), sum(1 for _ in self.set_aside_folder.glob("*.json")))

    @contextmanager
    def replaying(self) -> Iterator[bool]:
        """Whether this process is the one that may; the kernel gives the right back
        when it ends.
        """
        with (self._folder / LOCK).open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def read(self, path: Path) -> SpooledEvent:
        """Raises ValueError for what is no event of this version."""
        stored = _read_file(path)
        match stored:
            case {"version": 1, "sender": str(sender), "body": str(body)}:
                return SpooledEvent(Sender(sender), body.encode(errors="surrogateescape"))
            case _:
                raise ValueError("The file is not an event of this version.")

    def drop(self, path: Path) -> None:
        """For what is recorded."""
        path.unlink(missing_ok=True)
        _sync(self._folder)

    def set_aside(self, path: Path, reason: str) -> None:
        """The event itself stays as it was; where it cannot even be read the file is only moved."""
        try:
            stored = _read_file(path)
        except ValueError:
            stored = None
        if isinstance(stored, dict):
            self._write_file(path, json.dumps({**stored, "reason": reason}).encode())
        # Somebody may have cleared it away with what was in it.
        self.set_aside_folder.mkdir(mode=0o700, exist_ok=True)
        path.rename(self.set_aside_folder / path.name)
        _sync(self.set_aside_folder)
        _sync(self._folder)

    def _keep_event(self, data: bytes) -> None:
        sizes = _sizes(self._folder)
        if len(sizes) >= self._max_events or sum(sizes) + len(data) > self._max_bytes:
            raise Unavailable(
                "Too many events wait for the database already.", retry_after_s=RETRY_AFTER_S
            )
        self._write_file(self._folder / f"{new_id().hex}.json", data)

    def _write_file(self, path: Path, data: bytes) -> None:
        part = path.with_suffix(".part")
        try:
            with os.fdopen(os.open(part, _NEW, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.rename(path)
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        _sync(self._folder)


_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def _sizes(folder: Path) -> list[int]:
    """Of what waits there; others may record and drop it meanwhile."""
    sizes = []
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                sizes += [entry.stat().st_size] if entry.name.endswith(".json") else []
    return sizes


def _read_file(path: Path) -> Any:
    return json.loads(path.read_bytes())


def _sync(folder: Path) -> None:
    """A new name is only certain once its folder is written."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
