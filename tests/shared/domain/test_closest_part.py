"""The part of what was said that differs least from a quote, against trying every part."""

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.closest_part import Costs, Part, closest_part

# `n` is a negation: never lost, added or changed cheaply.
COSTS: Costs[str] = Costs(
    missing=lambda word: 9.0 if word == "n" else 1.0,
    added=lambda word: 9.0 if word == "n" else 0.5,
    changed=lambda word, said: 0.0 if word == said else 9.0 if "n" in (word, said) else 1.0,
)


def distance(quote: str, part: str) -> float:
    """Returns the edit distance, by its definition."""
    if not quote:
        return sum(map(COSTS.added, part))
    if not part:
        return sum(map(COSTS.missing, quote))
    return min(
        distance(quote[1:], part[1:]) + COSTS.changed(quote[0], part[0]),
        distance(quote[1:], part) + COSTS.missing(quote[0]),
        distance(quote, part[1:]) + COSTS.added(part[0]),
    )


@given(st.text("abn", min_size=1, max_size=4), st.text("abn", max_size=5))
def test_no_other_part_differs_less(quote: str, said: str) -> None:
    found = closest_part(quote, said, COSTS)
    parts = [said[at:end] for at in range(len(said)) for end in range(at + 1, len(said) + 1)]
    least = min((distance(quote, part) for part in parts), default=distance(quote, ""))
    if found is None:
        assert distance(quote, "") <= least
    else:
        assert found.cost == least == distance(quote, said[found.first : found.last + 1])


def test_the_first_of_equal_parts_is_returned() -> None:
    assert closest_part("ab", "xabyab", COSTS) == Part(0.0, 1, 2)
