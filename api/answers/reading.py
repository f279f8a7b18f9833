"""Answers out of what was said: the closest passages, sentences of a model that they prove, and
stored summaries.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace

import structlog

from api.answers.question import Asking, CallNames, coverage_of, rows_of
from api.routes.search import PassageBody, search
from shared.db.answer_scopes import Counted, Scope, count_scope, list_matches
from shared.db.transcripts import StoredTranscript, find_current
from shared.domain.answers.answer import (
    Citation,
    Coverage,
    Ending,
    LeftOutReason,
    Note,
    Part,
    Spent,
)
from shared.domain.answers.closest import Closeness, closest_turns
from shared.domain.answers.lexicon import NUMBER
from shared.domain.answers.quotes import Place
from shared.domain.answers.verification import Fault, Proof, Proved, Source, verified
from shared.domain.answers.word_times import span_of
from shared.domain.ids import CallId
from shared.domain.insights import first_sentence
from shared.domain.numerals import LANGUAGES
from shared.domain.passages import LONGEST_EXCERPT, excerpt, fold
from shared.domain.statuses import PassageSource
from shared.domain.transcript import Speaker, Turn
from shared.errors import AftercallError
from shared.ports import MOST_CALLS, Answerer, QuestionContext, Usage

log = structlog.get_logger()

FOUND = 50
MOST_WORDS = 12
# Without a model, so many calls are shown, each with its closest turn.
MOST_SHOWN = 5
# Of each call a model reads the closest turns, with those around them.
MOST_CLOSEST_TURNS = 8
AROUND = 2
MOST_LISTED_SUMMARIES = 50
RANK_CONSTANT = 60


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
    passage in scope shares a word with it.
    """

    calls: tuple[FoundCall, ...]
    has_words: bool


@dataclass
class Tally:
    """What was dropped and spent while an answer was written."""

    answerer: Answerer
    dropped: Counter[str] = field(default_factory=Counter)
    used: list[Usage] = field(default_factory=list)
    answered: bool = False

    def spent(self) -> Spent:
        usage = Usage(
            sum(each.input_tokens for each in self.used),
            sum(each.output_tokens for each in self.used),
        )
        return Spent(
            self.answerer.model,
            len(self.used),
            usage.input_tokens,
            usage.output_tokens,
            self.answerer.cost_microusd(usage),
        )


async def find_needle(asking: Asking) -> AsyncIterator[Part | Ending]:
    """Answers from the calls that come closest: with sentences of the model that they prove, else
    with the passages themselves.
    """
    scope = Scope.of(asking.where, replace(asking.plan, terms=()))
    async with asking.resources.database.transaction(asking.tenant_id) as conn:
        counted = await count_scope(conn, asking.tenant_id, scope)
    answerer = asking.resources.answerer
    most = asking.resources.settings.ask.closest_calls if answerer else MOST_SHOWN
    found = await _found(asking, scope, counted, most)
    if not found.calls:
        yield Ending(coverage_of(counted, counted.readable), _note_without_calls(found))
        return
    if answerer is None:
        for each in found.calls:
            yield _passage(each)
        note = Note.NO_MODEL if found.has_words else Note.NO_SHARED_WORD
        yield Ending(coverage_of(counted, counted.readable), note)
        return
    sources = await asyncio.to_thread(_sources, asking, found.calls)
    tally = Tally(answerer)
    parts = _Citing({each.call_id: each for each in found.calls})
    async for proved in _written(asking, sources, tally):
        yield parts.sentence(proved)
    read = len({source.call_id for source in sources})
    coverage = coverage_of(counted, read, not_closest=max(0, counted.readable - read))
    yield _ending(tally, coverage, parts.shown)


def _note_without_calls(found: Found) -> Note:
    return Note.NOTHING_FOUND if found.has_words else Note.NO_SHARED_WORD


def _ending(tally: Tally, coverage: Coverage, shown: int) -> Ending:
    note = None
    if not shown:
        note = Note.NOTHING_PROVED if tally.dropped else Note.NOT_ANSWERED
    return Ending(coverage, note, dict(tally.dropped), shown > 0, tally.spent())


