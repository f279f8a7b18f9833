"""The resource event deliveries. Written by `make docs`; do not edit."""

from __future__ import annotations

from collections.abc import Generator
from typing import Literal
from uuid import UUID

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._requests import Request, query_of, segment
from aftercall_client._sync.paging import pages
from aftercall_client._sync.sender import Sender


class EventDeliveries:
    """Requests about event deliveries."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def list(
        self,
        *,
        target_id: UUID | str | None = None,
        status: Literal["pending", "delivered", "failed"] | None = None,
        call_id: UUID | str | None = None,
        type: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> models.DeliveryPage:
        """Returns what was sent, is sent or waits.

        Args:
            target_id: Only to this target.
            status: Only in this state.
            call_id: Only events of this call.
            type: Only this type or group of events.
            cursor: The `next_cursor` of the page before; without one the list begins at its
                start.
            limit: At most so many entries.
        """
        answer = self._sender.send(
            Request(
                "GET",
                "/api/event-deliveries",
                query=query_of(
                    target_id=target_id,
                    status=status,
                    call_id=call_id,
                    type=type,
                    cursor=cursor,
                    limit=limit,
                ),
            )
        )
        return read(answer, models.DeliveryPage)

    def iterate(
        self,
        *,
        target_id: UUID | str | None = None,
        status: Literal["pending", "delivered", "failed"] | None = None,
        call_id: UUID | str | None = None,
        type: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Generator[models.SentEvent]:
        """Yields what `list` lists, of all pages; it asks for the next page when it is needed."""
        return pages(
            lambda place: self.list(
                target_id=target_id,
                status=status,
                call_id=call_id,
                type=type,
                cursor=place,
                limit=limit,
            ),
            lambda page: page.deliveries,
            lambda page: page.next_cursor,
            cursor,
        )

    def get(self, delivery_id: UUID | str) -> models.LoggedEvent:
        """Returns a delivery with its tries, what was sent and the last answer."""
        answer = self._sender.send(Request("GET", f"/api/event-deliveries/{segment(delivery_id)}"))
        return read(answer, models.LoggedEvent)

    def replay(
        self, delivery_id: UUID | str, *, idempotency_key: str | None = None
    ) -> models.SentEvent:
        """Sends it again at once, with the same id and body. A delivery that waits becomes due."""
        answer = self._sender.send(
            Request(
                "POST",
                f"/api/event-deliveries/{segment(delivery_id)}/replay",
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.SentEvent)
