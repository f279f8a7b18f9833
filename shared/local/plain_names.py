"""Finds the caller's name in recognised speech, which has no capitals."""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import zip_longest
from pathlib import Path

from shared.domain.transcript import Speaker, Turn
from shared.local.name_rules import OF_A_FIRM, PARTICLES, RELATIONS, NameRules
from shared.local.proper_names import SpokenWord, proper_rules, words_at
from shared.local.sentences import LONGEST, is_plain, matches

_GIVEN_NAMES = Path(__file__).with_name("given_names.json")
_WORDS_IN_NAME = 3
_PARTICLE = re.compile(PARTICLES)
_TITLES = frozenset(
    (
        "mr", "mrs", "ms", "miss", "dr", "doctor", "herr", "frau", "señor", "señora", "señorita",
        "sr", "sra", "don", "doña", "madame", "monsieur", "mme", "docteur", "maître", "signora",
        "signor", "dottore", "dottoressa", "senhor", "senhora", "dona", "seu", "doutor", "doutora",
        "mevrouw", "meneer", "doktor", "o", "a", "die", "der", "el", "la", "il",
    )
)  # fmt: skip
# "zschoche ist mein name ingrid zschoche": only a name is repeated like this.
_TWICE = re.compile(
    r"(?<!\w)(?P<last>[^\W\d_]{3,}(?:-[^\W\d_]+)?),? (?:(?:hier|here|mein name(?: ist)?|ist mein"
    r" name|is the name|ich heiße|also|cioè|ovvero|digo|o sea|enfin|uh|um|äh|ähm|euh|eh),? )?,? ?"
    r"(?P<first>(?:[^\W\d_]{2,}(?:-[^\W\d_]+)? ){1,2})(?P=last)(?!\w)"
)
_HERE = re.compile(
    r" (?:here|speaking|calling|hier|am apparat|mein name|ist mein name|à l'appareil|al habla"
    r"|al telefono|a falar)(?!\w)"
)
# What stands behind a caller's name, and behind nothing else.
_BEHIND_NAME = re.compile(
    r"(?<!\w)(?:(?P<first>[^\W\d_]{2,}) )?(?P<last>[^\W\d_]{3,})"
    r"(?:(?:'s| is) the name| speaking(?=[.,!?]|$| from| with)|,? am apparat"
    r"|,? (?:ist )?mein name(?! ist)|,? à l'appareil| al habla| al telefono)(?!\w)"
)
_ADDRESSED = re.compile(
    r"(?:^|[.,!?] )(?:hi|hey|hello|okay|ok|thanks|thank you|alright|right|sure|perfect|great|sorry"
    r"|morning|hola|vale|gracias|perfecto|ciao|grazie|salut|merci|bonjour|d'accord|olá|oi"
    r"|obrigad[oa]|hallo|danke),? ([^\W\d_]+)"
)
_TITLED = re.compile(
    r"(?<!\w)(?:mr|mrs|ms|miss|herr|frau|señora?|don|doña|madame|monsieur|signora?|signor"
    r"|senhora?|dona"
    r"|seu|mevrouw|meneer)\.? ([^\W\d_]{3,})"
)
_TWO_WORDS = re.compile(r"(?<!\w)([^\W\d_]+)(?= ([^\W\d_]{3,}))")
_SHORTEST = 2
# "Dica lo dico io" is no name, unlike "Saverio lo Presti".
_PRONOUNS = frozenset(("lo", "li"))
# "It's making noise".
_BEGINS_NO_NAME = re.compile(r"ing$")
_FIRST_TURNS = 2
# Where people say "Bertoli Samuele".
_LAST_NAME_FIRST = ("it", "fr", "de")


@cache
def given_names(language: str) -> frozenset[str]:
    """Returns common given names where the language is spoken, in lower case."""
    names = json.loads(_GIVEN_NAMES.read_text(encoding="utf-8"))
    return frozenset(names.get(language, "").split("|")) - {""}


def name_at(
    text: str, at: int, language: str, agents: Collection[str], *, is_stated: bool
) -> str | None:
    """Returns the name that begins at a place. Without `is_stated` it has to begin with a common
    given name, or to be two words before another that belongs to no name.
    """
    words = words_at(text, at)
    given = given_names(language)
    while words and (words[0].plain in _TITLES or _is_agent(words, agents, language)):
        # "hallo frau beyer katrin noack hier".
        is_other = words[0].plain in _TITLES and len(words) > 3 and words[2].plain in given
        words = words[2:] if is_other and words[1].plain not in given else words[1:]
    run = _run(words, language, is_stated=is_stated)
    names = [word for word in run if not _PARTICLE.fullmatch(word.plain)]
    if not names:
        return None
    is_common = names[0].plain in given
    is_said = any(word.plain in _PRONOUNS for word in run)
    if not (is_common or is_stated) and (
        len(names) != 2 or is_said or _BEGINS_NO_NAME.search(names[0].plain)
    ):
        return None
    # More words than a name has: the second is the last that is sure to be of it.
    is_long = len(names) > _WORDS_IN_NAME or (len(names) > 2 and not is_stated)
    most = 2 if is_long and names[1].plain not in given else _WORDS_IN_NAME
    run = run[: run.index(names[min(most, len(names)) - 1]) + 1]
    said = [word.text for word in run]
    is_reversed = len(run) == len(names) == 2 and not is_common and names[1].plain in given
    if is_reversed and language in _LAST_NAME_FIRST:
        said.reverse()
    return written(" ".join(said))


def _is_agent(words: list[SpokenWord], agents: Collection[str], language: str) -> bool:
    """Returns whether the caller addresses the agent before the name: "hi neil priscilla odom"."""
    return (
        words[0].plain in agents
        and len(words) > 1
        and words[1].plain not in proper_rules(language).others
    )


