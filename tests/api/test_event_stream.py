"""The stream of events over real sockets: complete, resumable, bounded, and closed in time."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

import api.event_hub as event_hub
from shared.db.events import insert_event
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import TenantId
from shared.settings.load import Settings
from tests.api.conftest import ServeFactory
from tests.api.test_reading import accept, process
from tests.support.forked import installation
from tests.support.people import Team, settled
from tests.support.processes import until
from worker.resources import Resources


class Reader:
    """Reads the messages of a stream."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.aiter_lines()

    async def message(self) -> dict[str, Any]:
        """The next message, or comment as `{"comment": ...}`."""
        found: dict[str, Any] = {}
        async with asyncio.timeout(60):
            async for line in self._lines:
                if not line:
                    return found
                name, _, value = line.partition(": ")
                found[name or "comment"] = value
        return {"end": True}

    async def event(self, name: str) -> dict[str, Any]:
        """The data of the next event of a type, with its id."""
        while (message := await self.message()).get("event") != name:
            assert "end" not in message, f"the stream ended before {name}"
        data: dict[str, Any] = json.loads(message["data"])
        assert str(data.get("id", data.get("position"))) == message["id"]
        return data


@asynccontextmanager
async def reading(team: Team, *, last_id: int | None = None, **query: Any) -> AsyncIterator[Reader]:
    headers = {**team.headers, **({"Last-Event-ID": str(last_id)} if last_id is not None else {})}
    async with team.client.stream(
        "GET", "/api/events/stream", headers=headers, params=query
    ) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield Reader(answer)


@pytest.fixture
async def served(
    serve_api: ServeFactory, database: Database, settings: Settings, password_hash: str
) -> AsyncIterator[Team]:
    """A team whose client talks to a real server."""
    # A busy machine takes longer to open hundreds of streams.
    async with serve_api(DATABASE_ACQUIRE_TIMEOUT_S="60") as client:
        yield await settled(
            client, database, settings, "east@example.com", "Eastside Plumbing", password_hash
        )


async def say(database: Database, team: Team, name: str, times: int = 1) -> None:
    async with database.transaction(ALL_TENANTS) as conn:
        for number in range(times):
            tenant_id = TenantId(UUID(team.tenant_id))
            await insert_event(conn, tenant_id, name, data={"number": number})


async def test_a_call_is_followed_from_its_arrival_to_its_deletion(
    served: Team, worker: Resources
) -> None:
    async with reading(served) as reader:
        await reader.event("stream.open")
        accepted = await accept(served)
        received = await reader.event("call.received")
        assert received["call_id"] == accepted["call_id"]
        await process(worker, accepted)
        assert (await reader.event("call.updated"))["data"]["status"] == "processing"
        changed = await reader.event("callback.changed")
        assert changed["data"]["action"] == "created"
        await reader.event("call.ready")
        await served.patch(f"/api/calls/{accepted['call_id']}", {"title": "Leak"})
        assert (await reader.event("call.updated"))["data"]["fields"] == ["title"]
        await served.delete(f"/api/calls/{accepted['call_id']}")
        gone = await reader.event("call.deleted")
        assert gone["data"]["call_id"] == accepted["call_id"]


async def test_a_client_that_comes_back_misses_nothing(served: Team, database: Database) -> None:
    async with reading(served) as reader:
        await reader.event("stream.open")
        await say(database, served, "call.one")
        last_id = (await reader.event("call.one"))["id"]
    # More than a page while it is away, and one more when it is back.
    await say(database, served, "call.two", times=event_hub.PAGE + 20)
    async with reading(served, last_id=last_id) as reader:
        numbers = [
            (await reader.event("call.two"))["data"]["number"] for _ in range(event_hub.PAGE + 20)
        ]
        assert numbers == list(range(event_hub.PAGE + 20))
        await say(database, served, "call.three")
        await reader.event("call.three")


async def test_types_and_calls_are_selected(served: Team, database: Database) -> None:
    async with (
        reading(served, type=["call", "job.failed"]) as some,
        reading(served, call_id="01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10") as none,
    ):
        await some.event("stream.open")
        await none.event("stream.open")
        for name in ("callback.changed", "job.queued", "job.failed", "call.ready"):
            await say(database, served, name)
        assert [(await some.message())["event"] for _ in range(2)] == ["job.failed", "call.ready"]
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await none.message()


async def test_a_stream_holds_nothing_of_another_team(
    served: Team, database: Database, settings: Settings, password_hash: str
) -> None:
    other = await settled(
        served.client, database, settings, "west@example.com", "Westside", password_hash
    )
    async with reading(served) as reader:
        await reader.event("stream.open")
        await say(database, other, "call.theirs")
        await say(database, served, "call.ours")
        assert (await reader.message())["event"] == "call.ours"


