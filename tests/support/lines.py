"""Requests through a limiter in virtual time: what each is told, and when it is sent."""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from uuid import uuid4

from redis.asyncio import Redis

from shared.limits.redis_limits import (
    NOTHING,
    Bounds,
    Breaker,
    Feedback,
    RedisLimits,
    Three,
    Ticket,
    Verdict,
)

LEASE_S = 15.0
BREAKER = Breaker(failures=3, open_s=20.0)


class Line:
    """One limiter, seen by any number of workers that share a clock. Calls last no time unless they
    are left open.
    """

    def __init__(self, redis: Redis, bounds: Bounds, *, window_s: float = 60.0) -> None:
        self.now_s = 1_000_000.0
        self.limiter = f"openai:{uuid4().hex}"
        self.vendor = self.limiter
        self.bounds = bounds
        self.sent: list[tuple[float, Three]] = []
        self._redis = redis
        self._window_s = window_s
        self._workers: dict[str, RedisLimits] = {}

    def limits(self, worker: str = "one") -> RedisLimits:
        if worker not in self._workers:
            self._workers[worker] = RedisLimits(
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
            self.limiter,
            self.vendor,
            ticket,
            self.bounds,
            remembered=remembered,
            owed=owed,
            patience_s=patience_s,
        )
        ticket.in_redis = True
        ticket.reserved = ticket.reserved or verdict.kind == "wait"
        ticket.tokens = verdict.tokens
        if verdict.kind == "go":
            ticket.sent_at_us, ticket.at_once = verdict.now_us, verdict.at_once
            self.sent.append((self.now_s, ticket.needs))
        return verdict

    async def leave(self, ticket: Ticket, told: Feedback, *, worker: str = "one") -> float:
        return await self.limits(worker).leave(
            self.limiter, self.vendor, ticket, self.bounds, told, BREAKER
        )

    async def answered(self, ticket: Ticket) -> None:
        await self.leave(ticket, Feedback("answered"))

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
class NewCall:
    """A request that comes at a time, and is always so late when it was told to wait."""

    at_s: float
    needs: Three
    tenant: str = "t"
    late_s: float = 0.0


@dataclass(order=True, slots=True)
class _Due:
    at_s: float
    number: int
    arrival: NewCall = field(compare=False)
    ticket: Ticket = field(compare=False)


def ticket(tenant: str = "t", needs: Three = (1, 0, 0)) -> Ticket:
    return Ticket(uuid4().hex, tenant, needs)


@dataclass(slots=True)
class Served:
    """What a vendor saw, in seconds since the start: when it answered, when it refused, and which
    amounts.
    """

    answered: list[tuple[float, int]] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)

    def amount(self, from_s: float, to_s: float) -> int:
        return sum(amount for at_s, amount in self.answered if from_s <= at_s < to_s)


async def ask_without_pause(
    line: Line,
    admits: Callable[[float, int], bool],
    *,
    askers: int,
    until_s: float,
    done: Callable[[], None] = lambda: None,
    tokens: Callable[[], int] | None = None,
    estimate: int = 0,
    lasting_s: float = 1.0,
    seen_late_s: Callable[[], float] = lambda: 0.0,
    retry_after_s: float = 0.0,
) -> Served:
    """Has so many askers ask again as soon as they were answered, or are told to; the vendor admits
    or refuses.

    A refusal takes 20 ms; an answer is seen so late after the vendor gave it. What comes back later
    comes up to a tenth later than it was told, as runs do.
    """
    start_s, numbers, served = line.now_s, count(), Served()
    needs = (1, estimate, 0)
    due: list[tuple[float, int, Ticket | None, Feedback | None]] = []

    def push(at_s: float, one: Ticket | None, told: Feedback | None = None) -> None:
        heapq.heappush(due, (at_s, next(numbers), one, told))

    for _ in range(askers):
        push(start_s, ticket(needs=needs))
    while due[0][0] < start_s + until_s:
        at_s, number, one, told = heapq.heappop(due)
        line.now_s = max(line.now_s, at_s)
        if one is None:
            done()
            continue
        if told:
            pause_s = await line.leave(one, told)
            push(line.now_s + pause_s, ticket(needs=needs))
            continue
        verdict = await line.enter(one, patience_s=5.0)
        if verdict.kind == "go":
            amount = tokens() if tokens else 1
            if admits(line.now_s, amount):
                served.answered.append((line.now_s - start_s, amount))
                used = (1, amount, 0) if tokens else None
                push(line.now_s + lasting_s, None)
                push(line.now_s + lasting_s + seen_late_s(), one, Feedback("answered", used=used))
            else:
                served.refused.append(line.now_s - start_s)
                push(line.now_s + 0.02, one, Feedback("limited", retry_after_s=retry_after_s))
        elif verdict.kind == "later":
            await line.leave(one, Feedback())
            push(line.now_s + verdict.wait_s * (1 + number % 11 / 100), ticket(needs=needs))
        else:
            push(line.now_s + max(verdict.wait_s, 0.05), one)
    return served


async def drive(
    line: Line,
    arrivals: Iterable[NewCall],
    *,
    until_s: float,
    lasting_s: float = 0.0,
    answer: Callable[[], Feedback] = lambda: Feedback("answered"),
) -> dict[str, int]:
    """Lets everybody ask, wait and come back as told until then; gives how many of each tenant were
    sent.
    """
    start_s, numbers = line.now_s, count()
    due = [
        _Due(start_s + each.at_s, next(numbers), each, ticket(each.tenant, each.needs))
        for each in arrivals
    ]
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
            heapq.heappush(
                due, _Due(line.now_s + lasting_s, next(numbers), one.arrival, one.ticket)
            )
        elif verdict.kind == "later":
            await line.leave(one.ticket, Feedback())
            again = ticket(one.arrival.tenant, one.arrival.needs)
            heapq.heappush(
                due, _Due(line.now_s + verdict.wait_s, next(numbers), one.arrival, again)
            )
        else:
            at_s = line.now_s + verdict.wait_s + one.arrival.late_s
            heapq.heappush(due, _Due(at_s, next(numbers), one.arrival, one.ticket))
    return sent
