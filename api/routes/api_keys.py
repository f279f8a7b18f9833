"""API keys: what programs use instead of a person's session."""

from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated

from fastapi import Path, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from api.http.authentication import ActorDep
from api.http.bodies import JsonBody
from api.http.credentials import new_api_key
from api.http.fields import Instant, Name
from api.http.idempotency import KeyedJsonRoute
from api.http.permissions import AdminDep, KeysDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from shared.db.api_keys import insert_api_key, list_api_keys, mark_revoked
from shared.domain.access import DEFAULT_SCOPES, Permission, Scope
from shared.domain.ids import ApiKeyId, new_id
from shared.errors import Forbidden, InvalidRequest

router = Router(tags=["accounts"], prefix="/api/api-keys", route_class=KeyedJsonRoute)

SCOPES = (
    "What the key may do: `read` everything, `ingest` new calls and recordings, `write` changes to"
    " calls and runs, `admin` for settings, agents and deletions, `keys` to make and revoke keys."
)
NETWORKS = (
    "Addresses or networks (CIDR) from which the key is accepted; empty accepts it from everywhere."
)


def _checked_network(given: str) -> str:
    try:
        return str(ip_network(given, strict=False))
    except ValueError:
        raise ValueError("must be an address or a network such as 203.0.113.0/24") from None


Network = Annotated[
    str,
    StringConstraints(max_length=50, pattern=r"^[0-9a-fA-F.:/]+$"),
    AfterValidator(_checked_network),
]


class NewKeyBody(JsonBody):
    """A new API key."""

    name: Name = Field(description="What the key is for.")
    scopes: list[Scope] = Field(
        default=list(DEFAULT_SCOPES), min_length=1, max_length=len(Scope), description=SCOPES
    )
    expires_at: Instant | None = Field(
        None, description="When the key stops to work; null for never."
    )
    networks: list[Network] = Field(default=[], max_length=50, description=NETWORKS)


class ApiKeyBody(BaseModel):
    """An API key, without the key itself."""

    model_config = ConfigDict(from_attributes=True)

    id: ApiKeyId = Field(description="The key's id.")
    name: str = Field(description="What the key is for.")
    prefix: str = Field(description="How the key begins.")
    scopes: list[Scope] = Field(description=SCOPES)
    networks: list[str] = Field(description=NETWORKS)
    created_at: datetime = Field(description="When it was made.")
    expires_at: datetime | None = Field(description="When it stops to work; null for never.")
    last_used_at: datetime | None = Field(
        description="When it was last used, to about a minute; null if never."
    )
    revoked_at: datetime | None = Field(description="When it was revoked; null if it is valid.")


class NewApiKeyAnswer(ApiKeyBody):
    """A new API key."""

    api_key: str = Field(description="The key itself. It is shown this once and is not stored.")


@router.post("", status_code=201)
async def create_api_key(
    body: NewKeyBody, actor: ActorDep, tenant_id: KeysDep, resources: ResourcesDep
) -> NewApiKeyAnswer:
    """Creates an API key for a program. It can have only what its maker has."""
    missing = [scope for scope in body.scopes if Permission(scope) not in actor.permissions]
    if missing:
        raise Forbidden(
            f"You cannot give what you do not have: {', '.join(missing)}.", code="not_allowed"
        )
    if body.expires_at and body.expires_at <= datetime.now(UTC):
        raise InvalidRequest("`expires_at` is in the past.")
    key = new_api_key()
    networks: list[IPv4Network | IPv6Network] = [ip_network(each) for each in body.networks]
    async with resources.database.connection(tenant_id) as conn:
        stored = await insert_api_key(
            conn,
            tenant_id,
            ApiKeyId(new_id()),
            name=body.name,
            prefix=key.prefix,
            key_hash=key.key_hash,
            scopes=body.scopes,
            expires_at=body.expires_at,
            networks=networks,
            created_by=actor.user_id,
        )
    return NewApiKeyAnswer(**ApiKeyBody.model_validate(stored).model_dump(), api_key=key.token)


@router.get("")
async def get_api_keys(tenant_id: AdminDep, resources: ResourcesDep) -> list[ApiKeyBody]:
    """Returns the tenant's API keys, revoked ones included."""
    async with resources.database.connection(tenant_id) as conn:
        return [ApiKeyBody.model_validate(key) for key in await list_api_keys(conn, tenant_id)]


@router.delete("/{key_id}", status_code=204, responses=responses(404))
async def revoke_api_key(
    key_id: Annotated[ApiKeyId, Path(description="The key's id.")],
    tenant_id: KeysDep,
    resources: ResourcesDep,
) -> Response:
    """Makes the key invalid at once, everywhere."""
    async with resources.database.connection(tenant_id) as conn:
        await mark_revoked(conn, tenant_id, key_id)
    return Response(status_code=204)
