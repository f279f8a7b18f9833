"""Proves that a signed-in person is present, because a session may be in the wrong hands."""

from fastapi import Request

from api.accounts.second_factor import require_code
from api.accounts.signing_in import check_password
from api.http.resources import Resources
from shared.db.sessions import is_session_young
from shared.db.users import User, get_user
from shared.domain.access import Actor
from shared.domain.ids import UserId
from shared.errors import Forbidden, Unauthorized

# Long enough to sign in with the provider again and to fill in a form.
RECENT_S = 300
WITHOUT_PASSWORD = (
    "A user without a password leaves it out, and sends the authenticator's `code`, or signs in"
    f" again within {RECENT_S // 60} minutes before."
)


def user_of(actor: Actor) -> UserId:
    """Returns the person of a request. Raises Forbidden for an API key."""
    if actor.user_id is None:
        raise Forbidden("Only a signed-in person may do this, not an API key.", code="not_allowed")
    return actor.user_id


async def prove_again(
    resources: Resources, request: Request, actor: Actor, password: str | None, code: str | None
) -> User:
    """Returns the signed-in user after another proof. Who has a password proves it by password,
    and by code with an authenticator app. Who has none, and signs in with the provider, proves it
    by code or by a session of the last minutes. Raises Unauthorized, TooManyAttempts.
    """
    async with resources.database.connection(actor.tenant_id) as conn:
        user = await get_user(conn, actor.tenant_id, user_of(actor))
        recent = actor.session_id is not None and await is_session_young(
            conn, actor.tenant_id, actor.session_id, within_s=RECENT_S
        )
    if user.password_hash is not None:
        if password is None:
            raise Unauthorized("Send your password too.", code="password_required")
        return await check_password(resources, request, user.email, password, code)
    if code and user.has_second_factor:
        await require_code(resources, user, code)
    elif not recent:
        raise Unauthorized(
            f"Your account has no password. Sign in with {resources.openid.name} again"
            " (/api/auth/oidc/start?again=true) and repeat this within"
            f" {RECENT_S // 60} minutes, or send your authenticator's `code`.",
            code="sign_in_again",
        )
    return user
