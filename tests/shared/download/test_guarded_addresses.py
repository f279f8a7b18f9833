"""Where a user's URL may lead: addresses, redirects, proxies and certificates."""

import datetime
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from shared.download.fetcher import RemoteRecording
from shared.errors import (
    ProviderRejected,
    ProviderUnavailable,
)
from tests.fakes.raw_server import RawServer, answer, raw_server
from tests.fakes.twilio_server import (
    FakeBucket,
    FakeTwilio,
    redirect,
)
from tests.support.fetching import AUDIO, KEY, TWILIO_RECORDING, Build, link, refused, whole
from tests.support.ports import unused_port

Addresses = Callable[[str, int], Awaitable[list[str]]]


class Dialled(httpcore.AsyncNetworkBackend):
    """Notes whom the fetcher connects to, and leads every connection to one port of
    this machine.
    """

    def __init__(self, port: int, *, dead: tuple[str, ...] = ()) -> None:
        self.hosts: list[str] = []
        self._port = port
        self._dead = dead

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.hosts.append(host)
        if host in self._dead:
            raise httpcore.ConnectError
        return await httpcore.AnyIOBackend().connect_tcp("127.0.0.1", self._port, timeout)


def resolver(*answers: list[str]) -> tuple[Addresses, list[str]]:
    """Gives these answers one after the other, then the last for ever; with the names it was asked
    for.
    """
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    return resolve, asked


GUARDED: dict[str, Any] = {"FETCH_ALLOW_PRIVATE": False}


async def test_a_name_is_connected_to_at_the_address_that_was_checked(
    build: Build, raw: RawServer, destination: Path
) -> None:
    """A DNS that answers differently the second time is not asked a second time."""
    resolve, asked = resolver(["93.184.216.34"], ["127.0.0.1"])
    dialled = Dialled(raw.port)
    raw.then(answer(AUDIO))
    fetcher = build(injected={"resolver": resolve, "tcp": dialled}, **GUARDED)
    await fetcher.fetch(RemoteRecording(url="http://rebinding.example/a.wav"), destination)
    assert (dialled.hosts, asked, raw.header(0, "host")) == (
        ["93.184.216.34"],
        ["rebinding.example"],
        "rebinding.example",
    )


async def test_a_name_that_turns_private_before_a_redirect_is_refused(
    build: Build, raw: RawServer, destination: Path
) -> None:
    resolve, _ = resolver(["93.184.216.34"], ["127.0.0.1"])
    dialled = Dialled(raw.port)
    raw.then(answer(b"", "Location: /again", status=302))
    fetcher = build(injected={"resolver": resolve, "tcp": dialled}, **GUARDED)
    error = await refused(
        fetcher, RemoteRecording(url="http://rebinding.example/a.wav"), destination
    )
    assert isinstance(error, ProviderRejected) and error.reason == "address_refused"
    assert (dialled.hosts, len(raw.heads)) == (["93.184.216.34"], 1)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "127.1", "[::ffff:7f00:1]"]
)
async def test_this_machine_is_never_reached_under_any_of_its_names(
    build: Build, raw: RawServer, destination: Path, host: str
) -> None:
    dialled = Dialled(raw.port)
    error = await refused(
        build(injected={"tcp": dialled}, **GUARDED),
        RemoteRecording(url=f"http://{host}/a.wav"),
        destination,
    )
    # A name may also be unknown here; connected to it is not.
    assert isinstance(error, ProviderRejected | ProviderUnavailable)
    assert (dialled.hosts, raw.heads) == ([], [])


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://169.254.169.254/latest/meta-data/", "address_refused"),
        ("//127.0.0.1/a.wav", "address_refused"),
        ("http://files.example:6379/", "url_refused"),
        ("http://user:secret@files.example/", "url_refused"),
        ("file:///etc/passwd", "url_refused"),
        ("/a.wav", "too_many_redirects"),
    ],
)
async def test_each_redirect_is_checked_like_the_first_url(
    build: Build, raw: RawServer, destination: Path, location: str, reason: str
) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["93.184.216.34"] if host.endswith("example") else [host]

    dialled = Dialled(raw.port)
    raw.then(*[answer(b"", f"Location: {location}", status=302)] * 6)
    fetcher = build(injected={"resolver": resolve, "tcp": dialled}, **GUARDED)
    error = await refused(
        fetcher, RemoteRecording(url="http://files.example/a.wav?secret"), destination
    )
    assert isinstance(error, ProviderRejected) and error.reason == reason
    assert len(raw.heads) == (6 if reason == "too_many_redirects" else 1)
    assert set(dialled.hosts) == {"93.184.216.34"}


