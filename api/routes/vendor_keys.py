"""A tenant's own key at ElevenLabs: it proves whose agents are, and reads the tenant's calls."""

from datetime import datetime

from fastapi import Response
from pydantic import BaseModel, Field

from api.http.bodies import JsonBody
from api.http.fields import HeaderSecret
from api.http.idempotency import KeyedJsonRoute
from api.http.permissions import AdminDep
from api.http.resources import ResourcesDep
from api.http.router import Router
from shared.db.elevenlabs_keys import (
    context_of,
    delete_elevenlabs_key,
    find_key_state,
    store_elevenlabs_key,
)

router = Router(tags=["accounts"], prefix="/api/tenant/elevenlabs-key", route_class=KeyedJsonRoute)


class ElevenLabsKeyBody(JsonBody):
    """A key of the tenant's own workspace at ElevenLabs."""

    api_key: HeaderSecret = Field(
        min_length=8,
        max_length=200,
        description="The key. It needs the right to read agents and conversations.",
    )


class KeyStateBody(BaseModel):
    """Whether a key is stored, and works."""

    configured: bool = Field(description="Whether a key is stored.")
    checked_at: datetime | None = Field(
        description="When the list of conversations was last read with it whole."
    )
    failure: str | None = Field(
        description="Why it could not be read since then, for people; null if it could."
    )


@router.get("")
async def read_key_state(tenant_id: AdminDep, resources: ResourcesDep) -> KeyStateBody:
    """Returns whether a key is stored, and whether ElevenLabs accepts it. The key itself is never
    shown.
    """
    async with resources.database.connection(tenant_id) as conn:
        state = await find_key_state(conn, tenant_id)
    return KeyStateBody(
        configured=state is not None,
        checked_at=state.checked_at if state else None,
        failure=state.failure if state else None,
    )


@router.put("", status_code=204)
async def put_key(
    body: ElevenLabsKeyBody, tenant_id: AdminDep, resources: ResourcesDep
) -> Response:
    """Stores the key, encrypted, after ElevenLabs accepted it. It replaces an earlier one."""
    key = body.api_key.get_secret_value()
    await resources.elevenlabs_account.require_valid(key)
    sealed = resources.sealer.seal(key, context=context_of(tenant_id))
    async with resources.database.connection(tenant_id) as conn:
        await store_elevenlabs_key(conn, tenant_id, sealed)
    return Response(status_code=204)


@router.delete("", status_code=204)
async def remove_key(tenant_id: AdminDep, resources: ResourcesDep) -> Response:
    """Removes the key. What it proved stays. Idempotent."""
    async with resources.database.connection(tenant_id) as conn:
        await delete_elevenlabs_key(conn, tenant_id)
    return Response(status_code=204)
