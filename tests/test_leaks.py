"""The search for leaks has teeth: what is planted in each place is found there."""

import base64
import io
from http import HTTPStatus
from urllib.parse import quote

import pytest
import structlog
from redis.asyncio import Redis

from api.http.problems import problem
from shared.settings.telemetry import TelemetrySettings
from shared.telemetry.metrics import create_metrics
from shared.telemetry.tracing import open_tracing
from tests.fakes.otlp_server import FakeCollector
from tests.fakes.serving import served
from tests.support.leaks import EMAIL, NUMBER, PHRASE, PLANTED, RedisWatch, found


@pytest.mark.parametrize("name", PLANTED)
def test_search_finds_a_value_as_it_is_and_in_disguise(name: str) -> None:
    value = PLANTED[name]
    basic = base64.b64encode(f"{value}:".encode()).decode()
    for disguise in (
        value,
        value.upper(),
        f"https://x/?q={quote(value, safe='')}",
        f"Basic {basic}",
    ):
        assert name in found(f"before {disguise} after"), disguise
    assert found("nothing of the kind: 503 555 0142, sk-test") == set()


async def test_search_finds_what_was_in_redis_for_a_moment_only(redis_url: str) -> None:
    watch = RedisWatch(redis_url)
    await watch.start()
    async with Redis.from_url(redis_url) as client:
        await client.set("moment", PHRASE)
        await client.delete("moment")
    assert found(await watch.stop()) == {"phrase"}


async def test_search_finds_what_is_kept_in_redis_in_any_type(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as client:
        await client.set(f"key of {NUMBER}", "x")
        await client.hset("hash", "field", EMAIL)
        await client.rpush("list", PLANTED["password"])
        await client.sadd("set", PLANTED["OPENAI_API_KEY"])
        await client.zadd("zset", {PLANTED["WEBHOOK_SECRET"]: 1})
        await client.xadd("stream", {"said": PHRASE})
    kept = found(await RedisWatch(redis_url).stop())
    assert kept >= {"number", "email", "password", "OPENAI_API_KEY", "WEBHOOK_SECRET", "phrase"}


def test_search_finds_a_label_of_a_metric() -> None:
    metrics = create_metrics()
    metrics.event_received("elevenlabs", EMAIL)
    assert found("\n".join(map(str, metrics.registry.collect()))) == {"email"}


async def test_search_finds_an_attribute_of_a_span() -> None:
    collector = FakeCollector()
    with served(collector.app) as url:
        settings = TelemetrySettings.model_validate({"OTEL_EXPORTER_OTLP_ENDPOINT": url})
        async with open_tracing(settings, "test") as tracing:
            with tracing.span("asking", model=PHRASE):
                pass
    assert found(collector.everything) == {"phrase"}


def test_search_finds_a_field_of_a_log_line_and_a_word_of_an_error_body() -> None:
    lines = io.StringIO()
    structlog.PrintLogger(lines).info(
        str(structlog.processors.JSONRenderer()(None, "info", {"number": NUMBER}))
    )
    assert "number" in found(lines.getvalue())
    assert found(
        str(problem(HTTPStatus.BAD_REQUEST, f"{EMAIL} is taken.", code="email_taken").body)
    ) == {"email"}
