"""What each kind of target is sent, what people are shown of it, and what its receiver's answer
means.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, assert_never
from urllib.parse import urlsplit
from uuid import UUID

from shared.db.event_targets import TargetKind
from shared.outgoing import slack, teams
from shared.outgoing.http import Answer, OutgoingRequest
from shared.outgoing.secrets import TargetSecrets, repeated_forms
from shared.outgoing.template import RequestTemplate, facts_of, template_request

MASK = "***"
# What is shorter is no secret, and would mask what has nothing to do with it.
SHORTEST_SECRET = 4
# The URL of a chat is a secret by itself.
HttpKind = Literal["webhook", "slack", "teams", "template"]
CHATS: frozenset[TargetKind] = frozenset({"slack", "teams"})


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event to be sent: its body as it is stored, the zone of the tenant's clock and the
    language of its messages. `both` signs with the previous secret, too.
    """

    event_id: UUID
    body: str
    zone: str | None
    at: datetime
    language: str | None = None
    both: bool = False


def request_of(kind: HttpKind, outgoing: Outgoing, target: TargetSecrets) -> OutgoingRequest:
    """Returns the request. The same event makes the same request again, but for its signature.
    Raises NothingToSend and Permanent for a `template`.
    """
    match kind:
        case "webhook":
            body = outgoing.body.encode()
            headers = target.headers(
                str(outgoing.event_id), int(outgoing.at.timestamp()), body, both=outgoing.both
            )
            return OutgoingRequest(target.url, headers, body)
        case "slack":
            return slack.slack_request(
                target.url, json.loads(outgoing.body), outgoing.zone, outgoing.language
            )
        case "teams":
            return teams.teams_request(
                target.url, json.loads(outgoing.body), outgoing.zone, outgoing.language
            )
        case "template":
            event_id, event = str(outgoing.event_id), json.loads(outgoing.body)
            facts = facts_of(event_id, event, outgoing.zone, target.inputs, target.secret_values)
            made = template_request(target.request or RequestTemplate(), target.url, facts)
            own = {"webhook-id": event_id, **target.authorization()}
            return replace(made, headers={**own, **made.headers})
        case _:
            assert_never(kind)


def shown_request(kind: HttpKind, outgoing: Outgoing, target: TargetSecrets) -> dict[str, Any]:
    """Returns a request as people may see it: its secrets are masked. Raises as `request_of`."""
    names = {name: f"SECRET_{name}" for name in target.secret_values}
    masked = target.model_copy(update={"secret_values": names})
    made = request_of(kind, outgoing, masked)
    hidden = target.authorization()
    headers = {name: MASK if name in hidden else of for name, of in made.headers.items()}
    if kind == "template" and target.request and target.request.token:
        headers["Authorization"] = MASK
    return {
        "method": made.method,
        "url": shown_url(kind, made.url),
        "headers": headers,
        "body": json.loads(made.body) if made.body else None,
    }


def shown_url(kind: TargetKind, url: str) -> str:
    if kind not in CHATS:
        return url
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/…"


def masked_text(text: str, target: TargetSecrets, tokens: Iterable[str] = ()) -> str:
    """Returns a receiver's answer without the secrets and access tokens that it repeats, also when
    its end cuts one off.
    """
    secrets = target.confidential() | repeated_forms(tokens)
    hidden = [each for each in secrets if len(each) >= SHORTEST_SECRET]
    for each in sorted(hidden, key=len, reverse=True):
        text = text.replace(each, MASK)
    for each in hidden:
        for length in range(min(len(each) - 1, len(text)), SHORTEST_SECRET - 1, -1):
            if text.endswith(each[:length]):
                text = text[:-length] + MASK
                break
    return text


def is_delivered(kind: TargetKind, answer: Answer, target: TargetSecrets) -> bool:
    wanted = target.request.success_location if kind == "template" and target.request else None
    if wanted:
        return 300 <= answer.status < 400 and answer.location.startswith(wanted)
    return 200 <= answer.status < 300


def is_gone(kind: TargetKind, answer: Answer) -> bool:
    """Returns whether the receiver says that it will never take anything again."""
    match kind:
        case "slack":
            return slack.is_gone(answer)
        case "teams":
            return teams.is_gone(answer)
        case _:
            return answer.status == 410
