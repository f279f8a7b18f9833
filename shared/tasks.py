"""Ending background tasks for certain, one way or the other."""

import asyncio
from collections.abc import Coroutine
from typing import Any


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
