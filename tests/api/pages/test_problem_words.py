"""What is refused or fails is said in the reader's language."""

import html
import json
import re

import pytest

from api.http.problem_codes import all_codes
from api.pages.languages import reader_of
from api.pages.problem_words import PROBLEM, WITH_DETAIL, problem_in
from shared.errors import RateLimited
from tests.api.test_reading import accept, process
from tests.support.people import Team
from tests.support.providers import Script
from worker.resources import Resources

NO_ID = "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10"


def test_the_codes_are_those_of_the_api_and_of_steps() -> None:
    assert not PROBLEM.keys() & WITH_DETAIL.keys()
    assert PROBLEM.keys() - all_codes() == {"minutes_spent"}


@pytest.mark.parametrize(
    ("language", "code", "said"),
    [
        ("en", "provider_timeout", "asked OpenAI"),
        (
            "de",
            "timeout",
            "Ein Anbieter hat nicht rechtzeitig geantwortet. (asked OpenAI)",
        ),
        ("de", "callback_settled", "Der Rückruf ist schon erledigt oder abgesagt."),
        ("es", "callback_settled", "La llamada pendiente ya está terminada o cancelada."),
        # A code without words, and none at all.
        ("de", "broken_off", "asked OpenAI"),
        ("de", None, "asked OpenAI"),
    ],
)
def test_a_problem_is_said_by_its_code(language: str, code: str | None, said: str) -> None:
    assert problem_in(reader_of(language, ("UTC",)), code, "asked OpenAI") == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "There is no such call."), ("de", "Es ist nicht oder nicht mehr vorhanden.")],
)
async def test_a_page_and_its_scripts_say_what_is_wrong(
    team: Team, language: str, said: str
) -> None:
    headers = {**team.headers, "Accept-Language": language}
    missing = await team.client.get(f"/calls/{NO_ID}", headers=headers)
    assert missing.status_code == 404
    assert said in missing.text
    page = (await team.client.get("/calls", headers=headers)).text
    [given] = re.findall(r'data-problems="([^"]*)"', page)
    words = json.loads(html.unescape(given))
    assert words.get("not_found", "There is no such call.") == said
    assert ("{detail}" in words.get("provider_timeout", "")) is (language == "de")


async def test_a_failed_step_is_explained(team: Team, worker: Resources, script: Script) -> None:
    script.fail["summarize"] = [RateLimited("limited", retry_after_s=0.01)]
    accepted = await accept(team)
    await process(worker, accepted)
    headers = {**team.headers, "Accept-Language": "de"}
    page = (await team.client.get(f"/work/{accepted['job_id']}", headers=headers)).text
    assert "Das Limit eines Anbieters ist erreicht. (limited)" in html.unescape(page)
