"""Excerpts with marks, the fusion of rankings, and the turn of a character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.ids import ChunkId, new_id
from shared.domain.passages import LONGEST_EXCERPT, excerpt, fused, places
from shared.domain.transcript import Speaker, Transcript, Turn


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("boiler", ["Boiler", "boiler"]),
        ("boil", ["Boiler", "boiler"]),
        ("boil ", []),
        ("bo", []),
        ("CAFE", ["café"]),
        ('"the boiler"', ["The", "Boiler", "the", "boiler"]),
        ("café -boiler", ["café"]),
        ('café -"the boiler"', ["café"]),
        ("", []),
        ("!?", []),
    ],
)
def test_words_of_the_search_are_marked(typed: str, marked: list[str]) -> None:
    shown = excerpt("The Boiler in the café: a boiler.", typed)
    assert [shown.text[mark.start : mark.end] for mark in shown.marks] == marked


def test_an_excerpt_begins_with_the_line_of_the_first_word_and_ends_with_a_word() -> None:
    text = "agent: " + "well " * 200 + "\ncustomer: My boiler leaks. " + "and so on " * 100
    shown = excerpt(text, "boiler")
    assert shown.text.startswith("customer: My boiler")
    assert text[shown.start :].startswith(shown.text)
    assert shown.text.endswith((" and", " so", " on"))
    assert LONGEST_EXCERPT - 4 <= len(shown.text) <= LONGEST_EXCERPT


def test_an_excerpt_of_a_long_line_begins_with_a_word_near_the_first() -> None:
    shown = excerpt("well " * 500 + "boiler " + "and " * 500, "boiler")
    assert shown.text.startswith("well ")
    (mark,) = shown.marks
    assert shown.text[mark.start : mark.end] == "boiler"


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("boiler " + "so " * 90 + "it leaks.\nagent: Oh, " + "so " * 90, "it leaks."),
        ("boiler " + "so " * 90 + "it leaks! And " + "so " * 90, "it leaks!"),
        ("boiler. " + "so " * 200, " so"),
    ],
)
def test_an_excerpt_ends_with_a_line_or_a_sentence_where_one_ends(text: str, end: str) -> None:
    assert excerpt(text, "boiler").text.endswith(end)


@given(st.text(max_size=2000), st.text(max_size=40))
def test_marks_are_inside_of_the_excerpt(text: str, typed: str) -> None:
    shown = excerpt(text, typed)
    assert text[shown.start :].startswith(shown.text)
    assert len(shown.text) <= LONGEST_EXCERPT
    assert all(0 <= mark.start < mark.end <= len(shown.text) for mark in shown.marks)


def test_what_several_rankings_hold_comes_first() -> None:
    one, two, three = sorted(ChunkId(new_id()) for _ in range(3))
    assert fused([one, two], [three, two]) == [two, one, three]
    assert fused([], []) == []


TURNS = st.lists(st.builds(Turn, st.sampled_from(list(Speaker)), st.text(max_size=10)), max_size=6)


@given(TURNS, st.lists(st.integers(0, 200), max_size=10))
def test_a_character_stands_in_the_turn_of_its_line(
    turns: list[Turn], positions: list[int]
) -> None:
    transcript = Transcript(tuple(turns))
    lines = [f"{turn.who}: {turn.text}\n" for turn in turns]
    owners = [index for index, line in enumerate(lines) for _ in line]
    expected = [
        owners[position] if position < len(owners) else None for position in sorted(positions)
    ]
    found = places(transcript, sorted(positions))
    assert [place.index if place else None for place in found] == expected
    assert [place.turn if place else None for place in found] == [
        None if index is None else turns[index] for index in expected
    ]
