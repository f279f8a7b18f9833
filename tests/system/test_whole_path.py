"""A call ends and its insight is there: API and worker as processes, with the local providers."""

import asyncio
import json
from typing import Any

import httpx

from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import sample, send, transcription
from tests.support.people import Team
from tests.support.processes import Installation, job_over, until
from tests.support.sounds import SPEECH
from tests.system.vendors import Vendors


async def test_a_call_ends_and_its_insight_is_there(
    installed: Installation, http: httpx.AsyncClient, caller: Team
) -> None:
    installed.start_worker()
    accepted = (await send(http, transcription(caller.agent_id), secret=ELEVENLABS_SECRET)).json()
    job = await job_over(caller, accepted["job_id"])
    assert (job["status"], job["progress"]) == ("succeeded", 100), job
    call = (await caller.get(f"/api/calls/{accepted['call_id']}")).json()
    assert call["status"] == "ready"
    assert call["summary"]["model"] == "local-rules"
    assert "boiler" in json.dumps(call["summary"]["value"]).lower()
    assert call["callback"]["due_at"] == "2026-11-19T20:00:00Z"
    assert call["callback"]["phone"] == "+15035550142"
    lead = call["lead"]["value"]
    assert (lead["name"], lead["phone"], lead["city"]) == (
        "Maria Lopez",
        "+15035550142",
        "Portland",
    )
    assert call["document"]["markdown"].startswith("#")
    listed = (await caller.get("/api/callbacks")).json()["callbacks"]
    assert [callback["call_id"] for callback in listed] == [accepted["call_id"]]


async def test_similar_calls_are_found_within_the_tenant_only(
    installed: Installation, http: httpx.AsyncClient, caller: Team
) -> None:
    installed.start_worker()
    from tests.support.people import sign_up  # noqa: PLC0415

    stranger = await sign_up(http, "south@example.com", "Southside")
    boiler = (
        ("user", "My boiler is leaking water all over the kitchen floor, can a plumber come?"),
    )
    leak = (("user", "There is water leaking from the heater, I need a plumber to repair it."),)
    invoice = (("user", "I have a question about an invoice that I paid twice last month."),)
    jobs: dict[str, tuple[Team, str, str]] = {}
    for name, team, turns in (
        ("boiler", caller, boiler), ("leak", caller, leak), ("invoice", caller, invoice),
        ("stranger", stranger, boiler),
    ):  # fmt: skip
        event = transcription(team.agent_id, f"conv_{name}", turns=turns)
        accepted = (await send(http, event, secret=ELEVENLABS_SECRET)).json()
        jobs[name] = (team, accepted["job_id"], accepted["call_id"])
    for team, job_id, _ in jobs.values():
        assert (await job_over(team, job_id))["status"] == "succeeded"
    similar = (await caller.get(f"/api/calls/{jobs['boiler'][2]}/similar")).json()["similar"]
    assert [match["call"]["external_id"] for match in similar] == ["conv_leak", "conv_invoice"]
    assert similar[0]["score"] > similar[1]["score"]


async def test_the_curl_walk_of_the_short_form_works_as_written(
    installed: Installation, http: httpx.AsyncClient, environ: dict[str, str]
) -> None:
    signup = await http.post(
        "/api/auth/signup",
        json={
            "email": "test@example.com",
            # The short form's own is refused in production, as one that is guessed first.
            "password": "copper kettle on the stairs",
            "tenant_name": "Test Company",
        },
    )
    assert signup.status_code == 201
    agent_id, headers = (
        signup.json()["agent_id"],
        {"Authorization": f"Bearer {signup.json()['access_token']}"},
    )
    installed.start_worker()
    turns = [
        ("agent", "Good morning! Thank you for calling. How can I assist you today?"),
        ("user", "Hi, I am interested in your premium subscription plan."),
        ("agent", "Great choice! Let me walk you through the features..."),
        ("user", "That sounds good. Can someone call me back tomorrow to finalize?"),
        ("agent", "Absolutely! I will schedule a callback for tomorrow."),
    ]
    messages = [{"role": role, "content": content} for role, content in turns]
    body = {
        "data": {
            "conversation_id": "conv-test-001",
            "agent_id": agent_id,
            "transcript": {"messages": messages},
        }
    }
    accepted = await send(http, body, secret=ELEVENLABS_SECRET)
    assert accepted.status_code == 202
    team = Team(http, signup.json()["tenant_id"], agent_id, headers)
    assert (await job_over(team, accepted.json()["job_id"]))["status"] == "succeeded"
    call = (await team.get(f"/api/calls/{accepted.json()['call_id']}")).json()
    assert call["callback_detection"]["value"]["needed"] is True
    assert call["callback"]["status"] in ("scheduled", "ambiguous")


