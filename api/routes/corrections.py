"""Corrections by people: what they say of a call, a lead or a callback counts, and what the machine
said is stored too.
"""

from typing import Annotated, Literal

from fastapi import Path
from pydantic import Field, StringConstraints, model_validator

from api.http.authentication import ActorDep
from api.http.bodies import JsonBody
from api.http.callback_bodies import CallbackBody
from api.http.fields import NO_NUL, VISIBLE, Count, Email, Name, Number, Stripped
from api.http.parameters import CallbackInPath, CallInPath, LeadInPath
from api.http.permissions import WriterDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.http.schemas import CallBody
from api.http.telephone_numbers import number_taken
from api.routes.leads import LeadBody, one_lead
from shared.db.acting import act_as
from shared.db.callback_actions import lock_callback
from shared.db.callback_lists import get_worked
from shared.db.calls import get_call
from shared.db.corrections import (
    correct_call,
    correct_callback,
    correct_lead,
    undo_call_correction,
    undo_callback_correction,
    undo_lead_correction,
)
from shared.db.pool import Connection
from shared.domain.ids import TenantId
from shared.domain.statuses import CallOutcome
from shared.errors import Conflict

router = Router(tags=["corrections"], prefix="/api")

Title = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=VISIBLE), Stripped]
Words = Annotated[
    str, StringConstraints(min_length=1, max_length=10_000, pattern=VISIBLE), Stripped
]
REACHED_AT = (
    "The number to reach them at; without a country code it is one of the team's `country`."
)
Fact = Annotated[str, StringConstraints(max_length=300, pattern=NO_NUL), Stripped]


class Corrections(JsonBody):
    """Fields to correct; omitted ones stay as they are."""

    @model_validator(mode="before")
    @classmethod
    def _names_one(cls, value: object) -> object:
        if value == {}:
            raise ValueError("must name a field to correct")
        return value

    def values(self) -> dict[str, str | None]:
        """Returns the stated fields."""
        return self.model_dump(mode="json", exclude_unset=True)


async def with_number(
    conn: Connection, tenant_id: TenantId, body: Corrections
) -> dict[str, str | None]:
    """Returns the stated fields, with a number in E.164. Raises InvalidRequest."""
    values = body.values()
    if phone := values.get("phone"):
        values["phone"] = await number_taken(conn, tenant_id, phone, field="/body/phone")
    return values


class CallCorrections(Corrections):
    """What is right of a call."""

    title: Title = Field("", description="The call in a line.")
    summary: Words = Field("", description="What the call was about, in a few sentences.")
    outcome: CallOutcome | None = Field(
        None, description="How the call ended; null for in none of these ways."
    )


class LeadCorrections(Corrections):
    """What is right of a person; null for a field that is not known."""

    name: Name | None = Field(None, description="Their name.")
    phone: Number | None = Field(None, description=REACHED_AT)
    email: Email | None = Field(None, description="Their e-mail address.")
    company: Fact | None = Field(None, description="The company that they call for.")
    service: Fact | None = Field(None, description="What they want.")
    city: Fact | None = Field(None, description="The place where they want it.")


class CallbackCorrections(JsonBody):
    """What is right of a callback."""

    reason: Words = Field(description="Why a callback is needed.")
    base_version: Annotated[Count, Field(ge=1, le=2**31 - 1)] | None = Field(
        None,
        description=(
            "The `version` that was read; a conflict (409) if the callback has changed since."
        ),
    )


FieldInPath = Annotated[
    Literal[
        "title", "summary", "outcome", "name", "phone", "email", "company", "service", "city",
        "reason",
    ],
    Path(description="The corrected field; one that is not corrected stays as it is."),
]  # fmt: skip


@router.patch("/calls/{call_id}", responses=responses(404))
async def correct_a_call(
    call_id: CallInPath,
    body: CallCorrections,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> CallBody:
    """Corrects a call. No run overwrites it; `corrected` shows what the machine said."""
    async with resources.database.transaction(tenant_id) as conn:
        await correct_call(conn, actor, call_id, body.values())
        return CallBody.of(await get_call(conn, tenant_id, call_id))


@router.delete("/calls/{call_id}/corrections/{field}", responses=responses(404))
async def undo_correction_of_call(
    call_id: CallInPath, field: FieldInPath, tenant_id: WriterDep, resources: ResourcesDep
) -> CallBody:
    """Returns a field to what the machine says."""
    async with resources.database.transaction(tenant_id) as conn:
        await undo_call_correction(conn, tenant_id, call_id, field)
        return CallBody.of(await get_call(conn, tenant_id, call_id))


@router.patch("/leads/{lead_id}", responses=responses(404))
async def correct_a_lead(
    lead_id: LeadInPath,
    body: LeadCorrections,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> LeadBody:
    """Corrects a person's fields. No run overwrites them. Which calls are theirs still follows from
    what was said in the calls.
    """
    async with resources.database.transaction(tenant_id) as conn:
        await correct_lead(conn, actor, lead_id, await with_number(conn, tenant_id, body))
        return await one_lead(conn, tenant_id, lead_id)


@router.delete("/leads/{lead_id}/corrections/{field}", responses=responses(404))
async def undo_correction_of_lead(
    lead_id: LeadInPath, field: FieldInPath, tenant_id: WriterDep, resources: ResourcesDep
) -> LeadBody:
    """Returns a field to what the person's calls say."""
    async with resources.database.transaction(tenant_id) as conn:
        await undo_lead_correction(conn, tenant_id, lead_id, field)
        return await one_lead(conn, tenant_id, lead_id)


@router.patch("/callbacks/{callback_id}", responses=responses(404, 409))
async def correct_a_callback(
    callback_id: CallbackInPath,
    body: CallbackCorrections,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> CallbackBody:
    """Corrects why a callback is needed. It is in the callback's history."""
    async with resources.database.transaction(tenant_id) as conn:
        locked = await lock_callback(conn, tenant_id, callback_id)
        stands = (await get_worked(conn, tenant_id, callback_id)).corrected_to("reason")
        if stands != body.reason:
            if body.base_version not in (None, locked.version):
                raise Conflict(
                    f"The callback is at version {locked.version} now, not at"
                    f" {body.base_version}: read it again, and repeat the correction.",
                    code="version_conflict",
                )
            await act_as(conn, actor, "correct")
            await correct_callback(conn, actor, callback_id, {"reason": body.reason})
        return CallbackBody.of(await get_worked(conn, tenant_id, callback_id))


@router.delete("/callbacks/{callback_id}/corrections/{field}", responses=responses(404))
async def undo_correction_of_callback(
    callback_id: CallbackInPath,
    field: FieldInPath,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> CallbackBody:
    """Returns a field to what the machine says."""
    async with resources.database.transaction(tenant_id) as conn:
        await lock_callback(conn, tenant_id, callback_id)
        await act_as(conn, actor, "undo_correction")
        await undo_callback_correction(conn, tenant_id, callback_id, field)
        return CallbackBody.of(await get_worked(conn, tenant_id, callback_id))
