"""Every route has one rule of who may call it, and the rules hold for each role and scope."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.http.permissions import Allowed
from api.main import ROUTERS
from api.pages.router import PageRouter
from shared.db.pool import Database
from shared.domain.access import Permission, Role, Scope
from shared.settings.load import Settings
from tests.api.accounts.people import person
from tests.api.test_isolation import PUBLIC
from tests.support.people import Team

ANY_ID = "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10"
EXPECTED = {
    ("DELETE", "/api/calls/{call_id}"): Permission.ADMIN,
    ("GET", "/api/calls"): Permission.READ,
    ("GET", "/api/api-keys"): Permission.ADMIN,
    ("GET", "/api/users"): Permission.ADMIN,
    ("GET", "/api/colleagues"): Permission.WRITE,
    ("POST", "/api/api-keys"): Permission.KEYS,
    ("POST", "/api/process-recording"): Permission.INGEST,
    ("POST", "/api/recordings"): Permission.INGEST,
    ("POST", "/api/job/{job_id}/retry"): Permission.WRITE,
    ("PATCH", "/api/tenant"): Permission.ADMIN,
    ("PUT", "/api/calls/{call_id}/transcript"): Permission.WRITE,
    ("GET", "/api/me"): Permission.SELF,
    ("POST", "/api/views"): Permission.SELF,
    ("POST", "/api/calls/{call_id}/shares"): Permission.WRITE,
    ("GET", "/api/calls/{call_id}/shares"): Permission.READ,
    ("POST", "/api/ask"): Permission.READ,
    ("POST", "/api/ask/quote"): Permission.READ,
    ("DELETE", "/api/threads/{thread_id}"): Permission.READ,
    ("GET", "/api/search/reindex/quote"): Permission.READ,
    ("POST", "/api/search/reindex"): Permission.ADMIN,
}


# Who may read may ask, and keep the questions in threads of their own.
ASKING = {"/api/ask", "/api/ask/quote", "/api/threads/{thread_id}", "/api/mcp"}


def rules_of(dependant: Dependant) -> list[Permission]:
    own = [dependant.call.permission] if isinstance(dependant.call, Allowed) else []
    return own + [rule for each in dependant.dependencies for rule in rules_of(each)]


def routes() -> Iterator[tuple[str, APIRoute]]:
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            if route.path not in PUBLIC:
                for method in sorted((route.methods or set()) - {"HEAD"}):
                    yield method, route


def test_every_route_that_is_not_public_has_exactly_one_rule() -> None:
    rules = {(method, route.path): rules_of(route.dependant) for method, route in routes()}
    assert len(rules) > 60
    assert {name: found for name, found in rules.items() if len(found) != 1} == {}
    assert {name: rules[name] for name in EXPECTED} == {
        name: [permission] for name, permission in EXPECTED.items()
    }


def test_public_routes_have_no_rule() -> None:
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, APIRoute) and route.path in PUBLIC:
                assert not rules_of(route.dependant), route.path


def test_reading_never_takes_more_than_reading_and_changing_never_less() -> None:
    """Only lists of secrets and people take more."""
    closed = {
        "/api/api-keys",
        "/api/users",
        "/api/colleagues",
        "/api/invitations",
        "/api/webhook-endpoints",
        "/api/webhook-endpoints/{endpoint_id}/deliveries",
        "/api/tenant/elevenlabs-key",
        "/api/audit",
        "/api/tenant/export",
        "/api/operator/tenants",
        "/api/operator/agents",
        "/api/operator/work",
        "/api/operator/tenants/{tenant_id}/caps",
        "/api/me",
        "/api/me/calendars",
        "/api/me/sessions",
        "/api/views",
        "/api/event-target-templates",
        "/api/event-targets",
        "/api/event-targets/{target_id}",
        "/api/event-deliveries",
        "/api/schedules",
        "/api/schedules/{schedule_id}",
        "/api/schedules/{schedule_id}/occurrences",
        "/api/event-deliveries/{delivery_id}",
        "/settings/activity",
        "/settings/calling",
        "/settings/connections",
        "/settings/connections/{endpoint_id}",
        "/settings/schedules",
        "/settings/search",
        "/settings/schedules/{schedule_id}",
        "/settings/targets",
        "/settings/targets/{target_id}",
        "/settings/people",
        "/settings/keys",
    }
    for method, route in routes():
        (rule,) = rules_of(route.dependant)
        if method == "GET" and route.path not in closed:
            assert rule is Permission.READ, route.path
        if method != "GET" and route.path not in ASKING:
            assert rule is not Permission.READ, route.path


def _is_for_others(answer: httpx.Response) -> bool:
    if answer.headers["content-type"].startswith("text/html"):
        return "<title>That did not work" in answer.text
    return bool(answer.json()["code"] == "not_allowed")


# It ends the session that the rest of the test uses.
ENDING = {("POST", "/api/auth/logout")}


async def refused(client: httpx.AsyncClient, headers: dict[str, str]) -> set[tuple[str, str]]:
    """The routes that these credentials are not for. Nothing is changed: no id exists, and no body
    is right.
    """
    found = set()
    # With this a stream ends at once.
    headers = {**headers, "Last-Event-ID": "wrong"}
    for method, route in routes():
        if (method, route.path) in ENDING:
            continue
        path = re.sub(r"\{\w+\}", ANY_ID, route.path)
        answer = await client.request(method, path, headers=headers, json=["wrong"])
        assert answer.status_code not in (401, 500), (method, path, answer.text)
        if answer.status_code == 403 and _is_for_others(answer):
            found.add((method, route.path))
    return found


def expected(permissions: frozenset[Permission]) -> set[tuple[str, str]]:
    return {
        (method, route.path)
        for method, route in routes()
        if not set(rules_of(route.dependant)) <= permissions and (method, route.path) not in ENDING
    }


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_may_what_its_permissions_say(
    client: httpx.AsyncClient, team: Team, database: Database, settings: Settings, role: Role
) -> None:
    headers = await person(database, settings, team, role)
    assert await refused(client, headers) == expected(role.permissions)


@pytest.mark.parametrize("scope", list(Scope))
async def test_each_scope_may_what_it_says(
    client: httpx.AsyncClient, team: Team, scope: Scope
) -> None:
    made: dict[str, Any] = (
        await team.post("/api/api-keys", {"name": "one", "scopes": [scope]})
    ).json()
    found = await refused(client, {"Authorization": f"Bearer {made['api_key']}"})
    # Pages are for people, whatever a key may read; one leads to another without showing anything.
    pages = {
        ("GET", route.path)
        for router in ROUTERS
        if isinstance(router, PageRouter)
        for route in router.routes
        if isinstance(route, APIRoute) and route.path != "/admin/queues"
    }
    may = frozenset({Permission(scope)})
    assert found - {("GET", "/admin/queues")} == (expected(may) | pages) - {
        ("GET", "/admin/queues")
    }
    assert found >= {("GET", "/api/me"), ("POST", "/api/me/password")}
