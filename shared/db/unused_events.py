"""Signed events that could not be used: stored until they can be processed again after an upgrade,
or only counted by type.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.domain.ids import TenantId, new_id
from shared.domain.statuses import Sender

# The limit per owner: a tenant, one of its URLs, or the installation's own URL.
MAX_STORED = 1000
MAX_STORED_BYTES = 64 * 2**20
MAX_TYPES = 100
# Of a larger event only its arrival is recorded.
MAX_EVENT_BYTES = 2**20
OTHER_TYPES = "other"


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner of an event. `endpoint_id` None means the installation's own URL; with `tenant_id`
    None the owner is unknown.
    """

    tenant_id: TenantId | None
    endpoint_id: str | None
    source: Sender


@dataclass(frozen=True, slots=True)
class UnusedEvent:
    id: UUID
    owner: Owner
    kind: str
    event_type: str | None
    conversation_id: str | None
    reason: str
    size_bytes: int
    times: int
    received_at: datetime
    last_at: datetime
    has_body: bool


@dataclass(frozen=True, slots=True)
class UnusedCount:
    """Counts of events `stored`, and of deliveries `ignored`."""

    stored: int
    ignored: int


# Separates, in the key of a stored event, the hash of its body from the conversation that it names.
BEFORE_CONVERSATION = ":"


async def store_event(
    conn: Connection,
    owner: Owner,
    *,
    body_hash: str,
    conversation_id: str | None = None,
    event_type: str | None = None,
    reason: str,
    body: bytes | None,
    size: int,
) -> bool:
    """Stores an event that could not be read; a repeat is counted. Returns False and stores nothing
    when the owner has too many.

    Runs inside a transaction, so that two concurrent events do not both take the last place.
    """
    key = f"{body_hash}{BEFORE_CONVERSATION}{conversation_id}" if conversation_id else body_hash
    await conn.execute(
        "select pg_advisory_xact_lock(hashtextextended('unused:' || $1, 0))",
        f"{owner.tenant_id} {owner.endpoint_id} {owner.source}",
    )
    if await _again(conn, owner, "stored", key):
        return True
    used = await fetch_row(
        conn,
        """
        select count(*) as events, coalesce(sum(length(body)), 0) as bytes
        from unused_events
        where tenant_id is not distinct from $1
            and endpoint_id is not distinct from $2
            and source = $3
            and kind = 'stored'
        """,
        owner.tenant_id,
        owner.endpoint_id,
        owner.source,
    )
    if used["events"] >= MAX_STORED or used["bytes"] + len(body or b"") > MAX_STORED_BYTES:
        return False
    await _insert_row(
        conn,
        owner,
        kind="stored",
        event_type=event_type,
        key=key,
        reason=reason,
        body=body,
        size=size,
    )
    return True


async def count_ignored(conn: Connection, owner: Owner, *, event_type: str, reason: str) -> None:
    """Counts an event of a type that concerns no call. Types beyond MAX_TYPES are
    counted together.
    """
    if await _again(conn, owner, "ignored", event_type):
        return
    types = await conn.fetchval(
        """
        select count(*)
        from unused_events
        where tenant_id is not distinct from $1
            and endpoint_id is not distinct from $2
            and source = $3
            and kind = 'ignored'
        """,
        owner.tenant_id,
        owner.endpoint_id,
        owner.source,
    )
    name = event_type if types < MAX_TYPES else OTHER_TYPES
    await _insert_row(
        conn, owner, kind="ignored", event_type=name, key=name, reason=reason, body=None, size=0
    )


async def list_unused(
    conn: Connection, tenant_id: TenantId, *, limit: int = 100
) -> list[UnusedEvent]:
    """Returns a tenant's events, newest first."""
    rows = await conn.fetch(
        """
        select
            id, tenant_id, endpoint_id, source, kind, event_type, key, reason, size_bytes, times,
            received_at, last_at, body is not null as has_body
        from unused_events
        where tenant_id = $1
        order by last_at desc, id
        limit $2
        """,
        tenant_id,
        limit,
    )
    return [
        UnusedEvent(
            row["id"],
            Owner(row["tenant_id"], row["endpoint_id"], Sender(row["source"])),
            row["kind"],
            row["event_type"],
            (row["key"].partition(BEFORE_CONVERSATION)[2] or None)
            if row["kind"] == "stored"
            else None,
            row["reason"],
            row["size_bytes"],
            row["times"],
            row["received_at"],
            row["last_at"],
            row["has_body"],
        )
        for row in rows
    ]


