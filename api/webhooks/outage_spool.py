"""Stores events that were authenticated during a database outage, each in its own file until it is
recorded.

    <folder>/<id>.json            waits
    <folder>/<id>.part            was being written when the process was killed, and was never
                                  acknowledged
    <folder>/set-aside/<id>.json  could not be recorded; `reason` in it says why

A file is complete or missing, and survives a power failure. Any number of processes may share the
folder.
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
from uuid import UUID

from shared.db.unused_events import Owner
from shared.domain.ids import TenantId, new_id
from shared.domain.statuses import Sender
from shared.errors import Unavailable
from shared.settings.load import Settings

RETRY_AFTER_S = 30
STALE_S = 60.0
SET_ASIDE = "set-aside"
LOCK = "replay.lock"


@dataclass(frozen=True, slots=True)
class SpooledEvent:
    """The unchanged body of an event whose signature was checked on arrival, and whose URL it came
    to.
    """

    owner: Owner
    body: bytes

    @property
    def sender(self) -> Sender:
        return self.owner.source


@dataclass(frozen=True, slots=True)
class SpoolCount:
    waiting: int
    set_aside: int


class EventSpool:
    """Stores events up to a limit of files and bytes; only the owner can read them, and their names
    contain no data.
    """

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.runtime.data_dir / "spooled-events"
        self._max_events = settings.ingest.spooled_events
        self._max_bytes = settings.ingest.spooled_bytes

    async def keep(self, event: SpooledEvent) -> None:
        """Returns once the event is on the disk. Raises Unavailable when the spool is full or the
        disk accepts no data.
        """
        try:
            await asyncio.to_thread(self._keep_event, event)
        except OSError as error:
            raise Unavailable(
                "The event cannot be stored now; send it again later.", retry_after_s=RETRY_AFTER_S
            ) from error

    def prepare(self) -> None:
        """Creates the folders, and removes files whose events were never acknowledged."""
        # `mode` does not apply to the parents.
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
        """Returns the waiting events, oldest first."""
        return sorted(self._folder.glob("*.json"))

    def everything(self) -> list[Path]:
        """Returns the waiting events and those that were set aside."""
        return [*self.waiting(), *sorted(self.set_aside_folder.glob("*.json"))]

    def count(self) -> SpoolCount:
        """Returns the number of waiting events; 0 where no API has run yet."""
        return SpoolCount(len(self.waiting()), sum(1 for _ in self.set_aside_folder.glob("*.json")))

    @contextmanager
    def replaying(self) -> Iterator[bool]:
        """Yields whether this process may replay; the kernel releases the right when the process
        ends.
        """
        with (self._folder / LOCK).open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def read(self, path: Path) -> SpooledEvent:
        """Reads an event. Raises ValueError for a file that is no event of this version."""
        match _read_file(path):
            case {"version": 1, "sender": str(sender), "body": str(body)}:
                owner = Owner(None, None, Sender(sender))
            case {
                "version": 2,
                "sender": str(sender),
                "tenant": str(tenant),
                "endpoint": str(endpoint_id),
                "body": str(body),
            }:
                owner = Owner(TenantId(UUID(tenant)), endpoint_id, Sender(sender))
            case _:
                raise ValueError("The file is not an event of this version.")
        return SpooledEvent(owner, body.encode(errors="surrogateescape"))

    def drop(self, path: Path) -> None:
        """Removes an event, whether it waits or was set aside."""
        path.unlink(missing_ok=True)
        _sync(path.parent)

    def set_aside(self, path: Path, reason: str) -> None:
        """Moves an event aside with the reason, unchanged; an unreadable file is moved alone."""
        try:
            stored = _read_file(path)
        except ValueError:
            stored = None
        if isinstance(stored, dict):
            self._write_file(path, json.dumps({**stored, "reason": reason}).encode())
        # The folder may have been removed with its contents.
        self.set_aside_folder.mkdir(mode=0o700, exist_ok=True)
        path.rename(self.set_aside_folder / path.name)
        _sync(self.set_aside_folder)
        _sync(self._folder)

    def _keep_event(self, event: SpooledEvent) -> None:
        owner = event.owner
        # A version that knows no events of tenants' own URLs must not read them as its own.
        of_tenant = {"version": 2, "tenant": str(owner.tenant_id), "endpoint": owner.endpoint_id}
        stored = {
            **(of_tenant if owner.endpoint_id else {"version": 1}),
            "sender": owner.source,
            # Bytes that are no UTF-8 are restored unchanged.
            "body": event.body.decode(errors="surrogateescape"),
        }
        data = json.dumps(stored).encode()
        # Other processes may record and remove some meanwhile.
        sizes = []
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.name.endswith(".json"):
                    with suppress(FileNotFoundError):
                        sizes.append(entry.stat().st_size)
        if len(sizes) >= self._max_events or sum(sizes) + len(data) > self._max_bytes:
            raise Unavailable(
                "Too many events wait for the database; send it again later.",
                retry_after_s=RETRY_AFTER_S,
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


def _read_file(path: Path) -> Any:
    return json.loads(path.read_bytes())


def _sync(folder: Path) -> None:
    """Writes a folder to the disk, because a new name is permanent only then."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
