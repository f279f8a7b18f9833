"""Finds the mentions of time in a text of any known language, with their places."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from shared.domain.callback_time.contexts import UNKNOWN, Lexeme
from shared.domain.callback_time.grammar import RULES, UNKNOWN_ZONE, UNREAD
from shared.domain.callback_time.mentions import (
    CalendarDay,
    Clock,
    Delay,
    Item,
    Mark,
    Mention,
    Number,
    Part,
    Zone,
    is_day,
)
from shared.domain.callback_time.other_times import without_lengths
from shared.domain.callback_time.plain_words import WORDS
from shared.domain.callback_time.signs import Sign
from shared.domain.callback_time.spoken_time import spoken
from shared.domain.callback_time.words import LEXICONS, likely_languages

_CONNECTING = (Mark.LINK, Mark.TO, Mark.OR, Mark.FIX)
_NEAR = 8
# The most words between two mentions of one group.
_MOST_BETWEEN = 3
_EMPTY_BY_ITSELF = frozenset(
    {
        *_CONNECTING,
        *Mark.bounds(),
        Mark.NOT,
        Mark.NO,
        Mark.NOT_THAT,
        Mark.PAST,
        Mark.GAP,
        Mark.AFTER_THAT,
    }
    | {Mark.BEFORE_THAT, Mark.ONWARDS, Mark.OR_EARLIER, Mark.IN_HOURS}
)
_NOT_READ = (Mark.GAP, Mark.VAGUE, Mark.UNREAD)
# Languages whose word for hours also stands behind a clock time.
_HOURS_ON_THE_CLOCK = frozenset({"es", "it", "pt"})
_PAUSE = re.compile(r"[.,;:!?،؟।—–]")
_DIGITS = re.compile(r"\d{1,2}")


@dataclass(frozen=True, slots=True)
class Reading:
    """The mentions in a text in one language. `unread` counts its letters in unknown words, `read`
    those in words about time.
    """

    language: str
    mentions: tuple[Mention, ...]
    unread: int
    read: int
    signs: tuple[Sign, ...] = ()


def mentions(text: str, language: str | None = None) -> tuple[Mention, ...]:
    """Returns all mentions of time in order; words without one become Mark.GAP."""
    return readings(text, language)[0].mentions


def readings(text: str, language: str | None = None) -> tuple[Reading, ...]:
    """Reads the text in each likely language and returns the best readings, at least one: those
    with the fewest unread words and, among these, the most words about time. If the reading in
    `language` (ISO 639) leaves no more words unread, it is the only one. Readings with the same
    meaning are returned once.
    """
    return _readings(text, language.split("-")[0].lower() if language else None)


@lru_cache(maxsize=256)
def _readings(text: str, language: str | None) -> tuple[Reading, ...]:
    found = [_reading_in(code, text) for code in likely_languages(text, language)]
    fewest = min(reading.unread for reading in found)
    own = [_tolerant(reading, text) for reading in found if reading.language == language]
    if own and own[0].unread <= fewest:
        return (own[0],)
    # Words are only taken as misspelt in the languages that know the others best.
    best = {each.language: _tolerant(each, text) for each in found if each.unread == fewest}
    most = max(reading.read for reading in best.values())
    best = {code: reading for code, reading in best.items() if reading.read == most}
    different = {tuple(one.item for one in each.mentions): each for each in [*best.values()][::-1]}
    return tuple(different.values())[::-1]


def _tolerant(reading: Reading, text: str) -> Reading:
    return _reading_in(reading.language, text, is_tolerant=True) if reading.unread else reading


def _reading_in(code: str, text: str, *, is_tolerant: bool = False) -> Reading:
    words, signs = spoken(text, code, is_tolerant=is_tolerant)
    found = tuple(_settle_numbers(text, list(_scan(words))))
    if code in _HOURS_ON_THE_CLOCK:
        found = tuple(_settle_hours(found))
    unread = sum(one.end - one.start for one in found if one.item in _NOT_READ)
    places = {(word.start, word.end) for word in words if not word.word.startswith(UNKNOWN)}
    found = tuple(without_lengths(text, found, code))
    return Reading(code, found, unread, sum(end - start for start, end in places), signs)


def time_spans(text: str, language: str | None = None) -> tuple[tuple[int, int], ...]:
    """Returns the places in `text` about time: (start, end) of each unbroken group of words that
    names one.
    """
    spans = (_trimmed(stretch) for stretch in _stretches(text, mentions(text, language)))
    return tuple(
        (span[0].start, span[-1].end)
        for span in spans
        if says_when([mention.item for mention in span])
    )


def says_when(items: Sequence[Item]) -> bool:
    """Returns whether the items name a time; connecting words do not."""
    return any(
        not isinstance(item, Zone | Number) and item not in _EMPTY_BY_ITSELF for item in items
    )


def _stretches(text: str, found: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Splits the items at words without a meaning here: "until one, I'd like a call at four"."""
    stretch: list[Mention] = []
    for mention in found:
        far = bool(stretch) and _words_between(text, stretch[-1], mention) > _MOST_BETWEEN
        if stretch and (far or mention.item is Mark.GAP):
            yield stretch
            stretch = []
        if mention.item is not Mark.GAP:
            stretch.append(mention)
    if stretch:
        yield stretch


def _words_between(text: str, last: Mention, mention: Mention) -> int:
    return len(text[last.end : mention.start].split())


