"""A vendor that is away for long costs time: no call, no attempt, and nothing that was paid for."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from shared.db.pool import ALL_TENANTS, Database
from tests.chaos.ledger import event
from tests.chaos.proxy import Proxy, proxied
from tests.conftest import ELEVENLABS_SECRET
from tests.fakes.serving import Fault, Script
from tests.support.calls import sample, send
from tests.support.forked import installation
from tests.support.people import Team
from tests.support.processes import Installation, job_over, until
from tests.system.test_hosted import stored, uploaded
from tests.system.test_twilio import LEG, ready_recording, speaks
from tests.system.vendors import Vendors

UNAVAILABLE = Fault("status", 503)
# An hour, in tries: more than there are attempts.
TRIES = 6
# The first and the last two come to calls of a kind of their own. A recording that came after
# webhooks of its tenant would wait for one more.
OPERATIONS = (
    ("twilio", "wav"),
    ("openai", "chat"),
    ("openai", "embeddings"),
    ("pinecone", "upsert"),
    ("calcom", "list"),
    ("calcom", "create"),
    ("elevenlabs", "conversation"),
    ("openai", "transcriptions"),
)
# The callback is detected before any of these is asked.
AFTER_DETECTION = (
    ("pinecone", "upsert"),
    ("openai", "embeddings"),
    ("calcom", "list"),
    ("calcom", "create"),
)


@pytest.fixture
async def s3_wire(s3_environ: dict[str, str]) -> AsyncIterator[Proxy]:
    """The way to S3, where nobody listens while it is shut."""
    at = urlsplit(s3_environ["S3_ENDPOINT_URL"])
    async with proxied(lambda: asyncio.open_connection(at.hostname, at.port)) as wire:
        yield wire


@pytest.fixture
def hosted(
    environ: dict[str, str],
    fakes: Vendors,
    s3_environ: dict[str, str],
    s3_wire: Proxy,
    tmp_path: Path,
) -> Iterator[Installation]:
    quick = {
        "S3_ENDPOINT_URL": f"http://127.0.0.1:{s3_wire.port}",
        "OPENAI_TRANSCRIBE_MODEL": "whisper-1",
        "BACKOFF_MAX_S": "0.2",
        # Each try asks: a vendor that is left alone for a while is another test's.
        "BREAKER_FAILURES": "1000",
        "WORKER_CONCURRENCY": "20",
    }
    with installation(
        {**environ, **fakes.environ, **s3_environ, **quick}, tmp_path / "logs"
    ) as installed:
        yield installed


async def test_a_vendor_that_is_away_costs_time_and_nothing_else(
    hosted: Installation, fakes: Vendors, team: Team, s3_wire: Proxy, database: Database
) -> None:
    speaks(fakes)
    hosted.start_worker()
    accepted: list[dict[str, Any]] = []
    for number, (vendor, endpoint) in enumerate(OPERATIONS):
        script: Script = getattr(fakes, vendor).script
        script.away[endpoint] = UNAVAILABLE
        calls = await _calls_for(vendor, endpoint, number, hosted, fakes, team)
        for call in calls:
            await _tried_for_long(team, call)
        if (vendor, endpoint) in AFTER_DETECTION:
            listed = {
                each["call_id"] for each in (await team.get("/api/callbacks")).json()["callbacks"]
            }
            assert listed >= {call["call_id"] for call in calls}, endpoint
        script.away.clear()
        accepted += calls
    path = await stored(team)
    await s3_wire.shut()
    accepted.append((await team.post(f"{path}/finalize")).json())
    await _tried_for_long(team, accepted[-1])
    await s3_wire.listen()
    for call in accepted:
        job = await job_over(team, call["job_id"])
        assert (job["status"], job["attempts"], job["crashes"]) == ("succeeded", 0, 0), job
    async with database.connection(ALL_TENANTS) as conn:
        heard = await conn.fetchval("select count(*) from recordings")
        assert await conn.fetchval("select count(*) from calls where status <> 'ready'") == 0
    answered = fakes.openai.script.answered
    assert len({call["call_id"] for call in accepted}) == len(accepted)
    assert answered("chat") == 4 * len(accepted)
    assert answered("embeddings") == 3 * len(accepted)
    assert answered("transcriptions") == 2 * heard
    booked = [each["metadata"]["aftercall_callback_id"] for each in fakes.calcom.bookings]
    assert len(booked) == len(set(booked)) >= 2 * len(AFTER_DETECTION)


async def _calls_for(
    vendor: str, endpoint: str, number: int, hosted: Installation, fakes: Vendors, team: Team
) -> list[dict[str, Any]]:
    match vendor, endpoint:
        case "elevenlabs", _:
            # Of another leg than the recording.
            text = json.dumps(sample("post_call_transcription_excluded_transcript"))
            withheld = json.loads(text.replace(LEG, "CA" + "1" * 32))
            withheld["data"]["agent_id"] = team.agent_id
            fakes.elevenlabs.ended(withheld["data"]["conversation_id"], team.agent_id)
            return [(await send(team.client, withheld, secret=ELEVENLABS_SECRET)).json()]
        case "twilio", _:
            return [await ready_recording(hosted, team)]
        case _, "transcriptions":
            return [await uploaded(team)]
        case _:
            names = {f"conv_{number}_{each}": 2 * number + each for each in range(2)}
            events = [event(team.agent_id, name, day=day) for name, day in names.items()]
            return [
                (await send(team.client, each, secret=ELEVENLABS_SECRET)).json() for each in events
            ]


async def _tried_for_long(team: Team, call: dict[str, Any]) -> None:
    async def job() -> dict[str, Any]:
        answer: dict[str, Any] = (await team.get(f"/api/job/{call['job_id']}/status")).json()
        return answer

    waiting = await until(
        job, lambda now: now["snoozes"] >= TRIES or now["status"] in ("succeeded", "failed")
    )
    assert (waiting["status"] in ("queued", "running"), waiting["attempts"]) == (True, 0), waiting
