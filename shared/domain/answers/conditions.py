"""Reads which words the calls of a question must have, may have, or must not have.

What cannot be read so is returned too: a count that leaves out a negation counts the opposite.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.answers import lexicon
from shared.domain.answers.plans import Term
from shared.domain.answers.words import WORD, content_words, term_of

MOST_TERMS = 6
# Stands for a quoted phrase while the words around it are read.
PLACEHOLDER = "phrase_{}_"
_PLACEHOLDER = re.compile(r"phrase_(\d+)_")
_OR = re.compile(rf",? ?{lexicon.OR.pattern}|[,/](?! ?{lexicon.OR.pattern})")
_SLASH = re.compile(r"(?<=\w)/(?=\w)")
# Words that may stand between two that belong together: "fuite d'eau".
_LINKS = frozenset({"d", "de", "del", "du", "of"})


@dataclass(frozen=True, slots=True)
class Conditions:
    """Words as `Plan` has them. `looked_for` are those that calls may have, as they were said."""

    terms: tuple[Term, ...] = ()
    alternatives: tuple[tuple[Term, ...], ...] = ()
    absent: tuple[Term, ...] = ()
    looked_for: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def conditions_of(text: str, language: str, phrases: Sequence[str]) -> Conditions:
    """Reads a folded text without the words by which the question was routed. `phrases` are those
    for which placeholders stand.
    """
    reading = _Reading(language, [tuple(WORD.findall(phrase)) for phrase in phrases])
    text = lexicon.EITHER.sub(" ", text)
    with_verb = lexicon.NOT_SAID.search(text)
    denied = with_verb or lexicon.BUT_NOT_SAID.search(text)
    absent: tuple[str, ...] = ()
    unread: list[str] = []
    if denied is not None:
        before, after = text[: denied.start()], text[denied.end() :]
        absent = tuple(word for each in reading.segments(after) for word in each)
        is_clear = (
            all(len(each) == 1 for each in reading.segments(after))
            and not lexicon.AND.search(after)
            and not lexicon.BUT.search(after)
            and not (with_verb and reading.words(before) and not lexicon.BUT.search(before))
        )
        if not is_clear:
            unread.append(text[denied.start() :])
        text = lexicon.BUT.sub(" ", before)
        if lexicon.NEGATION.search(after):
            unread.append(after)
    if match := lexicon.NEGATION.search(text):
        unread.append(text[match.start() :])
    terms, alternatives = reading.words(text), tuple[tuple[str, ...], ...]()
    if _has_alternatives(text):
        terms, alternatives = reading.alternatives(text)
        if not alternatives:
            unread.append(text)
    said = [*terms, *(word for each in alternatives for word in each)]
    if len(said) + len(absent) > MOST_TERMS:
        unread.append(" ".join([*said, *absent][MOST_TERMS:]))
    unread += reading.short_words(text)
    return Conditions(
        tuple(map(reading.term, terms)),
        tuple(tuple(map(reading.term, each)) for each in alternatives),
        tuple(map(reading.term, absent)),
        tuple(map(reading.shown, said))[:MOST_TERMS],
        tuple(shown for each in unread if (shown := reading.shown(each))),
    )


def _has_alternatives(text: str) -> bool:
    return bool(lexicon.OR.search(text) or _SLASH.search(text))


@dataclass(frozen=True, slots=True)
class _Reading:
    language: str
    phrases: Sequence[tuple[str, ...]]

    def term(self, word: str) -> Term:
        if match := _PLACEHOLDER.fullmatch(word):
            return Term(self.phrases[int(match[1])], is_phrase=True)
        return term_of(word, self.language)

    def shown(self, text: str) -> str:
        """Returns a text as people read it: with the phrases themselves."""
        restored = _PLACEHOLDER.sub(lambda match: " ".join(self.phrases[int(match[1])]), text)
        return " ".join(restored.split()).strip(" ?!.,;:")

    def is_word(self, word: str) -> bool:
        """Whether a word is one that calls have."""
        if match := _PLACEHOLDER.fullmatch(word):
            return int(match[1]) < len(self.phrases) and bool(self.phrases[int(match[1])])
        return (
            word.isalnum()
            and len(word) > 2
            and word not in lexicon.ASIDE
            and not lexicon.SAYING.fullmatch(word)
        )

    def words(self, text: str) -> tuple[str, ...]:
        return tuple(filter(self.is_word, content_words(text, self.language)))

    def short_words(self, text: str) -> list[str]:
        """Returns numbers and words that are too short to be looked for."""
        return [
            word
            for word in WORD.findall(text)
            if (word.isdecimal() and len(word) <= 2)
            or (
                len(word) == 2
                and word not in lexicon.SHORT_ASIDE
                and not any(word in words for words in lexicon.STOP_WORDS.values())
            )
        ]

    def segments(self, text: str) -> list[tuple[str, ...]]:
        """Returns the words between the "or"s of a text."""
        return [self.words(each) for each in _OR.split(text)]

    def alternatives(self, text: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Returns the words before the verb, which all calls must have, and the alternatives; none
        if one is empty, or is more than words that stand together.
        """
        first, *others = _OR.split(text)
        said = list(WORD.findall(first))
        places = [
            place
            for place, word in enumerate(said)
            if lexicon.SAYING.fullmatch(word) or word in lexicon.ASIDE
        ]
        begin = places[-1] + 1 if places else 0
        common = self.words(" ".join(said[:begin]))
        segments = [" ".join(said[begin:]), *others]
        if not all(map(self.is_together, segments)):
            return (), ()
        return common, tuple(dict.fromkeys(map(self.words, segments)))

    def is_together(self, segment: str) -> bool:
        own = set(self.words(segment))
        said = [word for word in WORD.findall(segment) if word not in _LINKS]
        places = [place for place, word in enumerate(said) if word in own]
        return bool(places) and places[-1] - places[0] == len(places) - 1
