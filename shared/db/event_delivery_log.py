"""The log of deliveries, as people read it, and how long it is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from shared.db.event_deliveries import (
    EVENT_COLUMNS,
    DeliveryStatus,
    EventToSend,
    event_of_row,
)
from shared.db.pool import Connection, plan_for_values
from shared.domain.ids import CallId, DeliveryId, TargetId, TenantId
from shared.errors import NotFound

LOG_DAYS, ROW_DAYS = 30, 365


@dataclass(frozen=True, slots=True)
class LoggedDelivery:
    """A delivery in the log. `body`, `request` and `answer` go after LOG_DAYS, and with their
    call.
    """

    id: DeliveryId
    target_id: TargetId
    event: EventToSend
    status: DeliveryStatus
    failures: int
    next_at: datetime | None
    queued_at: datetime
    ended_at: datetime | None
    tries: tuple[dict[str, Any], ...]
    body: str | None = None
    body_sha256: bytes | None = None
    request: str | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Selects deliveries of the log."""

    target_id: TargetId | None = None
    status: DeliveryStatus | None = None
    call_id: CallId | None = None
    type: str | None = None


async def list_deliveries(
    conn: Connection,
    tenant_id: TenantId,
    where: LogFilter,
    *,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[LoggedDelivery]:
    """Returns deliveries, the last queued first, without bodies. Runs in a transaction."""
    await plan_for_values(conn)
    queued_at, delivery_id = before or (None, None)
    rows = await conn.fetch(
        f"""
        select
            id, target_id, {EVENT_COLUMNS}, status, failures, next_at, queued_at, ended_at, tries
        from event_deliveries as deliveries
        where tenant_id = $1
            and ($2::uuid is null or target_id = $2)
            and ($3::text is null or status = $3)
            and ($4::uuid is null or call_id = $4)
            and ($5::text is null or type = $5 or split_part(type, '.', 1) = $5)
            and ($6::timestamptz is null or (queued_at, id) < ($6, $7))
        order by queued_at desc, id desc
        limit $8
        """,  # noqa: S608
        tenant_id,
        where.target_id,
        where.status,
        where.call_id,
        where.type,
        queued_at,
        delivery_id,
        limit,
    )
    return [_logged_delivery(row) for row in rows]


async def get_delivery(
    conn: Connection, tenant_id: TenantId, delivery_id: DeliveryId
) -> LoggedDelivery:
    """Returns a delivery with what was sent and answered. Raises NotFound."""
    row = await conn.fetchrow(
        f"""
        select
            deliveries.id, target_id, {EVENT_COLUMNS}, status, failures, next_at, queued_at,
            ended_at, tries, body, body_sha256, request, answer
        from event_deliveries as deliveries
        left join event_delivery_bodies as bodies on bodies.delivery_id = deliveries.id
        where deliveries.id = $1 and deliveries.tenant_id = $2
        """,  # noqa: S608
        delivery_id,
        tenant_id,
    )
    if row is None:
        raise NotFound("There is no such delivery.", code="unknown_delivery")
    return _logged_delivery(row)


async def delete_old_bodies(conn: Connection, *, limit: int) -> int:
    """Deletes what was sent and answered, LOG_DAYS after the first try; its hash stays."""
    status = await conn.execute(
        """
        delete from event_delivery_bodies
        where delivery_id in (
            select delivery_id
            from event_delivery_bodies
            where created_at < now() - make_interval(days => $1)
            order by created_at
            limit $2
        )
        """,
        LOG_DAYS,
        limit,
    )
    return int(status.rpartition(" ")[2])


async def delete_old_deliveries(conn: Connection, *, limit: int) -> int:
    """Deletes deliveries ROW_DAYS after their end."""
    status = await conn.execute(
        """
        delete from event_deliveries
        where id in (
            select id
            from event_deliveries
            where ended_at < now() - make_interval(days => $1)
            limit $2
        )
        """,
        ROW_DAYS,
        limit,
    )
    return int(status.rpartition(" ")[2])


def _logged_delivery(row: asyncpg.Record) -> LoggedDelivery:
    detail: Sequence[str] = ("body", "body_sha256", "request", "answer")
    return LoggedDelivery(
        id=DeliveryId(row["id"]),
        target_id=TargetId(row["target_id"]),
        event=event_of_row(row),
        status=row["status"],
        failures=row["failures"],
        next_at=row["next_at"] if row["status"] == "pending" else None,
        queued_at=row["queued_at"],
        ended_at=row["ended_at"],
        tries=tuple(row["tries"]),
        **{name: row[name] for name in detail if name in row},
    )
