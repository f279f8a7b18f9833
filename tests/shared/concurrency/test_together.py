"""Several calls at once, bounded, failing as one."""

import asyncio

import pytest

from shared.concurrency.gather import together
from shared.errors import RateLimited


async def test_answers_keep_their_order_and_the_bound_holds() -> None:
    running, most = 0, 0

    async def call(number: int) -> int:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        return number

    assert await together([call(number) for number in range(9)], at_once=3) == list(range(9))
    assert most == 3


async def test_after_the_first_failure_what_is_under_way_is_finished_and_nothing_begun() -> None:
    failed, said = asyncio.Event(), []

    async def slow() -> None:
        await failed.wait()
        said.append("finished")

    async def fail() -> None:
        failed.set()
        raise RateLimited("slow down", retry_after_s=3)

    async def late() -> None:
        said.append("begun")

    with pytest.raises(RateLimited) as caught:
        await together([slow(), fail(), late()], at_once=2)
    assert caught.value.retry_after_s == 3
    assert said == ["finished"]


async def test_a_cancellation_stops_all_of_them() -> None:
    begun, stopped = asyncio.Event(), []

    async def wait() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.append(True)

    waiting = asyncio.create_task(together([wait(), wait()], at_once=2))
    await begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert stopped == [True, True]
