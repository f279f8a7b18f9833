"""Splits a turn into sentences with their places in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from shared.domain.transcript import Speaker, Turn

# An end mark, unless it belongs to an abbreviation, a number or an address. A run of marks is
# examined once, from its first mark: possessive, and not from inside the run.
_END = re.compile(
    r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bSt)(?<!\b[apAP])(?<!\b[apAP]\.[mM])(?<![.!?])[.!?]++(?=\s|$)"
    r"|(?<![!?])[!?]++(?=\S)|\n++"
)

# The longest text for a pattern of the local rules, some of which take quadratic time.
LONGEST = 600


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is verbatim `turn.text[start:end]`, `turn` the turn's number; `plain`, as long, is for
    matching.
    """

    text: str
    plain: str
    turn: int
    start: int
    end: int
    speaker: Speaker


def sentences(turns: Sequence[Turn], first: int = 0) -> tuple[Sentence, ...]:
    """Returns the sentences of `turns`, which are numbered from `first` on."""
    found = (_of_turn(number, turn.text, turn.speaker) for number, turn in enumerate(turns, first))
    return tuple(sentence for of_turn in found for sentence in of_turn)


def matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Finds a pattern in groups of whole sentences, each at most `LONGEST` long, so that the time
    is linear in the length.
    """
    if len(text) <= LONGEST:
        return pattern.finditer(text)
    return (match for start, end in stretches(text) for match in pattern.finditer(text, start, end))


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yields start and end of groups that cover the text, each with as many sentences as fit into
    `LONGEST`.
    """
    start = last = 0
    for end in _sentence_ends(text):
        if end - start > LONGEST:
            yield start, last
            start = last
        last = end
    if last > start:
        yield start, last


def _of_turn(number: int, text: str, speaker: Speaker) -> list[Sentence]:
    found, start = [], 0
    for end in _sentence_ends(text):
        said = text[start:end]
        stripped = said.strip()
        if any(char.isalnum() for char in stripped):
            first = start + len(said) - len(said.lstrip())
            found.append(
                Sentence(
                    stripped,
                    matching_text(stripped),
                    number,
                    first,
                    first + len(stripped),
                    speaker,
                )
            )
        start = end
    return found


def _sentence_ends(text: str) -> Iterator[int]:
    """Returns the ends of sentences; recognised speech without full stops is split
    between words.
    """
    start = 0
    for end in (*(match.end() for match in _END.finditer(text)), len(text)):
        while end - start > LONGEST:
            space = text.rfind(" ", start + 1, start + LONGEST)
            start = space if space > 0 else start + LONGEST
            yield start
        yield end
        start = end


@lru_cache(maxsize=64)
def is_plain(text: str) -> bool:
    """Returns whether a text has no capitals, as recognised speech."""
    return text.islower()


def matching_text(text: str) -> str:
    """Returns the text in lower case with straight apostrophes; a letter that becomes longer in
    lower case is not changed.
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return lowered.replace("’", "'").replace("´", "'")


def can_be_question(sentence: Sentence) -> bool:
    """Returns whether it ends as a question, or without any mark, as recognised speech may."""
    text = sentence.text.rstrip()
    return text.endswith("?") or text[-1:].isalnum()
