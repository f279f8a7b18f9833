"""Saved views: a person's own, the team's, and their limits."""

import html
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.db.saved_views import MOST_VIEWS
from shared.domain.access import Role
from shared.settings.load import Settings
from tests.api.accounts.people import person
from tests.api.pages.test_pages import HOSTILE
from tests.api.test_corrections import ok
from tests.support.people import Team

FILTERS = {"callback": "overdue", "q": "boiler & heating"}


async def save(team: Team, name: str = "Late", /, **changes: Any) -> httpx.Response:
    body = {"list": "calls", "name": name, "filters": FILTERS, **changes}
    return await team.post("/api/views", body)


async def saved(team: Team, name: str = "Late", /, **changes: Any) -> dict[str, Any]:
    answer = await save(team, name, **changes)
    assert answer.status_code == 201, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def names(team: Team, headers: dict[str, str] | None = None) -> list[str]:
    answer = await team.client.get("/api/views", headers=headers or team.headers)
    return [view["name"] for view in answer.json()["views"]]


async def test_a_view_is_saved_changed_and_deleted(team: Team) -> None:
    view = await saved(team)
    assert (view["name"], view["filters"], view["team"]) == ("Late", FILTERS, False)
    assert (await ok(team.get("/api/views")))["views"] == [view]
    changed = await ok(team.patch(f"/api/views/{view['id']}", {"name": "Very late"}))
    assert (changed["name"], changed["filters"]) == ("Very late", FILTERS)
    assert changed["updated_at"] > view["updated_at"]
    await saved(team, "Mine", list="callbacks", filters={"assignee": "me"})
    listed = (await ok(team.get("/api/views", list="callbacks")))["views"]
    assert [one["name"] for one in listed] == ["Mine"]
    assert (await team.delete(f"/api/views/{view['id']}")).status_code == 204
    assert (await team.delete(f"/api/views/{view['id']}")).status_code == 404
    assert await names(team) == ["Mine"]


async def test_a_search_is_saved_and_opened_from_the_page_of_calls(team: Team) -> None:
    search = {"q": '"new boiler"', "speaker": "customer", "since": "2026-11-01T00:00:00Z"}
    view = await saved(team, "Leaks", list="search", filters=search)
    assert (await ok(team.get("/api/views", list="search")))["views"] == [view]
    assert (await team.get("/api/search", mode="keyword", **view["filters"])).status_code == 200
    page = (await team.get("/calls")).text
    (link,) = re.findall(r'href="/calls\?([^"]*)"><bdi>Leaks</bdi>', page)
    assert dict(parse_qsl(html.unescape(link))) == search
    refused = await save(team, "Nothing", list="search", filters={"speaker": "agent"})
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("where", "filters"),
    [
        ("calls", {"nope": "x"}),
        ("calls", {"status": "zzz"}),
        ("calls", {"callback": "later"}),
        ("calls", {"first": "yesterday"}),
        ("calls", {"cursor": "x"}),
        ("callbacks", {"q": "boiler"}),
        ("callbacks", {"state": "zzz"}),
        ("callbacks", {"whose": "yours"}),
        ("search", {"q": "boiler", "nope": "x"}),
        ("search", {"q": "boiler", "speaker": "zzz"}),
    ],
)
async def test_a_view_has_only_filters_of_its_list(
    team: Team, where: str, filters: dict[str, str]
) -> None:
    *_, name = filters
    answer = await save(team, list=where, filters=filters)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
    assert [each["pointer"] for each in answer.json()["errors"]] == [f"/body/filters/{name}"]
    view = await saved(team, list=where, filters={"q": "x"} if where == "search" else {})
    changed = await team.patch(f"/api/views/{view['id']}", {"filters": filters})
    assert (changed.status_code, changed.json()["code"]) == (400, "invalid_request")


async def test_a_view_has_the_filters_of_the_page_and_of_the_route(team: Team) -> None:
    days = {"first": "2026-11-01", "last": "2026-11-30", "clock": "team"}
    await saved(team, "Days", filters={**days, "status": "ready", "callback": "open", "q": ""})
    await saved(team, "Long", filters={"min_duration_s": "60", "since": "2026-11-01T00:00:00Z"})
    await saved(team, "Ours", list="callbacks", filters={"whose": "none", "agent_id": ""})
    await saved(team, "Soon", list="callbacks", filters={"state": "due", "order": "soonest"})


