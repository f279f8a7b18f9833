"""Applies a person's corrections to a transcript, and decides which old data remain valid."""

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from shared.domain.transcript import Segment, Speaker, Transcript, Turn, Voice, Word

SpokenT = TypeVar("SpokenT", Word, Segment)

# Times are rounded in JSON and in editing tools.
SLACK_S = 0.001


def edited(before: Transcript, turns: Sequence[Turn], *, language: str | None) -> Transcript:
    """Returns the edited transcript. Words and segments remain where a turn's text and times are
    unchanged, with the turn's new speaker.

    With `language` None, and for everything that turns do not contain, the old values remain.
    """
    # The new voices of unchanged turns, by their positions.
    waiting: defaultdict[tuple[str, float | None, float | None], deque[Voice]] = defaultdict(deque)
    for turn in turns:
        waiting[turn.text, turn.start_s, turn.end_s].append(turn.voice)
    now = {}
    for position, turn in enumerate(before.turns):
        if voices := waiting[turn.text, turn.start_s, turn.end_s]:
            now[position] = voices.popleft()
    places = _Places(before.turns)
    return replace(
        before,
        turns=tuple(turns),
        language=language or before.language,
        words=tuple(_still_said(before.words, places, now)),
        segments=tuple(_still_said(before.segments, places, now)),
    )


def has_same_times(before: Transcript, after: Transcript) -> bool:
    """Returns whether speakers and times are unchanged, so that the measures remain valid."""
    return [_when(turn) for turn in before.turns] == [_when(turn) for turn in after.turns]


def _when(turn: Turn) -> tuple[Voice, float | None, float | None]:
    return turn.voice, turn.start_s, turn.end_s


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
    """Finds the turn of a word: turns of one speaker do not overlap, those of two may."""

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
        """Returns the turn, None where no turn contains the whole word. A word without a speaker
        may belong to any.
        """
        spans = self._spans[piece.voice]
        if piece.speaker is Speaker.UNKNOWN and not spans:
            spans = self._spans[None]
        index = bisect_right(spans, piece.start_s + SLACK_S, key=lambda span: span[0]) - 1
        if index < 0 or piece.end_s > spans[index][1] + SLACK_S:
            return None
        return spans[index][2]
