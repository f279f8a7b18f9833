"""What people type to find a call: words, and telephone numbers in any form."""

import re
import unicodedata
from dataclasses import dataclass

MOST_TERMS = 8
# Fewer digits are a part of a text, such as a house number, as well as of a number.
LEAST_DIGITS = 3
_ACCENTS = re.compile("[\u0300-\u036f]")
_NUMBER = re.compile(r"(?:tel:)?\+?[\d\s().\-/\u2010-\u2015]+")
_EXTENSION = re.compile(r"\s*(?:ext\.?|x|#)\s*\d{1,6}$")
# Dialled before a country code in Europe and in North America.
_PREFIXES = ("00", "011")


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a search, found where one of `patterns` (of LIKE) matches a call's words."""

    patterns: tuple[str, ...]


def search_terms(typed: str) -> tuple[Term, ...]:
    """Returns the terms of a search, all of which a call must match; at most MOST_TERMS.

    A text that is a telephone number is one term, whatever is between its digits.
    """
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", typed)).lower().strip()
    number = _EXTENSION.sub("", text)
    if _NUMBER.fullmatch(number) and len(_digits(number)) >= LEAST_DIGITS:
        return (Term((*_number_patterns(number), _pattern(text))),)
    return tuple(
        Term(
            (*_number_patterns(word), _pattern(word))
            if _NUMBER.fullmatch(word)
            else (_pattern(word),)
        )
        for word in text.split()[:MOST_TERMS]
    )


def _number_patterns(number: str) -> tuple[str, ...]:
    """Returns patterns of the stored digits: without what is dialled before the number of its
    country, and without the zero that is dialled only inside of it.
    """
    digits = _digits(re.sub(r"\(0\)", "", number))
    found = [digits.lstrip("0")]
    found += [
        digits.removeprefix(prefix).lstrip("0")
        for prefix in _PREFIXES
        if digits.startswith(prefix) and len(digits) > len(prefix) + LEAST_DIGITS
    ]
    return tuple(dict.fromkeys(_pattern(each) for each in found if len(each) >= LEAST_DIGITS))


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(each)) for each in text if each.isdigit())


def _pattern(text: str) -> str:
    return "%" + re.sub(r"([\\%_])", r"\\\1", text) + "%"
