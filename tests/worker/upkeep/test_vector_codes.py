"""Codes of many vectors: what a search finds by them, and what stays exact."""

import random
from collections.abc import Sequence
from statistics import mean
from typing import Any

import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.db.vector_codes import CUTS, Space, list_large_spaces
from shared.db.vectors import PgVectorIndex
from shared.domain.ids import CallId, ChunkId, TenantId, new_id
from shared.domain.statuses import ChunkSource
from shared.domain.vectors import Vector, VectorEntry
from tests.shared.db.test_vectors import make_known
from tests.shared.vendors.vector_index_suite import DIMENSION, MODEL, VectorIndexSuite
from worker.upkeep.vector_codes import code_large_spaces

MOST_EXACT = 100 * 96
SOURCES = (ChunkSource.TRANSCRIPT, ChunkSource.SUMMARY)


class Topics:
    """Draws vectors that lie in clusters beside a mean that is longer than they are wide."""

    def __init__(self, seed: int, dimension: int = 96) -> None:
        self.chance, self.dimension = random.Random(seed), dimension
        self.mean = self._draw(2.0)
        self.centres = [self._draw(1.0) for _ in range(6)]

    def _draw(self, length: float) -> list[float]:
        return [self.chance.gauss(0, length / self.dimension**0.5) for _ in range(self.dimension)]

    def vector(self) -> Vector:
        centre = self.chance.choice(self.centres)
        return tuple(map(sum, zip(self.mean, centre, self._draw(1.0), strict=True)))

    def entries(self, count: int) -> list[VectorEntry]:
        calls = [CallId(new_id()) for _ in range(count // 5 + 1)]
        return [
            VectorEntry(
                ChunkId(new_id()), calls[at // 5], self.chance.choice(SOURCES), self.vector()
            )
            for at in range(count)
        ]


async def stored(
    database: Database, entries: Sequence[VectorEntry], tenant_id: TenantId | None = None
) -> TenantId:
    tenant_id = tenant_id or TenantId(new_id())
    await make_known(database, tenant_id, list(entries))
    await PgVectorIndex(database).upsert(tenant_id, entries, model="m")
    return tenant_id


async def code_all(database: Database) -> None:
    await code_large_spaces(database, most_exact=MOST_EXACT, sampled_percent=100)


async def uncoded(database: Database, tenant_id: TenantId) -> int:
    async with database.connection(tenant_id) as conn:
        return int(
            await conn.fetchval(
                "select count(*) from chunk_vectors where tenant_id = $1 and code is null",
                tenant_id,
            )
        )


async def found(
    database: Database,
    tenant_id: TenantId,
    vector: Vector,
    *,
    candidates: int = 2000,
    **only: Any,
) -> list[ChunkId]:
    index = PgVectorIndex(database, candidates=candidates)
    matches = await index.nearest(tenant_id, vector, model="m", limit=10, **only)
    return [match.id for match in matches]


class TestCodedVectorIndex(VectorIndexSuite):
    """The conformance suite where each vector that is written has a code."""

    @pytest.fixture(autouse=True)
    def _rows(self, database: Database) -> None:
        self.database = database

    @pytest.fixture
    def index(self, database: Database) -> PgVectorIndex:
        return PgVectorIndex(database)

    async def known(self, tenant_id: TenantId, entries: list[VectorEntry]) -> None:
        await make_known(self.database, tenant_id, entries)
        async with self.database.transaction(tenant_id) as conn:
            await conn.execute(
                """
                insert into vector_cuts (tenant_id, model, dimension, cuts)
                values ($1, $2, $3, $4::text[]::halfvec[])
                on conflict do nothing
                """,
                tenant_id,
                MODEL,
                DIMENSION,
                [str([cut] * DIMENSION) for cut in CUTS[-1]],
            )


@pytest.mark.parametrize("seed", range(3))
async def test_codes_and_exact_search_agree_and_filters_stay_exact(
    database: Database, seed: int
) -> None:
    topics = Topics(seed)
    entries = topics.entries(600)
    tenant_id = await stored(database, entries)
    questions = [topics.vector() for _ in range(20)]
    calls = [entry.call_id for entry in entries[:100]]
    narrowed: dict[str, Any] = {
        "sources": [ChunkSource.SUMMARY],
        "calls": calls,
        "exclude_call": calls[0],
    }
    exact = [await found(database, tenant_id, each) for each in questions]
    exact_narrowed = [await found(database, tenant_id, each, **narrowed) for each in questions]

    await code_all(database)

    assert await uncoded(database, tenant_id) == 0
    shared = [
        len(set(truth) & set(await found(database, tenant_id, question, candidates=60))) / 10
        for question, truth in zip(questions, exact, strict=True)
    ]
    assert mean(shared) >= 0.98
    # Fewer than the candidates have these filters.
    assert [
        await found(database, tenant_id, each, candidates=60, **narrowed) for each in questions
    ] == exact_narrowed


async def test_vectors_without_a_code_are_found_beside_those_with_one(database: Database) -> None:
    topics = Topics(5)
    entries = topics.entries(220)
    tenant_id = await stored(database, entries[:200])
    await code_all(database)
    await stored(database, entries[200:], tenant_id)
    assert await uncoded(database, tenant_id) == 0, "new vectors get a code as they are written"
    question = topics.vector()
    everything = await found(database, tenant_id, question)
    async with database.transaction(tenant_id) as conn:
        await conn.execute(
            "update chunk_vectors set code = null where chunk_id = any($1)", everything[::2]
        )
    assert await found(database, tenant_id, question, candidates=60) == everything
    await code_all(database)
    assert await uncoded(database, tenant_id) == 0


async def test_deleted_vectors_are_not_found_by_their_codes(database: Database) -> None:
    topics = Topics(6)
    tenant_id = await stored(database, topics.entries(150))
    await code_all(database)
    question = topics.vector()
    first, *others = await found(database, tenant_id, question)
    await PgVectorIndex(database).delete(tenant_id, [first])
    assert (await found(database, tenant_id, question))[: len(others)] == others


async def test_only_tenants_with_very_many_vectors_have_codes(database: Database) -> None:
    topics = Topics(7)
    large = await stored(database, topics.entries(120))
    small = await stored(database, topics.entries(90))
    await code_all(database)
    assert await uncoded(database, large) == 0
    assert await uncoded(database, small) == 90
    async with database.transaction(ALL_TENANTS) as conn:
        assert await list_large_spaces(conn, most_exact=MOST_EXACT, sampled_percent=100) == []
    question = topics.vector()
    own = await found(database, small, question)
    assert set(own).isdisjoint(await found(database, large, question))


@pytest.mark.parametrize(
    ("dimension", "cuts"), [(8, 4), (384, 4), (512, 3), (768, 2), (1536, 1), (3072, 1)]
)
def test_shorter_vectors_have_more_cuts(dimension: int, cuts: int) -> None:
    assert len(Space(TenantId(new_id()), "m", dimension).cuts) == cuts
