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


# What stands before a word. Each character is named, because the index reads no class of them.
_BEFORE_WORD = r"""(^|[][ \n\t!"#$%&'()*+,./:;<=>?@\\^_`{|}~-])"""
_SHORT = re.compile(r"[a-z0-9]{1,2}")


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a search, found where one of `patterns` (of LIKE) matches a call's words, or where
    they match `expression` (a regular one).
    """

    patterns: tuple[str, ...] = ()
    expression: str | None = None

    @property
    def as_patterns(self) -> tuple[str, ...]:
        """Returns patterns that find the term in texts of few words: the beginning of a line or of
        a word after a blank stands for `expression`.
        """
        if self.expression is None:
            return self.patterns
        word = self.expression.removeprefix(_BEFORE_WORD)
        return (f"{word}%", f"%\n{word}%", f"% {word}%")


def search_terms(typed: str) -> tuple[Term, ...]:
    """Returns the terms of a search, all of which a call must match; at most MOST_TERMS.

    A text that is a telephone number is one term, whatever is between its digits. One or two
    letters are the beginning of a word: within words they are nearly everywhere.
    """
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", typed)).lower().strip()
    number = _EXTENSION.sub("", text)
    if _NUMBER.fullmatch(number) and len(_digits(number)) >= LEAST_DIGITS:
        return (Term((*_number_patterns(number), _pattern(text))),)
    return tuple(map(_term_of_word, text.split()[:MOST_TERMS]))


def _term_of_word(word: str) -> Term:
    if _SHORT.fullmatch(word):
        return Term(expression=_BEFORE_WORD + word)
    if _NUMBER.fullmatch(word):
        return Term((*_number_patterns(word), _pattern(word)))
    return Term((_pattern(word),))


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
