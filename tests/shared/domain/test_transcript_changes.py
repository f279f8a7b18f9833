"""What changed between two versions of a transcript."""

import random

import pytest

from shared.domain.transcript import Speaker, Turn
from shared.domain.transcript_changes import MOST_CHANGES, Change, Changes, changes_between


def turns(*texts: str) -> list[Turn]:
    return [Turn(Speaker.CUSTOMER, text, float(number)) for number, text in enumerate(texts)]


def marked(changes: Changes) -> list[str]:
    """Each turn; removed words in square brackets, new ones in braces."""
    marks = {Change.SAME: "{}", Change.REMOVED: "[{}]", Change.INSERTED: "{{{}}}"}
    return [
        "".join(marks[one.change].format(one.text.strip()) for one in turn.words)
        for turn in changes.turns
    ]


def numbers(changes: Changes) -> list[tuple[int | None, int | None]]:
    return [(turn.before, turn.after) for turn in changes.turns]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("My boiler leaks.", "My heating leaks.", "My[boiler]{heating}leaks."),
        ("a b c d", "a c d", "a[b]c d"),
        ("a c", "a b c", "a{b}c"),
        ("the cat and the dog", "the cow and a dog", "the[cat]{cow}and[the]{a}dog"),
        ("one two", "three four", "[one two]{three four}"),
        # Without spaces characters are compared.
        ("お湯が出ません", "お湯がでません", "お湯が[出]{で}ません"),
    ],
)
def test_words_are_compared_within_a_turn(before: str, after: str, expected: str) -> None:
    assert marked(changes_between(turns(before), turns(after))) == [expected]


def test_a_turn_that_is_gone_or_new_moves_no_other() -> None:
    texts = [f"Sentence {number}." for number in range(6)]
    gone = changes_between(turns(*texts), turns(*texts[:2], *texts[3:]))
    assert (numbers(gone), gone.same, marked(gone)) == ([(2, None)], 5, ["[Sentence 2.]"])
    new = changes_between(turns(*texts), turns(*texts[:2], "New.", *texts[2:]))
    assert (numbers(new), new.same, marked(new)) == ([(None, 2)], 6, ["{New.}"])


def test_turns_that_begin_at_the_same_time_are_one_before_and_after() -> None:
    before = [Turn(Speaker.CUSTOMER, text, start) for text, start in (("ab", 0.0), ("cd", 5.0))]
    after = [
        Turn(Speaker.CUSTOMER, text, start)
        for text, start in (("xy", 0.0), ("between", 2.0), ("zw", 5.0))
    ]
    assert numbers(changes_between(before, after)) == [(0, 0), (None, 1), (1, 2)]


def test_another_speaker_is_a_change_without_changed_words() -> None:
    before, after = Turn(Speaker.AGENT, "Yes."), Turn(Speaker.CUSTOMER, "Yes.")
    found = changes_between([before], [after])
    assert [words.change for words in found.turns[0].words] == [Change.SAME]
    moved = Turn(Speaker.AGENT, "Yes.", 5.0)
    assert changes_between([before], [moved]) == Changes((), 1, 0)


def test_both_versions_can_be_read_from_what_changed() -> None:
    dice = random.Random(7)
    for _ in range(300):
        before, after = (
            " ".join(dice.choice("abcdef") for _ in range(dice.randrange(1, 40))) for _ in range(2)
        )
        for turn in changes_between(turns(before), turns(after)).turns:
            for change, text in ((Change.REMOVED, before), (Change.INSERTED, after)):
                read = "".join(
                    f"{one.text} " for one in turn.words if one.change in (Change.SAME, change)
                )
                assert read.split() == text.split()


def test_of_very_many_changes_the_first_are_told() -> None:
    before = turns(*(f"Sentence {number}." for number in range(MOST_CHANGES + 5)))
    after = turns(*(f"Line {number}." for number in range(MOST_CHANGES + 5)))
    found = changes_between(before, after)
    assert (len(found.turns), found.left_out, found.same) == (MOST_CHANGES, 5, 0)
