"""Records the events that were spooled while the database was away, as soon as it is back."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import structlog

from api.webhooks.outage_spool import EventSpool, SpooledEvent
from shared.domain.statuses import Sender
from shared.errors import AftercallError, DatabaseAway, NotFound, Transient, Unavailable
from shared.telemetry.logs import where

LOOK_S = 1.0

log = structlog.get_logger()


class Replay:
    """`record` tells, by sender, how the body of an event is accepted; what was accepted before
    must not count again.

    One process on a folder replays, oldest first. What cannot be recorded is set aside with the
    reason, what cannot be now waits, and the others go on.
    """

    def __init__(
        self, spool: EventSpool, record: Mapping[Sender, Callable[[bytes], Awaitable[object]]]
    ) -> None:
        self._spool = spool
        self._record = record
        # In a round that came to its end, and in this one.
        self._refused_once: set[Path] = set()
        self._refused: set[Path] = set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.once()
            except DatabaseAway:
                log.info("spooled events wait for the database")
            except OSError as error:
                log.error("the spool cannot be read", error=type(error).__name__)
            # If this loop ended, spooled events would stay where they are.
            except Exception as error:  # noqa: BLE001
                log.error(
                    "spooled events not replayed", error=type(error).__name__, where=where(error)
                )
            await asyncio.sleep(LOOK_S)

    async def once(self) -> int:
        """How many were recorded. Raises DatabaseAway, and OSError when what is recorded cannot be
        dropped.
        """
        waiting = await asyncio.to_thread(self._spool.waiting)
        if not waiting:
            return 0
        recorded, self._refused = 0, set()
        with self._spool.replaying() as is_only_replay:
            for path in waiting if is_only_replay else ():
                recorded += await self._replay(path)
        self._refused_once = self._refused
        if recorded:
            log.info("spooled events recorded", count=recorded)
        return recorded

    async def _replay(self, path: Path) -> bool:
        event = await self._read_spooled(path)
        if event is None:
            return False
        try:
            await self._record[event.sender](event.body)
        except DatabaseAway:
            raise
        except (Unavailable, Transient, OSError) as error:
            log.warning("spooled event waits", file=path.name, error=type(error).__name__)
            return False
        except NotFound as error:
            await self._refuse_event(path, str(error))
            return False
        except AftercallError as error:
            await self._set_aside(path, str(error))
            return False
        # The edge of an event: whatever it is, the others go on.
        except Exception as error:  # noqa: BLE001
            log.error("unexpected error", error=type(error).__name__, where=where(error))
            await self._set_aside(path, f"unexpected error: {type(error).__name__}")
            return False
        await asyncio.to_thread(self._spool.drop, path)
        return True

    async def _refuse_event(self, path: Path, reason: str) -> None:
        """Only after all the others had their turn: they may tell whose it is, as a call does of
        its recording.
        """
        if path in self._refused_once:
            await self._set_aside(path, reason)
        else:
            self._refused.add(path)

    async def _read_spooled(self, path: Path) -> SpooledEvent | None:
        try:
            return await asyncio.to_thread(self._spool.read, path)
        except FileNotFoundError:
            log.debug("spooled event recorded by another process", file=path.name)
        except OSError as error:
            log.error("spooled event cannot be read", file=path.name, error=type(error).__name__)
        except ValueError as error:
            await self._set_aside(path, str(error))
        return None

    async def _set_aside(self, path: Path, reason: str) -> None:
        try:
            await asyncio.to_thread(self._spool.set_aside, path, reason)
        except OSError as error:
            log.error(
                "spooled event cannot be set aside",
                file=path.name,
                reason=reason,
                error=type(error).__name__,
            )
            return
        log.error("spooled event set aside", file=path.name, reason=reason)
