"""The resource do not call. Written by `make docs`; do not edit."""

from __future__ import annotations

import builtins
from uuid import UUID

from aftercall_client import models, params
from aftercall_client._answers import read
from aftercall_client._async.sender import AsyncSender
from aftercall_client._requests import OMIT, Omit, Request, given, query_of, segment


class AsyncDoNotCall:
    """Requests about do not call."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def list(
        self, *, after: str | None = None, limit: int | None = None
    ) -> models.BarredNumberPage:
        """Returns the numbers that the team's agents never call.

        Args:
            after: Numbers after this one.
            limit: At most so many entries.
        """
        answer = await self._sender.send(
            Request("GET", "/api/do-not-call", query=query_of(after=after, limit=limit))
        )
        return read(answer, models.BarredNumberPage)

    async def import_numbers(
        self,
        *,
        numbers: builtins.list[params.NumberToBarBodyParam],
        idempotency_key: str | None = None,
    ) -> models.ImportedBody:
        """Puts up to 5000 numbers on the list, from JSON or from a CSV file (UTF-8, 1 MiB).

        Args:
            numbers: The numbers, at most 5000.
        """
        answer = await self._sender.send(
            Request(
                "POST",
                "/api/do-not-call/import",
                json=given(numbers=numbers),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.ImportedBody)

    async def bar(
        self,
        number: str,
        *,
        note: str | Omit | None = OMIT,
        call_id: UUID | str | Omit | None = OMIT,
    ) -> models.BarredNumberBody:
        """Puts a number on the list, or changes its note. No agent calls it from now on.

        Args:
            note: Why, for people.
            call_id: The call on which it was asked for.
        """
        answer = await self._sender.send(
            Request(
                "PUT", f"/api/do-not-call/{segment(number)}", json=given(note=note, call_id=call_id)
            )
        )
        return read(answer, models.BarredNumberBody)

    async def allow(self, number: str) -> None:
        """Takes a number off the list, for someone who wants to be called again. Idempotent."""
        await self._sender.send(Request("DELETE", f"/api/do-not-call/{segment(number)}"))
