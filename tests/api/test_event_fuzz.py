"""Whatever a sender signs is used, kept or counted, and everything that is accepted comes to an end
one can see.

FUZZ_EXAMPLES sets how many payloads each test sends; unset, they are few and always the same ones.
"""

import asyncio
import json
import os
import string
from collections.abc import Callable, Coroutine
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import shared.db.unused_events as limits
from shared.db.pool import ALL_TENANTS
from shared.domain.ids import JobId
from shared.vendors.transcription.webhook import sign as sign_transcription
from shared.vendors.twilio.webhook import sign as sign_form
from tests.conftest import ELEVENLABS_SECRET, ApiFactory
from tests.support.calls import send
from tests.support.mutations import TEXTS, damaged
from tests.support.odd_events import plain
from tests.support.people import Team, sign_up
from tests.support.traces import otel
from worker.resources import Resources
from worker.runner import run_job

SAMPLES = Path(__file__).parent.parent / "samples"
KNOB = os.environ.get("FUZZ_EXAMPLES")
EXAMPLES = int(KNOB or 40)
PUBLIC, TOKEN, SECRET = "https://calls.example.com", "f" * 32, "a secret of both"
TWILIO = "/api/webhooks/twilio/recording"
HEX = "0123456789abcdef" * 2

few = settings(
    max_examples=EXAMPLES,
    database=None,
    derandomize=KNOB is None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """Nothing is waited for: a call whose words do not come ends at once."""
    return {**environ, "RECORDING_WAIT_S": "0", "WEBHOOK_SECRET": SECRET}


@pytest.fixture(autouse=True)
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many examples there are, what is kept has room."""
    monkeypatch.setattr(limits, "MAX_STORED", 10**6)
    monkeypatch.setattr(limits, "MAX_STORED_BYTES", 2**40)


async def checked(
    strategy: st.SearchStrategy[Any], check: Callable[[Any], Coroutine[Any, Any, None]]
) -> None:
    """Hypothesis runs in a thread, and each of its examples here."""
    loop = asyncio.get_running_loop()

    @few
    @given(strategy)
    def example(value: Any) -> None:
        asyncio.run_coroutine_threadsafe(check(value), loop).result(60)

    await asyncio.to_thread(example)


async def ends(answer: httpx.Response, team: Team, worker: Resources) -> None:
    """What was accepted has a call, and its run, if it needs one, comes to an end that a client can
    see.
    """
    body = answer.json()
    if body["job_id"] is None:
        call = (await team.get(f"/api/calls/{body['call_id']}")).json()
        assert call["status"] == "failed", call
        return
    async with worker.database.connection(ALL_TENANTS) as conn:
        # A run may be waiting for what comes in another event.
        await conn.execute("update jobs set not_before = now() where status = 'queued'")
    await run_job(worker, JobId(body["job_id"]))
    call = (await team.get(f"/api/calls/{body['call_id']}")).json()
    assert call["status"] in ("ready", "partial", "failed"), call
    assert call["job"]["status"] in ("succeeded", "failed"), call["job"]


async def kept_count(team: Team) -> int:
    found = (await team.get("/api/missed-calls")).json()
    return int(found["unclaimed"]["stored"]) + sum(int(each["times"]) for each in found["unused"])


def elevenlabs_events(agent_id: str) -> list[dict[str, Any]]:
    names = [
        path for path in sorted(SAMPLES.glob("elevenlabs_*.json")) if "vectors" not in path.name
    ]
    events = [*(json.loads(path.read_bytes()) for path in names), plain(), otel()]
    for event in events:
        event["data"] |= {"agent_id": agent_id, "conversation_id": "THE-CONVERSATION"}
    return events


async def test_every_signed_event_of_elevenlabs_is_used_or_kept(
    client: httpx.AsyncClient, team: Team, worker: Resources
) -> None:
    events, numbers = elevenlabs_events(team.agent_id), count()

    async def check(payload: Any) -> None:
        number = next(numbers)
        text = (
            json.dumps(payload)
            .replace("THE-CONVERSATION", f"conv_{number}")
            .replace(HEX, f"{number:032x}")
        )
        answer = await send(client, text.encode(), secret=ELEVENLABS_SECRET)
        match answer.status_code:
            case 202 if answer.json()["status"] == "stored":
                assert await kept_count(team)
            case 202:
                await ends(answer, team, worker)
            case 200:
                assert answer.json() == {"status": "ignored"}
            case _:
                assert answer.status_code == 404, answer.text
                assert "is stored" in answer.json()["detail"]

    await checked(st.sampled_from(events).flatmap(damaged), check)


FORM = {
    "AccountSid": f"AC{HEX}",
    "CallSid": f"CA{HEX}",
    "RecordingSid": f"RE{HEX}",
    "RecordingUrl": "https://api.twilio.com/x",
    "RecordingStatus": "completed",
    "RecordingDuration": "26",
    "RecordingChannels": "2",
    "RecordingStartTime": "Fri, 21 Nov 2025 21:19:41 +0000",
    "RecordingSource": "DialVerb",
    "RecordingTrack": "both",
    "ErrorCode": "0",
    "From": "+12025550143",
    "To": "+12025550100",
    "Direction": "inbound",
    "EncryptionDetails": "",
}
SPELLABLE = TEXTS.map(lambda text: text.encode("utf-8", "replace").decode())
CHANGES = st.dictionaries(st.sampled_from(sorted(FORM)), st.none() | SPELLABLE, max_size=6)
EXTRA = st.lists(
    st.tuples(
        st.sampled_from(sorted(FORM)) | st.text(string.ascii_letters, min_size=1, max_size=8),
        SPELLABLE,
    ),
    max_size=3,
)


async def test_every_signed_callback_of_twilio_is_used_or_kept(open_api: ApiFactory) -> None:
    async with open_api(TWILIO_AUTH_TOKEN=TOKEN, PUBLIC_BASE_URL=PUBLIC) as client:
        team = await sign_up(client, "north@example.com", "Northside")
        await team.post("/api/twilio-accounts", {"account_sid": f"AC{HEX}"})

        async def check(given: tuple[dict[str, str | None], list[tuple[str, str]]]) -> None:
            changes, extra = given
            fields = [
                (name, value) for name, value in {**FORM, **changes}.items() if value is not None
            ] + extra
            signature = sign_form(PUBLIC + TWILIO, fields, secret=TOKEN)
            body = urlencode(fields)
            headers = {
                "X-Twilio-Signature": signature,
                "Content-Type": "application/x-www-form-urlencoded",
            }
            answer = await client.post(TWILIO, content=body, headers=headers)
            if len(body) > 256 * 1024:
                assert answer.status_code == 413
                return
            assert answer.status_code in (200, 202) or "is stored" in answer.json()["detail"], (
                answer.text
            )
            if answer.json().get("status") == "stored":
                assert await kept_count(team)
            elif answer.json().get("job_id"):
                job = (await team.get(f"/api/job/{answer.json()['job_id']}/status")).json()
                assert job["status"] == "queued"
            elif answer.json().get("call_id"):
                assert (await team.get(f"/api/calls/{answer.json()['call_id']}")).status_code == 200

        await checked(st.tuples(CHANGES, EXTRA), check)


SPOKEN = {
    "text": "My boiler leaks, please call me back tomorrow.",
    "start": 0.5,
    "end": 3.0,
    "speaker": "customer",
}
COMPLETED: dict[str, Any] = {
    "type": "transcription.completed",
    "data": {
        "text": SPOKEN["text"],
        "language": "en",
        "duration": 3.5,
        "segments": [
            SPOKEN,
            {**SPOKEN, "start": 3.0, "end": 3.4, "speaker": "agent", "text": "Sure."},
        ],
        "words": [
            {"word": "My", "start": 0.5, "end": 0.7},
            {"word": "boiler", "start": 0.7, "end": 1.2},
        ],
    },
}
FAILED: dict[str, Any] = {
    "type": "transcription.failed",
    "data": {"error": "The file has no audio track."},
}


async def test_every_signed_transcription_is_used_or_kept(
    client: httpx.AsyncClient, team: Team, worker: Resources
) -> None:
    async def check(payload: Any) -> None:
        created = (await team.post("/api/recordings", {"direction": "inbound"})).json()
        body = json.dumps(payload).replace("THE-RECORDING", created["recording_id"]).encode()
        answer = await client.post(
            "/api/webhooks", content=body, headers=sign_transcription(body, secret=SECRET)
        )
        if answer.status_code == 200:
            assert answer.json() == {"status": "ignored"}
            return
        assert answer.status_code == 202, answer.text
        if answer.json()["status"] == "stored":
            assert await kept_count(team)
        elif answer.json()["job_id"]:
            await ends(answer, team, worker)

    events = [
        {**each, "data": {"recording_id": "THE-RECORDING", **each["data"]}}
        for each in (COMPLETED, FAILED)
    ]
    await checked(st.sampled_from(events).flatmap(damaged), check)
