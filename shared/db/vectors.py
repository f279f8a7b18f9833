"""The local vector index: pgvector, in the rows of the chunks."""

from collections.abc import Sequence

from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import CallId, ChunkId, TenantId
from shared.domain.statuses import ChunkSource
from shared.domain.vectors import Vector, VectorEntry, VectorMatch
from shared.errors import ProviderRejected

# The index on each dimension is partial and cast, so the query must name both literally to use it.
_NEAREST = """
    select id, call_id, source, 1 - (embedding::<type> <=> $2::text::<type>) as score
    from chunks
    where dimension = <dimension>
        and tenant_id = $1
        and model = $3
        and embedding is not null
        and (cardinality($4::text[]) = 0 or source = any($4))
        and ($5::uuid is null or call_id <> $5)
    order by embedding::<type> <=> $2::text::<type>
    limit $6
    """
NEAREST_BY_DIMENSION = {
    dimension: _NEAREST.replace("<type>", kind).replace("<dimension>", str(dimension))
    for dimension, kind in ((384, "vector(384)"), (1536, "vector(1536)"), (3072, "halfvec(3072)"))
}
NEAREST_UNINDEXED = _NEAREST.replace("<type>", "vector").replace(
    "<dimension>", "vector_dims($2::text::vector)"
)


class PgVectorIndex:
    """Implements the VectorIndex port. Dimensions without their own index are searched exactly."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def upsert(
        self, tenant_id: TenantId, entries: Sequence[VectorEntry], *, model: str
    ) -> None:
        async with self._database.connection(tenant_id) as conn:
            await conn.execute(
                """
                update chunks
                set
                    embedding = given.embedding::vector, model = $4,
                    dimension = vector_dims(given.embedding::vector)
                from unnest($2::uuid[], $3::text[]) as given (id, embedding)
                where chunks.id = given.id and chunks.tenant_id = $1
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
                select id, embedding::real[] as embedding
                from chunks
                where id = any($1) and tenant_id = $2 and model = $3 and embedding is not null
                """,
                list(ids),
                tenant_id,
                model,
            )
        return {ChunkId(row["id"]): tuple(row["embedding"]) for row in rows}

    async def nearest(
        self,
        tenant_id: TenantId,
        vector: Vector,
        *,
        model: str,
        limit: int,
        sources: Sequence[ChunkSource] = (),
        exclude_call: CallId | None = None,
    ) -> list[VectorMatch]:
        query = NEAREST_BY_DIMENSION.get(len(vector), NEAREST_UNINDEXED)
        async with self._database.transaction(tenant_id) as conn:
            # Without this a filter on the tenant could return fewer rows than requested.
            await conn.execute("set local hnsw.iterative_scan = strict_order")
            rows = await conn.fetch(
                query,
                tenant_id,
                _literal(vector),
                model,
                [str(source) for source in sources],
                exclude_call,
                limit,
            )
        return [
            VectorMatch(row["id"], row["call_id"], ChunkSource(row["source"]), row["score"])
            for row in rows
        ]

    async def delete(self, tenant_id: TenantId, ids: Sequence[ChunkId]) -> None:
        async with self._database.connection(tenant_id) as conn:
            await conn.execute(
                "update chunks set embedding = null, indexed_at = null where id = any($1) and"
                " tenant_id = $2",
                list(ids),
                tenant_id,
            )

    async def present(self, tenant_id: TenantId, ids: Sequence[ChunkId]) -> set[ChunkId]:
        async with self._database.connection(tenant_id) as conn:
            rows = await conn.fetch(
                """
                select id
                from chunks
                where id = any($1) and tenant_id = $2 and embedding is not null
                """,
                list(ids),
                tenant_id,
            )
        return {ChunkId(row["id"]) for row in rows}

    async def check(self) -> None:
        async with self._database.connection(ALL_TENANTS) as conn:
            if not await conn.fetchval("select 1 from pg_extension where extname = 'vector'"):
                raise ProviderRejected(
                    "The pgvector extension is not installed.", reason="no_pgvector"
                )


def _literal(vector: Vector) -> str:
    return "[" + ",".join(map(repr, vector)) + "]"