def _trimmed(stretch: list[Mention]) -> list[Mention]:
    """Removes the connecting words at either end, which belong to the surrounding sentence."""
    loose = (*_CONNECTING, Mark.NOT)
    first = next(
        (at for at, mention in enumerate(stretch) if mention.item not in loose), len(stretch)
    )
    last = next(
        (
            at
            for at in range(len(stretch), first, -1)
            if stretch[at - 1].item not in _EMPTY_BY_ITSELF
        ),
        first,
    )
    return stretch[first:last]


def _scan(words: Sequence[Lexeme]) -> Iterator[Mention]:
    canonical = " ".join(lexeme.word for lexeme in words)
    at, offset = 0, 0
    while at < len(words):
        items, length = _first_match(canonical, offset, words[at].word)
        found = words[at : at + length]
        said_words = [one.word for one in found]
        is_bare = all(_DIGITS.fullmatch(word) for word in said_words[:1]) and (
            said_words[1:] == ["hour"] or all(_DIGITS.fullmatch(word) for word in said_words)
        )
        number = int(found[0].word) if items == (Mark.GAP,) and found[0].word.isdigit() else None
        for item in items:
            yield Mention(item, found[0].start, found[-1].end, number, is_bare)
        offset += sum(len(lexeme.word) + 1 for lexeme in words[at : at + length])
        at += length


def _first_match(canonical: str, offset: int, word: str) -> tuple[tuple[Item, ...], int]:
    is_unknown = word.startswith(UNKNOWN)
    for rule in (UNKNOWN_ZONE,) if is_unknown else RULES:
        if match := rule.pattern.match(canonical, offset):
            return rule.read(match), match[0].count(" ") + 1
    return ((Mark.GAP,) if is_unknown else WORDS.get(word, UNREAD)), 1


def _settle_hours(found: Sequence[Mention]) -> Iterator[Mention]:
    """Treats "nove horas" as a clock time, if a day or a part of it is named too."""
    names_day = any(is_day(mention.item) or isinstance(mention.item, Part) for mention in found)
    for mention in found:
        item = mention.item
        if names_day and isinstance(item, Delay) and mention.is_bare and item.minutes <= 24 * 60:
            hour = item.minutes // 60
            yield replace(mention, item=Clock(hour, exact=hour > 12), is_bare=False)
        else:
            yield mention


def _settle_numbers(text: str, found: list[Mention]) -> Iterator[Mention]:
    """Treats a bare number as a clock time next to other words of time, or when nothing else was
    said.
    """
    is_whole = all(mention.item is not Mark.GAP for mention in found)
    has_time = any(
        isinstance(mention.item, Clock | Part) or is_day(mention.item) for mention in found
    )
    has_clock = any(isinstance(mention.item, Clock) for mention in found)
    for at, mention in enumerate(found):
        if not isinstance(mention.item, Number):
            yield mention
        elif corrected := _corrected_day(mention.item, found[max(0, at - 2) : at]):
            yield Mention(corrected, mention.start, mention.end)
        elif (
            is_whole
            or (has_clock and _is_single(text, found, at))
            or (at == 0 and _is_corrected(found[1:]))
            or _corrects_clock(found[max(0, at - _NEAR) : at], has_time=has_time)
            or _speaks_of_time(found[max(0, at - _NEAR) : at][::-1])
            or _speaks_of_time(found[at + 1 : at + 1 + _NEAR])
        ):
            value = mention.item.value
            yield replace(mention, item=Clock(value, exact=value > 12 or value == 0))
        else:
            yield replace(mention, item=Mark.GAP, number=mention.item.value)


def _corrected_day(number: Number, before: Sequence[Mention]) -> CalendarDay | None:
    """ "On the twenty third, no, twenty fourth": a number that is hardly an hour."""
    if number.value <= 12 or len(before) < 2 or before[-1].item is not Mark.FIX:
        return None
    day = before[-2].item
    return replace(day, day=number.value) if isinstance(day, CalendarDay) else None


def _corrects_clock(before: Sequence[Mention], *, has_time: bool) -> bool:
    """ "At ten, no, I've got the dentist, make that eleven"."""
    return has_time and bool(before) and before[-1].item is Mark.FIX


def _is_single(text: str, found: Sequence[Mention], at: int) -> bool:
    """ "At one, no, one's when I eat, two": a number between pauses, beside clock times."""
    start = found[at - 1].end if at else 0
    end = found[at + 1].start if at + 1 < len(found) else len(text)
    before, after = text[start : found[at].start], text[found[at].end : end]
    is_last = at + 1 == len(found)
    return bool(_PAUSE.search(before)) and (is_last or bool(_PAUSE.search(after)))


def _is_corrected(after: Sequence[Mention]) -> bool:
    """ "Eleven, no, I've got the dentist, make it one": the first number is corrected."""
    return (
        bool(after)
        and after[0].item is Mark.FIX
        and any(isinstance(mention.item, Clock | Number) for mention in after)
    )


def _speaks_of_time(neighbours: Sequence[Mention]) -> bool:
    for mention in neighbours:
        if mention.item in _CONNECTING or isinstance(mention.item, Number):
            continue
        return (
            isinstance(mention.item, Clock | Part | Zone)
            or is_day(mention.item)
            or mention.item in {*Mark.bounds(), Mark.NOT_THAT}
        )
    return False


KNOWN_LANGUAGES = frozenset(LEXICONS)
