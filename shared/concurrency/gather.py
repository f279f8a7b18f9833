"""Runs several provider calls concurrently, never more than a given number."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar, cast

T = TypeVar("T")


async def together(calls: Sequence[Coroutine[Any, Any, T]], *, at_once: int) -> list[T]:
    """Returns the answers in the order of `calls`. After the first failure, which is raised
    unchanged, no other call starts.

    Running calls are completed, because they are paid for.
    """
    slots = asyncio.Semaphore(at_once)
    failures: list[BaseException] = []

    async def one(call: Coroutine[Any, Any, T]) -> T | None:
        async with slots:
            if failures:
                return None
            try:
                return await call
            except BaseException as failure:
                failures.append(failure)
                raise

    try:
        answers = await asyncio.gather(*map(one, calls), return_exceptions=True)
    finally:
        for call in calls:
            call.close()
    if failures:
        raise failures[0]
    return cast(list[T], answers)
