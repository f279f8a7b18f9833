"""Fake vendors over real sockets, scripted request by request."""

import asyncio
import socket
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.types import ASGIApp


@dataclass(frozen=True, slots=True)
class Fault:
    """What to answer instead of the truth. `kind` may also be a word only one fake knows."""

    kind: str
    status: int = 500
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


class Script:
    """Faults to come and requests seen, per endpoint; used from the test's thread and the server's.

    What is in `away` is the answer to every request to its endpoint, under None to all of them.
    `refused` counts requests that got a fault instead of an answer.
    """

    def __init__(self) -> None:
        self.seen: dict[str, list[Seen]] = defaultdict(list)
        self.away: dict[str | None, Fault] = {}
        self.refused: Counter[str] = Counter()
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._held: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
        self._arrived: dict[str, threading.Event] = defaultdict(threading.Event)
        self._lock = threading.Lock()
        self._released = False
        self._traps: list[tuple[str, Callable[[Any], bool]]] = []

    def trap(self, endpoint: str, caught: Callable[[Any], bool]) -> None:
        """The next request to `endpoint` whose body is `caught` hangs."""
        self._traps.append((endpoint, caught))

    @property
    def hanging(self) -> int:
        """How many requests hang now."""
        return len(self._held)

    def then(self, endpoint: str, *faults: Fault) -> None:
        """The next requests to `endpoint` get these, one each; after them the truth again."""
        self._faults[endpoint].extend(faults)

    def count(self, endpoint: str) -> int:
        return len(self.seen[endpoint])

    def wait_for_hang(self, endpoint: str, timeout_s: float = 10) -> bool:
        """Blocks until a request to `endpoint` hangs; call it in a thread."""
        return self._arrived[endpoint].wait(timeout_s)

    def release(self) -> None:
        """Lets every hanging request go on to its true answer."""
        with self._lock:
            self._released = True
            for loop, event in self._held:
                loop.call_soon_threadsafe(event.set)
            self._held.clear()

    def reset(self) -> None:
        self.release()
        self.seen.clear()
        self.refused.clear()
        self.away.clear()
        self._faults.clear()
        self._arrived.clear()
        self._traps.clear()
        self._released = False

    def note(self, endpoint: str, seen: Seen) -> Fault | None:
        self.seen[endpoint].append(seen)
        if away := self.away.get(endpoint) or self.away.get(None):
            self.refused[endpoint] += 1
            return away
        for trap in self._traps:
            if trap[0] == endpoint and trap[1](seen.body):
                self._traps.remove(trap)
                return Fault("hang")
        fault = self._faults[endpoint].popleft() if self._faults[endpoint] else None
        self.refused[endpoint] += fault is not None and fault.kind != "hang"
        return fault

    def answered(self, endpoint: str) -> int:
        """How many requests got a true answer."""
        return self.count(endpoint) - self.refused[endpoint]

    async def hold(self, endpoint: str) -> None:
        event = asyncio.Event()
        with self._lock:
            if self._released:
                return
            self._held.append((asyncio.get_running_loop(), event))
        self._arrived[endpoint].set()
        await event.wait()


def answer_fault(fault: Fault) -> Response:
    """The faults every vendor can have."""
    match fault.kind:
        case "malformed":
            return Response(b'{"data": [', media_type="application/json")
        case "truncated":
            return _truncated()
        case "html":
            return Response(b"<html>bad gateway</html>", media_type="text/html")
        case _:
            return JSONResponse(
                fault.body if fault.body is not None else {}, fault.status, fault.headers
            )


def _truncated() -> Response:
    """Promises more than it sends; the server then breaks the connection."""

    async def body() -> AsyncIterator[bytes]:
        yield b'{"data": '

    return StreamingResponse(
        body(), headers={"content-length": "1000"}, media_type="application/json"
    )


async def json_body(request: Request) -> Any:
    return await request.json() if await request.body() else None


def seen(request: Request, body: Any) -> Seen:
    return Seen(request.method, str(request.url).split("/", 3)[-1], dict(request.headers), body)


class _PromptServer(uvicorn.Server):
    """Ends within milliseconds. uvicorn's own sleeps for two tenths of a second while it ends, and
    a thousand tests would wait for that.
    """

    _ending: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    def stop(self) -> None:
        """May be called from any thread."""
        self.should_exit = True
        if self._ending:
            loop, event = self._ending
            loop.call_soon_threadsafe(event.set)

    async def main_loop(self) -> None:
        event = asyncio.Event()
        self._ending = (asyncio.get_running_loop(), event)
        tick = 0
        while not await self.on_tick(tick):
            tick += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), 0.1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for each in sockets or ():
            each.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        until_s = time.monotonic() + 1
        while self.server_state.connections or self.server_state.tasks:
            if time.monotonic() > until_s:
                for task in self.server_state.tasks:
                    task.cancel()
                return
            await asyncio.sleep(0.005)


@contextmanager
def served(app: ASGIApp, *, port: int = 0) -> Iterator[str]:
    """The app's base URL on this machine, on a free port unless one is given, in a thread of its
    own.
    """
    listener = socket.create_server(("127.0.0.1", port))
    server = _PromptServer(uvicorn.Config(app, log_level="critical", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.stop()
        thread.join(10)
        listener.close()
