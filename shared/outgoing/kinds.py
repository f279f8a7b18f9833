"""What each kind of target is sent, and what its receiver's answer means."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never
from uuid import UUID

from shared.db.event_targets import TargetKind
from shared.outgoing import slack, teams
from shared.outgoing.http import Answer, OutgoingRequest
from shared.outgoing.secrets import TargetSecrets


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event to be sent: its body as it is stored, and the zone of the tenant's clock. `both`
    signs with the previous secret, too.
    """

    event_id: UUID
    body: str
    zone: str | None
    at: datetime
    both: bool = False


def request_of(kind: TargetKind, outgoing: Outgoing, target: TargetSecrets) -> OutgoingRequest:
    """Returns the request. The same event makes the same request again, but for its signature."""
    match kind:
        case "webhook":
            body = outgoing.body.encode()
            headers = target.headers(
                str(outgoing.event_id), int(outgoing.at.timestamp()), body, both=outgoing.both
            )
            return OutgoingRequest(target.url, headers, body)
        case "slack":
            return slack.slack_request(target.url, json.loads(outgoing.body), outgoing.zone)
        case "teams":
            return teams.teams_request(target.url, json.loads(outgoing.body), outgoing.zone)
        case _:
            assert_never(kind)


def logged(kind: TargetKind, request: OutgoingRequest) -> str | None:
    """Returns what the log shows of a request besides the event, as JSON. An address that is a
    secret by itself is not in it.
    """
    if kind == "webhook":
        return None
    return json.dumps(
        {"method": request.method, "body": json.loads(request.body)}, ensure_ascii=False
    )


def is_gone(kind: TargetKind, answer: Answer) -> bool:
    """Returns whether the receiver says that it will never take anything again."""
    match kind:
        case "slack":
            return slack.is_gone(answer)
        case "teams":
            return teams.is_gone(answer)
        case _:
            return answer.status == 410
