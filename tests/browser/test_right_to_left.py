"""The pages in a language that is written from right to left. There is no such catalogue yet, so
the browser gets one: its direction, and longer texts in another script.
"""

from contextlib import suppress
from typing import Any

import pytest
from playwright.async_api import Error, Page, Route

from tests.browser.conftest import Visitor, shown
from tests.browser.test_screens import DESKTOP, PHONE, all_screens, filled, pixels_too_wide
from tests.support.people import Team
from tests.system.vendors import Vendors

SIZES: dict[str, dict[str, Any]] = {"phone": PHONE, "desktop": DESKTOP}
# Each letter becomes one of another script, and each text a third longer.
IN_OTHER_LETTERS = """
() => {
  const letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest("code, script, svg, option, time, [dir=auto]")) continue;
    const other = (one) => letters[one.charCodeAt(0) % letters.length];
    const turned = node.data.replace(/[a-z]/gi, other);
    node.data = turned + turned.trim().slice(0, Math.floor(turned.trim().length / 3));
  }
}
"""


async def turn(route: Route) -> None:
    """Serves a page with the direction of Arabic. A page that was left needs none any more."""
    with suppress(Error):
        answer = await route.fetch(max_redirects=0)
        if "text/html" not in answer.headers.get("content-type", ""):
            await route.fulfill(response=answer)
            return
        text = (await answer.text()).replace('lang="en" dir="ltr"', 'lang="ar" dir="rtl"')
        await route.fulfill(response=answer, body=text)


async def centre(page: Page, name: str) -> float:
    box = (
        await page.get_by_role("navigation", name="Main")
        .get_by_role("link", name=name)
        .bounding_box()
    )
    assert box is not None
    return box["x"] + box["width"] / 2


@pytest.mark.parametrize("size", SIZES)
async def test_every_screen_turns_with_the_direction_of_the_script(
    visitor: Visitor, operating_team: Team, fakes: Vendors, size: str
) -> None:
    calls = await filled(operating_team, fakes)
    page = await visitor.sign_in(**SIZES[size])
    await shown(page, "/")
    assert await centre(page, "Today") < await centre(page, "Settings")
    await page.route(lambda address: "/static/" not in address and "/api/" not in address, turn)
    await shown(page, "/")
    assert await centre(page, "Today") > await centre(page, "Settings")
    wide = {}
    for path in await all_screens(operating_team, calls):
        await shown(page, path)
        await page.evaluate(IN_OTHER_LETTERS)
        wide[path] = await pixels_too_wide(page)
    assert {path: found for path, found in wide.items() if found > 0} == {}


async def test_what_was_said_has_the_direction_of_its_own_words(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    calls = await filled(team, fakes)
    page = await visitor.sign_in()
    await page.route(lambda address: "/static/" not in address and "/api/" not in address, turn)
    await shown(page, f"/calls/{calls[0]}")
    words = page.locator(".turn .words").first
    assert await words.evaluate("(one) => getComputedStyle(one).direction") == "ltr"
    who = page.locator(".turn .who").first
    assert await who.evaluate("(one) => getComputedStyle(one).direction") == "rtl"
