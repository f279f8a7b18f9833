"""Listening: every part once, resumed after anything, with the right speakers, and nothing left
behind.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from structlog.testing import capture_logs

from benchmarks.line_conditions import bleeding
from shared.audio.decode import decode
from shared.db.calls import get_call, upsert_call
from shared.db.jobs.steps import list_steps
from shared.db.pool import ALL_TENANTS, Database
from shared.db.recordings import insert_recording, stem_of
from shared.db.rows import fetch_row
from shared.db.tenants import get_tenant, insert_tenant, update_tenant
from shared.db.transcripts import find_transcribed_audio, find_transcript, insert_transcript
from shared.domain.ids import CallId, JobId, RecordingId, TenantId, new_id
from shared.domain.incoming import IncomingAudio, IncomingCall, IncomingRecording
from shared.domain.statuses import RecordingStatus, Source
from shared.domain.steps import Step
from shared.domain.transcript import Speaker, Transcript, Turn
from shared.download.fetcher import FetchedFile
from shared.errors import ProviderRejected, ProviderTimeout
from shared.intake.recordings import record_audio, record_recording
from shared.intake.runs import start_run
from tests.support.processes import until
from tests.support.providers import Script
from tests.support.sounds import as_wav, bursts, twelve_parts
from worker.large_recordings import LargeRecordings
from worker.resources import Resources
from worker.runner import run_job
from worker.steps.transcribe import MORE_NAMES_THAN_CHANNELS, NOT_SEPARATE, WITHOUT_WORDS

TENANT = TenantId(new_id())
SAMPLE = Path(__file__).parents[2] / "cli" / "samples" / "two_channel_call.wav"
# Somebody asks at once and is answered, twice.
DIALOGUE = bursts([(0.5, 4.5), (10, 14)], [(5, 9.5), (14.5, 18.5)], seconds=19)

Upload = Callable[..., Awaitable[tuple[CallId, JobId]]]


@pytest.fixture
async def upload(database: Database, worker: Resources) -> Upload:
    """Puts a recording where an upload would, and starts its run."""
    async with database.connection(ALL_TENANTS) as conn:
        await insert_tenant(conn, TENANT, "Northside", "UTC")

    async def upload(audio: bytes, **about: Any) -> tuple[CallId, JobId]:
        recording_id = RecordingId(new_id())
        stored = await worker.storage.write(
            stem_of(TENANT, recording_id), _whole(audio), media_type="audio/wav", max_bytes=2**30
        )
        call = IncomingCall(Source.UPLOAD, "upload", str(recording_id), str(recording_id))
        async with database.transaction(ALL_TENANTS) as conn:
            call_id = await upsert_call(conn, TENANT, None, call)
            await insert_recording(
                conn,
                TENANT,
                recording_id,
                call_id=call_id,
                status=RecordingStatus.UPLOADED,
                audio_key=stored.key,
                **about,
            )
            job_id, _ = await start_run(conn, TENANT, call_id)
        return call_id, job_id

    return upload


async def _whole(audio: bytes) -> AsyncIterator[bytes]:
    yield audio


async def transcript_of(database: Database, call_id: CallId) -> Transcript:
    async with database.connection(ALL_TENANTS) as conn:
        found = await find_transcript(conn, TENANT, call_id)
    assert found
    return found


async def let_time_pass(database: Database) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set not_before = now() where status = 'queued'")


def left_in(worker: Resources) -> list[Path]:
    return [
        path
        for path in (worker.settings.runtime.data_dir / "scratch").rglob("*")
        if path.name.endswith(".flac")
    ]


async def test_a_large_recording_waits_for_room_and_costs_no_attempt(
    worker: Resources, database: Database, upload: Upload, script: Script
) -> None:
    large = LargeRecordings(room=1, slot_bytes=1024)
    worker = replace(worker, large_recordings=large)
    _, job_id = await upload(DIALOGUE, size_bytes=len(DIALOGUE))
    with large.transcribing(JobId(new_id()), 4096):
        await run_job(worker, job_id)
    assert not script.heard
    async with database.connection(ALL_TENANTS) as conn:
        row = await fetch_row(conn, "select status, attempts, snoozes from jobs")
    assert tuple(row) == ("queued", 0, 1)
    await let_time_pass(database)
    await run_job(worker, job_id)
    assert script.heard


async def test_how_much_was_understood_and_how_surely_is_logged_and_kept_with_the_step(
    worker: Resources, database: Database, upload: Upload, script: Script
) -> None:
    script.logprob = math.log(0.8)
    _, job_id = await upload(DIALOGUE)
    with capture_logs() as logged:
        await run_job(worker, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        steps = await list_steps(conn, TENANT, job_id)
        text_chars = await conn.fetchval("select length(text) from transcripts")
    meta = steps[Step.TRANSCRIBE].meta
    assert (meta["transcript_chars"], meta["confidence"], meta["duration_s"]) == (
        text_chars,
        0.8,
        19,
    )
    (line,) = (
        each for each in logged if each["event"] == "step done" and each["step"] == "transcribe"
    )
    facts = ("transcript_chars", "duration_s", "confidence")
    assert {name: line[name] for name in facts} == {name: meta[name] for name in facts}
    assert steps[Step.EXTRACT_LEAD].meta["confidence"] == 0.9
    assert "call me back" not in str(logged)


async def test_after_a_failure_no_other_part_is_begun(
    worker: Resources, upload: Upload, script: Script
) -> None:
    _, job_id = await upload(twelve_parts())
    script.fail["transcribe"] = [ProviderTimeout("slow")]
    await run_job(worker, job_id)
    assert len(script.heard) == 1


async def test_parts_heard_before_a_failure_are_kept(
    worker: Resources, database: Database, upload: Upload, script: Script
) -> None:
    one_by_one = replace(worker, transcription=asyncio.Semaphore(1))
    _, job_id = await upload(twelve_parts())
    script.fail_after("transcribe", 5, ProviderTimeout("slow"))
    await run_job(one_by_one, job_id)
    assert len(script.heard) == 6
    await let_time_pass(database)
    await run_job(one_by_one, job_id)
    names = [name for name, _, _ in script.heard]
    assert (len(names), {name for name in names if names.count(name) > 1}) == (
        13,
        {"channel-0-part-0005.flac"},
    )


async def test_a_refusal_ends_the_call_and_leaves_nothing_in_the_scratch_folder(
    worker: Resources, database: Database, upload: Upload, script: Script
) -> None:
    call_id, job_id = await upload(twelve_parts())
    script.fail["transcribe"] = [ProviderRejected("no access", reason="invalid_api_key")] * 2
    await run_job(worker, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        row = await fetch_row(
            conn, "select status, error from recordings where call_id = $1", call_id
        )
    assert tuple(row) == ("error", "transcribe: no access")
    assert left_in(worker) == []


async def test_a_cancelled_worker_leaves_nothing_in_the_scratch_folder(
    worker: Resources, upload: Upload, script: Script
) -> None:
    _, job_id = await upload(twelve_parts())
    entered = script.hold("transcribe")
    running = asyncio.create_task(run_job(worker, job_id))
    await entered.wait()
    assert len(left_in(worker)) == 12
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert left_in(worker) == []


async def test_another_question_about_the_same_part_is_asked(
    worker: Resources, database: Database, upload: Upload, script: Script
) -> None:
    _, job_id = await upload(twelve_parts())
    script.fail_after("transcribe", 4, ProviderTimeout("slow"))
    await run_job(replace(worker, transcription=asyncio.Semaphore(1)), job_id)
    async with database.transaction(ALL_TENANTS) as conn:
        tenant = await get_tenant(conn, TENANT)
        await update_tenant(conn, replace(tenant, vocabulary=("Vaillant",), language="de"))
    script.heard.clear()
    await let_time_pass(database)
    await run_job(worker, job_id)
    assert len(script.heard) == 12
    assert {(language, vocabulary) for _, language, vocabulary in script.heard} == {
        ("de", ("Vaillant",))
    }


@pytest.mark.parametrize(
    ("speakers", "expected"),
    [
        (None, ["agent", "customer"] * 2),
        ((Speaker.CUSTOMER, Speaker.AGENT), ["customer", "agent"] * 2),
        ((Speaker.UNKNOWN, Speaker.UNKNOWN), ["unknown 1", "unknown 2"] * 2),
        ((Speaker.CUSTOMER,), ["customer", "agent"] * 2),
        ((Speaker.AGENT,), ["agent", "customer"] * 2),
    ],
)
async def test_channels_are_whose_the_sender_says(
    worker: Resources, database: Database, upload: Upload, speakers: Any, expected: list[str]
) -> None:
    call_id, job_id = await upload(DIALOGUE, speakers=speakers)
    await run_job(worker, job_id)
    assert [turn.who for turn in (await transcript_of(database, call_id)).turns] == expected


async def test_a_lone_channel_is_nobodys_unless_the_sender_says_whose(
    worker: Resources, database: Database, upload: Upload
) -> None:
    mono = bursts([(1, 4)], seconds=5)
    found = []
    for speakers in (None, (Speaker.CUSTOMER, Speaker.AGENT), (Speaker.CUSTOMER,)):
        call_id, job_id = await upload(mono, speakers=speakers)
        await run_job(worker, job_id)
        async with database.connection(ALL_TENANTS) as conn:
            notes = (await get_call(conn, TENANT, call_id)).notes
        found += [
            (turn.who, MORE_NAMES_THAN_CHANNELS in notes)
            for turn in (await transcript_of(database, call_id)).turns
        ]
    assert found == [("unknown", False), ("unknown", True), ("customer", False)]


async def test_channels_that_are_not_separate_are_nobodys_and_noted(
    worker: Resources, database: Database, upload: Upload
) -> None:
    mixed = bleeding(decode(SAMPLE, 8_000).astype(np.float64), -6)
    call_id, job_id = await upload(as_wav(mixed), speakers=(Speaker.AGENT, Speaker.CUSTOMER))
    await run_job(worker, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        notes = (await get_call(conn, TENANT, call_id)).notes
        meta = (await list_steps(conn, TENANT, job_id))[Step.TRANSCRIBE].meta
    assert {turn.who for turn in (await transcript_of(database, call_id)).turns} == {"unknown"}
    assert tuple(notes) == (NOT_SEPARATE,)
    assert (meta["channels"], meta["not_separate"]) == (2, True)


async def test_speech_without_words_is_counted_and_noted(
    worker: Resources, database: Database, upload: Upload, script: Script
) -> None:
    script.said = ""
    call_id, job_id = await upload(SAMPLE.read_bytes())
    await run_job(worker, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        notes = (await get_call(conn, TENANT, call_id)).notes
        audio = await find_transcribed_audio(conn, TENANT, call_id)
    assert audio is not None
    assert audio.channel_dropped_s == pytest.approx((9.5, 12.5), abs=1)
    assert audio.channel_dropped_words == (0, 0)
    assert tuple(notes) == (WITHOUT_WORDS.format(number=1), WITHOUT_WORDS.format(number=2))


async def another(
    database: Database, call_id: CallId, status: RecordingStatus, **about: Any
) -> RecordingId:
    """A second, newer recording of the same call."""
    recording_id = RecordingId(new_id())
    async with database.connection(ALL_TENANTS) as conn:
        await insert_recording(conn, TENANT, recording_id, call_id=call_id, status=status, **about)
    return recording_id


async def test_a_recording_that_never_came_does_not_hide_the_one_that_did(
    worker: Resources, database: Database, upload: Upload
) -> None:
    call_id, job_id = await upload(DIALOGUE)
    await another(
        database, call_id, RecordingStatus.ERROR, remote_url="https://example.com/absent.mp3"
    )
    await run_job(worker, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        rows = await conn.fetch(
            "select status from recordings where call_id = $1 order by created_at", call_id
        )
    assert (await transcript_of(database, call_id)).turns
    assert [row["status"] for row in rows] == ["completed", "error"]


async def test_what_is_here_is_heard_while_another_recording_cannot_be_fetched(
    worker: Resources, database: Database, upload: Upload
) -> None:
    call_id, job_id = await upload(DIALOGUE)
    await another(
        database, call_id, RecordingStatus.PENDING, remote_url="http://example.com/not-https.mp3"
    )
    await run_job(worker, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        call = await fetch_row(conn, "select status, error from calls where id = $1", call_id)
    assert (await transcript_of(database, call_id)).turns
    assert call["status"] == "partial" and call["error"].startswith("fetch_recording:")


async def test_a_transcript_that_comes_while_its_recording_is_heard_is_the_one_analysed(
    worker: Resources, database: Database, upload: Upload, script: Script
) -> None:
    call_id, job_id = await upload(DIALOGUE)
    entered = script.hold("transcribe")
    running = asyncio.create_task(run_job(worker, job_id))
    await entered.wait()
    told = Transcript((Turn(Speaker.CUSTOMER, "No need to ring me."),), "en")
    async with database.transaction(ALL_TENANTS) as conn:
        await insert_transcript(conn, TENANT, call_id, told, origin="elevenlabs")
    script.block.pop("transcribe").set()
    await running
    async with database.connection(ALL_TENANTS) as conn:
        chunk = await conn.fetchval("select text from chunks where source = 'transcript'")
        callbacks = await conn.fetchval("select count(*) from callbacks")
    assert (chunk, callbacks) == ("customer: No need to ring me.", 0)


async def test_how_far_it_is_heard_stays_known_while_it_waits(
    worker: Resources, database: Database, upload: Upload, script: Script
) -> None:
    _, job_id = await upload(twelve_parts())
    script.fail_after("transcribe", 6, ProviderTimeout("slow"))
    await run_job(replace(worker, transcription=asyncio.Semaphore(1)), job_id)
    async with database.connection(ALL_TENANTS) as conn:
        meta = await conn.fetchval("select meta from job_steps where step = 'transcribe'")
    assert (meta["parts"], meta["parts_transcribed"]) == (12, 6)


async def test_cutting_again_is_no_progress_that_forgives_a_crash(
    worker: Resources, database: Database, upload: Upload, script: Script
) -> None:
    _, job_id = await upload(twelve_parts())
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set crashes = 2")
    script.fail["transcribe"] = [ProviderTimeout("slow")]
    await run_job(worker, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select crashes from jobs") == 2


async def test_a_recording_that_comes_after_its_call_failed_is_still_heard(
    worker: Resources, database: Database, upload: Upload
) -> None:
    call_id, job_id = await upload(b"no recording at all")
    await run_job(worker, job_id)
    late = RecordingId(new_id())
    stored = await worker.storage.write(
        stem_of(TENANT, late), _whole(DIALOGUE), media_type="audio/wav", max_bytes=2**30
    )
    async with database.transaction(ALL_TENANTS) as conn:
        await conn.execute("update calls set source = 'elevenlabs', external_id = 'conv_1'")
        audio = IncomingAudio(Source.ELEVENLABS, "post_call_audio", "late", "conv_1", "agent_1", "")
        accepted = await record_audio(conn, TENANT, None, audio, recording_id=late, file=stored)
    assert accepted.receipt.job_id == job_id and accepted.wakeup
    await run_job(worker, job_id)
    assert (await transcript_of(database, call_id)).turns


async def test_how_the_conversation_went_is_measured(
    worker: Resources, database: Database, upload: Upload
) -> None:
    call_id, job_id = await upload(DIALOGUE)
    await run_job(worker, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        listening = await find_transcribed_audio(conn, TENANT, call_id)
        recording = await fetch_row(
            conn, "select channels, duration_s, speech_s, transcribed_s from recordings"
        )
    assert listening and listening.duration_s == pytest.approx(19)
    assert set(listening.measures.talk_ratio) == {Speaker.AGENT, Speaker.CUSTOMER}
    assert (recording["channels"], recording["duration_s"]) == (2, 19)
    assert recording["speech_s"] == recording["transcribed_s"] > 16


@pytest.mark.parametrize("seconds", [5, 0])
async def test_a_recording_in_which_nobody_speaks_is_ready_and_says_so(
    worker: Resources, database: Database, upload: Upload, script: Script, seconds: float
) -> None:
    call_id, job_id = await upload(bursts([], seconds=seconds))
    await run_job(worker, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        call = await fetch_row(
            conn, "select status, title, error from calls where id = $1", call_id
        )
        job = await conn.fetchval("select status from jobs where id = $1", job_id)
        recording = await fetch_row(
            conn, "select status, error from recordings where call_id = $1", call_id
        )
        chunks = await conn.fetchval("select count(*) from chunks where call_id = $1", call_id)
    assert tuple(call) == ("ready", "No speech", None)
    assert (job, tuple(recording), chunks) == ("succeeded", ("completed", None), 0)
    assert (await transcript_of(database, call_id)).turns == ()
    assert (script.heard, script.calls["summarize"]) == ([], 0)


async def test_no_more_parts_are_under_way_than_the_worker_has_slots(
    worker: Resources, upload: Upload, script: Script
) -> None:
    """Over all its runs."""
    jobs = [(await upload(twelve_parts()))[1] for _ in range(2)]
    script.hold("transcribe")
    running = [asyncio.create_task(run_job(replace(worker, worker=str(job)), job)) for job in jobs]

    async def under_way() -> int:
        return script.calls["transcribe"]

    await until(under_way, lambda count: count == 2)
    script.block.pop("transcribe").set()
    await asyncio.gather(*running)
    assert (script.calls["transcribe"], script.most_at_once["transcribe"]) == (24, 2)


async def test_twilio_puts_the_recorded_leg_first_and_of_a_conference_nobody_is_known(
    database: Database,
) -> None:
    def told(recording: str, **about: Any) -> IncomingRecording:
        return IncomingRecording(
            Source.TWILIO, "completed", "AC" + "a" * 32, "RE" + recording * 32, **about
        )

    events = [
        told("1", call_sid="CA" + "1" * 32),
        told("2", call_sid="CA" + "2" * 32, track="inbound"),
        told("3", call_sid="CA" + "3" * 32, track="outbound"),
        told("4", conference_sid="CF" + "4" * 32),
    ]
    async with database.transaction(ALL_TENANTS) as conn:
        await insert_tenant(conn, TENANT, "Northside", "UTC")
        for event in events:
            await record_recording(conn, TENANT, event)
        rows = await conn.fetch(
            "select speakers, audio_stem from recordings order by recording_sid"
        )
    assert [row["speakers"] for row in rows] == [
        ["customer", "agent"],
        ["customer"],
        ["agent"],
        ["unknown", "unknown"],
    ]
    assert rows[0]["audio_stem"] == f"{TENANT}/AC{'a' * 32}/RE{'1' * 32}"


async def test_what_was_fetched_in_vain_is_gone_when_the_run_has_failed(
    worker: Resources, database: Database, upload: Upload
) -> None:
    """A beginning that an earlier attempt had kept, and a whole file that no storage took."""
    call_id, job_id = await upload(DIALOGUE)
    late = await another(
        database, call_id, RecordingStatus.PENDING, remote_url="http://example.com/not-https.mp3"
    )
    folder = worker.settings.runtime.fetching_dir
    folder.mkdir(parents=True)
    for name in (f"{late}.part", f"{late}.part.json", f"{late}"):
        (folder / name).write_bytes(b"{}")
    FetchedFile(1, b"\0" * 32, None).note(folder / str(late))
    await run_job(worker, job_id)
    assert list(folder.iterdir()) == []
