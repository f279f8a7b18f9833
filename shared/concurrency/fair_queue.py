"""A queue for a few places of work in which the tenant that used least goes first."""

import asyncio
import time
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Generic, TypeVar

from shared.concurrency.tasks import not_working

T = TypeVar("T")

# Tenants whose use is remembered before those that have nothing here are forgotten.
MOST_REMEMBERED = 1000


class FairQueue(Generic[T]):
    """Lends out `places`, each to one caller at a time.

    A waiting task is served by how long its tenant held places before, least first (start-time fair
    queueing): a tenant with a thousand pieces of work delays another one's only by the pieces that
    are being worked on. Being idle saves nothing up. Waiting does not count as work of the run that
    waits.
    """

    def __init__(self, places: Iterable[T]) -> None:
        self._free = list(places)
        self._waiting: defaultdict[str, deque[asyncio.Future[T]]] = defaultdict(deque)
        self._holding: Counter[str] = Counter()
        self._used_s: dict[str, float] = {}
        # The use of the tenant that was served last, at least; newcomers begin there.
        self._even_s = 0.0

    @property
    def waiting(self) -> int:
        return sum(map(len, self._waiting.values()))

    @asynccontextmanager
    async def place(self, tenant: str) -> AsyncIterator[T]:
        place = await self._take_next(tenant)
        started = time.monotonic()
        try:
            yield place
        finally:
            self._used_s[tenant] += time.monotonic() - started
            self._holding[tenant] -= 1
            self._lend(place)

    async def _take_next(self, tenant: str) -> T:
        if tenant not in self._waiting and not self._holding[tenant]:
            self._used_s[tenant] = max(self._used_s.get(tenant, 0.0), self._even_s)
        if self._free:
            return self._served(tenant, self._free.pop())
        turn: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting[tenant].append(turn)
        try:
            with not_working():
                return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._holding[tenant] -= 1
                self._lend(turn.result())
            else:
                self._leave_queue(tenant, turn)
            raise

    def _lend(self, place: T) -> None:
        while self._waiting:
            tenant = min(self._waiting, key=lambda each: self._used_s[each])
            turn = self._waiting[tenant][0]
            self._leave_queue(tenant, turn)
            # One that is cancelled has not come round to leaving yet.
            if not turn.done():
                turn.set_result(self._served(tenant, place))
                return
        self._free.append(place)

    def _served(self, tenant: str, place: T) -> T:
        self._holding[tenant] += 1
        self._even_s = max(self._even_s, self._used_s[tenant])
        if len(self._used_s) > MOST_REMEMBERED:
            self._forget_idle()
        return place

    def _leave_queue(self, tenant: str, turn: asyncio.Future[T]) -> None:
        if tenant in self._waiting:
            with suppress(ValueError):
                self._waiting[tenant].remove(turn)
            if not self._waiting[tenant]:
                del self._waiting[tenant]

    def _forget_idle(self) -> None:
        """Drops tenants that have nothing here: should they come back, they begin where the others
        are.
        """
        self._holding = +self._holding
        busy = self._waiting.keys() | self._holding.keys()
        self._used_s = {tenant: self._used_s[tenant] for tenant in busy}
