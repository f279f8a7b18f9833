"""Request bodies over a real socket: endless, oversized, malformed."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from shared.vendors.elevenlabs.signature import sign
from tests.api.conftest import ServeFactory
from tests.conftest import ELEVENLABS_SECRET, ApiFactory
from tests.support.calls import WEBHOOK, send, transcription
from tests.support.people import Team, sign_up

BLOCK = b" " * 1024


async def answer_to(
    client: httpx.AsyncClient, head: str, *, trickle: bytes = b""
) -> tuple[int, str, dict[str, Any]]:
    """Sends `head` as it stands, then `trickle` again and again until the server closes; status,
    head, problem.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
    writer.write(head.replace("\n", "\r\n").encode() + b"\r\n\r\n")

    async def go_on() -> None:
        while not writer.is_closing():
            writer.write(trickle)
            await asyncio.sleep(0.02)

    sending = asyncio.create_task(go_on())
    try:
        received = await reader.read()
    finally:
        sending.cancel()
        writer.close()
    answered, _, body = received.partition(b"\r\n\r\n")
    return int(answered.split()[1]), answered.decode().lower(), json.loads(body)


def plausible() -> str:
    """A signature that only the body can show to be wrong."""
    return f"ElevenLabs-Signature: {sign(b'', secret='forged', at=datetime.now(UTC))}"


async def endless(
    client: httpx.AsyncClient, method: str, path: str, token: str
) -> tuple[int, str, dict[str, Any]]:
    head = (
        f"{method} {path} HTTP/1.1\nHost: x\nContent-Type: application/json\nAuthorization:"
        f" {token}\n{plausible()}"
    )
    return await answer_to(client, f"{head}\nTransfer-Encoding: chunked", trickle=b"1\r\n \r\n")


async def test_a_body_that_never_ends_gets_408_and_the_connection_is_closed(
    serve_api: ServeFactory,
) -> None:
    async with serve_api(REQUEST_BODY_TIMEOUT_S="0.2") as client:
        team = await sign_up(client, "a@example.com", "A")
        recording = (await team.post("/api/recordings", {})).json()["recording_id"]
        for method, path in (
            ("POST", WEBHOOK),
            ("POST", "/api/agents"),
            ("PUT", f"/api/recordings/{recording}/media"),
        ):
            status, head, problem = await endless(
                client, method, path, team.headers["Authorization"]
            )
            assert (status, problem["title"]) == (408, "Request Timeout"), path
            assert "content-type: application/problem+json" in head
            assert "connection: close" in head


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", WEBHOOK), ("PUT", "/api/recordings/01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10/media")],
)
async def test_a_body_that_is_refused_before_it_is_read_ends_the_connection(
    serve_api: ServeFactory, method: str, path: str
) -> None:
    async with serve_api() as client:
        head = f"{method} {path} HTTP/1.1\nHost: x\nTransfer-Encoding: chunked"
        status, head, _ = await answer_to(client, head, trickle=b"1\r\n \r\n")
    assert (status, "connection: close" in head) == (401, True)


async def test_a_body_that_was_announced_and_never_sent_gets_408(serve_api: ServeFactory) -> None:
    async with serve_api(REQUEST_BODY_TIMEOUT_S="0.2") as client:
        status, _, _ = await answer_to(
            client, f"POST {WEBHOOK} HTTP/1.1\nHost: x\n{plausible()}\nContent-Length: 500"
        )
    assert status == 408


async def test_a_body_announced_too_large_gets_413_before_it_is_sent(
    serve_api: ServeFactory,
) -> None:
    async with serve_api() as client:
        reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
        writer.write(
            f"POST {WEBHOOK} HTTP/1.1\r\nHost: x\r\n{plausible()}\r\nContent-Length:"
            f" {2**40}\r\n\r\n".encode()
        )
        answered = await reader.readuntil(b"\r\n\r\n")
        writer.close()
    assert answered.startswith(b"HTTP/1.1 413")
    assert b"application/problem+json" in answered


async def _blocks(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield BLOCK


async def test_a_chunked_body_that_grows_too_large_gets_413(serve_api: ServeFactory) -> None:
    async with serve_api(RECORDING_MAX_BYTES="1024", WEBHOOK_MAX_BYTES="2048") as client:
        name, _, value = plausible().partition(": ")
        answer = await client.post(WEBHOOK, content=_blocks(1100), headers={name: value})
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


@pytest.mark.parametrize("announced", [True, False])
async def test_json_routes_take_no_more_than_a_mebibyte(
    client: httpx.AsyncClient, team: Team, announced: bool
) -> None:
    for path in (
        "/api/agents",
        "/api/auth/login",
        "/api/auth/signup",
        "/api/api-keys",
        "/api/recordings",
    ):
        content = BLOCK * 1025 if announced else _blocks(1025)
        headers = {**team.headers, "Content-Type": "application/json"}
        answer = await client.post(path, content=content, headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (
            413,
            "application/problem+json",
        ), path
        assert "1048576 bytes" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b"", b'{"name": NaN}', b"[" * 50_000], ids=lambda body: repr(body[:8])
)
async def test_json_that_cannot_be_read_is_the_senders_mistake(team: Team, body: bytes) -> None:
    headers = {**team.headers, "Content-Type": "application/json"}
    answer = await team.client.post("/api/agents", content=body, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
async def test_a_body_of_another_type_is_refused_and_says_what_is_taken(
    team: Team, content_type: str
) -> None:
    headers = {**team.headers, "Content-Type": content_type}
    answer = await team.client.post("/api/agents", content=b'{"name": "x"}', headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (415, "application/problem+json")
    assert "application/json" in answer.json()["detail"]


async def test_numbers_that_json_can_spell_and_postgres_cannot_hold_are_left_out(
    open_api: ApiFactory,
) -> None:
    async with open_api(AFTERCALL_ENV="development", ELEVENLABS_WEBHOOK_SECRET="") as client:
        team = await sign_up(client, "a@example.com", "A")
        for number in ("1e400", "-1e400", "9" * 5000, "NaN"):
            names = f'"agent_id": "{team.agent_id}", "conversation_id": "c{number[:4]}"'
            kept = f'"analysis": {{"data_collection_results": {{"size": {number}}}}}'
            answer = await client.post(WEBHOOK, content=f'{{"data": {{{names}, {kept}}}}}')
            assert answer.status_code == 202, answer.text
            call = (await team.get(f"/api/calls/{answer.json()['call_id']}")).json()
            assert call["sender_data"]["data_collection_results"] == {"size": None}


async def test_a_client_that_goes_away_is_not_an_error_of_ours(
    serve_api: ServeFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    async with serve_api() as client:
        reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
        writer.write(
            f"POST {WEBHOOK} HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{{".encode()
        )
        await writer.drain()
        writer.write_eof()
        await reader.read()
        writer.close()
    assert "unexpected error" not in capsys.readouterr().out


async def test_a_very_long_call_is_accepted_whole(client: httpx.AsyncClient, team: Team) -> None:
    turns = tuple(("user", f"{number}: " + "and so on " * 50) for number in range(2000))
    answer = await send(client, transcription(team.agent_id, turns=turns), secret=ELEVENLABS_SECRET)
    assert answer.status_code == 202
    call = (await team.get(f"/api/calls/{answer.json()['call_id']}")).json()
    assert len(call["transcript"]["turns"]) == 2000
