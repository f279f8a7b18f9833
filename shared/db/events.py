"""Stores the append-only events of each call, for the live view and for subscribers."""

from typing import Any

from shared.db.pool import Connection
from shared.db.writes import Write
from shared.domain.ids import CallId, JobId, TenantId


async def insert_event(
    conn: Connection,
    tenant_id: TenantId,
    event_type: str,
    *,
    call_id: CallId | None = None,
    job_id: JobId | None = None,
    data: dict[str, Any] | None = None,
    version: int | None = None,
) -> None:
    """Stores an event. The id that it is sent with follows from `version`, which is counted or
    taken from the clock when its position is given, unless it is given here.
    """
    await conn.execute(
        """
        insert into events (tenant_id, call_id, job_id, type, data, version)
        values ($1, $2, $3, $4, $5, $6)
        """,
        tenant_id,
        call_id,
        job_id,
        event_type,
        data or {},
        version,
    )


def events_of_run(*events: tuple[str, dict[str, Any]]) -> Write:
    """Returns the write that stores events, each a type and its data, in this order."""
    return Write(
        """
        insert into events (tenant_id, call_id, job_id, type, data)
        select tenant_id, call_id, id, type, data
        from fence
        cross join unnest($1::text[], $2::jsonb[]) as event (type, data)
        """,
        ([event_type for event_type, _ in events], [data for _, data in events]),
    )
