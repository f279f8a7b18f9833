"""Makes the requests of Slack's incoming webhooks: a message in Block Kit, and its text for
notifications.

Sources: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks (answers),
https://docs.slack.dev/messaging/formatting-message-text (escapes) and
https://docs.slack.dev/reference/block-kit/blocks (limits).
"""

import json
from collections.abc import Mapping
from typing import Any

from shared.outgoing.http import Answer, OutgoingRequest
from shared.outgoing.messages import Message, message_of
from shared.outgoing.wording import Wording

# Limits of Slack, in characters.
HEADER, SECTION, FIELD, FIELDS, TEXT = 150, 3000, 2000, 10, 3000
# Said of a webhook that will never take a message again.
_GONE = frozenset(
    {"no_service", "no_service_id", "no_active_hooks", "no_team", "team_disabled", "invalid_token"}
)


def slack_request(
    url: str, event: Mapping[str, Any], zone: str | None, language: str | None = None
) -> OutgoingRequest:
    wording = Wording.of(language)
    message = message_of(event, zone, wording)
    body = {"text": escaped(message.line, TEXT), "blocks": _slack_blocks(message, wording)}
    return OutgoingRequest(url, {}, json.dumps(body, ensure_ascii=False).encode())


def is_gone(answer: Answer) -> bool:
    """Returns whether the webhook was removed, or its channel."""
    return answer.status in (404, 410) or (answer.status == 403 and answer.text.strip() in _GONE)


def escaped(text: str, limit: int) -> str:
    """Escapes what Slack reads as links, mentions and commands, within `limit` characters."""
    text = text[:limit]
    while len(safe := _escape(text)) > limit:
        # An escape has at most five characters.
        text = text[: -max(1, (len(safe) - limit) // 5)]
    return safe


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _slack_blocks(message: Message, wording: Wording) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = [
        {
            "type": "header",
            "text": {"type": "plain_text", "text": message.title[:HEADER], "emoji": False},
        }
    ]
    fields = [
        _mrkdwn(f"*{label}*\n{escaped(value, FIELD - len(label) - 3)}")
        for label, value in message.facts
    ]
    blocks += [
        {"type": "section", "fields": fields[start : start + FIELDS]}
        for start in range(0, len(fields), FIELDS)
    ]
    if message.quote:
        # A line break ends a quotation, and takes two characters here.
        quoted = escaped(message.quote, SECTION // 2).replace("\n", "\n> ")
        blocks.append({"type": "section", "text": _mrkdwn(f"> {quoted}"[:SECTION])})
    if message.text:
        blocks.append({"type": "section", "text": _mrkdwn(escaped(message.text, SECTION))})
    blocks += [
        {"type": "section", "text": _mrkdwn(_line_with_link(text, url, wording))}
        for text, url in message.lines
    ]
    if message.url:
        # A link, because Slack reports a press of a button to the app, which has no address here.
        url, _ = _escape(message.url).replace("|", "%7C"), wording.text
        link = message.link or _("Open the call")
        blocks.append({"type": "section", "text": _mrkdwn(f"<{url}|{link}>")})
    return blocks


def _line_with_link(text: str, url: str | None, wording: Wording) -> str:
    line, _ = escaped(text.replace("\n", " "), SECTION // 2), wording.text
    link = _("Open")
    return f"{line} <{_escape(url).replace('|', '%7C')}|{link}>" if url else line


def _mrkdwn(text: str) -> dict[str, Any]:
    # Verbatim: names of people and channels in it are no mentions.
    return {"type": "mrkdwn", "text": text, "verbatim": True}
