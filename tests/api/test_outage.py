"""The database goes away and comes back: what senders are told, and what is there afterwards."""

import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import asyncpg
import httpx
import pytest

from shared.db.migrate import migrate
from shared.db.pool import ALL_TENANTS, Database
from shared.vendors.twilio import webhook as twilio
from tests.conftest import ELEVENLABS_SECRET, ApiFactory, Servers
from tests.support.calls import send, transcription
from tests.support.doorway import Doorway
from tests.support.odd_events import odd
from tests.support.people import PASSWORD, Team, sign_up
from tests.support.processes import until

ACCOUNT = "AC" + "1" * 32
PUBLIC = "https://calls.example.com"
TOKEN = "t" * 32


@pytest.fixture
async def client(open_api: ApiFactory, door: Doorway) -> AsyncIterator[httpx.AsyncClient]:
    async with open_api(
        DATABASE_URL=door.url, TWILIO_AUTH_TOKEN=TOKEN, PUBLIC_BASE_URL=PUBLIC
    ) as client:
        yield client


@pytest.fixture
async def caller(client: httpx.AsyncClient) -> Team:
    return await sign_up(client, "north@example.com", "Northside")


def spooled(tmp_path: Path, folder: str = ".") -> list[dict[str, Any]]:
    return [
        json.loads(path.read_bytes())
        for path in sorted((tmp_path / "spooled-events" / folder).glob("*.json"))
    ]


async def recorded(database: Database) -> list[str]:
    async with database.connection(ALL_TENANTS) as conn:
        rows = await conn.fetch(
            "select c.external_id from calls c join jobs j on j.call_id = c.id order by 1"
        )
    return [row["external_id"] for row in rows]


async def test_a_signed_event_is_spooled_and_recorded_when_the_database_is_back(
    client: httpx.AsyncClient, caller: Team, door: Doorway, database: Database, tmp_path: Path
) -> None:
    await door.shut()
    answer = await send(client, transcription(caller.agent_id), secret=ELEVENLABS_SECRET)
    assert (answer.status_code, answer.json()["status"], answer.json()["job_id"]) == (
        202,
        "spooled",
        None,
    )
    await send(client, transcription(caller.agent_id), secret=ELEVENLABS_SECRET)
    assert len(spooled(tmp_path)) == 2
    await door.open()
    assert await until(lambda: recorded(database)) == ["conv_1"]
    await until(lambda: nothing_waits(client))
    assert spooled(tmp_path, "set-aside") == []


async def test_an_api_that_starts_before_the_database_spools_what_comes(
    open_api: ApiFactory, client: httpx.AsyncClient, caller: Team, door: Doorway, database: Database
) -> None:
    """As after the machine itself was restarted. `client` is of an API that ran before."""
    await door.shut()
    async with open_api(DATABASE_URL=door.url) as early:
        answer = await send(early, transcription(caller.agent_id), secret=ELEVENLABS_SECRET)
        assert (answer.status_code, answer.json()["status"]) == (202, "spooled")
        assert (await early.get("/health/ready")).status_code == 503
        await door.open()
        assert await until(lambda: recorded(database)) == ["conv_1"]
        assert (await early.get("/health/ready")).json()["checks"]["postgres"] == "ok"


async def test_what_comes_before_the_tables_are_there_is_spooled(
    open_api: ApiFactory, empty_url: str
) -> None:
    """As while a backup is being restored, or before the first `aftercall migrate`."""
    async with open_api(DATABASE_URL=empty_url, SIGNUP_OPEN="direct") as client:
        answer = await send(client, transcription("agent_1"), secret=ELEVENLABS_SECRET)
        assert (answer.status_code, answer.json()["status"]) == (202, "spooled")
        login = await client.post(
            "/api/auth/login", json={"email": "a@example.com", "password": PASSWORD}
        )
        assert (login.status_code, "aftercall migrate" in login.json()["detail"]) == (503, True)
        await migrate(empty_url)
        await until(lambda: nothing_waits(client))
        team = await sign_up(client, "north@example.com", "Northside")
        registered = await team.post("/api/agents", {"name": "N", "external_id": "agent_1"})
        assert registered.json()["released_events"] == 1


