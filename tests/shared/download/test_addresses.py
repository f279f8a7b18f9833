"""Which addresses and URLs a user may name."""

import pytest

from shared.download.addresses import addresses_of, checked_url, is_public
from shared.errors import ProviderRejected, ProviderUnavailable

PUBLIC = (
    "8.8.8.8 93.184.216.34 100.63.255.255 100.128.0.1 2606:2800:220:1::1 ::ffff:8.8.8.8"
    " 64:ff9b::808:808"
)
PUBLIC_6TO4 = "2002:808:808::1"
NOT_PUBLIC = {
    "loopback": "127.0.0.1 127.255.0.1 ::1",
    "private": "10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 fd00:ec2::254 fc00::1",
    "link-local, where clouds keep their metadata": "169.254.169.254 fe80::1 fe80::1%eth0",
    "carriers' NAT": "100.64.0.1 100.127.255.255 100.100.100.200",
    "multicast and broadcast": "224.0.0.1 239.255.255.255 255.255.255.255 ff02::1",
    "reserved and unspecified": "240.0.0.1 0.0.0.0 0.1.2.3 :: 192.0.0.192",
    "documentation and benchmarks": (
        "192.0.2.1 198.51.100.1 203.0.113.1 198.18.0.1 2001:db8::1 3fff::1"
    ),
    "IPv4 inside IPv6": (
        "::ffff:127.0.0.1 ::ffff:a9fe:a9fe ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1"
        " 2002:7f00:1::1"
    ),
    "tunnels and local prefixes": "2002:a9fe:a9fe:: 2001:0:1::1 64:ff9b:1::1 fec0::1 192.88.99.1",
    "an agent in every virtual machine of Azure": "168.63.129.16",
    "no address": "localhost 127.1 0x7f000001",
}


@pytest.mark.parametrize("address", [*PUBLIC.split(), PUBLIC_6TO4])
def test_a_public_address_is_allowed(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", " ".join(NOT_PUBLIC.values()).split())
def test_any_other_address_is_refused(address: str) -> None:
    assert not is_public(address)


async def test_one_private_address_condemns_the_name() -> None:
    async def mixed(host: str, port: int) -> list[str]:
        return ["93.184.216.34", "10.0.0.7"]

    with pytest.raises(ProviderRejected) as caught:
        await addresses_of("files.example", 443, mixed, public_only=True)
    assert caught.value.reason == "address_refused"
    assert "10.0.0.7" not in str(caught.value)
    assert await addresses_of("files.example", 443, mixed, public_only=False) == [
        "93.184.216.34",
        "10.0.0.7",
    ]


async def test_a_name_without_an_address_may_get_one_later() -> None:
    async def empty(host: str, port: int) -> list[str]:
        return []

    with pytest.raises(ProviderUnavailable, match="has no address"):
        await addresses_of("files.example", 443, empty, public_only=True)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://files.example/a.wav", "FETCH_ALLOW_HTTP"),
        ("ftp://files.example/a.wav", "https"),
        ("file:///etc/passwd", "https"),
        ("gopher://127.0.0.1:6379/_flushall", "https"),
        ("/a.wav", "https"),
        ("https://", "https"),
        ("https:///a.wav", "https"),
        ("https://user:secret@files.example/a.wav", "user name"),
        ("https://secret@files.example/a.wav", "user name"),
        ("https://files.example:6379/secret", "port"),
        ("https://files.example:22/secret", "port"),
        ("https://files.example:99999/secret", "valid"),
        ("https://[::1/secret", "valid"),
        ("https://files.example/secret\r\nHost: other", "valid"),
    ],
)
def test_a_url_that_is_refused_is_not_repeated(url: str, problem: str) -> None:
    with pytest.raises(ProviderRejected, match=problem) as caught:
        checked_url(url, allow_http=False, any_port=False)
    assert caught.value.reason == "url_refused"
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://files.example/a.wav?token=1",
        "https://files.example:443/a",
        "HTTPS://F.example",
        "https://xn--/",
    ],
)
def test_a_plain_https_url_is_taken(url: str) -> None:
    assert checked_url(url, allow_http=False, any_port=False).scheme == "https"
