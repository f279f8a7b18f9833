"""Commits items that arrive during one commit together in the next."""

import asyncio
import time
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
    After `at_once` commits the next ones are `spacing_s` apart, until there was a pause: under load
    they are fewer and larger.
    """

    def __init__(
        self,
        commit: Callable[[Sequence[T]], Awaitable[Sequence[R]]],
        *,
        spacing_s: float = 0.0,
        at_once: int = 1,
    ) -> None:
        self._commit = commit
        self._spacing_s = spacing_s
        self._at_once_s = (at_once - 1) * spacing_s
        self._next_at = 0.0
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._committing: asyncio.Task[None] | None = None

    async def add(self, item: T) -> R:
        """Returns once the item is committed. Raises DatabaseAway when too many wait, and the
        errors of `commit`.

        A caller that stops waiting withdraws nothing: the item is committed with the others.
        """
        if len(self._waiting) >= BACKLOG:
            raise DatabaseAway("Too many writes wait; try again later.")
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
                # As many commits pass at once as fit into the time since the last ones.
                self._next_at = max(self._next_at, time.monotonic() - self._at_once_s)
                await asyncio.sleep(max(0.0, self._next_at - time.monotonic()))
                self._next_at += self._spacing_s
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
