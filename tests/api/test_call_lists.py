"""The list of calls: what its rows hold, its filters, and the search in it."""

from typing import Any

from shared.db.pool import ALL_TENANTS, Database
from tests.api.test_callback_actions import act, made
from tests.api.test_corrections import ok, processed
from tests.api.test_leads import called_from
from tests.api.test_reading import accept, ids_of_calls
from tests.support.people import Team
from worker.resources import Resources


async def test_a_row_has_summary_person_and_callback(team: Team, worker: Resources) -> None:
    callback = await made(team, worker)
    await accept(team, "conv_new")
    new, row = (await ok(team.get("/api/calls")))["calls"]
    detail = await ok(team.get(f"/api/calls/{row['id']}"))
    assert detail["summary"]["value"]["text"].startswith(row["summary"])
    assert row["lead"]["name"] == "Maria Lopez"
    assert (row["callback"]["id"], row["callback"]["state"]) == (callback["id"], "overdue")
    assert row["callback"]["due_at"] == callback["due_at"]
    assert (new["summary"], new["lead"], new["callback"]) == (None, None, None)


async def test_calls_are_found_by_words_and_numbers(team: Team, worker: Resources) -> None:
    call_id = await processed(team, worker, "conv_1", metadata=called_from("+442079460001"))
    await processed(team, worker, "conv_2", metadata=called_from("+12125550187"))
    await ok(team.patch(f"/api/calls/{call_id}", {"title": "Zähler abgelesen"}))
    for typed in (
        "zahler", "ABGELESEN", "maria zähler", "020 7946 0001", "+44 (0)20 7946-0001", "79460001",
    ):  # fmt: skip
        assert await ids_of_calls(team, q=typed) == ["conv_1"], typed
    assert await ids_of_calls(team, q="lopez boiler") == ["conv_2", "conv_1"]
    assert await ids_of_calls(team, q="zähler 0187") == []
    both = ["conv_2", "conv_1"]
    for typed, found in (
        ('"zähler abgelesen"', ["conv_1"]),
        ('"abgelesen zähler"', []),
        ("lopez -zähler", ["conv_2"]),
        ("zähler or 0187", both),
        ("lopez -zähler -boiler", []),
    ):
        assert await ids_of_calls(team, q=typed) == found, typed
    await ok(team.delete(f"/api/calls/{call_id}/corrections/title"))
    assert await ids_of_calls(team, q="zahler") == []


async def test_a_corrected_name_is_found(team: Team, worker: Resources) -> None:
    callback = await made(team, worker)
    assert await ids_of_calls(team, q="Schwarzenegger") == []
    lead = f"/api/leads/{callback['call']['lead_id']}"
    await ok(team.patch(lead, {"name": "Arnold Schwarzenegger"}))
    assert await ids_of_calls(team, q="schwarzenegger") == ["conv_1"]
    row = (await ok(team.get("/api/calls")))["calls"][0]
    assert row["lead"]["name"] == "Arnold Schwarzenegger"


async def test_a_search_finds_nothing_of_another_team_or_of_deleted_calls(
    team: Team, other_team: Team, worker: Resources, database: Database
) -> None:
    call_id = await processed(team, worker)
    assert await ids_of_calls(other_team, q="boiler") == []
    assert (await team.delete(f"/api/calls/{call_id}")).status_code == 204
    assert await ids_of_calls(team, q="boiler") == []
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from call_texts") == 0


async def test_calls_are_filtered_by_what_counts(team: Team, worker: Resources) -> None:
    callback = await made(team, worker)
    await processed(team, worker, "conv_2", turns=(("user", "Wrong number, sorry."),))
    await ok(team.patch(f"/api/calls/{callback['call_id']}", {"outcome": "transferred"}))
    expected: list[tuple[dict[str, Any], list[str]]] = [
        ({"outcome": "transferred"}, ["conv_1"]),
        ({"outcome": "busy"}, []),
        ({"direction": "inbound"}, ["conv_2", "conv_1"]),
        ({"direction": "outbound"}, []),
        ({"language": "en"}, ["conv_2", "conv_1"]),
        ({"language": "fr"}, []),
        ({"callback": "overdue"}, ["conv_1"]),
        ({"callback": ["due", "coming"]}, []),
        ({"callback": "open"}, ["conv_1"]),
        ({"callback": "any"}, ["conv_1"]),
        ({"callback": "none"}, ["conv_2"]),
        ({"callback": "overdue", "q": "maria", "status": "ready"}, ["conv_1"]),
    ]
    for filters, found in expected:
        assert await ids_of_calls(team, **filters) == found, filters
    await act(team, callback, "done")
    assert await ids_of_calls(team, callback="open") == []
    assert await ids_of_calls(team, callback="done") == ["conv_1"]
    refused = await team.get("/api/calls", callback=["none", "open"])
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_request")


async def test_a_summarys_first_sentence_is_the_persons(team: Team, worker: Resources) -> None:
    call_id = await processed(team, worker)
    text = "She asks for a repair. It is urgent."
    await ok(team.patch(f"/api/calls/{call_id}", {"summary": text}))
    [row] = (await ok(team.get("/api/calls")))["calls"]
    assert row["summary"] == "She asks for a repair."
    assert await ids_of_calls(team, q="urgent") == ["conv_1"]
