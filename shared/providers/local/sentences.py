"""Sentences of a turn with their places in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.transcript import Speaker, Transcript

# An end mark, unless it belongs to an abbreviation, a number or an address.
_END = re.compile(
    r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bSt)(?<!\b[apAP])(?<!\b[apAP]\.[mM])[.!?]+(?=\s|$)|[!?]+(?=\S)|\n+"
)

_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is verbatim `turn.text[start:end]`, `turn` the turn's number; `plain`, as long, is for matching."""

    text: str
    plain: str
    turn: int
    start: int
    end: int
    speaker: Speaker


def sentences(transcript: Transcript) -> tuple[Sentence, ...]:
    found = (_of_turn(number, turn.text, turn.speaker) for number, turn in enumerate(transcript.turns))
    return tuple(sentence for of_turn in found for sentence in of_turn)


def _of_turn(number: int, text: str, speaker: Speaker) -> list[Sentence]:
    found, start = [], 0
    for end in _ends(text):
        stripped = text[start:end].strip()
        if any(char.isalnum() for char in stripped):
            first = text.index(stripped, start)
            found.append(Sentence(stripped, _plain(stripped), number, first, first + len(stripped), speaker))
        start = end
    return found


def _ends(text: str) -> Iterator[int]:
    """Where sentences end; recognised speech without any stops is cut between words."""
    start = 0
    for end in (*(match.end() for match in _END.finditer(text)), len(text)):
        while end - start > _LONGEST:
            space = text.rfind(" ", start + 1, start + _LONGEST)
            start = space if space > 0 else start + _LONGEST
            yield start
        yield end
        start = end


def _plain(text: str) -> str:
    """Lower case with straight apostrophes; a letter that grows when lowered stays as it is."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return lowered.replace("’", "'").replace("´", "'")
