"""Exports and deletes the tenant itself."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.accounts.presence import WITHOUT_PASSWORD, prove_again
from api.http.authentication import ActorDep
from api.http.bodies import JsonBody, JsonRoute
from api.http.media import BINARY, Media
from api.http.permissions import OwnerDep
from api.http.problems import responses
from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from api.routes.auth import CODE
from shared.db.exports import KINDS, each_call, each_row
from shared.db.pool import ALL_TENANTS
from shared.db.tenant_deletion import mark_tenant_deleted
from shared.db.tenants import get_tenant
from shared.domain.ids import TenantId
from shared.errors import InvalidRequest

router = Router(tags=["accounts"], route_class=JsonRoute)

NDJSON = "application/x-ndjson"


class TenantDeletion(JsonBody):
    """A proof that the tenant is to be deleted."""

    name: str = Field(max_length=200, description="The tenant's name, repeated.")
    password: str | None = Field(
        None, max_length=200, description=f"The owner's password. {WITHOUT_PASSWORD}"
    )
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

    As of this answer its people cannot sign in, and no key, webhook URL or event is accepted.
    Calls, vectors, audio and all other rows are deleted by the workers; this cannot be undone.
    """
    await prove_again(resources, request, actor, body.password, body.code)
    # The ledger of deleted senders may name another tenant for the same agent.
    async with resources.database.transaction(ALL_TENANTS) as conn:
        if body.name != (await get_tenant(conn, tenant_id)).name:
            raise InvalidRequest(
                "The name is not that of this tenant.",
                fields=(("/body/name", "must be the tenant's name"),),
            )
        await mark_tenant_deleted(conn, tenant_id)
    return TenantDeleted(tenant_id=tenant_id, deleted_at=datetime.now(UTC))


@router.get(
    "/api/tenant/export",
    responses={
        200: {
            "description": "One line for each object",
            "content": {
                NDJSON: {
                    "schema": {"type": "string"},
                    "example": '{"kind": "lead", "data": {"name": "Maria Lopez"}}\n',
                },
                # Generators of clients know this type for a body that they do not parse.
                "application/octet-stream": BINARY,
            },
        }
    },
    response_class=Response,
)
async def export_tenant(tenant_id: OwnerDep, resources: ResourcesDep) -> Response:
    """Returns everything that belongs to the tenant, without audio, as JSON lines: `kind` says what
    a line is, `data` holds it. The last line is of the kind `end`; without it the export is not
    complete.

    Kinds: `tenant`, `holiday`, `agent`, `user`, `api_key`, `target` of events, `view`, `thread`,
    `answer`, `lead`, `contact`, `agent_calling`, `do_not_call`, `schedule`, `usage`, and `call`
    with all results of a call. Secrets, and with them the addresses of targets, are left out.
    `aftercall tenants export` writes the audio too.
    """
    headers = {"Content-Disposition": 'attachment; filename="tenant.ndjson"'}
    return Media(_export_lines(resources, tenant_id), headers=headers, media_type=NDJSON)


async def _export_lines(resources: Resources, tenant_id: TenantId) -> AsyncIterator[bytes]:
    count = 0
    for kind in KINDS:
        async for row in each_row(resources.database, kind, tenant_id):
            yield f'{{"kind": "{kind}", "data": {row}}}\n'.encode()
            count += 1
    base_url = resources.settings.runtime.public_base_url
    async for call in each_call(resources.database, tenant_id, base_url=base_url):
        yield f'{{"kind": "call", "data": {call}}}\n'.encode()
        count += 1
    yield f'{{"kind": "end", "data": {{"lines": {count}}}}}\n'.encode()
