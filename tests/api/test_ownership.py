"""Whose calls the installation's own URLs receive: a second tenant tries to take the first's."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest

from cli.people import change_user
from shared.db.call_legs import find_tenant_of_sid
from shared.db.missed_calls import find_arrived
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import TenantId
from shared.domain.statuses import Source
from shared.settings.load import Settings
from tests.conftest import ELEVENLABS_SECRET, ApiFactory
from tests.fakes.elevenlabs_server import API_KEY, FakeElevenLabs
from tests.fakes.serving import served
from tests.fakes.twilio_server import ACCOUNT_SID, AUTH_TOKEN, FakeTwilio
from tests.support.calls import WEBHOOK, send, transcription
from tests.support.people import Team, settled

AGENT = "agent_victim"
SECRET = "The card ends with 4417 and my name is Dana Whitfield."
OTHER_ACCOUNT, OTHER_TOKEN = "AC" + "9f" * 16, "9" * 32
OWN_SECRET = "wsec_of_the_attacker_1"


@dataclass
class Place:
    """An installation with two tenants, and the vendors."""

    client: httpx.AsyncClient
    victim: Team
    attacker: Team
    elevenlabs: FakeElevenLabs
    twilio: FakeTwilio


@pytest.fixture
async def place(
    open_api: ApiFactory, database: Database, settings: Settings
) -> AsyncIterator[Place]:
    elevenlabs, twilio = FakeElevenLabs(), FakeTwilio()
    elevenlabs.agents = {API_KEY: ["agent_1", "agent_2", AGENT], "xi_" + "6" * 32: ["agent_9"]}
    twilio.tokens = {ACCOUNT_SID: AUTH_TOKEN, OTHER_ACCOUNT: OTHER_TOKEN}
    with served(elevenlabs.app) as elevenlabs_url, served(twilio.app) as twilio_url:
        async with open_api(
            ELEVENLABS_BASE_URL=elevenlabs_url,
            TWILIO_BASE_URL=twilio_url,
            TWILIO_ACCOUNT_SID=ACCOUNT_SID,
            TWILIO_AUTH_TOKEN=AUTH_TOKEN,
        ) as client:
            victim, attacker = [
                await settled(client, database, settings, f"{name}@example.com", name, "no hash")
                for name in ("victim", "attacker")
            ]
            yield Place(client, victim, attacker, elevenlabs, twilio)


async def arrive(client: httpx.AsyncClient, conversation_id: str) -> httpx.Response:
    event = transcription(AGENT, conversation_id, turns=[("user", SECRET)])
    return await send(client, event, secret=ELEVENLABS_SECRET)


async def calls_of(team: Team) -> list[str]:
    found = (await team.get("/api/calls")).json()["calls"]
    return sorted(call["external_id"] for call in found)


async def own_url(team: Team) -> str:
    made = await team.post("/api/webhook-endpoints", {"secret": OWN_SECRET})
    return str(made.json()["id"])


async def register(team: Team, external_id: str = AGENT) -> httpx.Response:
    return await team.post("/api/agents", {"name": "Mine", "external_id": external_id})


async def test_held_events_are_not_released_by_naming_their_agent(place: Place) -> None:
    assert (await arrive(place.client, "conv_1")).status_code == 404
    taken = (await register(place.attacker)).json()
    assert (taken["released_events"], taken["claimed_by"]) == (0, None)
    claimed = await place.attacker.post(f"/api/agents/{taken['id']}/claim")
    assert (claimed.status_code, claimed.json()["code"]) == (403, "ownership_unproved")
    assert (await arrive(place.client, "conv_2")).status_code == 404
    assert await calls_of(place.attacker) == []
    await place.victim.put("/api/tenant/elevenlabs-key", {"api_key": API_KEY})
    mine = (await register(place.victim)).json()
    assert (mine["released_events"], mine["claimed_by"]) == (2, "vendor_key")
    assert await calls_of(place.victim) == ["conv_1", "conv_2"]
    assert (await arrive(place.client, "conv_3")).status_code == 202
    assert await calls_of(place.attacker) == []


async def test_an_own_url_gives_no_claim_and_shadows_nobody(place: Place) -> None:
    path = f"{WEBHOOK}/{await own_url(place.attacker)}"
    event = transcription(AGENT, "conv_own")
    assert (await send(place.client, event, secret=OWN_SECRET, path=path)).status_code == 202
    await place.victim.put("/api/tenant/elevenlabs-key", {"api_key": API_KEY})
    mine = await register(place.victim)
    assert mine.status_code == 201, mine.text
    assert (await arrive(place.client, "conv_1")).status_code == 202
    assert await calls_of(place.victim) == ["conv_1"]
    assert await calls_of(place.attacker) == ["conv_own"]
    # The victim adds the agent again; nobody stepped in meanwhile.
    await place.victim.delete(f"/api/agents/{mine.json()['id']}")
    assert (await arrive(place.client, "conv_2")).status_code == 404
    assert (await register(place.victim)).json()["released_events"] == 1
    assert await calls_of(place.attacker) == ["conv_own"]


async def test_an_id_named_at_an_own_url_hides_no_call_from_the_check(
    place: Place, database: Database
) -> None:
    path = f"{WEBHOOK}/{await own_url(place.attacker)}"
    event = transcription(AGENT, "conv_lost")
    assert (await send(place.client, event, secret=OWN_SECRET, path=path)).status_code == 202
    async with database.connection(ALL_TENANTS) as conn:
        arrived = await find_arrived(conn, Source.ELEVENLABS, ["conv_lost"])
    assert arrived == {(TenantId(UUID(place.attacker.tenant_id)), "conv_lost")}


async def test_a_key_proves_only_the_agents_of_its_workspace(place: Place) -> None:
    wrong = await place.attacker.put("/api/tenant/elevenlabs-key", {"api_key": "xi_" + "0" * 32})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "invalid_request")
    stored = await place.attacker.put("/api/tenant/elevenlabs-key", {"api_key": "xi_" + "6" * 32})
    assert stored.status_code == 204
    told = (await place.attacker.get("/api/tenant/elevenlabs-key")).json()
    assert told == {"configured": True, "checked_at": None, "failure": None}
    assert (await register(place.attacker)).json()["claimed_by"] is None
    assert (await register(place.attacker, "agent_9")).json()["claimed_by"] == "vendor_key"


async def test_the_key_is_stored_encrypted_and_never_shown(
    place: Place, database: Database
) -> None:
    await place.victim.put("/api/tenant/elevenlabs-key", {"api_key": API_KEY})
    async with database.connection(ALL_TENANTS) as conn:
        row = dict(await conn.fetchrow("select * from elevenlabs_keys") or {})
    assert API_KEY.encode() not in row["key_sealed"]
    assert API_KEY not in (await place.victim.get("/api/tenant/elevenlabs-key")).text
    assert (await place.victim.delete("/api/tenant/elevenlabs-key")).status_code == 204
    told = (await place.victim.get("/api/tenant/elevenlabs-key")).json()
    assert told == {"configured": False, "checked_at": None, "failure": None}


async def test_a_twilio_account_is_proved_by_its_token(place: Place) -> None:
    for body in (
        {"account_sid": ACCOUNT_SID},
        {"account_sid": ACCOUNT_SID, "auth_token": "0" * 32},
        {"account_sid": OTHER_ACCOUNT, "auth_token": AUTH_TOKEN},
    ):
        answer = await place.attacker.post("/api/twilio-accounts", body)
        assert (answer.status_code, answer.json()["code"]) == (403, "ownership_unproved"), body
    proof = {"account_sid": OTHER_ACCOUNT.upper(), "auth_token": OTHER_TOKEN}
    assert (await place.victim.post("/api/twilio-accounts", proof)).status_code == 201
    again = await place.attacker.post("/api/twilio-accounts", proof)
    assert (again.status_code, again.json()["code"]) == (409, "account_taken")
    gone = await place.victim.delete(f"/api/twilio-accounts/{OTHER_ACCOUNT.upper()}")
    assert gone.status_code == 204


async def test_a_leg_named_at_an_own_url_takes_no_recording(
    place: Place, database: Database
) -> None:
    """A recording of an unknown account goes to the call that came to the installation's URL."""
    path = f"{WEBHOOK}/{await own_url(place.attacker)}"
    await send(place.client, transcription(AGENT, "conv_1"), secret=OWN_SECRET, path=path)
    async with database.connection(ALL_TENANTS) as conn:
        assert await find_tenant_of_sid(conn, "CA0123456789abcdef0123456789abcdef") is None