async def count_unused(conn: Connection, *, unclaimed_only: bool = False) -> UnusedCount:
    """Counts the events of the whole installation, or only those without a known owner."""
    row = await fetch_row(
        conn,
        """
        select
            count(*) filter (where kind = 'stored') as stored,
            coalesce(sum(times) filter (where kind = 'ignored'), 0) as ignored
        from unused_events
        where not $1 or tenant_id is null
        """,
        unclaimed_only,
    )
    return UnusedCount(row["stored"], row["ignored"])


@dataclass(frozen=True, slots=True)
class StoredEvent:
    id: UUID
    owner: Owner
    body: bytes


async def list_stored(
    conn: Connection,
    sources: Collection[Sender],
    *,
    tenant_id: TenantId | None,
    after: UUID | None,
    limit: int,
) -> Sequence[StoredEvent]:
    """Returns events with a body, oldest first: of one tenant, or of all tenants and of unknown
    owners.
    """
    rows = await conn.fetch(
        """
        select id, tenant_id, endpoint_id, source, body
        from unused_events
        where body is not null
            and source = any($4)
            and ($1::uuid is null or tenant_id = $1)
            and (
                $2::uuid is null
                or (received_at, id) > (select received_at, id from unused_events where id = $2)
            )
        order by received_at, id
        limit $3
        """,
        tenant_id,
        after,
        limit,
        list(sources),
    )
    return [
        StoredEvent(
            row["id"],
            Owner(row["tenant_id"], row["endpoint_id"], Sender(row["source"])),
            bytes(row["body"]),
        )
        for row in rows
    ]


async def delete_unused(conn: Connection, event_id: UUID) -> None:
    await conn.execute("delete from unused_events where id = $1", event_id)


async def delete_unused_of_conversation(
    conn: Connection, tenant_id: TenantId, source: str, conversation_id: str
) -> None:
    """Deletes a tenant's stored events that name this conversation, independently of the URL at
    which they arrived.
    """
    await conn.execute(
        """
        delete from unused_events
        where tenant_id = $1
            and source = $2
            and kind = 'stored'
            and substr(key, strpos(key, $3) + 1) = $4
            and strpos(key, $3) > 0
        """,
        tenant_id,
        source,
        BEFORE_CONVERSATION,
        conversation_id,
    )


async def drop_old_unused(conn: Connection, *, older_than_days: int) -> int:
    """Deletes old events and returns how many."""
    return int(
        await conn.fetchval(
            """
            with gone as (
                delete from unused_events
                where last_at < now() - make_interval(days => $1)
                returning 1
            )
            select count(*)
            from gone
            """,
            older_than_days,
        )
    )


async def _again(conn: Connection, owner: Owner, kind: str, key: str) -> bool:
    return bool(
        await conn.fetchval(
            """
            update unused_events
            set times = times + 1, last_at = now()
            where tenant_id is not distinct from $1
                and endpoint_id is not distinct from $2
                and source = $3
                and kind = $4
                and key = $5
            returning 1
            """,
            owner.tenant_id,
            owner.endpoint_id,
            owner.source,
            kind,
            key,
        )
    )


async def _insert_row(
    conn: Connection,
    owner: Owner,
    *,
    kind: str,
    event_type: str | None,
    key: str,
    reason: str,
    body: bytes | None,
    size: int,
) -> None:
    await conn.execute(
        """
        insert into unused_events (
            id, tenant_id, endpoint_id, source, kind, event_type, key, reason, body, size_bytes
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (tenant_id, endpoint_id, source, kind, key) do update
        set times = unused_events.times + 1, last_at = now()
        """,
        new_id(),
        owner.tenant_id,
        owner.endpoint_id,
        owner.source,
        kind,
        event_type,
        key,
        reason,
        body,
        size,
    )
