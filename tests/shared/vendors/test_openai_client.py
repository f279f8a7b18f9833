"""Every way OpenAI can fail becomes one of our errors, and nothing of the request leaks."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from openai import AsyncAzureOpenAI, AsyncOpenAI
from pydantic import BaseModel

from shared.errors import (
    AccountRefused,
    ProviderMalformed,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    QuotaExhausted,
    RateLimited,
)
from shared.settings.openai import OpenAISettings
from shared.vendors.openai.client import ask, go_duration, open_client, retry_after
from tests.fakes import openai_server as fakes
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.serving import Fault
from tests.shared.conftest import Build


class Models(BaseModel):
    data: list[Any]


async def listed(client: AsyncOpenAI, *, timeout_s: float = 5) -> Models:
    return await ask(client.models.with_raw_response.list, Models, timeout_s=timeout_s)


async def test_an_answer_is_parsed(openai_client: AsyncOpenAI) -> None:
    assert (await listed(openai_client)).data


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (fakes.RATE_LIMITED, RateLimited),
        (fakes.QUOTA, QuotaExhausted),
        (fakes.SERVER_ERROR, ProviderUnavailable),
        (fakes.OVERLOADED, ProviderUnavailable),
        (fakes.TRUNCATED, ProviderUnavailable),
        (fakes.MALFORMED, ProviderMalformed),
        (Fault("html"), ProviderMalformed),
        (fakes.rejected(408, "timeout"), ProviderTimeout),
        (fakes.rejected(409, "conflict"), ProviderUnavailable),
        (fakes.rejected(402, "payment_required"), QuotaExhausted),
    ],
)
async def test_a_failure_is_one_request_and_our_error(
    openai_client: AsyncOpenAI, openai_fake: FakeOpenAI, fault: Fault, error: type[Exception]
) -> None:
    openai_fake.script.then("models", fault)
    with pytest.raises(error):
        await listed(openai_client)
    assert openai_fake.script.count("models") == 1


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "context_length_exceeded"),
        (401, "invalid_api_key"),
        (403, "unsupported_country"),
        (404, "model_not_found"),
        (413, "too_large"),
        (422, "unprocessable"),
    ],
)
async def test_a_refusal_carries_the_code_and_not_the_content(
    openai_client: AsyncOpenAI, openai_fake: FakeOpenAI, status: int, code: str
) -> None:
    openai_fake.script.then("models", fakes.rejected(status, code))
    with pytest.raises((AccountRefused, ProviderRejected)) as caught:
        await listed(openai_client)
    assert isinstance(caught.value, AccountRefused) is (status in (401, 403, 404))
    assert getattr(caught.value, "reason", None) == code
    assert "SECRET" not in str(caught.value)


async def test_a_code_that_is_a_sentence_is_not_shown(
    openai_client: AsyncOpenAI, openai_fake: FakeOpenAI
) -> None:
    openai_fake.script.then("models", fakes.rejected(400, "the caller said: my number is 5550142"))
    with pytest.raises(ProviderRejected) as caught:
        await listed(openai_client)
    assert caught.value.reason == "invalid_request_error"
    assert "5550142" not in str(caught.value)


@pytest.mark.parametrize(
    "code", sorted(["credit_balance_exhausted", "project_spend_limit_exceeded"])
)
async def test_every_quota_code_is_final(
    openai_client: AsyncOpenAI, openai_fake: FakeOpenAI, code: str
) -> None:
    openai_fake.script.then("models", fakes.rejected(429, code))
    with pytest.raises(QuotaExhausted) as caught:
        await listed(openai_client)
    assert caught.value.reason == code


async def test_a_request_larger_than_the_limit_never_fits(
    openai_client: AsyncOpenAI, openai_fake: FakeOpenAI
) -> None:
    openai_fake.script.then("models", fakes.LARGER_THAN_THE_LIMIT)
    with pytest.raises(ProviderRejected) as caught:
        await listed(openai_client)
    assert caught.value.reason == "larger_than_limit"
    assert "OPENAI_MAX_INPUT_CHARS" in str(caught.value)
    assert "org-1" not in str(caught.value)


async def test_a_rate_limit_says_when_to_come_back(
    openai_client: AsyncOpenAI, openai_fake: FakeOpenAI
) -> None:
    openai_fake.script.then("models", fakes.RATE_LIMITED)
    with pytest.raises(RateLimited) as caught:
        await listed(openai_client)
    assert caught.value.retry_after_s == 2


async def test_a_silent_server_is_a_timeout(
    openai_client: AsyncOpenAI, openai_fake: FakeOpenAI
) -> None:
    openai_fake.script.then("models", fakes.HANG)
    with pytest.raises(ProviderTimeout):
        await listed(openai_client, timeout_s=0.2)


async def test_a_refused_connection_is_unavailable(
    openai_settings: Build, opened: AsyncExitStack
) -> None:
    client = await opened.enter_async_context(
        open_client(openai_settings(OPENAI_BASE_URL="http://127.0.0.1:1/v1"))
    )
    with pytest.raises(ProviderUnavailable):
        await listed(client)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "86400"}, 3600),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "120ms"}, 0.12),
        ({"x-ratelimit-reset-requests": "1s", "x-ratelimit-reset-tokens": "6m0s"}, 1),
        (
            {
                "x-ratelimit-reset-requests": "1s",
                "x-ratelimit-reset-tokens": "6m0s",
                "x-ratelimit-remaining-tokens": "0",
            },
            360,
        ),
        ({"x-ratelimit-reset-requests": "-1", "x-ratelimit-reset-tokens": "0"}, None),
        ({"retry-after": "nonsense"}, None),
        ({"retry-after": "Fri, 01 Jan 99999999999999999999 00:00:00 GMT"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_from_whoever_says_it(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retry_after(headers) == seconds


def test_retry_after_may_be_a_date() -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert retry_after({"retry-after": at}) == pytest.approx(90, abs=3)


@pytest.mark.parametrize(
    ("text", "seconds"), [("6m0s", 360), ("1h2m3.5s", 3723.5), ("12ms", 0.012), ("5", None)]
)
def test_go_durations(text: str, seconds: float | None) -> None:
    assert go_duration(text) == seconds


async def test_azure_v1_is_the_plain_protocol(
    openai_fake: FakeOpenAI, openai_served: tuple[FakeOpenAI, str], opened: AsyncExitStack
) -> None:
    settings = OpenAISettings.model_validate(
        {"AZURE_OPENAI_ENDPOINT": openai_served[1], "AZURE_OPENAI_API_KEY": openai_fake.key}
    )
    client = await opened.enter_async_context(open_client(settings, azure=True))
    await listed(client)
    (seen,) = openai_fake.script.seen["models"]
    assert (seen.path, seen.headers["api-key"]) == ("openai/v1/models", openai_fake.key)


async def test_azure_with_a_dated_version_uses_deployments(
    openai_fake: FakeOpenAI, openai_served: tuple[FakeOpenAI, str], opened: AsyncExitStack
) -> None:
    environ = {"AZURE_OPENAI_ENDPOINT": openai_served[1], "AZURE_OPENAI_API_KEY": openai_fake.key}
    settings = OpenAISettings.model_validate({**environ, "AZURE_OPENAI_API_VERSION": "2024-10-21"})
    client = await opened.enter_async_context(open_client(settings, azure=True))
    assert isinstance(client, AsyncAzureOpenAI)
    await client.embeddings.create(input="hello", model="my-deployment")
    (seen,) = openai_fake.script.seen["embeddings"]
    assert seen.path == "openai/deployments/my-deployment/embeddings?api-version=2024-10-21"


def test_retries_are_off_and_limits_are_set(openai_settings: Build) -> None:
    client = open_client(openai_settings(OPENAI_TIMEOUT_S=7, OPENAI_TRANSCRIBE_TIMEOUT_S=30))
    assert client.max_retries == 0
    assert client.timeout.read == 30  # type: ignore[union-attr]
    assert client.timeout.connect == 5  # type: ignore[union-attr]
