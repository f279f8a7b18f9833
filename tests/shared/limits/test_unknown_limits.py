"""Limits that a vendor has and does not tell: what a 429 teaches, and how soon it is forgotten. In
virtual time.
"""

import random
from collections.abc import Callable

import pytest
from redis.asyncio import Redis

from shared.limits.redis_limits import Bounds
from tests.fakes.limits import AtOnce, FixedWindow, Limit, SlidingLog, TokenBucket
from tests.support.lines import Line, ask_without_pause

KINDS: dict[str, Callable[[int], Limit]] = {
    "fixed": FixedWindow,
    "fixed from half": lambda limit: FixedWindow(limit, offset_s=30),
    "sliding": SlidingLog,
    "bucket": TokenBucket,
}


@pytest.mark.parametrize(
    ("retry_after_s", "refused_at"),
    [
        (0.0, [20.0]),
        (1.0, [20.0]),
        (20.0, [20.0]),
        (86_400.0, [20.0]),
        (0.0, [20.0, 21.5, 30.0]),
        (1.0, [20.0, 21.5, 30.0]),
    ],
)
async def test_after_a_429_the_pace_is_that_of_before_within_half_a_minute(
    redis: Redis, retry_after_s: float, refused_at: list[float]
) -> None:
    line, left = Line(redis, Bounds(concurrency=32)), list(refused_at)
    start_s = line.now_s

    def admits(now_s: float, _amount: int) -> bool:
        if left and now_s >= start_s + left[0]:
            left.pop(0)
            return False
        return True

    paused_until_s = refused_at[-1] + max(1.0, min(retry_after_s, 60.0))
    served = await ask_without_pause(
        line, admits, askers=10, until_s=paused_until_s + 30, retry_after_s=retry_after_s
    )
    before, after = served.amount(5, 20), served.amount(paused_until_s + 15, paused_until_s + 30)
    assert not left
    assert after >= 0.9 * before


@pytest.mark.parametrize("kind", KINDS)
async def test_a_limit_that_is_told_is_used_however_the_vendor_counts(
    redis: Redis, kind: str
) -> None:
    limit = KINDS[kind](60)
    line = Line(redis, Bounds((60, 0, 0)))
    served = await ask_without_pause(line, limit.admits, askers=20, until_s=300)
    assert not served.refused
    assert served.amount(0, 300) >= 0.9 * 300


@pytest.mark.parametrize("kind", KINDS)
async def test_a_limit_that_is_only_met_is_used_and_seldom_exceeded(
    redis: Redis, kind: str
) -> None:
    limit = KINDS[kind](60)
    served = await ask_without_pause(Line(redis, Bounds()), limit.admits, askers=20, until_s=480)
    assert served.amount(0, 300) >= 0.9 * 300
    assert len([at_s for at_s in served.refused if at_s >= 180]) <= 0.08 * served.amount(180, 480)


@pytest.mark.parametrize("told", [30_000, 0], ids=["told", "met"])
@pytest.mark.parametrize("kind", KINDS)
async def test_a_limit_of_tokens_is_used_though_estimates_are_far_too_high(
    redis: Redis, kind: str, told: int
) -> None:
    limit, numbers = KINDS[kind](30_000), random.Random(1)
    served = await ask_without_pause(
        Line(redis, Bounds((0, told, 0))),
        limit.admits,
        askers=20,
        until_s=300,
        tokens=lambda: numbers.randint(200, 1000),
        estimate=5_000,
    )
    assert not (told and served.refused)
    assert served.amount(0, 300) >= 0.9 * 150_000


@pytest.mark.parametrize("told", [8, 64], ids=["told", "met"])
@pytest.mark.parametrize(("lasting_s", "seen_late_s"), [(1.0, 0.0), (1.0, 0.1), (0.1, 0.05)])
async def test_a_limit_of_calls_at_once_is_used_and_seldom_exceeded(
    redis: Redis, told: int, lasting_s: float, seen_late_s: float
) -> None:
    limit, numbers, until_s = AtOnce(8), random.Random(1), 40 if lasting_s == 1.0 else 15
    served = await ask_without_pause(
        Line(redis, Bounds(concurrency=told)),
        limit.admits,
        done=limit.done,
        askers=12,
        until_s=until_s,
        lasting_s=lasting_s,
        seen_late_s=lambda: numbers.uniform(0, seen_late_s),
    )
    mean_s = lasting_s + seen_late_s / 2
    assert served.amount(5, until_s) >= 0.8 * 8 * (until_s - 5) / mean_s
    assert len(served.refused) <= (0 if told == 8 else 20)


async def test_a_vendor_that_refuses_at_random_is_not_slowed_down_for_ever(redis: Redis) -> None:
    numbers = random.Random(1)
    served = await ask_without_pause(
        Line(redis, Bounds()), lambda _at, _amount: numbers.random() > 0.005, askers=5, until_s=150
    )
    assert served.amount(90, 150) >= 0.5 * served.amount(0, 60)
