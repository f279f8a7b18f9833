"""Spoken text to lexemes: the grammar's vocabulary with every word's place in the original text."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from shared.domain.callback_time.words import (
    FIRST_WORDS,
    LONGEST_PHRASE,
    NUMBERS,
    NUMBERS_AFTER_AT,
    ORDINALS,
    PHRASES,
    TENS,
    ZONE_ABBREVIATIONS,
    ZONE_PHRASES,
)

UNKNOWN = "~"
_FILLER = ""

_TOKEN = re.compile(
    r"""
    (?P<iso>\b\d{4}-\d{2}-\d{2}(?:[T\ ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?
      \ ?(?:Z\b|[+-]\d{2}:?\d{2}\b)?)?)
  | (?P<date>\b\d{4}[/.]\d{1,2}[/.]\d{1,2}\b
      |\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\d{1,2}/\d{1,2}\b|\b\d{1,2}\.\d{1,2}\.(?!\d)
      |\b\d{1,2}\ \d{1,2}\ 20\d{2}\b)
  | (?P<phone>(?<!\w)\+?\(?\d(?:[ ().-]{0,2}\d){6,}\b)
  | (?P<offset>\b(?:UTC|GMT)\ ?[+-]\ ?\d{1,2}(?::?\d{2})?\b)
  | (?P<clock>\b\d{1,2}(?::\d{2}:\d{2}(?!\d)|[:.]\d{2}(?!\d)|[hH]\d{2}\b))
  | (?P<ordinal>\b\d{1,2}(?:st|nd|rd|th)\b)
  | (?P<german_day>\b\d{1,2}\.(?=\ [^\W\d]))
  | (?P<number>\d+)
  | (?P<meridiem>(?<![^\W\d])[aApP]\.\ ?[mM]\b\.?|(?<=\d)[aApP]\b(?!\.?\ ?[mM]\b))
  | (?P<word>[^\W\d_]+(?:['’״"][^\W\d_]+)*)
  | (?P<dash>[-–—](?=\s?\d))
  | (?P<comma>[.,;!?])
    """,
    re.VERBOSE,
)
_HEBREW_PREFIX = re.compile(r"[בלהומ](?=[א-ת]{2})")
_FUSED = re.compile(
    r"(\w+(?:tag|mittwoch)|mittwoch)((?:früh|morgen|vormittag|mittag|nachmittag|abend)s?)|(\w+)(ish)"
)
_PHONE_RUN = 5
_PHONE_WORDS = frozenset({"oh", "o", "double", "triple", "zero"})
_AFTER_CLOCK = re.compile(r"am|pm|oclock|noon|midnight|\d{1,2}(:\d{2})?$")
_SMALL = re.compile(r"\d$")
_BEFORE_NUMBER = frozenset({"at", "in", "between", "from", "after", "before", "y", "to"})
_UNITS = frozenset(f"{n}{suffix}" for n in range(1, 10) for suffix in ("", "th"))
_ROUGHLY = frozenset(
    {"around", "about", "roughly", "approximately", "etwa", "ungefähr", "vers", "environ", "circa"}
)
_UNIT_WORDS = frozenset({"minute", "hour", "day", "bizday", "week", "month"})
_ARTICLES = frozenset({"una", "un", "une", "ein"})


@dataclass(frozen=True, slots=True)
class Lexeme:
    """`word` is the grammar's word, `kind=value`, or "~" and what was said when it means nothing
    here.
    """

    word: str
    said: str
    start: int
    end: int


def lexemes(text: str) -> tuple[Lexeme, ...]:
    """Fillers are dropped; unknown words and phone numbers stay as words that begin
    with UNKNOWN.
    """
    read = _merge(_mask_spoken_phones(_read(_tokens(text))))
    in_context = [replace(lexeme, word=_in_context(read, at)) for at, lexeme in enumerate(read)]
    return tuple(_without_fillers(in_context))


def _without_fillers(read: Sequence[Lexeme]) -> Iterator[Lexeme]:
    """A filler between two numbers stays as a comma: what it kept apart is not one time."""
    for at, lexeme in enumerate(read):
        if lexeme.word != _FILLER:
            yield lexeme
        elif (
            0 < at < len(read) - 1
            and read[at - 1].word[:1].isdigit()
            and read[at + 1].word[:1].isdigit()
        ):
            yield replace(lexeme, word=",")


def _tokens(text: str) -> list[Lexeme]:
    """Lexemes whose `word` is still the kind of token."""
    found = (
        Lexeme(str(m.lastgroup), m[0].lower().replace("’", "'"), m.start(), m.end())
        for m in _TOKEN.finditer(text)
    )
    return [part for token in found for part in _split_suffix(token) or _split_hebrew(token)]


def _split_suffix(token: Lexeme) -> tuple[Lexeme, ...]:
    """ "Freitagnachmittag" is a day and a part of it, "noonish" a time and a filler."""
    fused = _FUSED.fullmatch(token.said)
    if not fused:
        return ()
    first, second = (part for part in fused.groups() if part)
    if not _is_known(first):
        return ()
    middle = token.start + len(first)
    return replace(token, said=first, end=middle), replace(token, said=second, start=middle)


def _split_hebrew(token: Lexeme) -> tuple[Lexeme, ...]:
    """A Hebrew word with a glued preposition becomes two."""
    prefix = _HEBREW_PREFIX.match(token.said)
    if not prefix or _is_known(token.said) or not _is_known(token.said[1:]):
        return (token,)
    preposition = {"ב": "at", "ל": "to", "ו": "y"}.get(prefix[0], "the")
    return (
        replace(token, said=preposition, end=token.start + 1),
        replace(token, said=token.said[1:], start=token.start + 1),
    )


def _is_known(said: str) -> bool:
    return (said,) in PHRASES or said in NUMBERS


def _read(tokens: Sequence[Lexeme]) -> list[Lexeme]:
    read: list[Lexeme] = []
    at = 0
    while at < len(tokens):
        word, length = _longest_phrase(tokens, at)
        said = " ".join(token.said for token in tokens[at : at + length])
        read.append(Lexeme(word, said, tokens[at].start, tokens[at + length - 1].end))
        at += length
    return read


def _longest_phrase(tokens: Sequence[Lexeme], at: int) -> tuple[str, int]:
    if tokens[at].said not in FIRST_WORDS:
        return _single(tokens[at]), 1
    spoken = tuple(token.said for token in tokens[at : at + LONGEST_PHRASE])
    zone, zone_length = _zone(spoken)
    for length in range(len(spoken), 0, -1):
        if zone_length >= length:
            return zone, zone_length
        if (word := PHRASES.get(spoken[:length])) is not None:
            return word, length
    return _single(tokens[at]), 1


def _zone(spoken: tuple[str, ...]) -> tuple[str, int]:
    """A zone's word and length; `maybezone` needs a clock time before it. Length 0 is no zone."""
    for length in (2, 1) if len(spoken) > 1 else (1,):
        name = ZONE_PHRASES.get(spoken[:length])
        if name and spoken[length : length + 1] in (("time",), ("zeit",)):
            return f"zone={name}", length + 1
        if name and spoken[0] in ZONE_ABBREVIATIONS:
            return f"zone={name}", length
        if name and name != "?":
            return f"maybezone={name}", length
    return "", 0


_READERS: dict[str, Callable[[str], str]] = {
    "iso": lambda said: "iso=" + said.replace(" ", "t", 1).replace(" ", ""),
    "date": lambda said: "date=" + said.replace(" ", "."),
    "offset": lambda said: "offset=" + said[3:].replace(" ", ""),
    "clock": lambda said: re.sub("[.h]", ":", said)[:5].rstrip(":"),
    "ordinal": lambda said: f"{int(said[:-2])}th",
    "german_day": lambda said: f"{int(said[:-1])}th",
    "number": lambda said: said if len(said) <= 4 else f"{UNKNOWN}{said}",
    "meridiem": lambda said: f"{said[0]}m",
    "dash": lambda said: "thru",
    "comma": lambda said: ",",
}


def _single(token: Lexeme) -> str:
    return _READERS.get(token.word, _spoken_number)(token.said)


def _spoken_number(said: str) -> str:
    if said in NUMBERS:
        return str(NUMBERS[said])
    return f"{ORDINALS[said]}th" if said in ORDINALS else f"{UNKNOWN}{said}"


def _mask_spoken_phones(read: list[Lexeme]) -> list[Lexeme]:
    masked = list(read)
    for is_digits, run in groupby(range(len(read)), key=lambda at: _is_phone_digit(read[at])):
        places = list(run)
        if is_digits and sum(read[at].word != "," for at in places) >= _PHONE_RUN:
            for at in places:
                masked[at] = replace(read[at], word=f"{UNKNOWN}{read[at].said}")
    return masked


def _is_phone_digit(lexeme: Lexeme) -> bool:
    return bool(_SMALL.match(lexeme.word)) or lexeme.said in _PHONE_WORDS or lexeme.word == ","


def _merge(read: list[Lexeme]) -> list[Lexeme]:
    """Joins what was said in pieces: "twenty four", "p m", "nine oh five"."""
    merged: list[Lexeme] = []
    for lexeme in read:
        word = _joined(merged[-1], lexeme) if merged else None
        if word is None:
            merged.append(lexeme)
        else:
            last = merged.pop()
            merged.append(Lexeme(word, f"{last.said} {lexeme.said}", last.start, lexeme.end))
    return merged


def _joined(last: Lexeme, lexeme: Lexeme) -> str | None:
    if lexeme.said == "m" and last.said in ("a", "p"):
        return f"{last.said}m"
    if last.said in ("oh", "o", "zero") and _SMALL.match(lexeme.word):
        return f"0{lexeme.word}"
    if last.said in TENS and lexeme.word in _UNITS and lexeme.said not in TENS:
        number = TENS[last.said] + int(lexeme.word.removesuffix("th"))
        return f"{number}{'th' * lexeme.word.endswith('th')}"
    if last.said in TENS and last.word.isdigit() and lexeme.word == "y":
        return f"{last.word}y"
    if last.word.endswith("0y") and last.word[:-1].isdigit() and lexeme.word in _UNITS:
        return str(int(last.word[:-1]) + int(lexeme.word.removesuffix("th")))
    return None


def _in_context(read: Sequence[Lexeme], at: int) -> str:
    lexeme = read[at]
    before = read[at - 1].word if at else ""
    follows = read[at + 1].word if at + 1 < len(read) else ""
    if lexeme.said in _ROUGHLY and follows[:1].isdigit() and before not in ("at", "in", "within"):
        return _FILLER if at + 2 < len(read) and read[at + 2].word in _UNIT_WORDS else "at"
    if lexeme.said in NUMBERS_AFTER_AT and before in _BEFORE_NUMBER:
        return (
            str(NUMBERS_AFTER_AT[lexeme.said])
            if before == "at" or lexeme.said not in _ARTICLES
            else _FILLER
        )
    if lexeme.word.startswith("maybezone="):
        return _zone_or_word(lexeme, before, follows)
    return _two_meanings(lexeme, before, follows)


def _two_meanings(lexeme: Lexeme, before: str, follows: str) -> str:
    """English and German "am", Spanish "a", German "morgen"."""
    match lexeme.said:
        case "am":
            return "am" if _AFTER_CLOCK.match(before) else "on"
        case "a" if before[:1].isdigit() and follows[:1].isdigit():
            return "thru"
        case "morgen" if before == "today" or before.startswith("wd"):
            return "morning"
        case _:
            return lexeme.word


def _zone_or_word(lexeme: Lexeme, before: str, follows: str) -> str:
    if (
        _AFTER_CLOCK.match(before)
        and follows not in ("half", "quarter")
        and not follows[:1].isdigit()
    ):
        return lexeme.word.removeprefix("maybe")
    return PHRASES.get((lexeme.said,), f"{UNKNOWN}{lexeme.said}")
