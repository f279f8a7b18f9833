"""Agents call back: once, at a permitted time, and what comes of it closes the callback."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.db.agent_call_claims import claim_calls, is_still_permitted
from shared.db.agent_call_refusals import list_refused_teams
from shared.db.elevenlabs_keys import context_of, store_elevenlabs_key
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import CallbackId, JobId, TenantId
from shared.settings.load import Settings, load_settings
from shared.vendors.elevenlabs.outbound import ElevenLabsOutbound, as_variable
from tests.api.test_initiation import ask, url_of
from tests.conftest import ELEVENLABS_SECRET
from tests.fakes.elevenlabs_server import FAILED_AFTER, LOST_AFTER, RATE_LIMITED, FakeElevenLabs
from tests.fakes.serving import Fault, served
from tests.support.agent_calls import (
    AGENT,
    OWN_KEY,
    agent_calls_back,
    due_callback,
    number_awake,
)
from tests.support.calls import send, transcription
from tests.support.gates import open_door
from tests.support.people import Team
from tests.support.providers import Script
from worker.resources import Resources
from worker.runner import run_job
from worker.upkeep.agent_calls import AgentCaller


@pytest.fixture
def elevenlabs() -> FakeElevenLabs:
    return FakeElevenLabs(agents={OWN_KEY: [AGENT]})


@pytest.fixture
def asking(environ: dict[str, str], elevenlabs: FakeElevenLabs) -> Iterator[Settings]:
    with served(elevenlabs.app) as url:
        yield load_settings({**environ, "ELEVENLABS_BASE_URL": url})
        elevenlabs.script.release()


@pytest.fixture
async def outbound(asking: Settings) -> AsyncIterator[ElevenLabsOutbound]:
    outbound = ElevenLabsOutbound(asking.elevenlabs, open_door())
    yield outbound
    await outbound.close()


@pytest.fixture
def caller(worker: Resources, asking: Settings, outbound: ElevenLabsOutbound) -> AgentCaller:
    return AgentCaller(replace(worker, settings=asking), outbound)


async def plan_of(team: Team, callback_id: CallbackId) -> dict[str, Any] | None:
    plan: dict[str, Any] | None = (await team.get(f"/api/callbacks/{callback_id}")).json()[
        "agent_call"
    ]
    return plan


async def calls_of(team: Team, callback_id: CallbackId) -> list[dict[str, Any]]:
    found = await team.get(f"/api/callbacks/{callback_id}/agent-calls")
    return list(found.json()["agent_calls"])


async def now_due(database: Database) -> None:
    """Everything that waits for its next look is looked at now, and pauses are over."""
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update callbacks set agent_look_at = null")
        await conn.execute("update agent_calls set next_at = now() where ended_at is null")
        await conn.execute(
            "update agent_calls set created_at = created_at - interval '61 minutes',"
            " ended_at = ended_at - interval '61 minutes' where ended_at is not null"
        )


async def conversation_arrives(
    team: Team, elevenlabs: FakeElevenLabs, **changes: Any
) -> dict[str, Any]:
    placed = elevenlabs.placed[-1]
    event = transcription(team.agent_id, placed["conversation_id"], **changes)
    event["data"]["metadata"]["phone_call"] |= {
        "direction": "outbound",
        "external_number": placed["to_number"],
    }
    answer = await send(team.client, event, secret=ELEVENLABS_SECRET)
    return dict(answer.json())


async def processed(database: Database, call_id: str) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update calls set status = 'ready' where id = $1", call_id)


async def test_the_circle_closes(
    team: Team, database: Database, worker: Resources, caller: AgentCaller,
    elevenlabs: FakeElevenLabs,
) -> None:  # fmt: skip
    """A call asks for a callback, the agent makes it, and the conversation makes it done."""
    await agent_calls_back(team, database, worker.sealer)
    callback_id = await due_callback(team, database)
    planned = await plan_of(team, callback_id)
    assert planned
    assert planned["state"] == "planned"
    await caller.round()
    (placed,) = elevenlabs.placed
    assert placed["to_number"] == number_awake()[1]
    assert (placed["agent_id"], placed["agent_phone_number_id"]) == (AGENT, "phnum_1")
    variables = placed["conversation_initiation_client_data"]["dynamic_variables"]
    assert variables["callback_reason"] == "The boiler system leaks"
    assert variables["callback_name"] == "Ann Lee"
    assert variables["aftercall_callback_id"] == str(callback_id)
    calling = await plan_of(team, callback_id)
    assert calling
    assert calling["state"] == "calling"
    await now_due(database)
    await caller.round()
    assert len(elevenlabs.placed) == 1
    accepted = await conversation_arrives(team, elevenlabs)
    await processed(database, accepted["call_id"])
    await caller.round()
    callback = (await team.get(f"/api/callbacks/{callback_id}")).json()
    assert (callback["status"], callback["agent_call"]) == ("done", None)
    (call,) = await calls_of(team, callback_id)
    assert (call["state"], call["call_id"]) == ("reached", accepted["call_id"])
    history = (await team.get(f"/api/callbacks/{callback_id}/history")).json()["changes"]
    assert [each["action"] for each in history] == ["agent_reached", "agent_call", "created"]
    await now_due(database)
    await caller.round()
    assert len(elevenlabs.placed) == 1


async def test_the_whole_circle_on_fakes(
    team: Team, database: Database, worker: Resources, caller: AgentCaller,
    elevenlabs: FakeElevenLabs, script: Script,
) -> None:  # fmt: skip
    """A call asks to be called back, the agent calls with the reason, the second call's webhook
    closes the callback, the contact has both, and the agent knows the caller of a third call.
    """
    await agent_calls_back(team, database, worker.sealer)
    number = number_awake()[1]
    script.lead = replace(script.lead, phone=number)
    event = transcription(team.agent_id, "conv_asks")
    event["data"]["metadata"]["phone_call"]["external_number"] = number
    del event["data"]["metadata"]["timezone"]
    asked = (await send(team.client, event, secret=ELEVENLABS_SECRET)).json()
    await run_job(worker, JobId(UUID(asked["job_id"])))
    (callback,) = (await team.get("/api/callbacks")).json()["callbacks"]
    soon = datetime.now(UTC) - timedelta(seconds=1)
    moved = await team.post(f"/api/callbacks/{callback['id']}/move", {"due_at": soon.isoformat()})
    assert moved.json()["agent_call"]["state"] == "planned", moved.json()
    await caller.round()
    (placed,) = elevenlabs.placed
    variables = placed["conversation_initiation_client_data"]["dynamic_variables"]
    assert variables["callback_reason"] == as_variable(callback["reason"])
    accepted = await conversation_arrives(team, elevenlabs)
    await run_job(worker, JobId(UUID(accepted["job_id"])))
    await caller.round()
    assert (await team.get(f"/api/callbacks/{callback['id']}")).json()["status"] == "done"
    (contact,) = (await team.get("/api/contacts")).json()["contacts"]
    assert contact["call_count"] == 2
    known = (await ask(team.client, await url_of(team), number))["dynamic_variables"]
    assert (known["name"], known["calls_count"]) == ("Maria Lopez", "2")
    assert known["last_summary"]


@pytest.mark.parametrize("fault", [LOST_AFTER, FAILED_AFTER])
async def test_a_lost_answer_is_looked_up_and_places_no_second_call(
    team: Team, database: Database, worker: Resources, caller: AgentCaller,
    elevenlabs: FakeElevenLabs, fault: Fault,
) -> None:  # fmt: skip
    await agent_calls_back(team, database, worker.sealer)
    callback_id = await due_callback(team, database)
    elevenlabs.script.then("call", fault)
    await caller.round()
    assert [each["state"] for each in await calls_of(team, callback_id)] == ["unknown"]
    # The list is away, too.
    elevenlabs.script.then("list", Fault("status", 500))
    for _ in range(2):
        await now_due(database)
        await caller.round()
    (call,) = await calls_of(team, callback_id)
    assert (call["state"], call["conversation_id"]) == ("placed", "conv_out_1")
    assert len(elevenlabs.placed) == 1


async def test_a_call_that_the_list_never_names_is_placed_again(
    team: Team, database: Database, worker: Resources, caller: AgentCaller,
    elevenlabs: FakeElevenLabs,
) -> None:  # fmt: skip
    await agent_calls_back(team, database, worker.sealer)
    callback_id = await due_callback(team, database)
    elevenlabs.script.then("call", Fault("truncated"))
    await caller.round()
    await now_due(database)
    await caller.round()
    # Their list may lag behind, so it is asked for a while.
    assert [each["state"] for each in await calls_of(team, callback_id)] == ["unknown"]
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update agent_calls set created_at = now() - interval '11 minutes'")
    await now_due(database)
    await caller.round()
    assert [each["state"] for each in await calls_of(team, callback_id)] == ["not_placed"]
    await now_due(database)
    await caller.round()
    assert len(elevenlabs.placed) == 1
    assert [each["state"] for each in await calls_of(team, callback_id)] == ["placed", "not_placed"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"outcome": "voicemail"}, "voicemail"),
        ({"outcome": "no_answer"}, "no_answer"),
        ({"failure": "busy"}, "not_connected"),
    ],
)
async def test_who_was_not_reached_is_tried_again_and_then_left_to_people(
    team: Team, database: Database, worker: Resources, caller: AgentCaller,
    elevenlabs: FakeElevenLabs, changes: dict[str, str], reason: str,
) -> None:  # fmt: skip
    await agent_calls_back(team, database, worker.sealer, max_tries=2)
    callback_id = await due_callback(team, database)
    for count in (1, 2):
        await caller.round()
        assert len(elevenlabs.placed) == count
        accepted = await conversation_arrives(team, elevenlabs)
        (column, value), *_ = changes.items()
        async with database.connection(ALL_TENANTS) as conn:
            await conn.execute(
                f"update calls set status = 'ready', {column} = $2 where id = $1",
                accepted["call_id"],
                value,
            )
        await caller.round()
        callback = (await team.get(f"/api/callbacks/{callback_id}")).json()
        assert (callback["status"], callback["tries"]) == ("scheduled", count)
        await caller.round()
        assert len(elevenlabs.placed) == count, "the pause was not kept"
        await now_due(database)
    await caller.round()
    assert len(elevenlabs.placed) == 2
    missed = await plan_of(team, callback_id)
    assert missed
    assert missed["state"] == "missed"
    assert {each["reason"] for each in await calls_of(team, callback_id)} == {reason}


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (Fault("status", 404), "refused"),
        (Fault("status", 422), "refused"),
        (Fault("status", 401), "refused"),
        (Fault("status", 409), "not_placed"),
        (RATE_LIMITED, "not_placed"),
    ],
)
async def test_a_refusal_places_nothing_and_says_why(
    team: Team, database: Database, worker: Resources, caller: AgentCaller,
    elevenlabs: FakeElevenLabs, fault: Fault, state: str,
) -> None:  # fmt: skip
    await agent_calls_back(team, database, worker.sealer)
    callback_id = await due_callback(team, database)
    elevenlabs.script.then("call", fault)
    await caller.round()
    (call,) = await calls_of(team, callback_id)
    assert call["state"] == state
    assert call["reason"]
    assert elevenlabs.placed == []


async def test_a_call_that_is_refused_for_good_goes_to_people(
    team: Team, database: Database, worker: Resources, caller: AgentCaller,
    elevenlabs: FakeElevenLabs,
) -> None:  # fmt: skip
    await agent_calls_back(team, database, worker.sealer)
    callback_id = await due_callback(team, database)
    elevenlabs.script.then("call", Fault("status", 422))
    for _ in range(2):
        await caller.round()
        await now_due(database)
    (call,) = await calls_of(team, callback_id)
    assert (call["state"], call["reason"]) == ("refused", "http_422")
    plan = await plan_of(team, callback_id)
    assert plan
    assert (plan["state"], plan["because"]) == ("stopped", "refused")
    approved = await team.post(f"/api/callbacks/{callback_id}/approve-call", {})
    assert approved.json()["agent_call"]["state"] == "planned"
    await now_due(database)
    await caller.round()
    assert len(elevenlabs.placed) == 1


@pytest.mark.parametrize("fault", [Fault("status", 401), Fault("status", 409), RATE_LIMITED])
async def test_a_refusal_that_may_pass_is_tried_again(
    team: Team, database: Database, worker: Resources, caller: AgentCaller,
    elevenlabs: FakeElevenLabs, fault: Fault,
) -> None:  # fmt: skip
    await agent_calls_back(team, database, worker.sealer)
    callback_id = await due_callback(team, database)
    elevenlabs.script.then("call", fault)
    await caller.round()
    plan = await plan_of(team, callback_id)
    assert plan
    assert plan["state"] == "planned"


async def test_a_refused_key_is_tried_by_one_call_after_growing_pauses_and_another_at_once(
    team: Team, database: Database, worker: Resources, caller: AgentCaller,
    elevenlabs: FakeElevenLabs,
) -> None:  # fmt: skip
    await agent_calls_back(team, database, worker.sealer)
    first = await due_callback(team, database)
    elevenlabs.script.then("call", *[Fault("status", 401)] * 3)
    pauses = []
    for _ in range(3):
        await now_due(database)
        await caller.round()
        pauses.append(await pause_of_key(database))
        await now_due(database)
        await caller.round()
        await pause_is_over(database)
    assert pauses == [300, 600, 1200]
    assert [call["state"] for call in await calls_of(team, first)] == ["refused"] * 3
    state = (await team.get("/api/tenant/agent-calling")).json()
    assert state["key_refused_because"] == "unauthorized"
    page = await team.client.get("/", headers=team.headers)
    assert "ElevenLabs refuses the key" in page.text
    async with database.connection(ALL_TENANTS) as conn:
        assert await list_refused_teams(conn) == [("Northside Plumbing", "unauthorized")]
        await conn.execute("update agent_calling set retry_at = now() + interval '6 hours'")
    await now_due(database)
    await caller.round()
    assert elevenlabs.placed == []
    another = worker.sealer.seal(OWN_KEY, context=context_of(TenantId(UUID(team.tenant_id))))
    async with database.connection(ALL_TENANTS) as conn:
        await store_elevenlabs_key(conn, TenantId(UUID(team.tenant_id)), another)
    assert (await team.get("/api/tenant/agent-calling")).json()["key_refused_since"] is None
    await caller.round()
    assert len(elevenlabs.placed) == 1
    assert await pause_of_key(database) is None


async def pause_of_key(database: Database) -> int | None:
    async with database.connection(ALL_TENANTS) as conn:
        pause: int | None = await conn.fetchval(
            "select round(extract(epoch from retry_at - now()) / 300) * 300 from agent_calling"
        )
    return pause


async def pause_is_over(database: Database) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update agent_calling set retry_at = now()")


async def test_people_approve_stop_and_bar(
    team: Team, database: Database, worker: Resources, caller: AgentCaller,
    elevenlabs: FakeElevenLabs,
) -> None:  # fmt: skip
    await agent_calls_back(team, database, worker.sealer, mode="ask")
    approved, stopped, barred = [
        await due_callback(team, database, f"conv_{each}", number=number)
        for each, number in enumerate(_numbers(3))
    ]
    await caller.round()
    assert elevenlabs.placed == []
    for each in (approved, stopped, barred):
        answer = await team.post(f"/api/callbacks/{each}/approve-call", {})
        assert answer.json()["agent_call"]["state"] == "planned"
    await team.post(f"/api/callbacks/{stopped}/stop-call", {})
    answer = await team.put(f"/api/do-not-call/{_numbers(3)[2]}", {"note": "asked for it"})
    assert answer.status_code == 200
    held = await plan_of(team, barred)
    assert held
    assert held["because"] == "do_not_call"
    await now_due(database)
    await caller.round()
    assert [each["to_number"] for each in elevenlabs.placed] == [_numbers(3)[0]]


@pytest.mark.parametrize("named", [False, True])
async def test_a_contact_that_opted_out_is_not_called(
    team: Team, database: Database, worker: Resources, caller: AgentCaller,
    elevenlabs: FakeElevenLabs, named: bool,
) -> None:  # fmt: skip
    """Also not at another number, and not when a person approved the call before."""
    await agent_calls_back(team, database, worker.sealer)
    first, other = _numbers(2)
    callback_id = await due_callback(team, database, number=first, spoken=other if named else None)
    await team.post(f"/api/callbacks/{callback_id}/approve-call", {})
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            """
            with call as (
                select calls.id as call_id, calls.tenant_id
                from calls
                join callbacks on callbacks.call_id = calls.id
                where callbacks.id = $1
            ),
            contact as (
                insert into contacts (id, tenant_id, do_not_call)
                select gen_random_uuid(), tenant_id, true from call
                returning id, tenant_id
            ),
            key as (
                insert into contact_keys (tenant_id, kind, value, contact_id)
                select tenant_id, 'number', $2, id from contact
            )
            insert into contact_calls (call_id, tenant_id, contact_id, on_line, at)
            select call.call_id, contact.tenant_id, contact.id, true, now() from contact, call
            """,
            callback_id,
            first,
        )
    held = await plan_of(team, callback_id)
    assert held
    assert held["because"] == "do_not_call"
    await caller.round()
    assert elevenlabs.placed == []


async def test_a_barred_number_is_barred_in_every_spelling(
    team: Team, database: Database, worker: Resources, caller: AgentCaller,
    elevenlabs: FakeElevenLabs,
) -> None:  # fmt: skip
    await agent_calls_back(team, database, worker.sealer)
    callback_id = await due_callback(team, database, number="+442079460000")
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update calls set from_number = '+4402079460000'")
    await team.put("/api/do-not-call/+442079460000", {})
    held = await plan_of(team, callback_id)
    assert held
    assert held["because"] == "do_not_call"
    await caller.round()
    assert elevenlabs.placed == []


async def test_a_window_without_an_end_stops_no_other_team(
    team: Team, other_team: Team, database: Database, worker: Resources, caller: AgentCaller,
    elevenlabs: FakeElevenLabs,
) -> None:  # fmt: skip
    await agent_calls_back(team, database, worker.sealer)
    endless = await due_callback(team, database, "conv_endless", number="+18002345678")
    await agent_calls_back(other_team, database, worker.sealer)
    await due_callback(other_team, database, "conv_other")
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update callbacks set due_until = '9999-12-31T12:00Z' where id = $1", endless
        )
    assert (await team.get("/api/callbacks")).status_code == 200
    await caller.round()
    assert [each["to_number"] for each in elevenlabs.placed] == [number_awake()[1]]


async def test_a_callback_that_a_person_moves_during_the_call_stays_open(
    team: Team, database: Database, worker: Resources, caller: AgentCaller,
    elevenlabs: FakeElevenLabs,
) -> None:  # fmt: skip
    await agent_calls_back(team, database, worker.sealer)
    callback_id = await due_callback(team, database)
    await caller.round()
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    await team.post(f"/api/callbacks/{callback_id}/move", {"due_at": tomorrow})
    accepted = await conversation_arrives(team, elevenlabs)
    await processed(database, accepted["call_id"])
    await caller.round()
    callback = (await team.get(f"/api/callbacks/{callback_id}")).json()
    assert (callback["status"], callback["agent_call"]["state"]) == ("scheduled", "planned")


@pytest.mark.parametrize("because", ["another key", "no key", "a day without an answer"])
async def test_a_call_that_cannot_be_looked_up_is_left_to_people(
    team: Team, database: Database, worker: Resources, caller: AgentCaller,
    elevenlabs: FakeElevenLabs, because: str,
) -> None:  # fmt: skip
    await agent_calls_back(team, database, worker.sealer)
    callback_id = await due_callback(team, database)
    elevenlabs.script.then("call", LOST_AFTER)
    await caller.round()
    if because == "no key":
        await team.delete("/api/tenant/elevenlabs-key")
    elif because == "another key":
        async with database.connection(ALL_TENANTS) as conn:
            await conn.execute("update elevenlabs_keys set key_sealed = 'another'")
    else:
        elevenlabs.script.then("list", Fault("status", 401))
        async with database.connection(ALL_TENANTS) as conn:
            await conn.execute("update agent_calls set created_at = now() - interval '25 hours'")
    await now_due(database)
    await caller.round()
    (call,) = await calls_of(team, callback_id)
    assert (call["state"], call["reason"]) == ("not_reached", "outcome_unknown")
    stopped = await plan_of(team, callback_id)
    assert stopped
    assert stopped["state"] == "stopped"
    assert len(elevenlabs.placed) == 1


async def test_what_a_person_stops_after_the_intent_is_not_placed(
    team: Team, database: Database, worker: Resources, elevenlabs: FakeElevenLabs,
    outbound: ElevenLabsOutbound, asking: Settings,
) -> None:  # fmt: skip
    await agent_calls_back(team, database, worker.sealer)
    callback_id = await due_callback(team, database)
    async with database.transaction(ALL_TENANTS) as conn:
        (call,) = await claim_calls(conn, lease_s=60, installation_key=None)
    async with database.connection(ALL_TENANTS) as conn:
        assert await is_still_permitted(conn, call)
        await team.post(f"/api/callbacks/{callback_id}/stop-call", {})
        assert not await is_still_permitted(conn, call)


async def test_what_is_too_late_is_not_looked_at_for_ever(
    team: Team, database: Database, worker: Resources, caller: AgentCaller,
) -> None:  # fmt: skip
    await agent_calls_back(team, database, worker.sealer)
    callback_id = await due_callback(team, database, ago=timedelta(hours=30))
    await caller.round()
    held = await plan_of(team, callback_id)
    assert held
    assert held["because"] == "too_late"
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select missed_at is not null from callbacks")


async def test_a_number_that_was_only_named_is_not_called_unasked(
    team: Team, database: Database, worker: Resources, caller: AgentCaller,
    elevenlabs: FakeElevenLabs,
) -> None:  # fmt: skip
    await agent_calls_back(team, database, worker.sealer)
    first, other = _numbers(2)
    await due_callback(team, database, number=first, spoken=other)
    await caller.round()
    assert elevenlabs.placed == []


async def test_one_number_is_not_called_twice_at_a_time(
    team: Team, database: Database, worker: Resources, caller: AgentCaller,
    elevenlabs: FakeElevenLabs,
) -> None:  # fmt: skip
    await agent_calls_back(team, database, worker.sealer)
    for each in range(3):
        await due_callback(team, database, f"conv_{each}")
    await asyncio.gather(caller.round(), caller.round())
    assert len(elevenlabs.placed) == 1


async def test_the_limit_of_a_day_holds(
    team: Team, database: Database, worker: Resources, caller: AgentCaller,
    elevenlabs: FakeElevenLabs,
) -> None:  # fmt: skip
    await agent_calls_back(team, database, worker.sealer, daily_limit=2)
    for each, number in enumerate(_numbers(4)):
        await due_callback(team, database, f"conv_{each}", number=number)
    await asyncio.gather(caller.round(), caller.round())
    await now_due(database)
    await caller.round()
    assert len(elevenlabs.placed) == 2


@pytest.mark.parametrize("off", ["mode", "key", "late"])
async def test_nothing_is_placed_without_consent_or_too_late(
    team: Team, database: Database, worker: Resources, caller: AgentCaller,
    elevenlabs: FakeElevenLabs, off: str,
) -> None:  # fmt: skip
    await agent_calls_back(team, database, worker.sealer)
    await due_callback(team, database, ago=timedelta(hours=25 if off == "late" else 0))
    if off == "mode":
        await team.put("/api/tenant/agent-calling", {"mode": "off"})
    elif off == "key":
        await team.delete("/api/tenant/elevenlabs-key")
    await caller.round()
    assert elevenlabs.placed == []


async def test_rules_need_a_key_and_are_whole(
    team: Team, other_team: Team, database: Database, worker: Resources
) -> None:
    refused = await team.put("/api/tenant/agent-calling", _whole())
    assert (refused.status_code, refused.json()["code"]) == (400, "elevenlabs_key_missing")
    faults: list[dict[str, Any]] = [
        {"earliest": "07:00"}, {"latest": "22:00"}, {"countries": []}, {"agent_id": ""}
    ]  # fmt: skip
    for wrong in faults:
        answer = await team.put("/api/tenant/agent-calling", {**_whole(), **wrong})
        assert answer.status_code == 422, wrong
    stored = await agent_calls_back(team, database, worker.sealer)
    assert (await team.get("/api/tenant/agent-calling")).json() == stored
    assert (await other_team.get("/api/tenant/agent-calling")).json()["mode"] == "off"


async def test_the_list_of_numbers_is_the_tenants(team: Team, other_team: Team) -> None:
    for number in ("+12025550143", "+1 (202) 555-0144"):
        assert (await team.put(f"/api/do-not-call/{number}", {})).status_code == 200
    assert (await team.put("/api/do-not-call/2025550143", {})).status_code == 400
    page = (await team.get("/api/do-not-call", limit=1)).json()
    assert [each["number"] for each in page["numbers"]] == ["+12025550143"]
    page = (await team.get("/api/do-not-call", limit=1, after=page["next_after"])).json()
    assert [each["number"] for each in page["numbers"]] == ["+12025550144"]
    assert page["next_after"] is None
    assert (await other_team.get("/api/do-not-call")).json()["numbers"] == []
    await other_team.delete("/api/do-not-call/+12025550143")
    assert (await team.delete("/api/do-not-call/+12025550144")).status_code == 204
    left = (await team.get("/api/do-not-call")).json()["numbers"]
    assert [each["number"] for each in left] == ["+12025550143"]


def test_a_variable_is_one_bounded_line_without_a_template() -> None:
    assert as_variable("a {{system__time}}\n\x00b\u2028c </x> {% raw %}") == (
        "a system__time b c /x % raw %"
    )
    assert len(as_variable("ä" * 5000)) == 1000


def _numbers(count: int) -> list[str]:
    number = number_awake()[1]
    return [f"{number[:-1]}{each}" for each in range(count)]


def _whole() -> dict[str, Any]:
    return {
        "mode": "auto",
        "agent_id": AGENT,
        "phone_number_id": "phnum_1",
        "countries": ["US"],
    }
