"""Sends one delivery to an address that a tenant chose: to no private network, within a time limit,
without following redirects, and reading only the beginning of the answer.
"""

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import httpcore
import httpx

from shared.download.addresses import Resolver, Wording, addresses_of, checked_url, resolve
from shared.download.sockets import CheckedNetwork, usual_tls
from shared.errors import ProviderRejected, ProviderTimeout, ProviderUnavailable
from shared.limits.answers import retry_after_s
from shared.settings.targets import TargetSettings

WORDING = Wording("the target's URL", "TARGET")
ANSWER_BYTES = 2000
LOOK_UP_S = 3.0
# The longest pause that a receiver can ask for.
LONGEST_PAUSE_S = 24 * 3600.0
# Connections stay open for the next events of a burst, and no longer: a receiver may close them.
IDLE_CONNECTIONS, IDLE_S = 20, 2.0


@dataclass(frozen=True, slots=True)
class OutgoingRequest:
    """What is sent to a receiver. An empty body has no type."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Answer:
    """A receiver's answer. `text` is its beginning, `location` where it redirects to."""

    status: int
    text: str
    retry_after_s: float | None
    location: str = ""


class OutgoingHttp:
    """Sends requests of targets. The caller closes it. All arguments but the settings are for
    tests, and for networks with their own DNS or certificates.
    """

    def __init__(
        self,
        settings: TargetSettings,
        *,
        resolver: Resolver = resolve,
        tcp: httpcore.AsyncNetworkBackend | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls or usual_tls(),
            max_connections=settings.concurrency,
            max_keepalive_connections=min(IDLE_CONNECTIONS, settings.concurrency),
            keepalive_expiry=IDLE_S,
            network_backend=CheckedNetwork(
                tcp or httpcore.AnyIOBackend(),
                resolver,
                public_only=not settings.allow_private,
                wording=WORDING,
            ),
        )

    async def send(self, outgoing: OutgoingRequest, *, most_bytes: int = ANSWER_BYTES) -> Answer:
        """Sends a request, its body as JSON, and reads `most_bytes` of the answer. Raises
        ProviderRejected for a refused address, ProviderTimeout, and ProviderUnavailable when no
        whole answer came.
        """
        checked = checked_target(outgoing.url, self._settings)
        headers = {
            "Host": checked.netloc.decode("ascii"),
            "Content-Length": str(len(outgoing.body)),
            "User-Agent": "aftercall",
            "Accept": "*/*",
            "Accept-Encoding": "identity",
        }
        if outgoing.body:
            headers["Content-Type"] = "application/json"
        for name, value in outgoing.headers.items():
            headers = {each: of for each, of in headers.items() if each.lower() != name.lower()}
            headers[name] = value
        request = httpcore.Request(
            outgoing.method,
            httpcore.URL(
                scheme=checked.raw_scheme,
                host=checked.raw_host,
                port=checked.port,
                target=checked.raw_path,
            ),
            headers=[*headers.items()],
            content=outgoing.body,
        )
        host = checked.raw_host.decode("ascii")
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                return await self._send_and_read(request, most_bytes)
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise ProviderTimeout(
                f"{host} did not answer within {self._settings.timeout_s:g} s"
            ) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
            raise ProviderUnavailable(
                f"no connection to {host}, or it broke before the answer was whole"
                f" ({type(error).__name__})"
            ) from error

    async def close(self) -> None:
        await self._pool.aclose()

    async def _send_and_read(self, request: httpcore.Request, most_bytes: int) -> Answer:
        response = await self._pool.handle_async_request(request)
        try:
            head = b""
            async for block in response.aiter_stream():
                head += block[: most_bytes - len(head)]
                if len(head) >= most_bytes:
                    break
        finally:
            await response.aclose()
        headers = httpx.Headers(response.headers)
        # PostgreSQL stores no NUL.
        text = head.decode("utf-8", "replace").replace("\0", "\ufffd")
        return Answer(
            response.status,
            text,
            retry_after_s(headers, longest_s=LONGEST_PAUSE_S),
            headers.get("location", ""),
        )


def checked_target(url: str, settings: TargetSettings) -> httpx.URL:
    """Parses the URL of a target. Raises ProviderRejected. Whether its host is on the public
    internet is known when it is connected to.
    """
    checked = checked_url(url, allow_http=settings.allow_http, any_port=True, wording=WORDING)
    if checked.fragment:
        raise ProviderRejected(
            f"{WORDING.subject} must not have a fragment (#)", reason="url_refused"
        )
    return checked


async def refuse_private(
    url: httpx.URL, settings: TargetSettings, *, resolver: Resolver = resolve
) -> None:
    """Raises ProviderRejected for a host that is not on the public internet, so that a person
    learns it when they enter it. A name that cannot be resolved now is left to the delivery.
    """
    host = url.raw_host.decode("ascii")
    with suppress(ProviderUnavailable, TimeoutError):
        async with asyncio.timeout(LOOK_UP_S):
            await addresses_of(
                host,
                url.port or (443 if url.scheme == "https" else 80),
                resolver,
                public_only=not settings.allow_private,
                wording=WORDING,
            )
