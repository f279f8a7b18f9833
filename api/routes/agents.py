"""Agents: which of a sender's voice agents are this tenant's."""

from contextlib import AsyncExitStack
from datetime import datetime
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, StringConstraints

from api.bodies import JsonBody, JsonRoute
from api.dependencies import Resources, ResourcesDep, TenantDep
from api.intake import AUDIO_TYPE, decoded, record_audio, record_call
from api.problems import responses
from api.routes.auth import Name
from shared.db.agents import Agent, delete_agent, get_agent, insert_agent, list_agents, rename_agent
from shared.db.inbound import lock_agent_id, take_held
from shared.db.pool import Connection
from shared.db.recordings import stem_of
from shared.domain.ids import AgentId, RecordingId, new_id
from shared.domain.incoming import IncomingAudio, IncomingCall
from shared.errors import Conflict, InvalidRequest, PayloadTooLarge
from shared.queue import Hint
from shared.senders import elevenlabs

log = structlog.get_logger()
router = APIRouter(tags=["agents"], prefix="/api/agents", route_class=JsonRoute)


class NewAgentBody(JsonBody):
    """Without `agent_id` the agent's own id is what webhooks name it by."""

    name: Name = Field(examples=["Front desk"])
    agent_id: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] | None = Field(
        None, examples=["agent_0101k1e6xrv2f4eb0xz6nbbrz0ex"], description="The sender's id of the agent"
    )


class RenameBody(JsonBody):
    name: Name


class AgentBody(BaseModel):
    """`agent_id` is the id that webhooks carry."""

    id: AgentId
    agent_id: str
    name: str
    created_at: datetime

    @classmethod
    def of(cls, agent: Agent) -> "AgentBody":
        return cls(id=agent.id, agent_id=agent.external_id, name=agent.name, created_at=agent.created_at)


class NewAgentAnswer(AgentBody):
    """`released_events` counts the events that had been kept for this agent."""

    released_events: int


@router.post("", status_code=201, responses=responses(401, 409, 422))
async def create_agent(body: NewAgentBody, tenant_id: TenantDep, resources: ResourcesDep) -> NewAgentAnswer:
    """Registers an agent, and processes the signed events that were kept for it."""
    on_failure = AsyncExitStack()
    try:
        async with resources.database.transaction() as conn:
            if body.agent_id:
                await lock_agent_id(conn, body.agent_id)
            agent = await insert_agent(conn, tenant_id, external_id=body.agent_id, name=body.name)
            payloads = await take_held(conn, agent.external_id)
            hints = [await _release(conn, resources, agent, payload, on_failure=on_failure) for payload in payloads]
    except (Conflict, InvalidRequest):
        await on_failure.aclose()
        raise
    for hint in filter(None, hints):
        resources.hints.send(hint)
    return NewAgentAnswer(**AgentBody.of(agent).model_dump(), released_events=len(payloads))


@router.get("", responses=responses(401))
async def get_agents(tenant_id: TenantDep, resources: ResourcesDep) -> list[AgentBody]:
    async with resources.database.connection() as conn:
        return [AgentBody.of(agent) for agent in await list_agents(conn, tenant_id)]


@router.get("/{agent_id}", responses=responses(401, 404))
async def read_agent(agent_id: AgentId, tenant_id: TenantDep, resources: ResourcesDep) -> AgentBody:
    async with resources.database.connection() as conn:
        return AgentBody.of(await get_agent(conn, tenant_id, agent_id))


@router.patch("/{agent_id}", responses=responses(401, 404, 422))
async def patch_agent(agent_id: AgentId, body: RenameBody, tenant_id: TenantDep, resources: ResourcesDep) -> AgentBody:
    async with resources.database.connection() as conn:
        return AgentBody.of(await rename_agent(conn, tenant_id, agent_id, body.name))


@router.delete("/{agent_id}", status_code=204, responses=responses(401, 404))
async def remove_agent(agent_id: AgentId, tenant_id: TenantDep, resources: ResourcesDep) -> Response:
    """The agent's calls stay."""
    async with resources.database.connection() as conn:
        await delete_agent(conn, tenant_id, agent_id)
    return Response(status_code=204)


async def _release(
    conn: Connection, resources: Resources, agent: Agent, payload: dict[str, Any], *, on_failure: AsyncExitStack
) -> Hint | None:
    """Records a kept event as if it came now; `on_failure` removes what was written.

    Audio that cannot be stored would have been refused if its agent had been known; it is dropped.
    """
    event = elevenlabs.parse_event(payload)
    if isinstance(event, IncomingCall):
        return (await record_call(conn, agent.tenant_id, agent.id, event, payload)).hint
    if not isinstance(event, IncomingAudio):
        return None
    recording_id = RecordingId(new_id())
    stem = stem_of(agent.tenant_id, recording_id)
    limit = resources.settings.ingest.max_recording_bytes
    try:
        file = await resources.storage.write(stem, decoded(event.audio_base64), media_type=AUDIO_TYPE, max_bytes=limit)
    except (InvalidRequest, PayloadTooLarge) as error:
        log.warning("held audio dropped", agent_id=str(agent.id), error=type(error).__name__)
        return None
    on_failure.push_async_callback(resources.storage.delete, stem)
    accepted = await record_audio(conn, agent.tenant_id, agent.id, event, recording_id=recording_id, file=file)
    if not accepted.created:
        await resources.storage.delete(stem)
    return accepted.hint
