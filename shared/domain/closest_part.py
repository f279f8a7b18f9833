"""Finds the part of a sequence of words that differs least from a quote."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class Costs(Generic[W]):
    """What differences cost: a word of the quote that was not said, one that was said and is not in
    the quote, and one in place of another, which is 0 for the same.
    """

    missing: Callable[[W], float]
    added: Callable[[W], float]
    changed: Callable[[W, W], float]


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """The words from `first` to `last`, and what they cost."""

    cost: float
    first: int
    last: int


def closest_part(quote: Sequence[W], said: Sequence[W], costs: Costs[W]) -> Part | None:
    """Returns the part of `said` with the smallest edit distance to `quote`, of several the first,
    by Sellers' algorithm; None where leaving out the whole quote costs least. Time is the product
    of both lengths.
    """
    added = [costs.added(word) for word in said]
    # Of the part that ends before each word: its cost, and where it starts.
    before: list[tuple[float, int]] = [(0.0, at) for at in range(len(said) + 1)]
    for wanted in quote:
        missing = costs.missing(wanted)
        line = [(before[0][0] + missing, 0)]
        for at, word in enumerate(said, 1):
            line.append(
                min(
                    (before[at - 1][0] + costs.changed(wanted, word), before[at - 1][1]),
                    (before[at][0] + missing, before[at][1]),
                    (line[at - 1][0] + added[at - 1], line[at - 1][1]),
                )
            )
        before = line
    cost, start, end = min((cost, start, end) for end, (cost, start) in enumerate(before))
    return Part(cost, start, end - 1) if end > start else None
