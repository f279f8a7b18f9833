"""Accounts: people sign up and log in; machines get API keys."""

from datetime import datetime
from typing import Annotated

from fastapi import Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.bodies import JsonBody
from api.http.dependencies import Resources, ResourcesDep, TenantDep
from api.http.fields import Email, Name, Zone
from api.http.idempotency import KeyedJsonRoute
from api.http.problems import responses
from api.http.router import Router
from api.http.security import Identity, new_api_key
from shared.db.agents import insert_agent
from shared.db.api_keys import insert_api_key, list_api_keys, mark_revoked
from shared.db.tenants import User, any_tenant, find_user, insert_tenant, insert_user
from shared.domain.ids import AgentId, ApiKeyId, TenantId, UserId, new_id
from shared.errors import Forbidden, Unauthorized

router = Router(tags=["accounts"], route_class=KeyedJsonRoute)


class SignupBody(JsonBody):
    """A new team and its first user."""

    email: Email = Field(description="The user's e-mail address.")
    password: str = Field(min_length=8, max_length=200, description="The user's password.")
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


class LoginBody(JsonBody):
    """The credentials of a user."""

    email: Email = Field(description="The user's e-mail address.")
    password: str = Field(max_length=200, description="The user's password.")


class TokenBody(BaseModel):
    """An access token."""

    access_token: str = Field(description="Send it as `Authorization: Bearer <access_token>`.")
    token_type: str = Field("bearer", description="Always `bearer`.")
    expires_in: int = Field(description="For how many seconds it is valid.")


class SignupAnswer(TokenBody):
    """A new team, signed in."""

    tenant_id: TenantId = Field(description="The team's id.")
    user_id: UserId = Field(description="The user's id.")
    agent_id: AgentId = Field(description="A first agent, made so that calls can be sent at once.")
    timezone: str | None = Field(description="The team's IANA time zone; null if none was given.")


class NewKeyBody(JsonBody):
    """A new API key."""

    name: Name = Field(description="What the key is for.")


class ApiKeyBody(BaseModel):
    """An API key, without the key itself."""

    model_config = ConfigDict(from_attributes=True)

    id: ApiKeyId = Field(description="The key's id.")
    name: str = Field(description="What the key is for.")
    prefix: str = Field(description="How the key begins.")
    created_at: datetime = Field(description="When it was made.")
    last_used_at: datetime | None = Field(
        description="When it was last used, to about a minute; null if never."
    )
    revoked_at: datetime | None = Field(description="When it was revoked; null if it is valid.")


class NewApiKeyAnswer(ApiKeyBody):
    """A new API key."""

    api_key: str = Field(description="The key itself. It is shown this once and is not stored.")


@router.post("/api/auth/signup", status_code=201, responses=responses(403, 409))
async def signup(body: SignupBody, resources: ResourcesDep) -> SignupAnswer:
    """Creates a tenant, its first user and a first agent.

    In production only the installation's first tenant may sign up, unless SIGNUP_OPEN is true.
    """
    await _require_open(resources)
    password_hash = await resources.passwords.hash(body.password)
    tenant_id, user_id = TenantId(new_id()), UserId(new_id())
    async with resources.database.transaction() as conn:
        await insert_tenant(conn, tenant_id, body.tenant_name, body.timezone)
        await insert_user(conn, User(user_id, tenant_id, body.email, password_hash))
        agent = await insert_agent(conn, tenant_id, external_id=None, name="Default agent")
    return SignupAnswer(
        tenant_id=tenant_id,
        user_id=user_id,
        agent_id=agent.id,
        timezone=body.timezone,
        access_token=resources.tokens.issue(Identity(tenant_id, user_id)),
        expires_in=resources.tokens.ttl_s,
    )


async def _require_open(resources: Resources) -> None:
    is_open = resources.settings.auth.signup_open
    if is_open is None and not resources.settings.runtime.is_development:
        async with resources.database.connection() as conn:
            is_open = not await any_tenant(conn)
    if is_open is False:
        raise Forbidden(
            "Signup is closed on this installation; its operator can open it with"
            " SIGNUP_OPEN=true.",
            code="signup_closed",
        )


@router.post("/api/auth/login", responses=responses(401))
async def login(body: LoginBody, resources: ResourcesDep) -> TokenBody:
    """Returns an access token for e-mail address and password."""
    async with resources.database.connection() as conn:
        user = await find_user(conn, body.email)
    right = await resources.passwords.matches(body.password, user.password_hash if user else None)
    if user is None or not right:
        raise Unauthorized("The e-mail address or the password is wrong.", code="wrong_password")
    token = resources.tokens.issue(Identity(user.tenant_id, user.id))
    return TokenBody(access_token=token, expires_in=resources.tokens.ttl_s)


@router.post("/api/api-keys", status_code=201)
async def create_api_key(
    body: NewKeyBody, tenant_id: TenantDep, resources: ResourcesDep
) -> NewApiKeyAnswer:
    """Creates an API key for a machine; it is valid until it is revoked."""
    key = new_api_key()
    async with resources.database.connection() as conn:
        stored = await insert_api_key(
            conn,
            tenant_id,
            ApiKeyId(new_id()),
            name=body.name,
            prefix=key.prefix,
            key_hash=key.key_hash,
        )
    return NewApiKeyAnswer(**ApiKeyBody.model_validate(stored).model_dump(), api_key=key.token)


@router.get("/api/api-keys")
async def get_api_keys(tenant_id: TenantDep, resources: ResourcesDep) -> list[ApiKeyBody]:
    """Returns the tenant's API keys, revoked ones included."""
    async with resources.database.connection() as conn:
        return [ApiKeyBody.model_validate(key) for key in await list_api_keys(conn, tenant_id)]


@router.delete("/api/api-keys/{key_id}", status_code=204, responses=responses(404))
async def revoke_api_key(
    key_id: Annotated[ApiKeyId, Path(description="The key's id.")],
    tenant_id: TenantDep,
    resources: ResourcesDep,
) -> Response:
    """Makes the key invalid at once, everywhere."""
    async with resources.database.connection() as conn:
        await mark_revoked(conn, tenant_id, key_id)
    return Response(status_code=204)
