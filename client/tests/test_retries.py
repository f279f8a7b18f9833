"""What is sent again, when, and with what."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest

from aftercall_client import ConnectionFailed, Problem, RateLimited, Retries, Unavailable
from aftercall_client._answers import retry_after_s
from client.tests.servers import CALL_ID, Parts, Server, answered, refused
from client.tests.test_requests import ACCEPTED

PAGE: dict[str, Any] = {"calls": [], "next_cursor": None}
TARGET = "01938f5e-8a10-7c3a-9d2e-5a0c9a4c1f40"


@pytest.mark.parametrize("status", [429, 502, 503, 504])
async def test_a_temporary_refusal_is_tried_again_with_longer_waits(status: int) -> None:
    server = Server([refused(status), refused(status), refused(status), answered(PAGE)])
    async with server.async_client() as client:
        assert (await client.calls.list()).calls == []
    assert server.waits == [0.5, 1.0, 2.0]


@pytest.mark.parametrize("status", [400, 401, 404, 409, 422, 500])
def test_other_refusals_are_not_tried_again(status: int) -> None:
    server = Server([refused(status)])
    with pytest.raises(Problem):
        server.client().calls.list()
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "error", [httpx.ReadTimeout("x"), httpx.ConnectError("x"), httpx.RemoteProtocolError("x")]
)
def test_a_broken_connection_is_tried_again(error: Exception) -> None:
    server = Server([error, answered(PAGE)])
    server.client().calls.list()
    assert len(server.requests) == 2


def test_an_answer_that_breaks_off_is_asked_for_again() -> None:
    broken = httpx.Response(200, stream=Parts(b'{"calls"', httpx.ReadError("cut")))
    server = Server([broken, answered(PAGE)])
    assert server.client().calls.list().calls == []


def test_it_gives_up_after_the_last_try() -> None:
    server = Server([refused(503)])
    with pytest.raises(Unavailable):
        server.client().calls.list()
    assert len(server.requests) == 5
    assert server.waits == [0.5, 1.0, 2.0, 4.0]


def test_a_connection_that_stays_away_is_named_without_the_query() -> None:
    server = Server([httpx.ConnectError("x")])
    with pytest.raises(ConnectionFailed, match="GET /api/search: ConnectError") as raised:
        server.client().search.find(q="maria lopez")
    assert "maria" not in str(raised.value)


def test_retry_after_comes_before_the_back_off() -> None:
    server = Server([refused(429, Retry_After="7"), answered(PAGE)])
    server.client().calls.list()
    assert server.waits == [7.5]


def test_a_long_retry_after_is_left_to_the_program() -> None:
    server = Server([refused(429, Retry_After="3600")])
    with pytest.raises(RateLimited) as raised:
        server.client().calls.list()
    assert (raised.value.retry_after_s, server.waits) == (3600.0, [])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12", 12.0),
        ("Wed, 18 Nov 2026 15:00:30 GMT", 30.0),
        ("Wed, 18 Nov 2026 14:00:00 GMT", 0.0),
        ("soon", None),
        ("Wed, 18 Nov 99999999999 15:00:30 GMT", None),
        ("-3", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, expected: float | None) -> None:
    assert retry_after_s(value, datetime(2026, 11, 18, 15, tzinfo=UTC)) == expected


def test_waits_differ_between_clients_and_are_bounded() -> None:
    waits = [Retries(chance=lambda: 0.25).wait_s(repeat) for repeat in (0, 1, 9, 5000)]
    assert waits == [0.125, 0.25, 2.0, 2.0]


def test_a_post_carries_one_key_over_its_tries_and_another_the_next_time() -> None:
    server = Server([refused(503), httpx.ReadTimeout("x"), answered(ACCEPTED, 202)])
    client = server.client()
    client.calls.reprocess(CALL_ID)
    client.calls.reprocess(CALL_ID, idempotency_key="mine")
    keys = [each.headers["idempotency-key"] for each in server.requests]
    assert len(set(keys[:3])) == 1
    assert keys[0] != keys[3] == "mine"


def test_a_key_in_use_is_waited_for() -> None:
    in_use = refused(409, "idempotency_key_in_use", Retry_After="2")
    server = Server([httpx.ReadTimeout("x"), in_use, answered(ACCEPTED, 202)])
    server.client().calls.reprocess(CALL_ID)
    assert server.waits == [0.5, 2.5]


def test_a_post_without_a_key_is_sent_once() -> None:
    server = Server([refused(503)])
    with pytest.raises(Unavailable):
        server.client().auth.login(email="a@example.com", password="word")
    assert len(server.requests) == 1
    assert "idempotency-key" not in server.requests[0].headers


def test_a_post_that_was_not_sent_is_sent_again() -> None:
    server = Server([httpx.ConnectTimeout("x"), refused(401)])
    with pytest.raises(Problem):
        server.client().auth.login(email="a@example.com", password="word")
    assert len(server.requests) == 2


def test_a_change_is_sent_once() -> None:
    server = Server([httpx.ReadTimeout("x")])
    with pytest.raises(ConnectionFailed):
        server.client().event_targets.change(TARGET, enabled=True)
    assert len(server.requests) == 1


async def test_an_upload_begins_again_where_its_file_began(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(b"RIFF" * 100_000)
    file = BytesIO(b"head" + b"audio" * 9)
    file.seek(4)
    for source, expected in ((path, b"RIFF" * 100_000), (file, b"audio" * 9)):
        server = Server([refused(503), refused(404)])
        async with server.async_client() as client:
            with pytest.raises(Problem):
                await client.recordings.put_media(CALL_ID, source)
        assert server.bodies == [expected, expected]
        assert server.requests[1].headers["content-length"] == str(len(expected))
    assert not file.closed


def test_an_upload_of_parts_is_sent_once() -> None:
    server = Server([refused(503)])
    with pytest.raises(Unavailable):
        server.client().recordings.put_media(CALL_ID, (part for part in (b"a", b"b")))
    assert server.bodies == [b"ab"]
    assert server.requests[0].headers["transfer-encoding"] == "chunked"


async def test_parts_may_come_async() -> None:
    async def parts() -> object:
        yield b"a"
        yield b"b"

    server = Server([refused(404)])
    async with server.async_client() as client:
        with pytest.raises(Problem):
            await client.recordings.put_media(CALL_ID, parts(), media_type="audio/ogg")  # type: ignore[arg-type]
    assert (server.bodies, server.requests[0].headers["content-type"]) == ([b"ab"], "audio/ogg")
