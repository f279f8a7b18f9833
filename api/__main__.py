"""Runs the API: `python -m api [--host H] [--port P]`."""

import argparse
import asyncio
import sys
from typing import cast

import uvicorn

from api.connections import ConnectionLimits, Doors, connections_within, raise_descriptor_limit
from api.main import create_app
from shared.errors import SettingsInvalid
from shared.garbage import settle_collector
from shared.logs import configure_logs
from shared.settings import load_settings
from shared.tasks import Background


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m api", description="Run the Aftercall API.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=3001)
    parser.add_argument("--limit-concurrency", type=int, default=1000, help="requests in work beyond this get 503")
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
    uvicorn.run(
        app,
        host=given.host,
        port=given.port,
        # Called for each connection; uvicorn's type names its own classes.
        http=cast("type[asyncio.Protocol]", Doors(limits).protocol),
        ws="none",
        timeout_graceful_shutdown=settings.work.shutdown_grace_s,
        access_log=False,
        # Its own handler would print whole tracebacks; ours stands at the root.
        log_config=None,
        log_level="warning",
        server_header=False,
    )
    if background.failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
