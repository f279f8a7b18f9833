"""`aftercall ask`: what it sends, and what it shows."""

import io
from typing import Any

import httpx2
from rich.console import Console

from cli.client import Client
from cli.shown_answers import show_answer, show_quote
from tests.api.test_ask import BOILER, asked, processed
from tests.support.people import Team
from worker.resources import Resources


def shown(show: Any, *what: Any) -> str:
    console = Console(file=io.StringIO(), width=200)
    show(*what, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


async def test_answers_are_shown_with_links_to_their_seconds(team: Team, worker: Resources) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)
    answer = await asked(team, "How much is a new boiler?")
    text = shown(show_answer, answer, "http://x")
    assert "“A new boiler is twelve hundred and fifty dollars, fitted.”" in text
    assert f"  http://x/calls/{call_id}#t=12,18" in text
    assert "without a hosted model no answer is written" in text
    assert "1 of 1 call read" in text
    assert f"--thread {answer['thread_id']}" in text
    counted = shown(show_answer, await asked(team, "list every call about a refund"), "http://x")
    assert counted.startswith("1 call, with refund… in a passage of the transcript.\n- 2026-11-18")
    answer["parts"][0]["text"] = "a \x1b[2J b"
    answer["parts"][0]["citations"][0]["stale"] = True
    answer["dropped"]["total"] = 2
    answer["cost"]["cost_microusd"] = 1500
    text = shown(show_answer, answer, "http://x")
    assert "\x1b" not in text
    assert "the transcript has changed since" in text
    assert "2 sentences of the model dropped: not proved\n$0.0015" in text
    quote = (await team.post("/api/ask/quote", {"question": "how many calls?"})).json()
    assert shown(show_quote, quote) == "It asks no model and costs nothing.\n"
    quote |= {"requests": 2, "cost_microusd": 60_000, "needs_max_cost": True}
    assert "2 requests, 0 tokens, $0.0600." in shown(show_quote, quote)
    assert "--max-cost" in shown(show_quote, quote)


async def test_a_question_is_posted_as_json() -> None:
    sent: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return httpx2.Response(200, json={})

    transport = httpx2.MockTransport(answer)
    async with Client("http://x", key="ac_1", transport=transport) as client:
        await client.post("/api/ask", {"question": "how many?"})
    assert (sent[0].method, sent[0].url.path) == ("POST", "/api/ask")
    assert sent[0].content == b'{"question":"how many?"}'
