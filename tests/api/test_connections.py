"""Connections over real sockets: huge and slow heads, silent clients, pipelines, clients that do
not read.
"""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from api.http.connections import MAX_HEAD_BYTES, MAX_HEADERS, MAX_PIPELINED, MAX_URL_BYTES
from api.http.descriptors import connections_within
from api.http.network import network_of
from tests.api.conftest import ServeFactory
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.connections import connected
from tests.support.people import sign_up

HEALTH = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
MIB = 2**20


async def refused(client: httpx.AsyncClient, request: bytes) -> tuple[int, str]:
    """Status and detail."""
    async with connected(client.base_url.port) as raw:
        await raw.send(request)
        status, head, problem = await raw.answer()
    assert "content-type: application/problem+json" in head
    assert "connection: close" in head
    assert problem["status"] == status
    return status, problem["detail"]


async def test_a_head_that_is_no_request_within_the_limits_is_refused(
    serve_api: ServeFactory,
) -> None:
    long = b"a" * (MAX_HEAD_BYTES + 1)
    many = b"".join(b"h%d: x\r\n" % number for number in range(MAX_HEADERS + 1))
    heads = {
        b"GET /" + long + b" HTTP/1.1\r\nHost: x\r\n\r\n": 414,
        b"GET /" + long[: MAX_URL_BYTES + 1] + b" HTTP/1.1\r\nHost: x\r\n\r\n": 414,
        b"GET / HTTP/1.1\r\nHost: x\r\nA: " + long + b"\r\n\r\n": 431,
        b"GET / HTTP/1.1\r\nHost: x\r\n" + long + b": a\r\n\r\n": 431,
        b"GET / HTTP/1.1\r\nHost: x\r\n" + many + b"\r\n": 431,
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"a: b\r\n" * 40_000: 431,
        b"GET / HTTP/1.1\r\n\r\n": 400,
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n": 400,
        b"GET / HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n": 400,
        b"\x16\x03\x01\x02\x00": 400,
        b"CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n": 400,
    }
    async with serve_api() as client:
        for head, status in heads.items():
            assert (await refused(client, head))[0] == status, head[:60]


async def test_a_head_at_the_limits_is_taken(serve_api: ServeFactory) -> None:
    async with serve_api() as client:
        for headers in (
            {"a": "a" * (MAX_HEAD_BYTES - 1000)},
            {f"h{n}": "x" for n in range(MAX_HEADERS - 10)},
        ):
            assert (await client.get("/health", headers=headers)).status_code == 200
        assert (await client.get("/health?" + "a" * (MAX_URL_BYTES - 10))).status_code == 200


async def test_a_head_without_end_is_read_no_further_than_its_limit(
    serve_api: ServeFactory,
) -> None:
    async with serve_api() as client, connected(client.base_url.port) as raw:
        await raw.send(b"GET / HTTP/1.1\r\nHost: x\r\nA: ")
        # Sockets buffer some megabytes of what nobody reads.
        assert await raw.send_until_refused(b"a" * 65536, 150 * MIB) < 20 * MIB


@pytest.mark.parametrize(
    "begun", [b"", b"GET /health HT", b"GET /health HTTP/1.1\r\nHost: x\r\nA: "], ids=len
)
async def test_a_head_that_does_not_come_ends_the_connection(
    serve_api: ServeFactory, begun: bytes
) -> None:
    async with (
        serve_api(HTTP_HEAD_TIMEOUT_S="0.1") as client,
        connected(client.base_url.port) as raw,
    ):
        await raw.send(begun)
        if begun:
            assert (await raw.answer())[0] == 408
        else:
            assert await raw.is_closed()


