"""The page of one's own account has packaged files, a strict policy, and a script that fits."""

import re

import httpx
import pytest
from fastapi.routing import APIRoute

from api.main import ROUTERS
from api.pages.account import FOLDER, MEDIA_TYPES
from api.pages.languages import reader_of
from api.pages.rendering import render_account

PAGE = bytes(render_account(reader_of("en", ()), {}).body).decode()
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


@pytest.mark.parametrize(
    ("asked", "says"), [("de-CH,en", "Passwort"), ("es", "Contraseña"), ("xx", "Password")]
)
async def test_the_page_is_in_the_readers_language(
    client: httpx.AsyncClient, asked: str, says: str
) -> None:
    answer = await client.get("/account", headers={"Accept-Language": asked})
    assert f"<label>{says} <input" in answer.text
    assert "Accept-Language" in answer.headers["vary"]


def test_the_script_has_its_texts_from_the_page() -> None:
    names = set(re.findall(r"\btexts\.(\w+)", SCRIPT))
    given = re.findall(r"\sdata-([\w-]+)=", PAGE[PAGE.index('<template id="texts"') :])
    assert len(names) > 15
    assert names <= {re.sub(r"-(\w)", lambda m: m[1].upper(), name) for name in given}


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
