"""The resource calls. Written by `make docs`; do not edit."""

from __future__ import annotations

import builtins
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Literal
from uuid import UUID

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._async.downloads import AsyncDownload, aopen_download
from aftercall_client._async.paging import apages
from aftercall_client._async.sender import AsyncSender
from aftercall_client._requests import OMIT, Omit, Request, byte_range, given, query_of, segment


class AsyncCalls:
    """Requests about calls."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def audio(self, call_id: UUID | str) -> models.CallAudioBody:
        """Returns what a player needs for a call: its recordings with their places in the call."""
        answer = await self._sender.send(Request("GET", f"/api/calls/{segment(call_id)}/audio"))
        return read(answer, models.CallAudioBody)

    def media(
        self,
        call_id: UUID | str,
        *,
        part: int | None = None,
        start: int | None = None,
        end: int | None = None,
    ) -> AbstractAsyncContextManager[AsyncDownload]:
        """Returns the audio of a call, or of one of its parts, as the audio of a recording.

        Args:
            part: Which of the `tracks` of GET /api/calls/{call_id}/audio.
        """
        return aopen_download(
            self._sender,
            Request(
                "GET",
                f"/api/calls/{segment(call_id)}/media",
                query=query_of(part=part),
                headers=byte_range(start, end),
            ),
        )

    async def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        q: str | None = None,
        status: models.CallStatus | None = None,
        agent_id: UUID | str | None = None,
        since: datetime | str | None = None,
        until: datetime | str | None = None,
        lead_id: UUID | str | None = None,
        contact_id: UUID | str | None = None,
        direction: Literal["inbound", "outbound"] | None = None,
        outcome: models.CallOutcome | None = None,
        language: str | None = None,
        min_duration_s: float | None = None,
        max_duration_s: float | None = None,
        callback: Sequence[models.CallbackState | Literal["open", "any", "none", "done_in_time"]]
        | None = None,
        id: Sequence[UUID | str] | None = None,
        phone: str | None = None,
    ) -> models.CallPage:
        """Returns calls with summary, person and callback, newest first; `next_cursor` leads to
        the next page.

        Args:
            cursor: The `next_cursor` of the page before; without one the list begins at its
                start.
            limit: At most so many entries.
            q: Only calls whose title, summary, names or numbers contain all of these words or
                parts of words, with the operators of `GET /api/search` (`"quoted words"`,
                `-word`, `or`); one or two Latin letters or digits stand for the beginning of a
                word. Case and accents do not matter. A number may be typed in any form, with or
                without its country code. Calls are found once their processing has begun.
            status: Only calls with this status.
            agent_id: Only calls of the agent with this `id`.
            since: Only calls first reported at this time or later, with its UTC offset.
            until: Only calls first reported before this time, with its UTC offset.
            lead_id: Only calls of this person.
            contact_id: Only calls of this contact.
            direction: Only calls in this direction.
            outcome: Only calls that ended like this.
            language: Only calls in this language (ISO 639).
            min_duration_s: Only calls of at least so many seconds.
            max_duration_s: Only calls of at most so many seconds.
            callback: Only calls with a callback in one of these states; `open` is `overdue`,
                `due`, `coming` and `ambiguous`, `any` all of them, and `done_in_time` those of
                `done` that were done before they were overdue. `none` is for calls without a
                callback, and stands alone. May be repeated.
            id: Only these calls. May be repeated.
            phone: Only what has this number, in any form; without a country code it is one of
                the team's `country`.
        """
        answer = await self._sender.send(
            Request(
                "GET",
                "/api/calls",
                query=query_of(
                    cursor=cursor,
                    limit=limit,
                    q=q,
                    status=status,
                    agent_id=agent_id,
                    since=since,
                    until=until,
                    lead_id=lead_id,
                    contact_id=contact_id,
                    direction=direction,
                    outcome=outcome,
                    language=language,
                    min_duration_s=min_duration_s,
                    max_duration_s=max_duration_s,
                    callback=callback,
                    id=id,
                    phone=phone,
                ),
            )
        )
        return read(answer, models.CallPage)

    def iterate(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        q: str | None = None,
        status: models.CallStatus | None = None,
        agent_id: UUID | str | None = None,
        since: datetime | str | None = None,
        until: datetime | str | None = None,
        lead_id: UUID | str | None = None,
        contact_id: UUID | str | None = None,
        direction: Literal["inbound", "outbound"] | None = None,
        outcome: models.CallOutcome | None = None,
        language: str | None = None,
        min_duration_s: float | None = None,
        max_duration_s: float | None = None,
        callback: Sequence[models.CallbackState | Literal["open", "any", "none", "done_in_time"]]
        | None = None,
        id: Sequence[UUID | str] | None = None,
        phone: str | None = None,
    ) -> AsyncGenerator[models.CallRowBody]:
        """Yields what `list` lists, of all pages; it asks for the next page when it is needed."""
        return apages(
            lambda place: self.list(
                cursor=place,
                limit=limit,
                q=q,
                status=status,
                agent_id=agent_id,
                since=since,
                until=until,
                lead_id=lead_id,
                contact_id=contact_id,
                direction=direction,
                outcome=outcome,
                language=language,
                min_duration_s=min_duration_s,
                max_duration_s=max_duration_s,
                callback=callback,
                id=id,
                phone=phone,
            ),
            lambda page: page.calls,
            lambda page: page.next_cursor,
            cursor,
        )

    async def get(self, call_id: UUID | str) -> models.CallDetail:
        """Returns everything known of one call."""
        answer = await self._sender.send(Request("GET", f"/api/calls/{segment(call_id)}"))
        return read(answer, models.CallDetail)

    async def delete(self, call_id: UUID | str) -> None:
        """Deletes every row of the call at once; its vectors and audio in other stores follow
        within seconds.
        """
        await self._sender.send(Request("DELETE", f"/api/calls/{segment(call_id)}"))

    async def correct(
        self,
        call_id: UUID | str,
        *,
        title: str | Omit = OMIT,
        summary: str | Omit = OMIT,
        outcome: models.CallOutcome | Omit | None = OMIT,
    ) -> models.CallBody:
        """Corrects a call. No run overwrites it; `corrected` shows what the machine said.

        Args:
            title: The call in a line.
            summary: What the call was about, in a few sentences.
            outcome: How the call ended; null for in none of these ways.
        """
        answer = await self._sender.send(
            Request(
                "PATCH",
                f"/api/calls/{segment(call_id)}",
                json=given(title=title, summary=summary, outcome=outcome),
            )
        )
        return read(answer, models.CallBody)

    async def similar(
        self, call_id: UUID | str, *, limit: int | None = None
    ) -> models.SimilarCalls:
        """Returns calls with the most similar meaning, compared by summary, or by transcript
        while there is no summary.

        Args:
            limit: At most so many calls.
        """
        answer = await self._sender.send(
            Request("GET", f"/api/calls/{segment(call_id)}/similar", query=query_of(limit=limit))
        )
        return read(answer, models.SimilarCalls)

    async def share(
        self,
        call_id: UUID | str,
        *,
        expires_in_hours: int | Omit = OMIT,
        plays_recording: bool | Omit = OMIT,
        idempotency_key: str | None = None,
    ) -> models.NewShare:
        """Makes a link that shows the call to everyone who has it, until it expires or is ended.
        It is refused where the tenant's `sharing_allowed` is false.

        Args:
            expires_in_hours: After how many hours the link ends; seven days by default.
            plays_recording: Whether the recording can be played, besides reading the
                transcript.
        """
        answer = await self._sender.send(
            Request(
                "POST",
                f"/api/calls/{segment(call_id)}/shares",
                json=given(expires_in_hours=expires_in_hours, plays_recording=plays_recording),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.NewShare)

    async def shares(self, call_id: UUID | str) -> models.ShareList:
        """Returns the links of the call that work, newest first; their addresses are not stored."""
        answer = await self._sender.send(Request("GET", f"/api/calls/{segment(call_id)}/shares"))
        return read(answer, models.ShareList)

    async def end_share(self, call_id: UUID | str, share_id: UUID | str) -> None:
        """Ends a link at once; it may be one of another person."""
        await self._sender.send(
            Request("DELETE", f"/api/calls/{segment(call_id)}/shares/{segment(share_id)}")
        )

    async def reprocess(
        self,
        call_id: UUID | str,
        *,
        steps: builtins.list[
            Literal[
                "summarize",
                "detect_callback",
                "extract_lead",
                "write_document",
                "index_transcript",
                "index_summary",
                "index_document",
                "schedule_callback",
            ]
        ]
        | Omit
        | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.AcceptedBody:
        """Repeats the given steps, or all that depend on the transcript if none are given.
        Earlier versions remain.

        Args:
            steps: The steps to do again; those that work on what they make follow, as
                `index_summary` follows `summarize`. Without it, all that work on the transcript.
        """
        answer = await self._sender.send(
            Request(
                "POST",
                f"/api/calls/{segment(call_id)}/reprocess",
                json=given(steps=steps) or OMIT,
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.AcceptedBody)

    async def undo_correction(
        self,
        call_id: UUID | str,
        field: Literal[
            "title",
            "summary",
            "outcome",
            "name",
            "phone",
            "email",
            "company",
            "service",
            "city",
            "reason",
        ],
    ) -> models.CallBody:
        """Returns a field to what the machine says."""
        answer = await self._sender.send(
            Request("DELETE", f"/api/calls/{segment(call_id)}/corrections/{segment(field)}")
        )
        return read(answer, models.CallBody)
