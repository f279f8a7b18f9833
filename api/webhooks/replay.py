"""Records the events that were spooled during a database outage, as soon as the
database is back.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

from api.webhooks.outage_spool import EventSpool, SpooledEvent
from shared.errors import AftercallError, DatabaseAway, NotFound, Transient, Unavailable
from shared.telemetry.logs import where

LOOK_S = 1.0

log = structlog.get_logger()


class Replay:
    """Replays spooled events. `record` accepts one; an event that was accepted before must not
    count again.

    One process per folder replays, oldest first. An event that cannot be recorded is set aside with
    the reason, a temporary failure waits, and the other events continue.
    """

    def __init__(
        self, spool: EventSpool, record: Callable[[SpooledEvent], Awaitable[object]]
    ) -> None:
        self._spool = spool
        self._record = record
        # The numbers of the last complete round, and of this one.
        self._refused_once: set[Path] = set()
        self._refused: set[Path] = set()

    async def run(self) -> None:
        """Replays. Runs until cancelled."""
        while True:
            try:
                await self.once()
            except DatabaseAway:
                log.info("spooled events wait for the database")
            except OSError as error:
                log.error("the spool cannot be read", error=type(error).__name__)
            # If this loop ended, spooled events would never be recorded.
            except Exception as error:  # noqa: BLE001
                log.error(
                    "spooled events not replayed", error=type(error).__name__, where=where(error)
                )
            await asyncio.sleep(LOOK_S)

    async def once(self) -> int:
        """Replays once and returns how many events were recorded. Raises DatabaseAway, and OSError
        when a recorded event cannot be removed.
        """
        waiting = await asyncio.to_thread(self._spool.waiting)
        if not waiting:
            return 0
        recorded, self._refused = 0, set()
        with self._spool.replaying() as is_only_replay:
            for path in waiting if is_only_replay else ():
                recorded += await self._replay_file(path)
        self._refused_once = self._refused
        if recorded:
            log.info("spooled events recorded", count=recorded)
        return recorded

    async def _replay_file(self, path: Path) -> bool:
        event = await self._read_spooled(path)
        if event is None:
            return False
        try:
            await self._record(event)
        except DatabaseAway:
            raise
        except (Unavailable, Transient, OSError) as error:
            log.warning("spooled event waits", file=path.name, error=type(error).__name__)
            return False
        except NotFound as error:
            # Set aside only after all others were tried: they may determine its tenant, as a call
            # does for its recording.
            if path in self._refused_once:
                await self._set_aside(path, str(error))
            else:
                self._refused.add(path)
            return False
        except AftercallError as error:
            await self._set_aside(path, str(error))
            return False
        # The edge of an event: after any error the others continue.
        except Exception as error:  # noqa: BLE001
            log.error("unexpected error", error=type(error).__name__, where=where(error))
            await self._set_aside(path, f"unexpected error: {type(error).__name__}")
            return False
        await asyncio.to_thread(self._spool.drop, path)
        return True

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
