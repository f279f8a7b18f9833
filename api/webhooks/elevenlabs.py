"""Receives ElevenLabs' events of finished calls."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, BinaryIO

import structlog
from fastapi import Request, Response

from api.http.bodies import LARGE_BYTES, RawRoute
from api.http.parameters import EndpointInPath
from api.http.problems import responses
from api.http.resources import Resources, ResourcesDep, resources_of
from api.http.router import Router
from api.http.schemas import AcceptedBody, IgnoredBody
from api.webhooks.answers import accepted_answer
from api.webhooks.audio_intake import accept_audio, agent_of_event, hold, hold_audio
from api.webhooks.examples import ELEVENLABS_EVENTS, ELEVENLABS_SCHEMA
from api.webhooks.unused_events import UnknownType, ignore, keep
from shared.db.agents import Agent, find_agent
from shared.db.call_batch import NewCall
from shared.db.inbound import Holding, Receipt
from shared.db.pool import ALL_TENANTS
from shared.db.tenant_deletion import is_sender_erased
from shared.db.unused_events import Owner
from shared.domain.ids import AgentId, TenantId
from shared.domain.incoming import IncomingAudio, IncomingCall, IncomingEvent, UnknownEvent
from shared.domain.statuses import Sender
from shared.errors import InvalidRequest, NotFound, Unauthorized
from shared.intake.calls import record_call
from shared.intake.events import Accepted
from shared.payloads.tolerant import read_json
from shared.telemetry.tracing import current_traceparent
from shared.vendors.elevenlabs import webhook as elevenlabs
from shared.vendors.elevenlabs.signature import SignatureCheck
from shared.vendors.elevenlabs.webhook import Named

log = structlog.get_logger()
shared_url = Router(tags=["webhooks"], route_class=RawRoute)
router = Router(tags=["webhooks"])

# The largest body whose event is recorded together with others.
SHARED_BYTES = 64 * 1024


class UnknownAgent(NotFound):
    """The agent is not registered; `held` events are recorded when it is. An agent of a deleted
    tenant is `erased`: its events are not stored.
    """

    def __init__(self, external_id: str, *, held: bool = False, erased: bool = False) -> None:
        promise = " The event is stored and will be processed then." if held else ""
        super().__init__(
            f"No tenant has the agent id {external_id!r}. Register it with POST /api/agents; with"
            f" several tenants the operator assigns it.{promise}"
        )
        self.held, self.erased = held, erased


_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"model": IgnoredBody, "description": "An event that concerns no call"},
    **responses(404),
}
# Read from the request: a dependency would cost as much as reading the event.
_DOCUMENTED: dict[str, Any] = {
    "parameters": [
        {
            "name": "ElevenLabs-Signature",
            "in": "header",
            "required": False,
            "schema": {
                "anyOf": [{"type": "string"}, {"type": "null"}],
                "title": "Elevenlabs-Signature",
            },
            "description": "`t=<unix seconds>,v0=<hex hmac-sha256 of t.body>`",
        }
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": ELEVENLABS_SCHEMA, "examples": ELEVENLABS_EVENTS}
        },
    },
}


@shared_url.post(
    "/api/webhooks/elevenlabs/call-ended",
    status_code=202,
    response_model=AcceptedBody,
    responses=_RESPONSES,
    openapi_extra=_DOCUMENTED,
)
async def call_ended(request: Request) -> Response:
    """Records the event and answers before any processing. A repeat returns the same ids.

    The tenant is the one that has proved the event's agent to be its own, or that the operator
    assigned it to. A signed event of an agent without a tenant is held, and processed as soon as it
    has one. A signed event that cannot be used is
    stored, too, and shown in GET /api/missed-calls. When the database does not respond in time a
    signed event is spooled: the ids are null then, and it is recorded when the database is back.
    """
    resources = resources_of(request)
    acceptance, owner = resources.acceptor.begin(), Owner(None, None, Sender.ELEVENLABS)
    check = _signature_check(resources, request, resources.settings.ingest.elevenlabs_secrets)
    async with _received(resources, request, check) as body:
        resources.admission.require_room_for_webhook()
        signed = check is not None
        work = _accept_event(resources, body, signed=signed)
        status = resources.settings.ingest.elevenlabs_ack_status
        try:
            return await acceptance.record(
                work, owner, body, signed=signed, status=status, is_refused=_holds_audio
            )
        except UnknownAgent as error:
            request.state.held = error.held
            raise


async def accept_spooled(resources: Resources, owner: Owner, body: bytes) -> None:
    """Accepts a spooled event, whose signature was checked on arrival. Raises the errors that the
    routes answer as problems.
    """
    if owner.endpoint_id:
        await _accept_of_url(resources, owner, body, signed=True)
        return
    try:
        await _accept_event(resources, body, signed=True)
    except UnknownAgent as error:
        if not (error.held or error.erased):
            raise


async def accept_of_tenant(resources: Resources, tenant_id: TenantId, body: bytes) -> None:
    """Accepts an event whose tenant is known. Raises the errors that the route answers
    as problems.
    """
    await _use_of_tenant(resources, Owner(tenant_id, None, Sender.ELEVENLABS), body)


async def use_stored(resources: Resources, owner: Owner, body: bytes) -> None:
    """Processes an event again whose signature was checked on arrival. Raises InvalidRequest when
    it still cannot be used.
    """
    if owner.endpoint_id and owner.tenant_id:
        await _use_of_tenant(resources, owner, body)
        return
    try:
        await _use_stored(resources, body, signed=True)
    except UnknownAgent as error:
        if not (error.held or error.erased):
            raise


@router.post(
    "/api/webhooks/elevenlabs/call-ended/{endpoint_id}",
    status_code=202,
    response_model=AcceptedBody,
    responses=_RESPONSES,
    openapi_extra=_DOCUMENTED,
)
async def call_ended_for_tenant(
    endpoint_id: EndpointInPath, request: Request, resources: ResourcesDep
) -> Response:
    """Records an event at a tenant's own URL, whose id identifies tenant and secret. Unknown agents
    are registered. When the database does not respond in time a signed event is spooled.
    """
    acceptance = resources.acceptor.begin()
    endpoint = await acceptance.endpoint(endpoint_id, Sender.ELEVENLABS)
    with resources.deliveries.noting(endpoint):
        secrets = resources.sealer.open_all(endpoint.secrets_sealed, context=endpoint.id)
        check = _signature_check(resources, request, secrets)
        async with _received(resources, request, check) as body:
            resources.admission.require_room_for_webhook()
            owner = Owner(endpoint.tenant_id, endpoint.id, Sender.ELEVENLABS)
            signed = check is not None
            work = _accept_of_url(resources, owner, body, signed=signed)
            status = resources.settings.ingest.elevenlabs_ack_status
            return await acceptance.record(
                work, owner, body, signed=signed, status=status, is_refused=_holds_audio
            )


async def _accept_of_url(
    resources: Resources, owner: Owner, body: bytes | BinaryIO, *, signed: bool
) -> Response:
    """Accepts an event at a tenant's own URL. A signed event that cannot be used is stored."""
    try:
        return await _use_of_tenant(resources, owner, body)
    except InvalidRequest as error:
        if not signed:
            raise
        return await _store_unused(resources, owner, body, error, _named_in(body))


