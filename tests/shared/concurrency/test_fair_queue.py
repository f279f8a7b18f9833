"""Places of work are lent to tenants in turn, whoever has how much to do."""

import asyncio

import pytest

from shared.concurrency.fair_queue import MOST_CREDIT_S, FairQueue
from shared.concurrency.tasks import working_limit


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


class Work:
    """Pieces of work that take a second each, and the order in which they began."""

    def __init__(self, places: int, *, most_each: int | None = None) -> None:
        self.now_s = 0.0
        self.queue = FairQueue(range(places), most_each=most_each, clock_s=lambda: self.now_s)
        self.begun: list[str] = []
        self.running: list[asyncio.Event] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def add(self, tenant: str, count: int = 1) -> None:
        self.tasks += [asyncio.create_task(self._one(tenant)) for _ in range(count)]
        await settle()

    async def end_one(self) -> None:
        self.now_s += 1
        self.running.pop(0).set()
        await settle()

    async def end(self) -> None:
        while self.running:
            await self.end_one()

    async def _one(self, tenant: str) -> None:
        async with self.queue.place(tenant):
            self.begun.append(tenant)
            done = asyncio.Event()
            self.running.append(done)
            await done.wait()


async def test_a_neighbour_waits_for_one_piece_of_work_only() -> None:
    work = Work(1)
    await work.add("a", 100)
    await work.add("b", 2)
    await work.end_one()
    assert work.begun == ["a", "b"]
    await work.end()
    assert work.begun[:4].count("b") == 2
    assert (len(work.begun), work.queue.waiting) == (102, 0)


async def test_a_short_burst_comes_before_a_long_backlog_but_not_for_ever() -> None:
    """The burst of b is served whole, as far as its credit goes."""
    work = Work(1)
    await work.add("a", 100)
    for _ in range(30):
        await work.end_one()
    await work.add("b", 3)
    for _ in range(4):
        await work.end_one()
    assert work.begun[-5:] == ["a", "b", "b", "b", "a"]
    await work.add("b", 40)
    for _ in range(30):
        await work.end_one()
    assert 10 < work.begun[-30:].count("b") <= 30 / 2 + MOST_CREDIT_S / 2
    await work.end()


async def test_places_are_all_lent() -> None:
    work = Work(3)
    await work.add("a", 5)
    assert work.begun == ["a"] * 3
    await work.end()


async def test_a_tenant_leaves_places_to_others() -> None:
    work = Work(2, most_each=1)
    await work.add("a", 3)
    assert work.begun == ["a"]
    await work.add("b", 2)
    assert work.begun == ["a", "b"]
    await work.end()
    assert sorted(work.begun) == ["a", "a", "a", "b", "b"]
    await work.add("b")
    assert (work.begun[-1], len(work.running)) == ("b", 1)
    await work.end()


async def test_one_that_is_cancelled_while_it_waits_takes_no_place() -> None:
    work = Work(1)
    for tenant in "abc":
        await work.add(tenant)
    work.tasks[1].cancel()
    await work.end()
    assert work.begun == ["a", "c"]
    await work.add("d")
    assert work.begun[-1] == "d"
    await work.end()


async def test_one_that_is_cancelled_as_its_turn_comes_gives_it_to_the_next() -> None:
    work = Work(1)
    await work.add("a")
    await work.add("b", 2)
    work.running.pop(0).set()
    await asyncio.sleep(0)
    work.tasks[1].cancel()
    await settle()
    await work.end()
    await work.add("c")
    assert work.begun[-1] == "c"
    await work.end()


async def test_tenants_that_have_nothing_to_do_are_forgotten() -> None:
    work = Work(1)
    for tenant in range(1200):
        await work.add(str(tenant))
        await work.end()
    assert len(work.queue._used_s) < 1010


async def test_waiting_for_a_place_is_not_counted_as_work() -> None:
    work, waited = Work(1), asyncio.Event()
    await work.add("a")

    async def run() -> None:
        async with working_limit(0.05):
            asyncio.get_running_loop().call_later(0.2, waited.set)
            async with work.queue.place("b"):
                pass

    running = asyncio.create_task(run())
    await waited.wait()
    await work.end()
    await running


async def test_work_is_limited_also_after_waiting() -> None:
    work = Work(1)
    await work.add("a")

    async def run() -> None:
        async with working_limit(0.05), work.queue.place("b"):
            await asyncio.Event().wait()

    running = asyncio.create_task(run())
    await settle()
    await work.end()
    with pytest.raises(TimeoutError):
        await running
