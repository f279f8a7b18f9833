"""Sending, picking up and draining wakeups, against arq's own worker on the same server, in one
run.

    python benchmarks/bench_queue.py [--rounds 3]

Jobs do nothing or wait 100 ms, in a worker process of their own. `arq` has arq's defaults, `arq 10
ms` asks fifty times as often, `aftercall` is the worker of this project. Rounds alternate; medians
are shown.

Exits 1 when an idle worker's pickup has a median above 3 ms or a 99th percentile above 20 ms, or
when less than 95 % of the slots are in use.
"""

import argparse
import asyncio
import multiprocessing
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).parent.parent))

from arq.connections import ArqRedis
from arq.worker import Worker, func

from benchmarks.folders import data_folder
from cli.embedded import embedded_valkey
from shared.domain.ids import JobId, TenantId, new_id
from shared.queue.queue import PROCESS_CALL, QUEUE_NAME, Queue, Wakeup, open_redis
from shared.settings.redis import QueueSettings
from worker.loop import QueueWorker

PICKUPS = 200
PICKUP_GAP_S = 0.02
DRAINED = 3000
DRAIN_SLOTS = 100
SLOTS = 20
STEP_S = 0.1
STEPS = 400
BACKLOG = 10_000
GOALS = {"pickup_p50_ms": 3.0, "pickup_p99_ms": 20.0, "slot_use_percent": 95.0}


@dataclass(frozen=True)
class Contender:
    name: str
    own: bool
    poll_s: float


CONTENDERS = (
    Contender("arq", False, 0.5),
    Contender("arq 10 ms", False, 0.01),
    Contender("aftercall", True, 0.5),
)


async def _job(ctx: dict[Any, Any], job_id: str) -> None:
    ctx["started"].append((job_id, time.monotonic()))
    if ctx["step_s"]:
        await asyncio.sleep(ctx["step_s"])
    ctx["done"][0] += 1
    if ctx["done"][0] == ctx["expected"]:
        ctx["pipe"].send((ctx["started"], time.monotonic()))


