"""Queues events as deliveries to targets: new ones, those of a period, single ones, and tests."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.db.event_delivery_log import get_delivery
from shared.db.event_targets import Target
from shared.db.pool import Connection
from shared.domain.ids import DeliveryId, TargetId, TenantId
from shared.errors import Conflict, InvalidRequest

# At most so many events of a target are queued in one round.
ROUND = 500
TARGETS_A_ROUND = 100
MOST_AGAIN = 20_000

_MATCHES = """
    target.digest is null
    and (types && array[event.type, split_part(event.type, '.', 1)])
    and event.type not like 'step.%'
    and (
        agent_ids is null
        or (event.call_id is null and event.data ->> 'call_id' is null)
        or coalesce(calls.agent_id, (event.data ->> 'agent_id')::uuid) = any(agent_ids)
    )
    and (
        outcomes is null
        or (event.call_id is null and event.data ->> 'call_id' is null)
        or coalesce(calls.current_outcome, event.data ->> 'outcome') = any(outcomes)
    )
"""
_QUEUED = """
    tenant_id, target_id, event_id, type, call_id, job_id, data, version, sequence, occurred_at
"""
_QUEUED_OF_EVENT = """
    event.tenant_id, target.id, event.event_id, event.type,
    coalesce(event.call_id, (event.data ->> 'call_id')::uuid), event.job_id, event.data,
    coalesce(event.version, 0), event.position, event.created_at
