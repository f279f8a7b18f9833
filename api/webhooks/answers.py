"""The answer to an accepted event."""

from fastapi import Response

from api.http.resources import Resources
from api.http.schemas import AcceptedBody
from api.webhooks.incoming_deliveries import note_outcome
from shared.domain.statuses import Sender
from shared.intake.events import Accepted


def accepted_answer(
    resources: Resources, sender: Sender, accepted: Accepted, *, status: int = 202
) -> Response:
    """Counts the event, has its run begun, and returns the ids."""
    resources.metrics.event_received(sender, accepted.outcome)
    note_outcome(accepted.outcome)
    if accepted.wakeup:
        resources.wakeups.send(accepted.wakeup)
    body = AcceptedBody.of(accepted.receipt, base_url=resources.settings.runtime.public_base_url)
    headers = {"Location": body.status_url} if body.status_url else None
    return Response(body.model_dump_json(), status, headers=headers, media_type="application/json")
