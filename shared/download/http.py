"""Sends GET over a limited number of redirects, and reads a body that must keep arriving and have
its declared length.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field

import httpcore
import httpx

from shared.download.addresses import Resolver, checked_url
from shared.download.sockets import MOST_ADDRESSES, CheckedNetwork, CountedStream
from shared.errors import ProviderMalformed, ProviderRejected, ProviderTimeout, ProviderUnavailable
from shared.settings.fetching import FetchSettings

MOST_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)
BASE_HEADERS = {
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": "aftercall",
}
EXCESS_WAIT_S = 1.0


@dataclass(frozen=True, slots=True)
class Start:
    """The start of a download. `trusted` marks a URL from the operator's own settings, which is not
    checked. `credentials` are sent only to its origin, and with `asks_once` only with the first
    request. `advice` says what to do when access is refused.
    """

    url: httpx.URL
    credentials: Mapping[str, str] = field(default_factory=dict)
    trusted: bool = False
    asks_once: bool = False
    service: str = ""
    advice: str = ""


class Pace:
    """The minimum speed: this many bytes within each window, or the host has stalled. A window ends
    when its bytes have arrived.
    """

    def __init__(self, bytes_per_s: int, window_s: float) -> None:
        self._due = max(1, int(bytes_per_s * window_s))
        self._window_s = window_s
        self._open_client()

    def count(self, size: int) -> None:
        self._missing -= size
        if self._missing <= 0:
            self._open_client()

    def _open_client(self) -> None:
        self._missing = self._due
        self.deadline = asyncio.get_running_loop().time() + self._window_s


class Incoming:
    """A response whose body has not arrived completely."""

    def __init__(
        self, response: httpcore.Response, url: httpx.URL, pace: Pace, *, trusted: bool
    ) -> None:
        self.status = response.status
        self.headers = httpx.Headers(response.headers)
        self.host = _wire_host(url)
        self.trusted = trusted
        self._stream = response.extensions["network_stream"]
        self._blocks = response.aiter_stream()
        self._pace = pace

    @property
    def declared_bytes(self) -> int | None:
        value = self.headers.get("content-length", "")
        return int(value) if value.isdecimal() and "transfer-encoding" not in self.headers else None

    async def read(self) -> bytes:
        """Returns the next block, empty at the end. Raises ProviderTimeout when the body stalls,
        ProviderUnavailable when it is incomplete.
        """
        with _network_errors(self.host):
            async with asyncio.timeout_at(self._pace.deadline):
                block = await anext(self._blocks, None)
        if block is None:
            await self._refuse_excess()
            return b""
        self._pace.count(len(block))
        return block or await self.read()

    async def head(self, size: int) -> bytes:
        """Returns the first bytes: `size` or a little more, fewer only at the end of the body."""
        head = b""
        while len(head) < size and (block := await self.read()):
            head += block
        return head

    async def _refuse_excess(self) -> None:
        """Raises when the body is longer than declared: a too small length would cut a recording
        off without any other sign.
        """
        if self.declared_bytes is None:
            return
        if "close" in self.headers.get("connection", "").lower():
            with suppress(httpcore.TimeoutException, httpcore.NetworkError, ssl.SSLError):
                await self._stream.read(1, EXCESS_WAIT_S)
        if (
            isinstance(self._stream, CountedStream)
            and self._stream.body_bytes > self.declared_bytes
        ):
            raise ProviderUnavailable(f"{self.host} sent more than the length it declared")


class Downloads:
    """Sends each request over a new connection, because shared connections could confuse host
    names. The caller closes it.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        resolver: Resolver,
        tcp: httpcore.AsyncNetworkBackend,
        tls: ssl.SSLContext,
    ) -> None:
        self._settings = settings
        self._guarded, self._trusted = (
            httpcore.AsyncConnectionPool(
                ssl_context=tls,
                max_connections=None,
                max_keepalive_connections=0,
                network_backend=CheckedNetwork(tcp, resolver, public_only=public_only),
            )
            for public_only in (not settings.allow_private, False)
        )

    def checked(self, text: str) -> httpx.URL:
        return checked_url(
            text, allow_http=self._settings.allow_http, any_port=self._settings.allow_private
        )

    @asynccontextmanager
    async def get(self, start: Start, headers: Mapping[str, str]) -> AsyncIterator[Incoming]:
        """Yields the first response that is no redirect. Raises ProviderRejected and Transient
        errors.
        """
        url, trusted = start.url, start.trusted
        for redirects in range(MOST_REDIRECTS + 1):
            credentials = (
                start.credentials if trusted and not (start.asks_once and redirects) else {}
            )
            async with self._one_request(
                url, {**BASE_HEADERS, **headers, **credentials}, trusted=trusted
            ) as incoming:
                if incoming.status not in REDIRECTS:
                    yield incoming
                    return
                url = self._redirect_target(url, incoming)
            # Once left, the first origin is not trusted again, because another host chose the path
            # on it.
            trusted = trusted and _origin(url) == _origin(start.url)
            if not trusted:
                url = self.checked(str(url))
        raise ProviderRejected(
            f"{_wire_host(url)} redirects too often", reason="too_many_redirects"
        )

    async def close(self) -> None:
        await self._guarded.aclose()
        await self._trusted.aclose()

    @asynccontextmanager
    async def _one_request(
        self, url: httpx.URL, headers: dict[str, str], *, trusted: bool
    ) -> AsyncIterator[Incoming]:
        settings = self._settings
        timeouts = {
            "connect": settings.connect_timeout_s,
            "read": settings.speed_window_s,
            "write": settings.speed_window_s,
        }
        request = httpcore.Request(
            "GET",
            httpcore.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers={
                b"Host": url.netloc,
                **{name.encode(): value.encode() for name, value in headers.items()},
            },
            extensions={"timeout": timeouts},
        )
        pool = self._trusted if trusted else self._guarded
        # The limit is on the whole head, which could arrive byte by byte.
        first_answer_s = MOST_ADDRESSES * settings.connect_timeout_s + settings.speed_window_s
        with _network_errors(_wire_host(url)):
            async with asyncio.timeout(first_answer_s):
                response = await pool.handle_async_request(request)
        pace = Pace(settings.min_bytes_per_s, settings.speed_window_s)
        try:
            yield Incoming(response, url, pace, trusted=trusted)
        finally:
            await response.aclose()

    def _redirect_target(self, url: httpx.URL, incoming: Incoming) -> httpx.URL:
        location = incoming.headers.get("location")
        if not location:
            raise ProviderMalformed(f"{incoming.host} redirects without an address")
        try:
            return url.join(location)
        except httpx.InvalidURL as error:
            raise ProviderMalformed(f"{incoming.host} redirects to an invalid URL") from error


def _wire_host(url: httpx.URL) -> str:
    """Returns the host as it is sent, because decoding a name that only resembles IDNA fails."""
    return url.raw_host.decode("ascii")


def _origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port


@contextmanager
def _network_errors(host: str) -> Iterator[None]:
    try:
        yield
    except (TimeoutError, httpcore.TimeoutException) as error:
        raise ProviderTimeout(f"{host} did not answer, or stalled") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
        raise ProviderUnavailable(
            f"no connection to {host}, or it broke before the recording was whole"
        ) from error
