"""Recordings of one call become one transcript, in the order of the call, whenever each of them
comes.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.db.recordings import insert_recording, stem_of
from shared.db.rows import fetch_row
from shared.db.tenants import insert_tenant
from shared.db.transcripts import find_transcribed_audio, find_transcript
from shared.domain.ids import CallId, JobId, RecordingId, TenantId, new_id
from shared.domain.incoming import IncomingAudio, IncomingCall, IncomingRecording
from shared.domain.statuses import RecordingStatus, Source
from shared.domain.transcript import Speaker, Transcript, Turn
from shared.download.fetcher import FetchedFile
from shared.intake.calls import record_call
from shared.intake.recordings import record_audio, record_recording
from tests.support.providers import Script
from tests.support.sounds import bursts
from worker.resources import Resources
from worker.runner import run_job

TENANT = TenantId(new_id())
ACCOUNT, LEG = "AC" + "a" * 32, "CA" + "b" * 32
BEGAN = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)
# Each of another length, so that it is another part.
MORNING, NOON, EVENING = (bursts([(1.6, 3.6 + number / 10)], seconds=5) for number in range(3))


@pytest.fixture(autouse=True)
async def tenant(database: Database) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await insert_tenant(conn, TENANT, "Northside", "UTC")


async def comes(
    database: Database,
    worker: Resources,
    number: int,
    audio: bytes,
    *,
    began_s: float | None = None,
    **about: Any,
) -> tuple[CallId, JobId]:
    """Twilio tells of a recording, whose file an attempt before this one has fetched."""
    event = IncomingRecording(
        Source.TWILIO,
        "completed",
        ACCOUNT,
        f"RE{number:032x}",
        call_sid=LEG,
        started_at=None if began_s is None else BEGAN + timedelta(seconds=began_s),
        **about,
    )
    async with database.transaction(ALL_TENANTS) as conn:
        receipt = (await record_recording(conn, TENANT, event)).receipt
    assert receipt.recording_id and receipt.call_id and receipt.job_id
    folder = worker.settings.runtime.fetching_dir
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / str(receipt.recording_id)
    path.write_bytes(audio)
    FetchedFile(len(audio), bytes(32), "audio/x-wav").note(path)
    return receipt.call_id, receipt.job_id


async def work(database: Database, worker: Resources) -> None:
    """All that is to be done, until nothing is."""
    while True:
        async with database.connection(ALL_TENANTS) as conn:
            await conn.execute("update jobs set not_before = now() where status = 'queued'")
            waiting = await conn.fetch("select id from jobs where status = 'queued'")
        if not waiting:
            return
        for row in waiting:
            await run_job(worker, JobId(row["id"]))


async def told(database: Database, call_id: CallId) -> tuple[str, list[float | None]]:
    """The call's status, and when its turns begin."""
    async with database.connection(ALL_TENANTS) as conn:
        status = await conn.fetchval("select status from calls where id = $1", call_id)
        transcript = await find_transcript(conn, TENANT, call_id)
    return status, (
        [turn.start_s and round(turn.start_s) for turn in transcript.turns] if transcript else []
    )


async def recordings(database: Database, call_id: CallId) -> list[tuple[Any, ...]]:
    async with database.connection(ALL_TENANTS) as conn:
        rows = await conn.fetch(
            "select recording_sid, status, offset_s, error from recordings where call_id = $1 order"
            " by recording_sid",
            call_id,
        )
    return [
        (int(row["recording_sid"][2:], 16), row["status"], row["offset_s"], row["error"])
        for row in rows
    ]


async def test_two_that_are_told_of_before_the_run_are_one_transcript(
    database: Database, worker: Resources
) -> None:
    call_id, job_id = await comes(database, worker, 1, MORNING, began_s=0)
    assert await comes(database, worker, 2, NOON, began_s=90) == (call_id, job_id)
    await work(database, worker)
    assert await told(database, call_id) == ("ready", [1, 91])
    assert await recordings(database, call_id) == [
        (1, "completed", 0, None),
        (2, "completed", 90, None),
    ]
    async with database.connection(ALL_TENANTS) as conn:
        listening = await find_transcribed_audio(conn, TENANT, call_id)
    assert listening
    assert (round(listening.duration_s), round(listening.silence_s)) == (95, 91)
    assert [round(each, 1) for each in listening.channel_speech_s] == [4.1]


