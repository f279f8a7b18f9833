"""Several provider calls at once, never more than a given number."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


async def together(calls: Sequence[Coroutine[Any, Any, T]], *, at_once: int) -> list[T]:
    """Answers in the order of `calls`. The first failure cancels the rest and is raised as itself."""
    slots = asyncio.Semaphore(at_once)

    async def one(call: Coroutine[Any, Any, T]) -> T:
        async with slots:
            return await call

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(call)) for call in calls]
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from failures
    finally:
        for call in calls:
            call.close()
    return [task.result() for task in tasks]