async def _accept_new(
    resources: Resources, body: bytes | BinaryIO, *, installation_owned: bool
) -> Response | None:
    """Handles the common case, a new call, which is recorded together with those of other requests.
    Returns None for every other event.
    """
    if not isinstance(body, bytes) or len(body) > SHARED_BYTES:
        return None
    # None for events that are recorded one by one.
    call = elevenlabs.parse_call(body)
    new_call = (
        NewCall(call, installation_owned, current_traceparent()) if call and call.is_plain else None
    )
    recorded = await resources.new_calls.add(new_call) if new_call else None
    if recorded is None:
        return None
    receipt = Receipt(recorded.call_id, recorded.job_id)
    return _accepted_answer(resources, Accepted(receipt, recorded.wakeup, created=True))


async def _accept_event(resources: Resources, body: bytes | BinaryIO, *, signed: bool) -> Response:
    """Accepts an event. A signed event is never lost: one that cannot be used is stored."""
    try:
        return await _use_stored(resources, body, signed=signed)
    except InvalidRequest as error:
        if not signed:
            raise
        named = _named_in(body)
        agent = None
        if named.agent_id is not None:
            async with resources.database.connection(ALL_TENANTS) as conn:
                agent = await find_agent(conn, named.agent_id)
        owner = Owner(agent.tenant_id if agent else None, None, Sender.ELEVENLABS)
        if owner.tenant_id is None:
            await _refuse_erased(resources, named.agent_id)
        return await _store_unused(resources, owner, body, error, named)


