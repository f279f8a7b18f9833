"""Finds the place in a call of a quote that a model gave from memory.

Case, punctuation, fillers, numerals ("3 pm" for "three p m"), compounds ("callback"), line labels,
left-out words and joined turns do not matter; a number, a negation or a day of the week that was
not said does.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from shared.domain.closest_part import Costs, Part, closest_part
from shared.domain.transcript import Turn

# Longer quotes are compared by their beginning.
MOST_WORDS = 120
# A quote is compared word by word with this many windows of the call.
MOST_WINDOWS = 12
# The part of a quote's words that may differ from what was said.
MOST_DIFFERENT = 0.25
# Shorter quotes have to match word for word.
FEWEST_FUZZY = 4
LONGEST_LEAP = 4
MOST_PIECES = 6
# Longer words are compared by their beginning.
LONGEST_WORD = 40

_WORD = re.compile(r"\d+|[^\W\d_]+(?:['’ʼ`´][^\W\d_]+)*")
_LABEL = re.compile(
    r"\[\s*\d+\s*\]\s*(?:(?:agent|customer|caller|user|assistant|speaker|unknown)\s*:)?"
    r"|^\s*(?:agent|customer|caller|user|assistant|speaker|unknown)\s*:",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(r"\.{3,}|…|\[\s*\.*\s*\]")
_FILLERS = frozenset(
    """
    um uh uhm er erm hm hmm mhm ah oh äh ähm öh eh ehm este euh heu beh allora bah né eeh like well
    okay ok oclock
    """.split()  # noqa: SIM905
)
_COMPOUNDS = {"callback": ("call", "back"), "callbacks": ("call", "back"), "tmr": ("tomorrow",)}
_SMALL_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_NUMBERS = {word: number for number, word in enumerate(_SMALL_NUMBERS)} | {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip
_NEVER_CHANGED = frozenset(
    """
    not no never dont wont cant nicht kein nie pas jamais ne nao não nunca niet geen non mai
    monday tuesday wednesday thursday friday saturday sunday today tomorrow tonight morning
    afternoon evening noon midnight am pm next week month half quarter
    lunes martes miercoles jueves viernes sabado domingo hoy manana tarde noche
    montag dienstag mittwoch donnerstag freitag samstag sonntag heute morgen abend
    lundi mardi mercredi jeudi vendredi samedi dimanche demain matin soir
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word in the form in which words are compared, and its position in its turn."""

    form: str
    turn: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Verbatim words: from `start` in turn `first` to `end` in turn `last`."""

    first: int
    last: int
    start: int
    end: int

    def words(self, turns: Sequence[Turn]) -> str:
        if self.first == self.last:
            return turns[self.first].text[self.start : self.end]
        between = [turn.text for turn in turns[self.first + 1 : self.last]]
        return " ".join(
            (turns[self.first].text[self.start :], *between, turns[self.last].text[: self.end])
        )

    def span_in(self, turn: int, turns: Sequence[Turn]) -> tuple[int, int]:
        """Returns the part of the place that is in `turn`."""
        start = self.start if turn == self.first else 0
        return start, self.end if turn == self.last else len(turns[turn].text)


