"""Sends a synthetic call every few minutes and waits until it is ready, as its sender
would see it.
"""

import asyncio
from datetime import UTC, datetime

import structlog

from api.http.resources import Resources
from api.webhooks.elevenlabs import accept_of_tenant
from shared.db.canary import CanaryCall, delete_canaries_before, find_newest_canary, lock_canary
from shared.db.pool import ALL_TENANTS
from shared.domain.canary import CANARY_TENANT, canary_event
from shared.domain.ids import new_id
from shared.errors import AftercallError
from shared.telemetry.logs import where

log = structlog.get_logger()

LOOK_S = 1.0


class Canary:
    """Sends canary calls. Every API process runs one; together they send one call in `every_s`. It
    shows the last one in the metrics.
    """

    def __init__(self, resources: Resources, *, every_s: float) -> None:
        self._resources = resources
        self._every_s = every_s

    async def run(self) -> None:
        """Runs until cancelled. The first call is sent once the process is `every_s` old, or at
        once when an earlier process sent some: readiness judges the newest call, which is too old
        after a longer stop.
        """
        try:
            wait_s = 0.0 if await self._newest() else self._every_s
        except AftercallError:
            wait_s = self._every_s
        while True:
            await asyncio.sleep(wait_s)
            wait_s = self._every_s
            try:
                await self.send()
                await self.watch()
            except AftercallError as error:
                log.warning("canary not sent", reason=str(error))
                self._resources.metrics.show_canary(up=False, took_s=None)
            # After any error the next call may show that it has passed.
            except Exception as error:  # noqa: BLE001
                log.error("canary not sent", error=type(error).__name__, where=where(error))
                self._resources.metrics.show_canary(up=False, took_s=None)

    async def send(self) -> bool:
        """Sends a call unless another process has just done so; returns whether it did. Raises
        Unavailable.
        """
        async with self._resources.database.transaction(ALL_TENANTS) as conn:
            await lock_canary(conn)
            newest = await find_newest_canary(conn)
            if newest and newest.age_s < self._every_s / 2:
                return False
            if newest:
                await delete_canaries_before(conn, newest.call_id)
        body = canary_event(f"canary-{new_id()}", at=datetime.now(UTC))
        await accept_of_tenant(self._resources, CANARY_TENANT, body)
        return True

    async def watch(self) -> None:
        """Waits until the newest call is over, or late. Raises Unavailable."""
        limit_s = self._resources.settings.readiness.canary_limit_s
        newest = await self._newest()
        while newest and not newest.is_over and newest.age_s < limit_s:
            await asyncio.sleep(LOOK_S)
            newest = await self._newest()
        if newest is None:
            return
        if not newest.is_ready:
            log.error("canary is not ready", status=newest.status, age_s=round(newest.age_s))
        self._resources.metrics.show_canary(up=newest.is_ready, took_s=newest.took_s)

    async def _newest(self) -> CanaryCall | None:
        async with self._resources.database.connection(ALL_TENANTS) as conn:
            return await find_newest_canary(conn)
