"""How many of the calls that senders know of are here."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from api.dependencies import ResourcesDep, TenantDep
from api.problems import responses
from shared.db.source_checks import list_arrivals
from shared.domain.statuses import Source

router = APIRouter(tags=["results"])


class ArrivalsOfSource(BaseModel):
    """Of the tenant's calls that ended in the last `window_hours`: `listed` by the sender, `arrived` before the check,
    `fetched` because of it, and still `missing`. `checked_at` and all figures are null before the first check;
    `failing`: the last one was broken off, so the figures are older.
    """

    source: Source
    listed: int | None
    arrived: int | None
    fetched: int | None
    missing: int | None
    checked_at: datetime | None
    failing: bool


class ArrivalsBody(BaseModel):
    window_hours: float
    sources: list[ArrivalsOfSource]


@router.get("/api/arrivals", responses=responses(401))
async def get_arrivals(tenant_id: TenantDep, resources: ResourcesDep) -> ArrivalsBody:
    """By sender. A sender is asked with the installation's own credentials, where it has some."""
    async with resources.database.connection() as conn:
        found = await list_arrivals(conn, tenant_id)
    return ArrivalsBody(
        window_hours=resources.settings.arrivals.window_hours,
        sources=[
            ArrivalsOfSource(
                source=each.source,
                listed=each.counts.listed if each.checked_at else None,
                arrived=each.counts.arrived if each.checked_at else None,
                fetched=each.counts.fetched if each.checked_at else None,
                missing=each.counts.missing if each.checked_at else None,
                checked_at=each.checked_at,
                failing=each.failed,
            )
            for each in found
        ],
    )
