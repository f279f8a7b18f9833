"""Signing up, signing in and out, and the links that work once."""

from typing import Literal

from fastapi import Request, Response
from pydantic import BaseModel, Field

from api.accounts.links import link_used
from api.accounts.passwords import require_strong
from api.accounts.signing_in import (
    SessionBody,
    actor_of,
    check_password,
    clear_cookie,
    open_session,
)
from api.http.authentication import ActorDep
from api.http.bodies import JsonBody
from api.http.credentials import hash_token
from api.http.fields import Email, Name, Switch, Zone
from api.http.idempotency import KeyedJsonRoute
from api.http.permissions import SelfDep
from api.http.problems import responses
from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from shared.db.agents import insert_agent
from shared.db.one_time_links import Purpose, find_link, use_link
from shared.db.pool import ALL_TENANTS, Connection
from shared.db.sessions import end_session, end_sessions
from shared.db.tenants import insert_tenant
from shared.db.users import User, find_user, get_user, insert_user, set_password
from shared.domain.access import Role
from shared.domain.ids import AgentId, TenantId, UserId, new_id
from shared.errors import Forbidden

router = Router(tags=["accounts"], prefix="/api/auth", route_class=KeyedJsonRoute)

STRENGTH = "A password of 8 characters or more that is not among those guessed first."
BROWSER = (
    "Whether to sign in a browser: the session is in a cookie that scripts cannot read, and the"
    " answer holds no token."
)
CODE = "The code of the authenticator app, or a recovery code, if the account has an app."
LINK_RULE = "The token of the one-time link: what stands behind the `=` in it."


class SignupBody(JsonBody):
    """A new team and its first user."""

    email: Email = Field(description="The user's e-mail address.")
    password: str = Field(min_length=8, max_length=200, description=STRENGTH)
    tenant_name: Name = Field(description="The team's name.")
    timezone: Zone | None = Field(
        None,
        description=(
            "The team's IANA time zone, in which business hours are and callers' times are read. A"
            " browser knows it: `Intl.DateTimeFormat().resolvedOptions().timeZone`. Without one, a"
            " time that a caller names is read in the zone of the number, and is ambiguous where"
            " that leaves it open."
        ),
    )
    setup_token: str | None = Field(
        None,
        max_length=200,
        description=(
            "The token of the link that `aftercall users setup` prints, or that was mailed."
            " Required where signing up is not open to everybody at once."
        ),
    )
    browser: Switch = Field(False, description=BROWSER)


class LoginBody(JsonBody):
    """The credentials of a user."""

    email: Email = Field(description="The user's e-mail address.")
    password: str = Field(max_length=200, description="The user's password.")
    code: str | None = Field(None, max_length=40, description=CODE)
    browser: Switch = Field(False, description=BROWSER)


class SignupAnswer(SessionBody):
    """A new team, signed in."""

    tenant_id: TenantId = Field(description="The team's id.")
    user_id: UserId = Field(description="The user's id.")
    agent_id: AgentId = Field(description="A first agent, made so that calls can be sent at once.")
    timezone: str | None = Field(description="The team's IANA time zone; null if none was given.")


class JoinBody(JsonBody):
    """An invitation that is accepted."""

    token: str = Field(max_length=200, description=LINK_RULE)
    name: Name | None = Field(None, description="The person's name.")
    password: str = Field(min_length=8, max_length=200, description=STRENGTH)
    browser: Switch = Field(False, description=BROWSER)


class LinkBody(JsonBody):
    """A one-time link to sign in with."""

    token: str = Field(max_length=200, description=LINK_RULE)
    browser: Switch = Field(False, description=BROWSER)


class AddressBody(JsonBody):
    """Where a link is mailed to."""

    email: Email = Field(description="The e-mail address.")


class ResetBody(JsonBody):
    """A new password, by a one-time link."""

    token: str = Field(max_length=200, description=LINK_RULE)
    password: str = Field(min_length=8, max_length=200, description=STRENGTH)


