"""Reads a transcript by rules, part by part: the findings of each part are passed on to
the next.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from shared.domain.insights import CallbackDetection, Lead, OptOut, Summary, with_opt_out
from shared.domain.stored_texts import CallbackReason
from shared.domain.transcript import Transcript, Turn
from shared.local.answering_machines import machine_turns
from shared.local.callback_answers import conclude
from shared.local.callback_rules import Course, follow
from shared.local.commands import without_commands
from shared.local.lead_rules import Details, find_details, lead_of
from shared.local.names import agent_names
from shared.local.opt_outs import find_opt_out
from shared.local.readable import Readability, main_language
from shared.local.sentences import sentences
from shared.local.summary import Highlights, highlights, summarize
from shared.ports import CallContext

# About an hour of conversation, which is read in a quarter of a second.
PART_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive turns; `first` is the number of the first of them, `before` the previous turn."""

    turns: tuple[Turn, ...]
    first: int
    before: Turn | None


@dataclass(frozen=True, slots=True)
class Progress:
    """The findings of the parts that were read so far."""

    course: Course = field(default_factory=Course)
    opt_out: OptOut | None = None
    details: Details = field(default_factory=Details)
    highlights: Highlights = field(default_factory=Highlights)
    agents: frozenset[str] = frozenset()
    readability: Readability = field(default_factory=Readability)


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading. `unread` says why the rules cannot read the call; None
    when they can.
    """

    callback: CallbackDetection
    lead: Lead
    summary: Summary
    unread: CallbackReason | None = None


def parts_of(transcript: Transcript) -> Iterator[Part]:
    """Yields at least one part; a turn is never split."""
    turns, first, size = transcript.turns, 0, 0
    for number, turn in enumerate(turns):
        if size and size + len(turn.text) > PART_CHARS:
            yield Part(turns[first:number], first, turns[first - 1] if first else None)
            first, size = number, 0
        size += len(turn.text)
    yield Part(turns[first:], first, turns[first - 1] if first else None)


def read_part(part: Part, progress: Progress, context: CallContext) -> Progress:
    readability = progress.readability.then(part.turns)
    languages = readability.languages(context.language)
    turns = without_commands(part.turns, languages)
    said, machine = sentences(turns, part.first), machine_turns(turns, part.first)
    named = frozenset(context.agent_name.lower().split()[:1]) if context.agent_name else frozenset()
    agents = progress.agents | agent_names(turns, languages) | named
    details = find_details(
        turns, before=part.before, context=context, agents=agents, languages=languages
    )
    return Progress(
        course=follow(said, machine, progress.course, languages),
        opt_out=find_opt_out(said, machine, progress.opt_out),
        details=progress.details.then(details),
        highlights=progress.highlights.then(highlights(said, machine, languages)),
        agents=agents,
        readability=readability,
    )


def conclude_reading(progress: Progress, transcript: Transcript, context: CallContext) -> Reading:
    language = transcript.language or context.language
    unread = progress.readability.unread(language)
    callback = with_opt_out(conclude(progress.course, transcript, unread=unread), progress.opt_out)
    lead = lead_of(progress.details, context)
    if unread and progress.details == Details():
        lead = replace(lead, confidence=0.0)
    written_in = context.answer_language or main_language(transcript.text, language)
    summary = summarize(progress.highlights, lead, callback, language=written_in)
    if unread:
        summary = replace(summary, text=f"{summary.text}\nNote: {unread}.")
    return Reading(callback, lead, summary, unread)
