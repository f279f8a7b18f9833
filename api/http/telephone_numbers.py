"""Telephone numbers that people type: what is taken, and how a list is filtered by one."""

from typing import Annotated

from fastapi import Depends, Query

from api.http.authentication import ActorDep
from api.http.fields import NO_NUL
from api.http.resources import Resources, ResourcesDep
from shared.db.pool import Connection
from shared.db.tenants import get_tenant
from shared.domain.ids import TenantId
from shared.domain.people import forms_of_number, full_number
from shared.errors import InvalidRequest


async def number_taken(conn: Connection, tenant_id: TenantId, number: str, *, field: str) -> str:
    """Returns a number in E.164; without a country code it is one of the team's country. Raises
    InvalidRequest that names `field`, a JSON Pointer.
    """
    country = (await get_tenant(conn, tenant_id)).country
    if taken := full_number(number, country):
        return taken
    detail = "This is no telephone number that can be called from anywhere. "
    if number.startswith("+"):
        detail += "Check its digits: with + it begins with the country code and the area code."
    elif country:
        detail += "Type it with its area code, or begin it with + and the country code."
    else:
        detail += (
            "Begin it with + and the country code, such as +12025550143, or set the team's"
            " `country`."
        )
    raise InvalidRequest(
        detail, code="no_number", fields=((field, "must be a full telephone number"),)
    )


async def numbers_looked_for(
    resources: Resources, tenant_id: TenantId, phone: str | None
) -> tuple[str, ...] | None:
    """Returns the forms in which calls may have a number; None without one."""
    if phone is None:
        return None
    async with resources.database.connection(tenant_id) as conn:
        return forms_of_number(phone, (await get_tenant(conn, tenant_id)).country)


async def _number_filter(
    actor: ActorDep,
    resources: ResourcesDep,
    phone: Annotated[
        str | None,
        Query(
            max_length=60,
            pattern=NO_NUL,
            description=(
                "Only what has this number, in any form; without a country code it is one of the"
                " team's `country`."
            ),
        ),
    ] = None,
) -> tuple[str, ...] | None:
    # The route itself says who may read.
    return await numbers_looked_for(resources, actor.tenant_id, phone)


NumberFilterDep = Annotated[tuple[str, ...] | None, Depends(_number_filter)]
