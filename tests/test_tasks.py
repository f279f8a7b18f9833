"""Background tasks end when they are told to."""

import asyncio

import pytest

from shared.tasks import Background, finish, stop


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


async def test_a_background_task_that_ends_ends_its_process() -> None:
    told = asyncio.Event()
    background = Background(end=told.set)

    async def dies() -> None:
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space left"):
        async with background.running(dies(), name="reconciler"):
            await asyncio.wait_for(told.wait(), 5)
    assert background.failed


async def test_a_background_task_that_is_stopped_with_its_block_ends_nothing() -> None:
    background = Background(end=lambda: pytest.fail("the process was told to end"))
    async with background.running(asyncio.Event().wait(), name="waits"):  # type: ignore[arg-type]
        await asyncio.sleep(0)
    assert not background.failed
