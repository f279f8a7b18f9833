"""GET /metrics: what is counted, what is not said, and who may ask."""

import asyncio
import json

import httpx
import pytest

from shared.db.pool import open_database
from shared.metrics_endpoint import Exposition
from shared.settings.load import Settings
from shared.telemetry.metrics import create_metrics
from tests.api.conftest import ServeFactory
from tests.conftest import ELEVENLABS_SECRET, METRICS_TOKEN, ApiFactory
from tests.support.calls import send, transcription
from tests.support.people import Team
from tests.support.processes import until


async def scraped(client: httpx.AsyncClient) -> str:
    answer = await client.get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
    assert answer.status_code == 200, answer.text
    return answer.text


def value(text: str, sample: str) -> float:
    """Of the sample written exactly so; 0 when there is none."""
    return next(
        (
            float(line.rpartition(" ")[2])
            for line in text.splitlines()
            if line.startswith(f"{sample} ")
        ),
        0.0,
    )


async def test_requests_are_counted_by_route_and_never_by_path(
    client: httpx.AsyncClient, team: Team
) -> None:
    call_id = "0197c7a0-0000-7000-8000-000000000000"
    await team.get(f"/api/calls/{call_id}", number="+15035550142")
    await client.request("MARIA", "/no/such/place")
    text = await scraped(client)
    labels = 'method="GET",route="/api/calls/{call_id}",status="4xx"'
    assert value(text, f"http_request_duration_seconds_count{{{labels}}}") == 1
    unmatched = 'method="other",route="unmatched",status="4xx"'
    assert value(text, f"http_request_duration_seconds_count{{{unmatched}}}") == 1
    assert not any(
        planted in text
        for planted in (call_id, "5035550142", "such/place", "MARIA", team.tenant_id)
    )


async def test_a_client_that_goes_away_is_no_fault_of_ours(serve_api: ServeFactory) -> None:
    async with serve_api() as client:
        _, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
        head = (
            b"POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type:"
            b" application/json\r\nContent-Length: 99"
        )
        writer.write(head + b"\r\n\r\n{")
        await writer.drain()
        writer.close()
        text = await until(lambda: scraped(client), lambda text: "login" in text)
    labels = 'method="POST",route="/api/auth/login",status="4xx"'
    assert value(text, f"http_request_duration_seconds_count{{{labels}}}") == 1


async def test_events_are_counted_by_what_became_of_them(
    client: httpx.AsyncClient, team: Team
) -> None:
    known, unknown = transcription(team.agent_id), transcription("agent_unknown", "conv_2")
    for payload in (known, known, unknown):
        await send(client, payload, secret=ELEVENLABS_SECRET)
    await send(client, known, secret="wsec_" + "0" * 64)
    text = await scraped(client)
    for outcome in ("accepted", "repeat", "held", "refused"):
        sample = f'aftercall_events_total{{outcome="{outcome}",source="elevenlabs"}}'
        assert value(text, sample) == 1, outcome


async def test_open_runs_are_counted_when_asked(client: httpx.AsyncClient, team: Team) -> None:
    await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
    text = await scraped(client)
    assert value(text, 'aftercall_open_runs{state="waiting"}') == 1
    assert value(text, "aftercall_open_runs_known") == 1
    assert value(text, 'aftercall_database_connections{state="idle"}') >= 1


async def test_scrape_without_a_database_is_still_a_scrape(settings: Settings) -> None:
    async with open_database(settings.database) as closed:
        pass
    text = (await Exposition(settings, closed, create_metrics()).render()).decode()
    assert value(text, "aftercall_open_runs_known") == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Authorization": "Bearer wrong"}, 403),
        ({"Authorization": f"Bearer {METRICS_TOKEN}"}, 200),
    ],
)
async def test_with_a_token_only_who_sends_it_may_ask(
    open_api: ApiFactory, headers: dict[str, str], status: int
) -> None:
    async with open_api() as client:
        answer = await client.get("/metrics", headers=headers)
    assert answer.status_code == status
    assert METRICS_TOKEN not in answer.text


async def test_without_a_token_production_serves_none(open_api: ApiFactory) -> None:
    """A proxy on this machine passes on everybody's requests, and may not say so."""
    async with open_api(METRICS_TOKEN="") as client:
        assert (await client.get("/metrics")).status_code == 403
    async with open_api(METRICS_TOKEN="", AFTERCALL_ENV="development") as client:
        assert (await client.get("/metrics")).status_code == 200


async def test_openapi_describes_it(client: httpx.AsyncClient) -> None:
    described = json.loads((await client.get("/openapi.json")).text)["paths"]["/metrics"]["get"]
    assert set(described["responses"]) >= {"200", "403"}