async def as_operator(place: Place, settings: Settings) -> Team:
    await change_user(
        settings,
        "victim@example.com",
        role=None,
        disabled=None,
        operator=True,
        remove_second_factor=False,
    )
    return place.victim


async def test_an_operator_assigns_and_takes_back(place: Place, settings: Settings) -> None:
    await arrive(place.client, "conv_1")
    refused = await place.attacker.put(
        f"/api/operator/agents/{AGENT}", {"tenant_id": place.attacker.tenant_id}
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    operator = await as_operator(place, settings)
    assert (await operator.get("/api/operator/agents")).json() == [
        {"external_id": AGENT, "tenant_id": None, "claimed_by": None, "held_events": 1}
    ]
    assigned = await operator.put(
        f"/api/operator/agents/{AGENT}", {"tenant_id": place.attacker.tenant_id}
    )
    assert assigned.json() == {"released_events": 1}
    assert await calls_of(place.attacker) == ["conv_1"]
    await operator.put(f"/api/operator/agents/{AGENT}", {"tenant_id": place.victim.tenant_id})
    await arrive(place.client, "conv_2")
    assert await calls_of(place.victim) == ["conv_2"]
    assert (await operator.delete(f"/api/operator/agents/{AGENT}")).status_code == 204
    assert (await arrive(place.client, "conv_3")).status_code == 404
    assert (await operator.delete(f"/api/operator/agents/{AGENT}")).status_code == 404


async def test_an_operator_assigns_a_twilio_account(place: Place, settings: Settings) -> None:
    operator = await as_operator(place, settings)
    path = f"/api/operator/twilio-accounts/{ACCOUNT_SID}"
    assert (await operator.put(path, {"tenant_id": place.attacker.tenant_id})).status_code == 204
    listed = (await place.attacker.get("/api/twilio-accounts")).json()
    assert listed == {"account_sids": [ACCOUNT_SID]}
    unknown = {"tenant_id": "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10"}
    assert (await operator.put(path, unknown)).status_code == 404


async def test_the_only_tenant_needs_no_ceremony(
    open_api: ApiFactory, database: Database, settings: Settings
) -> None:
    async with open_api() as client:
        team = await settled(client, database, settings, "only@example.com", "Only", "no hash")
        await arrive(client, "conv_1")
        made = (await register(team)).json()
        assert (made["released_events"], made["claimed_by"]) == (1, "sole_tenant")
        account = await team.post("/api/twilio-accounts", {"account_sid": ACCOUNT_SID})
        assert account.status_code == 201
        # A tenant that comes later takes nothing.
        later = await settled(client, database, settings, "later@example.com", "Later", "no hash")
        await register(later)
        await arrive(client, "conv_2")
        assert await calls_of(team) == ["conv_1", "conv_2"]


async def test_an_agent_of_an_own_url_is_claimed_by_registering_it(
    open_api: ApiFactory, database: Database, settings: Settings
) -> None:
    async with open_api() as client:
        team = await settled(client, database, settings, "only@example.com", "Only", "no hash")
        path = f"{WEBHOOK}/{await own_url(team)}"
        await send(client, transcription(AGENT, "conv_own"), secret=OWN_SECRET, path=path)
        await arrive(client, "conv_1")
        made = await register(team)
        assert (made.status_code, made.json()["released_events"]) == (201, 1)
        assert (await register(team)).status_code == 409
        assert len((await team.get("/api/agents")).json()) == 2
