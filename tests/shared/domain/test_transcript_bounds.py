"""Of a transcript of any length as much is kept as is allowed, and what is missing is said."""

from dataclasses import replace
from itertools import pairwise

import pytest

from shared.domain.incoming import IncomingCall, TranscriptionCompleted
from shared.domain.transcript import LeftOut, Speaker, Transcript, Turn, Word
from shared.domain.transcript_bounds import (
    LONGEST_TURN,
    MOST_CHARS,
    MOST_TURNS,
    MOST_WORDS,
    bounded,
)
from shared.vendors.elevenlabs.webhook import parse_event
from shared.vendors.transcription import webhook as transcription


def of(*texts: str) -> Transcript:
    return Transcript(
        tuple(Turn(Speaker.CUSTOMER, text, float(at), at + 1.0) for at, text in enumerate(texts))
    )


def test_a_call_of_three_hours_stays_as_it_is() -> None:
    transcript = of(*("yes, that is what I said before " * 2 for _ in range(3000)))
    assert bounded(transcript) is transcript


def test_a_long_turn_is_cut_between_words_and_nothing_is_missing() -> None:
    text = " ".join(f"word{number}" for number in range(20_000))
    kept = bounded(of("Hello.", text))
    assert " ".join(turn.text for turn in kept.turns[1:]) == text
    assert max(len(turn.text) for turn in kept.turns) <= LONGEST_TURN
    times = [(turn.start_s, turn.end_s) for turn in kept.turns[1:]]
    assert (times[0][0], times[-1][1]) == (1.0, 2.0)
    assert all(before[1] == after[0] for before, after in pairwise(times))
    assert kept.left_out is None


def test_text_without_blanks_is_cut_all_the_same() -> None:
    kept = bounded(of("x" * 300_000))
    assert sum(len(turn.text) for turn in kept.turns) == 300_000


@pytest.mark.parametrize(("text", "count"), [("yes", MOST_TURNS), ("y" * 1000, None)])
def test_the_middle_of_an_endless_call_is_left_out_and_said_to_be(
    text: str, count: int | None
) -> None:
    transcript = of(*(f"{text} {number}" for number in range(90_000)))
    kept = bounded(transcript)
    assert kept.left_out
    at, missing = kept.left_out.before_turn, kept.left_out.turns
    assert kept.turns == transcript.turns[:at] + transcript.turns[at + missing :]
    chars = sum(len(turn.text) for turn in kept.turns)
    assert len(kept.turns) == count or 0.99 * MOST_CHARS < chars <= MOST_CHARS
    assert 0.4 < at / len(kept.turns) < 0.6
    assert bounded(kept) is kept


def test_words_beyond_the_most_are_counted() -> None:
    words = tuple(Word("a", float(at), float(at)) for at in range(MOST_WORDS + 7))
    kept = bounded(replace(of("a"), words=words))
    assert kept.left_out == LeftOut(0, 1, words=7)
    assert kept.words[-1] == words[-1]


def test_an_event_of_endless_turns_is_kept_in_part() -> None:
    messages = ["" if at % 5 == 0 else f"x {at}" for at in range(90_000)]
    turns = [{"role": "user", "message": message} for message in messages]
    event = parse_event({"data": {"agent_id": "a", "conversation_id": "c", "transcript": turns}})
    assert isinstance(event, IncomingCall)
    assert event.transcript
    assert event.transcript.left_out == LeftOut(70_000, 8000)
    assert [turn.text for turn in event.transcript.turns[7999:8001]] == ["x 9999", "x 80001"]


def test_an_event_of_endless_words_is_kept_in_part() -> None:
    words = [{"word": "a", "start": at / 10, "end": at / 10} for at in range(MOST_WORDS + 7)]
    recording_id = "01a224f9-0942-75fa-b026-04cc5874ed65"
    event = transcription.parse_event(
        {
            "type": "transcription.completed",
            "recording_id": recording_id,
            "text": "a",
            "words": words,
        }
    )
    assert isinstance(event, TranscriptionCompleted)
    assert (len(event.transcript.words), event.transcript.left_out) == (
        MOST_WORDS,
        LeftOut(0, 1, words=7),
    )
