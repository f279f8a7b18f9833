"""The gate as its callers meet it: whose errors tell what, what is raised, and how it does without
Redis.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from cli.embedded import valkey_server
from shared.concurrency.tasks import working_limit
from shared.errors import (
    AftercallError,
    NotReadyYet,
    ProviderMalformed,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    QuotaExhausted,
    RateLimited,
    VendorPaused,
)
from shared.limits.local_limits import LocalLimits
from shared.limits.redis_limits import Bounds, RedisLimits, Three, Verdict
from shared.limits.vendor_gate import Gate, Limiter, Need, open_gate
from shared.settings.limits import LimitSettings
from shared.settings.redis import QueueSettings
from tests.support.gates import open_door
from tests.support.lines import ticket

NO_BOUNDS = Bounds()
LIMITS = LimitSettings.model_validate({"BREAKER_FAILURES": 2, "BREAKER_OPEN_S": 30})


@pytest.fixture
async def gates(redis_url: str) -> AsyncIterator[tuple[Gate, Gate]]:
    """Two workers' own."""
    queue = QueueSettings.model_validate({"REDIS_URL": redis_url})
    async with open_gate(queue, LIMITS) as one, open_gate(queue, LIMITS) as two:
        yield one, two


def limiter(gate: Gate, bounds: Bounds = NO_BOUNDS) -> Limiter:
    return gate.limiter("openai", "m", "sk-1", bounds)


async def ask(limiter: Limiter, error: Exception | None = None) -> None:
    async with limiter.passage():
        if error:
            raise error


async def test_a_429_reaches_the_other_worker(gates: tuple[Gate, Gate]) -> None:
    with pytest.raises(RateLimited):
        await ask(limiter(gates[0]), RateLimited("429", retry_after_s=30))
    with pytest.raises(RateLimited) as caught:
        await ask(limiter(gates[1]))
    assert caught.value.retry_after_s == pytest.approx(30, abs=2)


@pytest.mark.parametrize("retry_after_s", [None, 0.0, -5.0, float("nan"), 86_400.0, float("inf")])
async def test_a_429_without_a_time_or_with_a_wrong_one_pauses_for_a_minute_at_most(
    gates: tuple[Gate, Gate], retry_after_s: float | None
) -> None:
    gates[1].patience_s = 0.0
    with pytest.raises(RateLimited, match="429") as refused:
        await ask(limiter(gates[0]), RateLimited("429", retry_after_s=retry_after_s))
    with pytest.raises(RateLimited, match="asked for a pause") as held_back:
        await ask(limiter(gates[1]))
    for error in (refused.value, held_back.value):
        assert error.retry_after_s
        assert 0 < error.retry_after_s <= 61


@pytest.mark.parametrize("error", [ProviderUnavailable("500"), ProviderTimeout("slow")])
async def test_failures_open_the_breaker_for_the_other_worker(
    gates: tuple[Gate, Gate], error: Exception
) -> None:
    for gate in gates:
        with pytest.raises(type(error)):
            await ask(limiter(gate), error)
    with pytest.raises(VendorPaused) as caught:
        await ask(limiter(gates[1]))
    assert caught.value.retry_after_s == pytest.approx(30, abs=2)


@pytest.mark.parametrize(
    "error",
    [
        ProviderRejected("400", reason="x"),
        QuotaExhausted("429", reason="insufficient_quota"),
        ProviderMalformed("no JSON"),
        NotReadyYet("404"),
    ],
)
async def test_a_refusal_is_an_answer(gates: tuple[Gate, Gate], error: AftercallError) -> None:
    for _ in range(3):
        with pytest.raises(type(error)):
            await ask(limiter(gates[0]), error)
    await ask(limiter(gates[1]))


async def test_other_keys_and_vendors_are_not_concerned(gates: tuple[Gate, Gate]) -> None:
    with pytest.raises(RateLimited):
        await ask(limiter(gates[0]), RateLimited("429", retry_after_s=30))
    await ask(gates[0].limiter("openai", "m", "sk-2", Bounds()))
    await ask(gates[0].vendor("pinecone", "sk-1"))