async def test_they_stand_in_the_order_in_which_they_began_and_not_in_which_they_came(
    database: Database, worker: Resources
) -> None:
    await comes(database, worker, 1, EVENING, began_s=200)
    await comes(database, worker, 2, MORNING, began_s=0)
    call_id, _ = await comes(database, worker, 3, NOON, began_s=100)
    await work(database, worker)
    assert await told(database, call_id) == ("ready", [1, 101, 201])


async def test_without_a_beginning_they_follow_each_other_as_they_came(
    database: Database, worker: Resources
) -> None:
    await comes(database, worker, 1, MORNING)
    call_id, _ = await comes(database, worker, 2, NOON)
    await work(database, worker)
    assert await told(database, call_id) == ("ready", [1, 6])


async def test_tracks_recorded_each_for_itself_are_put_together_by_time(
    database: Database, worker: Resources
) -> None:
    asks, answers = bursts([(1, 3), (9, 11)], seconds=12), bursts([(4, 8)], seconds=12)
    await comes(database, worker, 1, asks, began_s=0, track="inbound")
    call_id, _ = await comes(database, worker, 2, answers, began_s=0, track="outbound")
    await work(database, worker)
    async with database.connection(ALL_TENANTS) as conn:
        transcript = await find_transcript(conn, TENANT, call_id)
    assert transcript
    assert [turn.speaker for turn in transcript.turns][:2] == [Speaker.CUSTOMER, Speaker.AGENT]


async def test_one_that_comes_when_the_call_is_ready_makes_the_next_version(
    database: Database, worker: Resources, script: Script
) -> None:
    call_id, job_id = await comes(database, worker, 1, MORNING, began_s=0)
    await work(database, worker)
    assert (await told(database, call_id), script.calls["transcribe"]) == (("ready", [1]), 1)
    _, beside = await comes(database, worker, 2, NOON, began_s=60)
    assert beside != job_id
    await work(database, worker)
    assert await told(database, call_id) == ("ready", [1, 61])
    assert script.calls["transcribe"] == 2
    async with database.connection(ALL_TENANTS) as conn:
        versions = await conn.fetch("select version from transcripts order by version")
        jobs = await conn.fetch("select status from jobs")
        chunks = await conn.fetch(
            "select start_s from chunks where source = 'transcript' order by position"
        )
    assert [row["version"] for row in versions] == [1, 2]
    assert {row["status"] for row in jobs} == {"succeeded"}
    assert [row["start_s"] for row in chunks] == [1, 61]
    assert {status for _, status, _, _ in await recordings(database, call_id)} == {"completed"}


async def test_one_that_comes_while_the_call_is_at_work_is_not_forgotten(
    database: Database, worker: Resources, script: Script
) -> None:
    call_id, job_id = await comes(database, worker, 1, MORNING, began_s=0)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set not_before = now()")
    entered = script.hold("transcribe")
    running = asyncio.create_task(run_job(worker, job_id))
    await entered.wait()
    _, beside = await comes(database, worker, 2, NOON, began_s=60)
    await run_job(worker, beside)
    script.block.pop("transcribe").set()
    await running
    await work(database, worker)
    assert await told(database, call_id) == ("ready", [1, 61])
    assert {status for _, status, _, _ in await recordings(database, call_id)} == {"completed"}


async def test_one_that_cannot_be_used_does_not_take_the_others_with_it(
    database: Database, worker: Resources
) -> None:
    await comes(database, worker, 1, b"\x89PNG\r\n\x1a\n" + bytes(500), began_s=0)
    call_id, _ = await comes(database, worker, 2, NOON, began_s=60)
    await work(database, worker)
    broken, whole = await recordings(database, call_id)
    assert await told(database, call_id) == ("ready", [61])
    assert (broken[1], whole[1:]) == ("error", ("completed", 60, None))
    assert "a PNG picture" in broken[3]
    # A third makes the next version, and the broken one stays what it is.
    await comes(database, worker, 3, EVENING, began_s=120)
    await work(database, worker)
    assert await told(database, call_id) == ("ready", [61, 121])
    assert [status for _, status, _, _ in await recordings(database, call_id)] == [
        "error",
        "completed",
        "completed",
    ]