async def test_a_call_in_another_language_is_understood(
    installed: Installation, http: httpx.AsyncClient, caller: Team
) -> None:
    installed.start_worker()
    turns = (
        ("agent", "Fontanería Norte, ¿en qué puedo ayudarle?"),
        ("user", "Hola, me llamo Ana García. ¿Pueden llamarme mañana a las tres de la tarde?"),
    )
    event = transcription(caller.agent_id, turns=turns)
    event["data"]["metadata"]["main_language"] = "es"
    accepted = (await send(http, event, secret=ELEVENLABS_SECRET)).json()
    assert (await job_over(caller, accepted["job_id"]))["status"] == "succeeded"
    call = (await caller.get(f"/api/calls/{accepted['call_id']}")).json()
    assert call["language"] == "es"
    assert call["callback"]["due_at"] == "2026-11-19T20:00:00Z"
    assert call["lead"]["value"]["name"] == "Ana García"


async def test_checks_are_true_only_while_the_worker_lives(
    installed: Installation, http: httpx.AsyncClient
) -> None:
    async def check() -> tuple[int, int]:
        return await asyncio.to_thread(installed.check_worker)

    assert await check() == (1, 1)
    installed.start_worker()
    await until(check, lambda codes: codes == (0, 0))
    ready = await http.get("/health/ready")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    installed.kill("worker")
    await until(check, lambda codes: codes == (1, 1))
    answer = await until(
        lambda: http.get("/health/ready"), lambda answer: answer.status_code == 503
    )
    assert "worker" in answer.json()["checks"]["worker"]


async def test_sigterm_gives_the_run_back_without_counting_anything(
    installed: Installation, http: httpx.AsyncClient, caller: Team
) -> None:
    installed.environ["SHUTDOWN_GRACE_S"] = "1"
    event = sample("post_call_transcription_excluded_transcript")
    event["data"]["agent_id"] = caller.agent_id
    accepted = (await send(http, event, secret=ELEVENLABS_SECRET)).json()
    installed.start_worker()

    async def snoozes() -> int:
        return int((await caller.get(f"/api/job/{accepted['job_id']}/status")).json()["snoozes"])

    await until(snoozes)
    assert installed.stop("worker") == 0
    job = (await caller.get(f"/api/job/{accepted['job_id']}/status")).json()
    assert (job["status"], job["attempts"], job["crashes"]) == ("queued", 0, 0)


async def test_each_process_says_once_that_it_listens_and_what_serves_it(
    installed: Installation,
) -> None:
    await installed.start_api()
    installed.start_worker("watched")

    async def lines() -> list[dict[str, Any]]:
        found = [json.loads(line) for line in installed.said().splitlines() if line.startswith("{")]
        return [line for line in found if line["event"].endswith("is listening")]

    found: list[dict[str, Any]] = await until(lines, lambda found: len(found) == 2)
    api, worker = sorted(found, key=lambda line: str(line["event"]))
    assert (api["event"], api["port"]) == ("API is listening", installed.port)
    assert (worker["event"], worker["worker"]) == ("worker is listening", "watched")
    assert (worker["queue"], worker["lanes"], worker["slots"]) == (
        "aftercall:queue",
        ["live", "backfill"],
        5,
    )
    for line in (api, worker):
        assert line["serves"]["analyst"] == "local (rules)"
        assert line["serves"].keys() >= {
            "transcriber",
            "embedder",
            "vector_index",
            "scheduler",
            "recording_storage",
        }


async def test_nothing_private_is_logged(
    installed: Installation, http: httpx.AsyncClient, caller: Team
) -> None:
    installed.start_worker()
    accepted = (await send(http, transcription(caller.agent_id), secret=ELEVENLABS_SECRET)).json()
    await job_over(caller, accepted["job_id"])
    said = installed.said()
    assert accepted["job_id"] in said
    for private in (
        "boiler",
        "Maria",
        "5550142",
        "555 0142",
        "12025550143",
        ELEVENLABS_SECRET,
        "north@example.com",
    ):
        assert private not in said


async def test_a_small_recording_is_answered_with_its_call(
    hosted: Installation, fakes: Vendors, team: Team
) -> None:
    fakes.openai.transcripts["channel-0"] = [
        (0.0, 2.5, "Can someone call me back tomorrow at three p m?")
    ]
    hosted.start_worker()
    headers = {**team.headers, "Content-Type": "audio/wav"}
    answer = await team.client.post(
        "/api/process-direct", content=SPEECH, headers=headers, timeout=90
    )
    assert answer.status_code == 200, answer.text
    call = answer.json()
    assert (call["status"], call["callback_detection"]["value"]["needed"]) == ("ready", True)
