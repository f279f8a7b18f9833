"""Streams over broken connections: nothing missed, nothing doubled."""

from __future__ import annotations

import json
from contextlib import aclosing, closing
from itertools import pairwise

import httpx
import pytest

from aftercall_client import (
    AnswerChunk,
    AnswerFailed,
    BadRequest,
    ConnectionFailed,
    InvalidAnswer,
    StreamReset,
    Unauthorized,
    Unavailable,
)
from aftercall_client._messages import MOST_BYTES, Message, MessageReader
from client.tests.servers import Server, event, opened, refused, streamed

ANSWER_ID = "01938f5e-7fa0-7c11-9d2e-5a0c9a4c1f77"
CUT = httpx.ReadError("cut")


async def taken(server: Server, most: int, **options: object) -> list[int]:
    """The sequences of the first events."""
    found: list[int] = []
    async with (
        server.async_client() as client,
        aclosing(client.events.stream(**options)) as events,  # type: ignore[arg-type]
    ):
        async for each in events:
            found.append(each.sequence)
            if len(found) == most:
                break
    return found


def places(server: Server) -> list[str | None]:
    return [each.headers.get("last-event-id") for each in server.requests]


async def test_a_cut_stream_goes_on_after_the_last_whole_event() -> None:
    half = event(13)[:40]
    server = Server(
        [
            streamed(opened(10), event(11), ": still here\n\n", event(12), half, CUT),
            streamed(opened(12), event(13), event(14)),
        ]
    )
    assert await taken(server, 4) == [11, 12, 13, 14]
    assert places(server) == [None, "12"]


async def test_a_stream_that_is_cut_before_its_first_event_misses_nothing() -> None:
    server = Server([streamed(opened(10), CUT), streamed(opened(10), event(11))])
    assert await taken(server, 1) == [11]
    assert places(server) == [None, "10"]


async def test_an_event_that_comes_twice_is_given_once() -> None:
    server = Server([streamed(opened(10), event(11), event(11), event(10), event(12))])
    assert await taken(server, 2) == [11, 12]


async def test_an_end_of_the_server_is_no_end_of_the_stream() -> None:
    server = Server(
        [
            streamed(opened(1), event(2)),
            httpx.ConnectError("restarting"),
            *[refused(503, "too_many_streams")] * 7,
            streamed(opened(2), event(3)),
        ]
    )
    assert await taken(server, 2) == [2, 3]
    assert places(server)[1:] == ["2"] * (len(server.requests) - 1)
    # The stream's own wait is two seconds, which grows while nothing answers.
    assert server.waits[0] == 2.0


async def test_a_stream_begins_after_an_event() -> None:
    server = Server([streamed(opened(7), event(8))])
    assert await taken(server, 1, last_event_id=7, type=["call", "lead.updated"]) == [8]
    (request,) = server.requests
    assert request.headers["last-event-id"] == "7"
    assert request.url.query == b"type=call&type=lead.updated"
    assert request.extensions["timeout"]["read"] == 45.0


