"""Finds the words that show what a clause does: ask for a call, give a reason, set a condition."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from shared.domain.callback_time.lexicon.function_words import FUNCTION_WORDS
from shared.domain.callback_time.words import LEXICONS, fold


class SignKind(StrEnum):
    """`CALL` asks for the call and `SUITS` says that a time suits. `TITLE` stands before a name,
    `TOPIC` before what the call is about. `FREE`, `PLACE` and `BUSY` tell when the caller can
    talk; `STATE` and `HAVE` tell of something else. `CONDITION` is "if", `EVENT` "when", and
    `CASE` a word that means both. `VISIT` is about coming and bringing, `SINCE` and `LASTING` say
    what goes on, and `PAST_TENSE` is a verb of the past. `MATTER` is a noun or a verb that says
    nothing of the time, `PLAIN` any other word that does not.
    """

    CALL = "calls"
    SUITS = "suits"
    BECAUSE = "because"
    SO = "so"
    BUT = "but"
    CONDITION = "conditions"
    EVENT = "events"
    CASE = "cases"
    TOPIC = "topics"
    TITLE = "titles"
    FREE = "free"
    PLACE = "places"
    BUSY = "busy"
    STATE = "states"
    HAVE = "haves"
    REPORT = "reports"
    VISIT = "visits"
    SINCE = "since"
    LASTING = "lasting"
    PAST_TENSE = "past_tense"
    MATTER = "matter"
    PLAIN = "plain"


# The time of a clause with one of these depends on what the clause says.
CONDITIONS = frozenset({SignKind.CONDITION, SignKind.EVENT, SignKind.CASE})


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign and its place in the text."""

    kind: SignKind
    start: int
    end: int


# No phrase is longer. The patterns are not for longer words, which would take quadratic time.
_LONGEST_PHRASE = 80
# These are known by the first word of a phrase.
_FIRST_WORDS = frozenset({SignKind.BECAUSE, SignKind.SO, SignKind.BUT, SignKind.TITLE, *CONDITIONS})
# What these say is no report: "I said ten", French "on dit dix heures".
_SPEAKERS = frozenset({"i", "on", "je", "j'", "ich", "wir", "yo", "io", "eu", "ik", "habe", "hab"})
# "Three is when the nurse comes" names no time for the call.
_COPULAS = frozenset({"is", "'s", "it's", "that's", "ist", "es", "est", "c'est", "è", "é"})


@lru_cache(maxsize=4096)
def sign_of(said: str, before: str, language: str) -> SignKind:
    """Returns what folded words show; `before` are the words that were said before them."""
    words = said.split()
    if not words or len(said) > _LONGEST_PHRASE:
        return SignKind.PLAIN
    negated = _negations(language)
    is_negated = any(negated.fullmatch(word) for word in words)
    for kind, pattern, keeps_away in _patterns(language):
        if kind in _FIRST_WORDS:
            found = bool(pattern.fullmatch(said)) or bool(pattern.fullmatch(words[0]))
            if found and kind is SignKind.EVENT and before in _COPULAS:
                return SignKind.CONDITION
        elif kind is SignKind.TOPIC:
            found = bool(pattern.fullmatch(words[-1]))
        elif kind is SignKind.PAST_TENSE:
            found = any(pattern.fullmatch(part) for part in (*words, f"{before} {said}"))
        else:
            owner = words[-1].removesuffix("'s")
            found = any(pattern.fullmatch(part) for part in (said, *words, owner))
            if found and is_negated:
                return SignKind.BUSY if kind in {SignKind.FREE, SignKind.BUSY} else SignKind.PLAIN
            is_own = kind is SignKind.REPORT and before in _SPEAKERS
            is_calling = kind is SignKind.CALL and keeps_away and keeps_away.fullmatch(before)
            found = found and not (is_own or is_calling)
        if found:
            return kind
    return SignKind.PLAIN


def is_matter(said: str, language: str) -> bool:
    """Returns whether one folded word, which says nothing of the time, is a noun or a verb."""
    function_words = _function_words(language)
    if not function_words or not said.replace("'", "").isalpha() or said in function_words:
        return False
    adverbs = LEXICONS[language].adverbs
    return not (adverbs and said.endswith(adverbs))


@lru_cache(maxsize=len(LEXICONS))
def _function_words(language: str) -> frozenset[str]:
    return frozenset(fold(FUNCTION_WORDS.get(language, "")).split())


@lru_cache(maxsize=len(LEXICONS))
def _negations(language: str) -> re.Pattern[str]:
    return _ways(LEXICONS[language].talk.signs.negations)


def _ways(words: str) -> re.Pattern[str]:
    return re.compile(fold("|".join(words.split())))


@lru_cache(maxsize=len(LEXICONS))
def _patterns(
    language: str,
) -> tuple[tuple[SignKind, re.Pattern[str], re.Pattern[str] | None], ...]:
    signs = LEXICONS[language].talk.signs
    kinds = {
        SignKind.BECAUSE: signs.because,
        SignKind.SO: signs.so,
        SignKind.BUT: signs.but,
        SignKind.CONDITION: signs.conditions,
        SignKind.EVENT: signs.events,
        SignKind.CASE: signs.cases,
        SignKind.REPORT: signs.reports,
        SignKind.SINCE: signs.since,
        SignKind.LASTING: signs.lasting,
        SignKind.VISIT: signs.visits,
        SignKind.CALL: signs.calls,
        SignKind.FREE: signs.free,
        SignKind.PLACE: signs.places,
        SignKind.SUITS: signs.suits,
        SignKind.STATE: signs.states,
        SignKind.BUSY: signs.busy,
        SignKind.HAVE: signs.haves,
        SignKind.TITLE: signs.titles,
        SignKind.TOPIC: signs.topics,
        SignKind.PAST_TENSE: signs.past,
    }
    callers = _ways(signs.callers) if signs.callers else None
    return tuple((kind, _ways(ways), callers) for kind, ways in kinds.items() if ways)