@dataclass(frozen=True, slots=True)
class SpokenWords:
    """The words of a call, indexed to look up quotes. It is built once per call, in time linear in
    its length.
    """

    words: tuple[Word, ...]
    joined: str
    offsets: tuple[int, ...]
    positions: dict[str, tuple[int, ...]]

    @classmethod
    def of(cls, turns: Sequence[Turn]) -> "SpokenWords":
        words = tuple(
            word for number, turn in enumerate(turns) for word in _words_in(turn.text, number)
        )
        offsets, at = [], 1
        positions: dict[str, list[int]] = defaultdict(list)
        for index, word in enumerate(words):
            offsets.append(at)
            at += len(word.form) + 1
            positions[word.form].append(index)
        joined = " " + "".join(f"{word.form} " for word in words)
        found = {form: tuple(at) for form, at in positions.items()}
        return cls(words, joined, tuple(offsets), found)

    def find(
        self, quote: str, claimed: int | None = None, *, within: tuple[int, int] | None = None
    ) -> Place | None:
        """Finds the place of `quote`: best in turn `claimed`, otherwise where it was said last.
        Returns None where it was not said. `within` are the first and last turn that count.
        """
        pieces = [
            forms
            for piece in _ELLIPSIS.split(_LABEL.sub(" ", quote))
            if (forms := [word.form for word in _words_in(piece, 0)][:MOST_WORDS])
        ]
        if not pieces:
            return None
        whole = [form for piece in pieces for form in piece]
        found = [run for run in self._exact(whole) if self._is_within(run, within)]
        if not found and len(pieces) > 1:
            found = [run for run in self._in_pieces(pieces) if self._is_within(run, within)]
        if not found and len(whole) >= FEWEST_FUZZY:
            found = [run for run in self._nearly(whole, claimed) if self._is_within(run, within)]
        if not found:
            return None
        at = [run for run in found if self.words[run[0]].turn == claimed] or found[-1:]
        first, last = self.words[at[0][0]], self.words[at[0][1]]
        return Place(first.turn, last.turn, first.start, last.end)

    def _is_within(self, run: tuple[int, int], turns: tuple[int, int] | None) -> bool:
        first, last = self.words[run[0]].turn, self.words[run[1]].turn
        return last - first <= LONGEST_LEAP and (
            turns is None or (turns[0] <= first and last <= turns[1])
        )

    def _exact(self, forms: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Returns first and last word of each place where these forms follow each other."""
        text, at = f" {' '.join(forms)} ", -1
        while (at := self.joined.find(text, at + 1)) >= 0:
            first = bisect_left(self.offsets, at + 1)
            yield first, first + len(forms) - 1

    def _in_pieces(self, pieces: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
        """Finds a quote with words left out between its pieces, which must be in order and near
        each other.
        """
        runs = list(self._exact(pieces[0]))[-MOST_WINDOWS:]
        for piece in pieces[1:MOST_PIECES]:
            following = list(self._exact(piece))
            starts = [start for start, _ in following]
            runs = [
                (first, following[at][1])
                for first, last in runs
                if (at := bisect_right(starts, last)) < len(starts)
                and self.words[starts[at]].turn <= self.words[last].turn + LONGEST_LEAP
            ]
        return runs

    def _nearly(self, forms: Sequence[str], claimed: int | None) -> list[tuple[int, int]]:
        """Returns the place that differs least, if the difference is small."""
        best: Part | None = None
        for start, end in self._windows(forms, claimed):
            found = closest_part(forms, [word.form for word in self.words[start:end]], _COSTS)
            if found and (best is None or found.cost < best.cost):
                best = Part(found.cost, start + found.first, start + found.last)
        return (
            [(best.first, best.last)] if best and best.cost <= MOST_DIFFERENT * len(forms) else []
        )

    def _windows(self, forms: Sequence[str], claimed: int | None) -> Iterator[tuple[int, int]]:
        """Returns windows around the quote's rarest words, and around the claimed turn."""
        rarest = sorted(
            {form for form in forms if form in self.positions},
            key=lambda form: (len(self.positions[form]), -len(form)),
        )
        anchors = [at for form in rarest[:4] for at in self.positions[form][-MOST_WINDOWS:]]
        if claimed is not None:
            anchors[:0] = [at for at, word in enumerate(self.words) if word.turn == claimed][:1]
        reach = 2 * len(forms) + 4
        for at in anchors[:MOST_WINDOWS]:
            yield max(0, at - reach), at + reach


_NEGATIONS = ("not", "never", "dont", "wont", "nicht", "nie", "pas", "nunca", "niet", "non")


def _changed(form: str, word: str) -> float:
    if form == word:
        return 0.0
    if _is_fixed(form) or _is_fixed(word):
        return 9.0
    alike = len(form) >= 4 and len(word) >= 4 and form[:4] == word[:4]
    return 0.3 if alike else 1.0


def _is_fixed(form: str) -> bool:
    return form.isdigit() or form in _NEVER_CHANGED


# A quote may leave words out, but no negation.
_COSTS: Costs[str] = Costs(
    missing=lambda form: 9.0 if _is_fixed(form) else 1.0,
    added=lambda word: 9.0 if word in _NEGATIONS else 0.5,
    changed=_changed,
)


def _words_in(text: str, turn: int) -> Iterator[Word]:
    """Splits a text into words. Fillers are left out; "p m" is one word, and so is
    "twenty five".
    """
    found = [
        Word(form, turn, match.start(), match.end())
        for match in _WORD.finditer(text)
        for form in _bare_forms(match.group()[:LONGEST_WORD])
    ]
    at = 0
    while at < len(found):
        word, following = found[at], found[at + 1] if at + 1 < len(found) else None
        after = following.form if following else ""
        at += 1
        if word.form in ("a", "p") and after == "m":
            word, at = Word(f"{word.form}m", turn, word.start, found[at].end), at + 1
        elif word.form in ("20", "30", "40", "50") and after.isdigit() and len(after) == 1:
            number = str(int(word.form) + int(after))
            word, at = Word(number, turn, word.start, found[at].end), at + 1
        if word.form == "00" or (word.form in _FILLERS):
            continue
        yield word


@lru_cache(maxsize=8192)
def _bare_forms(word: str) -> tuple[str, ...]:
    bare = re.sub(r"['’ʼ`´]", "", unicodedata.normalize("NFKC", word).casefold())
    plain = "".join(
        char for char in unicodedata.normalize("NFKD", bare) if unicodedata.category(char) != "Mn"
    )
    if plain in _NUMBERS:
        return (str(_NUMBERS[plain]),)
    if plain.isdecimal():
        return (plain if plain == "00" else str(int(plain[:40])),)
    return _COMPOUNDS.get(plain, (plain,))
