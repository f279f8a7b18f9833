"""Finds the words in a conversation that say when the callback should be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from shared.domain.callback_time.mentions import (
    Clock,
    DaysAhead,
    Delay,
    Exact,
    Mark,
    MinutesPast,
    Part,
    is_day,
)
from shared.domain.callback_time.phrases import mentions, time_spans
from shared.domain.numerals import Run, digit_runs
from shared.local.lexicons import READ
from shared.local.sentences import Sentence

_NOT_WHEN = re.compile(
    r"\b(?:for|since|been|almost|over|took|takes|every|the last|the past|seit|desde hace|hace)(?:"
    r" the)?\s*+$",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:last|yesterday|previous|ago|ayer|pasad[oa]s?|gestern|letzte[nrs]?|hier|ieri|ontem)\b"
    r"|אתמול",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|nicht|niet|non|não|pas|no)(?: \w{1,3})? $", re.IGNORECASE)
_BEGINS_NOT = re.compile(r"(?:not|nicht|niet|non|não|pas|no)\b", re.IGNORECASE)
_LONGEST_NOT = 12
_SEVERAL = 2
# Portuguese "Dias" is a name too.
_BARE_UNIT = re.compile(
    r"(?:minute|hour|day|week|month|year|minuto|hora|d[ií]a|semana|jour|heure|semaine)s?"
    r"|(?:tag|stunde|woche|dag|week)(?:en|e|n)?|minut[io]|or[ae]|giorn[io]|settiman[ae]",
    re.IGNORECASE,
)
# "She's the one who is home."
_ONE = re.compile(r"\b(?:the|this|that|which|no|any|each|every|another|right) $", re.IGNORECASE)
# "I can have one call you back".
_ONE_CALLS = re.compile(
    r" (?:(?:to |will |can |could |should |would |might |must |has to )?(?:call|ring|phone|buzz"
    r"|speak|talk|reach|get back|give|return)s?|(?:(?:zal|kan|gaat|moet) )?(?:u |je )?(?:terug)?"
    r"bel\w*|(?:תתקשר|תחזור|מתקשרת|חוזרת))\b",
    re.IGNORECASE,
)
_ONE_WORD = re.compile(r"one(?:\W.*\bone)?|e[eé]n|één|אחת", re.IGNORECASE)
# A piece of a telephone number between pauses has no more letters.
_LONGEST_PIECE = 80
_DIGITS_OF_A_NUMBER, _FEWEST_SPELT = 6, 3
# "Afternoons he works", behind "tomorrow morning".
_BECAUSE = re.compile(
    r"(?:because|cause|since|que|porque|pues|weil|denn|parce que?|car|perché|ché|tanto|pois|want"
    r"|omdat)\b",
    re.I,
)
# "He'll call you, I don't know when, he's busy this week".
_UNKNOWN_WHEN = re.compile(
    r"(?:\b(?:not|cannot|no|non|nao|nicht|ne|niet|pas|nahin|nahi)\b|n't\b|\bn')[^.?!;]{0,20}?"
    r"\b(?:know|say|tell|sure|clear|se|sabemos|decir|weiss|weiß|wissen|sagen|klar|sais|savons|dire|so"
    r"|sappiamo|sei|dizer|weet|weten|zeggen|pata)\b[^.?!;,]{0,20}?"
    r"\b(?:when|cuando|wann|quand|quando|wanneer|kab)\b(?: \w+)?\s*(?:[.,;!?]|$)"
    r"|\b(?:wei(?:ss|ß)|weet) [^.?!;,]{0,20}?\b(?:nicht|niet)(?: \w+)?,? (?:wann|wanneer)\b"
    r"(?: \w+)?\s*(?:[.,;!?]|$)"
    r"|לא (?:יודע|יודעת|יודעים|בטוח|בטוחה) (?:עדיין )?מתי|لا (?:أعرف|اعرف|أدري|ادري|نعرف) متى"
)
_BUT = re.compile(r"\b(?:but|pero|sino|aber|sondern|mais|ma|però|mas|maar)\b")
_ASIDE = re.compile(r"[,;] ")
# "Tomorrow at ten on two one two ...".
_LINK_TO_NUMBER = re.compile(
    r"(?:[,;]? (?:on|at|under|al|en el|unter|auf|bei|au|sur le|sur|al numero|sul|no|pelo|op))?"
    r"[,;]? $"
)
_CORRECTS = re.compile(
    r"\b(?:no|nein|nee|non|não|sorry|lieber|better|rather|mejor|meglio|plutôt)\b", re.I
)
_GOES_ON = re.compile(r" ?[^\W\d_]+ [^\W\d_]+")
_AGO = re.compile(r"\s*(?:ago|old|late|long|früher)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A part of a sentence that states a time; `start` and `end` count in the sentence."""

    start: int
    end: int
    days: tuple[object, ...]
    has_part: bool
    clocks: tuple[Clock | MinutesPast | Delay | Exact, ...]
    # Of two times in it, only one may be meant.
    is_unsure: bool = False

    @property
    def has_day(self) -> bool:
        return bool(self.days)

    @property
    def has_clock(self) -> bool:
        return bool(self.clocks)

    @property
    def weight(self) -> int:
        return 4 * self.has_clock + 2 * self.has_day + self.has_part

    def echoes(self, other: "TimeSpan") -> bool:
        """Returns whether it contains no more than `other`; "three" repeats "three p m"."""
        return set(self.days) <= set(other.days) and self.repeats_clocks(other)

    def is_exact_form_of(self, other: "TimeSpan") -> bool:
        """Returns whether it says the same clock time by twenty-four hours: "eighteen thirty"."""
        hours = [clock.hour for clock in self.clocks if isinstance(clock, Clock)]
        others = [clock.hour for clock in other.clocks if isinstance(clock, Clock)]
        is_exact = bool(hours and others) and min(hours) > 12 >= max(others)
        return is_exact and self.repeats_clocks(other) and not (self.has_day and other.has_day)

    def repeats_clocks(self, other: "TimeSpan") -> bool:
        said = [_on_the_dial(clock) for clock in other.clocks]
        return all(_on_the_dial(clock) in said for clock in self.clocks)


