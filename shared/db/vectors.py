"""The local vector index: pgvector, searched exactly, or by codes where vectors are very many."""

from collections.abc import Sequence

from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import CallId, ChunkId, TenantId
from shared.domain.statuses import ChunkSource
from shared.domain.vectors import Vector, VectorEntry, VectorMatch
from shared.errors import ProviderRejected

# Longer vectors do not fit into an entry of an index, and are read from their rows.
LONGEST_IN_INDEX = 1200
# Of vectors with codes, so many are compared exactly.
CANDIDATES = 2000
_SELECTED = """
    tenant_id = $1
        and model = $3
        and dimension = $4
        and (cardinality($5::text[]) = 0 or source = any($5))
        and ($6::uuid is null or call_id <> $6)
        and ($7::uuid[] is null or (
            call_id = any($7)
            and call_created_at >= (select first from period)
            and call_created_at <= (select last from period)
        ))
    """
# The partial indexes have these conditions, which the planner must find in the statement. The
# vector is parsed once, and not once for each row. Of the index, the period of `calls` is read.
_NEAREST = """
    with wanted as materialized (select $2::text::halfvec as vector),
    period as materialized (
        select min(created_at) as first, max(created_at) as last
        from calls
        where tenant_id = $1 and id = any($7)
    ),
    wanted_code as materialized (
        select vector_code(l2_normalize(vector), cuts) as code
        from wanted
        cross join vector_cuts
        where tenant_id = $1 and model = $3 and dimension = $4
    ),
    candidates as materialized (
        select chunk_id
        from chunk_vectors
        where code is not null and <selected>
        order by code <~> (select code from wanted_code)
        limit greatest($9::bigint, $8::bigint)
    ),
    found as (
        (
            select chunk_id, call_id, source, embedding <=> (select vector from wanted) as distance
            from chunk_vectors
            where code is null and dimension <length> and <selected>
            order by distance, chunk_id
            limit $8
        )
        union all
        (
            select chunk_id, call_id, source, embedding <=> (select vector from wanted)
            from chunk_vectors
            where chunk_id = any(array(select chunk_id from candidates))
                and tenant_id = $1
                and model = $3
        )
    )
    select chunk_id, call_id, source, 1 - distance as score
    from found
    order by distance, chunk_id
    limit $8
    """.replace("<selected>", _SELECTED.strip())
NEAREST_SHORT = _NEAREST.replace("<length>", f"<= {LONGEST_IN_INDEX}")
NEAREST_LONG = _NEAREST.replace("<length>", f"> {LONGEST_IN_INDEX}")
# Many rows make compiling the statement, or a second process, seem worthwhile, which takes longer
# than them. A narrow index is read faster than the table that it holds most of, which the planner
# does not see.
SEARCHING = """
    set local jit = off;
    set local max_parallel_workers_per_gather = 0;
    set local enable_seqscan = off;
    set local enable_bitmapscan = off;
    set local plan_cache_mode = force_custom_plan
    """


class PgVectorIndex:
    """Implements the VectorIndex port. A search reads all vectors of the tenant and model, so that
    none is missed. Where these are very many, they have codes, of which the closest `candidates`
    are compared exactly.
    """

    def __init__(self, database: Database, *, candidates: int = CANDIDATES) -> None:
        self._database = database
        self._candidates = candidates

    async def upsert(
        self, tenant_id: TenantId, entries: Sequence[VectorEntry], *, model: str
    ) -> None:
        async with self._database.connection(tenant_id) as conn:
            await conn.execute(
                """
                with replaced as (
                    delete from chunk_vectors
                    where chunk_id = any($2) and tenant_id = $1 and model <> $4
                )
                insert into chunk_vectors (
                    tenant_id, chunk_id, model, dimension, call_created_at, call_id, source,
                    embedding, code
                )
                select
                    chunks.tenant_id, chunks.id, $4, given.dimension, calls.created_at,
                    chunks.call_id, chunks.source, given.embedding,
                    vector_code(given.embedding, cuts)
                from (
                    select
                        id, vector_dims(vector) as dimension,
                        l2_normalize(vector)::halfvec as embedding
                    from unnest($2::uuid[], $3::text[]::vector[]) as each (id, vector)
                ) as given
                join chunks on chunks.id = given.id and chunks.tenant_id = $1
                join calls on calls.id = chunks.call_id
                left join vector_cuts
                    on vector_cuts.tenant_id = $1
                    and vector_cuts.model = $4
                    and vector_cuts.dimension = given.dimension
                on conflict (chunk_id, model) do update
                set dimension = excluded.dimension, embedding = excluded.embedding,
                    code = excluded.code
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
            await conn.execute(SEARCHING)
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
                self._candidates,
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
