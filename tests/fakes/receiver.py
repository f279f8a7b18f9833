"""A receiver of events: records each request, and answers as it is told."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
HANG, CUT = b"hang", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly ha"


def answering(status: int, body: str = "", **headers: str) -> bytes:
    """Returns an answer; underscores in the names of headers stand for hyphens."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    content = body.encode()
    head = f"HTTP/1.1 {status} Told so\r\nContent-Length: {len(content)}\r\n{lines}\r\n"
    return head.encode() + content


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    headers: dict[str, str]
    body: bytes
    method: str = "POST"

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def type(self) -> str:
        return str(self.json["type"])


@dataclass
class Receiver:
    """`answers` come first, then what `choose` says, then `always`. HANG answers when the receiver
    ends.
    """

    port: int = 0
    always: bytes = OK
    choose: Callable[[Request], bytes | None] = lambda _: None
    answers: deque[bytes] = field(default_factory=deque)
    requests: list[Request] = field(default_factory=list)
    hanging: int = 0
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str = "/events") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def of_type(self, name: str) -> list[Request]:
        return [each for each in self.requests if each.type == name]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                line, *rest = head.strip().split("\r\n")
                pairs = (each.partition(": ") for each in rest)
                headers = {name.lower(): value for name, _, value in pairs}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                request = Request(line.split(" ")[1], headers, body, line.split(" ")[0])
                self.requests.append(request)
                answer = (
                    self.answers.popleft() if self.answers else self.choose(request) or self.always
                )
                if answer == HANG:
                    self.hanging += 1
                    await self.ended.wait()
                    return
                writer.write(answer)
                await writer.drain()
                if answer == CUT:
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()


@asynccontextmanager
async def open_receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        receiver.ended.set()
        server.close()
