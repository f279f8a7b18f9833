"""Holds what was agreed about calling back, and puts a later time in place of an earlier one."""

from dataclasses import dataclass, replace

from shared.domain.insights import TimeQuote
from shared.domain.transcript import Speaker
from shared.local.callback_acts import Act
from shared.local.callback_times import TimeSpan, completes_time, day_in
from shared.local.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Agreed:
    """The last act about calling back, and the words for its time."""

    act: Act
    sentence: Sentence
    timed: Sentence | None = None
    span: TimeSpan | None = None
    # Earlier words that complete those of `span`: the day of a clock time.
    earlier: TimeQuote | None = None


def with_time(agreed: Agreed, timed: Sentence, span: TimeSpan) -> Agreed:
    """Returns the act with a new time, which completes or replaces the old one, unless it loses the
    agreed day or only repeats the caller.
    """
    earlier = agreed.earlier if agreed.earlier and not (span.has_day and span.has_clock) else None
    if agreed.span is not None:
        if agreed.timed and span.is_exact_form_of(agreed.span):
            words = agreed.timed.text[agreed.span.start : agreed.span.end]
            exact = replace(span, days=span.days or agreed.span.days)
            return replace(
                agreed, timed=timed, span=exact, earlier=TimeQuote(words, agreed.timed.turn)
            )
        if agreed.timed and completes_time(agreed.span, span):
            words = agreed.timed.text[agreed.span.start : agreed.span.end]
            earlier = TimeQuote(words, agreed.timed.turn)
            return replace(agreed, timed=timed, span=span, earlier=earlier)
        if (
            timed.speaker is Speaker.AGENT
            and agreed.span.has_clock
            and not (span.has_day and span.has_clock)
            and agreed.span.repeats_clocks(span)
        ):
            return agreed
        day = day_in(agreed.timed) if agreed.timed and not span.has_day else None
        if day and agreed.timed and span.has_clock and agreed.span.has_clock:
            # Another clock time of the same day.
            words = agreed.timed.text[day.start : day.end]
            earlier = TimeQuote(words, agreed.timed.turn)
            return replace(agreed, timed=timed, span=span, earlier=earlier)
        loses_day = agreed.span.has_day and not span.has_day
        repeats_caller = timed.speaker is Speaker.AGENT and span.echoes(agreed.span)
        if loses_day or repeats_caller:
            return agreed
    return replace(agreed, timed=timed, span=span, earlier=earlier)


def with_other_clock(agreed: Agreed, timed: Sentence, span: TimeSpan) -> Agreed:
    """Returns the act with another clock time for the day that the agent named with one: the reader
    puts it in its place.
    """
    old, before = agreed.span, agreed.timed
    is_answer = before is not None and before.speaker is Speaker.AGENT
    if before and old and is_answer and old.has_day and not span.has_day:
        earlier = TimeQuote(before.text[old.start : old.end], before.turn)
        return replace(agreed, timed=timed, span=span, earlier=earlier)
    return with_time(agreed, timed, span)


def repeats_time(span: TimeSpan, agreed: Agreed) -> bool:
    if agreed.span is None or completes_time(agreed.span, span):
        return False
    return span.weight <= agreed.span.weight
