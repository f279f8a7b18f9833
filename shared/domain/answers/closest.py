"""Finds the turn of a transcript that comes closest to a question, by shared words."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.answers.facts import tokens_of
from shared.domain.answers.words import WORD
from shared.domain.passages import fold
from shared.domain.transcript import Transcript

# Words that share this many first letters count as one word.
STEM = 5


@dataclass(frozen=True, slots=True)
class Closeness:
    """Which turns have which of the words that were looked for; the turns closest first."""

    turns: tuple[int, ...]
    shared: frozenset[str]


def stem(word: str) -> str:
    return word[:STEM]


def closest_turns(
    transcript: Transcript, words: Sequence[str], *, expects_number: bool = False
) -> Closeness:
    """Returns the turns that share words with a question, those with more and rarer ones first.

    A turn that only asks the same comes behind one that says it, and lends half its weight to the
    turn that follows it. With `expects_number` a turn with a number comes first.
    """
    sought = {stem(word) for word in words}
    turns = transcript.turns
    of_turns = [{stem(word) for word in WORD.findall(fold(turn.text))} & sought for turn in turns]
    counts = Counter(word for found in of_turns for word in found)
    weights = [sum(1 + math.log(len(turns) / counts[word]) for word in found) for found in of_turns]
    lent = [0.0] * len(turns)
    for place, turn in enumerate(turns):
        if "?" in turn.text and weights[place]:
            if place + 1 < len(turns):
                lent[place + 1] = weights[place] / 2
            weights[place] /= 2
    ranked: list[tuple[float, int]] = []
    for place, turn in enumerate(turns):
        weight = weights[place] + lent[place]
        if weight and expects_number:
            tokens = tokens_of(turn.text, (transcript.language or "en",))
            if any(token.is_number for token in tokens):
                weight *= 2
        if weight:
            ranked.append((-weight, place))
    return Closeness(tuple(place for _, place in sorted(ranked)), frozenset(counts))
