"""The targets of a tenant's events."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import asyncpg

from shared.db.event_stream import get_last_position
from shared.db.events import insert_event
from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.domain.digests import Digest
from shared.domain.ids import AgentId, TargetId, TenantId
from shared.domain.statuses import CallOutcome
from shared.errors import Conflict, NotFound

MOST_TARGETS = 50
DELETED_AT_ONCE = 5000

TargetKind = Literal["webhook", "slack", "teams", "email", "template"]
BodyKind = Literal["thin", "full"]
DisabledBecause = Literal["person", "gone", "failing"]


@dataclass(frozen=True, slots=True)
class TargetFilter:
    """Which events a target gets: of these types or groups, and about calls of these agents that
    ended so; None selects all. Events that are about no call pass the last two.
    """

    types: tuple[str, ...]
    agent_ids: tuple[AgentId, ...] | None = None
    outcomes: tuple[CallOutcome, ...] | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Where events are sent. `sealed` holds its address and secrets, `failing_since` is when the
    failures since the last success began, and nothing is sent before `probe_at`.
    """

    id: TargetId
    tenant_id: TenantId
    kind: TargetKind
    name: str
    sealed: bytes
    previous_secret_until: datetime | None
    where: TargetFilter
    body: BodyKind
    first_delivered_at: datetime | None
    failing_since: datetime | None
    probe_at: datetime | None
    disabled_at: datetime | None
    disabled_because: DisabledBecause | None
    created_at: datetime
    digest: Digest | None = None
    digest_next_at: datetime | None = None
    pending: int = 0


_COLUMNS = """
    id, tenant_id, kind, name, sealed, previous_secret_until, types, agent_ids, outcomes, body,
    first_delivered_at, failing_since, probe_at, disabled_at, disabled_because, created_at,
    digest, digest_at, digest_weekday, digest_next_at
"""
_PENDING = """
    (
        select count(*)
        from event_deliveries
        where target_id = event_targets.id and status = 'pending'
    ) as pending
"""


async def insert_target(
    conn: Connection,
    tenant_id: TenantId,
    target_id: TargetId,
    *,
    kind: TargetKind,
    name: str,
    sealed: bytes,
    where: TargetFilter,
    body: BodyKind,
    digest: Digest | None = None,
    digest_next_at: datetime | None = None,
) -> Target:
    """Stores a target, which gets the events from now on. Runs in a transaction. Raises Conflict
    when the tenant has MOST_TARGETS.
    """
    await conn.execute("select 1 from tenants where id = $1 for no key update", tenant_id)
    count = await conn.fetchval(
        "select count(*) from event_targets where tenant_id = $1", tenant_id
    )
    if count >= MOST_TARGETS:
        raise Conflict(
            f"A tenant has at most {MOST_TARGETS} targets; remove one first.",
            code="too_many_targets",
        )
    row = await fetch_row(
        conn,
        # The statement is built only from constants of this module.
        f"""
        insert into event_targets (
            id, tenant_id, kind, name, sealed, types, agent_ids, outcomes, body, position,
            digest, digest_at, digest_weekday, digest_next_at, digest_since
        )
        values (
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
            case when $11::text is not null then now() end
        )
        returning {_COLUMNS}, 0 as pending
        """,  # noqa: S608
        target_id,
        tenant_id,
        kind,
        name,
        sealed,
        *_where_values(where),
        body,
        await get_last_position(conn),
        *_digest_values(digest),
        digest_next_at,
    )
    return _target(row)


async def list_targets(conn: Connection, tenant_id: TenantId) -> list[Target]:
    rows = await conn.fetch(
        f"""
        select {_COLUMNS}, {_PENDING}
        from event_targets
        where tenant_id = $1
        order by created_at, id
        limit $2
        """,  # noqa: S608
        tenant_id,
        MOST_TARGETS,
    )
    return [_target(row) for row in rows]


async def count_listening(
    conn: Connection, tenant_id: TenantId, types: Collection[str]
) -> dict[str, int]:
    """Returns for each of these types of events without a call how many targets get them now."""
    rows = await conn.fetch(
        """
        select type, count(event_targets.id)
        from unnest($2::text[]) as type
        left join event_targets
            on tenant_id = $1
            and disabled_at is null
            and digest is null
            and types && array[type, split_part(type, '.', 1)]
        group by type
        """,
        tenant_id,
        list(types),
    )
    return {row["type"]: row["count"] for row in rows}


async def get_target(
    conn: Connection, tenant_id: TenantId, target_id: TargetId, *, locking: bool = False
) -> Target:
    """Returns a target; with `locking` it cannot change before the transaction ends. Raises
    NotFound.
    """
    row = await conn.fetchrow(
        f"""
        select {_COLUMNS}, {_PENDING}
        from event_targets
        where id = $1 and tenant_id = $2
        {"for no key update" if locking else ""}
        """,  # noqa: S608
        target_id,
        tenant_id,
    )
    if row is None:
        raise NotFound("There is no such target.", code="unknown_target")
    return _target(row)


async def update_target(conn: Connection, target: Target) -> None:
    """Stores the name, filter, body, address and secrets of a locked target."""
    await conn.execute(
        """
        update event_targets
        set
            types = $3, agent_ids = $4, outcomes = $5, body = $6, name = $7, sealed = $8,
            previous_secret_until = $9, digest = $10, digest_at = $11, digest_weekday = $12,
            digest_next_at = $13,
            digest_since = case when $10::text is not null then coalesce(digest_since, now()) end
        where id = $1 and tenant_id = $2
        """,
        target.id,
        target.tenant_id,
        *_where_values(target.where),
        target.body,
        target.name,
        target.sealed,
        target.previous_secret_until,
        *_digest_values(target.digest),
        target.digest_next_at,
    )


