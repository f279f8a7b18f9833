"""The resource missed calls. Written by `make docs`; do not edit."""

from __future__ import annotations

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._async.sender import AsyncSender
from aftercall_client._requests import Request


class AsyncMissedCalls:
    """Requests about missed calls."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def list(self) -> models.MissedCallsBody:
        """Returns how many of the calls that each sender lists are stored, and which signed
        events could not be used.
        """
        answer = await self._sender.send(Request("GET", "/api/missed-calls"))
        return read(answer, models.MissedCallsBody)

    async def replay(self, *, idempotency_key: str | None = None) -> models.ReplayBody:
        """Processes the tenant's stored events again, as after an upgrade. Usable ones are
        recorded as if they arrived now; the others remain.
        """
        answer = await self._sender.send(
            Request("POST", "/api/missed-calls/replay", keyed=True, key=idempotency_key)
        )
        return read(answer, models.ReplayBody)
