"""Missed calls of tenants with ElevenLabs keys of their own: listed and fetched with these keys; a
key that does not work costs the others nothing.
"""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from rich.console import Console

from cli.doctor import examine
from cli.reconcile import reconcile
from shared.db.agents import insert_agent
from shared.db.elevenlabs_keys import context_of, store_elevenlabs_key
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import JobId, TenantId
from shared.domain.statuses import Claim, Source
from shared.download.fetcher import RecordingFetcher
from shared.settings.load import Settings, load_settings
from shared.vendors.elevenlabs.api import ElevenLabsConversations
from tests.conftest import ELEVENLABS_SECRET
from tests.fakes.elevenlabs_server import API_KEY, FakeElevenLabs
from tests.fakes.serving import Fault, served
from tests.support.calls import WEBHOOK, send, transcription
from tests.support.gates import open_door
from tests.support.people import Team
from tests.support.processes import until
from tests.support.sounds import SPEECH
from worker.resources import Resources
from worker.runner import run_job
from worker.upkeep.missed_calls import Checking, Findings, check_source, checking_of
from worker.upkeep.own_key_checks import check_keys_forever, check_next_key

OWN_KEY, OTHER_KEY = "xi_" + "6" * 32, "xi_" + "7" * 32
AGENT, OTHER_AGENT = "agent_of_workspace_6", "agent_of_workspace_7"


@pytest.fixture
def elevenlabs() -> FakeElevenLabs:
    return FakeElevenLabs(agents={OWN_KEY: [AGENT], OTHER_KEY: [OTHER_AGENT]})


@pytest.fixture
def asking(environ: dict[str, str], elevenlabs: FakeElevenLabs) -> Iterator[Settings]:
    with served(elevenlabs.app) as url:
        yield load_settings({**environ, "ELEVENLABS_BASE_URL": url, "ELEVENLABS_API_KEY": API_KEY})
        elevenlabs.script.release()


@pytest.fixture
async def billed_to(worker: Resources, asking: Settings) -> AsyncIterator[Resources]:
    conversations = ElevenLabsConversations(asking.elevenlabs, open_door())
    fetcher = RecordingFetcher(
        asking.fetch, asking.twilio, asking.elevenlabs, open_door(), max_bytes=2**20
    )
    yield replace(worker, settings=asking, conversations=conversations, fetcher=fetcher)
    await fetcher.close()
    await conversations.close()


@pytest.fixture
def checking(billed_to: Resources) -> Checking:
    return checking_of(billed_to)


async def own_key(
    resources: Resources, team: Team, key: str, agent: str, claim: Claim | None = Claim.VENDOR_KEY
) -> None:
    tenant_id = TenantId(UUID(team.tenant_id))
    async with resources.database.transaction(ALL_TENANTS) as conn:
        await insert_agent(conn, tenant_id, external_id=agent, name="Own", claim=claim)
        sealed = resources.sealer.seal(key, context=context_of(tenant_id))
        await store_elevenlabs_key(conn, tenant_id, sealed)


async def checked(checking: Checking, team: Team) -> Findings:
    found = await check_next_key(checking, of_tenant=TenantId(UUID(team.tenant_id)))
    assert isinstance(found, Findings)
    return found


async def told(team: Team) -> dict[str, Any]:
    return dict((await team.get("/api/missed-calls")).json()["own_key"])


async def calls_of(team: Team) -> list[str]:
    found = (await team.get("/api/calls")).json()["calls"]
    return sorted(call["external_id"] for call in found)


async def run_all(resources: Resources) -> None:
    async with resources.database.connection(ALL_TENANTS) as conn:
        jobs = await conn.fetch("select id from jobs")
    for job in jobs:
        await run_job(resources, JobId(job["id"]))


def keys_used(elevenlabs: FakeElevenLabs, endpoint: str) -> set[str]:
    return {seen.headers["xi-api-key"] for seen in elevenlabs.script.seen[endpoint]}


async def test_a_missed_call_is_listed_and_fetched_with_the_tenants_own_key(
    checking: Checking, billed_to: Resources, elevenlabs: FakeElevenLabs, team: Team
) -> None:
    await own_key(billed_to, team, OWN_KEY, AGENT)
    elevenlabs.ended("conv_own", AGENT)
    assert (await checked(checking, team)).total.fetched == 1
    await run_all(billed_to)
    (call,) = (await team.get("/api/calls")).json()["calls"]
    assert (call["external_id"], call["status"]) == ("conv_own", "ready")
    assert keys_used(elevenlabs, "list") | keys_used(elevenlabs, "conversation") == {OWN_KEY}
    state = await told(team)
    assert (state["listed"], state["fetched"], state["failure"]) == (1, 1, None)
    assert (await checked(checking, team)).total.arrived == 1


