"""Who sends a request: a person, by an access token or a session cookie, or an API key."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from api.http.credentials import API_KEY_PREFIX, hash_token
from api.http.network import client_address
from api.http.resources import Resources, ResourcesDep
from shared.concurrency.tenant_scope import bill_from_now_on_to
from shared.db.api_keys import find_actor_of_key
from shared.db.sessions import find_actor
from shared.domain.access import Actor
from shared.domain.usage import BilledTo
from shared.errors import Forbidden, Unauthorized

SESSION_COOKIE = "aftercall_session"
CSRF_HEADER = "X-CSRF-Token"

_bearer = HTTPBearer(
    auto_error=False, description="An access token from login, or an API key (`ac_…`)."
)
_cookie = APIKeyCookie(
    name=SESSION_COOKIE,
    auto_error=False,
    description=(
        "The session of a browser. Requests that change something carry `X-CSRF-Token` too."
    ),
)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


async def current_actor(
    request: Request,
    resources: ResourcesDep,
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    cookie: Annotated[str | None, Depends(_cookie)],
) -> Actor:
    """Returns who sends the request, from the credential alone, and bills vendor requests
    to the tenant.

    Raises Unauthorized; Forbidden for a browser's request that another site may have sent.
    """
    if given:
        actor = await _actor_of(request, resources, given.credentials)
    elif cookie:
        actor = await _actor_of(request, resources, cookie)
        _require_csrf_token(request, resources, actor)
    else:
        raise Unauthorized(
            "Send `Authorization: Bearer <access token or API key>`.", code="credentials_missing"
        )
    request.state.actor = actor
    request.state.rate_limit = await resources.request_limits.take(actor)
    bill_from_now_on_to(BilledTo(actor.tenant_id))
    return actor


async def _actor_of(request: Request, resources: Resources, credential: str) -> Actor:
    if credential.startswith(API_KEY_PREFIX):
        key_hash = hash_token(credential)
        scope = resources.key_tenants.scope_of(key_hash)
        async with resources.database.connection(scope) as conn:
            actor = await find_actor_of_key(conn, key_hash, address=client_address(request))
        if actor is None:
            await resources.throttles.wrong_key(request)
            raise Unauthorized(
                "The API key is not valid here: it was revoked, has expired or is for other"
                " addresses; create a new one.",
                code="invalid_api_key",
            )
        resources.key_tenants.remember(key_hash, actor.tenant_id)
        return actor
    identity = resources.tokens.read(credential)
    async with resources.database.connection(identity.tenant_id) as conn:
        actor = await find_actor(conn, identity.session_id, identity.tenant_id, identity.user_id)
    if actor is None:
        raise Unauthorized("This session has ended; log in again.", code="session_ended")
    return actor


def _require_csrf_token(request: Request, resources: Resources, actor: Actor) -> None:
    if request.method in _SAFE or actor.session_id is None:
        return
    given = request.headers.get(CSRF_HEADER, "")
    if not resources.tokens.is_csrf_token(given, actor.session_id):
        raise Forbidden(
            f"A browser's request must carry `{CSRF_HEADER}`, which GET /api/me states.",
            code="csrf_token_required",
        )


ActorDep = Annotated[Actor, Depends(current_actor)]
