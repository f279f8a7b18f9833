"""Sends requests, and sends them again where that is safe."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from aftercall_client._requests import Request
from aftercall_client._retrying import Retries, Tries


@dataclass(frozen=True)
class AsyncSender:
    """Sends requests with the credential that `http` carries."""

    http: httpx.AsyncClient
    retries: Retries
    sleep: Callable[[float], Awaitable[None]]
    timeout_s: float

    async def send(self, request: Request) -> httpx.Response:
        """Returns an answer that succeeded, with its body. Raises Problem and ConnectionFailed."""
        return await self._send(request, is_streamed=False)

    @asynccontextmanager
    async def opened(
        self, request: Request, *, read_timeout_s: float | None = None
    ) -> AsyncIterator[httpx.Response]:
        """Opens an answer that succeeded, whose body is yet to be read. Raises Problem and
        ConnectionFailed.
        """
        answer = await self._send(request, is_streamed=True, read_timeout_s=read_timeout_s)
        try:
            yield answer
        finally:
            await answer.aclose()

    async def _send(
        self, request: Request, *, is_streamed: bool, read_timeout_s: float | None = None
    ) -> httpx.Response:
        tries = Tries(request, self.retries)
        while True:
            try:
                answer = await self._try(request, is_streamed, read_timeout_s or self.timeout_s)
            except httpx.HTTPError as error:
                wait_s = tries.wait_after_error(error)
            else:
                if answer.is_success:
                    return answer
                wait_s = tries.wait_after_answer(answer)
            await self.sleep(wait_s)

    async def _try(
        self, request: Request, is_streamed: bool, read_timeout_s: float
    ) -> httpx.Response:
        content = request.content.aiterate() if request.content is not None else None
        built = self.http.build_request(
            request.method,
            request.path,
            params=request.query,
            json=request.json if request.has_json else None,
            content=content,
            headers=request.all_headers(),
            timeout=httpx.Timeout(self.timeout_s, read=max(read_timeout_s, request.timeout_s)),
        )
        answer = await self.http.send(built, stream=True)
        if is_streamed and answer.is_success:
            return answer
        try:
            await answer.aread()
        finally:
            await answer.aclose()
        return answer
