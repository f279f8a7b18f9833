"""The resource calendars. Written by `make docs`; do not edit."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._requests import Request, given, segment
from aftercall_client._sync.sender import Sender


class Calendars:
    """Requests about calendars."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def create(
        self, *, whose: Literal["team", "mine"], idempotency_key: str | None = None
    ) -> models.NewCalendar:
        """Makes an address to which a calendar subscribes. It works while you may read
        callbacks.

        Args:
            whose: `team`: all callbacks of the team. `mine`: those that are given to you.
        """
        answer = self._sender.send(
            Request(
                "POST",
                "/api/me/calendars",
                json=given(whose=whose),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.NewCalendar)

    def list(self) -> models.CalendarList:
        """Returns your addresses. Their URLs are not stored."""
        answer = self._sender.send(Request("GET", "/api/me/calendars"))
        return read(answer, models.CalendarList)

    def delete(self, calendar_id: UUID | str) -> None:
        """Ends an address: calendars that subscribed get nothing any more."""
        self._sender.send(Request("DELETE", f"/api/me/calendars/{segment(calendar_id)}"))
