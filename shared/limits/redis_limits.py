"""A limiter's limits in Redis, shared by all workers and changed by scripts that are
atomic there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from redis.asyncio import Redis

SCRIPTS = Path(__file__).with_name("lua")
PREFIX = "aftercall:gate"
WORKERS = f"{PREFIX}:workers"
WORKER_GONE_US = 30_000_000

# Requests, tokens, milliseconds of audio.
Three = tuple[int, int, int]
NOTHING: Three = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits of a limiter per minute, and of concurrent calls; 0 means unknown or unlimited."""

    a_minute: Three = NOTHING
    concurrency: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on a request. `go`: send. `wait`: a place is reserved, query again after
    `wait_s`. `again`: the same, and nothing is reserved. `later`: retry after `wait_s`. `limits`
    are the vendor's known limits.
    """

    kind: Literal["go", "wait", "again", "later"]
    wait_s: float = 0.0
    reason: Literal["", "rate", "busy", "paused", "open"] = ""
    now_us: int = 0
    workers: int = 1
    limits: Three = NOTHING
    tokens: int = 0
    at_once: int = 0


@dataclass(slots=True)
class Ticket:
    """One request, or a sequence of them, in the gate.

    `tokens` is the reserved part of the estimate in `needs`, `at_once` the number of tickets in
    progress when it was sent. `in_redis` says that Redis admitted it last.
    """

    id: str
    tenant: str
    needs: Three
    reserved: bool = False
    sent_at_us: int = 0
    in_redis: bool = False
    tokens: int = 0
    at_once: int = 0

    @property
    def taken(self) -> Three:
        requests, _, audio_ms = self.needs
        return requests, self.tokens, audio_ms


@dataclass(slots=True)
class Feedback:
    """Facts about a finished request. `used` None means as estimated; limits are per minute, as the
    vendor stated them; `crowded_s` is for how long its limits have no room because other clients
    use them too.
    """

    outcome: Literal["answered", "limited", "failed", "unknown"] = "unknown"
    retry_after_s: float = 0.0
    used: Three | None = None
    limits: Three = NOTHING
    crowded_s: tuple[float, float, float] = field(default=(0.0, 0.0, 0.0))


@dataclass(frozen=True, slots=True)
class Breaker:
    """The settings of a breaker: it opens after this many failures in a row, for this time."""

    failures: int
    open_s: float


@dataclass(frozen=True, slots=True)
class InUse:
    """How much of a limiter's limits is used by all workers. `sent` is of the last minute, `limits`
    are those a minute, 0 where none is known.

    `paused_s` is how much longer the vendor asked for a pause. `open_s` is how much longer the
    breaker admits nothing, 0 when the next request tries; both are None when nothing is held back.
    `failing_s` is how long every request has failed.
    """

    sent: Three
    limits: Three
    concurrency: int
    in_progress: int
    paused_s: float | None
    open_s: float | None
    failures: int
    failing_s: float | None


class RedisLimits:
    """Runs the scripts. Raises RedisError, OSError. `clock` returns microseconds and is for tests;
    without it the clock of Redis is used.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        worker: str,
        window_s: float,
        lease_s: float,
        clock: Callable[[], int] | None = None,
    ) -> None:
        self._redis = redis
        self._worker = worker
        self._window_us = _us(window_s)
        self._lease_us = _us(lease_s)
        self._clock = clock
        self._enter, self._leave, self._renew, self._look = (
            redis.register_script("".join((SCRIPTS / f"{name}.lua").read_text() for name in names))
            for names in (
                ("limiter", "enter"),
                ("limiter", "refusals", "leave"),
                ("limiter", "renew"),
                ("limiter", "look"),
            )
        )

    async def enter(
        self,
        limiter: str,
        vendor: str,
        ticket: Ticket,
        bounds: Bounds,
        *,
        remembered: Three,
        owed: Three,
        patience_s: float,
        strays: Sequence[str] = (),
    ) -> Verdict:
        """Requests admission of a ticket, and reports what Redis may not know.

        `remembered` are limits that the vendor stated, `owed` is what was sent without Redis, and
        `strays` are tickets in progress that were admitted without Redis.
        """
        of_limiter = f"{PREFIX}:{limiter}"
        answer = await self._enter(
            keys=[
                *_redis_keys(limiter, vendor),
                f"{of_limiter}:tenants",
                WORKERS,
                f"{of_limiter}:shares",
                f"{of_limiter}:returns",
            ],
            args=[
                *self._opening(ticket),
                ticket.tenant,
                self._worker,
                self._lease_us,
                _us(patience_s),
                int(ticket.reserved),
                bounds.concurrency,
                *bounds.a_minute,
                *(ticket.taken if ticket.reserved else ticket.needs),
                *remembered,
                *owed,
                len(strays),
                *strays,
            ],
        )
        kind, wait_us, reason, now, workers, requests, tokens, audio_ms, taken, at_once = answer
        return Verdict(
            kind.decode(),
            wait_us / 1e6,
            reason.decode(),
            int(now),
            workers,
            (requests, tokens, audio_ms),
            tokens=taken,
            at_once=at_once,
        )

    async def leave(
        self,
        limiter: str,
        vendor: str,
        ticket: Ticket,
        bounds: Bounds,
        feedback: Feedback,
        breaker: Breaker,
    ) -> float:
        """Releases the ticket's slot and its unused estimate. Returns the seconds for which the
        limiter pauses now.
        """
        taken = (
            ticket.taken if ticket.in_redis and (ticket.reserved or ticket.sent_at_us) else NOTHING
        )
        used = (feedback.used or ticket.taken) if ticket.in_redis and ticket.sent_at_us else NOTHING
        pause_us = await self._leave(
            keys=_redis_keys(limiter, vendor),
            args=[
                *self._opening(ticket),
                feedback.outcome,
                ticket.sent_at_us,
                ticket.at_once,
                _us(feedback.retry_after_s),
                breaker.failures,
                _us(breaker.open_s),
                *bounds.a_minute,
                *taken,
                *used,
                *feedback.limits,
                *map(_us, feedback.crowded_s),
                ticket.needs[1],
            ],
        )
        return float(pause_us) / 1e6

    async def be_seen(self) -> int:
        """Reports this worker and returns how many workers were seen lately."""
        if self._clock:
            now_us = self._clock()
        else:
            seconds, microseconds = await self._redis.time()
            now_us = seconds * 1_000_000 + microseconds
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.zadd(WORKERS, {self._worker: now_us})
            pipe.zremrangebyscore(WORKERS, "-inf", now_us - WORKER_GONE_US)
            pipe.zcard(WORKERS)
            answers = await pipe.execute()
        return int(answers[-1])

    async def renew(self, limiter: str, vendor: str, ticket: Ticket) -> None:
        await self._renew(
            keys=_redis_keys(limiter, vendor), args=[*self._opening(ticket), self._lease_us]
        )

    async def look(self, limiter: str, vendor: str, bounds: Bounds, learned: Three) -> InUse:
        """Returns what is used of a limiter, whose workers learned these limits from the vendor."""
        answer = await self._look(
            keys=_redis_keys(limiter, vendor),
            args=[*self._opening(None), *bounds.a_minute, *learned, bounds.concurrency],
        )
        sent, limits, rest = answer[:3], answer[3:6], [int(value) for value in answer[6:]]
        concurrency, in_progress, paused_us, open_us, failures, failing_us = rest
        return InUse(
            sent=(int(sent[0]), int(sent[1]), int(sent[2])),
            limits=(int(limits[0]), int(limits[1]), int(limits[2])),
            concurrency=concurrency,
            in_progress=in_progress,
            paused_s=_seconds_or_none(paused_us),
            open_s=_seconds_or_none(open_us),
            failures=failures,
            failing_s=_seconds_or_none(failing_us),
        )

    def _opening(self, ticket: Ticket | None) -> list[Any]:
        now = self._clock() if self._clock else ""
        return [now, self._window_us, ticket.id if ticket else ""]


def _redis_keys(limiter: str, vendor: str) -> Sequence[str]:
    of_limiter = f"{PREFIX}:{limiter}"
    breaker = f"{PREFIX}:breaker:{vendor}"
    return [
        of_limiter,
        f"{of_limiter}:slots",
        breaker,
        *(f"{of_limiter}:{of}" for of in ("sent", "begun", "ended")),
    ]


def _seconds_or_none(microseconds: int) -> float | None:
    return None if microseconds < 0 else microseconds / 1e6


def _us(seconds: float) -> int:
    return round(seconds * 1e6)
