"""Those who harm others by what they send, or by sending nothing: hostile events and silent
connections.
"""

import asyncio
import random
from contextlib import suppress
from typing import Any

from tests.chaos.ledger import event

HOSTILE_CHARS = 60_000
ENDLESS_TURNS = 25_000
# Each kept a worker busy for minutes, or longer, before texts were read in linear time.
FAMILIES = ("aB1_", "x.", "......!x", "2026-11-28T", " \u2028 ", "okay, uh  ")
SLOW_HEAD = b"GET /health HTTP/1.1\r\nHost: x\r\nA: "


def hostile_event(agent_id: str, name: str, number: int, choose: random.Random) -> dict[str, Any]:
    """A call like any other at its end, after a text or a number of turns that was made to stall
    its readers.
    """
    if number % 3 == 2:
        before = [("agent" if turn % 2 else "user", f"x {turn}") for turn in range(ENDLESS_TURNS)]
    else:
        family = choose.choice(FAMILIES)
        before = [("user", family * (HOSTILE_CHARS // len(family)))]
    return event(agent_id, name, day=number, before=before)


class Silence:
    """Connections that say nothing, and some that say their head one byte at a time, opened again
    when they end.

    `most_open` is how many were held at once.
    """

    def __init__(self, port: int, *, silent: int, slow: int) -> None:
        self._port = port
        self._silent, self._slow = silent, slow
        self.open = self.most_open = 0

    async def hold(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            for number in range(self._silent + self._slow):
                group.create_task(self._hold_one(slow=number >= self._silent))

    async def _hold_one(self, *, slow: bool) -> None:
        while True:
            with suppress(OSError):
                await self._connect(slow=slow)
            await asyncio.sleep(0.5)

    async def _connect(self, *, slow: bool) -> None:
        """Until the server ends it."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            for byte in SLOW_HEAD if slow else b"":
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.5)
            await reader.read()
        finally:
            self.open -= 1
            writer.transport.abort()
