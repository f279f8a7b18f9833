"""Real servers for every test: one PostgreSQL and one Valkey a session, a fresh database a test."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pwdlib import PasswordHash
from redis.asyncio import Redis

from api.main import create_app
from cli.embedded import embedded_postgres, embedded_valkey
from shared.audio.cutting_process import Cutter
from shared.concurrency.sandbox import Walls
from shared.concurrency.tasks import Background
from shared.db.migrate import migrate
from shared.db.pool import Database, open_database
from shared.db.vectors import PgVectorIndex
from shared.download.fetcher import RecordingFetcher
from shared.outgoing.http import OutgoingHttp
from shared.providers.open import open_storage
from shared.queue.queue import open_queue
from shared.sealing import Sealer
from shared.settings.load import Settings, load_settings
from shared.telemetry.metrics import LoopWatch, create_metrics
from shared.telemetry.tracing import Tracing
from shared.vendors.elevenlabs.api import ElevenLabsConversations
from shared.vendors.elevenlabs.outbound import ElevenLabsOutbound
from shared.vendors.twilio.api import TwilioRecordings
from tests.fakes.s3_server import BUCKET, s3_server
from tests.support.databases import TEMPLATE, Databases, as_application
from tests.support.gates import open_door
from tests.support.people import PASSWORD, Team, settled
from tests.support.providers import Script, scripted
from tests.support.texts import TEXT_WORK
from tests.support.warm_connections import WarmConnections
from worker.event_deliveries import Deliverer
from worker.large_recordings import LargeRecordings
from worker.lease_renewal import open_leases
from worker.resources import Resources
from worker.scratch import open_scratch

ELEVENLABS_SECRET = "wsec_" + "7" * 64
METRICS_TOKEN = "metrics-4f7a9c1e2b8d"

# How long an example takes depends on what else the machine does.
hypothesis_settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("any machine")


# Files whose tests start whole installations: seconds each, spent waiting.
SLOW = ("tests/system/", "tests/operations/", "tests/chaos/", "tests/cli/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts long files first, so that no process is left alone with one at the end; otherwise keeps
    the order.
    """
    long = {item.path for item in items if item.get_closest_marker("walk")}
    items.sort(key=lambda item: (item.path not in long, not item.nodeid.startswith(SLOW)))


@dataclass(frozen=True)
class Servers:
    postgres_url: str
    redis_url: str

    def database_url(self, name: str) -> str:
        """Of the role that owns the tables."""
        return self.postgres_url.replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Not durable, which makes them quick; the folder is outside pytest's because PostgreSQL must
    pass into it.
    """
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
    await connection.execute(f"create database {TEMPLATE}")
    await connection.close()
    url = servers.database_url(TEMPLATE)
    await migrate(url, application_url=as_application(url))


@pytest.fixture(scope="session", autouse=True)
async def warm_connections() -> AsyncIterator[WarmConnections]:
    connections = WarmConnections()
    with pytest.MonkeyPatch.context() as patch:
        pool = partial(asyncpg.create_pool, connect=connections.connect)
        patch.setattr(asyncpg, "create_pool", pool)
        yield connections
    connections.close()


@pytest.fixture(scope="session")
async def databases(
    servers: Servers, warm_connections: WarmConnections
) -> AsyncIterator[Databases]:
    databases = Databases(servers.postgres_url, warm_connections)
    yield databases
    await databases.close()


@pytest.fixture
async def owner_url(servers: Servers, databases: Databases) -> AsyncIterator[str]:
    """A database of the test's own, migrated and empty, as the role that owns the tables."""
    name = await databases.take()
    url = servers.database_url(name)
    yield url
    await databases.give_back(name, url)


@pytest.fixture
def database_url(owner_url: str) -> str:
    """The same database as the application's role, which sees one tenant at a time."""
    return as_application(owner_url)


@pytest.fixture
async def empty_url(servers: Servers) -> AsyncIterator[str]:
    """A database with nothing in it."""
    name = f"empty_{uuid4().hex}"
    connection = await asyncpg.connect(servers.postgres_url)
    await connection.execute(f"create database {name}")
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
def environ(database_url: str, owner_url: str, redis_url: str, tmp_path: Path) -> dict[str, str]:
    """An installation's environment: local providers, one webhook secret, quick retries."""
    return {
        "DATABASE_URL": database_url,
        "DATABASE_MIGRATE_URL": owner_url,
        "REDIS_URL": redis_url,
        "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
        "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
        "AFTERCALL_ENV": "production",
        "SIGNUP_OPEN": "direct",
        "METRICS_TOKEN": METRICS_TOKEN,
        "DOCS_ENABLED": "true",
        "ALLOWED_HOSTS": "aftercall.test,x",
        "AFTERCALL_DATA_DIR": str(tmp_path),
        "ELEVENLABS_WEBHOOK_SECRET": ELEVENLABS_SECRET,
        # A busy machine may let a run wait for longer than a usual lease.
        "LEASE_S": "60",
        # A busy machine may take longer for a look-up, too.
        "ELEVENLABS_INITIATION_LIMIT_S": "10",
        # Most tests use one connection at a time, and a new one takes milliseconds.
        "DATABASE_POOL_MIN": "1",
        "BACKOFF_BASE_S": "0.01",
        "RECONCILE_INTERVAL_S": "0.2",
        "QUEUE_POLL_S": "0.02",
    }


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    """One S3 server for all tests, which are apart by their prefix."""
    with s3_server() as url:
        yield url


