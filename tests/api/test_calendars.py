"""Calendars that subscribe to callbacks: what they read, and for how long."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from icalendar import Calendar

from shared.db.pool import ALL_TENANTS, Database
from shared.domain.access import Role
from shared.settings.load import Settings
from tests.api.accounts.people import person
from tests.support.agent_calls import due_callback
from tests.support.people import Team


async def made(team: Team, whose: str = "team") -> dict[str, Any]:
    answer = await team.post("/api/me/calendars", {"whose": whose})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def read(team: Team, url: str) -> dict[str, Any]:
    """The events, by the UIDs of their callbacks. A calendar sends no credential."""
    answer = await team.client.get(httpx.URL(url).path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    return {str(each["uid"]).removesuffix("@aftercall"): each for each in calendar.walk("VEVENT")}


async def test_a_calendar_follows_a_callback(team: Team, database: Database) -> None:
    callback_id = str(await due_callback(team, database, ago=timedelta(minutes=-90)))
    url = (await made(team))["url"]
    event = (await read(team, url))[callback_id]
    due_at = datetime.fromisoformat(
        (await team.get(f"/api/callbacks/{callback_id}")).json()["due_at"]
    )
    assert event["dtstart"].dt == due_at.replace(microsecond=0)
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=15)
    assert "Ann Lee" in event["summary"]
    assert "The boiler {{system}} leaks" in event["description"]
    assert event.walk("VALARM")
    first = event["sequence"]
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    body = {"due_at": later.isoformat(), "due_until": (later + timedelta(hours=2)).isoformat()}
    await team.post(f"/api/callbacks/{callback_id}/move", body)
    moved = (await read(team, url))[callback_id]
    assert (moved["dtstart"].dt, moved["dtend"].dt) == (later, later + timedelta(hours=2))
    assert moved["sequence"] > first
    await team.post(f"/api/callbacks/{callback_id}/cancel", {})
    cancelled = (await read(team, url))[callback_id]
    assert (cancelled["status"], cancelled.walk("VALARM")) == ("CANCELLED", [])


async def test_one_that_did_not_change_is_not_sent_again(team: Team, database: Database) -> None:
    await due_callback(team, database)
    path = httpx.URL((await made(team))["url"]).path
    etag = (await team.client.get(path)).headers["etag"]
    # Proxies that compress make it a weak one.
    for given in (etag, f"W/{etag}", f'"another", {etag}'):
        assert (await team.client.get(path, headers={"If-None-Match": given})).status_code == 304
    await due_callback(team, database, "conv_2")
    assert (await team.client.get(path, headers={"If-None-Match": etag})).status_code == 200


async def test_a_persons_calendar_has_what_is_given_to_them(
    team: Team, other_team: Team, database: Database
) -> None:
    mine, others = [str(await due_callback(team, database, f"conv_{each}")) for each in range(2)]
    await team.post(f"/api/callbacks/{mine}/assign", {"assignee_id": "me"})
    assert set(await read(team, (await made(team, "mine"))["url"])) == {mine}
    assert set(await read(team, (await made(team))["url"])) == {mine, others}
    assert await read(team, (await made(other_team))["url"]) == {}


async def test_the_address_is_shown_once_and_ends_when_it_is_deleted(
    team: Team, other_team: Team, database: Database
) -> None:
    calendar = await made(team)
    listed = (await team.get("/api/me/calendars")).json()["calendars"]
    assert [each["id"] for each in listed] == [calendar["id"]]
    assert "url" not in listed[0]
    async with database.connection(ALL_TENANTS) as conn:
        stored = await conn.fetchval("select to_jsonb(calendar_feeds)::text from calendar_feeds")
    assert calendar["url"].rpartition("/")[2].removesuffix(".ics") not in stored
    path = f"/api/me/calendars/{calendar['id']}"
    assert (await other_team.delete(path)).status_code == 404
    assert (await team.delete(path)).status_code == 204
    gone = await team.client.get(httpx.URL(calendar["url"]).path)
    assert gone.status_code == 404


@pytest.mark.parametrize("because", ["disabled", "team deleted"])
async def test_it_ends_with_the_right_to_read(team: Team, database: Database, because: str) -> None:
    path = httpx.URL((await made(team))["url"]).path
    statement = {
        "disabled": "update users set disabled_at = now()",
        "team deleted": "update tenants set deleted_at = now()",
    }[because]
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(statement)
    assert (await team.client.get(path)).status_code == 404


async def test_viewers_may_have_one_and_programs_may_not(
    team: Team, database: Database, settings: Settings
) -> None:
    headers = await person(database, settings, team, Role.VIEWER)
    answer = await team.client.post("/api/me/calendars", headers=headers, json={"whose": "team"})
    assert answer.status_code == 201
    key = (await team.post("/api/api-keys", {"name": "crm"})).json()["api_key"]
    answer = await team.client.post(
        "/api/me/calendars", headers={"Authorization": f"Bearer {key}"}, json={"whose": "team"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00" * 20, "../../etc/passwd"])
async def test_a_wrong_address_is_not_found(team: Team, token: str) -> None:
    assert (await team.client.get(f"/calendar/{token}.ics")).status_code == 404


async def test_what_callers_say_stays_text(team: Team, database: Database) -> None:
    callback_id = str(await due_callback(team, database))
    said = "x\r\nEND:VEVENT\r\nBEGIN:VALARM\nATTACH:http://evil/\x00" + "y" * 5000
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update callbacks set name = $1, reason = $1", said.replace("\x00", ""))
    events = await read(team, (await made(team))["url"])
    assert set(events) == {callback_id}
    assert "attach" not in events[callback_id]
    assert "\n" not in events[callback_id]["summary"]


async def test_names_of_teams_and_people_are_one_line_of_text(
    team: Team, database: Database
) -> None:
    name = "Maple; Dental,\\\nX-EVIL:1\r\x07"
    assert (await team.patch("/api/tenant", {"name": name})).status_code == 200
    assert (await team.patch("/api/me", {"name": "Ann\nX-EVIL:2\x07"})).status_code == 204
    callback_id = await due_callback(team, database)
    await team.post(f"/api/callbacks/{callback_id}/assign", {"assignee_id": "me"})
    answer = await team.client.get(httpx.URL((await made(team))["url"]).path)
    assert answer.status_code == 200, answer.text
    assert b"\x07" not in answer.content
    lines = answer.content.splitlines()
    for field in (b"NAME", b"X-WR-CALNAME"):
        assert field + rb":Maple\; Dental\,\\ X-EVIL:1" in lines
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert "Ann X-EVIL:2" in str(event["description"]).splitlines()
    assert not any(line.startswith(b"X-EVIL") for line in lines)
