"""The team's own holidays: days on which it does not work."""

from datetime import date
from typing import Annotated

from fastapi import Path, Response
from pydantic import BaseModel, Field

from api.http.bodies import JsonBody, JsonRoute
from api.http.fields import Day, Name
from api.http.permissions import AdminDep, ReaderDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from shared.db.holidays import (
    MOST_HOLIDAYS,
    count_callbacks_on_holidays,
    delete_holiday,
    list_holidays,
    put_holiday,
)
from shared.db.tenants import get_tenant, lock_tenant
from shared.errors import Conflict, NotFound

router = Router(tags=["accounts"], prefix="/api/tenant/holidays", route_class=JsonRoute)

DayInPath = Annotated[Day, Path(description="The day, such as 2026-12-24.")]


class HolidayBody(JsonBody):
    """A day on which the team calls no one back."""

    name: Name = Field(description="What the day is called, for people.")


class StoredHolidayBody(BaseModel):
    """A day on which the team calls no one back."""

    day: date = Field(description="The day, on the team's clock.")
    name: str = Field(description="What the day is called, for people.")
    callbacks: int = Field(
        description="Callbacks that are to be made on it all the same: those set before, and those"
        " that a person moved there."
    )


class HolidaysBody(BaseModel):
    """The team's own holidays."""

    holidays: list[StoredHolidayBody] = Field(description="The days, ascending.")


@router.get("")
async def get_holidays(tenant_id: ReaderDep, resources: ResourcesDep) -> HolidaysBody:
    """Returns the days on which the team calls no one back. The public holidays of its `country`
    are not listed.
    """
    async with resources.database.connection(tenant_id) as conn:
        tenant = await get_tenant(conn, tenant_id)
        days = await list_holidays(conn, tenant_id)
        callbacks = await count_callbacks_on_holidays(conn, tenant_id, tenant.timezone or "UTC")
    return HolidaysBody(
        holidays=[
            StoredHolidayBody(day=day, name=name, callbacks=callbacks.get(day, 0))
            for day, name in days.items()
        ]
    )


@router.put("/{day}", status_code=204, responses=responses(409))
async def set_holiday(
    day: DayInPath, body: HolidayBody, tenant_id: AdminDep, resources: ResourcesDep
) -> Response:
    """Makes a day a holiday, or changes its name. Callbacks from now on are set to the next
    business day, unless the caller names an exact time on it; those that are set already stay.
    """
    async with resources.database.transaction(tenant_id) as conn:
        await lock_tenant(conn, tenant_id)
        if not await put_holiday(conn, tenant_id, day, body.name):
            raise Conflict(
                f"A team has at most {MOST_HOLIDAYS} holidays; delete old ones.",
                code="too_many_holidays",
            )
    return Response(status_code=204)


@router.delete("/{day}", status_code=204, responses=responses(404))
async def remove_holiday(day: DayInPath, tenant_id: AdminDep, resources: ResourcesDep) -> Response:
    """Makes a holiday an ordinary day again, for callbacks from now on."""
    async with resources.database.connection(tenant_id) as conn:
        if not await delete_holiday(conn, tenant_id, day):
            raise NotFound("There is no holiday on this day.")
    return Response(status_code=204)
