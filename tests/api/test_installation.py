"""What operators of the installation see of its processes, limits and lanes."""

import asyncio
import time
from typing import Any

import httpx
import pytest

from shared.errors import ProviderUnavailable
from shared.limits.redis_limits import Bounds
from shared.limits.vendor_gate import Gate, open_gate
from shared.queue.process_reports import (
    ProcessReport,
    list_reports,
    report_forever,
    send_report,
)
from shared.queue.queue import Queue, open_queue
from shared.settings.load import Settings
from tests.api.accounts.people import operator
from tests.api.test_reading import accept
from tests.support.people import Team
from worker.resources import Resources


def report(gate: Gate | None = None, name: str = "worker-1") -> ProcessReport:
    return ProcessReport(
        kind="worker",
        name=name,
        version="0.2.0",
        started_at=time.time(),
        slots=4,
        busy=3,
        loop_lag_s=0.25,
        limiters=tuple(gate.states()) if gate else (),
    )


@pytest.fixture
async def by_operator(team: Team, settings: Settings, worker: Resources) -> dict[str, str]:
    return await operator(worker.database, settings, team)


async def installation(client: httpx.AsyncClient, headers: dict[str, str]) -> dict[str, Any]:
    answer = await client.get("/api/operator/work", headers=headers)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_live_processes_are_listed_and_ended_ones_are_not(
    client: httpx.AsyncClient, by_operator: dict[str, str], worker: Resources
) -> None:
    reporting = asyncio.create_task(report_forever(worker.queue, report))
    await send_report(worker.queue, report(name="worker-2"))
    while len(await list_reports(worker.queue) or ()) < 3:
        await asyncio.sleep(0.01)
    found = (await installation(client, by_operator))["processes"]
    api, first, second = found
    assert (api["kind"], api["slots"], first["name"], second["name"]) == (
        "api", None, "worker-1", "worker-2"
    )  # fmt: skip
    assert (first["version"], first["slots"], first["busy"], first["loop_lag_s"]) == (
        "0.2.0", 4, 3, 0.25
    )  # fmt: skip
    reporting.cancel()
    await asyncio.wait({reporting})
    names = [one["name"] for one in (await installation(client, by_operator))["processes"]]
    assert names == [api["name"], "worker-2"]


async def test_what_another_release_reports_is_left_out(worker: Resources) -> None:
    await send_report(worker.queue, report())
    await worker.queue.redis.set(report().key, '{"kind": "worker"}')
    assert report().key not in {each.key for each in await list_reports(worker.queue) or ()}


async def test_limits_are_shown_with_what_all_processes_use_of_them(
    client: httpx.AsyncClient, by_operator: dict[str, str], settings: Settings
) -> None:
    async with (
        open_queue(settings.queue) as queue,
        open_gate(settings.queue, settings.limits) as gate,
    ):
        limiter = gate.limiter("openai", "gpt-5-mini", "secret-key", Bounds((100, 0, 0), 8))
        async with limiter.passage():
            await send_report(queue, report(gate))
            text = (await client.get("/api/operator/work", headers=by_operator)).text
            (found,) = (await installation(client, by_operator))["limiters"]
    assert (found["provider"], found["model"]) == ("openai", "gpt-5-mini")
    assert (found["in_progress"], found["most_in_progress"], found["waiting"]) == (1, 8, 0)
    assert found["limits"] == [{"unit": "requests", "used": 1.0, "limit": 100.0}]
    assert "secret-key" not in text


async def test_requests_that_wait_in_several_processes_are_added(
    client: httpx.AsyncClient, by_operator: dict[str, str], settings: Settings
) -> None:
    async with (
        open_queue(settings.queue) as queue,
        open_gate(settings.queue, settings.limits, patience_s=30) as gate,
    ):
        limiter = gate.limiter("openai", "gpt-5-mini", "key", Bounds(concurrency=1))

        async def wait() -> None:
            async with limiter.passage():
                pass

        async with limiter.passage():
            waiting = asyncio.create_task(wait())
            while limiter.state.waiting < 1:
                await asyncio.sleep(0)
            await send_report(queue, report(gate))
            await send_report(queue, report(gate, name="worker-2"))
            (found,) = (await installation(client, by_operator))["limiters"]
        await waiting
    assert (found["waiting"], found["in_progress"]) == (2, 2)


async def test_a_vendor_that_fails_is_shown_with_the_next_try(
    client: httpx.AsyncClient, by_operator: dict[str, str], settings: Settings
) -> None:
    async with (
        open_queue(settings.queue) as queue,
        open_gate(settings.queue, settings.limits) as gate,
    ):
        limiter = gate.vendor("calcom", "key")
        await send_report(queue, report(gate))
        assert (await installation(client, by_operator))["breakers"] == []
        for _ in range(settings.limits.breaker_failures):
            with pytest.raises(ProviderUnavailable):
                async with limiter.passage():
                    raise ProviderUnavailable("down")
        (found,) = (await installation(client, by_operator))["breakers"]
    assert (found["provider"], found["failures"]) == ("calcom", settings.limits.breaker_failures)
    assert found["open"] is True
    assert found["failing_since"] < found["next_try_at"]


async def test_lanes_are_those_of_all_tenants(
    client: httpx.AsyncClient, by_operator: dict[str, str], team: Team, other_team: Team
) -> None:
    await accept(team)
    await accept(other_team)
    (lane,) = (await installation(client, by_operator))["lanes"]
    assert (lane["kind"], lane["lane"], lane["waiting"]) == ("process_call", "live", 2)


async def test_only_operators_see_the_installation(
    client: httpx.AsyncClient, team: Team, by_operator: dict[str, str], queue: Queue
) -> None:
    await send_report(queue, report(name="night-shift"))
    assert (await team.get("/api/operator/work")).status_code == 403
    assert "night-shift" not in (await team.get("/work")).text
    assert "night-shift" in (await client.get("/work", headers=by_operator)).text


@pytest.fixture
def queue(worker: Resources) -> Queue:
    return worker.queue
