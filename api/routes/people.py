"""A person's right to their data: everything about them is exported or deleted, over all calls of
the tenant.
"""

import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Annotated, Self

from fastapi.responses import Response
from pydantic import BaseModel, Field, StringConstraints, model_validator

from api.http.authentication import ActorDep
from api.http.bodies import JsonBody, JsonRoute
from api.http.fields import NO_NUL
from api.http.media import Media
from api.http.permissions import AdminDep
from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from shared.db.audit import Entry, insert_entries
from shared.db.call_deletion import delete_call
from shared.db.contact_lists import list_contacts_of_person
from shared.db.contacts import delete_contacts_of_person
from shared.db.do_not_call import keep_bare_numbers, list_barred_of_person
from shared.db.exports import read_call
from shared.db.person_answers import list_answers_about
from shared.db.person_calls import list_calls_of_person
from shared.db.tenants import get_tenant
from shared.db.threads import delete_answers_about, list_names_of_calls
from shared.domain.access import Actor
from shared.domain.ids import AnswerId, CallId, TenantId
from shared.domain.people import Identity, e164_of, email_of_person
from shared.errors import InvalidRequest, NotFound

router = Router(tags=["people"], prefix="/api/people", route_class=JsonRoute)

# A request deletes this many calls; the rest is left to the next one.
BATCH = 200
MOST_COUNTED = 10_000
PAGE = 100

_EXAMPLE = {
    "person": {"phone": "+12025550143", "email": None},
    "exported_at": "2026-11-25T09:00:00+00:00",
    "calls": [
        {
            "call": {
                "id": "01938f5e-7b1b-7a90-8f51-0d2f6f0f7a21",
                "title": "Boiler repair for Maria Lopez",
                "from_number": "+12025550143",
            },
            "transcripts": [{"version": 1, "text": "My boiler leaks."}],
            "insights": [{"kind": "summary", "value": {"summary": "The boiler leaks."}}],
            "documents": [],
            "callback": None,
            "lead": {"name": "Maria Lopez", "phone": "+12025550143"},
            "recordings": [],
            "runs": [],
            "events": [],
        }
    ],
    "contacts": [{"name": "Maria Lopez", "call_count": 1, "do_not_call": False}],
    "do_not_call": [{"number": "+12025550143", "note": None, "call_id": None}],
    "questions": [
        {
            "question": "What did Maria Lopez ask for?",
            "asked_at": "2026-11-24T16:12:00+00:00",
            "parts": [{"kind": "sentence", "text": "My boiler leaks.", "citations": []}],
        }
    ],
}


class PersonBody(JsonBody):
    """Whose data it is. With both, calls that have either of them are the person's."""

    phone: Annotated[str, StringConstraints(max_length=60, pattern=NO_NUL)] | None = Field(
        None,
        description=(
            "The person's telephone number; without a country code it is one of the tenant's"
            " `country`."
        ),
    )
    email: Annotated[str, StringConstraints(max_length=320, pattern=NO_NUL)] | None = Field(
        None, description="The person's e-mail address."
    )

    @model_validator(mode="after")
    def _names_a_person(self) -> Self:
        if not self.phone and not self.email:
            raise ValueError("give phone or email")
        return self


class PersonErased(BaseModel):
    """What was deleted of a person."""

    calls: list[CallId] = Field(description="The calls that this request deleted.")
    remaining: int = Field(
        description=(
            "How many of the person's calls are left, counted up to 10000: repeat the request until"
            " it is 0."
        )
    )
    stays_on_do_not_call: bool = Field(
        description=(
            "Whether a number of the person stays on the list of numbers that are never called,"
            " without note and call: otherwise the wish could not be respected. DELETE"
            " /api/do-not-call/{number} deletes it too."
        )
    )


@router.post("/erase")
async def erase_person(
    body: PersonBody, actor: ActorDep, tenant_id: AdminDep, resources: ResourcesDep
) -> PersonErased:
    """Deletes all calls of a person with their results, vectors and audio, and with them the
    person's lead and contact, what answers quote of these calls, and questions that name the
    person. A number on the list of those that are never called stays there, by itself. Idempotent.

    One request deletes up to 200 calls. Vectors and audio are removed within seconds;
    `aftercall erase verify` states when nothing is left.
    """
    person = await _person_identity(resources, tenant_id, body)
    async with resources.database.connection(tenant_id) as conn:
        calls = await list_calls_of_person(conn, tenant_id, person, limit=MOST_COUNTED)
        names = await list_names_of_calls(conn, tenant_id, calls)
    # Questions name people too; what answers hold of a call goes with the call.
    async with resources.database.transaction(tenant_id) as conn:
        await delete_answers_about(
            conn, tenant_id, names=names, phone=person.phone, email=person.email
        )
        stays = await keep_bare_numbers(conn, tenant_id, phone=person.phone, email=person.email)
    deleted = [
        call_id
        for call_id in calls[:BATCH]
        if await _delete_call(resources, actor, tenant_id, call_id)
    ]
    if len(calls) <= BATCH:
        async with resources.database.transaction(tenant_id) as conn:
            await delete_contacts_of_person(conn, tenant_id, phone=person.phone, email=person.email)
    return PersonErased(calls=deleted, remaining=len(calls[BATCH:]), stays_on_do_not_call=stays)


