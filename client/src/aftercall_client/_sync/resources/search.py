"""The resource search. Written by `make docs`; do not edit."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._requests import OMIT, Omit, Request, given, query_of
from aftercall_client._sync.paging import pages
from aftercall_client._sync.sender import Sender


class Search:
    """Requests about search."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def find(
        self,
        q: str,
        *,
        mode: Literal["hybrid", "keyword", "semantic"] | None = None,
        source: Sequence[models.PassageSource] | None = None,
        speaker: models.Speaker | None = None,
        group: Literal["passage", "call"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
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
    ) -> models.Found:
        """Finds passages of transcripts, summaries and documents, titles and leads, in the calls
        that the filters select.

        Args:
            q: What to find. Words must all stand in a passage, in any form that their
                language gives them, `"quoted words"` one after the other as they are, `-word`
                must not, and `or` stands between alternatives. The last word may be the beginning
                of one, and so is each with a `*` behind it. Case and accents do not matter.
                Numbers and e-mail addresses are found in all ways to write or say them.
            mode: `keyword` finds words, `semantic` what means the same, `hybrid` both, and
                first what both find.
            source: Only passages of such texts. May be repeated.
            speaker: Only words that this side says; the meaning is not compared then.
            group: `call` shows each call once, with its best passages in `calls`; `limit`
                then counts calls.
            cursor: The `next_cursor` of the page before; without one the list begins at its
                start.
            limit: At most so many passages, or calls.
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
        answer = self._sender.send(
            Request(
                "GET",
                "/api/search",
                query=query_of(
                    q=q,
                    mode=mode,
                    source=source,
                    speaker=speaker,
                    group=group,
                    cursor=cursor,
                    limit=limit,
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
        return read(answer, models.Found)

    def iterate_find(
        self,
        q: str,
        *,
        mode: Literal["hybrid", "keyword", "semantic"] | None = None,
        source: Sequence[models.PassageSource] | None = None,
        speaker: models.Speaker | None = None,
        group: Literal["passage", "call"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
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
    ) -> Generator[models.PassageBody]:
        """Yields what `find` lists, of all pages; it asks for the next page when it is needed."""
        return pages(
            lambda place: self.find(
                q,
                mode=mode,
                source=source,
                speaker=speaker,
                group=group,
                cursor=place,
                limit=limit,
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
            lambda page: page.passages,
            lambda page: page.next_cursor,
            cursor,
        )

    def index(self) -> models.IndexBody:
        """Reports how many passages there are to find. Words are found at once; a passage
        without a vector is not found by its meaning until its call is processed again.
        """
        answer = self._sender.send(Request("GET", "/api/search/index"))
        return read(answer, models.IndexBody)

    def quote_reindex(self) -> models.ReindexQuote:
        """Says what embedding the passages with vectors of other models would cost."""
        answer = self._sender.send(Request("GET", "/api/search/reindex/quote"))
        return read(answer, models.ReindexQuote)

    def start_reindex(
        self, *, max_cost_microusd: int | Omit | None = OMIT, idempotency_key: str | None = None
    ) -> models.ReindexBody:
        """Starts to embed passages that have vectors of other models, behind live calls. They
        are found by their earlier vectors until then, and new calls by the vectors of the new
        model.

        Args:
            max_cost_microusd: The run is not started if the quote is higher, in
                micro-dollars.
        """
        answer = self._sender.send(
            Request(
                "POST",
                "/api/search/reindex",
                json=given(max_cost_microusd=max_cost_microusd) or OMIT,
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.ReindexBody)

    def cancel_reindex(self, *, idempotency_key: str | None = None) -> models.ReindexBody:
        """Ends the run. Calls that are in the queue are moved still; the others keep their
        vectors and are found by them. Another run goes on with them.
        """
        answer = self._sender.send(
            Request("POST", "/api/search/reindex/cancel", keyed=True, key=idempotency_key)
        )
        return read(answer, models.ReindexBody)