async def test_what_comes_before_what_makes_rows_unique_is_there_is_spooled(
    open_api: ApiFactory, empty_url: str
) -> None:
    """A backup brings that after the tables and what is in them."""
    await migrate(empty_url)
    server = await asyncpg.connect(empty_url)
    name = "inbound_events_tenant_id_source_event_key_key"
    unique = await server.fetchval(
        "select pg_get_constraintdef(oid) from pg_constraint where conname = $1", name
    )
    await server.execute(f"alter table inbound_events drop constraint {name}")
    async with open_api(DATABASE_URL=empty_url) as client:
        answer = await send(client, transcription("agent_1"), secret=ELEVENLABS_SECRET)
        assert (answer.status_code, answer.json()["status"]) == (202, "spooled")
        await server.execute(f"alter table inbound_events add constraint {name} {unique}")
        await until(lambda: nothing_waits(client))
    assert await server.fetchval("select count(*) from inbound_events where status = 'held'") == 1
    await server.close()


async def nothing_waits(client: httpx.AsyncClient) -> bool:
    return bool((await client.get("/health/ready")).json()["spooled_events"] == 0)


async def tell_of_a_recording(
    client: httpx.AsyncClient, account: str = ACCOUNT, **more: str
) -> httpx.Response:
    path = "/api/webhooks/twilio/recording"
    fields = [
        ("AccountSid", account),
        ("RecordingSid", "RE" + "2" * 32),
        ("RecordingStatus", "completed"),
    ]
    fields += more.items()
    signature = twilio.sign(f"{PUBLIC}{path}", fields, secret=TOKEN)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
    return await client.post(path, content=urlencode(fields).encode(), headers=headers)


async def test_a_signed_recording_of_twilios_is_spooled_too(
    client: httpx.AsyncClient, caller: Team, door: Doorway, database: Database
) -> None:
    await caller.post("/api/twilio-accounts", {"accountSid": ACCOUNT})
    await door.shut()
    answer = await tell_of_a_recording(client)
    assert (answer.status_code, answer.json()["status"]) == (202, "spooled")
    await door.open()
    assert await until(lambda: recorded(database)) == ["RE" + "2" * 32]


async def test_a_signed_event_is_spooled_while_the_database_only_reads_as_after_a_failover(
    client: httpx.AsyncClient,
    caller: Team,
    database: Database,
    owner_database: Database,
    database_url: str,
) -> None:
    only_reads = (
        "alter database "
        + urlsplit(database_url).path.strip("/")
        + " {} default_transaction_read_only"
    )
    async with owner_database.connection(ALL_TENANTS) as conn:
        await conn.execute(only_reads.format("set") + " = on")
        await conn.execute(
            """
            select pg_terminate_backend(pid)
            from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
            """
        )
        await until(
            lambda: tells_of_a_call(client, caller),
            lambda answer: answer.get("status") == "spooled",
        )
        await conn.execute(only_reads.format("reset"))
    assert await until(lambda: recorded(database)) == ["conv_1"]


async def test_a_signed_event_is_spooled_while_the_database_lets_nobody_in_as_in_a_restore(
    client: httpx.AsyncClient, caller: Team, database: Database, database_url: str, servers: Servers
) -> None:
    name = urlsplit(database_url).path.strip("/")
    server = await asyncpg.connect(servers.postgres_url)
    await server.execute(f"alter database {name} allow_connections false")
    await server.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name
    )
    told = [
        await send(client, transcription(caller.agent_id), secret=ELEVENLABS_SECRET)
        for _ in range(3)
    ]
    ready = await client.get("/health/ready")
    await server.execute(f"alter database {name} allow_connections true")
    await server.close()
    assert [answer.json().get("status") for answer in told] == ["spooled"] * 3
    assert ready.status_code == 503
    assert await until(lambda: recorded(database)) == ["conv_1"]


