"""Words that may be misspelt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.spelling import MOST_NEAR, distance, nearest


@pytest.mark.parametrize(
    ("one", "other", "letters"),
    [
        ("boiler", "boiler", 0),
        ("boilr", "boiler", 1),
        ("waetr", "water", 1),
        ("umbrela", "umbrella", 1),
        ("heating", "seating", 1),
        ("ca", "abc", 3),
        ("boiler", "umbrella", 3),
    ],
)
def test_letters_that_differ_are_counted_up_to_a_limit(one: str, other: str, letters: int) -> None:
    assert distance(one, other, 2) == letters
    assert distance(other, one, 2) == letters


def test_the_words_with_the_fewest_differences_are_near() -> None:
    assert nearest("boilr", ["boiler", "broil", "boils"]) == ("boiler", "boils")
    assert nearest("boilr", ["boilers", "water"]) == ()
    assert nearest("techncian", ["technician", "technicians"]) == ("technician",)
    assert nearest("word", []) == ()


@given(st.text(max_size=12), st.lists(st.text(max_size=12)))
def test_near_words_are_of_those_given(word: str, others: list[str]) -> None:
    found = nearest(word, others)
    assert set(found) <= set(others)
    assert len(found) <= MOST_NEAR
