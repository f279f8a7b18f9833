"""Background tasks end when they are told to."""

import asyncio

import pytest

from shared.tasks import finish, stop


async def test_stop_ends_a_task_that_swallows_a_cancellation() -> None:
    """As redis-py does when it is cancelled while it reads a reply."""
    started = asyncio.Event()

    async def stubborn() -> None:
        try:
            started.set()
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.Event().wait()

    task = asyncio.create_task(stubborn())
    await started.wait()
    await stop(task)
    assert task.cancelled()


async def test_stop_raises_what_the_task_failed_with() -> None:
    async def failing() -> None:
        raise LookupError("gone")

    task = asyncio.create_task(failing())
    await asyncio.wait({task})
    with pytest.raises(LookupError):
        await stop(task)


async def test_what_is_to_be_finished_is_finished_before_a_cancellation_goes_on() -> None:
    begun, may_end, said = asyncio.Event(), asyncio.Event(), []

    async def work() -> None:
        begun.set()
        await may_end.wait()
        said.append("done")

    task = asyncio.create_task(finish(work()))
    await begun.wait()
    for _ in range(2):
        task.cancel()
        await asyncio.sleep(0)
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert said == ["done"]
