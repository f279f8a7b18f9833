"""Vendors that answer after a fixed time."""

import asyncio
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Slow:
    """An app that starts to answer after a fixed time, by path."""

    app: ASGIApp
    seconds: dict[str, float]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(next((s for path, s in self.seconds.items() if path in scope.get("path", "")), 0))
        await self.app(scope, receive, send)
