"""The resource threads. Written by `make docs`; do not edit."""

from __future__ import annotations

from collections.abc import Generator
from uuid import UUID

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._requests import Request, given, query_of, segment
from aftercall_client._sync.paging import pages
from aftercall_client._sync.sender import Sender


class Threads:
    """Requests about threads."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def list(self, *, cursor: str | None = None, limit: int | None = None) -> models.ThreadPage:
        """Returns the threads of the signed-in person, or of the API key, those used last first.

        Args:
            cursor: The `next_cursor` of the page before; without one the list begins at its
                start.
            limit: At most so many entries.
        """
        answer = self._sender.send(
            Request("GET", "/api/threads", query=query_of(cursor=cursor, limit=limit))
        )
        return read(answer, models.ThreadPage)

    def iterate(
        self, *, cursor: str | None = None, limit: int | None = None
    ) -> Generator[models.ThreadBody]:
        """Yields what `list` lists, of all pages; it asks for the next page when it is needed."""
        return pages(
            lambda place: self.list(cursor=place, limit=limit),
            lambda page: page.threads,
            lambda page: page.next_cursor,
            cursor,
        )

    def get(self, thread_id: UUID | str) -> models.ThreadDetail:
        """Returns a thread with its answers. What they held of calls that were deleted since is
        gone; citations say whether their transcript has changed.
        """
        answer = self._sender.send(Request("GET", f"/api/threads/{segment(thread_id)}"))
        return read(answer, models.ThreadDetail)

    def change(self, thread_id: UUID | str, *, title: str) -> models.ThreadBody:
        """Renames a thread.

        Args:
            title: Its title.
        """
        answer = self._sender.send(
            Request("PATCH", f"/api/threads/{segment(thread_id)}", json=given(title=title))
        )
        return read(answer, models.ThreadBody)

    def delete(self, thread_id: UUID | str) -> None:
        """Deletes a thread with its answers."""
        self._sender.send(Request("DELETE", f"/api/threads/{segment(thread_id)}"))
