"""The page of callers, and the views of Today."""

import html
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from api.pages.leads import next_callback
from api.routes.call_list import CallbackOfCallBody
from api.routes.leads import LeadBody, LeadCallBody
from shared.domain.callbacks import CallbackState
from shared.domain.ids import CallbackId, CallId, LeadId
from shared.domain.people import readable_number
from shared.domain.statuses import CallbackStatus, CallStatus
from tests.api.test_corrections import ok, processed
from tests.support.people import Team
from worker.resources import Resources

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def person_with(*callbacks: tuple[CallbackState, datetime | None]) -> LeadBody:
    """A person with a call for each callback."""
    return LeadBody(
        **dict.fromkeys(("name", "phone", "email", "company", "service", "city")),
        id=LeadId(uuid4()),
        confidence=1,
        corrected={},
        unverified=[],
        created_at=NOW,
        updated_at=NOW,
        last_call_at=NOW,
        call_count=len(callbacks),
        calls=[
            LeadCallBody(
                call_id=CallId(uuid4()),
                at=NOW,
                title=None,
                status=CallStatus.READY,
                callback=CallbackOfCallBody(
                    id=CallbackId(uuid4()),
                    status=CallbackStatus.SCHEDULED,
                    state=state,
                    due_at=due_at,
                    due_until=None,
                    version=1,
                ),
            )
            for state, due_at in callbacks
        ],
    )


def test_the_next_step_is_the_open_callback_that_comes_first() -> None:
    soon, late = NOW + timedelta(hours=1), NOW + timedelta(days=1)
    coming, done = CallbackState.COMING, CallbackState.DONE
    chosen = next_callback(person_with((done, NOW), (coming, late), (coming, soon)))
    assert chosen is not None
    assert chosen.due_at == soon
    chosen = next_callback(person_with((coming, soon), (CallbackState.AMBIGUOUS, None)))
    assert chosen is not None
    assert chosen.state == CallbackState.AMBIGUOUS
    assert next_callback(person_with((done, NOW))) is None


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+12025550143", "+1 202-555-0143"),
        ("+493012345678", "+49 30 12345678"),
        ("+12", "+12"),
        ("anonymous", "anonymous"),
        ("", ""),
    ],
)
def test_a_number_is_written_as_people_write_it(stored: str, shown: str) -> None:
    assert readable_number(stored) == shown


async def test_callers_have_their_wish_next_step_and_calls(
    team: Team, other_team: Team, worker: Resources
) -> None:
    assert "No callers yet" in (await team.get("/leads")).text
    call_id = await processed(team, worker)
    [lead] = (await ok(team.get("/api/leads")))["leads"]
    assert lead["calls"][0]["callback"]["state"] in ("coming", "ambiguous", "due", "overdue")
    page = html.unescape((await team.get("/leads")).text)
    for shown in (
        lead["name"], f'href="tel:{lead["phone"]}"', lead["service"], f'href="/calls/{call_id}"',
        f"/calls?lead_id={lead['id']}", f'class="badge {lead["calls"][0]["callback"]["state"]}"',
        "/api/leads.csv?",
    ):  # fmt: skip
        assert shown in page, shown
    await ok(team.patch("/api/tenant", {"country": "US"}))
    typed = f"({lead['phone'][2:5]}) {lead['phone'][5:8]}-{lead['phone'][8:]}"
    found = html.unescape((await team.get("/leads", who=typed)).text)
    assert lead["name"] in found
    assert f"phone=%2B{lead['phone'][1:]}" in found
    for other in ("+4930123456", "no.one@example.com"):
        assert "No caller has this number or address" in (await team.get("/leads", who=other)).text
    assert lead["name"] not in (await other_team.get("/leads")).text


async def test_today_offers_saved_views_and_shows_an_agents_callbacks(
    team: Team, worker: Resources
) -> None:
    call_id = await processed(team, worker)
    agent_id = (await ok(team.get(f"/api/calls/{call_id}")))["agent_id"]
    for name, where, filters in (
        ("Mine", "callbacks", {"whose": "mine"}),
        ("Failed", "calls", {"status": "failed"}),
    ):
        answer = await team.post("/api/views", {"list": where, "name": name, "filters": filters})
        assert answer.status_code == 201
    page = html.unescape((await team.get("/")).text)
    assert 'href="/?whose=mine"><bdi>Mine</bdi>' in page
    assert 'href="/calls?status=failed"><bdi>Failed</bdi>' in page
    callback = f'class="item-title" data-item-focus dir="auto" href="/calls/{call_id}"'
    assert callback in page
    assert callback in (await team.get("/", agent_id=agent_id)).text
    assert callback not in (await team.get("/", agent_id=str(uuid4()))).text
