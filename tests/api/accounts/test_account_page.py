"""The page of one's own account has packaged files, a strict policy, and a script that fits."""

import re

import httpx
import pytest
from fastapi.routing import APIRoute

from api.main import ROUTERS
from api.routes.account_page import FOLDER, MEDIA_TYPES

PAGE = (FOLDER / "account.html").read_text()
SCRIPT = (FOLDER / "account.js").read_text()


async def test_the_page_and_its_files_are_served_with_a_policy(client: httpx.AsyncClient) -> None:
    answer = await client.get("/account")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for name, media_type in MEDIA_TYPES.items():
        answer = await client.get(f"/account/{name}")
        assert answer.headers["content-type"].startswith(media_type)
    for name in ("account.html", "..%2Faccount.py", "secrets.json"):
        assert (await client.get(f"/account/{name}")).status_code == 404


def test_nothing_is_inline_or_from_another_host() -> None:
    assert not re.findall(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=", PAGE)
    assert not re.findall(r"(?:src|href)=\"(?!/|data:,)", PAGE)
    assert "innerHTML" not in SCRIPT
    assert "eval(" not in SCRIPT


def test_the_script_finds_what_it_looks_for() -> None:
    ids = set(re.findall(r'id="([\w-]+)"', PAGE))
    named = set(re.findall(r'"#([\w-]+)[" ]', SCRIPT))
    assert len(named) > 15
    assert named <= ids
    (forms,) = re.findall(r"const FORMS = \[(.*?)\]", SCRIPT)
    assert set(re.findall(r'"([\w-]+)"', forms)) <= ids


@pytest.mark.parametrize("purpose", ["join", "reset", "sign_in", "setup"])
def test_every_kind_of_link_has_its_form(purpose: str) -> None:
    assert f'id="{purpose}"' in PAGE


def test_the_script_asks_routes_that_exist() -> None:
    routes = {
        (method, re.sub(r"\{\w+\}", "*", route.path))
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    asked = re.findall(r'call\("(\w+)", ["`]([^"`]+)["`]', SCRIPT)
    assert len(asked) > 10
    for method, path in asked:
        assert (method, re.sub(r"\$\{[\w.]+\}", "*", path)) in routes, path
