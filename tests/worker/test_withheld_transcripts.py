"""A call that came without its transcript, and what ElevenLabs' API is asked for: from the webhook
to the call.
"""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.db.rows import fetch_row
from shared.domain.ids import JobId
from shared.settings.load import Settings
from shared.vendors.elevenlabs.api import ElevenLabsConversations
from tests.conftest import ELEVENLABS_SECRET
from tests.fakes.elevenlabs_server import (
    API_KEY,
    RATE_LIMITED,
    SERVER_ERROR,
    FakeElevenLabs,
    redirect,
)
from tests.fakes.serving import Fault, served
from tests.support.calls import send, transcription
from tests.support.gates import open_door
from tests.support.people import Team
from tests.support.providers import Script
from tests.support.sounds import SPEECH
from worker.resources import Resources
from worker.runner import run_job

AUDIO = SPEECH


@pytest.fixture
def elevenlabs() -> Iterator[tuple[FakeElevenLabs, str]]:
    fake = FakeElevenLabs()
    with served(fake.app) as url:
        yield fake, url
        fake.script.release()


@pytest.fixture
def fake(elevenlabs: tuple[FakeElevenLabs, str]) -> FakeElevenLabs:
    return elevenlabs[0]


@pytest.fixture
def environ(environ: dict[str, str], elevenlabs: tuple[FakeElevenLabs, str]) -> dict[str, str]:
    return {**environ, "ELEVENLABS_API_KEY": API_KEY, "ELEVENLABS_BASE_URL": elevenlabs[1]}


def conversation(conversation_id: str = "conv_1", **changes: Any) -> dict[str, Any]:
    """What the API answers: the data of the event, whole."""
    data = transcription("agent_elsewhere", conversation_id)["data"]
    return {**data, "status": "done", "has_audio": True, **changes}


def withheld(agent_id: str, conversation_id: str = "conv_1") -> dict[str, Any]:
    event = transcription(agent_id, conversation_id)
    event["data"] = {"agent_id": agent_id, "conversation_id": conversation_id, "status": "done"}
    return event


async def deliver(client: httpx.AsyncClient, team: Team) -> dict[str, Any]:
    answer = await send(client, withheld(team.agent_id), secret=ELEVENLABS_SECRET)
    assert answer.status_code == 202, answer.text
    accepted: dict[str, Any] = answer.json()
    return accepted


