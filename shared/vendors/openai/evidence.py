"""Compares what a model claims about a callback with what was said.

A callback is never lost because of an inexact quote: the search tolerates differences, and a quote
that was not said stays as the model's own words, marked as unproved, for a person.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from shared.domain.insights import CallbackDetection, OptOut, TimeQuote
from shared.domain.transcript import Speaker, Transcript, Turn
from shared.local.callback_times import TimeSpan, find_partner, time_spans_in
from shared.local.sentences import sentences
from shared.vendors.openai.lead_evidence import Spoken, bounded_share, spoken_in
from shared.vendors.openai.quote_places import Place, SpokenWords

# A time may be agreed in this many turns after the phrase.
NEAR = 4
NO_PHRASE = "You claimed a callback without quoting the words that ask for it (phrase)."
PHRASE_IS_ORDER = (
    "The phrase that you quoted gives orders to a machine. It is no wish of a person; quote the"
    " words with which the caller or the agent seriously wants or promises a call, if there are"
    " any."
)
PHRASE_NOT_SAID = "The phrase that you quoted does not occur in the transcript."
TIME_NOT_SAID = "The time that you quoted does not occur near the phrase."


def plain(text: str) -> str:
    """Removes case, punctuation, apostrophes and spacing, so that only words count."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", re.sub(r"['’ʼ`´]", "", folded)))


@dataclass(frozen=True, slots=True)
class Said:
    """A transcript prepared for checking claims: its turns without orders to a machine, their
    words, those of all turns, and the text from which a lead may be made.
    """

    turns: tuple[Turn, ...]
    words: SpokenWords
    all_words: SpokenWords
    spoken: Spoken


def said_in(transcript: Transcript) -> Said:
    spoken = spoken_in(transcript)
    words = SpokenWords.of(spoken.turns)
    is_whole = spoken.turns == transcript.turns
    all_words = words if is_whole else SpokenWords.of(transcript.turns)
    return Said(spoken.turns, words, all_words, spoken)


def checked_callback(
    detection: CallbackDetection, said: Said
) -> tuple[CallbackDetection, str | None]:
    """Returns the detection with its quotes in the words of the transcript, and a sentence for the
    model about the quotes that were not said; None when all were. Whether a callback is needed is
    unknown where only an order to a machine asks for it.
    """
    sure = replace(
        detection,
        confidence=bounded_share(detection.confidence),
        unproved=(),
        opt_out=_said_opt_out(detection.opt_out, said),
    )
    if not detection.needed:
        blank = replace(sure, phrase=None, turn=None, requested_time=None, time_quotes=())
        return blank, None
    phrase = detection.phrase or ""
    place = said.words.find(phrase, detection.turn)
    if place is None and said.all_words.find(phrase, detection.turn):
        reason = "the words that ask for a call give orders to a machine"
        return replace(
            sure,
            needed=None,
            reason=reason,
            phrase=None,
            turn=None,
            requested_time=None,
            time_quotes=(),
        ), PHRASE_IS_ORDER
    if place is None:
        unproved = replace(sure, turn=None, time_quotes=(), unproved=("phrase",))
        return unproved, PHRASE_NOT_SAID if plain(phrase) else NO_PHRASE
    found = replace(sure, phrase=place.words(said.turns), turn=place.first)
    return _with_time(found, said, place)


def _said_opt_out(claim: OptOut | None, said: Said) -> OptOut | None:
    """Returns the wish for no more calls in the caller's words; None for words that they did not
    say. It is not asked for again: a person can set it, and a wrong one costs a customer.
    """
    if claim is None or not plain(claim.words):
        return None
    place = said.words.find(claim.words, claim.turn)
    if place is None or said.turns[place.first].speaker is Speaker.AGENT:
        return None
    return OptOut(place.words(said.turns), place.first)


def _with_time(
    detection: CallbackDetection, said: Said, place: Place
) -> tuple[CallbackDetection, str | None]:
    turns = said.turns
    within = max(0, place.first - NEAR), min(len(turns) - 1, place.last + NEAR)
    claims = [quote.words for quote in detection.time_quotes if plain(quote.words)]
    if plain(detection.requested_time or ""):
        claims.append(detection.requested_time or "")
    places = [
        at
        for claim in claims
        if (at := said.words.find(claim, detection.turn, within=within)) is not None
    ]
    in_phrase = list(_times_in(place, turns))
    if claims and not places:
        words = (detection.requested_time or "").strip() or claims[0]
        unproved = replace(
            detection,
            requested_time=words,
            time_quotes=_quoted_times(in_phrase),
            unproved=("requested_time",),
        )
        return unproved, TIME_NOT_SAID
    if places:
        spoken = [time for at in places for time in _complete_times(at, turns)]
        spoken += _completing(spoken, in_phrase)
    else:
        spoken = in_phrase
    if spoken:
        spoken += _completing(spoken, _times_asked_for(place, turns))
        spoken += _day_said_before(spoken, within[0], turns)
        return _with_time_quotes(detection, place, spoken, turns), None
    if agreed := _agreed_later(place, turns):
        words = " / ".join(time.words for time in agreed)
        return (
            replace(
                detection,
                requested_time=words,
                time_quotes=_quoted_times(agreed),
                unproved=("requested_time",),
            ),
            None,
        )
    return replace(detection, requested_time=None, time_quotes=()), None


