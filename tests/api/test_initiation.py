"""What ElevenLabs gets at the start of a call."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest

from api.webhooks.caller_memories import MOST_AT_ONCE, MOST_LOOK_UPS, CallerMemories, Found
from shared.db.caller_memory import TenantMemory
from shared.domain.ids import TenantId, new_id
from shared.errors import DatabaseAway
from tests.api.test_contacts import MARIA, OTHER, make_call
from tests.conftest import ApiFactory
from tests.support.people import Team
from tests.support.providers import Script
from worker.resources import Resources

SECRET = "at-the-start-of-calls"
SHARED_URL = "/api/webhooks/elevenlabs/initiation"
HEADERS = {"X-Aftercall-Secret": SECRET}


async def url_of(team: Team, **settings: Any) -> str:
    """The team's own URL, with a secret; `settings` are the team's."""
    made = (await team.post("/api/webhook-endpoints", {"source": "elevenlabs"})).json()
    path = f"/api/webhook-endpoints/{made['id']}/initiation-secret"
    assert (await team.put(path, {"secret": SECRET})).status_code == 204
    answer = await team.patch("/api/tenant", {"caller_memory": True, **settings})
    assert answer.status_code == 200, answer.text
    url: str = made["initiation_url"]
    return url[url.index("/api/") :]


async def ask(
    client: httpx.AsyncClient, url: str, caller: Any = MARIA, **changes: Any
) -> dict[str, Any]:
    body = {"caller_id": caller, "called_number": "+12025550100", "call_sid": "CA1", **changes}
    answer = await client.post(url, json=body, headers=HEADERS)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found: dict[str, Any] = answer.json()
    assert found["type"] == "conversation_initiation_client_data"
    assert all(isinstance(value, str) for value in found["dynamic_variables"].values())
    return found


async def test_the_agent_gets_what_the_last_call_said(team: Team, worker: Resources) -> None:
    await make_call(team, worker, "conv_1", language="en")
    url = await url_of(team, caller_language=True, agent_variables={"plan": "basic"})
    answer = await ask(team.client, url)
    variables = answer["dynamic_variables"]
    known = {
        "is_known": "true",
        "name": "Maria Lopez",
        "last_summary": "Maria's boiler leaks.",
        "calls_count": "1",
        "language": "en",
        "open_callback": "true",
        "open_callback_reason": "asked to be called",
        "plan": "basic",
    }
    assert known.items() <= variables.items()
    assert variables["open_callback_when"].endswith("15:00 America/New_York")
    assert answer["conversation_config_override"] == {"agent": {"language": "en"}}
    for caller in (OTHER, "anonymous", "+266696687", "", None, 7, "x" * 9000):
        nobody = (await ask(team.client, url, caller))["dynamic_variables"]
        assert (nobody["is_known"], nobody["plan"]) == ("false", "basic")
        assert nobody.keys() == variables.keys()


async def test_nothing_is_told_where_memory_is_off(team: Team, worker: Resources) -> None:
    await make_call(team, worker, "conv_1")
    url = await url_of(team, caller_memory=False, agent_variables={"plan": "basic"})
    answer = await ask(team.client, url)
    assert answer["dynamic_variables"]["is_known"] == "false"
    assert answer["dynamic_variables"]["plan"] == "basic"
    assert (await team.get("/api/tenant")).json()["caller_memory"] is False


async def test_who_only_stated_a_number_is_not_told_to_its_owners_agent(
    team: Team, worker: Resources, script: Script
) -> None:
    """Whoever states another person's number in a call of the web."""
    script.lead = replace(script.lead, name="Mallory")
    await make_call(team, worker, "conv_web", number=None)
    url = await url_of(team)
    variables = (await ask(team.client, url))["dynamic_variables"]
    assert (variables["name"], variables["last_summary"]) == ("", "")
    assert variables["open_callback"] == "false"
    # Not even that there was a call.
    assert (variables["is_known"], variables["calls_count"], variables["last_call_at"]) == (
        "false",
        "0",
        "",
    )
    await make_call(team, worker, "conv_own")
    variables = (await ask(team.client, url))["dynamic_variables"]
    assert variables["is_known"] == "true"
    assert variables["last_call_at"]


