"""Personal data and secrets are planted, everything goes wrong, and they are found nowhere they
should not be.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import asyncpg
import httpx
import pytest
from redis.asyncio import Redis

from cli.installation import APPLICATION_ROLE
from shared.db.pool import ALL_TENANTS, Database
from shared.vendors.twilio.webhook import sign as sign_twilio
from tests.chaos.proxy import Connect, Proxy, proxied
from tests.conftest import Servers
from tests.fakes import openai_server as openai
from tests.fakes.otlp_server import FakeCollector
from tests.fakes.serving import Fault, served
from tests.fakes.twilio_server import ACCOUNT_SID, AUTH_TOKEN, RECORDING_SID
from tests.support import leaks
from tests.support.calls import send, transcription
from tests.support.forked import installation
from tests.support.leaks import (
    EMAIL,
    ENDPOINT_SECRET,
    NAME,
    NUMBER,
    PASSWORD,
    PHRASE,
    SECRETS,
    SERVER_PASSWORDS,
    RedisWatch,
    found,
)
from tests.support.people import Team
from tests.support.ports import unused_port
from tests.support.processes import Installation, until
from tests.system.vendors import Vendors, vendors

SAID = (
    f"I am {NAME}, 503 555 0177, {EMAIL}. {PHRASE}. Can someone call me back tomorrow at three p m?"
)
TELLING = {
    "error": {"message": f"{PHRASE} {NUMBER}", "type": "invalid_request_error", "code": "bad_input"}
}
OVER = ("succeeded", "failed", "cancelled")
# A row that quotes itself when it breaks a rule, as a constraint's DETAIL does.
TRIPWIRE = """
create function tripwire() returns trigger language plpgsql as $$
begin
    raise exception 'refused: %', (select json_agg(t)
    from transcripts t) using detail = row_to_json(new)::text;
end $$;
create trigger tripwire before insert on agents for each row when (new.name = 'tripwire') execute
function tripwire();
create trigger tripwire before insert on insights for each row
    when (new.value::text like '%tripwire%') execute function tripwire();
"""


@dataclass
class Way:
    """To a server that other tests use too: it can be taken away from this one's processes."""

    run_step: Connect
    is_there: bool = True
    proxy: Proxy = field(init=False)

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if not self.is_there:
            raise ConnectionRefusedError
        return await self.run_step()

    def cut(self) -> None:
        self.is_there = False
        self.proxy.cut()

    def mend(self) -> None:
        self.is_there = True


@dataclass
class Scene:
    """One installation whose every secret is planted, and what it said where."""

    installed: Installation
    fakes: Vendors
    collector: FakeCollector
    postgres: Way
    redis: Way
    watch: RedisWatch
    database: Database
    worker_port: int
    error_bodies: list[str] = field(default_factory=list)
    scrapes: list[str] = field(default_factory=list)

    async def note(self, answer: httpx.Response) -> None:
        if answer.status_code >= 400:
            self.error_bodies.append(f"{answer.status_code} {(await answer.aread()).decode()}")

    async def scrape(self) -> None:
        headers = {"Authorization": f"Bearer {SECRETS['METRICS_TOKEN']}"}
        async with httpx.AsyncClient(headers=headers) as scraper:
            for port in (self.installed.port, self.worker_port):
                answer = await scraper.get(f"http://127.0.0.1:{port}/metrics")
                assert answer.status_code == 200, answer.text
                self.scrapes.append(answer.text)

    async def errors_kept(self) -> str:
        async with self.database.connection(ALL_TENANTS) as conn:
            rows = await conn.fetch("""
                select error, error_code
                from jobs
                union all
                select error, error_code
                from job_steps
                union all
                select error, null
                from calls
                union all
                select error, null
                from recordings
                union all
                select booking_error, null
                from callbacks
                """)
        return "\n".join(str(tuple(row)) for row in rows if row["error"])