async def _delete_call(
    resources: Resources, actor: Actor, tenant_id: TenantId, call_id: CallId
) -> bool:
    """Deletes a call; returns False when it is deleted already."""
    entry = Entry(
        actor=actor.kind,
        actor_id=actor.user_id or actor.key_id,
        tenant_id=tenant_id,
        action="delete call of a person",
        object=str(call_id),
        outcome="done",
    )
    try:
        async with resources.database.transaction(tenant_id) as conn:
            await delete_call(conn, tenant_id, call_id)
            await insert_entries(conn, [(entry, 1)])
    except NotFound:
        return False
    return True


@router.post(
    "/export",
    responses={
        200: {
            "description": "Everything about the person",
            "content": {"application/json": {"schema": {"type": "object"}, "example": _EXAMPLE}},
        }
    },
    response_class=Response,
)
async def export_person(body: PersonBody, tenant_id: AdminDep, resources: ResourcesDep) -> Response:
    """Returns everything about a person in one JSON document: `person`, `exported_at`, `calls`,
    each with transcripts, insights, documents, callback, lead, recordings with the address of their
    audio, runs and events, `contacts` with what people noted and decided, `do_not_call` with their
    numbers on that list, and `questions` that name the person or whose answers hold words of these
    calls, with the parts of the answers that hold no others' words.
    """
    person = await _person_identity(resources, tenant_id, body)
    async with resources.database.connection(tenant_id) as conn:
        first = await list_calls_of_person(conn, tenant_id, person, limit=PAGE)
    headers = {"Content-Disposition": 'attachment; filename="person.json"'}
    blocks = _document(resources, tenant_id, person, first)
    return Media(blocks, headers=headers, media_type="application/json")


async def _person_identity(resources: Resources, tenant_id: TenantId, body: PersonBody) -> Identity:
    """Raises InvalidRequest for what is no number or address."""
    async with resources.database.connection(tenant_id) as conn:
        country = (await get_tenant(conn, tenant_id)).country
    phone, email = e164_of(body.phone, country), email_of_person(body.email)
    if body.phone and phone is None:
        raise InvalidRequest(
            "This is no telephone number; begin it with + and the country code.",
            code="no_number",
            fields=(("/body/phone", "must be a telephone number"),),
        )
    if body.email and email is None:
        raise InvalidRequest(
            "This is no e-mail address.", fields=(("/body/email", "must be an e-mail address"),)
        )
    return Identity(phone, email, country)


async def _document(
    resources: Resources, tenant_id: TenantId, person: Identity, page: Sequence[CallId]
) -> AsyncIterator[bytes]:
    """Yields the document call by call, and holds no connection while the client reads."""
    named = json.dumps({"phone": person.phone, "email": person.email})
    made_at = json.dumps(datetime.now(UTC).isoformat(timespec="seconds"))
    yield f'{{"person": {named}, "exported_at": {made_at}, "calls": ['.encode()
    separator = "\n"
    while page:
        for call_id in page:
            async with resources.database.connection(tenant_id) as conn:
                found = await read_call(
                    conn,
                    tenant_id,
                    call_id,
                    base_url=resources.settings.runtime.public_base_url,
                )
            if found:
                yield (separator + found).encode()
                separator = ",\n"
        async with resources.database.connection(tenant_id) as conn:
            page = await list_calls_of_person(conn, tenant_id, person, limit=PAGE, after=page[-1])
    async with resources.database.connection(tenant_id) as conn:
        contacts = await list_contacts_of_person(
            conn, tenant_id, phone=person.phone, email=person.email
        )
        barred = await list_barred_of_person(
            conn, tenant_id, phone=person.phone, email=person.email
        )
    yield f'\n], "contacts": [{", ".join(contacts)}]'.encode()
    yield f', "do_not_call": [{", ".join(barred)}], "questions": ['.encode()
    async for block in _questions_about(resources, tenant_id, person):
        yield block
    yield b"\n]}\n"


async def _questions_about(
    resources: Resources, tenant_id: TenantId, person: Identity
) -> AsyncIterator[bytes]:
    async with resources.database.connection(tenant_id) as conn:
        calls = await list_calls_of_person(conn, tenant_id, person, limit=MOST_COUNTED)
        names = await list_names_of_calls(conn, tenant_id, calls)
    page, after, separator = list[tuple[AnswerId, str]](), None, "\n"
    while after is None or len(page) == PAGE:
        async with resources.database.connection(tenant_id) as conn:
            page = await list_answers_about(
                conn, tenant_id, person, calls=calls, names=names, after=after, limit=PAGE
            )
        for _, found in page:
            yield (separator + found).encode()
            separator = ",\n"
        if not page:
            return
        after = page[-1][0]
