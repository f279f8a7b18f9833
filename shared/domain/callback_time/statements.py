"""Finds the clauses that tell of something else at a time of its own, beside a request that names
none: "my appointment is on Monday at nine, please call me about it".
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from shared.domain.callback_time.clauses import (
    BOUNDS,
    Clause,
    Opener,
    is_over,
    is_sign,
    is_time,
    says_hours,
)
from shared.domain.callback_time.mentions import Item, Mark, Mention
from shared.domain.callback_time.signs import CONDITIONS, Sign, SignKind

_EVENTS = (SignKind.STATE, SignKind.BUSY, SignKind.VISIT)
# English "since" is also a reason.
_SINCE = frozenset({SignKind.SINCE, SignKind.BECAUSE})
_OPEN = frozenset({Mark.FROM, Mark.THEN_ON, Mark.LATER, Mark.VAGUE, Mark.UNREAD})
_ANSWERS = (SignKind.CALL, SignKind.SUITS, SignKind.FREE, SignKind.PLACE, SignKind.REPORT)


def asks_without_time(clauses: Sequence[Clause]) -> bool:
    """Returns whether a clause asks for the call and all times are those of other things."""
    timed = [clause for clause in clauses if clause.has(is_time) or clause.has(is_over)]
    return (
        bool(timed)
        and all(map(_is_statement, timed))
        and any(map(_only_calls, clauses))
        and not any(clause.has(_limits) for clause in clauses if clause not in timed)
    )


def separate_requests(clauses: Sequence[Clause]) -> Iterator[Clause]:
    """Splits a clause that tells of something before it asks: "I have the dentist at nine and need
    you to call me".
    """
    for clause in clauses:
        call = next((at for at, one in enumerate(clause.elements) if _is_call(one)), 0)
        links = [at for at, one in enumerate(clause.elements[:call]) if _is_link(one)]
        at = links[-1] if links else 0
        statement = replace(clause, elements=clause.elements[:at])
        asked = clause.elements[at + 1 : call]
        is_asked = not any(isinstance(one, Mention) and is_time(one.item) for one in asked)
        is_other = _is_statement(statement) or (statement.has_gap and not statement.asks)
        if is_asked and statement.has(is_time) and is_other:
            yield statement
            yield Clause(Opener.STRONG, clause.elements[at + 1 :])
        else:
            yield clause


def _is_statement(clause: Clause) -> bool:
    if clause.shows(*CONDITIONS):
        return False
    since = any(
        isinstance(one, Sign)
        and (one.kind is SignKind.SINCE or one is clause.elements[0])
        and one.kind in _SINCE
        and isinstance(other, Mention)
        and is_time(other.item)
        for one, other in pairwise(clause.elements)
    )
    lasts = clause.shows(SignKind.LASTING)
    if since or (lasts and (clause.has(_is_start) or not clause.asks)):
        return True
    if clause.has(is_over) and not clause.asks:
        return True
    if clause.shows(*_ANSWERS):
        return False
    is_past = clause.shows(SignKind.PAST_TENSE)
    is_event = clause.shows(*_EVENTS) or says_hours(clause)
    return is_past or (is_event and not clause.has(_limits))


def _only_calls(clause: Clause) -> bool:
    return (
        clause.shows(SignKind.CALL)
        and not clause.has(is_time)
        and not clause.is_negated
        and not clause.shows(*CONDITIONS)
    )


def _limits(item: Item) -> bool:
    return item in BOUNDS or item in _OPEN


def _is_start(item: Item) -> bool:
    return item is Mark.FROM


def _is_call(element: Mention | Sign) -> bool:
    return is_sign(element, SignKind.CALL)


def _is_link(element: Mention | Sign) -> bool:
    return isinstance(element, Mention) and element.item is Mark.LINK
