"""A later event of a conversation becomes the next version of its transcript, by the rules of
docs/decisions/0021.
"""

import asyncio
from typing import Any

import httpx
import pytest

from shared.domain.ids import JobId
from shared.domain.insights import Lead
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.people import Team
from tests.support.providers import Script
from worker.resources import Resources
from worker.runner import run_job

AT = 1795015900
FIRST = (
    ("agent", "Northside Plumbing, how can I help?"),
    ("user", "My boiler leaks badly and it is getting worse."),
)
FULLER = (*FIRST, ("user", "Please call me back tomorrow at three p m."))
OTHER = (FIRST[0], ("user", "My boiler reeks badly and it is getting worse."))
SHORT = (("user", "My boiler."),)


async def told(
    client: httpx.AsyncClient,
    team: Team,
    turns: Any,
    *,
    at: int | None = AT,
    kind: str = "post_call_transcription",
) -> dict[str, Any]:
    event = {**transcription(team.agent_id, turns=turns), "type": kind, "event_timestamp": at}
    answer = await send(client, event, secret=ELEVENLABS_SECRET)
    assert answer.status_code == 202, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def call_of(team: Team, answer: dict[str, Any]) -> dict[str, Any]:
    call: dict[str, Any] = (await team.get(f"/api/calls/{answer['call_id']}")).json()
    return call


async def test_a_fuller_event_is_understood_anew(
    worker: Resources, client: httpx.AsyncClient, team: Team, script: Script
) -> None:
    first = await told(client, team, FIRST)
    await run_job(worker, JobId(first["job_id"]))
    assert (await call_of(team, first))["callback"] is None
    second = await told(client, team, FULLER, at=AT + 60)
    assert (second["call_id"], second["job_id"]) == (first["call_id"], first["job_id"])
    assert (await call_of(team, first))["status"] == "processing"
    await run_job(worker, JobId(first["job_id"]))
    call = await call_of(team, first)
    assert (call["status"], call["transcript"]["version"], call["transcript"]["origin"]) == (
        "ready",
        2,
        "elevenlabs",
    )
    assert call["callback"]["phrase"] == FULLER[-1][1]
    assert call["summary"]["version"] == 2
    # Each of them again, in any order, changes nothing.
    for turns, at in ((FIRST, AT), (FULLER, AT + 60), (FIRST, AT + 120)):
        assert (await told(client, team, turns, at=at))["call_id"] == first["call_id"]
    assert not await run_job(worker, JobId(first["job_id"]))
    assert (await call_of(team, first))["transcript"]["version"] == 2


@pytest.mark.parametrize(
    ("later", "at", "version"),
    [
        (FULLER, AT + 60, 2),
        (OTHER, AT + 60, 2),
        (FULLER, AT, 2),
        (FULLER, None, 2),
        (OTHER, AT, 1),
        (OTHER, None, 1),
        (FULLER, AT - 60, 1),
        (SHORT, AT + 60, 1),
        ((), AT + 60, 1),
        (FIRST, AT + 60, 1),
    ],
    ids=[
        "fuller, newer",
        "corrected, newer",
        "fuller, as old",
        "fuller, of no time",
        "corrected, as old",
        "corrected, of no time",
        "fuller, older",
        "less than half, newer",
        "empty, newer",
        "the same, newer",
    ],
)
async def test_which_of_two_events_stands(
    client: httpx.AsyncClient, team: Team, later: Any, at: int | None, version: int
) -> None:
    first = await told(client, team, FIRST)
    assert (await told(client, team, later, at=at))["call_id"] == first["call_id"]
    call = await call_of(team, first)
    assert call["transcript"]["version"] == version
    expected = later if version == 2 else FIRST
    assert [turn["text"] for turn in call["transcript"]["turns"]] == [
        words for _, words in expected
    ]
    assert bool(call["notes"]) is (version == 1 and later not in (FIRST, ()))


