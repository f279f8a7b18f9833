"""Makes the requests of Microsoft Teams' Workflows ("When a Teams webhook request is received"): an
Adaptive Card.

Sources: https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
(envelope, 28 KB), https://adaptivecards.io/explorer/TextRun.html (no Markdown in it) and
https://learn.microsoft.com/azure/logic-apps/logic-apps-http-endpoint (202 Accepted).
"""

import json
from collections.abc import Mapping
from typing import Any

from shared.outgoing.http import Answer, OutgoingRequest
from shared.outgoing.messages import Message, message_of
from shared.outgoing.wording import Wording

LARGEST_BYTES = 28 * 1024
# Characters of one text. It is halved until the card is small enough.
TEXT = 4000
_CARD = "application/vnd.microsoft.card.adaptive"


def teams_request(
    url: str, event: Mapping[str, Any], zone: str | None, language: str | None = None
) -> OutgoingRequest:
    wording = Wording.of(language)
    message, longest = message_of(event, zone, wording), TEXT
    while len(body := _adaptive_card(message, longest, wording)) > LARGEST_BYTES:
        longest //= 2
    return OutgoingRequest(url, {}, body)


def is_gone(answer: Answer) -> bool:
    """Returns whether the workflow was deleted."""
    return answer.status == 410 or (answer.status == 404 and "WorkflowNotFound" in answer.text)


def _adaptive_card(message: Message, longest: int, wording: Wording) -> bytes:
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            {
                "type": "TextBlock",
                "text": message.title,
                "size": "Large",
                "weight": "Bolder",
                "wrap": True,
            },
            *(
                _text_runs(
                    {"text": f"{label}: ", "weight": "Bolder"},
                    {"text": _plain_text(value, longest)},
                )
                for label, value in message.facts
            ),
        ],
    }
    if message.quote:
        card["body"].append(
            _text_runs({"text": f"“{_plain_text(message.quote, longest)}”", "italic": True})
        )
    if message.text:
        card["body"].append(_text_runs({"text": _plain_text(message.text, longest)}))
    card["body"] += [_text_runs({"text": _plain_text(text, longest)}) for text, _ in message.lines]
    if message.url:
        _ = wording.text
        title = message.link or _("Open the call")
        action = {"type": "Action.OpenUrl", "title": title, "url": message.url}
        card["actions"] = [action]
    attachment = {"contentType": _CARD, "contentUrl": None, "content": card}
    body = {"type": "message", "attachments": [attachment]}
    return json.dumps(body, ensure_ascii=False).encode()


def _text_runs(*runs: dict[str, Any]) -> dict[str, Any]:
    """Returns a text without Markdown, of which a caller's words could make links."""
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", **run} for run in runs]}


def _plain_text(text: str, longest: int) -> str:
    # Cards replace {{DATE(...)}} and {{TIME(...)}}.
    return text[:longest].replace("{{", "{\u200b{")
