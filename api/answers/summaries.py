"""Answers out of stored summaries."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from api.answers.question import Asking, CallNames, rows_of
from api.answers.writing import Tally, ending_of, room_of, without_orders, written
from shared.db.answer_scopes import Counted, Scope, count_scope, list_matches
from shared.domain.answers.answer import Citation, Coverage, Ending, LeftOutReason, Note, Part
from shared.domain.answers.verification import Proof, Proved, Source
from shared.domain.ids import CallId
from shared.domain.insights import first_sentence
from shared.domain.transcript import Speaker, Turn

MOST_LISTED_SUMMARIES = 50


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
    async for proved in _condensed_sentences(asking, calls, tally):
        yield citing.sentence(proved)
    yield ending_of(tally, _summary_coverage(counted, len(calls), left_out), citing.shown)


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


async def _condensed_sentences(
    asking: Asking, calls: Sequence[SummarizedCall], tally: Tally
) -> AsyncIterator[Proved]:
    sources = await asyncio.to_thread(_summary_sources, asking, calls)
    batches = batches_of(sources, room_of(asking))
    if len(batches) == 1:
        async for proved in written(asking, batches[0], tally, condenses=True):
            yield proved
        return
    found: list[Proved] = []
    for batch in batches:
        found += [each async for each in written(asking, batch, tally, condenses=True)]
    cited = dict.fromkeys(proof.source.id for each in found for proof in each.proofs)
    by_id = {source.id: source for source in sources}
    again = batches_of([by_id[each] for each in cited], room_of(asking))
    if not again:
        return
    async for proved in written(asking, again[0], tally, condenses=True):
        yield proved


def _summary_sources(asking: Asking, calls: Sequence[SummarizedCall]) -> list[Source]:
    found = []
    for number, call in enumerate(calls, 1):
        written = Turn(Speaker.UNKNOWN, call.summary)
        (turn,) = without_orders((written,), (0,))
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
        return Part("sentence", proved.text, tuple(map(self._summary_citation, proved.proofs)))

    def _summary_citation(self, proof: Proof) -> Citation:
        names = self._calls[proof.source.call_id].names
        return Citation(
            proof.source.call_id, "summary", proof.words, names.title, names.happened_at
        )
