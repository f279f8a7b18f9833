"""Reads events in the order in which they became visible, so that none is missed.

The id of an event is given out before its transaction commits, and transactions commit in another
order. So an event gets a `position` once it is committed, from one process at a time: a reader that
has read up to a position has seen every event below it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from shared.db.pool import Connection, plan_for_values
from shared.domain.ids import ApiKeyId, CallId, JobId, SessionId, TenantId

# An event has the time at which its transaction began.
LONGEST_TRANSACTION = timedelta(minutes=5)
LOOKED_AT = 1000
# Groups of types that few calls have; one of the indexes events_rare and events_of_schedules has
# all types of a group.
RARE_GROUPS: Final = {
    "budget": ("budget.reached",),
    "arrivals": ("arrivals.missing",),
    "event": ("event.stored",),
    "endpoint": ("endpoint.disabled",),
    "schedule": ("schedule.due", "schedule.disabled"),
}
_LOCK = 0x6576656E7473  # "events"


@dataclass(frozen=True, slots=True)
class StreamedEvent:
    """A committed event. Positions grow by time of commit, with gaps; `version` counts the events
    of its type about its call, and is None for steps of runs.
    """

    id: UUID
    position: int
    version: int | None
    tenant_id: TenantId
    type: str
    call_id: CallId | None
    job_id: JobId | None
    at: datetime
    data: dict[str, Any]


async def place_events(conn: Connection, *, limit: int) -> int:
    """Gives positions to committed events, oldest first, and returns how many; 0 while another
    process does it. Runs in a transaction, which must be short.
    """
    if not await conn.fetchval("select pg_try_advisory_xact_lock($1)", _LOCK):
        return 0
    status = await conn.execute(
        # `before` is of the call's events of the type that have a position already, and `has_first`
        # says that the call's first event is there.
        """
        with waiting as materialized (
            select
                id, call_id, type, created_at,
                row_number() over (partition by call_id, type order by id) as nth
            from (
                select id, call_id, type, created_at
                from events
                where position is null
                order by id
                limit $1
                for no key update skip locked
            ) as oldest
        ),
        earlier as materialized (
            select events.call_id, events.type, max(events.version) as version
            from (
                select distinct call_id from waiting where type not like 'step.%'
            ) as changed
            join events on events.call_id = changed.call_id
            where events.position is not null
            group by events.call_id, events.type
        ),
        begun as materialized (
            select call_id from earlier where type = 'call.received'
            union
            select call_id from waiting where type = 'call.received'
        )
        update events
        set position = placed.position, version = coalesce(events.version, placed.version)
        from (
            select
                id, nextval('event_positions') as position,
                case
                    when type like 'step.%' then null
                    when has_first then coalesce(before, 0) + nth
                    else (extract(epoch from created_at) * 1000000)::bigint + nth
                end as version
            from (
                select
                    waiting.*, earlier.version as before, begun.call_id is not null as has_first
                from waiting
                left join earlier
                    on earlier.call_id = waiting.call_id and earlier.type = waiting.type
                left join begun on begun.call_id = waiting.call_id
                order by waiting.id
            ) as numbered
        ) as placed
        where events.id = placed.id
        """,
        limit,
    )
    return int(status.rpartition(" ")[2])


async def get_last_position(conn: Connection) -> int:
    """Returns the last position that was given. Runs in a transaction, and waits for a process
    that is giving positions, so that none up to the result becomes visible later.
    """
    await conn.execute("select pg_advisory_xact_lock($1)", _LOCK)
    return await get_given_position(conn)


async def get_given_position(conn: Connection) -> int:
    """Returns the last position that was given; events up to it may not be visible yet."""
    return int(
        await conn.fetchval(
            "select case when is_called then last_value else 0 end from event_positions"
        )
    )


async def get_last_position_of(conn: Connection, tenant_id: TenantId) -> int:
    """Returns the position of a tenant's newest event; 0 without one."""
    return int(
        await conn.fetchval(
            "select coalesce(max(position), 0) from events where tenant_id = $1 and position > 0",
            tenant_id,
        )
    )


async def list_events(
    conn: Connection,
    tenant_ids: Collection[TenantId],
    *,
    after: int,
    upto: int | None = None,
    limit: int,
) -> list[StreamedEvent]:
    """Returns events of these tenants after a position, up to another one (inclusive)."""
    rows = await conn.fetch(
        """
        select
            id_of_event(events) as id, position, version, tenant_id, type, call_id, job_id,
            created_at, data
        from events
        where tenant_id = any($1)
            and position > $2
            and position > 0
            and ($3::bigint is null or position <= $3)
        order by position
        limit $4
        """,
        list(tenant_ids),
        after,
        upto,
        limit,
    )
    return [_streamed_event(row) for row in rows]


