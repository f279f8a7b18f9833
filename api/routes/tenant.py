"""The tenant's own settings: zone, business hours, default callback delay, steps switched off."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Annotated

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, Field

from api.bodies import JsonBody, JsonRoute
from api.dependencies import ResourcesDep, TenantDep
from api.problems import responses
from api.routes.auth import Name
from shared.db.tenants import get_tenant, lock_tenant, update_tenant
from shared.domain.calls import BusinessHours, Tenant
from shared.domain.ids import TenantId
from shared.domain.statuses import Step
from shared.domain.zones import ZoneName
from shared.errors import InvalidRequest

router = APIRouter(tags=["accounts"], prefix="/api/tenant", route_class=JsonRoute)

Weekday = Annotated[int, Field(ge=0, le=6)]


def _without_zone(moment: time) -> time:
    if moment.tzinfo:
        raise ValueError("must have no UTC offset: business hours are in the tenant's zone")
    return moment


WallTime = Annotated[time, AfterValidator(_without_zone)]


class TenantBody(BaseModel):
    """`business_days`: Monday is 0. `callback_delay_s` is used when a caller names no time."""

    id: TenantId
    name: str
    timezone: str
    opens: time
    closes: time
    business_days: list[int]
    callback_delay_s: int
    skipped_steps: list[Step]

    @classmethod
    def of(cls, tenant: Tenant) -> "TenantBody":
        return cls(
            id=tenant.id,
            name=tenant.name,
            timezone=tenant.timezone,
            opens=tenant.hours.opens,
            closes=tenant.hours.closes,
            business_days=sorted(tenant.hours.days),
            callback_delay_s=int(tenant.callback_delay.total_seconds()),
            skipped_steps=sorted(tenant.skipped_steps),
        )


class TenantPatch(JsonBody):
    name: Name | None = None
    timezone: ZoneName | None = None
    opens: WallTime | None = None
    closes: WallTime | None = None
    business_days: Annotated[list[Weekday], Field(min_length=1, max_length=7)] | None = None
    callback_delay_s: Annotated[int, Field(ge=0, le=30 * 86400)] | None = None
    skipped_steps: Annotated[list[Step], Field(max_length=len(Step))] | None = None


@router.get("", responses=responses(401))
async def read_tenant(tenant_id: TenantDep, resources: ResourcesDep) -> TenantBody:
    async with resources.database.connection() as conn:
        return TenantBody.of(await get_tenant(conn, tenant_id))


@router.patch("", responses=responses(400, 401, 422))
async def patch_tenant(body: TenantPatch, tenant_id: TenantDep, resources: ResourcesDep) -> TenantBody:
    """Changes what is given and leaves the rest; runs that start later see it."""
    async with resources.database.transaction() as conn:
        await lock_tenant(conn, tenant_id)
        changed = _changed(await get_tenant(conn, tenant_id), body)
        if changed.hours.opens >= changed.hours.closes:
            raise InvalidRequest("opens must be before closes.", fields=(("/opens", "must be before closes"),))
        if Step.TRANSCRIBE in changed.skipped_steps:
            raise InvalidRequest("Every other step needs the transcript.", fields=(("/skipped_steps", "transcribe"),))
        await update_tenant(conn, changed)
    return TenantBody.of(changed)


def _changed(tenant: Tenant, body: TenantPatch) -> Tenant:
    days, steps, delay_s = body.business_days, body.skipped_steps, body.callback_delay_s
    hours = BusinessHours(
        opens=body.opens or tenant.hours.opens,
        closes=body.closes or tenant.hours.closes,
        days=tenant.hours.days if days is None else frozenset(days),
    )
    return replace(
        tenant,
        name=body.name or tenant.name,
        timezone=body.timezone or tenant.timezone,
        hours=hours,
        callback_delay=tenant.callback_delay if delay_s is None else timedelta(seconds=delay_s),
        skipped_steps=tenant.skipped_steps if steps is None else frozenset(steps),
    )