async def test_audio_is_fetched_with_the_tenants_own_key(
    checking: Checking, billed_to: Resources, elevenlabs: FakeElevenLabs, team: Team
) -> None:
    await own_key(billed_to, team, OWN_KEY, AGENT)
    elevenlabs.ended("conv_own", AGENT)
    elevenlabs.conversations["conv_own"] |= {"transcript": [], "has_audio": True}
    elevenlabs.audio["conv_own"] = SPEECH
    await checked(checking, team)
    await run_all(billed_to)
    (call,) = (await team.get("/api/calls")).json()["calls"]
    assert (call["status"], keys_used(elevenlabs, "audio")) == ("ready", {OWN_KEY})


async def test_an_event_at_the_tenants_own_url_is_completed_with_its_own_key_only(
    checking: Checking, billed_to: Resources, elevenlabs: FakeElevenLabs, team: Team
) -> None:
    await own_key(billed_to, team, OWN_KEY, AGENT, claim=None)
    made = (await team.post("/api/webhook-endpoints", {"secret": "wsec_of_the_tenant_1"})).json()
    # The second is in the workspace of the installation's key.
    elevenlabs.ended("conv_own", AGENT)
    elevenlabs.ended("conv_foreign", "agent_of_the_installation")
    for conversation_id in ("conv_own", "conv_foreign"):
        event = transcription(AGENT, conversation_id)
        event["data"] = {
            "agent_id": AGENT,
            "conversation_id": conversation_id,
            "status": "done",
        }
        answer = await send(
            team.client,
            event,
            secret="wsec_of_the_tenant_1",
            path=f"{WEBHOOK}/{made['id']}",
        )
        assert answer.status_code == 202, answer.text
    await run_all(billed_to)
    found = (await team.get("/api/calls")).json()["calls"]
    assert {call["external_id"]: call["status"] for call in found}["conv_own"] == "ready"
    assert {call["external_id"]: call["status"] for call in found}["conv_foreign"] != "ready"
    assert keys_used(elevenlabs, "conversation") == {OWN_KEY}


async def test_the_shared_key_serves_what_the_own_key_does_not_know(
    checking: Checking, billed_to: Resources, elevenlabs: FakeElevenLabs, team: Team
) -> None:
    await own_key(billed_to, team, OWN_KEY, AGENT)
    elevenlabs.ended("conv_shared", team.agent_id)
    event = transcription(team.agent_id, "conv_shared")
    event["data"] = {
        "agent_id": team.agent_id,
        "conversation_id": "conv_shared",
        "status": "done",
    }
    await send(team.client, event, secret=ELEVENLABS_SECRET)
    await run_all(billed_to)
    (call,) = (await team.get("/api/calls")).json()["calls"]
    assert call["status"] == "ready"
    asked = [seen.headers["xi-api-key"] for seen in elevenlabs.script.seen["conversation"]]
    assert asked == [OWN_KEY, API_KEY]


async def test_a_key_brings_only_calls_of_the_tenants_own_agents(
    checking: Checking,
    billed_to: Resources,
    elevenlabs: FakeElevenLabs,
    team: Team,
    other_team: Team,
) -> None:
    """Also where two tenants have keys of the same workspace."""
    elevenlabs.agents = {OWN_KEY: [AGENT, OTHER_AGENT, "agent_of_nobody"]}
    await own_key(billed_to, team, OWN_KEY, AGENT)
    await own_key(billed_to, other_team, OWN_KEY, OTHER_AGENT)
    for agent in elevenlabs.agents[OWN_KEY]:
        elevenlabs.ended(f"conv_{agent}", agent)
    found = await checked(checking, team)
    assert (found.total.fetched, found.unclaimed) == (1, 2)
    assert (await calls_of(team), await calls_of(other_team)) == ([f"conv_{AGENT}"], [])


async def test_the_shared_check_leaves_proved_agents_to_their_own_key(
    checking: Checking,
    billed_to: Resources,
    elevenlabs: FakeElevenLabs,
    team: Team,
    other_team: Team,
) -> None:
    elevenlabs.agents = {}
    await own_key(billed_to, team, API_KEY, AGENT)
    elevenlabs.ended("conv_own", AGENT)
    elevenlabs.ended("conv_else", other_team.agent_id)
    found = await check_source(checking, Source.ELEVENLABS)
    assert found
    assert (found.total.listed, found.unclaimed) == (1, 0)
    assert (await calls_of(team), await calls_of(other_team)) == ([], ["conv_else"])
    assert (await checked(checking, team)).total.fetched == 1


