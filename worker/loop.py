"""arq's worker, which is woken by every wakeup instead of polling, and continues while Redis is
unavailable.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from typing import Any

import structlog
from arq.worker import Worker

from shared.concurrency.tasks import Background
from shared.domain.ids import TenantId
from shared.queue.queue import AWAY, PROCESS_CALL, WAKE_CHANNEL, Queue, Wakeup
from shared.telemetry.logs import where

log = structlog.get_logger()

HEALTH_INTERVAL_S = 1.0
# A worker counts as alive for this time after its last report.
HEALTH_LASTS_S = 5.0
RESUBSCRIBE_S = 0.5
CLOSING_S = 2.0
FULL_LOOK_S = 0.1


class QueueWorker(Worker):
    """Differs from arq's worker, whose settings, signals and health check it uses, as follows:

    - A wakeup is removed from the queue as it is picked up. Nothing in Redis says that a run is
      being worked on: its row does. So the work of a worker costs the others nothing, and a worker
      that dies leaves nothing behind here.
    - It looks for work as soon as a wakeup is sent, a slot is free or a later wakeup is due, and
      every `poll_delay` in addition.
    - `spare_jobs` slots beyond `max_jobs` are for tenants of which this worker runs nothing, so
      that no tenant waits behind another one's long runs.
    - Without Redis it continues: runs in progress need only the database, and the sweeper offers
      others by `offer`, which `on_startup` finds in `ctx`.
    """

    def __init__(
        self,
        *,
        worker_name: str,
        spare_jobs: int,
        background: Background | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(**settings)
        self._background = background or Background()
        self._worker_name = worker_name
        self._spare_jobs = spare_jobs
        self._queue = Queue(self.pool)
        self._busy: Counter[TenantId] = Counter()
        self._wake = asyncio.Event()
        self._next_look: asyncio.TimerHandle | None = None
        self._redis_is_away = False
        self.ctx["offer"] = self.offer
        self.ctx["busy"] = lambda: len(self.tasks)

    async def main(self) -> None:
        """Takes wakeups. Runs until cancelled."""
        if self.on_startup:
            await self.on_startup(self.ctx)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(
                self._background.running(self._listen_for_wakeups(), name="wakeup listener")
            )
            await stack.enter_async_context(
                self._background.running(self._report_health(), name="worker report")
            )
            while True:
                self._wake.clear()
                wait_s = await self._take_wakeups() if self.allow_pick_jobs else self.poll_delay_s
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait_s):
                        await self._wake.wait()

    def offer(self, wakeups: Sequence[Wakeup]) -> int:
        """Starts runs without the queue as far as there is room, tenants in turn;
        returns how many.
        """
        taken, turns, waiting = 0, Counter(self._busy), []
        for wakeup in wakeups:
            waiting.append((turns[wakeup.tenant_id], wakeup))
            turns[wakeup.tenant_id] += 1
        for _, wakeup in sorted(waiting, key=lambda each: each[0]):
            most = (
                self.max_jobs if self._busy[wakeup.tenant_id] else self.max_jobs + self._spare_jobs
            )
            if self.allow_pick_jobs and len(self.tasks) < most:
                self._start_wakeup(wakeup)
                taken += 1
        return taken

    async def close(self) -> None:
        """Waits for the tasks, which were asked to stop, deregisters and closes everything."""
        self.allow_pick_jobs = False
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)
        with suppress(*AWAY):
            async with asyncio.timeout(CLOSING_S):
                await self._queue.forget_worker(self._worker_name)
        if self.on_shutdown:
            await self.on_shutdown(self.ctx)
        await self.pool.aclose(close_connection_pool=True)

    async def _take_wakeups(self) -> float:
        """Starts as many runs as there is room for; returns the time in seconds until the next one
        may be due.
        """
        free = max(0, self.max_jobs - len(self.tasks))
        spare = min(self._spare_jobs, self.max_jobs + self._spare_jobs - len(self.tasks) - free)
        if not free + spare:
            return self.poll_delay_s
        try:
            taken = await self._queue.take(free, spare=spare, busy=self._busy)
        except AWAY as error:
            self._note_connection(away=True, error=type(error).__name__)
            return self.poll_delay_s
        self._note_connection(away=False)
        for wakeup in taken.wakeups:
            self._start_wakeup(wakeup)
        return (
            self.poll_delay_s
            if taken.next_in_s is None
            else min(self.poll_delay_s, taken.next_in_s)
        )

    def _start_wakeup(self, wakeup: Wakeup) -> None:
        if wakeup.id in self.tasks:
            return
        self._busy[wakeup.tenant_id] += 1
        task = self.tasks[wakeup.id] = self.loop.create_task(self._run_wakeup(wakeup))
        task.add_done_callback(lambda _: self._wakeup_ended(wakeup))

    def _wakeup_ended(self, wakeup: Wakeup) -> None:
        del self.tasks[wakeup.id]
        self._busy[wakeup.tenant_id] -= 1
        self._busy += Counter()
        self._wake.set()

    async def _run_wakeup(self, wakeup: Wakeup) -> None:
        try:
            await self.functions[PROCESS_CALL].coroutine(self.ctx, str(wakeup.job_id))
        # The run's row contains what happened; other runs continue.
        except Exception as fault:  # noqa: BLE001
            log.error(
                "fault outside of a run's steps",
                job_id=str(wakeup.job_id),
                error=type(fault).__name__,
                where=where(fault),
            )
            self.jobs_failed += 1
        else:
            self.jobs_complete += 1

    async def _listen_for_wakeups(self) -> None:
        """Waits for wakeups. Runs until cancelled. `poll_delay` limits the wait, so a connection
        that is lost unnoticed only costs time.
        """
        while True:
            try:
                async with self.pool.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(WAKE_CHANNEL)
                    self._wake.set()
                    while True:
                        if await channel.get_message(timeout=5):
                            self._handle_wakeup()
            except AWAY:
                await asyncio.sleep(RESUBSCRIBE_S)

    def _handle_wakeup(self) -> None:
        """Handles a wakeup. A full worker can only use one of a tenant without a run here, and
        looks for such wakeups only now and then: with many waiting, each look takes as long as
        sending a wakeup.
        """
        if len(self.tasks) < self.max_jobs:
            self._wake.set()
        elif self._next_look is None:
            self._next_look = self.loop.call_later(FULL_LOOK_S, self._look_for_work)

    def _look_for_work(self) -> None:
        self._next_look = None
        self._wake.set()

    async def _report_health(self) -> None:
        """Reports the worker's health. Runs until cancelled."""
        while True:
            with suppress(*AWAY):
                report = (
                    # The format of arq.
                    f"{datetime.now():%b-%d %H:%M:%S} "  # noqa: DTZ005
                    f"j_complete={self.jobs_complete} j_failed={self.jobs_failed} "
                    f"j_ongoing={len(self.tasks)} queued={await self._queue.waiting()}"
                )
                await self._queue.report_worker(self._worker_name, report, lasting_s=HEALTH_LASTS_S)
            await asyncio.sleep(HEALTH_INTERVAL_S)

    def _note_connection(self, *, away: bool, **why: str) -> None:
        """Logs once that Redis was lost, and once that it is back."""
        if away and not self._redis_is_away:
            log.warning("Redis does not respond, runs are found in the database", **why)
        if not away and self._redis_is_away:
            log.info("Redis is back")
        self._redis_is_away = away
