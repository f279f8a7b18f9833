"""The seconds of quoted words, and the turn that comes closest to a question."""

import pytest

from shared.domain.answers.closest import closest_turns
from shared.domain.answers.quotes import Place, find_quote
from shared.domain.answers.word_times import Span, span_of
from shared.domain.transcript import Segment, Speaker, Transcript, Turn, Word

AGENT, CUSTOMER = Speaker.AGENT, Speaker.CUSTOMER
SAID = "Well, a new boiler is 1,250 dollars. Fitted."


def spoken(*words: str, start_s: float = 10.0, speaker: Speaker = AGENT) -> tuple[Word, ...]:
    """Half a second each."""
    return tuple(
        Word(word, start_s + place / 2, start_s + place / 2 + 0.5, speaker)
        for place, word in enumerate(words)
    )


WORDS = spoken("well", "a", "new", "boiler", "is", "1250", "dollars", "fitted")


def place_of(quote: str) -> Place:
    found = find_quote(SAID, quote, ("en",))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("quote", "span"),
    [
        ("a new boiler", Span(10.5, 12.0)),
        ("new boiler is", Span(11.0, 12.5)),
        ("Fitted", Span(13.5, 14.0)),
        (SAID, Span(10.0, 14.0)),
        # The number is written otherwise in the words' own text.
        ("1,250 dollars", Span(13.0, 13.5)),
    ],
)
def test_words_have_the_seconds_in_which_they_are_said(quote: str, span: Span) -> None:
    turns = (Turn(CUSTOMER, "How much?", 8.0, 9.5), Turn(AGENT, SAID, 10.0, 14.0))
    # The other side speaks at the same time.
    words = (*WORDS, *spoken("a", "new", "boiler", start_s=12.0, speaker=CUSTOMER))
    transcript = Transcript(turns, "en", words)
    assert span_of(transcript, 1, place_of(quote)) == span


def test_without_times_of_words_those_of_segments_or_the_turn_count() -> None:
    turn = Turn(AGENT, SAID, 10.0, 14.0)
    segments = (
        Segment("Well, a new boiler is 1,250 dollars.", 10.2, 13.0, AGENT),
        Segment("Fitted.", 13.2, 14.0, AGENT),
    )
    place = place_of("Fitted")
    assert span_of(Transcript((turn,), "en", segments=segments), 0, place) == Span(13.2, 14.0)
    assert span_of(Transcript((turn,), "en"), 0, place) == Span(10.0, 14.0)
    assert span_of(Transcript((Turn(AGENT, SAID),), "en"), 0, place) == Span(None, None)


def test_what_answers_comes_before_what_asks() -> None:
    transcript = Transcript(
        (
            Turn(AGENT, "Northside Heating, hello."),
            Turn(CUSTOMER, "How much is a new boiler?"),
            Turn(AGENT, "That depends on the house."),
            Turn(AGENT, "A new boiler is twelve hundred dollars."),
            Turn(CUSTOMER, "The old boiler is loud."),
        ),
        "en",
    )
    found = closest_turns(transcript, ["new", "boiler"], expects_number=True)
    assert found.turns[0] == 3
    assert found.shared == {"new", "boile"}
    assert closest_turns(transcript, ["zeppelin"]).turns == ()
