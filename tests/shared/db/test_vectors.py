"""PgVectorIndex: the suite of every index, and that it reads an index exactly."""

import random
from collections.abc import AsyncIterator
from math import sqrt

import asyncpg
import pytest
from pydantic import SecretStr

from shared.db.pool import ALL_TENANTS, Database, open_database
from shared.db.vectors import (
    CANDIDATES,
    LONGEST_IN_INDEX,
    NEAREST_LONG,
    NEAREST_SHORT,
    SEARCHING,
    PgVectorIndex,
)
from shared.domain.ids import CallId, ChunkId, TenantId, new_id
from shared.domain.statuses import ChunkSource
from shared.domain.vectors import Vector, VectorEntry
from shared.settings.load import Settings
from tests.conftest import Servers
from tests.shared.vendors.vector_index_suite import VectorIndexSuite
from tests.support.databases import Databases, as_application


async def make_known(database: Database, tenant_id: TenantId, entries: list[VectorEntry]) -> None:
    """The rows that vectors stand in."""
    async with database.transaction(ALL_TENANTS) as conn:
        await conn.execute(
            "insert into tenants (id, name) values ($1, 'North') on conflict (id) do nothing",
            tenant_id,
        )
        await conn.executemany(
            """
            insert into calls (id, tenant_id, source, external_id)
            values ($1, $2, 'upload', $3)
            on conflict (id) do nothing
            """,
            [(entry.call_id, tenant_id, str(entry.call_id)) for entry in entries],
        )
        await conn.executemany(
            """
            insert into chunks (
                id, tenant_id, call_id, source, position, text, char_start, char_end
            )
            values ($1, $2, $3, $4, $5, 'said', 0, 4)
            on conflict (id) do nothing
            """,
            [
                (entry.id, tenant_id, entry.call_id, entry.source, position)
                for position, entry in enumerate(entries)
            ],
        )


@pytest.fixture
def index(database: Database) -> PgVectorIndex:
    return PgVectorIndex(database)


class TestPgVectorIndex(VectorIndexSuite):
    @pytest.fixture(autouse=True)
    def _rows(self, database: Database) -> None:
        self.database = database

    async def known(self, tenant_id: TenantId, entries: list[VectorEntry]) -> None:
        await make_known(self.database, tenant_id, entries)


def one_hot(dimension: int, position: int) -> Vector:
    return tuple(1.0 if place == position else 0.0 for place in range(dimension))


def entry(vector: Vector) -> VectorEntry:
    return VectorEntry(
        id=ChunkId(new_id()), call_id=CallId(new_id()), source=ChunkSource.SUMMARY, vector=vector
    )


@pytest.mark.parametrize("dimension", [3, 384, 1536, 3072])
async def test_the_nearest_of_any_dimension_is_found(
    index: PgVectorIndex, database: Database, dimension: int
) -> None:
    tenant_id, entries = (
        TenantId(new_id()),
        [entry(one_hot(dimension, place)) for place in range(3)],
    )
    await make_known(database, tenant_id, entries)
    await index.upsert(tenant_id, entries, model="m")
    (match,) = await index.nearest(tenant_id, one_hot(dimension, 1), model="m", limit=1)
    assert (match.id, round(match.score, 3)) == (entries[1].id, 1.0)
    assert (await index.fetch(tenant_id, [entries[1].id], model="m"))[entries[1].id] == one_hot(
        dimension, 1
    )


@pytest.fixture
async def untouched(
    settings: Settings, databases: Databases, servers: Servers
) -> AsyncIterator[Database]:
    """Plans go by what tables held once, also when they are emptied."""
    url = as_application(servers.database_url(await databases.copy()))
    own = settings.database.model_copy(update={"url": SecretStr(url)})
    async with open_database(own, size=1) as database:
        yield database


