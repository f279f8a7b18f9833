"""A vendor's answer in memory, within bounds."""

import httpx

from shared.errors import ProviderMalformed

IDENTITY = {"Accept-Encoding": "identity"}


async def bounded_body(answer: httpx.Response, *, vendor: str, max_bytes: int) -> bytes:
    """Nothing compressed is taken: a few kilobytes of it can become gigabytes. Ask with IDENTITY."""
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise ProviderMalformed(f"{vendor} sent a compressed answer that was not asked for")
    body = bytearray()
    async for block in answer.aiter_raw():
        body += block
        if len(body) > max_bytes:
            raise ProviderMalformed(f"{vendor}'s answer is larger than the {max_bytes} bytes allowed")
    return bytes(body)


def retry_after_s(answer: httpx.Response, *, longest_s: float = 3600.0) -> float | None:
    """Whole seconds, as the vendors here send them."""
    value = answer.headers.get("retry-after", "")
    return min(float(value), longest_s) if value.isdecimal() else None