async def _found(asking: Asking, scope: Scope, counted: Counted, most: int) -> Found:
    """Searches by words and by meaning, and ranks calls by both."""
    if not counted.readable:
        return Found((), has_words=False)
    resources, tenant_id, plan = asking.resources, asking.tenant_id, asking.plan
    where = asking.where
    if plan.period or plan.direction or plan.outcome or plan.status:
        async with resources.database.transaction(tenant_id) as conn:
            listed = await list_matches(conn, tenant_id, scope, limit=MOST_CALLS)
        where = replace(where, ids=tuple(call_id for call_id, _ in listed))
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
    ranked = _ranked(passages)
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
    return Found(tuple(calls[:most]), has_words)


def _ranked(lists: Sequence[Sequence[PassageBody]]) -> list[CallId]:
    scores: dict[CallId, float] = {}
    for passages in lists:
        for place, call_id in enumerate(dict.fromkeys(p.call.id for p in passages), 1):
            scores[call_id] = scores.get(call_id, 0.0) + 1 / (RANK_CONSTANT + place)
    return sorted(scores, key=lambda call_id: (-scores[call_id], call_id))


def _passage(found: FoundCall) -> Part:
    """Returns the turn of a call that comes closest, with its seconds."""
    turn = next(iter((*found.closeness.turns, *found.turns)), 0)
    text = found.stored.transcript.turns[turn].text
    shown = (
        excerpt(text, " or ".join(found.closeness.shared)) if len(text) > LONGEST_EXCERPT else None
    )
    place = Place(shown.start, shown.start + len(shown.text)) if shown else Place(0, len(text))
    citation = _citation(found, turn, place)
    return Part("passage", citation.quote, (citation,))


def _citation(found: FoundCall, turn: int, place: Place) -> Citation:
    transcript = found.stored.transcript
    span = span_of(transcript, turn, place)
    return Citation(
        call_id=found.call_id,
        source="transcript",
        quote=transcript.turns[turn].text[place.start : place.end],
        title=found.names.title,
        happened_at=found.names.happened_at,
        turn=turn,
        speaker=str(transcript.turns[turn].speaker),
        start_s=span.start_s,
        end_s=span.end_s,
        version=found.stored.version,
    )


def _sources(asking: Asking, calls: Sequence[FoundCall]) -> list[Source]:
    """Returns the turns that the model reads, the closest calls first, within what one request
    holds. A question about one call reads it whole if it fits.
    """
    found: list[Source] = []
    room = _room(asking)
    is_whole = len(calls) == 1 and len(calls[0].stored.transcript.text) <= room
    for number, call in enumerate(calls, 1):
        turns = call.stored.transcript.turns
        chosen = range(len(turns)) if is_whole else _turns_to_read(call, len(turns))
        for place, turn in zip(chosen, _without_orders(turns, chosen), strict=True):
            room -= len(turn.text)
            if room < 0:
                return found
            if turn.text.strip():
                found.append(
                    Source(
                        id=f"c{number}.t{place}",
                        tenant_id=asking.tenant_id,
                        call_id=call.call_id,
                        text=turn.text,
                        turn=place,
                        speaker=turn.speaker,
                        language=call.language,
                    )
                )
    return found


def _without_orders(turns: Sequence[Turn], chosen: Sequence[int]) -> tuple[Turn, ...]:
    """Returns the turns up to words that give orders to their reader, in any language: no
    model reads these, and nothing is proved by them.
    """
    from shared.local.commands import without_commands  # noqa: PLC0415 - slow to import

    return without_commands([turns[place] for place in chosen], LANGUAGES)


def _turns_to_read(found: FoundCall, count: int) -> list[int]:
    closest = [*found.closeness.turns[:MOST_CLOSEST_TURNS], *found.turns[:MOST_CLOSEST_TURNS]]
    near = {
        turn
        for each in closest or [0]
        for turn in range(max(0, each - AROUND), min(count, each + AROUND + 1))
    }
    return sorted(near)


