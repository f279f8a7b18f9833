"""Codes of vectors: what a search compares first among very many vectors of a tenant."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.db.pool import Connection
from shared.domain.ids import TenantId

# So many numbers are compared exactly within 50 ms of processor time: 100,000 vectors of 384.
MOST_EXACT_NUMBERS = 38_400_000
# Where numbers are cut, in standard deviations from their mean, by how many cuts there are.
CUTS = ((0.0,), (-0.5, 0.5), (-0.8, 0.0, 0.8), (-1.0, -0.35, 0.35, 1.0))
# A short vector needs more than one bit for each number.
CODE_BITS = 1536


@dataclass(frozen=True, slots=True)
class Space:
    """The vectors of a tenant that are compared with each other."""

    tenant_id: TenantId
    model: str
    dimension: int

    @property
    def cuts(self) -> Sequence[float]:
        return CUTS[min(max(CODE_BITS // self.dimension, 1), len(CUTS)) - 1]


async def list_large_spaces(
    conn: Connection, *, most_exact: int = MOST_EXACT_NUMBERS, sampled_percent: float = 1.0
) -> list[Space]:
    """Returns the spaces that are too large to be compared exactly and have no cuts yet. A part of
    the table tells which may be, and only these are counted.
    """
    rows = await conn.fetch(
        """
        with sampled as (
            select tenant_id, model, dimension, count(*) * 100.0 / $2::real as estimated
            from chunk_vectors tablesample system ($2::real)
            where code is null
            group by 1, 2, 3
        )
        select tenant_id, model, dimension
        from sampled
        where estimated * dimension >= $1::bigint / 2
            and not exists (
                select 1
                from vector_cuts
                where vector_cuts.tenant_id = sampled.tenant_id
                    and vector_cuts.model = sampled.model
                    and vector_cuts.dimension = sampled.dimension
            )
            and dimension * (
                select count(*)
                from chunk_vectors
                where chunk_vectors.tenant_id = sampled.tenant_id
                    and chunk_vectors.model = sampled.model
                    and chunk_vectors.dimension = sampled.dimension
            ) >= $1
        """,
        most_exact,
        sampled_percent,
    )
    return [Space(TenantId(row["tenant_id"]), row["model"], row["dimension"]) for row in rows]


async def make_cuts(conn: Connection, space: Space) -> None:
    """Makes the cuts of a space from its vectors, unless it has some."""
    await conn.execute(
        """
        with moments as materialized (
            select
                avg(embedding::vector) as mean,
                avg(embedding::vector * embedding::vector) as mean_square
            from chunk_vectors
            where tenant_id = $1 and model = $2 and dimension = $3
        )
        insert into vector_cuts (tenant_id, model, dimension, cuts)
        select $1, $2, $3, array_agg(cut)
        from (
            select array_agg(
                here + deviations * sqrt(greatest(square - here * here, 0)) order by place
            )::halfvec as cut
            from moments
            cross join unnest($4::float8[]) as each (deviations)
            cross join unnest(mean::real[], mean_square::real[])
                with ordinality as number (here, square, place)
            group by deviations
            order by deviations
        ) as cuts
        where cut is not null
        having count(*) > 0
        on conflict do nothing
        """,
        space.tenant_id,
        space.model,
        space.dimension,
        list(space.cuts),
    )


async def list_uncoded_spaces(conn: Connection) -> list[Space]:
    """Returns the spaces with cuts in which vectors have no code."""
    rows = await conn.fetch(
        """
        select tenant_id, model, dimension
        from vector_cuts
        where exists (
            select 1
            from chunk_vectors
            where chunk_vectors.tenant_id = vector_cuts.tenant_id
                and chunk_vectors.model = vector_cuts.model
                and chunk_vectors.dimension = vector_cuts.dimension
                and code is null
        )
        """
    )
    return [Space(TenantId(row["tenant_id"]), row["model"], row["dimension"]) for row in rows]


async def code_vectors(conn: Connection, space: Space, *, limit: int) -> int:
    """Gives so many vectors of a space their codes, and returns how many there were."""
    status = await conn.execute(
        """
        with uncoded as (
            select chunk_id, cuts
            from chunk_vectors
            join vector_cuts using (tenant_id, model, dimension)
            where tenant_id = $1 and model = $2 and dimension = $3 and code is null
            limit $4
            for no key update of chunk_vectors skip locked
        )
        update chunk_vectors
        set code = vector_code(embedding, cuts)
        from uncoded
        where chunk_vectors.chunk_id = uncoded.chunk_id
            and tenant_id = $1
            and model = $2
            and dimension = $3
        """,
        space.tenant_id,
        space.model,
        space.dimension,
        limit,
    )
    return int(status.split()[-1])