async def test_one_in_which_nobody_speaks_is_part_of_the_call(
    database: Database, worker: Resources
) -> None:
    await comes(database, worker, 1, bursts([], seconds=5), began_s=0)
    call_id, _ = await comes(database, worker, 2, NOON, began_s=5)
    await work(database, worker)
    assert await told(database, call_id) == ("ready", [6])
    assert [status for _, status, _, _ in await recordings(database, call_id)] == [
        "completed",
        "completed",
    ]


async def stored(worker: Resources, recording_id: RecordingId, audio: bytes) -> Any:
    async def blocks() -> AsyncIterator[bytes]:
        yield audio

    stem = stem_of(TENANT, recording_id)
    return await worker.storage.write(stem, blocks(), media_type="audio/wav", max_bytes=2**20)


@pytest.mark.parametrize("over", [True, False])
async def test_audio_of_elevenlabs_after_the_transcript_comes_to_an_end(
    database: Database, worker: Resources, over: bool
) -> None:
    turns = (Turn(Speaker.CUSTOMER, "My boiler leaks.", 0, 2),)
    call = IncomingCall(
        Source.ELEVENLABS, "post_call_transcription", "t", "conv_1", transcript=Transcript(turns)
    )
    late = RecordingId(new_id())
    file = await stored(worker, late, MORNING)
    async with database.transaction(ALL_TENANTS) as conn:
        accepted = await record_call(conn, TENANT, None, call)
    assert accepted.receipt.call_id and accepted.receipt.job_id
    if over:
        await run_job(worker, accepted.receipt.job_id)
    audio = IncomingAudio(Source.ELEVENLABS, "post_call_audio", "a", "conv_1", "agent_1", "")
    async with database.transaction(ALL_TENANTS) as conn:
        await record_audio(conn, TENANT, None, audio, recording_id=late, file=file)
    await work(database, worker)
    async with database.connection(ALL_TENANTS) as conn:
        recording = await fetch_row(conn, "select status, error from recordings")
    assert tuple(recording) == ("completed", None)
    assert (await told(database, accepted.receipt.call_id))[0] == "ready"


async def test_audio_of_a_call_whose_run_was_cancelled_says_so(
    database: Database, worker: Resources
) -> None:
    call = IncomingCall(Source.ELEVENLABS, "post_call_audio", "t", "conv_1")
    late = RecordingId(new_id())
    file = await stored(worker, late, MORNING)
    async with database.transaction(ALL_TENANTS) as conn:
        accepted = await record_call(conn, TENANT, None, call)
        await conn.execute("update jobs set status = 'cancelled', finished_at = now()")
        audio = IncomingAudio(Source.ELEVENLABS, "post_call_audio", "a", "conv_1", "agent_1", "")
        await record_audio(conn, TENANT, None, audio, recording_id=late, file=file)
        recording = await fetch_row(conn, "select status, error from recordings")
    assert accepted.receipt.job_id
    assert recording["status"] == "error"
    assert "retry the run" in recording["error"]


async def test_another_upload_of_a_call_is_not_joined(
    database: Database, worker: Resources
) -> None:
    """What is no piece of a carrier's is the same call once more."""
    call_id, _ = await comes(database, worker, 1, MORNING, began_s=0)
    upload = RecordingId(new_id())
    file = await stored(worker, upload, NOON)
    async with database.connection(ALL_TENANTS) as conn:
        await insert_recording(
            conn,
            TENANT,
            upload,
            call_id=call_id,
            status=RecordingStatus.UPLOADED,
            audio_key=file.key,
        )
    await work(database, worker)
    assert await told(database, call_id) == ("ready", [1])