def when_in(sentence: Sentence, near: int = 0) -> TimeSpan | None:
    """Returns the words that state a time, nearest after position `near`; a separate day and clock
    time are combined.
    """
    spans = [span for span in time_spans_in(sentence.text) if span.weight]
    if not spans or _UNKNOWN_WHEN.search(sentence.plain):
        return None
    best = max(spans, key=lambda span: (span.weight, span.end > near, -abs(span.start - near)))
    if instead := _named_instead(sentence, best, spans):
        return replace(_joined_spans(best, instead), is_unsure=True)
    partner = find_partner(best, spans)
    return _joined_spans(best, partner) if partner else best


def _named_instead(
    sentence: Sentence, named: TimeSpan, spans: Sequence[TimeSpan]
) -> TimeSpan | None:
    """Returns another time of the same day behind "but": "tomorrow morning I'm out, but
    afternoons I'm in".
    """
    last = spans[-1]
    contrast = _BUT.search(sentence.plain, named.end, last.start)
    is_other = (last.has_clock or last.has_part) and not last.has_day
    return last if contrast and is_other and named.has_day else None


def another_time_in(sentence: Sentence, known: TimeSpan | None) -> TimeSpan | None:
    """Returns the last clock time behind the known one: "at two I eat, make it three"."""
    spans = [
        span
        for span in time_spans_in(sentence.text)
        if any(isinstance(clock, Clock) for clock in span.clocks)
        and not is_excluded(sentence, span)
    ]
    said = [_on_the_dial(clock) for span in spans for clock in span.clocks]
    if known is None or not known.has_clock or len(said) < _SEVERAL:
        return None
    known_clocks = [_on_the_dial(clock) for clock in known.clocks]
    return spans[-1] if said[0] in known_clocks and said[-1] not in known_clocks else None


def find_partner(span: TimeSpan, others: Sequence[TimeSpan]) -> TimeSpan | None:
    """Returns the first span with the day that `span` lacks, or the clock time."""
    return next((other for other in others if _completes_span(other, span)), None)


