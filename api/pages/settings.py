"""The pages of settings: the team, its agents and webhook URLs, keys, people and retention."""

from fastapi import Response

from api.http.dependencies import AdminDep, ReaderDep, ResourcesDep
from api.pages.rendering import ViewerDep, render
from api.pages.router import PageRouter
from api.routes.agents import get_agents
from api.routes.api_keys import get_api_keys
from api.routes.missed_calls import get_missed_calls
from api.routes.users import get_invitations, get_users
from api.routes.webhook_endpoints import get_endpoints
from shared.domain.access import Role, Scope
from shared.domain.steps import Step

router = PageRouter(prefix="/settings")


@router.get("")
async def team_page(tenant_id: ReaderDep, viewer: ViewerDep) -> Response:
    return render("settings/team.html", viewer, {"steps": list(Step), "part": "team"})


@router.get("/connections")
async def connections_page(
    tenant_id: AdminDep, viewer: ViewerDep, resources: ResourcesDep
) -> Response:
    facts = {
        "part": "connections",
        "agents": await get_agents(tenant_id, resources),
        "endpoints": await get_endpoints(tenant_id, resources),
        "missed": await get_missed_calls(tenant_id, resources),
        "base": resources.settings.runtime.public_base_url.rstrip("/"),
    }
    return render("settings/connections.html", viewer, facts)


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
