"""The worker: `arq worker.main.WorkerSettings`, and `arq --check worker.main.WorkerSettings` for its health."""

import asyncio
import sys
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

from arq.worker import func

from shared.domain.ids import JobId
from shared.errors import SettingsInvalid
from shared.logs import configure_logs
from shared.queue import (
    HEALTH_KEY,
    PROCESS_CALL,
    QUEUE_NAME,
    arq_redis_settings,
    deserialize,
    open_redis,
    serialize,
)
from shared.settings import Settings, load_settings
from shared.tasks import stop
from worker.housekeeping import keep_house_forever
from worker.reconciler import reconcile_forever
from worker.resources import open_resources
from worker.runner import run_job

# The key that `arq --check` reads outlives a killed worker by one second more than this.
HEALTH_INTERVAL_S = 2
# arq's own limit is only a last resort: runs have a deadline of their own that records what happened.
TIMEOUT_SLACK_S = 60


async def process_call(ctx: dict[str, Any], job_id: str) -> None:
    await run_job(ctx["resources"], JobId(UUID(job_id)))


async def start_up(ctx: dict[str, Any]) -> None:
    stack = ctx["stack"] = AsyncExitStack()
    resources = ctx["resources"] = await stack.enter_async_context(open_resources(ctx["settings"]))
    reconciling = asyncio.create_task(reconcile_forever(resources), name="reconciler")
    stack.push_async_callback(stop, reconciling)
    housekeeping = asyncio.create_task(keep_house_forever(resources), name="housekeeping")
    stack.push_async_callback(stop, housekeeping)


async def shut_down(ctx: dict[str, Any]) -> None:
    await ctx["stack"].aclose()


def worker_settings(settings: Settings) -> type:
    """arq's settings class. Attempts, results and timeouts are ours, so arq is told to keep out of them."""
    work = settings.work
    return type(
        "WorkerSettings",
        (),
        {
            "functions": [func(process_call, name=PROCESS_CALL)],
            "queue_name": QUEUE_NAME,
            "redis_settings": arq_redis_settings(settings.queue),
            "redis_pool": open_redis(settings.queue),
            "on_startup": start_up,
            "on_shutdown": shut_down,
            "ctx": {"settings": settings},
            "max_jobs": work.concurrency,
            "poll_delay": work.poll_s,
            "job_timeout": work.processing_timeout_ms / 1000 + TIMEOUT_SLACK_S,
            "job_completion_wait": work.shutdown_grace_s,
            "max_tries": 10**6,
            "keep_result": 0,
            "log_results": False,
            "health_check_interval": HEALTH_INTERVAL_S,
            "health_check_key": HEALTH_KEY,
            "job_serializer": serialize,
            "job_deserializer": deserialize,
        },
    )


def __getattr__(name: str) -> Any:
    """Builds the settings when arq asks for them, so that importing this module reads no environment."""
    if name != "WorkerSettings":
        raise AttributeError(name)
    try:
        settings = load_settings()
    except SettingsInvalid as error:
        sys.exit(f"The settings are not valid:\n{error}")
    configure_logs(settings.runtime)
    return worker_settings(settings)