def _run(words: list[SpokenWord], language: str, *, is_stated: bool) -> list[SpokenWord]:
    """Returns the words up to the first that belongs to no name."""
    rules, given = proper_rules(language), given_names(language)
    run: list[SpokenWord] = []
    for word, following in zip_longest(words, words[1:]):
        is_last = following is None or following.plain in rules.others
        if any(word.plain == said.plain for said in run):
            break
        if word.plain in OF_A_FIRM and _names_of(run) > 1:
            # "adelino freitas de penafiel", "leticia garza de compras".
            break
        if run and _PARTICLE.fullmatch(word.plain):
            joins = following is not None and (_PARTICLE.fullmatch(following.plain) or not is_last)
            if not joins or (following and rules.is_kind(following.plain)):
                break
        elif word.plain in rules.others or word.plain in RELATIONS:
            # "Will Turner", "April Lund".
            if run or is_last or not (is_stated and word.plain in given):
                break
        elif len(word.plain) < _SHORTEST or (rules.is_kind(word.plain) and word.plain not in given):
            break
        run.append(word)
    while run and _PARTICLE.fullmatch(run[-1].plain):
        run.pop()
    return run


def _names_of(run: list[SpokenWord]) -> int:
    return sum(not _PARTICLE.fullmatch(word.plain) for word in run)


def written(name: str) -> str:
    """Returns a name with capitals: "nadège le bihan" is "Nadège le Bihan"."""
    return " ".join(
        word
        if place and _PARTICLE.fullmatch(word)
        else "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
        for place, word in enumerate(name.split())
    )


def stated_names(turns: Sequence[Turn], rules: NameRules, agents: Collection[str]) -> Iterator[str]:
    """Yields the names that are introduced: with "my name is" in every turn; with "it's" among the
    first ones, where they are common names, two words, or what the agent then calls the caller.
    """
    given = given_names(rules.language)
    callers = [turn for turn in turns if turn.speaker is not Speaker.AGENT]
    addressed = _addressed_by_agent(turns)
    for number, turn in enumerate(callers):
        for match in matches(rules.introduces, turn.text if is_plain(turn.text) else ""):
            at, is_stated = match.end(), rules.states.search(match[0]) is not None
            name = name_at(turn.text, at, rules.language, agents, is_stated=is_stated)
            if name and (
                is_stated
                or number < _FIRST_TURNS
                or (name.split()[0].lower() in given and " " in name)
            ):
                yield name
            elif name is None and number < _FIRST_TURNS:
                name = name_at(turn.text, at, rules.language, agents, is_stated=True)
                if name and name.split()[0].lower() in addressed:
                    yield name


def called_names(turn: Turn, rules: NameRules, agents: Collection[str]) -> Iterator[str]:
    """Yields the names that a word on the telephone follows: "petersen am apparat"."""
    words, given = proper_rules(rules.language), given_names(rules.language)
    others = words.others | rules.no_names | words.types | _TITLES
    for match in matches(_BEHIND_NAME, turn.text):
        first, last = match["first"], match["last"]
        if last in agents or (last in others and last not in given):
            continue
        yield written(f"{first} {last}" if first in given else last)


def _addressed_by_agent(turns: Sequence[Turn]) -> frozenset[str]:
    """Returns the words with which the agent addresses somebody: "hi bronwyn"."""
    return frozenset(
        match[1]
        for turn in turns
        if turn.speaker is Speaker.AGENT
        for match in _ADDRESSED.finditer(turn.text[:LONGEST].lower())
    )


def titled_names(turns: Sequence[Turn], rules: NameRules) -> Iterator[str]:
    """Yields a given name before the last name with which the agent addresses the caller:
    "bernd schaffrath" after "ja herr schaffrath".
    """
    given = given_names(rules.language)
    titled = {
        match[1]
        for turn in turns
        if turn.speaker is Speaker.AGENT
        for match in _TITLED.finditer(turn.text[:LONGEST].lower())
    }
    for turn in turns:
        if turn.speaker is Speaker.AGENT or not titled:
            continue
        for match in matches(_TWO_WORDS, turn.text.lower()):
            if match[1] in given and match[2] in titled:
                yield written(f"{match[1]} {match[2]}")


def repeated_names(turn: Turn, rules: NameRules, agents: Collection[str]) -> Iterator[str]:
    """Yields what is said twice: "brandl hier cornelia brandl", "bertoli samuele, cioè samuele
    bertoli".
    """
    words = proper_rules(rules.language)
    others = words.others | rules.no_names | words.types
    for match in matches(_TWICE, turn.text):
        first, last = match["first"].split(), match["last"]
        while first and (first[0] in others or first[0] in agents):
            first = first[1:]
        if not first or last in others or any(word in others for word in first):
            continue
        if _PARTICLE.fullmatch(first[0]):
            # "rincón de taxis rincón".
            continue
        if last in given_names(rules.language) and len(first) == 1:
            before = turn.text[: match.start()].rstrip(" ,").rpartition(" ")[2]
            if before == first[0]:
                first, last = [last], first[0]
        yield written(" ".join([*first, last]))


def opening_name(clause: str, rules: NameRules, agents: Collection[str]) -> str | None:
    """Returns the name with which a caller opens: "dennis kowal with kowal roofing"."""
    name = name_at(clause, 0, rules.language, agents, is_stated=False)
    return name if name and " " in name else None


def is_sure_opening(name: str, clause: str, rules: NameRules) -> bool:
    """Returns whether it begins with a common given name, or is followed by "here"."""
    is_common = name.split(maxsplit=1)[0].lower() in given_names(rules.language)
    return is_common or _HERE.match(clause.lower().partition(name.lower())[2]) is not None
