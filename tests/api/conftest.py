"""The API behind a real server, for what only shows on a socket."""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import cast

import httpx
import pytest
import uvicorn
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api.http.connections import Doors
from api.http.descriptors import ConnectionLimits
from api.main import create_app
from shared.settings.load import load_settings
from tests.support.doorway import Doorway


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Passwords are hashed with a thousandth of the memory: these tests make hundreds of hashes and
    look at none of them.
    """
    with pytest.MonkeyPatch.context() as patch:
        cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
        patch.setattr(PasswordHash, "recommended", lambda: cheap)
        yield


ServeFactory = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def serve_api(environ: dict[str, str]) -> ServeFactory:
    """Like `open_api`, over sockets of this machine; `client.base_url` names the port."""

    @asynccontextmanager
    async def serve_api(
        *, requests: int = 1000, **changes: str
    ) -> AsyncIterator[httpx.AsyncClient]:
        settings = load_settings({**environ, **changes})
        limits = ConnectionLimits(
            settings.connections.connections, requests, settings.connections.head_timeout_s
        )
        config = uvicorn.Config(
            create_app(settings),
            http=cast("type[asyncio.Protocol]", Doors(limits).protocol),
            ws="none",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
            try:
                async with httpx.AsyncClient(base_url=address, timeout=20) as client:
                    # The listener takes connections already; this waits until the lifespan has
                    # begun.
                    await client.get("/health", headers={"Connection": "close"})
                    yield client
            finally:
                server.should_exit = True
                await serving

    return serve_api


@pytest.fixture
async def door(database_url: str) -> AsyncIterator[Doorway]:
    """Open; in a short folder, because a socket's path has to be."""
    with tempfile.TemporaryDirectory() as folder:
        door = Doorway(Path(folder), database_url)
        await door.open()
        yield door
        await door.shut()
