"""Sends each request in one write: head and body would otherwise be two system calls, two packets
and two TLS records.
"""

import select
from contextlib import suppress
from typing import Any

import httpcore2
import httpx2

# Larger data is sent directly, so that a recording's parts are not copied.
MOST_HELD_BYTES = 16_384


def join_writes(client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """Changes the client and returns it. httpx2 has no setting for the network backend, so the
    backend of the connection pool is replaced before the first request. Requests through a proxy
    are not changed.
    """
    pool = client._transport._pool  # type: ignore[attr-defined]
    pool._network_backend = JoiningBackend(pool._network_backend)
    return client


class JoiningBackend(httpcore2.AsyncNetworkBackend):
    def __init__(self, backend: httpcore2.AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(self, *args: Any, **options: Any) -> httpcore2.AsyncNetworkStream:
        return JoiningStream(await self._backend.connect_tcp(*args, **options))

    async def connect_unix_socket(self, *args: Any, **options: Any) -> httpcore2.AsyncNetworkStream:
        return JoiningStream(await self._backend.connect_unix_socket(*args, **options))

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


class JoiningStream(httpcore2.AsyncNetworkStream):
    """Collects written data until an answer is read or the limit is reached."""

    def __init__(self, stream: httpcore2.AsyncNetworkStream) -> None:
        self._stream = stream
        self._socket: Any = None
        self._held = b""

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        held, self._held = self._held + buffer, b""
        if len(held) > MOST_HELD_BYTES:
            await self._stream.write(held, timeout)
        else:
            self._held = held

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        held, self._held = self._held, b""
        if held:
            # Follows httpcore2: a server that refuses early may have answered all the same.
            with suppress(httpcore2.WriteError):
                await self._stream.write(held, timeout)
        return await self._stream.read(max_bytes, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(self, *args: Any, **options: Any) -> httpcore2.AsyncNetworkStream:
        return JoiningStream(await self._stream.start_tls(*args, **options))

    def get_extra_info(self, info: str) -> Any:
        """The pool asks all of its idle connections before each request and after it whether their
        servers have closed them, so that the socket is remembered.
        """
        if info != "is_readable":
            return self._stream.get_extra_info(info)
        if self._socket is None:
            self._socket = self._stream.get_extra_info("socket")
        descriptor = -1 if self._socket is None else self._socket.fileno()
        if descriptor < 0:
            return True
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return bool(poll.poll(0))
