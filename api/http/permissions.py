"""What the sender of a request may do, as dependencies of routes that return the tenant."""

from typing import Annotated

from fastapi import Depends

from api.http.authentication import ActorDep
from api.http.resources import ResourcesDep
from shared.domain.access import Actor, Permission, Role, Scope
from shared.domain.ids import TenantId
from shared.errors import Forbidden


class Allowed:
    """A dependency that refuses a caller without a permission, and returns the tenant."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, actor: ActorDep) -> TenantId:
        """Raises Forbidden."""
        if self.permission not in actor.permissions:
            raise Forbidden(_why_refused(actor, self.permission), code="not_allowed")
        return actor.tenant_id


def _why_refused(actor: Actor, permission: Permission) -> str:
    if actor.role is None:
        return (
            f"This API key lacks the scope `{permission}`; create one that has it."
            if str(permission) in set(Scope)
            else "Only a signed-in person may do this, not an API key."
        )
    if permission is Permission.OPERATOR:
        return "Only an operator of the installation may do this."
    roles = [role for role in Role if permission in role.permissions]
    return f"Your role is {actor.role}; this requires the role {' or '.join(roles)}."


# The tenant of a caller with the permission. Every route of a tenant has exactly one of them.
ReaderDep = Annotated[TenantId, Depends(Allowed(Permission.READ))]
IngestDep = Annotated[TenantId, Depends(Allowed(Permission.INGEST))]
WriterDep = Annotated[TenantId, Depends(Allowed(Permission.WRITE))]
AdminDep = Annotated[TenantId, Depends(Allowed(Permission.ADMIN))]
KeysDep = Annotated[TenantId, Depends(Allowed(Permission.KEYS))]
OwnerDep = Annotated[TenantId, Depends(Allowed(Permission.OWNER))]
SelfDep = Annotated[TenantId, Depends(Allowed(Permission.SELF))]
OperatorDep = Annotated[TenantId, Depends(Allowed(Permission.OPERATOR))]


async def _admitted_tenant(tenant_id: IngestDep, resources: ResourcesDep) -> TenantId:
    """Returns the tenant. Raises TooManyRuns or Unavailable when no more work is accepted."""
    await resources.admission.require_room(tenant_id)
    return tenant_id


AdmittedTenantDep = Annotated[TenantId, Depends(_admitted_tenant)]
