"""Finds the words that a model quotes in one turn, and nowhere else.

Case, punctuation, accents, apostrophes and the way a number is written do not matter. A long quote
may differ from the turn in one word of ten, but in no number, date, name or negation.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.answers.facts import Token, tokens_of
from shared.domain.closest_part import Costs, Part, closest_part

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
    # The surroundings of the quote's rarest words.
    counts = Counter(token.form for token in said)
    rarest = sorted(
        {token.form for token in wanted if counts[token.form]},
        key=lambda form: (counts[form], -len(form), form),
    )[:4]
    anchors = [at for form in rarest for at, token in enumerate(said) if token.form == form]
    reach = len(wanted) + 4
    best: Part | None = None
    for at in anchors[:MOST_WINDOWS]:
        start = max(0, at - reach)
        found = closest_part(wanted, said[start : at + reach], _COSTS)
        if found and (best is None or found.cost < best.cost):
            best = Part(found.cost, start + found.first, start + found.last)
    if best is None or 1 - best.cost / len(wanted) < LEAST_ALIKE:
        return None
    return best.first, best.last


def _changed(token: Token, word: Token) -> float:
    if token.form == word.form:
        return 0.0
    return _NEVER if token.is_fixed or word.is_fixed else 1.0


def _left_out(token: Token) -> float:
    return _NEVER if token.is_fixed else 1.0


# Fixed words are never changed, added or lost.
_COSTS = Costs(_left_out, _left_out, _changed)
