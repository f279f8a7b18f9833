"""What the pages offer to people who work together."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from shared.db.pool import Database
from shared.domain.access import Role
from shared.settings.load import Settings
from tests.api.accounts.people import person
from tests.api.test_callback_actions import made
from tests.api.test_corrections import ok
from tests.support.people import Team
from worker.resources import Resources


async def test_members_assign_callbacks_and_viewers_do_not(
    team: Team, worker: Resources, database: Database, settings: Settings
) -> None:
    callback = await made(team, worker)
    member = await person(database, settings, team, Role.MEMBER)
    viewer = await person(database, settings, team, Role.VIEWER)
    for path in ("/", f"/calls/{callback['call_id']}"):
        page = (await team.client.get(path, headers=member)).text
        assert f'data-for="POST /api/callbacks/{callback["id"]}/assign"' in page
        names = re.findall(r'<option value="[^"]{36}">([^<]+)</option>', page)
        assert names == ["north", "member"]
        assert "viewer@example.com" not in page
        page = (await team.client.get(path, headers=viewer)).text
        assert "/assign" not in page
        assert "#share" not in page


@pytest.mark.parametrize(("language", "separator"), [("en", "comma"), ("de", "semicolon")])
async def test_an_export_has_the_filters_and_the_readers_form(
    team: Team, worker: Resources, language: str, separator: str
) -> None:
    await made(team, worker)
    team.client.cookies.set("aftercall_zone", "Asia/Tokyo")
    page = await team.client.get(
        "/calls?callback=overdue&first=2026-11-01&q=boiler",
        headers={**team.headers, "Accept-Language": language},
    )
    address = re.findall(r'<a href="(/api/calls.csv[^"]+)"', page.text)[0].replace("&amp;", "&")
    assert {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()} == {
        "callback": "overdue",
        "since": "2026-11-01T00:00:00+09:00",
        "q": "boiler",
        "separator": separator,
        "bom": "true",
        "timezone": "Asia/Tokyo",
    }
    table = await team.client.get(address, headers=team.headers)
    assert table.status_code == 200, table.text
    today = (await team.get("/", whose="mine")).text
    assert "/api/callbacks.csv" not in today


async def test_what_a_run_stored_of_a_callback_is_shown_in_the_readers_language(
    team: Team, worker: Resources
) -> None:
    callback = await made(team, worker)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    moved = {"due_at": tomorrow, "base_version": callback["version"]}
    await ok(team.post(f"/api/callbacks/{callback['id']}/move", moved))
    shown = (await ok(team.get(f"/api/callbacks/{callback['id']}")))["rule"]
    assert shown == "a person set the time"
    for language, words in (
        ("en", shown),
        ("de", "von einer Person festgelegt"),
        ("es", "fijado por una persona"),
    ):
        headers = {**team.headers, "Accept-Language": language}
        page = (await team.client.get(f"/calls/{callback['call_id']}", headers=headers)).text
        assert words in page
