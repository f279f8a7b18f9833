"""Signing in with the installation's OpenID provider, in a browser."""

import base64
import json
import time
from dataclasses import asdict
from typing import Annotated

import structlog
from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from api.accounts.signing_in import open_session
from api.http.credentials import hash_token
from api.http.problems import responses
from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from shared.db.one_time_links import Purpose, find_link, use_link
from shared.db.pool import ALL_TENANTS, Connection
from shared.db.users import User, find_user, find_user_of_provider, insert_user, link_provider
from shared.domain.ids import UserId, new_id
from shared.domain.visible import visible_name
from shared.errors import AftercallError, Forbidden, NotFound, SecretUnreadable, Unauthorized
from shared.vendors.oidc.client import Confirmed, Started

router = Router(tags=["accounts"], prefix="/api/auth/oidc")

COOKIE = "aftercall_sign_in"
COOKIE_PATH = "/api/auth/oidc"
# How long a person may take at the provider.
LASTS_S = 900
CONTEXT = "sign-in with a provider"
AFTERWARDS = "/account"

log = structlog.get_logger()


@router.get("/start", status_code=307, response_class=RedirectResponse, responses=responses(404))
async def start(
    resources: ResourcesDep,
    invitation: Annotated[
        str | None,
        Query(max_length=200, description="The token of an invitation, to accept with it."),
    ] = None,
    again: Annotated[
        bool,
        Query(
            description=(
                "Whether the provider shall ask who it is although it knows the browser, as before"
                " the deletion of a tenant."
            )
        ),
    ] = False,
) -> Response:
    """Sends the browser to the sign-in provider."""
    if not resources.openid.is_configured:
        raise NotFound("No sign-in provider is configured; set OIDC_ISSUER.")
    started = await resources.openid.start(again=again)
    response = RedirectResponse(started.url, 307)
    text = json.dumps([asdict(started), invitation, time.time() + LASTS_S])
    response.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(resources.sealer.seal(text, context=CONTEXT)).decode(),
        max_age=LASTS_S,
        path=COOKIE_PATH,
        httponly=True,
        secure=resources.settings.runtime.public_base_url.startswith("https://"),
        samesite="lax",
    )
    return response


@router.get("/callback", status_code=303, response_class=RedirectResponse, include_in_schema=False)
async def callback(
    request: Request,
    resources: ResourcesDep,
    code: Annotated[str, Query(max_length=4000)] = "",
    state: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Receives the browser from the provider, and signs it in. A failure is shown by the page."""
    try:
        started, invitation = _opened_cookie(resources, request.cookies.get(COOKIE, ""))
        if not code or state != started.state:
            raise _not_started()
        confirmed = await resources.openid.finish(started, code)
        async with resources.database.transaction(ALL_TENANTS) as conn:
            user = await _user_of(conn, confirmed, invitation)
            opened = await open_session(conn, resources, request, user, browser=True)
    except AftercallError as error:
        log.warning("sign-in with a provider failed", code=error.code, error=type(error).__name__)
        response = RedirectResponse(f"{AFTERWARDS}#failed={error.code}", 303)
    else:
        response = RedirectResponse(AFTERWARDS, 303)
        opened.set_cookie(response)
    response.delete_cookie(COOKIE, path=COOKIE_PATH)
    return response


async def _user_of(conn: Connection, confirmed: Confirmed, invitation: str | None) -> User:
    """Returns the user of an account at the provider: the one that it is linked to, else the one
    with its verified address, else the invited one. Raises Forbidden without any of these.
    """
    user = await find_user_of_provider(conn, confirmed.issuer, confirmed.subject)
    if user is None and confirmed.email:
        user = await find_user(conn, confirmed.email)
        if user is None and invitation:
            user = await _join_by_invitation(conn, confirmed, invitation)
        if user and user.oidc_subject:
            # The address belongs to another account at the provider now.
            user = None
        if user:
            await link_provider(conn, user.id, confirmed.issuer, confirmed.subject)
    if user is None or user.disabled_at:
        raise Forbidden(
            "No invitation is for this account of the sign-in provider; ask an admin of the team.",
            code="account_unknown",
        )
    return user


async def _join_by_invitation(
    conn: Connection, confirmed: Confirmed, invitation: str
) -> User | None:
    """Accepts the invitation if it is for the verified address; else it stays open."""
    found = await find_link(conn, Purpose.JOIN, hash_token(invitation))
    if not (found and found.tenant_id and found.email and found.role):
        return None
    if found.email.lower() != (confirmed.email or "").lower():
        return None
    await use_link(conn, Purpose.JOIN, hash_token(invitation))
    name = visible_name(confirmed.name)
    user = User(UserId(new_id()), found.tenant_id, found.email, None, found.role, name)
    await insert_user(conn, user)
    return user


def _opened_cookie(resources: Resources, cookie: str) -> tuple[Started, str | None]:
    """Raises Unauthorized."""
    try:
        text = resources.sealer.open(base64.urlsafe_b64decode(cookie), context=CONTEXT)
    except (ValueError, SecretUnreadable) as error:
        raise _not_started() from error
    started, invitation, until = json.loads(text)
    if time.time() > until:
        raise _not_started()
    return Started(**started), invitation


def _not_started() -> Unauthorized:
    return Unauthorized(
        "This sign-in was not started here, or too long ago; start again.",
        code="single_sign_on_failed",
    )
