"""A tenant's own key at ElevenLabs: it proves whose agents are, and reads the tenant's calls."""

from fastapi import Response
from pydantic import BaseModel, Field, SecretStr

from api.http.bodies import JsonBody
from api.http.dependencies import AdminDep, ResourcesDep
from api.http.idempotency import KeyedJsonRoute
from api.http.router import Router
from shared.db.elevenlabs_keys import (
    context_of,
    delete_elevenlabs_key,
    find_elevenlabs_key,
    store_elevenlabs_key,
)

router = Router(tags=["accounts"], prefix="/api/tenant/elevenlabs-key", route_class=KeyedJsonRoute)


class ElevenLabsKeyBody(JsonBody):
    """A key of the tenant's own workspace at ElevenLabs."""

    api_key: SecretStr = Field(
        min_length=8,
        max_length=200,
        description="The key. It needs the right to read agents and conversations.",
    )


class KeyStateBody(BaseModel):
    """Whether a key is stored."""

    configured: bool = Field(description="Whether a key is stored.")


@router.get("")
async def read_key_state(tenant_id: AdminDep, resources: ResourcesDep) -> KeyStateBody:
    """Returns whether a key is stored. The key itself is never shown."""
    async with resources.database.connection() as conn:
        return KeyStateBody(configured=await find_elevenlabs_key(conn, tenant_id) is not None)


@router.put("", status_code=204)
async def put_key(
    body: ElevenLabsKeyBody, tenant_id: AdminDep, resources: ResourcesDep
) -> Response:
    """Stores the key, encrypted, after ElevenLabs accepted it. It replaces an earlier one."""
    key = body.api_key.get_secret_value()
    await resources.elevenlabs_account.require_valid(key)
    sealed = resources.sealer.seal(key, context=context_of(tenant_id))
    async with resources.database.connection() as conn:
        await store_elevenlabs_key(conn, tenant_id, sealed)
    return Response(status_code=204)


@router.delete("", status_code=204)
async def remove_key(tenant_id: AdminDep, resources: ResourcesDep) -> Response:
    """Removes the key. What it proved stays. Idempotent."""
    async with resources.database.connection() as conn:
        await delete_elevenlabs_key(conn, tenant_id)
    return Response(status_code=204)
