"""What people type to find a call: words, and telephone numbers in any form."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import product

from shared.domain.search_query import read_search

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
_OPERATOR = re.compile(r'"|(^|\s)-\w|\sor\s')
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


@dataclass(frozen=True, slots=True)
class CallWords:
    """What a call's words must have: all `terms`, and none of the patterns `without`."""

    terms: tuple[Term, ...]
    without: tuple[str, ...] | None = None


def read_call_words(typed: str) -> CallWords:
    """Reads a search of calls, with the operators that a search of passages has. What `-` excludes
    in one alternative is excluded in all; where nothing but that is typed, it is text.
    """
    literal = CallWords(search_terms(typed))
    text = _folded(typed)
    if not _OPERATOR.search(text) or _is_number(text):
        return literal
    alternatives, without, count = [], list[str](), 0
    for alternative in read_search(text).alternatives:
        wanted = []
        for term in alternative:
            (words,) = term.texts
            read = Term((_pattern(words),)) if term.quoted else _term_of_word(words)
            if term.excluded:
                without += read.as_patterns
            elif count < MOST_TERMS:
                wanted.append(read)
                count += 1
        if wanted:
            alternatives.append(wanted)
    if not alternatives:
        return literal
    # (a and b) or c is (a or c) and (b or c): the patterns of one term are alternatives.
    terms = tuple(
        each[0]
        if len(each) == 1
        else Term(tuple(dict.fromkeys(pattern for one in each for pattern in one.as_patterns)))
        for each in product(*alternatives)
    )
    return CallWords(terms, tuple(without) or None)


def search_terms(typed: str) -> tuple[Term, ...]:
    """Returns the terms of a search, all of which a call must match; at most MOST_TERMS.

    A text that is a telephone number is one term, whatever is between its digits. One or two
    letters are the beginning of a word: within words they are nearly everywhere.
    """
    text = _folded(typed)
    if _is_number(text):
        return (Term((*_number_patterns(_EXTENSION.sub("", text)), _pattern(text))),)
    return tuple(map(_term_of_word, text.split()[:MOST_TERMS]))


def _folded(typed: str) -> str:
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", typed)).lower().strip()


def _is_number(text: str) -> bool:
    number = _EXTENSION.sub("", text)
    return _NUMBER.fullmatch(number) is not None and len(_digits(number)) >= LEAST_DIGITS


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
