"""Background tasks that a process cannot do without, and their end; work that many ask for, done once for all."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeVar

import structlog

from shared.logs import where

log = structlog.get_logger()

T = TypeVar("T")


def end_process() -> None:
    """Asks this process to stop as its operator would: what is in hand is finished or given back."""
    os.kill(os.getpid(), signal.SIGTERM)


class Background:
    """Supervises tasks that run as long as their process: one that ends by itself ends the process.

    A loop that died unnoticed would leave a process that looks alive and does half of its work. Whoever starts the
    process asks `failed` at its end, and exits with 1 then, so that it is started again.
    """

    def __init__(self, end: Callable[[], None] = end_process) -> None:
        self._end = end
        self.failed = False

    @asynccontextmanager
    async def running(self, work: Coroutine[Any, Any, None], *, name: str) -> AsyncIterator[None]:
        """Runs `work`, which must not end by itself, beside the block, and cancels it after the block."""
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(self._ended)
        try:
            yield
        finally:
            task.remove_done_callback(self._ended)
            await stop(task)

    def _ended(self, task: asyncio.Task[None]) -> None:
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
    """Cancels a task until it has ended, and raises what it failed with, if it failed.

    Once is not enough: redis-py can swallow a cancellation that arrives while it reads a reply.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=0.5)
    if not task.cancelled() and (fault := task.exception()):
        raise fault


async def finish(work: Coroutine[Any, Any, None]) -> None:
    """Runs `work`, which must bound itself in time, to its end also when the caller is cancelled; then that goes on."""
    task, cancelled = asyncio.create_task(work), None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled:
        raise cancelled
    task.result()


class Shared(Generic[T]):
    """Who asks while an answer is being found gets that one too. Close it."""

    def __init__(self) -> None:
        self._finding: asyncio.Task[T] | None = None

    async def ask(self, find: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Raises what `find` does."""
        if self._finding is None or self._finding.done():
            self._finding = asyncio.create_task(find())
        return await asyncio.shield(self._finding)

    async def close(self) -> None:
        if self._finding is not None and not self._finding.done():
            await stop(self._finding)
