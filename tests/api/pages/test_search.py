"""The part of the page of calls that shows what was said."""

from uuid import UUID

from api.pages.search import pieces
from api.routes.search import MarkBody
from shared.domain.ids import JobId
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.people import Team
from worker.resources import Resources
from worker.runner import run_job


async def said(team: Team, worker: Resources, *words: str) -> str:
    event = transcription(team.agent_id, turns=tuple(("user", each) for each in words))
    accepted = (await send(team.client, event, secret=ELEVENLABS_SECRET)).json()
    await run_job(worker, JobId(UUID(accepted["job_id"])))
    return str(accepted["call_id"])


async def test_passages_are_marked_and_lead_to_their_turn(team: Team, worker: Resources) -> None:
    call_id = await said(team, worker, "Hello.", "My boiler leaks & hisses 1 < 2 loudly.")
    page = (await team.get("/calls", q="boiler")).text
    assert 'hx-get="/calls/passages?q=boiler' in page
    part = (await team.get("/calls/passages", q="boiler loudly")).text
    assert "My <mark>boiler</mark> leaks &amp; hisses 1 &lt; 2 <mark>loudly</mark>." in part
    assert f'href="/calls/{call_id}#turn-1"' in part
    assert "1 passage has these words." in part


async def test_without_a_search_no_passages_are_looked_for(team: Team) -> None:
    assert "/calls/passages" not in (await team.get("/calls")).text


async def test_a_search_that_finds_nothing_says_so(team: Team) -> None:
    assert "No passage is like this." in (await team.get("/calls/passages", q="boiler")).text


async def test_another_tenants_passages_are_not_shown(
    team: Team, other_team: Team, worker: Resources
) -> None:
    call_id = await said(team, worker, "My boiler leaks.")
    assert call_id not in (await other_team.get("/calls/passages", q="boiler")).text


def test_a_document_is_shown_without_the_signs_of_markdown() -> None:
    text = "# Call\n\n## Summary\n\nNo #1 boiler\n\n\nNext"
    at = text.index("boiler")
    assert list(pieces(text, [MarkBody(start=at, end=at + 6)])) == [
        ("Call\nSummary\nNo #1 ", False),
        ("boiler", True),
        ("\nNext", False),
    ]