@lru_cache(maxsize=128)
def time_spans_in(text: str) -> tuple[TimeSpan, ...]:
    """Returns where `text` states a time, without past times and durations."""
    described = (
        _described_span(
            text,
            _with_not(text, start),
            _without_aside(text, start, _before_number(text, start, end)),
        )
        for start, end in time_spans(text)
    )
    return tuple(span for span in described if not _is_about_something_else(span, text))


def _before_number(text: str, start: int, end: int) -> int:
    """Leaves out a telephone number that follows: "tomorrow at eleven, on one one, nine eight"."""
    mark = next((at for at, _, _ in _long_numbers(text) if start < at < end), end)
    if mark == end:
        return end
    before = _LINK_TO_NUMBER.search(text, start, mark)
    return before.start() if before else end


def _without_aside(text: str, start: int, end: int) -> int:
    """Leaves out a last time that belongs to the next clause: "tomorrow morning, afternoons he
    works", "tomorrow at ten, because at nine I have a visitor".
    """
    marks = list(_ASIDE.finditer(text, start, end))
    if not marks or not _GOES_ON.match(text, end):
        return end
    before, last = text[start : marks[-1].start()], text[marks[-1].end() : end]
    said, aside = _described_span(before, 0, len(before)), _described_span(last, 0, len(last))
    is_other_part = said.has_part and aside.has_part and not aside.has_clock
    is_reason = said.has_clock and aside.has_clock and _BECAUSE.match(last) is not None
    is_aside = (
        said.has_day
        and (is_other_part or is_reason)
        and not (aside.has_day or _CORRECTS.search(last))
    )
    return marks[-1].start() if is_aside else end


def _with_not(text: str, start: int) -> int:
    """Includes an exclusion in the span: "Not Monday, Tuesday"."""
    found = _NOT.search(text, max(0, start - _LONGEST_NOT), start)
    return found.start() if found else start


def _is_about_something_else(span: TimeSpan, text: str) -> bool:
    """Recognizes past times and durations: "last week", "two days ago", "for twenty minutes"."""
    is_pronoun = _ONE.search(text[: span.start]) or _ONE_CALLS.match(text[span.end :])
    if is_pronoun and _ONE_WORD.fullmatch(text[span.start : span.end]):
        return True
    if _is_in_number(span, text):
        return True
    if _AGO.match(text[span.end :]) or (
        _PAST.search(text[span.start : span.end]) and "mañana" not in text
    ):
        return True
    only_a_length = not span.has_day and all(isinstance(clock, Delay) for clock in span.clocks)
    return only_a_length and bool(_NOT_WHEN.search(text[: span.start]))


def _is_in_number(span: TimeSpan, text: str) -> bool:
    """Returns whether the words are digits of a telephone number."""
    fewest = _DIGITS_OF_A_NUMBER + 2 * span.has_day
    return any(
        start < span.end and span.start < end and digits >= fewest
        for start, end, digits in _long_numbers(text)
    )


def has_number(text: str) -> bool:
    """Returns whether a telephone number, or a long part of one, is said."""
    return bool(_long_numbers(text))


def digits_only(text: str) -> int:
    """Returns the count of the digits of a sentence without any other word, else 0."""
    letters = sum(char.isalnum() for char in text)
    if letters > _LONGEST_PIECE:
        return 0
    for language in READ:
        runs = digit_runs(text, language)
        said = sum(char.isalnum() for run in runs for char in text[run.start : run.end])
        if runs and said == letters:
            return sum(len(run.digits) for run in runs)
    return 0


@lru_cache(maxsize=128)
def _long_numbers(text: str) -> tuple[tuple[int, int, int], ...]:
    """Returns start, end and count of the digits of each number; a piece that is said digit by
    digit, "oh one four three", counts as a whole one.
    """
    return tuple(
        (run.start, run.end, max(len(run.digits), _DIGITS_OF_A_NUMBER + 2))
        if _is_spelt(run)
        else (run.start, run.end, len(run.digits))
        for language in READ
        for run in digit_runs(text, language)
        if len(run.digits) >= _DIGITS_OF_A_NUMBER or _is_spelt(run)
    )


