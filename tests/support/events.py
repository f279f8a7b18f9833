"""Events and their targets, as tests make them."""

from typing import Any
from uuid import UUID

from shared.db.event_queue import queue_deliveries
from shared.db.event_stream import get_last_position, place_events
from shared.db.events import insert_event
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import CallId, TenantId
from tests.support.people import Team

URL = "https://receiver.example/events"


async def new_target(team: Team, url: str = URL, **changes: Any) -> dict[str, Any]:
    answer = await team.post("/api/event-targets", {"name": "CRM", "url": url, **changes})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def happens(
    database: Database, team: Team, name: str, call_id: str | None = None, **data: Any
) -> None:
    async with database.transaction(ALL_TENANTS) as conn:
        await insert_event(
            conn,
            TenantId(UUID(team.tenant_id)),
            name,
            call_id=CallId(UUID(call_id)) if call_id else None,
            data=data,
        )


async def queue_events(database: Database) -> None:
    """Queues what has happened, as a worker does."""
    async with database.transaction(ALL_TENANTS) as conn:
        await place_events(conn, limit=1000)
        await queue_deliveries(conn, upto=await get_last_position(conn))


async def events_of(database: Database, team: Team, name: str) -> list[dict[str, Any]]:
    """The data of the recorded events of a type."""
    async with database.connection(ALL_TENANTS) as conn:
        rows = await conn.fetch(
            "select data from events where tenant_id = $1 and type = $2 order by id",
            UUID(team.tenant_id),
            name,
        )
    return [row["data"] for row in rows]
