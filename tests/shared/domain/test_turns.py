"""Words of two channels become a conversation."""

from dataclasses import replace

from shared.domain.transcript import Segment, Speaker, Word
from shared.domain.turns import turns_from_segments, turns_from_words

AGENT, CUSTOMER, UNKNOWN = Speaker.AGENT, Speaker.CUSTOMER, Speaker.UNKNOWN


def said(speaker: Speaker, start_s: float, text: str, *, each_s: float = 0.3) -> list[Word]:
    """Words one after the other, without pauses."""
    return [
        Word(word, start_s + number * each_s, start_s + (number + 1) * each_s, speaker)
        for number, word in enumerate(text.split())
    ]


def lines(words: list[Word]) -> list[str]:
    return [f"{turn.speaker}: {turn.text}" for turn in turns_from_words(words)]


def test_speakers_alternate_by_time() -> None:
    words = (
        said(CUSTOMER, 2, "I need a plumber")
        + said(AGENT, 0, "How can I help")
        + said(AGENT, 4, "Of course")
    )
    assert lines(words) == [
        "agent: How can I help",
        "customer: I need a plumber",
        "agent: Of course",
    ]


def test_pauses_of_one_speaker_stay_one_turn() -> None:
    words = said(CUSTOMER, 0, "well") + said(CUSTOMER, 5, "I do not know")
    assert lines(words) == ["customer: well I do not know"]


def test_a_voice_that_goes_on_after_a_silence_begins_another_turn() -> None:
    words = (
        said(AGENT, 0, "please hold")
        + said(AGENT, 90, "thank you for waiting")
        + said(AGENT, 4290, "goodbye")
    )
    turns = turns_from_words(words)
    assert [(turn.text, round(turn.end_s or 0)) for turn in turns] == [
        ("please hold", 1),
        ("thank you for waiting", 91),
        ("goodbye", 4290),
    ]


def test_a_lone_channels_turns_end_at_shorter_pauses_because_it_may_be_another_who_goes_on() -> (
    None
):
    words = said(UNKNOWN, 0, "how can I help") + said(UNKNOWN, 3.5, "my boiler leaks")
    assert [turn.text for turn in turns_from_words(words)] == ["how can I help", "my boiler leaks"]
    told_apart = [replace(word, label="A") for word in words]
    assert len(turns_from_words(told_apart)) == 1


def test_segments_part_at_a_silence_too() -> None:
    segments = [Segment("Please hold.", 0, 2, AGENT), Segment("Thank you.", 4000, 4001, AGENT)]
    assert [turn.end_s for turn in turns_from_segments(segments)] == [2, 4001]


def test_somebody_who_talks_over_a_long_word_of_the_other_does_not_part_it() -> None:
    words = [Word("so", 0, 9, AGENT), Word("well", 1, 1.5, AGENT), Word("then", 9.5, 10, AGENT)]
    assert len(turns_from_words(words)) == 1


def test_a_listening_sound_does_not_cut_up_a_sentence() -> None:
    words = said(CUSTOMER, 0, "my kitchen sink has been leaking since yesterday") + said(
        AGENT, 1.0, "mm-hm"
    )
    assert lines(words) == [
        "customer: my kitchen sink has been leaking since yesterday",
        "agent: mm-hm",
    ]


def test_a_quick_answer_in_a_short_silence_splits_the_turn() -> None:
    words = (
        said(AGENT, 0, "are you there")
        + said(CUSTOMER, 1.0, "yes")
        + said(AGENT, 1.4, "great then")
    )
    assert lines(words) == ["agent: are you there", "customer: yes", "agent: great then"]


def test_an_interruption_follows_what_it_interrupts() -> None:
    words = said(AGENT, 0, "we can come on Monday or") + said(
        CUSTOMER, 1.5, "no please call me back tomorrow"
    )
    assert lines(words) == [
        "agent: we can come on Monday or",
        "customer: no please call me back tomorrow",
    ]


def test_a_turn_knows_when_it_was_said() -> None:
    (turn,) = turns_from_words(said(AGENT, 1.5, "good morning", each_s=0.5))
    assert (turn.start_s, turn.end_s) == (1.5, 2.5)


def test_nothing_said_is_no_turn() -> None:
    assert turns_from_words([]) == ()


def test_segments_merge_by_speaker() -> None:
    segments = [
        Segment(" and a half", 5, 6, CUSTOMER),
        Segment("Hello", 0, 1, AGENT),
        Segment(" Two", 2, 3, CUSTOMER),
    ]
    turns = turns_from_segments(segments)
    assert [(turn.speaker, turn.text, turn.end_s) for turn in turns] == [
        (AGENT, "Hello", 1),
        (CUSTOMER, "Two and a half", 6),
    ]


def test_hours_of_words_are_merged_quickly() -> None:
    words = [
        word
        for n in range(8000)
        for word in said((AGENT, CUSTOMER)[n % 2], n * 1.3, "one two three four")
    ]
    assert len(turns_from_words(words)) == 8000


def test_somebody_who_talks_on_and_on_has_several_turns() -> None:
    """Each of them short enough to be quoted and corrected, and cut where a sentence ends."""
    said = [Word("word" if n % 10 else "end.", n * 0.3, n * 0.3 + 0.2) for n in range(3000)]
    turns = turns_from_words(said)
    assert len(turns) > 5 and max(len(turn.text) for turn in turns) < 2000
    assert all(turn.text.endswith("end.") for turn in turns[:-1])
    assert " ".join(turn.text for turn in turns) == " ".join(word.text for word in said)


def test_a_flood_without_sentences_is_cut_all_the_same() -> None:
    turns = turns_from_words([Word("la", n * 0.3, n * 0.3 + 0.3) for n in range(5000)])
    assert max(len(turn.text) for turn in turns) < 3100
