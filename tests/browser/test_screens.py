"""Each screen, as people with different screens, eyes and languages meet it."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.conftest import Visitor, shown
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.events import new_target
from tests.support.people import Team
from tests.support.processes import job_over, until
from tests.support.schedules import new_schedule
from tests.system.test_hosted import uploaded
from tests.system.vendors import Vendors

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text()
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
# Each size, theme and language once. English has the shortest words, and is what other tests read.
SETTINGS: dict[str, dict[str, Any]] = {
    "desktop, light, German": {**DESKTOP, "color_scheme": "light", "locale": "de-DE"},
    "phone, dark, Spanish": {**PHONE, "color_scheme": "dark", "locale": "es-ES"},
}
SCREENS = (
    "/",
    "/calls",
    "/leads",
    "/contacts",
    "/ask",
    "/numbers",
    "/work",
    "/work?view=succeeded",
    "/work?view=failed",
    "/start",
    "/settings",
    "/settings/connections",
    "/settings/calling",
    "/settings/people",
    "/settings/search",
    "/settings/keys",
    "/settings/activity",
    "/account",
)


async def all_screens(team: Team, calls: list[str]) -> list[str]:
    """Also those that show one thing."""
    endpoint = (await team.post("/api/webhook-endpoints", {})).json()["id"]
    target = (await new_target(team))["id"]
    assert (await team.post(f"/api/event-targets/{target}/test")).status_code == 202
    schedule = (await new_schedule(team))["id"]
    assert (await team.post(f"/api/schedules/{schedule}/run")).status_code == 200
    # Its name leads nowhere, which the page says in its longest words.
    await until(lambda: failing_since(team, target))
    found = [
        *SCREENS,
        f"/settings/connections/{endpoint}",
        "/settings/targets",
        f"/settings/targets/{target}",
        "/settings/schedules",
        f"/settings/schedules/{schedule}",
        *[
            f"/contacts/{one['id']}"
            for one in (await team.get("/api/contacts", limit=1)).json()["contacts"]
        ],
    ]
    for call in calls:
        job = (await team.get(f"/api/calls/{call}")).json()["job"]["job_id"]
        found += [f"/calls/{call}", f"/work/{job}"]
    return found


async def failing_since(team: Team, target: str) -> str | None:
    since: str | None = (await team.get(f"/api/event-targets/{target}")).json()["failing_since"]
    return since


async def pixels_too_wide(page: Page) -> int:
    wide: int = await page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wide


async def broken_words(page: Page) -> list[str]:
    """Short words of tables that stand on several lines, although a table can be scrolled."""
    broken: list[str] = await page.evaluate(
        """() => [...document.querySelectorAll(".scroll td")].filter(
            (cell) => !cell.childElementCount && /^\\S{1,16}$/.test(cell.textContent.trim()),
        ).filter((cell) => {
            const words = document.createRange();
            words.selectNodeContents(cell);
            return words.getClientRects().length > 1;
        }).map((cell) => cell.textContent.trim())"""
    )
    return broken


async def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its own good practice."""
    await page.evaluate(AXE)
    found = await page.evaluate(
        "() => axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
        " 'best-practice']})"
    )
    return [
        f"{each['id']}: {node['html'][:160]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


async def filled(team: Team, fakes: Vendors) -> list[str]:
    """A text call with a callback, and one with a recording. Returns the ids of the calls."""
    words = "I am Maria Lopez, 503 555 0142. Can someone call me back tomorrow at three p m?"
    fakes.openai.transcripts["channel-0"] = [(0.0, 1.0, "Good morning.")]
    fakes.openai.transcripts["channel-1-part-0000"] = [(0.6, 4.6, words)]
    told = (await send(team.client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)).json()
    recorded = await uploaded(team)
    for accepted in (told, recorded):
        assert (await job_over(team, accepted["job_id"]))["status"] == "succeeded"
    return [told["call_id"], recorded["call_id"]]


@pytest.mark.parametrize("setting", SETTINGS)
async def test_every_screen_can_be_used_by_everyone(
    visitor: Visitor, operating_team: Team, fakes: Vendors, setting: str
) -> None:
    calls = await filled(operating_team, fakes)
    # axe sets styles of its own while it measures; the other tests allow none.
    visitor.meant += ("Applying inline style",)
    page = await visitor.sign_in(**SETTINGS[setting])
    faults = {}
    for path in await all_screens(operating_team, calls):
        await shown(page, path)
        if "/calls/" in path:
            await page.locator("[data-waiting]").wait_for(state="detached")
        found = await violations(page)
        if (wide := await pixels_too_wide(page)) > 0:
            found.append(f"is {wide} pixels wider than the screen")
        found += [f"breaks the word {word}" for word in await broken_words(page)]
        if found:
            faults[path] = found
    assert faults == {}


async def test_a_screen_is_moved_through_with_the_keyboard_alone(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    await filled(team, fakes)
    page = await visitor.sign_in()
    await shown(page, "/")
    await page.keyboard.press("Tab")
    assert await page.evaluate("() => document.activeElement.className") == "skip"
    await page.keyboard.press("Enter")
    assert await page.evaluate("() => document.activeElement.id") == "main"
    await page.keyboard.press("j")
    assert await page.evaluate("() => 'itemFocus' in document.activeElement.dataset")
    await page.keyboard.press("?")
    await page.get_by_role("dialog", name="Keys").wait_for()
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    assert await page.evaluate("() => document.activeElement.id") == "find"


async def test_the_scripts_of_a_screen_are_small(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    calls = await filled(team, fakes)
    page = await visitor.sign_in()
    for path in (*SCREENS, *(f"/calls/{call}" for call in calls)):
        await shown(page, path)
        sizes = await page.evaluate(
            # As they were sent, compressed where the server compresses.
            "() => performance.getEntriesByType('resource')"
            ".filter((each) => new URL(each.name).pathname.endsWith('.js'))"
            ".map((each) => [each.name, each.encodedBodySize])"
        )
        assert sizes
        assert all(size > 0 for _, size in sizes), (path, sizes)
        assert sum(size for _, size in sizes) <= 150_000, (path, sizes)


@pytest.mark.parametrize("setting", SETTINGS)
async def test_nothing_on_a_screen_moves_while_it_loads(
    visitor: Visitor, team: Team, fakes: Vendors, setting: str
) -> None:
    calls = await filled(team, fakes)
    page = await visitor.sign_in(**SETTINGS[setting])
    shifts = {}
    for path in (*SCREENS, *(f"/calls/{call}" for call in calls)):
        await shown(page, path)
        if "/calls/" in path:
            await page.locator("[data-waiting]").wait_for(state="detached")
        shifts[path] = await page.evaluate(
            """async () => {
                let sum = 0;
                new PerformanceObserver((list) => {
                    for (const each of list.getEntries())
                        if (!each.hadRecentInput) sum += each.value;
                }).observe({type: "layout-shift", buffered: true});
                for (const _ of [1, 2, 3]) await new Promise(requestAnimationFrame);
                await new Promise(setTimeout);
                return sum;
            }"""
        )
    assert {path: shift for path, shift in shifts.items() if shift >= 0.1} == {}
