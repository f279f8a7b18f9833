"""Runs the API: `python -m api [--host H] [--port P]`."""

import argparse
import asyncio
import socket
import sys
from contextlib import suppress
from typing import cast

import structlog
import uvicorn
from fastapi import FastAPI

from api.http.connections import Doors
from api.http.descriptors import ConnectionLimits, connections_within, raise_descriptor_limit
from api.main import create_app
from shared.concurrency.tasks import Background
from shared.errors import SettingsInvalid
from shared.garbage import settle_collector
from shared.providers.open import describe
from shared.settings.load import Settings, load_settings
from shared.telemetry.logs import configure_logs

# uvicorn exits like this when it cannot listen.
NOT_STARTED = 3

log = structlog.get_logger()


class _Server(uvicorn.Server):
    """Logs when it listens, and which implementation serves each port; ends streams at shutdown."""

    def __init__(self, config: uvicorn.Config, settings: Settings, app: FastAPI) -> None:
        super().__init__(config)
        self._settings = settings
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends streams of events first, which would otherwise keep their connections open."""
        self._app.state.resources.event_hub.end()
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            log.info(
                "API is listening",
                host=self.config.host,
                port=self.config.port,
                public_base_url=self._settings.runtime.public_base_url,
                serves=describe(self._settings),
            )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m api", description="Run the Aftercall API.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=3001)
    parser.add_argument(
        "--limit-concurrency", type=int, default=1000, help="requests in work beyond this get 503"
    )
    given = parser.parse_args()
    try:
        settings = load_settings()
    except SettingsInvalid as error:
        sys.exit(f"The settings are not valid:\n{error}")
    configure_logs(settings.runtime)
    limits = ConnectionLimits(
        connections=connections_within(settings.connections.connections, raise_descriptor_limit()),
        requests=given.limit_concurrency,
        head_timeout_s=settings.connections.head_timeout_s,
    )
    background = Background()
    app = create_app(settings, background)
    settle_collector()
    config = uvicorn.Config(
        app,
        host=given.host,
        port=given.port,
        # Called for each connection; uvicorn's type names its own classes.
        http=cast("type[asyncio.Protocol]", Doors(limits).protocol),
        ws="none",
        timeout_graceful_shutdown=settings.work.shutdown_grace_s,
        access_log=False,
        # uvicorn's own handler would print whole tracebacks; ours is installed at the root.
        log_config=None,
        log_level="warning",
        server_header=False,
    )
    server = _Server(config, settings, app)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(NOT_STARTED)
    if background.failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
