"""Background tasks end when they are told to."""

import asyncio

import pytest

from shared.concurrency.tasks import (
    Background,
    Remembered,
    finish,
    not_working,
    stop,
    working_limit,
)


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
        async with background.running(dies(), name="sweeper"):
            await asyncio.wait_for(told.wait(), 5)
    assert background.failed


async def test_a_background_task_that_is_stopped_with_its_block_ends_nothing() -> None:
    background = Background(end=lambda: pytest.fail("the process was told to end"))
    async with background.running(asyncio.Event().wait(), name="waits"):  # type: ignore[arg-type]
        await asyncio.sleep(0)
    assert not background.failed


class Finding:
    """Finds what it is asked for when it is let to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.may = asyncio.Event()

    async def find(self, name: str) -> str:
        self.asked.append(name)
        await self.may.wait()
        if name == "bad":
            raise LookupError(name)
        return name.upper()


async def test_who_asks_again_gets_what_was_found() -> None:
    remembered, finding = Remembered[str, str](2), Finding()
    asking = [asyncio.create_task(remembered.ask("a", lambda: finding.find("a"))) for _ in range(2)]
    await asyncio.sleep(0)
    finding.may.set()
    assert await asyncio.gather(*asking) == ["A", "A"]
    for name in ("a", "b", "c", "a"):
        await remembered.ask(name, lambda name=name: finding.find(name))  # type: ignore[misc]
    assert finding.asked == ["a", "b", "c", "a"]


async def test_a_failure_is_not_remembered() -> None:
    remembered, finding = Remembered[str, str](2), Finding()
    finding.may.set()
    for _ in range(2):
        with pytest.raises(LookupError):
            await remembered.ask("bad", lambda: finding.find("bad"))
    assert finding.asked == ["bad", "bad"]


async def test_finding_goes_on_for_whoever_still_asks_and_ends_with_the_last() -> None:
    remembered, finding = Remembered[str, str](2), Finding()
    first, second = (
        asyncio.create_task(remembered.ask("a", lambda: finding.find("a"))) for _ in range(2)
    )
    await asyncio.sleep(0)
    first.cancel()
    finding.may.set()
    assert await second == "A"
    finding.may.clear()
    last = asyncio.create_task(remembered.ask("b", lambda: finding.find("b")))
    await asyncio.sleep(0)
    last.cancel()
    await asyncio.wait({last})
    finding.may.set()
    assert await remembered.ask("b", lambda: finding.find("b")) == "B"
    assert finding.asked == ["a", "b", "b"]


async def test_waiting_while_the_limit_ends_the_work_changes_nothing() -> None:
    """As when a step that is cancelled cleans up and takes a place in a queue for it."""
    with pytest.raises(TimeoutError):
        async with working_limit(0.01):
            try:
                await asyncio.Event().wait()
            finally:
                with not_working():
                    pass
