"""Answers ElevenLabs at the start of a call with what is stored of the caller.

The telephone rings meanwhile, and a call without an answer fails. So the answer holds all variables
always, within a short time: those of an unknown caller when the database is away or slow, when too
much is asked at once, and when the question cannot be read. Only a wrong secret is refused.
"""

from collections.abc import Sequence
from typing import Any, Final

from fastapi import Request, Response
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from api.http.bodies import RawRoute, read_body
from api.http.problems import responses
from api.http.resources import Resources, resources_of
from api.http.router import Router
from api.webhooks.caller_memories import Found
from shared.db.agents import find_agent
from shared.db.caller_memory import TenantMemory, find_memory
from shared.db.pool import ALL_TENANTS
from shared.db.webhook_endpoints import find_endpoint, initiation_context
from shared.domain.caller_memory import language_of, variables_of, with_defaults
from shared.domain.ids import TenantId
from shared.domain.statuses import Sender
from shared.errors import PayloadTooLarge, Unauthorized
from shared.vendors.elevenlabs.initiation import (
    SECRET_HEADER,
    Initiation,
    has_secret,
    initiation_answer,
    read_initiation,
)

router = Router(tags=["webhooks"], route_class=RawRoute)

MOST_BYTES: Final = 16 * 1024


class InitiationBody(BaseModel):
    """Data with which an agent begins a conversation."""

    type: str = Field(description="Always `conversation_initiation_client_data`.")
    dynamic_variables: dict[str, str] = Field(
        description=(
            "All variables, always: `is_known`, `name`, `company`, `language`, `calls_count`,"
            " `last_call_at`, `last_summary`, `open_callback`, `open_callback_when`,"
            " `open_callback_reason`, `do_not_call`, and the team's own. Empty where nothing is"
            " stored."
        )
    )
    conversation_config_override: dict[str, Any] | None = Field(
        None, description="The caller's language, where the team's settings say so."
    )


_BODY = {
    # Generators of clients would name it as the answer is named.
    "title": "InitiationRequest",
    "description": "The conversation that an agent is about to begin.",
    "type": "object",
    "properties": {
        "caller_id": {"type": "string", "description": "The number that calls."},
        "agent_id": {"type": "string", "description": "ElevenLabs' id of the agent."},
        "called_number": {"type": "string", "description": "The number that is called."},
        "call_sid": {"type": "string", "description": "Twilio's id of the call."},
    },
}
_ASKED = {
    "caller_id": "+12025550143",
    "agent_id": "agent_0101k1e6xrv2f4eb0xz6nbbrz0ex",
    "called_number": "+12025550100",
    "call_sid": "CA0123456789abcdef0123456789abcdef",
}
_DOCUMENTED: dict[str, Any] = {
    "parameters": [
        {
            "name": SECRET_HEADER,
            "in": "header",
            "required": False,
            "schema": {"type": "string"},
            "description": "The secret; `Authorization: Bearer <secret>` is accepted too.",
        }
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": _BODY, "examples": {"asked": {"value": _ASKED}}}
        },
    },
}


@router.post(
    "/api/webhooks/elevenlabs/initiation",
    response_model=InitiationBody,
    responses=responses(401),
    openapi_extra=_DOCUMENTED,
)
async def initiation(request: Request) -> Response:
    """Returns variables about the caller for the agent of a call that begins, of the team whose
    agent it is. The secret is the installation's, ELEVENLABS_INITIATION_SECRET.
    """
    resources = resources_of(request)
    _require_secret(resources, request, resources.settings.ingest.elevenlabs_initiation_secrets)
    asked = await _read_request(request)
    find = _find_by_agent(resources, asked)
    return _answer_agent(
        resources, *await resources.caller_memories.ask(asked.agent_id or "", find)
    )


@router.post(
    "/api/webhooks/elevenlabs/initiation/{endpoint_id}",
    response_model=InitiationBody,
    responses=responses(401),
    openapi_extra=_DOCUMENTED
    | {
        "parameters": [
            {
                "name": "endpoint_id",
                "in": "path",
                "required": True,
                "schema": {"type": "string"},
                "description": "The id of a tenant's own webhook URL.",
            },
            *_DOCUMENTED["parameters"],
        ]
    },
)
async def initiation_for_tenant(request: Request) -> Response:
    """Returns variables about the caller at a tenant's own URL, whose id identifies tenant and
    secret.
    """
    resources = resources_of(request)
    endpoint_id = str(request.path_params["endpoint_id"])
    asked = await _read_request(request)
    find = _find_by_endpoint(resources, request, endpoint_id, asked)
    return _answer_agent(resources, *await resources.caller_memories.ask(endpoint_id, find))


async def _read_request(request: Request) -> Initiation:
    try:
        return read_initiation(await read_body(request, max_bytes=MOST_BYTES))
    except PayloadTooLarge:
        return Initiation()


async def _find_by_agent(resources: Resources, asked: Initiation) -> Found:
    async with resources.database.connection(ALL_TENANTS) as conn:
        agent = await find_agent(conn, asked.agent_id) if asked.agent_id else None
    if agent is None:
        return Found("unknown_agent")
    return await _find_memory(resources, agent.tenant_id, asked)


async def _find_by_endpoint(
    resources: Resources, request: Request, endpoint_id: str, asked: Initiation
) -> Found:
    """Raises Unauthorized, for an unknown endpoint too."""
    async with resources.database.connection(ALL_TENANTS) as conn:
        endpoint = await find_endpoint(conn, endpoint_id)
    if endpoint is None or endpoint.source is not Sender.ELEVENLABS:
        raise Unauthorized(
            "There is no such URL, or its secret is another one.", code="secret_mismatch"
        )
    context = initiation_context(endpoint.id)
    secrets = resources.sealer.open_all(endpoint.initiation_sealed, context=context)
    _require_secret(resources, request, secrets)
    return await _find_memory(resources, endpoint.tenant_id, asked)


async def _find_memory(resources: Resources, tenant_id: TenantId, asked: Initiation) -> Found:
    if not resources.caller_memories.may_look_up(tenant_id):
        return Found("too_many")
    async with resources.database.connection(tenant_id) as conn:
        memory = await find_memory(conn, tenant_id, asked.caller_id)
    return Found("known" if memory.caller.call_count else "unknown", memory)


def _require_secret(resources: Resources, request: Request, secrets: Sequence[str]) -> None:
    """Raises Unauthorized. Without a configured secret a question is accepted in development
    only.
    """
    if not secrets:
        if resources.settings.runtime.is_development:
            return
        raise Unauthorized(
            "No secret is configured for this URL; set ELEVENLABS_INITIATION_SECRET or the"
            " endpoint's initiation secret.",
            code="no_secret_configured",
        )
    headers = request.headers
    if has_secret(headers, secrets):
        return
    if SECRET_HEADER in headers or "authorization" in headers:
        raise Unauthorized("The secret is not that of this URL.", code="secret_mismatch")
    raise Unauthorized(f"The header {SECRET_HEADER} is missing.", code="secret_missing")


def _answer_agent(resources: Resources, outcome: str, memory: TenantMemory) -> Response:
    resources.metrics.initiation_answered(outcome)
    language = language_of(memory.caller) if memory.sets_language else None
    variables = with_defaults(variables_of(memory.caller), memory.variables)
    return JSONResponse(
        initiation_answer(variables, language=language), headers={"Cache-Control": "no-store"}
    )
