"""Checks the addresses to which a user's URL may lead: never to this machine, its network, or a
cloud's metadata.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx

from shared.errors import ProviderRejected, ProviderUnavailable

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Wording:
    """How errors name a URL, and the group of the settings that would allow it (`FETCH`)."""

    subject: str
    settings: str


RECORDING = Wording("the recording's URL", "FETCH")

# Python's is_global changed between patch releases, so IANA's special-purpose registries are
# written out.
NOT_PUBLIC_V4 = tuple(
    IPv4Network(network)
    for network in (
        *(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
        ),
        *(
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
        ),
        *(
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
        # Azure's agent endpoint answers every virtual machine there under this public address.
        "168.63.129.16/32",
    )
)
# The range in use today, without its tunnelled, documentation, benchmarking and private registries.
PUBLIC_V6 = IPv6Network("2000::/3")
NOT_PUBLIC_V6 = tuple(
    IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20")
)
NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Returns whether an address is public. An IPv4 address inside an IPv6 one (mapped, 6to4,
    NAT64) is checked itself.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = (
            IPv4Address(int(found) & 0xFFFFFFFF)
            if found in NAT64
            else found.ipv4_mapped or found.sixtofour
        )
        if inner is None:
            return found in PUBLIC_V6 and not any(found in network for network in NOT_PUBLIC_V6)
        found = inner
    return found.is_global and not any(found in network for network in NOT_PUBLIC_V4)


async def resolve(host: str, port: int) -> list[str]:
    """Returns the system's DNS answer, in its order of preference."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def addresses_of(
    host: str,
    port: int,
    resolver: Resolver,
    *,
    public_only: bool,
    wording: Wording = RECORDING,
) -> list[str]:
    """Returns the addresses to connect to, from one DNS query. The name is refused if any of its
    addresses is not public.

    Raises ProviderRejected and ProviderUnavailable.
    """
    try:
        found = list(await resolver(host, port))
    except OSError as error:
        raise ProviderUnavailable(f"the name {host} could not be resolved") from error
    except UnicodeError as error:
        raise ProviderRejected(
            f"{wording.subject} names no valid host", reason="url_refused"
        ) from error
    if not found:
        raise ProviderUnavailable(f"the name {host} has no address")
    if public_only and not all(is_public(address) for address in found):
        raise ProviderRejected(
            f"{host} is not on the public internet; {wording.settings}_ALLOW_PRIVATE would allow"
            " it",
            reason="address_refused",
        )
    return found


def checked_url(
    text: str, *, allow_http: bool, any_port: bool, wording: Wording = RECORDING
) -> httpx.URL:
    """Parses a URL; the request is built from this result alone. Raises ProviderRejected, without
    repeating the URL.
    """

    def refused(problem: str) -> ProviderRejected:
        return ProviderRejected(f"{wording.subject} {problem}", reason="url_refused")

    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise refused("is not a valid URL") from error
    if url.scheme not in ("https", "http") or not url.raw_host:
        raise refused("must begin with https://")
    if url.scheme == "http" and not allow_http:
        raise refused(f"must be https; {wording.settings}_ALLOW_HTTP would allow http")
    if url.userinfo:
        raise refused("must not carry a user name or password")
    if url.port is not None and not 0 < url.port < 2**16:
        raise refused("is not a valid URL")
    if url.port is not None and not any_port:
        raise refused(f"must not name a port; {wording.settings}_ALLOW_PRIVATE would allow it")
    return url
