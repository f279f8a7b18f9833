"""Head and body of a request leave in one piece; what is large is not held back."""

from collections.abc import Iterator

import httpcore2
import httpx2

from shared.vendors.joined_writes import MOST_HELD_BYTES, JoiningBackend, join_writes

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Recorded(httpcore2.AsyncMockStream):
    """What is sent, piece by piece; `refused` servers close before they read."""

    def __init__(self, sent: list[bytes], *, refused: bool = False) -> None:
        super().__init__([ANSWER])
        self._sent, self._refused = sent, refused

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if self._refused:
            raise httpcore2.WriteError
        self._sent.append(buffer)


class Network(httpcore2.AsyncMockBackend):
    def __init__(self, stream: Recorded) -> None:
        super().__init__([])
        self._stream = stream

    async def connect_tcp(self, *_: object, **__: object) -> httpcore2.AsyncNetworkStream:
        return self._stream


async def post(stream: Recorded, content: bytes | Iterator[bytes]) -> int:
    async with httpx2.AsyncClient() as client:
        client._transport._pool._network_backend = Network(stream)  # type: ignore[attr-defined]
        answer = await join_writes(client).post("http://vendor/v1", content=content)
    return answer.status_code


async def test_head_and_body_are_one_piece() -> None:
    sent: list[bytes] = []
    assert await post(Recorded(sent), b'{"a": 1}') == 200
    assert len(sent) == 1 and sent[0].startswith(b"POST") and sent[0].endswith(b'{"a": 1}')


async def test_a_large_body_is_sent_whole_and_not_held() -> None:
    sent: list[bytes] = []
    body = b"x" * (3 * MOST_HELD_BYTES)
    assert await post(Recorded(sent), body) == 200
    assert b"".join(sent).endswith(body)


async def test_an_answer_before_the_body_was_read_is_seen() -> None:
    assert await post(Recorded([], refused=True), b"x") == 200


def test_every_client_of_ours_joins() -> None:
    client = join_writes(httpx2.AsyncClient())
    pool = client._transport._pool  # type: ignore[attr-defined]
    assert isinstance(pool._network_backend, JoiningBackend)
