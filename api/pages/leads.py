"""The page of leads: who called, what they want, and what happens next."""

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request, Response

from api.http.fields import NO_NUL
from api.http.permissions import ReaderDep
from api.http.resources import ResourcesDep
from api.pages.rendering import ViewerDep, render, with_changes
from api.pages.router import PageRouter
from api.routes.call_list import CallbackOfCallBody
from api.routes.leads import LeadBody, get_leads, lead_filter
from shared.domain.callbacks import OPEN_STATES
from shared.domain.people import forms_of_number

router = PageRouter()

LISTED = 50
# What the export takes too.
LONGEST_TYPED = 60


@router.get("/leads")
async def leads_page(
    request: Request,
    tenant_id: ReaderDep,
    viewer: ViewerDep,
    resources: ResourcesDep,
    who: Annotated[str, Query(max_length=320, pattern=NO_NUL)] = "",
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """`who` is an e-mail address, or a number as people of the team's country write it."""
    typed = who.strip()
    identity: dict[str, str] = {}
    numbers = None
    if "@" in typed:
        identity["email"] = typed
    elif typed:
        numbers = forms_of_number(typed, viewer.tenant.country)
        identity["phone"] = numbers[0][:LONGEST_TYPED]
    where = await lead_filter(numbers, identity.get("email"))
    page = await get_leads(tenant_id, resources, where, cursor=cursor, limit=LISTED)
    facts = {
        "page": page,
        "who": typed,
        "cursor": cursor,
        "next_callback": next_callback,
        "here": with_changes(request),
        "older": with_changes(request, cursor=page.next_cursor) if page.next_cursor else None,
        "export": urlencode(identity | viewer.reader.table),
    }
    return render("leads.html", viewer, facts)


def next_callback(lead: LeadBody) -> CallbackOfCallBody | None:
    """Returns the open callback of the newest calls that comes first; one without a time is to be
    decided before all others.
    """
    callbacks = [
        call.callback
        for call in lead.calls
        if call.callback is not None and call.callback.state in OPEN_STATES
    ]
    undecided = datetime.min.replace(tzinfo=UTC)
    return min(callbacks, key=lambda one: one.due_at or undecided, default=None)
