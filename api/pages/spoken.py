"""A transcript for the eye: each turn as pieces that have their own times, so that a player can
follow them.
"""

from collections import deque
from dataclasses import dataclass

from api.routes.calls import TranscriptBody
from shared.domain.transcript import Segment, Turn, Voice, Word

Timed = Word | Segment

# Recognisers round times; a word belongs to the turn that it begins in, to this precision.
SLACK_S = 0.05
# Between two words of a text stand a space and punctuation.
MOST_BETWEEN = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a turn's text; without times where no word is known for it."""

    text: str
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    number: int
    turn: Turn
    pieces: tuple[Piece, ...]


def spoken_turns(transcript: TranscriptBody) -> list[SpokenTurn]:
    """Returns the turns with their words, or with their segments where words have no times. A turn
    whose text differs from these, as after an edit, is one piece from where the difference begins.
    """
    waiting: dict[Voice, deque[Timed]] = {}
    for word in transcript.words or transcript.segments:
        waiting.setdefault(word.voice, deque()).append(word)
    turns = []
    for number, turn in enumerate(transcript.turns):
        words = _words_of(turn, waiting.get(turn.voice))
        turns.append(SpokenTurn(number, turn, tuple(_timed_pieces(turn.text, words))))
    return turns


def _words_of(turn: Turn, waiting: deque[Timed] | None) -> list[Timed]:
    if waiting is None or turn.start_s is None or turn.end_s is None:
        return []
    words: list[Timed] = []
    while waiting and waiting[0].start_s < turn.end_s + SLACK_S:
        word = waiting.popleft()
        if word.start_s >= turn.start_s - SLACK_S:
            words.append(word)
    return words


def _timed_pieces(text: str, words: list[Timed]) -> list[Piece]:
    pieces, place = [], 0
    for word in words:
        spoken = word.text.strip()
        at = text.find(spoken, place, place + len(spoken) + MOST_BETWEEN) if spoken else -1
        if at < 0:
            break
        if at > place:
            pieces.append(Piece(text[place:at]))
        place = at + len(spoken)
        pieces.append(Piece(text[at:place], word.start_s, word.end_s))
    if place < len(text):
        pieces.append(Piece(text[place:]))
    return pieces


def turn_of_value(transcript: TranscriptBody, value: str) -> int | None:
    """Returns the last turn in which a value stands, by its letters or by the end of its digits;
    None if it was said in other words.
    """
    digits = "".join(filter(str.isdecimal, value))[-7:]
    wanted = value.casefold()
    for number in range(len(transcript.turns) - 1, -1, -1):
        text = transcript.turns[number].text
        if wanted in text.casefold():
            return number
        if len(digits) == 7 and digits in "".join(filter(str.isdecimal, text)):
            return number
    return None
