"""The pages: who may see them, what they let in, and that they do nothing an API route does not."""

import html
import re
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from fastapi.routing import APIRoute

from api.main import ROUTERS
from api.pages.files import STATIC
from api.pages.languages import LANGUAGES
from api.pages.router import PageRouter
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.access import Role
from shared.errors import RateLimited
from shared.settings.load import Settings
from tests.api.accounts.people import person
from tests.api.test_reading import accept, process
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.people import Team
from tests.support.providers import Script
from worker.resources import Resources

ANY_ID = "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10"
PAGES = [
    route.path
    for router in ROUTERS
    if isinstance(router, PageRouter)
    for route in router.routes
    if isinstance(route, APIRoute)
]
SCREENS = [path for path in PAGES if "{" not in path and path != "/admin/queues"]
# Everything that a browser could take for markup or for the end of an attribute, and what turns the
# direction of a line.
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}",
    "</title><script>alert(1)</script>",
    "javascript:alert(1)",
    "\u202egnp.exe",
    "A" * 10_000,
)


@pytest.fixture
async def browser(client: httpx.AsyncClient, team: Team) -> httpx.AsyncClient:
    """A client with the session in a cookie, as a browser has it."""
    token = team.headers["Authorization"].removeprefix("Bearer ")
    client.cookies.set("aftercall_session", token)
    return client


def test_a_page_changes_nothing() -> None:
    """Buttons send requests to the API: there is no other way to change anything."""
    assert {"/", "/calls", "/numbers", "/work", "/start", "/settings"} <= set(SCREENS)
    for router in ROUTERS:
        if isinstance(router, PageRouter):
            for route in router.routes:
                assert isinstance(route, APIRoute)
                assert route.methods == {"GET"}, route.path


async def test_what_a_button_sends_is_a_route_of_the_api(browser: httpx.AsyncClient) -> None:
    described = (await browser.get("/openapi.json")).json()["paths"]
    known = [
        (method.upper(), re.compile(re.sub(r"\\\{\w+\\\}", r"[^/]+", re.escape(path))))
        for path, item in described.items()
        for method in item
    ]
    sent = set()
    for path in SCREENS:
        text = (await browser.get(path)).text
        sent |= set(re.findall(r'data-(?:api|for|undo)="([A-Z]+ [^"]+)"', text))
    assert len(sent) > 5
    for request in sent:
        method, _, address = request.partition(" ")
        assert any(verb == method and pattern.fullmatch(address) for verb, pattern in known), (
            request
        )


async def test_without_a_session_one_signs_in_first_and_comes_back(
    client: httpx.AsyncClient,
) -> None:
    for path in PAGES:
        address = re.sub(r"\{\w+\}", ANY_ID, path)
        answer = await client.get(f"{address}?view=failed")
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/account?next=%2F"), path
    part = await client.get("/calls", headers={"HX-Request": "true"})
    assert part.status_code == 401
    assert "location" not in part.headers


async def test_every_screen_is_shown_in_every_language(browser: httpx.AsyncClient) -> None:
    for language in LANGUAGES:
        for path in SCREENS:
            answer = await browser.get(path, headers={"Accept-Language": language})
            if path == "/":
                assert (answer.status_code, answer.headers["location"]) == (303, "/start")
                continue
            assert answer.status_code == 200, (path, answer.text[:500])
            assert f'<html lang="{language}" dir="ltr">' in answer.text


async def test_a_language_that_is_written_from_right_to_left_turns_the_pages(
    browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LANGUAGES, "ar", "العربية")
    for path in SCREENS:
        if path != "/":
            text = (await browser.get(path, headers={"Accept-Language": "ar"})).text
            assert '<html lang="ar" dir="rtl">' in text, path


def test_styles_name_no_side_of_the_screen() -> None:
    """Left and right would not turn with the direction of the script."""
    text = (STATIC / "pages" / "app.css").read_text()
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    assert not re.findall(r"[^;{]*\b(?:left|right)\b[^;}]*", text)
    # Four values name each side; two and one do not.
    sides = re.findall(r"(?:padding|margin|border-radius|inset):((?:\s+[\w.%-]+){4})", text)
    assert [values for values in sides if values.split()[1] != values.split()[3]] == []


async def test_a_job_is_shown_with_its_runs_to_its_own_team(
    team: Team, other_team: Team, worker: Resources, database: Database, script: Script
) -> None:
    script.fail["summarize"] = [RateLimited("limited", retry_after_s=0.01)]
    accepted = await accept(team)
    await process(worker, accepted)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set not_before = now()")
    await process(worker, accepted)
    address = f"/work/{accepted['job_id']}"
    page = (await team.get(address)).text
    assert f'href="/calls/{accepted["call_id"]}"' in page
    assert page.count('<rect class="failed"') == 1
    assert page.count('<rect class="done"') >= 5
    assert "limited <code>rate_limited</code>" in page
    assert "from_step" in page
    assert (await other_team.get(address)).status_code == 404
    assert address in (await team.get("/work", view="succeeded")).text
    assert address not in (await team.get("/work", view="succeeded", lane="backfill")).text
    assert address not in (await other_team.get("/work", view="succeeded")).text


