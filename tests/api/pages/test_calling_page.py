"""The agent's calls on the pages: the rules, the numbers that are barred, and each callback."""

import re
from typing import get_args

import pytest

from api.pages.labels import CALLBACK_ACTION
from shared.db.pool import Database
from shared.domain.access import Role
from shared.domain.statuses import CallbackAction
from shared.settings.load import Settings
from tests.api.accounts.people import person
from tests.support.agent_calls import agent_calls_back, due_callback, number_awake
from tests.support.people import Team
from worker.resources import Resources

PAGE = "/settings/calling"


def buttons_of(page: str) -> set[str]:
    return set(re.findall(r'data-api="([A-Z]+ /api/[^"]+)"', page))


async def test_the_page_says_what_is_needed_first(team: Team) -> None:
    page = (await team.get(PAGE)).text
    assert "Store one first." in page
    assert {"PUT /api/tenant/agent-calling", "PUT /api/tenant/elevenlabs-key"} <= buttons_of(page)
    assert 'value="off" checked' in page


async def test_rules_and_barred_numbers_are_shown(
    team: Team, database: Database, worker: Resources
) -> None:
    await agent_calls_back(team, database, worker.sealer, mode="ask", max_tries=4)
    await team.put("/api/do-not-call/+12025550143", {"note": "<b>asked</b>"})
    page = (await team.get(PAGE)).text
    assert 'value="ask" checked' in page
    assert 'name="max_tries" data-type="number" value="4"' in page
    assert "&lt;b&gt;asked&lt;/b&gt;" in page
    assert "DELETE /api/do-not-call/+12025550143" in buttons_of(page)


@pytest.mark.parametrize(
    ("mode", "words", "buttons"),
    [
        ("auto", "The agent calls", {"stop-call"}),
        ("ask", "The agent calls once you approve", {"approve-call", "stop-call"}),
    ],
)
async def test_today_says_what_the_agent_does_and_lets_people_decide(
    team: Team, database: Database, worker: Resources, mode: str, words: str, buttons: set[str]
) -> None:
    await agent_calls_back(team, database, worker.sealer, mode=mode)
    callback_id = await due_callback(team, database)
    path = f"POST /api/callbacks/{callback_id}/"
    page = (await team.get("/")).text
    assert words in page
    found = {each.removeprefix(path) for each in buttons_of(page) if each.startswith(path)}
    assert found & {"approve-call", "stop-call"} == buttons
    await team.post(f"/api/callbacks/{callback_id}/stop-call", {})
    page = (await team.get("/")).text
    assert "The agent was stopped: people call" in page
    assert path + "stop-call" not in buttons_of(page)


async def test_viewers_see_it_and_have_no_buttons(
    team: Team, database: Database, settings: Settings, worker: Resources
) -> None:
    await agent_calls_back(team, database, worker.sealer)
    await due_callback(team, database, number=number_awake()[1])
    headers = await person(database, settings, team, Role.VIEWER)
    page = (await team.client.get("/", headers=headers)).text
    assert "The agent calls" in page
    assert "stop-call" not in page
    assert (await team.client.get(PAGE, headers=headers)).status_code == 403


def test_every_action_of_a_history_has_words() -> None:
    assert CALLBACK_ACTION.keys() == set(get_args(CallbackAction))
