"""A way to PostgreSQL that can be shut, as when the server dies, or frozen, as when its machine
hangs.
"""

import asyncio
import contextlib
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

SOCKET = ".s.PGSQL.5432"


class Doorway:
    """A socket in front of PostgreSQL that can be shut: what is connected is cut off, nobody else
    gets in. Frozen, it takes what is sent and who connects, and nothing comes back until it thaws.

    `url` leads through it to the database of the URL it was made with.
    """

    def __init__(self, folder: Path, database_url: str) -> None:
        sockets = parse_qs(urlsplit(database_url).query)["host"][0]
        self.url = database_url.replace(quote(sockets), quote(str(folder)))
        self._path, self._behind = folder / SOCKET, Path(sockets) / SOCKET
        self._inside: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._flows = asyncio.Event()
        self._flows.set()

    def freeze(self) -> None:
        self._flows.clear()

    def thaw(self) -> None:
        self._flows.set()

    async def open(self) -> None:
        self._server = await asyncio.start_unix_server(self._let_in, self._path)

    async def shut(self) -> None:
        self.thaw()
        if self._server:
            self._server.close()
            self._path.unlink(missing_ok=True)
            for writer in self._inside:
                writer.transport.abort()
            await self._server.wait_closed()

    async def _let_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_unix_connection(self._behind)
        self._inside |= {writer, inner_writer}
        try:
            await asyncio.gather(
                self._pass_on(reader, inner_writer), self._pass_on(inner_reader, writer)
            )
        finally:
            writer.close()
            inner_writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while block := await reader.read(65536):
                await self._flows.wait()
                writer.write(block)
                await writer.drain()
        writer.close()
