"""Checks the ledger of deletions against the database: nothing that it names may be left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db.inbound import Withdrawn
from shared.db.pool import Connection
from shared.db.tenant_deletion import STAYS
from shared.db.unused_events import BEFORE_CONVERSATION
from shared.domain.ids import CallId, ChunkId, TenantId


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A deleted call. `is_open` says that vectors or files are still being removed."""

    id: UUID
    tenant_id: TenantId
    chunk_ids: tuple[ChunkId, ...]
    created_at: datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class TenantLeft:
    """Rows of a deleted tenant that are left in one table, counted up to a thousand."""

    table: str
    rows: int


async def list_ledger(
    conn: Connection, *, after: UUID, limit: int, tenant_id: TenantId | None = None
) -> list[LedgerEntry]:
    rows = await conn.fetch(
        """
        select id, tenant_id, chunk_ids, created_at, erased_at is null as is_open
        from erasures
        where id > $1 and ($3::uuid is null or tenant_id = $3)
        order by id
        limit $2
        """,
        after,
        limit,
        tenant_id,
    )
    return [
        LedgerEntry(
            row["id"],
            row["tenant_id"],
            tuple(row["chunk_ids"]),
            row["created_at"],
            row["is_open"],
        )
        for row in rows
    ]


async def list_calls_left(
    conn: Connection, entries: Sequence[UUID]
) -> list[tuple[TenantId, CallId]]:
    """Returns the calls that exist although these entries of the ledger say that they were
    deleted.
    """
    rows = await conn.fetch(
        """
        select calls.tenant_id, calls.id
        from erasures
        join calls using (tenant_id, source, external_id)
        where erasures.id = any($1)
        union
        select calls.tenant_id, calls.id
        from erasures
        join calls on calls.id = erasures.call_id and calls.tenant_id = erasures.tenant_id
        where erasures.id = any($1)
        union
        select recordings.tenant_id, recordings.call_id
        from erasures
        cross join unnest(recording_ids) as given (recording_id)
        join recordings on recordings.id = given.recording_id
        where erasures.id = any($1) and recordings.call_id is not null
        union
        select chunks.tenant_id, chunks.call_id
        from erasures
        cross join unnest(chunk_ids) as given (chunk_id)
        join chunks on chunks.id = given.chunk_id
        where erasures.id = any($1)
        """,
        list(entries),
    )
    return [(TenantId(row["tenant_id"]), CallId(row["id"])) for row in rows]


async def list_deleted_tenants(
    conn: Connection, tenant_id: TenantId | None = None
) -> list[tuple[TenantId, datetime, bool]]:
    """Returns ids of deleted tenants, when they were deleted, and whether something is left of
    them by the ledger.
    """
    rows = await conn.fetch(
        """
        select tenant_id, deleted_at, erased_at is null as is_open
        from erased_tenants
        where $1::uuid is null or tenant_id = $1
        order by deleted_at
        """,
        tenant_id,
    )
    return [(row["tenant_id"], row["deleted_at"], row["is_open"]) for row in rows]


async def list_tenant_rows_left(conn: Connection, tenants: Sequence[TenantId]) -> list[TenantLeft]:
    """Returns the tables that hold rows of deleted tenants. Tables are read from the schema, so
    that a new one is checked too.
    """
    tables = await conn.fetch(
        """
        select table_name::text as name
        from information_schema.columns
        where table_schema = current_schema()
            and column_name = 'tenant_id'
            and table_name <> all($1)
        order by 1
        """,
        list(STAYS),
    )
    left = []
    for name, column in [("tenants", "id"), *((row["name"], "tenant_id") for row in tables)]:
        # The names come from the schema.
        rows = await conn.fetchval(
            f'select count(*) from (select 1 from "{name}" where {column} = any($1) limit 1000) x',  # noqa: S608
            list(tenants),
        )
        if rows:
            left.append(TenantLeft(name, rows))
    return left


async def list_tenants_left(conn: Connection, tenants: Sequence[TenantId]) -> list[TenantId]:
    """Returns which deleted tenants have a row."""
    rows = await conn.fetch("select id from tenants where id = any($1)", list(tenants))
    return [TenantId(row["id"]) for row in rows]


async def list_erased_stems(conn: Connection, stems: Sequence[str]) -> list[str]:
    """Returns which of these stems of stored files belong to deleted calls or tenants."""
    rows = await conn.fetch(
        """
        select stem
        from unnest($1::text[]) as stems (stem)
        where
            (
                exists (select 1 from erasures_with_audio(array[stem]))
                and not exists (
                    select 1 from recordings where audio_stem = stem and audio_key is not null
                )
            )
            or case
                when position('/' in stem) > 0 and stem not like 'held/%' then
                    exists (
                        select 1
                        from erased_tenants
                        where tenant_id = split_part(stem, '/', 1)::uuid
                    )
                else false
            end
        """,
        list(stems),
    )
    return [row["stem"] for row in rows]


async def list_held_left(conn: Connection) -> list[Withdrawn]:
    """Returns up to a thousand held events of deleted tenants. An agent that another tenant has
    claimed since is not a deleted one's.
    """
    rows = await conn.fetch("""
        select
            id,
            case when event_type = 'post_call_audio' then (payload->'held_audio'->>'recording_id')
                ::uuid end as recording_id
        from inbound_events
        where status = 'held'
            and exists (
                select 1
                from erased_senders
                where source = 'elevenlabs' and external_id = agent_external_id
            )
            and not exists (
                select 1
                from agents
                where external_id = agent_external_id and claimed_by is not null
            )
        limit 1000
        """)
    return [Withdrawn(row["id"], row["recording_id"]) for row in rows]


async def list_unused_left(conn: Connection) -> list[UUID]:
    """Returns up to a thousand stored events, which could not be used, of deleted calls."""
    rows = await conn.fetch(
        """
        select unused_events.id
        from unused_events
        where kind = 'stored'
            and strpos(key, $1) > 0
            and exists (
                select 1
                from erasures
                where erasures.source = unused_events.source
                    and external_id = substr(key, strpos(key, $1) + 1)
                    and erasures.tenant_id = unused_events.tenant_id
            )
        limit 1000
        """,
        BEFORE_CONVERSATION,
    )
    return [row["id"] for row in rows]
