"""The resource elevenlabs key. Written by `make docs`; do not edit."""

from __future__ import annotations

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._async.sender import AsyncSender
from aftercall_client._requests import Request, given


class AsyncElevenlabsKey:
    """Requests about elevenlabs key."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def get(self) -> models.KeyStateBody:
        """Returns whether a key is stored, and whether ElevenLabs accepts it. The key itself is
        never shown.
        """
        answer = await self._sender.send(Request("GET", "/api/tenant/elevenlabs-key"))
        return read(answer, models.KeyStateBody)

    async def put(self, *, api_key: str) -> None:
        """Stores the key, encrypted, after ElevenLabs accepted it. It replaces an earlier one.

        Args:
            api_key: The key. It needs the right to read agents and conversations.
        """
        await self._sender.send(
            Request("PUT", "/api/tenant/elevenlabs-key", json=given(api_key=api_key))
        )

    async def delete(self) -> None:
        """Removes the key. What it proved stays. Idempotent."""
        await self._sender.send(Request("DELETE", "/api/tenant/elevenlabs-key"))
