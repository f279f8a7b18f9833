"""Reads what is typed to find passages: alternatives of terms. PostgreSQL compares them with words,
stems, numbers and addresses (`passage_query` in the migrations).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

# As many terms are compared; a search is at most 200 characters long.
MOST_TERMS: Final = 40
# A shorter word is not taken for the beginning of one.
LEAST_BEGINNING: Final = 3
_TERM = re.compile(r'(?P<sign>-?)"(?P<quoted>[^"]*)"?|(?P<word>\S+)')
_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Contact:
    """A number or an address in a text, from `start` to before `end`, with the lexemes of an index
    that find it and the texts that say the same.
    """

    start: int
    end: int
    lexemes: tuple[str, ...]
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """What a passage must have: one of `texts`, whose words stand in a row, or of `lexemes`.

    Its words may be `excluded`, are only found as they are if `quoted`, and the last one `begins` a
    word. `instead` are words in place of one that no passage has.
    """

    texts: tuple[str, ...]
    lexemes: tuple[str, ...] = ()
    quoted: bool = False
    excluded: bool = False
    begins: bool = False
    instead: tuple[str, ...] = ()

    @property
    def has_forms(self) -> bool:
        """Whether other forms of its words are found: it is no phrase, number or address."""
        return not (self.quoted or self.lexemes)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search: passages have all terms of one of `alternatives`. `typed` is the text itself."""

    typed: str
    alternatives: tuple[tuple[Term, ...], ...]

    @property
    def terms(self) -> Iterator[Term]:
        """Yields the terms that a passage must have."""
        for alternative in self.alternatives:
            yield from (term for term in alternative if not term.excluded)

    @property
    def meant(self) -> str:
        """Returns the text whose meaning is looked for: what is excluded is not meant."""
        if not any(term.excluded for each in self.alternatives for term in each):
            return self.typed
        return " ".join(term.texts[0] for term in self.terms if term.texts)

    @property
    def exclusions(self) -> "SearchQuery | None":
        """Returns what passages must not have, as a search of its own; None where one of the
        alternatives excludes nothing.
        """
        excluded = [tuple(term for term in each if term.excluded) for each in self.alternatives]
        return replace(self, alternatives=tuple(excluded)) if all(excluded) else None

    def as_json(self) -> list[list[dict[str, Any]]]:
        return [
            [
                {
                    "texts": term.texts,
                    "lexemes": term.lexemes,
                    "quoted": not term.has_forms,
                    "excluded": term.excluded,
                    "begins": term.begins,
                    "instead": term.instead,
                }
                for term in alternative
            ]
            for alternative in self.alternatives
        ]

    def with_instead(self, words: dict[str, tuple[str, ...]]) -> "SearchQuery":
        """Returns the search that also finds other words than those typed."""
        return replace(
            self,
            alternatives=tuple(
                tuple(
                    replace(term, instead=words.get(term.texts[0], ())) if term.texts else term
                    for term in alternative
                )
                for alternative in self.alternatives
            ),
        )


def read_search(typed: str, contacts: Sequence[Contact] = ()) -> SearchQuery:
    """Reads a search. `contacts` are the numbers and addresses in it, in order.

    `"quoted words"` are a term, `-` excludes, `*` ends the beginning of words, and `or` separates
    alternatives. An alternative that
    only excludes finds nothing.
    """
    alternatives: list[list[Term]] = [[]]
    for count, item in enumerate(_items(typed, contacts)):
        if count == MOST_TERMS:
            break
        if item is None:
            alternatives.append([])
        else:
            alternatives[-1].append(item)
    last = alternatives[-1][-1] if alternatives[-1] else None
    if last and _may_begin(last, typed):
        alternatives[-1][-1] = replace(last, begins=True)
    return SearchQuery(
        typed,
        tuple(tuple(each) for each in alternatives if any(not term.excluded for term in each)),
    )


def _items(typed: str, contacts: Sequence[Contact]) -> Iterator[Term | None]:
    """Yields terms, and None for `or`."""
    at = 0
    waiting = list(contacts)
    while match := _TERM.search(typed, at):
        while waiting and waiting[0].start < at:
            waiting.pop(0)
        at = match.end()
        quoted, word = match["quoted"], match["word"]
        if quoted is not None:
            if _LETTER.search(quoted):
                yield Term((quoted,), quoted=True, excluded=bool(match["sign"]))
        elif waiting and match.start() <= waiting[0].start < at:
            contact = waiting.pop(0)
            at = max(at, contact.end)
            text = typed[match.start() : at]
            excluded = text.startswith("-")
            yield Term((text, *contact.texts), contact.lexemes, excluded=excluded)
        elif word.lower() == "or":
            yield None
        elif _LETTER.search(word):
            excluded = word.startswith("-")
            yield Term((word.removeprefix("-"),), excluded=excluded, begins=_is_beginning(word))


def _is_beginning(word: str) -> bool:
    """Returns whether a word is said to be the beginning of one: "refund*"."""
    return word.endswith("*") and len(word.strip("-*")) >= LEAST_BEGINNING


def _may_begin(term: Term, typed: str) -> bool:
    """Returns whether the last word of a search may be unfinished: nothing follows it."""
    if term.quoted or term.excluded:
        return False
    if term.lexemes and not term.texts[0].isdecimal():
        return False
    last = re.split(r"[\W_]", term.texts[0])[-1]
    return len(last) >= LEAST_BEGINNING and typed.endswith(last)
