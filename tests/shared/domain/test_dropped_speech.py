"""Speech that has no words in the transcript is counted, channel by channel."""

from dataclasses import replace

import pytest

from shared.domain.audio import Part, Stretch
from shared.domain.dropped_speech import Dropped, added
from shared.domain.part_times import Merged, joined, merge
from shared.domain.transcript import Segment, Speaker, Transcript, Turn, Word
from tests.shared.domain.test_part_times import part, plan

# Ten seconds, of which six are speech.
CUT = replace(part((0, 10)), speech=(Stretch(1, 4), Stretch(6, 9)))


def words(*times: tuple[float, float]) -> Transcript:
    return Transcript((), "en", tuple(Word("words", *each) for each in times))


def merged(*pairs: tuple[Part, Transcript], treated_as: int = 1) -> Merged:
    return merge(plan(*(each for each, _ in pairs), treated_as=treated_as), pairs)


def test_speech_with_words_all_over_is_not_dropped() -> None:
    (found,) = merged((CUT, words((1.2, 1.6), (2, 3.8), (6.3, 7.5), (8, 8.9)))).dropped
    assert found == Dropped(6.0, 0.0, 0)


def test_an_utterance_without_words_is_dropped() -> None:
    (found,) = merged((CUT, words((1.2, 3.8)))).dropped
    assert (found.speech_s, found.dropped_s, found.is_too_much) == (6.0, 3.0, True)


def test_a_breath_between_words_is_not() -> None:
    (found,) = merged((CUT, words((1, 1.9), (3.0, 4), (6, 9)))).dropped
    assert found.dropped_s == 0


def test_music_is_no_speech_that_could_be_dropped() -> None:
    music = replace(CUT, voice="0" * 55 + "5" * 45)
    (found,) = merged((music, words())).dropped
    assert (found.speech_s, found.dropped_s) == (3.0, 3.0)


def test_words_that_were_removed_leave_their_speech_without_words() -> None:
    said = "Thank you for watching."
    turn = Transcript((), "en", (), (Segment(said, 1, 4),))
    (found,) = merged((replace(CUT, voice="2" * 100), turn)).dropped
    assert (found.dropped_s, found.words) == (6.0, 4)


def test_text_without_times_is_said_wherever_somebody_speaks() -> None:
    transcript = Transcript((Turn(Speaker.UNKNOWN, "One. Two, three and four. Five."),), "en")
    (found,) = merged((CUT, transcript)).dropped
    assert found.dropped_s == 0


def test_each_channel_and_each_recording_counts() -> None:
    other = replace(CUT, channel=1, speech=(Stretch(0, 2),))
    both = merged((CUT, words((1.2, 3.8), (6, 9))), (other, words()), treated_as=2)
    assert both.dropped == (Dropped(6.0, 0.0, 0), Dropped(2.0, 2.0, 0))
    alone = merged((CUT, words()))
    assert joined([(0, both), (100, alone)], duration_s=200).dropped == (
        Dropped(12.0, 6.0, 0),
        Dropped(2.0, 2.0, 0),
    )
    assert added([]) == ()


@pytest.mark.parametrize(
    ("speech_s", "dropped_s", "too_much"),
    [(10, 1.9, False), (10, 2.0, True), (2, 0.9, False), (0, 0, False)],
)
def test_a_fifth_is_too_much(speech_s: float, dropped_s: float, too_much: bool) -> None:
    assert Dropped(speech_s, dropped_s).is_too_much is too_much
