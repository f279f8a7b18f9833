"""A server that says exactly these bytes, one answer a connection: for hosts that break HTTP's
rules.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Answer:
    """`then`: "close" the connection, "hang" until the test ends, or "trickle" zeros for ever."""

    content: bytes
    then: str = "close"


@dataclass
class RawServer:
    port: int = 0
    # Heads of the requests, in order.
    heads: list[str] = field(default_factory=list)
    answers: deque[Answer] = field(default_factory=deque)
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/call.wav"

    def then(self, *answers: bytes | Answer) -> None:
        self.answers.extend(each if isinstance(each, Answer) else Answer(each) for each in answers)

    def header(self, request: int, name: str) -> str | None:
        lines = (line.partition(": ") for line in self.heads[request].split("\r\n")[1:])
        return next((value for found, _, value in lines if found.lower() == name), None)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.connected.set()
            self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
            answer = self.answers.popleft()
            writer.write(answer.content)
            await writer.drain()
            if answer.then == "hang":
                self.hanging.set()
                await self.ended.wait()
            while answer.then == "trickle" and not self.ended.is_set():
                writer.write(b"\0")
                await writer.drain()
                await asyncio.sleep(0.01)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def answer(
    content: bytes = b"", *headers: str, status: int = 200, length: int | None = None
) -> bytes:
    """An honest answer, unless another `length` is given."""
    head = [f"HTTP/1.1 {status} Word", *headers]
    if length != -1:
        head.append(f"Content-Length: {len(content) if length is None else length}")
    return "\r\n".join([*head, "", ""]).encode() + content


def chunked(*blocks: bytes, ended: bool = True) -> bytes:
    body = b"".join(b"%x\r\n%s\r\n" % (len(block), block) for block in blocks)
    return answer(body + (b"0\r\n\r\n" if ended else b""), "Transfer-Encoding: chunked", length=-1)


@asynccontextmanager
async def raw_server(tls: ssl.SSLContext | None = None) -> AsyncIterator[RawServer]:
    """On a free port of this machine, in the test's own loop."""
    fake = RawServer()
    tasks: set[asyncio.Task[None]] = set()
    server = await asyncio.start_server(_tracked(fake, tasks), "127.0.0.1", 0, ssl=tls)
    fake.port = server.sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        server.close()
        fake.ended.set()
        await asyncio.gather(*tasks)


def _tracked(
    fake: RawServer, tasks: set[asyncio.Task[None]]
) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]:
    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(fake.serve(reader, writer))
        tasks.add(task)

    return connected
