"""What a worker counts, and its own GET /metrics."""

import asyncio
import socket
from contextlib import AsyncExitStack

import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.errors import ProviderTimeout, RateLimited, SettingsInvalid
from shared.metrics_endpoint import Exposition
from shared.providers.telemetry import Observer
from shared.settings.load import Settings
from shared.settings.telemetry import TelemetrySettings
from shared.telemetry.metrics import Metrics
from shared.telemetry.tracing import Tracing
from tests.conftest import METRICS_TOKEN
from tests.support.connections import connected
from tests.support.ports import unused_port
from tests.support.providers import Script
from tests.worker.conftest import AcceptCall, run_until
from worker.metrics_listener import MAX_CONNECTIONS, serving_metrics
from worker.resources import Resources
from worker.runner import run_job


def counted(metrics: Metrics, name: str, **labels: str) -> float:
    return metrics.registry.get_sample_value(name, labels) or 0.0


async def test_a_run_and_its_steps_are_counted_by_how_they_ended(
    resources: Resources, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["summarize"] = [RateLimited("slow down")]
    _, job_id = await accept_call()
    await run_job(resources, job_id)
    metrics = resources.metrics
    assert counted(metrics, "aftercall_runs_total", kind="process_call", outcome="postponed") == 1
    steps = "aftercall_step_duration_seconds_count"
    assert counted(metrics, steps, step="summarize", outcome="rate_limited") == 1
    assert counted(metrics, steps, step="extract_lead", outcome="ok") == 1
    assert counted(metrics, "aftercall_pickup_delay_seconds_count", kind="process_call") == 1


@pytest.mark.parametrize(
    "change", ["status = 'cancelled', lease_until = null, finished_at = now()", "fence = fence + 1"]
)
async def test_an_attempt_that_is_cut_off_is_counted_once(
    resources: Resources, accept_call: AcceptCall, script: Script, database: Database, change: str
) -> None:
    _, _, running = await run_until(resources, accept_call, script, "summarize")
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(f"update jobs set {change}")
    await running
    samples = [each for metric in resources.metrics.registry.collect() for each in metric.samples]
    ended = {
        each.labels["outcome"]: each.value
        for each in samples
        if each.name == "aftercall_runs_total"
    }
    assert ended == {"lost": 1}


async def test_a_step_that_was_done_before_is_not_counted_again(
    resources: Resources, accept_call: AcceptCall, script: Script, database: Database
) -> None:
    script.fail["summarize"] = [ProviderTimeout("late")]
    _, job_id = await accept_call()
    await run_job(resources, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set not_before = now()")
    await run_job(resources, job_id)
    metrics = resources.metrics
    assert (
        counted(metrics, "aftercall_step_duration_seconds_count", step="extract_lead", outcome="ok")
        == 1
    )
    assert counted(metrics, "aftercall_runs_total", kind="process_call", outcome="succeeded") == 1


async def test_requests_to_a_provider_are_counted_by_outcome(
    resources: Resources, script: Script
) -> None:
    metrics = resources.metrics
    watched = Observer(metrics, Tracing()).watching(
        resources.providers.embedder, ("embed",), provider="openai", model="small"
    )
    script.fail["embed"] = [RateLimited("slow down")]
    with pytest.raises(RateLimited):
        await watched.embed(["a text"])
    await watched.embed(["a text"])
    name, of = (
        "aftercall_provider_request_duration_seconds_count",
        {"provider": "openai", "model": "small"},
    )
    assert counted(metrics, name, operation="embed", outcome="rate_limited", **of) == 1
    assert counted(metrics, name, operation="embed", outcome="ok", **of) == 1
    assert counted(metrics, "aftercall_rate_limited_total", provider="openai") == 1
    assert watched.dimension == resources.providers.embedder.dimension


SCRAPE = f"GET /metrics HTTP/1.1\r\nAuthorization: Bearer {METRICS_TOKEN}\r\n\r\n".encode()


async def ask(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (SCRAPE, b"200 OK"),
        (b"GET /metrics HTTP/1.1\r\nHost: worker\r\n\r\n", b"403 Forbidden"),
        (b"GET /elsewhere HTTP/1.1\r\n\r\n", b"404 Not Found"),
        (b"POST /metrics HTTP/1.1\r\n\r\n", b"404 Not Found"),
        (b"GET /" + b"x" * 10_000 + b"\r\n\r\n", b""),
    ],
)
async def test_a_worker_answers_a_scrape_and_nothing_else(
    settings: Settings, database: Database, resources: Resources, request_line: bytes, status: bytes
) -> None:
    port = unused_port()
    telemetry = TelemetrySettings.model_validate({"WORKER_METRICS_PORT": port})
    async with serving_metrics(telemetry, Exposition(settings, database, resources.metrics)):
        answer = await ask(port, request_line)
    assert answer.partition(b"\r\n")[0] == (b"HTTP/1.1 " + status if status else b"")
    assert (b"aftercall_open_runs" in answer) is (status == b"200 OK")


async def test_silent_connections_keep_no_scrape_out(
    settings: Settings, database: Database, resources: Resources
) -> None:
    port = unused_port()
    telemetry = TelemetrySettings.model_validate({"WORKER_METRICS_PORT": port})
    async with (
        serving_metrics(telemetry, Exposition(settings, database, resources.metrics)),
        AsyncExitStack() as stack,
    ):
        silent = [
            await stack.enter_async_context(connected(port)) for _ in range(MAX_CONNECTIONS + 1)
        ]
        assert (await ask(port, SCRAPE)).startswith(b"HTTP/1.1 200 OK")
        assert await silent[0].is_closed()


async def test_a_taken_port_is_said_at_start(
    settings: Settings, database: Database, resources: Resources
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        telemetry = TelemetrySettings.model_validate(
            {"WORKER_METRICS_PORT": taken.getsockname()[1]}
        )
        with pytest.raises(SettingsInvalid, match="WORKER_METRICS_PORT"):
            async with serving_metrics(
                telemetry, Exposition(settings, database, resources.metrics)
            ):
                pass