async def test_only_the_secret_opens_it(team: Team, other_team: Team) -> None:
    url = await url_of(team)
    other_url = await url_of(other_team)
    await other_team.put(
        f"/api/webhook-endpoints/{other_url.rpartition('/')[2]}/initiation-secret",
        {"secret": "another-secret-of-others"},
    )
    bearer = {"Authorization": f"Bearer {SECRET}"}
    assert (await team.client.post(url, json={}, headers=bearer)).status_code == 200
    # A secret that was replaced is valid until the next change.
    assert (await team.client.post(other_url, json={}, headers=HEADERS)).status_code == 200
    for headers, code in (
        ({}, "secret_missing"),
        ({"X-Aftercall-Secret": "wrong"}, "secret_mismatch"),
        ({"Authorization": "Bearer wrong"}, "secret_mismatch"),
        ({"Authorization": SECRET}, "secret_mismatch"),
    ):
        refused = await team.client.post(url, json={}, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (401, code)
    unknown = f"{SHARED_URL}/{'a' * 32}"
    refused = await team.client.post(unknown, json={}, headers=HEADERS)
    assert (refused.status_code, refused.json()["code"]) == (401, "secret_mismatch")
    unset = await team.client.post(SHARED_URL, json={}, headers=HEADERS)
    assert (unset.status_code, unset.json()["code"]) == (401, "no_secret_configured")


async def test_the_shared_url_finds_the_team_by_its_agent(
    team: Team, worker: Resources, open_api: ApiFactory
) -> None:
    await make_call(team, worker, "conv_1")
    await url_of(team)
    async with open_api(ELEVENLABS_INITIATION_SECRET=SECRET) as client:
        found = await ask(client, SHARED_URL, agent_id=team.agent_id)
        assert found["dynamic_variables"]["name"] == "Maria Lopez"
        for agent_id in ("agent_of_nobody", None, 3):
            found = await ask(client, SHARED_URL, agent_id=agent_id)
            assert found["dynamic_variables"]["is_known"] == "false"
        refused = await client.post(SHARED_URL, json={"agent_id": team.agent_id})
        assert refused.status_code == 401


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"caller_id": "' + b"1" * 20_000])
async def test_what_cannot_be_read_is_of_an_unknown_caller(team: Team, body: bytes) -> None:
    answer = await team.client.post(await url_of(team), content=body, headers=HEADERS)
    assert (answer.status_code, answer.json()["dynamic_variables"]["is_known"]) == (200, "false")


async def test_a_slow_or_absent_database_is_no_error() -> None:
    """The team's own variables stay as they were."""
    never, own = asyncio.Event(), TenantMemory(variables={"plan": "basic"})

    async def found() -> Found:
        return Found("unknown", own)

    async def slow() -> Found:
        await never.wait()
        raise AssertionError

    async def away() -> Found:
        raise DatabaseAway("The database cannot be reached right now.")

    memories = CallerMemories(time_limit_s=0)
    assert await memories.ask("team", slow()) == ("late", TenantMemory())
    memories = CallerMemories(time_limit_s=60)
    assert await memories.ask("team", found()) == ("unknown", own)
    assert await memories.ask("team", away()) == ("database_away", own)
    waiting = [asyncio.create_task(memories.ask("team", slow())) for _ in range(MOST_AT_ONCE)]
    # Each of them starts its look-up in its first step.
    await asyncio.sleep(0)
    assert await memories.ask("team", found()) == ("busy", own)
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)


def test_a_team_looks_up_so_many_callers_and_no_more() -> None:
    now = 0.0
    memories = CallerMemories(time_limit_s=1, clock=lambda: now)
    team, other = TenantId(new_id()), TenantId(new_id())
    assert [memories.may_look_up(team) for _ in range(MOST_LOOK_UPS + 1)][-2:] == [True, False]
    assert memories.may_look_up(other)
    now = 0.051
    assert [memories.may_look_up(team) for _ in range(2)] == [True, False]
