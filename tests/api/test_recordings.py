"""Uploads: created, streamed, started, followed."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.db.call_deletion import delete_call
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import CallId, JobId, TenantId
from shared.settings.load import Settings
from tests.api.conftest import ServeFactory
from tests.conftest import ELEVENLABS_SECRET, ApiFactory
from tests.support.calls import SAMPLES, sample, send
from tests.support.files import files
from tests.support.people import Team, sign_up
from tests.support.processes import until
from tests.support.providers import Script
from tests.support.sounds import bursts
from worker.resources import Resources
from worker.runner import run_job
from worker.upkeep.sweeper import sweep_runs

SAMPLE = (SAMPLES.parent.parent / "cli" / "samples" / "two_channel_call.wav").read_bytes()


async def create(team: Team, **about: Any) -> dict[str, Any]:
    answer = await team.post("/api/recordings", about)
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


async def put(team: Team, created: dict[str, Any], content: Any) -> httpx.Response:
    headers = {**team.headers, "Content-Type": "audio/wav"}
    return await team.client.put(
        httpx.URL(created["upload_url"]).path, content=content, headers=headers
    )


async def finalize(team: Team, created: dict[str, Any]) -> httpx.Response:
    return await team.post(httpx.URL(created["finalize_url"]).path)


async def test_an_upload_is_followed_from_its_creation_to_the_end(
    team: Team, worker: Resources, settings: Settings, database: Database
) -> None:
    created = await create(team, title="A call", fromNumber="+1 (202) 555-0143", language="en")
    status = f"/api/recording/{created['recording_id']}/status"
    seen = [(await team.get(status)).json()["status"]["status"]]
    uploaded = await put(team, created, SAMPLE)
    assert (uploaded.json()["size_bytes"], uploaded.json()["media_type"]) == (
        len(SAMPLE),
        "audio/wav",
    )
    seen.append((await team.get(status)).json()["status"]["status"])
    started = await finalize(team, created)
    assert (started.status_code, started.headers["location"]) == (202, started.json()["status_url"])
    seen.append((await team.get(status)).json()["status"]["status"])
    await run_job(worker, JobId(UUID(started.json()["job_id"])))
    seen.append((await team.get(status)).json()["status"]["status"])
    assert seen == ["pending", "uploaded", "transcribing", "completed"]
    assert (await team.get(f"/api/calls/{created['call_id']}")).json()["status"] == "ready"
    async with database.connection(ALL_TENANTS) as conn:
        assert (
            await conn.fetchval("select sha256 from recordings") == hashlib.sha256(SAMPLE).digest()
        )
        told = await conn.fetch("select type from events where type like 'recording.%' order by id")
    statuses = [
        "pending",
        "uploading",
        "uploaded",
        "transcribing",
        "transcribed",
        "doc_generating",
        "completed",
    ]
    assert [row["type"] for row in told] == [f"recording.{status}" for status in statuses]
    path = settings.runtime.recordings_dir / files(settings)[0]
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


async def test_how_the_conversation_went_is_shown_and_the_vendors_answer_kept(
    team: Team, worker: Resources, script: Script, database: Database
) -> None:
    script.said = "Please call me back. " + "no " * 20
    created = await create(team, channels=["customer", "agent"])
    await put(team, created, bursts([(1, 4)], [(20, 23)], seconds=30))
    await run_job(worker, JobId(UUID((await finalize(team, created)).json()["job_id"])))
    listening = (await team.get(f"/api/calls/{created['call_id']}")).json()["audio"]
    assert (listening["recording_id"], listening["duration_s"]) == (created["recording_id"], 30)
    # In each of the two parts.
    assert listening["dropped_words"] == 2 * 19
    # The figures of the call and of each channel, which add up to its length each for itself.
    assert (listening["speech_s"], listening["silence_s"]) == (
        pytest.approx(6, abs=0.2),
        pytest.approx(24, abs=0.2),
    )
    assert [each["speech_s"] for each in listening["channels"]] == pytest.approx([3, 3], abs=0.1)
    assert [
        each["speech_s"] + each["silence_s"] for each in listening["channels"]
    ] == pytest.approx([30, 30])
    assert [(each["dropped_s"], each["dropped_words"]) for each in listening["channels"]] == [
        (0, 19)
    ] * 2
    assert listening["talk_ratio"] == pytest.approx({"customer": 0.5, "agent": 0.5}, abs=0.05)
    async with database.connection(ALL_TENANTS) as conn:
        kept = await conn.fetch("select channel, raw from recording_parts order by channel")
    assert [(row["channel"], row["raw"]) for row in kept] == [
        (0, {"text": script.said}),
        (1, {"text": script.said}),
    ]


async def test_numbers_of_uploads_are_found_like_those_of_senders(team: Team) -> None:
    created = await create(team, fromNumber="+1 (202) 555-0143")
    found = (await team.get("/api/calls", phone="+12025550143")).json()["calls"]
    assert [call["id"] for call in found] == [created["call_id"]]


async def test_what_is_said_of_an_upload_is_checked(team: Team) -> None:
    for about, status in (
        ({"from_number": "call me"}, 422),
        ({"direction": "sideways"}, 422),
        ({"timezone": "../../etc/passwd"}, 422),
        ({"started_at": "2026-01-01T00:00:00"}, 422),
        ({"started_at": "0001-01-01T00:00:00+14:00"}, 422),
        ({"title": "a\0b"}, 422),
        ({"path": "/etc/passwd"}, 422),
    ):
        answer = await team.post("/api/recordings", about)
        assert (answer.status_code, answer.headers["content-type"]) == (
            status,
            "application/problem+json",
        ), about


async def test_an_upload_that_is_too_large_is_refused_and_leaves_no_file(
    open_api: ApiFactory, settings: Settings
) -> None:
    async def blocks() -> AsyncIterator[bytes]:
        for _ in range(8):
            yield b"x" * 256

    async with open_api(RECORDING_MAX_BYTES="1024") as client:
        team = await sign_up(client, "a@example.com", "A")
        created = await create(team)
        for content in (b"x" * 2048, blocks()):
            answer = await put(team, created, content)
            assert (answer.status_code, answer.headers["content-type"]) == (
                413,
                "application/problem+json",
            )
            assert files(settings) == []
        assert (await put(team, created, b"x" * 1024)).status_code == 200


async def test_uploading_again_before_the_start_replaces_the_file(
    team: Team, settings: Settings
) -> None:
    created = await create(team)
    for content in (b"first", b"second one"):
        assert (await put(team, created, content)).json()["size_bytes"] == len(content)
    (name,) = files(settings)
    assert (settings.runtime.recordings_dir / name).read_bytes() == b"second one"


async def test_uploading_again_after_the_start_is_refused(team: Team, settings: Settings) -> None:
    created = await create(team)
    await put(team, created, b"first")
    await finalize(team, created)
    assert (await put(team, created, b"second one")).status_code == 409
    (name,) = files(settings)
    assert (settings.runtime.recordings_dir / name).read_bytes() == b"first"


async def test_starting_before_the_upload_is_a_conflict(team: Team, database: Database) -> None:
    answer = await finalize(team, await create(team))
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from jobs") == 0


async def test_starting_many_times_answers_the_same_ids(team: Team, database: Database) -> None:
    created = await create(team)
    await put(team, created, b"sound")
    answers = await asyncio.gather(*(finalize(team, created) for _ in range(6)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.text for answer in answers}) == 1
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from jobs") == 1


async def test_a_recording_that_cannot_be_used_says_why(team: Team, worker: Resources) -> None:
    created = await create(team)
    await put(team, created, bytes(range(256)) * 20)
    await run_job(worker, JobId(UUID((await finalize(team, created)).json()["job_id"])))
    recording = (await team.get(f"/api/recordings/{created['recording_id']}")).json()
    assert (recording["status"], recording["progress"]) == ("error", 0)
    assert recording["error"].startswith(
        "transcribe: the file is damaged, or of a kind that is not read: send WAV,"
    )


async def test_an_aborted_upload_leaves_no_file_and_can_be_repeated(
    serve_api: ServeFactory, settings: Settings, database: Database
) -> None:
    async def waits() -> bool:
        return files(settings) == []

    async with serve_api() as client:
        team = await sign_up(client, "a@example.com", "A")
        created = await create(team)
        _, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
        path, token = httpx.URL(created["upload_url"]).path, team.headers["Authorization"]
        head = (
            f"PUT {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\nContent-Length:"
            " 100000\r\n\r\n"
        )
        writer.write(head.encode() + b"x" * 5000)
        await until(lambda: asyncio.to_thread(files, settings))
        writer.transport.abort()
        await until(waits)
        assert (await put(team, created, b"sound")).status_code == 200


async def test_audio_of_a_call_deleted_during_its_upload_is_not_kept(
    team: Team, worker: Resources, settings: Settings
) -> None:
    created = await create(team)

    async def deleted_meanwhile() -> AsyncIterator[bytes]:
        yield b"first half"
        assert (await team.delete(f"/api/calls/{created['call_id']}")).status_code == 204
        await sweep_runs(worker)
        yield b"second half"

    assert (await put(team, created, deleted_meanwhile())).status_code == 404
    assert files(settings) == []


async def test_a_deletion_and_an_uploads_end_at_once_wait_for_each_other(
    team: Team, settings: Settings, database: Database
) -> None:
    created = await create(team)
    tenant_id, call_id = TenantId(UUID(team.tenant_id)), CallId(UUID(created["call_id"]))
    sent_half, go_on = asyncio.Event(), asyncio.Event()

    async def halves() -> AsyncIterator[bytes]:
        yield b"first half"
        sent_half.set()
        await go_on.wait()
        yield b"second half"

    putting = asyncio.create_task(put(team, created, halves()))
    await sent_half.wait()
    async with (
        database.transaction(ALL_TENANTS) as deleting,
        database.connection(ALL_TENANTS) as watcher,
    ):
        # As a deletion that has the call and is about to reach its recordings.
        await deleting.fetchval("select 1 from calls where id = $1 for update", call_id)
        go_on.set()
        await until(lambda: watcher.fetchval("select count(*) from pg_locks where not granted"))
        await delete_call(deleting, tenant_id, call_id)
    assert (await putting).status_code == 404
    assert files(settings) == []


async def test_nothing_a_sender_names_becomes_part_of_a_path(
    team: Team, settings: Settings
) -> None:
    created = await create(team, title="../../../etc/cron.d/x")
    await put(team, created, b"sound")
    assert files(settings) == [f"{team.tenant_id}/{created['recording_id']}.wav"]


async def test_audio_that_cannot_be_stored_is_not_held_and_its_agent_can_be_registered(
    client: httpx.AsyncClient, team: Team, settings: Settings
) -> None:
    payload = sample("post_call_audio")
    payload["data"]["full_audio"] = "!!!!"
    assert (await send(client, payload, secret=ELEVENLABS_SECRET)).json()["status"] == "stored"
    answer = await team.post(
        "/api/agents", {"name": "New", "external_id": payload["data"]["agent_id"]}
    )
    assert answer.status_code == 201
    assert files(settings) == []