def _work(
    pipe: Connection, url: str, contender: Contender, slots: int, step_s: float, expected: int
) -> None:
    """The worker process: tells of its start, then of all jobs when the last one is done."""
    settings = QueueSettings.model_validate({"REDIS_URL": url})
    ctx = {"started": [], "done": [0], "expected": expected, "step_s": step_s, "pipe": pipe}

    async def ready(_ctx: dict[Any, Any]) -> None:
        pipe.send("ready")

    asyncio.set_event_loop(asyncio.new_event_loop())
    redis = open_redis(settings)
    arguments: dict[str, Any] = {
        "functions": [func(_job, name=PROCESS_CALL)],
        "queue_name": QUEUE_NAME,
        "redis_pool": redis,
        "max_jobs": slots,
        "poll_delay": contender.poll_s,
        "keep_result": 0,
        "log_results": False,
        "ctx": ctx,
        "on_startup": ready,
        "job_serializer": redis.job_serializer,
        "job_deserializer": redis.job_deserializer,
    }
    if contender.own:
        QueueWorker(worker_name="bench", spare_jobs=max(1, slots // 4), **arguments).run()
    else:
        Worker(**arguments).run()


class _Process:
    """A worker process that counts as started once it said so."""

    def __init__(
        self, url: str, contender: Contender, *, slots: int, step_s: float, expected: int
    ) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=_work, args=(theirs, url, contender, slots, step_s, expected), daemon=True
        )

    async def __aenter__(self) -> "_Process":
        self._process.start()
        assert await asyncio.to_thread(self._pipe.recv) == "ready"
        await asyncio.sleep(0.3)
        return self

    async def result(self) -> tuple[dict[str, float], float]:
        started, done_at = await asyncio.to_thread(self._pipe.recv)
        return dict(started), done_at

    async def __aexit__(self, *_: object) -> None:
        self._process.kill()
        await asyncio.to_thread(self._process.join)


Send = Callable[[Sequence[Wakeup]], Awaitable[object]]


def _sender(redis: ArqRedis, contender: Contender) -> Send:
    """As each sends: arq one by one in three trips, this project in one trip for all."""
    queue = Queue(redis)

    async def with_arq(wakeups: Sequence[Wakeup]) -> None:
        for wakeup in wakeups:
            await redis.enqueue_job(PROCESS_CALL, str(wakeup.job_id), _job_id=wakeup.id)

    async def with_ours(wakeups: Sequence[Wakeup]) -> None:
        await queue.wakeup(*wakeups)

    return with_ours if contender.own else with_arq


def _wakeups(count: int, tenant_id: TenantId | None = None) -> list[Wakeup]:
    tenant = tenant_id or TenantId(UUID(int=1))
    return [Wakeup(tenant, JobId(new_id()), 0) for _ in range(count)]


async def _pickups(redis: ArqRedis, url: str, contender: Contender) -> dict[str, float]:
    """From just before the wakeup is sent to the first line of the job, in an idle worker."""
    send, wakeups = _sender(redis, contender), _wakeups(PICKUPS)
    sent, enqueue_s = {}, []
    async with _Process(url, contender, slots=10, step_s=0, expected=PICKUPS) as worker:
        for wakeup in wakeups:
            sent[str(wakeup.job_id)] = at = time.monotonic()
            await send([wakeup])
            enqueue_s.append(time.monotonic() - at)
            # Not in step with anybody's polling.
            await asyncio.sleep(PICKUP_GAP_S + (wakeup.job_id.int % 17) / 1000)
        started, _ = await worker.result()
    waits = sorted(started[job_id] - at for job_id, at in sent.items())
    return {
        "enqueue_ms": statistics.median(enqueue_s) * 1000,
        "pickup_p50_ms": waits[len(waits) // 2] * 1000,
        "pickup_p99_ms": waits[int(len(waits) * 0.99)] * 1000,
    }


async def _drain(redis: ArqRedis, url: str, contender: Contender) -> dict[str, float]:
    """Jobs that do nothing, all queued before the worker starts."""
    await _sender(redis, contender)(_wakeups(DRAINED))
    async with _Process(url, contender, slots=DRAIN_SLOTS, step_s=0, expected=DRAINED) as worker:
        started, done_at = await worker.result()
    return {"drained_per_s": DRAINED / (done_at - min(started.values()))}


async def _slot_use(redis: ArqRedis, url: str, contender: Contender) -> dict[str, float]:
    """Jobs of 100 ms: how much of the slots' time is spent in them."""
    await _sender(redis, contender)(_wakeups(STEPS))
    async with _Process(url, contender, slots=SLOTS, step_s=STEP_S, expected=STEPS) as worker:
        started, done_at = await worker.result()
    ideal_s = STEPS / SLOTS * STEP_S
    return {"slot_use_percent": 100 * ideal_s / (done_at - min(started.values()))}


async def _fairness(redis: ArqRedis, url: str, contender: Contender) -> dict[str, float]:
    """One tenant has ten thousand wakeups waiting and every slot in use for half a minute; another
    sends its first.
    """
    send, other = _sender(redis, contender), _wakeups(1, TenantId(uuid4()))[0]
    wakeups = _wakeups(BACKLOG)
    for start in range(0, BACKLOG, 500):
        await send(wakeups[start : start + 500])
    async with _Process(url, contender, slots=SLOTS, step_s=30, expected=BACKLOG):
        await asyncio.sleep(1)
        sent_at = time.monotonic()
        await send([other])
        wait_s = await _wait_until_taken(redis, other, sent_at)
    await redis.flushall()
    return {"other_tenant_ms": wait_s * 1000}


async def _wait_until_taken(redis: ArqRedis, wakeup: Wakeup, sent_at: float) -> float:
    until = sent_at + 20
    while time.monotonic() < until and await redis.zscore(QUEUE_NAME, wakeup.id):  # noqa: ASYNC110
        await asyncio.sleep(0.002)
    return time.monotonic() - sent_at


async def measure(rounds: int = 3) -> dict[str, float]:
    """Medians over the rounds, keyed by contender and figure."""
    found: dict[str, list[float]] = {}
    with data_folder() as folder, embedded_valkey(folder) as url:
        redis = open_redis(QueueSettings.model_validate({"REDIS_URL": url}))
        for _ in range(rounds):
            for contender in CONTENDERS:
                for part in (_pickups, _drain, _slot_use, *([_fairness] if contender.own else [])):
                    await redis.flushall()
                    for name, value in (await part(redis, url, contender)).items():
                        found.setdefault(f"{contender.name}: {name}", []).append(value)
        await redis.aclose(close_connection_pool=True)
    return {name: statistics.median(values) for name, values in found.items()}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    figures = asyncio.run(measure(parser.parse_args().rounds))
    for name, value in figures.items():
        print(f"{name:40} {value:10.2f}")
    own = {name.removeprefix("aftercall: "): value for name, value in figures.items()}
    held = (
        own["pickup_p50_ms"] <= GOALS["pickup_p50_ms"]
        and own["pickup_p99_ms"] <= GOALS["pickup_p99_ms"]
        and own["slot_use_percent"] >= GOALS["slot_use_percent"]
    )
    print("goals held" if held else "goals missed", GOALS)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
