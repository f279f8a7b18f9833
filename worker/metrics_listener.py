"""Serves GET /metrics of a worker, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from shared.errors import SettingsInvalid
from shared.metrics_endpoint import CONTENT_TYPE, Exposition
from shared.settings.telemetry import TelemetrySettings

log = structlog.get_logger()

MAX_HEAD_BYTES = 8192
REQUEST_TIMEOUT_S = 5.0
MAX_CONNECTIONS = 20
MAX_ANSWERS = 4


@asynccontextmanager
async def serving_metrics(
    settings: TelemetrySettings, exposition: Exposition
) -> AsyncIterator[None]:
    """Listens when WORKER_METRICS_PORT is set. Raises SettingsInvalid when the port is in use."""
    if settings.worker_metrics_port is None:
        yield
        return
    listener = _Listener(exposition)
    try:
        server = await asyncio.start_server(
            listener.answer,
            settings.worker_metrics_host,
            settings.worker_metrics_port,
            limit=MAX_HEAD_BYTES,
        )
    except OSError as error:
        raise SettingsInvalid(f"WORKER_METRICS_PORT cannot be opened: {error.strerror}") from error
    async with server:
        yield


class _Listener:
    def __init__(self, exposition: Exposition) -> None:
        self._exposition = exposition
        # Connections whose request has not arrived yet, oldest first.
        self._waiting: dict[asyncio.StreamWriter, None] = {}
        self._answering = asyncio.Semaphore(MAX_ANSWERS)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers one request per connection. When there are too many connections, the one that has
        waited longest without a request is closed.
        """
        self._waiting[writer] = None
        if len(self._waiting) > MAX_CONNECTIONS:
            longest = next(iter(self._waiting))
            del self._waiting[longest]
            longest.transport.abort()
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_S):
                try:
                    head = await reader.readuntil(b"\r\n\r\n")
                finally:
                    self._waiting.pop(writer, None)
                async with self._answering:
                    peer = writer.get_extra_info("peername")
                    writer.write(await self._respond(head, str(peer[0]) if peer else None))
                await writer.drain()
        except (
            TimeoutError,
            OSError,
            asyncio.IncompleteReadError,
            asyncio.LimitOverrunError,
        ) as error:
            log.info("scrape broken off", error=type(error).__name__)
            if isinstance(error, TimeoutError):
                writer.transport.abort()
        finally:
            writer.close()

    async def _respond(self, head: bytes, peer: str | None) -> bytes:
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        if first.split(" ")[:2] != ["GET", "/metrics"]:
            return _http_answer("404 Not Found")
        if not self._exposition.admits(headers):
            return _http_answer("403 Forbidden")
        return _http_answer("200 OK", await self._exposition.render())


def _http_answer(status: str, body: bytes = b"") -> bytes:
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: {CONTENT_TYPE}\r\nContent-Length:"
        f" {len(body)}\r\nConnection: close"
    )
    return f"{head}\r\n\r\n".encode() + body