async def test_a_signed_event_is_spooled_while_the_databases_own_disk_fails(
    client: httpx.AsyncClient, caller: Team, database: Database, owner_database: Database
) -> None:
    async with owner_database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "create function refuse() returns trigger language plpgsql as $$ begin"
            " raise exception 'could not write block 7' using errcode = 'io_error'; end $$;"
            " create trigger disk_fails before insert on inbound_events execute function refuse()"
        )
        answer = await tells_of_a_call(client, caller)
        await conn.execute("drop trigger disk_fails on inbound_events")
    assert answer.get("status") == "spooled"
    assert await until(lambda: recorded(database)) == ["conv_1"]


async def tells_of_a_call(client: httpx.AsyncClient, caller: Team) -> dict[str, Any]:
    answer: dict[str, Any] = (
        await send(client, transcription(caller.agent_id), secret=ELEVENLABS_SECRET)
    ).json()
    return answer


async def test_what_cannot_be_recorded_is_set_aside_with_the_reason_and_the_others_go_on(
    client: httpx.AsyncClient, caller: Team, door: Doorway, database: Database, tmp_path: Path
) -> None:
    await door.shut()
    await tell_of_a_recording(client, account="AC" + "9" * 32)
    await send(client, transcription(caller.agent_id), secret=ELEVENLABS_SECRET)
    await door.open()
    assert await until(lambda: recorded(database)) == ["conv_1"]
    await until(lambda: nothing_waits(client))
    (aside,) = spooled(tmp_path, "set-aside")
    assert "No tenant has registered this Twilio account" in aside["reason"]
    assert (await client.get("/health/ready")).json()["set_aside_events"] == 1


async def test_a_recording_that_was_told_of_before_its_call_waits_for_it(
    client: httpx.AsyncClient, caller: Team, door: Doorway, database: Database, tmp_path: Path
) -> None:
    """Of an account that nobody registered: whose it is follows from the call, of which ElevenLabs
    tells later.
    """
    await door.shut()
    await tell_of_a_recording(client, CallSid="CA0123456789abcdef0123456789abcdef")
    await send(client, transcription(caller.agent_id), secret=ELEVENLABS_SECRET)
    await door.open()
    await until(lambda: nothing_waits(client))
    assert spooled(tmp_path, "set-aside") == []
    async with database.connection(ALL_TENANTS) as conn:
        assert (
            await conn.fetchval(
                "select c.external_id from recordings r join calls c on c.id = r.call_id"
            )
            == "conv_1"
        )


