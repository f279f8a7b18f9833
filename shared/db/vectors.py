"""The local vector index: pgvector, searched exactly."""

from collections.abc import Sequence

from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import CallId, ChunkId, TenantId
from shared.domain.statuses import ChunkSource
from shared.domain.vectors import Vector, VectorEntry, VectorMatch
from shared.errors import ProviderRejected

# Longer vectors do not fit into an entry of an index, and are read from their rows.
LONGEST_IN_INDEX = 1200
# The partial indexes have this condition, which the planner must find in the statement. The vector
# is parsed once, and not once for each row.
_NEAREST = """
    with wanted as materialized (select $2::text::halfvec as vector)
    select
        chunk_id, call_id, source,
        1 - (embedding <=> (select vector from wanted)) as score
    from chunk_vectors
    where tenant_id = $1
        and model = $3
        and dimension <length>
        and dimension = $4
        and (cardinality($5::text[]) = 0 or source = any($5))
        and ($6::uuid is null or call_id <> $6)
        and ($7::uuid[] is null or call_id = any($7))
    order by embedding <=> (select vector from wanted), chunk_id
    limit $8
    """
NEAREST_SHORT = _NEAREST.replace("<length>", f"<= {LONGEST_IN_INDEX}")
NEAREST_LONG = _NEAREST.replace("<length>", f"> {LONGEST_IN_INDEX}")


class PgVectorIndex:
    """Implements the VectorIndex port. A search reads all vectors of the tenant and model, so that
    its time grows with their number and none is missed.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def upsert(
        self, tenant_id: TenantId, entries: Sequence[VectorEntry], *, model: str
    ) -> None:
        async with self._database.connection(tenant_id) as conn:
            await conn.execute(
                """
                insert into chunk_vectors (
                    tenant_id, chunk_id, model, dimension, call_created_at, call_id, source,
                    embedding
                )
                select
                    chunks.tenant_id, chunks.id, $4, vector_dims(given.vector), calls.created_at,
                    chunks.call_id, chunks.source, l2_normalize(given.vector)::halfvec
                from unnest($2::uuid[], $3::text[]::vector[]) as given (id, vector)
                join chunks on chunks.id = given.id and chunks.tenant_id = $1
                join calls on calls.id = chunks.call_id
                on conflict (chunk_id, model) do update
                set dimension = excluded.dimension, embedding = excluded.embedding
                """,
                tenant_id,
                [entry.id for entry in entries],
                [_literal(entry.vector) for entry in entries],
                model,
            )

    async def fetch(
        self, tenant_id: TenantId, ids: Sequence[ChunkId], *, model: str
    ) -> dict[ChunkId, Vector]:
        async with self._database.connection(tenant_id) as conn:
            rows = await conn.fetch(
                """
                select chunk_id, embedding::real[] as embedding
                from chunk_vectors
                where chunk_id = any($1) and tenant_id = $2 and model = $3
                """,
                list(ids),
                tenant_id,
                model,
            )
        return {ChunkId(row["chunk_id"]): tuple(row["embedding"]) for row in rows}

    async def nearest(
        self,
        tenant_id: TenantId,
        vector: Vector,
        *,
        model: str,
        limit: int,
        sources: Sequence[ChunkSource] = (),
        exclude_call: CallId | None = None,
        calls: Sequence[CallId] | None = None,
    ) -> list[VectorMatch]:
        query = NEAREST_SHORT if len(vector) <= LONGEST_IN_INDEX else NEAREST_LONG
        async with self._database.transaction(tenant_id) as conn:
            # Many rows make compiling the statement seem worthwhile, which takes longer than them.
            await conn.execute("set local jit = off; set local plan_cache_mode = force_custom_plan")
            rows = await conn.fetch(
                query,
                tenant_id,
                _literal(vector),
                model,
                len(vector),
                [str(source) for source in sources],
                exclude_call,
                calls,
                limit,
            )
        return [
            VectorMatch(row["chunk_id"], row["call_id"], ChunkSource(row["source"]), row["score"])
            for row in rows
        ]

    async def delete(self, tenant_id: TenantId, ids: Sequence[ChunkId]) -> None:
        async with self._database.transaction(tenant_id) as conn:
            await conn.execute(
                "delete from chunk_vectors where chunk_id = any($1) and tenant_id = $2",
                list(ids),
                tenant_id,
            )
            await conn.execute(
                "update chunks set indexed_at = null where id = any($1) and tenant_id = $2",
                list(ids),
                tenant_id,
            )

    async def present(self, tenant_id: TenantId, ids: Sequence[ChunkId]) -> set[ChunkId]:
        async with self._database.connection(tenant_id) as conn:
            rows = await conn.fetch(
                """
                select distinct chunk_id
                from chunk_vectors
                where chunk_id = any($1) and tenant_id = $2
                """,
                list(ids),
                tenant_id,
            )
        return {ChunkId(row["chunk_id"]) for row in rows}

    async def check(self) -> None:
        async with self._database.connection(ALL_TENANTS) as conn:
            if not await conn.fetchval("select 1 from pg_extension where extname = 'vector'"):
                raise ProviderRejected(
                    "The pgvector extension is not installed.", reason="no_pgvector"
                )


def _literal(vector: Vector) -> str:
    return "[" + ",".join(map(repr, vector)) + "]"
