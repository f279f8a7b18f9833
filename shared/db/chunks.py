"""Chunks: the searchable pieces of calls. Their text is stored here, whichever index has the
vectors.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from shared.db.jobs.claims import FENCE, RUN_LOST, Claim
from shared.db.pool import Connection
from shared.db.writes import Write
from shared.domain.ids import CallId, ChunkId, TenantId
from shared.domain.statuses import ChunkSource
from shared.domain.vectors import Chunk
from shared.errors import LeaseLost


@dataclass(frozen=True, slots=True)
class Placed:
    """Stored chunks of a source: those that the model has already indexed, and those left over from
    an earlier, longer text.
    """

    indexed: frozenset[ChunkId]
    surplus: Sequence[ChunkId]


async def upsert_chunks(
    conn: Connection,
    claim: Claim,
    source: ChunkSource,
    chunks: Sequence[Chunk],
    *,
    model: str,
    dimension: int,
) -> Placed:
    """Stores all current chunks of the source. The language of one that has none is that of the
    call. Raises LeaseLost; the statement checks the fence itself, in one round trip.

    Idempotent: a chunk's id follows from its call, source and position. A chunk whose text changed
    loses its vectors here and has to be indexed again; the others keep theirs.
    """
    row = await conn.fetchrow(
        f"with {FENCE},"  # noqa: S608 - a constant of ours
        " outdated as (delete from chunk_vectors using fence,"
        " unnest($6::uuid[], $8::text[]) as chunk (id, text), chunks as stored"
        " where chunk_vectors.chunk_id = chunk.id and chunk_vectors.tenant_id = $4"
        " and stored.id = chunk.id and stored.tenant_id = $4 and stored.text <> chunk.text),"
        # A search asks the models that are noted here, so it must be before their vectors.
        " noted as (insert into index_models (tenant_id, model, dimension)"
        " select $4, $13, $17 from fence where cardinality($6::uuid[]) > 0"
        # Else each of these statements would lock the row that all calls of a tenant share.
        " and not exists (select from index_models where tenant_id = $4 and model = $13"
        " and dimension = $17 and used_at >= now() - make_interval(mins => 10))"
        " on conflict (tenant_id, model, dimension) do update set used_at = now()"
        " where index_models.used_at < now() - make_interval(mins => 10)),"
        " placed as (insert into chunks"
        " (id, tenant_id, call_id, source, position, text, char_start, char_end, start_s, end_s,"
        " speaker, contacts, language)"
        " select chunk.id, $4, $3, $5, position, text, char_start, char_end, start_s, end_s,"
        # Arrays of arrays would all have to be of one length.
        " speaker, string_to_array(contacts, ' '), coalesce("
        " chunk.language, (select language from calls where id = $3 and tenant_id = $4),"
        " (select language from tenants where id = $4))"
        " from fence cross join unnest($6::uuid[], $7::int[], $8::text[], $9::int[], $10::int[],"
        " $11::float8[], $12::float8[], $14::text[], $15::text[], $16::text[]) as chunk"
        " (id, position, text, char_start, char_end, start_s, end_s, speaker, contacts, language)"
        " on conflict (id) do update set text = excluded.text,"
        " char_start = excluded.char_start, char_end = excluded.char_end,"
        " start_s = excluded.start_s, end_s = excluded.end_s,"
        " speaker = excluded.speaker, contacts = excluded.contacts,"
        " language = excluded.language,"
        " placed_at = case when chunks.text = excluded.text then chunks.placed_at else now() end,"
        " indexed_at = case when chunks.text = excluded.text then chunks.indexed_at end"
        " where chunks.tenant_id = excluded.tenant_id"
        " returning id, indexed_at is not null and model = $13 and dimension = $17 as indexed)"
        " select (select array_agg(id) from placed where indexed) as indexed,"
        " (select array_agg(id) from chunks where call_id = $3 and tenant_id = $4 and source = $5"
        " and position >= cardinality($6::uuid[])) as surplus from fence",
        claim.job_id,
        claim.fence,
        claim.call_id,
        claim.tenant_id,
        source,
        [chunk.id for chunk in chunks],
        [chunk.position for chunk in chunks],
        [chunk.text for chunk in chunks],
        [chunk.char_start for chunk in chunks],
        [chunk.char_end for chunk in chunks],
        [chunk.start_s for chunk in chunks],
        [chunk.end_s for chunk in chunks],
        model,
        [chunk.speaker for chunk in chunks],
        [" ".join(chunk.contacts) for chunk in chunks],
        [chunk.language for chunk in chunks],
        dimension,
    )
    if row is None:
        raise LeaseLost(RUN_LOST)
    return Placed(
        frozenset(map(ChunkId, row["indexed"] or ())), [ChunkId(id) for id in row["surplus"] or ()]
    )


async def delete_chunks(conn: Connection, tenant_id: TenantId, ids: Sequence[ChunkId]) -> None:
    """Deletes chunks, after their vectors: the row must exist as long as a vector may exist, or a
    deletion would miss the vector.
    """
    await conn.execute(
        "delete from chunks where id = any($1) and tenant_id = $2", list(ids), tenant_id
    )


def chunks_indexed(
    tenant_id: TenantId, ids: Sequence[ChunkId], *, model: str, dimension: int
) -> Write:
    return Write(
        """
        update chunks
        set indexed_at = now(), model = $3, dimension = $4
        from fence
        where chunks.id = any($1) and chunks.tenant_id = $2
        """,
        (list(ids), tenant_id, model, dimension),
    )


async def count_unindexed(conn: Connection) -> int:
    """Counts chunks without a vector in calls that are over, of all tenants. A search cannot find
    these.
    """
    return int(
        await conn.fetchval("""
            select count(*)
            from chunks
            join calls on calls.id = call_id
            where indexed_at is null and calls.status in ('ready', 'partial', 'failed')
            """)
    )


async def count_chunks(conn: Connection, tenant_id: TenantId) -> tuple[int, int]:
    """Returns how many chunks a tenant has, and how many of them, in calls that are over, have no
    vector.
    """
    (row,) = await conn.fetch(
        """
        select
            count(*) as chunks,
            count(*) filter (
                where indexed_at is null and calls.status in ('ready', 'partial', 'failed')
            ) as unindexed
        from chunks
        join calls on calls.id = call_id
        where chunks.tenant_id = $1
        """,
        tenant_id,
    )
    return row["chunks"], row["unindexed"]


async def find_first_chunk(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    *,
    sources: Sequence[ChunkSource],
) -> Chunk | None:
    """Returns the first indexed chunk of the first of `sources` that has one. Calls are compared by
    this chunk.
    """
    row = await conn.fetchrow(
        """
        select id, call_id, source, position, text, char_start, char_end, start_s, end_s
        from chunks
        where call_id = $1
            and tenant_id = $2
            and indexed_at is not null
            and source = any($3)
        order by array_position($3, source), position
        limit 1
        """,
        call_id,
        tenant_id,
        [str(source) for source in sources],
    )
    return _chunk(row) if row else None


async def list_chunks(
    conn: Connection, tenant_id: TenantId, ids: Sequence[ChunkId]
) -> dict[ChunkId, Chunk]:
    """Returns the chunks with these ids. Deleted chunks are missing from the result."""
    rows = await conn.fetch(
        """
        select id, call_id, source, position, text, char_start, char_end, start_s, end_s
        from chunks
        where id = any($1) and tenant_id = $2
        """,
        list(ids),
        tenant_id,
    )
    return {chunk.id: chunk for chunk in map(_chunk, rows)}


def _chunk(row: asyncpg.Record) -> Chunk:
    return Chunk(
        id=row["id"],
        call_id=row["call_id"],
        source=ChunkSource(row["source"]),
        position=row["position"],
        text=row["text"],
        char_start=row["char_start"],
        char_end=row["char_end"],
        start_s=row["start_s"],
        end_s=row["end_s"],
    )