@pytest.mark.parametrize(
    ("first", "error"),
    [
        (refused(400, "invalid_cursor"), BadRequest),
        (refused(401), Unauthorized),
        (refused(503), Unavailable),
        (httpx.ConnectError("x"), ConnectionFailed),
    ],
)
async def test_a_stream_that_cannot_begin_is_an_error(
    first: httpx.Response | Exception, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await taken(Server([first]), 1)


async def test_a_key_that_has_ended_ends_the_stream() -> None:
    server = Server([streamed(opened(1), event(2)), refused(401)])
    with pytest.raises(Unauthorized):
        await taken(server, 2)


async def test_a_reset_says_where_to_go_on() -> None:
    reset = 'id: 5\nevent: stream.reset\ndata: {"position":5}\n\n'
    with pytest.raises(StreamReset) as raised:
        await taken(Server([streamed(reset)]), 1, last_event_id=900)
    assert raised.value.last_event_id == "5"


async def test_an_event_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(InvalidAnswer, match=r"call\.ready"):
        await taken(Server([streamed(opened(1), "id: 2\nevent: call.ready\ndata: {}\n\n")]), 1)


def test_a_sync_program_follows_too() -> None:
    server = Server([streamed(opened(1), event(2), CUT), streamed(opened(2), event(3))])
    with server.client() as client, closing(client.events.stream()) as events:
        assert [next(events).sequence, next(events).sequence] == [2, 3]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_messages_are_the_same_in_parts_of_any_size(size: int) -> None:
    text = (
        "retry: 2000\r\nid: 1\r\nevent: a\r\ndata: x\r\n\r\n: comment\n\n"
        "data:line one\ndata: line\u2028two\n\nid\ndata\n\nevent: lost\n\ndata: half"
    )
    found: list[Message] = []
    reader, content = MessageReader(), text.encode()
    for start in range(0, len(content), size):
        found += reader.feed(content[start : start + size])
    assert found == [
        Message("a", "x", "1", 2000),
        Message("message", "line one\nline\u2028two"),
        Message("message", "", ""),
    ]


def test_a_message_without_an_end_is_not_collected() -> None:
    reader = MessageReader()
    with pytest.raises(InvalidAnswer, match="too large"):
        for _ in range(MOST_BYTES // 2**20 + 1):
            list(reader.feed(b"x" * 2**20))


def chunk(type: str, id: int | None = None, **fields: object) -> str:
    number = f"id: {id}\n" if id is not None else ""
    return f"{number}data: {json.dumps({'type': type, **fields})}\n\n"


BEGIN = chunk("start", messageId=ANSWER_ID) + chunk("data-answer", 1, data={"answer_id": ANSWER_ID})
TEXT = chunk("text-delta", delta="Two. ") + chunk("text-end", 2)
END = chunk("data-coverage", data={"calls": 2}) + chunk("finish") + "id: 999999\ndata: [DONE]\n\n"


async def asked(server: Server) -> list[AnswerChunk]:
    async with server.async_client() as client:
        return [each async for each in client.ask.stream("Who wants to be called back?")]


async def test_an_answer_goes_on_after_a_cut_with_each_part_once() -> None:
    server = Server(
        [
            streamed(BEGIN, chunk("text-delta", delta="Two. "), CUT),
            streamed(TEXT, ": still here\n\n"),
            streamed(END),
        ]
    )
    found = await asked(server)
    assert [each.type for each in found] == [
        "start",
        "data-answer",
        "text-delta",
        "text-end",
        "data-coverage",
        "finish",
    ]
    assert "".join(each.delta or "" for each in found) == "Two. "
    assert [(each.method, each.url.path) for each in server.requests] == [
        ("POST", "/api/ask"),
        ("GET", f"/api/answers/{ANSWER_ID}/stream"),
        ("GET", f"/api/answers/{ANSWER_ID}/stream"),
    ]
    assert places(server) == [None, "1", "2"]
    assert json.loads(server.bodies[0])["stream"] is True


async def test_a_question_that_was_not_begun_is_not_asked_twice() -> None:
    server = Server([streamed(CUT)])
    with pytest.raises(ConnectionFailed):
        await asked(server)
    assert len(server.requests) == 1


async def test_an_answer_that_stays_away_is_given_up() -> None:
    server = Server([streamed(BEGIN), streamed()])
    with pytest.raises(ConnectionFailed):
        await asked(server)
    assert len(server.requests) == 5
    assert all(one < other for one, other in pairwise(server.waits))


async def test_an_answer_that_fails_is_an_error() -> None:
    failed = chunk("error", errorText="The model did not answer.") + "id: 9\ndata: [DONE]\n\n"
    with pytest.raises(AnswerFailed, match="did not answer"):
        await asked(Server([streamed(BEGIN, failed)]))


async def test_a_streamed_answer_is_read_again() -> None:
    server = Server([streamed(TEXT, END)])
    async with server.async_client() as client:
        found = [each.type async for each in client.ask.resume(ANSWER_ID, last_event_id="1")]
    assert (found[0], found[-1], places(server)) == ("text-delta", "finish", ["1"])
