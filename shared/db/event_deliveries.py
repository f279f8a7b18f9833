"""Deliveries of events: which are due, and what came of each try.

A delivery that is being sent is due again when its worker does not settle it in time, so a worker
that dies costs a delivery nothing but time. The id of the event is the same each time.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import asyncpg

from shared.db.event_stream import StreamedEvent
from shared.db.event_targets import BodyKind, TargetKind
from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.domain.ids import CallId, DeliveryId, JobId, TargetId, TenantId

# How many deliveries of one target are sent at a time, and while it fails.
AT_ONCE, AT_ONCE_FAILING = 4, 1
# After so many failures in a row a target is sent one delivery at a time, each after a pause that
# doubles. A success ends it.
PROBE_AFTER, FIRST_PROBE_S, LONGEST_PROBE_S = 5, 30.0, 900.0
TRIES_SHOWN = 20

DeliveryStatus = Literal["pending", "delivered", "failed"]


@dataclass(frozen=True, slots=True)
class EventToSend:
    """What happened. `sequence` orders the events of a tenant."""

    id: UUID
    type: str
    call_id: CallId | None
    job_id: JobId | None
    data: dict[str, Any]
    version: int
    sequence: int
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ClaimedDelivery:
    """A delivery that this worker sends now. Only the outcome with its `fence` counts."""

    id: DeliveryId
    tenant_id: TenantId
    target_id: TargetId
    event: EventToSend
    fence: int
    failures: int
    kind: TargetKind
    sealed: bytes
    previous_secret_until: datetime | None
    body_kind: BodyKind
    body: str | None
    zone: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Try:
    """One request and its answer. `status` is None when no answer came; `request` is what a kind
    made of the body, without secrets.
    """

    at: datetime
    elapsed_ms: int
    status: int | None
    error: str | None
    answer: str | None = None
    request: str | None = None


EVENT_COLUMNS = "event_id, type, deliveries.call_id, job_id, data, version, sequence, occurred_at"


async def claim_deliveries(
    conn: Connection, *, limit: int, lease_s: float
) -> list[ClaimedDelivery]:
    """Takes due deliveries, of all targets in turn and few of each, so that a slow receiver holds
    up no other. Runs in a transaction.
    """
    rows = await conn.fetch(
        f"""
        with open_targets as materialized (
            select id, kind, sealed, previous_secret_until, body, failing_since
            from event_targets
            where disabled_at is null
                and (not_before is null or not_before <= now())
                and (probe_at is null or probe_at <= now())
                and exists (
                    select 1
                    from event_deliveries
                    where target_id = event_targets.id
                        and status = 'pending'
                        and next_at <= now()
                )
            for no key update skip locked
        ),
        due as materialized (
            select found.id, found.nth
            from open_targets
            cross join lateral (
                select id, row_number() over (order by next_at) as nth
                from (
                    select id, next_at
                    from event_deliveries
                    where target_id = open_targets.id and status = 'pending' and next_at <= now()
                    order by next_at
                    limit greatest(
                        0,
                        case
                            when failing_since is null then {AT_ONCE} else {AT_ONCE_FAILING}
                        end
                        - (
                            select count(*)
                            from event_deliveries
                            where target_id = open_targets.id
                                and status = 'pending'
                                and sending_until > now()
                                -- What is being sent is next due then; many may wait longer.
                                and next_at > now()
                                and next_at <= now() + make_interval(secs => $2)
                        )
                    )
                ) as first
            ) as found
            order by found.nth, random()
            limit $1
        )
        update event_deliveries as deliveries
        set
            fence = fence + 1, sending_until = now() + make_interval(secs => $2),
            next_at = now() + make_interval(secs => $2)
        from due, open_targets
        where deliveries.id = due.id
            and open_targets.id = deliveries.target_id
            -- Another process may have claimed it since this statement began.
            and deliveries.status = 'pending'
            and deliveries.next_at <= now()
        returning
            deliveries.id, deliveries.tenant_id, target_id, {EVENT_COLUMNS}, fence, failures,
            open_targets.kind, open_targets.sealed, open_targets.previous_secret_until,
            open_targets.body as body_kind,
            (select timezone from tenants where id = deliveries.tenant_id) as zone,
            (
                select coalesce(answer_language, language)
                from tenants
                where id = deliveries.tenant_id
            ) as language, (
                select bodies.body
                from event_delivery_bodies as bodies
                where bodies.delivery_id = deliveries.id
            ) as stored_body
        """,  # noqa: S608
        limit,
        lease_s,
    )
    return [
        ClaimedDelivery(
            id=DeliveryId(row["id"]),
            tenant_id=TenantId(row["tenant_id"]),
            target_id=TargetId(row["target_id"]),
            event=event_of_row(row),
            fence=row["fence"],
            failures=row["failures"],
            kind=row["kind"],
            sealed=row["sealed"],
            previous_secret_until=row["previous_secret_until"],
            body_kind=row["body_kind"],
            body=row["stored_body"],
            zone=row["zone"],
            language=row["language"],
        )
        for row in rows
    ]


async def store_body(conn: Connection, delivery: ClaimedDelivery, body: str, sha256: bytes) -> bool:
    """Stores what is about to be sent, so that every try and every replay sends the same. Returns
    False when another worker has the delivery.
    """
    stored = await conn.fetchval(
        """
        with held as (
            update event_deliveries
            set body_sha256 = $4
            where id = $1 and tenant_id = $5 and fence = $2 and status = 'pending'
            returning id, tenant_id, call_id
        )
        insert into event_delivery_bodies (delivery_id, tenant_id, call_id, body)
        select
            held.id, held.tenant_id,
            (
                select id from calls where id = held.call_id and tenant_id = held.tenant_id
                for key share
            ),
            $3
        from held
        on conflict (delivery_id) do update
        set body = excluded.body
        returning 1
        """,
        delivery.id,
        delivery.fence,
        body,
        sha256,
        delivery.tenant_id,
    )
    return bool(stored)


async def settle_delivered(
    conn: Connection, delivery: ClaimedDelivery, last: Try, *, reached: bool = True
) -> bool:
    """Records a success, in a transaction. One for which nothing had to be sent has not `reached`
    the target, and says nothing about it, unless nothing else that failed waits: then the target
    would count as failing until the next success. Returns False when another worker has the
    delivery.
    """
    # Locks a target before its deliveries, as enabling and deleting it do. A pause stays: another
    # answer may have asked for it just now.
    await conn.execute(
        """
        update event_targets
        set
            failing_since = null, failures_in_row = 0, probe_at = null,
            first_delivered_at = case
                when $3 then coalesce(first_delivered_at, now()) else first_delivered_at
            end
        where id = $1
            and tenant_id = $2
            and (failing_since is not null or $3 and first_delivered_at is null)
            and (
                $3
                or not exists (
                    select 1
                    from event_deliveries
                    where target_id = $1 and status = 'pending' and failures > 0 and id <> $4
                )
            )
        """,
        delivery.target_id,
        delivery.tenant_id,
        reached,
        delivery.id,
    )
    return await _settle_delivery(
        conn, delivery, last, status="delivered", next_in_s=0.0, failures=0
    )


async def settle_failed(
    conn: Connection,
    delivery: ClaimedDelivery,
    last: Try,
    *,
    next_in_s: float | None,
    pause_s: float | None,
) -> datetime | None:
    """Records a failure, in a transaction. `next_in_s` is None for a delivery that is given up;
    `pause_s` is how long the receiver asked to be sent nothing.

    Returns since when the target fails; None when another worker has the delivery.
    """
    status: DeliveryStatus = "failed" if next_in_s is None else "pending"
    await conn.execute(
        "select 1 from event_targets where id = $1 and tenant_id = $2 for no key update",
        delivery.target_id,
        delivery.tenant_id,
    )
    if not await _settle_delivery(
        conn, delivery, last, status=status, next_in_s=next_in_s or 0.0, failures=1
    ):
        return None
    row = await fetch_row(
        conn,
        """
        update event_targets
        set
            failing_since = coalesce(failing_since, now()),
            failures_in_row = failures_in_row + 1,
            -- Doubles with each failure: 2^10 * 30 s is beyond the longest.
            probe_at = case
                when failures_in_row + 1 >= $4 then
                    now() + make_interval(
                        secs => least($6, $5 * 2 ^ least(10, failures_in_row + 1 - $4))
                    )
            end,
            not_before = case
                when $2::float8 is null then not_before
                else greatest(not_before, now() + make_interval(secs => $2))
            end
        where id = $1 and tenant_id = $3
        returning failing_since
        """,
        delivery.target_id,
        pause_s,
        delivery.tenant_id,
        PROBE_AFTER,
        FIRST_PROBE_S,
        LONGEST_PROBE_S,
    )
    since: datetime = row["failing_since"]
    return since


async def _settle_delivery(
    conn: Connection,
    delivery: ClaimedDelivery,
    last: Try,
    *,
    status: DeliveryStatus,
    next_in_s: float,
    failures: int,
) -> bool:
    held = await conn.fetchval(
        """
        update event_deliveries
        set
            status = $3, sending_until = null, failures = failures + $4,
            next_at = now() + make_interval(secs => $5),
            ended_at = case when $3 = 'pending' then null else now() end,
            tries = (
                select coalesce(jsonb_agg(one order by nth), '[]')
                from jsonb_array_elements(tries || $6::jsonb) with ordinality as shown (one, nth)
                where nth > jsonb_array_length(tries) + 1 - $7
            )
        where id = $1 and tenant_id = $8 and fence = $2 and status = 'pending'
        returning 1
        """,
        delivery.id,
        delivery.fence,
        status,
        failures,
        next_in_s,
        {
            "at": last.at.isoformat(),
            "elapsed_ms": last.elapsed_ms,
            "status": last.status,
            "error": last.error,
        },
        TRIES_SHOWN,
        delivery.tenant_id,
    )
    if held:
        await conn.execute(
            """
            update event_delivery_bodies
            set answer = $2, request = $4
            where delivery_id = $1 and tenant_id = $3
            """,
            delivery.id,
            last.answer,
            delivery.tenant_id,
            last.request,
        )
    return bool(held)


def event_to_send(event: StreamedEvent) -> EventToSend:
    """Returns a committed event as it is sent."""
    of_call = event.call_id or event.data.get("call_id")
    return EventToSend(
        id=event.id,
        type=event.type,
        call_id=CallId(UUID(str(of_call))) if of_call else None,
        job_id=event.job_id,
        data=event.data,
        version=event.version or 0,
        sequence=event.position,
        occurred_at=event.at,
    )


def event_of_row(row: asyncpg.Record) -> EventToSend:
    """Reads EVENT_COLUMNS."""
    return EventToSend(
        id=row["event_id"],
        type=row["type"],
        call_id=row["call_id"],
        job_id=row["job_id"],
        data=row["data"],
        version=row["version"],
        sequence=row["sequence"],
        occurred_at=row["occurred_at"],
    )