async def _written(
    asking: Asking, sources: Sequence[Source], tally: Tally, *, condenses: bool = False
) -> AsyncIterator[Proved]:
    """Asks the model, and yields the sentences that are proved."""
    language, by_id = asking.plan.language, {source.id: source for source in sources}
    context = QuestionContext(sources, language, asking.earlier, condenses)
    answer = await tally.answerer.answer(asking.question, context)
    tally.used.append(answer.usage)
    tally.answered = tally.answered or answer.value.answered
    if not answer.value.answered:
        return
    for sentence in answer.value.sentences:
        outcome = await asyncio.to_thread(
            verified, sentence, by_id, asking.tenant_id, language=language
        )
        if isinstance(outcome, Fault):
            tally.dropped[outcome] += 1
        else:
            yield outcome


class _Citing:
    """Turns proved sentences into parts of the answer."""

    def __init__(self, calls: dict[CallId, FoundCall]) -> None:
        self._calls = calls
        self.shown = 0

    def sentence(self, proved: Proved) -> Part:
        self.shown += 1
        citations = tuple(
            _citation(self._calls[proof.source.call_id], proof.source.turn or 0, proof.place)
            for proof in proved.proofs
        )
        return Part("sentence", proved.text, citations)


@dataclass(frozen=True, slots=True)
class SummarizedCall:
    """A call with its stored summary."""

    call_id: CallId
    names: CallNames
    summary: str
    language: str | None


async def summarize(asking: Asking) -> AsyncIterator[Part | Ending]:
    """Says what the stored summaries of all calls in scope have in common: in batches that fit one
    request, then once more over what these found. Without a model the summaries themselves are
    listed.
    """
    scope, tenant_id = Scope.of(asking.where, asking.plan), asking.tenant_id
    answerer = asking.resources.answerer
    most = asking.resources.settings.ask.max_calls
    async with asking.resources.database.transaction(tenant_id) as conn:
        counted = await count_scope(conn, tenant_id, scope)
        listed = await list_matches(conn, tenant_id, scope, limit=most)
    rows = await rows_of(asking, [call_id for call_id, _ in listed])
    calls = [
        SummarizedCall(row.call.id, CallNames.of(row.call), row.summary, row.call.language)
        for row in rows
        if row.summary
    ]
    left_out = {
        LeftOutReason.NO_SUMMARY: len(rows) - len(calls),
        LeftOutReason.TOO_MANY: max(0, counted.in_scope - len(rows)) if len(rows) >= most else 0,
    }
    if answerer is None or not calls:
        shown = calls[:MOST_LISTED_SUMMARIES]
        for call in shown:
            yield _summary_item(call)
        left_out[LeftOutReason.TOO_MANY] = (
            counted.in_scope - len(shown) - left_out[LeftOutReason.NO_SUMMARY]
        )
        note = Note.STORED_SUMMARIES if calls else Note.NOTHING_FOUND
        yield Ending(_summary_coverage(counted, len(shown), left_out), note)
        return
    tally, citing = Tally(answerer), _CitingSummaries(calls)
    async for proved in _condensed(asking, calls, tally):
        yield citing.sentence(proved)
    yield _ending(tally, _summary_coverage(counted, len(calls), left_out), citing.shown)


def _summary_coverage(counted: Counted, read: int, left_out: dict[LeftOutReason, int]) -> Coverage:
    reasons = {reason: calls for reason, calls in left_out.items() if calls > 0}
    return Coverage(counted.in_scope, read, counted.without_transcript, reasons)


def _summary_item(call: SummarizedCall) -> Part:
    text = f"{call.names.happened_at.date().isoformat()} · {call.names.title or ''}".rstrip(" ·")
    data = {
        "call_id": str(call.call_id),
        "title": call.names.title,
        "happened_at": call.names.happened_at.isoformat(),
        "summary": call.summary,
    }
    return Part("item", f"{text}: {first_sentence(call.summary)}", calls=(call.call_id,), data=data)