async def test_what_is_redacted_never_stands_for_what_is_not(
    client: httpx.AsyncClient, team: Team
) -> None:
    redacted = (
        (
            "user",
            "My name is [REDACTED] [REDACTED] and my number is [REDACTED], call me please now.",
        ),
    )
    whole = (("user", "My name is Maria Lopez."),)
    first = await told(client, team, redacted)
    await told(client, team, whole, kind="unredacted_transcript", at=AT - 5)
    call = await call_of(team, first)
    assert (call["transcript"]["version"], call["transcript"]["origin"]) == (
        2,
        "elevenlabs_unredacted",
    )
    await told(client, team, (*redacted, ("agent", "Sure, we will.")), at=AT + 600)
    assert (await call_of(team, first))["transcript"]["text"] == "customer: My name is Maria Lopez."


async def test_what_a_person_corrected_stands(
    worker: Resources, client: httpx.AsyncClient, team: Team
) -> None:
    first = await told(client, team, FIRST)
    await run_job(worker, JobId(first["job_id"]))
    edit = {"turns": [{"speaker": "customer", "text": "My boiler leaks sadly."}]}
    path = f"/api/calls/{first['call_id']}/transcript"
    assert (await client.put(path, json=edit, headers=team.headers)).status_code == 202
    await told(client, team, FULLER, at=AT + 60)
    call = await call_of(team, first)
    assert (call["transcript"]["origin"], call["transcript"]["version"]) == ("edited", 2)
    assert "a person corrected" in call["notes"][0]


async def test_a_run_under_way_begins_anew_with_the_later_words(
    worker: Resources, client: httpx.AsyncClient, team: Team, script: Script
) -> None:
    entered = script.hold("summarize")
    first = await told(client, team, FIRST)
    running = asyncio.create_task(run_job(worker, JobId(first["job_id"])))
    await entered.wait()
    await told(client, team, FULLER, at=AT + 60)
    script.block.pop("summarize").set()
    await running
    await run_job(worker, JobId(first["job_id"]))
    call = await call_of(team, first)
    assert (call["status"], call["transcript"]["version"], call["job"]["status"]) == (
        "ready",
        2,
        "succeeded",
    )
    assert call["callback"]["phrase"] == FULLER[-1][1]


async def test_words_that_come_at_once_make_one_version_each(
    client: httpx.AsyncClient, team: Team
) -> None:
    answers = await asyncio.gather(
        *(
            told(client, team, (*FIRST, *FULLER[-1:] * number), at=AT + number)
            for number in range(8)
        )
    )
    assert len({answer["call_id"] for answer in answers}) == 1
    call = await call_of(team, answers[0])
    assert len(call["transcript"]["turns"]) == len(FIRST) + 7


NUMBER = "+12125550181"
UNKNOWN = Lead(None, None, None, None, None, None, 0.1)
COLLECTED = {
    "data_collection_results": {
        "name": {"value": "Ada Park"},
        "email": {"value": "ada@example.com"},
    }
}
WISH = (
    ("agent", "Northside Plumbing, how can I help?"),
    ("user", "Please call me back tomorrow at three p m."),
)


async def sent(client: httpx.AsyncClient, team: Team, event: dict[str, Any]) -> dict[str, Any]:
    answer = await send(client, event, secret=ELEVENLABS_SECRET)
    assert answer.status_code == 202, answer.text
    body: dict[str, Any] = answer.json()
    return body


def with_facts(team: Team, *, number: str | None, at: int, **changes: Any) -> dict[str, Any]:
    event = {**transcription(team.agent_id, turns=WISH, **changes), "event_timestamp": at}
    event["data"]["metadata"]["phone_call"] = (
        {"type": "twilio", "direction": "inbound", "external_number": number} if number else None
    )
    return event


