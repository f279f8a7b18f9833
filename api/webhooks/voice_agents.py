"""Receives the finished calls of Vapi and Retell, each at a tenant's own URL."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, BinaryIO

from fastapi import Header, Request, Response

from api.http.bodies import LARGE_BYTES
from api.http.parameters import EndpointInPath
from api.http.problems import responses
from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from api.http.schemas import AcceptedBody, IgnoredBody
from api.webhooks.answers import accepted_answer
from api.webhooks.audio_intake import agent_of_event
from api.webhooks.examples import (
    RETELL_EVENTS,
    RETELL_SCHEMA,
    VAPI_EVENTS,
    VAPI_SCHEMA,
)
from api.webhooks.unused_events import UnknownType, ignore, keep
from shared.db.unused_events import Owner
from shared.domain.incoming import IncomingCall, IncomingEvent, UnknownEvent
from shared.domain.statuses import Sender
from shared.errors import InvalidRequest, Unauthorized
from shared.intake.calls import record_call
from shared.vendors.retell import webhook as retell
from shared.vendors.vapi import webhook as vapi

router = Router(tags=["webhooks"])

_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"model": IgnoredBody, "description": "An event that concerns no finished call"},
    **responses(404),
}


@dataclass(frozen=True, slots=True)
class Platform:
    """How events of a sender are authenticated and read."""

    sender: Sender
    require: Callable[..., None]
    parse: Callable[[bytes], IncomingEvent]


VAPI = Platform(Sender.VAPI, vapi.require_secret, vapi.parse_body)
RETELL = Platform(Sender.RETELL, retell.require_signature, retell.parse_body)
PLATFORMS = {each.sender: each for each in (VAPI, RETELL)}


def _documented(schema: dict[str, Any], examples: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": schema, "examples": examples}}
    return {"requestBody": {"required": True, "content": content}}


@router.post(
    "/api/webhooks/vapi/{endpoint_id}",
    status_code=202,
    response_model=AcceptedBody,
    responses=_RESPONSES,
    openapi_extra=_documented(VAPI_SCHEMA, VAPI_EVENTS),
)
async def vapi_event(
    endpoint_id: EndpointInPath,
    request: Request,
    resources: ResourcesDep,
    _secret: Annotated[
        str | None, Header(alias="X-Vapi-Secret", description="The endpoint's secret.")
    ] = None,
    _signature: Annotated[
        str | None,
        Header(
            alias="X-Vapi-Signature",
            description=(
                "Or the hex HMAC-SHA256 of the body; of X-Vapi-Timestamp, a point and the body"
                " where that header is sent. A Bearer token with the secret is taken, too."
            ),
        ),
    ] = None,
) -> Response:
    """Records Vapi's end-of-call report and answers before any processing. A repeat returns the
    same ids, and other messages are ignored. Unknown assistants are registered as agents.
    """
    return await _receive(resources, request, endpoint_id, VAPI)


@router.post(
    "/api/webhooks/retell/{endpoint_id}",
    status_code=202,
    response_model=AcceptedBody,
    responses=_RESPONSES,
    openapi_extra=_documented(RETELL_SCHEMA, RETELL_EVENTS),
)
async def retell_event(
    endpoint_id: EndpointInPath,
    request: Request,
    resources: ResourcesDep,
    _signature: Annotated[
        str | None,
        Header(
            alias="X-Retell-Signature",
            description=(
                "`v=<unix milliseconds>,d=<hex hmac-sha256 of body and v>`, by the API key with the"
                " webhook badge."
            ),
        ),
    ] = None,
) -> Response:
    """Records Retell's `call_ended` or `call_analyzed` and answers before any processing. A repeat
    returns the same ids, and other events are ignored. Unknown agents are registered.
    """
    return await _receive(resources, request, endpoint_id, RETELL)


async def use_stored(resources: Resources, owner: Owner, body: bytes) -> None:
    """Processes an event again whose signature was checked on arrival. Raises InvalidRequest when
    it still cannot be used.
    """
    await _use(resources, owner, await asyncio.to_thread(PLATFORMS[owner.source].parse, body))


async def accept_spooled(resources: Resources, owner: Owner, body: bytes) -> None:
    """Accepts a spooled event, whose signature was checked on arrival."""
    await _accept(resources, owner, body, body)


async def _receive(
    resources: Resources, request: Request, endpoint_id: str, platform: Platform
) -> Response:
    acceptance = resources.acceptor.begin()
    endpoint = await acceptance.endpoint(endpoint_id, platform.sender)
    owner = Owner(endpoint.tenant_id, endpoint.id, platform.sender)
    limit = resources.settings.ingest.max_body_bytes
    with resources.deliveries.noting(endpoint):
        secrets = resources.sealer.open_all(endpoint.secrets_sealed, context=endpoint.id)
        if not secrets:
            raise Unauthorized(
                "This URL has no secret yet: set it with PUT"
                " /api/webhook-endpoints/{endpoint_id}/secret.",
                code="no_secret_configured",
            )
        async with resources.spools.received(
            request,
            memory_bytes=min(LARGE_BYTES, limit),
            max_bytes=limit,
            feed=lambda _block: None,
        ) as received:
            body = received if isinstance(received, bytes) else await _read_whole(received)
            await asyncio.to_thread(
                platform.require,
                request.headers,
                body,
                secrets,
                now=datetime.now(UTC),
                tolerance_s=resources.settings.ingest.signature_tolerance_s,
            )
            resources.admission.require_room_for_webhook()
            work = _accept(resources, owner, body, received)
            return await acceptance.record(work, owner, received)


async def _accept(
    resources: Resources, owner: Owner, body: bytes, received: bytes | BinaryIO
) -> Response:
    """Accepts an event. A signed one is never lost: one that cannot be used is stored."""
    try:
        event = await asyncio.to_thread(PLATFORMS[owner.source].parse, body)
        return await _use(resources, owner, event)
    except InvalidRequest as error:
        return await keep(resources, owner, received, error)


async def _use(resources: Resources, owner: Owner, event: IncomingEvent) -> Response:
    if isinstance(event, UnknownEvent):
        return await ignore(resources, owner, event)
    if not isinstance(event, IncomingCall) or owner.tenant_id is None:
        raise UnknownType
    async with resources.database.transaction(owner.tenant_id) as conn:
        agent_id = await agent_of_event(conn, owner.tenant_id, event)
        accepted = await record_call(conn, owner.tenant_id, agent_id, event)
    return accepted_answer(resources, owner.source, accepted)


async def _read_whole(file: BinaryIO) -> bytes:
    def read() -> bytes:
        file.seek(0)
        return file.read()

    return await asyncio.to_thread(read)
