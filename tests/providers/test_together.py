"""Several calls at once, bounded, failing as one."""

import asyncio

import pytest

from shared.errors import RateLimited
from shared.providers.together import together


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


async def test_the_first_failure_is_raised_as_itself_and_stops_the_rest() -> None:
    stopped = asyncio.Event()

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    async def fail() -> None:
        await asyncio.sleep(0)
        raise RateLimited("slow down", retry_after_s=3)

    with pytest.raises(RateLimited) as caught:
        await together([wait(), fail(), wait()], at_once=2)
    assert caught.value.retry_after_s == 3
    assert stopped.is_set()
