"""What every VectorIndex must do. Subclass it and give an `index` fixture of dimension 8."""

from uuid import uuid4

import pytest

from shared.domain.ids import CallId, ChunkId, TenantId, new_id
from shared.domain.statuses import ChunkSource
from shared.domain.vectors import Vector, VectorEntry
from shared.ports import VectorIndex

DIMENSION = 8
MODEL = "model-a"


def axis(number: int, lean: float = 0.0) -> Vector:
    """A unit vector along one axis, leaning a little to the next one."""
    vector = [0.0] * DIMENSION
    vector[number % DIMENSION], vector[(number + 1) % DIMENSION] = (1 - lean**2) ** 0.5, lean
    return tuple(vector)


def entry(
    vector: Vector, *, call_id: CallId | None = None, source: ChunkSource = ChunkSource.TRANSCRIPT
) -> VectorEntry:
    return VectorEntry(ChunkId(new_id()), call_id or CallId(new_id()), source, vector)


class VectorIndexSuite:
    """An implementation that keeps rows of its own may override `known` to make tenants, calls and
    chunks exist.
    """

    @pytest.fixture
    def tenant_id(self) -> TenantId:
        return TenantId(uuid4())

    async def known(self, tenant_id: TenantId, entries: list[VectorEntry]) -> None:
        """Called before `entries` are written."""

    async def put(
        self, index: VectorIndex, tenant_id: TenantId, *entries: VectorEntry, model: str = MODEL
    ) -> None:
        await self.known(tenant_id, list(entries))
        await index.upsert(tenant_id, entries, model=model)

    async def test_nearest_comes_best_first(self, index: VectorIndex, tenant_id: TenantId) -> None:
        near, nearer, far = entry(axis(0, 0.4)), entry(axis(0, 0.1)), entry(axis(4))
        await self.put(index, tenant_id, near, far, nearer)
        matches = await index.nearest(tenant_id, axis(0), model=MODEL, limit=2)
        assert [match.id for match in matches] == [nearer.id, near.id]
        assert matches[0].score > matches[1].score
        assert matches[0].score == pytest.approx(0.995, abs=0.01)
        assert (matches[0].call_id, matches[0].source) == (nearer.call_id, nearer.source)

    async def test_tenants_never_see_each_other(
        self, index: VectorIndex, tenant_id: TenantId
    ) -> None:
        mine, stranger = entry(axis(0)), TenantId(uuid4())
        await self.put(index, tenant_id, mine)
        assert await index.nearest(stranger, axis(0), model=MODEL, limit=5) == []
        assert await index.fetch(stranger, [mine.id], model=MODEL) == {}

    async def test_models_are_never_compared(self, index: VectorIndex, tenant_id: TenantId) -> None:
        mine = entry(axis(0))
        await self.put(index, tenant_id, mine, model="model-b")
        assert await index.nearest(tenant_id, axis(0), model=MODEL, limit=5) == []
        assert await index.fetch(tenant_id, [mine.id], model=MODEL) == {}

    async def test_a_vector_is_present_whatever_its_model_until_it_is_deleted(
        self, index: VectorIndex, tenant_id: TenantId
    ) -> None:
        mine, other = entry(axis(0)), entry(axis(1))
        await self.put(index, tenant_id, mine, model="model-b")
        await self.put(index, tenant_id, other)
        ids = [mine.id, other.id, ChunkId(new_id())]
        assert await index.present(tenant_id, ids) == {mine.id, other.id}
        assert await index.present(TenantId(uuid4()), ids) == set()
        await index.delete(tenant_id, [mine.id])
        assert await index.present(tenant_id, ids) == {other.id}

    async def test_upsert_twice_keeps_the_last(
        self, index: VectorIndex, tenant_id: TenantId
    ) -> None:
        first = entry(axis(0))
        moved = VectorEntry(first.id, first.call_id, first.source, axis(3))
        await self.put(index, tenant_id, first)
        await self.put(index, tenant_id, moved)
        assert [
            match.id for match in await index.nearest(tenant_id, axis(3), model=MODEL, limit=5)
        ] == [first.id]
        assert (await index.fetch(tenant_id, [first.id], model=MODEL))[first.id] == pytest.approx(
            axis(3)
        )

    async def test_a_vector_of_another_model_takes_the_place_of_the_first(
        self, index: VectorIndex, tenant_id: TenantId
    ) -> None:
        first = entry(axis(0))
        await self.put(index, tenant_id, first)
        await self.put(index, tenant_id, first, model="model-b")
        assert await index.nearest(tenant_id, axis(0), model=MODEL, limit=5) == []
        assert await index.fetch(tenant_id, [first.id], model=MODEL) == {}
        assert set(await index.fetch(tenant_id, [first.id], model="model-b")) == {first.id}

    async def test_sources_narrow_the_search(self, index: VectorIndex, tenant_id: TenantId) -> None:
        spoken, summary = entry(axis(0)), entry(axis(0), source=ChunkSource.SUMMARY)
        await self.put(index, tenant_id, spoken, summary)
        matches = await index.nearest(
            tenant_id, axis(0), model=MODEL, limit=5, sources=[ChunkSource.SUMMARY]
        )
        assert [match.id for match in matches] == [summary.id]

    async def test_a_call_can_be_left_out(self, index: VectorIndex, tenant_id: TenantId) -> None:
        own, other = entry(axis(0)), entry(axis(0, 0.3))
        await self.put(index, tenant_id, own, other)
        matches = await index.nearest(
            tenant_id, axis(0), model=MODEL, limit=5, exclude_call=own.call_id
        )
        assert [match.id for match in matches] == [other.id]

    async def test_only_some_calls_are_searched(
        self, index: VectorIndex, tenant_id: TenantId
    ) -> None:
        first, second, third = entry(axis(0)), entry(axis(0, 0.1)), entry(axis(0, 0.2))
        await self.put(index, tenant_id, first, second, third)
        for excluded, expected in ((None, [second, third]), (second.call_id, [third])):
            matches = await index.nearest(
                tenant_id,
                axis(0),
                model=MODEL,
                limit=5,
                exclude_call=excluded,
                calls=[second.call_id, third.call_id],
            )
            assert [match.id for match in matches] == [one.id for one in expected]
        assert await index.nearest(tenant_id, axis(0), model=MODEL, limit=5, calls=[]) == []

    async def test_delete_is_idempotent(self, index: VectorIndex, tenant_id: TenantId) -> None:
        gone, kept = entry(axis(0)), entry(axis(1))
        await self.put(index, tenant_id, gone, kept)
        await index.delete(tenant_id, [gone.id, ChunkId(new_id())])
        await index.delete(tenant_id, [gone.id])
        assert set(await index.fetch(tenant_id, [gone.id, kept.id], model=MODEL)) == {kept.id}

    async def test_nothing_is_no_error(self, index: VectorIndex, tenant_id: TenantId) -> None:
        await index.upsert(tenant_id, [], model=MODEL)
        await index.delete(tenant_id, [])
        await index.delete(tenant_id, [ChunkId(new_id())])
        assert await index.fetch(tenant_id, [], model=MODEL) == {}
        assert await index.nearest(tenant_id, axis(0), model=MODEL, limit=5) == []

    async def test_many_entries_are_all_kept(self, index: VectorIndex, tenant_id: TenantId) -> None:
        entries = [entry(axis(number, 0.2)) for number in range(250)]
        await self.put(index, tenant_id, *entries)
        found = await index.fetch(tenant_id, [one.id for one in entries], model=MODEL)
        assert found.keys() == {one.id for one in entries}
        await index.delete(tenant_id, [one.id for one in entries])
        assert await index.nearest(tenant_id, axis(0), model=MODEL, limit=5) == []

    async def test_check_passes(self, index: VectorIndex) -> None:
        await index.check()
