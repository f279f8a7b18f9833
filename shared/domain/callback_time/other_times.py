"""Finds the clauses whose time nobody asks for: a call that is refused or was agreed before, and
opening hours that are quoted.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from shared.domain.callback_time.clauses import BOUNDS, Clause, Opener, is_over, is_time
from shared.domain.callback_time.mentions import Delay, Item, Mark, Mention
from shared.domain.callback_time.signs import CONDITIONS, Sign, SignKind
from shared.domain.callback_time.tokens import WORD
from shared.domain.callback_time.words import LEXICONS, fold

# The words around a length of time that show that it is none to wait.
_NEAR = 40
_BOTH = 2
_REFUSALS = frozenset({Mark.NOT, Mark.NO, Mark.NOT_THAT})
_CONTINUED = re.compile(r"\|\n\s*")
_BLANK = r"[\s,'’-]+"


def without_other_times(text: str, clauses: Sequence[Clause], language: str) -> None:
    """Reads "no need to ring at four" and "you were to ring at four" as a refusal of that time, and
    leaves "your website says eight to six" unread.
    """
    is_quoted = False
    for before, clause in pairwise(clauses):
        _refuse_behind(before, clause)
    for clause in clauses:
        said, ways = _said(text, clause), _ways(language)
        times = [one for one in clause.mentions if is_time(one.item)]
        is_quoted = is_quoted or ways.notices.search(said) is not None
        if not times:
            continue
        if is_quoted:
            clause.elements.append(replace(times[-1], item=Mark.UNREAD))
            is_quoted = False
        elif ways.refused.search(said) or (ways.agreed.search(said) and not clause.has(is_over)):
            _refuse(clause, times)
        elif _is_loosely_negated(text, clause, ways.negations):
            clause.elements.append(replace(times[-1], item=Mark.UNREAD))
    if over := _was_over(clauses) or _withdrawn_at_last(text, clauses, language):
        over.elements.append(replace(over.mentions[-1], item=Mark.UNREAD))


def _was_over(clauses: Sequence[Clause]) -> Clause | None:
    """Returns the last clause with a time, if another says that it is over: "and that was two days
    ago".
    """
    timed = [one for one in clauses if one.has(is_time) or one.has(is_over)]
    if len(timed) < _BOTH or not timed[-1].has(is_over) or timed[-1].asks:
        return None
    return timed[-2] if timed[-1].shows(SignKind.PAST_TENSE, SignKind.STATE) else None


def _withdrawn_at_last(text: str, clauses: Sequence[Clause], language: str) -> Clause | None:
    """Returns the last clause with a time, if the call is refused in a correction: "at ten, no,
    don't call me at all".
    """
    ways = _ways(language)
    calls = [at for at, one in enumerate(clauses) if ways.calls.search(_said(text, one))]
    timed = [at for at, one in enumerate(clauses) if one.has(is_time)]
    if not calls or not timed or timed[-1] >= calls[-1] or not clauses[calls[-1]].is_negated:
        return None
    if clauses[calls[-1]].has(_limits) or not _is_corrected(clauses[timed[-1] : calls[-1] + 1]):
        return None
    return clauses[timed[-1]]


def _is_corrected(clauses: Sequence[Clause]) -> bool:
    return any(one.has(lambda item: item in {Mark.FIX, Mark.NO}) for one in clauses)


def _said(text: str, clause: Clause) -> str:
    if not clause.elements:
        return ""
    return fold(text[clause.elements[0].start : max(one.end for one in clause.elements)])


def _refuse_behind(before: Clause, clause: Clause) -> None:
    """Reads "at noon, but not" as a refusal of the time in front of it."""
    items = {one.item for one in clause.mentions}
    is_bare = clause.opener is Opener.BUT and len(clause.elements) <= _BOTH
    follows = bool(before.mentions) and is_time(before.mentions[-1].item)
    if is_bare and follows and items and items <= _REFUSALS:
        before.elements.append(replace(clause.mentions[-1], item=Mark.NOT_THAT))
        clause.elements = [one for one in clause.elements if isinstance(one, Sign)]


def _refuse(clause: Clause, times: Sequence[Mention]) -> None:
    if clause.has_negated_limit:
        return
    if clause.has(_limits):
        clause.elements.append(replace(times[-1], item=Mark.UNREAD))
    else:
        clause.elements = [*times, replace(times[-1], item=Mark.NOT_THAT)]


def _is_loosely_negated(text: str, clause: Clause, negations: re.Pattern[str]) -> bool:
    """Returns whether a negation that belongs to no phrase stands in a request for a call."""
    if clause.is_negated or not clause.shows(SignKind.CALL) or clause.shows(*CONDITIONS):
        return False
    if clause.has(_limits):
        # "Ne m'appelez pas avant onze heures" is one limit.
        return False
    return any(
        negations.fullmatch(fold(text[one.start : one.end]))
        for one in clause.elements
        if isinstance(one, Sign) or one.item is Mark.GAP
    )


def _limits(item: Item) -> bool:
    return item in BOUNDS or item is Mark.FROM


def without_lengths(text: str, found: Iterable[Mention], language: str) -> Iterator[Mention]:
    """Removes how long a call takes, "a ten minute call", and leaves other lengths unread."""
    ways = _ways(language)
    for mention in found:
        is_time = isinstance(mention.item, Delay) and bool(mention.item.minutes)
        around = _words_of_length(text, mention, ways) if is_time else None
        if around is None:
            yield mention
        elif not ways.talks.search(around):
            yield replace(mention, item=Mark.GAP)


def _words_of_length(text: str, mention: Mention, ways: "_Ways") -> str | None:
    """Returns the words next to a time that show that it is no wait; None without any."""
    before = fold(text[max(0, mention.start - _NEAR) : mention.start])
    words = WORD.findall(fold(text[mention.start : mention.end]))
    # "In twenty minutes", "twenty minutes from now".
    if ways.waits.search(" ".join((before, *words[:1], *words[-1:]))):
        return None
    after = fold(text[mention.end : mention.end + _NEAR]).lstrip(" -")
    found = ways.before_length.search(before) or ways.after_length.match(after)
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class _Ways:
    """The patterns of a language, for folded text."""

    calls: re.Pattern[str]
    refused: re.Pattern[str]
    agreed: re.Pattern[str]
    notices: re.Pattern[str]
    negations: re.Pattern[str]
    talks: re.Pattern[str]
    before_length: re.Pattern[str]
    after_length: re.Pattern[str]
    waits: re.Pattern[str]


@lru_cache(maxsize=len(LEXICONS))
def _ways(language: str) -> _Ways:
    signs = LEXICONS[language].talk.signs
    calls = "|".join(way for way in signs.calls.split() if ".*" not in way)
    waits = _any_of(signs.waits.split(), calls)
    return _Ways(
        calls=_compiled(calls),
        refused=_compiled(_any_of(_lines(signs.refused), calls)),
        agreed=_compiled(_any_of(_lines(signs.agreed), calls)),
        notices=_compiled(_any_of(_lines(signs.notices), calls)),
        negations=re.compile(fold("|".join(signs.negations.split())) or "(?!)"),
        talks=_compiled(_any_of(signs.talks.split(), calls)),
        before_length=_compiled(_any_of(_lines(signs.before_length), calls), r"\W*$"),
        after_length=_compiled(_any_of(_lines(signs.after_length), calls)),
        waits=_compiled(waits, r"(?:\W+\w+){0,2}\W*$"),
    )


def _lines(patterns: str) -> list[str]:
    """Returns the patterns; one that ends in a bar goes on in the next line."""
    return _CONTINUED.sub("|", patterns).splitlines()


def _any_of(patterns: Iterable[str], calls: str) -> str:
    ways = [pattern.strip() for pattern in patterns if pattern.strip()]
    folded = fold("|".join(ways).replace("{call}", f"(?:{calls})"))
    return folded.replace(" ", _BLANK) or "(?!)"


def _compiled(pattern: str, behind: str = r"(?!\w)") -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern}){behind}")
