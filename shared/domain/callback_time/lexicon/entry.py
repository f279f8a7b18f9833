"""Defines the contents of a language's file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

_CHOICE = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Signs:
    """The words that show what a clause does, as patterns of one word separated by blanks.

    `calls` ask for the call, unless one of `callers` stands before them ("I'm calling").
    `suits` say that a time suits. `because`, `so` and `but` begin a clause; `conditions`
    ("if"), `events` ("when") and `cases` (words that mean both) begin one on which the time
    depends. `topics` stand before what the call is about, `titles` before a name. `free`,
    `places` and `busy` say whether the caller can talk; `states`, `haves` and `visits` tell of
    other things that have their time. `reports` tell what others said, `lasting` what goes on
    since a time, and `past` are verbs of the past, by themselves or with the word before them.
    `negations` turn a word in the same phrase into its opposite.

    The others are patterns of several words, one a line, of folded words with blanks between them;
    `{call}` stands for `calls`. `refused` say that no call is wanted, `agreed` that one was agreed
    before, `notices` where opening hours are written. `before_length` and `after_length` stand next
    to a time that says how long something takes, of which `talks` are calls; `waits` before one
    that is to be waited for.
    """

    calls: str = ""
    callers: str = ""
    suits: str = ""
    because: str = ""
    so: str = ""
    but: str = ""
    conditions: str = ""
    events: str = ""
    cases: str = ""
    topics: str = ""
    titles: str = ""
    free: str = ""
    places: str = ""
    busy: str = ""
    states: str = ""
    haves: str = ""
    reports: str = ""
    visits: str = ""
    since: str = ""
    lasting: str = ""
    past: str = ""
    negations: str = ""
    refused: str = ""
    agreed: str = ""
    notices: str = ""
    talks: str = ""
    before_length: str = ""
    after_length: str = ""
    waits: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """What people say around a time that does not change it.

    `words` are single words and `phrases` one a line, both with choices in brackets: "call(s|ing)".
    `things` are words that name a time after a limit ("after work") and none elsewhere.
    """

    words: str
    phrases: str
    things: str = ""
    signs: Signs = field(default_factory=Signs)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of a language. `words` maps words of the grammar to their forms, separated by `|`;
    a key of several words stands for several words of the grammar, and the empty key collects words
    without meaning.

    `after_at` are numbers only where a clock time is said. `prefixes` are letters written onto the
    next word. `splits_elisions`: "l'heure" is two words. Case and accents do not matter.
    Adverbs that end in `adverbs` say nothing.
    """

    code: str
    words: Mapping[str, str]
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    after_at: Mapping[str, int] = field(default_factory=dict)
    prefixes: Mapping[str, str] = field(default_factory=dict)
    splits_elisions: bool = False
    adverbs: str = ""
    talk: Talk = field(default_factory=lambda: Talk("", ""))


def numbered(words: str, first: int = 0) -> dict[str, int]:
    """Numbers the words in their order from `first` on; `_` skips a number and `/` separates two
    forms.
    """
    return {
        way.replace("_", " "): value
        for value, said in enumerate(words.split(), first)
        if said != "_"
        for way in said.split("/")
    }


def compounds(tens: Mapping[str, int], units: Mapping[str, int], form: str) -> dict[str, int]:
    """Combines each ten with each unit as `form` says: "{ten} {unit}"."""
    return {
        form.format(ten=ten, unit=unit): tens[ten] + units[unit]
        for ten in tens
        for unit in units
        if 0 < units[unit] < 10
    }


def fused(firsts: Mapping[str, str], seconds: Mapping[str, str], joint: str = "") -> dict[str, str]:
    """Returns days and their parts written as one word: "Montagabend"."""
    return {
        f"{first} {second}": "|".join(
            f"{one}{joint}{other}"
            for one in firsts[first].split("|")
            for other in seconds[second].split("|")
        )
        for first in firsts
        for second in seconds
    }


def merged(*tables: Mapping[str, str]) -> dict[str, str]:
    """Merges several tables of forms."""
    found: dict[str, list[str]] = {}
    for table in tables:
        for word, ways in table.items():
            found.setdefault(word, []).append(ways)
    return {word: "|".join(ways) for word, ways in found.items()}


def ways_of(template: str) -> Iterator[str]:
    """The ways to say a template with choices in brackets: "a (big|) dog" is two."""
    parts = _CHOICE.split(template)
    choices = [part.split("|") if at % 2 else [part] for at, part in enumerate(parts)]
    yield from ("".join(way) for way in product(*choices))
