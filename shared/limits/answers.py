"""Reads vendors' HTTP responses: their size, their Retry-After, and the statuses of temporary
failures.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2

from shared.errors import ProviderMalformed, ProviderUnavailable, RateLimited

IDENTITY = {"Accept-Encoding": "identity"}


async def bounded_body(answer: httpx2.Response, *, vendor: str, max_bytes: int) -> bytes:
    """Reads a body up to a limit. Raises on compressed content, of which a few kilobytes can become
    gigabytes. Request with IDENTITY.
    """
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise ProviderMalformed(f"{vendor} sent a compressed answer that was not asked for")
    body = bytearray()
    async for block in answer.aiter_raw():
        body += block
        if len(body) > max_bytes:
            raise ProviderMalformed(
                f"{vendor}'s answer is larger than the {max_bytes} bytes allowed"
            )
    return bytes(body)


LONGEST_RETRY_S = 3600.0


def retry_after_s(
    headers: Mapping[str, str], name: str = "retry-after", *, longest_s: float = LONGEST_RETRY_S
) -> float | None:
    """Reads seconds or a date (RFC 9110 section 10.2.3), at most `longest_s`; None for what is
    neither, negative or a date in the past.
    """
    value = headers.get(name, "").strip()
    try:
        seconds = float(value)
    except ValueError:
        try:
            at = parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return None
        seconds = (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(seconds, longest_s) if math.isfinite(seconds) and seconds >= 0 else None


def passing_failure(
    vendor: str, status: int, wait_s: float | None
) -> RateLimited | ProviderUnavailable | None:
    """Returns the error for the status of a temporary failure: a limit, a timeout or a fault of the
    vendor; None for others.
    """
    if status == 429:
        return RateLimited(f"{vendor}'s rate limit is reached (429)", retry_after_s=wait_s)
    if status >= 500 or status in (408, 425):
        return ProviderUnavailable(f"{vendor} failed ({status})", retry_after_s=wait_s)
    return None
