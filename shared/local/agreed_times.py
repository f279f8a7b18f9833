"""Holds what was agreed about calling back, and puts a later time in place of an earlier one."""

from dataclasses import dataclass, replace

from shared.domain.insights import TimeQuote
from shared.domain.transcript import Speaker
from shared.local.callback_acts import Act
from shared.local.callback_times import TimeSpan, completes_time, day_in, day_words
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
    old, before = agreed.span, agreed.timed
    if old is None or before is None:
        earlier = None if span.has_day and span.has_clock else agreed.earlier
        return replace(agreed, timed=timed, span=span, earlier=earlier)
    earlier = _said_before(agreed, before, old, timed, span)
    if earlier is not None:
        exact = span.is_exact_form_of(old)
        span = replace(span, days=span.days or old.days) if exact else span
        return replace(agreed, timed=timed, span=span, earlier=earlier)
    is_agents = timed.speaker is Speaker.AGENT
    is_full = span.has_day and span.has_clock
    is_echo = (is_agents and not is_full and old.has_clock and old.repeats_clocks(span)) or (
        is_agents and span.echoes(old) and not old.is_unsure
    )
    if is_echo or (old.has_day and not span.has_day):
        return agreed
    return replace(agreed, timed=timed, span=span, earlier=None if is_full else agreed.earlier)


def _said_before(
    agreed: Agreed, before: Sentence, old: TimeSpan, timed: Sentence, span: TimeSpan
) -> TimeQuote | None:
    """Returns the earlier words that the new time needs: what it completes or says more exactly,
    or the day of which it is another clock time.
    """
    whole = TimeQuote(before.text[old.start : old.end], before.turn)
    # "In the evening, at six." "Six tomorrow."
    adds_day = span.has_day and old.has_clock and span.repeats_clocks(old)
    keeps_part = adds_day and old.has_part and not (old.has_day or span.has_part)
    if span.is_exact_form_of(old) or completes_time(old, span) or keeps_part:
        return whole
    repeats = timed.speaker is Speaker.AGENT and old.repeats_clocks(span)
    if span.has_day or not span.has_clock or not old.has_clock or repeats:
        return None
    if day := day_in(before):
        return TimeQuote(before.text[day.start : day.end], before.turn)
    if timed.turn > before.turn and (words := day_words(before, old)):
        # "Tomorrow at eleven?" "I'm at work then." "Quarter past?"
        return TimeQuote(words, before.turn)
    # "Tomorrow I work until two. Three is fine."
    return whole if old.has_day and timed.turn == before.turn else None


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


def moved(agreed: Agreed, timed: Sentence, span: TimeSpan) -> Agreed:
    """Returns the act with another clock time, which keeps the day that was named with the old."""
    old, before = agreed.span, agreed.timed
    day = day_words(before, old) if before and old and not span.has_day else None
    earlier = TimeQuote(day, before.turn) if before and day else None
    return replace(agreed, timed=timed, span=span, earlier=earlier)


def repeats_time(span: TimeSpan, agreed: Agreed) -> bool:
    if agreed.span is None or completes_time(agreed.span, span):
        return False
    return span.weight <= agreed.span.weight
