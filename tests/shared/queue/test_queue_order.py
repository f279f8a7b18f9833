"""Whose turn it is: tenants one after the other, live before backfill, later when it is due."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from shared.domain.ids import JobId, TenantId, new_id
from shared.domain.statuses import Lane
from shared.queue.queue import QUEUE_NAME, TURNS_KEY, Queue, Taken, Wakeup, open_queue
from shared.settings.load import Settings

NORTH, SOUTH, WEST = (TenantId(new_id()) for _ in range(3))


@pytest.fixture
async def queue(settings: Settings) -> AsyncIterator[Queue]:
    async with open_queue(settings.queue) as queue:
        yield queue


def wakeups(
    tenant_id: TenantId, count: int, lane: Lane = Lane.LIVE, *, delay_s: float = 0
) -> list[Wakeup]:
    return [Wakeup(tenant_id, JobId(new_id()), 0, lane, delay_s) for _ in range(count)]


def ids(taken: Taken) -> list[str]:
    return [wakeup.id for wakeup in taken.wakeups]


def whose(taken: Taken) -> list[TenantId]:
    return [wakeup.tenant_id for wakeup in taken.wakeups]


async def test_wakeups_of_one_tenant_are_taken_in_order_and_once(queue: Queue) -> None:
    sent = wakeups(NORTH, 5)
    await queue.wakeup(*sent)
    assert ids(await queue.take(2)) + ids(await queue.take(9)) == [wakeup.id for wakeup in sent]
    assert not (await queue.take(9)).wakeups


async def test_another_tenants_first_call_stands_before_ten_thousand(queue: Queue) -> None:
    many = wakeups(NORTH, 10_000)
    for start in range(0, len(many), 500):
        await queue.wakeup(*many[start : start + 500])
    await queue.take(100)
    await queue.wakeup(*wakeups(SOUTH, 1))
    assert SOUTH in whose(await queue.take(2))


async def test_tenants_that_wait_take_turns(queue: Queue) -> None:
    await queue.wakeup(*wakeups(NORTH, 6))
    await queue.wakeup(*wakeups(SOUTH, 3), *wakeups(WEST, 3))
    for _ in range(3):
        assert set(whose(await queue.take(3))) == {NORTH, SOUTH, WEST}
    assert whose(await queue.take(9)) == [NORTH] * 3


async def test_live_goes_before_backfill_whoever_came_first(queue: Queue) -> None:
    backfill, live = wakeups(NORTH, 3, Lane.BACKFILL), wakeups(NORTH, 3)
    await queue.wakeup(*backfill)
    await queue.take(1)
    await queue.wakeup(*live)
    assert ids(await queue.take(9)) == [wakeup.id for wakeup in (*live, *backfill[1:])]


async def test_a_wakeup_for_later_is_taken_when_it_is_due_and_not_before(
    queue: Queue, redis_url: str
) -> None:
    await queue.wakeup(*wakeups(NORTH, 1, delay_s=60))
    taken = await queue.take(9)
    assert not taken.wakeups
    assert taken.next_in_s
    assert 0 < taken.next_in_s <= 60
    async with Redis.from_url(redis_url) as redis:
        await redis.zincrby(QUEUE_NAME, -60_000, (await redis.zrange(QUEUE_NAME, 0, 0))[0])
    assert whose(await queue.take(9)) == [NORTH]


async def test_what_is_due_though_redis_does_not_know_it_yet_is_taken(
    queue: Queue, redis_url: str
) -> None:
    (later,) = wakeups(NORTH, 1, delay_s=60)
    await queue.wakeup(later)
    await queue.wakeup(later)
    assert not (await queue.take(9)).wakeups
    await queue.wakeup(replace(later, delay_s=0))
    assert whose(await queue.take(9)) == [NORTH]


async def test_what_came_due_does_not_wait_behind_backfill(queue: Queue, redis_url: str) -> None:
    await queue.wakeup(*wakeups(NORTH, 5, Lane.BACKFILL), *wakeups(SOUTH, 1, delay_s=0.001))
    async with Redis.from_url(redis_url) as redis:
        for name in await redis.zrangebyscore(QUEUE_NAME, 1e12, "+inf"):
            await redis.zadd(QUEUE_NAME, {name: 1e12})
    assert whose(await queue.take(1)) == [SOUTH]


async def test_spare_room_is_for_tenants_that_are_not_busy_one_wakeup_each(queue: Queue) -> None:
    await queue.wakeup(*wakeups(NORTH, 5), *wakeups(SOUTH, 2), *wakeups(WEST, 2))
    assert set(whose(await queue.take(0, spare=5, busy=[NORTH]))) == {SOUTH, WEST}
    assert whose(await queue.take(0, spare=5, busy=[NORTH, SOUTH])) == [WEST]
    assert not (await queue.take(0, spare=5, busy=[NORTH, SOUTH, WEST])).wakeups


async def test_nothing_is_left_in_redis_when_nothing_waits(queue: Queue, redis_url: str) -> None:
    await queue.wakeup(*wakeups(NORTH, 3), *wakeups(SOUTH, 3, Lane.BACKFILL))
    await queue.take(9)
    async with Redis.from_url(redis_url) as redis:
        assert await redis.keys() == []


async def test_turns_start_over_once_the_queue_was_empty(queue: Queue, redis_url: str) -> None:
    for _ in range(3):
        await queue.wakeup(*wakeups(NORTH, 3))
        await queue.take(9)
    await queue.wakeup(*wakeups(NORTH, 1))
    async with Redis.from_url(redis_url) as redis:
        assert await redis.hget(TURNS_KEY, f"live:{NORTH}") == b"1"


async def test_an_id_that_others_put_there_is_passed_over(queue: Queue, redis_url: str) -> None:
    async with Redis.from_url(redis_url) as redis:
        await redis.zadd(QUEUE_NAME, {"an old release's id": 1, "live:x:y:z": 2, b"\xff": 3})
    await queue.wakeup(*wakeups(NORTH, 1))
    assert whose(await queue.take(9)) == [NORTH]
