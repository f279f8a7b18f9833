"""The seconds of quoted words, by the times of the transcript's words."""

from dataclasses import dataclass

from shared.domain.answers.facts import tokens_of
from shared.domain.answers.quotes import Place
from shared.domain.passages import fold
from shared.domain.transcript import Segment, Transcript, Word

# Recognisers round times; a word belongs to the turn in which it begins, to this precision.
SLACK_S = 0.05
# So many words of a turn may have no time before the rest is looked for again.
MOST_SKIPPED = 6


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds from the start of the call; None where the transcript has no times."""

    start_s: float | None
    end_s: float | None


def span_of(transcript: Transcript, turn: int, place: Place) -> Span:
    """Returns when the words at a place of a turn were said: to the word where words have times,
    else to the segment or the turn.
    """
    of_turn = transcript.turns[turn]
    whole = Span(of_turn.start_s, of_turn.end_s)
    if of_turn.start_s is None or of_turn.end_s is None:
        return whole
    timed = [
        each
        for each in transcript.words or transcript.segments
        if of_turn.start_s - SLACK_S <= each.start_s < of_turn.end_s + SLACK_S
        and each.voice == of_turn.voice
    ]
    found = [
        each
        for each, at in _words_with_places(of_turn.text, timed)
        if at.start < place.end and place.start < at.end
    ]
    if not found:
        return whole
    return Span(found[0].start_s, found[-1].end_s)


def _words_with_places(
    text: str, timed: list[Word | Segment]
) -> list[tuple[Word | Segment, Place]]:
    """Returns the words of a turn with their places in its text. A word that stands in the text in
    other letters is left out.
    """
    tokens = tokens_of(text, ())
    forms = [fold(token.text) for token in tokens]
    found: list[tuple[Word | Segment, Place]] = []
    at = 0
    for each in timed:
        spoken = [fold(token.text) for token in tokens_of(each.text, ())]
        if not spoken:
            continue
        for start in range(at, min(at + MOST_SKIPPED, len(forms))):
            if forms[start : start + len(spoken)] == spoken:
                last = start + len(spoken) - 1
                found.append((each, Place(tokens[start].start, tokens[last].end)))
                at = last + 1
                break
    return found
