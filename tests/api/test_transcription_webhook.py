"""An outside service transcribes a recording: what is accepted, whose it is, and the run that goes
on.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import JobId
from shared.settings.load import Settings
from shared.vendors.transcription.webhook import sign, sign_standard
from tests.conftest import ApiFactory
from tests.support.files import files
from tests.support.people import Team, sign_up
from tests.support.providers import Script
from tests.support.sounds import SPEECH
from worker.resources import Resources
from worker.runner import run_job

PATH = "/api/webhooks"
SECRET = "a secret of both"
ASKED = "Can someone call me back tomorrow at three p m?"


def completed(recording_id: str, **changes: Any) -> dict[str, Any]:
    segments = [
        {"speaker": "agent", "start": 0.4, "end": 2.0, "text": "Northside Plumbing."},
        {"speaker": "customer", "start": 2.5, "end": 6.0, "text": ASKED},
    ]
    text = f"Northside Plumbing. {ASKED}"
    data = {
        "recording_id": recording_id,
        "text": text,
        "language": "en",
        "duration": 6.0,
        "segments": segments,
    }
    return {"type": "transcription.completed", "data": {**data, **changes}}


def failed(recording_id: str, error: str = "The file has no audio track.") -> dict[str, Any]:
    return {"type": "transcription.failed", "data": {"recording_id": recording_id, "error": error}}


async def deliver(
    client: httpx.AsyncClient,
    payload: dict[str, Any],
    *,
    secret: str | None = SECRET,
    path: str = PATH,
) -> httpx.Response:
    body = json.dumps(payload).encode()
    return await client.post(
        path, content=body, headers=sign(body, secret=secret) if secret else {}
    )


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    return {**environ, "WEBHOOK_SECRET": SECRET}


async def uploaded(team: Team) -> str:
    """The id of a recording whose audio is here and that nobody started."""
    created = (await team.post("/api/recordings", {"direction": "inbound"})).json()
    answer = await team.client.put(
        f"/api/recordings/{created['recording_id']}/media", content=SPEECH, headers=team.headers
    )
    assert answer.status_code == 200
    return str(created["recording_id"])


async def call_of(team: Team, accepted: httpx.Response) -> dict[str, Any]:
    call: dict[str, Any] = (await team.get(f"/api/calls/{accepted.json()['call_id']}")).json()
    return call


async def test_a_recording_transcribed_outside_is_understood_without_listening(
    client: httpx.AsyncClient, team: Team, worker: Resources, script: Script
) -> None:
    recording_id = await uploaded(team)
    accepted = await deliver(client, completed(recording_id))
    assert (accepted.status_code, accepted.json()["recording_id"]) == (202, recording_id), (
        accepted.text
    )
    assert accepted.headers["location"] == accepted.json()["status_url"]
    await run_job(worker, JobId(UUID(accepted.json()["job_id"])))
    call = await call_of(team, accepted)
    assert (call["status"], call["language"], call["recordings"][0]["status"]) == (
        "ready",
        "en",
        "completed",
    )
    assert [(turn["speaker"], turn["text"]) for turn in call["transcript"]["turns"]] == [
        ("agent", "Northside Plumbing."),
        ("customer", ASKED),
    ]
    assert (script.calls["transcribe"], script.calls["summarize"]) == (0, 1)


async def test_a_repeat_answers_the_same_ids(
    client: httpx.AsyncClient, team: Team, database: Database
) -> None:
    payload = completed(await uploaded(team))
    first, *others = await asyncio.gather(*(deliver(client, payload) for _ in range(8)))
    assert {answer.text for answer in others} == {first.text}
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from jobs") == 1
        assert await conn.fetchval("select count(*) from transcripts") == 1


async def test_a_call_that_has_a_transcript_keeps_it(
    client: httpx.AsyncClient, team: Team, worker: Resources, database: Database
) -> None:
    recording_id = await uploaded(team)
    job = (await team.post("/api/process-recording", {"recording_id": recording_id})).json()
    await run_job(worker, JobId(UUID(job["job_id"])))
    for payload in (completed(recording_id), failed(recording_id)):
        answer = await deliver(client, payload)
        assert (answer.status_code, answer.json().items() <= job.items()) == (202, True)
    call = (await team.get(f"/api/calls/{job['call_id']}")).json()
    assert (call["status"], len(call["transcript"]["turns"])) == ("ready", 1)
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select origin from transcripts") == "scripted"


async def test_a_run_that_waits_for_the_service_is_woken(
    client: httpx.AsyncClient, team: Team, worker: Resources, script: Script
) -> None:
    recording_id = await uploaded(team)
    body = {"recording_id": recording_id, "transcriber": "outside"}
    waiting = (await team.post("/api/process-recording", body)).json()
    assert (await team.post("/api/process-recording", body)).json() == waiting
    await run_job(worker, JobId(UUID(waiting["job_id"])))
    assert (await team.get(f"/api/job/{waiting['job_id']}/status")).json()["status"] == "queued"
    accepted = await deliver(client, completed(recording_id))
    assert accepted.json().items() <= waiting.items()
    await run_job(worker, JobId(UUID(waiting["job_id"])))
    assert ((await call_of(team, accepted))["status"], script.calls["transcribe"]) == ("ready", 0)


async def test_a_run_that_listens_already_starts_again_with_the_transcript(
    client: httpx.AsyncClient, team: Team, worker: Resources, script: Script
) -> None:
    recording_id = await uploaded(team)
    entered = script.hold("transcribe")
    job = (await team.post("/api/process-recording", {"recording_id": recording_id})).json()
    listening = asyncio.create_task(run_job(worker, JobId(UUID(job["job_id"]))))
    await entered.wait()
    accepted = await deliver(client, completed(recording_id))
    script.block["transcribe"].set()
    await listening
    await run_job(worker, JobId(UUID(job["job_id"])))
    call, status = (
        await call_of(team, accepted),
        (await team.get(f"/api/job/{job['job_id']}/status")).json(),
    )
    assert (call["status"], len(call["transcript"]["turns"])) == ("ready", 2)
    assert {step["step"]: step["status"] for step in status["steps"]}["transcribe"] == "skipped"


async def test_a_remote_recording_is_fetched_beside(
    client: httpx.AsyncClient, team: Team, database: Database
) -> None:
    body = {"recording_url": "https://files.example.com/call.mp3", "transcriber": "outside"}
    waiting = (await team.post("/api/process-recording", body)).json()
    await deliver(client, completed(waiting["recording_id"]))
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select status from recordings") == "pending"
        assert await conn.fetchval("select not_before <= now() from jobs")


async def test_a_failure_outside_fails_the_call_and_the_run_that_waits(
    client: httpx.AsyncClient, team: Team
) -> None:
    recording_id = await uploaded(team)
    body = {"recording_id": recording_id, "transcriber": "outside"}
    waiting = (await team.post("/api/process-recording", body)).json()
    accepted = await deliver(client, failed(recording_id))
    assert accepted.json().items() <= waiting.items()
    call, job = (
        await call_of(team, accepted),
        (await team.get(f"/api/job/{waiting['job_id']}/status")).json(),
    )
    told = "The outside transcription failed: The file has no audio track."
    assert (call["status"], call["error"]) == ("failed", told)
    assert [(each["status"], each["error"]) for each in call["recordings"]] == [("error", told)]
    assert (job["status"], job["error"], job["error_code"]) == (
        "failed",
        told,
        "transcription_failed",
    )
    assert {step["status"] for step in job["steps"]} == {"skipped"}


async def test_a_transcript_after_a_failure_starts_the_run_again(
    client: httpx.AsyncClient, team: Team, worker: Resources
) -> None:
    recording_id = await uploaded(team)
    waiting = (
        await team.post(
            "/api/process-recording", {"recording_id": recording_id, "transcriber": "outside"}
        )
    ).json()
    await deliver(client, failed(recording_id))
    accepted = await deliver(client, completed(recording_id))
    assert accepted.json().items() <= waiting.items()
    await run_job(worker, JobId(UUID(waiting["job_id"])))
    call = await call_of(team, accepted)
    assert (call["status"], call["error"], call["recordings"][0]["error"]) == ("ready", None, None)


async def test_a_transcript_in_which_nobody_speaks_is_ready_and_says_so(
    client: httpx.AsyncClient, team: Team, worker: Resources
) -> None:
    accepted = await deliver(client, completed(await uploaded(team), text=" ", segments=[]))
    await run_job(worker, JobId(UUID(accepted.json()["job_id"])))
    call = await call_of(team, accepted)
    assert (call["status"], call["error"], call["title"]) == ("ready", None, "No speech")


async def test_speech_after_a_silent_transcript_is_taken(
    client: httpx.AsyncClient, team: Team, worker: Resources
) -> None:
    recording_id = await uploaded(team)
    await deliver(client, completed(recording_id, text=" ", segments=[]))
    accepted = await deliver(client, completed(recording_id))
    await run_job(worker, JobId(UUID(accepted.json()["job_id"])))
    call = await call_of(team, accepted)
    assert (call["status"], len(call["transcript"]["turns"])) == ("ready", 2)


async def test_a_failure_outside_does_not_touch_an_upload_that_is_not_over(
    client: httpx.AsyncClient, team: Team
) -> None:
    recording_id = (await team.post("/api/recordings", {})).json()["recording_id"]
    media, seen = f"/api/recordings/{recording_id}/media", []

    async def failed_meanwhile() -> AsyncIterator[bytes]:
        yield SPEECH[:100]
        assert (await deliver(client, failed(recording_id))).status_code == 202
        seen.append((await team.get(f"/api/recordings/{recording_id}")).json()["status"])
        yield SPEECH[100:]

    answer = await client.put(media, content=failed_meanwhile(), headers=team.headers)
    assert (answer.status_code, answer.json()["status"], seen) == (200, "uploaded", ["uploading"])


async def test_audio_that_came_after_its_transcript_is_refused_and_not_kept(
    client: httpx.AsyncClient, team: Team, settings: Settings
) -> None:
    recording_id = (await team.post("/api/recordings", {})).json()["recording_id"]

    async def transcribed_meanwhile() -> AsyncIterator[bytes]:
        yield SPEECH[:100]
        assert (await deliver(client, completed(recording_id))).status_code == 202
        yield SPEECH[100:]

    media = f"/api/recordings/{recording_id}/media"
    answer = await client.put(media, content=transcribed_meanwhile(), headers=team.headers)
    assert (answer.status_code, files(settings)) == (409, [])
    assert (await team.post(f"/api/recordings/{recording_id}/finalize")).status_code == 409


async def test_an_unknown_recording_gets_404(client: httpx.AsyncClient, team: Team) -> None:
    answer = await deliver(client, completed(str(uuid4())))
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_a_tenants_own_url_knows_that_tenants_recordings_only(
    client: httpx.AsyncClient, team: Team, other_team: Team
) -> None:
    endpoint = (
        await team.post(
            "/api/webhook-endpoints", {"source": "transcription", "secret": "agreed with them"}
        )
    ).json()
    path = httpx.URL(endpoint["url"]).path
    own, foreign = await uploaded(team), await uploaded(other_team)
    for recording_id, secret, status in (
        (own, SECRET, 401),
        (foreign, "agreed with them", 404),
        (own, "agreed with them", 202),
    ):
        answer = await deliver(client, completed(recording_id), secret=secret, path=path)
        assert answer.status_code == status, answer.text


async def test_another_senders_endpoint_takes_no_transcripts(
    client: httpx.AsyncClient, team: Team
) -> None:
    endpoint = (await team.post("/api/webhook-endpoints", {"secret": "wsec_first_secret"})).json()
    answer = await deliver(client, completed(await uploaded(team)), path=f"{PATH}/{endpoint['id']}")
    assert answer.status_code == 404


async def test_standard_webhooks_signatures_do_too(client: httpx.AsyncClient, team: Team) -> None:
    body = json.dumps(completed(await uploaded(team))).encode()
    headers = sign_standard(body, secret=SECRET, delivery_id="msg_1", at=datetime.now(UTC))
    assert (await client.post(PATH, content=body, headers=headers)).status_code == 202


@pytest.mark.parametrize("secret", [None, "another"])
async def test_unsigned_and_forged_events_are_refused_before_they_are_parsed(
    client: httpx.AsyncClient, secret: str | None
) -> None:
    headers = sign(b"{not json", secret=secret) if secret else {}
    answer = await client.post(PATH, content=b"{not json", headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")


async def test_without_a_secret_only_development_takes_them(open_api: ApiFactory) -> None:
    for environment, status in (("development", 202), ("production", 401)):
        async with open_api(WEBHOOK_SECRET="", AFTERCALL_ENV=environment) as client:
            team = await sign_up(client, f"{environment}@example.com", "A")
            answer = await deliver(client, completed(await uploaded(team)), secret=None)
            assert answer.status_code == status


async def test_both_secrets_are_good_while_one_is_rotated(open_api: ApiFactory) -> None:
    async with open_api(WEBHOOK_SECRET="new secret,old secret") as client:
        team = await sign_up(client, "a@example.com", "A")
        recording_id = await uploaded(team)
        answers = [
            await deliver(client, completed(recording_id), secret=secret)
            for secret in ("new secret", "old secret", "older secret")
        ]
    assert [answer.status_code for answer in answers] == [202, 202, 401]


async def test_a_three_hour_call_with_word_times_is_taken_whole(
    client: httpx.AsyncClient, team: Team
) -> None:
    words = [
        {"word": "and", "start": n / 3, "end": n / 3 + 0.2, "speaker": n // 40 % 2}
        for n in range(32_000)
    ]
    accepted = await deliver(client, completed(await uploaded(team), segments=None, words=words))
    assert accepted.status_code == 202
    assert len((await call_of(team, accepted))["transcript"]["turns"]) == 800


async def test_an_oversized_event_gets_413(open_api: ApiFactory) -> None:
    async with open_api(WEBHOOK_MAX_BYTES="2048") as client:
        signed = sign(b"something else", secret=SECRET)
        assert (await client.post(PATH, content=b" " * 4096, headers=signed)).status_code == 413


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ({"type": "transcription.completed", "data": {"text": "Hi."}}, "/data/recording_id"),
        ({"type": 5, "data": {"recording_id": "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10"}}, "/type"),
    ],
)
async def test_what_cannot_be_used_is_kept_and_says_why(
    client: httpx.AsyncClient, database: Database, payload: dict[str, Any], field: str
) -> None:
    answer = await deliver(client, payload)
    assert (answer.status_code, answer.json()["status"]) == (202, "stored")
    async with database.connection(ALL_TENANTS) as conn:
        assert field in await conn.fetchval("select reason from unused_events")


async def test_an_event_of_an_unknown_type_is_answered_200(client: httpx.AsyncClient) -> None:
    answer = await deliver(client, {"type": "transcription.started", "data": {}})
    assert (answer.status_code, answer.json()) == (200, {"status": "ignored"})
