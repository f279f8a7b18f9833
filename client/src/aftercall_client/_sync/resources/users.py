"""The resource users. Written by `make docs`; do not edit."""

from __future__ import annotations

import builtins
from uuid import UUID

from aftercall_client import models
from aftercall_client._answers import read, read_list
from aftercall_client._requests import OMIT, Omit, Request, given, segment
from aftercall_client._sync.sender import Sender


class Users:
    """Requests about users."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def colleagues(self) -> builtins.list[models.ColleagueBody]:
        """Returns the people of the tenant to whom a callback can be assigned, the first ones
        first. Viewers, and those who are shut out, are left out.
        """
        answer = self._sender.send(Request("GET", "/api/colleagues"))
        return read_list(answer, models.ColleagueBody)

    def list(self) -> builtins.list[models.UserBody]:
        """Returns the people of the tenant, the first ones first."""
        answer = self._sender.send(Request("GET", "/api/users"))
        return read_list(answer, models.UserBody)

    def change(
        self,
        user_id: UUID | str,
        *,
        name: str | Omit | None = OMIT,
        role: models.Role | Omit | None = OMIT,
        disabled: bool | Omit | None = OMIT,
        remove_second_factor: bool | Omit = OMIT,
    ) -> models.UserBody:
        """Changes what is given and leaves the rest. Only owners change owners, and one of them
        remains. Open callbacks of a person who becomes a viewer or is disabled are no one's
        then.

        Args:
            name: The user's name; null removes it.
            role: `viewer` reads; `member` also works on calls; `admin` also changes settings,
                agents, keys and people; `owner` also other owners and the tenant itself.
            disabled: true shuts the user out and ends their sessions; false lets them in
                again.
            remove_second_factor: true removes a lost authenticator app, with its recovery
                codes.
        """
        answer = self._sender.send(
            Request(
                "PATCH",
                f"/api/users/{segment(user_id)}",
                json=given(
                    name=name,
                    role=role,
                    disabled=disabled,
                    remove_second_factor=remove_second_factor,
                ),
            )
        )
        return read(answer, models.UserBody)

    def delete(self, user_id: UUID | str) -> None:
        """Deletes a person's account with its sessions. What they did remains; their callbacks
        are no one's then.
        """
        self._sender.send(Request("DELETE", f"/api/users/{segment(user_id)}"))

    def make_reset_link(
        self, user_id: UUID | str, *, idempotency_key: str | None = None
    ) -> models.ResetLinkBody:
        """Makes a link to a new password for a user who forgot theirs. It replaces earlier ones."""
        answer = self._sender.send(
            Request(
                "POST", f"/api/users/{segment(user_id)}/reset-link", keyed=True, key=idempotency_key
            )
        )
        return read(answer, models.ResetLinkBody)

    def sign_out(self, user_id: UUID | str) -> None:
        """Ends all sessions of a person at once."""
        self._sender.send(Request("DELETE", f"/api/users/{segment(user_id)}/sessions"))
