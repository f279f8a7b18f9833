"""What of a transcript's words and segments outlives an edit."""

from dataclasses import replace

from shared.domain.editing import edited, has_same_times
from shared.domain.transcript import Segment, Speaker, Transcript, Turn, Word

AGENT, CUSTOMER, UNKNOWN = Speaker.AGENT, Speaker.CUSTOMER, Speaker.UNKNOWN

HELLO = Turn(AGENT, "Hello there", 0.0, 1.0)
LEAK = Turn(CUSTOMER, "It leaks", 1.5, 3.0)
MHM = Turn(AGENT, "Mhm", 2.0, 2.2)
BYE = Turn(AGENT, "Goodbye", 4.0, 5.0)
WORDS = (
    Word("Hello", 0.0, 0.5, AGENT),
    Word("there", 0.5, 1.0, AGENT),
    Word("It", 1.5, 1.7, CUSTOMER),
    Word("Mhm", 2.0, 2.2, AGENT),
    Word("leaks", 2.3, 3.0, CUSTOMER),
    Word("Goodbye", 4.0, 5.0, AGENT),
)
CALL = Transcript((HELLO, LEAK, MHM, BYE), "en", WORDS, (Segment("It leaks", 1.5, 3.0, CUSTOMER),))


def words_after(*turns: Turn, before: Transcript = CALL) -> list[str]:
    return [word.text for word in edited(before, turns, language=None).words]


def test_words_of_turns_that_did_not_change_are_kept() -> None:
    assert edited(CALL, CALL.turns, language=None) == CALL
    assert words_after(HELLO, replace(LEAK, text="It leeks"), MHM, BYE) == [
        "Hello",
        "there",
        "Mhm",
        "Goodbye",
    ]


def test_words_of_a_turn_whose_times_changed_are_dropped() -> None:
    assert words_after(HELLO, LEAK, MHM, replace(BYE, end_s=6.0)) == [
        "Hello",
        "there",
        "It",
        "Mhm",
        "leaks",
    ]


def test_words_of_a_turn_that_is_gone_are_dropped_though_others_overlap_it() -> None:
    assert words_after(HELLO, LEAK, BYE) == ["Hello", "there", "It", "leaks", "Goodbye"]
    assert words_after(HELLO, MHM, BYE) == ["Hello", "there", "Mhm", "Goodbye"]


def test_a_new_turn_between_others_takes_nothing_from_them() -> None:
    assert len(words_after(HELLO, Turn(CUSTOMER, "Hi", 1.1, 1.4), LEAK, MHM, BYE)) == len(WORDS)


def test_words_go_with_the_speaker_a_turn_was_given() -> None:
    after = edited(CALL, (HELLO, replace(LEAK, speaker=AGENT), MHM, BYE), language=None)
    assert [word.speaker for word in after.words] == [AGENT] * 6
    assert after.segments == (Segment("It leaks", 1.5, 3.0, AGENT),)


def test_segments_of_a_turn_that_changed_are_dropped() -> None:
    assert (
        edited(CALL, (HELLO, replace(LEAK, text="It leeks"), MHM, BYE), language=None).segments
        == ()
    )


def test_words_without_a_speaker_belong_to_the_turn_they_were_said_in() -> None:
    nameless = replace(
        CALL,
        turns=(HELLO, LEAK, BYE),
        words=tuple(replace(word, speaker=UNKNOWN) for word in WORDS),
    )
    assert words_after(HELLO, BYE, before=nameless) == ["Hello", "there", "Goodbye"]


def test_turns_without_times_have_no_words() -> None:
    assert words_after(*(replace(turn, start_s=None, end_s=None) for turn in CALL.turns)) == []


def test_equal_turns_are_kept_as_often_as_they_are_still_there() -> None:
    twice = Transcript(
        (Turn(AGENT, "Yes", 1.0, 2.0), Turn(CUSTOMER, "Yes", 1.0, 2.0)),
        words=(Word("Yes", 1.0, 2.0, AGENT),),
    )
    assert words_after(*twice.turns, before=twice) == ["Yes"]
    assert words_after(twice.turns[0], before=twice) == ["Yes"]


def test_the_language_is_as_before_unless_it_is_told() -> None:
    assert edited(CALL, (HELLO,), language=None).language == "en"
    assert edited(CALL, (HELLO,), language="es").language == "es"


def test_who_spoke_when_is_the_same_while_only_words_change() -> None:
    def same(*turns: Turn) -> bool:
        return has_same_times(CALL, edited(CALL, turns, language=None))

    assert same(replace(HELLO, text="Hi"), LEAK, MHM, BYE)
    assert not same(HELLO, replace(LEAK, speaker=AGENT), MHM, BYE)
    assert not same(HELLO, LEAK, BYE)


def test_a_very_long_transcript_is_edited_in_a_moment() -> None:
    """Nothing here is quadratic: 20,000 turns with five words each."""
    turns = tuple(
        Turn(AGENT if n % 2 else CUSTOMER, f"turn {n}", float(n), n + 0.9) for n in range(20_000)
    )
    words = tuple(
        Word("w", turn.start_s + 0.1 * n, turn.start_s + 0.1 * (n + 1), turn.speaker)
        for turn in turns
        if turn.start_s is not None
        for n in range(5)
    )
    after = edited(Transcript(turns, words=words), turns[:-1], language=None)
    assert len(after.words) == len(words) - 5


def test_a_voice_that_had_only_a_label_is_given_its_name() -> None:
    before = Transcript(
        (Turn(Speaker.UNKNOWN, "hello", 0, 1, "A"), Turn(Speaker.UNKNOWN, "hi", 1, 2, "B")),
        words=(Word("hello", 0, 1, label="A"), Word("hi", 1, 2, label="B")),
    )
    after = edited(before, (Turn(Speaker.AGENT, "hello", 0, 1), before.turns[1]), language=None)
    assert [word.voice for word in after.words] == [(Speaker.AGENT, None), (Speaker.UNKNOWN, "B")]
