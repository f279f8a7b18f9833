"""Word error rate between reference and transcript, after spelling is normalised."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

WORDS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
NUMBERS = {**{word: str(number) for number, word in enumerate(WORDS)}, "oh": "0"}


def tokens(text: str) -> list[str]:
    """Lower case, no punctuation, digits one by one, small numbers as digits: "three p.m." is "3 p
    m".
    """
    plain = re.sub(r"\b([ap])\.?\s?m\b\.?", r"\1 m", text.lower().replace("’", "'"))
    spaced = re.sub(r"(?<=\d)(?=\d)", " ", re.sub(r"(?<=\w)'(?=\w)", "", plain))
    return [NUMBERS.get(word, word) for word in re.findall(r"[^\W_]+", spaced)]


def errors(said: Sequence[str], recognised: Sequence[str]) -> int:
    """Substitutions, insertions and deletions."""
    return _table(said, recognised)[-1][-1]


def word_error_rate(said: str, recognised: str) -> float:
    expected = tokens(said)
    return errors(expected, tokens(recognised)) / max(1, len(expected))


def aligned(said: Sequence[str], recognised: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yields the positions of correct words, last first."""
    table = _table(said, recognised)
    row, column = len(said), len(recognised)
    while row and column:
        if said[row - 1] == recognised[column - 1]:
            row, column = row - 1, column - 1
            yield row, column
        elif table[row - 1][column - 1] + 1 == table[row][column]:
            row, column = row - 1, column - 1
        elif table[row - 1][column] + 1 == table[row][column]:
            row -= 1
        else:
            column -= 1


def _table(said: Sequence[str], recognised: Sequence[str]) -> list[list[int]]:
    table = [list(range(len(recognised) + 1))]
    for number, word in enumerate(said, 1):
        above = table[-1]
        row = [number]
        for (diagonal, up), other in zip(pairwise(above), recognised, strict=True):
            row.append(min(up + 1, row[-1] + 1, diagonal + (word != other)))
        table.append(row)
    return table
