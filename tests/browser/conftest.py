"""A browser in front of a whole installation, whose vendors are faked at the wire.

Chromium comes from the system. Where there is none these tests are skipped, unless
BROWSER_TESTS=required.
"""

import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Response, async_playwright

from tests.support.people import PASSWORD, Team
from tests.support.processes import Installation
from tests.system.conftest import fakes, hosted, team

__all__ = ["fakes", "hosted", "team"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
EMAIL = "north@example.com"
# What a test does wrong on purpose is said in the console too.
MEANT = "the server responded with a status of 4"


@pytest.fixture(scope="session")
def chromium() -> str:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        missing = "No Chromium is on the PATH: install the system's package chromium."
        if os.environ.get("BROWSER_TESTS") == "required":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@dataclass
class Visitor:
    """A person at a browser. `complaints` are errors of the console, of scripts and of the content
    security policy, and requests to other hosts.
    """

    browser: Browser
    base_url: str
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    async def open(self, **settings: Any) -> Page:
        """A new window, not signed in."""
        context = await self.browser.new_context(
            base_url=self.base_url,
            **{
                "timezone_id": "America/New_York",
                "locale": "en-US",
                "reduced_motion": "reduce",
                **settings,
            },
        )
        self.contexts.append(context)
        context.set_default_timeout(30_000)
        page = await context.new_page()
        page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text)
                if message.type in ("error", "warning") and MEANT not in message.text
                else None
            ),
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((self.base_url, "data:", "blob:"))
                else self.complaints.append(f"a request to {request.url}")
            ),
        )
        return page

    async def sign_in(self, **settings: Any) -> Page:
        """A new window, signed in by the form."""
        page = await self.open(**settings)
        await page.goto("/")
        form = page.locator("#sign-in")
        await form.locator("[name=email]").fill(EMAIL)
        await form.locator("[name=password]").fill(PASSWORD)
        await form.get_by_role("button", name="Sign in", exact=True).click()
        await page.wait_for_url(lambda url: "/account" not in url)
        return page


@pytest.fixture
async def visitor(chromium: str, hosted: Installation, team: Team) -> AsyncIterator[Visitor]:
    async with async_playwright() as playwright:
        # Chromium's own sandbox needs a user that is not root; the pages here are our own.
        browser = await playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--mute-audio"],
        )
        visitor = Visitor(browser, hosted.base_url)
        yield visitor
        for context in visitor.contexts:
            await context.close()
        await browser.close()
    assert visitor.complaints == []


async def shown(page: Page, path: str) -> Response:
    """Goes to a page that has to be there."""
    answer = await page.goto(path)
    assert answer is not None
    assert answer.status == 200, await answer.text()
    return answer
