"""Reports whether the process lives, and whether the installation can do its work."""

import asyncio
import time
from collections.abc import Coroutine
from functools import partial
from importlib.metadata import version
from typing import Any, Literal

import structlog
from fastapi import Response
from pydantic import BaseModel, Field
from redis.exceptions import RedisError

from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from api.http.schemas import Readiness
from shared.db.chunks import count_unindexed
from shared.db.migrate import pending_if_asked
from shared.db.pool import ALL_TENANTS
from shared.errors import AftercallError, Unavailable, VendorPaused
from shared.providers.open import canary_every_s
from shared.vitals import canary_problem, clock_problem, disk_problem, secrets_problem, work_problem

log = structlog.get_logger()
router = Router(tags=["health"])

STARTED = time.monotonic()
CHECK_TIMEOUT_S = 3.0
# The chunks of all tenants are read for it.
COUNTED_EVERY_S = 60.0


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = Field("ok", description="Always `ok`.")
    version: str = Field(description="Aftercall's version.")
    uptime_s: int = Field(description="Seconds since the process started.")
    environment: str = Field(description="`production` or `development` (AFTERCALL_ENV).")


@router.head("/health", include_in_schema=False)
@router.get("/health")
async def health(resources: ResourcesDep) -> Health:
    """Reports that the process answers. It does not check dependencies, so that an outage does not
    restart the process.
    """
    return Health(
        version=version("aftercall"),
        uptime_s=int(time.monotonic() - STARTED),
        environment=resources.settings.runtime.environment,
    )


@router.head("/health/ready", include_in_schema=False)
@router.get("/health/ready", responses={503: {"model": Readiness}})
async def ready(resources: ResourcesDep, response: Response) -> Readiness:
    """Reports whether calls are accepted and processed: every dependency responds, a worker lives,
    and due runs get done.
    """
    # Any client may request this, and vendors are queried for it, one of them for money: one check
    # runs at a time.
    found = await resources.readiness.ask(partial(_look_at_all, resources))
    response.status_code = 200 if found.status == "ready" else 503
    return found


async def _look_at_all(resources: Resources) -> Readiness:
    probes: dict[str, Coroutine[Any, Any, None]] = {
        "postgres": _check_migrations(resources),
        "redis": resources.queue.ping(),
        "vector_index": resources.vector_index.check(),
        "recordings": resources.storage.check(),
        "worker": _check_worker(resources),
        "work": _check_work(resources),
        "clock": _check_clock(resources),
        "secrets": _check_secrets(resources),
        "disk": _check_disk(resources),
    }
    if canary_every_s(resources.settings):
        probes["canary"] = _check_canary(resources)
    unindexed, *results = await asyncio.gather(
        _count_unindexed_if_possible(resources),
        *(_probe_checked(resources, name, probe) for name, probe in probes.items()),
    )
    checks = dict(zip(probes, results, strict=True))
    spooled = await asyncio.to_thread(resources.event_spool.count)
    return Readiness(
        status="ready" if set(results) == {"ok"} else "not ready",
        checks=checks,
        spooled_events=spooled.waiting,
        set_aside_events=spooled.set_aside,
        chunks_without_vector=unindexed,
    )


async def _count_unindexed_if_possible(resources: Resources) -> int | None:
    minute = int(time.monotonic() // COUNTED_EVERY_S)
    counting = resources.unindexed.ask(minute, partial(_count_unindexed, resources))
    try:
        return await resources.late_work.result(counting, limit_s=CHECK_TIMEOUT_S)
    except (AftercallError, TimeoutError):
        return None


async def _count_unindexed(resources: Resources) -> int:
    async with resources.database.connection(ALL_TENANTS) as conn:
        return await count_unindexed(conn)


async def _probe_checked(resources: Resources, name: str, probe: Coroutine[Any, Any, None]) -> str:
    """Checks a dependency and stores its error in `why_not_ready`: while a vendor is paused, its
    failures are not reported otherwise.
    """
    found, reasons = "ok", resources.why_not_ready
    try:
        await resources.late_work.result(probe, limit_s=CHECK_TIMEOUT_S)
    except TimeoutError:
        found = f"no answer within {CHECK_TIMEOUT_S:g} s"
    except VendorPaused as error:
        return f"{reasons[name]} ({error})" if name in reasons else str(error)
    except AftercallError as error:
        found = str(error)
    except RedisError as error:
        # The answer of Redis to every command while its own disk accepts no writes.
        found = (
            "Redis takes no writes: its disk is full."
            if "MISCONF" in str(error)
            else "Redis cannot be reached."
        )
    except OSError:
        found = "Redis cannot be reached."
    if found == "ok":
        reasons.pop(name, None)
    else:
        reasons[name] = found
    return found


async def _check_migrations(resources: Resources) -> None:
    async with resources.database.connection(ALL_TENANTS) as conn:
        if lacking := await pending_if_asked(conn):
            raise Unavailable(
                f"The database lacks migrations ({', '.join(lacking)}); run `aftercall migrate`."
            )


async def _check_worker(resources: Resources) -> None:
    if not await resources.queue.count_workers():
        raise Unavailable("No worker is running; start one with `aftercall worker`.")


async def _check_work(resources: Resources) -> None:
    async with resources.database.connection(ALL_TENANTS) as conn:
        _raise_problem(await work_problem(conn, resources.settings.readiness))


async def _check_clock(resources: Resources) -> None:
    async with resources.database.connection(ALL_TENANTS) as conn:
        _raise_problem(await clock_problem(conn))


async def _check_secrets(resources: Resources) -> None:
    async with resources.database.connection(ALL_TENANTS) as conn:
        _raise_problem(await secrets_problem(conn, resources.sealer))


async def _check_canary(resources: Resources) -> None:
    settings = resources.settings
    async with resources.database.connection(ALL_TENANTS) as conn:
        _raise_problem(
            await canary_problem(conn, settings.readiness, every_s=canary_every_s(settings))
        )


async def _check_disk(resources: Resources) -> None:
    settings = resources.settings
    _raise_problem(await asyncio.to_thread(disk_problem, settings.runtime, settings.readiness))


def _raise_problem(problem: str | None) -> None:
    if problem:
        raise Unavailable(problem)
