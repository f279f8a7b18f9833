"""Finds times that can be those of something else than the call, although all words were read."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from shared.domain.callback_time.clauses import Clause, Element, is_exact, says_hours
from shared.domain.callback_time.mentions import Clock, Delay, Item, Mark, Mention, Part, is_day
from shared.domain.callback_time.signs import Sign, SignKind

_PAUSE = re.compile(r"[.,;:!?—–]")
_TURNS = frozenset({SignKind.BECAUSE, SignKind.SO, SignKind.BUT})


def doubtful(text: str, clauses: Sequence[Clause], used: Collection[int]) -> list[Mention]:
    """Returns an unread word for each clause whose time can be that of something else: "my daughter
    turns eleven on Friday", "you do open at nine?". `used` are the ids of the mentions that
    are left.
    """
    settled = [one for one in clauses if one.is_settled or one.continues]
    is_left_out = any(
        id(one) not in used and isinstance(one.item, Clock)
        for clause in clauses
        for one in clause.mentions
    )
    doubted: list[Mention] = []
    for clause in clauses:
        times = [one for one in clause.mentions if id(one) in used and _is_definite(one.item)]
        if times and (
            _is_of_team(clause)
            or _is_now(clause)
            or _tells(text, clause, times, settled)
            or _counts(clause)
            # "My flight lands at one, give me half an hour": from now, or from one?
            or (is_left_out and all(isinstance(one.item, Delay) for one in times))
        ):
            doubted.append(replace(times[-1], item=Mark.UNREAD))
    return doubted


def _counts(clause: Clause) -> bool:
    """Returns whether it names an amount, not a time: "in a day or two", Spanish "un día o dos"."""
    items = [None, *clause.mentions]
    for before, link, number in zip(items, items[1:], items[2:], strict=False):
        if link and number and link.item is Mark.OR:
            is_bare = isinstance(number.item, Clock) and number.is_bare
            is_amount = before is None or isinstance(before.item, Delay)
            if is_amount and (is_bare or (before is None and isinstance(number.item, Delay))):
                return True
    return False


def _is_definite(item: Item) -> bool:
    return is_day(item) or is_exact(item) or isinstance(item, Part)


def _is_of_team(clause: Clause) -> bool:
    return says_hours(clause) and not clause.shows(SignKind.CALL)


def _is_now(clause: Clause) -> bool:
    """Returns whether it says what the time is: "it's gone noon now"."""
    return not clause.asks and any(
        isinstance(one.item, Clock) and other.item is Mark.ASAP
        for one, other in pairwise(clause.mentions)
    )


def _tells(text: str, clause: Clause, times: Sequence[Mention], settled: Sequence[Clause]) -> bool:
    """Returns whether a clause that asks for nothing names a matter without a pause to its time.

    "At home" and "at my desk" ask for nothing: the bus also brings people home. Not when another
    clause asks for a time: then the rules for statements apply.
    """
    asks = clause.asks and clause.shows(SignKind.CALL, SignKind.SUITS, SignKind.FREE)
    if asks or clause.is_negated or any(other is not clause for other in settled[:2]):
        return False
    places = {one.start for one in times}
    return any(
        any(one.start in places for one in stretch)
        and any(_is_matter(one, unknown=clause.asks) for one in stretch)
        for stretch in _stretches(text, clause)
    )


def _is_matter(element: Element, *, unknown: bool) -> bool:
    if isinstance(element, Sign):
        return element.kind is SignKind.MATTER
    return unknown and element.item is Mark.GAP


def _stretches(text: str, clause: Clause) -> Iterator[list[Element]]:
    """Splits a clause at its pauses and where a reason, a consequence or a contrast begins."""
    stretch: list[Element] = []
    for element in clause.elements:
        is_turn = isinstance(element, Sign) and element.kind in _TURNS
        if stretch and (is_turn or _PAUSE.search(text, stretch[-1].end, element.start)):
            yield stretch
            stretch = []
        stretch.append(element)
    yield stretch
