"""Commits items that arrive during one commit together in the next."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from shared.errors import DatabaseAway, Unavailable

# Few enough that the next group can be prepared while this one is written.
MOST_AT_ONCE = 32
BACKLOG = 1024

T = TypeVar("T")
R = TypeVar("R")


class GroupCommit(Generic[T, R]):
    """Runs one commit at a time, of at most `MOST_AT_ONCE` items; the first item after a pause does
    not wait.

    `commit` returns a result for each item in order. Its error is raised for all waiting callers.
    """

    def __init__(self, commit: Callable[[Sequence[T]], Awaitable[Sequence[R]]]) -> None:
        self._commit = commit
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._committing: asyncio.Task[None] | None = None

    async def add(self, item: T) -> R:
        """Returns once the item is committed. Raises DatabaseAway when too many wait, and the
        errors of `commit`.

        A caller that stops waiting withdraws nothing: the item is committed with the others.
        """
        if len(self._waiting) >= BACKLOG:
            raise DatabaseAway("Too many events wait to be recorded; send it again later.")
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._committing is None:
            self._committing = asyncio.create_task(self._run_batches(), name="group commit")
        return await answer

    async def close(self) -> None:
        """Returns when no commit is in progress."""
        if self._committing:
            await asyncio.wait({self._committing})

    async def _run_batches(self) -> None:
        try:
            while self._waiting:
                batch = self._waiting[:MOST_AT_ONCE]
                del self._waiting[:MOST_AT_ONCE]
                await self._commit_together(batch)
        finally:
            self._committing = None

    async def _commit_together(self, batch: list[tuple[T, asyncio.Future[R]]]) -> None:
        """Commits a group. Items that arrived meanwhile share its error, because each would wait
        for the same timeout in turn.
        """
        try:
            results = await self._commit([item for item, _ in batch])
        except BaseException as error:
            left, self._waiting = self._waiting, []
            failure = error
            if not isinstance(error, Exception):
                failure = Unavailable("This is being stopped.")
            for _, answer in [*batch, *left]:
                if not answer.done():
                    answer.set_exception(failure)
            if not isinstance(error, Exception):
                raise
            return
        for (_, answer), result in zip(batch, results, strict=True):
            if not answer.done():
                answer.set_result(result)