"""


async def queue_deliveries(conn: Connection, *, upto: int) -> int:
    """Queues the events up to a position for the targets that want them, each once, and returns how
    many events were looked at. Targets on which another process works are left to it. Runs in a
    transaction.
    """
    return int(
        await conn.fetchval(
            # The statement is built only from constants of this module.
            f"""
            with behind as materialized (
                select *
                from event_targets
                where disabled_at is null
                    and position < $1
                    and exists (
                        select 1
                        from events
                        where events.tenant_id = event_targets.tenant_id
                            and events.position > event_targets.position
                            and events.position <= $1
                            and events.position > 0
                    )
                order by position
                limit {TARGETS_A_ROUND}
                for no key update skip locked
            ),
            reached as materialized (
                select behind.id as reached_by, event.*
                from behind
                cross join lateral (
                    select events.*, id_of_event(events) as event_id
                    from events
                    where events.tenant_id = behind.tenant_id
                        and events.position > behind.position
                        and events.position <= $1
                        and events.position > 0
                    order by events.position
                    limit {ROUND}
                ) as event
            ),
            queued as (
                insert into event_deliveries ({_QUEUED})
                select {_QUEUED_OF_EVENT}
                from reached as event
                join behind as target on target.id = event.reached_by
                left join calls on calls.id = event.call_id
                where {_MATCHES}
                on conflict (target_id, event_id) do nothing
            ),
            moved as (
                update event_targets
                set position = last.position
                from (
                    select reached_by, max(position) as position from reached group by reached_by
                ) as last
                where event_targets.id = last.reached_by
            )
            select count(*) from reached
            """,  # noqa: S608
            upto,
        )
    )


async def queue_again(
    conn: Connection,
    target: Target,
    *,
    since: datetime,
    until: datetime | None,
    types: Sequence[str],
    only_failed: bool,
) -> int:
    """Queues events of a period again, with the ids that they had, and returns how many. With
    `only_failed` only those that could not be delivered, otherwise also those from before the
    target. Those that wait are left as they are, and tests are left out. Runs in a transaction.

    Raises InvalidRequest when there are more than MOST_AGAIN.
    """
    again = await conn.execute(
        """
        update event_deliveries
        set status = 'pending', ended_at = null, failures = 0, next_at = now(), queued_at = now()
        where id in (
            select id
            from event_deliveries
            where target_id = $1
                and tenant_id = $2
                and status = any($3)
                and data -> 'test' is distinct from 'true'
                and occurred_at >= $4
                and ($5::timestamptz is null or occurred_at < $5)
                and (
                    cardinality($6::text[]) = 0
                    or type = any($6)
                    or split_part(type, '.', 1) = any($6)
                )
            order by sequence
            limit $7
            for no key update
        )
        """,
        target.id,
        target.tenant_id,
        ["failed"] if only_failed else ["failed", "delivered"],
        since,
        until,
        list(types),
        MOST_AGAIN + 1,
    )
    count = _count(again)
    if only_failed:
        return _checked_count(count)
    added = await conn.execute(
        # The statement is built only from constants of this module.
        f"""
        insert into event_deliveries ({_QUEUED})
        select {_QUEUED_OF_EVENT}
        from (
            select events.*, id_of_event(events) as event_id
            from events
            where tenant_id = $2
                and position > 0
                and position <= (select position from event_targets where id = $1)
                and created_at >= $3
                and ($4::timestamptz is null or created_at < $4)
                and (
                    cardinality($5::text[]) = 0
                    or type = any($5)
                    or split_part(type, '.', 1) = any($5)
                )
        ) as event
        join event_targets as target on target.id = $1
        left join calls on calls.id = event.call_id
        where {_MATCHES}
            and not exists (
                select 1
                from event_deliveries as queued
                where queued.target_id = $1 and queued.event_id = event.event_id
            )
        order by event.position
        limit $6
        on conflict (target_id, event_id) do nothing
        """,  # noqa: S608
        target.id,
        target.tenant_id,
        since,
        until,
        list(types),
        MOST_AGAIN + 1,
    )
    return _checked_count(count + _count(added))


async def insert_test(
    conn: Connection,
    target: Target,
    event_id: UUID,
    *,
    type: str,
    data: dict[str, Any],
    body: str | None,
) -> UUID:
    """Queues a test event for one target, which is sent at once also while others wait for a target
    that fails; returns the id of the delivery. `body` is what is sent; None has it written then.
    Runs in a transaction.
    """
    first_at = await _probe_now(conn, target.tenant_id, target.id)
    delivery_id: UUID = await conn.fetchval(
        """
        with queued as (
            insert into event_deliveries (
                tenant_id, target_id, event_id, type, data, version, sequence, occurred_at,
                next_at, body_sha256
            )
            select
                tenant_id, id, $3, $6, $4, 1, position, now(), $5, sha256(convert_to($7, 'UTF8'))
            from event_targets
            where id = $1 and tenant_id = $2
            returning id, tenant_id
        ),
        stored as (
            insert into event_delivery_bodies (delivery_id, tenant_id, body)
            select id, tenant_id, $7::text from queued where $7 is not null
        )
        select id from queued
        """,
        target.id,
        target.tenant_id,
        event_id,
        data,
        first_at,
        type,
        body,
    )
    return delivery_id


async def send_again(conn: Connection, tenant_id: TenantId, delivery_id: DeliveryId) -> None:
    """Queues a delivery again, with the same id and body. One that waits becomes due. Runs in a
    transaction. Raises NotFound, and Conflict while it is being sent.
    """
    one = await get_delivery(conn, tenant_id, delivery_id)
    # Locks a target before its deliveries, as settling them does.
    first_at = await _probe_now(conn, tenant_id, one.target_id)
    row = await conn.fetchrow(
        """
        update event_deliveries
        set
            status = 'pending', ended_at = null, failures = 0, next_at = $3, queued_at = now()
        where id = $1
            and tenant_id = $2
            and (status <> 'pending' or sending_until is null or sending_until <= now())
        returning 1
        """,
        delivery_id,
        tenant_id,
        first_at,
    )
    if row is None:
        raise Conflict("The delivery is being sent; wait a moment.", code="being_sent")


async def _probe_now(conn: Connection, tenant_id: TenantId, target_id: TargetId) -> datetime:
    """Ends the pause of a target that fails or asked for one, because a person wants to see whether
    it works. Returns the time at which a delivery comes before all others that are due: while the
    target fails, one is sent at a time, so an answer that asks for a pause again is respected.
    """
    await conn.execute(
        """
        update event_targets
        set probe_at = null, not_before = null
        where id = $1 and tenant_id = $2 and (probe_at is not null or not_before is not null)
        """,
        target_id,
        tenant_id,
    )
    first_at: datetime = await conn.fetchval(
        """
        select coalesce(least(now(), min(next_at) - interval '1 second'), now())
        from event_deliveries
        where target_id = $1 and tenant_id = $2 and status = 'pending'
        """,
        target_id,
        tenant_id,
    )
    return first_at


def _count(status: str) -> int:
    """Returns the number of rows in the status of a statement."""
    return int(status.rpartition(" ")[2])


def _checked_count(count: int) -> int:
    if count > MOST_AGAIN:
        raise InvalidRequest(
            f"More than {MOST_AGAIN:,} events match; choose a shorter period.",
            code="too_many_events",
        )
    return count
