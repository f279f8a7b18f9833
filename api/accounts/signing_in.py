"""Opens sessions: checks a person's credentials, and answers with a token or a browser's cookie."""

from dataclasses import dataclass

from fastapi import Request, Response
from pydantic import BaseModel, Field

from api.accounts.second_factor import require_code
from api.http.authentication import SESSION_COOKIE
from api.http.credentials import Identity
from api.http.network import client_address
from api.http.resources import Resources
from shared.db.pool import ALL_TENANTS, Connection
from shared.db.sessions import insert_session
from shared.db.users import User, find_user
from shared.domain.access import Actor
from shared.domain.ids import SessionId, new_id
from shared.errors import Unauthorized


class SessionBody(BaseModel):
    """A new session."""

    access_token: str | None = Field(
        description=(
            "Send it as `Authorization: Bearer <access_token>`. Null for a browser, whose cookie"
            " holds it."
        )
    )
    token_type: str = Field("bearer", description="Always `bearer`.")
    expires_in: int = Field(description="For how many seconds the session is valid.")
    csrf_token: str | None = Field(
        None,
        description=(
            "Send it as `X-CSRF-Token` with requests that change something. Null for programs."
        ),
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that was opened. Call `set_cookie` on the response to a browser."""

    body: SessionBody
    cookie: str | None
    secure: bool

    def set_cookie(self, response: Response) -> None:
        """Does nothing for programs."""
        if self.cookie:
            response.set_cookie(
                SESSION_COOKIE,
                self.cookie,
                max_age=self.body.expires_in,
                httponly=True,
                secure=self.secure,
                samesite="lax",
                path="/",
            )


def clear_cookie(response: Response, resources: Resources) -> None:
    response.delete_cookie(
        SESSION_COOKIE, path="/", httponly=True, secure=_is_secure(resources), samesite="lax"
    )


async def open_session(
    conn: Connection, resources: Resources, request: Request, user: User, *, browser: bool
) -> Opened:
    """Opens a session of a user who has proved who they are."""
    session_id = SessionId(new_id())
    ttl_s = resources.tokens.browser_ttl_s if browser else resources.tokens.ttl_s
    expires_at = await insert_session(
        conn,
        session_id,
        user.tenant_id,
        user.id,
        kind="browser" if browser else "program",
        ttl_s=ttl_s,
        address=client_address(request),
        client=request.headers.get("user-agent"),
    )
    request.state.actor = actor_of(user, session_id)
    token = resources.tokens.issue(Identity(user.tenant_id, user.id, session_id), expires_at)
    body = SessionBody(
        access_token=None if browser else token,
        expires_in=ttl_s,
        csrf_token=resources.tokens.csrf_token(session_id) if browser else None,
    )
    return Opened(body, token if browser else None, _is_secure(resources))


def actor_of(user: User, session_id: SessionId | None = None) -> Actor:
    """Returns the actor of a request that proves by itself who sends it, for the audit log."""
    return Actor(
        user.tenant_id,
        user.role.permissions,
        user_id=user.id,
        session_id=session_id,
        role=user.role,
    )


def _is_secure(resources: Resources) -> bool:
    return resources.settings.runtime.public_base_url.startswith("https://")


async def check_password(
    resources: Resources, request: Request, email: str, password: str, code: str | None
) -> User:
    """Returns the user with this address, password and, if the account has an authenticator app,
    code. Raises Unauthorized, TooManyAttempts, Unavailable.

    An unknown address takes the same time and gives the same answer as a wrong password.
    """
    attempt = resources.throttles.sign_in(request, email)
    await attempt.begin()
    async with resources.database.connection(ALL_TENANTS) as conn:
        user = await find_user(conn, email)
    request.state.tried_account = user
    right = await resources.passwords.matches(
        password, user.password_hash if user else None, trusted=attempt.is_known
    )
    if user is None or not right or user.disabled_at:
        raise Unauthorized("The e-mail address or the password is wrong.", code="wrong_password")
    if user.has_second_factor:
        if not code:
            await attempt.give_back()
            raise Unauthorized(
                "The password is right; send the authenticator's `code` too.",
                code="second_factor_required",
            )
        await require_code(resources, user, code)
    await attempt.succeeded()
    return user