async def list_events_where(
    conn: Connection,
    tenant_id: TenantId,
    *,
    after: int,
    types: Collection[str],
    call_id: CallId | None,
    since: datetime | None,
    limit: int,
) -> list[StreamedEvent]:
    """Returns a tenant's events after a position, oldest first. `types` may name groups; empty, it
    selects all but steps of runs. Runs in a transaction.
    """
    await plan_for_values(conn)
    if since is not None:
        after = max(after, await _position_before(conn, tenant_id, since))
    named = [name for each in types for name in RARE_GROUPS.get(each, (each,))]
    # An index can find types, and no groups.
    has_groups = not all("." in each for each in named)
    rows = await conn.fetch(
        """
        select
            id_of_event(events) as id, position, version, tenant_id, type, call_id, job_id,
            created_at, data
        from events
        where tenant_id = $1
            and position > $2
            and position > 0
            and case
                when cardinality($3::text[]) = 0 then type not like 'step.%'
                when not $7 then type = any($3)
                else type = any($3) or split_part(type, '.', 1) = any($3)
            end
            and (
                $4::uuid is null
                or call_id = $4
                or (type = 'call.deleted' and data ->> 'call_id' = $4::text)
            )
            and ($5::timestamptz is null or created_at >= $5)
        order by position
        limit $6
        """,
        tenant_id,
        after,
        named,
        call_id,
        since,
        limit,
        has_groups,
    )
    return [_streamed_event(row) for row in rows]


async def find_last_event(
    conn: Connection, tenant_id: TenantId, types: Collection[str]
) -> StreamedEvent | None:
    """Returns the newest event of these types and groups among a tenant's last LOOKED_AT events."""
    row = await conn.fetchrow(
        """
        select
            id_of_event(events) as id, position, version, tenant_id, type, call_id, job_id,
            created_at, data
        from events
        where tenant_id = $1
            and position > 0
            and position >= (
                select min(position)
                from (
                    select position
                    from events
                    where tenant_id = $1 and position > 0
                    order by position desc
                    limit $3
                ) as newest
            )
            and type not like 'step.%'
            and (type = any($2) or split_part(type, '.', 1) = any($2))
        order by position desc
        limit 1
        """,
        tenant_id,
        list(types),
        LOOKED_AT,
    )
    return _streamed_event(row) if row else None


async def _position_before(conn: Connection, tenant_id: TenantId, at: datetime) -> int:
    """Returns a position below which a tenant's events are older than `at`, whatever their
    transactions took: they are in the order of their commits, so it is found by halving, and not by
    reading all of them.
    """
    low, high = 0, await get_last_position_of(conn, tenant_id)
    while low < high:
        middle = (low + high) // 2
        is_older = await conn.fetchval(
            """
            -- PostgreSQL knows times before the first of Python.
            select created_at < $3::timestamptz - $4::interval
            from events
            where tenant_id = $1 and position > $2 and position > 0
            order by position
            limit 1
            """,
            tenant_id,
            middle,
            at,
            LONGEST_TRANSACTION,
        )
        if is_older:
            low = middle + 1
        else:
            high = middle
    return low


async def find_ended(
    conn: Connection, sessions: Sequence[SessionId], keys: Sequence[ApiKeyId]
) -> set[SessionId | ApiKeyId]:
    """Returns those of the sessions and API keys that are not valid any more."""
    rows = await conn.fetch(
        """
        select asked.id
        from unnest($1::uuid[]) as asked (id)
        where not exists (
            select 1
            from sessions
            join users on users.id = sessions.user_id
            where sessions.id = asked.id
                and sessions.ended_at is null
                and sessions.expires_at > now()
                and users.disabled_at is null
        )
        union all
        select asked.id
        from unnest($2::uuid[]) as asked (id)
        where not exists (
            select 1
            from api_keys
            where api_keys.id = asked.id
                and revoked_at is null
                and (expires_at is null or expires_at > now())
                and 'read' = any(scopes)
        )
        """,
        sessions,
        keys,
    )
    return {row["id"] for row in rows}


def _streamed_event(row: asyncpg.Record) -> StreamedEvent:
    return StreamedEvent(
        id=row["id"],
        position=row["position"],
        version=row["version"],
        tenant_id=TenantId(row["tenant_id"]),
        type=row["type"],
        call_id=row["call_id"],
        job_id=row["job_id"],
        at=row["created_at"],
        data=row["data"],
    )
