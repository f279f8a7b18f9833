"""Defines the words of one language: how it requests calls, and how it introduces facts."""

import re
from dataclasses import dataclass

Pattern = re.Pattern[str]
_NEVER = re.compile(r"(?!)")


def any_of(*patterns: str, flags: int = 0) -> Pattern:
    """Returns a pattern of alternatives; without any, one that never matches."""
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(joined, flags) if patterns else _NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWords:
    """Patterns for sentences in lower case with straight apostrophes.

    `asks`: the speaker, or a third person at the speaker's wish, is to be called. `calls_you`: the
    addressee will be called. `calls`: the speaker's side calls an unnamed person.
    """

    asks: Pattern
    calls_you: Pattern
    calls: Pattern = _NEVER
    complains: Pattern = _NEVER
    # A call that was agreed before this one: "you were going to ring me tomorrow at two".
    agreed_before: Pattern = _NEVER
    refuses: Pattern = _NEVER
    settles: Pattern = _NEVER
    # A question or a condition about the speaker's own call decides nothing.
    wonders: Pattern = _NEVER
    negation: Pattern
    # Negation follows the verb as well: "rufen Sie mich nicht an".
    negated_behind: bool = False
    breaks: Pattern
    reported: Pattern
    song: Pattern = _NEVER
    # "If we get cut off" and "only if there is a problem": a call next to it is none that is due.
    cut_off: Pattern
    # A negation that is none: "couldn't he call me?", "non è che mi può chiamare".
    polite: Pattern = _NEVER
    offers: Pattern
    yes: Pattern
    no: Pattern
    # Declines also where a time follows: "no, don't bother, I'm there at six".
    declines: Pattern = _NEVER
    other_way: Pattern
    withdraws: Pattern
    transfers: Pattern = _NEVER
    booked: Pattern
    greeting: Pattern
    asks_when: Pattern
    proposes: Pattern
    condition: Pattern
    then: Pattern = _NEVER
    number_left: Pattern
    thanks: Pattern = _NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class FactWords:
    """Introductions of facts, as sources of patterns that are completed by the possible facts.

    A name, a company and a place have capitals where the script has them. `noises` are words that
    may stand before an answer; `no_names` are capitalized words with which no name begins.
    """

    name_is: str
    name_ends: str = ""
    here: str = "(?!)"
    asks_name: str
    asks_first_name: str = "(?!)"
    asks_last_name: str = "(?!)"
    asks_spelling: str = "(?!)"
    confirms: str = "(?!)"
    company_is: str
    asks_company: str
    # For scripts without capitals; the others have `shared.local.place_words`.
    of_company: str = "(?!)"
    lives_in: str = "(?!)"
    near: str = "(?!)"
    # For languages in which the word for "in" follows the place; `{place}` is replaced.
    place_is: str = "(?!){place}"
    asks_city: str
    wants: tuple[str, ...] = ()
    articles: str = ""
    noun_ends: str = ""
    no_service: str = "(?!)"
    asks_other_number: str = "(?!)"
    other_number: str
    noises: str
    no_names: str
    letter_as: str
    at: str
    signs: dict[str, str]
    together: str = "(?!)"
    corrects: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    language: str
    calls: CallWords
    facts: FactWords
