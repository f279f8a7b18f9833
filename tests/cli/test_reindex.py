"""`aftercall reindex`: what it asks of the API, and what it says."""

import json
from typing import Any

import httpx2
import pytest

from cli import client, reindexing
from cli.client import Client
from cli.reindexing import _reindex

Request = tuple[str, str, Any]
QUOTE = {
    "model": "large",
    "dimension": 3,
    "calls": 2,
    "passages": 6,
    "input_tokens": 900,
    "cost_microusd": 120,
}
RUN = {"model": "large", "status": "running", "calls_done": 1, "calls_open": 50, "calls_failed": 0}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """The requests to an API on which no run is going on until one is started."""
    asked: list[Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content) if request.content else None
        asked.append((request.method, request.url.path, body))
        match request.url.path:
            case "/api/search/index":
                is_running = ("POST", "/api/search/reindex") in [each[:2] for each in asked]
                return httpx2.Response(200, json={"reindex": RUN if is_running else None})
            case "/api/search/reindex/quote":
                return httpx2.Response(200, json=QUOTE)
            case _:
                return httpx2.Response(202, json=RUN)

    transport = httpx2.MockTransport(answer)
    monkeypatch.setattr(
        client, "client_of", lambda *_: Client("http://x", key="ac_1", transport=transport)
    )
    return asked


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []
    monkeypatch.setattr(reindexing, "say", told.append)
    return told


def sent(method: str, path: str, body: Any = None) -> Request:
    return (method, path, body)


async def reindex(**options: bool) -> None:
    given = dict.fromkeys(("quote", "yes", "cancel", "as_json"), False) | options
    await _reindex(None, None, **given)


async def test_a_run_is_quoted_then_started_within_its_quote_then_followed(
    asked: list[Request], told: list[str]
) -> None:
    await reindex(quote=True)
    assert told == [
        "6 passages of 2 calls would get vectors of large: about 900 tokens, for about $0.0001."
    ]
    assert {method for method, _, _ in asked} == {"GET"}
    await reindex(yes=True)
    assert asked[-1] == sent("POST", "/api/search/reindex", {"max_cost_microusd": 120})
    await reindex()
    assert asked[-1] == sent("GET", "/api/search/index")
    assert told[-1] == "Vectors of large: running; 1 calls moved, 50 in the queue, 0 failed."
    await reindex(cancel=True, as_json=True)
    assert asked[-1] == sent("POST", "/api/search/reindex/cancel", {})
    assert json.loads(told[-1]) == RUN
