"""A worker that can be stopped at any of its effects: killed there, or put to sleep and woken too
late.

An effect is whatever others can see of a worker: a statement that writes, a commit, a request to a
vendor, a wakeup. Two moments with no effect between them leave the same world behind, so that a
kill at every effect is a kill at every line.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, TypeVar

import asyncpg

from shared.db.jobs.claims import FENCE
from shared.db.pool import Database, Scope
from shared.db.vectors import PgVectorIndex
from shared.errors import Unavailable
from shared.queue.queue import Queue, Wakeup
from tests.support.providers import Script, scripted
from worker.resources import Resources

T = TypeVar("T")


class Points:
    """Counts effects from 1, and stops everything at the one given: `before` it, or right after it.

    Once it stopped, nothing that belongs to this worker goes on, whichever of its tasks it is.
    `stopped` is set when the commits that its other tasks had sent by then are through: what is
    read then is what the worker leaves behind.
    """

    def __init__(self, stop_at: int | None = None, *, before: bool = True) -> None:
        self.seen: list[str] = []
        self.stopped = asyncio.Event()
        self.connections: dict[asyncpg.Connection, bool] = {}
        self._stop_at = stop_at
        self._before = before
        self._awake = asyncio.Event()
        self._awake.set()
        self._dead = False
        self._commits = 0
        self._commits_over = asyncio.Event()
        self._commits_over.set()

    async def effect(self, name: str, work: Callable[[], Awaitable[T]]) -> T:
        await self.pause()
        self.seen.append(name)
        is_it = len(self.seen) == self._stop_at
        if is_it and self._before:
            await self._stop()
        value = await work()
        if is_it and not self._before:
            await self._stop()
        await self.pause()
        return value

    async def commit(self, name: str, work: Callable[[], Awaitable[T]]) -> T:
        """An effect. It waits for nothing that a stopped task holds, so that it ends in
        any case.
        """

        async def counted() -> T:
            self._commits += 1
            self._commits_over.clear()
            try:
                return await work()
            finally:
                self._commits -= 1
                if not self._commits:
                    self._commits_over.set()

        return await self.effect(name, counted)

    async def pause(self) -> None:
        """Where there is no effect, but where a worker that was stopped must not go on either."""
        await self._awake.wait()
        if self._dead:
            raise Unavailable("this worker is dead")

    def kill(self) -> None:
        """Nothing it still tries reaches anybody. What it had not committed is rolled back, as the
        server would.
        """
        self._dead = True
        self._awake.set()

    def wake(self) -> None:
        """As from a long sleep, in which the server gave up on the transactions it was in the
        middle of.
        """
        self._awake.set()

    def time_out_transactions(self) -> None:
        """What `idle_in_transaction_session_timeout` does to one that sleeps."""
        for connection, in_transaction in self.connections.items():
            if in_transaction:
                connection.terminate()

    async def _stop(self) -> None:
        self._stop_at = None
        self._awake.clear()
        await self._commits_over.wait()
        self.stopped.set()
        await self.pause()


class PointedConnection:
    """A connection whose writes are effects, unless a transaction makes one of them all."""

    def __init__(self, connection: asyncpg.Connection, points: Points) -> None:
        self._connection = connection
        self._points = points

    @property
    def _in_transaction(self) -> bool:
        return self._points.connections[self._connection]

    async def _run(self, method: str, query: str, *arguments: Any) -> Any:
        def work() -> Awaitable[Any]:
            found: Awaitable[Any] = getattr(self._connection, method)(query, *arguments)
            return found

        if self._in_transaction or query.lstrip().startswith("select"):
            await self._points.pause()
            return await work()
        # What is fenced by itself commits at once, and waits for its own run's writes before it is
        # sent.
        effect = self._points.commit if FENCE in query else self._points.effect
        return await effect(" ".join(query.split()[:3]), work)

    async def execute(self, query: str, *arguments: Any) -> Any:
        return await self._run("execute", query, *arguments)

    async def executemany(self, query: str, arguments: Any) -> Any:
        return await self._run("executemany", query, arguments)

    async def fetch(self, query: str, *arguments: Any) -> Any:
        return await self._run("fetch", query, *arguments)

    async def fetchrow(self, query: str, *arguments: Any) -> Any:
        return await self._run("fetchrow", query, *arguments)

    async def fetchval(self, query: str, *arguments: Any) -> Any:
        return await self._run("fetchval", query, *arguments)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        transaction = self._connection.transaction()
        await transaction.start()
        self._points.connections[self._connection] = True
        committed = False

        async def commit() -> None:
            nonlocal committed
            await transaction.commit()
            committed = True

        try:
            yield
            await self._points.commit("commit", commit)
        finally:
            if not committed and not self._connection.is_closed():
                await transaction.rollback()
            self._points.connections[self._connection] = False


class PointedDatabase(Database):
    def __init__(self, database: Database, points: Points) -> None:
        self._real = database
        self._points = points

    @asynccontextmanager
    async def connection(self, scope: Scope) -> AsyncIterator[Any]:
        await self._points.pause()
        async with self._real.connection(scope) as connection:
            # What the pool lends is a proxy.
            raw: asyncpg.Connection = connection._con  # type: ignore[attr-defined]
            self._points.connections[raw] = False
            try:
                yield PointedConnection(raw, self._points)
            finally:
                del self._points.connections[raw]


class PointedScript(Script):
    """Requests to vendors are effects: sent before, answered after."""

    def __init__(self, script: Script, points: Points) -> None:
        super().__init__()
        self._real = script
        self._points = points
        self.bookings = script.bookings
        self.heard = script.heard
        self.said = script.said

    async def play(self, name: str) -> None:
        await self._points.effect(name, lambda: self._real.play(name))


class PointedQueue(Queue):
    def __init__(self, queue: Queue, points: Points) -> None:
        self._real = queue
        self._points = points

    async def wakeup(self, *wakeups: Wakeup) -> bool:
        return await self._points.effect("wakeup", lambda: self._real.wakeup(*wakeups))


def pointed(resources: Resources, script: Script, points: Points, *, name: str) -> Resources:
    """The worker `name`, which does everything through the points."""
    database = PointedDatabase(resources.database, points)
    return replace(
        resources,
        database=database,
        queue=PointedQueue(resources.queue, points),
        providers=scripted(PointedScript(script, points), PgVectorIndex(database)),
        worker=name,
    )
