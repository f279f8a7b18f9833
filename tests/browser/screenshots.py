"""Pictures of the pages for the documentation, of the demo's calls: `make screenshots`.

Plays the demo in a folder of its own, starts the installation, signs in by the link that it prints,
and writes docs/images. Chromium has to be on the PATH.
"""

import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.async_api import Page, ViewportSize, async_playwright

from tests.browser.conftest import NAMES
from tests.support.ports import unused_port

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"
START_TIMEOUT_S = 180.0
DESKTOP: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}


def main() -> int:
    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        sys.stderr.write("No Chromium is on the PATH: install the system's package chromium.\n")
        return 1
    IMAGES.mkdir(exist_ok=True)
    # PostgreSQL refuses folders that others may not enter.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "data"
        aftercall = [sys.executable, "-m", "cli"]
        subprocess.run([*aftercall, "demo", "--data-dir", str(data)], cwd=ROOT, check=True)
        port = unused_port()
        log = Path(folder) / "up.log"
        with log.open("w") as out:
            command = [*aftercall, "up", "--data-dir", str(data), "--port", str(port)]
            running = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out)
        try:
            asyncio.run(take(chromium, link_in(log, running)))
        finally:
            running.terminate()
            running.wait(60)
    return 0


def link_in(log: Path, running: subprocess.Popen[bytes]) -> str:
    """The link that signs in, once it is printed."""
    given_up_at = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < given_up_at and running.poll() is None:
        if found := re.search(r"Open\s+(http\S+#sign_in=\S+)", log.read_text()):
            return found[1]
        time.sleep(0.2)
    raise SystemExit(f"The installation did not start:\n{log.read_text()}")


async def take(chromium: str, link: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = await browser.new_context(viewport=DESKTOP, timezone_id="America/New_York")
        page = await context.new_page()
        await page.goto(link)
        await page.get_by_role("button", name="Sign in").click()
        await page.wait_for_url(lambda url: "/account" not in url)
        base = page.url.rstrip("/")
        for name, path in (
            ("today", "/"),
            ("calls", "/calls"),
            ("callers", "/leads"),
            ("work", "/work?view=succeeded"),
        ):
            await picture(page, f"{base}{path}", name)
        await page.goto(f"{base}/calls?q=plumber")
        await page.locator("tbody a").first.click()
        await page.locator("[data-wave] canvas").first.wait_for(state="attached", timeout=60_000)
        await picture(page, page.url, "call")
        await page.set_viewport_size(PHONE)
        await page.emulate_media(color_scheme="dark")
        await picture(page, f"{base}/", "today-phone")
        await browser.close()


async def picture(page: Page, address: str, name: str) -> None:
    await page.goto(address)
    await page.evaluate("() => document.fonts.ready")
    if name == "call":
        await page.locator("[data-wave] canvas").first.wait_for(state="attached", timeout=60_000)
    await page.screenshot(path=IMAGES / f"{name}.png")
    sys.stdout.write(f"docs/images/{name}.png\n")


if __name__ == "__main__":
    sys.exit(main())
