"""Lists of several pages, and files in parts."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from aftercall_client import Aftercall, ConnectionFailed, NotFound
from client.tests.servers import CALL_ID, JOB_ID, Parts, Server, answered, event, opened, refused

TEXTS = "/api/calls.jsonl"


def page(numbers: list[int], next_cursor: str) -> httpx.Response:
    events: list[dict[str, Any]] = [
        {
            "id": f"8d2f6a3e-51c4-8b07-a9e1-{number:012d}",
            "sequence": number,
            "version": None,
            "type": "call.ready",
            "at": "2026-11-18T15:31:20Z",
            "call_id": None,
            "job_id": None,
            "data": {},
        }
        for number in numbers
    ]
    return answered({"events": events, "next_cursor": next_cursor})


async def test_all_pages_are_read_one_at_a_time() -> None:
    server = Server([page([1, 2], "2"), page([3], "3"), page([], "3")])
    async with server.async_client() as client:
        found = []
        async for each in client.events.iterate(type=["call"]):
            found.append((each.sequence, len(server.requests)))
    assert found == [(1, 1), (2, 1), (3, 2)]
    assert [each.url.params.get("cursor") for each in server.requests] == [None, "2", "3"]
    assert all(each.url.params["type"] == "call" for each in server.requests)


def test_a_list_that_grows_ends_where_it_ends_now() -> None:
    server = Server([page([1], "9")])
    found = [each.sequence for each in server.client().events.iterate(cursor="9")]
    assert (found, len(server.requests)) == ([1], 1)


def test_a_list_whose_next_page_is_named_by_a_run() -> None:
    runs = [{"runs": [], "next_before_run": 4}, {"runs": [], "next_before_run": None}]
    server = Server([answered(each) for each in runs])
    assert list(server.client().jobs.iterate_runs(JOB_ID)) == []
    assert [each.url.params.get("before_run") for each in server.requests] == [None, "4"]


async def test_a_part_of_a_recording_is_read() -> None:
    headers = {"Content-Range": "bytes 10-14/100", "Content-Length": "5"}
    server = Server([httpx.Response(206, headers=headers, stream=Parts(b"au", b"dio"))])
    async with (
        server.async_client() as client,
        client.recordings.media(CALL_ID, start=10, end=15) as file,
    ):
        assert [part async for part in file.aiter_bytes()] == [b"au", b"dio"]
        assert (file.size_bytes, file.content_range) == (5, "bytes 10-14/100")
    assert server.requests[0].headers["range"] == "bytes=10-14"


@pytest.mark.parametrize(
    ("start", "end", "header"),
    [(None, None, None), (None, 5, "bytes=0-4"), (7, None, "bytes=7-"), (-9, None, "bytes=-9")],
)
def test_ranges_are_written_as_http_does(
    start: int | None, end: int | None, header: str | None
) -> None:
    server = Server([httpx.Response(206, content=b"x")])
    with server.client().calls.media(CALL_ID, start=start, end=end) as file:
        assert file.read() == b"x"
    assert server.requests[0].headers.get("range") == header


@pytest.mark.parametrize(("start", "end"), [(5, 5), (-1, 3), (None, 0)])
def test_ranges_without_a_byte_are_refused(start: int | None, end: int | None) -> None:
    with pytest.raises(ValueError, match=r"start"):
        Server([refused(500)]).client().calls.media(CALL_ID, start=start, end=end)


def test_a_file_that_breaks_off_leaves_none(tmp_path: Path) -> None:
    server = Server([httpx.Response(200, stream=Parts(b"half", httpx.ReadError("cut")))])
    path = tmp_path / "call.wav"
    with server.client().recordings.media(CALL_ID) as file, pytest.raises(ConnectionFailed):
        file.save(path)
    assert list(tmp_path.iterdir()) == []


async def test_a_file_is_saved(tmp_path: Path) -> None:
    server = Server([refused(503), httpx.Response(200, stream=Parts(b"whole ", b"file"))])
    path = tmp_path / "call.wav"
    async with server.async_client() as client, client.recordings.media(CALL_ID) as file:
        assert await file.save(path) == 10
    assert path.read_bytes() == b"whole file"


def test_lines_are_objects_across_parts() -> None:
    parts = Parts(b'{"a"', b': "\xc3', b'\xa9\\u2028"}\n{"a": "', "\u2028".encode(), b'"}')
    server = Server([httpx.Response(200, stream=parts)])
    with server.client().exports.calls_jsonl(status="ready") as file:
        assert list(file.iter_objects()) == [{"a": "é\u2028"}, {"a": "\u2028"}]
    assert server.requests[0].url.path == TEXTS


def test_a_file_that_is_refused_is_a_problem() -> None:
    with pytest.raises(NotFound), Server([refused(404)]).client().recordings.media(CALL_ID):
        pass


@pytest.fixture
def half_closing() -> Iterator[tuple[str, list[bytes]]]:
    """A server over a socket that ends each connection in the middle of an event's chunk."""
    heads: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for number in (11, 12):
            connection, _ = listener.accept()
            with connection:
                heads.append(connection.recv(65536))
                content = (opened(number - 1) + event(number)).encode()
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                    b"Transfer-Encoding: chunked\r\n\r\n"
                    + f"{len(content):x}\r\n".encode()
                    + content
                    + b"\r\n100\r\nid: 99\ndata: ha"
                )
                connection.shutdown(socket.SHUT_WR)

    serving = threading.Thread(target=serve)
    serving.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", heads
    serving.join()
    listener.close()


def test_connections_that_are_half_closed_are_opened_again(
    half_closing: tuple[str, list[bytes]],
) -> None:
    address, heads = half_closing
    with Aftercall(address, api_key="k") as client:
        object.__setattr__(client._sender, "sleep", lambda _: None)
        events = client.events.stream()
        assert [next(events).sequence, next(events).sequence] == [11, 12]
        events.close()
    assert b"last-event-id: 11" in heads[1].lower()
