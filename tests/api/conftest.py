"""The API behind a real server, for what only shows on a socket, and a worker beside it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
import pytest
import uvicorn

from api.main import create_app
from shared.db.pool import Database
from shared.db.vectors import PgVectorIndex
from shared.queue import open_queue
from shared.settings import Settings, load_settings
from shared.storage import RecordingStorage
from tests.support.providers import Script, scripted
from worker.resources import Resources

ServeFactory = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def serve_api(environ: dict[str, str]) -> ServeFactory:
    """Like `open_api`, over sockets of this machine; `client.base_url` names the port."""

    @asynccontextmanager
    async def serve_api(**changes: str) -> AsyncIterator[httpx.AsyncClient]:
        app = create_app(load_settings({**environ, **changes}))
        config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
            try:
                async with httpx.AsyncClient(base_url=address, timeout=20) as client:
                    # The listener takes connections already; this waits until the lifespan has begun.
                    await client.get("/health")
                    yield client
            finally:
                server.should_exit = True
                await serving

    return serve_api


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
async def worker(settings: Settings, database: Database, script: Script) -> AsyncIterator[Resources]:
    async with open_queue(settings.queue) as queue:
        yield Resources(
            settings=settings,
            database=database,
            queue=queue,
            providers=scripted(script, PgVectorIndex(database)),
            storage=RecordingStorage(settings.runtime.data_dir / "recordings"),
            worker="test-worker",
        )