async def test_own_views_are_own_and_the_teams_are_everybodys(
    team: Team, other_team: Team, database: Database, settings: Settings
) -> None:
    own, shared = await saved(team, "Own"), await saved(team, "Ours", team=True)
    member = await person(database, settings, team, Role.MEMBER)
    viewer = await person(database, settings, team, Role.VIEWER)
    assert await names(team) == ["Ours", "Own"]
    for headers in (member, viewer):
        assert await names(team, headers) == ["Ours"]
        for method, change in (("PATCH", {"name": "Taken"}), ("DELETE", None)):
            answer = await team.client.request(
                method, f"/api/views/{own['id']}", headers=headers, json=change
            )
            assert answer.status_code == 404
    assert await names(other_team) == []
    for view in (own, shared):
        assert (
            await other_team.patch(f"/api/views/{view['id']}", {"name": "X"})
        ).status_code == 404
        assert (await other_team.delete(f"/api/views/{view['id']}")).status_code == 404
    body: dict[str, Any] = {"list": "calls", "name": "Mine", "filters": {}}
    assert (await team.client.post("/api/views", headers=viewer, json=body)).status_code == 201
    for method, path in (("POST", "/api/views"), ("DELETE", f"/api/views/{shared['id']}")):
        answer = await team.client.request(
            method, path, headers=viewer, json={**body, "team": True} if method == "POST" else None
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    taken = await team.client.patch(
        f"/api/views/{shared['id']}", headers=member, json={"team": False}
    )
    assert taken.json()["team"] is False
    assert await names(team, member) == ["Ours"]
    assert await names(team) == ["Own"]


async def test_own_views_go_with_the_person(
    team: Team, database: Database, settings: Settings
) -> None:
    member = await person(database, settings, team, Role.MEMBER)
    user_id = (await team.client.get("/api/me", headers=member)).json()["user_id"]
    for team_wide in (False, True):
        body: dict[str, Any] = {
            "list": "calls", "name": "Late", "filters": {}, "team": team_wide,
        }  # fmt: skip
        assert (await team.client.post("/api/views", headers=member, json=body)).status_code == 201
    assert (await team.delete(f"/api/users/{user_id}")).status_code == 204
    async with database.connection(ALL_TENANTS) as conn:
        rows = await conn.fetch("select user_id from saved_views")
    assert [row["user_id"] for row in rows] == [None]


async def test_a_name_counts_once_for_each_list_and_owner(team: Team) -> None:
    first = await saved(team)
    taken = await save(team, "LATE")
    assert (taken.status_code, taken.json()["code"]) == (409, "view_exists")
    await saved(team, "Late", list="callbacks", filters={})
    await saved(team, "Late", team=True)
    other = await saved(team, "Early")
    renamed = await team.patch(f"/api/views/{other['id']}", {"name": "late"})
    assert (renamed.status_code, renamed.json()["code"]) == (409, "view_exists")
    assert (await ok(team.patch(f"/api/views/{first['id']}", {"name": "LATE"})))["name"] == "LATE"


async def test_views_are_not_endless(team: Team) -> None:
    for number in range(MOST_VIEWS):
        await saved(team, f"View {number}")
    full = await save(team, "One more")
    assert (full.status_code, full.json()["code"]) == (409, "too_many_views")
    await saved(team, "One more", team=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "A" * 81},
        {"name": " "},
        {"list": "leads"},
        {"filters": {"q": "A" * 201}},
        {"filters": {"q": "nul\x00"}},
        {"filters": {"Q=1&x": "1"}},
        {"filters": {"q": ["one"]}},
        {"filters": {f"q{chr(97 + number)}": "1" for number in range(21)}},
    ],
)
async def test_a_view_that_is_too_large_or_odd_is_refused(
    team: Team, wrong: dict[str, Any]
) -> None:
    answer = await save(team, **{"name": "Late", **wrong})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_fields")


async def test_the_page_leads_to_the_views_and_their_names_stay_text(team: Team) -> None:
    view = await saved(team)
    for number, name in enumerate(HOSTILE):
        await saved(team, f"{number} {name[:70]}", filters={"q": name[:200]})
    page = (await team.get("/calls")).text
    (link,) = re.findall(r'href="(/calls[^"]+)"><bdi>Late</bdi>', page)
    filters = dict(parse_qsl(urlsplit(html.unescape(link)).query))
    assert filters == FILTERS
    assert f'data-api="DELETE /api/views/{view["id"]}"' in page
    assert "<script>alert" not in page
    assert "<img" not in page.replace('<img src="/static/', "")
    assert 'href="javascript' not in page