@pytest.mark.parametrize(
    ("query", "dimension", "read_by"),
    [
        (NEAREST_SHORT, LONGEST_IN_INDEX, "Index Only Scan using chunk_vectors_short"),
        (NEAREST_LONG, LONGEST_IN_INDEX + 1, "Index Scan using chunk_vectors_long"),
    ],
)
async def test_a_search_reads_the_vectors_of_one_tenant_and_model(
    untouched: Database, query: str, dimension: int, read_by: str
) -> None:
    tenant_id = TenantId(new_id())
    async with untouched.transaction(tenant_id) as conn:
        await conn.execute(SEARCHING)
        plan = await conn.fetch(
            f"explain {query}",
            tenant_id,
            str(list(one_hot(dimension, 0))),
            "m",
            dimension,
            [],
            None,
            None,
            5,
            CANDIDATES,
        )
    lines = "\n".join(row[0] for row in plan)
    for each in (read_by, "Index Only Scan using chunk_vectors_coded"):
        place = lines.index(each)
        assert "Index Cond: ((tenant_id = " in lines[place : place + 300]
        assert "(model = 'm'::text)" in lines[place : place + 300]


async def test_of_selected_calls_only_their_period_is_read(untouched: Database) -> None:
    tenant_id = TenantId(new_id())
    async with untouched.transaction(tenant_id) as conn:
        await conn.execute(SEARCHING)
        plan = await conn.fetch(
            f"explain {NEAREST_SHORT}",
            tenant_id,
            str(list(one_hot(3, 0))),
            "m",
            3,
            [],
            None,
            [CallId(new_id())],
            5,
            CANDIDATES,
        )
    conditions = [row[0] for row in plan if "Index Cond: ((tenant_id = " in row[0]]
    assert sum("call_created_at >= " in each for each in conditions) == 2


async def test_a_longest_vector_of_an_index_fits_into_it(
    index: PgVectorIndex, database: Database
) -> None:
    """None of its numbers is compressed."""
    chance = random.Random(1)
    drawn = [chance.gauss(0, 1) for _ in range(LONGEST_IN_INDEX)]
    tenant_id, one = TenantId(new_id()), entry(tuple(drawn))
    await make_known(database, tenant_id, [one])
    await index.upsert(tenant_id, [one], model="a model's name of some length, " * 3)


async def test_vectors_are_compared_by_direction(index: PgVectorIndex, database: Database) -> None:
    """Also those that half the precision could not represent."""
    tenant_id, large = TenantId(new_id()), entry((3e6, 4e6))
    await make_known(database, tenant_id, [large])
    await index.upsert(tenant_id, [large], model="m")
    (match,) = await index.nearest(tenant_id, (1.0, 1.0), model="m", limit=5)
    assert match.score == pytest.approx(1.4 / sqrt(2), abs=0.001)


async def test_vectors_of_several_dimensions_live_side_by_side(
    index: PgVectorIndex, database: Database
) -> None:
    tenant_id, entries = TenantId(new_id()), [entry(one_hot(size, 0)) for size in (3, 5, 384)]
    await make_known(database, tenant_id, entries)
    for each in entries:
        await index.upsert(tenant_id, [each], model="m")
    for each in entries:
        assert [
            match.id for match in await index.nearest(tenant_id, each.vector, model="m", limit=5)
        ] == [each.id]


async def test_another_tenants_many_nearer_vectors_do_not_hide_ones_own(
    index: PgVectorIndex, database: Database
) -> None:
    mine, theirs = TenantId(new_id()), TenantId(new_id())
    own, others = entry(one_hot(384, 1)), [entry(one_hot(384, 0)) for _ in range(300)]
    await make_known(database, mine, [own])
    await make_known(database, theirs, others)
    await index.upsert(theirs, others, model="m")
    await index.upsert(mine, [own], model="m")
    assert [
        match.id for match in await index.nearest(mine, one_hot(384, 0), model="m", limit=3)
    ] == [own.id]


async def test_a_vector_cannot_be_written_into_another_tenants_chunk(
    index: PgVectorIndex, database: Database
) -> None:
    mine, theirs, own = TenantId(new_id()), TenantId(new_id()), entry(one_hot(3, 0))
    await make_known(database, mine, [own])
    await index.upsert(theirs, [own], model="m")
    await index.delete(theirs, [own.id])
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from chunk_vectors") == 0


async def test_a_vector_that_is_not_as_long_as_its_row_says_cannot_be_stored(
    index: PgVectorIndex, database: Database
) -> None:
    tenant_id, one = TenantId(new_id()), entry(one_hot(3, 0))
    await make_known(database, tenant_id, [one])
    await index.upsert(tenant_id, [one], model="m")
    async with database.connection(ALL_TENANTS) as conn:
        with pytest.raises(asyncpg.CheckViolationError):
            await conn.execute("update chunk_vectors set dimension = 4")
