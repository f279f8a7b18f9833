"""Opens the OpenAI client, and converts its errors to ours in one place.

Answers are parsed by our own models, because the SDK builds its objects without validating them and
"OpenAI-compatible" servers differ.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol, TypeVar

import httpx2
from openai import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AsyncAzureOpenAI,
    AsyncOpenAI,
    DefaultAsyncHttpx2Client,
    OpenAIError,
)
from pydantic import BaseModel, ValidationError

from shared.domain.storable import without_unstorable
from shared.errors import (
    AccountRefused,
    AftercallError,
    AnswerLost,
    ProviderMalformed,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    QuotaExhausted,
    RateLimited,
)
from shared.limits.answers import LONGEST_RETRY_S, retry_after_s
from shared.settings.openai import OpenAISettings
from shared.vendors.joined_writes import join_writes
from shared.vendors.trust import usual_tls

WireT = TypeVar("WireT", bound=BaseModel)

QUOTA_CODES = frozenset(
    {
        "insufficient_quota",
        "credit_balance_exhausted",
        "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded",
        "organization_usage_limit_exceeded",
    }
)
# It stands only in the message: the code is that of an exhausted limit.
NEVER_FITS = "Request too large"
REASONS = {
    400: "invalid_request",
    401: "invalid_api_key",
    403: "permission_denied",
    404: "not_found",
    413: "too_large",
    422: "unprocessable",
}
CONNECT_TIMEOUT_S = 5.0
# Nothing was sent yet, so nothing can have been billed.
UNSENT = (
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ConnectError,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)


class RawAnswer(Protocol):
    @property
    def content(self) -> bytes: ...

    @property
    def headers(self) -> Mapping[str, str]: ...


def open_client(settings: OpenAISettings, *, azure: bool = False) -> AsyncOpenAI:
    """Opens a client, which the caller closes. SDK retries are off: the run retries."""
    timeout = httpx2.Timeout(
        max(settings.timeout_s, settings.transcribe_timeout_s), connect=CONNECT_TIMEOUT_S
    )
    limits = httpx2.Limits(
        max_connections=settings.max_connections, max_keepalive_connections=settings.max_connections
    )
    http = join_writes(DefaultAsyncHttpx2Client(timeout=timeout, limits=limits, verify=usual_tls()))
    if azure:
        return _azure_client(settings, timeout, http)
    key = settings.api_key.get_secret_value() if settings.api_key else ""
    return AsyncOpenAI(
        api_key=key, base_url=settings.base_url, timeout=timeout, max_retries=0, http_client=http
    )


def _azure_client(
    settings: OpenAISettings, timeout: httpx2.Timeout, http: httpx2.AsyncClient
) -> AsyncOpenAI:
    endpoint = (settings.azure_endpoint or "").rstrip("/")
    key = settings.azure_api_key.get_secret_value() if settings.azure_api_key else ""
    if settings.azure_api_version:
        return AsyncAzureOpenAI(
            azure_endpoint=endpoint,
            api_key=key,
            api_version=settings.azure_api_version,
            timeout=timeout,
            max_retries=0,
            http_client=http,
        )
    return AsyncOpenAI(
        api_key=key,
        base_url=f"{endpoint.removesuffix('/openai/v1')}/openai/v1/",
        default_headers={"api-key": key},
        timeout=timeout,
        max_retries=0,
        http_client=http,
    )


async def post(client: AsyncOpenAI, path: str, body: dict[str, Any]) -> RawAnswer:
    """Sends JSON unchanged. The SDK's own methods walk through every value of it first, which takes
    longer than the rest of the request.
    """
    return await client.post(path, body=body, cast_to=httpx2.Response)


async def ask(
    call: Callable[[], Awaitable[RawAnswer]], shape: type[WireT], *, timeout_s: float
) -> WireT:
    """Sends a request that costs nothing within `timeout_s` and parses its answer as `shape`.
    Raises only our errors.
    """
    return shaped((await answered(call, timeout_s=timeout_s)).content, shape)


async def answered(
    call: Callable[[], Awaitable[RawAnswer]],
    *,
    timeout_s: float,
    on_headers: Callable[[Mapping[str, str]], None] = lambda _: None,
) -> RawAnswer:
    """Sends one request and returns its whole answer within `timeout_s`. Raises only our errors.
    `on_headers` is called with the headers of any answer, also of a refusal.
    """
    try:
        async with asyncio.timeout(timeout_s):
            answer = await call()
    except TimeoutError as error:
        raise ProviderTimeout(f"OpenAI did not answer within {timeout_s:g} s") from error
    except (OpenAIError, httpx2.HTTPError) as error:
        if isinstance(error, APIStatusError):
            on_headers(error.response.headers)
        raise failure_of(error) from error
    on_headers(answer.headers)
    return answer


def shaped(content: bytes, shape: type[WireT]) -> WireT:
    """Parses the answer. Raises ProviderMalformed."""
    try:
        return shape.model_validate_json(without_unstorable(content))
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        places = {
            f"{'.'.join(map(str, detail['loc'])) or 'body'} {detail['type']}" for detail in details
        }
        # A chained error would write the answer's content into logs.
        raise ProviderMalformed(
            f"OpenAI's answer is not a {shape.__name__}: {', '.join(sorted(places))}"
        ) from None


def failure_of(error: Exception) -> AftercallError:
    match error:
        case APITimeoutError() if isinstance(error.__cause__, UNSENT):
            return ProviderUnavailable("no connection to OpenAI was free in time")
        case APITimeoutError() | httpx2.TimeoutException():
            return ProviderTimeout("OpenAI did not answer in time")
        case APIConnectionError() if isinstance(error.__cause__, UNSENT):
            return ProviderUnavailable("there is no connection to OpenAI")
        case APIConnectionError() | httpx2.HTTPError():
            return AnswerLost("the connection to OpenAI broke before its answer was whole")
        case APIStatusError():
            return _of_status(error)
        case _:
            return ProviderMalformed(f"OpenAI's answer could not be read ({type(error).__name__})")


def _of_status(error: APIStatusError) -> AftercallError:
    status, headers = error.status_code, error.response.headers
    code = _plain_code(error.code) or _plain_code(error.type)
    detail = f"{status} {code}".strip()
    if status == 402 or (status == 429 and QUOTA_CODES & {error.code, error.type}):
        return QuotaExhausted(
            f"the OpenAI account has no quota left ({detail})", reason=code or "insufficient_quota"
        )
    if status == 429 and NEVER_FITS in error.message:
        return ProviderRejected(
            f"the request alone is larger than OpenAI's limit by the minute ({detail}):"
            " have the limit raised, or lower OPENAI_MAX_INPUT_CHARS or OPENAI_MAX_OUTPUT_TOKENS",
            reason="larger_than_limit",
        )
    if status == 429:
        return RateLimited(
            f"OpenAI's rate limit is reached ({detail})", retry_after_s=retry_after(headers)
        )
    if status == 408:
        return ProviderTimeout(
            f"OpenAI did not answer in time ({detail})", retry_after_s=retry_after(headers)
        )
    if status == 409 or status >= 500:
        return ProviderUnavailable(f"OpenAI failed ({detail})", retry_after_s=retry_after(headers))
    return _refusal_of_status(status, detail, code or REASONS.get(status, "rejected"))


def _refusal_of_status(status: int, detail: str, reason: str) -> AccountRefused | ProviderRejected:
    """Returns the error for a refusal, which concerns either the whole installation or this request
    alone.
    """
    if status in (401, 403):
        key = "check OPENAI_API_KEY, or AZURE_OPENAI_API_KEY"
        return AccountRefused(
            f"OpenAI refused the key or its rights ({detail}): {key}", reason=reason
        )
    if status == 404:
        model = (
            "check the model's name in OPENAI_CHAT_MODEL, OPENAI_EMBEDDING_MODEL or"
            " OPENAI_TRANSCRIBE_MODEL"
        )
        return AccountRefused(
            f"OpenAI does not know the model or the address ({detail}): {model}", reason=reason
        )
    return ProviderRejected(f"OpenAI refused the request ({detail})", reason=reason)


def _plain_code(value: object) -> str:
    """Returns a vendor's code only when it is a plain word, because it goes into
    messages and rows.
    """
    return value if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", value) else ""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Returns the seconds to wait, from whichever header states them: OpenAI, Azure and proxies
    differ.
    """
    milliseconds = retry_after_s(headers, "retry-after-ms")
    # When the exhausted limit is full again. Without one, the sooner of the two resets.
    resets = {
        kind: go_duration(headers.get(f"x-ratelimit-reset-{kind}", ""))
        for kind in ("requests", "tokens")
    }
    known = {kind: seconds for kind, seconds in resets.items() if seconds}
    spent = [
        seconds
        for kind, seconds in known.items()
        if headers.get(f"x-ratelimit-remaining-{kind}") == "0"
    ]
    waits = (
        None if milliseconds is None else milliseconds / 1000,
        retry_after_s(headers),
        max(spent) if spent else min(known.values(), default=None),
    )
    wait = next((wait for wait in waits if wait is not None), None)
    return None if wait is None else min(wait, LONGEST_RETRY_S)


def go_duration(text: str) -> float | None:
    """Returns `6m0s`, `1.5s`, `120ms` in seconds; None for other values (Azure sends -1 and 0)."""
    units = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
    if not re.fullmatch(r"(?:\d+(?:\.\d+)?(?:h|ms|m|s|us|µs|ns))+", text):
        return None
    return sum(
        float(number) * units[unit]
        for number, unit in re.findall(r"(\d+(?:\.\d+)?)(h|ms|m|us|µs|ns|s)", text)
    )
