"""Agents: which of a sender's voice agents belong to this tenant."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from fastapi import Response
from pydantic import AliasChoices, BaseModel, Field

from api.http.bodies import JsonBody
from api.http.dependencies import ResourcesDep, TenantDep
from api.http.fields import Name, Switch
from api.http.idempotency import KeyedJsonRoute
from api.http.parameters import AgentInPath
from api.http.problems import responses
from api.http.router import Router
from api.webhooks.audio_intake import record_held_audio
from shared.db.agents import Agent, delete_agent, get_agent, insert_agent, list_agents, update_agent
from shared.db.inbound import HeldAudio, lock_agent_id, take_held
from shared.db.pool import Connection
from shared.db.recordings import held_stem
from shared.domain.ids import AgentId
from shared.domain.incoming import IncomingAudio, IncomingCall
from shared.intake.calls import record_call
from shared.queue.queue import Wakeup
from shared.vendors.elevenlabs import webhook as elevenlabs

log = structlog.get_logger()

router = Router(tags=["agents"], prefix="/api/agents", route_class=KeyedJsonRoute)


NAME = "The agent's name."
TRANSCRIBE = (
    "Whether recordings of its calls are transcribed or only stored; null does as the tenant's"
    " setting says."
)


class NewAgentBody(JsonBody):
    """A new agent."""

    name: Name = Field(description=NAME)
    external_id: Name | None = Field(
        None,
        # The vendors' name for it; in all other places `agent_id` is the agent's `id`.
        validation_alias=AliasChoices("external_id", "externalId", "agent_id", "agentId"),
        description=(
            "The sender's id of the agent, which its webhooks carry. Without one the agent's `id`"
            " is what they have to carry."
        ),
    )
    transcribe: Switch | None = Field(None, description=TRANSCRIBE)


class AgentPatch(JsonBody):
    """What to change of an agent; what is left out stays as it is."""

    name: Name | None = Field(None, description=NAME)
    transcribe: Switch | None = Field(None, description=TRANSCRIBE)


class AgentBody(BaseModel):
    """An agent, human or machine, that takes calls."""

    id: AgentId = Field(description="The agent's id here.")
    external_id: str = Field(description="The sender's id of the agent, which its webhooks carry.")
    name: str = Field(description=NAME)
    created_at: datetime = Field(description="When it was registered.")
    transcribe: bool | None = Field(description=TRANSCRIBE)

    @classmethod
    def of(cls, agent: Agent) -> "AgentBody":
        return cls(
            id=agent.id,
            external_id=agent.external_id,
            name=agent.name,
            created_at=agent.created_at,
            transcribe=agent.transcribe,
        )


class NewAgentAnswer(AgentBody):
    """A new agent, and how many stored events were recorded for it."""

    released_events: int = Field(
        description="How many held events of this agent are processed now."
    )


@router.post("", status_code=201, responses=responses(409))
async def create_agent(
    body: NewAgentBody, tenant_id: TenantDep, resources: ResourcesDep
) -> NewAgentAnswer:
    """Registers an agent, and processes the signed events that were held for it."""
    async with resources.database.transaction() as conn:
        if body.external_id:
            await lock_agent_id(conn, body.external_id)
        agent = await insert_agent(
            conn,
            tenant_id,
            external_id=body.external_id,
            name=body.name,
            transcribe=body.transcribe,
        )
        released = [
            await _release_event(conn, agent, payload)
            for payload in await take_held(conn, agent.external_id)
        ]
    for each in released:
        if each.wakeup:
            resources.wakeups.send(each.wakeup)
        if each.unused:
            await resources.storage.delete(held_stem(each.unused.recording_id))
    return NewAgentAnswer(**AgentBody.of(agent).model_dump(), released_events=len(released))


@router.get("")
async def get_agents(tenant_id: TenantDep, resources: ResourcesDep) -> list[AgentBody]:
    """The tenant's agents."""
    async with resources.database.connection() as conn:
        return [AgentBody.of(agent) for agent in await list_agents(conn, tenant_id)]


@router.get("/{agent_id}", responses=responses(404))
async def read_agent(
    agent_id: AgentInPath, tenant_id: TenantDep, resources: ResourcesDep
) -> AgentBody:
    """One agent."""
    async with resources.database.connection() as conn:
        return AgentBody.of(await get_agent(conn, tenant_id, agent_id))


@router.patch("/{agent_id}", responses=responses(404))
async def patch_agent(
    agent_id: AgentInPath, body: AgentPatch, tenant_id: TenantDep, resources: ResourcesDep
) -> AgentBody:
    """Changes what is given and leaves the rest; runs that start later see it."""
    async with resources.database.transaction() as conn:
        agent = await get_agent(conn, tenant_id, agent_id)
        transcribe = body.transcribe if "transcribe" in body.model_fields_set else agent.transcribe
        changed = await update_agent(
            conn, tenant_id, agent_id, name=body.name or agent.name, transcribe=transcribe
        )
    return AgentBody.of(changed)


@router.delete("/{agent_id}", status_code=204, responses=responses(404))
async def remove_agent(
    agent_id: AgentInPath, tenant_id: TenantDep, resources: ResourcesDep
) -> Response:
    """Removes the agent. Its calls remain."""
    async with resources.database.connection() as conn:
        await delete_agent(conn, tenant_id, agent_id)
    return Response(status_code=204)


@dataclass(frozen=True, slots=True)
class _Released:
    """The work that is left after the commit; `unused` audio was not recorded, for example of a
    deleted call.
    """

    wakeup: Wakeup | None = None
    unused: HeldAudio | None = None


async def _release_event(conn: Connection, agent: Agent, payload: dict[str, Any]) -> _Released:
    """Records a held event as if it arrived now: signed, at the installation's own URL."""
    match elevenlabs.parse_event(payload):
        case IncomingCall() as call:
            accepted = await record_call(
                conn, agent.tenant_id, agent.id, call, installation_owned=True
            )
            return _Released(accepted.wakeup)
        case IncomingAudio() as audio:
            return await _release_audio(conn, agent, audio, HeldAudio.named_by(payload))
        case _:
            return _Released()


async def _release_audio(
    conn: Connection, agent: Agent, audio: IncomingAudio, held: HeldAudio | None
) -> _Released:
    """Records held audio. Audio that only the event itself contains is given up, so that the other
    events do not wait for it.
    """
    if held is None:
        log.warning("held audio of an earlier version dropped", agent_id=str(agent.id))
        return _Released()
    accepted = await record_held_audio(conn, agent, audio, held)
    return _Released(accepted.wakeup, None if accepted.created else held)