@pytest.mark.parametrize("status", [401, 403, 429, 500])
async def test_a_bad_key_costs_the_others_nothing_and_is_shown_to_its_tenant_and_the_operator(
    checking: Checking,
    billed_to: Resources,
    elevenlabs: FakeElevenLabs,
    team: Team,
    other_team: Team,
    asking: Settings,
    status: int,
) -> None:
    elevenlabs.key_faults[OWN_KEY] = Fault("status", status)
    await own_key(billed_to, team, OWN_KEY, AGENT)
    await own_key(billed_to, other_team, OTHER_KEY, OTHER_AGENT)
    elevenlabs.ended("conv_other", OTHER_AGENT)
    elevenlabs.ended("conv_shared", other_team.agent_id)
    while await check_next_key(checking):
        pass
    shared = await check_source(checking, Source.ELEVENLABS)
    assert shared
    assert shared.total.fetched == 1
    assert await calls_of(other_team) == ["conv_other", "conv_shared"]
    failure = (await told(team))["failure"]
    assert str(status) in failure
    assert (await team.get("/api/tenant/elevenlabs-key")).json()["failure"] == failure
    assert ((await told(other_team))["failure"], (await told(other_team))["fetched"]) == (None, 1)
    (finding,) = [
        each for each in (await examine(asking)).findings if each.subject == "Tenants' keys"
    ]
    assert (finding.verdict, failure in finding.text, OWN_KEY in finding.text) == (
        "warning",
        True,
        False,
    )


async def test_a_slow_key_does_not_hold_up_the_others(
    checking: Checking,
    billed_to: Resources,
    elevenlabs: FakeElevenLabs,
    team: Team,
    other_team: Team,
) -> None:
    elevenlabs.key_faults[OWN_KEY] = Fault("hang")
    elevenlabs.ended("conv_other", OTHER_AGENT)
    await own_key(billed_to, team, OWN_KEY, AGENT)
    await own_key(billed_to, other_team, OTHER_KEY, OTHER_AGENT)
    checks = asyncio.create_task(check_keys_forever(checking))
    try:
        assert await asyncio.to_thread(elevenlabs.script.wait_for_hang, "list")
        assert await until(lambda: calls_of(other_team)) == ["conv_other"]
        assert (await told(team))["checked_at"] is None
    finally:
        checks.cancel()
        await asyncio.gather(checks, return_exceptions=True)


async def test_a_replaced_key_is_checked_at_once_and_an_older_check_changes_nothing(
    checking: Checking,
    billed_to: Resources,
    elevenlabs: FakeElevenLabs,
    team: Team,
    database: Database,
) -> None:
    elevenlabs.key_faults["xi_wrong"] = Fault("hang")
    await own_key(billed_to, team, "xi_wrong", AGENT)
    older = asyncio.create_task(check_next_key(checking))
    assert await asyncio.to_thread(elevenlabs.script.wait_for_hang, "list")
    tenant_id = TenantId(UUID(team.tenant_id))
    async with database.connection(ALL_TENANTS) as conn:
        sealed = billed_to.sealer.seal(OWN_KEY, context=context_of(tenant_id))
        await store_elevenlabs_key(conn, tenant_id, sealed)
    elevenlabs.script.release()
    assert not isinstance(await older, Findings)
    assert (await told(team))["failure"] is None
    assert isinstance(await check_next_key(checking), Findings)
    assert (await told(team))["checked_at"]


async def test_reconcile_checks_the_tenants_keys_too(
    billed_to: Resources, elevenlabs: FakeElevenLabs, team: Team, asking: Settings
) -> None:
    await own_key(billed_to, team, OWN_KEY, AGENT)
    elevenlabs.ended("conv_own", AGENT)
    out = io.StringIO()
    assert await reconcile(asking, Console(file=out, width=200))
    assert f"key of {team.tenant_id}: 1 fetched, 0 missing in 24 h (1 listed)" in out.getvalue()
    elevenlabs.key_faults[OWN_KEY] = Fault("status", 401)
    assert not await reconcile(asking, Console(file=out, width=200))
    assert "PUT /api/tenant/elevenlabs-key" in out.getvalue()
