"""Finds the words that a model quotes in one turn, and nowhere else.

Case, punctuation, accents, apostrophes and the way a number is written do not matter. A long quote
may differ from the turn in one word of ten, but in no number, date, name or negation.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.answers.facts import Token, tokens_of

LEAST_ALIKE = 0.9
# Shorter quotes have to match word for word.
FEWEST_FUZZY = 6
MOST_WORDS = 120
MOST_WINDOWS = 12
_LABEL = re.compile(r"^\s*(?:\[?[\w.]{1,12}\]\s*)?(?:agent|customer|unknown)\s*:\s*", re.IGNORECASE)
_NEVER = 99.0


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of a turn's text from `start` to before `end`."""

    start: int
    end: int


def find_quote(text: str, quote: str, languages: tuple[str, ...]) -> Place | None:
    """Returns where `quote` stands in the text of a turn; None where it does not."""
    wanted = tokens_of(_LABEL.sub("", quote), languages)
    said = tokens_of(text, languages)
    if not wanted or len(wanted) > MOST_WORDS:
        return None
    run = _find_exact(wanted, said)
    if run is None and len(wanted) >= FEWEST_FUZZY:
        run = _find_nearly(wanted, said)
    return Place(said[run[0]].start, said[run[1]].end) if run else None


def _find_exact(wanted: Sequence[Token], said: Sequence[Token]) -> tuple[int, int] | None:
    forms, first = [token.form for token in wanted], wanted[0].form
    for at, token in enumerate(said):
        if token.form == first and [each.form for each in said[at : at + len(forms)]] == forms:
            return at, at + len(forms) - 1
    return None


def _find_nearly(wanted: Sequence[Token], said: Sequence[Token]) -> tuple[int, int] | None:
    best: tuple[float, int, int] | None = None
    # The surroundings of the quote's rarest words.
    counts = Counter(token.form for token in said)
    rarest = sorted(
        {token.form for token in wanted if counts[token.form]},
        key=lambda form: (counts[form], -len(form), form),
    )[:4]
    anchors = [at for form in rarest for at, token in enumerate(said) if token.form == form]
    reach = len(wanted) + 4
    for at in anchors[:MOST_WINDOWS]:
        start = max(0, at - reach)
        found = _closest(wanted, said[start : at + reach])
        if found and (best is None or found[0] < best[0]):
            best = found[0], start + found[1], start + found[2]
    if best is None or 1 - best[0] / len(wanted) < LEAST_ALIKE:
        return None
    return best[1], best[2]


def _closest(wanted: Sequence[Token], said: Sequence[Token]) -> tuple[float, int, int] | None:
    """Returns cost, first and last token of the part of `said` that differs least: edit distance to
    any part of it (Sellers' algorithm), in which fixed words are never changed, added or lost.
    """
    before: list[tuple[float, int]] = [(0.0, at) for at in range(len(said) + 1)]
    for token in wanted:
        missing = _NEVER if token.is_fixed else 1.0
        line = [(before[0][0] + missing, 0)]
        for at, word in enumerate(said, 1):
            line.append(
                min(
                    (before[at - 1][0] + _difference(token, word), before[at - 1][1]),
                    (before[at][0] + missing, before[at][1]),
                    (line[at - 1][0] + (_NEVER if word.is_fixed else 1.0), line[at - 1][1]),
                )
            )
        before = line
    cost, start, end = min((cost, start, end) for end, (cost, start) in enumerate(before))
    return (cost, start, end - 1) if end > start and cost < _NEVER else None


def _difference(token: Token, word: Token) -> float:
    if token.form == word.form:
        return 0.0
    return _NEVER if token.is_fixed or word.is_fixed else 1.0