async def test_a_file_that_is_no_event_is_set_aside(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    folder = tmp_path / "spooled-events"
    (folder / "0.json").write_bytes(b"{no json")
    (folder / "1.json").write_text(
        json.dumps({"version": 99, "sender": "elevenlabs", "body": "{}"})
    )
    await until(lambda: nothing_waits(client))
    assert sorted(path.name for path in (folder / "set-aside").iterdir()) == ["0.json", "1.json"]


async def test_a_spooled_event_of_an_unknown_agent_is_held_as_if_it_came_now(
    client: httpx.AsyncClient, caller: Team, door: Doorway, database: Database, tmp_path: Path
) -> None:
    await door.shut()
    await send(client, transcription("agent_new"), secret=ELEVENLABS_SECRET)
    await door.open()
    await until(lambda: nothing_waits(client))
    registered = await caller.post("/api/agents", {"name": "New", "external_id": "agent_new"})
    assert (registered.json()["released_events"], spooled(tmp_path, "set-aside")) == (1, [])


@pytest.mark.parametrize("secret", [None, "wsec_wrong"])
async def test_nothing_is_spooled_that_is_not_signed(
    client: httpx.AsyncClient, door: Doorway, tmp_path: Path, secret: str | None
) -> None:
    await door.shut()
    answer = await send(client, transcription("agent_1"), secret=secret)
    assert (answer.status_code, spooled(tmp_path)) == (401, [])


async def test_an_event_that_cannot_be_used_is_kept_after_an_outage(
    client: httpx.AsyncClient, caller: Team, door: Doorway, tmp_path: Path
) -> None:
    await door.shut()
    answer = await send(
        client, {"type": "post_call_transcription", "data": {}}, secret=ELEVENLABS_SECRET
    )
    assert (answer.status_code, len(spooled(tmp_path))) == (202, 1)
    await door.open()
    await until(lambda: nothing_waits(client))
    assert (await caller.get("/api/missed-calls")).json()["unclaimed"]["stored"] == 1
    assert spooled(tmp_path, "set-aside") == []


@pytest.mark.parametrize("name", ["bytes that are no UTF-8", "UTF-16", "half an emoji", "n8n"])
async def test_an_odd_event_survives_an_outage_as_it_came(
    client: httpx.AsyncClient,
    caller: Team,
    door: Doorway,
    database: Database,
    tmp_path: Path,
    name: str,
) -> None:
    await door.shut()
    answer = await send(client, odd(name, caller.agent_id), secret=ELEVENLABS_SECRET)
    assert (answer.status_code, len(spooled(tmp_path))) == (202, 1), answer.text
    await door.open()
    assert await until(lambda: recorded(database)) == ["conv_1"]
    await until(lambda: nothing_waits(client))
    assert spooled(tmp_path, "set-aside") == []


async def test_a_tenants_own_url_and_the_api_say_503_with_a_time_to_come_back(
    client: httpx.AsyncClient, caller: Team, door: Doorway
) -> None:
    """Without the database nobody knows whose secret that would be."""
    await door.shut()
    own = await send(
        client, transcription("agent_1"), secret="x", path="/api/webhooks/elevenlabs/call-ended/abc"
    )
    listed = await caller.get("/api/calls")
    assert (own.status_code, listed.status_code) == (503, 503)
    assert int(own.headers["retry-after"]) > 0


async def test_a_full_spool_and_a_refusing_disk_say_503(
    open_api: ApiFactory, door: Doorway, tmp_path: Path
) -> None:
    async with open_api(DATABASE_URL=door.url, SPOOL_MAX_EVENTS="1") as client:
        await door.shut()
        first = await send(client, transcription("agent_1", "conv_1"), secret=ELEVENLABS_SECRET)
        second = await send(client, transcription("agent_1", "conv_2"), secret=ELEVENLABS_SECRET)
        assert (first.status_code, second.status_code) == (202, 503)
        for path in (tmp_path / "spooled-events").iterdir():
            path.rename(tmp_path / path.name)
        (tmp_path / "spooled-events").rmdir()
        assert (
            await send(client, transcription("agent_1"), secret=ELEVENLABS_SECRET)
        ).status_code == 503


async def test_what_is_spooled_is_its_owners_to_read_only(
    client: httpx.AsyncClient, door: Doorway, tmp_path: Path
) -> None:
    await door.shut()
    await send(client, transcription("agent_1"), secret=ELEVENLABS_SECRET)
    (path,) = (tmp_path / "spooled-events").glob("*.json")
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (
        0o600,
        0o700,
    )
    assert "conv" not in path.name


async def test_what_was_spooled_before_a_restart_is_recorded_after_it(
    open_api: ApiFactory, door: Doorway, database: Database
) -> None:
    async with open_api(DATABASE_URL=door.url) as client:
        team = await sign_up(client, "north@example.com", "Northside")
        await door.shut()
        for number in range(5):
            event = transcription(team.agent_id, f"conv_{number}")
            assert (await send(client, event, secret=ELEVENLABS_SECRET)).status_code == 202
    async with open_api() as one, open_api() as other:
        await until(lambda: nothing_waits(one))
        await until(lambda: nothing_waits(other))
    assert await recorded(database) == [f"conv_{number}" for number in range(5)]
