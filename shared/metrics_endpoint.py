"""Serves metrics to a scraper, and decides which scrapers may read them."""

import asyncio
import hmac
import time
from collections.abc import Mapping

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.db.jobs.backlog import measure_backlog
from shared.db.pool import ALL_TENANTS, Database
from shared.errors import AftercallError
from shared.settings.load import Settings
from shared.telemetry.metrics import Metrics
from shared.vitals import free_bytes

CONTENT_TYPE = CONTENT_TYPE_LATEST
# The database is queried at most this often, whatever the number of scrapes.
BACKLOG_FRESH_S = 5.0
BACKLOG_TIMEOUT_S = 1.0

log = structlog.get_logger()


class Exposition:
    """Renders a process's metrics. Values from the database are cached, and not waited for."""

    def __init__(self, settings: Settings, database: Database, metrics: Metrics) -> None:
        self._token = settings.telemetry.metrics_token
        self._open = settings.runtime.is_development
        self._stalled_after_s = settings.readiness.stalled_after_s
        self._data_dir = settings.runtime.data_dir
        self._database = database
        self._metrics = metrics
        self._measured_at: float | None = None
        self._measuring = asyncio.Lock()

    def admits(self, headers: Mapping[str, str]) -> bool:
        """Returns whether a request may read the metrics. With METRICS_TOKEN it must carry the
        token; without one requests are allowed in development only: in production a connection from
        this machine may be a proxy's that passes on anybody's request. Names of headers are in
        lower case.
        """
        if self._token is None:
            return self._open
        wanted = f"Bearer {self._token.get_secret_value()}"
        return hmac.compare_digest(headers.get("authorization", "").encode(), wanted.encode())

    async def render(self) -> bytes:
        """Renders Prometheus' text format. Never raises because of a missing database."""
        async with self._measuring:
            if self._measured_at is None or time.monotonic() - self._measured_at >= BACKLOG_FRESH_S:
                await self._measure_backlog()
                self._measured_at = time.monotonic()
        self._metrics.free_disk.set(await asyncio.to_thread(free_bytes, self._data_dir))
        self._metrics.show_connections(
            in_use=self._database.connections_in_use, idle=self._database.connections_idle
        )
        return generate_latest(self._metrics.registry)

    async def _measure_backlog(self) -> None:
        try:
            async with (
                asyncio.timeout(BACKLOG_TIMEOUT_S),
                self._database.connection(ALL_TENANTS) as conn,
            ):
                self._metrics.show_backlog(
                    await measure_backlog(conn, stalled_after_s=self._stalled_after_s)
                )
        except (AftercallError, TimeoutError) as error:
            log.warning("open runs not counted", error=type(error).__name__)
            self._metrics.show_backlog(None)
