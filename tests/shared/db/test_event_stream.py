"""Events are read in the order of their commits: a reader by position misses none."""

import asyncio
import random

from shared.db.event_stream import (
    get_last_position,
    list_events,
    place_events,
)
from shared.db.events import insert_event
from shared.db.pool import ALL_TENANTS, Database
from shared.db.tenants import insert_tenant
from shared.domain.ids import TenantId, new_id


async def tenant(database: Database) -> TenantId:
    tenant_id = TenantId(new_id())
    async with database.transaction(ALL_TENANTS) as conn:
        await insert_tenant(conn, tenant_id, "Northside Plumbing", None)
    return tenant_id


async def placed(database: Database, *, limit: int = 1000) -> int:
    async with database.transaction(ALL_TENANTS) as conn:
        return await place_events(conn, limit=limit)


async def read(database: Database, tenant_id: TenantId, after: int) -> list[tuple[int, str]]:
    async with database.connection(ALL_TENANTS) as conn:
        events = await list_events(conn, [tenant_id], after=after, limit=1000)
    return [(event.position, event.type) for event in events]


async def test_an_event_committed_late_comes_after_what_was_read(database: Database) -> None:
    tenant_id = await tenant(database)
    async with database.transaction(ALL_TENANTS) as slow:
        # Its id is given out first, and it is committed last.
        await insert_event(slow, tenant_id, "slow")
        async with database.transaction(ALL_TENANTS) as quick:
            await insert_event(quick, tenant_id, "quick")
        await placed(database)
        [(position, name)] = await read(database, tenant_id, 0)
        assert name == "quick"
    await placed(database)
    assert [name for _, name in await read(database, tenant_id, position)] == ["slow"]


async def test_a_reader_misses_nothing_of_many_that_commit_in_any_order(
    database: Database,
) -> None:
    tenant_id, sources, expected = await tenant(database), random.Random(7), set()
    writing = True

    async def write(number: int) -> None:
        for turn in range(8):
            name = f"event.{number}_{turn}"
            async with database.transaction(ALL_TENANTS) as conn:
                await insert_event(conn, tenant_id, name)
                expected.add(name)
                await asyncio.sleep(sources.random() * 0.02)

    async def place() -> None:
        while writing:
            await placed(database, limit=3)
            await asyncio.sleep(0.001)

    seen: list[tuple[int, str]] = []

    async def follow() -> None:
        while writing:
            seen.extend(await read(database, tenant_id, seen[-1][0] if seen else 0))
            await asyncio.sleep(0.001)

    # Two that give positions, as two processes of the API do.
    followers = [asyncio.create_task(each()) for each in (place, place, follow)]
    await asyncio.gather(*(write(number) for number in range(5)))
    while await placed(database):
        continue
    writing = False
    await asyncio.gather(*followers)
    while await placed(database):
        continue
    seen += await read(database, tenant_id, seen[-1][0])
    assert sorted(name for _, name in seen) == sorted(expected)
    positions = [position for position, _ in seen]
    assert positions == sorted(set(positions))


async def test_only_one_process_gives_positions_at_a_time(database: Database) -> None:
    tenant_id = await tenant(database)
    async with database.transaction(ALL_TENANTS) as conn:
        await insert_event(conn, tenant_id, "one")
    async with database.transaction(ALL_TENANTS) as first:
        assert await place_events(first, limit=10) == 1
        assert await placed(database) == 0
        async with asyncio.timeout(5):
            waiting = asyncio.create_task(_last(database))
            await asyncio.sleep(0.1)
            assert not waiting.done()
    # It waited, so that it names no position that is not visible.
    last = await waiting
    assert await read(database, tenant_id, last - 1) == [(last, "one")]


async def _last(database: Database) -> int:
    async with database.transaction(ALL_TENANTS) as conn:
        return await get_last_position(conn)


async def test_events_are_their_tenants(database: Database) -> None:
    one, other = await tenant(database), await tenant(database)
    async with database.transaction(ALL_TENANTS) as conn:
        await insert_event(conn, one, "mine")
        await insert_event(conn, other, "theirs")
    await placed(database)
    assert [name for _, name in await read(database, one, 0)] == ["mine"]
