"""Agents: which of a sender's voice agents belong to this tenant."""

from datetime import datetime

from fastapi import Response
from pydantic import AliasChoices, BaseModel, Field

from api.accounts.ownership import agent_claim
from api.http.bodies import JsonBody
from api.http.fields import Name, Switch
from api.http.idempotency import KeyedJsonRoute
from api.http.parameters import AgentInPath
from api.http.permissions import AdminDep, ReaderDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.webhooks.held_events import finish_release, release_held
from shared.db.agents import (
    Agent,
    claim_agent,
    delete_agent,
    get_agent,
    insert_agent,
    list_agents,
    update_agent,
)
from shared.db.inbound import lock_agent_id
from shared.db.pool import ALL_TENANTS
from shared.domain.ids import AgentId
from shared.domain.statuses import Claim
from shared.errors import Forbidden

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
    claimed_by: Claim | None = Field(
        description=(
            "Why the installation's own URLs take its calls for this tenant: `own_id` (its id was"
            " made here), `sole_tenant`, `vendor_key` (the tenant's key reads it) or `operator`."
            " Null if they do not; a tenant's own URLs do in any case."
        )
    )

    @classmethod
    def of(cls, agent: Agent) -> "AgentBody":
        return cls(
            id=agent.id,
            external_id=agent.external_id,
            name=agent.name,
            created_at=agent.created_at,
            transcribe=agent.transcribe,
            claimed_by=agent.claimed_by,
        )


class NewAgentAnswer(AgentBody):
    """A new agent, and how many stored events were recorded for it."""

    released_events: int = Field(
        description="How many held events of this agent are processed now."
    )


@router.post("", status_code=201, responses=responses(409))
async def create_agent(
    body: NewAgentBody, tenant_id: AdminDep, resources: ResourcesDep
) -> NewAgentAnswer:
    """Registers an agent. If the tenant can prove that it is its own, the signed events that were
    held for it are processed, and later ones belong to the tenant.

    The only tenant of an installation needs no proof. Others set their ElevenLabs key
    (`PUT /api/tenant/elevenlabs-key`), or ask the operator (`aftercall agents assign`); else the
    agent is only for the tenant's own URLs.
    """
    claim = await agent_claim(resources, tenant_id, body.external_id) if body.external_id else None
    async with resources.database.transaction(ALL_TENANTS) as conn:
        if body.external_id:
            await lock_agent_id(conn, body.external_id)
        agent = await insert_agent(
            conn,
            tenant_id,
            external_id=body.external_id,
            name=body.name,
            transcribe=body.transcribe,
            claim=claim,
        )
        released = await release_held(conn, agent) if agent.claimed_by else []
    await finish_release(resources, released)
    return NewAgentAnswer(**AgentBody.of(agent).model_dump(), released_events=len(released))


@router.post("/{agent_id}/claim", responses=responses(403, 404, 409))
async def claim(
    agent_id: AgentInPath, tenant_id: AdminDep, resources: ResourcesDep
) -> NewAgentAnswer:
    """Claims what the installation's own URLs receive for the agent, with the proof that the tenant
    can give now. Idempotent.
    """
    async with resources.database.connection(ALL_TENANTS) as conn:
        agent = await get_agent(conn, tenant_id, agent_id)
    proof = agent.claimed_by or await agent_claim(resources, tenant_id, agent.external_id)
    if proof is None:
        raise Forbidden(
            "Nothing proves that this agent is yours. Set the key of its ElevenLabs workspace with"
            " PUT /api/tenant/elevenlabs-key, or ask the installation's operator for `aftercall"
            " agents assign`.",
            code="ownership_unproved",
        )
    async with resources.database.transaction(ALL_TENANTS) as conn:
        await lock_agent_id(conn, agent.external_id)
        agent = await claim_agent(conn, tenant_id, agent_id, proof)
        released = await release_held(conn, agent)
    await finish_release(resources, released)
    return NewAgentAnswer(**AgentBody.of(agent).model_dump(), released_events=len(released))


@router.get("")
async def get_agents(tenant_id: ReaderDep, resources: ResourcesDep) -> list[AgentBody]:
    """The tenant's agents."""
    async with resources.database.connection(tenant_id) as conn:
        return [AgentBody.of(agent) for agent in await list_agents(conn, tenant_id)]


@router.get("/{agent_id}", responses=responses(404))
async def read_agent(
    agent_id: AgentInPath, tenant_id: ReaderDep, resources: ResourcesDep
) -> AgentBody:
    """One agent."""
    async with resources.database.connection(tenant_id) as conn:
        return AgentBody.of(await get_agent(conn, tenant_id, agent_id))


@router.patch("/{agent_id}", responses=responses(404))
async def patch_agent(
    agent_id: AgentInPath, body: AgentPatch, tenant_id: AdminDep, resources: ResourcesDep
) -> AgentBody:
    """Changes what is given and leaves the rest; runs that start later see it."""
    async with resources.database.transaction(tenant_id) as conn:
        agent = await get_agent(conn, tenant_id, agent_id)
        transcribe = body.transcribe if "transcribe" in body.model_fields_set else agent.transcribe
        changed = await update_agent(
            conn, tenant_id, agent_id, name=body.name or agent.name, transcribe=transcribe
        )
    return AgentBody.of(changed)


@router.delete("/{agent_id}", status_code=204, responses=responses(404))
async def remove_agent(
    agent_id: AgentInPath, tenant_id: AdminDep, resources: ResourcesDep
) -> Response:
    """Removes the agent. Its calls remain."""
    async with resources.database.connection(tenant_id) as conn:
        await delete_agent(conn, tenant_id, agent_id)
    return Response(status_code=204)
