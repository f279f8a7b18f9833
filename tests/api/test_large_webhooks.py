"""Events too large for memory, over a real socket: whole, or nothing is left of them."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.settings.load import Settings
from tests.api.conftest import ServeFactory
from tests.conftest import ELEVENLABS_SECRET, ApiFactory
from tests.support.calls import WEBHOOK, send, transcription
from tests.support.connections import connected
from tests.support.people import Team, sign_up
from tests.support.processes import until
from worker.resources import Resources
from worker.upkeep.housekeeping import drop_held_events

PATTERN = hashlib.sha256(b"audio").digest() * 3 * 1024
MIB = 2**20


def audio_event(agent_id: str, mebibytes: int, conversation_id: str = "conv_1") -> Iterator[bytes]:
    """A post_call_audio body block by block, as ElevenLabs streams it; each block of audio is a
    whole one in base64.
    """
    head = {"agent_id": agent_id, "conversation_id": conversation_id, "full_audio": "@"}
    start, end = json.dumps(
        {"type": "post_call_audio", "event_timestamp": 1795000003, "data": head}
    ).split("@")
    block = base64.b64encode(PATTERN).replace(b"/", rb"\/")
    yield start.encode()
    for _ in range(-(-mebibytes * MIB // len(PATTERN))):
        yield block
    yield end.encode()


def signature(blocks: Iterator[bytes], *, secret: str = ELEVENLABS_SECRET) -> dict[str, str]:
    stamp = str(int(datetime.now(UTC).timestamp()))
    digest = hmac.new(secret.encode(), f"{stamp}.".encode(), "sha256")
    for block in blocks:
        digest.update(block)
    return {"ElevenLabs-Signature": f"t={stamp},v0={digest.hexdigest()}"}


async def streamed(blocks: Iterator[bytes]) -> AsyncIterator[bytes]:
    for block in blocks:
        yield block


async def post_audio(
    client: httpx.AsyncClient, agent_id: str, mebibytes: int, *, secret: str = ELEVENLABS_SECRET
) -> httpx.Response:
    headers = signature(audio_event(agent_id, mebibytes), secret=secret)
    return await client.post(
        WEBHOOK, content=streamed(audio_event(agent_id, mebibytes)), headers=headers
    )


def files(settings: Settings) -> list[Path]:
    """Of whatever kind, but for the worker's lock."""
    return [
        path
        for path in settings.runtime.data_dir.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    ]


