"""Answers out of what was said: sentences of a model that they prove, else the closest passages."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from api.answers.finding import FoundCall, find_calls, nearest_turns
from api.answers.question import Asking, coverage_of
from api.answers.writing import Tally, ending_of, room_of, without_orders, written
from shared.db.answer_scopes import Scope, count_scope
from shared.domain.answers.answer import Citation, Ending, Note, Part
from shared.domain.answers.quotes import Place
from shared.domain.answers.verification import Proved, Source
from shared.domain.answers.word_times import span_of
from shared.domain.ids import CallId
from shared.domain.passages import LONGEST_EXCERPT, excerpt

# Without a model, so many calls are shown, each with its closest turn.
MOST_SHOWN = 5
# Of each call a model reads the closest turns, with those around them.
MOST_CLOSEST_TURNS = 8
AROUND = 2


async def find_needle(asking: Asking) -> AsyncIterator[Part | Ending]:
    """Answers from the calls that come closest: with sentences of the model that they prove, else
    with the passages themselves.
    """
    scope = Scope.of(asking.where, replace(asking.plan, terms=()))
    async with asking.resources.database.transaction(asking.tenant_id) as conn:
        counted = await count_scope(conn, asking.tenant_id, scope)
    answerer = asking.resources.answerer
    most = asking.resources.settings.ask.closest_calls if answerer else MOST_SHOWN
    found = await find_calls(asking, scope, counted, most)
    searched = coverage_of(counted, counted.readable - found.unsearched, too_many=found.unsearched)
    if not found.calls:
        yield Ending(searched, Note.NOTHING_FOUND if found.has_words else Note.NO_SHARED_WORD)
        return
    if answerer is None:
        by_meaning = [each for each in found.calls if not each.closeness.turns]
        nearest = await nearest_turns(asking, by_meaning)
        for each in found.calls:
            yield _closest_passage(each, nearest.get(each.call_id))
        note = Note.NO_MODEL if found.has_words else Note.NO_SHARED_WORD
        yield Ending(searched, note)
        return
    sources = await asyncio.to_thread(_sources, asking, found.calls)
    tally = Tally(answerer)
    parts = _Citing({each.call_id: each for each in found.calls})
    async for proved in written(asking, sources, tally):
        yield parts.sentence(proved)
    read = len({source.call_id for source in sources})
    coverage = coverage_of(counted, read, not_closest=max(0, counted.readable - read))
    yield ending_of(tally, coverage, parts.shown)


def _closest_passage(found: FoundCall, nearest: int | None) -> Part:
    """Returns the turn of a call that comes closest, with its seconds."""
    turn = next(iter((*found.closeness.turns, *found.turns)), 0) if nearest is None else nearest
    text = found.stored.transcript.turns[turn].text
    shown = (
        excerpt(text, " or ".join(found.closeness.shared)) if len(text) > LONGEST_EXCERPT else None
    )
    place = Place(shown.start, shown.start + len(shown.text)) if shown else Place(0, len(text))
    citation = _passage_citation(found, turn, place)
    return Part("passage", citation.quote, (citation,))


def _passage_citation(found: FoundCall, turn: int, place: Place) -> Citation:
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
    room = room_of(asking)
    is_whole = len(calls) == 1 and len(calls[0].stored.transcript.text) <= room
    for number, call in enumerate(calls, 1):
        turns = call.stored.transcript.turns
        chosen = range(len(turns)) if is_whole else _turns_to_read(call, len(turns))
        for place, turn in zip(chosen, without_orders(turns, chosen), strict=True):
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


def _turns_to_read(found: FoundCall, count: int) -> list[int]:
    closest = [*found.closeness.turns[:MOST_CLOSEST_TURNS], *found.turns[:MOST_CLOSEST_TURNS]]
    near = {
        turn
        for each in closest or [0]
        for turn in range(max(0, each - AROUND), min(count, each + AROUND + 1))
    }
    return sorted(near)


class _Citing:
    """Turns proved sentences into parts of the answer."""

    def __init__(self, calls: dict[CallId, FoundCall]) -> None:
        self._calls = calls
        self.shown = 0

    def sentence(self, proved: Proved) -> Part:
        self.shown += 1
        citations = tuple(
            _passage_citation(
                self._calls[proof.source.call_id], proof.source.turn or 0, proof.place
            )
            for proof in proved.proofs
        )
        return Part("sentence", proved.text, citations)
