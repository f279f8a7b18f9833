"""Opens connections for downloads to the checked address, and counts the received bytes."""

import re
import ssl
from collections.abc import Iterable
from functools import cache

import httpcore
import httpx

from shared.download.addresses import RECORDING, Resolver, Wording, addresses_of

MOST_ADDRESSES = 4
HEAD_END = re.compile(rb"\r?\n\r?\n")


@cache
def usual_tls() -> ssl.SSLContext:
    """Returns the TLS settings, created once per process: reading the certificates of all
    authorities takes 20 ms.
    """
    return httpx.create_ssl_context()


class CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Resolves, checks and connects in one place, so that no second DNS answer can be used.

    The name stays in the URL, and is used for Host, SNI and the check of the certificate.
    """

    def __init__(
        self,
        tcp: httpcore.AsyncNetworkBackend,
        resolver: Resolver,
        *,
        public_only: bool,
        wording: Wording = RECORDING,
    ) -> None:
        self._wording = wording
        self._tcp = tcp
        self._resolver = resolver
        self._public_only = public_only

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore's signature)
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        found = await addresses_of(
            host, port, self._resolver, public_only=self._public_only, wording=self._wording
        )
        *others, last = found[:MOST_ADDRESSES]
        for address in others:
            try:
                return CountedStream(
                    await self._tcp.connect_tcp(
                        address, port, timeout, local_address, socket_options
                    )
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return CountedStream(
            await self._tcp.connect_tcp(last, port, timeout, local_address, socket_options)
        )


class CountedStream(httpcore.AsyncNetworkStream):
    """Counts the bytes after the head of the response: h11 reads a declared length and ignores what
    follows.
    """

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner
        self._head: bytearray | None = bytearray()
        self.body_bytes = 0

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        block = await self._inner.read(max_bytes, timeout)
        self._count_block(block)
        return block

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        return CountedStream(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)

    def _count_block(self, block: bytes) -> None:
        if self._head is None:
            self.body_bytes += len(block)
            return
        self._head += block
        while end := HEAD_END.search(self._head):
            informational = self._head.startswith((b"HTTP/1.1 1", b"HTTP/1.0 1"))
            del self._head[: end.end()]
            if not informational:
                self.body_bytes = len(self._head)
                self._head = None
                return