async def test_a_short_wait_is_waited_for(gates: tuple[Gate, Gate]) -> None:
    bounds = Bounds((600, 0, 0))
    sent = 0
    for _ in range(3):
        for gate in gates:
            await ask(limiter(gate, bounds))
            sent += 1
    assert sent == 6


async def test_a_long_wait_is_told_instead(gates: tuple[Gate, Gate]) -> None:
    bounds = Bounds((0, 100, 0))
    async with limiter(gates[0], bounds).passage(Need(tokens=90)):
        pass
    with pytest.raises(RateLimited) as caught:
        async with limiter(gates[1], bounds).passage(Need(tokens=90)):
            pytest.fail("let through")
    assert caught.value.retry_after_s


async def test_what_was_estimated_too_high_goes_back(gates: tuple[Gate, Gate]) -> None:
    bounds = Bounds((0, 6000, 0))
    async with limiter(gates[0], bounds).passage(Need(tokens=5500)) as passage:
        passage.used(tokens=10)
    await ask_for(limiter(gates[1], bounds), 5500)


async def ask_for(limiter: Limiter, tokens: int) -> None:
    async with limiter.passage(Need(tokens=tokens)):
        pass


async def test_who_is_cancelled_in_the_line_leaves_nothing_behind(
    redis_url: str, redis: Redis
) -> None:
    async def line_ends() -> float:
        keys = [key async for key in redis.scan_iter("aftercall:gate:*", _type="HASH")]
        untyped: Any = redis
        found = [await untyped.hget(key, "line1") for key in keys]
        return max(float(end or 0) for end in found)

    bounds = Bounds((60, 0, 0), concurrency=2)
    # The wait for a turn outlasts any machine's slowness: the request is still in the line when it
    # is cancelled.
    queue = QueueSettings.model_validate({"REDIS_URL": redis_url})
    async with open_gate(queue, LIMITS, window_s=36_000, patience_s=36_000) as gate:
        for _ in range(3):
            await ask(limiter(gate, bounds))
        before = await line_ends()
        waiting = asyncio.create_task(ask(limiter(gate, bounds)))
        while await line_ends() == before:
            await asyncio.sleep(0.01)
        assert not [key async for key in redis.scan_iter("*:slots")]
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert await line_ends() == before


async def test_slots_survive_a_flush(gates: tuple[Gate, Gate], redis: Redis) -> None:
    one, two = (limiter(gate, Bounds(concurrency=1)) for gate in gates)
    async with one.passage():
        await redis.flushall()
        await one.renew()
        with pytest.raises(RateLimited):
            await ask(two)
    await ask(two)


async def test_no_credential_reaches_redis(gates: tuple[Gate, Gate], redis: Redis) -> None:
    await ask(gates[0].limiter("openai", "m", "sk-very-secret", Bounds((60, 0, 0))))
    keys = [key.decode() async for key in redis.scan_iter("*")]
    assert keys
    assert not any("secret" in key for key in keys)


async def test_a_redis_that_dies_leaves_each_worker_its_share(
    tmp_path: Path, opened: AsyncExitStack
) -> None:
    with valkey_server(tmp_path, durable=False) as server:
        queue = QueueSettings.model_validate({"REDIS_URL": server.url})
        one, two = [await opened.enter_async_context(open_gate(queue, LIMITS)) for _ in range(2)]
        bounds = Bounds((300, 0, 0))
        await ask(limiter(two, bounds))
        await ask(limiter(one, bounds))
        server.stop()
        assert one.workers == 2
        for _ in range(3):
            await ask(limiter(one, bounds))
        with pytest.raises(RateLimited):
            await asyncio.gather(*(ask(limiter(one, bounds)) for _ in range(20)))


