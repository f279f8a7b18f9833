"""`aftercall search`: what it asks, and what it shows."""

import io
from typing import Any

import httpx2
import pytest
from rich.console import Console

from cli.client import Client, RequestRefused, client_of
from cli.found_passages import link_of, show_found
from shared.errors import SettingsInvalid, Unauthorized, Unavailable
from tests.api.test_search import BOILER, found, processed
from tests.cli.test_commands import aftercall
from tests.support.people import Team
from worker.resources import Resources


def shown(body: dict[str, Any], **options: Any) -> str:
    console = Console(file=io.StringIO(), width=200, **options)
    show_found(body, "http://x", console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


async def test_passages_are_shown_with_marks_and_a_link_to_their_second(
    team: Team, worker: Resources
) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)
    body = await found(team, "boilr")
    plain = shown(body)
    assert "No passage has 'boilr'; shown instead: boiler" in plain
    assert "customer: My boiler is leaking" in plain
    assert f"http://x/calls/{call_id}#t=6" in plain
    assert "1 passage of 1 call with these words" in plain
    assert "\x1b[1;33mboiler\x1b[0m" in shown(body, force_terminal=True, color_system="standard")
    grouped = shown(await found(team, "boiler", group="call", source=[]))
    assert grouped.startswith("A leaking boiler\n")
    assert grouped.count(f"http://x/calls/{call_id}") == 3
    body["passages"][0]["text"] = "a \x1b[2J b"
    assert "\x1b" not in shown(body)
    assert "0 passages of 0 calls" in shown(await found(team, "xyzzy"))
    body["passages"][0]["start_s"] = None
    assert link_of(body["passages"][0], "http://x") == f"http://x/calls/{call_id}"


def answering(status: int, content: Any) -> httpx2.MockTransport:
    return httpx2.MockTransport(lambda _: httpx2.Response(status, json=content))


async def test_the_api_is_asked_with_a_key_or_the_account_of_this_machine() -> None:
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(200, json={"access_token": "signed-in"})

    for key, password, authorized in (("ac_1", None, "ac_1"), (None, "p", "signed-in")):
        client = Client(
            "http://x/", key=key, password=password, transport=httpx2.MockTransport(answer)
        )
        async with client:
            await client.get("/api/search", {"q": "a b", "source": ["title", "lead"]})
        assert asked[-1].headers["Authorization"] == f"Bearer {authorized}"
        assert str(asked[-1].url) == "http://x/api/search?q=a+b&source=title&source=lead"


async def test_refusals_say_why() -> None:
    with pytest.raises(Unauthorized, match="AFTERCALL_API_KEY"):
        async with Client("http://x", key=None):
            pass
    with pytest.raises(Unauthorized, match="AFTERCALL_API_KEY"):
        async with Client("http://x", key=None, password="p", transport=answering(401, {})):
            pass
    async with Client("http://x", key="k", transport=answering(400, {"detail": "Too long."})) as c:
        with pytest.raises(RequestRefused, match="Too long"):
            await c.get("/api/search", {})
    async with Client("http://127.0.0.1:1", key="k") as c:
        with pytest.raises(Unavailable, match="does not answer"):
            await c.get("/api/search", {})


def test_without_an_installation_the_command_says_what_to_set(tmp_path: Any) -> None:
    done = aftercall("search", "boiler", cwd=tmp_path)
    assert done.returncode == 2
    assert "AFTERCALL_URL" in done.stderr


def test_the_address_may_be_of_another_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("PUBLIC_BASE_URL", "AFTERCALL_URL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SettingsInvalid, match="AFTERCALL_URL"):
        client_of(tmp_path, None)
    assert client_of(tmp_path, "http://y/").base_url == "http://y"
