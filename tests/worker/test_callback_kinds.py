"""A callback is stored, shown and booked as what its words are: an instant, a window, a day, a
question for a person.
"""

from dataclasses import replace

import httpx
import pytest

from shared.domain.ids import JobId
from shared.local.analyst import LocalAnalyst
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.people import Team
from tests.support.providers import Script
from tests.support.texts import TEXT_WORK
from worker.resources import Resources
from worker.runner import run_job


async def callback_of(
    worker: Resources, client: httpx.AsyncClient, team: Team, asked: str
) -> dict[str, object]:
    """The callback of a call on a Wednesday at 10:30 in New York, as both routes show it."""
    turns = [["agent", "Hello."], ["user", f"Please call me back {asked}."]]
    return await callback_of_turns(worker, client, team, turns)


async def callback_of_turns(
    worker: Resources, client: httpx.AsyncClient, team: Team, turns: list[list[str]]
) -> dict[str, object]:
    event = transcription(team.agent_id, turns=turns)
    answer = await send(client, event, secret=ELEVENLABS_SECRET)
    assert answer.status_code == 202, answer.text
    await run_job(worker, JobId(answer.json()["job_id"]))
    call = (await team.get(f"/api/calls/{answer.json()['call_id']}")).json()
    [listed] = (await team.get("/api/callbacks")).json()["callbacks"]
    assert listed == call["callback"]
    shown: dict[str, object] = listed
    return shown


@pytest.mark.parametrize(
    ("asked", "kind", "due_at", "due_until"),
    [
        ("tomorrow at three p m", "instant", "2026-11-19T20:00:00Z", None),
        (
            "tomorrow afternoon before three",
            "window",
            "2026-11-19T17:00:00Z",
            "2026-11-19T20:00:00Z",
        ),
        ("on Friday", "day", "2026-11-20T14:00:00Z", "2026-11-20T22:00:00Z"),
        ("later", "none", "2026-11-18T16:30:06Z", None),
    ],
)
async def test_what_has_a_time_is_booked_for_it_and_shown_as_what_it_is(
    worker: Resources,
    client: httpx.AsyncClient,
    team: Team,
    script: Script,
    asked: str,
    kind: str,
    due_at: str,
    due_until: str | None,
) -> None:
    shown = await callback_of(worker, client, team, asked)
    assert (shown["status"], shown["time_kind"]) == ("scheduled", kind)
    assert (shown["due_at"], shown["due_until"]) == (due_at, due_until)
    [order] = script.bookings
    assert f"{order.due_at:%Y-%m-%dT%H:%M:%SZ}" == due_at
    assert (order.due_until is None) == (due_until is None)


@pytest.mark.parametrize(
    ("asked", "kind", "candidates"),
    [
        ("yesterday at three", "past", []),
        ("tomorrow at eight", "ambiguous", ["2026-11-19T13:00:00Z", "2026-11-20T01:00:00Z"]),
        ("tomorrow at ten once the kids are in bed", "ambiguous", ["2026-11-19T15:00:00Z"]),
    ],
)
async def test_what_is_past_or_not_clear_waits_for_a_person(
    worker: Resources,
    client: httpx.AsyncClient,
    team: Team,
    script: Script,
    asked: str,
    kind: str,
    candidates: list[str],
) -> None:
    shown = await callback_of(worker, client, team, asked)
    assert (shown["status"], shown["time_kind"]) == ("ambiguous", kind)
    assert (shown["due_at"], shown["due_until"]) == (None, None)
    assert shown["candidates"] == candidates
    assert script.bookings == []


async def test_public_holidays_of_the_teams_country_are_days_off(
    worker: Resources, client: httpx.AsyncClient, team: Team
) -> None:
    """26 November 2026 is Thanksgiving: six business days reach over it."""
    changed = await team.patch("/api/tenant", {"country": "US"})
    assert changed.json()["country"] == "US"
    shown = await callback_of(worker, client, team, "in six business days at ten")
    assert shown["due_at"] == "2026-11-27T15:00:00Z", shown


async def test_a_country_without_a_calendar_is_refused(team: Team) -> None:
    refused = await team.patch("/api/tenant", {"country": "QQ"})
    assert refused.status_code == 422
    assert "ISO 3166" in refused.text


async def test_words_are_read_in_the_callers_zone_and_hours_in_the_teams(
    worker: Resources, client: httpx.AsyncClient, team: Team
) -> None:
    """The team's day in Los Angeles begins at noon in New York, where the caller is."""
    await team.patch("/api/tenant", {"timezone": "America/Los_Angeles"})
    shown = await callback_of(worker, client, team, "tomorrow morning")
    assert (shown["time_kind"], shown["timezone"]) == ("ambiguous", "America/New_York")
    assert shown["candidates"] == ["2026-11-19T11:00:00Z", "2026-11-19T17:00:00Z"]


async def test_a_day_and_a_time_said_in_several_turns_are_one_time(
    worker: Resources, client: httpx.AsyncClient, team: Team
) -> None:
    turns = [
        ["user", "Please call me back tomorrow."],
        ["agent", "What time?"],
        ["user", "At three in the afternoon."],
        ["agent", "Fine."],
    ]
    rules = replace(worker.providers, analyst=LocalAnalyst(TEXT_WORK))
    shown = await callback_of_turns(replace(worker, providers=rules), client, team, turns)
    assert (shown["time_kind"], shown["due_at"]) == ("instant", "2026-11-19T20:00:00Z")
