"""The gate that every request to a vendor passes: limits, pauses and breakers that apply to all
workers.

Each of a vendor's models has a limiter per key. Admitted requests are counted in Redis
(`redis_limits`); while Redis is unavailable each worker uses its own share of the limits
(`local_limits`). The gate repeats nothing.
"""

import asyncio
import hashlib
import os
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import structlog
from redis.asyncio import Redis

from shared.concurrency.tasks import Background, not_working
from shared.errors import (
    Busy,
    NotStored,
    ProviderTimeout,
    ProviderUnavailable,
    RateLimited,
    VendorPaused,
)
from shared.limits.answers import LONGEST_RETRY_S
from shared.limits.bounded_redis import BoundedRedis, open_redis
from shared.limits.local_limits import LocalLimits
from shared.limits.redis_limits import (
    NOTHING,
    Bounds,
    Breaker,
    Feedback,
    InUse,
    RedisLimits,
    Three,
    Ticket,
    Verdict,
)
from shared.settings.limits import LimitSettings
from shared.settings.redis import QueueSettings

T = TypeVar("T")

# The time for which a request waits for admission: in the API, where a person waits for the answer,
# and in a worker. Postponing a run costs more than waiting, and a vendor's capacity is lost when no
# request waits for it.
PATIENCE_S, WORKER_PATIENCE_S = 2.0, 5.0
WINDOW_S = 60.0
LEASE_S = 15.0
# The most requests per limiter.
MOST_OWED = 10_000
# The delay where no time is known: a breaker's probe or another call is awaited.
COME_BACK_S = 1.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Need:
    """The amount of each limit that a request takes, as far as it can be estimated before.

    `requests` is more than one for a sequence that is useful only as a whole: its requests are
    admitted together.
    """

    tokens: int = 0
    audio_s: float = 0.0
    requests: int = 1

    @property
    def amounts(self) -> Three:
        return self.requests, self.tokens, round(self.audio_s * 1000)


@dataclass(frozen=True, slots=True)
class LimiterState:
    """What one process knows of a limiter: its name and vendor, which end with the hash of the key;
    its bounds and what the vendor stated; how many requests wait, and how many are sent.
    """

    name: str
    vendor: str
    bounds: Bounds
    learned: Three
    waiting: int
    sent: int


