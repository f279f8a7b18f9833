"""A browser in front of a whole installation, whose vendors are faked at the wire. The installation
is started once a file, and each test has a team of its own in it.

Chromium comes from the system. Where there is none these tests are skipped, unless
BROWSER_TESTS=required.
"""

import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page, Response, async_playwright

from shared.db.pool import ALL_TENANTS, open_database
from shared.settings.load import load_settings
from tests.conftest import ELEVENLABS_SECRET, Servers
from tests.support.databases import Databases, database_urls
from tests.support.forked import installation
from tests.support.people import PASSWORD, Team, settled
from tests.support.processes import Installation
from tests.system.vendors import Vendors, vendors

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def chromium() -> str:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        missing = "No Chromium is on the PATH: install the system's package chromium."
        if os.environ.get("BROWSER_TESTS") == "required":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@pytest.fixture(scope="module")
async def site(
    servers: Servers, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Installation, Vendors]]:
    """An installation that runs, and its vendors. It ends with the file: other tests of the process
    use the same Redis.
    """
    folder = tmp_path_factory.mktemp("site")
    name = await databases.take()
    owner_url = servers.database_url(name)
    with vendors() as faked:
        environ = {
            **faked.environ,
            **database_urls(owner_url),
            "REDIS_URL": servers.redis_url,
            "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
            "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
            "AFTERCALL_ENV": "production",
            "AFTERCALL_DATA_DIR": str(folder),
            "ELEVENLABS_WEBHOOK_SECRET": ELEVENLABS_SECRET,
            "WORKER_CONCURRENCY": "20",
        }
        with installation(environ, folder / "logs") as installed:
            await installed.start_api()
            installed.start_worker()
            yield installed, faked
    await databases.give_back(name, owner_url)


@pytest.fixture
def fakes(site: tuple[Installation, Vendors]) -> Vendors:
    return site[1]


@pytest.fixture
async def team(site: tuple[Installation, Vendors], password_hash: str) -> AsyncIterator[Team]:
    installed = site[0]
    settings = load_settings(installed.environ)
    async with (
        httpx.AsyncClient(base_url=installed.base_url, timeout=60) as client,
        open_database(settings.database, size=1) as database,
    ):
        email = f"{uuid4().hex[:12]}@example.com"
        yield await settled(client, database, settings, email, "Northside Plumbing", password_hash)


@pytest.fixture
async def operating_team(site: tuple[Installation, Vendors], team: Team) -> Team:
    """The team, whose person is an operator of the installation."""
    settings = load_settings(site[0].environ)
    async with (
        open_database(settings.database, size=1) as database,
        database.connection(ALL_TENANTS) as conn,
    ):
        await conn.execute(
            "update users set operator = true where tenant_id = $1::uuid", team.tenant_id
        )
    return team


@dataclass
class Visitor:
    """A person at a browser. `complaints` are errors of the console, of scripts and of the content
    security policy, and requests to other hosts.
    """

    browser: Browser
    base_url: str
    email: str
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    # What a test does wrong on purpose is said in the console too.
    meant: tuple[str, ...] = ("the server responded with a status of 4",)

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
                if message.type in ("error", "warning")
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
        await form.locator("[name=email]").fill(self.email)
        await form.locator("[name=password]").fill(PASSWORD)
        # Pages are opened in several languages.
        await form.locator("button:not([type])").click()
        await page.wait_for_url(lambda url: "/account" not in url)
        return page


@pytest.fixture(scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """One Chromium; people in it share nothing."""
    async with async_playwright() as playwright:
        # Chromium's own sandbox needs a user that is not root; the pages here are our own.
        yield await playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--mute-audio"],
        )


@pytest.fixture
async def visitor(
    browser: Browser, site: tuple[Installation, Vendors], team: Team
) -> AsyncIterator[Visitor]:
    me = (await team.get("/api/me")).json()
    visitor = Visitor(browser, site[0].base_url, me["email"])
    yield visitor
    for context in visitor.contexts:
        await context.close()
    assert [
        said for said in visitor.complaints if not any(each in said for each in visitor.meant)
    ] == []


async def shown(page: Page, path: str) -> Response:
    """Goes to a page that has to be there."""
    answer = await page.goto(path)
    assert answer is not None
    assert answer.status == 200, await answer.text()
    return answer
