"""ElevenLabs tells us that a call ended."""

from datetime import UTC, datetime
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse

from api.bodies import parsed, read_body
from api.dependencies import Resources, ResourcesDep
from api.intake import Accepted, decoded, record_audio, record_call
from api.problems import responses
from api.routes.webhooks.examples import ELEVENLABS_EVENTS
from api.schemas import AcceptedBody, IgnoredBody
from shared.db.agents import ensure_agent, find_agent
from shared.db.inbound import hold_inbound, lock_agent_id
from shared.db.pool import Connection
from shared.db.webhook_endpoints import find_endpoint
from shared.domain.ids import AgentId, RecordingId, TenantId, new_id
from shared.domain.incoming import IncomingAudio, IncomingCall, IncomingEvent, UnknownEvent
from shared.domain.statuses import Sender
from shared.errors import Conflict, InvalidRequest, NotFound, Unauthorized
from shared.senders import elevenlabs

log = structlog.get_logger()
router = APIRouter(tags=["webhooks"])

SignatureHeader = Annotated[
    str | None, Header(alias="ElevenLabs-Signature", description="`t=<unix seconds>,v0=<hex hmac-sha256 of t.body>`")
]
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"model": IgnoredBody, "description": "An event of an unknown type"},
    **responses(400, 401, 404, 408, 413, 503),
}
_DOCUMENTED: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/json": {"examples": ELEVENLABS_EVENTS}}}
}


@router.post(
    "/api/webhooks/elevenlabs/call-ended",
    status_code=202,
    response_model=AcceptedBody,
    responses=_RESPONSES,
    openapi_extra=_DOCUMENTED,
)
async def call_ended(request: Request, resources: ResourcesDep, signature: SignatureHeader = None) -> Response:
    """Records the event and answers before any processing. A repeat answers the same ids.

    The tenant is the one that registered the event's agent id. A signed event of an unknown agent is
    kept, and processed as soon as the agent is registered.
    """
    body = await read_body(request, max_bytes=resources.settings.ingest.max_body_bytes)
    signed = _verify(resources, signature, body, resources.settings.ingest.elevenlabs_secrets)
    payload, event = await parsed(body, _parse)
    if isinstance(event, UnknownEvent):
        return _ignored(event)
    async with resources.database.transaction() as conn:
        agent = await find_agent(conn, event.agent_external_id or "")
        held = agent is None and signed and await _hold(conn, event, payload)
        agent = agent or await find_agent(conn, event.agent_external_id or "")
    if agent is None:
        raise NotFound(_unknown_agent(event.agent_external_id or "", held=bool(held)))
    return await _accept(resources, agent.tenant_id, event, payload, agent_id=agent.id)


@router.post(
    "/api/webhooks/elevenlabs/call-ended/{endpoint_id}",
    status_code=202,
    response_model=AcceptedBody,
    responses=_RESPONSES,
    openapi_extra=_DOCUMENTED,
)
async def call_ended_for_tenant(
    endpoint_id: str, request: Request, resources: ResourcesDep, signature: SignatureHeader = None
) -> Response:
    """A tenant's own URL: its id names tenant and secret. Agents seen for the first time are registered."""
    body = await read_body(request, max_bytes=resources.settings.ingest.max_body_bytes)
    async with resources.database.connection() as conn:
        endpoint = await find_endpoint(conn, endpoint_id)
    if endpoint is None or endpoint.source is not Sender.ELEVENLABS:
        raise NotFound("There is no such webhook endpoint.")
    secrets = tuple(resources.sealer.open(sealed, context=endpoint.id) for sealed in endpoint.secrets_sealed)
    _verify(resources, signature, body, secrets)
    payload, event = await parsed(body, _parse)
    if isinstance(event, UnknownEvent):
        return _ignored(event)
    return await _accept(resources, endpoint.tenant_id, event, payload, agent_id=None)


def _parse(body: bytes) -> tuple[dict[str, Any], IncomingEvent]:
    payload = elevenlabs.parse_json(body)
    return payload, elevenlabs.parse_event(payload)


