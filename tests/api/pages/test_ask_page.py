"""The page of questions."""

import httpx

from api.pages.languages import duration
from tests.api.pages.test_pages import HOSTILE, browser
from tests.api.test_ask import BOILER, asked, processed
from tests.support.calls import CALLBACK_TURNS
from tests.support.people import Team
from worker.resources import Resources

__all__ = ["browser"]


async def test_answers_are_shown_with_what_plays_their_words(
    browser: httpx.AsyncClient, team: Team, worker: Resources
) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)
    await processed(team, worker, "conv_2", CALLBACK_TURNS)
    answer = await asked(team, "How much is a new boiler?")
    thread = answer["thread_id"]
    for question in (
        "list every call",
        "which callbacks are open",
        "which leads are from Portland",
        "top requests",
        "summarise these calls",
        "history of Nobody Atall",
    ):
        await asked(team, question, thread_id=thread)
    text = (await browser.get(f"/ask?thread={thread}")).text
    assert "A new boiler is twelve hundred and fifty dollars, fitted." in text
    assert f'data-cite="{call_id}" data-from="12.0" data-until="18.0"' in text
    assert f"/calls/{call_id}#t=12,18" in text
    # A callback is listed with the words that ask for it.
    open_ones = text[text.index("which callbacks are open") :]
    assert open_ones.index("call me back tomorrow at three") < open_ones.index("which leads")
    assert "2 of 2 calls were read." in text
    assert "without a hosted model no answer is written" in text
    assert f'href="/ask?thread={thread}"' in (await browser.get("/ask")).text
    assert (
        await browser.get("/ask?thread=01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10")
    ).status_code == 404


async def test_what_callers_say_is_no_markup(
    browser: httpx.AsyncClient, team: Team, worker: Resources
) -> None:
    said = " boiler ".join(HOSTILE[:-1])
    await processed(team, worker, "conv_1", (("user", said), ("agent", "A boiler.")))
    answer = await asked(team, f"boiler {HOSTILE[0]}")
    await asked(team, "list every call about a boiler", thread_id=answer["thread_id"])
    text = (await browser.get(f"/ask?thread={answer['thread_id']}")).text
    assert "alert(1)" in text
    for each in HOSTILE[:3]:
        assert each not in text


async def test_lengths_of_calls_are_shown(
    browser: httpx.AsyncClient, team: Team, worker: Resources
) -> None:
    await processed(team, worker, "conv_1", BOILER)
    longest = await asked(team, "longest call")
    thread = longest["thread_id"]
    await asked(team, "average call length per agent", thread_id=thread)
    (item,) = [part for part in longest["parts"] if part["kind"] == "item"]
    text = (await browser.get(f"/ask?thread={thread}")).text
    assert text.count(f" · {duration(item['data']['duration_s'])}") == 2
