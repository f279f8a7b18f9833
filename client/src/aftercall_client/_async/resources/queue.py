"""The resource queue. Written by `make docs`; do not edit."""

from __future__ import annotations

import builtins
from typing import Literal

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._async.sender import AsyncSender
from aftercall_client._requests import OMIT, Omit, Request, given


class AsyncQueue:
    """Requests about queue."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def stats(self) -> models.QueueStats:
        """Returns the waiting and running runs, and how runs ended lately."""
        answer = await self._sender.send(Request("GET", "/api/queue/stats"))
        return read(answer, models.QueueStats)

    async def clean(
        self,
        *,
        status: builtins.list[Literal["failed", "cancelled"]] | Omit = OMIT,
        older_than_s: float | Omit = OMIT,
        idempotency_key: str | None = None,
    ) -> models.CleanAnswer:
        """Dismisses failed runs, and cancelled ones if requested, so that they no longer wait
        for a person; ten thousand at a time.

        Args:
            status: How they ended.
            older_than_s: Only runs that ended at least so many seconds ago; by default a day.
        """
        answer = await self._sender.send(
            Request(
                "POST",
                "/api/queue/clean",
                json=given(status=status, older_than_s=older_than_s) or OMIT,
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.CleanAnswer)
