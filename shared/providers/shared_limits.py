"""A limiter's limits in Redis, where every worker takes from the same: scripts that are atomic there."""

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
    """What a limiter may take in a minute, and calls at once; 0 is not known, or without bound."""

    a_minute: Three = NOTHING
    concurrency: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """`go`: send. `wait`: a place is taken, ask again after `wait_s`. `again`: the same, and nothing is taken.
    `later`: come back after `wait_s`. `limits` are what is known of the vendor's now.
    """

    kind: Literal["go", "wait", "again", "later"]
    wait_s: float = 0.0
    reason: Literal["", "rate", "busy", "paused", "open"] = ""
    now_us: int = 0
    workers: int = 1
    limits: Three = NOTHING


@dataclass(slots=True)
class Ticket:
    """One request on its way through the gate. `in_redis` when it was there that it was let in last."""

    id: str
    tenant: str
    needs: Three
    reserved: bool = False
    sent_at_us: int = 0
    in_redis: bool = False


@dataclass(slots=True)
class Told:
    """What is known of a request that is over. None of `used` is as estimated; limits are by the minute, as learned
    from the vendor; `crowded_s` is how long its limits have no room because others use them too.
    """

    outcome: Literal["answered", "limited", "failed", "unknown"] = "unknown"
    retry_after_s: float = 0.0
    used: Three | None = None
    limits: Three = NOTHING
    crowded_s: tuple[float, float, float] = field(default=(0.0, 0.0, 0.0))


@dataclass(frozen=True, slots=True)
class Breaker:
    """Opens after so many failures in a row, for so long."""

    failures: int
    open_s: float


class SharedLimits:
    """Raises RedisError, OSError. `clock` gives microseconds and is for tests; without it Redis' own counts."""

    def __init__(
        self, redis: Redis, *, worker: str, window_s: float, lease_s: float, clock: Callable[[], int] | None = None
    ) -> None:
        self._redis = redis
        self._worker = worker
        self._window_us = _us(window_s)
        self._lease_us = _us(lease_s)
        self._clock = clock
        opening = (SCRIPTS / "limiter.lua").read_text()
        self._enter, self._leave, self._renew = (
            redis.register_script(opening + (SCRIPTS / f"{name}.lua").read_text())
            for name in ("enter", "leave", "renew")
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
    ) -> Verdict:
        """`remembered` are limits the vendor told, should Redis have forgotten them; `owed` is what was sent without
        asking here.
        """
        answer = await self._enter(
            keys=[*_keys(limiter, vendor), *_more_keys(limiter)],
            args=[
                *self._opening(ticket),
                ticket.tenant,
                self._worker,
                self._lease_us,
                _us(patience_s),
                int(ticket.reserved),
                bounds.concurrency,
                *bounds.a_minute,
                *ticket.needs,
                *remembered,
                *owed,
            ],
        )
        return _verdict(answer)

    async def leave(
        self, limiter: str, vendor: str, ticket: Ticket, bounds: Bounds, told: Told, breaker: Breaker
    ) -> None:
        taken = ticket.needs if ticket.in_redis and (ticket.reserved or ticket.sent_at_us) else NOTHING
        used = (told.used or ticket.needs) if ticket.in_redis and ticket.sent_at_us else NOTHING
        await self._leave(
            keys=_keys(limiter, vendor),
            args=[
                *self._opening(ticket),
                told.outcome,
                ticket.sent_at_us,
                _us(told.retry_after_s),
                breaker.failures,
                _us(breaker.open_s),
                *bounds.a_minute,
                *taken,
                *used,
                *told.limits,
                *map(_us, told.crowded_s),
            ],
        )

    async def be_seen(self) -> int:
        """How many workers were, lately."""
        now_us = self._clock() if self._clock else _now_us(await self._redis.time())
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.zadd(WORKERS, {self._worker: now_us})
            pipe.zremrangebyscore(WORKERS, "-inf", now_us - WORKER_GONE_US)
            pipe.zcard(WORKERS)
            answers = await pipe.execute()
        return int(answers[-1])

    async def renew(self, limiter: str, vendor: str, ticket: Ticket) -> None:
        await self._renew(keys=_keys(limiter, vendor), args=[*self._opening(ticket), self._lease_us])

    def _opening(self, ticket: Ticket) -> list[Any]:
        return [self._clock() if self._clock else "", self._window_us, ticket.id]


def _keys(limiter: str, vendor: str) -> Sequence[str]:
    of_limiter = f"{PREFIX}:{limiter}"
    return [of_limiter, f"{of_limiter}:slots", f"{PREFIX}:breaker:{vendor}", f"{of_limiter}:sent"]


def _more_keys(limiter: str) -> Sequence[str]:
    of_limiter = f"{PREFIX}:{limiter}"
    return [f"{of_limiter}:tenants", WORKERS, f"{of_limiter}:shares", f"{of_limiter}:returns"]


def _verdict(answer: Sequence[Any]) -> Verdict:
    kind, wait_us, reason, now, workers, *limits = answer
    return Verdict(kind.decode(), wait_us / 1e6, reason.decode(), int(now), workers, (limits[0], limits[1], limits[2]))


def _now_us(answer: tuple[int, int]) -> int:
    seconds, microseconds = answer
    return seconds * 1_000_000 + microseconds


def _us(seconds: float) -> int:
    return round(seconds * 1e6)