class Gate:
    """Creates limiters. Use `open_gate` to create one. `window_s` is a minute except in tests and
    benchmarks, which scale it.
    """

    def __init__(
        self,
        redis: Redis,
        settings: LimitSettings,
        *,
        window_s: float = WINDOW_S,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._settings = settings
        self.patience_s = patience_s
        self.worker = f"{os.getpid()}:{secrets.token_hex(4)}"
        self.window_s = window_s
        self.breaker = Breaker(settings.breaker_failures, settings.breaker_open_s)
        self.limits = RedisLimits(redis, worker=self.worker, window_s=window_s, lease_s=LEASE_S)
        self.workers = 1
        self._limiters: dict[str, Limiter] = {}
        self._redis = BoundedRedis("gate without Redis, using its own share")

    def limiter(self, provider: str, model: str, credential: str, bounds: Bounds) -> "Limiter":
        """Returns the limiter for these arguments, always the same one. Only the credential's hash
        is stored.
        """
        key = hashlib.sha256(credential.encode()).hexdigest()[:12]
        name = f"{provider}:{model}:{key}"
        return self._limiters.setdefault(name, Limiter(self, name, f"{provider}:{key}", bounds))

    def vendor(self, name: str, credential: str) -> "Limiter":
        """Returns the limiter of a vendor without models and stated limits: concurrent calls,
        pauses and the breaker.
        """
        return self.limiter(
            name, "", credential, Bounds(concurrency=self._settings.other_concurrency)
        )

    def states(self) -> list[LimiterState]:
        """Returns the state of each limiter in this process."""
        return [limiter.state for limiter in self._limiters.values()]

    async def look(self, state: LimiterState) -> InUse | None:
        """Returns what all processes use of a limiter; None while Redis does not answer."""
        return await self.ask_redis(
            lambda: self.limits.look(state.name, state.vendor, state.bounds, state.learned)
        )

    async def ask_redis(self, call: Callable[[], Coroutine[Any, Any, T]]) -> T | None:
        """Runs a command on Redis. Returns None when Redis does not answer in time."""
        return await self._redis.run(call)

    async def keep_slots(self) -> None:
        """Runs until cancelled and renews the slots of requests in progress. A slot expires when
        this process dies.
        """
        while True:
            self.workers = await self.ask_redis(self.limits.be_seen) or self.workers
            await asyncio.sleep(LEASE_S / 3)
            for limiter in list(self._limiters.values()):
                await limiter.renew()


class Passage:
    """One request that may be sent. The caller passes on what the vendor states; success or failure
    is read from the end of the block.
    """

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        self.feedback = Feedback()

    def used(self, *, tokens: int) -> None:
        """Replaces the estimate with the usage that the answer states."""
        requests, _, audio_ms = self.ticket.needs
        self.feedback.used = (requests, tokens, audio_ms)

    def sending(self) -> None:
        """Counts a request of a sequence, which may be shorter or longer than estimated."""
        sent, _, _ = self.feedback.used or NOTHING
        _, tokens, audio_ms = self.ticket.needs
        self.feedback.used = (sent + 1, tokens, audio_ms)

    def learn(self, limits: Three, crowded_s: tuple[float, float, float]) -> None:
        """Stores the limits per minute, 0 where not stated, and for how many seconds each has no
        room.
        """
        self.feedback.limits, self.feedback.crowded_s = limits, crowded_s


class Limiter:
    """Limits the requests to one model of a vendor under one key."""

    def __init__(self, gate: Gate, name: str, vendor: str, bounds: Bounds) -> None:
        self._gate = gate
        self._name = name
        self._vendor = vendor
        self._bounds = bounds
        self._own = LocalLimits(window_s=gate.window_s)
        self._under_way: dict[str, Ticket] = {}
        # One request of each tenant queries Redis at a time, in order of arrival.
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._left = asyncio.Event()
        self._limits: Three = bounds.a_minute
        self.learned: Three = NOTHING
        # Requests that were sent from the own share and that Redis does not know yet.
        self._owed: deque[tuple[float, Three]] = deque(maxlen=MOST_OWED)

    @asynccontextmanager
    async def passage(self, need: Need = Need(), *, tenant: str = "") -> AsyncIterator[Passage]:
        """Waits for admission up to the gate's patience, then raises RateLimited or VendorPaused
        with the time after which to retry.

        A request that takes much of a limit waits longer once it has a place, in proportion to what
        it takes.

        RateLimited inside the block pauses all requests, and gets the time of the pause.
        ProviderUnavailable and ProviderTimeout count towards the breaker; NotStored does not.
        """
        ticket = Ticket(secrets.token_hex(8), tenant, need.amounts)
        passage = Passage(ticket)
        refusal: RateLimited | None = None
        self._under_way[ticket.id] = ticket
        try:
            with not_working():
                await self._wait_for_turn(ticket)
            yield passage
            passage.feedback.outcome = "answered"
        except BaseException as error:
            if ticket.sent_at_us:
                _note_failure(passage.feedback, error)
                refusal = error if isinstance(error, RateLimited) else None
            raise
        finally:
            del self._under_way[ticket.id]
            pause_s = await self._leave_line(passage)
            if refusal:
                # The vendor's own value is used where the pause is about as long.
                asked_s = min(passage.feedback.retry_after_s, pause_s + COME_BACK_S)
                refusal.retry_after_s = max(asked_s, pause_s) or COME_BACK_S

    @property
    def state(self) -> LimiterState:
        sent = sum(1 for ticket in self._under_way.values() if ticket.sent_at_us)
        return LimiterState(
            name=self._name,
            vendor=self._vendor,
            bounds=self._bounds,
            learned=self.learned,
            waiting=len(self._under_way) - sent,
            sent=sent,
        )

    async def renew(self) -> None:
        for ticket in list(self._under_way.values()):
            if ticket.id in self._under_way and ticket.sent_at_us:
                await self._gate.ask_redis(partial(self._renew_slot, ticket))

    async def _renew_slot(self, ticket: Ticket) -> bool:
        await self._gate.limits.renew(self._name, self._vendor, ticket)
        return True

    async def _wait_for_turn(self, ticket: Ticket) -> None:
        until = time.monotonic() + self._gate.patience_s
        async with self._asking.setdefault(ticket.tenant, asyncio.Lock()):
            verdict = await self._until_not_again(ticket, until)
        # A request that has a place keeps it: later ones leave room for a request that needs more
        # than is left.
        while verdict.kind == "wait":
            ticket.reserved = True
            await asyncio.sleep(verdict.wait_s)
            verdict = await self._until_not_again(ticket, until)
        if verdict.kind == "later":
            raise _postponement(verdict)
        # Any time will do where the time of Redis is not known: it only marks the request as sent.
        ticket.sent_at_us, ticket.at_once = verdict.now_us or 1, verdict.at_once

    async def _until_not_again(self, ticket: Ticket, until: float) -> Verdict:
        while True:
            # Read before the query: a slot that is released while Redis answers must not be missed.
            left = self._left
            verdict = await self._ask_verdict(ticket, until - time.monotonic())
            if verdict.kind != "again":
                return verdict
            if time.monotonic() + verdict.wait_s > until:
                raise _postponement(verdict, at_least_s=COME_BACK_S)
            if verdict.reason != "busy":
                await asyncio.sleep(verdict.wait_s)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(verdict.wait_s):
                    await left.wait()

    async def _ask_verdict(self, ticket: Ticket, patience_s: float) -> Verdict:
        patience_s, owed = max(0.0, patience_s), list(self._owed)
        strays = [one for one in self._under_way.values() if one.sent_at_us and not one.in_redis]
        self._owed.clear()
        verdict: Verdict | None = None
        try:
            verdict = await self._gate.ask_redis(
                lambda: self._gate.limits.enter(
                    self._name,
                    self._vendor,
                    ticket,
                    self._bounds,
                    remembered=self.learned,
                    owed=self._summed_owed(owed),
                    patience_s=patience_s,
                    strays=[one.id for one in strays],
                )
            )
        finally:
            # This also happens when the caller is cancelled: reporting twice is better than never.
            if verdict is None:
                self._owed.extend(owed)
        ticket.in_redis = verdict is not None
        if verdict:
            self._gate.workers, self._limits = verdict.workers, verdict.limits
            if not ticket.reserved:
                ticket.tokens = verdict.tokens
            return verdict
        verdict = self._own.enter(
            ticket,
            self._bounds,
            self._limits,
            workers=self._gate.workers,
            patience_s=patience_s,
            under_way=sum(
                1
                for one in self._under_way.values()
                if one.sent_at_us or (one.reserved and one is not ticket)
            ),
        )
        if verdict.kind == "go":
            self._owed.append((time.monotonic(), ticket.needs))
        return verdict

    def _summed_owed(self, owed: Sequence[tuple[float, Three]]) -> Three:
        """Returns the sum of the last window; earlier requests no longer count against
        any limit.
        """
        since = time.monotonic() - self._gate.window_s
        requests, tokens, audio_ms = (
            sum(needs[at] for sent_at, needs in owed if sent_at > since) for at in range(3)
        )
        return requests, tokens, audio_ms

    async def _leave_line(self, passage: Passage) -> float:
        """Releases the ticket and returns the seconds for which the vendor is paused now."""
        ticket, feedback = passage.ticket, passage.feedback
        requests, tokens, audio_ms = (
            new or old for new, old in zip(feedback.limits, self.learned, strict=True)
        )
        self.learned = (requests, tokens, audio_ms)
        pause_s = self._own.leave(feedback)
        if feedback.outcome in ("limited", "failed"):
            log.warning(
                "vendor failed",
                limiter=self._name,
                outcome=feedback.outcome,
                retry_after_s=feedback.retry_after_s,
            )
        shared_s = await self._gate.ask_redis(
            lambda: self._gate.limits.leave(
                self._name, self._vendor, ticket, self._bounds, feedback, self._gate.breaker
            )
        )
        self._left.set()
        self._left = asyncio.Event()
        return pause_s if shared_s is None else shared_s


def _note_failure(feedback: Feedback, error: BaseException) -> None:
    match error:
        case RateLimited():
            feedback.outcome = "limited"
            asked_s = error.retry_after_s or 0.0
            feedback.retry_after_s = min(asked_s, LONGEST_RETRY_S) if asked_s > 0 else 0.0
        case Busy() | NotStored():
            # Errors of another worker or of the local disk say nothing about the vendor.
            feedback.outcome = "unknown"
        case ProviderUnavailable() | ProviderTimeout():
            feedback.outcome = "failed"
        case Exception():
            feedback.outcome = "answered"
        case _:
            feedback.outcome = "unknown"


def _postponement(verdict: Verdict, *, at_least_s: float = 0.0) -> RateLimited | VendorPaused:
    wait_s = max(verdict.wait_s, at_least_s)
    if verdict.reason == "open":
        return VendorPaused(
            "the vendor keeps failing and gets no requests for a while", retry_after_s=wait_s
        )
    reasons = {
        "paused": "the vendor asked for a pause",
        "busy": "the maximum of concurrent calls is reached",
    }
    feedback = reasons.get(verdict.reason, "the limit per minute is used up")
    return RateLimited(feedback, retry_after_s=wait_s)


@asynccontextmanager
async def open_gate(
    queue: QueueSettings,
    settings: LimitSettings,
    background: Background | None = None,
    *,
    window_s: float = WINDOW_S,
    patience_s: float = PATIENCE_S,
) -> AsyncIterator[Gate]:
    """Opens a gate. It connects on first use."""
    async with open_redis(queue) as redis:
        gate = Gate(redis, settings, window_s=window_s, patience_s=patience_s)
        async with (background or Background()).running(gate.keep_slots(), name="gate slots"):
            yield gate
