"""The resource invitations. Written by `make docs`; do not edit."""

from __future__ import annotations

import builtins
from uuid import UUID

from aftercall_client import models
from aftercall_client._answers import read, read_list
from aftercall_client._async.sender import AsyncSender
from aftercall_client._requests import OMIT, Omit, Request, given, segment


class AsyncInvitations:
    """Requests about invitations."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def list(self) -> builtins.list[models.OpenInvitation]:
        """Returns the open invitations, expired ones included."""
        answer = await self._sender.send(Request("GET", "/api/invitations"))
        return read_list(answer, models.OpenInvitation)

    async def create(
        self, *, email: str, role: models.Role | Omit = OMIT, idempotency_key: str | None = None
    ) -> models.NewInvitation:
        """Invites a person. The link is mailed where a mail server is set, else it is in the
        answer. A new invitation of the same person replaces the earlier one.

        Args:
            email: The person's e-mail address.
            role: `viewer` reads; `member` also works on calls; `admin` also changes settings,
                agents, keys and people; `owner` also other owners and the tenant itself.
        """
        answer = await self._sender.send(
            Request(
                "POST",
                "/api/invitations",
                json=given(email=email, role=role),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.NewInvitation)

    async def delete(self, invitation_id: UUID | str) -> None:
        """Withdraws an invitation: its link stops to work."""
        await self._sender.send(Request("DELETE", f"/api/invitations/{segment(invitation_id)}"))