async def test_the_end_of_a_session_or_key_closes_its_streams(
    served: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_hub, "CHECK_CREDENTIALS_S", 0.1)
    made = (await served.post("/api/api-keys", {"name": "wallboard"})).json()
    by_key = Team(
        served.client,
        served.tenant_id,
        served.agent_id,
        {"Authorization": f"Bearer {made['api_key']}"},
    )
    async with reading(served) as mine, reading(by_key) as keys:
        await mine.event("stream.open")
        await keys.event("stream.open")
        await served.delete(f"/api/api-keys/{made['id']}")
        assert "has ended" in (await keys.message())["comment"]
        assert await keys.message() == {"end": True}
        await served.post("/api/auth/logout")
        assert "has ended" in (await mine.message())["comment"]


async def test_five_hundred_pages_at_once_get_each_event(served: Team, database: Database) -> None:
    opened = asyncio.Semaphore(0)

    async def follow(pages: Team) -> str:
        async with reading(pages) as reader:
            await asyncio.wait_for(reader.event("stream.open"), 60)
            opened.release()
            return str((await reader.event("call.ready"))["data"])

    connections = httpx.Limits(max_connections=500)
    async with httpx.AsyncClient(
        base_url=served.client.base_url, limits=connections, timeout=60
    ) as client:
        pages = Team(client, served.tenant_id, served.agent_id, served.headers)
        following = [asyncio.create_task(follow(pages)) for _ in range(500)]
        for _ in following:
            await asyncio.wait_for(opened.acquire(), 60)
        # Other requests are answered all the same.
        assert (await served.get("/api/calls")).status_code == 200
        refused = await served.get("/api/events/stream")
        assert (refused.status_code, refused.json()["code"]) == (503, "too_many_streams")
        await say(database, served, "call.ready")
        assert set(await asyncio.gather(*following)) == {"{'number': 0}"}


async def test_a_reader_that_is_too_slow_is_closed_and_resumes(
    served: Team, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_hub, "MOST_WAITING", 50)
    async with reading(served) as reader:
        opened = await reader.event("stream.open")
        # More at once than may wait for one reader.
        await say(database, served, "call.many", times=200)
        numbers = []
        while "comment" not in (message := await reader.message()):
            numbers.append(json.loads(message["data"])["data"]["number"])
            opened = {"position": int(message["id"])}
        assert "too slow" in message["comment"]
        assert numbers == list(range(len(numbers)))
    async with reading(served, last_id=opened["position"]) as reader:
        while len(numbers) < 200:
            numbers.append((await reader.event("call.many"))["data"]["number"])
    assert numbers == list(range(200))


async def test_a_quiet_stream_has_heartbeats(served: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_hub, "HEARTBEAT_S", 0.2)
    async with reading(served) as reader:
        opened = await reader.message()
        assert (opened["event"], opened["retry"]) == ("stream.open", str(event_hub.RETRY_MS))
        assert (await reader.message())["comment"] == "still here"


async def test_an_unknown_id_is_told_to_start_over(served: Team) -> None:
    async with reading(served, last_id=10**15) as reader:
        assert (await reader.message())["event"] == "stream.reset"
    for wrong in ("abc", "-1", "1" * 30):
        refused = await served.client.get(
            "/api/events/stream", headers={**served.headers, "Last-Event-ID": wrong}
        )
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid_cursor")


async def test_a_client_that_goes_away_leaves_its_place(
    served: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_hub, "MOST_OF_TENANT", 1)
    async with reading(served) as reader:
        await reader.event("stream.open")
        assert (await served.get("/api/events/stream")).status_code == 503

    async def opened() -> bool:
        async with served.client.stream(
            "GET", "/api/events/stream", headers=served.headers
        ) as answer:
            return answer.status_code == 200

    await until(opened, timeout_s=10)


async def test_a_process_that_stops_ends_its_streams_and_the_next_one_goes_on(
    environ: dict[str, str],
    tmp_path: Path,
    database: Database,
    settings: Settings,
    password_hash: str,
) -> None:
    with installation({**environ, "ALLOWED_HOSTS": "127.0.0.1"}, tmp_path) as processes:
        await processes.start_api()
        async with httpx.AsyncClient(base_url=processes.base_url, timeout=20) as client:
            team = await settled(
                client, database, settings, "east@example.com", "Eastside", password_hash
            )
            async with reading(team) as reader:
                await reader.event("stream.open")
                await say(database, team, "call.before")
                last_id = (await reader.event("call.before"))["id"]
                begun = time.monotonic()
                stopping = asyncio.create_task(asyncio.to_thread(processes.stop, "api"))
                assert "process ends" in (await reader.message())["comment"]
                await stopping
                assert time.monotonic() - begun < 5
        # What happens while no process is there is not missed.
        await say(database, team, "call.between")
        await processes.start_api()
        async with httpx.AsyncClient(base_url=processes.base_url, timeout=20) as client:
            team = Team(client, team.tenant_id, team.agent_id, team.headers)
            async with reading(team, last_id=last_id) as reader:
                await reader.event("call.between")
