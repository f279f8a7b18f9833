"""Compares two versions of a transcript: which turns differ, and in which words.

The work grows with the length of the texts and no faster: turns, and then the words of two turns,
are aligned by those that stand once on either side (patience diff), and only what is left between
two of them, where it is short, is compared item by item.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from shared.domain.transcript import Turn, Voice

# A gap with more pairs of items than this is replaced as a whole.
MOST_PAIRS = 400
MOST_CHANGES = 1000
# Scripts that put no spaces between words are compared character by character: Thai, Lao, Khmer,
# Myanmar, kana and Han.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]\s*|[^\s{_UNSPACED}]+\s*|\s+")


class Change(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a turn that are in both versions, or in one of them."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class TurnChange:
    """A turn that differs. `before` and `after` are its numbers in the two versions; None where it
    is not in that one.
    """

    before: int | None
    after: int | None
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs, in order, at most MOST_CHANGES turns; `left_out` counts the others. The `same`
    turns have one speaker and the same words; their times may differ.
    """

    turns: tuple[TurnChange, ...]
    same: int
    left_out: int


@dataclass(frozen=True, slots=True)
class _Block:
    """Items `before` and `after` that are equal one by one, or that replace each other."""

    before: range
    after: range
    is_same: bool


def changes_between(before: Sequence[Turn], after: Sequence[Turn]) -> Changes:
    """Returns what differs between two versions."""
    pairs: list[tuple[int | None, int | None]] = []
    same = 0
    for block in _matching_blocks(
        list(map(_voice_and_text, before)), list(map(_voice_and_text, after))
    ):
        if block.is_same:
            same += len(block.after)
        else:
            pairs += _paired_turns(before, after, block)
    return Changes(
        turns=tuple(
            TurnChange(
                one, other, _words_between(_turn_text(before, one), _turn_text(after, other))
            )
            for one, other in pairs[:MOST_CHANGES]
        ),
        same=same,
        left_out=max(0, len(pairs) - MOST_CHANGES),
    )


def _voice_and_text(turn: Turn) -> tuple[Voice, str]:
    return turn.voice, turn.text


def _turn_text(turns: Sequence[Turn], number: int | None) -> str:
    return "" if number is None else turns[number].text


def _paired_turns(
    before: Sequence[Turn], after: Sequence[Turn], block: _Block
) -> Iterator[tuple[int | None, int | None]]:
    """Yields which turns became which: those that begin at the same time, and between these in
    their order.
    """
    starts = [[turns[number].start_s for number in numbers] for turns, numbers in (
        (before, block.before), (after, block.after),
    )]  # fmt: skip
    for part in _matching_blocks(*starts):
        old, new = list(part.before), list(part.after)
        for place in range(max(len(old), len(new))):
            yield (
                block.before[old[place]] if place < len(old) else None,
                block.after[new[place]] if place < len(new) else None,
            )


def _words_between(before: str, after: str) -> tuple[Words, ...]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    found: list[Words] = []
    for block in _matching_blocks([word.strip() for word in old], [word.strip() for word in new]):
        removed = "".join(old[number] for number in block.before)
        inserted = "".join(new[number] for number in block.after)
        if block.is_same:
            found.append(Words(Change.SAME, inserted))
            continue
        if removed:
            found.append(Words(Change.REMOVED, removed))
        if inserted:
            found.append(Words(Change.INSERTED, inserted))
    return tuple(_merged_neighbours(found))


def _merged_neighbours(words: Sequence[Words]) -> Iterator[Words]:
    """Yields neighbours of one kind as one."""
    run: list[str] = []
    for number, one in enumerate(words):
        run.append(one.text)
        if number + 1 == len(words) or words[number + 1].change is not one.change:
            yield Words(one.change, "".join(run))
            run = []


def _matching_blocks(before: Sequence[Hashable], after: Sequence[Hashable]) -> Iterator[_Block]:
    """Yields blocks that together are both sequences, in order. None is empty on both sides."""
    old, new = range(len(before)), range(len(after))
    for one, other in [*_anchors(before, after), (len(before), len(after))]:
        yield from _blocks_between_anchors(
            before, after, range(old.start, one), range(new.start, other)
        )
        if one < len(before):
            yield _Block(range(one, one + 1), range(other, other + 1), is_same=True)
        old, new = range(one + 1, len(before)), range(other + 1, len(after))


def _anchors(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Returns the places of items that stand once on either side, as many as are in the same order
    there.
    """
    once = {item for item, count in Counter(before).items() if count == 1}
    once &= {item for item, count in Counter(after).items() if count == 1}
    place_after = {item: place for place, item in enumerate(after) if item in once}
    pairs = [(place, place_after[item]) for place, item in enumerate(before) if item in once]
    # The longest increasing subsequence: `lowest[n]` is the lowest end of one of length n + 1.
    lowest: list[int] = []
    ends: list[int] = []
    previous: list[int | None] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(lowest, place)
        previous.append(ends[length - 1] if length else None)
        lowest[length : length + 1] = [place]
        ends[length : length + 1] = [number]
    chain: list[tuple[int, int]] = []
    at = ends[-1] if ends else None
    while at is not None:
        chain.append(pairs[at])
        at = previous[at]
    return chain[::-1]


def _blocks_between_anchors(
    before: Sequence[Hashable], after: Sequence[Hashable], old: range, new: range
) -> Iterator[_Block]:
    """Yields the blocks between two anchors."""
    head = 0
    shorter = min(len(old), len(new))
    while head < shorter and before[old[head]] == after[new[head]]:
        head += 1
    tail = 0
    while tail < shorter - head and before[old[-1 - tail]] == after[new[-1 - tail]]:
        tail += 1
    if head:
        yield _Block(old[:head], new[:head], is_same=True)
    yield from _compared_middle(
        before, after, old[head : len(old) - tail], new[head : len(new) - tail]
    )
    if tail:
        yield _Block(old[len(old) - tail :], new[len(new) - tail :], is_same=True)


def _compared_middle(
    before: Sequence[Hashable], after: Sequence[Hashable], old: range, new: range
) -> Iterator[_Block]:
    if not old and not new:
        return
    if not 0 < len(old) * len(new) <= MOST_PAIRS:
        yield _Block(old, new, is_same=False)
        return
    matcher = SequenceMatcher(
        None, [before[place] for place in old], [after[place] for place in new], autojunk=False
    )
    for kind, start, end, start_after, end_after in matcher.get_opcodes():
        yield _Block(old[start:end], new[start_after:end_after], is_same=kind == "equal")
