"""Servers in memory that answer as a test says, and remember what was sent."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from aftercall_client import Aftercall, AsyncAftercall, Retries

URL = "https://aftercall.example"
KEY = "ak_secret-of-the-tests"
CALL_ID = "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10"
JOB_ID = "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f11"


class Parts(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body in parts; an error among them is raised where it stands."""

    def __init__(self, *parts: bytes | Exception) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            if isinstance(part, Exception):
                raise part
            yield part

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            yield part


Step = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


@dataclass
class Server:
    """Answers with the steps in their order; the last one is repeated."""

    steps: list[Step]
    requests: list[httpx.Request] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        step = self.steps[min(len(self.requests), len(self.steps) - 1)]
        self.requests.append(request)
        self.bodies.append(body)
        if isinstance(step, Exception):
            raise step
        return step(request) if callable(step) else step

    def client(self, **options: Any) -> Aftercall:
        """A sync client, which notes its waits instead of waiting."""

        def handle(request: httpx.Request) -> httpx.Response:
            return self.answer(request, request.read())

        client = Aftercall(
            URL, api_key=KEY, transport=httpx.MockTransport(handle), **{**DEFAULTS, **options}
        )
        object.__setattr__(client._sender, "sleep", self.waits.append)
        return client

    def async_client(self, **options: Any) -> AsyncAftercall:
        """The same in async Python."""

        async def handle(request: httpx.Request) -> httpx.Response:
            return self.answer(request, await request.aread())

        async def sleep(seconds: float) -> None:
            self.waits.append(seconds)

        client = AsyncAftercall(
            URL, api_key=KEY, transport=httpx.MockTransport(handle), **{**DEFAULTS, **options}
        )
        object.__setattr__(client._sender, "sleep", sleep)
        return client


# The random part of a wait is its largest.
DEFAULTS: dict[str, Any] = {"retries": Retries(chance=lambda: 1.0)}


def answered(body: Any, status: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(status, json=body, headers=headers)


def refused(status: int, code: str = "unavailable", **headers: str) -> httpx.Response:
    body = {
        "type": "about:blank",
        "title": "Refused",
        "status": status,
        "code": code,
        "detail": "Not now.",
        "errors": [{"pointer": "/query/limit", "detail": "must be at least 1"}],
    }
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, json=body, headers={"X-Request-Id": "req-1", **named})


def streamed(*parts: bytes | str | Exception) -> Callable[[httpx.Request], httpx.Response]:
    """A stream of events, from its beginning each time."""
    written = [part.encode() if isinstance(part, str) else part for part in parts]
    headers = {"Content-Type": "text/event-stream"}
    return lambda _: httpx.Response(200, headers=headers, stream=Parts(*written))


def event(sequence: int, type: str = "call.ready", **data: Any) -> str:
    """An event as the API writes it."""
    body = {
        "id": sequence,
        "event_id": f"8d2f6a3e-51c4-8b07-a9e1-{sequence:012d}",
        "version": 1,
        "type": type,
        "call_id": CALL_ID,
        "job_id": None,
        "at": "2026-11-18T15:31:20Z",
        "data": data,
    }
    return f"id: {sequence}\nevent: {type}\ndata: {json.dumps(body, ensure_ascii=False)}\n\n"


def opened(position: int) -> str:
    return f'retry: 2000\nid: {position}\nevent: stream.open\ndata: {{"position":{position}}}\n\n'
