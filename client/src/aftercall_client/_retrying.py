"""When a request is sent again, and after how long."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import httpx

from aftercall_client._answers import problem_of
from aftercall_client._requests import Request
from aftercall_client.errors import ConnectionFailed, Problem

RETRIED: Final = frozenset({429, 502, 503, 504})
# An earlier try with the same Idempotency-Key is still being carried out.
IN_USE: Final = "idempotency_key_in_use"
# Nothing was sent, so it is safe to send anything again.
UNSENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True)
class Retries:
    """How often and when a request is sent again.

    The wait before the n-th repeat is random, up to `first_s * 2**(n-1)` and `longest_s`, so that
    clients do not come back together. `Retry-After` of the server comes before it; one above
    `longest_retry_after_s` is not waited for.
    """

    most: int = 4
    first_s: float = 0.5
    longest_s: float = 8.0
    longest_retry_after_s: float = 60.0
    chance: Callable[[], float] = field(default=random.random, repr=False)

    def wait_s(self, repeat: int, retry_after_s: float | None = None) -> float:
        """Returns the wait before a repeat, of which the first is 0."""
        longest_s = min(self.longest_s, self.first_s * 2.0 ** min(repeat, 30))
        if retry_after_s is None:
            return self.chance() * longest_s
        return retry_after_s + self.chance() * self.first_s


class Tries:
    """Counts the tries of one request."""

    def __init__(self, request: Request, retries: Retries) -> None:
        self._request, self._retries, self._repeats = request, retries, 0

    def wait_after_error(self, error: httpx.HTTPError) -> float:
        """Returns how long to wait before the next try; without one, raises ConnectionFailed."""
        is_retried = isinstance(error, httpx.TransportError) and (
            self._request.is_repeatable or (isinstance(error, UNSENT) and self._can_send_again)
        )
        if is_retried and self._repeats < self._retries.most:
            return self._wait_s(None)
        # The text of an error may hold the address with what was searched for.
        raise ConnectionFailed(
            f"{self._request.method} {self._request.path}: {type(error).__name__}"
        ) from error

    def wait_after_answer(self, answer: httpx.Response) -> float:
        """Returns how long to wait after a refusal before the next try. Raises Problem when there
        is none.
        """
        problem = problem_of(answer)
        if self._is_retried(problem) and self._repeats < self._retries.most:
            return self._wait_s(problem.retry_after_s)
        raise problem

    @property
    def _can_send_again(self) -> bool:
        return self._request.content is None or self._request.content.is_repeatable

    def _is_retried(self, problem: Problem) -> bool:
        is_temporary = problem.status in RETRIED or problem.code == IN_USE
        is_soon = (problem.retry_after_s or 0) <= self._retries.longest_retry_after_s
        return is_temporary and is_soon and self._request.is_repeatable

    def _wait_s(self, retry_after_s: float | None) -> float:
        self._repeats += 1
        return self._retries.wait_s(self._repeats - 1, retry_after_s)
