"""A tenant's schedules, and the log of their occurrences."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import asyncpg

from shared.db.events import insert_event
from shared.db.pool import Connection, plan_for_values
from shared.db.rows import fetch_row
from shared.domain.ids import ScheduleId, TenantId
from shared.domain.schedules import DisabledBecause
from shared.errors import Conflict, NotFound

MOST_SCHEDULES = 50
LOG_DAYS, LOG_ENTRIES = 90, 1000
# After a failure nothing is tried before a pause, and none is longer.
LONGEST_PAUSE = timedelta(minutes=30)
# What was recorded later than this from now was recorded by a clock that was ahead.
CLOCK_TOLERANCE = timedelta(minutes=1)

OccurrenceStatus = Literal["ran", "skipped"]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule. `timezone` None is the tenant's, and `next_at` is None while it is disabled.
    `action`, `params` and `missed` are as they are stored: one that this version cannot read must
    not hide the others.
    """

    id: ScheduleId
    tenant_id: TenantId
    name: str
    cron: str
    timezone: str | None
    action: str
    params: dict[str, Any]
    missed: str
    next_at: datetime | None
    last_at: datetime | None
    failures: int
    disabled_at: datetime | None
    disabled_because: DisabledBecause | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time at which a schedule was due, and what came of it."""

    due_at: datetime
    status: OccurrenceStatus
    by_hand: bool
    ran_at: datetime
    result: dict[str, Any]


_COLUMNS = """
    id, tenant_id, name, cron, timezone, action, params, missed, next_at, last_at, failures,
    disabled_at, disabled_because, created_at
