"""A conversation in figures."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.speech_measures import Measures, measure
from shared.domain.transcript import Speaker, Turn, Word

AGENT, CUSTOMER = Speaker.AGENT, Speaker.CUSTOMER


def turn(speaker: Speaker, start_s: float | None, end_s: float | None) -> Turn:
    return Turn(speaker, "words", start_s, end_s)


def test_a_plain_conversation() -> None:
    spoken = [turn(AGENT, 0, 2), turn(CUSTOMER, 3, 9), turn(AGENT, 10.5, 12.5)]
    assert measure(spoken) == Measures({AGENT: 0.4, CUSTOMER: 0.6}, 0.0, 1.5, 0, 1.5)


def test_words_close_together_are_one_utterance() -> None:
    words = [Word("a", 0, 1, AGENT), Word("b", 1.2, 2, AGENT), Word("no", 1.05, 1.15, CUSTOMER)]
    assert measure(words).overlap_s == 0.1


def test_overlap_is_what_both_speak() -> None:
    assert measure([turn(AGENT, 0, 5), turn(CUSTOMER, 4, 8)]).overlap_s == 1.0


def test_silence_at_both_ends_counts_when_the_length_is_known() -> None:
    spoken = [turn(AGENT, 7, 8), turn(CUSTOMER, 9, 10)]
    assert [measure(spoken, duration_s=d).longest_silence_s for d in (None, 11, 30)] == [
        1.0,
        7.0,
        20.0,
    ]


def test_a_long_turn_hides_no_silence_after_shorter_ones() -> None:
    assert (
        measure([turn(AGENT, 0, 10), turn(CUSTOMER, 1, 2), turn(AGENT, 13, 14)]).longest_silence_s
        == 3.0
    )


def test_interruptions_are_told_from_listening_and_from_quick_turns() -> None:
    interrupting = [turn(AGENT, 0, 6), turn(CUSTOMER, 3, 8)]
    listening = [turn(AGENT, 0, 6), turn(CUSTOMER, 3, 3.4)]
    quick = [turn(AGENT, 0, 6), turn(CUSTOMER, 5.9, 8)]
    assert [measure(spoken).interruptions for spoken in (interrupting, listening, quick)] == [
        1,
        0,
        0,
    ]


def test_the_median_answer_is_the_agents() -> None:
    spoken = [turn(CUSTOMER, 0, 1), turn(AGENT, 2, 3), turn(CUSTOMER, 8, 9), turn(AGENT, 12, 13)]
    assert measure(spoken).response_s == 2.0


def test_without_times_nothing_is_known() -> None:
    assert measure([turn(AGENT, None, None)], duration_s=60) == Measures({}, None, None, None, None)


def test_where_nobody_spoke_it_was_silent() -> None:
    assert measure([], duration_s=60) == Measures({}, 0.0, 60, 0, None)


def test_of_voices_that_are_not_told_apart_nobody_counts_interruptions() -> None:
    found = measure([turn(Speaker.UNKNOWN, 0, 5), turn(Speaker.UNKNOWN, 9, 10)])
    assert found == Measures({Speaker.UNKNOWN: 1.0}, None, 4.0, None, None)


spoken_words = st.builds(
    lambda speaker, start_s, length_s: Word("word", start_s, start_s + length_s, speaker),
    st.sampled_from([AGENT, CUSTOMER]),
    st.floats(0, 500),
    st.floats(0, 5),
)


@given(st.lists(spoken_words, max_size=40), st.randoms())
def test_figures_stay_within_the_call_and_do_not_depend_on_order(
    words: list[Word], chance: Random
) -> None:
    found = measure(words, duration_s=600)
    assert found.overlap_s is not None and found.longest_silence_s is not None
    assert 0 <= found.overlap_s <= 600 and 0 <= found.longest_silence_s <= 600
    assert not found.talk_ratio or abs(sum(found.talk_ratio.values()) - 1) < 1e-3
    shuffled = list(words)
    chance.shuffle(shuffled)
    assert measure(shuffled, duration_s=600) == found
