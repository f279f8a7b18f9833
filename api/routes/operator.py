"""What operators of the installation decide: whose calls its own URLs receive."""

from dataclasses import asdict
from functools import partial
from typing import Annotated

from fastapi import Path, Response
from pydantic import BaseModel, Field

from api.http.bodies import JsonBody
from api.http.fields import AccountSid, Count, ExternalAgentId, Microusd
from api.http.idempotency import KeyedJsonRoute
from api.http.permissions import OperatorDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.webhooks.held_events import finish_release, release_held
from api.webhooks.twilio import use_stored
from api.webhooks.unused_events import replay_unused
from shared.db.agents import assign_agent, list_claims, unassign_agent
from shared.db.caps import Caps, get_caps, set_caps
from shared.db.inbound import count_held, lock_agent_id
from shared.db.pool import ALL_TENANTS
from shared.db.tenants import get_tenant, list_tenant_names
from shared.db.twilio_accounts import assign_account
from shared.domain.ids import TenantId
from shared.domain.statuses import Claim, Sender
from shared.errors import NotFound

router = Router(tags=["operator"], prefix="/api/operator", route_class=KeyedJsonRoute)

TenantInPath = Annotated[TenantId, Path(description="The tenant's id.")]
ExternalId = Annotated[
    ExternalAgentId,
    Path(description="The sender's id of the agent."),
]


class TenantOfInstallation(BaseModel):
    """A tenant of the installation."""

    tenant_id: TenantId = Field(description="The tenant's id.")
    name: str = Field(description="The tenant's name.")


class CapsBody(JsonBody):
    """What a tenant may use at most, whatever its own budget says. All caps are set at once."""

    day_microusd: Microusd | None = Field(
        None, description="Micro-dollars for vendors in a day (UTC); null for no cap."
    )
    month_microusd: Microusd | None = Field(
        None, description="Micro-dollars for vendors in a month (UTC); null for no cap."
    )
    day_minutes: Annotated[Count, Field(ge=0, le=10**6)] | None = Field(
        None, description="Minutes of audio to transcribe in a day (UTC); null for no cap."
    )
    month_minutes: Annotated[Count, Field(ge=0, le=10**7)] | None = Field(
        None, description="Minutes of audio to transcribe in a month (UTC); null for no cap."
    )
    open_runs: Annotated[Count, Field(ge=0, le=10**6)] | None = Field(
        None, description="Open runs; null for MAX_OPEN_RUNS_PER_TENANT."
    )
    requests_per_minute: Annotated[Count, Field(ge=1, le=10**6)] | None = Field(
        None, description="Requests a minute; null for REQUESTS_PER_MINUTE."
    )


class AssignmentBody(JsonBody):
    """Who receives it from now on."""

    tenant_id: TenantId = Field(description="The tenant's id.")


class ClaimBody(BaseModel):
    """An agent whose calls the installation's own URLs receive, or would."""

    external_id: str = Field(description="The sender's id of the agent.")
    tenant_id: TenantId | None = Field(
        description="The tenant that receives its calls; null while they are held."
    )
    claimed_by: Claim | None = Field(description="Why; null while they are held.")
    held_events: int = Field(description="How many events wait for an assignment.")


class AssignedBody(BaseModel):
    """An agent that was assigned."""

    released_events: int = Field(description="How many held events are processed now.")


@router.get("/tenants")
async def get_tenants(_: OperatorDep, resources: ResourcesDep) -> list[TenantOfInstallation]:
    """Returns the oldest thousand tenants."""
    async with resources.database.connection(ALL_TENANTS) as conn:
        names = await list_tenant_names(conn)
    return [
        TenantOfInstallation(tenant_id=tenant_id, name=name) for tenant_id, name in names.items()
    ]


@router.get("/tenants/{tenant_id}/caps", responses=responses(404))
async def read_caps(tenant_id: TenantInPath, _: OperatorDep, resources: ResourcesDep) -> CapsBody:
    """Returns what a tenant may use at most."""
    async with resources.database.connection(ALL_TENANTS) as conn:
        return CapsBody(**asdict(await get_caps(conn, tenant_id)))


@router.put("/tenants/{tenant_id}/caps", responses=responses(404))
async def put_caps(
    tenant_id: TenantInPath, body: CapsBody, _: OperatorDep, resources: ResourcesDep
) -> CapsBody:
    """Sets what a tenant may use at most. It stands above the tenant's own budget and is in force
    within seconds.
    """
    async with resources.database.connection(ALL_TENANTS) as conn:
        return CapsBody(**asdict(await set_caps(conn, tenant_id, Caps(**body.model_dump()))))


@router.get("/agents")
async def get_claims(_: OperatorDep, resources: ResourcesDep) -> list[ClaimBody]:
    """Returns who receives which agent's calls at the installation's own URLs, and which agents'
    events are held because no tenant does.
    """
    async with resources.database.connection(ALL_TENANTS) as conn:
        claims, held = await list_claims(conn), await count_held(conn)
    claimed = {agent.external_id for agent in claims}
    return [
        ClaimBody(
            external_id=agent.external_id,
            tenant_id=agent.tenant_id,
            claimed_by=agent.claimed_by,
            held_events=held.get(agent.external_id, 0),
        )
        for agent in claims
    ] + [
        ClaimBody(external_id=external_id, tenant_id=None, claimed_by=None, held_events=count)
        for external_id, count in held.items()
        if external_id not in claimed
    ]


@router.put("/agents/{external_id}", responses=responses(404))
async def assign(
    external_id: ExternalId, body: AssignmentBody, _: OperatorDep, resources: ResourcesDep
) -> AssignedBody:
    """Assigns an agent to a tenant, also if another one had it, and processes the held events."""
    async with resources.database.transaction(ALL_TENANTS) as conn:
        await get_tenant(conn, body.tenant_id)
        await lock_agent_id(conn, external_id)
        agent = await assign_agent(conn, body.tenant_id, external_id)
        released = await release_held(conn, agent)
    await finish_release(resources, released)
    return AssignedBody(released_events=len(released))


@router.delete("/agents/{external_id}", status_code=204, responses=responses(404))
async def unassign(external_id: ExternalId, _: OperatorDep, resources: ResourcesDep) -> Response:
    """Takes an agent from its tenant: later events are held until it is assigned again."""
    async with resources.database.connection(ALL_TENANTS) as conn:
        if not await unassign_agent(conn, external_id):
            raise NotFound("No tenant receives this agent's calls.")
    return Response(status_code=204)


@router.put("/twilio-accounts/{account_sid}", status_code=204, responses=responses(404, 409))
async def assign_twilio_account(
    account_sid: Annotated[AccountSid, Path(description="The account's SID.")],
    body: AssignmentBody,
    _: OperatorDep,
    resources: ResourcesDep,
) -> Response:
    """Assigns a Twilio account to a tenant, also if another one had it, and uses the events that
    were stored while it was unknown.
    """
    async with resources.database.transaction(ALL_TENANTS) as conn:
        await get_tenant(conn, body.tenant_id)
        await assign_account(conn, body.tenant_id, account_sid)
    await replay_unused(resources, {Sender.TWILIO: partial(use_stored, resources)})
    return Response(status_code=204)
