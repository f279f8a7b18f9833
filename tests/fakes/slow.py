"""Vendors that take their time over an answer."""

import asyncio
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Slow:
    """An app whose answers leave after a fixed time, by a part of the path; requests arrive at
    once.
    """

    app: ASGIApp
    seconds: dict[str, float]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wait_s = next((s for path, s in self.seconds.items() if path in scope.get("path", "")), 0)

        async def send_late(message: Message) -> None:
            if message["type"] == "http.response.start":
                await asyncio.sleep(wait_s)
            await send(message)

        await self.app(scope, receive, send_late)
