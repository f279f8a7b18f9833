"""Real servers for every test: one PostgreSQL and one Valkey a session, a fresh database a test."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest
from redis.asyncio import Redis

from api.main import create_app
from cli.embedded import embedded_postgres, embedded_valkey
from shared.db.migrate import migrate
from shared.db.pool import Database, open_database
from shared.db.vectors import PgVectorIndex
from shared.providers.fetching import RecordingFetcher
from shared.providers.hosted.elevenlabs_conversations import ElevenLabsConversations
from shared.queue import open_queue
from shared.settings import Settings, load_settings
from shared.storage import RecordingStorage
from tests.support.people import Team, sign_up
from tests.support.providers import Script, scripted
from worker.resources import Resources

ELEVENLABS_SECRET = "wsec_" + "7" * 64


@dataclass(frozen=True)
class Servers:
    postgres_url: str
    redis_url: str

    def database_url(self, name: str) -> str:
        return self.postgres_url.replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Not durable, which makes them quick; the folder is outside pytest's because PostgreSQL must pass into it."""
    folder = Path(tempfile.gettempdir()) / f"aftercall-test-{uuid4().hex}"
    with (
        embedded_postgres(folder, durable=False) as postgres_url,
        embedded_valkey(folder, durable=False) as redis_url,
    ):
        servers = Servers(postgres_url, redis_url)
        asyncio.run(_make_template(servers))
        yield servers
    shutil.rmtree(folder)


async def _make_template(servers: Servers) -> None:
    connection = await asyncpg.connect(servers.postgres_url)
    await connection.execute("create database template_aftercall")
    await connection.close()
    await migrate(servers.database_url("template_aftercall"))


@pytest.fixture
async def database_url(servers: Servers) -> AsyncIterator[str]:
    """A database of the test's own, migrated."""
    name = f"test_{uuid4().hex}"
    connection = await asyncpg.connect(servers.postgres_url)
    await connection.execute(f"create database {name} template template_aftercall")
    yield servers.database_url(name)
    await connection.execute(f"drop database {name} with (force)")
    await connection.close()


@pytest.fixture
async def redis_url(servers: Servers) -> AsyncIterator[str]:
    """Empty before the test."""
    client = Redis.from_url(servers.redis_url)
    await client.flushall()
    yield servers.redis_url
    await client.aclose()


@pytest.fixture
def environ(database_url: str, redis_url: str, tmp_path: Path) -> dict[str, str]:
    """An installation's environment: local providers, one webhook secret, quick retries."""
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "JWT_SECRET": "j" * 32,
        "ENCRYPTION_KEY": "e" * 32,
        "AFTERCALL_ENV": "production",
        "SIGNUP_OPEN": "true",
        "AFTERCALL_DATA_DIR": str(tmp_path),
        "ELEVENLABS_WEBHOOK_SECRET": ELEVENLABS_SECRET,
        "BACKOFF_BASE_S": "0.01",
        "RECONCILE_INTERVAL_S": "0.2",
        "QUEUE_POLL_S": "0.02",
    }


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    return load_settings(environ)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    async with open_database(settings.database) as database:
        yield database


ApiFactory = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def open_api(environ: dict[str, str]) -> ApiFactory:
    """Opens the API in this process, with its lifespan; keywords change the environment, an empty one unsets."""

    @asynccontextmanager
    async def open_api(**changes: str) -> AsyncIterator[httpx.AsyncClient]:
        app = create_app(load_settings({name: value for name, value in {**environ, **changes}.items() if value}))
        # Server errors are answers to look at, not exceptions in the test.
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://aftercall.test") as client,
        ):
            yield client

    return open_api


@pytest.fixture
async def client(open_api: ApiFactory) -> AsyncIterator[httpx.AsyncClient]:
    async with open_api() as client:
        yield client


@pytest.fixture
async def team(client: httpx.AsyncClient) -> Team:
    return await sign_up(client, "north@example.com", "Northside Plumbing")


@pytest.fixture
async def other_team(client: httpx.AsyncClient) -> Team:
    return await sign_up(client, "south@example.com", "Southside Dental")


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
async def worker(settings: Settings, database: Database, script: Script) -> AsyncIterator[Resources]:
    """A worker's resources in this process, with scripted providers."""
    fetcher = RecordingFetcher(
        settings.fetch, settings.twilio, settings.elevenlabs, max_bytes=settings.ingest.max_recording_bytes
    )
    conversations = ElevenLabsConversations(settings.elevenlabs)
    async with open_queue(settings.queue) as queue:
        yield Resources(
            settings=settings,
            database=database,
            queue=queue,
            providers=scripted(script, PgVectorIndex(database)),
            fetcher=fetcher,
            conversations=conversations,
            storage=RecordingStorage(settings.runtime.data_dir / "recordings"),
            worker="test-worker",
        )
    await fetcher.close()
    await conversations.close()
