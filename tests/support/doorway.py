"""A way to PostgreSQL that can be shut, as when the server dies, and opened again."""

import asyncio
import contextlib
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

SOCKET = ".s.PGSQL.5432"


class Doorway:
    """A socket in front of PostgreSQL that can be shut: what is connected is cut off, nobody else
    gets in.

    `url` leads through it to the database of the URL it was made with.
    """

    def __init__(self, folder: Path, database_url: str) -> None:
        sockets = parse_qs(urlsplit(database_url).query)["host"][0]
        self.url = database_url.replace(quote(sockets), quote(str(folder)))
        self._path, self._behind = folder / SOCKET, Path(sockets) / SOCKET
        self._inside: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        self._server = await asyncio.start_unix_server(self._let_in, self._path)

    async def shut(self) -> None:
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
            await asyncio.gather(_pass_on(reader, inner_writer), _pass_on(inner_reader, writer))
        finally:
            writer.close()
            inner_writer.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while block := await reader.read(65536):
            writer.write(block)
            await writer.drain()
    writer.close()
