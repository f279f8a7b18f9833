"""How the installation does, for its operators: processes, limits, breakers and lanes."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from pydantic import BaseModel, Field

from api.http.permissions import OperatorDep
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.routes.queue import OpenBody
from shared.db.jobs.queue_stats import count_all_open
from shared.db.pool import ALL_TENANTS
from shared.limits.redis_limits import InUse
from shared.limits.vendor_gate import LimiterState
from shared.queue.process_reports import list_reports

router = Router(tags=["operator"], prefix="/api/operator/work")

# Of one answer; an installation has about one for each model and key.
MOST_LIMITERS = 100


class LiveProcessBody(BaseModel):
    """A live process."""

    kind: Literal["api", "worker"] = Field(description="What it does.")
    name: str = Field(description="Its name: WORKER_NAME, or machine and process id.")
    version: str = Field(description="Its version of Aftercall.")
    started_at: datetime = Field(description="When it was started.")
    slots: int | None = Field(
        description="How many runs it takes at a time; null for an API process."
    )
    busy: int | None = Field(
        description="How many runs it works on; it may be more than `slots`, because a tenant"
        " without a run on this worker gets one beyond them. Null for an API process."
    )
    loop_lag_s: float = Field(
        description="The longest delay of its event loop in the last minute, in seconds."
    )


class LimitBody(BaseModel):
    """How much of a limit a minute is used."""

    unit: Literal["requests", "tokens", "audio_s"] = Field(description="What is counted.")
    used: float = Field(description="Sent in the last minute.")
    limit: float | None = Field(description="The limit; null where none is known.")


class LimiterBody(BaseModel):
    """The limits of a model under one key, over all processes."""

    provider: str = Field(description="The vendor.")
    model: str | None = Field(description="The model; null for a vendor without models.")
    key: str = Field(description="The beginning of the hash of the key.")
    waiting: int = Field(description="Requests that wait to be sent.")
    in_progress: int = Field(description="Requests that wait for their answer.")
    most_in_progress: int | None = Field(
        description="How many may be in progress; null without a limit."
    )
    limits: list[LimitBody] = Field(description="What was used of each limit a minute.")
    paused_for_s: float | None = Field(
        description="How much longer the vendor asked to wait; null if it did not."
    )


class BreakerBody(BaseModel):
    """A vendor whose last requests failed."""

    provider: str = Field(description="The vendor.")
    key: str = Field(description="The beginning of the hash of the key.")
    failures: int = Field(description="Failures in a row.")
    failing_since: datetime | None = Field(description="When the first of them was.")
    open: bool = Field(description="Whether requests are held back.")
    next_try_at: datetime | None = Field(
        description="When the next request is sent; null if none is held back."
    )


class InstallationBody(BaseModel):
    """How the installation does now."""

    processes: list[LiveProcessBody] | None = Field(
        description="The live processes; null while Redis is away."
    )
    limiters: list[LimiterBody] = Field(
        description="The limiters that a live process uses; none while Redis is away."
    )
    breakers: list[BreakerBody] = Field(description="The vendors whose last requests failed.")
    lanes: list[OpenBody] = Field(description="The open runs of all tenants, by kind and lane.")


@router.get("")
async def read_installation(_: OperatorDep, resources: ResourcesDep) -> InstallationBody:
    """Returns the live processes, how much of each vendor's limits is used, which vendors fail,
    and what waits in each lane, over all tenants.
    """
    reports = await list_reports(resources.queue)
    async with resources.database.connection(ALL_TENANTS) as conn:
        lanes = await count_all_open(conn)
    states = _merged_limiters([state for report in reports or () for state in report.limiters])
    used = await asyncio.gather(*(resources.gate.look(state) for state in states))
    found = [(state, in_use) for state, in_use in zip(states, used, strict=True) if in_use]
    now = datetime.now(UTC)
    failing = {state.vendor: in_use for state, in_use in found if in_use.failures}
    breakers = [
        BreakerBody(
            provider=vendor.split(":", 1)[0],
            key=vendor.rsplit(":", 1)[1],
            failures=in_use.failures,
            failing_since=None
            if in_use.failing_s is None
            else now - timedelta(seconds=in_use.failing_s),
            open=in_use.open_s is not None,
            next_try_at=None if in_use.open_s is None else now + timedelta(seconds=in_use.open_s),
        )
        for vendor, in_use in sorted(failing.items())
    ]
    processes = [
        LiveProcessBody(
            kind=report.kind,
            name=report.name,
            version=report.version,
            started_at=datetime.fromtimestamp(report.started_at, UTC),
            slots=report.slots,
            busy=report.busy,
            loop_lag_s=round(report.loop_lag_s, 4),
        )
        for report in reports or ()
    ]
    return InstallationBody(
        processes=None if reports is None else processes,
        limiters=[_limiter_body(state, in_use) for state, in_use in found],
        breakers=breakers,
        lanes=[OpenBody.model_validate(lane) for lane in lanes],
    )


def _merged_limiters(states: Sequence[LimiterState]) -> list[LimiterState]:
    """Returns one state of each limiter, with what waits in all processes."""
    merged: dict[str, LimiterState] = {}
    for state in states:
        before = merged.get(state.name, state)
        if before is state:
            merged[state.name] = state
            continue
        requests, tokens, audio_ms = (
            new or old for new, old in zip(state.learned, before.learned, strict=True)
        )
        merged[state.name] = replace(
            before,
            learned=(requests, tokens, audio_ms),
            waiting=before.waiting + state.waiting,
            sent=before.sent + state.sent,
        )
    return [merged[name] for name in sorted(merged)][:MOST_LIMITERS]


def _limiter_body(state: LimiterState, in_use: InUse) -> LimiterBody:
    provider, model, key = state.name.split(":", 1)[0], *state.name.split(":", 1)[1].rsplit(":", 1)
    units: tuple[tuple[Literal["requests", "tokens", "audio_s"], int], ...] = (
        ("requests", 1), ("tokens", 1), ("audio_s", 1000)
    )  # fmt: skip
    return LimiterBody(
        provider=provider,
        model=model or None,
        key=key,
        waiting=state.waiting,
        in_progress=max(in_use.in_progress, state.sent),
        most_in_progress=in_use.concurrency or None,
        limits=[
            LimitBody(unit=unit, used=sent / size, limit=limit / size if limit else None)
            for (unit, size), sent, limit in zip(units, in_use.sent, in_use.limits, strict=True)
            if limit or sent
        ],
        paused_for_s=in_use.paused_s,
    )