@pytest.fixture
async def scene(
    servers: Servers,
    owner_database: Database,
    environ: dict[str, str],
    redis_url: str,
    tmp_path: Path,
) -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        fakes = stack.enter_context(vendors())
        collector = FakeCollector()
        collector_url = stack.enter_context(served(collector.app))
        socket_dir = parse_qs(urlsplit(servers.postgres_url).query)["host"][0]
        redis_port = urlsplit(redis_url).port
        postgres = Way(lambda: asyncio.open_unix_connection(f"{socket_dir}/.s.PGSQL.5432"))
        redis = Way(lambda: asyncio.open_connection("127.0.0.1", redis_port))
        postgres.proxy = await stack.enter_async_context(proxied(postgres.connect))
        redis.proxy = await stack.enter_async_context(proxied(redis.connect))
        user = await stack.enter_async_context(_logins(servers, redis_url))
        name = urlsplit(environ["DATABASE_URL"]).path
        planted = {
            **environ,
            **fakes.environ,
            **SECRETS,
            "DATABASE_URL": (
                f"postgresql://{user}:{SERVER_PASSWORDS['postgres']}"
                f"@127.0.0.1:{postgres.proxy.port}{name}"
            ),
            "REDIS_URL": (
                f"redis://{user}:{SERVER_PASSWORDS['redis']}@127.0.0.1:{redis.proxy.port}/0"
            ),
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector_url,
            "OTEL_EXPORTER_OTLP_HEADERS": f"authorization=Bearer%20{SERVER_PASSWORDS['collector']}",
            "LEASE_S": "4",
            "HEARTBEAT_S": "0.5",
            "MAX_CRASHES": "1",
            "MAX_ATTEMPTS": "2",
            "WORKER_CONCURRENCY": "20",
            "RECORDING_WAIT_S": "0.3",
            "OUTAGE_PATIENCE_S": "5",
            "OPENAI_TIMEOUT_S": "1",
            "WEBHOOK_MAX_BYTES": "65536",
            "LOG_LEVEL": "debug",
        }
        installed = stack.enter_context(installation(planted, tmp_path / "logs"))
        worker_port = unused_port()
        installed.environ["WORKER_METRICS_PORT"] = str(worker_port)
        watch = RedisWatch(redis_url)
        await watch.start()
        yield Scene(
            installed, fakes, collector, postgres, redis, watch, owner_database, worker_port
        )


@asynccontextmanager
async def _logins(servers: Servers, redis_url: str) -> AsyncIterator[str]:
    """A user of both servers with the planted passwords."""
    user = f"planted_{uuid4().hex}"
    redis: Redis = Redis.from_url(redis_url)
    password = f"+{SERVER_PASSWORDS['redis']}"
    await redis.acl_setuser(
        user, True, passwords=[password], keys=["*"], channels=["*"], categories=["+@all"]
    )
    admin = await asyncpg.connect(servers.postgres_url)
    await admin.execute(
        f"create role {user} login password '{SERVER_PASSWORDS['postgres']}'"
        f" in role {APPLICATION_ROLE}"
    )
    yield user
    await admin.execute(f"drop role {user}")
    await admin.close()
    await redis.acl_deluser(user)
    await redis.aclose()


def event(team: Team, conversation_id: str, said: str = SAID, **changes: Any) -> dict[str, Any]:
    payload = transcription(team.agent_id, conversation_id, turns=(("user", said),), **changes)
    payload["data"]["metadata"]["phone_call"] |= {"external_number": NUMBER, "call_sid": None}
    return payload


async def deliver(team: Team, *conversation_ids: str, **changes: Any) -> None:
    for conversation_id in conversation_ids:
        payload = event(team, conversation_id, **changes)
        answer = await send(team.client, payload, secret=SECRETS["ELEVENLABS_WEBHOOK_SECRET"])
        assert answer.status_code == 202, answer.text


async def everything_over(scene: Scene) -> None:
    """Waits are cut short: what is waited for does not come."""

    async def open_runs() -> int:
        # As whatever keeps a worker running would.
        if scene.installed.processes["worker"].poll() is not None:
            scene.installed.start_worker()
        async with scene.database.connection(ALL_TENANTS) as conn:
            await conn.execute("""
                update jobs
                set not_before = now(), wakeups = wakeups + 1,
                    woken_at = now() - interval '1 minute'
                where status = 'queued' and not_before > now() + interval '1 second'
                """)
            return int(
                await conn.fetchval(
                    "select count(*) from jobs where status in ('queued', 'running')"
                )
            )

    await until(open_runs, lambda count: count == 0, timeout_s=40, every_s=0.2)


async def sign_up(client: httpx.AsyncClient) -> Team:
    answer = await client.post(
        "/api/auth/signup",
        json={"email": EMAIL, "password": PASSWORD, "tenant_name": NAME, "timezone": "UTC"},
    )
    assert answer.status_code == 201, answer.text
    body = answer.json()
    return Team(
        client,
        body["tenant_id"],
        body["agent_id"],
        {"Authorization": f"Bearer {body['access_token']}"},
    )


