"""The resource calendars. Written by `make docs`; do not edit."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._async.sender import AsyncSender
from aftercall_client._requests import Request, given, segment


class AsyncCalendars:
    """Requests about calendars."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def create(
        self, *, whose: Literal["team", "mine"], idempotency_key: str | None = None
    ) -> models.NewCalendar:
        """Makes an address to which a calendar subscribes. It works while you may read
        callbacks.

        Args:
            whose: `team`: all callbacks of the team. `mine`: those that are given to you.
        """
        answer = await self._sender.send(
            Request(
                "POST",
                "/api/me/calendars",
                json=given(whose=whose),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.NewCalendar)

    async def list(self) -> models.CalendarList:
        """Returns your addresses. Their URLs are not stored."""
        answer = await self._sender.send(Request("GET", "/api/me/calendars"))
        return read(answer, models.CalendarList)

    async def delete(self, calendar_id: UUID | str) -> None:
        """Ends an address: calendars that subscribed get nothing any more."""
        await self._sender.send(Request("DELETE", f"/api/me/calendars/{segment(calendar_id)}"))
