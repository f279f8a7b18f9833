"""A vendor that says 429 or keeps failing is left alone by every worker, then tried by one. In
virtual time.
"""

from collections.abc import Awaitable, Callable

import pytest
from redis.asyncio import Redis

from shared.limits.redis_limits import Bounds, Feedback, Ticket
from tests.support.lines import BREAKER, LEASE_S, Line, ticket

LIMITED = Feedback("limited", retry_after_s=30.0)
FAILED = Feedback("failed")


async def sent(line: Line, *, worker: str = "one") -> Ticket:
    one = ticket()
    assert (await line.enter(one, worker=worker)).kind == "go"
    return one


async def test_a_429_pauses_every_worker_until_its_time(redis: Redis) -> None:
    line = Line(redis, Bounds())
    await line.leave(await sent(line), LIMITED)
    verdict = await line.enter(ticket(), worker="two")
    assert (verdict.kind, verdict.reason, verdict.wait_s) == ("later", "paused", 30)
    line.now_s += 30
    await sent(line, worker="two")


async def test_a_short_pause_is_waited_for(redis: Redis) -> None:
    line = Line(redis, Bounds())
    await line.leave(await sent(line), Feedback("limited", retry_after_s=1.5))
    verdict = await line.enter(ticket())
    assert (verdict.kind, verdict.wait_s) == ("again", 1.5)


async def test_after_a_pause_one_goes_first(redis: Redis) -> None:
    line = Line(redis, Bounds())
    await line.leave(await sent(line), LIMITED)
    line.now_s += 31
    probe = await sent(line)
    assert (await line.enter(ticket(), worker="two")).reason == "paused"
    await line.answered(probe)
    line.now_s += 0.5
    await sent(line, worker="two")


async def test_who_went_first_and_is_not_refused_soon_ends_the_pause(redis: Redis) -> None:
    line = Line(redis, Bounds())
    await line.leave(await sent(line), LIMITED)
    line.now_s += 31
    slow = await sent(line)
    line.now_s += 6
    both = [await sent(line), await sent(line, worker="two")]
    for one in (slow, *both):
        await line.answered(one)


async def test_a_storm_costs_one_request_in_each_pause(redis: Redis) -> None:
    line = Line(redis, Bounds((600, 0, 0)))
    await line.leave(await sent(line), LIMITED)
    for _ in range(5):
        line.now_s += 31
        probe = await sent(line)
        asked = [await line.enter(ticket()) for _ in range(20)]
        assert {verdict.reason for verdict in asked} == {"paused"}
        await line.leave(probe, LIMITED)


async def test_pauses_that_prove_too_short_grow(redis: Redis) -> None:
    line = Line(redis, Bounds())
    pauses = []
    for _ in range(7):
        pauses.append(await line.leave(await sent(line), Feedback("limited")))
        line.now_s += pauses[-1]
    assert pauses == [1, 2, 4, 8, 10, 10, 10]


async def test_a_time_of_hours_is_believed_as_it_proves_true(redis: Redis) -> None:
    line = Line(redis, Bounds())
    pauses = []
    for _ in range(4):
        pauses.append(await line.leave(await sent(line), Feedback("limited", retry_after_s=3600)))
        line.now_s += pauses[-1]
    assert pauses == [60, 120, 240, 480]


async def test_followers_of_who_goes_first_come_as_fast_as_refusals_would(redis: Redis) -> None:
    line = Line(redis, Bounds())
    await line.leave(await sent(line), Feedback("limited"))
    line.now_s += 1
    await line.answered(await sent(line))
    began_s, count = line.now_s, 0
    while line.now_s < began_s + 1.01:
        verdict = await line.enter(ticket())
        count += verdict.kind == "go"
        line.now_s += verdict.wait_s
    assert 8 <= count <= 16


async def sent_after(line: Line, seconds: float) -> Ticket:
    line.now_s += seconds
    return await sent(line)


async def fail(line: Line, times: int) -> None:
    for _ in range(times):
        await line.leave(await sent(line), FAILED)


async def test_failures_in_a_row_open_the_breaker_for_all_of_the_vendor(redis: Redis) -> None:
    line, other = Line(redis, Bounds()), Line(redis, Bounds())
    other.vendor = line.vendor
    await fail(line, BREAKER.failures)
    verdict = await other.enter(ticket(), worker="two")
    assert (verdict.kind, verdict.reason, verdict.wait_s) == ("later", "open", BREAKER.open_s)


async def test_an_answer_between_failures_keeps_the_breaker_closed(redis: Redis) -> None:
    line = Line(redis, Bounds())
    await fail(line, BREAKER.failures - 1)
    await line.answered(await sent(line))
    await fail(line, BREAKER.failures - 1)
    await sent(line)


async def test_a_half_open_breaker_lets_one_through(redis: Redis) -> None:
    line = Line(redis, Bounds())
    await fail(line, BREAKER.failures)
    line.now_s += BREAKER.open_s
    probe = await sent(line)
    reasons = {(await line.enter(ticket(), worker=f"w{n}")).reason for n in range(5)}
    assert reasons == {"open"}
    await line.answered(probe)
    await sent(line, worker="two")


async def test_a_probe_that_fails_opens_the_breaker_again(redis: Redis) -> None:
    line = Line(redis, Bounds())
    await fail(line, BREAKER.failures)
    line.now_s += BREAKER.open_s
    await fail(line, 1)
    assert (await line.enter(ticket())).wait_s == BREAKER.open_s


async def test_a_probe_that_tells_nothing_lets_another_go(redis: Redis) -> None:
    line = Line(redis, Bounds())
    await fail(line, BREAKER.failures)
    line.now_s += BREAKER.open_s
    await line.leave(await sent(line), Feedback("unknown"))
    await sent(line)


async def test_a_dead_workers_probe_is_replaced(redis: Redis) -> None:
    line = Line(redis, Bounds())
    await fail(line, BREAKER.failures)
    line.now_s += BREAKER.open_s
    await sent(line, worker="killed")
    line.now_s += LEASE_S + 1
    await sent(line, worker="two")


async def test_a_late_answer_does_not_close_an_open_breaker(redis: Redis) -> None:
    line = Line(redis, Bounds())
    slow = await sent(line)
    await fail(line, BREAKER.failures)
    await line.answered(slow)
    assert (await line.enter(ticket())).reason == "open"


async def held_up_by_rate(line: Line) -> None:
    await line.answered(await sent(line))


async def held_up_by_a_slot(line: Line) -> None:
    await sent(line)


async def held_up_by_a_429(line: Line) -> None:
    await line.leave(await sent(line), LIMITED)


async def held_up_by_the_breaker(line: Line) -> None:
    for _ in range(BREAKER.failures):
        await line.leave(await sent_after(line, 10), FAILED)


@pytest.mark.parametrize(
    "held_up", [held_up_by_rate, held_up_by_a_slot, held_up_by_a_429, held_up_by_the_breaker]
)
async def test_a_clock_that_was_set_back_holds_nobody_up(
    redis: Redis, held_up: Callable[[Line], Awaitable[None]]
) -> None:
    line = Line(redis, Bounds((10, 0, 0), concurrency=1))
    await held_up(line)
    assert (await line.enter(ticket())).kind != "go"
    line.now_s -= 3600
    await sent(line, worker="two")