async def test_twilio_cannot_redirect_into_our_network(
    build: Build, twilio: FakeTwilio, raw: RawServer, destination: Path
) -> None:
    twilio.script.then("wav", redirect("http://127.0.0.1/a.wav"))
    error = await refused(build(**KEY, **GUARDED), TWILIO_RECORDING, destination)
    assert isinstance(error, ProviderRejected) and error.reason == "address_refused"


async def test_a_redirect_to_http_is_refused(
    build: Build, twilio: FakeTwilio, destination: Path, bucket: tuple[FakeBucket, str]
) -> None:
    twilio.script.then("wav", redirect(bucket[1]))
    error = await refused(build(**KEY, FETCH_ALLOW_HTTP=False), TWILIO_RECORDING, destination)
    assert isinstance(error, ProviderRejected) and error.reason == "url_refused"


async def test_an_unknown_name_is_tried_again(
    build: Build, raw: RawServer, destination: Path
) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    fetcher = build(injected={"resolver": resolve})
    error = await refused(
        fetcher, RemoteRecording(url="https://nowhere.example/a.wav?token=1"), destination
    )
    assert isinstance(error, ProviderUnavailable) and "resolved" in str(error)


async def test_a_dead_address_is_passed_over(
    build: Build, raw: RawServer, destination: Path
) -> None:
    resolve, _ = resolver(["2606:2800:220:1::1", "93.184.216.34"])
    dialled = Dialled(raw.port, dead=("2606:2800:220:1::1",))
    raw.then(answer(AUDIO))
    fetcher = build(injected={"resolver": resolve, "tcp": dialled}, **GUARDED)
    assert whole(
        destination, await fetcher.fetch(RemoteRecording(url="http://files.example/"), destination)
    )


async def test_a_closed_port_is_tried_again(build: Build, destination: Path) -> None:
    closed = f"http://127.0.0.1:{unused_port()}/"
    error = await refused(build(), RemoteRecording(url=closed), destination)
    assert isinstance(error, ProviderUnavailable)


async def test_proxies_of_the_environment_are_not_used(
    build: Build, raw: RawServer, destination: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    raw.then(answer(AUDIO))
    assert whole(destination, await build().fetch(link(raw), destination))


def certificates(tmp_path: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's side for `name`, and a client's that trusts it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both = tmp_path / "server.pem"
    both.write_bytes(pem + secret)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(both)
    return server, ssl.create_default_context(cadata=pem.decode())


@pytest.mark.parametrize("name", ["files.example", "other.example"])
async def test_the_certificate_must_be_of_the_name_not_of_the_address(
    build: Build, destination: Path, tmp_path: Path, name: str
) -> None:
    server, client = certificates(tmp_path, "files.example")
    told: list[str | None] = []
    server.sni_callback = lambda connection, name, context: told.append(name)
    resolve, _ = resolver(["93.184.216.34"])
    async with raw_server(server) as tls:
        tls.then(answer(AUDIO), answer(AUDIO))
        injected = {"resolver": resolve, "tcp": Dialled(tls.port), "tls": client}
        fetcher = build(injected=injected, **GUARDED, FETCH_ALLOW_HTTP=False)
        source = RemoteRecording(url=f"https://{name}/a.wav")
        if name == "files.example":
            assert whole(destination, await fetcher.fetch(source, destination))
        else:
            assert isinstance(await refused(fetcher, source, destination), ProviderUnavailable)
            assert tls.heads == []
    assert told == [name]
