"""Traces: one follows a call through the queue, and a collector that is away costs nothing."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import JobId
from shared.errors import ProviderRejected, SettingsInvalid
from shared.providers.telemetry import Observer, observed
from shared.settings.telemetry import TelemetrySettings
from shared.telemetry.tracing import Tracing, current_traceparent, open_tracing, require_packages
from tests.conftest import ELEVENLABS_SECRET, ApiFactory
from tests.fakes.otlp_server import FakeCollector, Span
from tests.fakes.serving import served
from tests.support.calls import send, transcription
from tests.support.people import Team
from tests.support.providers import Script
from worker.resources import Resources
from worker.runner import run_job


@pytest.fixture
def collector() -> Iterator[FakeCollector]:
    yield FakeCollector()


@pytest.fixture
def telemetry(collector: FakeCollector) -> Iterator[TelemetrySettings]:
    with served(collector.app) as url:
        yield TelemetrySettings.model_validate({"OTEL_EXPORTER_OTLP_ENDPOINT": url})
        collector.script.release()


async def accepted_job(open_api: ApiFactory, team: Team, **environ: str) -> JobId:
    async with open_api(**environ) as client:
        answer = await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
        return JobId(UUID(answer.json()["job_id"]))


def traced(worker: Resources, tracing: Tracing) -> Resources:
    observer = Observer(worker.metrics, tracing)
    return replace(
        worker, tracing=tracing, providers=observed(worker.providers, worker.settings, observer)
    )


def path_to_root(span: Span, spans: list[Span]) -> list[str]:
    by_id = {each.id: each for each in spans}
    names = [span.name]
    while span.parent:
        span = by_id[span.parent]
        names.append(span.name)
    return names


async def test_one_trace_follows_a_call_from_the_request_to_the_providers(
    open_api: ApiFactory,
    team: Team,
    worker: Resources,
    telemetry: TelemetrySettings,
    collector: FakeCollector,
) -> None:
    job_id = await accepted_job(
        open_api, team, OTEL_EXPORTER_OTLP_ENDPOINT=telemetry.otlp_endpoint or ""
    )
    async with open_tracing(telemetry, "aftercall-worker") as tracing:
        await run_job(traced(worker, tracing), job_id)
    asked = collector.named("local summarize")[0]
    assert path_to_root(asked, collector.spans) == [
        "local summarize",
        "step summarize",
        "run process_call",
        "POST /api/webhooks/elevenlabs/call-ended",
    ]
    assert {span.service for span in collector.spans if span.trace == asked.trace} == {
        "aftercall-api",
        "aftercall-worker",
    }


async def test_a_span_says_how_it_ended_and_not_what_the_error_said(
    telemetry: TelemetrySettings, collector: FakeCollector
) -> None:
    async with open_tracing(telemetry, "test") as tracing:
        with pytest.raises(ProviderRejected), tracing.span("asking", model="m"):
            raise ProviderRejected("Maria Lopez said so", reason="x")
    (span,) = collector.spans
    assert span.attributes == {"model": "m", "outcome": "rejected"}
    assert "Maria" not in collector.everything


async def test_a_request_names_no_trace_of_its_senders(
    open_api: ApiFactory, telemetry: TelemetrySettings, collector: FakeCollector
) -> None:
    async with open_api(OTEL_EXPORTER_OTLP_ENDPOINT=telemetry.otlp_endpoint or "") as client:
        await client.get("/health", headers={"traceparent": f"00-{'ab' * 16}-{'cd' * 8}-01"})
    (span,) = collector.named("GET /health")
    assert (span.parent, span.trace == "ab" * 16) == ("", False)


async def test_nothing_is_traced_without_an_endpoint(
    open_api: ApiFactory, team: Team, worker: Resources, database: Database
) -> None:
    job_id = await accepted_job(open_api, team)
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select traceparent from jobs where id = $1", job_id) is None
    with worker.tracing.span("anything") as span:
        assert (span, current_traceparent()) == (None, None)


async def test_a_collector_that_is_away_fails_no_run(
    worker: Resources,
    team: Team,
    open_api: ApiFactory,
    telemetry: TelemetrySettings,
    database: Database,
) -> None:
    job_id = await accepted_job(open_api, team)
    away = telemetry.model_copy(update={"otlp_endpoint": "http://127.0.0.1:1"})
    async with open_tracing(away, "aftercall-worker") as tracing:
        await run_job(traced(worker, tracing), job_id)
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select status from jobs where id = $1", job_id) == "succeeded"


async def test_a_collector_that_hangs_is_not_waited_for_without_end(
    telemetry: TelemetrySettings, collector: FakeCollector, script: Script
) -> None:
    collector.script.trap("traces", lambda _: True)
    async with asyncio.timeout(20), open_tracing(telemetry, "test") as tracing:
        with tracing.span("anything"):
            pass
    assert collector.spans == []


def test_a_start_without_the_packages_is_refused_in_words(telemetry: TelemetrySettings) -> None:
    with pytest.raises(SettingsInvalid, match=r"aftercall\[otel\]"):
        require_packages(telemetry, names=("opentelemetry.no_such_package",))
    require_packages(TelemetrySettings(), names=("no_such_package.at_all",))
