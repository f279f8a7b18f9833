"""The worker: `python -m worker` runs it, `arq --check worker.main.WorkerSettings` checks whether
it lives.

`arq worker.main.WorkerSettings` works on the same queue with arq alone: slower, and it ends when
Redis does.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any
from uuid import UUID

import structlog
from arq.worker import func

from shared.concurrency.tasks import Background
from shared.domain.ids import JobId
from shared.domain.statuses import Lane
from shared.errors import SettingsInvalid
from shared.garbage import settle_collector
from shared.liveness import health_key
from shared.metrics_endpoint import Exposition
from shared.providers.open import describe
from shared.providers.sunset import log_warnings
from shared.queue.process_reports import ProcessReport, report_forever
from shared.queue.queue import (
    PROCESS_CALL,
    QUEUE_NAME,
    arq_redis_settings,
    deserialize,
    open_redis,
    serialize,
)
from shared.settings.load import Settings, load_settings
from shared.telemetry.logs import configure_logs
from worker.loop import QueueWorker
from worker.metrics_listener import serving_metrics
from worker.resources import Resources, open_resources
from worker.runner import run_job
from worker.upkeep.agent_calls import AgentCaller
from worker.upkeep.audit_chain import chain_forever
from worker.upkeep.bookings import agree_forever
from worker.upkeep.contacts import backfill_contacts_forever
from worker.upkeep.digests import queue_digests_forever
from worker.upkeep.due_callbacks import report_due_callbacks_forever
from worker.upkeep.figures import sum_figures_forever
from worker.upkeep.housekeeping import run_housekeeping
from worker.upkeep.missed_calls import check_forever, checking_of
from worker.upkeep.own_key_checks import check_keys_forever
from worker.upkeep.peaks import make_peaks_forever
from worker.upkeep.reindexing import reindex_forever
from worker.upkeep.schedules import run_schedules_forever
from worker.upkeep.sweeper import run_sweeper
from worker.upkeep.tenant_erasure import run_tenant_erasure
from worker.upkeep.vector_codes import code_vectors_forever

log = structlog.get_logger()

# arq's own limit is only a last resort: runs have their own deadline, which records what happened.
TIMEOUT_SLACK_S = 60


async def process_call(ctx: dict[str, Any], job_id: str) -> None:
    await run_job(ctx["resources"], JobId(UUID(job_id)))


async def start_up(ctx: dict[str, Any]) -> None:
    stack = ctx["stack"] = AsyncExitStack()
    background: Background = ctx["background"]
    log_warnings(ctx["settings"])
    resources = ctx["resources"] = await stack.enter_async_context(
        open_resources(ctx["settings"], background)
    )
    exposition = Exposition(resources.settings, resources.database, resources.metrics)
    await stack.enter_async_context(serving_metrics(resources.settings.telemetry, exposition))
    for name, work in (
        ("sweeper", run_sweeper(resources, offer=ctx.get("offer"))),
        ("missed calls", check_forever(checking_of(resources))),
        ("tenants' own keys", check_keys_forever(checking_of(resources))),
        ("housekeeping", run_housekeeping(resources)),
        ("tenant erasure", run_tenant_erasure(resources)),
        ("audit chain", chain_forever(resources)),
        ("peaks", make_peaks_forever(resources)),
        ("figures", sum_figures_forever(resources)),
        ("reindexing", reindex_forever(resources)),
        ("vector codes", code_vectors_forever(resources)),
        ("contacts", backfill_contacts_forever(resources)),
        ("digests", queue_digests_forever(resources)),
        ("schedules", run_schedules_forever(resources)),
        ("event deliveries", resources.deliverer.run()),
        ("due callbacks", report_due_callbacks_forever(resources)),
        ("bookings", agree_forever(resources)),
        ("agents' calls", AgentCaller(resources, resources.outbound).run()),
        (
            "process report",
            report_forever(resources.queue, _report_of_worker(resources, ctx.get("busy"))),
        ),
    ):
        await stack.enter_async_context(background.running(work, name=name))
    settle_collector()
    work_settings = ctx["settings"].work
    log.info(
        "worker is listening",
        worker=work_settings.worker_name,
        queue=QUEUE_NAME,
        lanes=[str(lane) for lane in Lane],
        slots=work_settings.concurrency,
        serves=describe(ctx["settings"]),
    )


def _report_of_worker(
    resources: Resources, busy: Callable[[], int] | None
) -> Callable[[], ProcessReport]:
    """Returns a function that describes this worker. `busy` counts the runs that it works on."""
    work, started_at = resources.settings.work, time.time()

    def describe() -> ProcessReport:
        return ProcessReport(
            kind="worker",
            name=work.worker_name,
            version=version("aftercall"),
            started_at=started_at,
            slots=work.concurrency,
            busy=busy() if busy else None,
            loop_lag_s=resources.loop_watch.worst_s,
            limiters=tuple(resources.gate.states()),
        )

    return describe


async def shut_down(ctx: dict[str, Any]) -> None:
    await ctx["stack"].aclose()


def arq_settings(settings: Settings, background: Background) -> dict[str, Any]:
    """Returns arq's settings. Attempts, results and timeouts are handled here, so arq's own are
    off.
    """
    work = settings.work
    return {
        "functions": [func(process_call, name=PROCESS_CALL)],
        "queue_name": QUEUE_NAME,
        "redis_pool": open_redis(settings.queue),
        "on_startup": start_up,
        "on_shutdown": shut_down,
        "ctx": {"settings": settings, "background": background},
        "max_jobs": work.concurrency,
        "poll_delay": work.poll_s,
        "job_timeout": work.processing_timeout_ms / 1000 + TIMEOUT_SLACK_S,
        "job_completion_wait": work.shutdown_grace_s,
        "max_tries": 10**6,
        "keep_result": 0,
        "log_results": False,
        "health_check_interval": 2,
        "health_check_key": health_key(work.worker_name),
        "job_serializer": serialize,
        "job_deserializer": deserialize,
    }


# Where API and workers share a machine, accepting calls has priority over processing them.
NICENESS = 5


def run_worker(settings: Settings) -> bool:
    """Works until SIGTERM or SIGINT; then runs in progress have `shutdown_grace_s` to end, and the
    others are returned to the queue.

    Returns False when it stopped because a background task had ended.
    """
    os.nice(NICENESS)
    # Much of a worker's time per call is spent in the loop.
    if find_spec("uvloop") is None:
        asyncio.set_event_loop(asyncio.new_event_loop())
    else:
        import uvloop  # noqa: PLC0415 - not on every system

        asyncio.set_event_loop(uvloop.new_event_loop())
    work, background = settings.work, Background()
    QueueWorker(
        worker_name=work.worker_name,
        spare_jobs=max(1, work.concurrency // 4),
        background=background,
        **arq_settings(settings, background),
    ).run()
    return not background.failed


def __getattr__(name: str) -> Any:
    """Builds arq's settings class when arq asks for it, so that importing this module reads no
    environment.
    """
    if name != "WorkerSettings":
        raise AttributeError(name)
    try:
        settings = load_settings()
    except SettingsInvalid as error:
        sys.exit(f"The settings are not valid:\n{error}")
    configure_logs(settings.runtime)
    for_check = {"redis_settings": arq_redis_settings(settings.queue)}
    return type("WorkerSettings", (), {**arq_settings(settings, Background()), **for_check})
