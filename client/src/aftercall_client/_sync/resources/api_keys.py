"""The resource api keys. Written by `make docs`; do not edit."""

from __future__ import annotations

import builtins
from datetime import datetime
from uuid import UUID

from aftercall_client import models
from aftercall_client._answers import read, read_list
from aftercall_client._requests import OMIT, Omit, Request, given, segment
from aftercall_client._sync.sender import Sender


class ApiKeys:
    """Requests about api keys."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def create(
        self,
        *,
        name: str,
        scopes: builtins.list[models.Scope] | Omit = OMIT,
        expires_at: datetime | str | Omit | None = OMIT,
        networks: builtins.list[str] | Omit = OMIT,
        idempotency_key: str | None = None,
    ) -> models.NewApiKeyAnswer:
        """Creates an API key for a program. It can have only what its maker has.

        Args:
            name: What the key is for.
            scopes: What the key may do: `read` everything, `ingest` new calls and recordings,
                `write` changes to calls and runs, `admin` for settings, agents and deletions,
                `keys` to make and revoke keys.
            expires_at: When the key stops to work; null for never.
            networks: Addresses or networks (CIDR) from which the key is accepted; empty
                accepts it from everywhere.
        """
        answer = self._sender.send(
            Request(
                "POST",
                "/api/api-keys",
                json=given(name=name, scopes=scopes, expires_at=expires_at, networks=networks),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.NewApiKeyAnswer)

    def list(self) -> builtins.list[models.ApiKeyBody]:
        """Returns the tenant's API keys, revoked ones included."""
        answer = self._sender.send(Request("GET", "/api/api-keys"))
        return read_list(answer, models.ApiKeyBody)

    def delete(self, key_id: UUID | str) -> None:
        """Makes the key invalid at once, everywhere."""
        self._sender.send(Request("DELETE", f"/api/api-keys/{segment(key_id)}"))
