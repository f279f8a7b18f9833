"""Who read and changed what: the tenant's part of the audit log."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from api.http.fields import NO_NUL, Instant
from api.http.parameters import Limit
from api.http.permissions import AdminDep
from api.http.resources import ResourcesDep
from api.http.router import Router
from shared.db.audit import ActorKind, AuditFilter, Outcome, list_entries

router = Router(tags=["accounts"], prefix="/api/audit")


class AuditEntryBody(BaseModel):
    """One action on record."""

    model_config = ConfigDict(from_attributes=True)

    id: int = Field(description="The entry's number; later entries have larger ones.")
    at: datetime = Field(description="When it happened.")
    actor: ActorKind = Field(
        description=(
            "`user`, `key`, `operator`, `worker`, or `anonymous` without a valid credential."
        )
    )
    actor_id: UUID | None = Field(description="The id of the user or key; null for others.")
    address: str | None = Field(description="The address that the request came from.")
    action: str = Field(description="What was done: the method and the route.")
    object: str | None = Field(
        description="The id that the route named; of a failed sign-in, the account's."
    )
    outcome: Outcome = Field(description="`done`, `refused` for want of a right, or `failed`.")
    status: int | None = Field(description="The HTTP status of the answer.")
    times: int = Field(description="For how many equal requests of one moment the entry stands.")
    request_id: str | None = Field(description="The answer's `X-Request-Id`.")


class AuditPage(BaseModel):
    """A page of the audit log."""

    entries: list[AuditEntryBody] = Field(description="The entries, newest first.")
    next_before: int | None = Field(description="The `before` of the next page; null on the last.")


@router.get("")
async def get_audit(
    tenant_id: AdminDep,
    resources: ResourcesDep,
    actor_id: Annotated[UUID | None, Query(description="Only what this user or key did.")] = None,
    action: Annotated[
        str | None,
        Query(max_length=200, pattern=NO_NUL, description="Only this method and route."),
    ] = None,
    object_id: Annotated[
        str | None,
        Query(max_length=200, pattern=NO_NUL, description="Only what concerned this id."),
    ] = None,
    outcome: Annotated[Outcome | None, Query(description="Only with this outcome.")] = None,
    since: Annotated[Instant | None, Query(description="Only from this time on.")] = None,
    until: Annotated[Instant | None, Query(description="Only before this time.")] = None,
    before: Annotated[
        int | None, Query(ge=1, le=2**63 - 1, description="Only entries with smaller numbers.")
    ] = None,
    limit: Limit = 100,
) -> AuditPage:
    """Returns who read calls and audio, who changed and deleted what, and who was refused."""
    where = AuditFilter(tenant_id, actor_id, action, object_id, outcome, since, until)
    async with resources.database.transaction(tenant_id) as conn:
        found = await list_entries(conn, where, before=before, limit=limit + 1)
    entries = [AuditEntryBody.model_validate(entry) for entry in found[:limit]]
    return AuditPage(entries=entries, next_before=entries[-1].id if len(found) > limit else None)
