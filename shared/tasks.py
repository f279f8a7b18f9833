"""Ending background tasks for certain, one way or the other; and work that many ask for, done once for all of them."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

T = TypeVar("T")


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
