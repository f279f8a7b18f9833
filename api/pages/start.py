"""The page of an empty installation: a test call, an upload, and how to connect who sends calls."""

from fastapi import Response

from api.http.permissions import ReaderDep
from api.http.resources import ResourcesDep
from api.pages.rendering import ViewerDep, render
from api.pages.router import PageRouter
from api.routes.agents import get_agents
from api.routes.call_list import get_calls
from api.routes.health import ready
from api.routes.webhook_endpoints import get_endpoints
from shared.db.call_filters import CallFilter
from shared.domain.access import Permission

router = PageRouter()

NEWEST = 5


@router.get("/start")
async def start_page(tenant_id: ReaderDep, viewer: ViewerDep, resources: ResourcesDep) -> Response:
    may_connect = viewer.may(Permission.ADMIN)
    base = resources.settings.runtime.public_base_url.rstrip("/")
    checks = (await ready(resources, Response())).checks
    facts = {
        "calls": (await get_calls(tenant_id, resources, CallFilter(), limit=NEWEST)).calls,
        "agents": await get_agents(tenant_id, resources),
        "endpoints": await get_endpoints(tenant_id, resources) if may_connect else [],
        "base": base,
        "is_public": base.startswith("https://"),
        "problems": {name: found for name, found in checks.items() if found != "ok"},
    }
    return render("start.html", viewer, facts)