@pytest.fixture
def s3_environ(s3_url: str) -> dict[str, str]:
    """What keeps recordings in that server, in a place of the test's own."""
    return {
        "S3_BUCKET": BUCKET,
        "S3_ENDPOINT_URL": s3_url,
        "S3_ALLOW_HTTP": "true",
        "S3_ACCESS_KEY_ID": "test",
        "S3_SECRET_ACCESS_KEY": "test-secret",
        "S3_PREFIX": uuid4().hex,
        "S3_TIMEOUT_S": "20",
    }


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    return load_settings(environ)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    async with open_database(settings.database) as database:
        yield database


@pytest.fixture
async def owner_database(settings: Settings) -> AsyncIterator[Database]:
    """The same database as the role that owns the tables, which may change them."""
    async with open_database(settings.database.as_owner(), size=1) as database:
        yield database


ApiFactory = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def open_api(environ: dict[str, str]) -> ApiFactory:
    """Opens the API in this process, with its lifespan; keywords change the environment, an empty
    one unsets.
    """

    @asynccontextmanager
    async def open_api(**changes: str) -> AsyncIterator[httpx.AsyncClient]:
        # A task that ends would end the tests' process, with no word on which test it was.
        background = Background(end=lambda: None)
        app = create_app(
            load_settings({name: value for name, value in {**environ, **changes}.items() if value}),
            background,
        )
        # Server errors are answers to look at, not exceptions in the test.
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://aftercall.test") as client,
        ):
            yield client
        assert not background.failed, "a background task of the API ended; the log has its error"

    return open_api


@pytest.fixture
async def client(open_api: ApiFactory) -> AsyncIterator[httpx.AsyncClient]:
    async with open_api() as client:
        yield client


@pytest.fixture(scope="session")
def password_hash() -> str:
    return PasswordHash.recommended().hash(PASSWORD)


@pytest.fixture
async def team(
    client: httpx.AsyncClient, database: Database, settings: Settings, password_hash: str
) -> Team:
    return await settled(
        client, database, settings, "north@example.com", "Northside Plumbing", password_hash
    )


@pytest.fixture
async def other_team(
    client: httpx.AsyncClient, database: Database, settings: Settings, password_hash: str
) -> Team:
    return await settled(
        client, database, settings, "south@example.com", "Southside Dental", password_hash
    )


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture(scope="session")
async def cutter(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cutter]:
    """One for all tests: its process takes a moment to load what it needs. Its files are those of
    tests.
    """
    everything = (tmp_path_factory.getbasetemp(),)
    cutter = Cutter(1, walls=Walls(reads=everything, writes=everything))
    yield cutter
    await cutter.close()


@pytest.fixture(scope="session", autouse=True)
async def text_work_closed() -> AsyncIterator[None]:
    yield
    await TEXT_WORK.close()


@pytest.fixture
async def worker(
    settings: Settings, database: Database, script: Script, cutter: Cutter
) -> AsyncIterator[Resources]:
    """A worker's resources in this process, with scripted providers."""
    fetcher = RecordingFetcher(
        settings.fetch,
        settings.twilio,
        settings.elevenlabs,
        open_door(),
        max_bytes=settings.ingest.max_recording_bytes,
    )
    conversations = ElevenLabsConversations(settings.elevenlabs, open_door())
    outbound = ElevenLabsOutbound(settings.elevenlabs, open_door())
    twilio_recordings, metrics, work = (
        TwilioRecordings(settings.twilio, open_door()),
        create_metrics(),
        settings.work,
    )
    background = Background(end=lambda: None)
    outgoing = OutgoingHttp(settings.targets)
    with open_scratch(settings.runtime.data_dir / "scratch") as scratch:
        async with (
            open_queue(settings.queue, metrics) as queue,
            open_leases(
                database, metrics, background, lease_s=work.lease_s, heartbeat_s=work.heartbeat_s
            ) as leases,
        ):
            yield Resources(
                settings=settings,
                database=database,
                queue=queue,
                providers=scripted(script, PgVectorIndex(database)),
                fetcher=fetcher,
                conversations=conversations,
                outbound=outbound,
                twilio_recordings=twilio_recordings,
                cutter=cutter,
                text_work=TEXT_WORK,
                scratch=scratch,
                transcription=asyncio.Semaphore(2),
                storage=open_storage(settings),
                sealer=Sealer(settings.auth),
                metrics=metrics,
                tracing=Tracing(),
                leases=leases,
                large_recordings=LargeRecordings(
                    room=work.concurrency, slot_bytes=work.large_recording_bytes
                ),
                loop_watch=LoopWatch(metrics),
                gate=open_door(),
                deliverer=Deliverer(settings, database, Sealer(settings.auth), metrics, outgoing),
                worker="test-worker",
            )
    await fetcher.close()
    await conversations.close()
    await outbound.close()
    await twilio_recordings.close()
    await outgoing.close()
    assert not background.failed, "a background task of the worker ended; the log has its error"
