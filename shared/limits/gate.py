"""The gate every request to a vendor passes: limits, pauses and breakers that hold across all
workers.

There is a limiter for each of a vendor's models under one key. What it lets through is counted in
Redis (`shared_limits`); while Redis is away each worker keeps to its own share (`own_share`). The
gate repeats nothing.
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
from redis.asyncio.connection import BlockingConnectionPool
from redis.exceptions import RedisError

from shared.concurrency.tasks import Background, not_working, stop
from shared.errors import (
    Busy,
    NotStored,
    ProviderTimeout,
    ProviderUnavailable,
    RateLimited,
    VendorPaused,
)
from shared.limits.answers import LONGEST_RETRY_S
from shared.limits.local_limits import LocalLimits
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
from shared.settings.limits import LimitSettings
from shared.settings.queue import QueueSettings

T = TypeVar("T")

# How long a request waits for its turn: in the API, where a person waits for the answer, and in a
# worker. To postpone a run costs more than to let it wait, and room at a vendor is lost when no
# request waits for it.
PATIENCE_S, WORKER_PATIENCE_S = 2.0, 5.0
WINDOW_S = 60.0
LEASE_S = 15.0
# Of this process' free time: while it is busy itself it cannot see the answer. The connection's own
# limit counts real time and only has to end what hangs.
REDIS_TIMEOUT_S, REDIS_SLICE_S, SOCKET_TIMEOUT_S = 0.25, 0.025, 5.0
# After Redis did not answer it is left alone for so long: waiting for it would slow down every
# request.
AWAY_S = 1.0
# Requests, on each limiter.
MOST_OWED = 10_000
# When to come back where no time is known: a breaker's probe or another call is awaited.
COME_BACK_S = 1.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Need:
    """What a request takes of each limit, as far as it can be known before.

    `requests` is more than one for a sequence that is of use only as a whole: all of it is let in
    together.
    """

    tokens: int = 0
    audio_s: float = 0.0
    requests: int = 1

    @property
    def amounts(self) -> Three:
        return self.requests, self.tokens, round(self.audio_s * 1000)


class Gate:
    """Made by `open_gate`. `window_s` is a minute but for tests and benchmarks, which scale it."""

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
        self._away_until = 0.0

    def limiter(self, provider: str, model: str, credential: str, bounds: Bounds) -> "Limiter":
        """The same for the same three. The credential goes no further than its hash."""
        key = hashlib.sha256(credential.encode()).hexdigest()[:12]
        name = f"{provider}:{model}:{key}"
        return self._limiters.setdefault(name, Limiter(self, name, f"{provider}:{key}", bounds))

    def vendor(self, name: str, credential: str) -> "Limiter":
        """Of a vendor that has no models and tells no limits: calls at once, pauses and the
        breaker.
        """
        return self.limiter(
            name, "", credential, Bounds(concurrency=self._settings.other_concurrency)
        )

    async def ask_redis(self, call: Callable[[], Coroutine[Any, Any, T]]) -> T | None:
        """None when Redis does not answer in time."""
        if time.monotonic() < self._away_until:
            return None
        try:
            return await _answer_within(call(), REDIS_TIMEOUT_S)
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("gate without Redis, keeping to its own share", error=type(error).__name__)
        self._away_until = time.monotonic() + AWAY_S
        return None

    async def keep_slots(self) -> None:
        """Until cancelled: what is under way keeps its slot, and loses it when this
        process dies.
        """
        while True:
            self.workers = await self.ask_redis(self.limits.be_seen) or self.workers
            await asyncio.sleep(LEASE_S / 3)
            for limiter in list(self._limiters.values()):
                await limiter.renew()


class Passage:
    """One request that may be sent. Tell it what the vendor says; the rest is seen from how the
    block ends.
    """

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        self.feedback = Feedback()

    def used(self, *, tokens: int) -> None:
        """Takes what the answer says that was used, instead of the estimate."""
        requests, _, audio_ms = self.ticket.needs
        self.feedback.used = (requests, tokens, audio_ms)

    def sending(self) -> None:
        """Counts a request of a sequence, which may turn out shorter or longer than was needed."""
        sent, _, _ = self.feedback.used or NOTHING
        _, tokens, audio_ms = self.ticket.needs
        self.feedback.used = (sent + 1, tokens, audio_ms)

    def learn(self, limits: Three, crowded_s: tuple[float, float, float]) -> None:
        """Takes limits by the minute, 0 where not stated, and how long there is no room in each."""
        self.feedback.limits, self.feedback.crowded_s = limits, crowded_s


class Limiter:
    """What may be sent to one model of a vendor under one key."""

    def __init__(self, gate: Gate, name: str, vendor: str, bounds: Bounds) -> None:
        self._gate = gate
        self._name = name
        self._vendor = vendor
        self._bounds = bounds
        self._own = LocalLimits(window_s=gate.window_s)
        self._under_way: dict[str, Ticket] = {}
        # Of each tenant one asks at a time, in the order in which they came.
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._left = asyncio.Event()
        self._limits: Three = bounds.a_minute
        self.learned: Three = NOTHING
        # What was sent of the own share, and Redis does not know of yet.
        self._owed: deque[tuple[float, Three]] = deque(maxlen=MOST_OWED)

    @asynccontextmanager
    async def passage(self, need: Need = Need(), *, tenant: str = "") -> AsyncIterator[Passage]:
        """Waits for its turn as long as the gate's patience, then raises RateLimited or
        VendorPaused with the time to come back.

        One that takes much of a limit waits longer once it has a place, but no longer than it takes
        of the limit.

        RateLimited inside pauses everybody, and is given the time of the pause. ProviderUnavailable
        and ProviderTimeout count towards the breaker, but NotStored does not.
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
                # The vendor's word where the pause is about as long.
                asked_s = min(passage.feedback.retry_after_s, pause_s + COME_BACK_S)
                refusal.retry_after_s = max(asked_s, pause_s) or COME_BACK_S

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
        # Who has a place keeps it: the line behind leaves room for what is larger than what is
        # left.
        while verdict.kind == "wait":
            ticket.reserved = True
            await asyncio.sleep(verdict.wait_s)
            verdict = await self._until_not_again(ticket, until)
        if verdict.kind == "later":
            raise _postponement(verdict)
        # Any time will do where Redis' is not known: it only tells that the request was sent.
        ticket.sent_at_us, ticket.at_once = verdict.now_us or 1, verdict.at_once

    async def _until_not_again(self, ticket: Ticket, until: float) -> Verdict:
        while True:
            # Of before the question: a place that is given back while Redis answers must not be
            # missed.
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
            # Also when the caller is cancelled: reported twice is better than never.
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
        """Of the last window; what was sent before it concerns no limit any more."""
        since = time.monotonic() - self._gate.window_s
        requests, tokens, audio_ms = (
            sum(needs[at] for sent_at, needs in owed if sent_at > since) for at in range(3)
        )
        return requests, tokens, audio_ms

    async def _leave_line(self, passage: Passage) -> float:
        """Returns for how long the vendor is left alone now."""
        ticket, feedback = passage.ticket, passage.feedback
        self.learned = _newer(feedback.limits, self.learned)
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
            # What another worker or our disk says tells nothing of the vendor.
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
        "busy": "as many calls as are allowed are under way",
    }
    feedback = reasons.get(verdict.reason, "the limit by the minute is used up")
    return RateLimited(feedback, retry_after_s=wait_s)


