"""The pages of calls: the list, and one call with its recording, words and results."""

from datetime import UTC, date
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Query, Request, Response

from api.http.authentication import ActorDep
from api.http.fields import NO_NUL
from api.http.parameters import CallInPath
from api.http.permissions import ReaderDep
from api.http.resources import ResourcesDep
from api.pages.gantt import chart_of
from api.pages.periods import moments_of_days
from api.pages.problem_words import error_in
from api.pages.rendering import ViewerDep, render, with_changes
from api.pages.router import PageRouter
from api.pages.spoken import spoken_turns, turn_of_value
from api.routes.agents import get_agents
from api.routes.audio import read_call_audio
from api.routes.call_list import call_filter, get_calls, selected_calls
from api.routes.callbacks import read_callback_history
from api.routes.calls import CallDetail, read_call, similar_calls
from api.routes.contacts import contact_of_call
from api.routes.holidays import get_holidays
from api.routes.leads import read_lead
from api.routes.shares import get_shares
from api.routes.transcripts import get_versions
from api.routes.users import get_colleagues
from api.routes.views import get_views
from shared.domain.access import Permission
from shared.domain.callbacks import CallbackState
from shared.domain.ids import AgentId, ContactId, LeadId
from shared.domain.statuses import CallOutcome, CallStatus
from shared.domain.zones import find_zone
from shared.errors import AftercallError, NotFound

router = PageRouter()

LISTED = 50


@router.get("/calls")
async def calls_page(
    request: Request,
    actor: ActorDep,
    tenant_id: ReaderDep,
    viewer: ViewerDep,
    resources: ResourcesDep,
    q: Annotated[str, Query(max_length=200, pattern=NO_NUL)] = "",
    status: CallStatus | Literal[""] = "",
    agent_id: AgentId | Literal[""] = "",
    direction: Literal["", "inbound", "outbound"] = "",
    outcome: CallOutcome | Literal[""] = "",
    callback: CallbackState | Literal["", "open", "any", "none", "done_in_time"] = "",
    first: date | Literal[""] = "",
    last: date | Literal[""] = "",
    clock: Literal["", "team"] = "",
    lead_id: LeadId | None = None,
    contact_id: ContactId | None = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """A form sends all its fields, so that an empty one is as none. Days are on the reader's clock;
    with `clock=team`, which links from the numbers have, on the team's.
    """
    zone = viewer.reader.zone
    if clock == "team":
        zone = find_zone(viewer.tenant.timezone) or UTC
    since, until = moments_of_days(first, last, zone)
    selected = await selected_calls(
        status=status or None,
        agent_id=agent_id or None,
        direction=direction or None,
        outcome=outcome or None,
        callback=[callback] if callback else None,
        since=since,
        until=until,
        lead_id=lead_id,
        contact_id=contact_id,
    )
    where = await call_filter(selected, q.strip() or None)
    page = await get_calls(tenant_id, resources, where, cursor=cursor, limit=LISTED)
    exported = {
        "q": q.strip(),
        "status": status,
        "agent_id": agent_id,
        "direction": direction,
        "outcome": outcome,
        "callback": callback,
        "since": since and since.isoformat(),
        "until": until and until.isoformat(),
        "lead_id": lead_id,
        "contact_id": contact_id,
    }
    facts = {
        "page": page,
        "agents": {agent.id: agent for agent in await get_agents(tenant_id, resources)},
        "chosen": {name: value for name, value in request.query_params.items() if value},
        "views": [
            view
            for view in (await get_views(actor, tenant_id, resources, list=None)).views
            if view.list in ("calls", "search")
        ],
        "here": with_changes(request),
        "older": with_changes(request, cursor=page.next_cursor) if page.next_cursor else None,
        "export": urlencode({n: v for n, v in exported.items() if v} | viewer.reader.table),
        "table": urlencode(viewer.reader.table),
    }
    return render("calls.html", viewer, facts)


@router.get("/calls/{call_id}")
async def call_page(
    call_id: CallInPath, tenant_id: ReaderDep, viewer: ViewerDep, resources: ResourcesDep
) -> Response:
    call = await read_call(call_id, tenant_id, resources)
    facts = {
        "call": call,
        "turns": spoken_turns(call.transcript) if call.transcript else [],
        "files": _offered_files(call),
        "evidence": _turns_of_lead(call),
        "chart": chart_of(call.job) if call.job else None,
        "person": await read_lead(call.lead_id, tenant_id, resources) if call.lead_id else None,
        "contact": await contact_of_call(tenant_id, resources, call_id),
        "people": await get_colleagues(tenant_id, resources)
        if viewer.may(Permission.WRITE)
        else [],
        "next_morning": viewer.next_morning(await get_holidays(tenant_id, resources))
        if call.callback
        else None,
        "history": (await read_callback_history(call.callback.id, tenant_id, resources)).changes
        if call.callback
        else [],
        "agents": {agent.id: agent for agent in await get_agents(tenant_id, resources)},
        "shares": (await get_shares(call_id, tenant_id, resources)).shares,
        "may_share": viewer.may(Permission.WRITE) and viewer.tenant.sharing_allowed,
        "versions": (await get_versions(call_id, tenant_id, resources)).versions,
        "tracks": (await read_call_audio(call_id, tenant_id, resources)).tracks,
    }
    return render("call.html", viewer, facts)


def _turns_of_lead(call: CallDetail) -> dict[str, int]:
    """Returns by field of the lead the turn that says it."""
    if call.lead is None or call.transcript is None:
        return {}
    values = call.lead.value.model_dump(include=set(LEAD_FIELDS))
    found = {name: turn_of_value(call.transcript, value) for name, value in values.items() if value}
    return {name: turn for name, turn in found.items() if turn is not None}


LEAD_FIELDS = ("name", "phone", "email", "company", "service", "city")


@router.get("/calls/{call_id}/similar")
async def similar_part(
    call_id: CallInPath, tenant_id: ReaderDep, viewer: ViewerDep, resources: ResourcesDep
) -> Response:
    """Returns the part of a call's page with similar calls, or why there is none."""
    try:
        found, problem = (await similar_calls(call_id, tenant_id, resources)).similar, None
    except NotFound:
        raise
    except AftercallError as error:
        found, problem = [], error_in(viewer.reader, error)
    return render("similar.html", viewer, {"found": found, "problem": problem})


def _offered_files(call: CallDetail) -> tuple[str, ...]:
    """Returns the endings of the files that the transcript can be had as."""
    if call.transcript is None:
        return ()
    spoken = call.transcript
    has_times = spoken.segments or all(turn.start_s is not None for turn in spoken.turns)
    return ("txt", "docx", "srt", "vtt") if has_times else ("txt", "docx")
