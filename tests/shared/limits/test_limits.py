"""What all workers together may send: limits by the minute, tenants' shares, calls at once. In
virtual time.
"""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from shared.limits.redis_limits import Bounds, Feedback
from tests.support.lines import LEASE_S, Line, NewCall, drive, ticket


def steady(
    count: int, *, every_s: float = 0.0, tenant: str = "t", needs: tuple[int, int, int] = (1, 0, 0)
) -> list[NewCall]:
    return [NewCall(number * every_s, needs, tenant) for number in range(count)]


@pytest.mark.parametrize("limit", [1, 3, 60])
async def test_a_limit_of_requests_is_kept_and_used(redis: Redis, limit: int) -> None:
    line = Line(redis, Bounds((limit, 0, 0)))
    await drive(line, steady(4 * limit), until_s=180)
    assert line.most_in_a_window(0) <= limit
    assert len(line.sent) >= int(0.9 * 3 * limit) - 1


@pytest.mark.parametrize(
    ("kind", "limit", "each"), [(1, 30_000, 4_500), (2, 600_000, 300_000), (1, 90_000, 900)]
)
async def test_limits_of_tokens_and_of_audio_are_kept_and_used(
    redis: Redis, kind: int, limit: int, each: int
) -> None:
    needs = (1, each, 0) if kind == 1 else (1, 0, each)
    line = Line(redis, Bounds((0, limit if kind == 1 else 0, limit if kind == 2 else 0)))
    await drive(line, steady(4 * limit // each, needs=needs), until_s=180)
    assert line.most_in_a_window(kind) <= limit
    assert sum(needs[kind] for _, needs in line.sent) >= 0.9 * 3 * (limit // each * each) - each


arrivals = st.lists(
    st.builds(
        NewCall,
        at_s=st.floats(0, 150),
        needs=st.tuples(st.just(1), st.integers(0, 3_000), st.integers(0, 9_000)),
        tenant=st.sampled_from("ab"),
        late_s=st.sampled_from([0.0, 0.0, 0.01, 0.5, 3.0]),
    ),
    max_size=60,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(demand=arrivals, limit=st.sampled_from([(7, 0, 0), (20, 9_000, 0), (40, 5_000, 30_000)]))
async def test_no_window_ever_holds_more_than_a_limit(
    redis: Redis, demand: list[NewCall], limit: tuple[int, int, int]
) -> None:
    line = Line(redis, Bounds(limit))
    await drive(line, demand, until_s=240)
    for kind, most in enumerate(limit):
        assert not most or line.most_in_a_window(kind) <= most


sequences = st.lists(
    st.builds(
        NewCall,
        at_s=st.floats(0, 60),
        needs=st.integers(1, 5).map(lambda requests: (requests, 0, 0)),
        tenant=st.sampled_from("ab"),
        late_s=st.sampled_from([0.0, 0.0, 0.5]),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(demand=sequences, limit=st.integers(5, 20))
async def test_no_sequence_of_requests_starves_and_none_exceeds_a_limit(
    redis: Redis, demand: list[NewCall], limit: int
) -> None:
    line = Line(redis, Bounds((limit, 0, 0)))
    windows = sum(arrival.needs[0] for arrival in demand) / limit
    sent = await drive(line, demand, until_s=60 + 2 * 62 * (windows + 2))
    assert sum(sent.values()) == len(demand)
    assert line.most_in_a_window(0) <= limit


async def test_a_sequence_is_charged_by_what_was_sent_of_it(redis: Redis) -> None:
    line = Line(redis, Bounds((10, 0, 0)))
    for sent in (1, 7):
        sequence = ticket(needs=(2, 0, 0))
        assert (await line.enter(sequence)).kind == "go"
        line.now_s += 20
        await line.leave(sequence, Feedback("answered", used=(sent, 0, 0)))
    assert (await line.enter(ticket(needs=(3, 0, 0)))).kind == "later"
    line.now_s += 22
    assert (await line.enter(ticket(needs=(3, 0, 0)))).kind != "later"


async def test_workers_take_from_the_same_limit(redis: Redis) -> None:
    line = Line(redis, Bounds((60, 0, 0)))
    verdicts = [await line.enter(ticket(), worker=name) for name in ("one", "two") * 3]
    assert [verdict.kind for verdict in verdicts] == ["go", "go", "go", "wait", "wait", "later"]
    assert verdicts[-1].workers == 2


async def test_what_was_not_used_goes_back(redis: Redis) -> None:
    line = Line(redis, Bounds((0, 6_000, 0)))
    first = ticket(needs=(1, 5_000, 0))
    await line.enter(first)
    assert (await line.enter(ticket(needs=(1, 5_000, 0)))).kind == "later"
    await line.leave(first, Feedback("answered", used=(1, 10, 0)))
    line.now_s += 1
    assert (await line.enter(ticket(needs=(1, 5_000, 0)))).kind == "go"


async def test_estimates_that_are_much_too_high_do_not_waste_the_limit(redis: Redis) -> None:
    line = Line(redis, Bounds((0, 30_000, 0)))
    asked = steady(200, needs=(1, 5_000, 0))
    sent = await drive(
        line,
        asked,
        until_s=300,
        lasting_s=1.5,
        answer=lambda: Feedback("answered", used=(1, 500, 0)),
    )
    assert sent["t"] >= 100


async def test_a_place_that_is_given_up_is_free_again(redis: Redis) -> None:
    line = Line(redis, Bounds((60, 0, 0)))
    for _ in range(3):
        await line.enter(ticket())
    waiting = ticket()
    first = await line.enter(waiting)
    assert first.kind == "wait"
    await line.leave(waiting, Feedback())
    again = await line.enter(ticket())
    assert again.kind == "wait"
    assert again.wait_s == pytest.approx(first.wait_s, abs=0.01)


async def test_a_tenant_with_one_call_does_not_wait_behind_another_with_a_thousand(
    redis: Redis,
) -> None:
    line = Line(redis, Bounds((60, 0, 0)))
    sent = await drive(
        line, [*steady(1000, tenant="large"), NewCall(60, (1, 0, 0), "small")], until_s=65
    )
    assert sent["small"] == 1


async def test_tenants_share_a_saturated_limit_evenly(redis: Redis) -> None:
    line = Line(redis, Bounds((120, 0, 0)))
    demand = [*steady(900, tenant="large"), *steady(300, tenant="small", every_s=0.4)]
    sent = await drive(line, demand, until_s=240)
    assert sent["small"] >= 0.4 * len(line.sent)
    assert len(line.sent) >= 0.9 * 480


@pytest.mark.parametrize(("tokens", "minutes"), [(2000, 5), (4000, 5), (9000, 7), (20_000, 15)])
async def test_large_requests_have_their_turn_among_small_ones(
    redis: Redis, tokens: int, minutes: int
) -> None:
    line = Line(redis, Bounds((0, 60_000, 0)))
    small = [NewCall(n * 0.8, (1, 1000, 0), "small") for n in range(75 * minutes)]
    large = [NewCall(120.0 + n, (1, tokens, 0), "large") for n in range(10)]
    sent = await drive(line, small + large, until_s=60 * minutes)
    assert sent["large"] == 10
    assert line.most_in_a_window(1) <= 60_000
    assert sum(needs[1] for _, needs in line.sent) >= 0.85 * minutes * 60_000


async def test_a_tenant_alone_may_use_all_of_it(redis: Redis) -> None:
    line = Line(redis, Bounds((120, 0, 0)))
    sent = await drive(
        line, [NewCall(0, (1, 0, 0), "small"), *steady(600, tenant="large")], until_s=120
    )
    assert sent["large"] >= 0.9 * 240


async def test_what_was_sent_without_asking_counts_afterwards(redis: Redis) -> None:
    line = Line(redis, Bounds((60, 0, 0)))
    verdict = await line.enter(ticket(), owed=(30, 0, 0))
    assert verdict.kind == "later"
    line.now_s += 32
    await drive(line, steady(100), until_s=27)
    assert len(line.sent) <= 30


async def test_calls_at_once_are_bounded(redis: Redis) -> None:
    line = Line(redis, Bounds(concurrency=2))
    under_way = [ticket(), ticket()]
    assert [
        (await line.enter(one, worker=w)).kind
        for one, w in zip(under_way, ("one", "two"), strict=True)
    ] == ["go"] * 2
    assert (await line.enter(ticket())).reason == "busy"
    await line.answered(under_way[0])
    assert (await line.enter(ticket())).kind == "go"


async def test_a_dead_workers_slot_comes_back(redis: Redis) -> None:
    line = Line(redis, Bounds(concurrency=1))
    await line.enter(ticket(), worker="killed")
    line.now_s += LEASE_S - 1
    assert (await line.enter(ticket())).reason == "busy"
    line.now_s += 2
    assert (await line.enter(ticket())).kind == "go"


async def test_a_slot_that_is_renewed_stays_taken(redis: Redis) -> None:
    line = Line(redis, Bounds(concurrency=1))
    long = ticket()
    await line.enter(long)
    for _ in range(3):
        line.now_s += LEASE_S - 1
        await line.limits().renew(line.limiter, line.vendor, long)
    assert (await line.enter(ticket())).reason == "busy"


async def test_a_tenant_with_more_than_its_share_leaves_a_slot(redis: Redis) -> None:
    line = Line(redis, Bounds(concurrency=8))
    first = ticket("small")
    await line.enter(first)
    await line.answered(first)
    line.now_s += 1
    taken = [(await line.enter(ticket("large"))).reason for _ in range(9)]
    assert taken.count("busy") == 2
    assert (await line.enter(ticket("small"))).reason != "busy"


async def test_many_at_once_are_each_told_once(redis: Redis) -> None:
    line = Line(redis, Bounds((100, 0, 0), concurrency=5))
    verdicts = await asyncio.gather(*(line.enter(ticket(), worker=f"w{n % 3}") for n in range(30)))
    assert sum(verdict.kind in ("go", "wait") for verdict in verdicts) == 5


async def test_learned_limits_hold_for_everybody(redis: Redis) -> None:
    line = Line(redis, Bounds())
    first = ticket()
    await line.enter(first)
    await line.leave(first, Feedback("answered", limits=(60, 0, 0)))
    verdicts = [await line.enter(ticket(), worker="two") for _ in range(6)]
    assert [verdict.kind for verdict in verdicts][-1] == "later"
    assert verdicts[0].limits == (60, 0, 0)


async def test_limits_forgotten_by_redis_are_those_a_worker_remembers(redis: Redis) -> None:
    line = Line(redis, Bounds())
    verdict = await line.enter(ticket(), remembered=(60, 0, 0))
    assert verdict.limits == (60, 0, 0)


async def test_what_redis_forgot_is_not_given_back(redis: Redis) -> None:
    line = Line(redis, Bounds((0, 1000, 0)))
    before = ticket(needs=(1, 900, 0))
    await line.enter(before)
    await redis.flushall()
    line.now_s += 1
    line.sent.clear()
    await line.enter(ticket(needs=(1, 900, 0)))
    await line.leave(before, Feedback("answered", used=(1, 10, 0)))
    line.now_s += 2
    assert (await line.enter(ticket(needs=(1, 900, 0)))).kind != "go"
    assert line.most_in_a_window(1) == 900


async def test_the_smaller_of_configured_and_learned_holds(redis: Redis) -> None:
    line = Line(redis, Bounds((500, 0, 0)))
    first = ticket()
    await line.enter(first)
    await line.leave(first, Feedback("answered", limits=(60, 900, 0)))
    assert (await line.enter(ticket())).limits == (60, 900, 0)


async def test_a_crowded_limit_is_left_alone_until_it_has_room(redis: Redis) -> None:
    line = Line(redis, Bounds((6000, 0, 0)))
    first = ticket()
    await line.enter(first)
    await line.leave(first, Feedback("answered", crowded_s=(3.0, 0.0, 0.0)))
    assert (await line.enter(ticket())).kind == "later"
    line.now_s += 3
    assert (await line.enter(ticket())).kind == "go"


async def test_keys_do_not_stay_for_ever(redis: Redis) -> None:
    line = Line(redis, Bounds((6, 60, 0), concurrency=1))
    first = ticket(needs=(1, 10, 0))
    await line.enter(first)
    await line.enter(ticket())
    await line.leave(first, Feedback("failed"))
    keys = [key async for key in redis.scan_iter("aftercall:gate:*")]
    assert keys
    assert all([await redis.pttl(key) > 0 for key in keys])
