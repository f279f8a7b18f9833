"""A person's own account: password, authenticator app and sessions."""

from datetime import datetime
from typing import Annotated

from fastapi import Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.accounts.passwords import require_strong
from api.accounts.presence import WITHOUT_PASSWORD, prove_again, user_of
from api.accounts.second_factor import (
    hash_recovery_code,
    is_app_code,
    new_recovery_codes,
    new_secret,
    seal_secret,
    setup_uri,
)
from api.http.authentication import ActorDep
from api.http.bodies import JsonBody
from api.http.fields import Name
from api.http.idempotency import KeyedJsonRoute
from api.http.permissions import SelfDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.routes.auth import CODE, STRENGTH
from shared.db.sessions import SessionKind, end_session, end_sessions, list_sessions
from shared.db.tenants import get_tenant
from shared.db.users import (
    count_recovery_codes,
    disable_totp,
    enable_totp,
    get_user,
    offer_totp,
    set_password,
    update_user,
)
from shared.domain.access import Permission, Role
from shared.domain.ids import SessionId, TenantId, UserId
from shared.errors import Conflict, Unauthorized

router = Router(tags=["accounts"], prefix="/api/me", route_class=KeyedJsonRoute)


class MeBody(BaseModel):
    """Who is signed in, and what they may do."""

    user_id: UserId = Field(description="The user's id.")
    email: str = Field(description="The user's e-mail address.")
    name: str | None = Field(description="The user's name; null if none was given.")
    role: Role = Field(description="The user's role in the tenant.")
    operator: bool = Field(description="Whether the user is an operator of the installation.")
    has_password: bool = Field(
        description="False for a user who signs in with the sign-in provider only."
    )
    permissions: list[Permission] = Field(description="What the user may do.")
    tenant_id: TenantId = Field(description="The tenant's id.")
    tenant_name: str = Field(description="The tenant's name.")
    session_id: SessionId = Field(description="The session of this request.")
    second_factor: bool = Field(description="Whether signing in takes an authenticator's code.")
    recovery_codes: int = Field(description="How many recovery codes are left.")
    csrf_token: str = Field(
        description="A browser sends it as `X-CSRF-Token` with requests that change something."
    )


class MePatch(JsonBody):
    """What to change of one's own account."""

    name: Name | None = Field(None, description="The user's name; null removes it.")


class PasswordBody(JsonBody):
    """A new password, and the present one."""

    current_password: str | None = Field(
        None, max_length=200, description=f"The present password. {WITHOUT_PASSWORD}"
    )
    password: str = Field(min_length=8, max_length=200, description=STRENGTH)
    code: str | None = Field(None, max_length=40, description=CODE)


class ProofBody(JsonBody):
    """A proof that it is really this person."""

    password: str | None = Field(
        None, max_length=200, description=f"The user's password. {WITHOUT_PASSWORD}"
    )
    code: str | None = Field(None, max_length=40, description=CODE)


class AppBody(BaseModel):
    """An authenticator app to set up."""

    secret: str = Field(description="The secret to type into the app.")
    uri: str = Field(description="The same as an address, for a QR code.")


class CodeBody(JsonBody):
    """A code of the app."""

    code: str = Field(min_length=6, max_length=40, description="The code that the app shows.")


class RecoveryCodesBody(BaseModel):
    """Codes for the day the app is lost."""

    recovery_codes: list[str] = Field(
        description="Each signs in once instead of the app's code. They are shown this once."
    )


class OneSessionBody(BaseModel):
    """A place where the user is or was signed in."""

    model_config = ConfigDict(from_attributes=True)

    id: SessionId = Field(description="The session's id.")
    kind: SessionKind = Field(description="`browser` or `program`.")
    address: str | None = Field(description="The address that it was opened from.")
    client: str | None = Field(description="The browser or program, by its own words.")
    created_at: datetime = Field(description="When it was opened.")
    last_used_at: datetime = Field(description="When it was last used, to about a minute.")
    expires_at: datetime = Field(description="When it expires.")
    ended_at: datetime | None = Field(description="When it was ended; null if it was not.")
    current: bool = Field(False, description="Whether this request belongs to it.")


class SessionsEnded(BaseModel):
    """How many sessions ended."""

    ended: int = Field(description="How many sessions ended.")


@router.get("")
async def read_me(actor: ActorDep, tenant_id: SelfDep, resources: ResourcesDep) -> MeBody:
    """Returns who is signed in, and what they may do."""
    async with resources.database.connection(tenant_id) as conn:
        user = await get_user(conn, tenant_id, user_of(actor))
        codes = await count_recovery_codes(conn, user.id)
        tenant = await get_tenant(conn, tenant_id)
    session_id = actor.session_id or SessionId(user.id)
    return MeBody(
        user_id=user.id,
        email=user.email,
        name=user.name,
        role=user.role,
        operator=user.operator,
        has_password=user.password_hash is not None,
        permissions=sorted(actor.permissions),
        tenant_id=user.tenant_id,
        tenant_name=tenant.name,
        session_id=session_id,
        second_factor=user.has_second_factor,
        recovery_codes=codes,
        csrf_token=resources.tokens.csrf_token(session_id),
    )


