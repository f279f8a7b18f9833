"""The worker's own loop: woken by wakeups, fair when full, and at home without Redis."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from arq.worker import Worker, func
from redis.asyncio import Redis

from cli.embedded import valkey_server
from shared.concurrency.tasks import stop
from shared.domain.ids import JobId, TenantId, new_id
from shared.liveness import health_key
from shared.queue.queue import PROCESS_CALL, QUEUE_NAME, WORKERS_KEY, Queue, Wakeup, open_redis
from shared.settings.load import Settings, load_settings
from tests.support.processes import until
from worker.loop import QueueWorker

NORTH, SOUTH, WEST = (TenantId(new_id()) for _ in range(3))


class Runs:
    """What the worker was told to look at; `gate` holds every run while it is closed."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.faults: list[Exception] = []

    async def look_at(self, job_id: str) -> None:
        self.started.append(job_id)
        await self.gate.wait()
        if self.faults:
            raise self.faults.pop()


async def process_call(ctx: dict[Any, Any], job_id: str) -> None:
    await ctx["runs"].look_at(job_id)


@pytest.fixture
def runs() -> Runs:
    return Runs()


OpenWorker = Callable[..., AbstractAsyncContextManager[QueueWorker]]


@pytest.fixture
def open_worker(settings: Settings, redis_url: str, runs: Runs) -> OpenWorker:
    @asynccontextmanager
    async def open_worker(
        settings: Settings = settings, **changes: Any
    ) -> AsyncIterator[QueueWorker]:
        worker = QueueWorker(
            worker_name="w",
            spare_jobs=1,
            functions=[func(process_call, name=PROCESS_CALL)],
            ctx={"runs": runs},
            queue_name=QUEUE_NAME,
            redis_pool=open_redis(settings.queue),
            handle_signals=False,
            **{"max_jobs": 2, "poll_delay": 60, **changes},
        )
        running = asyncio.create_task(worker.main())
        try:
            yield worker
        finally:
            await stop(running)
            for task in list(worker.tasks.values()):
                task.cancel()
            await worker.close()

    return open_worker


def wakeup(tenant_id: TenantId = NORTH, delay_s: float = 0) -> Wakeup:
    return Wakeup(tenant_id, JobId(new_id()), 0, delay_s=delay_s)


async def started(runs: Runs, *expected: Wakeup) -> None:
    wanted = {str(each.job_id) for each in expected}

    async def seen() -> set[str]:
        return set(runs.started)

    await until(seen, lambda now: wanted <= now)


async def test_a_wakeup_wakes_the_worker_long_before_it_would_ask(
    open_worker: OpenWorker, runs: Runs
) -> None:
    async with open_worker(poll_delay=3600) as worker:
        queue, sent = Queue(worker.pool), wakeup()
        await until(
            lambda: worker.pool.pubsub_numsub("aftercall:wake"),
            lambda subscribed: subscribed[0][1] == 1,
        )
        await queue.wakeup(sent)
        await started(runs, sent)


async def test_a_wakeup_for_later_is_waited_for(open_worker: OpenWorker, runs: Runs) -> None:
    async with open_worker(poll_delay=3600) as worker:
        sent = wakeup(delay_s=0.2)
        await Queue(worker.pool).wakeup(sent)
        await started(runs, sent)


async def test_slots_are_filled_again_as_they_come_free_and_never_overfilled(
    open_worker: OpenWorker, runs: Runs
) -> None:
    sent = [wakeup() for _ in range(9)]
    runs.gate.clear()
    async with open_worker() as worker:
        await Queue(worker.pool).wakeup(*sent)
        await started(runs, *sent[:2])
        assert len(runs.started) == 2
        runs.gate.set()
        await started(runs, *sent)
        assert worker.jobs_complete + len(worker.tasks) == 9


async def test_a_tenant_waits_behind_nobody_elses_long_runs(
    open_worker: OpenWorker, runs: Runs
) -> None:
    runs.gate.clear()
    async with open_worker(poll_delay=0.05) as worker:
        queue = Queue(worker.pool)
        await queue.wakeup(*(wakeup(NORTH) for _ in range(50)))
        await until(lambda: asyncio.sleep(0, len(runs.started)), lambda count: count == 2)
        first, second = wakeup(SOUTH), wakeup(SOUTH)
        await queue.wakeup(first, second)
        await started(runs, first)
        assert len(runs.started) == 3
        assert str(second.job_id) not in runs.started


