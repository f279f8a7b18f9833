"""Requests through a limiter in virtual time: what each is told, and when it is sent."""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from uuid import uuid4

from redis.asyncio import Redis

from shared.providers.shared_limits import NOTHING, Bounds, Breaker, SharedLimits, Three, Ticket, Told, Verdict

LEASE_S = 15.0
BREAKER = Breaker(failures=3, open_s=20.0)


class Line:
    """One limiter, seen by any number of workers that share a clock. Calls last no time unless they are left open."""

    def __init__(self, redis: Redis, bounds: Bounds, *, window_s: float = 60.0) -> None:
        self.now_s = 1_000_000.0
        self.limiter = f"openai:{uuid4().hex}"
        self.vendor = self.limiter
        self.bounds = bounds
        self.sent: list[tuple[float, Three]] = []
        self._redis = redis
        self._window_s = window_s
        self._workers: dict[str, SharedLimits] = {}

    def limits(self, worker: str = "one") -> SharedLimits:
        if worker not in self._workers:
            self._workers[worker] = SharedLimits(
                self._redis,
                worker=worker,
                window_s=self._window_s,
                lease_s=LEASE_S,
                clock=lambda: round(self.now_s * 1e6),
            )
        return self._workers[worker]

    async def enter(
        self,
        ticket: Ticket,
        *,
        worker: str = "one",
        patience_s: float = 2.0,
        remembered: Three = NOTHING,
        owed: Three = NOTHING,
    ) -> Verdict:
        verdict = await self.limits(worker).enter(
            self.limiter, self.vendor, ticket, self.bounds, remembered=remembered, owed=owed, patience_s=patience_s
        )
        ticket.in_redis = True
        ticket.reserved = ticket.reserved or verdict.kind == "wait"
        if verdict.kind == "go":
            ticket.sent_at_us = verdict.now_us
            self.sent.append((self.now_s, ticket.needs))
        return verdict

    async def leave(self, ticket: Ticket, told: Told, *, worker: str = "one") -> None:
        await self.limits(worker).leave(self.limiter, self.vendor, ticket, self.bounds, told, BREAKER)

    async def answered(self, ticket: Ticket) -> None:
        await self.leave(ticket, Told("answered"))

    def most_in_a_window(self, kind: int) -> int:
        """Of what was sent, in any window."""
        return max(
            (
                sum(needs[kind] for at, needs in self.sent if start <= at < start + self._window_s)
                for start, _ in self.sent
            ),
            default=0,
        )


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request that comes at a time, and is always so late when it was told to wait."""

    at_s: float
    needs: Three
    tenant: str = "t"
    late_s: float = 0.0


@dataclass(order=True, slots=True)
class _Due:
    at_s: float
    number: int
    arrival: Arrival = field(compare=False)
    ticket: Ticket = field(compare=False)


def ticket(tenant: str = "t", needs: Three = (1, 0, 0)) -> Ticket:
    return Ticket(uuid4().hex, tenant, needs)


async def drive(
    line: Line,
    arrivals: Iterable[Arrival],
    *,
    until_s: float,
    lasting_s: float = 0.0,
    answer: Callable[[], Told] = lambda: Told("answered"),
) -> dict[str, int]:
    """Lets everybody ask, wait and come back as told until then; gives how many of each tenant were sent."""
    start_s, numbers = line.now_s, count()
    due = [_Due(start_s + each.at_s, next(numbers), each, ticket(each.tenant, each.needs)) for each in arrivals]
    heapq.heapify(due)
    sent: dict[str, int] = {}
    while due and due[0].at_s <= start_s + until_s:
        one = heapq.heappop(due)
        line.now_s = max(line.now_s, one.at_s)
        if one.ticket.sent_at_us:
            await line.leave(one.ticket, answer())
            continue
        verdict = await line.enter(one.ticket)
        if verdict.kind == "go":
            sent[one.arrival.tenant] = sent.get(one.arrival.tenant, 0) + 1
            heapq.heappush(due, _Due(line.now_s + lasting_s, next(numbers), one.arrival, one.ticket))
        elif verdict.kind == "later":
            await line.leave(one.ticket, Told())
            again = ticket(one.arrival.tenant, one.arrival.needs)
            heapq.heappush(due, _Due(line.now_s + verdict.wait_s, next(numbers), one.arrival, again))
        else:
            at_s = line.now_s + verdict.wait_s + one.arrival.late_s
            heapq.heappush(due, _Due(at_s, next(numbers), one.arrival, one.ticket))
    return sent
