"""Clients' addresses, and the networks to which limits apply."""

import ipaddress

from fastapi import Request


def client_address(request: Request) -> str | None:
    """Returns the client's address: behind a proxy that FORWARDED_ALLOW_IPS trusts, the one that
    it forwards.
    """
    return request.client.host if request.client else None


def network_of(host: str) -> str:
    """Returns an IPv4 address, or the /64 network of an IPv6 address, which is what one subscriber
    has.
    """
    if ":" not in host:
        return host
    try:
        address = ipaddress.IPv6Address(host.partition("%")[0])
    except ValueError:
        return host
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((address, 64), strict=False).network_address)
