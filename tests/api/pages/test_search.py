"""The part of the page of calls that shows what was said."""

import re
from uuid import UUID

from api.pages.search import Piece, pieces
from api.routes.search import MarkBody
from shared.domain.ids import JobId
from shared.domain.statuses import PassageSource
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


async def test_a_call_is_shown_once_with_what_was_said(team: Team, worker: Resources) -> None:
    await said(team, worker, "My boiler leaks.")
    part = (await team.get("/calls/passages", q="boiler")).text
    assert part.count('class="item-title"') == 1
    assert re.findall(r">(Transcript|Summary|Document)\b", part) == ["Transcript"]
    assert '<span class="quiet">Caller:</span> My <mark>boiler</mark> leaks.' in part
    assert "more passage" in part


async def test_the_best_of_what_only_was_written_is_shown(team: Team, worker: Resources) -> None:
    """Its words are the scripted provider's."""
    await said(team, worker, "Water comes out of it.")
    part = (await team.get("/calls/passages", q="boiler leaks")).text
    assert len(re.findall(r">(Summary|Document)\b", part)) == part.count("<blockquote") == 1
    assert "Maria&#39;s <mark>boiler</mark> <mark>leaks</mark>." in part


def shown(source: PassageSource, text: str, marked: str) -> list[Piece]:
    at = text.index(marked)
    return list(pieces(text, [MarkBody(start=at, end=at + len(marked))], source))


def test_a_document_is_shown_without_the_signs_of_markdown() -> None:
    text = "# Call\n\n## Summary\n\nNo #1 boiler\n\n\n- **Next**\n> said - so"
    assert shown(PassageSource.DOCUMENT, text, "boiler") == [
        ("text", "Call\nSummary\nNo #1 "),
        ("mark", "boiler"),
        ("text", "\nNext\nsaid - so"),
    ]


def test_a_transcript_names_who_speaks_at_the_beginning_of_a_line_only() -> None:
    text = "agent: Hello.\nunknown A: my agent: a boiler - > #"
    assert shown(PassageSource.TRANSCRIPT, text, "boiler") == [
        ("text", ""),
        ("speaker", "agent"),
        ("text", "Hello.\n"),
        ("speaker", "unknown"),
        ("text", "my agent: a "),
        ("mark", "boiler"),
        ("text", " - > #"),
    ]
