"""Notes how deliveries at tenants' own webhook URLs end, and stores that in batches, so that no
sender waits for it.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

import structlog

from shared.db.incoming_deliveries import (
    Deliveries,
    DeliveryKey,
    DeliveryOutcome,
    add_deliveries,
)
from shared.db.pool import ALL_TENANTS, Database
from shared.db.webhook_endpoints import WebhookEndpoint
from shared.errors import AftercallError

PAUSE_S = 1.0
# Different ones that wait to be stored; others are left out until then.
MOST_WAITING = 10_000
_OUTCOMES = {
    "accepted": DeliveryOutcome.ACCEPTED,
    "repeat": DeliveryOutcome.DUPLICATE,
    "held": DeliveryOutcome.HELD,
    "spooled": DeliveryOutcome.HELD,
    "stored": DeliveryOutcome.STORED,
    "ignored": DeliveryOutcome.IGNORED,
}

log = structlog.get_logger()
_outcomes: ContextVar[list[DeliveryOutcome] | None] = ContextVar("outcomes", default=None)


def note_outcome(outcome: str) -> None:
    """Notes how the event that is being received ends, by its word in the metrics."""
    if (noted := _outcomes.get()) is not None and outcome in _OUTCOMES:
        noted.append(_OUTCOMES[outcome])


class DeliveryLog:
    """Collects deliveries. Run `run` in the background."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # How many of each, and when the last one came.
        self._waiting: dict[DeliveryKey, tuple[int, datetime]] = {}
        self._added = asyncio.Event()

    @contextmanager
    def noting(self, endpoint: WebhookEndpoint) -> Iterator[None]:
        """Notes how the delivery ends that is received in this block."""
        outcomes: list[DeliveryOutcome] = []
        token = _outcomes.set(outcomes)
        try:
            yield
        except AftercallError as error:
            self._add_delivery(endpoint, DeliveryOutcome.REFUSED, error.code)
            raise
        else:
            if outcomes:
                self._add_delivery(endpoint, outcomes[-1], "")
        finally:
            _outcomes.reset(token)

    def _add_delivery(
        self, endpoint: WebhookEndpoint, outcome: DeliveryOutcome, reason: str
    ) -> None:
        now = datetime.now(UTC)
        key = DeliveryKey.of(endpoint, now, outcome, reason)
        if len(self._waiting) >= MOST_WAITING and key not in self._waiting:
            return
        times, _ = self._waiting.get(key, (0, now))
        self._waiting[key] = (times + 1, now)
        self._added.set()

    async def run(self) -> None:
        """Stores what was noted. Runs until cancelled, and then stores what waits."""
        try:
            while True:
                await self._added.wait()
                await asyncio.sleep(PAUSE_S)
                await self.store()
        finally:
            await self.store()

    async def store(self) -> None:
        """Stores what waits; what cannot be stored now is tried again with the next ones."""
        waiting, self._waiting = self._waiting, {}
        self._added.clear()
        if not waiting:
            return
        try:
            async with self._database.connection(ALL_TENANTS) as conn:
                await add_deliveries(
                    conn, [Deliveries(key, times, at) for key, (times, at) in waiting.items()]
                )
        except AftercallError as error:
            log.warning("deliveries not stored yet", error=type(error).__name__)
            for key, (times, at) in waiting.items():
                more, last = self._waiting.get(key, (0, at))
                self._waiting[key] = (times + more, max(at, last))
            self._added.set()
