"""Reports of live processes: what each API process and worker is, and how it does.

A report lies in Redis under the process's own name and expires soon, so that only live processes
are listed.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import structlog
from pydantic import TypeAdapter, ValidationError

from shared.concurrency.tasks import finish
from shared.limits.vendor_gate import LimiterState
from shared.queue.queue import AWAY, WAKEUP_TIMEOUT_S, Queue

PROCESSES_KEY = "aftercall:processes"
EVERY_S = 2.0
LASTS_S = 10.0
MOST_LISTED = 1000

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ProcessReport:
    """What a process says of itself. `slots` are the runs that a worker takes at a time, of which
    it has `busy` ones; None for an API process. `loop_lag_s` is the longest delay of its event loop
    in the last minute. Limiters are those that it has used.
    """

    kind: Literal["api", "worker"]
    name: str
    version: str
    started_at: float
    slots: int | None
    busy: int | None
    loop_lag_s: float
    limiters: tuple[LimiterState, ...]

    @property
    def key(self) -> str:
        return f"{PROCESSES_KEY}:{self.kind}:{self.name}"


_REPORT = TypeAdapter(ProcessReport)


async def report_forever(queue: Queue, describe: Callable[[], ProcessReport]) -> None:
    """Reports this process until cancelled, and then takes the report back."""
    key = describe().key
    try:
        while True:
            # A report on its way at the end could arrive behind its removal.
            await finish(_send_in_time(queue, describe()))
            await asyncio.sleep(EVERY_S)
    finally:
        # In a task of its own: before Python 3.11.3, a time limit in a cancelled task that runs out
        # raises CancelledError, and the client of Redis has one of no length.
        await finish(_remove_report(queue, key))


async def _remove_report(queue: Queue, key: str) -> None:
    with suppress(*AWAY):
        async with asyncio.timeout(WAKEUP_TIMEOUT_S), queue.redis.pipeline() as pipe:
            pipe.delete(key)
            pipe.zrem(PROCESSES_KEY, key)
            await pipe.execute()


async def _send_in_time(queue: Queue, report: ProcessReport) -> None:
    with suppress(*AWAY):
        async with asyncio.timeout(WAKEUP_TIMEOUT_S):
            await send_report(queue, report)


async def send_report(queue: Queue, report: ProcessReport) -> None:
    """Stores a report until it expires. Raises the errors in AWAY."""
    now_s, _ = await queue.redis.time()
    async with queue.redis.pipeline(transaction=True) as pipe:
        pipe.set(report.key, _REPORT.dump_json(report), px=round(LASTS_S * 1000))
        pipe.zadd(PROCESSES_KEY, {report.key: now_s + LASTS_S})
        pipe.zremrangebyscore(PROCESSES_KEY, "-inf", now_s)
        await pipe.execute()


async def list_reports(queue: Queue) -> list[ProcessReport] | None:
    """Returns the reports of live processes, API processes first; None while Redis does not
    answer. Reports of another release that cannot be read are left out.
    """
    try:
        async with asyncio.timeout(WAKEUP_TIMEOUT_S):
            now_s, _ = await queue.redis.time()
            keys = await queue.redis.zrangebyscore(
                PROCESSES_KEY, now_s, "+inf", start=0, num=MOST_LISTED
            )
            found = [text for text in await queue.redis.mget(keys) if text] if keys else []
    except AWAY:
        return None
    reports = []
    for text in found:
        try:
            reports.append(_REPORT.validate_json(text))
        except ValidationError:
            log.warning("report of a process not read", size=len(text))
    return sorted(reports, key=lambda report: (report.kind, report.name))
