"""A snoozed callback is put off, and keeps the time that the caller was promised."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

from shared.db.callbacks import report_due_callbacks
from shared.db.pool import ALL_TENANTS, Database
from tests.api.test_callback_actions import act, history, in_time, listed, made
from tests.support.people import Team
from worker.resources import Resources


async def reported(database: Database) -> int:
    async with database.transaction(ALL_TENANTS) as conn:
        return await report_due_callbacks(conn, limit=10)


async def end_snooze(database: Database) -> None:
    """Puts the end of the snooze into the past."""
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update callbacks set snoozed_until = now() - interval '1 second'")


async def overdue(team: Team, worker: Resources) -> dict[str, Any]:
    return await act(team, await made(team, worker), "move", {"due_at": in_time(minutes=-20)})


async def refused(team: Team, callback: dict[str, Any], body: dict[str, Any]) -> tuple[int, str]:
    answer = await team.post(f"/api/callbacks/{callback['id']}/snooze", body)
    return answer.status_code, answer.json()["code"]


async def test_a_snoozed_callback_is_due_again_afterwards(
    team: Team, worker: Resources, database: Database
) -> None:
    callback = await overdue(team, worker)
    assert await reported(database) == 1
    until = in_time(hours=1)
    after = await act(team, callback, "snooze", {"until": until, "comment": "at lunch"})
    assert (after["state"], after["due_at"]) == ("coming", callback["due_at"])
    assert datetime.fromisoformat(after["snoozed_until"]) == datetime.fromisoformat(until)
    assert await act(team, callback, "snooze", {"until": until, "base_version": 1}) == after
    assert await listed(team, state=["overdue", "due"]) == []
    assert await listed(team, state="coming") == [after]
    [call] = (await team.get("/api/calls", callback="coming")).json()["calls"]
    assert call["callback"]["state"] == "coming"
    newest = (await history(team, callback))[0]
    assert (newest["action"], newest["comment"]) == ("snooze", "at lunch")
    assert newest["after"].keys() == {"snoozed_until"}
    assert await reported(database) == 0
    await end_snooze(database)
    assert [await reported(database) for _ in range(2)] == [1, 0]
    [again] = await listed(team, state="overdue")
    assert (again["snoozed_until"], again["due_at"]) == (None, callback["due_at"])


async def test_what_ends_a_snooze(team: Team, worker: Resources, database: Database) -> None:
    callback = await overdue(team, worker)
    assert await reported(database) == 1
    for action, body, state in (
        ("unsnooze", {}, "overdue"),
        ("done", {}, "done"),
        ("reopen", {}, "overdue"),
        ("cancel", {}, "cancelled"),
        ("reopen", {}, "overdue"),
        ("not-reached", {"next_at": callback["due_at"]}, "overdue"),
        ("move", {"due_at": callback["due_at"]}, "overdue"),
        ("move", {"due_at": in_time(hours=-3)}, "overdue"),
    ):
        if action != "reopen":
            await act(team, callback, "snooze", {"minutes": 60})
        after = await act(team, callback, action, body)
        if action == "not-reached":
            # The time stays the same, so the snooze stays too.
            assert after["snoozed_until"]
            continue
        assert (after["snoozed_until"], after["state"]) == (None, state), action
        # Its time was reported before; only another one is reported.
        expected = int(after["due_at"] != callback["due_at"])
        assert await reported(database) == expected, action


async def test_what_cannot_be_snoozed(team: Team, worker: Resources, database: Database) -> None:
    callback = await overdue(team, worker)
    bodies: tuple[dict[str, Any], ...]
    bodies = ({}, {"minutes": 0}, {"minutes": 5, "until": in_time(hours=1)})
    for body in bodies:
        assert await refused(team, callback, body) == (422, "invalid_fields"), body
    for days in (-1, 31):
        body = {"until": in_time(days=days)}
        assert await refused(team, callback, body) == (400, "snooze_out_of_range")
    stale = {"minutes": 5, "base_version": 1}
    assert await refused(team, callback, stale) == (409, "version_conflict")
    await act(team, callback, "move", {"due_at": in_time(hours=2)})
    assert await refused(team, callback, {"minutes": 60}) == (409, "not_due_by_then")
    assert (await act(team, callback, "snooze", {"minutes": 180}))["state"] == "coming"
    await act(team, callback, "done")
    assert await refused(team, callback, {"minutes": 60}) == (409, "callback_settled")
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update callbacks set status = 'ambiguous', due_at = null")
    assert await refused(team, callback, {"minutes": 60}) == (409, "callback_without_time")


async def test_pages_offer_the_morning_of_a_day_on_which_the_team_works(
    team: Team, worker: Resources
) -> None:
    callback = await overdue(team, worker)
    today = datetime.now(UTC).date()
    closed = [today + timedelta(days=ahead) for ahead in range(6)]
    for day in closed:
        await team.put(f"/api/tenant/holidays/{day}", {"name": "Fair"})
    for page in ("/", f"/calls/{callback['call_id']}"):
        shown = unescape((await team.get(page)).text)
        [chosen] = re.findall(r'"until": "([0-9-]{10})T', shown)
        assert date.fromisoformat(chosen) > closed[-1], page
    await act(team, callback, "move", {"due_at": in_time(days=12)})
    assert "/snooze" not in (await team.get("/")).text
