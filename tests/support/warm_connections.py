"""Connections to PostgreSQL that outlive the pools of tests. A new one reads the catalogue for each
table again and plans each statement again, which takes longer than what most tests ask.
"""

import asyncio
import json
from collections import defaultdict
from functools import lru_cache
from typing import Any

import asyncpg

# The URL, what is set for the session, and the class that the pool asks for.
_Key = tuple[str, str, type]

# Such a setting would stay in a session after the test that made it.
_HAS_SETTINGS = """
select exists (
    select from pg_db_role_setting
    where setdatabase = (select oid from pg_database where datname = current_database())
)
"""


class WarmConnections:
    """The connections that a closing pool leaves, for the next pool with the same settings in the
    event loop that created this object.
    """

    def __init__(self) -> None:
        self._idle: defaultdict[_Key, list[Any]] = defaultdict(list)
        self._loop = asyncio.get_running_loop()

    async def connect(
        self, url: str, *, connection_class: type[asyncpg.Connection], **settings: Any
    ) -> Any:
        """Takes what `asyncpg.connect` takes."""
        if asyncio.get_running_loop() is not self._loop:
            return await asyncpg.connect(url, connection_class=connection_class, **settings)
        session = {name: settings[name] for name in ("server_settings", "command_timeout")}
        key = (url, json.dumps(session, sort_keys=True), connection_class)
        while idle := self._idle[key]:
            connection = idle.pop()
            if not connection.is_closed():
                return connection
        connection = await asyncpg.connect(
            url, connection_class=_staying(connection_class), **settings
        )
        try:
            has_settings = await connection.fetchval(_HAS_SETTINGS)
        except BaseException:
            connection.terminate()
            raise
        connection.stays_in = None if has_settings else self._idle[key]
        return connection

    def pids(self) -> list[int]:
        """Returns the server's processes of the connections that no pool has now."""
        return [
            connection.get_server_pid()
            for idle in self._idle.values()
            for connection in idle
            if not connection.is_closed()
        ]

    def close(self) -> None:
        """Ends all, although their servers may have ended before."""
        for idle in self._idle.values():
            for connection in idle:
                connection.terminate()
        self._idle.clear()


class _Staying(asyncpg.Connection):
    """When its pool closes, it is reset and added to `stays_in` instead of closed."""

    stays_in: list[Any] | None = None
    _has_codecs = False

    async def set_type_codec(self, *arguments: Any, **codec: Any) -> None:
        # Setting a codec again would forget all prepared statements.
        if not self._has_codecs:
            await super().set_type_codec(*arguments, **codec)
            self._has_codecs = True

    async def close(self, *, timeout: float | None = None) -> None:
        reference = getattr(self, "_pool_holder", None)
        holder: Any = reference and reference()
        leaves = holder is not None and holder._pool.is_closing()
        is_usable = not self.is_closed() and not self.is_in_transaction()
        if self.stays_in is None or not (leaves and is_usable):
            await super().close(timeout=timeout)
            return
        self._pool_holder = None
        holder._release_on_close()
        try:
            await self.reset(timeout=5)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            self.terminate()
            return
        self.scope = None
        self.stays_in.append(self)


@lru_cache
def _staying(connection_class: type[asyncpg.Connection]) -> type[asyncpg.Connection]:
    return type("Staying", (_Staying, connection_class), {})