def holds_the_audio(path: Path, mebibytes: int) -> bool:
    count = -(-mebibytes * MIB // len(PATTERN))
    with path.open("rb") as file:
        return all(file.read(len(PATTERN)) == PATTERN for _ in range(count)) and not file.read(1)


async def test_forty_megabytes_of_audio_arrive_whole_in_little_memory(
    serve_api: ServeFactory, settings: Settings, database: Database
) -> None:
    async with serve_api() as client:
        team = await sign_up(client, "a@example.com", "A")
        tracemalloc.start()
        try:
            answer = await post_audio(client, team.agent_id, 40)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert answer.status_code == 202, answer.text
        (stored,) = files(settings)
        assert holds_the_audio(stored, 40)
        call = (await team.get(f"/api/calls/{answer.json()['call_id']}")).json()
    assert [recording["size_bytes"] for recording in call["recordings"]] == [stored.stat().st_size]
    assert peak < 20 * MIB
    async with database.connection(ALL_TENANTS) as conn:
        assert (
            await conn.fetchval("select sha256 from recordings")
            == hashlib.sha256(stored.read_bytes()).digest()
        )


async def test_a_forged_event_leaves_nothing_behind(
    serve_api: ServeFactory, settings: Settings
) -> None:
    async with serve_api() as client:
        team = await sign_up(client, "a@example.com", "A")
        answer = await post_audio(client, team.agent_id, 2, secret="wsec_forged")
    assert (answer.status_code, files(settings)) == (401, [])


async def test_an_event_that_breaks_off_leaves_nothing_behind(
    serve_api: ServeFactory, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    async with serve_api(WEBHOOK_SPOOLS="1") as client:
        team = await sign_up(client, "a@example.com", "A")
        reader, writer = await begun(client, team)
        writer.write_eof()
        await reader.read()
        writer.close()
        # The one place for such an event is free again.
        answer = await until(
            lambda: post_audio(client, team.agent_id, 1), lambda answer: answer.status_code != 503
        )
    assert answer.status_code == 202
    assert len(files(settings)) == 1
    assert "unexpected error" not in capsys.readouterr().out


async def begun(
    client: httpx.AsyncClient, team: Team
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A request of which a mebibyte arrived."""
    reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
    name, value = next(iter(signature(iter(())).items()))
    writer.write(
        f"POST {WEBHOOK} HTTP/1.1\r\nHost: x\r\n{name}: {value}\r\n"
        "Content-Length: 9000000\r\n\r\n".encode()
    )
    writer.write(b" " * MIB)
    await writer.drain()
    return reader, writer


async def test_too_many_large_events_at_once_are_asked_to_come_again(open_api: ApiFactory) -> None:
    held, go_on = asyncio.Event(), asyncio.Event()

    async def pausing() -> AsyncIterator[bytes]:
        blocks = audio_event("agent_1", 1)
        for _ in range(5):
            yield next(blocks)
        held.set()
        await go_on.wait()
        for block in blocks:
            yield block

    async with open_api(WEBHOOK_SPOOLS="1") as client:
        team = await sign_up(client, "a@example.com", "A")
        headers = signature(audio_event("agent_1", 1))
        first = asyncio.create_task(client.post(WEBHOOK, content=pausing(), headers=headers))
        await held.wait()
        large = await post_audio(client, "agent_1", 1)
        small = await send(
            client, transcription(team.agent_id, "conv_small"), secret=ELEVENLABS_SECRET
        )
        go_on.set()
        answers = [await first, large]
    # Whichever was slower; the other is whole.
    assert sorted(answer.status_code for answer in answers) == [404, 503]
    assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 503)
    assert small.status_code == 202


@pytest.mark.parametrize("attackers", [4, 40, 400])
async def test_senders_that_trickle_keep_no_signed_event_out(
    serve_api: ServeFactory, attackers: int
) -> None:
    """Each with a signature that only the end of its body could show to be false."""
    stamp = int(datetime.now(UTC).timestamp())
    head = (
        f"POST {WEBHOOK} HTTP/1.1\r\nHost: x\r\nElevenLabs-Signature: t={stamp},v0={'0' * 64}\r\n"
    )
    async with serve_api(WEBHOOK_SPOOLS="4") as client, AsyncExitStack() as stack:
        team = await sign_up(client, "a@example.com", "A")
        trickling = [
            await stack.enter_async_context(connected(client.base_url.port))
            for _ in range(attackers)
        ]
        for raw in trickling:
            await raw.send(f"{head}Content-Length: {600 * MIB}\r\n\r\n".encode())
            with contextlib.suppress(ConnectionError):
                await raw.send(b" " * 400_000)
        long = "and so on " * 1000
        event = transcription(team.agent_id, turns=[("user", long)] * 40)

        async def trickle() -> None:
            while True:
                for raw in trickling:
                    with contextlib.suppress(ConnectionError):
                        await raw.send(b" " * 50)
                await asyncio.sleep(0.01)

        going_on = asyncio.create_task(trickle())
        try:
            # Until the first burst is over, they keep a pace as well.
            answer = await until(
                lambda: send(client, event, secret=ELEVENLABS_SECRET),
                lambda answer: answer.status_code != 503,
                20,
            )
        finally:
            going_on.cancel()
    assert answer.status_code == 202


async def test_a_large_transcription_is_parsed_as_a_small_one(
    client: httpx.AsyncClient, team: Team
) -> None:
    long = "and so on \u201c\\ \n" * 10_000
    answer = await send(
        client, transcription(team.agent_id, turns=[("user", long)] * 3), secret=ELEVENLABS_SECRET
    )
    assert answer.status_code == 202
    call = (await team.get(f"/api/calls/{answer.json()['call_id']}")).json()
    # Cut into turns that can be corrected.
    texts = [turn["text"] for turn in call["transcript"]["turns"]]
    assert " ".join(" ".join(texts).split()) == " ".join((long * 3).split())
    assert call["transcript"]["left_out"] is None


@pytest.mark.parametrize("audio", ["!" * 300_000, "A" * 300_001, "AAAA" * 80_000 + "AA==AAAA"])
async def test_large_audio_that_is_no_base64_is_kept_as_it_came_and_leaves_no_file(
    client: httpx.AsyncClient, team: Team, settings: Settings, audio: str
) -> None:
    data = {"agent_id": team.agent_id, "conversation_id": "conv_1", "full_audio": audio}
    answer = await send(client, {"type": "post_call_audio", "data": data}, secret=ELEVENLABS_SECRET)
    assert (answer.status_code, answer.json()["status"], files(settings)) == (202, "stored", [])


async def test_audio_over_the_limit_of_recordings_gets_413(
    open_api: ApiFactory, settings: Settings
) -> None:
    async with open_api(RECORDING_MAX_BYTES=str(MIB)) as client:
        team = await sign_up(client, "a@example.com", "A")
        answers = [await post_audio(client, team.agent_id, mebibytes) for mebibytes in (2, 3)]
    assert [answer.status_code for answer in answers] == [413, 413]
    assert files(settings) == []


async def test_what_a_killed_process_left_is_removed_at_start(
    open_api: ApiFactory, settings: Settings
) -> None:
    folder = settings.runtime.data_dir / "spool"
    folder.mkdir()
    (folder / "left").write_bytes(b"audio")
    async with open_api():
        assert files(settings) == []


async def test_audio_of_an_unknown_agent_is_kept_beside_its_event(
    client: httpx.AsyncClient, team: Team, settings: Settings, database: Database
) -> None:
    for _ in range(2):
        answer = await post_audio(client, "agent_new", 2)
        assert (answer.status_code, "is stored" in answer.json()["detail"]) == (404, True)
    (stored,) = files(settings)
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select sum(length(payload::text)) from inbound_events") < 1000
    registered = await team.post("/api/agents", {"name": "New", "external_id": "agent_new"})
    assert registered.json()["released_events"] == 1
    call = (await team.get("/api/calls")).json()["calls"][0]
    (recording,) = (await team.get(f"/api/calls/{call['id']}")).json()["recordings"]
    assert (recording["id"], recording["size_bytes"]) == (stored.stem, stored.stat().st_size)
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select audio_stem from recordings") == f"held/{recording['id']}"
    assert holds_the_audio(stored, 2)


async def test_audio_that_nobody_claims_goes_with_its_event(
    client: httpx.AsyncClient, settings: Settings, database: Database, worker: Resources
) -> None:
    await post_audio(client, "agent_new", 2)
    await send(client, transcription("agent_new"), secret=ELEVENLABS_SECRET)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update inbound_events set received_at = now() - interval '31 days'")
    await drop_held_events(worker)
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from inbound_events") == 0
    assert files(settings) == []


async def test_a_sender_cannot_name_audio_that_is_not_its_own(
    client: httpx.AsyncClient, team: Team, settings: Settings, database: Database
) -> None:
    """What names held audio is of our own making, whatever a payload says."""
    victim = await post_audio(client, team.agent_id, 1)
    named: dict[str, Any] = {
        "recording_id": victim.json()["recording_id"],
        "size_bytes": 5,
        "sha256": "00" * 32,
    }
    audio = {"agent_id": "agent_new", "conversation_id": "conv_2", "full_audio": "AAAA"}
    await send(
        client,
        {"type": "post_call_audio", "data": audio, "held_audio": named},
        secret=ELEVENLABS_SECRET,
    )
    async with database.connection(ALL_TENANTS) as conn:
        held = await conn.fetchval(
            "select payload->'held_audio'->>'recording_id' from inbound_events where status ="
            " 'held'"
        )
    assert held != victim.json()["recording_id"]
    assert len(files(settings)) == 2
