"""Receives Cal.com's webhooks: a booking was moved or cancelled there.

Source: cal.com/docs/developing/guides/automation/webhooks. The signature is the hex HMAC-SHA256 of
the body in X-Cal-Signature-256.
"""

import hmac
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

import structlog
from fastapi import Header, Request, Response

from api.http.bodies import read_body
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from shared.db.booking_agreement import compare_soon
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import CallbackId
from shared.errors import InvalidRequest, Unauthorized
from shared.payloads.tolerant import read_json
from shared.vendors.calcom.scheduler import MARK, PROVIDER

log = structlog.get_logger()
router = Router(tags=["webhooks"])

MAX_BYTES = 2**20
LONGEST_REFERENCE = 200
_SCHEMA = {
    "type": "object",
    "properties": {
        "triggerEvent": {"type": "string", "description": "What happened; any is taken."},
        "payload": {
            "type": "object",
            "description": "The booking.",
            "properties": {
                "uid": {"type": "string", "description": "The booking's id."},
                "rescheduleUid": {
                    "type": "string",
                    "description": "The id of the booking that it replaces.",
                },
                "metadata": {
                    "type": "object",
                    "description": f"What was stored with it; `{MARK}` names the callback.",
                },
            },
        },
    },
}
_EXAMPLE = {
    "triggerEvent": "BOOKING_RESCHEDULED",
    "createdAt": "2026-11-30T10:00:00.000Z",
    "payload": {
        "uid": "bFJeNb2uX8ANpT3JL5EfXw",
        "rescheduleUid": "4C8mfHDt1mWvF1bkYjxhKh",
        "startTime": "2026-12-01T15:00:00Z",
        "status": "ACCEPTED",
        "metadata": {MARK: "01938f5e-7a00-7d11-8c3b-6a1f0e9d2c33"},
    },
}


@router.post(
    "/api/webhooks/calcom",
    status_code=202,
    response_class=Response,
    responses=responses(400, 401),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": _SCHEMA, "examples": {"moved": {"value": _EXAMPLE}}}
            },
        }
    },
)
async def calcom_event(
    request: Request,
    resources: ResourcesDep,
    _signature: Annotated[
        str | None,
        Header(
            alias="X-Cal-Signature-256",
            description="The hex HMAC-SHA256 of the body with CALCOM_WEBHOOK_SECRET.",
        ),
    ] = None,
) -> Response:
    """Has the callbacks of the booking compared with the calendar, whatever the event says: the
    calendar itself says what counts, so repeats and late events change nothing.
    """
    secrets = resources.settings.calcom.webhook_secrets
    body = await read_body(request, max_bytes=MAX_BYTES)
    given = request.headers.get("x-cal-signature-256", "")
    if not secrets:
        raise Unauthorized(
            "This installation takes no webhooks of Cal.com: CALCOM_WEBHOOK_SECRET is not set.",
            code="no_secret_configured",
        )
    if not given:
        raise Unauthorized("X-Cal-Signature-256 is missing.", code="signature_missing")
    expected = [hmac.new(each.encode(), body, sha256).hexdigest() for each in secrets]
    # All are compared, so that the time says nothing about which one matches.
    matches = [hmac.compare_digest(each.encode(), given.strip().encode()) for each in expected]
    if not any(matches):
        raise Unauthorized(
            "The signature does not match the body and CALCOM_WEBHOOK_SECRET.",
            code="signature_mismatch",
        )
    try:
        event, _ = read_json(body)
    except InvalidRequest:
        event = None
    references, callback_id = _bookings_named_in(event)
    if references or callback_id:
        work = _compare(resources.database, references, callback_id)
        count = await resources.acceptor.begin().within(work)
        log.info("Cal.com reports a booking", callbacks=count)
    return Response(status_code=202)


async def _compare(
    database: Database, references: list[str], callback_id: CallbackId | None
) -> int:
    async with database.connection(ALL_TENANTS) as conn:
        return await compare_soon(conn, PROVIDER, references, callback_id)


def _bookings_named_in(event: Any) -> tuple[list[str], CallbackId | None]:
    """Returns the bookings that an event names, and the callback in its metadata."""
    payload = event.get("payload") if isinstance(event, dict) else None
    if not isinstance(payload, dict):
        return [], None
    references = [
        uid
        for name in ("uid", "rescheduleUid")
        if isinstance(uid := payload.get(name), str) and 0 < len(uid) <= LONGEST_REFERENCE
    ]
    metadata = payload.get("metadata")
    marked = metadata.get(MARK) if isinstance(metadata, dict) else None
    try:
        return references, CallbackId(UUID(marked)) if isinstance(marked, str) else None
    except ValueError:
        return references, None
