"""Liveness, readiness, and what is promised while a server is away."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import pytest
import time_machine

from shared.db.canary import find_newest_canary, lock_canary
from shared.db.pool import ALL_TENANTS, Database
from shared.db.rows import fetch_row
from shared.domain.canary import CANARY_TENANT
from shared.domain.ids import new_id
from shared.queue.queue import open_queue
from shared.settings.load import Settings
from tests.conftest import ELEVENLABS_SECRET, ApiFactory
from tests.fakes.pinecone_server import FakePinecone
from tests.fakes.serving import Fault, served
from tests.support.calls import send, transcription
from tests.support.doorway import Doorway
from tests.support.people import Team, sign_up
from tests.support.processes import until

CLOSED = "redis://127.0.0.1:1/0"


async def test_health_names_version_uptime_and_environment(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health")
    body = answer.json()
    assert (answer.status_code, body["status"], body["environment"]) == (200, "ok", "production")
    assert body["version"]
    assert body["uptime_s"] >= 0


async def test_readiness_names_what_is_missing(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health/ready")
    checks = answer.json()["checks"]
    assert (answer.status_code, answer.json()["status"]) == (503, "not ready")
    assert "worker" in checks.pop("worker").lower()
    assert set(checks) == {
        "postgres",
        "redis",
        "vector_index",
        "recordings",
        "work",
        "clock",
        "secrets",
        "disk",
        "canary",
    }
    assert set(checks.values()) == {"ok"}


async def test_a_canary_is_sent_at_once_after_a_longer_stop(
    open_api: ApiFactory, database: Database
) -> None:
    """Readiness would call the last one from before the stop too old until the next one is due."""
    async with database.transaction(ALL_TENANTS) as conn:
        await lock_canary(conn)
        await conn.execute(
            """
            insert into calls (id, tenant_id, source, external_id, status, created_at)
            values ($1, $2, 'elevenlabs', 'canary-before', 'ready', now() - interval '9 hours')
            """,
            new_id(),
            CANARY_TENANT,
        )

    async def newest_age_s() -> float:
        async with database.connection(ALL_TENANTS) as conn:
            newest = await find_newest_canary(conn)
            return newest.age_s if newest else 0.0

    async with open_api(CANARY_EVERY_S="300") as client:
        await until(newest_age_s, lambda age_s: age_s < 300)
        checks = (await client.get("/health/ready")).json()["checks"]
    assert checks["canary"] == "ok"


async def test_readiness_is_given_when_a_worker_lives(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    async with open_queue(settings.queue) as queue:
        await queue.report_worker("worker", "alive", lasting_s=60)
    answer = await client.get("/health/ready")
    assert (answer.status_code, set(answer.json()["checks"].values())) == (200, {"ok"})


async def test_without_redis_calls_are_still_accepted_and_readiness_says_so(
    open_api: ApiFactory, database: Database
) -> None:
    async with open_api(REDIS_URL=CLOSED) as client:
        team = await sign_up(client, "a@example.com", "A")
        async with asyncio.timeout(10):
            answers = await asyncio.gather(
                *(
                    send(client, transcription(team.agent_id, f"c{n}"), secret=ELEVENLABS_SECRET)
                    for n in range(20)
                )
            )
        assert {answer.status_code for answer in answers} == {202}
        ready = await client.get("/health/ready")
        alive = await client.get("/health")
    assert (ready.status_code, alive.status_code) == (503, 200)
    assert ready.json()["checks"]["postgres"] == "ok"
    assert ready.json()["checks"]["redis"] != "ok"
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from jobs where status = 'queued'") == 20


async def test_readiness_names_the_migrations_that_a_new_release_still_needs(
    client: httpx.AsyncClient, owner_database: Database
) -> None:
    async with owner_database.connection(ALL_TENANTS) as conn:
        taken = await fetch_row(
            conn, "delete from schema_migrations where name like '0009%' returning *"
        )
        ready = await client.get("/health/ready")
        await conn.execute("insert into schema_migrations values ($1, $2, $3)", *taken)
    assert ready.status_code == 503
    assert ready.json()["checks"]["postgres"] == (
        "The database lacks migrations (0009_legs.sql); run `aftercall migrate`."
    )


async def test_readiness_is_given_to_a_role_that_may_not_read_what_was_migrated(
    open_api: ApiFactory, owner_database: Database, environ: dict[str, str]
) -> None:
    role = f"guest_{uuid4().hex}"
    async with owner_database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            f"""
            create role {role} login; grant select, insert, update, delete on all tables in schema
                public to {role}; revoke all on schema_migrations from {role}
            """
        )
        async with open_api(
            DATABASE_URL=environ["DATABASE_MIGRATE_URL"].replace("postgres@", f"{role}@")
        ) as client:
            ready = await client.get("/health/ready")
        await conn.execute(f"drop owned by {role}; drop role {role}")
    assert ready.json()["checks"]["postgres"] == "ok"


async def test_without_postgres_nothing_is_promised_and_nothing_has_to_be_restarted(
    open_api: ApiFactory, door: Doorway
) -> None:
    async with open_api(
        DATABASE_URL=door.url, DATABASE_ACQUIRE_TIMEOUT_S="1", SPOOL_MAX_EVENTS="0"
    ) as client:
        team = await sign_up(client, "a@example.com", "A")
        await door.shut()
        refused = await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
        ready, alive = await client.get("/health/ready"), await client.get("/health")
        read = await team.get("/api/calls")
        await door.open()
        accepted = await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
    assert (refused.status_code, refused.headers["content-type"]) == (
        503,
        "application/problem+json",
    )
    assert int(refused.headers["retry-after"]) > 0
    assert (ready.status_code, alive.status_code, read.status_code) == (503, 200, 503)
    assert ready.json()["checks"]["postgres"] == "The database cannot be reached right now."
    assert accepted.status_code == 202


async def test_one_task_sends_wakeups(client: httpx.AsyncClient) -> None:
    """With a second one those that gather would be shared out, and take twice the trips."""
    running = [getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks()]
    assert running.count("WakeupSender.run") == 1


async def test_whoever_asks_at_the_same_time_gets_the_same_answer_and_vendors_are_asked_once(
    open_api: ApiFactory,
) -> None:
    fake = FakePinecone(384)
    with served(fake.app) as url:
        async with open_api(PINECONE_API_KEY="pc-test", PINECONE_HOST=url) as client:
            fake.script.trap("stats", lambda _: True)
            asking = [asyncio.create_task(client.get("/health/ready")) for _ in range(20)]
            assert await asyncio.to_thread(fake.script.wait_for_hang, "stats")
            asking[0].cancel()
            await asyncio.sleep(0.2)
            fake.script.release()
            answers = await asyncio.gather(*asking[1:])
            assert {answer.json()["checks"]["vector_index"] for answer in answers} == {"ok"}
            assert fake.script.count("stats") == 1
            await client.get("/health/ready")
            assert fake.script.count("stats") == 2


async def test_readiness_goes_on_saying_why_a_vendor_is_left_alone(open_api: ApiFactory) -> None:
    fake = FakePinecone(384)
    with served(fake.app) as url:
        async with open_api(
            PINECONE_API_KEY="pc-test", PINECONE_HOST=url, BREAKER_FAILURES="2"
        ) as client:
            fake.script.then("stats", *[Fault("status", 503)] * 2)
            said = [(await checks_of(client))["vector_index"] for _ in range(4)]
            assert fake.script.count("stats") == 2
    assert len({text.partition(" (the vendor keeps failing")[0] for text in said}) == 1
    assert "503" in said[3]


async def checks_of(client: httpx.AsyncClient) -> dict[str, str]:
    found: dict[str, str] = (await client.get("/health/ready")).json()["checks"]
    return found


async def accept(client: httpx.AsyncClient, team: Team, conversation_id: str) -> UUID:
    answer = await send(
        client, transcription(team.agent_id, conversation_id), secret=ELEVENLABS_SECRET
    )
    return UUID(answer.json()["job_id"])


async def test_readiness_is_refused_while_due_calls_of_a_tenant_stand_still(
    client: httpx.AsyncClient, team: Team, database: Database
) -> None:
    """Whatever lives: a worker that reports itself may have lost the part that finds forgotten
    calls.
    """
    await accept(client, team, "c1")
    assert (await checks_of(client))["work"] == "ok"
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set not_before = now() - interval '5 minutes'")
    told = (await checks_of(client))["work"]
    assert told.startswith("1 runs are due and not worked on, one for 300 s already")


@pytest.mark.parametrize(
    ("younger", "stands_still"),
    [
        ("status = 'succeeded', started_at = now(), finished_at = now()", True),
        ("status = 'running', started_at = now(), lease_until = now() + interval '5 s'", True),
        (
            "status = 'running', started_at = now(), lease_until = now() + interval '5 s',"
            " created_at = now() - interval '290 s'",
            False,
        ),
    ],
    ids=["a younger one is done", "a younger one is worked on", "one of the same age is worked on"],
)
async def test_a_backlog_that_is_worked_off_in_order_is_not_one_that_stands_still(
    client: httpx.AsyncClient, team: Team, database: Database, younger: str, stands_still: bool
) -> None:
    forgotten, other = await accept(client, team, "c1"), await accept(client, team, "c2")
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            """
            update jobs
            set not_before = now() - interval '5 minutes', created_at = now() - interval '5 minutes'
            where id = $1
            """,
            forgotten,
        )
        await conn.execute(f"update jobs set {younger} where id = $1", other)
    assert ((await checks_of(client))["work"] != "ok") is stands_still


async def test_readiness_names_a_full_disk_and_so_does_every_503(
    open_api: ApiFactory, door: Doorway
) -> None:
    async with open_api(
        MIN_FREE_DISK_BYTES=str(2**53), DATABASE_URL=door.url, DATABASE_ACQUIRE_TIMEOUT_S="1"
    ) as client:
        team = await sign_up(client, "a@example.com", "A")
        assert "is full" in (await checks_of(client))["disk"]
        await door.shut()
        refused = await team.get("/api/calls")
        await door.open()
    assert refused.status_code == 503
    assert (
        "The database cannot be reached right now. The disk of AFTERCALL_DATA_DIR is full"
        in refused.json()["detail"]
    )


async def test_readiness_names_a_clock_that_is_wrong(client: httpx.AsyncClient) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
        told = (await checks_of(client))["clock"]
    assert told.startswith("This machine's clock is 3600 s ahead of the database's")


async def test_a_wrong_encryption_key_is_503_for_the_sender_and_named_by_readiness(
    client: httpx.AsyncClient, team: Team, open_api: ApiFactory
) -> None:
    """With 401 ElevenLabs would switch the webhook off, and nobody here would hear of it."""
    secret = "wsec_0123456789abcdef"
    endpoint = (await team.post("/api/webhook-endpoints", {"secret": secret})).json()
    async with open_api(ENCRYPTION_KEY="F7g8H9j0K1l2Z3x4C5v6B7n8M9q0W1e2") as wrong:
        answer = await send(
            wrong, transcription("agent_1"), secret=secret, path=httpx.URL(endpoint["url"]).path
        )
        told = (await checks_of(wrong))["secrets"]
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "ENCRYPTION_KEY" in told
    assert (await checks_of(client))["secrets"] == "ok"
