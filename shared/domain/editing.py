"""A transcript that somebody corrected, and what of the one before still holds."""

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from shared.domain.transcript import Segment, Speaker, Transcript, Turn, Voice, Word

SpokenT = TypeVar("SpokenT", Word, Segment)

# Times are rounded on their way through JSON and people's tools.
SLACK_S = 0.001


def edited(before: Transcript, turns: Sequence[Turn], *, language: str | None) -> Transcript:
    """Words and segments stay where a turn's text and times are as they were, under the speaker it
    has now.

    `language` None, like everything the turns do not tell, is as before.
    """
    now = dict(_unchanged(before.turns, turns))
    places = _Places(before.turns)
    return replace(
        before,
        turns=tuple(turns),
        language=language or before.language,
        words=tuple(_still_said(before.words, places, now)),
        segments=tuple(_still_said(before.segments, places, now)),
    )


def has_same_times(before: Transcript, after: Transcript) -> bool:
    """Whether who spoke when is as before, so that what was measured of it still holds."""
    return [_when(turn) for turn in before.turns] == [_when(turn) for turn in after.turns]


def _when(turn: Turn) -> tuple[Voice, float | None, float | None]:
    return turn.voice, turn.start_s, turn.end_s


def _unchanged(before: Sequence[Turn], after: Sequence[Turn]) -> Iterator[tuple[int, Voice]]:
    """Positions of turns before that are still there, each with the voice it has now."""
    waiting: defaultdict[tuple[str, float | None, float | None], deque[Voice]] = defaultdict(deque)
    for turn in after:
        waiting[turn.text, turn.start_s, turn.end_s].append(turn.voice)
    for position, turn in enumerate(before):
        voices = waiting[turn.text, turn.start_s, turn.end_s]
        if voices:
            yield position, voices.popleft()


def _still_said(
    spoken: Sequence[SpokenT], places: "_Places", now: dict[int, Voice]
) -> Iterator[SpokenT]:
    for piece in spoken:
        position = places.of(piece)
        if position in now:
            speaker, label = now[position]
            renamed = places.turns[position].voice != now[position]
            yield replace(piece, speaker=speaker, label=label) if renamed else piece


class _Places:
    """Finds the turn a word was said in: turns of one speaker do not overlap, those of two may."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self.turns = turns
        self._spans: defaultdict[Voice | None, list[tuple[float, float, int]]] = defaultdict(list)
        for position, turn in enumerate(turns):
            if turn.start_s is not None and turn.end_s is not None:
                for group in (turn.voice, None):
                    self._spans[group].append((turn.start_s, turn.end_s, position))
        for spans in self._spans.values():
            spans.sort()

    def of(self, piece: Word | Segment) -> int | None:
        """None where no turn holds all of it. Words without a speaker of their own may be
        anybody's.
        """
        spans = self._spans[piece.voice]
        if piece.speaker is Speaker.UNKNOWN and not spans:
            spans = self._spans[None]
        index = bisect_right(spans, piece.start_s + SLACK_S, key=lambda span: span[0]) - 1
        if index < 0 or piece.end_s > spans[index][1] + SLACK_S:
            return None
        return spans[index][2]
