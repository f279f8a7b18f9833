"""Days on which a team calls no one back."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.db.holidays import MOST_HOLIDAYS
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.access import Role
from shared.settings.load import Settings
from tests.api.accounts.people import person
from tests.api.test_callback_actions import act, listed, made, run_again
from tests.api.test_reading import accept, process
from tests.support.people import Team
from worker.resources import Resources

CHRISTMAS_EVE = "/api/tenant/holidays/2026-12-24"


async def holidays(team: Team) -> list[dict[str, Any]]:
    answer = await team.get("/api/tenant/holidays")
    found: list[dict[str, Any]] = answer.json()["holidays"]
    return found


async def test_a_holiday_is_added_renamed_and_removed(team: Team, other_team: Team) -> None:
    for name in ("Christmas", "Christmas Eve"):
        assert (await team.put(CHRISTMAS_EVE, {"name": name})).status_code == 204
    assert await holidays(team) == [{"day": "2026-12-24", "name": "Christmas Eve", "callbacks": 0}]
    assert await holidays(other_team) == []
    assert (await other_team.delete(CHRISTMAS_EVE)).status_code == 404
    assert (await team.delete(CHRISTMAS_EVE)).status_code == 204
    assert await holidays(team) == []


@pytest.mark.parametrize(
    ("day", "name"), [("2026-02-30", "x"), ("christmas", "x"), ("2026-12-24", " ")]
)
async def test_what_is_no_day_or_no_name_is_refused(team: Team, day: str, name: str) -> None:
    answer = await team.put(f"/api/tenant/holidays/{day}", {"name": name})
    assert answer.status_code == 422


async def test_holidays_are_limited(team: Team, database: Database) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "insert into tenant_holidays select id, current_date + number, 'x'"
            " from tenants, generate_series(1, $1::integer) as number"
            " where tenants.id = $2::uuid",
            MOST_HOLIDAYS,
            team.tenant_id,
        )
    refused = await team.put("/api/tenant/holidays/2020-01-01", {"name": "x"})
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_holidays")
    known = (await holidays(team))[0]["day"]
    assert (await team.put(f"/api/tenant/holidays/{known}", {"name": "y"})).status_code == 204


async def test_only_admins_change_them(team: Team, database: Database, settings: Settings) -> None:
    member = await person(database, settings, team, Role.MEMBER)
    answer = await team.client.put(CHRISTMAS_EVE, headers=member, json={"name": "x"})
    assert answer.status_code == 403
    assert (await team.client.get("/api/tenant/holidays", headers=member)).status_code == 200


def due_day(callback: dict[str, Any]) -> date:
    due = datetime.fromisoformat(callback["due_at"])
    return due.astimezone(ZoneInfo("America/New_York")).date()


async def test_a_callback_is_not_set_to_a_holiday(team: Team, worker: Resources) -> None:
    turns = (("agent", "Northside Plumbing."), ("user", "Please call me back tomorrow."))
    await process(worker, await accept(team, turns=turns))
    (callback,) = await listed(team)
    tomorrow = due_day(callback)
    await team.put(f"/api/tenant/holidays/{tomorrow}", {"name": "Outing"})
    assert (await listed(team))[0]["due_at"] == callback["due_at"]
    await run_again(team, worker, callback)
    (after,) = await listed(team)
    assert due_day(after) == tomorrow + timedelta(days=1)
    await team.delete(f"/api/tenant/holidays/{tomorrow}")
    await run_again(team, worker, callback)
    assert (await listed(team))[0]["due_at"] == callback["due_at"]


async def test_an_exact_time_that_the_caller_names_stands(team: Team, worker: Resources) -> None:
    """As on every other day off: "tomorrow at three"."""
    callback = await made(team, worker)
    await team.put(f"/api/tenant/holidays/{due_day(callback)}", {"name": "Outing"})
    await run_again(team, worker, callback)
    assert (await listed(team))[0]["due_at"] == callback["due_at"]


async def test_a_callback_that_a_person_moves_to_a_holiday_is_counted(
    team: Team, worker: Resources
) -> None:
    callback = await made(team, worker)
    zone = ZoneInfo("America/New_York")
    day = datetime.now(zone).date() + timedelta(days=10)
    await team.put(f"/api/tenant/holidays/{day}", {"name": "Outing"})
    late = datetime.combine(day, datetime.min.time(), zone) + timedelta(hours=23)
    await act(team, callback, "move", {"due_at": late.isoformat()})
    assert [one["callbacks"] for one in await holidays(team)] == [1]
