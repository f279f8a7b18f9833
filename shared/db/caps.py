"""What the operator allows a tenant at most."""

from dataclasses import dataclass

import asyncpg

from shared.db.pool import Connection
from shared.domain.ids import TenantId
from shared.errors import NotFound

_COLUMNS = (
    "cap_day_microusd, cap_month_microusd, cap_day_minutes, cap_month_minutes, cap_open_runs,"
    " cap_requests_per_minute"
)


@dataclass(frozen=True, slots=True)
class Caps:
    """A tenant's caps. None is the installation's setting for runs and requests, and no cap for
    money and for minutes of audio. Days and months are those of UTC.
    """

    day_microusd: int | None = None
    month_microusd: int | None = None
    day_minutes: int | None = None
    month_minutes: int | None = None
    open_runs: int | None = None
    requests_per_minute: int | None = None


async def get_caps(conn: Connection, tenant_id: TenantId) -> Caps:
    """Raises NotFound."""
    row = await conn.fetchrow(
        f"select {_COLUMNS} from tenants where id = $1",  # noqa: S608
        tenant_id,
    )
    return _caps(row)


async def set_caps(conn: Connection, tenant_id: TenantId, caps: Caps) -> Caps:
    """Sets all caps. Raises NotFound."""
    row = await conn.fetchrow(
        f"""
        update tenants
        set
            cap_day_microusd = $2, cap_month_microusd = $3, cap_day_minutes = $4,
            cap_month_minutes = $5, cap_open_runs = $6, cap_requests_per_minute = $7
        where id = $1
        returning {_COLUMNS}
        """,  # noqa: S608
        tenant_id,
        caps.day_microusd,
        caps.month_microusd,
        caps.day_minutes,
        caps.month_minutes,
        caps.open_runs,
        caps.requests_per_minute,
    )
    return _caps(row)


async def list_caps_of_runs(conn: Connection) -> dict[TenantId, int]:
    """Returns the tenants with a cap of their own for open runs."""
    rows = await conn.fetch(
        "select id, cap_open_runs from tenants where cap_open_runs is not null limit 10000"
    )
    return {TenantId(row["id"]): row["cap_open_runs"] for row in rows}


def _caps(row: asyncpg.Record | None) -> Caps:
    if row is None:
        raise NotFound("There is no such tenant.")
    return Caps(*row)