async def _use_stored(resources: Resources, body: bytes | BinaryIO, *, signed: bool) -> Response:
    if accepted := await _accept_new(resources, body, installation_owned=signed):
        return accepted
    payload, event = await _read_event(resources, body)
    if isinstance(event, UnknownEvent):
        return await _not_known(resources, Owner(None, None, Sender.ELEVENLABS), event)
    agent = await _agent_of(resources, event)
    if agent is None:
        await _refuse_erased(resources, event.agent_external_id)
    held = agent is None and signed and (await _hold_event(resources, event, payload, body)).is_safe
    agent = agent or await _agent_of(resources, event)
    if held:
        resources.metrics.event_received("elevenlabs", "held")
    if agent is None:
        raise UnknownAgent(event.agent_external_id or "", held=held)
    return await _accept_of_tenant(
        resources, agent.tenant_id, event, body, agent_id=agent.id, installation_owned=signed
    )


async def _refuse_erased(resources: Resources, external_id: str | None) -> None:
    """Raises UnknownAgent for an agent without a tenant whose last tenant was deleted."""
    if external_id is None:
        return
    async with resources.database.connection(ALL_TENANTS) as conn:
        if await is_sender_erased(conn, Sender.ELEVENLABS, external_id):
            raise UnknownAgent(external_id, erased=True)


async def _use_of_tenant(resources: Resources, owner: Owner, body: bytes | BinaryIO) -> Response:
    _, event = await _read_event(resources, body)
    if isinstance(event, UnknownEvent) or owner.tenant_id is None:
        return await _not_known(resources, owner, event)
    return await _accept_of_tenant(resources, owner.tenant_id, event, body, agent_id=None)


async def _not_known(resources: Resources, owner: Owner, event: IncomingEvent) -> Response:
    """Returns normally for an unknown event that concerns no call. Raises UnknownType for one that
    does.
    """
    if not isinstance(event, UnknownEvent) or event.of_call:
        raise UnknownType
    return await ignore(resources, owner, event)


def _named_in(body: bytes | BinaryIO) -> Named:
    """Returns the ids in a body; none for a large one."""
    if not isinstance(body, bytes):
        return Named()
    try:
        value, _ = read_json(body)
    except InvalidRequest:
        return Named()
    return elevenlabs.named_in(value)


async def _store_unused(
    resources: Resources, owner: Owner, body: bytes | BinaryIO, error: InvalidRequest, named: Named
) -> Response:
    return await keep(
        resources,
        owner,
        body,
        error,
        status=resources.settings.ingest.elevenlabs_ack_status,
        event_type=named.event_type,
        conversation_id=named.conversation_id,
    )


@asynccontextmanager
async def _received(
    resources: Resources, request: Request, check: SignatureCheck | None
) -> AsyncIterator[bytes | BinaryIO]:
    """Returns the whole body; a forged one is not parsed. Raises Unauthorized."""
    ingest = resources.settings.ingest
    async with resources.spools.received(
        request,
        memory_bytes=min(LARGE_BYTES, ingest.max_body_bytes),
        max_bytes=max(ingest.max_spooled_bytes, ingest.max_body_bytes),
        feed=check.feed if check else _accept_unsigned,
    ) as body:
        if check:
            check.require_match()
        yield body