@pytest.mark.parametrize("at", [AT + 5, AT], ids=["newer", "as old"])
async def test_facts_of_a_later_event_reach_lead_and_callback(
    worker: Resources, client: httpx.AsyncClient, team: Team, script: Script, at: int
) -> None:
    script.lead = UNKNOWN
    first = await sent(client, team, with_facts(team, number=None, at=AT))
    await run_job(worker, JobId(first["job_id"]))
    call = await call_of(team, first)
    assert call["callback"]["phone"] is None
    versions = (call["transcript"]["version"], call["summary"]["version"])
    later = with_facts(team, number=NUMBER, at=at, analysis=COLLECTED)
    second = await sent(client, team, later)
    assert (second["call_id"], second["job_id"]) == (first["call_id"], first["job_id"])
    assert await run_job(worker, JobId(first["job_id"]))
    call = await call_of(team, first)
    assert (call["status"], call["callback"]["phone"]) == ("ready", NUMBER)
    assert (call["lead"]["value"]["name"], call["lead"]["value"]["email"]) == (
        "Ada Park",
        "ada@example.com",
    )
    assert (call["transcript"]["version"], call["summary"]["version"]) == versions
    # The same again changes nothing.
    await sent(client, team, later)
    assert not await run_job(worker, JobId(first["job_id"]))


async def test_facts_that_come_during_a_run_reach_its_lead_and_callback(
    worker: Resources, client: httpx.AsyncClient, team: Team, script: Script
) -> None:
    script.lead = UNKNOWN
    entered = script.hold("summarize")
    first = await sent(client, team, with_facts(team, number=None, at=AT))
    running = asyncio.create_task(run_job(worker, JobId(first["job_id"])))
    await entered.wait()
    await sent(client, team, with_facts(team, number=NUMBER, at=AT + 5))
    script.block.pop("summarize").set()
    await running
    await run_job(worker, JobId(first["job_id"]))
    call = await call_of(team, first)
    assert (call["status"], call["callback"]["phone"]) == ("ready", NUMBER)


GREETING = FIRST[:1]
ERROR: dict[str, Any] = {"metadata": {"error": {"code": 1002, "reason": "Client disconnected"}}}


def failed(team: Team, turns: Any, *, at: int) -> dict[str, Any]:
    return {
        **transcription(team.agent_id, turns=turns, status="failed", **ERROR),
        "event_timestamp": at,
    }


def done(team: Team, turns: Any, *, at: int) -> dict[str, Any]:
    return {**transcription(team.agent_id, turns=turns), "event_timestamp": at}


async def run_of(worker: Resources, answer: dict[str, Any]) -> None:
    if answer["job_id"]:
        await run_job(worker, JobId(answer["job_id"]))


@pytest.mark.parametrize(
    "before", [GREETING, FIRST, FULLER], ids=["greeting only", "fewer words", "the same words"]
)
async def test_a_failure_that_is_corrected_is_taken_back(
    worker: Resources, client: httpx.AsyncClient, team: Team, script: Script, before: Any
) -> None:
    first = await sent(client, team, failed(team, before, at=AT))
    await run_of(worker, first)
    call = await call_of(team, first)
    assert call["status"] == "failed"
    assert "1002" in call["error"]
    second = await sent(client, team, done(team, FULLER, at=AT + 60))
    assert (await call_of(team, first))["error"] is None
    await run_of(worker, second)
    call = await call_of(team, first)
    assert (call["status"], call["error"]) == ("ready", None)
    assert call["transcript"]["turns"][-1]["text"] == FULLER[-1][1]
    assert call["callback"]["phrase"] == FULLER[-1][1]
    # What is older, and comes late, changes nothing.
    await run_of(worker, await sent(client, team, failed(team, FULLER, at=AT + 30)))
    call = await call_of(team, first)
    assert (call["status"], call["error"]) == ("ready", None)


async def test_a_call_that_a_newer_event_counts_as_failed_is_so(
    worker: Resources, client: httpx.AsyncClient, team: Team, script: Script
) -> None:
    first = await sent(client, team, done(team, FULLER, at=AT))
    await run_of(worker, first)
    await sent(client, team, failed(team, FULLER, at=AT + 60))
    call = await call_of(team, first)
    assert call["status"] == "failed"
    assert "1002" in call["error"]
