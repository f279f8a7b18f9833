"""Receives webhooks of transcription services: a transcript of a recording, or a failure."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, BinaryIO

import structlog
from fastapi import Header, Request, Response

from api.http.bodies import LARGE_BYTES
from api.http.parameters import EndpointInPath
from api.http.problems import responses
from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from api.http.schemas import AcceptedBody, IgnoredBody
from api.webhooks.acceptance import Acceptance
from api.webhooks.answers import accepted_answer
from api.webhooks.examples import TRANSCRIPTION_EVENTS, TRANSCRIPTION_SCHEMA
from api.webhooks.transcription_intake import record_transcription
from api.webhooks.unused_events import UnknownType, ignore, keep
from shared.db.pool import ALL_TENANTS
from shared.db.recordings import find_tenant_of_recording
from shared.db.unused_events import Owner
from shared.domain.incoming import UnknownEvent
from shared.domain.statuses import Sender
from shared.errors import InvalidRequest, NotFound, Unauthorized
from shared.payloads.tolerant import read_json
from shared.vendors.transcription import webhook as transcription
from shared.vendors.transcription.webhook import SignatureCheck, TranscriptionEvent

log = structlog.get_logger()
router = Router(tags=["webhooks"])

_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"model": IgnoredBody, "description": "An event of an unknown type"},
    **responses(404),
}
_DOCUMENTED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": TRANSCRIPTION_SCHEMA, "examples": TRANSCRIPTION_EVENTS}
        },
    }
}
# For the description only: the required headers depend on how the sender signs.
PlainHeader = Annotated[
    str | None,
    Header(
        alias="X-Webhook-Signature", description="`sha256=` and the hex HMAC-SHA256 of the body."
    ),
]
StandardHeader = Annotated[
    str | None,
    Header(
        alias="webhook-signature",
        description="Or Standard Webhooks, with `webhook-id` and `webhook-timestamp`.",
    ),
]


@router.post(
    "/api/webhooks",
    status_code=202,
    response_model=AcceptedBody,
    responses=_RESPONSES,
    openapi_extra=_DOCUMENTED,
)
async def transcription_event(
    request: Request,
    resources: ResourcesDep,
    _plain: PlainHeader = None,
    _standard: StandardHeader = None,
) -> Response:
    """Records a transcript from a transcription service, or its failure; signed with
    WEBHOOK_SECRET. A repeat returns the same ids.

    The tenant is the recording's. The call's run continues with the transcript, and the audio is
    not transcribed here. When the database does not respond in time a signed event is spooled.
    """
    secrets = resources.settings.ingest.transcription_secrets
    return await _answer_request(
        resources,
        request,
        secrets,
        Owner(None, None, Sender.TRANSCRIPTION),
        resources.acceptor.begin(),
    )


@router.post(
    "/api/webhooks/{endpoint_id}",
    status_code=202,
    response_model=AcceptedBody,
    responses=_RESPONSES,
    openapi_extra=_DOCUMENTED,
)
async def transcription_event_for_tenant(
    endpoint_id: EndpointInPath,
    request: Request,
    resources: ResourcesDep,
    _plain: PlainHeader = None,
    _standard: StandardHeader = None,
) -> Response:
    """Records an event at a tenant's own URL, whose id identifies tenant and secret; only that
    tenant's recordings are known there. When the database does not respond in time a signed event
    is spooled.
    """
    acceptance = resources.acceptor.begin()
    endpoint = await acceptance.endpoint(endpoint_id, Sender.TRANSCRIPTION)
    owner = Owner(endpoint.tenant_id, endpoint.id, Sender.TRANSCRIPTION)
    with resources.deliveries.noting(endpoint):
        secrets = resources.sealer.open_all(endpoint.secrets_sealed, context=endpoint.id)
        return await _answer_request(resources, request, secrets, owner, acceptance)


async def use_stored(resources: Resources, owner: Owner, body: bytes) -> None:
    """Processes an event again whose signature was checked on arrival. Raises InvalidRequest or
    NotFound when it cannot be used.
    """
    await _use_event(resources, owner, await _parsed_event(body))


async def accept_spooled(resources: Resources, owner: Owner, body: bytes) -> None:
    """Accepts a spooled event, whose signature was checked on arrival. Raises NotFound."""
    await _accept(resources, owner, body, signed=True)


async def _answer_request(
    resources: Resources,
    request: Request,
    secrets: Sequence[str],
    owner: Owner,
    acceptance: Acceptance,
) -> Response:
    """Answers an event. The body is read after the headers are checked, and parsed after its
    signature is. Raises Unauthorized.
    """
    check = _signature_check(resources, request, secrets)
    limit = resources.settings.ingest.max_body_bytes
    async with resources.spools.received(
        request,
        memory_bytes=min(LARGE_BYTES, limit),
        max_bytes=limit,
        feed=check.feed if check else _accept_unsigned,
    ) as body:
        if check:
            check.require_match()
        signed = check is not None
        work = _accept(resources, owner, body, signed=signed)
        return await acceptance.record(work, owner, body, signed=signed)


async def _accept(
    resources: Resources, owner: Owner, body: bytes | BinaryIO, *, signed: bool
) -> Response:
    """Accepts an event. A signed event is never lost: one that cannot be used is stored."""
    try:
        return await _use_event(resources, owner, await _parsed_event(body))
    except InvalidRequest as error:
        if not signed:
            raise
        return await keep(resources, owner, body, error)


async def _parsed_event(body: bytes | BinaryIO) -> TranscriptionEvent:
    if not isinstance(body, bytes):
        return await asyncio.to_thread(_parse_file, body)
    if len(body) > LARGE_BYTES:
        return await asyncio.to_thread(_parse, body)
    return _parse(body)


async def _use_event(resources: Resources, owner: Owner, event: TranscriptionEvent) -> Response:
    if isinstance(event, UnknownEvent):
        if event.of_call:
            raise UnknownType
        return await ignore(resources, owner, event)
    tenant_id = owner.tenant_id
    if tenant_id is None:
        async with resources.database.connection(ALL_TENANTS) as conn:
            tenant_id = await find_tenant_of_recording(conn, event.recording_id)
    if tenant_id is None:
        raise NotFound("There is no such recording.")
    async with resources.database.transaction(tenant_id) as conn:
        accepted = await record_transcription(conn, tenant_id, event)
    return accepted_answer(resources, Sender.TRANSCRIPTION, accepted)


def _parse(body: bytes) -> TranscriptionEvent:
    value, notes = read_json(body)
    return transcription.parse_event(value, notes)


def _parse_file(body: BinaryIO) -> TranscriptionEvent:
    body.seek(0)
    return _parse(body.read())


def _signature_check(
    resources: Resources, request: Request, secrets: Sequence[str]
) -> SignatureCheck | None:
    """Returns the check of the signature. None accepts the event: without a configured secret this
    happens only in development.
    """
    if secrets:
        return SignatureCheck(request.headers, secrets=secrets, now=datetime.now(UTC))
    if not resources.settings.runtime.is_development:
        raise Unauthorized(
            "No webhook secret is configured; set WEBHOOK_SECRET or the endpoint's secret.",
            code="no_secret_configured",
        )
    log.warning("unsigned webhook accepted", wakeup="set WEBHOOK_SECRET")
    return None


def _accept_unsigned(_block: bytes) -> None:
    """The event has no signature."""
