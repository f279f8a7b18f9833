"""Passages: what a search in all calls finds, with the words that match."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from shared.domain.ids import CallId, ChunkId
from shared.domain.search_query import SearchQuery, read_search
from shared.domain.statuses import PassageSource
from shared.domain.transcript import Transcript, Turn

LONGEST_EXCERPT: Final = 400
# The usual constant of reciprocal rank fusion: it keeps a first place of one list from outweighing
# good places in both.
RANK_CONSTANT: Final = 60
# Stemmers leave so many letters of a word as they are.
LEAST_ALIKE: Final = 3
# Accents and vowels that stand in a word as characters of their own.
_MARKS = (
    r"\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u06df-\u06e8\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u3099\u309a"
)
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}])*")
_WRITTEN_OUT = re.compile(r"([aou])e")
# Where a text is best cut: after a line, else after a sentence.
_CUTS = (re.compile(r"\n"), re.compile(r"(?<=[.!?…؟])\s"))


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of what was said or written about a call. `char_start` is its first character in the
    text it is from; times are None where it has none.
    """

    id: ChunkId
    call_id: CallId
    source: PassageSource
    text: str
    char_start: int = 0
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words of a search that are marked, folded; `begins` is the beginning of words."""

    words: frozenset[str]
    begins: str | None = None

    @classmethod
    def of(cls, query: SearchQuery, alike: Iterable[str] = ()) -> "Wanted":
        """`alike` are words with the same stem as one of the search."""
        words = {fold(word) for word in alike}
        begins = None
        for term in query.terms:
            if term.lexemes and not term.texts[0].isdecimal():
                # The parts of a number are no words of the search.
                continue
            for text in (*term.texts, *term.instead):
                found = [fold(word) for word in _WORD.findall(text)]
                words.update(found)
                if term.begins and found:
                    begins = found[-1]
        return cls(frozenset(words), begins)


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


# Letters that are written as others where a keyboard lacks them; `plain_words` in SQL does so, too.
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "þ": "th", "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d"}
)
# Scripts without blanks between words: a search finds characters in a row.
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_IN_A_ROW = re.compile(f"[{_UNSPACED}]+")


def fold(text: str) -> str:
    """Returns the text as words are compared: in lower case and without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(each for each in decomposed if not unicodedata.combining(each))
    return plain.lower().translate(_LETTERS)


def fused(*rankings: Sequence[ChunkId]) -> list[ChunkId]:
    """Returns the ids of several lists, those with good places in several of them first."""
    scores: dict[ChunkId, float] = {}
    for ranking in rankings:
        for place, chunk_id in enumerate(ranking, 1):
            scores[chunk_id] = scores.get(chunk_id, 0.0) + 1 / (RANK_CONSTANT + place)
    # Equal scores must come in the same order on each page.
    return sorted(scores, key=lambda chunk_id: (-scores[chunk_id], chunk_id))


def words_like(text: str, query: SearchQuery) -> set[str]:
    """Returns the words of a text, folded, that begin as a word of the search does: most words with
    the same stem are among them.
    """
    beginnings = {
        written[:LEAST_ALIKE]
        for term in query.terms
        if term.has_forms
        for word in _WORD.findall(fold(" ".join(term.texts)))
        # German's stemmer knows "ae" for "ä".
        for written in (word, _WRITTEN_OUT.sub(r"\1", word))
    }
    words = {fold(match[0]) for match in _WORD.finditer(text)}
    return {word for word in words if word[:LEAST_ALIKE] in beginnings}


def excerpt(text: str, wanted: Wanted | str, spans: Sequence[tuple[int, int]] = ()) -> Excerpt:
    """Returns the part of `text` with the first words of the search, which are marked. `wanted` may
    be the search as it is typed. `spans` are marked, too.
    """
    wanted = Wanted.of(read_search(wanted)) if isinstance(wanted, str) else wanted
    words = [
        match.span()
        for match in _WORD.finditer(text)
        if (word := fold(match[0])) in wanted.words
        or (wanted.begins and word.startswith(wanted.begins) and not _IN_A_ROW.match(word))
    ]
    words += _in_a_row(text, wanted, words)
    outside = [
        word for word in words if not any(at <= word[0] and word[1] <= end for at, end in spans)
    ]
    found = sorted([*outside, *spans])
    start = _beginning_of_excerpt(text, found[0][0]) if found else 0
    shown = text[start : _end_of_excerpt(text, start)]
    marks = [Mark(at - start, end - start) for at, end in found if end <= start + len(shown)]
    return Excerpt(start, shown, tuple(marks))


def _in_a_row(
    text: str, wanted: Wanted, marked: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yields where words in a script without blanks stand outside of what is marked."""
    looked_for = [re.escape(word) for word in wanted.words if _IN_A_ROW.fullmatch(word)]
    if not looked_for:
        return
    pattern = re.compile("|".join(sorted(looked_for, key=len, reverse=True)))
    for run in _IN_A_ROW.finditer(text):
        # A character may be folded to none or to several.
        folded = [(fold(each), place) for place, each in enumerate(run[0], run.start())]
        places = [place for each, place in folded for _ in each]
        for match in pattern.finditer("".join(each for each, _ in folded)):
            found = places[match.start()], places[match.end() - 1] + 1
            if not any(at <= found[0] and found[1] <= end for at, end in marked):
                yield found


def _beginning_of_excerpt(text: str, at: int) -> int:
    """Returns where an excerpt begins that shows the word at `at`: with its line, or a word."""
    line = text.rfind("\n", 0, at) + 1
    if at - line < LONGEST_EXCERPT // 2:
        return line
    return text.rfind(" ", 0, at - LONGEST_EXCERPT // 4) + 1


def _end_of_excerpt(text: str, start: int) -> int:
    """Returns where an excerpt ends that begins at `start`: with the text, else with a line or a
    sentence in its second half, else with a word.
    """
    end = start + LONGEST_EXCERPT
    if end >= len(text):
        return len(text)
    for cut in _CUTS:
        if places := [
            match.start() for match in cut.finditer(text, end - LONGEST_EXCERPT // 2, end)
        ]:
            return places[-1]
    space = max(text.rfind(" ", start, end + 1), text.rfind("\n", start, end + 1))
    return space if space > end - LONGEST_EXCERPT // 4 else end


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
