"""The resource numbers. Written by `make docs`; do not edit."""

from __future__ import annotations

from datetime import date

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._async.sender import AsyncSender
from aftercall_client._requests import Request, query_of


class AsyncNumbers:
    """Requests about numbers."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def get(
        self, *, from_: date | str | None = None, to: date | str | None = None
    ) -> models.NumbersBody:
        """Returns how many calls there were, how fast people were called back and results were
        there, who talked how much, and what it cost: as a whole, by day, by agent and by
        model.

        Args:
            from_: The first day; by default 29 before `to`.
            to: The last day; by default today, on the team's clock.
        """
        answer = await self._sender.send(
            Request("GET", "/api/numbers", query=query_of(from_=from_, to=to))
        )
        return read(answer, models.NumbersBody)
