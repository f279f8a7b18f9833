"""Search in what was said and written of all calls."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Annotated, Literal

import structlog
from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from api.http import cursors
from api.http.dependencies import ReaderDep, Resources, ResourcesDep
from api.http.fields import NO_NUL
from api.http.parameters import NEXT_CURSOR, Cursor
from api.http.problems import responses
from api.http.router import Router
from api.http.schemas import CallBody
from api.routes.call_list import SelectedCallsDep
from shared.concurrency.tenant_scope import billing_to
from shared.db.call_filters import CallFilter
from shared.db.calls import list_calls_by_id
from shared.db.chunks import list_chunks
from shared.db.passages import WordMatches, find_by_words, list_call_ids
from shared.db.transcripts import find_current
from shared.domain.ids import CallId, ChunkId, TenantId
from shared.domain.passages import Excerpt, Place, excerpt, fused, places
from shared.domain.statuses import ChunkSource
from shared.domain.transcript import Speaker
from shared.domain.usage import BilledTo
from shared.domain.vectors import Chunk
from shared.errors import AftercallError, InvalidRequest, Unavailable
from shared.ports import MOST_CALLS

log = structlog.get_logger()

router = Router(tags=["results"], prefix="/api/search")

Mode = Literal["hybrid", "keyword", "semantic"]

# A search is refined before its hundredth passage is read.
MOST_PASSAGES = 200
MEANING_TIMEOUT_S = 10.0


class MarkBody(BaseModel):
    """Characters of the text that match, from `start` to before `end`."""

    model_config = ConfigDict(from_attributes=True)

    start: int = Field(description="The first character, from 0.")
    end: int = Field(description="The character after the last.")


class PassageBody(BaseModel):
    """A passage that was found."""

    call: CallBody = Field(description="The call it belongs to.")
    source: ChunkSource = Field(description="What it is a part of.")
    text: str = Field(
        description="The passage, or the part of it with the first words that match. Plain text."
    )
    marks: list[MarkBody] = Field(
        description="The words of `text` that match; none where only the meaning does."
    )
    turn: int | None = Field(
        description="The number of the turn it begins in, from 0; null outside of transcripts."
    )
    speaker: Speaker | None = Field(description="Who says that turn.")
    start_s: float | None = Field(description="When it begins, in seconds of the call.")
    end_s: float | None = Field(description="When it ends.")
    matched_by: list[Literal["keyword", "semantic"]] = Field(
        description="Whether its words match, or its meaning."
    )


class Found(BaseModel):
    """A page of passages."""

    passages: list[PassageBody] = Field(description="The passages, the best first.")
    passages_with_words: int | None = Field(
        description="How many passages have the words, exactly; null where words do not count."
    )
    calls_with_words: int | None = Field(description="How many calls these belong to.")
    without_meaning: str | None = Field(
        description=(
            "Why a hybrid search compared only words, such as a vendor that is away; null if it"
            " compared both."
        )
    )
    next_cursor: str | None = Field(description=NEXT_CURSOR)


@dataclass(frozen=True, slots=True)
class _Search:
    """What one request looks for, in calls that arrived up to `until`."""

    tenant_id: TenantId
    typed: str
    where: CallFilter
    sources: Sequence[ChunkSource]
    until: datetime


@router.get("", responses=responses(503))
async def search(
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    where: SelectedCallsDep,
    q: Annotated[
        str,
        Query(
            min_length=1,
            max_length=200,
            pattern=NO_NUL,
            description=(
                'What to find. Words must all stand in a passage, `"quoted words"` one after the'
                " other, `-word` must not, and `or` stands between alternatives. The last word may"
                " be the beginning of one. Case and accents do not matter."
            ),
        ),
    ],
    mode: Annotated[
        Mode,
        Query(
            description=(
                "`keyword` finds words, `semantic` what means the same, `hybrid` both, and first"
                " what both find."
            )
        ),
    ] = "hybrid",
    source: Annotated[
        list[ChunkSource] | None,
        Query(description="Only passages of transcripts, summaries or documents. May be repeated."),
    ] = None,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=50, description="At most so many passages.")] = 20,
) -> Found:
    """Finds passages of transcripts, summaries and documents, in the calls that the filters select.

    Later pages show the same search: calls that arrive meanwhile are left out. At most 200 passages
    are shown, and all with the words are counted.
    """
    until, place = cursors.decode_place(cursor) if cursor else (datetime.now(UTC), 0)
    looking = _Search(tenant_id, q, where, tuple(source or ()), until)
    words, meanings, why_not = WordMatches([], 0, 0), list[ChunkId](), None
    if mode != "semantic":
        async with resources.database.transaction(tenant_id) as conn:
            words = await find_by_words(
                conn,
                tenant_id,
                q,
                looking.where,
                sources=looking.sources,
                until=until,
                limit=MOST_PASSAGES,
            )
    if mode != "keyword":
        try:
            meanings = await _find_by_meaning(resources, looking)
        except AftercallError as error:
            if mode == "semantic" or isinstance(error, InvalidRequest):
                raise
            log.warning("a search compares only words", error=type(error).__name__)
            why_not = str(error)
    ids = fused(words.ids, meanings)[:MOST_PASSAGES]
    shown = ids[place : place + limit]
    matched = {"keyword": set(words.ids), "semantic": set(meanings)}
    return Found(
        passages=await _described(resources, looking, shown, matched),
        passages_with_words=None if mode == "semantic" else words.passages,
        calls_with_words=None if mode == "semantic" else words.calls,
        without_meaning=why_not,
        next_cursor=cursors.encode_place(until, place + limit)
        if len(ids) > place + limit
        else None,
    )


async def _find_by_meaning(resources: Resources, looking: _Search) -> list[ChunkId]:
    """Returns the passages with the nearest meaning. Raises InvalidRequest when the filters select
    too many calls, and what the embedder and the index raise.
    """
    tenant_id = looking.tenant_id
    async with resources.database.transaction(tenant_id) as conn:
        calls = await list_call_ids(
            conn, tenant_id, looking.where, until=looking.until, limit=MOST_CALLS + 1
        )
    if calls is not None and len(calls) > MOST_CALLS:
        raise InvalidRequest(
            f"The filters select more than {MOST_CALLS} calls, which is too many to compare by"
            " meaning: choose a shorter period, or mode=keyword.",
            code="too_many_calls",
        )
    try:
        async with asyncio.timeout(MEANING_TIMEOUT_S):
            with billing_to(BilledTo(tenant_id)):
                answer = await resources.embedder.embed([looking.typed], purpose="query")
                matches = await resources.vector_index.nearest(
                    tenant_id,
                    answer.value[0],
                    model=resources.embedder.model,
                    limit=MOST_PASSAGES // 2,
                    sources=looking.sources,
                    calls=calls,
                )
    except TimeoutError as error:
        raise Unavailable(
            f"Nothing was found by meaning within {MEANING_TIMEOUT_S:g} s; try again."
        ) from error
    async with resources.database.connection(tenant_id) as conn:
        known = await list_calls_by_id(conn, tenant_id, [match.call_id for match in matches])
    # Those of calls that arrived meanwhile would move the others to another page.
    return [
        match.id
        for match in matches
        if match.call_id in known and known[match.call_id].created_at <= looking.until
    ]


async def _described(
    resources: Resources,
    looking: _Search,
    ids: Sequence[ChunkId],
    matched: dict[str, set[ChunkId]],
) -> list[PassageBody]:
    """Returns the passages. Those of calls that were deleted meanwhile are left out."""
    tenant_id = looking.tenant_id
    async with resources.database.connection(tenant_id) as conn:
        chunks = await list_chunks(conn, tenant_id, ids)
        calls = await list_calls_by_id(
            conn, tenant_id, list({each.call_id for each in chunks.values()})
        )
    shown = [chunks[each] for each in ids if each in chunks and chunks[each].call_id in calls]
    excerpts = {chunk.id: excerpt(chunk.text, looking.typed) for chunk in shown}
    turns = await _turns_of(resources, tenant_id, shown, excerpts)
    return [
        _body(
            chunk,
            CallBody.of(calls[chunk.call_id]),
            excerpts[chunk.id],
            turns.get(chunk.id),
            matched,
        )
        for chunk in shown
    ]


async def _turns_of(
    resources: Resources,
    tenant_id: TenantId,
    chunks: Sequence[Chunk],
    excerpts: dict[ChunkId, Excerpt],
) -> dict[ChunkId, Place]:
    """Returns the turn of the first word that matches, or of the excerpt's beginning. Passages of a
    transcript that was edited meanwhile have none.
    """
    found: dict[ChunkId, Place] = {}

    def at(chunk: Chunk) -> int:
        shown = excerpts[chunk.id]
        return chunk.char_start + shown.start + (shown.marks[0].start if shown.marks else 0)

    spoken = sorted(
        (chunk for chunk in chunks if chunk.source is ChunkSource.TRANSCRIPT),
        key=lambda chunk: (chunk.call_id, at(chunk)),
    )
    for call_id, of_call in groupby(spoken, key=lambda chunk: chunk.call_id):
        async with resources.database.connection(tenant_id) as conn:
            stored = await find_current(conn, tenant_id, CallId(call_id))
        if stored is None:
            continue
        text = stored.transcript.text
        current = [c for c in of_call if text[c.char_start : c.char_end] == c.text]
        for chunk, place in zip(current, places(stored.transcript, map(at, current)), strict=True):
            if place is not None:
                found[chunk.id] = place
    return found


def _body(
    chunk: Chunk,
    call: CallBody,
    shown: Excerpt,
    place: Place | None,
    matched: dict[str, set[ChunkId]],
) -> PassageBody:
    turn = place.turn if place else None
    return PassageBody(
        call=call,
        source=chunk.source,
        text=shown.text,
        marks=[MarkBody.model_validate(mark) for mark in shown.marks],
        turn=place.index if place else None,
        speaker=turn.speaker if turn else None,
        start_s=turn.start_s if turn and turn.start_s is not None else chunk.start_s,
        end_s=turn.end_s if turn and turn.end_s is not None else chunk.end_s,
        matched_by=[kind for kind, ids in matched.items() if chunk.id in ids],
    )