@router.patch("", status_code=204)
async def patch_me(
    body: MePatch, actor: ActorDep, tenant_id: SelfDep, resources: ResourcesDep
) -> Response:
    """Changes one's own name."""
    async with resources.database.transaction(tenant_id) as conn:
        user = await get_user(conn, tenant_id, user_of(actor), locked=True)
        name = body.name if "name" in body.model_fields_set else user.name
        await update_user(conn, tenant_id, user.id, name=name, role=user.role, disabled=False)
    return Response(status_code=204)


@router.post("/password", status_code=204, responses=responses(401, 429))
async def change_password(
    body: PasswordBody,
    request: Request,
    actor: ActorDep,
    tenant_id: SelfDep,
    resources: ResourcesDep,
) -> Response:
    """Sets a new password, and ends all other sessions."""
    user = await prove_again(resources, request, actor, body.current_password, body.code)
    await require_strong(resources.settings.runtime, body.password, user.email, user.name or "")
    password_hash = await resources.passwords.hash(body.password)
    async with resources.database.transaction(tenant_id) as conn:
        await set_password(conn, user.id, password_hash)
        await end_sessions(conn, tenant_id, user.id, except_for=actor.session_id)
    return Response(status_code=204)


@router.post("/second-factor", status_code=201, responses=responses(401, 409, 429))
async def offer_app(
    body: ProofBody, request: Request, actor: ActorDep, tenant_id: SelfDep, resources: ResourcesDep
) -> AppBody:
    """Makes a secret for an authenticator app. Signing in takes a code only after the next step,
    which proves that the app has the secret.
    """
    user = await prove_again(resources, request, actor, body.password, body.code)
    secret = new_secret()
    async with resources.database.connection(tenant_id) as conn:
        if not await offer_totp(conn, user.id, seal_secret(resources, user, secret)):
            raise Conflict(
                "An authenticator app is in use already; remove it first.", code="second_factor_on"
            )
    return AppBody(secret=secret, uri=setup_uri(secret, user.email))


@router.post("/second-factor/confirm", responses=responses(401, 409))
async def confirm_app(
    body: CodeBody, actor: ActorDep, tenant_id: SelfDep, resources: ResourcesDep
) -> RecoveryCodesBody:
    """Requires a code of this app at each sign-in from now on, and returns the recovery codes."""
    codes = new_recovery_codes()
    async with resources.database.transaction(tenant_id) as conn:
        user = await get_user(conn, tenant_id, user_of(actor), locked=True)
        if user.totp_sealed is None or user.has_second_factor:
            raise Conflict(
                "No authenticator app is being set up; begin with POST /api/me/second-factor.",
                code="second_factor_off",
            )
        if not await is_app_code(conn, resources, user, body.code):
            raise Unauthorized(
                "The authenticator's code is wrong; compare the app's clock and try the next one.",
                code="wrong_code",
            )
        await enable_totp(conn, tenant_id, user.id, [hash_recovery_code(code) for code in codes])
    return RecoveryCodesBody(recovery_codes=codes)


@router.post("/second-factor/remove", status_code=204, responses=responses(401, 429))
async def remove_app(
    body: ProofBody, request: Request, actor: ActorDep, tenant_id: SelfDep, resources: ResourcesDep
) -> Response:
    """Removes the authenticator app and the recovery codes. Idempotent."""
    user = await prove_again(resources, request, actor, body.password, body.code)
    async with resources.database.transaction(tenant_id) as conn:
        await disable_totp(conn, user.id)
    return Response(status_code=204)


@router.get("/sessions")
async def get_sessions(
    actor: ActorDep, tenant_id: SelfDep, resources: ResourcesDep
) -> list[OneSessionBody]:
    """Returns where the user is signed in, newest first, and was in the last month."""
    async with resources.database.connection(tenant_id) as conn:
        found = await list_sessions(conn, tenant_id, user_of(actor))
    sessions = [OneSessionBody.model_validate(session) for session in found]
    for session in sessions:
        session.current = session.id == actor.session_id
    return sessions


@router.delete("/sessions/{session_id}", status_code=204, responses=responses(404))
async def remove_session(
    session_id: Annotated[SessionId, Path(description="The session's id.")],
    actor: ActorDep,
    tenant_id: SelfDep,
    resources: ResourcesDep,
) -> Response:
    """Ends one session at once, everywhere."""
    async with resources.database.connection(tenant_id) as conn:
        await end_session(conn, tenant_id, user_of(actor), session_id)
    return Response(status_code=204)


@router.delete("/sessions")
async def remove_other_sessions(
    actor: ActorDep, tenant_id: SelfDep, resources: ResourcesDep
) -> SessionsEnded:
    """Ends all sessions but the one of this request."""
    async with resources.database.connection(tenant_id) as conn:
        ended = await end_sessions(conn, tenant_id, user_of(actor), except_for=actor.session_id)
    return SessionsEnded(ended=ended)
