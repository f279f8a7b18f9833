"""A wire that can be cut, held up, or that loses what is said on it in one direction; or nobody
listens at its end.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Connect = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]

BLOCK_BYTES = 64 * 1024


class Proxy:
    """Between clients on a port of this machine and a server that `connect` reaches."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._server: asyncio.Server | None = None
        self.port = 0
        self._flows = asyncio.Event()
        self._flows.set()
        self._answers_arrive = True
        self._open: set[asyncio.StreamWriter] = set()
        self._serving: set[asyncio.Task[None]] = set()

    async def listen(self) -> None:
        """On a free port at first, and then on the same again."""
        self._server = await asyncio.start_server(self.serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        """Connections are cut and new ones refused until it listens again."""
        assert self._server
        self._server.close()
        self.cut()

    async def refuse(self, seconds: float) -> None:
        """As while a server is restarted."""
        await self.shut()
        await asyncio.sleep(seconds)
        await self.listen()

    def cut(self) -> None:
        """Every connection there is, in the middle of whatever it carries."""
        for writer in list(self._open):
            writer.transport.abort()

    async def end(self) -> None:
        if self._server:
            self._server.close()
        self._flows.set()
        self.cut()
        if self._serving:
            await asyncio.wait(self._serving, timeout=5)

    async def stall(self, seconds: float) -> None:
        """Nothing moves, in either direction, and no connection ends."""
        self._flows.clear()
        await asyncio.sleep(seconds)
        self._flows.set()

    async def lose_answers(self, seconds: float) -> None:
        """Requests arrive and are carried out; their answers do not come, and then the connections
        break.
        """
        self._answers_arrive = False
        await asyncio.sleep(seconds)
        self._answers_arrive = True
        self.cut()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        try:
            server_reader, server_writer = await self._connect()
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, server_writer}
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._carry(reader, server_writer, answers=False))
                group.create_task(self._carry(server_reader, writer, answers=True))
        except* (OSError, EOFError):
            pass
        finally:
            self._open -= {writer, server_writer}
            for each in (writer, server_writer):
                each.transport.abort()

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool
    ) -> None:
        while True:
            block = await reader.read(BLOCK_BYTES)
            await self._flows.wait()
            if not block:
                raise EOFError
            if answers and not self._answers_arrive:
                continue
            writer.write(block)
            await writer.drain()


@asynccontextmanager
async def proxied(connect: Connect) -> AsyncIterator[Proxy]:
    """Listens on `port`."""
    proxy = Proxy(connect)
    await proxy.listen()
    try:
        yield proxy
    finally:
        await proxy.end()
