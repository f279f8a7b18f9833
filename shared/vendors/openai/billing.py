"""Sends a paid request to OpenAI, and reads usage and limits from its answers.

Compatible servers state less, or nothing.
"""

import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Annotated, TypeVar

from pydantic import BaseModel, Field, ValidationError

from shared.domain.usage import Amounts
from shared.errors import ProviderMalformed
from shared.limits.billing import PaidModel
from shared.limits.redis_limits import Three
from shared.vendors.openai.client import RawAnswer, WireT, answered, go_duration, shaped

T = TypeVar("T")

MINUTE_S = 60.0
# A limit whose reset takes this long is a daily one.
LONGEST_MINUTE_S = 90.0
# With less than this part of a limit left, other clients use it too.
CROWDED = 0.05
BYTES_PER_TOKEN = 4
# Tokens of audio: roughly what the transcription models read and write.
INPUT_TOKENS_PER_S, OUTPUT_TOKENS_PER_S = 10, 4
# No request and no limit is larger. Some servers state the largest possible number, which the
# ledger cannot store.
MOST_DIGITS = 12

_Count = Annotated[int, Field(lt=10**MOST_DIGITS)]
_Seconds = Annotated[float, Field(lt=10**MOST_DIGITS, allow_inf_nan=False)]


class _Details(BaseModel):
    cached_tokens: _Count | None = None


class _Usage(BaseModel):
    prompt_tokens: _Count | None = None
    completion_tokens: _Count | None = None
    input_tokens: _Count | None = None
    output_tokens: _Count | None = None
    seconds: _Seconds | None = None
    prompt_tokens_details: _Details | None = None
    input_tokens_details: _Details | None = None


class _Billed(BaseModel):
    usage: _Usage | None = None
    duration: _Seconds | None = None


async def ask_and_bill(
    paid: PaidModel,
    call: Callable[[], Awaitable[RawAnswer]],
    shape: type[WireT],
    *,
    question: Sequence[object],
    most: Amounts,
    timeout_s: float,
    read: Callable[[WireT], T],
) -> T:
    """Sends one request through the gate. It is billed before `read` converts its answer, or
    raises.

    A stored answer to `question` (see `PaidModel.hash_of`) is read instead, unless this release
    finds it malformed. Raises the errors of `PaidModel.request`, and our other errors. `most` is
    the estimate of its use.
    """
    request_hash = paid.hash_of(question)
    stored = await paid.stored_answer(request_hash)
    if stored is not None:
        with suppress(ProviderMalformed):
            return read(shaped(stored, shape))
    async with paid.request(most) as bill:
        answer = await answered(
            call, timeout_s=timeout_s, on_headers=lambda headers: bill.learn(*limits_of(headers))
        )
        bill.used(amounts_of(answer.content, most))
        wire = shaped(answer.content, shape)
        value = read(wire)
        bill.keep(request_hash, wire.model_dump_json(exclude_unset=True).encode())
        return value


def estimated_tokens(*texts: str) -> int:
    """Estimates the tokens by length, as OpenAI does before it reads a request."""
    return sum(math.ceil(len(text.encode()) / BYTES_PER_TOKEN) for text in texts)


def audio_amounts(seconds: float) -> Amounts:
    return Amounts(
        input_tokens=math.ceil(seconds * INPUT_TOKENS_PER_S),
        output_tokens=math.ceil(seconds * OUTPUT_TOKENS_PER_S),
        audio_s=seconds,
    )


def amounts_of(content: bytes, most: Amounts) -> Amounts:
    """Returns the billed amounts; `most`, the estimate, for an answer that does not state them."""
    try:
        billed = _Billed.model_validate_json(content)
    except ValidationError:
        return most
    usage = billed.usage or _Usage()
    details = usage.prompt_tokens_details or usage.input_tokens_details or _Details()
    taken = usage.prompt_tokens if usage.prompt_tokens is not None else usage.input_tokens
    seconds = (usage.seconds or billed.duration or most.audio_s) if most.audio_s else 0.0
    if taken is None:
        return Amounts(audio_s=seconds) if most.audio_s else most
    made = usage.completion_tokens if usage.completion_tokens is not None else usage.output_tokens
    taken = max(0, taken)
    return Amounts(
        taken, min(max(0, details.cached_tokens or 0), taken), max(0, made or 0), max(0.0, seconds)
    )


def limits_of(headers: Mapping[str, str]) -> tuple[Three, tuple[float, float, float]]:
    """Returns requests, tokens and audio per minute (0: not stated), and for how many seconds each
    has no room.
    """
    requests, tokens = _header_limit(headers, "requests"), _header_limit(headers, "tokens")
    return (requests[0], tokens[0], 0), (requests[1], tokens[1], 0.0)


def _header_limit(headers: Mapping[str, str], kind: str) -> tuple[int, float]:
    limit, left = (
        _whole_number(headers.get(f"x-ratelimit-{what}-{kind}")) for what in ("limit", "remaining")
    )
    reset_s = go_duration(headers.get(f"x-ratelimit-reset-{kind}", ""))
    if not limit:
        return 0, 0.0
    if left is None or left >= limit or not reset_s:
        return limit, 0.0
    # The reset is when the whole limit is available; it recovers evenly.
    period_s = reset_s * limit / (limit - left)
    a_minute = limit if period_s <= LONGEST_MINUTE_S else max(1, round(limit * MINUTE_S / period_s))
    return a_minute, CROWDED * min(period_s, MINUTE_S) if left < CROWDED * limit else 0.0


def _whole_number(text: str | None) -> int | None:
    """Parses a whole number; returns None for another value, such as the -1 of Azure."""
    return (
        int(text)
        if text and text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
        else None
    )
