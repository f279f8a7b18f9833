"""Supervises the background tasks that a process needs, and ends them; shares work between several
callers; limits the time of work without its waiting.
"""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

import structlog

from shared.telemetry.logs import where

log = structlog.get_logger()

# For work that is cancelled when its process ends.
CLOSE_S = 5.0

T = TypeVar("T")
KeyT = TypeVar("KeyT")


def end_process() -> None:
    """Stops this process as its operator would: work in progress is finished or returned to the
    queue.
    """
    os.kill(os.getpid(), signal.SIGTERM)


class Background:
    """Supervises tasks that run as long as their process: a task that ends by itself ends the
    process.

    A loop that died unnoticed would leave a process that looks healthy and does half of its work.
    The process's entry point checks `failed` at its end and then exits with 1, so that it is
    started again.
    """

    def __init__(self, end: Callable[[], None] = end_process) -> None:
        self._end = end
        self.failed = False

    @asynccontextmanager
    async def running(self, work: Coroutine[Any, Any, None], *, name: str) -> AsyncIterator[None]:
        """Runs `work`, which must not end by itself, during the block, and cancels it after the
        block.
        """
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(self._task_ended)
        try:
            yield
        finally:
            task.remove_done_callback(self._task_ended)
            await stop(task)

    def _task_ended(self, task: asyncio.Task[None]) -> None:
        fault = None if task.cancelled() else task.exception()
        log.critical(
            "background task ended, so this process ends",
            task=task.get_name(),
            error=type(fault).__name__ if fault else None,
            where=where(fault) if fault else None,
        )
        self.failed = True
        self._end()


async def stop(task: asyncio.Task[Any]) -> None:
    """Cancels a task until it has ended, and raises its error, if it failed.

    One cancellation is not enough: redis-py can swallow one that arrives while it reads a reply.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=0.5)
    if not task.cancelled() and (fault := task.exception()):
        raise fault


async def finish(work: Coroutine[Any, Any, None]) -> None:
    """Runs `work`, which must have its own time limit, to its end even when the caller is
    cancelled; then raises the cancellation.
    """
    task, cancelled = asyncio.create_task(work), None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled:
        raise cancelled
    task.result()


class LateWork:
    """Waits for work for a limited time, and leaves work that is late to end by itself.

    A statement that a frozen server does not answer takes as long to cancel as to wait for: the
    library asks the server to forget it, and rolls back. Who waits must not wait for that.
    """

    def __init__(self) -> None:
        self._going_on: set[asyncio.Task[Any]] = set()

    def __len__(self) -> int:
        """Returns how much is going on, late or not."""
        return len(self._going_on)

    async def result(self, work: Coroutine[Any, Any, T], *, limit_s: float) -> T:
        """Returns what `work` returns. Raises its error, and TimeoutError after `limit_s`
        seconds.
        """
        task = asyncio.create_task(work)
        self._going_on.add(task)
        task.add_done_callback(self._ended)
        try:
            await asyncio.wait({task}, timeout=limit_s)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if not task.done():
            raise TimeoutError
        return task.result()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._going_on.discard(task)
        # No one waits for late work. asyncio reports an error that was never read.
        if not task.cancelled():
            task.exception()

    async def close(self) -> None:
        """Cancels what is still going on, and waits for a short time only."""
        for task in self._going_on:
            task.cancel()
        if self._going_on:
            await asyncio.wait(self._going_on, timeout=CLOSE_S)


class Shared(Generic[T]):
    """Shares one answer among all callers that request it while it is being found. The caller
    closes it.
    """

    def __init__(self) -> None:
        self._finding: asyncio.Task[T] | None = None

    async def ask(self, find: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Returns the answer. Raises what `find` raises."""
        if self._finding is None or self._finding.done():
            self._finding = asyncio.create_task(find())
        return await asyncio.shield(self._finding)

    async def close(self) -> None:
        if self._finding is not None and not self._finding.done():
            await stop(self._finding)


class Remembered(Generic[KeyT, T]):
    """Remembers the latest `most` answers for a short time, so that each is found once for several
    callers.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: dict[KeyT, asyncio.Task[T]] = {}
        self._asking: Counter[KeyT] = Counter()

    async def ask(self, key: KeyT, find: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Returns the answer. Raises what `find` raises; an error is not remembered. The search is
        cancelled when its last caller is cancelled.
        """
        task = self._found.pop(key, None) or asyncio.create_task(find())
        self._found[key] = task
        self._asking[key] += 1
        try:
            return await asyncio.shield(task)
        finally:
            self._asking[key] -= 1
            abandoned = not self._asking[key] and not task.done()
            if abandoned:
                task.cancel()
            failed = task.done() and (task.cancelled() or task.exception() is not None)
            if (abandoned or failed) and self._found.get(key) is task:
                del self._found[key]
            self._asking = +self._asking
            while len(self._found) > self._most:
                del self._found[next(iter(self._found))]


class _WorkClock:
    """Stops a time limit while the limited work waits in one of our queues."""

    def __init__(self, limit: asyncio.Timeout) -> None:
        self._limit = limit
        self._waiting = 0
        self._left_s = 0.0
        # Tasks that were started inside may outlive the limit.
        self.over = False

    @property
    def _can_change(self) -> bool:
        """Returns False once the time is up, because cleanup may still wait in a queue then."""
        return not (self.over or self._limit.expired())

    def pause(self) -> None:
        self._waiting += 1
        when = self._limit.when()
        if self._waiting == 1 and when is not None and self._can_change:
            self._left_s = when - asyncio.get_running_loop().time()
            self._limit.reschedule(None)

    def go_on(self) -> None:
        self._waiting -= 1
        if self._waiting == 0 and self._limit.when() is None and self._can_change:
            self._limit.reschedule(asyncio.get_running_loop().time() + self._left_s)


_clock: ContextVar[_WorkClock | None] = ContextVar("work_clock", default=None)


@asynccontextmanager
async def working_limit(limit_s: float) -> AsyncIterator[None]:
    """Raises TimeoutError after `limit_s` seconds, not counting the time in which anything inside
    was `not_working`.
    """
    async with asyncio.timeout(limit_s) as limit:
        clock = _WorkClock(limit)
        token = _clock.set(clock)
        try:
            yield
        finally:
            clock.over = True
            _clock.reset(token)


@contextmanager
def not_working() -> Iterator[None]:
    """Marks a wait in one of our queues, which does not count as work."""
    clock = _clock.get()
    if clock is None:
        yield
        return
    clock.pause()
    try:
        yield
    finally:
        clock.go_on()
