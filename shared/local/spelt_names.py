"""Reads names that callers spell, letter by letter."""

import re
import unicodedata
from difflib import SequenceMatcher

from shared.local.lexicons import READ, lexicons_of
from shared.local.name_rules import NameRules
from shared.local.sentences import matches

# One letter, spelt; a word after it may say which ("M as in Mike").
_SPELT = re.compile(
    r"(?<![\w'’])(?:[^\W\d_](?:[\s,.\-]+|$)){3,}",
)
_FEWEST_LETTERS = 3
# Letters before it belong to an address.
AT = re.compile(
    "|".join(rf"(?:{lexicon.facts.at})\b" for lexicon in lexicons_of(READ)), re.IGNORECASE
)
_LIKE = 0.6
_ACCENT = re.compile(r"\b(?:accent(?: aigu| grave| circonflexe)?|tréma|cédille|acento|til) ")


def spelt_words(text: str, rules: NameRules) -> list[str]:
    """Returns spelt words with a capital: "L O P E Z" and "P as in Peter, E, T"."""
    letters = _ACCENT.sub("", rules.letter.sub(r"\1", text))
    found = []
    for match in matches(_SPELT, f"{letters} "):
        if AT.match(letters, match.end()):
            continue
        run = match[0].strip(" ,.-")
        groups = re.split(r"[,.]\s*", run) if re.search(r"\w \w", run) else [run]
        for group in groups:
            word = re.sub(r"\W", "", group)
            if len(word) >= _FEWEST_LETTERS:
                found.append(word.capitalize())
    return found


def is_spelt(name: str) -> bool:
    return all(len(word.strip(".")) == 1 for word in name.split())


def is_like(spelt: str, word: str) -> bool:
    one, other = _without_accents(spelt), _without_accents(word)
    # "With a d t at the end" spells no whole name.
    is_whole = len(one) >= len(other) - 2
    return is_whole and one != other and SequenceMatcher(None, one, other).ratio() >= _LIKE


def _without_accents(word: str) -> str:
    parts = unicodedata.normalize("NFD", word.lower())
    return "".join(part for part in parts if not unicodedata.combining(part))