def _newer(feedback: Three, before: Three) -> Three:
    requests, tokens, audio_ms = (new or old for new, old in zip(feedback, before, strict=True))
    return requests, tokens, audio_ms


async def _answer_within(answer: Coroutine[Any, Any, T], limit_s: float) -> T:
    """Raises TimeoutError when the answer did not come in so much time in which this process was
    free.

    Time is counted in slices. One that took longer was a stall of ours: the answer may have been
    there all along.
    """
    asking = asyncio.ensure_future(answer)
    try:
        for _ in range(round(limit_s / REDIS_SLICE_S)):
            done, _ = await asyncio.wait((asking,), timeout=REDIS_SLICE_S)
            if done:
                return asking.result()
        raise TimeoutError
    finally:
        if not asking.done():
            with suppress(RedisError, OSError):
                await stop(asking)


@asynccontextmanager
async def open_gate(
    queue: QueueSettings,
    settings: LimitSettings,
    background: Background | None = None,
    *,
    window_s: float = WINDOW_S,
    patience_s: float = PATIENCE_S,
) -> AsyncIterator[Gate]:
    """Connects on first use. Its connections are its own: limits must not wait behind the queue's
    commands.
    """
    pool: Any = BlockingConnectionPool.from_url(
        queue.url,
        max_connections=queue.max_connections,
        timeout=SOCKET_TIMEOUT_S,
        socket_timeout=SOCKET_TIMEOUT_S,
        socket_connect_timeout=SOCKET_TIMEOUT_S,
        socket_keepalive=True,
    )
    redis = Redis(connection_pool=pool)
    gate = Gate(redis, settings, window_s=window_s, patience_s=patience_s)
    try:
        async with (background or Background()).running(gate.keep_slots(), name="gate slots"):
            yield gate
    finally:
        await redis.aclose(close_connection_pool=True)
