"""Contacts: persons across their calls, and what people decide about them."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from fastapi import Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.http import cursors
from api.http.authentication import ActorDep
from api.http.bodies import JsonBody
from api.http.contact_timelines import NOTES, TimelineBody, timeline_of
from api.http.corrections import CorrectedBody, bodies_of
from api.http.fields import NO_NUL, Email, Language, Name, Number, Switch
from api.http.idempotency import KeyedJsonRoute
from api.http.parameters import NEXT_CURSOR, CallInPath, ContactInPath, Cursor, Limit
from api.http.permissions import AdminDep, ReaderDep, WriterDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.http.telephone_numbers import NumberFilterDep
from api.routes.call_list import CallbackOfCallBody
from api.routes.corrections import REACHED_AT, Corrections, Fact, Words, with_number
from shared.db.contact_actions import (
    correct_contact,
    delete_contact,
    merge_contacts,
    split_contact,
    undo_contact_correction,
)
from shared.db.contact_lists import (
    ContactFilter,
    StoredContact,
    get_contact,
    list_calls_of_contact,
    list_contacts,
)
from shared.db.contact_timelines import (
    list_agent_calls_of,
    list_callback_changes_of,
    list_planned_agent_calls,
)
from shared.db.pool import Connection
from shared.db.tenants import get_tenant
from shared.domain.contacts import ContactField, shown_value
from shared.domain.corrections import corrections_of
from shared.domain.ids import CallId, ContactId, TenantId
from shared.domain.people import email_of_person, number_on_line
from shared.domain.search_terms import search_terms
from shared.domain.statuses import CallStatus

router = Router(tags=["contacts"], prefix="/api/contacts", route_class=KeyedJsonRoute)

MOST_CALLS = 100
MOST_MOVED = 100


class SourceBody(BaseModel):
    """A value and where it is from: a call, or a person who corrected the lead of one."""

    value: str = Field(description="The value.")
    at: datetime = Field(description="When the call began, or when the person corrected it.")
    by: Literal["call", "user", "key"] = Field(
        description="Whether a call says so, or a person or an API key."
    )
    call_id: CallId | None = Field(description="The call that says so.")
    by_id: str | None = Field(description="The id of the user or key.")

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        known = {"by": "call", "call_id": None, "by_id": None}
        return cls.model_validate({**known, **stored})


class FieldBody(BaseModel):
    """A field of a contact."""

    value: str | None = Field(description="The value that counts: a person's, else of the calls.")
    sources: list[SourceBody] = Field(
        description=(
            "What the calls say, by the team's rule for the field; several with `keep_both`. The"
            " first one counts where no person corrected the field."
        )
    )


class OptOutBody(BaseModel):
    """Why a contact is not to be called."""

    at: datetime = Field(description="When the call began, or when a person decided it.")
    by: Literal["call", "user", "key"] = Field(
        description="Whether the caller said so, or a person or an API key decided it."
    )
    by_id: str | None = Field(None, description="The id of the user or key.")
    call_id: CallId | None = Field(None, description="The call in which they said so.")
    words: str | None = Field(None, description="Their words, verbatim.")
    turn: int | None = Field(None, description="The turn of the words, from 0.")


class LastSummaryBody(BaseModel):
    """The summary of the newest call that has one."""

    model_config = ConfigDict(from_attributes=True)

    call_id: CallId = Field(description="The call.")
    at: datetime = Field(description="When it began.")
    text: str = Field(description="The summary, at most 1000 characters of it.")


class OpenCallbackBody(BaseModel):
    """The open callback that comes first."""

    model_config = ConfigDict(from_attributes=True)

    call_id: CallId = Field(description="The call that asks for it.")
    reason: str = Field(description="Why the person is to be called.")
    callback: CallbackOfCallBody = Field(description="The callback.")


class ContactBody(BaseModel):
    """A person across their calls: those of one number, or of one e-mail address where a call has
    no number.
    """

    id: ContactId = Field(description="The contact's id.")
    name: str | None = Field(description="Their name.")
    numbers: list[str] = Field(description="Their numbers, E.164: calls of these are theirs.")
    emails: list[str] = Field(
        description="Their addresses: calls that state one of these and have no number are theirs."
    )
    fields: dict[ContactField, FieldBody] = Field(
        description="What is known of them, with where it is from; fields without a value are left"
        " out."
    )
    corrected: dict[ContactField, CorrectedBody] = Field(
        description="The fields that a person corrected, with what the calls say."
    )
    notes: str | None = Field(description="What people noted.")
    do_not_call: bool = Field(description="Whether they are not to be called.")
    opt_out: OptOutBody | None = Field(description="Why not; null when they may be called.")
    last_summary: LastSummaryBody | None = Field(description="What they called about last.")
    open_callback: OpenCallbackBody | None = Field(description="Null when none is open.")
    call_count: int = Field(description="How many calls they have.")
    first_call_at: datetime | None = Field(description="When their first call began.")
    last_call_at: datetime | None = Field(
        description="When their newest call began; null for one whose calls are deleted and who is"
        " not to be called."
    )
    created_at: datetime = Field(description="When they were first known here.")
    updated_at: datetime = Field(description="When this was last changed.")

    @classmethod
    def of(cls, contact: StoredContact) -> Self:
        return cls(**_contact_facts(contact))


class ContactCallBody(BaseModel):
    """A call of a contact."""

    model_config = ConfigDict(from_attributes=True)

    call_id: CallId = Field(description="The call.")
    at: datetime = Field(description="When it began.")
    title: str | None = Field(description="The call in a line.")
    status: CallStatus = Field(description="How far it is.")
    direction: str | None = Field(description="Who called whom: `inbound` or `outbound`.")
    number: str | None = Field(description="The contact's number in this call.")
    email: str | None = Field(description="The address that was stated in this call.")
    on_line: bool = Field(
        description="Whether the number is that of the line; else it, or the address, was stated."
    )
    moved: bool = Field(description="Whether a person moved the call to this contact.")
    words: str | None = Field(description="The words that ask for no more calls, if there are any.")
    callback: CallbackOfCallBody | None = Field(description="Its callback; null without one.")


class ContactDetail(ContactBody):
    """A contact with their newest calls and what happened."""

    calls: list[ContactCallBody] = Field(description=f"Their newest calls, at most {MOST_CALLS}.")
    timeline: list[TimelineBody] = Field(
        description=(
            "What happened with these calls, what became of their callbacks, which calls the agent"
            " placed or will place for them, and what people decided; newest first."
        )
    )


class ContactPage(BaseModel):
    """A page of contacts."""

    contacts: list[ContactBody] = Field(description="Who called last comes first.")
    next_cursor: str | None = Field(description=NEXT_CURSOR)


class ContactPatch(Corrections):
    """What is right of a contact; null for what is not known. Omitted fields stay as they are."""

    name: Name | None = Field(None, description="Their name.")
    company: Fact | None = Field(None, description="Their company.")
    phone: Number | None = Field(None, description=REACHED_AT)
    email: Email | None = Field(None, description="Their e-mail address.")
    service: Fact | None = Field(None, description="What they want.")
    city: Fact | None = Field(None, description="Where they want it.")
    language: Language | None = Field(None, description="The language they speak, ISO 639.")
    notes: Words | None = Field(None, description="Notes of people, in place of earlier ones.")
    do_not_call: Switch | None = Field(
        None,
        description="True: they are not to be called. False lifts it, until they say so again.",
    )


class MergeBody(JsonBody):
    """Another contact that is the same person."""

    contact_id: ContactId = Field(description="The other contact, which is gone afterwards.")


class SplitBody(JsonBody):
    """What is another person's."""

    numbers: list[Number] = Field(
        default_factory=list,
        max_length=MOST_MOVED,
        description="Numbers to move with their calls; later calls of them go there too.",
    )
    emails: list[Email] = Field(
        default_factory=list,
        max_length=MOST_MOVED,
        description="Addresses to move, with the calls that only state these.",
    )
    call_ids: list[CallId] = Field(
        default_factory=list, max_length=MOST_MOVED, description="Single calls to move."
    )


