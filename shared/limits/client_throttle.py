"""Throttles that all processes share: the rate at which one key may act.

While Redis is unavailable each process uses buckets of its own.
"""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from redis.asyncio import Redis

from shared.limits.bounded_redis import BoundedRedis, open_redis
from shared.settings.redis import QueueSettings

SCRIPT = Path(__file__).with_name("lua") / "throttle.lua"
KEY = "aftercall:throttle:"
# The buckets in a process's own memory.
MOST_BUCKETS = 10_000


@dataclass(frozen=True, slots=True)
class Bucket:
    """So many at once, and one more each `every_s` seconds. `name` is part of a key in Redis, so it
    holds no personal data.
    """

    name: str
    most: int
    every_s: float


@dataclass(frozen=True, slots=True)
class Left:
    """What a bucket answered: the seconds to wait (0 where one was taken), how many are left, and
    the seconds until it is full again.
    """

    wait_s: float
    left: int
    full_in_s: float


class Throttle:
    """Takes from buckets. Use `open_throttle` to create one; `clock` is for tests."""

    def __init__(self, redis: Redis, clock: Callable[[], float] = time.monotonic) -> None:
        self._script = redis.register_script(SCRIPT.read_text())
        self._redis = BoundedRedis("throttle without Redis, limiting by itself")
        self._clock = clock
        self._full_at: dict[str, float] = {}

    async def take(self, *buckets: Bucket, count: int = 1) -> tuple[Left, ...]:
        """Takes `count` from every bucket, or from none of them when one has too few. A count of 0
        only looks, and a negative one gives back.
        """
        arguments = [
            number for each in buckets for number in (round(each.every_s * 1e6), each.most)
        ]
        answer = await self._redis.run(
            lambda: self._script(
                keys=[KEY + each.name for each in buckets], args=[*arguments, count]
            )
        )
        if answer is None:
            return self._take_here(buckets, count)
        return tuple(
            Left(answer[at] / 1e6, max(0, answer[at + 1]), answer[at + 2] / 1e6)
            for at in range(0, len(answer), 3)
        )

    def _take_here(self, buckets: Sequence[Bucket], count: int) -> tuple[Left, ...]:
        """Does the same as the script, in memory."""
        now = self._clock()
        full_at = [
            max(now, max(now, self._full_at.get(each.name, 0.0)) + count * each.every_s)
            for each in buckets
        ]
        waits = [
            # Differences of less than a microsecond are rounding.
            max(0.0, round(at - each.most * each.every_s - now, 6))
            for each, at in zip(buckets, full_at, strict=True)
        ]
        if any(waits):
            full_at = [
                max(now, at - count * each.every_s)
                for each, at in zip(buckets, full_at, strict=True)
            ]
        else:
            self._full_at |= {each.name: at for each, at in zip(buckets, full_at, strict=True)}
            if len(self._full_at) > MOST_BUCKETS:
                # Full buckets go, and the oldest ones when too many remain.
                used = {name: at for name, at in self._full_at.items() if at > now}
                surplus = max(0, len(used) - MOST_BUCKETS // 2)
                self._full_at = dict(list(used.items())[surplus:])
        return tuple(
            Left(wait, max(0, int(each.most - (at - now) / each.every_s)), at - now)
            for each, at, wait in zip(buckets, full_at, waits, strict=True)
        )


@asynccontextmanager
async def open_throttle(settings: QueueSettings) -> AsyncIterator[Throttle]:
    async with open_redis(settings) as redis:
        yield Throttle(redis)
