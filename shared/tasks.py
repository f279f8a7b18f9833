"""Ending background tasks for certain."""

import asyncio
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
