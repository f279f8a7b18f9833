"""Renews the leases of all runs of this worker, in one round trip."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import structlog

from shared.concurrency.tasks import Background
from shared.db.jobs.claims import Claim, renew
from shared.db.pool import ALL_TENANTS, Database
from shared.errors import Unavailable
from shared.telemetry.logs import where
from shared.telemetry.metrics import Metrics

log = structlog.get_logger()


@dataclass(slots=True)
class _Held:
    lost: asyncio.Event
    renewed_at: float


class Leases:
    """The claims of this worker. The event of a lost run is set."""

    def __init__(self, database: Database, metrics: Metrics, *, lease_s: float) -> None:
        self._database = database
        self._metrics = metrics
        self._lease_s = lease_s
        self._held: dict[Claim, _Held] = {}

    @contextmanager
    def held(self, claim: Claim) -> Iterator[asyncio.Event]:
        """Renews the claim during the block. The event is set when the run was taken over,
        cancelled or deleted, or may have been: further work for it most likely cannot be committed.
        """
        held = self._held[claim] = _Held(asyncio.Event(), time.monotonic())
        try:
            yield held.lost
        finally:
            self._held.pop(claim, None)

    async def keep(self, *, every_s: float) -> None:
        """Renews all leases. Runs until cancelled."""
        while True:
            await asyncio.sleep(every_s)
            try:
                await self.renew()
            # If this loop ended, work would continue without a lease.
            except Exception as fault:  # noqa: BLE001
                log.error("leases lost by a fault", error=type(fault).__name__, where=where(fault))
                self._lose(set(self._held))

    async def renew(self) -> None:
        """Renews all leases once. Without an answer a lease lasts for its original time, measured
        by this process's clock.
        """
        asked_at, asked = time.monotonic(), set(self._held)
        if not asked:
            return
        try:
            async with (
                asyncio.timeout(self._lease_s),
                self._database.connection(ALL_TENANTS) as conn,
            ):
                renewed = await renew(conn, asked, lease_s=self._lease_s)
        except (Unavailable, TimeoutError):
            log.warning("leases not renewed", runs=len(asked))
            renewed = dict.fromkeys(asked, False)
        for claim in renewed.keys() & self._held.keys():
            if renewed[claim]:
                self._held[claim].renewed_at = asked_at
        lasting = {
            claim
            for claim in renewed.keys() & self._held.keys()
            if time.monotonic() - self._held[claim].renewed_at < self._lease_s
        }
        self._lose(asked - lasting)

    def _lose(self, claims: set[Claim]) -> None:
        for claim in claims & self._held.keys():
            self._metrics.leases_lost.inc()
            log.info("lease lost", job_id=str(claim.job_id), fence=claim.fence)
            self._held.pop(claim).lost.set()


@asynccontextmanager
async def open_leases(
    database: Database,
    metrics: Metrics,
    background: Background | None = None,
    *,
    lease_s: float,
    heartbeat_s: float,
) -> AsyncIterator[Leases]:
    leases = Leases(database, metrics, lease_s=lease_s)
    async with (background or Background()).running(
        leases.keep(every_s=heartbeat_s), name="leases"
    ):
        yield leases
