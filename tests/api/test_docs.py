"""The page of the API's description works without any other host, and its script is the one that
was taken over.
"""

import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from api.routes.docs import MEDIA_TYPES

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def page(client: httpx.AsyncClient) -> httpx.Response:
    answer = await client.get("/docs")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    return answer


async def test_everything_that_the_page_names_is_served_here(
    client: httpx.AsyncClient, page: httpx.Response
) -> None:
    named = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(named) == 5
    for address in named:
        assert not urlsplit(address).netloc
        answer = await client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["content-type"].partition(";")[0] in {
            *MEDIA_TYPES.values(),
            "application/json",
        }
    (described,) = re.findall(r'url: "([^"]+)"', (await client.get("/docs/docs.js")).text)
    assert (await client.get(described)).json()["info"]["title"] == "Aftercall"


async def test_no_script_may_run_but_the_page_s_own(page: httpx.Response) -> None:
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in page.headers["content-security-policy"].split(";")
    )
    assert (policy["default-src"], policy["script-src"], policy["connect-src"]) == (
        "'none'",
        "'self'",
        "'self'",
    )
    assert "unsafe" not in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"<script>|<style|style=|\son\w+=", page.text)


async def test_only_files_of_the_page_are_served(client: httpx.AsyncClient) -> None:
    for name in ("NOTICE", "LICENSE", "..%2Fdocs.html", "docs.html", "oauth2-redirect"):
        answer = await client.get(f"/docs/{name}")
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_route"), name


def test_every_file_beside_the_code_is_in_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    patterns = project["tool"]["setuptools"]["package-data"]["*"]
    beside = [
        path
        for path in (ROOT / "api").rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    ]
    assert len(beside) > len(MEDIA_TYPES)
    assert not [
        path.name for path in beside if not any(path.match(pattern) for pattern in patterns)
    ]
