"""Slack gets messages within its limits, in which a caller's words command nothing."""

import json
from typing import Any

import pytest

from shared.outgoing.http import Answer
from shared.outgoing.slack import escaped, is_gone, slack_request
from tests.support.event_bodies import CALL_ID, full_event, hostile_event, thin_event

URL = "https://hooks.slack.com/services/T0/B0/x"


def sent(event: dict[str, Any], zone: str | None = "America/Los_Angeles") -> dict[str, Any]:
    request = slack_request(URL, event, zone)
    assert (request.method, request.url, request.headers) == ("POST", URL, {})
    body: dict[str, Any] = json.loads(request.body)
    return body


def texts(body: dict[str, Any]) -> list[str]:
    """All texts of the blocks."""
    found = []
    for block in body["blocks"]:
        parts = [*block.get("fields", []), *([block["text"]] if "text" in block else [])]
        assert all(part["verbatim"] for part in parts if part["type"] == "mrkdwn")
        found += [part["text"] for part in parts]
    return found


def test_a_message_is_in_the_teams_language() -> None:
    request = slack_request(URL, full_event(), "Europe/Madrid", "es")
    body = json.loads(request.body)
    assert body["text"].startswith("Devolución de llamada pendiente: A leaking roof: vie, 20 nov")
    assert any("|Abrir la llamada>" in text for text in texts(body))


def test_a_callback_is_told_with_its_time_on_the_tenants_clock() -> None:
    body = sent(full_event())
    assert body["text"] == (
        "Callback due: A leaking roof: Fri 20 Nov 2026, 06:00 to 07:30 (America/Los_Angeles)"
    )
    assert body["blocks"][0]["text"] == {
        "type": "plain_text",
        "text": "Callback due",
        "emoji": False,
    }
    found = texts(body)
    assert "*Callback*\nFri 20 Nov 2026, 06:00 to 07:30 (America/Los_Angeles)" in found
    for text in ("*Reason*\nQuote for the roof", "*Caller*\nAnn", "*Outcome*\nno answer"):
        assert text in found
    assert "> call me Friday after two" in found
    assert found[-1] == f"<https://aftercall.example/calls/{CALL_ID}|Open the call>"
    assert "14:00 to 15:30 (UTC)" in json.dumps(sent(full_event(), None))


def test_a_thin_event_tells_nothing_that_was_said() -> None:
    written = json.dumps(sent(thin_event()))
    assert "Open the call" in written
    for words in ("Ann", "roof", "+1415", "Friday after"):
        assert words not in written


def test_a_callers_words_are_no_mentions_links_or_commands() -> None:
    body = sent(hostile_event())
    for text in (body["text"], *texts(body)[1:-1]):
        assert "<" not in text
        assert "&" not in text.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
    # A quotation stays one over line breaks.
    (quote,) = [text for text in texts(body) if text.startswith("> ")]
    assert all(line.startswith("> ") for line in quote.split("\n"))


@pytest.mark.parametrize("character", ["a", "<", "&", "\n", "😀"])
def test_a_message_stays_within_slacks_limits(character: str) -> None:
    event = hostile_event()
    content, long = event["data"]["content"], character * 20_000
    content["summary"] = content["title"] = long
    content["callback"] = dict.fromkeys(content["callback"], long)
    content["lead"] = dict.fromkeys(content["lead"], long)
    body = sent(event)
    assert len(body["blocks"]) <= 50
    for block in body["blocks"]:
        assert len(block.get("fields", [])) <= 10
        assert all(len(field["text"]) <= 2000 for field in block.get("fields", []))
        assert len(block.get("text", {"text": ""})["text"]) <= 3000


def test_no_escape_is_cut_in_two() -> None:
    assert escaped("a<<<", 10) == "a&lt;&lt;"
    assert escaped("&" * 50, 12) == "&amp;&amp;"


@pytest.mark.parametrize(
    ("status", "text", "gone"),
    [
        (200, "ok", False),
        (400, "invalid_payload", False),
        (403, "action_prohibited", False),
        (403, "invalid_token\n", True),
        (404, "no_service", True),
        (410, "channel_is_archived", True),
        (500, "rollup_error", False),
    ],
)
def test_slacks_last_words_are_understood(status: int, text: str, gone: bool) -> None:
    assert is_gone(Answer(status, text, None)) is gone
