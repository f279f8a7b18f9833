"""Leads: the people who called, each once."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from api.http import cursors
from api.http.corrections import CorrectedBody, bodies_of
from api.http.fields import NO_NUL
from api.http.parameters import NEXT_CURSOR, Cursor, LeadInPath, Limit
from api.http.permissions import ReaderDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.http.telephone_numbers import NumberFilterDep
from api.routes.call_list import CallbackOfCallBody
from shared.db.corrections import machine_values
from shared.db.lead_lists import LeadFilter, StoredLead, list_leads
from shared.db.pool import Connection
from shared.domain.corrections import corrections_of
from shared.domain.ids import CallId, LeadId, TenantId
from shared.domain.statuses import CallStatus
from shared.errors import NotFound

router = Router(tags=["results"], prefix="/api/leads")

CALLS_IN_LIST, CALLS_OF_ONE = 5, 20


class LeadCallBody(BaseModel):
    """A call of a person."""

    model_config = ConfigDict(from_attributes=True)

    call_id: CallId = Field(description="The call's id.")
    at: datetime = Field(
        description="When the call began; when it was reported here, if that is not known."
    )
    title: str | None = Field(description="The call in a line.")
    status: CallStatus = Field(description="How far the call is.")
    callback: CallbackOfCallBody | None = Field(description="Its callback; null if it has none.")


class LeadBody(BaseModel):
    """A person, identified by their number or e-mail address. Each field is the newest value from
    their calls. Deleting a call removes the values that came from it alone.
    """

    model_config = ConfigDict(from_attributes=True)

    id: LeadId = Field(description="The person's id.")
    name: str | None = Field(description="Their name.")
    phone: str | None = Field(
        description="The number to reach them at; E.164 where it could be parsed."
    )
    email: str | None = Field(description="Their e-mail address.")
    company: str | None = Field(description="The company that they call for.")
    service: str | None = Field(description="What they want.")
    city: str | None = Field(description="The place where they want it.")
    confidence: float = Field(description="How sure the analysis is, from 0 to 1.")
    corrected: dict[
        Literal["name", "phone", "email", "company", "service", "city"], CorrectedBody
    ] = Field(
        description=(
            "The fields that a person corrected, with what the calls say; the fields themselves"
            " have the person's value."
        )
    )
    unverified: list[str] = Field(
        description=(
            "The fields whose value could not be checked against the call that it comes from; ask"
            " before relying on them."
        )
    )
    created_at: datetime = Field(description="When the person was first known here.")
    updated_at: datetime = Field(description="When this was last changed.")
    last_call_at: datetime = Field(description="When their newest call began.")
    call_count: int = Field(
        description="How many calls they have; GET /api/calls?lead_id= lists all of them."
    )
    calls: list[LeadCallBody] = Field(
        description=(
            f"Their newest calls, at most {CALLS_OF_ONE}; in a list of persons {CALLS_IN_LIST}."
        )
    )


class LeadPage(BaseModel):
    """A page of persons."""

    leads: list[LeadBody] = Field(description="The persons; who called last comes first.")
    next_cursor: str | None = Field(description=NEXT_CURSOR)


async def lead_filter(
    numbers: NumberFilterDep = None,
    email: Annotated[
        str | None,
        Query(
            max_length=320, pattern=NO_NUL, description="Only the person with this e-mail address."
        ),
    ] = None,
) -> LeadFilter:
    return LeadFilter(numbers, email)


LeadFilterDep = Annotated[LeadFilter, Depends(lead_filter)]


@router.get("")
async def get_leads(
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    where: LeadFilterDep,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> LeadPage:
    """Returns leads, the latest caller first. Calls without any name, number, address or company
    make no lead.
    """
    before = cursors.decode(cursor)
    async with resources.database.transaction(tenant_id) as conn:
        found = await list_leads(
            conn,
            tenant_id,
            where,
            before=(before[0], LeadId(before[1])) if before else None,
            limit=limit + 1,
            most_calls=CALLS_IN_LIST,
        )
        leads = await _bodies(conn, tenant_id, found[:limit])
    last = found[limit - 1] if len(found) > limit else None
    return LeadPage(
        leads=leads,
        next_cursor=cursors.encode(last.last_call_at, last.id) if last else None,
    )


@router.get("/{lead_id}", responses=responses(404))
async def read_lead(lead_id: LeadInPath, tenant_id: ReaderDep, resources: ResourcesDep) -> LeadBody:
    """Returns one person with their newest calls."""
    async with resources.database.transaction(tenant_id) as conn:
        return await one_lead(conn, tenant_id, lead_id)


async def one_lead(conn: Connection, tenant_id: TenantId, lead_id: LeadId) -> LeadBody:
    """Returns a person. Raises NotFound."""
    found = await list_leads(
        conn, tenant_id, LeadFilter(id=lead_id), before=None, limit=1, most_calls=CALLS_OF_ONE
    )
    if not found:
        raise NotFound("There is no such lead.")
    [body] = await _bodies(conn, tenant_id, found)
    return body


async def _bodies(
    conn: Connection, tenant_id: TenantId, leads: Sequence[StoredLead]
) -> list[LeadBody]:
    corrected = [lead.id for lead in leads if lead.corrected]
    machine = await machine_values(conn, tenant_id, corrected) if corrected else {}
    return [
        LeadBody.model_validate(
            {
                **{each.name: getattr(lead, each.name) for each in fields(lead)},
                "corrected": bodies_of(corrections_of(lead.corrected, machine.get(lead.id, {}))),
            }
        )
        for lead in leads
    ]
