"""Finds the calls that come closest to a question, and in each the turns."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import mul

import structlog

from api.answers.question import Asking, CallNames
from api.routes.search import PassageBody, search
from shared.db.answer_scopes import Counted, Scope, list_matches
from shared.db.transcripts import StoredTranscript, find_current
from shared.domain.answers.closest import Closeness, closest_turns
from shared.domain.answers.lexicon import NUMBER
from shared.domain.ids import CallId
from shared.domain.passages import fold
from shared.domain.statuses import PassageSource
from shared.errors import AftercallError
from shared.ports import MOST_CALLS

log = structlog.get_logger()

FOUND = 50
MOST_WORDS = 12
RANK_CONSTANT = 60
# Of a passage that only its meaning found, so many turns are compared with the question.
MOST_TURNS, MOST_TURN_CHARS = 12, 1000
NEAREST_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class FoundCall:
    """A call that a search found, the turns that it found, and its transcript."""

    call_id: CallId
    names: CallNames
    language: str | None
    stored: StoredTranscript
    turns: tuple[int, ...]
    closeness: Closeness


@dataclass(frozen=True, slots=True)
class Found:
    """The calls that come closest to a question, the best first. `has_words` says whether any
    passage in scope shares a word with it; `unsearched` calls were too many to look at.
    """

    calls: tuple[FoundCall, ...]
    has_words: bool
    unsearched: int = 0


async def find_calls(asking: Asking, scope: Scope, counted: Counted, most: int) -> Found:
    """Searches by words and by meaning, and ranks calls by both."""
    if not counted.readable:
        return Found((), has_words=False)
    resources, tenant_id, plan = asking.resources, asking.tenant_id, asking.plan
    where, unsearched = asking.where, 0
    if plan.period or plan.direction or plan.outcome or plan.status:
        async with resources.database.transaction(tenant_id) as conn:
            listed = await list_matches(conn, tenant_id, scope, limit=MOST_CALLS)
        where = replace(where, ids=tuple(call_id for call_id, _ in listed))
        unsearched = min(counted.readable, counted.in_scope - len(listed))
    words = " or ".join(plan.looked_for[:MOST_WORDS])
    source = [PassageSource.TRANSCRIPT]
    by_words = (
        await search(tenant_id, resources, where, words, mode="keyword", source=source, limit=FOUND)
        if words
        else None
    )
    by_meaning: list[PassageBody] = []
    try:
        by_meaning = (
            await search(
                tenant_id,
                resources,
                where,
                asking.question,
                mode="semantic",
                source=source,
                limit=FOUND,
            )
        ).passages
    except AftercallError as error:
        # Words alone answer too; the filters may select too many calls to compare by meaning.
        log.warning("a question is compared only by words", error=type(error).__name__)
    passages = [by_words.passages if by_words else [], by_meaning]
    ranked = _ranked_calls(passages)
    expects_number = bool(NUMBER.search(fold(asking.question)))
    calls = []
    for call_id in ranked[: most * 2]:
        async with resources.database.connection(tenant_id) as conn:
            stored = await find_current(conn, tenant_id, call_id)
        if stored is None:
            continue
        call = next(p.call for each in passages for p in each if p.call.id == call_id)
        found_turns = (
            p.turn for each in passages for p in each if p.call.id == call_id and p.turn is not None
        )
        calls.append(
            FoundCall(
                call_id=call_id,
                names=CallNames(call.title, call.started_at or call.created_at),
                language=stored.transcript.language or call.language,
                stored=stored,
                turns=tuple(dict.fromkeys(found_turns)),
                closeness=await asyncio.to_thread(
                    closest_turns,
                    stored.transcript,
                    plan.looked_for,
                    expects_number=expects_number,
                ),
            )
        )
    # The search also finds words that are spelt alike, which the question does not share.
    has_words = any(call.closeness.shared for call in calls)
    if has_words:
        # Calls with more of the words first, then as both searches rank them.
        calls.sort(key=lambda each: -len(each.closeness.shared))
    return Found(tuple(calls[:most]), has_words, unsearched)


def _ranked_calls(lists: Sequence[Sequence[PassageBody]]) -> list[CallId]:
    scores: dict[CallId, float] = {}
    for passages in lists:
        for place, call_id in enumerate(dict.fromkeys(p.call.id for p in passages), 1):
            scores[call_id] = scores.get(call_id, 0.0) + 1 / (RANK_CONSTANT + place)
    return sorted(scores, key=lambda call_id: (-scores[call_id], call_id))


async def nearest_turns(asking: Asking, calls: Sequence[FoundCall]) -> dict[CallId, int]:
    """Returns the turn of each call whose meaning is nearest to the question, for calls whose words
    share nothing with it: what was found begins somewhere before. Empty while the embedder is away.
    """
    places, texts = [], []
    for call in calls:
        turns = call.stored.transcript.turns
        begin = call.turns[0] if call.turns else 0
        for turn in range(begin, min(begin + MOST_TURNS, len(turns))):
            if text := turns[turn].text[:MOST_TURN_CHARS].strip():
                places.append((call.call_id, turn))
                texts.append(text)
    if not texts:
        return {}
    embedder, nearest = asking.resources.embedder, dict[CallId, tuple[float, int]]()
    try:
        async with asyncio.timeout(NEAREST_TIMEOUT_S):
            question = (await embedder.embed([asking.question], purpose="query")).value[0]
            vectors = [
                vector
                for start in range(0, len(texts), embedder.max_batch)
                for vector in (
                    await embedder.embed(texts[start : start + embedder.max_batch])
                ).value
            ]
    except (AftercallError, TimeoutError) as error:
        log.warning("turns are not compared by meaning", error=type(error).__name__)
        return {}
    for (call_id, turn), vector in zip(places, vectors, strict=True):
        likeness = sum(map(mul, question, vector))
        nearest[call_id] = max(nearest.get(call_id, (likeness, turn)), (likeness, turn))
    return {call_id: turn for call_id, (_, turn) in nearest.items()}