def _is_spelt(run: Run) -> bool:
    """Returns whether the digits are said one by one, unlike "at two oh five"."""
    is_clock = len(run.digits) == _FEWEST_SPELT and run.digits[1] == "0"
    return (
        len(run.pieces) == len(run.digits) >= _FEWEST_SPELT
        and not is_clock
        and run.end - run.start > 2 * len(run.digits)
    )


def _described_span(text: str, start: int, end: int) -> TimeSpan:
    items = [mention.item for mention in mentions(text[start:end])]
    return TimeSpan(
        start,
        end,
        days=tuple(item for item in items if is_day(item) or isinstance(item, Exact)),
        has_part=any(
            isinstance(item, Part) or item in (Mark.OPENING, Mark.CLOSING) for item in items
        ),
        clocks=tuple(
            item for item in items if isinstance(item, Clock | MinutesPast | Delay | Exact)
        ),
    )


def _completes_span(other: TimeSpan, best: TimeSpan) -> bool:
    return (
        best.has_clock != best.has_day
        and other.has_clock == best.has_day
        and other.has_day == best.has_clock
    )


def _joined_spans(one: TimeSpan, other: TimeSpan) -> TimeSpan:
    start, end = min(one.start, other.start), max(one.end, other.end)
    return TimeSpan(
        start, end, one.days + other.days, one.has_part or other.has_part, one.clocks + other.clocks
    )


def vague_when_in(sentence: Sentence) -> str | None:
    """Returns vague words about time, "later" or "as soon as possible", which name none."""
    vague = [
        sentence.text[span.start : span.end]
        for span in time_spans_in(sentence.text)
        if not span.weight
    ]
    telling = [words for words in vague if not _BARE_UNIT.fullmatch(words)]
    return telling[-1] if telling else None


def is_ahead(sentence: Sentence) -> bool:
    """Returns whether it names a day to come that is counted from today, or a time of today."""
    return any(
        isinstance(day, DaysAhead)
        and (day.count > 0 or (day.count == 0 and span.has_clock and not span.has_part))
        for span in time_spans_in(sentence.text)
        for day in span.days
    )


def is_excluded(sentence: Sentence, span: TimeSpan) -> bool:
    """Returns whether the words only exclude a time: "not today"."""
    return _BEGINS_NOT.match(sentence.text, span.start) is not None


def day_in(sentence: Sentence) -> TimeSpan | None:
    """Returns the last words that state a day and no clock time: "not today, tomorrow"."""
    days = [span for span in time_spans_in(sentence.text) if span.has_day and not span.has_clock]
    return next((day for day in reversed(days) if not is_excluded(sentence, day)), None)


def day_words(sentence: Sentence, span: TimeSpan) -> str | None:
    """Returns the words of the day in a span that names a clock time too."""
    days = [
        one
        for one in mentions(sentence.text)
        if is_day(one.item) and span.start <= one.start and one.end <= span.end
    ]
    return sentence.text[days[0].start : days[-1].end] if days else None


def is_mostly_time(sentence: Sentence, span: TimeSpan) -> bool:
    letters = sum(char.isalnum() for char in sentence.text)
    return 2 * sum(char.isalnum() for char in sentence.text[span.start : span.end]) >= letters


def _on_the_dial(clock: Clock | MinutesPast | Delay | Exact) -> object:
    if isinstance(clock, Delay) and clock.minutes and clock.minutes % 60 == 0:
        # Portuguese "quatro horas" repeats "às quatro".
        return (clock.minutes // 60 % 12, 0)
    return (clock.hour % 12, clock.minute) if isinstance(clock, Clock) else clock


def completes_time(old: TimeSpan, new: TimeSpan) -> bool:
    """Returns whether one time completes the other: a clock time or a part of the day for a day,
    a day for a clock time, or minutes for an hour.
    """
    if old.has_clock and new.clocks and all(isinstance(one, MinutesPast) for one in new.clocks):
        # "Half past", after "at four".
        return True
    if old.has_day and not old.has_clock and not new.has_day:
        return new.has_clock or (new.has_part and not old.has_part)
    return old.has_clock and not old.has_day and new.has_day and not new.has_clock
