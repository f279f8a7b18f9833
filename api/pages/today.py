"""The first page: who must be called back now, what failed, and what never arrived."""

import asyncio
from typing import Literal
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.http.authentication import ActorDep
from api.http.permissions import ReaderDep
from api.http.resources import ResourcesDep
from api.pages.rendering import ViewerDep, render, with_changes
from api.pages.router import PageRouter
from api.routes.agent_calls import read_calling_rules
from api.routes.agents import get_agents
from api.routes.call_list import get_calls
from api.routes.callbacks import callback_filter, get_callbacks
from api.routes.holidays import get_holidays
from api.routes.missed_calls import get_missed_calls
from api.routes.users import get_colleagues
from api.routes.views import get_views
from shared.db.call_filters import CallFilter
from shared.domain.access import Permission
from shared.domain.callbacks import CallbackState
from shared.domain.ids import AgentId
from shared.domain.statuses import CallStatus

router = PageRouter()

FAILED_LISTED = 5
# How many of each are shown, in the order in which a person works through them: a backlog hides
# nothing that is due now.
LISTED = {
    CallbackState.OVERDUE: 30,
    CallbackState.DUE: 30,
    CallbackState.AMBIGUOUS: 15,
    CallbackState.COMING: 15,
}


@router.get("/")
async def today_page(
    request: Request,
    tenant_id: ReaderDep,
    actor: ActorDep,
    viewer: ViewerDep,
    resources: ResourcesDep,
    whose: Literal["all", "mine", "none"] = "all",
    agent_id: AgentId | Literal[""] = "",
) -> Response:
    assignee: dict[str, Literal["me", "none"] | None] = {"all": None, "mine": "me", "none": "none"}
    wanted = [
        await callback_filter(
            actor, state=[state], assignee=assignee[whose], agent_id=agent_id or None
        )
        for state in LISTED
    ]
    (
        listed,
        (failed, partial, newest),
        (agents, missed, calling, views, colleagues, holidays),
    ) = await asyncio.gather(
        asyncio.gather(
            *(
                get_callbacks(tenant_id, resources, where, limit=limit)
                for where, limit in zip(wanted, LISTED.values(), strict=True)
            )
        ),
        asyncio.gather(
            get_calls(
                tenant_id, resources, CallFilter(status=CallStatus.FAILED), limit=FAILED_LISTED
            ),
            get_calls(
                tenant_id, resources, CallFilter(status=CallStatus.PARTIAL), limit=FAILED_LISTED
            ),
            get_calls(tenant_id, resources, CallFilter(), limit=1),
        ),
        asyncio.gather(
            get_agents(tenant_id, resources),
            get_missed_calls(tenant_id, resources),
            read_calling_rules(tenant_id, resources),
            get_views(actor, tenant_id, resources, list=None),
            get_colleagues(tenant_id, resources),
            get_holidays(tenant_id, resources),
        ),
    )
    if not newest.calls and not viewer.partial:
        return RedirectResponse("/start", 303)
    selected = {"state": "open", "assignee": assignee[whose], "agent_id": agent_id}
    facts = {
        "groups": {state: page.callbacks for state, page in zip(LISTED, listed, strict=True)},
        "more": {state for state, page in zip(LISTED, listed, strict=True) if page.next_cursor},
        "whose": whose,
        "agent_id": agent_id,
        "agents": agents,
        "views": [view for view in views.views if view.list in ("callbacks", "calls")],
        "here": with_changes(request),
        "with_changes": lambda **changed: with_changes(request, **changed),
        "export": urlencode(
            {name: value for name, value in selected.items() if value} | viewer.reader.table
        ),
        "failed": [*failed.calls, *partial.calls],
        "missed": missed,
        "calling": calling,
        "next_morning": viewer.next_morning(holidays),
        "people": colleagues if viewer.may(Permission.WRITE) else [],
    }
    return render("today.html", viewer, facts)