FieldInPath = Annotated[
    ContactField | Literal["notes"],
    Path(description="The corrected field; one that is not corrected stays as it is."),
]
Text = Annotated[str, StringConstraints(max_length=320, pattern=NO_NUL)]


@router.get("")
async def get_contacts(
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    q: Annotated[
        Text | None, Query(description="Words of a name, company or address, or a number.")
    ] = None,
    numbers: NumberFilterDep = None,
    email: Annotated[
        Text | None, Query(description="Only the contact with this e-mail address.")
    ] = None,
    do_not_call: Annotated[
        bool | None, Query(description="Only those who are not to be called, or only the others.")
    ] = None,
    open_callback: Annotated[
        bool | None, Query(description="Only those with an open callback, or only the others.")
    ] = None,
    call_id: Annotated[CallId | None, Query(description="Only the contact of this call.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ContactPage:
    """Returns contacts, the latest caller first. Callers who withheld their number and said no
    address are none.
    """
    before = cursors.decode(cursor)
    async with resources.database.transaction(tenant_id) as conn:
        where = ContactFilter(
            terms=search_terms(q or ""),
            numbers=numbers,
            email=email_of_person(email),
            do_not_call=do_not_call,
            open_callback=open_callback,
            call_id=call_id,
        )
        found = await list_contacts(
            conn,
            tenant_id,
            where,
            before=(before[0], ContactId(before[1])) if before else None,
            limit=limit + 1,
        )
    last = found[limit - 1] if len(found) > limit else None
    return ContactPage(
        contacts=[ContactBody.of(contact) for contact in found[:limit]],
        next_cursor=cursors.encode(last.listed_at, last.id) if last else None,
    )


@router.get("/{contact_id}", responses=responses(404))
async def read_contact(
    contact_id: ContactInPath, tenant_id: ReaderDep, resources: ResourcesDep
) -> ContactDetail:
    """Returns a contact with their newest calls, callbacks, corrections and opt-outs."""
    async with resources.database.transaction(tenant_id) as conn:
        return await _detail(conn, tenant_id, contact_id)


@router.patch("/{contact_id}", responses=responses(404))
async def correct_a_contact(
    contact_id: ContactInPath,
    body: ContactPatch,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> ContactDetail:
    """Corrects a contact, and says whether they may be called. No run overwrites it. Their numbers
    and addresses follow from their calls: merge or split contacts to change whose they are.
    """
    async with resources.database.transaction(tenant_id) as conn:
        values = await with_number(conn, tenant_id, body)
        values.pop("do_not_call", None)
        await correct_contact(conn, actor, contact_id, values, do_not_call=body.do_not_call)
        return await _detail(conn, tenant_id, contact_id)


@router.delete("/{contact_id}/corrections/{field}", responses=responses(404))
async def undo_correction_of_contact(
    contact_id: ContactInPath, field: FieldInPath, tenant_id: WriterDep, resources: ResourcesDep
) -> ContactDetail:
    """Returns a field to what the calls say, or deletes the notes."""
    async with resources.database.transaction(tenant_id) as conn:
        await undo_contact_correction(conn, tenant_id, contact_id, field)
        return await _detail(conn, tenant_id, contact_id)


@router.post("/{contact_id}/merge", responses=responses(404))
async def merge_a_contact(
    contact_id: ContactInPath, body: MergeBody, tenant_id: WriterDep, resources: ResourcesDep
) -> ContactDetail:
    """Merges another contact into this one: its calls, numbers, addresses and corrections move
    here. Where people corrected both, this one's corrections stay.
    """
    async with resources.database.transaction(tenant_id) as conn:
        await merge_contacts(conn, tenant_id, contact_id, body.contact_id)
        return await _detail(conn, tenant_id, contact_id)


@router.post("/{contact_id}/split", status_code=201, responses=responses(400, 404))
async def split_a_contact(
    contact_id: ContactInPath, body: SplitBody, tenant_id: WriterDep, resources: ResourcesDep
) -> ContactDetail:
    """Moves numbers, addresses and calls of another person to a new contact, and returns that. Both
    need a call.
    """
    async with resources.database.transaction(tenant_id) as conn:
        country = (await get_tenant(conn, tenant_id)).country
        new_id = await split_contact(
            conn,
            tenant_id,
            contact_id,
            numbers={number_on_line(number, country) or number for number in body.numbers},
            emails={email.lower() for email in body.emails},
            calls=set(body.call_ids),
        )
        return await _detail(conn, tenant_id, new_id)


@router.delete("/{contact_id}", status_code=204, responses=responses(404))
async def remove_contact(
    contact_id: ContactInPath, tenant_id: AdminDep, resources: ResourcesDep
) -> Response:
    """Deletes a contact with corrections, notes and the wish not to be called; their calls stay. If
    they call again, or a call is processed again, a new contact begins. POST /api/people/erase
    deletes the calls too.
    """
    async with resources.database.transaction(tenant_id) as conn:
        await delete_contact(conn, tenant_id, contact_id)
    return Response(status_code=204)


async def contact_of_call(
    tenant_id: ReaderDep, resources: ResourcesDep, call_id: CallInPath
) -> ContactBody | None:
    """Returns the contact of a call; None when it has none."""
    page = await get_contacts(tenant_id, resources, call_id=call_id, limit=1)
    return page.contacts[0] if page.contacts else None


async def _detail(conn: Connection, tenant_id: TenantId, contact_id: ContactId) -> ContactDetail:
    contact = await get_contact(conn, tenant_id, contact_id)
    calls = await list_calls_of_contact(conn, tenant_id, contact_id, limit=MOST_CALLS)
    ids = [call.call_id for call in calls]
    changes = await list_callback_changes_of(conn, tenant_id, ids)
    agent_calls = await list_agent_calls_of(conn, tenant_id, ids)
    planned = await list_planned_agent_calls(conn, tenant_id, ids)
    return ContactDetail(
        **_contact_facts(contact),
        calls=[ContactCallBody.model_validate(call) for call in calls],
        timeline=timeline_of(contact, calls, changes, [*planned, *agent_calls]),
    )


def _contact_facts(contact: StoredContact) -> dict[str, Any]:
    fields = {}
    for name in ContactField:
        value = shown_value(name, contact.fields, contact.corrected)
        stored = contact.fields.get(name, [])
        if value or stored:
            fields[name] = FieldBody(value=value, sources=[SourceBody.of(one) for one in stored])
    machine = {name: stored[0]["value"] for name, stored in contact.fields.items()}
    corrected = {name: one for name, one in contact.corrected.items() if name != NOTES}
    callback = contact.open_callback
    return {
        **{
            name: getattr(contact, name)
            for name in (
                "id", "name", "numbers", "emails", "do_not_call", "opt_out", "call_count",
                "first_call_at", "last_call_at", "created_at", "updated_at",
            )
        },
        "fields": fields,
        "corrected": bodies_of(corrections_of(corrected, machine)),
        "notes": contact.corrected[NOTES]["value"] if NOTES in contact.corrected else None,
        "last_summary": asdict(contact.last_summary) if contact.last_summary else None,
        "open_callback": OpenCallbackBody.model_validate(callback) if callback else None,
    }  # fmt: skip
