"""Sends requests, and sends them again where that is safe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from aftercall_client._requests import Request
from aftercall_client._retrying import Retries, Tries


@dataclass(frozen=True)
class Sender:
    """Sends requests with the credential that `http` carries."""

    http: httpx.Client
    retries: Retries
    sleep: Callable[[float], None]
    timeout_s: float

    def send(self, request: Request) -> httpx.Response:
        """Returns an answer that succeeded, with its body. Raises Problem and ConnectionFailed."""
        return self._send(request, is_streamed=False)

    @contextmanager
    def opened(
        self, request: Request, *, read_timeout_s: float | None = None
    ) -> Iterator[httpx.Response]:
        """Opens an answer that succeeded, whose body is yet to be read. Raises Problem and
        ConnectionFailed.
        """
        answer = self._send(request, is_streamed=True, read_timeout_s=read_timeout_s)
        try:
            yield answer
        finally:
            answer.close()

    def _send(
        self, request: Request, *, is_streamed: bool, read_timeout_s: float | None = None
    ) -> httpx.Response:
        tries = Tries(request, self.retries)
        while True:
            try:
                answer = self._try(request, is_streamed, read_timeout_s or self.timeout_s)
            except httpx.HTTPError as error:
                wait_s = tries.wait_after_error(error)
            else:
                if answer.is_success:
                    return answer
                wait_s = tries.wait_after_answer(answer)
            self.sleep(wait_s)

    def _try(self, request: Request, is_streamed: bool, read_timeout_s: float) -> httpx.Response:
        content = request.content.iterate() if request.content is not None else None
        built = self.http.build_request(
            request.method,
            request.path,
            params=request.query,
            json=request.json if request.has_json else None,
            content=content,
            headers=request.all_headers(),
            timeout=httpx.Timeout(self.timeout_s, read=max(read_timeout_s, request.timeout_s)),
        )
        answer = self.http.send(built, stream=True)
        if is_streamed and answer.is_success:
            return answer
        try:
            answer.read()
        finally:
            answer.close()
        return answer
