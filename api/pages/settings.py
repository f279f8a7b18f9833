"""The pages of settings: the team, its agents and webhook URLs, targets of events, schedules, the
search, keys, people and retention.
"""

from urllib.parse import urlencode, urlsplit

from fastapi import Response

from api.http.authentication import ActorDep
from api.http.parameters import Cursor, EndpointInPath, ScheduleInPath, TargetInPath
from api.http.permissions import AdminDep, ReaderDep
from api.http.resources import ResourcesDep
from api.pages.rendering import ViewerDep, render
from api.pages.router import PageRouter
from api.routes.agent_calls import read_calling_rules
from api.routes.agents import get_agents
from api.routes.api_keys import get_api_keys
from api.routes.calendars import get_calendars
from api.routes.do_not_call import NumbersAfter, get_barred_numbers
from api.routes.event_deliveries import get_event_deliveries
from api.routes.event_target_bodies import TargetBody
from api.routes.event_target_trials import get_target_templates
from api.routes.event_targets import get_targets, read_target
from api.routes.holidays import get_holidays
from api.routes.missed_calls import get_missed_calls
from api.routes.reindexing import quote_reindex
from api.routes.schedules import get_occurrences, get_schedules, read_schedule
from api.routes.search_index import search_index
from api.routes.users import get_colleagues, get_invitations, get_users
from api.routes.vendor_keys import read_key_state
from api.routes.webhook_endpoints import get_deliveries, get_endpoints
from shared.domain.access import Role, Scope
from shared.domain.events import DEFAULT_TYPES
from shared.domain.reindexing import ReindexStatus
from shared.domain.statuses import Sender

router = PageRouter(prefix="/settings")

DELIVERIES_SHOWN = 50
NUMBERS_SHOWN = 100


@router.get("")
async def team_page(
    tenant_id: ReaderDep, actor: ActorDep, viewer: ViewerDep, resources: ResourcesDep
) -> Response:
    facts = {
        "calendars": (await get_calendars(tenant_id, actor, resources)).calendars
        if actor.user_id
        else [],
        "part": "team",
        "holidays": (await get_holidays(tenant_id, resources)).holidays,
        "today": viewer.reader.now().date(),
    }
    return render("settings/team.html", viewer, facts)


@router.get("/connections")
async def connections_page(
    tenant_id: AdminDep, viewer: ViewerDep, resources: ResourcesDep
) -> Response:
    facts = {
        "part": "connections",
        "agents": await get_agents(tenant_id, resources),
        "endpoints": await get_endpoints(tenant_id, resources),
        "missed": await get_missed_calls(tenant_id, resources),
        "senders": list(Sender),
    }
    return render("settings/connections.html", viewer, facts)


@router.get("/connections/{endpoint_id}")
async def deliveries_page(
    endpoint_id: EndpointInPath, tenant_id: AdminDep, viewer: ViewerDep, resources: ResourcesDep
) -> Response:
    found = await get_deliveries(endpoint_id, tenant_id, resources)
    endpoints = await get_endpoints(tenant_id, resources)
    facts = {
        "part": "connections",
        "deliveries": found.deliveries,
        "endpoint": next((one for one in endpoints if one.id == endpoint_id), None),
        "shown_id": endpoint_id,
    }
    return render("settings/deliveries.html", viewer, facts)


@router.get("/calling")
async def calling_page(
    tenant_id: AdminDep, viewer: ViewerDep, resources: ResourcesDep, after: NumbersAfter = None
) -> Response:
    page = await get_barred_numbers(tenant_id, resources, after=after, limit=NUMBERS_SHOWN)
    facts = {
        "part": "calling",
        "rules": await read_calling_rules(tenant_id, resources),
        "has_key": (await read_key_state(tenant_id, resources)).configured,
        "numbers": page.numbers,
        "table": urlencode(viewer.reader.table),
        "next_after": page.next_after,
    }
    return render("settings/calling.html", viewer, facts)


