"""Agents: which of a sender's voice agents are this tenant's."""

from datetime import datetime
from typing import Annotated

import structlog
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, StringConstraints

from api.bodies import JsonBody, JsonRoute
from api.dependencies import Resources, ResourcesDep, TenantDep
from api.intake import record_call
from api.problems import responses
from api.routes.auth import Name
from api.routes.webhooks.elevenlabs import accept_audio
from shared.db.agents import Agent, delete_agent, get_agent, insert_agent, list_agents, rename_agent
from shared.db.inbound import lock_agent_id, take_held
from shared.domain.ids import AgentId, TenantId
from shared.domain.incoming import IncomingAudio, IncomingCall
from shared.errors import InvalidRequest, PayloadTooLarge
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
    hints: list[Hint] = []
    async with resources.database.transaction() as conn:
        if body.agent_id:
            await lock_agent_id(conn, body.agent_id)
        agent = await insert_agent(conn, tenant_id, external_id=body.agent_id, name=body.name)
        payloads = await take_held(conn, agent.external_id)
        events = [(elevenlabs.parse_event(payload), payload) for payload in payloads]
        for event, payload in events:
            if isinstance(event, IncomingCall):
                accepted = await record_call(conn, tenant_id, agent.id, event, payload)
                hints += [accepted.hint] if accepted.hint else []
    for hint in hints:
        resources.hints.send(hint)
    sounds = [event for event, _ in events if isinstance(event, IncomingAudio)]
    await _release_audio(resources, tenant_id, agent.id, sounds)
    return NewAgentAnswer(**AgentBody.of(agent).model_dump(), released_events=len(events))


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


async def _release_audio(
    resources: Resources, tenant_id: TenantId, agent_id: AgentId, sounds: list[IncomingAudio]
) -> None:
    """Audio that cannot be stored would have been refused if its agent had been known; the agent stays."""
    for sound in sounds:
        try:
            accepted = await accept_audio(resources, tenant_id, sound, agent_id=agent_id)
        except (InvalidRequest, PayloadTooLarge) as error:
            log.warning("held audio dropped", agent_id=str(agent_id), error=type(error).__name__)
            continue
        if accepted.hint:
            resources.hints.send(accepted.hint)
