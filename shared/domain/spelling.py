"""Compares words that may be misspelt."""

from collections.abc import Iterable

# Words of fewer letters differ by one letter from too many others.
LEAST_LETTERS = 4
# From so many letters on, two may be wrong.
LONG_LETTERS = 8
MOST_NEAR = 3


def distance(one: str, other: str, most: int) -> int:
    """Returns how many letters are missing, additional, different or swapped with their neighbour;
    `most + 1` if there are more than `most`.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        following = [at]
        for to, wanted in enumerate(other, 1):
            least = min(row[to] + 1, following[-1] + 1, row[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                least = min(least, before[to - 2] + 1)
            following.append(least)
        if min(following) > most:
            return most + 1
        before, row = row, following
    return min(row[-1], most + 1)


def nearest(word: str, others: Iterable[str]) -> tuple[str, ...]:
    """Returns the words that `word` is most likely meant to be, at most MOST_NEAR, in the given
    order; none if it differs from all of them in more letters than people get wrong.
    """
    most = 1 if len(word) < LONG_LETTERS else 2
    far = {other: distance(word, other, most) for other in others}
    least = min(far.values(), default=most + 1)
    return tuple(other for other in far if far[other] == least <= most)[:MOST_NEAR]