async def test_the_numbers_lead_to_their_calls(team: Team, worker: Resources) -> None:
    await process(worker, await accept(team))
    page = (await team.get("/numbers")).text
    links = set(re.findall(r'href="(/calls\?first=[^"]+)"', page))
    assert len(links) >= 3
    for link in links:
        address, _, query = html.unescape(link).partition("?")
        given = dict(parse_qsl(query))
        text = (await team.get(address, **given)).text
        empty = {"failed", "done", "done_in_time"} & set(given.values())
        assert text.count('<a class="item-title"') == (0 if empty else 1), link
    for table in ("days", "agents", "models"):
        assert f"/api/numbers.csv?table={table}" in page
    for first, last, status in (
        ("2026-01-02", "2026-01-01", 400),
        ("2000-01-01", "2020-01-01", 400),
        ("", "0001-01-01", 200),
        ("", "9999-12-31", 200),
    ):
        answer = await team.get("/numbers", first=first, last=last)
        assert answer.status_code == status, (first, last)


async def test_no_other_script_may_run_and_nothing_is_kept(browser: httpx.AsyncClient) -> None:
    for path in SCREENS:
        if path == "/":
            continue
        answer = await browser.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script>", answer.text), path
        for address in re.findall(r'(?:src|href)="([^"]+)"', answer.text):
            assert address.startswith(("/", "#", "tel:")), address
            if address.startswith("/static/"):
                assert (await browser.get(address)).status_code == 200, address


async def test_another_tenants_call_is_not_there(
    client: httpx.AsyncClient, team: Team, other_team: Team
) -> None:
    call = (await send(team.client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)).json()
    for path in (f"/calls/{call['call_id']}", f"/calls/{call['call_id']}/similar"):
        assert (await team.get(path)).status_code == 200
        answer = await other_team.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (
            404,
            "text/html; charset=utf-8",
        )
        assert call["call_id"] not in answer.text
    assert call["call_id"] not in (await other_team.get("/calls")).text


async def test_what_a_caller_says_stays_text(client: httpx.AsyncClient, team: Team) -> None:
    call = (await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)).json()
    await team.post(f"/api/job/{call['job_id']}/cancel")
    turns = [{"speaker": "customer", "text": words} for words in HOSTILE]
    edited = await team.put(f"/api/calls/{call['call_id']}/transcript", {"turns": turns})
    assert edited.status_code == 202, edited.text
    await team.patch("/api/tenant", {"name": HOSTILE[1]})
    page = (await team.get(f"/calls/{call['call_id']}")).text
    assert "<script>alert" not in page
    assert "<img" not in page.replace('<img src="/static/', "")
    assert " onmouseover='" not in page
    assert "{{ 7 * 7 }}" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "A" * 10_000 in page
    # A turned direction ends with its own element.
    assert '<p class="words" dir="auto">\u202egnp.exe</p>' in page


async def test_buttons_are_only_there_for_those_who_may(
    client: httpx.AsyncClient, team: Team, database: Database, settings: Settings
) -> None:
    call = (await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)).json()
    viewer: Any = await person(database, settings, team, Role.VIEWER)
    page = (await client.get(f"/calls/{call['call_id']}", headers=viewer)).text
    assert "data-edit" not in page
    assert not re.findall(r'data-api="(?!POST /api/auth/logout)', page)
    assert "DELETE /api/calls" in (await team.get(f"/calls/{call['call_id']}")).text
    assert (await client.get("/settings/people", headers=viewer)).status_code == 403


async def test_times_stand_on_the_viewers_clock(browser: httpx.AsyncClient, team: Team) -> None:
    at_noon = transcription(
        team.agent_id, "conv_noon", metadata={"start_time_unix_secs": 1795003200}
    )
    call = (await send(browser, at_noon, secret=ELEVENLABS_SECRET)).json()
    shown = {}
    for zone, language in (("Asia/Tokyo", "en"), ("Europe/Berlin", "de"), ("No/Where", "en")):
        browser.cookies.set("aftercall_zone", zone)
        text = (
            await browser.get(f"/calls/{call['call_id']}", headers={"Accept-Language": language})
        ).text
        shown[zone] = re.findall(r'<time datetime="[^"]+" title="([^"]+)"', text)[0]
    assert "+0900" in shown["Asia/Tokyo"], shown
    assert "MEZ" in shown["Europe/Berlin"], shown
    # Of a zone that does not exist the team's own is taken.
    assert "EST" in shown["No/Where"], shown


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_the_ends_of_time_are_days_too(browser: httpx.AsyncClient, day: str) -> None:
    for name in ("first", "last"):
        assert (await browser.get("/calls", params={name: day})).status_code == 200
