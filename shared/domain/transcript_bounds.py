"""Limits the length of a transcript. A part of a longer one is left out, and `left_out` says how
much.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from shared.domain.transcript import LeftOut, Transcript, Turn

T = TypeVar("T")

# A call of three hours has some 3,000 turns and 200,000 characters; 24 hours of fast speech are 1.5
# million characters.
MOST_TURNS = 20_000
LONGEST_TURN = 20_000
MOST_CHARS = 2_000_000
MOST_WORDS = 200_000
MOST_SEGMENTS = 50_000


def bounded(transcript: Transcript, *, gap: tuple[int, int] | None = None) -> Transcript:
    """Splits turns that are too long, and leaves out the middle of a transcript that is too long.

    A call's result is at its end. `gap` is the number and position of turns that were left out
    before.
    """
    if gap is None and _fits(transcript):
        return transcript
    before, missing = gap or (len(transcript.turns), 0)
    head, tail = (
        list(_cut_turns(transcript.turns[:before])),
        list(_cut_turns(transcript.turns[before:])),
    )
    first = _as_many_as_fit(head, MOST_TURNS // 2, MOST_CHARS // 2)
    rest = tail if gap else head[len(first) :]
    room = MOST_CHARS - sum(len(turn.text) for turn in first)
    last = _as_many_as_fit(reversed(rest), MOST_TURNS - len(first), room)[::-1]
    missing += len(head) + len(tail) - len(first) - len(last)
    words, segments = (
        _both_ends(transcript.words, MOST_WORDS),
        _both_ends(transcript.segments, MOST_SEGMENTS),
    )
    fewer_words, fewer_segments = (
        len(transcript.words) - len(words),
        len(transcript.segments) - len(segments),
    )
    left_out = LeftOut(missing, len(first), fewer_words, fewer_segments)
    is_whole = left_out == LeftOut(0, len(first))
    return replace(
        transcript,
        turns=(*first, *last),
        words=words,
        segments=segments,
        left_out=None if is_whole else left_out,
    )


def ends(items: Sequence[T], most: int) -> tuple[Sequence[T], Sequence[T]]:
    """Returns the beginning and the end of a sequence that is too long, together `most` items;
    otherwise the whole sequence and nothing.
    """
    if len(items) <= most:
        return items, items[:0]
    return items[: most - most // 2], items[len(items) - most // 2 :]


def _both_ends(items: tuple[T, ...], most: int) -> tuple[T, ...]:
    first, last = ends(items, most)
    return (*first, *last)


def _fits(transcript: Transcript) -> bool:
    lengths = [len(turn.text) for turn in transcript.turns]
    return (
        len(lengths) <= MOST_TURNS
        and max(lengths, default=0) <= LONGEST_TURN
        and sum(lengths) <= MOST_CHARS
        and len(transcript.words) <= MOST_WORDS
        and len(transcript.segments) <= MOST_SEGMENTS
    )


def _as_many_as_fit(turns: Iterable[Turn], most_turns: int, most_chars: int) -> list[Turn]:
    included: list[Turn] = []
    for turn in turns:
        most_chars -= len(turn.text)
        if len(included) == most_turns or most_chars < 0:
            break
        included.append(turn)
    return included


def _cut_turns(turns: Iterable[Turn]) -> Iterator[Turn]:
    """Yields turns of limited length: split between words where there are any, with times as if the
    speech had one pace.
    """
    for turn in turns:
        if len(turn.text) <= LONGEST_TURN:
            yield turn
            continue
        start = 0
        while start < len(turn.text):
            end = start + LONGEST_TURN
            if end < len(turn.text):
                end = turn.text.rfind(" ", start + LONGEST_TURN // 2, end) + 1 or end
            if said := turn.text[start:end].strip():
                yield replace(
                    turn, text=said, start_s=_char_time(turn, start), end_s=_char_time(turn, end)
                )
            start = end


def _char_time(turn: Turn, char: int) -> float | None:
    """Returns when a character of the turn was said."""
    if turn.start_s is None or turn.end_s is None:
        return turn.start_s if char == 0 else turn.end_s if char >= len(turn.text) else None
    return turn.start_s + (turn.end_s - turn.start_s) * min(1.0, char / len(turn.text))
