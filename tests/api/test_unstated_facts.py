"""What nobody said is not made up: time zones, and the first call of somebody who follows the
tutorial or README.
"""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import JobId
from shared.local.analyst import LocalAnalyst
from tests.conftest import ApiFactory
from tests.support.calls import WEBHOOK
from tests.support.people import Team
from tests.support.texts import TEXT_WORK
from worker.resources import Resources
from worker.runner import run_job

ROOT = Path(__file__).parents[2]
ASKS_AT_A_TIME = (
    ("agent", "Northside, how can I help?"),
    (
        "user",
        "My boiler leaks. Please call me back on Wednesday at half past two in the afternoon.",
    ),
)
# 18:00 UTC on a Saturday.
SATURDAY = "2026-11-28T18:00:00Z"


def body_in(page: str, path: str, **names: str) -> dict[str, Any]:
    """The body that the page's first curl for this path sends."""
    found = re.search(rf"{path} .*?-d '(\{{.*?\}})'\)?\n", (ROOT / page).read_text(), re.DOTALL)
    assert found, path
    text = re.sub(r"'\$(\w+)'", lambda name: names[name[1]], found[1])
    body: dict[str, Any] = json.loads(text)
    return body


async def sign_up(client: httpx.AsyncClient, **body: Any) -> tuple[Team, dict[str, Any]]:
    account = {
        "email": "new@example.com",
        "password": "password123",
        "tenant_name": "Newcomers",
        **body,
    }
    answer = await client.post("/api/auth/signup", json=account)
    assert answer.status_code == 201, answer.text
    said = answer.json()
    return Team(
        client,
        said["tenant_id"],
        said["agent_id"],
        {"Authorization": f"Bearer {said['access_token']}"},
    ), said


async def call_of(
    team: Team,
    worker: Resources,
    database: Database,
    body: dict[str, Any],
    *,
    at: str | None = None,
) -> dict[str, Any]:
    """The call once it is processed, as if it had come in then."""
    answer = await team.client.post(WEBHOOK, json=body)
    assert answer.status_code == 202, answer.text
    if at:
        async with database.connection(ALL_TENANTS) as conn:
            await conn.execute("update calls set created_at = $1::text::timestamptz", at)
    await run_job(worker, JobId(UUID(answer.json()["job_id"])))
    call: dict[str, Any] = (await team.get(f"/api/calls/{answer.json()['call_id']}")).json()
    return call


def event(
    agent_id: str, *, number: str | None, turns: tuple[tuple[str, str], ...] = ASKS_AT_A_TIME
) -> dict[str, Any]:
    phone = {"phone_call": {"direction": "inbound", "external_number": number}} if number else {}
    return {
        "type": "post_call_transcription",
        "data": {
            "agent_id": agent_id,
            "conversation_id": "conv_1",
            "transcript": [{"role": role, "message": message} for role, message in turns],
            "metadata": {"start_time_unix_secs": 1795888800, **phone},
        },
    }


@pytest.fixture
async def laptop(open_api: ApiFactory) -> Any:
    """The API as `make up` runs it."""
    async with open_api(AFTERCALL_ENV="development", ELEVENLABS_WEBHOOK_SECRET="") as client:
        yield client


@pytest.mark.parametrize("page", ["README.md", "docs/tutorial.md"])
async def test_the_documents_first_call_on_a_saturday_ends_with_a_time(
    laptop: httpx.AsyncClient, worker: Resources, database: Database, page: str
) -> None:
    team, _ = await sign_up(laptop, **body_in(page, "/api/auth/signup"))
    body = body_in(page, WEBHOOK, AGENT_ID=team.agent_id)
    callback = (await call_of(team, worker, database, body, at=SATURDAY))["callback"]
    assert callback["status"] == "scheduled"
    assert callback["due_local"] == "2026-11-30T09:00:00-05:00"
    assert (callback["timezone"], callback["timezone_source"]) == ("America/New_York", "tenant")
    assert "the next business day because the team does not work on that day" in callback["rule"]
    listed = (await team.get("/api/callbacks")).json()["callbacks"]
    assert [each["due_local"] for each in listed] == ["2026-11-30T09:00:00-05:00"]


async def test_without_a_zone_the_callers_number_says_where_they_are(
    laptop: httpx.AsyncClient, worker: Resources, database: Database
) -> None:
    team, said = await sign_up(laptop)
    assert said["timezone"] is None
    assert (await team.get("/api/tenant")).json()["timezone"] is None
    call = await call_of(team, worker, database, event(team.agent_id, number="+15035550142"))
    assert call["callback"]["due_local"] == "2026-12-02T14:30:00-08:00"
    assert call["callback"]["timezone_source"] == "number"


@pytest.mark.parametrize("number", [None, "+18005550142", "anonymous"])
async def test_a_caller_of_unknown_zone_is_ambiguous_and_says_why(
    laptop: httpx.AsyncClient, worker: Resources, database: Database, number: str | None
) -> None:
    team, _ = await sign_up(laptop)
    call = await call_of(team, worker, database, event(team.agent_id, number=number))
    callback = call["callback"]
    assert (callback["status"], callback["due_at"], callback["due_local"]) == (
        "ambiguous",
        None,
        None,
    )
    assert (callback["timezone"], callback["timezone_source"]) == (None, None)
    assert "nothing says in which time zone the caller is" in callback["rule"]


async def test_a_zone_that_is_said_later_counts_for_what_is_made_anew(
    laptop: httpx.AsyncClient, worker: Resources, database: Database
) -> None:
    team, _ = await sign_up(laptop)
    call = await call_of(team, worker, database, event(team.agent_id, number=None))
    assert call["callback"]["status"] == "ambiguous"
    changed = await team.patch("/api/tenant", {"timezone": "Europe/Berlin"})
    assert changed.json()["timezone"] == "Europe/Berlin"
    again = (
        await team.post(f"/api/calls/{call['id']}/reprocess", {"steps": ["detect_callback"]})
    ).json()
    await run_job(worker, JobId(UUID(again["job_id"])))
    callback = (await team.get(f"/api/calls/{call['id']}")).json()["callback"]
    assert (callback["status"], callback["due_local"]) == ("scheduled", "2026-12-02T14:30:00+01:00")


JAPANESE = (
    ("agent", "お電話ありがとうございます。"),
    ("user", "明日の三時に折り返し電話してください。"),
)


async def test_a_call_that_cannot_be_read_is_put_before_a_person(
    laptop: httpx.AsyncClient, worker: Resources, database: Database
) -> None:
    team, _ = await sign_up(laptop, timezone="Asia/Tokyo")
    rules = replace(worker, providers=replace(worker.providers, analyst=LocalAnalyst(TEXT_WORK)))
    call = await call_of(team, rules, database, event(team.agent_id, number=None, turns=JAPANESE))
    assert call["status"] == "ready"
    assert call["callback_detection"]["value"]["needed"] is None
    assert (call["callback"]["status"], call["callback"]["due_at"]) == ("ambiguous", None)
    assert "whether to call back is not certain" in call["callback"]["rule"]
    assert len((await team.get("/api/callbacks", status="ambiguous")).json()["callbacks"]) == 1
