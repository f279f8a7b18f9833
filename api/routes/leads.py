"""Who called, each person once."""

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict

from api import cursors
from api.dependencies import ResourcesDep, TenantDep
from api.problems import responses
from api.router import Router
from shared.db.leads import LeadFilter, list_leads
from shared.domain.ids import CallId, LeadId
from shared.domain.statuses import CallStatus

router = Router(tags=["results"], prefix="/api/leads")

CALLS_IN_LIST = 20


class LeadCallBody(BaseModel):
    """`at` is when the call began, as far as that is known."""

    model_config = ConfigDict(from_attributes=True)

    call_id: CallId
    at: datetime
    title: str | None
    status: CallStatus


class LeadBody(BaseModel):
    """A person, by the number they call from or the e-mail address they give. Each field is the newest that one of
    their calls gave; `calls` are the newest of `call_count`, and GET /api/calls?lead_id= has them all. A call that is
    deleted takes with it what only it gave.
    """

    model_config = ConfigDict(from_attributes=True)

    id: LeadId
    name: str | None
    phone: str | None
    email: str | None
    company: str | None
    service: str | None
    city: str | None
    confidence: float
    created_at: datetime
    updated_at: datetime
    last_call_at: datetime
    call_count: int
    calls: list[LeadCallBody]


class LeadPage(BaseModel):
    leads: list[LeadBody]
    next_cursor: str | None


@router.get("", responses=responses(400, 401, 422))
async def get_leads(
    tenant_id: TenantDep,
    resources: ResourcesDep,
    phone: Annotated[str | None, Query(max_length=32, description="A number of the person, E.164")] = None,
    email: Annotated[str | None, Query(max_length=320)] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> LeadPage:
    """Who called last comes first. Calls that gave no name, number, address or company are no lead here."""
    before = cursors.decode(cursor)
    async with resources.database.connection() as conn:
        found = await list_leads(
            conn,
            tenant_id,
            LeadFilter(phone, email),
            before=(before[0], LeadId(before[1])) if before else None,
            limit=limit + 1,
            most_calls=CALLS_IN_LIST,
        )
    last = found[limit - 1] if len(found) > limit else None
    return LeadPage(
        leads=[LeadBody.model_validate(lead) for lead in found[:limit]],
        next_cursor=cursors.encode(last.last_call_at, last.id) if last else None,
    )
