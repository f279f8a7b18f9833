"""What the rules know of one language: how it asks for calls, and how it introduces facts."""

import re
from dataclasses import dataclass

Pattern = re.Pattern[str]
_NEVER = re.compile(r"(?!)")


def any_of(*patterns: str, flags: int = 0) -> Pattern:
    """Returns a pattern of alternatives; of none, one that never matches."""
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(joined, flags) if patterns else _NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWords:
    """Patterns for sentences in small letters with straight apostrophes.

    `asks`: the speaker, or a third person at the speaker's wish, is to be called. `calls_you`: the
    addressee will be called. `calls`: the speaker's side calls, it is not said whom.
    """

    asks: Pattern
    calls_you: Pattern
    calls: Pattern = _NEVER
    complains: Pattern = _NEVER
    refuses: Pattern = _NEVER
    settles: Pattern = _NEVER
    # A question or a condition about the speaker's own call decides nothing.
    wonders: Pattern = _NEVER
    negation: Pattern
    # Negation stands behind the verb as well: "rufen Sie mich nicht an".
    negated_behind: bool = False
    breaks: Pattern
    reported: Pattern
    song: Pattern = _NEVER
    cut_off: Pattern
    offers: Pattern
    yes: Pattern
    no: Pattern
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
    commands: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class FactWords:
    """Introductions of facts, as sources of patterns that are completed by what may follow.

    A name, a company and a place have capitals where the script has them. `noises` are words that
    may stand before an answer; `no_names` are words with a capital that no name begins with.
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
    of_company: str
    asks_company: str
    lives_in: str
    near: str
    # Where the word for "in" stands behind the place; `{place}` is replaced.
    place_is: str = "(?!){place}"
    asks_city: str
    wants: tuple[str, ...] = ()
    articles: str = ""
    noun_ends: str = ""
    no_service: str = "(?!)"
    asks_phone: str
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
