"""The resource audit. Written by `make docs`; do not edit."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from typing import Literal
from uuid import UUID

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._requests import Request, query_of
from aftercall_client._sync.paging import pages
from aftercall_client._sync.sender import Sender


class Audit:
    """Requests about audit."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def list(
        self,
        *,
        actor_id: UUID | str | None = None,
        action: str | None = None,
        object_id: str | None = None,
        outcome: Literal["done", "refused", "failed"] | None = None,
        since: datetime | str | None = None,
        until: datetime | str | None = None,
        before: int | None = None,
        limit: int | None = None,
    ) -> models.AuditPage:
        """Returns who read calls and audio, who changed and deleted what, and who was refused.

        Args:
            actor_id: Only what this user or key did.
            action: Only this method and route.
            object_id: Only what concerned this id.
            outcome: Only with this outcome.
            since: Only from this time on.
            until: Only before this time.
            before: Only entries with smaller numbers.
            limit: At most so many entries.
        """
        answer = self._sender.send(
            Request(
                "GET",
                "/api/audit",
                query=query_of(
                    actor_id=actor_id,
                    action=action,
                    object_id=object_id,
                    outcome=outcome,
                    since=since,
                    until=until,
                    before=before,
                    limit=limit,
                ),
            )
        )
        return read(answer, models.AuditPage)

    def iterate(
        self,
        *,
        actor_id: UUID | str | None = None,
        action: str | None = None,
        object_id: str | None = None,
        outcome: Literal["done", "refused", "failed"] | None = None,
        since: datetime | str | None = None,
        until: datetime | str | None = None,
        before: int | None = None,
        limit: int | None = None,
    ) -> Generator[models.AuditEntryBody]:
        """Yields what `list` lists, of all pages; it asks for the next page when it is needed."""
        return pages(
            lambda place: self.list(
                actor_id=actor_id,
                action=action,
                object_id=object_id,
                outcome=outcome,
                since=since,
                until=until,
                before=place,
                limit=limit,
            ),
            lambda page: page.entries,
            lambda page: page.next_before,
            before,
        )