@router.post("/signup", status_code=201, responses=responses(401, 403, 409, 429))
async def signup(
    body: SignupBody, request: Request, response: Response, resources: ResourcesDep
) -> SignupAnswer:
    """Creates a tenant, its owner and a first agent.

    In production this takes the one-time link of `aftercall users setup`, or where SIGNUP_OPEN is
    true a mailed one, unless SIGNUP_OPEN is `direct`. A mailed link is for its own address only.
    """
    await _require_open(resources, body)
    await resources.throttles.sign_up(request)
    await require_strong(resources.settings.runtime, body.password, body.email, body.tenant_name)
    password_hash = await resources.passwords.hash(body.password)
    user = User(UserId(new_id()), TenantId(new_id()), body.email, password_hash, Role.OWNER)
    async with resources.database.transaction(ALL_TENANTS) as conn:
        if body.setup_token and not await use_link(
            conn, Purpose.SETUP, hash_token(body.setup_token)
        ):
            raise link_used()
        await insert_tenant(conn, user.tenant_id, body.tenant_name, body.timezone)
        await insert_user(conn, user)
        agent = await insert_agent(conn, user.tenant_id, external_id=None, name="Default agent")
        opened = await open_session(conn, resources, request, user, browser=body.browser)
    opened.set_cookie(response)
    return SignupAnswer(
        **opened.body.model_dump(),
        tenant_id=user.tenant_id,
        user_id=user.id,
        agent_id=agent.id,
        timezone=body.timezone,
    )


async def _require_open(resources: Resources, body: SignupBody) -> None:
    """Raises Forbidden where signing up is closed and there is no link to it; Unauthorized for a
    link that does not work, or not for this address.
    """
    if body.setup_token:
        async with resources.database.connection(ALL_TENANTS) as conn:
            link = await find_link(conn, Purpose.SETUP, hash_token(body.setup_token))
        if link is None or (link.email and link.email.lower() != body.email.lower()):
            raise link_used()
        return
    match resources.settings.signup:
        case "closed":
            raise Forbidden(
                "Signup is closed on this installation. Its operator gets a link for the first"
                " owner with `aftercall users setup`, and can open signup with SIGNUP_OPEN=true.",
                code="signup_closed",
            )
        case "mail":
            raise Forbidden(
                "Signing up here takes a link that is mailed to you: ask for it with POST"
                " /api/auth/signup-link, and send its `setup_token`.",
                code="signup_by_mail",
            )
        case "direct":
            return


@router.post(
    "/signup-link", status_code=202, response_class=Response, responses=responses(403, 429)
)
async def request_signup_link(
    body: AddressBody, request: Request, resources: ResourcesDep
) -> Response:
    """Mails a link to sign up with, where SIGNUP_OPEN is true. The answer is the same for an
    address that has an account, whose owner is mailed that it has one.
    """
    if resources.settings.signup != "mail":
        raise Forbidden("This installation mails no links to sign up with.", code="signup_closed")
    await resources.throttles.sign_up(request)
    if await resources.throttles.may_mail(body.email):
        resources.account_mails.add_signup(body.email)
    return Response(status_code=202)


class OffersBody(BaseModel):
    """How people can sign in here."""

    single_sign_on: str | None = Field(
        description="The name of the sign-in provider; null without one."
    )
    mail: bool = Field(description="Whether the installation mails links to new passwords.")
    signup: Literal["closed", "mail", "direct"] = Field(
        description=(
            "Whether strangers can create a tenant: not at all, by a mailed link, or at once."
        )
    )


@router.get("/offers")
async def read_offers(resources: ResourcesDep) -> OffersBody:
    """Returns how people can sign in here, for the page that asks them to."""
    provider = resources.openid
    return OffersBody(
        single_sign_on=provider.name if provider.is_configured else None,
        mail=resources.mailer.is_configured,
        signup=resources.settings.signup,
    )


@router.post("/login", responses=responses(401, 429))
async def login(
    body: LoginBody, request: Request, response: Response, resources: ResourcesDep
) -> SessionBody:
    """Signs in with e-mail address and password, and with a code where the account has an
    authenticator app.
    """
    user = await check_password(resources, request, body.email, body.password, body.code)
    async with resources.database.connection(user.tenant_id) as conn:
        opened = await open_session(conn, resources, request, user, browser=body.browser)
    opened.set_cookie(response)
    return opened.body


