"""Connections that send what no HTTP client would."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any


class Client:
    """One of them, and what comes back on it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def send_until_refused(self, block: bytes, most_bytes: int) -> int:
        """How many bytes were taken."""
        taken = 0
        try:
            while taken < most_bytes and not self.reader.at_eof():
                await self.send(block)
                taken += len(block)
        except ConnectionError:
            pass
        return taken

    async def answer(self) -> tuple[int, str, dict[str, Any]]:
        """Status, head and document of the last answer, once the server has ended the
        connection.
        """
        received = await self.rest()
        head, _, body = received.rpartition(b"\r\n\r\n")
        return int(head.split()[1]), head.decode().lower(), json.loads(body)

    async def rest(self) -> bytes:
        async with asyncio.timeout(20):
            return await self.reader.read()

    async def is_closed(self) -> bool:
        try:
            return await self.rest() == b""
        except ConnectionError:
            return True


@asynccontextmanager
async def connected(port: int | None) -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Client(reader, writer)
    finally:
        writer.transport.abort()
