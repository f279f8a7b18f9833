"""The resource events. Written by `make docs`; do not edit."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._requests import Request, query_of, segment
from aftercall_client._sync.paging import pages
from aftercall_client._sync.sender import Sender


class Events:
    """Requests about events."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def list(
        self,
        *,
        type: Sequence[str] | None = None,
        call_id: UUID | str | None = None,
        since: datetime | str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> models.EventPage:
        """Returns events in the order in which they were committed, so that none is missed by
        asking again with `next_cursor`. An event is listed some seconds after it happened, at
        the latest.

        Args:
            type: Only events of this type, such as `call.ready`, or of this group, such as
                `callback`. May be repeated. Without one, all but the steps of jobs.
            call_id: Only events of this call.
            since: Only events from then on.
            cursor: The `next_cursor` of the page before; without one, from the first event.
            limit: At most so many entries.
        """
        answer = self._sender.send(
            Request(
                "GET",
                "/api/events",
                query=query_of(type=type, call_id=call_id, since=since, cursor=cursor, limit=limit),
            )
        )
        return read(answer, models.EventPage)

    def iterate(
        self,
        *,
        type: Sequence[str] | None = None,
        call_id: UUID | str | None = None,
        since: datetime | str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Generator[models.RecordedEvent]:
        """Yields what `list` lists, of all pages; it asks for the next page when it is needed."""
        return pages(
            lambda place: self.list(
                type=type, call_id=call_id, since=since, cursor=place, limit=limit
            ),
            lambda page: page.events,
            lambda page: page.next_cursor,
            cursor,
        )

    def sample(
        self,
        *,
        type: Literal[
            "call.received",
            "call.updated",
            "call.ready",
            "call.partial",
            "call.failed",
            "call.deleted",
            "callback.changed",
            "callback.due",
            "callback.done",
            "callback.reminder",
            "lead.extracted",
            "lead.updated",
            "transcript.edited",
            "transcript.replaced",
            "document.generated",
            "embeddings.generated",
            "recording.pending",
            "recording.uploading",
            "recording.uploaded",
            "recording.transcribing",
            "recording.transcribed",
            "recording.doc_generating",
            "recording.completed",
            "recording.error",
            "recording.audio_deleted",
            "job.queued",
            "job.postponed",
            "job.succeeded",
            "job.failed",
            "job.cancelled",
            "budget.reached",
            "arrivals.missing",
            "event.stored",
            "endpoint.disabled",
            "schedule.due",
            "schedule.disabled",
            "webhook.test",
        ]
        | None = None,
        body: Literal["thin", "full"] | None = None,
    ) -> models.EventBody:
        """Returns a sample of an event as a target would get it, for programs that are being
        written: `data.test` is true, and its call does not exist.

        Args:
            type: The type of the event.
            body: `thin`: ids, times and states; `full`: also what was understood.
        """
        answer = self._sender.send(
            Request("GET", "/api/events/sample", query=query_of(type=type, body=body))
        )
        return read(answer, models.EventBody)

    def body(
        self, sequence: int, *, body: Literal["thin", "full"] | None = None
    ) -> models.EventBody:
        """Returns an event as a target would get it now: for programs that read events instead
        of receiving them. Steps of jobs are not sent.

        Args:
            body: `thin`: ids, times and states; `full`: also what was understood.
        """
        answer = self._sender.send(
            Request("GET", f"/api/events/{segment(sequence)}/body", query=query_of(body=body))
        )
        return read(answer, models.EventBody)
