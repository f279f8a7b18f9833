"""Read this first: ten sentences about the product, each a test.

The API and the worker run in this process, against PostgreSQL and Valkey; what vendors would answer
is scripted.
"""

from typing import Any
from uuid import UUID

from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import JobId
from shared.errors import ProviderUnavailable
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.people import Team
from tests.support.providers import Script
from worker.resources import Resources
from worker.runner import run_job


async def deliver(team: Team, conversation_id: str = "conv_1", **changes: Any) -> dict[str, str]:
    """Sends the event that a call has ended, as ElevenLabs does, and returns the answer."""
    event = transcription(team.agent_id, conversation_id, **changes)
    answer = await send(team.client, event, secret=ELEVENLABS_SECRET)
    assert answer.status_code == 202, answer.text
    accepted: dict[str, str] = answer.json()
    return accepted


async def processed(worker: Resources, team: Team, accepted: dict[str, str]) -> dict[str, Any]:
    """Has a worker process the call, and returns the call as the API shows it."""
    await run_job(worker, JobId(UUID(accepted["job_id"])))
    call: dict[str, Any] = (await team.get(f"/api/calls/{accepted['call_id']}")).json()
    return call


async def test_a_signed_event_is_accepted_and_an_unsigned_one_refused(team: Team) -> None:
    event = transcription(team.agent_id)
    assert (await send(team.client, event, secret=ELEVENLABS_SECRET)).status_code == 202
    refused = await send(team.client, event, secret=None)
    assert (refused.status_code, refused.json()["code"]) == (401, "signature_missing")


async def test_a_repeated_event_is_the_same_call(team: Team) -> None:
    assert await deliver(team) == await deliver(team)


async def test_a_call_becomes_a_summary_a_callback_and_a_lead(
    team: Team, worker: Resources
) -> None:
    call = await processed(worker, team, await deliver(team))
    assert (call["status"], call["title"]) == ("ready", "A leaking boiler")
    assert call["callback"]["due_local"] == "2026-11-19T15:00:00-05:00"
    [lead] = (await team.get("/api/leads")).json()["leads"]
    assert (lead["name"], lead["phone"]) == ("Maria Lopez", "+15035550142")


async def test_a_vendor_that_is_away_costs_time_and_no_attempt(
    team: Team, worker: Resources, script: Script
) -> None:
    script.fail["summarize"] = [ProviderUnavailable("away for a moment")]
    accepted = await deliver(team)
    await run_job(worker, JobId(UUID(accepted["job_id"])))
    job = (await team.get(f"/api/job/{accepted['job_id']}/status")).json()
    assert (job["status"], job["attempts"]) == ("queued", 0)


async def test_a_step_that_is_done_is_not_paid_for_again(
    team: Team, worker: Resources, script: Script, database: Database
) -> None:
    script.fail["write_document"] = [ProviderUnavailable("away for a moment")]
    accepted = await deliver(team)
    await run_job(worker, JobId(UUID(accepted["job_id"])))
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set not_before = now()")
    assert (await processed(worker, team, accepted))["status"] == "ready"
    assert (script.calls["summarize"], script.calls["write_document"]) == (1, 2)


async def test_another_tenants_call_is_not_found(team: Team, other_team: Team) -> None:
    accepted = await deliver(team)
    assert (await other_team.get(f"/api/calls/{accepted['call_id']}")).status_code == 404


async def test_a_deleted_call_stays_deleted(team: Team) -> None:
    accepted = await deliver(team)
    assert (await team.delete(f"/api/calls/{accepted['call_id']}")).status_code == 204
    await deliver(team)
    assert (await team.get("/api/calls")).json()["calls"] == []


async def test_a_correction_is_a_new_version_and_the_analysis_is_made_again(
    team: Team, worker: Resources, script: Script
) -> None:
    accepted = await deliver(team)
    call = await processed(worker, team, accepted)
    turns = [
        {"speaker": turn["speaker"], "text": turn["text"]} for turn in call["transcript"]["turns"]
    ]
    turns[1]["text"] = "Hi, my name is Maria Lopes, with an s."
    edit = {"base_version": call["transcript"]["version"], "turns": turns}
    assert (await team.put(f"/api/calls/{accepted['call_id']}/transcript", edit)).status_code == 202
    assert (await processed(worker, team, accepted))["transcript"]["version"] == 2
    assert script.calls["summarize"] == 2


async def test_an_event_that_cannot_be_read_is_saved_and_shown(team: Team) -> None:
    event = transcription(team.agent_id, "conv_odd")
    event["data"]["transcript"] = [{"role": "user", "words": ["in", "no", "known", "form"]}]
    assert (await send(team.client, event, secret=ELEVENLABS_SECRET)).status_code == 202
    [unused] = (await team.get("/api/missed-calls")).json()["unused"]
    assert unused["conversation_id"] == "conv_odd"
    assert unused["reason"]


async def test_one_person_who_calls_twice_is_one_lead(team: Team, worker: Resources) -> None:
    for conversation_id in ("conv_1", "conv_2"):
        await processed(worker, team, await deliver(team, conversation_id))
    [lead] = (await team.get("/api/leads")).json()["leads"]
    assert len(lead["calls"]) == 2