async def test_a_head_may_trickle_in_on_a_connection_that_was_used_before(
    serve_api: ServeFactory,
) -> None:
    async with serve_api() as client, connected(client.base_url.port) as raw:
        for _ in range(3):
            for byte in HEALTH:
                await raw.send(bytes([byte]))
            assert (await raw.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
            await raw.reader.readuntil(b"}")


@pytest.mark.parametrize(
    "framing", [b"1\r\n \r\n0\r\nA: ", b"1;a=", b"0;a=", b"1\r\n \r\n0\r\n"], ids=bytes.decode
)
async def test_trailers_and_chunk_extensions_have_an_end(
    serve_api: ServeFactory, framing: bytes
) -> None:
    more = b"a: b\r\n" * 10_000 if framing.endswith(b"\n") else b"a" * 65536
    async with serve_api() as client:
        team = await sign_up(client, "a@example.com", "A")
        async with connected(client.base_url.port) as raw:
            head = (
                "POST /api/agents HTTP/1.1\r\nHost: x\r\nAuthorization:"
                f" {team.headers['Authorization']}\r\n"
            )
            await raw.send(
                f"{head}Content-Type: application/json\r\n"
                "Transfer-Encoding: chunked\r\n\r\n".encode()
            )
            await raw.send(framing)
            assert await raw.send_until_refused(more, 150 * MIB) < 20 * MIB


async def test_trailers_do_not_become_headers(serve_api: ServeFactory) -> None:
    async with serve_api() as client:
        team = await sign_up(client, "a@example.com", "A")
        async with connected(client.base_url.port) as raw:
            await raw.send(
                b"POST /api/agents HTTP/1.1\r\nHost: x\r\nContent-Type:"
                b" application/json\r\nConnection: close\r\nTransfer-Encoding:"
                b" chunked\r\n\r\n2\r\n{}\r\n0\r\nAuthorization: "
                + team.headers["Authorization"].encode()
                + b"\r\n\r\n"
            )
            assert (await raw.answer())[0] == 401


async def test_requests_sent_ahead_are_answered_up_to_a_limit(serve_api: ServeFactory) -> None:
    async with serve_api() as client:
        async with connected(client.base_url.port) as raw:
            await raw.send(
                HEALTH * (MAX_PIPELINED - 1) + HEALTH.replace(b"Host", b"Connection: close\r\nHost")
            )
            assert (await raw.rest()).count(b"HTTP/1.1 200 OK") == MAX_PIPELINED
        async with connected(client.base_url.port) as raw:
            await raw.send(HEALTH * 20_000)
            assert (await raw.rest()).count(b"HTTP/1.1 200 OK") <= MAX_PIPELINED + 1


async def test_a_request_to_upgrade_is_answered_and_what_follows_is_not_read(
    serve_api: ServeFactory,
) -> None:
    for protocol in ("websocket", "h2c"):
        async with serve_api() as client, connected(client.base_url.port) as raw:
            await raw.send(
                HEALTH[:-2]
                + f"Connection: upgrade\r\nUpgrade: {protocol}\r\n\r\n".encode()
                + HEALTH * 5
            )
            received = await raw.rest()
        assert (received.startswith(b"HTTP/1.1 200"), received.count(b"HTTP/1.1")) == (True, 1)


async def test_silent_connections_make_room_the_longest_waiting_first(
    serve_api: ServeFactory,
) -> None:
    async with serve_api(HTTP_CONNECTIONS="64") as client, AsyncExitStack() as stack:
        team = await sign_up(client, "a@example.com", "A")
        silent = [
            await stack.enter_async_context(connected(client.base_url.port)) for _ in range(200)
        ]
        async with httpx.AsyncClient(base_url=client.base_url) as other:
            assert (await other.get("/health")).status_code == 200
            answer = await send(other, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
        assert answer.status_code == 202
        assert await silent[0].is_closed()
        await silent[-1].send(HEALTH)
        assert (await silent[-1].reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")


async def test_bodies_that_trickle_make_room_too(serve_api: ServeFactory) -> None:
    head = (
        b"POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type:"
        b" application/json\r\nContent-Length: 99\r\n\r\n{"
    )
    async with serve_api(HTTP_CONNECTIONS="64") as client, AsyncExitStack() as stack:
        for _ in range(100):
            raw = await stack.enter_async_context(connected(client.base_url.port))
            await raw.send(head)
        async with httpx.AsyncClient(base_url=client.base_url) as other:

            async def answered() -> bool:
                """Younger than a second, a body has no pace yet."""
                try:
                    return (await other.get("/health")).status_code == 200
                except httpx.TransportError:
                    return False

            async with asyncio.timeout(10):
                while not await answered():
                    await asyncio.sleep(0.05)


async def test_one_more_request_than_may_be_in_work_is_asked_to_come_again(
    serve_api: ServeFactory,
) -> None:
    async with serve_api(requests=0) as client, connected(client.base_url.port) as raw:
        await raw.send(HEALTH)
        status, head, problem = await raw.answer()
    assert (status, "retry-after" in head, problem["title"]) == (503, True, "Service Unavailable")
    assert (problem["code"], f"x-request-id: {problem['request_id']}" in head) == (
        "too_many_requests_in_work",
        True,
    )


async def test_a_client_that_does_not_read_loses_its_connection(
    serve_api: ServeFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.http.connections.STALLED_S", 0.1)
    async with serve_api() as client:
        team = await sign_up(client, "a@example.com", "A")
        recording = (await team.post("/api/recordings", {})).json()["recording_id"]
        media = f"/api/recordings/{recording}/media"
        content = b"\0" * 30 * MIB
        assert (await client.put(media, content=content, headers=team.headers)).is_success
        async with connected(client.base_url.port) as raw:
            raw.writer.transport.pause_reading()  # type: ignore[attr-defined]
            head = (
                f"GET {media} HTTP/1.1\r\nHost: x\r\nAuthorization:"
                f" {team.headers['Authorization']}\r\n\r\n"
            )
            await raw.send(head.encode())

            async def is_reset() -> bool:
                try:
                    await raw.send(b"\r\n")
                except ConnectionError:
                    return True
                return raw.writer.is_closing()

            async with asyncio.timeout(20):
                while not await is_reset():
                    await asyncio.sleep(0.05)


@pytest.mark.parametrize("limits", [{"HTTP_CONNECTIONS": "64"}, {"requests": 8}])
async def test_clients_that_hardly_read_make_room(
    serve_api: ServeFactory, monkeypatch: pytest.MonkeyPatch, limits: dict[str, Any]
) -> None:
    """Each of them takes an answer too large for the buffers between, at a pace that ends no
    connection.
    """
    monkeypatch.setattr("api.http.connections.YOUNG_S", 0.0)
    async with serve_api(**limits) as client, AsyncExitStack() as stack:
        team = await sign_up(client, "a@example.com", "A")
        recording = (await team.post("/api/recordings", {})).json()["recording_id"]
        media = f"/api/recordings/{recording}/media"
        assert (await client.put(media, content=b"\0" * 30 * MIB, headers=team.headers)).is_success
        head = (
            f"GET {media} HTTP/1.1\r\nHost: x\r\nAuthorization:"
            f" {team.headers['Authorization']}\r\n\r\n".encode()
        )
        for _ in range(limits.get("requests", 70)):
            raw = await stack.enter_async_context(connected(client.base_url.port))
            await raw.send(head)
            await raw.reader.readexactly(1)
            raw.writer.transport.pause_reading()  # type: ignore[attr-defined]
        async with httpx.AsyncClient(base_url=client.base_url) as other:

            async def answered() -> bool:
                try:
                    return (await other.get("/health")).status_code == 200
                except httpx.TransportError:
                    return False

            async with asyncio.timeout(10):
                while not await answered():
                    await asyncio.sleep(0.05)


def test_an_address_is_what_one_subscriber_has() -> None:
    assert network_of("192.0.2.1") == network_of("::ffff:192.0.2.1")
    assert (
        network_of("2001:db8::1") == network_of("2001:db8::ffff:2") != network_of("2001:db8:0:1::1")
    )
    assert network_of("fe80::1%eth0") == "fe80::"


def test_descriptors_limit_connections() -> None:
    assert [connections_within(4096, descriptors) for descriptors in (256, 1024, 20_000)] == [
        64,
        512,
        4096,
    ]
