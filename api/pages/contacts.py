"""The pages of contacts: persons across their calls, and what people decide about them."""

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from api.http.fields import NO_NUL
from api.http.parameters import ContactInPath
from api.http.permissions import ReaderDep
from api.http.resources import ResourcesDep
from api.pages.labels import CONTACT_FIELD
from api.pages.rendering import ViewerDep, render, with_changes
from api.pages.router import PageRouter
from api.routes.contacts import contact_of_call, get_contacts, read_contact
from shared.domain.ids import CallId
from shared.domain.people import readable_number

router = PageRouter()

LISTED = 50
CANDIDATES = 10
Typed = Annotated[str, Query(max_length=320, pattern=NO_NUL)]


@router.get("/contacts")
async def contacts_page(
    request: Request,
    tenant_id: ReaderDep,
    viewer: ViewerDep,
    resources: ResourcesDep,
    who: Typed = "",
    show: Annotated[str, Query(max_length=20)] = "",
    call_id: CallId | None = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """With a `call_id` it leads to the contact of this call."""
    if call_id:
        contact = await contact_of_call(tenant_id, resources, call_id)
        if contact:
            return RedirectResponse(f"/contacts/{contact.id}", 303)
    typed = who.strip()
    page = await get_contacts(
        tenant_id,
        resources,
        q=typed or None,
        do_not_call=True if show == "no_calls" else None,
        open_callback=True if show == "callback" else None,
        cursor=cursor,
        limit=LISTED,
    )
    facts = {
        "page": page,
        "who": typed,
        "show": show,
        "cursor": cursor,
        "of_no_contact": call_id is not None,
        "here": with_changes(request),
        "older": with_changes(request, cursor=page.next_cursor) if page.next_cursor else None,
    }
    return render("contacts.html", viewer, facts)


@router.get("/contacts/{contact_id}")
async def contact_page(
    request: Request,
    contact_id: ContactInPath,
    tenant_id: ReaderDep,
    viewer: ViewerDep,
    resources: ResourcesDep,
    other: Typed = "",
) -> Response:
    """`other` are words of another contact, to be merged."""
    contact = await read_contact(contact_id, tenant_id, resources)
    typed = other.strip()
    found = (
        (await get_contacts(tenant_id, resources, q=typed, limit=CANDIDATES)).contacts
        if typed
        else []
    )
    number = readable_number(contact.numbers[0]) if contact.numbers else None
    empty: dict[str, str | None] = dict.fromkeys(CONTACT_FIELD)
    filled = {str(name): field.value for name, field in contact.fields.items()}
    facts = {
        "contact": contact,
        "title": contact.name or number or next(iter(contact.emails), None),
        "filled": empty | filled | {"notes": contact.notes},
        "other": typed,
        "candidates": [each for each in found if each.id != contact_id],
        "here": with_changes(request),
    }
    return render("contact.html", viewer, facts)
