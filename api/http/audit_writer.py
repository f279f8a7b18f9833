"""Writes the audit log in batches."""

import asyncio
from collections import Counter
from contextlib import suppress

import structlog

from shared.db.audit import Entry, insert_entries
from shared.db.pool import ALL_TENANTS, Database
from shared.errors import AftercallError

MOST_WAITING = 10_000
PAUSE_S = 0.2
PATIENCE_S = 2.0

log = structlog.get_logger()


class AuditWriter:
    """Writes entries in batches, so that reading waits for nothing. Use `wait` for what must be on
    record before it is answered.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: Counter[Entry] = Counter()
        self._added = asyncio.Event()
        self._hurry = asyncio.Event()
        self._written = asyncio.Condition()
        # The numbers of the batch that was begun last, and of the last one that is stored.
        self._begun = 0
        self._stored = 0
        self._dropped = 0

    def add(self, entry: Entry) -> None:
        """Adds an entry. Equal ones that wait are counted as one; beyond MOST_WAITING different
        ones they are only counted.
        """
        if len(self._waiting) >= MOST_WAITING and entry not in self._waiting:
            self._dropped += 1
            return
        self._waiting[entry] += 1
        self._added.set()

    async def wait(self, entry: Entry) -> None:
        """Adds an entry and returns when it is stored, or after PATIENCE_S."""
        self.add(entry)
        batch = self._begun + 1
        self._hurry.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S), self._written:
                await self._written.wait_for(lambda: self._stored >= batch)

    async def run(self) -> None:
        """Runs until cancelled, and then writes what waits."""
        try:
            while True:
                await self._added.wait()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._hurry.wait(), PAUSE_S)
                if not await self._write():
                    await asyncio.sleep(PAUSE_S)
        finally:
            await self._write()

    async def _write(self) -> bool:
        """Returns False when the entries could not be stored; they are tried again with the next
        ones.
        """
        entries, self._waiting = self._waiting, Counter()
        self._added.clear()
        self._hurry.clear()
        self._begun += 1
        batch = self._begun
        try:
            if entries:
                async with self._database.transaction(ALL_TENANTS) as conn:
                    await insert_entries(conn, list(entries.items()))
        except AftercallError as error:
            self._waiting.update(entries)
            self._added.set()
            log.warning("audit entries not written yet", error=type(error).__name__)
            return False
        if self._dropped:
            log.error("audit entries lost, too many waited", count=self._dropped)
            self._dropped = 0
        self._stored = batch
        async with self._written:
            self._written.notify_all()
        return True
