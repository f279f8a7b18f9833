"""Teams gets cards within its limit, in which a caller's words are plain text."""

import json
from typing import Any

import pytest

from shared.outgoing.http import Answer
from shared.outgoing.teams import LARGEST_BYTES, is_gone, teams_request
from tests.support.event_bodies import CALL_ID, full_event, hostile_event, thin_event

URL = "https://prod-1.westus.logic.azure.com/workflows/1/triggers/manual/paths/invoke?sig=x"


def card_of(event: dict[str, Any]) -> dict[str, Any]:
    request = teams_request(URL, event, "Europe/Berlin")
    assert (request.method, request.url, request.headers) == ("POST", URL, {})
    assert len(request.body) <= LARGEST_BYTES
    body = json.loads(request.body)
    (attachment,) = body.pop("attachments")
    assert body == {"type": "message"}
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card: dict[str, Any] = attachment["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    return card


def lines(card: dict[str, Any]) -> list[str]:
    return [
        "".join(run["text"] for run in each["inlines"])
        for each in card["body"]
        if each["type"] == "RichTextBlock"
    ]


def test_a_callback_is_a_card_with_its_time_and_a_link() -> None:
    card = card_of(full_event())
    assert "Callback: Fri 20 Nov 2026, 15:00 to 16:30 (Europe/Berlin)" in lines(card)
    assert "Caller: Ann" in lines(card)
    assert "“call me Friday after two”" in lines(card)
    (action,) = card["actions"]
    assert action["url"] == f"https://aftercall.example/calls/{CALL_ID}"
    assert "Ann" not in json.dumps(card_of(thin_event()))


def test_a_callers_words_are_in_runs_which_know_no_markdown() -> None:
    card = card_of(hostile_event())
    (title,) = [each for each in card["body"] if each["type"] == "TextBlock"]
    assert title["text"] == "Callback due"
    assert {each["type"] for each in card["body"]} == {"TextBlock", "RichTextBlock"}
    assert "{{" not in json.dumps(card)


@pytest.mark.parametrize("character", ["a", '"', "😀"])
def test_a_card_is_small_enough_whatever_was_said(character: str) -> None:
    event, long = hostile_event(), character * 50_000
    content = event["data"]["content"]
    content["summary"] = content["title"] = long
    content["callback"] = dict.fromkeys(content["callback"], long)
    content["lead"] = dict.fromkeys(content["lead"], long)
    assert card_of(event)["actions"]


def test_a_deleted_workflow_is_gone() -> None:
    assert is_gone(Answer(404, '{"error":{"code":"WorkflowNotFound"}}', None))
    assert not is_gone(Answer(404, "", None))
    assert not is_gone(Answer(202, "", None))