async def test_what_was_sent_without_redis_counts_when_it_is_back(
    tmp_path: Path, opened: AsyncExitStack
) -> None:
    with valkey_server(tmp_path, durable=False) as server:
        queue = QueueSettings.model_validate({"REDIS_URL": server.url})
        gate = await opened.enter_async_context(open_gate(queue, LIMITS))
        server.stop()
        for _ in range(3):
            await ask(limiter(gate))
        server.start()
        client = Redis.from_url(server.url)
        opened.push_async_callback(client.aclose)

        async def counted() -> int:
            sums = [await client.hvals(key) async for key in client.scan_iter("*:sent")]
            return sum(int(value) for values in sums for value in values)

        asked = 3
        while await counted() == 0:
            await ask(limiter(gate))
            asked += 1
            await asyncio.sleep(0.05)
        assert await counted() == asked


class Silent(RedisLimits):
    """Notes what it is told was sent without it, and does not answer."""

    def __init__(self) -> None:
        self.owed: list[Three] = []

    async def enter(self, *args: Any, owed: Three, **told: Any) -> Verdict:
        self.owed.append(owed)
        await asyncio.sleep(60)
        raise AssertionError

    async def leave(self, *args: Any) -> float:
        return 0.0


async def test_what_was_sent_without_redis_is_told_again_when_who_told_it_was_cancelled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shared.limits.bounded_redis.AWAY_S", 0.0)
    gate = open_door()
    for _ in range(3):
        await ask(limiter(gate))
    gate.limits = silent = Silent()
    asking = asyncio.create_task(ask(limiter(gate)))
    while not silent.owed:
        await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await ask(limiter(gate))
    assert len(silent.owed) > 1
    assert set(silent.owed) == {(3, 0, 0)}


async def test_stalls_of_this_process_are_not_taken_for_a_silent_redis(
    gates: tuple[Gate, Gate], redis: Redis
) -> None:
    async def answer_between_stalls() -> bool:
        for _ in range(4):
            asyncio.get_running_loop().call_soon(time.sleep, 0.3)
            await redis.ping()
        return True

    assert await gates[0].ask_redis(answer_between_stalls)


async def test_a_redis_that_is_silent_holds_nobody_up(opened: AsyncExitStack) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    queue = QueueSettings.model_validate({"REDIS_HOST": "127.0.0.1", "REDIS_PORT": port})
    async with server, open_gate(queue, LIMITS) as gate:
        for _ in range(20):
            await ask(limiter(gate))


async def test_without_redis_a_429_still_pauses_this_worker() -> None:
    one = limiter(open_door())
    with pytest.raises(RateLimited):
        await ask(one, RateLimited("429", retry_after_s=30))
    with pytest.raises(RateLimited):
        await ask(one)


def test_the_own_share_is_the_limit_by_the_workers() -> None:
    now_s = 0.0
    share = LocalLimits(window_s=60, clock=lambda: now_s)
    sent = 0
    while now_s < 120:
        verdict = share.enter(
            ticket(), Bounds((100, 0, 0)), (100, 0, 0), workers=4, patience_s=0, under_way=0
        )
        sent += verdict.kind == "go"
        now_s += 0.1
    assert 0.9 * 50 <= sent <= 50


@pytest.mark.parametrize(("under_way", "kind"), [(0, "go"), (1, "again")])
def test_the_own_share_of_calls_at_once_counts_those_that_redis_let_in(
    under_way: int, kind: str
) -> None:
    verdict = LocalLimits(window_s=60).enter(
        ticket(), Bounds(concurrency=2), (0, 0, 0), workers=2, patience_s=2, under_way=under_way
    )
    assert verdict.kind == kind


async def test_waiting_for_its_turn_counts_towards_no_time_limit_of_the_work(
    gates: tuple[Gate, Gate],
) -> None:
    """The place is taken for as long as the work may take, and only then given back."""
    one = limiter(gates[0], Bounds(concurrency=1))
    waited = False
    async with asyncio.TaskGroup() as group, one.passage():

        async def work() -> None:
            nonlocal waited
            async with working_limit(0.5):
                await ask(one)
                waited = True

        waiting = group.create_task(work())
        await asyncio.wait({waiting}, timeout=0.8)
        assert not waiting.done()
    assert waited