async def callers_err(team: Team) -> None:
    """400, 401, 404, 409, 413, 422."""
    client, secret = team.client, SECRETS["ELEVENLABS_WEBHOOK_SECRET"]
    account = {"email": EMAIL, "password": PASSWORD, "tenant_name": NAME}
    await client.post("/api/auth/signup", json=account)
    await client.post("/api/auth/login", json={"email": EMAIL, "password": f"{PASSWORD}-not"})
    await client.post(
        "/api/auth/signup", json={**account, "password": NUMBER, "email": NAME, "timezone": PHRASE}
    )
    await client.post("/api/auth/signup", content=f'{{"email": "{EMAIL}'.encode())
    await client.get(f"/api/calls/{PHRASE}", headers=team.headers, params={"number": NUMBER})
    await client.get("/api/calls", headers={"Authorization": f"Bearer {PASSWORD}"})
    await team.get(f"/api/calls/{uuid4()}")
    await team.post("/api/agents", {"name": f"{NAME}\u0000"})
    await send(client, event(team, "conv_forged"), secret=f"{secret}-not")
    await send(client, event(team, "conv_large", said=PHRASE * 5000), secret=secret)
    await send(client, f'{{"{PHRASE}'.encode(), secret=secret)
    await send(client, {"type": NUMBER, "data": {"said": PHRASE}}, secret=secret)
    await send(client, event(team, "conv_wrong", transcript=NUMBER), secret=secret)
    endpoint = (await team.post("/api/webhook-endpoints", {"secret": ENDPOINT_SECRET})).json()
    path = f"/api/webhooks/elevenlabs/call-ended/{endpoint['id']}"
    assert (
        await send(client, event(team, "conv_own"), secret=ENDPOINT_SECRET, path=path)
    ).status_code == 202
    await send(client, event(team, "conv_own"), secret=f"{ENDPOINT_SECRET}-not", path=path)
    call_id = (await team.get("/api/calls")).json()["calls"][0]["id"]
    edit = {"turns": [{"speaker": "customer", "text": PHRASE}], "base_version": 99}
    await team.put(f"/api/calls/{call_id}/transcript", edit)
    await team.post(
        "/api/process-recording",
        {"recording_url": f"https://{NAME}:{PASSWORD}@recordings.invalid/a.wav"},
    )


def script_faults(fakes: Vendors) -> int:
    """Each for a request of its own; returns how many calls they need."""
    ours = [
        Fault("status", status, {"retry-after": "0"}, TELLING) for status in (400, 401, 429, 500)
    ]
    spoken = [openai.says(PHRASE), openai.says({"title": NUMBER, "unexpected": PHRASE})]
    wire = [openai.MALFORMED, openai.TRUNCATED, openai.HANG, openai.REFUSAL, openai.QUOTA]
    fakes.openai.script.then("chat", *ours, *spoken, *wire)
    fakes.openai.script.then("embeddings", *ours, openai.MALFORMED)
    fakes.pinecone.script.then("upsert", *ours, openai.TRUNCATED)
    fakes.calcom.script.then("create", *ours, openai.MALFORMED)
    fakes.elevenlabs.script.then("conversation", *ours, openai.MALFORMED)
    return 6


async def providers_fail(scene: Scene, team: Team) -> None:
    count = script_faults(scene.fakes)
    await deliver(team, *(f"conv_fault_{number}" for number in range(count)))
    await deliver(team, *(f"conv_withheld_{number}" for number in range(3)), transcript=[])
    await team.post(
        "/api/process-recording",
        {"recording_url": f"https://recordings.invalid/a.wav?key={PASSWORD}"},
    )
    await team.post("/api/twilio-accounts", {"account_sid": ACCOUNT_SID})
    path = "/api/webhooks/twilio/recording"
    fields = [
        ("AccountSid", ACCOUNT_SID),
        ("RecordingSid", RECORDING_SID),
        ("RecordingStatus", "completed"),
    ]
    fields += [("From", NUMBER), ("CallerName", NAME)]
    signature = sign_twilio(f"{scene.installed.base_url}{path}", fields, secret=AUTH_TOKEN)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
    answer = await team.client.post(path, content=urlencode(fields).encode(), headers=headers)
    assert answer.status_code == 202, answer.text
    await everything_over(scene)