@router.post("/logout", status_code=204)
async def logout(actor: ActorDep, tenant_id: SelfDep, resources: ResourcesDep) -> Response:
    """Ends the session that this request is sent with, at once and everywhere."""
    if actor.user_id and actor.session_id:
        async with resources.database.connection(tenant_id) as conn:
            await end_session(conn, tenant_id, actor.user_id, actor.session_id)
    response = Response(status_code=204)
    clear_cookie(response, resources)
    return response


@router.post("/join", status_code=201, responses=responses(401, 409, 429))
async def join(
    body: JoinBody, request: Request, response: Response, resources: ResourcesDep
) -> SessionBody:
    """Accepts an invitation: makes the account and signs it in."""
    await resources.throttles.link(request)
    token_hash = hash_token(body.token)
    async with resources.database.connection(ALL_TENANTS) as conn:
        link = await find_link(conn, Purpose.JOIN, token_hash)
    if link is None:
        raise link_used()
    await require_strong(
        resources.settings.runtime, body.password, link.email or "", body.name or ""
    )
    password_hash = await resources.passwords.hash(body.password)
    async with resources.database.transaction(ALL_TENANTS) as conn:
        link = await use_link(conn, Purpose.JOIN, token_hash)
        if link is None or not (link.tenant_id and link.email and link.role):
            raise link_used()
        user = User(
            UserId(new_id()), link.tenant_id, link.email, password_hash, link.role, body.name
        )
        await insert_user(conn, user)
        opened = await open_session(conn, resources, request, user, browser=body.browser)
    opened.set_cookie(response)
    return opened.body


@router.post("/sign-in-link", responses=responses(401, 429))
async def use_sign_in_link(
    body: LinkBody, request: Request, response: Response, resources: ResourcesDep
) -> SessionBody:
    """Signs in with a link of `aftercall users link`, once."""
    await resources.throttles.link(request)
    async with resources.database.transaction(ALL_TENANTS) as conn:
        user = await _user_of_link(conn, Purpose.SIGN_IN, body.token)
        opened = await open_session(conn, resources, request, user, browser=body.browser)
    opened.set_cookie(response)
    return opened.body


async def _user_of_link(conn: Connection, purpose: Purpose, token: str) -> User:
    """Uses the link up and returns its user. Raises Unauthorized."""
    link = await use_link(conn, purpose, hash_token(token))
    if link is None or not (link.tenant_id and link.user_id):
        raise link_used()
    user = await get_user(conn, link.tenant_id, link.user_id)
    if user.disabled_at:
        raise link_used()
    return user


@router.post("/forgot-password", status_code=202, response_class=Response)
async def forgot_password(body: AddressBody, resources: ResourcesDep) -> Response:
    """Mails a link to a new password, if there is such an account. The answer is the same without
    one.

    Without a mail server it does nothing: the operator prints a link with `aftercall users reset`,
    or an admin of the team makes one.
    """
    if resources.mailer.is_configured and await resources.throttles.may_mail(body.email):
        async with resources.database.connection(ALL_TENANTS) as conn:
            user = await find_user(conn, body.email)
        if user and user.disabled_at is None:
            resources.account_mails.add_reset(user)
    return Response(status_code=202)


@router.post("/reset-password", status_code=204, responses=responses(401, 429))
async def reset_password(body: ResetBody, request: Request, resources: ResourcesDep) -> Response:
    """Sets a new password and ends all sessions of its user. An authenticator app stays in use."""
    await resources.throttles.link(request)
    async with resources.database.connection(ALL_TENANTS) as conn:
        link = await find_link(conn, Purpose.RESET, hash_token(body.token))
        if link is None or not (link.tenant_id and link.user_id):
            raise link_used()
        user = await get_user(conn, link.tenant_id, link.user_id)
    await require_strong(resources.settings.runtime, body.password, user.email, user.name or "")
    password_hash = await resources.passwords.hash(body.password)
    async with resources.database.transaction(ALL_TENANTS) as conn:
        user = await _user_of_link(conn, Purpose.RESET, body.token)
        await set_password(conn, user.id, password_hash)
        await end_sessions(conn, user.tenant_id, user.id)
    request.state.actor = actor_of(user)
    return Response(status_code=204)
