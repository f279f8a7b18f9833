"""Numbers and e-mail addresses in a text, written or said, as lexemes that an index finds."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache

from shared.domain.numerals import (
    LANGUAGES,
    Run,
    digit_runs,
    folded,
    table_of,
    with_hundreds,
)
from shared.domain.search_query import Contact
from shared.domain.transcript import Speaker
from shared.local.contact_details import located_addresses
from shared.local.lexicons import READ

LEAST_DIGITS, MOST_DIGITS = 3, 15
# A number is also found by as many of its last digits: without its country or area.
LEAST_LAST_DIGITS = 7
# A text has at most so many, so that one of digits alone stays small.
MOST_IN_TEXT = 200
_WORD = re.compile(r"\d|[^\W\d_]+")
_LINE_OF = re.compile(r"(agent|customer|unknown)(?: [^:\n]{1,60})?: ")
# An amount with hundredths.
_AMOUNT = re.compile(r"(\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+|\d+)[.,](\d\d)")
_TRUNK = re.compile(r"\(0\)")
# The weights of PostgreSQL's lexemes, as the migrations give them to speakers.
_WEIGHTS = {Speaker.AGENT: "A", Speaker.CUSTOMER: "B"}


def lexemes_in_text(
    text: str, language: str | None, *, first_speaker: Speaker | None = None
) -> tuple[str, ...]:
    """Returns the lexemes of all numbers and addresses in a text, each after the letter of who says
    it. Lines of transcripts begin with their speaker.
    """
    found: dict[str, None] = {}
    speaker = first_speaker
    spoken = _known(language)
    for line in text.split("\n"):
        named = _LINE_OF.match(line)
        speaker = Speaker(named[1]) if named else speaker
        weight = _WEIGHTS.get(speaker or Speaker.UNKNOWN, "D")
        for contact in contacts_in(line[named.end() if named else 0 :], spoken):
            found.update(dict.fromkeys(weight + each for each in contact.lexemes))
        if len(found) >= MOST_IN_TEXT:
            break
    return tuple(found)[:MOST_IN_TEXT]


def contacts_in(line: str, language: str) -> Iterator[Contact]:
    """Yields the numbers and addresses of a line, with all lexemes that find them."""
    if _has_digits(line, language):
        for run in digit_runs(line, language):
            if len(run.digits) >= LEAST_DIGITS:
                digits = _without_prefix(run.digits)
                last = _last_digits(digits) if len(digits) <= MOST_DIGITS else ()
                lexemes = [f"={digits}", *(f"#{each}" for each in last)]
                # "Twelve hundred and fifty" is 1250, and may be digits of a longer number.
                number = "".join(with_hundreds(run.pieces))
                if number not in ("", run.digits):
                    lexemes.append(f"={number}")
                if amount := _AMOUNT.fullmatch(line[run.start : run.end]):
                    # Not "12,50" for 1250, but "1.250,00".
                    lexemes = [_lexeme_of_amount(amount), f"={_digits_of(amount[1])}"]
                yield Contact(run.start, run.end, tuple(lexemes))
    for start, end, address in located_addresses(line, (language,)):
        yield Contact(start, end, (f"@{address}",))


def places_of_contacts(
    text: str, language: str | None, wanted: Set[str]
) -> Iterator[tuple[int, int]]:
    """Yields start and end of the numbers and addresses of a text that have one of the lexemes."""
    spoken, at = _known(language), 0
    for line in text.split("\n"):
        named = _LINE_OF.match(line)
        begin = named.end() if named else 0
        for contact in contacts_in(line[begin:], spoken):
            if not wanted.isdisjoint(contact.lexemes):
                yield at + begin + contact.start, at + begin + contact.end
        at += len(line) + 1


def contacts_in_search(typed: str) -> list[Contact]:
    """Returns the numbers and addresses that are looked for, in order, with the lexemes of those
    that are the same or longer, or the same without country and area.

    A number in words is taken for one if it is as long as a telephone number.
    """
    text = _TRUNK.sub("   ", typed)
    found: list[Contact] = [
        Contact(start, end, (f"@{address}",), (address,))
        for start, end, address in located_addresses(typed, READ)
    ]
    for run in sorted(_runs_of_search(text), key=lambda run: -len(run.digits)):
        if all(run.end <= each.start or each.end <= run.start for each in found):
            digits = _without_prefix(run.digits)
            lexemes = [f"={digits}"]
            if amount := _AMOUNT.fullmatch(text[run.start : run.end]):
                lexemes.append(_lexeme_of_amount(amount))
                if not int(amount[2]):
                    lexemes.append(f"={_digits_of(amount[1])}")
            if LEAST_LAST_DIGITS <= len(digits) <= MOST_DIGITS:
                lexemes += [f"#{digits}", *(f"={each}" for each in _last_digits(digits))]
            found.append(Contact(_with_sign(typed, run.start), run.end, tuple(lexemes)))
    return sorted(found, key=lambda contact: contact.start)


def _lexeme_of_amount(amount: re.Match[str]) -> str:
    return f"={_digits_of(amount[1])}.{amount[2]}"


def _digits_of(written: str) -> str:
    return "".join(filter(str.isdigit, written))


def _runs_of_search(text: str) -> Iterator[Run]:
    for language in LANGUAGES:
        for run in digit_runs(text, language):
            written = text[run.start : run.end]
            is_written = sum(map(str.isdigit, written)) == len(run.digits)
            if len(run.digits) >= (LEAST_DIGITS if is_written else LEAST_LAST_DIGITS):
                yield run


def _with_sign(typed: str, start: int) -> int:
    """Returns where a number begins with the signs before its digits: "+", "(" and "tel:"."""
    before = re.search(r"(?:tel:)?[+(]*$", typed[:start])
    return before.start() if before else start


def _without_prefix(digits: str) -> str:
    """Returns a number without the zeros that are dialled before it; a short one as it is."""
    if len(digits) < LEAST_LAST_DIGITS:
        return digits
    return digits.removeprefix("011").lstrip("0") or digits


def _last_digits(digits: str) -> Sequence[str]:
    return [digits[-size:] for size in range(LEAST_LAST_DIGITS, len(digits))]


def _known(language: str | None) -> str:
    short = (language or "").partition("-")[0]
    return short if short in LANGUAGES else "en"


def _has_digits(line: str, language: str) -> bool:
    """Returns whether the words of a line can be a number of LEAST_DIGITS digits. Most lines have
    no such words, and reading numbers takes much longer than this.
    """
    sizes = _digits_of_words(language)
    count = 0
    for match in _WORD.finditer(folded(line)):
        count += 1 if match[0].isdigit() else sizes.get(match[0], 0)
        if count >= LEAST_DIGITS:
            return True
    return False


@cache
def _digits_of_words(language: str) -> Mapping[str, int]:
    """Returns how many digits a word is, at least one for each word in the name of a number."""
    table = table_of(language)
    sizes = {word: 1 for phrase in table for word in phrase}
    return sizes | {phrase[0]: len(digits) for phrase, digits in table.items() if len(phrase) == 1}