@dataclass(frozen=True, slots=True)
class _SpokenTime:
    turn: int
    span: TimeSpan
    words: str


def _with_time_quotes(
    detection: CallbackDetection,
    place: Place,
    times: list[_SpokenTime],
    turns: tuple[Turn, ...],
) -> CallbackDetection:
    """Sets the times, and widens the phrase to those that are said in the same turn."""
    spans = [time.span for time in times if time.turn == place.first == place.last]
    start = min((span.start for span in spans), default=place.start)
    end = max((span.end for span in spans), default=place.end)
    phrase = detection.phrase
    if start < place.start or end > place.end:
        phrase = turns[place.first].text[min(start, place.start) : max(end, place.end)]
    quotes = _quoted_times(times)
    first, last = min(times, key=_place_of_time), max(times, key=_place_of_time)
    joined = turns[first.turn].text[first.span.start : last.span.end]
    words = joined if first.turn == last.turn else " / ".join(quote.words for quote in quotes)
    return replace(detection, phrase=phrase, requested_time=words, time_quotes=quotes)


def _quoted_times(times: list[_SpokenTime]) -> tuple[TimeQuote, ...]:
    ordered = sorted(times, key=_place_of_time)
    return tuple(dict.fromkeys(TimeQuote(time.words, time.turn) for time in ordered))


def _place_of_time(time: _SpokenTime) -> tuple[int, int]:
    return time.turn, time.span.start


def _times_in(place: Place, turns: tuple[Turn, ...]) -> Iterator[_SpokenTime]:
    """Returns each time that is said within the place."""
    for number in range(place.first, place.last + 1):
        start, end = place.span_in(number, turns)
        for sentence in sentences(turns[number : number + 1], number):
            for found in time_spans_in(sentence.text):
                span = replace(
                    found, start=sentence.start + found.start, end=sentence.start + found.end
                )
                if span.weight and span.start < end and span.end > start:
                    words = sentence.text[found.start : found.end]
                    yield _SpokenTime(number, span, words)


def _complete_times(place: Place, turns: tuple[Turn, ...]) -> list[_SpokenTime]:
    """Returns the complete times around the place: "tomorrow at three" for "at three". A phrase
    without a readable time is used as it is.
    """
    if found := list(_times_in(place, turns)):
        return found
    text = turns[place.first].text
    end = place.end if place.last == place.first else len(text)
    span = TimeSpan(place.start, end, (), has_part=False, clocks=())
    return [_SpokenTime(place.first, span, text[place.start : end])]


def _completing(spoken: list[_SpokenTime], others: list[_SpokenTime]) -> list[_SpokenTime]:
    """Returns the day for a clock time, or the clock time for a day, from elsewhere in
    the phrase.
    """
    if len(spoken) != 1:
        return []
    partner = find_partner(spoken[0].span, [other.span for other in others])
    return [other for other in others if partner is not None and other.span is partner]


def _times_asked_for(place: Place, turns: tuple[Turn, ...]) -> list[_SpokenTime]:
    """Returns the times one question away: "Thursday." "What time?" "At three." """
    asked = [
        (place.first - 2, place.first - 1),
        (place.last + 2, place.last + 1),
    ]
    return [
        time
        for number, question in asked
        if 0 <= number < len(turns)
        and turns[number].speaker is not Speaker.AGENT
        and "?" in turns[question].text
        for time in _times_in(Place(number, number, 0, len(turns[number].text)), turns)
    ]


def _day_said_before(
    spoken: list[_SpokenTime], first: int, turns: tuple[Turn, ...]
) -> list[_SpokenTime]:
    """Returns the day of a clock time that was quoted without it: "two" after "tomorrow, like two".
    Without its day, the clock time would be read as the next one.
    """
    if any(time.span.has_day for time in spoken):
        return []
    if not any(time.span.has_clock for time in spoken):
        return []
    last = min(time.turn for time in spoken)
    for number in range(last, first - 1, -1):
        said = _times_in(Place(number, number, 0, len(turns[number].text)), turns)
        if days := [time for time in said if time.span.has_day]:
            return days[-1:]
    return []


def _agreed_later(place: Place, turns: tuple[Turn, ...]) -> list[_SpokenTime]:
    """Returns the times that the customer states right after a phrase without one."""
    following = range(place.last + 1, min(len(turns), place.last + 1 + NEAR))
    spoken = [number for number in following if turns[number].speaker is not Speaker.AGENT]
    return [
        time
        for number in spoken
        for time in _times_in(Place(number, number, 0, len(turns[number].text)), turns)
        if time.span.has_clock or time.span.has_day
    ]