async def test_a_fault_of_one_run_ends_neither_worker_nor_others(
    open_worker: OpenWorker, runs: Runs
) -> None:
    runs.faults.append(LookupError("a bug"))
    async with open_worker() as worker:
        await Queue(worker.pool).wakeup(wakeup())
        await until(lambda: asyncio.sleep(0, worker.jobs_failed))
        sent = wakeup()
        await Queue(worker.pool).wakeup(sent)
        await started(runs, sent)


async def test_offers_are_taken_without_redis_as_far_as_there_is_room(
    open_worker: OpenWorker, runs: Runs, environ: dict[str, str]
) -> None:
    nowhere = load_settings({**environ, "REDIS_URL": "redis://127.0.0.1:1/0"})
    runs.gate.clear()
    async with open_worker(nowhere, poll_delay=0.05) as worker:
        offered = [wakeup() for _ in range(3)]
        assert worker.offer(offered) == 2
        await started(runs, *offered[:2])


async def test_offers_of_one_tenant_keep_nobody_elses_waiting(
    open_worker: OpenWorker, runs: Runs, environ: dict[str, str]
) -> None:
    nowhere = load_settings({**environ, "REDIS_URL": "redis://127.0.0.1:1/0"})
    runs.gate.clear()
    async with open_worker(nowhere) as worker:
        first, second, third = wakeup(NORTH), wakeup(SOUTH), wakeup(WEST)
        assert worker.offer([first, *(wakeup(NORTH) for _ in range(9)), second]) == 2
        assert worker.offer([*(wakeup(NORTH) for _ in range(9)), third]) == 1
        await started(runs, first, second, third)


async def test_nothing_is_started_while_what_is_in_hand_ends(
    open_worker: OpenWorker, runs: Runs, environ: dict[str, str]
) -> None:
    nowhere = load_settings({**environ, "REDIS_URL": "redis://127.0.0.1:1/0"})
    runs.gate.clear()
    async with open_worker(nowhere) as worker:
        first = wakeup()
        worker.offer([first])
        await started(runs, first)
        closing = asyncio.create_task(worker.close())
        await asyncio.sleep(0)
        assert worker.offer([wakeup()]) == 0
        runs.gate.set()
        await closing


async def test_the_worker_outlives_a_redis_that_is_killed(
    open_worker: OpenWorker, runs: Runs, environ: dict[str, str], tmp_path: Path
) -> None:
    with valkey_server(tmp_path, durable=False) as server:
        own = load_settings({**environ, "REDIS_URL": server.url})
        async with open_worker(own, poll_delay=0.1) as worker:
            queue, before, after = Queue(worker.pool), wakeup(), wakeup()
            runs.gate.clear()
            assert await queue.wakeup(before)
            await started(runs, before)
            server.kill()
            assert not await queue.wakeup(after)
            runs.gate.set()
            await until(lambda: asyncio.sleep(0, worker.jobs_complete))
            await asyncio.to_thread(server.start)
            assert await queue.wakeup(after)
            await started(runs, after)


async def test_health_is_told_while_the_worker_lives_and_taken_back_at_its_end(
    open_worker: OpenWorker, redis_url: str
) -> None:
    async with Redis.from_url(redis_url) as redis:
        async with open_worker():
            told = await until(lambda: redis.get(health_key("w")))
            assert b"j_ongoing=0" in told
            assert await redis.pttl(health_key("w")) <= 5000
        assert not await redis.exists(health_key("w"), WORKERS_KEY)


async def test_arqs_own_worker_understands_the_wakeups(
    settings: Settings, redis_url: str, runs: Runs
) -> None:
    redis = open_redis(settings.queue)
    sent = [wakeup(), wakeup(SOUTH)]
    await Queue(redis).wakeup(*sent)
    worker = Worker(
        functions=[func(process_call, name=PROCESS_CALL)],
        ctx={"runs": runs},
        queue_name=QUEUE_NAME,
        redis_pool=redis,
        burst=True,
        handle_signals=False,
        job_serializer=redis.job_serializer,
        job_deserializer=redis.job_deserializer,
        keep_result=0,
        poll_delay=0.01,
    )
    await worker.main()
    await redis.aclose(close_connection_pool=True)
    assert sorted(runs.started) == sorted(str(each.job_id) for each in sent)
