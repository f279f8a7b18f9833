"""A queue for a limited number of places, in which the tenant that used them least has priority."""

import asyncio
import time
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Generic, TypeVar

from shared.concurrency.tasks import not_working

T = TypeVar("T")

# The use of this many tenants is stored before tenants without tasks are removed.
MOST_REMEMBERED = 1000
# Of the time that others used while a tenant had no tasks, this much counts in its favour.
MOST_CREDIT_S = 10.0


class FairQueue(Generic[T]):
    """Lends out `places`, each to one caller at a time, and at most `most_each` to one tenant.

    The next place goes to the tenant that has held places for the shortest time (start-time fair
    queueing): a tenant with a thousand tasks delays another tenant only by the tasks that are
    running. A tenant without tasks falls behind the others by MOST_CREDIT_S at most, so that a
    short call does not take turns with a long one, and no tenant waits longer than that for one
    that comes back. Waiting does not count as work of the waiting run.
    """

    def __init__(
        self,
        places: Iterable[T],
        *,
        most_each: int | None = None,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._free = list(places)
        self._clock_s = clock_s
        self._most_each = most_each or len(self._free)
        self._waiting: defaultdict[str, deque[asyncio.Future[T]]] = defaultdict(deque)
        self._holding: Counter[str] = Counter()
        self._used_s: dict[str, float] = {}
        # At least the usage of the tenant that was served last; new tenants start behind it.
        self._even_s = 0.0

    @property
    def waiting(self) -> int:
        return sum(map(len, self._waiting.values()))

    @asynccontextmanager
    async def place(self, tenant: str) -> AsyncIterator[T]:
        if tenant not in self._waiting and not self._holding[tenant]:
            self._used_s[tenant] = max(self._used_s.get(tenant, 0.0), self._even_s - MOST_CREDIT_S)
        if self._free and self._holding[tenant] < self._most_each:
            place = self._served(tenant, self._free.pop())
        else:
            turn: asyncio.Future[T] = asyncio.get_running_loop().create_future()
            self._waiting[tenant].append(turn)
            try:
                with not_working():
                    place = await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._holding[tenant] -= 1
                    self._lend(turn.result())
                else:
                    self._leave_queue(tenant, turn)
                raise
        started = self._clock_s()
        try:
            yield place
        finally:
            self._used_s[tenant] += self._clock_s() - started
            self._holding[tenant] -= 1
            self._lend(place)

    def _lend(self, place: T) -> None:
        while served := [each for each in self._waiting if self._holding[each] < self._most_each]:
            tenant = min(served, key=lambda each: self._used_s[each])
            turn = self._waiting[tenant][0]
            self._leave_queue(tenant, turn)
            # A cancelled task may not have left the queue yet.
            if not turn.done():
                turn.set_result(self._served(tenant, place))
                return
        self._free.append(place)

    def _served(self, tenant: str, place: T) -> T:
        self._holding[tenant] += 1
        self._even_s = max(self._even_s, self._used_s[tenant])
        if len(self._used_s) > MOST_REMEMBERED:
            # Tenants without tasks are removed. A tenant that returns starts with the same usage as
            # the others.
            self._holding = +self._holding
            busy = self._waiting.keys() | self._holding.keys()
            self._used_s = {tenant: self._used_s[tenant] for tenant in busy}
        return place

    def _leave_queue(self, tenant: str, turn: asyncio.Future[T]) -> None:
        if tenant in self._waiting:
            with suppress(ValueError):
                self._waiting[tenant].remove(turn)
            if not self._waiting[tenant]:
                del self._waiting[tenant]