async def delete_some_deliveries(conn: Connection, tenant_id: TenantId, target_id: TargetId) -> int:
    """Deletes up to DELETED_AT_ONCE deliveries of a target; returns how many. Before a target is
    deleted, because one statement cannot delete a million of them in its time.
    """
    status = await conn.execute(
        """
        delete from event_deliveries
        where ctid = any(
            array(
                select ctid
                from event_deliveries
                where target_id = $1 and tenant_id = $2
                limit $3
            )
        )
        """,
        target_id,
        tenant_id,
        DELETED_AT_ONCE,
    )
    return int(status.rpartition(" ")[2])


async def delete_target(conn: Connection, tenant_id: TenantId, target_id: TargetId) -> None:
    """Deletes a target with its deliveries. Raises NotFound."""
    gone = await conn.fetchval(
        "delete from event_targets where id = $1 and tenant_id = $2 returning 1",
        target_id,
        tenant_id,
    )
    if not gone:
        raise NotFound("There is no such target.", code="unknown_target")


async def disable_target(
    conn: Connection, tenant_id: TenantId, target_id: TargetId, because: DisabledBecause
) -> bool:
    """Stops deliveries to a target, which wait until it is enabled again. What a receiver caused is
    an event. Returns False for one that is disabled already.
    """
    name = await conn.fetchval(
        """
        update event_targets
        set disabled_at = now(), disabled_because = $3
        where id = $1 and tenant_id = $2 and disabled_at is null
        returning name
        """,
        target_id,
        tenant_id,
        because,
    )
    if name and because != "person":
        await insert_event(
            conn,
            tenant_id,
            "endpoint.disabled",
            data={"target_id": str(target_id), "name": name, "reason": because},
        )
    return bool(name)


async def enable_target(
    conn: Connection, tenant_id: TenantId, target_id: TargetId, *, skip_missed: bool
) -> None:
    """Resumes deliveries. Those that waited are due at once, and events since then are queued; with
    `skip_missed` both are left out. What is being sent stays. Idempotent. Runs in a transaction.
    """
    is_disabled = await conn.fetchval(
        """
        select 1
        from event_targets
        where id = $1 and tenant_id = $2 and disabled_at is not null
        for no key update
        """,
        target_id,
        tenant_id,
    )
    if not is_disabled:
        return
    await conn.execute(
        """
        update event_deliveries
        set
            status = case when $3 then 'failed' else 'pending' end,
            ended_at = case when $3 then now() end, next_at = now(), failures = 0
        where target_id = $1
            and tenant_id = $2
            and status = 'pending'
            and (sending_until is null or sending_until <= now())
            -- Most of a long queue is as it has to be.
            and ($3 or failures > 0 or next_at > now())
        """,
        target_id,
        tenant_id,
        skip_missed,
    )
    # Last, because all tenants' events wait for the lock that it takes.
    position = await get_last_position(conn) if skip_missed else None
    await conn.execute(
        """
        update event_targets
        set
            disabled_at = null, disabled_because = null, failing_since = null, not_before = null,
            failures_in_row = 0, probe_at = null, position = coalesce($3, position),
            digest_since = case
                when digest is not null and $3::bigint is not null then now() else digest_since
            end
        where id = $1 and tenant_id = $2
        """,
        target_id,
        tenant_id,
        position,
    )


async def has_targets(conn: Connection) -> bool:
    return bool(
        await conn.fetchval("select exists (select 1 from event_targets where disabled_at is null)")
    )


def _where_values(where: TargetFilter) -> tuple[Any, Any, Any]:
    return (
        list(where.types),
        None if where.agent_ids is None else list(where.agent_ids),
        None if where.outcomes is None else [str(each) for each in where.outcomes],
    )


def _digest_values(digest: Digest | None) -> tuple[Any, Any, Any]:
    return (digest.every, digest.at, digest.weekday) if digest else (None, None, None)


def digest_of_row(row: asyncpg.Record) -> Digest | None:
    if row["digest"] is None:
        return None
    return Digest(row["digest"], row["digest_at"], row["digest_weekday"])


def _target(row: asyncpg.Record) -> Target:
    return Target(
        id=TargetId(row["id"]),
        tenant_id=TenantId(row["tenant_id"]),
        kind=row["kind"],
        name=row["name"],
        sealed=row["sealed"],
        previous_secret_until=row["previous_secret_until"],
        where=TargetFilter(
            types=tuple(row["types"]),
            agent_ids=None if row["agent_ids"] is None else tuple(map(AgentId, row["agent_ids"])),
            outcomes=(
                None if row["outcomes"] is None else tuple(map(CallOutcome, row["outcomes"]))
            ),
        ),
        body=row["body"],
        first_delivered_at=row["first_delivered_at"],
        failing_since=row["failing_since"],
        probe_at=row["probe_at"],
        disabled_at=row["disabled_at"],
        disabled_because=row["disabled_because"],
        created_at=row["created_at"],
        digest=digest_of_row(row),
        digest_next_at=row["digest_next_at"],
        pending=row["pending"],
    )
