"""The first page: who must be called back now, what failed, and what never arrived."""

import asyncio
from typing import Literal
from urllib.parse import urlencode

from fastapi import Response
from fastapi.responses import RedirectResponse

from api.http.dependencies import ActorDep, ReaderDep, ResourcesDep
from api.pages.rendering import ViewerDep, render
from api.pages.router import PageRouter
from api.routes.call_list import get_calls
from api.routes.callbacks import callback_filter, get_callbacks
from api.routes.missed_calls import get_missed_calls
from api.routes.users import get_colleagues
from shared.db.call_filters import CallFilter
from shared.domain.access import Permission
from shared.domain.statuses import CallStatus

router = PageRouter()

LISTED = 100
FAILED_LISTED = 5
# In the order in which a person works through them.
STATES = ("overdue", "due", "ambiguous", "coming")


@router.get("/")
async def today_page(
    tenant_id: ReaderDep,
    actor: ActorDep,
    viewer: ViewerDep,
    resources: ResourcesDep,
    whose: Literal["all", "mine", "none"] = "all",
) -> Response:
    assignee: dict[str, Literal["me", "none"] | None] = {"all": None, "mine": "me", "none": "none"}
    where = await callback_filter(actor, state=["open"], assignee=assignee[whose])
    callbacks, failed, partial, newest, missed = await asyncio.gather(
        get_callbacks(tenant_id, resources, where, limit=LISTED),
        get_calls(tenant_id, resources, CallFilter(status=CallStatus.FAILED), limit=FAILED_LISTED),
        get_calls(tenant_id, resources, CallFilter(status=CallStatus.PARTIAL), limit=FAILED_LISTED),
        get_calls(tenant_id, resources, CallFilter(), limit=1),
        get_missed_calls(tenant_id, resources),
    )
    if not newest.calls and not viewer.partial:
        return RedirectResponse("/start", 303)
    may_assign = Permission.WRITE in actor.permissions
    facts = {
        "groups": {
            state: [one for one in callbacks.callbacks if one.state == state] for state in STATES
        },
        "more": callbacks.next_cursor is not None,
        "whose": whose,
        "export": urlencode(
            {"state": "open", **({"assignee": assignee[whose]} if assignee[whose] else {})}
            | viewer.reader.table
        ),
        "failed": [*failed.calls, *partial.calls],
        "missed": missed,
        "people": await get_colleagues(tenant_id, resources) if may_assign else [],
    }
    return render("today.html", viewer, facts)