def _verify(resources: Resources, signature: str | None, body: bytes, secrets: tuple[str, ...]) -> bool:
    """True when signed. Without a configured secret only development lets an event pass."""
    if secrets:
        tolerance_s = resources.settings.ingest.signature_tolerance_s
        elevenlabs.verify_signature(signature, body, secrets=secrets, now=datetime.now(UTC), tolerance_s=tolerance_s)
        return True
    if not resources.settings.runtime.is_development:
        raise Unauthorized("No webhook secret is configured; set ELEVENLABS_WEBHOOK_SECRET or the endpoint's secret.")
    log.warning("unsigned webhook accepted", hint="set ELEVENLABS_WEBHOOK_SECRET")
    return False


async def _hold(conn: Connection, event: IncomingCall | IncomingAudio, payload: dict[str, Any]) -> bool:
    """Keeps the event, unless its agent was registered while we waited for the lock."""
    external_id = event.agent_external_id or ""
    await lock_agent_id(conn, external_id)
    if await find_agent(conn, external_id):
        return False
    return await hold_inbound(
        conn,
        source=event.source,
        event_type=event.event_type,
        event_key=event.event_key,
        agent_external_id=external_id,
        payload=payload,
    )


async def _accept(
    resources: Resources,
    tenant_id: TenantId,
    event: IncomingCall | IncomingAudio,
    payload: dict[str, Any],
    *,
    agent_id: AgentId | None,
) -> Response:
    match event:
        case IncomingCall():
            async with resources.database.transaction() as conn:
                agent_id = agent_id or await _ensure_agent(conn, tenant_id, event)
                accepted = await record_call(conn, tenant_id, agent_id, event, payload)
        case IncomingAudio():
            accepted = await accept_audio(resources, tenant_id, event, agent_id=agent_id)
    if accepted.hint:
        resources.hints.send(accepted.hint)
    return _answer(resources, accepted)


async def accept_audio(
    resources: Resources, tenant_id: TenantId, event: IncomingAudio, *, agent_id: AgentId | None
) -> Accepted:
    """Stores the audio, then records it; the file of what is certainly not recorded is removed again.

    With the database away the file stays: the commit may have happened though its reply was lost.
    """
    recording_id = RecordingId(new_id())
    limit = resources.settings.ingest.max_recording_bytes
    file = await resources.storage.write(recording_id, decoded(event.audio_base64), max_bytes=limit)
    try:
        async with resources.database.transaction() as conn:
            agent_id = agent_id or await _ensure_agent(conn, tenant_id, event)
            accepted = await record_audio(conn, tenant_id, agent_id, event, recording_id=recording_id, file=file)
    except (Conflict, InvalidRequest):
        await resources.storage.delete(recording_id)
        raise
    if not accepted.created:
        await resources.storage.delete(recording_id)
    return accepted


async def _ensure_agent(conn: Connection, tenant_id: TenantId, event: IncomingCall | IncomingAudio) -> AgentId:
    external_id = event.agent_external_id or ""
    name = event.agent_name if isinstance(event, IncomingCall) else None
    return await ensure_agent(conn, tenant_id, external_id=external_id, name=(name or external_id)[:200])


def _answer(resources: Resources, accepted: Accepted) -> Response:
    body = AcceptedBody.of(accepted.receipt, base_url=resources.settings.runtime.public_base_url)
    headers = {"Location": body.status_url} if body.status_url else None
    status = resources.settings.ingest.elevenlabs_ack_status
    return JSONResponse(body.model_dump(mode="json"), status, headers=headers)


def _ignored(event: UnknownEvent) -> Response:
    log.info("webhook event ignored", event_type=event.event_type)
    return JSONResponse(IgnoredBody(status="ignored").model_dump(), 200)


def _unknown_agent(external_id: str, *, held: bool) -> str:
    kept = " The event is kept and will be processed then." if held else ""
    return f"No tenant has registered the agent id {external_id!r}. Register it with POST /api/agents.{kept}"