async def database_quotes_rows(scene: Scene, team: Team) -> None:
    async with scene.database.connection(ALL_TENANTS) as conn:
        await conn.execute(TRIPWIRE)
    await team.post("/api/agents", {"name": "tripwire"})
    await deliver(team, "conv_tripwire", said=f"tripwire {PHRASE}")
    await everything_over(scene)


async def worker_dies(scene: Scene, team: Team) -> None:
    before = scene.fakes.hanging
    scene.fakes.openai.script.trap("chat", lambda body: "crash here" in json.dumps(body))
    await deliver(team, "conv_crash", said=f"crash here {PHRASE}")

    async def hanging() -> bool:
        return scene.fakes.hanging > before

    await until(hanging)
    await scene.scrape()
    scene.installed.kill("worker")
    scene.installed.start_worker()
    await everything_over(scene)
    await scene.scrape()


async def servers_go_away(scene: Scene, team: Team) -> None:
    async def logged(message: str) -> None:
        async def said() -> bool:
            return message in scene.installed.said()

        await until(said)

    scene.redis.cut()
    await deliver(team, "conv_no_redis")
    await logged("wakeups not sent")
    scene.redis.mend()
    scene.postgres.cut()
    payload = event(team, "conv_no_postgres")
    answer = await send(team.client, payload, secret=SECRETS["ELEVENLABS_WEBHOOK_SECRET"])
    assert (answer.status_code, answer.json()["status"]) == (202, "spooled")
    assert (await team.get("/api/calls")).status_code == 503
    await logged("sweep failed")
    scene.postgres.mend()
    await everything_over(scene)


async def test_nothing_personal_and_no_secret_is_found_where_it_should_not_be(scene: Scene) -> None:
    await scene.installed.start_api()
    for sender in (scene.fakes.elevenlabs, scene.fakes.twilio):
        sender.script.then("list", Fault("status", 400, {}, TELLING))
    scene.installed.start_worker()
    hooks = {"response": [scene.note]}
    async with httpx.AsyncClient(
        base_url=scene.installed.base_url, timeout=20, event_hooks=hooks
    ) as client:
        team = await sign_up(client)
        key = (await team.post("/api/api-keys", {"name": NAME})).json()
        await deliver(team, "conv_success")
        await everything_over(scene)
        await callers_err(team)
        await providers_fail(scene, team)
        await database_quotes_rows(scene, team)
        await worker_dies(scene, team)
        await servers_go_away(scene, team)
        await scene.scrape()
    for name in ("worker", "api"):
        # In a thread: this loop is their way to the servers.
        await asyncio.to_thread(scene.installed.stop, name)
    places = {
        "logs": scene.installed.said(),
        "redis": await scene.watch.stop(),
        "metrics": "\n".join(scene.scrapes),
        "traces": scene.collector.everything,
        "error bodies": "\n".join(scene.error_bodies),
        "errors kept": await scene.errors_kept(),
    }
    issued = {"access_token": team.headers["Authorization"].split()[1], "api_key": key["api_key"]}
    leaking = {
        place: names
        for place, text in places.items()
        if (names := found(text, {**leaks.PLANTED, **issued}))
    }
    assert leaking == {}
    require_that_it_happened(scene, places)


def require_that_it_happened(scene: Scene, places: dict[str, str]) -> None:
    """A search of what never was written finds nothing either."""
    statuses = {body.split(" ")[0] for body in scene.error_bodies}
    assert statuses >= {"400", "401", "404", "409", "413", "422", "500", "503"}
    for message in (
        "run quarantined",
        "fault in a run",
        "unexpected error",
        "wakeups not sent",
        "step failed",
        "missed calls not checked",
    ):
        assert message in places["logs"], message
    told = (
        "bad_input",
        "malformed_answer",
        "rate_limited",
        "timeout",
        "provider_unavailable",
        "insufficient_quota",
    )
    for code in told:
        assert f'"code": "{code}"' in places["logs"], code
    for code in ("bad_input", "quarantined", "internal_error"):
        assert code in places["errors kept"], code
    assert {span.service for span in scene.collector.spans} == {"aftercall-api", "aftercall-worker"}
    assert "ZADD" in places["redis"].upper()
    assert 'outcome="quarantined"' in places["metrics"]
