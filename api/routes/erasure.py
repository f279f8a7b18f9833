"""Deletes the tenant itself."""

from datetime import UTC, datetime

from fastapi import Request
from pydantic import BaseModel, Field

from api.http.bodies import JsonBody, JsonRoute
from api.http.dependencies import ActorDep, OwnerDep, ResourcesDep
from api.http.problems import responses
from api.http.router import Router
from api.routes.auth import CODE
from api.routes.me import prove_again
from shared.db.tenant_deletion import mark_tenant_deleted
from shared.db.tenants import get_tenant
from shared.domain.ids import TenantId
from shared.errors import InvalidRequest

router = Router(tags=["accounts"], route_class=JsonRoute)


class TenantDeletion(JsonBody):
    """A proof that the tenant is to be deleted."""

    name: str = Field(max_length=200, description="The tenant's name, repeated.")
    password: str = Field(max_length=200, description="The owner's password.")
    code: str | None = Field(None, max_length=40, description=CODE)


class TenantDeleted(BaseModel):
    """A tenant that is being deleted."""

    tenant_id: TenantId = Field(
        description="The tenant's id, by which `aftercall erase verify` knows it."
    )
    deleted_at: datetime = Field(description="When it was shut.")


@router.delete("/api/tenant", status_code=202, responses=responses(401, 429))
async def remove_tenant(
    body: TenantDeletion,
    request: Request,
    actor: ActorDep,
    tenant_id: OwnerDep,
    resources: ResourcesDep,
) -> TenantDeleted:
    """Deletes the tenant with everything that belongs to it.

    Nobody can sign in any more, and no key, webhook URL or event is accepted, from this answer on.
    Calls, vectors, audio and all other rows are deleted by the workers; this cannot be undone.
    """
    await prove_again(resources, request, actor, body.password, body.code)
    async with resources.database.transaction() as conn:
        if body.name != (await get_tenant(conn, tenant_id)).name:
            raise InvalidRequest(
                "The name is not that of this tenant.",
                fields=(("/body/name", "must be the tenant's name"),),
            )
        await mark_tenant_deleted(conn, tenant_id)
    return TenantDeleted(tenant_id=tenant_id, deleted_at=datetime.now(UTC))
