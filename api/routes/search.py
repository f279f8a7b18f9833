"""Search in what was said and written of all calls."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Annotated, Literal

import structlog
from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from api.http import cursors
from api.http.cursors import PlaceInSearch
from api.http.fields import NO_NUL
from api.http.parameters import NEXT_CURSOR, Cursor
from api.http.permissions import ReaderDep
from api.http.problems import responses
from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from api.http.schemas import CallBody
from api.meaning import meaning_of, models_to_search, nearest_by_meaning
from api.routes.call_list import SelectedCallsDep
from shared.concurrency.tenant_scope import billing_to
from shared.db.call_filters import CallFilter
from shared.db.calls import list_calls_by_id
from shared.db.passages import (
    WordMatches,
    find_by_words,
    list_alike,
    list_call_ids,
    list_owners,
    list_passages,
    only_current,
    server_time,
)
from shared.db.transcripts import list_current_turns
from shared.domain.calls import Call
from shared.domain.ids import CallId, ChunkId, TenantId
from shared.domain.passages import (
    Excerpt,
    Passage,
    Place,
    Wanted,
    excerpt,
    fused,
    places,
    words_like,
)
from shared.domain.search_query import SearchQuery, read_search
from shared.domain.statuses import ChunkSource, PassageSource
from shared.domain.transcript import Speaker, Transcript
from shared.domain.usage import BilledTo
from shared.errors import AftercallError, InvalidRequest, Unavailable
from shared.local.said_contacts import contacts_in_search, places_of_contacts
from shared.ports import MOST_CALLS

log = structlog.get_logger()

router = Router(tags=["results"], prefix="/api/search")

Mode = Literal["hybrid", "keyword", "semantic"]
Group = Literal["passage", "call"]

# A search is refined before its hundredth passage is read.
MOST_PASSAGES = 200
MEANING_TIMEOUT_S = 10.0
# Of one call, in a search that is grouped by call.
MOST_OF_A_CALL = 3


class MarkBody(BaseModel):
    """Characters of the text that match, from `start` to before `end`."""

    model_config = ConfigDict(from_attributes=True)

    start: int = Field(description="The first character, from 0.")
    end: int = Field(description="The character after the last.")


class PassageBody(BaseModel):
    """A passage that was found."""

    call: CallBody = Field(description="The call it belongs to.")
    source: PassageSource = Field(
        description="What it is a part of; a `lead` is the person whose call it is."
    )
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


class PassagesOfCall(BaseModel):
    """The best passages of one call."""

    call: CallBody = Field(description="The call.")
    passages: list[PassageBody] = Field(
        description=f"Its best passages, at most {MOST_OF_A_CALL}, the best first."
    )
    more: int = Field(
        description=f"How many more it has among the best {MOST_PASSAGES} of the search."
    )


class ReadAs(BaseModel):
    """A word that no passage has, and the words that were looked for in its place."""

    word: str = Field(description="The word as it was typed.")
    instead: list[str] = Field(description="What it was taken for.")


class Found(BaseModel):
    """A page of passages."""

    passages: list[PassageBody] = Field(
        description="The passages, the best first; empty with `group=call`."
    )
    calls: list[PassagesOfCall] | None = Field(
        description="The calls, the one with the best passage first; null without `group=call`."
    )
    passages_with_words: int | None = Field(
        description="How many passages have the words, exactly; null where words do not count."
    )
    calls_with_words: int | None = Field(description="How many calls these belong to.")
    read_as: list[ReadAs] = Field(
        description="Words that were taken for misspelt, because no passage has them."
    )
    without_meaning: str | None = Field(
        description=(
            "Why a search compared only words, or some passages only by their words, such as a"
            " vendor that is away; null if it compared all by both."
        )
    )
    without_meaning_code: str | None = Field(None, exclude=True)
    next_cursor: str | None = Field(description=NEXT_CURSOR)


@dataclass(frozen=True, slots=True)
class _Search:
    """What one request looks for, in what was stored up to `until`."""

    tenant_id: TenantId
    query: SearchQuery
    where: CallFilter
    sources: Sequence[PassageSource]
    speaker: Speaker | None
    until: datetime


SearchedWords = Annotated[
    str,
    Query(
        min_length=1,
        max_length=200,
        pattern=NO_NUL,
        description=(
            "What to find. Words must all stand in a passage, in any form that their language"
            ' gives them, `"quoted words"` one after the other as they are, `-word` must not,'
            " and `or` stands between alternatives. The last word may be the beginning of one, and"
            " so is each with a `*` behind it."
            " Case and accents do not matter. Numbers and e-mail addresses are found in all"
            " ways to write or say them."
        ),
    ),
]
SearchMode = Annotated[
    Mode,
    Query(
        description=(
            "`keyword` finds words, `semantic` what means the same, `hybrid` both, and first"
            " what both find."
        )
    ),
]
SearchedSources = Annotated[
    list[PassageSource] | None,
    Query(description="Only passages of such texts. May be repeated."),
]
SearchedSpeaker = Annotated[
    Speaker | None,
    Query(description="Only words that this side says; the meaning is not compared then."),
]
SearchGroup = Annotated[
    Group,
    Query(
        description=(
            "`call` shows each call once, with its best passages in `calls`; `limit` then"
            " counts calls."
        )
    ),
]
SearchLimit = Annotated[int, Query(ge=1, le=50, description="At most so many passages, or calls.")]


@router.get("", responses=responses(503))
async def search(
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    where: SelectedCallsDep,
    q: SearchedWords,
    mode: SearchMode = "hybrid",
    source: SearchedSources = None,
    speaker: SearchedSpeaker = None,
    group: SearchGroup = "passage",
    cursor: Cursor = None,
    limit: SearchLimit = 20,
) -> Found:
    """Finds passages of transcripts, summaries and documents, titles and leads, in the calls that
    the filters select.

    Later pages show the same search: what is stored meanwhile is left out. At most 200 passages
    are shown, and all with the words are counted.
    """
    if speaker and mode == "semantic":
        raise InvalidRequest(
            "What one side says is found by its words: leave out `speaker`, or `mode=semantic`.",
            code="speaker_by_words",
        )
    query = read_search(q, contacts_in_search(q))
    async with resources.database.transaction(tenant_id) as conn:
        place = cursors.decode_place(cursor) if cursor else PlaceInSearch(await server_time(conn))
        until = place.searched_at
        looking = _Search(tenant_id, query, where, tuple(source or ()), speaker, until)
        words = WordMatches([], 0, 0)
        if mode != "semantic":
            words = await find_by_words(
                conn,
                tenant_id,
                query,
                where,
                sources=looking.sources,
                until=until,
                limit=MOST_PASSAGES,
                speaker=speaker,
            )
    meanings, why_not = list[ChunkId](), None
    why_code: str | None = None
    if mode != "keyword" and speaker:
        why_not, why_code = "What one side says is found by its words.", "speaker_by_words"
    elif mode != "keyword":
        try:
            meanings, why_not = await _find_by_meaning(resources, looking)
        except AftercallError as error:
            if mode == "semantic" or isinstance(error, InvalidRequest):
                raise
            log.warning("a search compares only words", error=type(error).__name__)
            why_not, why_code = str(error), error.code
    ids = fused(words.ids, meanings)[:MOST_PASSAGES]
    matched = {"keyword": set(words.ids), "semantic": set(meanings)}
    query = query.with_instead(dict(words.read_as))
    passages, calls, following = [], None, None
    if group == "call":
        calls, following = await _by_call(resources, tenant_id, query, ids, place, limit, matched)
    else:
        begin = place.begin_in(ids)
        page = ids[begin : begin + limit]
        passages = await _described(resources, tenant_id, query, page, matched)
        following = place.after(ids, begin + limit)
    return Found(
        passages=passages,
        calls=calls,
        passages_with_words=None if mode == "semantic" else words.passages,
        calls_with_words=None if mode == "semantic" else words.calls,
        read_as=[
            ReadAs(word=word, instead=list(instead)) for word, instead in words.read_as.items()
        ],
        without_meaning=why_not,
        without_meaning_code=why_code,
        next_cursor=following.cursor if following else None,
    )


async def _find_by_meaning(
    resources: Resources, looking: _Search
) -> tuple[list[ChunkId], str | None]:
    """Returns the passages with the nearest meaning, and why some could not be compared. Raises
    InvalidRequest when the filters select
    too many calls, and what the embedder and the index raise.
    """
    tenant_id = looking.tenant_id
    if not looking.query.alternatives:
        return [], None
    by_words = (PassageSource.TITLE, PassageSource.LEAD)
    sources = [ChunkSource(each) for each in looking.sources if each not in by_words]
    if looking.sources and not sources:
        return [], None
    async with resources.database.transaction(tenant_id) as conn:
        models = await models_to_search(conn, tenant_id, resources)
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
                meaning = await meaning_of(resources, looking.query.meant, models, purpose="query")
                matches = await nearest_by_meaning(
                    resources,
                    tenant_id,
                    meaning,
                    limit=MOST_PASSAGES // 2,
                    sources=sources,
                    calls=calls,
                )
    except TimeoutError as error:
        raise Unavailable(
            f"Nothing was found by meaning within {MEANING_TIMEOUT_S:g} s; try again."
        ) from error
    found = [match.id for match in matches]
    async with resources.database.connection(tenant_id) as conn:
        # Those that were stored meanwhile would move the others to another page.
        current = await only_current(
            conn, tenant_id, found, until=looking.until, exclusions=looking.query.exclusions
        )
    failure = str(meaning.failure) if meaning.failure else None
    return [each for each in found if each in current], failure


async def _by_call(
    resources: Resources,
    tenant_id: TenantId,
    query: SearchQuery,
    ids: Sequence[ChunkId],
    place: PlaceInSearch,
    limit: int,
    matched: Mapping[str, set[ChunkId]],
) -> tuple[list[PassagesOfCall], PlaceInSearch | None]:
    """Returns a page of calls with their best passages, and the place of the next one."""
    async with resources.database.connection(tenant_id) as conn:
        owners = await list_owners(conn, tenant_id, ids)
    of_calls: dict[CallId, list[ChunkId]] = {}
    for each in ids:
        if each in owners:
            of_calls.setdefault(owners[each], []).append(each)
    order = list(of_calls)
    begin = place.begin_in(order)
    page = order[begin : begin + limit]
    best = [each for call_id in page for each in of_calls[call_id][:MOST_OF_A_CALL]]
    described = await _described(resources, tenant_id, query, best, matched)
    return [
        PassagesOfCall(
            call=passages[0].call,
            passages=passages,
            more=max(0, len(of_calls[call_id]) - MOST_OF_A_CALL),
        )
        for call_id, passages in (
            (call_id, list(passages))
            for call_id, passages in groupby(described, key=lambda passage: passage.call.id)
        )
    ], place.after(order, begin + limit)


async def _described(
    resources: Resources,
    tenant_id: TenantId,
    query: SearchQuery,
    ids: Sequence[ChunkId],
    matched: Mapping[str, set[ChunkId]],
) -> list[PassageBody]:
    """Returns the passages. Those of calls that were deleted meanwhile are left out."""
    async with resources.database.connection(tenant_id) as conn:
        found = await list_passages(conn, tenant_id, ids)
        calls = await list_calls_by_id(
            conn, tenant_id, list({each.call_id for each in found.values()})
        )
        shown = [found[each] for each in ids if each in found and found[each].call_id in calls]
        alike = set[str]()
        if maybe := set[str]().union(*(words_like(each.text, query) for each in shown)):
            alike = set(await list_alike(conn, tenant_id, maybe, query))
    wanted = Wanted.of(query, alike)
    excerpts = {
        each.id: excerpt(each.text, wanted, _places_of_wanted(each, calls[each.call_id], query))
        for each in shown
    }
    turns = await _turns_of(resources, tenant_id, shown, excerpts)
    return [
        _passage_body(
            each, CallBody.of(calls[each.call_id]), excerpts[each.id], turns.get(each.id), matched
        )
        for each in shown
    ]


def _places_of_wanted(passage: Passage, call: Call, query: SearchQuery) -> list[tuple[int, int]]:
    """Returns where the numbers and addresses of the search stand in a passage."""
    wanted = {lexeme for term in query.terms for lexeme in term.lexemes}
    return list(places_of_contacts(passage.text, call.language, wanted)) if wanted else []


async def _turns_of(
    resources: Resources,
    tenant_id: TenantId,
    passages: Iterable[Passage],
    excerpts: Mapping[ChunkId, Excerpt],
) -> dict[ChunkId, Place]:
    """Returns the turn of the first word that matches, or of the excerpt's beginning. Passages of a
    transcript that was edited meanwhile have none.
    """
    found: dict[ChunkId, Place] = {}

    def at(passage: Passage) -> int:
        shown = excerpts[passage.id]
        return passage.char_start + shown.start + (shown.marks[0].start if shown.marks else 0)

    spoken = sorted(
        (each for each in passages if each.source is PassageSource.TRANSCRIPT),
        key=lambda passage: (passage.call_id, at(passage)),
    )
    async with resources.database.connection(tenant_id) as conn:
        turns = await list_current_turns(conn, tenant_id, [each.call_id for each in spoken])
    for call_id, of_call in groupby(spoken, key=lambda passage: passage.call_id):
        transcript = Transcript(turns.get(call_id, ()))
        text = transcript.text
        current = [each for each in of_call if text.startswith(each.text, each.char_start)]
        for each, place in zip(current, places(transcript, map(at, current)), strict=True):
            if place is not None:
                found[each.id] = place
    return found


def _passage_body(
    passage: Passage,
    call: CallBody,
    shown: Excerpt,
    place: Place | None,
    matched: Mapping[str, set[ChunkId]],
) -> PassageBody:
    turn = place.turn if place else None
    return PassageBody(
        call=call,
        source=passage.source,
        text=shown.text,
        marks=[MarkBody.model_validate(mark) for mark in shown.marks],
        turn=place.index if place else None,
        speaker=turn.speaker if turn else None,
        start_s=turn.start_s if turn and turn.start_s is not None else passage.start_s,
        end_s=turn.end_s if turn and turn.end_s is not None else passage.end_s,
        matched_by=[kind for kind, ids in matched.items() if passage.id in ids],
    )