"""


async def insert_schedule(conn: Connection, schedule: Schedule) -> Schedule:
    """Stores an enabled schedule. Runs in a transaction. Raises Conflict when the tenant has
    MOST_SCHEDULES.
    """
    await conn.execute("select 1 from tenants where id = $1 for no key update", schedule.tenant_id)
    count = await conn.fetchval(
        "select count(*) from schedules where tenant_id = $1", schedule.tenant_id
    )
    if count >= MOST_SCHEDULES:
        raise Conflict(
            f"A team has at most {MOST_SCHEDULES} schedules; delete one first.",
            code="too_many_schedules",
        )
    row = await fetch_row(
        conn,
        f"""
        insert into schedules (
            id, tenant_id, name, cron, timezone, action, params, missed, next_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        returning {_COLUMNS}
        """,  # noqa: S608
        schedule.id,
        schedule.tenant_id,
        *_values(schedule),
    )
    return _schedule(row)


async def list_schedules(conn: Connection, tenant_id: TenantId) -> list[Schedule]:
    """Returns the oldest first."""
    rows = await conn.fetch(
        f"""
        select {_COLUMNS}
        from schedules
        where tenant_id = $1
        order by created_at, id
        limit $2
        """,  # noqa: S608
        tenant_id,
        MOST_SCHEDULES,
    )
    return [_schedule(row) for row in rows]


async def get_schedule(
    conn: Connection, tenant_id: TenantId, schedule_id: ScheduleId, *, locking: bool = False
) -> Schedule:
    """Returns a schedule; with `locking` it neither changes nor runs before the transaction ends.
    Raises NotFound.
    """
    row = await conn.fetchrow(
        f"""
        select {_COLUMNS}
        from schedules
        where id = $1 and tenant_id = $2
        {"for no key update" if locking else ""}
        """,  # noqa: S608
        schedule_id,
        tenant_id,
    )
    if row is None:
        raise NotFound("There is no such schedule.", code="unknown_schedule")
    return _schedule(row)


async def update_schedule(conn: Connection, schedule: Schedule) -> None:
    """Stores all that a person can change of a locked schedule, and forgets its failures."""
    await conn.execute(
        """
        update schedules
        set
            name = $3, cron = $4, timezone = $5, action = $6, params = $7, missed = $8,
            next_at = $9, disabled_at = $10, disabled_because = $11, failures = 0, retry_at = null
        where id = $1 and tenant_id = $2
        """,
        schedule.id,
        schedule.tenant_id,
        *_values(schedule),
        schedule.disabled_at,
        schedule.disabled_because,
    )


async def delete_schedule(conn: Connection, tenant_id: TenantId, schedule_id: ScheduleId) -> None:
    """Deletes a schedule with its log. Raises NotFound."""
    gone = await conn.fetchval(
        "delete from schedules where id = $1 and tenant_id = $2 returning 1", schedule_id, tenant_id
    )
    if not gone:
        raise NotFound("There is no such schedule.", code="unknown_schedule")


async def lock_schedules_of_tenants_clock(
    conn: Connection, tenant_id: TenantId
) -> list[tuple[ScheduleId, str, datetime]]:
    """Locks the enabled schedules that follow the tenant's zone, and returns their expressions and
    next times.
    """
    rows = await conn.fetch(
        """
        select id, cron, next_at
        from schedules
        where tenant_id = $1 and timezone is null and next_at is not null
        order by id
        for no key update
        """,
        tenant_id,
    )
    return [(ScheduleId(row["id"]), row["cron"], row["next_at"]) for row in rows]


async def plan_schedule(
    conn: Connection, tenant_id: TenantId, schedule_id: ScheduleId, next_at: datetime | None
) -> None:
    """Sets the next occurrence; without one the schedule is over, which is an event."""
    name = await conn.fetchval(
        """
        update schedules
        set
            next_at = $3,
            disabled_at = case when $3::timestamptz is null then now() end,
            disabled_because = case when $3::timestamptz is null then 'over' end
        where id = $1 and tenant_id = $2
        returning name
        """,
        schedule_id,
        tenant_id,
        next_at,
    )
    if next_at is None:
        await _report_disabled(conn, tenant_id, schedule_id, name, "over")


async def find_zone_name(conn: Connection, schedule: Schedule) -> str | None:
    """Returns the zone of the schedule's clock, None where neither it nor its tenant has one."""
    if schedule.timezone:
        return schedule.timezone
    found: str | None = await conn.fetchval(
        "select timezone from tenants where id = $1", schedule.tenant_id
    )
    return found


async def database_time(conn: Connection) -> datetime:
    """Returns the time of the database's clock, which is the same for all processes."""
    now: datetime = await conn.fetchval("select clock_timestamp()")
    return now


async def claim_due_schedule(
    conn: Connection,
    *,
    at: datetime,
    besides: Collection[ScheduleId],
    besides_tenants: Collection[TenantId],
) -> Schedule | None:
    """Locks and returns the schedule that has been due longest, besides these and those that other
    processes have; None without one. Runs in a transaction.
    """
    row = await conn.fetchrow(
        f"""
        select {_COLUMNS}
        from schedules
        where next_at <= $1
            -- A pause that is longer than any was made by a clock that was ahead.
            and (retry_at is null or retry_at <= $1 or retry_at > $1 + $4)
            and id <> all($2)
            and tenant_id <> all($3)
        order by next_at
        limit 1
        for no key update skip locked
        """,  # noqa: S608
        at,
        list(besides),
        list(besides_tenants),
        LONGEST_PAUSE,
    )
    return _schedule(row) if row else None


async def lock_schedules_ahead(
    conn: Connection, *, at: datetime, after: ScheduleId | None, limit: int
) -> list[Schedule]:
    """Locks schedules that wait for a time to come and have records from later than now: they were
    carried out by a clock that was ahead. By id, from `after` (exclusive) on; those that other
    processes have are left out. Runs in a transaction.
    """
    # There are none mostly, which a plan for all values does not know.
    await plan_for_values(conn)
    rows = await conn.fetch(
        f"""
        select {_COLUMNS}
        from schedules
        where next_at > $1
            and id in (
                select schedule_id from schedule_occurrences where ran_at > $1 + $4 and not by_hand
            )
            and ($2::uuid is null or id > $2)
        order by id
        limit $3
        for no key update skip locked
        """,  # noqa: S608
        at,
        after,
        limit,
        CLOCK_TOLERANCE,
    )
    return [_schedule(row) for row in rows]


async def insert_occurrences(
    conn: Connection,
    schedule: Schedule,
    due_at: Sequence[datetime],
    *,
    status: OccurrenceStatus,
    result: dict[str, Any],
    by_hand: bool = False,
) -> set[datetime]:
    """Records occurrences, and returns those that had no record."""
    rows = await conn.fetch(
        """
        insert into schedule_occurrences (
            schedule_id, due_at, tenant_id, status, by_hand, result
        )
        select $1, due_at, $2, $4, $5, $6
        from unnest($3::timestamptz[]) as due_at
        on conflict (schedule_id, due_at) do nothing
        returning due_at
        """,
        schedule.id,
        schedule.tenant_id,
        due_at,
        status,
        by_hand,
        result,
    )
    return {row["due_at"] for row in rows}


async def store_result(
    conn: Connection, schedule: Schedule, due_at: datetime, result: dict[str, Any]
) -> None:
    await conn.execute(
        """
        update schedule_occurrences
        set result = $4
        where schedule_id = $1 and due_at = $2 and tenant_id = $3
        """,
        schedule.id,
        due_at,
        schedule.tenant_id,
        result,
    )


async def mark_ran(conn: Connection, schedule: Schedule, due_at: datetime | None) -> None:
    """Records that what was due ended well; `due_at` None when all of it was skipped."""
    await conn.execute(
        """
        update schedules
        set last_at = greatest(last_at, $3), failures = 0, retry_at = null
        where id = $1 and tenant_id = $2
        """,
        schedule.id,
        schedule.tenant_id,
        due_at,
    )


async def mark_failed(
    conn: Connection,
    schedule: Schedule,
    *,
    retry_at: datetime | None,
    because: DisabledBecause | None,
) -> bool:
    """Postpones an occurrence that failed, or disables its schedule, which is an event. Returns
    False when the schedule was changed or has run meanwhile. Runs in a transaction.
    """
    name = await conn.fetchval(
        """
        update schedules
        set
            failures = failures + 1, retry_at = $4,
            next_at = case when $5::text is null then next_at end,
            disabled_at = case when $5::text is not null then now() end, disabled_because = $5
        where id = $1 and tenant_id = $2 and next_at = $3 and failures = $6
        returning name
        """,
        schedule.id,
        schedule.tenant_id,
        schedule.next_at,
        retry_at,
        because,
        schedule.failures,
    )
    if name and because:
        await _report_disabled(conn, schedule.tenant_id, schedule.id, name, because)
    return bool(name)


async def list_occurrences(
    conn: Connection,
    tenant_id: TenantId,
    schedule_id: ScheduleId,
    *,
    before: datetime | None,
    limit: int,
) -> list[Occurrence]:
    """Returns the last first, from `before` (exclusive) on."""
    rows = await conn.fetch(
        """
        select due_at, status, by_hand, ran_at, result
        from schedule_occurrences
        where schedule_id = $1 and tenant_id = $2 and ($3::timestamptz is null or due_at < $3)
        order by due_at desc
        limit $4
        """,
        schedule_id,
        tenant_id,
        before,
        limit,
    )
    return [Occurrence(**row) for row in rows]


async def delete_old_occurrences(conn: Connection, *, limit: int) -> int:
    """Deletes records LOG_DAYS after they were written, and those beyond the newest LOG_ENTRIES of
    a schedule; returns how many.
    """
    status = await conn.execute(
        """
        delete from schedule_occurrences
        where ctid = any(
            array(
                select ctid
                from schedule_occurrences
                where ran_at < now() - make_interval(days => $1)
                union
                select old.ctid
                from schedules
                cross join lateral (
                    select due_at
                    from schedule_occurrences
                    where schedule_id = schedules.id
                    order by due_at desc
                    offset $3
                    limit 1
                ) as last
                join schedule_occurrences as old
                    on old.schedule_id = schedules.id and old.due_at <= last.due_at
                limit $2
            )
        )
        """,
        LOG_DAYS,
        limit,
        LOG_ENTRIES,
    )
    return int(status.rpartition(" ")[2])


async def _report_disabled(
    conn: Connection,
    tenant_id: TenantId,
    schedule_id: ScheduleId,
    name: str,
    reason: DisabledBecause,
) -> None:
    await insert_event(
        conn,
        tenant_id,
        "schedule.disabled",
        data={"schedule_id": str(schedule_id), "name": name, "reason": reason},
    )


def _values(schedule: Schedule) -> tuple[Any, ...]:
    return (
        schedule.name,
        schedule.cron,
        schedule.timezone,
        schedule.action,
        schedule.params,
        schedule.missed,
        schedule.next_at,
    )


def _schedule(row: asyncpg.Record) -> Schedule:
    return Schedule(**row)
