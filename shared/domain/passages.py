"""Passages: what a search in all calls finds, with the words that match."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from shared.domain.ids import ChunkId
from shared.domain.transcript import Transcript, Turn

LONGEST_EXCERPT: Final = 400
# The usual constant of reciprocal rank fusion: it keeps a first place of one list from outweighing
# good places in both.
RANK_CONSTANT: Final = 60
_WORD = re.compile(r"\w+")
_EXCLUDED = re.compile(r'(?<!\S)-(?:"[^"]*"?|\S+)')


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters from `start` to before `end` of an excerpt."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The part of a text that is shown. `start` is its first character in the text."""

    start: int
    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """The turn of a transcript in which a character stands."""

    index: int
    turn: Turn


def fold(text: str) -> str:
    """Returns the text as words are compared: in lower case and without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(each for each in decomposed if not unicodedata.combining(each)).lower()


def fused(*rankings: Sequence[ChunkId]) -> list[ChunkId]:
    """Returns the ids of several lists, those with good places in several of them first."""
    scores: dict[ChunkId, float] = {}
    for ranking in rankings:
        for place, chunk_id in enumerate(ranking, 1):
            scores[chunk_id] = scores.get(chunk_id, 0.0) + 1 / (RANK_CONSTANT + place)
    # Equal scores must come in the same order on each page.
    return sorted(scores, key=lambda chunk_id: (-scores[chunk_id], chunk_id))


def excerpt(text: str, typed: str) -> Excerpt:
    """Returns the part of `text` with the first words of the search, which are marked."""
    wanted = _EXCLUDED.sub(" ", typed)
    words = [fold(word) for word in _WORD.findall(wanted)]
    sought = set(words)
    # The search takes the last word for the beginning of one, unless something follows it.
    begins = words[-1] if words and len(words[-1]) > 2 and wanted[-1].isalnum() else None
    found = [
        match.span()
        for match in _WORD.finditer(text)
        if (word := fold(match[0])) in sought or (begins and word.startswith(begins))
    ]
    start = _beginning(text, found[0][0]) if found else 0
    shown = text[start : start + LONGEST_EXCERPT]
    marks = [Mark(at - start, end - start) for at, end in found if end <= start + len(shown)]
    return Excerpt(start, shown, tuple(marks))


def _beginning(text: str, at: int) -> int:
    """Returns where an excerpt begins that shows the word at `at`: with its line, or a word."""
    line = text.rfind("\n", 0, at) + 1
    if at - line < LONGEST_EXCERPT // 2:
        return line
    return text.rfind(" ", 0, at - LONGEST_EXCERPT // 4) + 1


def places(transcript: Transcript, positions: Iterable[int]) -> list[Place | None]:
    """Returns the turn for each character position of `transcript.text`, in one pass; positions
    ascend. None is for a position after the end.
    """
    found: list[Place | None] = []
    turns = enumerate(transcript.turns)
    place, end = None, -1
    for position in positions:
        while position >= end:
            index, turn = next(turns, (0, None))
            if turn is None:
                place = None
                break
            place = Place(index, turn)
            # A line ends with a newline.
            end = max(end, 0) + len(turn.who) + 2 + len(turn.text) + 1
        found.append(place)
    return found
