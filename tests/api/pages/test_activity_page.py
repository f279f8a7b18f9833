"""The page of the audit log, and the link to it from a call."""

import html
import re

import httpx
import pytest

from api.pages.activity import area_and_verb
from api.pages.labels import AUDIT_AREA, AUDIT_VERB, SOURCE
from shared.db.pool import Database
from shared.domain.access import Role
from shared.domain.ids import new_id
from shared.domain.statuses import Sender
from shared.settings.load import Settings
from tests.api.accounts.people import person
from tests.api.accounts.test_matrix import routes
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.people import Team
from tests.support.processes import until

PAGE = "/settings/activity"


def rows_of(page: str) -> list[str]:
    """The words of each line of the table, without markup."""
    return [
        " ".join(re.sub(r"<[^>]+>", " ", row).split())
        for row in re.findall(r"<tr>\s*<td>(.*?)</tr>", page, re.DOTALL)
    ]


async def shown(team: Team, count: int, **filters: str) -> list[str]:
    """The lines of the page, when there are so many."""

    async def found() -> list[str]:
        return rows_of((await team.get(PAGE, **filters)).text)

    return await until(found, lambda rows: len(rows) >= count)


@pytest.fixture
async def call(team: Team, client: httpx.AsyncClient) -> str:
    sent = await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
    call_id: str = sent.json()["call_id"]
    return call_id


async def test_it_says_who_opened_a_call_and_who_was_refused(
    team: Team, client: httpx.AsyncClient, call: str, database: Database, settings: Settings
) -> None:
    viewer = await person(database, settings, team, Role.VIEWER)
    assert (await client.get(f"/api/calls/{call}", headers=viewer)).status_code == 200
    assert (await client.delete(f"/api/calls/{call}", headers=viewer)).status_code == 403
    page = (await team.get(f"/calls/{call}")).text
    assert f'href="{PAGE}?object_id={call}"' in page
    about = await shown(team, 3, object_id=call)
    assert any("Calls deleted" in row and "Refused 403" in row for row in about)
    assert any("Calls read" in row and "GET /calls/{call_id}" in row for row in about)
    reads = [row for row in about if "GET /api/calls/{call_id}" in row]
    assert len(reads) == 1
    assert "A person who was removed" not in reads[0]
    (refused,) = await shown(team, 1, outcome="refused")
    assert "Calls deleted" in refused


async def test_entries_are_filtered_by_person_and_day_and_go_on(team: Team, call: str) -> None:
    for _ in range(52):
        assert (await team.delete(f"/api/views/{new_id()}")).status_code == 404

    async def link_to_older() -> re.Match[str] | None:
        page = (await team.get(PAGE)).text
        assert len(rows_of(page)) <= 50
        return re.search(r'rel="next" href="([^"]+)"', page)

    older = await until(link_to_older)
    assert older
    assert rows_of((await team.get(older[1].replace("&amp;", "&"))).text)
    assert await shown(team, 1, actor_id="", outcome="", first="2020-01-01", last="")
    stranger = await team.get(PAGE, actor_id="0190a1b2-0000-7000-8000-000000000000")
    long_ago = await team.get(PAGE, last="2020-01-01")
    for page in (stranger.text, long_ago.text):
        assert "Nothing is on record here." in page


async def test_what_happened_to_a_call_leads_to_it(team: Team, call: str) -> None:
    await team.get(f"/api/calls/{call}")
    await shown(team, 1, object_id=call)
    assert f'href="/calls/{call}"' in (await team.get(PAGE, object_id=call)).text
    assert (await team.delete(f"/api/calls/{call}")).status_code == 204
    await shown(team, 2, object_id=call)
    page = (await team.get(PAGE, object_id=call)).text
    deletion = next(part for part in page.split("<tr>") if "DELETE /api/calls" in part)
    assert f'href="/calls/{call}"' not in deletion


def test_every_route_has_a_word_for_what_it_is_about() -> None:
    for method, route in routes():
        if route.path.startswith("/api/"):
            area, verb = area_and_verb(f"{method} {route.path}")
            assert area in AUDIT_AREA, route.path
            assert verb in AUDIT_VERB, route.path


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("GET /", ("", "read")),
        ("GET /calls/{call_id}", ("calls", "read")),
        ("GET /settings/people", ("people", "read")),
        ("GET /api/calls.csv", ("calls", "export")),
        ("GET /api/tenant/export", ("tenant", "export")),
        ("PUT /api/tenant/holidays/{day}", ("tenant", "set")),
        ("aftercall tenants delete", (None, None)),
        ("delete call of a person", (None, None)),
    ],
)
def test_an_action_is_put_into_words(action: str, expected: tuple[str, str]) -> None:
    assert area_and_verb(action) == expected


async def test_each_sender_has_a_name_and_can_be_connected(team: Team) -> None:
    page = html.unescape((await team.get("/settings/connections")).text)
    for sender in Sender:
        assert sender in SOURCE
        assert f'{{"source": "{sender}"}}' in page


async def test_the_url_that_tells_agents_who_calls_gets_its_secret(team: Team) -> None:
    endpoint = (await team.post("/api/webhook-endpoints", {"source": "elevenlabs"})).json()
    page = (await team.get("/settings/connections")).text
    assert endpoint["initiation_url"] in page
    assert f"PUT /api/webhook-endpoints/{endpoint['id']}/initiation-secret" in page
    assert "Nothing is answered until it is turned on." in page
    other = (await team.post("/api/webhook-endpoints", {"source": "vapi"})).json()
    assert f"{other['id']}/initiation-secret" not in (await team.get("/settings/connections")).text
