"""The numbers that people type: all are stored by one rule, and lists find them in any form."""

import httpx
import pytest

from shared.domain.people import forms_of_number, full_number
from tests.api.test_contacts import MARIA, contacts_of, make_call
from tests.api.test_corrections import ok
from tests.support.people import Team
from worker.resources import Resources


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("+1 (202) 555-0143", None, "+12025550143"),
        ("0012025550143", None, "+12025550143"),
        ("(202) 555-0143", "US", "+12025550143"),
        ("030 123456", "DE", "+4930123456"),
        ("+49 (0)30 123456", None, "+4930123456"),
        ("12", None, None),
        ("+12", "US", None),
        # Without its area code, without its country, and either of two numbers.
        ("5550143", "US", None),
        ("2025550143", None, None),
        ("491701234567", "DE", None),
        ("1" * 5000, "US", None),
    ],
)
def test_a_typed_number_is_a_full_one_or_none(
    typed: str, country: str | None, number: str | None
) -> None:
    assert full_number(typed, country) == number


@pytest.mark.parametrize(
    ("typed", "country", "forms"),
    [
        ("+1 (202) 555-0143", "US", ("+12025550143", "12025550143", "2025550143")),
        ("030/123456", "DE", ("+4930123456", "4930123456", "030123456")),
        # In an address, a plus is a blank.
        (" 12025550143", None, ("+12025550143", "12025550143")),
        ("1042", "US", ("1042",)),
        ("491701234567", "DE", ("+491701234567", "491701234567", "01701234567")),
        ("' or 1=1 --", "DE", ("' or 1=1 --",)),
    ],
)
def test_a_number_is_looked_for_in_the_forms_that_calls_have(
    typed: str, country: str | None, forms: tuple[str, ...]
) -> None:
    assert forms_of_number(typed, country) == forms


@pytest.mark.parametrize("typed", ["12", "5550143", "+12", "2025550143"])
async def test_no_route_takes_a_number_that_cannot_be_called(
    team: Team, worker: Resources, typed: str
) -> None:
    await make_call(team, worker, "conv_1")
    [lead] = (await ok(team.get("/api/leads")))["leads"]
    [contact] = await contacts_of(team)
    for pointer, answering in (
        ("/body/phone", team.patch(f"/api/leads/{lead['id']}", {"phone": typed})),
        ("/body/phone", team.patch(f"/api/contacts/{contact['id']}", {"phone": typed})),
        ("/path/number", team.put(f"/api/do-not-call/{typed}", {})),
    ):
        refused: httpx.Response = await answering
        assert (refused.status_code, refused.json()["code"]) == (400, "no_number")
        assert refused.json()["errors"][0]["pointer"] == pointer
    assert (await ok(team.get("/api/do-not-call")))["numbers"] == []


async def test_numbers_are_stored_with_the_teams_country(team: Team, worker: Resources) -> None:
    await make_call(team, worker, "conv_1")
    await ok(team.patch("/api/tenant", {"country": "US"}))
    [lead] = (await ok(team.get("/api/leads")))["leads"]
    corrected = await ok(team.patch(f"/api/leads/{lead['id']}", {"phone": "(202) 555-0143"}))
    assert corrected["phone"] == "+12025550143"
    barred = await ok(team.put("/api/do-not-call/(202) 555-0143", {}))
    assert barred["number"] == "+12025550143"
    assert (await team.delete("/api/do-not-call/202-555-0143")).status_code == 204
    assert (await ok(team.get("/api/do-not-call")))["numbers"] == []


async def test_lists_find_a_number_in_any_form(team: Team, worker: Resources) -> None:
    await make_call(team, worker, "conv_1")
    await ok(team.patch("/api/tenant", {"country": "US"}))
    for typed, calls in (
        (MARIA, 1),
        (" 15035550142", 1),
        ("(503) 555-0142", 1),
        ("+1 202 555 0000", 0),
    ):
        for name in ("calls", "leads", "contacts"):
            page = await ok(team.get(f"/api/{name}", phone=typed))
            assert len(page[name]) == calls, (name, typed)