@router.get("/targets")
async def targets_page(tenant_id: AdminDep, viewer: ViewerDep, resources: ResourcesDep) -> Response:
    targets = (await get_targets(tenant_id, resources)).targets
    facts = {
        "part": "targets",
        "targets": [(target, _host_of(target)) for target in targets],
        "groups": DEFAULT_TYPES,
        "agents": await get_agents(tenant_id, resources),
        "people": await get_users(tenant_id, resources),
        "shipped": (await get_target_templates(tenant_id)).templates,
    }
    return render("settings/targets.html", viewer, facts)


@router.get("/targets/{target_id}")
async def target_page(
    target_id: TargetInPath, tenant_id: AdminDep, viewer: ViewerDep, resources: ResourcesDep
) -> Response:
    target = await read_target(target_id, tenant_id, resources)
    found = await get_event_deliveries(
        tenant_id, resources, target_id=target_id, limit=DELIVERIES_SHOWN
    )
    facts = {
        "part": "targets",
        "target": target,
        "host": _host_of(target),
        "deliveries": found.deliveries,
        "groups": DEFAULT_TYPES,
        "agents": await get_agents(tenant_id, resources),
        "people": await get_users(tenant_id, resources),
        "shown_id": target_id,
        # No event of the stream says that a delivery has ended.
        "polled": True,
    }
    return render("settings/target.html", viewer, facts)


@router.get("/schedules")
async def schedules_page(
    tenant_id: AdminDep, viewer: ViewerDep, resources: ResourcesDep
) -> Response:
    facts = {
        "part": "schedules",
        "schedules": (await get_schedules(tenant_id, resources)).schedules,
        "agents": await get_agents(tenant_id, resources),
        "people": await get_colleagues(tenant_id, resources),
    }
    return render("settings/schedules.html", viewer, facts)


@router.get("/schedules/{schedule_id}")
async def schedule_page(
    schedule_id: ScheduleInPath,
    tenant_id: AdminDep,
    viewer: ViewerDep,
    resources: ResourcesDep,
    cursor: Cursor = None,
) -> Response:
    schedule = await read_schedule(schedule_id, tenant_id, resources)
    found = await get_occurrences(
        schedule_id, tenant_id, resources, cursor=cursor, limit=DELIVERIES_SHOWN
    )
    facts = {
        "part": "schedules",
        "schedule": schedule,
        "occurrences": found.occurrences,
        "next_cursor": found.next_cursor,
        "agents": await get_agents(tenant_id, resources),
        "people": await get_colleagues(tenant_id, resources),
        "shown_id": schedule_id,
    }
    return render("settings/schedule.html", viewer, facts)


@router.get("/search")
async def search_page(tenant_id: AdminDep, viewer: ViewerDep, resources: ResourcesDep) -> Response:
    index = await search_index(tenant_id, resources)
    facts = {
        "part": "search",
        "index": index,
        "quote": await quote_reindex(tenant_id, resources),
        "run": index.reindex,
    }
    if index.reindex and index.reindex.status is ReindexStatus.RUNNING:
        # No event of the stream says how far it is.
        facts["polled"] = True
    return render("settings/search.html", viewer, facts)


@router.get("/people")
async def people_page(tenant_id: AdminDep, viewer: ViewerDep, resources: ResourcesDep) -> Response:
    facts = {
        "part": "people",
        "people": await get_users(tenant_id, resources),
        "invitations": await get_invitations(tenant_id, resources),
        "roles": list(Role),
    }
    return render("settings/people.html", viewer, facts)


@router.get("/keys")
async def keys_page(tenant_id: AdminDep, viewer: ViewerDep, resources: ResourcesDep) -> Response:
    keys = await get_api_keys(tenant_id, resources)
    facts = {"part": "keys", "keys": keys, "scopes": list(Scope)}
    return render("settings/keys.html", viewer, facts)


def _host_of(target: TargetBody) -> str:
    """Returns the host and port of the URL, whose path may be a secret of the receiver."""
    return urlsplit(target.url or "").netloc
