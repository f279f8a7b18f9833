"""The resource usage. Written by `make docs`; do not edit."""

from __future__ import annotations

from datetime import date

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._requests import Request, query_of
from aftercall_client._sync.sender import Sender


class Usage:
    """Requests about usage."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def get(
        self, *, from_: date | str | None = None, to: date | str | None = None
    ) -> models.UsagePage:
        """Returns the billed usage of vendors, by UTC day and model. It includes the cost of
        deleted calls.

        Args:
            from_: The first day, UTC; by default the first of the month of `to`.
            to: The last day, UTC; by default today.
        """
        answer = self._sender.send(Request("GET", "/api/usage", query=query_of(from_=from_, to=to)))
        return read(answer, models.UsagePage)