def _signature_check(
    resources: Resources, request: Request, secrets: Sequence[str]
) -> SignatureCheck | None:
    """Returns the check of the signature. None accepts the event: without a configured secret this
    happens only in development.
    """
    if secrets:
        header = request.headers.get("elevenlabs-signature")
        tolerance_s = resources.settings.ingest.signature_tolerance_s
        return SignatureCheck(
            header, secrets=secrets, now=datetime.now(UTC), tolerance_s=tolerance_s
        )
    if not resources.settings.runtime.is_development:
        raise Unauthorized(
            "No webhook secret is configured; set ELEVENLABS_WEBHOOK_SECRET or the endpoint's"
            " secret.",
            code="no_secret_configured",
        )
    log.warning("unsigned webhook accepted", wakeup="set ELEVENLABS_WEBHOOK_SECRET")
    return None


def _accept_unsigned(_block: bytes) -> None:
    """The event has no signature."""


async def _read_event(
    resources: Resources, body: bytes | BinaryIO
) -> tuple[dict[str, Any], IncomingEvent]:
    """Reads an event, a large body in a thread: parsing it takes a second, in which the event loop
    would block.
    """
    if isinstance(body, bytes):
        if len(body) > LARGE_BYTES:
            return await asyncio.to_thread(elevenlabs.parse_body, body)
        return elevenlabs.parse_body(body)
    max_bytes = resources.settings.ingest.max_body_bytes
    return await asyncio.to_thread(elevenlabs.read_event, body, max_bytes=max_bytes)


def _holds_audio(body: bytes) -> bool:
    """Returns whether a large event holds audio. Each try to record one stores it again, so it is
    not tried again and again from the spool.
    """
    try:
        _, event = elevenlabs.parse_body(body)
    except InvalidRequest:
        return False
    return isinstance(event, IncomingAudio)


async def _agent_of(resources: Resources, event: IncomingCall | IncomingAudio) -> Agent | None:
    async with resources.database.connection(ALL_TENANTS) as conn:
        return await find_agent(conn, event.agent_external_id or "")


async def _hold_event(
    resources: Resources,
    event: IncomingCall | IncomingAudio,
    payload: dict[str, Any],
    body: bytes | BinaryIO,
) -> Holding:
    match event:
        case IncomingCall():
            async with resources.database.transaction(ALL_TENANTS) as conn:
                return await hold(conn, event, payload)
        case IncomingAudio():
            return await hold_audio(resources, event, payload, _file_of(body))


async def _accept_of_tenant(
    resources: Resources,
    tenant_id: TenantId,
    event: IncomingCall | IncomingAudio,
    body: bytes | BinaryIO,
    *,
    agent_id: AgentId | None,
    installation_owned: bool = False,
) -> Response:
    """Accepts an event of a tenant. `installation_owned` is never true for a tenant's own URL: with
    the installation's key a tenant could read other tenants' calls.
    """
    match event:
        case IncomingCall():
            async with resources.database.transaction(tenant_id) as conn:
                agent_id = agent_id or await agent_of_event(conn, tenant_id, event)
                accepted = await record_call(
                    conn, tenant_id, agent_id, event, installation_owned=installation_owned
                )
        case IncomingAudio():
            accepted = await accept_audio(
                resources,
                tenant_id,
                event,
                _file_of(body),
                agent_id=agent_id,
                installation_owned=installation_owned,
            )
    return _accepted_answer(resources, accepted)


def _file_of(body: bytes | BinaryIO) -> BinaryIO | None:
    return None if isinstance(body, bytes) else body


def _accepted_answer(resources: Resources, accepted: Accepted) -> Response:
    status = resources.settings.ingest.elevenlabs_ack_status
    return accepted_answer(resources, Sender.ELEVENLABS, accepted, status=status)
