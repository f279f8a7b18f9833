"""Records who read and changed what, by routes: a new route is on record without a line of its own.

Reading calls and audio, every change, and every refusal for want of a right is recorded. Ids are,
contents are not.
"""

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.network import client_address
from api.http.problems import method_of
from api.http.resources import Resources
from shared.db.audit import ActorKind, Entry, Outcome
from shared.db.users import User
from shared.domain.access import Actor

# What is read here is about people. Lists of runs and the like are polled, and hold no content.
READ = (
    "/api/calls",
    "/api/callbacks",
    "/api/contacts",
    "/api/do-not-call",
    "/api/leads",
    "/api/recordings",
    "/api/audit",
    "/api/users",
    "/api/search",
    "/api/ask",
    "/api/answers",
    "/api/tenant/export",
    "/api/threads",
    "/api/event-deliveries",
    "/api/events/{sequence}/body",
)
# The pages that show the same.
PAGES = ("/calls", "/ask", "/settings/people", "/settings/activity")
TODAY = "/"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
UNAUTHORIZED = frozenset({401, 403, 429})


class Auditing:
    """ASGI middleware. A change is on record before its answer is sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        resources: Resources = scope["app"].state.resources

        async def send_recorded(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry = entry_of(scope, message["status"])
                if entry and method_of(scope) in SAFE:
                    resources.audit.add(entry)
                elif entry and entry.outcome == "done":
                    await resources.audit.wait(entry)
                elif entry:
                    resources.audit.add(entry)
            await send(message)

        await self._app(scope, receive, send_recorded)


def entry_of(scope: Scope, status: int) -> Entry | None:
    """Returns the entry for an answered request; None if it need not be recorded."""
    state = scope.get("state", {})
    actor: Actor | None = state.get("actor")
    if shared := state.get("shared"):
        # The path has the link's secret, so the call is named by ids.
        return Entry(
            actor="anonymous",
            tenant_id=shared.tenant_id,
            address=client_address(Request(scope)),
            action=f"{method_of(scope)} {getattr(scope.get('route'), 'path', '')}",
            object=f"{shared.call_id},{shared.id}",
            outcome="failed" if status >= 400 else "done",
            status=status,
        )
    refused = status in UNAUTHORIZED
    route = str(getattr(scope.get("route"), "path", ""))
    # An accepted webhook has neither, and is in the list of events itself.
    if (actor is None and not refused) or not _is_recorded(route, "/api/"):
        return None
    method = method_of(scope)
    if method in SAFE and not refused and not _is_recorded(route, *READ):
        return None
    outcome: Outcome = "refused" if refused else "failed" if status >= 400 else "done"
    # Of a failed sign-in: whose account it was, where there is one.
    tried: User | None = state.get("tried_account")
    kind: ActorKind = actor.kind if actor else "anonymous"
    if actor and route.startswith("/api/operator/"):
        kind = "operator"
    return Entry(
        actor=kind,
        actor_id=(actor.user_id or actor.key_id) if actor else None,
        tenant_id=actor.tenant_id if actor else tried.tenant_id if tried else None,
        address=client_address(Request(scope)),
        action=f"{method} {route}",
        object=state.get("object")
        or ",".join(map(str, scope.get("path_params", {}).values()))
        or (str(tried.id) if tried else None),
        outcome=outcome,
        status=status,
        request_id=structlog.contextvars.get_contextvars().get("request_id")
        if outcome != "refused"
        else None,
    )


def _is_recorded(route: str, *prefixes: str) -> bool:
    return route == TODAY or route.startswith((*prefixes, *PAGES))