async def worked_on(
    worker: Resources, team: Team, accepted: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Call and job after one attempt."""
    await run_job(worker, JobId(UUID(accepted["job_id"])))
    call = (await team.get(f"/api/calls/{accepted['call_id']}")).json()
    return call, (await team.get(f"/api/job/{accepted['job_id']}/status")).json()


def step(job: dict[str, Any], name: str) -> dict[str, Any]:
    return next(step for step in job["steps"] if step["step"] == name)


async def grow_old(database: Database) -> None:
    """As if RECORDING_WAIT_S had passed."""
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update jobs set not_before = now(), created_at = now() - interval '31 minutes'"
        )


async def test_a_withheld_transcript_is_fetched_and_the_call_goes_on_as_if_it_had_come(
    client: httpx.AsyncClient, team: Team, worker: Resources, fake: FakeElevenLabs, script: Script
) -> None:
    fake.conversations["conv_1"] = conversation(analysis={"call_summary_title": "A boiler"})
    call, job = await worked_on(worker, team, await deliver(client, team))
    assert (call["status"], call["title"], call["language"]) == ("ready", "A boiler", "en")
    assert (call["timezone"], call["from_number"], call["duration_s"]) == (
        "America/New_York",
        "+12025550143",
        42,
    )
    assert call["callback"]["due_at"] == "2026-11-19T20:00:00Z"
    assert len(call["transcript"]["turns"]) == 5
    assert (step(job, "fetch_transcript")["status"], step(job, "transcribe")["status"]) == (
        "done",
        "skipped",
    )
    assert (script.calls["transcribe"], fake.script.count("audio")) == (0, 0)


async def test_audio_without_words_is_fetched_and_listened_to(
    client: httpx.AsyncClient,
    team: Team,
    worker: Resources,
    fake: FakeElevenLabs,
    settings: Settings,
    database: Database,
) -> None:
    fake.conversations["conv_1"] = conversation(transcript=[])
    fake.audio["conv_1"] = AUDIO
    call, job = await worked_on(worker, team, await deliver(client, team))
    assert (call["status"], call["recordings"][0]["status"]) == ("ready", "completed")
    assert (step(job, "fetch_recording")["status"], step(job, "transcribe")["status"]) == (
        "done",
        "done",
    )
    (stored,) = (
        path for path in (settings.runtime.data_dir / "recordings").rglob("*") if path.is_file()
    )
    assert stored.read_bytes() == AUDIO
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select conversation_id from recordings") == "conv_1"


@pytest.mark.parametrize(
    ("fault", "code"),
    [(RATE_LIMITED, "rate_limited"), (SERVER_ERROR, "provider_unavailable")],
    ids=["429", "503"],
)
async def test_a_bad_moment_of_the_api_only_costs_time(
    client: httpx.AsyncClient,
    team: Team,
    worker: Resources,
    fake: FakeElevenLabs,
    database: Database,
    fault: Fault,
    code: str,
) -> None:
    fake.conversations["conv_1"] = conversation()
    fake.script.then("conversation", fault)
    accepted = await deliver(client, team)
    _, job = await worked_on(worker, team, accepted)
    assert (job["status"], job["error_code"], job["attempts"]) == ("queued", code, 0)
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select not_before > now() + interval '2 seconds' from jobs")
        await conn.execute("update jobs set not_before = now()")
    # This worker would keep to the vendor's Retry-After; another one that has not heard of it asks
    # at once.
    conversations = ElevenLabsConversations(worker.settings.elevenlabs, open_door())
    call, _ = await worked_on(replace(worker, conversations=conversations), team, accepted)
    await conversations.close()
    assert call["status"] == "ready"


@pytest.mark.parametrize("status", [None, "processing", "in-progress", "initiated"])
async def test_a_conversation_that_is_not_done_is_waited_for(
    client: httpx.AsyncClient,
    team: Team,
    worker: Resources,
    fake: FakeElevenLabs,
    database: Database,
    status: str | None,
) -> None:
    if status:
        fake.conversations["conv_1"] = conversation(status=status)
    accepted = await deliver(client, team)
    _, job = await worked_on(worker, team, accepted)
    assert (job["status"], job["error_code"], job["attempts"]) == ("queued", "not_ready", 0)
    await grow_old(database)
    call, job = await worked_on(worker, team, accepted)
    assert (call["status"], job["error_code"]) == ("failed", "nothing_to_transcribe")


async def test_a_wrong_key_names_the_variable_and_the_recording_is_listened_to(
    client: httpx.AsyncClient, team: Team, worker: Resources, fake: FakeElevenLabs
) -> None:
    accepted = await deliver(client, team)
    audio = {
        "agent_id": team.agent_id,
        "conversation_id": "conv_1",
        "full_audio": b64encode(AUDIO).decode(),
    }
    await send(client, {"type": "post_call_audio", "data": audio}, secret=ELEVENLABS_SECRET)
    fake.script.then("conversation", Fault("status", 401))
    call, job = await worked_on(worker, team, accepted)
    assert (call["status"], len(call["transcript"]["turns"])) == ("partial", 1)
    assert "ELEVENLABS_API_KEY" in call["error"]
    assert API_KEY not in call["error"]
    assert step(job, "fetch_transcript")["error_code"] == "unauthorized"


async def test_a_tenants_own_url_never_makes_the_installations_key_ask(
    client: httpx.AsyncClient, team: Team, worker: Resources, fake: FakeElevenLabs
) -> None:
    """Or a tenant could read the conversations of another by naming them."""
    fake.conversations["conv_of_another"] = conversation("conv_of_another")
    endpoint = (await team.post("/api/webhook-endpoints", {"secret": "wsec_first_secret"})).json()
    path = httpx.URL(endpoint["url"]).path
    event = withheld(team.agent_id, "conv_of_another")
    accepted = (await send(client, event, secret="wsec_first_secret", path=path)).json()
    call, job = await worked_on(worker, team, accepted)
    assert (call["transcript"], job["error_code"]) == (None, "not_ready")
    assert fake.script.count("conversation") == 0


async def test_a_held_event_of_the_workspace_may_be_completed_once_its_agent_is_registered(
    client: httpx.AsyncClient,
    team: Team,
    worker: Resources,
    fake: FakeElevenLabs,
    database: Database,
) -> None:
    fake.conversations["conv_1"] = conversation()
    await send(client, withheld("agent_new"), secret=ELEVENLABS_SECRET)
    await team.post("/api/agents", {"name": "New", "external_id": "agent_new"})
    async with database.connection(ALL_TENANTS) as conn:
        row = await fetch_row(conn, "select id, call_id from jobs")
    call, _ = await worked_on(
        worker, team, {"job_id": str(row["id"]), "call_id": str(row["call_id"])}
    )
    assert call["status"] == "ready"


@pytest.mark.parametrize("endpoint", ["conversation", "audio"])
async def test_the_key_goes_to_its_host_and_nowhere_else(
    client: httpx.AsyncClient,
    team: Team,
    worker: Resources,
    fake: FakeElevenLabs,
    elevenlabs: tuple[FakeElevenLabs, str],
    endpoint: str,
) -> None:
    fake.conversations["conv_1"] = conversation(transcript=None)
    fake.script.then(endpoint, redirect(f"{elevenlabs[1]}/v1/convai/conversations/conv_2/audio"))
    await worked_on(worker, team, await deliver(client, team))
    asked = [*fake.script.seen["conversation"], *fake.script.seen["audio"]]
    assert [each.headers.get("xi-api-key") for each in asked if "conv_1" in each.path] == [
        API_KEY
    ] * (2 if endpoint == "audio" else 1)
    assert [each.headers.get("xi-api-key") for each in asked if "conv_2" in each.path] in (
        [],
        [None],
    )


@pytest.mark.parametrize("conversation_id", ["../../user", "conv/1", "..", "conv?x=1", "conv 1"])
async def test_what_is_no_conversation_id_never_becomes_a_path(
    client: httpx.AsyncClient,
    team: Team,
    worker: Resources,
    fake: FakeElevenLabs,
    conversation_id: str,
) -> None:
    accepted = (
        await send(client, withheld(team.agent_id, conversation_id), secret=ELEVENLABS_SECRET)
    ).json()
    _, job = await worked_on(worker, team, accepted)
    assert step(job, "fetch_transcript")["error_code"] == "invalid_conversation_id"
    assert fake.script.seen == {}


@pytest.mark.parametrize(
    ("answer", "attempts"),
    [
        (Fault("malformed"), 1),
        (Fault("html"), 1),
        (Fault("status", 200, {}, {"agent_id": "a"}), 1),
        (Fault("truncated"), 0),
    ],
    ids=["malformed", "html", "another shape", "broken off"],
)
async def test_an_answer_outside_its_contract_is_asked_for_once_more(
    client: httpx.AsyncClient,
    team: Team,
    worker: Resources,
    fake: FakeElevenLabs,
    database: Database,
    answer: Fault,
    attempts: int,
) -> None:
    fake.conversations["conv_1"] = conversation()
    fake.script.then("conversation", answer)
    accepted = await deliver(client, team)
    _, job = await worked_on(worker, team, accepted)
    assert (job["status"], job["attempts"]) == ("queued", attempts)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set not_before = now()")
    call, _ = await worked_on(worker, team, accepted)
    assert call["status"] == "ready"


async def test_another_conversation_than_the_one_asked_for_is_not_taken(
    client: httpx.AsyncClient, team: Team, worker: Resources, fake: FakeElevenLabs
) -> None:
    fake.conversations["conv_1"] = conversation("conv_2")
    call, job = await worked_on(worker, team, await deliver(client, team))
    assert (call["transcript"], job["error_code"]) == (None, "malformed_answer")