async def _condensed(
    asking: Asking, calls: Sequence[SummarizedCall], tally: Tally
) -> AsyncIterator[Proved]:
    sources = await asyncio.to_thread(_summary_sources, asking, calls)
    batches = batches_of(sources, _room(asking))
    if len(batches) == 1:
        async for proved in _written(asking, batches[0], tally, condenses=True):
            yield proved
        return
    found: list[Proved] = []
    for batch in batches:
        found += [each async for each in _written(asking, batch, tally, condenses=True)]
    cited = dict.fromkeys(proof.source.id for each in found for proof in each.proofs)
    by_id = {source.id: source for source in sources}
    again = batches_of([by_id[each] for each in cited], _room(asking))
    if not again:
        return
    async for proved in _written(asking, again[0], tally, condenses=True):
        yield proved


def _summary_sources(asking: Asking, calls: Sequence[SummarizedCall]) -> list[Source]:
    found = []
    for number, call in enumerate(calls, 1):
        written = Turn(Speaker.UNKNOWN, call.summary)
        (turn,) = _without_orders((written,), (0,))
        if turn.text.strip():
            found.append(
                Source(
                    id=f"c{number}.s",
                    tenant_id=asking.tenant_id,
                    call_id=call.call_id,
                    text=turn.text,
                    language=call.language,
                )
            )
    return found


def _room(asking: Asking) -> int:
    """Returns how many characters of calls one request holds."""
    most, answerer = asking.resources.settings.ask.max_input_chars, asking.resources.answerer
    return min(most, answerer.max_input_chars) if answerer else most


def batches_of(sources: Sequence[Source], room: int) -> list[list[Source]]:
    """Divides texts into batches of at most `room` characters; a longer text is a batch of its
    own.
    """
    batches: list[list[Source]] = []
    left = 0
    for source in sources:
        if not batches or len(source.text) > left:
            batches.append([])
            left = room
        batches[-1].append(source)
        left -= len(source.text)
    return batches


class _CitingSummaries:
    def __init__(self, calls: Sequence[SummarizedCall]) -> None:
        self._calls = {call.call_id: call for call in calls}
        self.shown = 0

    def sentence(self, proved: Proved) -> Part:
        self.shown += 1
        return Part("sentence", proved.text, tuple(map(self._citation, proved.proofs)))

    def _citation(self, proof: Proof) -> Citation:
        names = self._calls[proof.source.call_id].names
        return Citation(
            proof.source.call_id, "summary", proof.words, names.title, names.happened_at
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a question may read and cost, at most as far as can be known before."""

    calls: int
    requests: int
    usage: Usage
    cost_microusd: int | None


async def estimate(asking: Asking) -> Estimate:
    """Returns what the answer may cost. Counts and lists cost nothing, and neither does anything
    without a hosted model.
    """
    answerer, settings = asking.resources.answerer, asking.resources.settings.ask
    scope, tenant_id = Scope.of(asking.where, asking.plan), asking.tenant_id
    asks_model = answerer is not None and asking.plan.kind in ("needle", "summary")
    if asking.plan.kind == "needle":
        scope = replace(scope, query=None)
    async with asking.resources.database.transaction(tenant_id) as conn:
        counted = await count_scope(conn, tenant_id, scope)
    if answerer is None or not asks_model:
        return Estimate(counted.in_scope, 0, Usage(), 0)
    room = _room(asking)
    if asking.plan.kind == "needle":
        calls = min(counted.readable, settings.closest_calls)
        chars = min(room, calls * CHARS_OF_CALL)
        return _estimated(answerer, calls, [chars] if calls else [])
    calls = min(counted.in_scope, settings.max_calls)
    batches, rest = divmod(calls * CHARS_OF_SUMMARY, room)
    sizes = [room] * batches + ([rest] if rest else [])
    return _estimated(answerer, calls, [*sizes, room] if len(sizes) > 1 else sizes)


# What is read of a call, at most: its closest turns, and the beginning of its summary that lists
# show.
CHARS_OF_CALL = 5000
CHARS_OF_SUMMARY = 1000


def _estimated(answerer: Answerer, calls: int, sizes: Sequence[int]) -> Estimate:
    usages = [answerer.estimate(chars) for chars in sizes]
    usage = Usage(sum(u.input_tokens for u in usages), sum(u.output_tokens for u in usages))
    return Estimate(calls, len(sizes), usage, answerer.cost_microusd(usage))
