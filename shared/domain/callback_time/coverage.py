"""Decides which unknown words of a quote can be left out, and which leave its time unread.

A quote is split into clauses. Unknown words are left out where they cannot change the time: in a
clause without a time, before a request that follows them, after a time that was asked for, and in
a reason. A condition ("once ...", "unless ...") and an unknown word that stands next to a number
or a day can change it, so these stay.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from shared.domain.callback_time.mentions import (
    CalendarDay,
    Clock,
    DaysAhead,
    Delay,
    Exact,
    Item,
    Mark,
    Mention,
    NamedWeekday,
    Part,
    Shift,
    is_day,
)
from shared.domain.callback_time.signs import Sign, SignKind

_PAUSE = re.compile(r"[.,;:!?،؟।—–]")
_WEAK_PAUSES = frozenset(",:،—–")
_LOOSE = frozenset({Mark.LINK, Mark.TO, Mark.OR, Mark.NO})
_HARD_BOUNDS = frozenset(Mark.bounds()) - {Mark.FROM} | {
    Mark.AFTER_THAT,
    Mark.BEFORE_THAT,
    Mark.BETWEEN_THAT,
}
_TIME_MARKS = frozenset({Mark.OPENING, Mark.CLOSING, Mark.ASAP, Mark.LATER, Mark.SAME_TIME})
# More words than these between "about" and a day are more than a topic.
_LONGEST_TOPIC = 4
_WORDS_OF_A_NAME = 2


class Opener(StrEnum):
    WEAK = "weak"
    STRONG = "strong"
    BECAUSE = "because"
    SO = "so"


Element = Mention | Sign


@dataclass(slots=True)
class _Clause:
    opener: Opener
    elements: list[Element] = field(default_factory=list)

    @property
    def mentions(self) -> list[Mention]:
        return [one for one in self.elements if isinstance(one, Mention)]

    def has(self, test: Callable[[Item], bool]) -> bool:
        return any(test(mention.item) for mention in self.mentions)

    def shows(self, *kinds: SignKind) -> bool:
        return any(isinstance(one, Sign) and one.kind in kinds for one in self.elements)

    @property
    def asks(self) -> bool:
        is_free = self.shows(SignKind.FREE) and not self.shows(SignKind.HAVE)
        return is_free or self.shows(SignKind.CALL, SignKind.SUITS)

    @property
    def has_gap(self) -> bool:
        return self.has(_is_gap)

    @property
    def is_settled(self) -> bool:
        """Returns whether the clause asks for a clock time or an exact delay."""
        return (
            self.opener is not Opener.BECAUSE
            and self.has(_is_exact)
            and (self.asks or not self.has_gap)
            and not self.shows(SignKind.CONDITION)
        )


def _is_gap(item: Item) -> bool:
    return item is Mark.GAP


def _is_fix(item: Item) -> bool:
    return item is Mark.FIX


def _is_exact(item: Item) -> bool:
    return isinstance(item, Clock | Exact) or (isinstance(item, Delay) and bool(item.minutes))


def _is_time(item: Item) -> bool:
    return (
        is_day(item)
        or isinstance(item, Clock | Part | Delay | Shift | Exact)
        or item in _TIME_MARKS
    )


def _is_bound(item: Item) -> bool:
    return item in _HARD_BOUNDS


def _is_over(item: Item) -> bool:
    return item is Mark.PAST or (isinstance(item, DaysAhead) and item.count < 0)


def covered(text: str, found: Sequence[Mention], signs: Sequence[Sign]) -> tuple[Mention, ...]:
    """Returns the mentions without the unknown words that say nothing about the time."""
    # Without a time nothing is left out: the usual delay is not for words that were not read.
    if not any(_is_time(mention.item) for mention in found):
        return tuple(found)
    clauses = list(_clauses(text, found, signs))
    continues = False
    for clause in clauses[::-1]:
        _settle_limits(clause)
        if not continues:
            _settle_events(clause)
        _settle_condition(clause)
        continues = continues or _continues(clause)
    read = [mention for clause in clauses for mention in clause.mentions]
    dropped = {
        id(mention)
        for at, clause in enumerate(clauses)
        for mention in _dropped(clause, at, clauses)
    }
    return tuple(mention for mention in read if id(mention) not in dropped)


def _elements(
    text: str, found: Sequence[Mention], signs: Sequence[Sign]
) -> Iterator[Element | str]:
    """Yields mentions, signs and the pauses between them in order."""
    end = 0
    for element in sorted((*found, *signs), key=lambda one: one.start):
        if end and element.start > end:
            pauses = _PAUSE.findall(text, end, element.start)
            yield from [pause for pause in pauses if pause not in _WEAK_PAUSES][:1] or pauses[:1]
        yield element
        end = max(end, element.end)


def _clauses(text: str, found: Sequence[Mention], signs: Sequence[Sign]) -> Iterator[_Clause]:
    clause = _Clause(Opener.STRONG)
    for element in _elements(text, found, signs):
        opener = _opener(element, clause)
        if opener and (clause.mentions or clause.asks):
            yield clause
            clause = _Clause(opener)
        elif opener and clause.opener is not Opener.BECAUSE:
            clause.opener = opener
        if not isinstance(element, str):
            clause.elements.append(element)
    yield clause


def _opener(element: Element | str, clause: _Clause) -> Opener | None:
    """Returns how the element begins a new clause, None if it does not."""
    if isinstance(element, str):
        return Opener.WEAK if element in _WEAK_PAUSES else Opener.STRONG
    if isinstance(element, Mention):
        return None
    match element.kind:
        case SignKind.BECAUSE:
            return Opener.BECAUSE
        case SignKind.SO:
            return Opener.SO
        case SignKind.CALL if clause.opener is Opener.BECAUSE and clause.mentions:
            is_negated = clause.has(lambda item: item in {Mark.NOT, Mark.NO})
            return None if is_negated else Opener.STRONG
        case _:
            return None


def _settle_limits(clause: _Clause) -> None:
    """Resolves "until": "free until two" ends a window, "in class until two" begins one."""
    if clause.has(lambda item: item in {Mark.NOT, Mark.NO, Mark.BETWEEN, Mark.FROM}):
        return
    can_talk = clause.shows(SignKind.FREE, SignKind.CALL)
    is_busy = clause.shows(SignKind.BUSY) and not can_talk
    if not (can_talk or is_busy):
        return
    before: Item | None = None
    for at, element in enumerate(clause.elements):
        if not isinstance(element, Mention):
            continue
        follows = [one for one in clause.elements[at + 1 :] if isinstance(one, Mention)][:1]
        is_range = before is not None and (
            isinstance(before, Clock)
            or (is_day(before) and bool(follows) and is_day(follows[0].item))
        )
        if element.item is Mark.UNTIL and not is_range:
            side = Mark.FROM if is_busy else Mark.BY
            clause.elements[at] = replace(element, item=side)
        elif element.item is Mark.BY and is_busy:
            clause.elements[at] = replace(element, item=Mark.FROM)
        before = element.item


def _settle_events(clause: _Clause) -> None:
    """Marks what is told of something else ("the store opens at nine") as not read."""
    mentions = clause.mentions
    says_hours = any(
        one.item in {Mark.OPENING, Mark.CLOSING} and isinstance(other.item, Clock)
        for one, other in pairwise(mentions)
    )
    tells = clause.shows(SignKind.STATE) and clause.has(_is_time) and not clause.asks
    if (says_hours and not clause.asks) or (tells and not clause.has_gap):
        clause.elements.append(replace(mentions[-1], item=Mark.GAP))


def _continues(clause: _Clause) -> bool:
    """Returns whether a clause takes up the time of an earlier one: "any time after that"."""
    if clause.shows(SignKind.HAVE, SignKind.BUSY) and not clause.asks:
        return False
    items = [mention.item for mention in clause.mentions]
    return any(
        item is Mark.THEN_ON or (item is Mark.AFTER and not any(map(_is_time, items[at + 1 :])))
        for at, item in enumerate(items)
    )


def _has_limit(clause: _Clause) -> bool:
    """Returns whether a clause limits the time although it does not ask: "I can't before ten"."""
    return clause.has(lambda item: item in {Mark.NOT, Mark.NOT_THAT}) and any(
        one.item in {Mark.BEFORE, Mark.UNTIL, Mark.AFTER} and _is_time(other.item)
        for one, other in pairwise(clause.mentions)
    )


def _settle_condition(clause: _Clause) -> None:
    """Reads "if you could call me at ten" as a request."""
    conditions = [one for one in clause.elements if _is_sign(one, SignKind.CONDITION)]
    if not conditions or clause.has(lambda item: item in {Mark.NOT, Mark.NO, Mark.NOT_THAT}):
        return
    asked = clause.elements[clause.elements.index(conditions[-1]) + 1 :]
    if any(_is_sign(one, SignKind.CALL) for one in asked):
        places = {one.start for one in conditions}
        clause.elements = [one for one in clause.elements if one.start not in places]


def _is_sign(element: Element, kind: SignKind) -> bool:
    return isinstance(element, Sign) and element.kind is kind


def _dropped(clause: _Clause, at: int, clauses: Sequence[_Clause]) -> list[Mention]:
    """Returns the mentions of a clause that say nothing about the time that is asked for."""
    others = [*clauses[:at], *clauses[at + 1 :]]
    settled = any(other.is_settled for other in others)
    told = [mention for mention in clause.mentions if mention.item is not Mark.FIX]
    if clause.opener is Opener.BECAUSE and _is_only_reason(clause, others):
        return told
    if settled and not clause.asks and clause.has(_is_over):
        return told
    if any(_continues(other) for other in clauses[at + 1 :]) and clause.has(_is_time):
        return [one for one in told if one.item is Mark.GAP or one.item in {Mark.LINK, Mark.NO}]
    if _has_limit(clause):
        return _around_limit(clause)
    if _is_told_besides(clause, others):
        return told
    has_other = clause.shows(SignKind.HAVE) and not clause.asks and not _is_alternative(clause)
    if not (clause.has_gap or has_other) or clause.shows(SignKind.CONDITION):
        return []
    if not clause.has(_is_time) and not clause.has_gap:
        return []
    if not clause.has(_is_time):
        return [] if clause.has(_is_bound) else _without_time(clause, at, clauses)
    if clause.asks:
        return _beside_time(clause)
    if not settled:
        return []
    if any(other.has(is_day) for other in others) or not clause.has(is_day):
        return told
    # "I've the dentist at nine tomorrow, make it eleven" is about tomorrow.
    replaced = any(other.is_settled and other.has(_is_fix) for other in others)
    return [mention for mention in told if not is_day(mention.item)] if replaced else []


def _is_told_besides(clause: _Clause, others: Sequence[_Clause]) -> bool:
    """Returns whether a clause tells what happens before or after the call: "then I've a class"."""
    return (
        clause.shows(SignKind.HAVE, SignKind.BUSY)
        and not clause.asks
        and not clause.has(_is_time)
        and clause.has(lambda item: item in {Mark.BEFORE, Mark.AFTER, Mark.THEN_ON, Mark.LATER})
        and any(other.has(_is_time) for other in others)
    )


def _around_limit(clause: _Clause) -> list[Mention]:
    """Returns the unknown words of "I can't pick up before ten" up to its limit and behind it."""
    mentions = clause.mentions
    gaps = [mention for mention in mentions if mention.item is Mark.GAP]
    near = {
        id(other)
        for one, other in pairwise(mentions)
        if other.item is Mark.GAP and _is_counted(one.item)
    }
    loose = [one for one in mentions if one.item in {Mark.LINK, Mark.TO, Mark.NO}]
    return [one for one in (*gaps, *loose) if id(one) not in near]


def _is_alternative(clause: _Clause) -> bool:
    return any(mention.item in {Mark.OR, Mark.LINK} for mention in clause.mentions[:1])


def _is_only_reason(clause: _Clause, others: Sequence[_Clause]) -> bool:
    """Returns whether the time is named elsewhere and the reason does not limit it."""
    if any(other.is_settled for other in others):
        return True
    named = any(
        other.has(_is_time) and (other.asks or not other.has_gap)
        for other in others
        if other.opener is not Opener.BECAUSE
    )
    limits = clause.has(lambda item: item in Mark.bounds() or item in _HARD_BOUNDS)
    return named and not limits and not (clause.asks and clause.has(_is_exact))


def _without_time(clause: _Clause, at: int, clauses: Sequence[_Clause]) -> list[Mention]:
    """Returns what a clause without a time says, if the quote is a request or gives a reason."""
    links = {clause.opener, *(other.opener for other in clauses[at + 1 : at + 2])}
    if not (links & {Opener.BECAUSE, Opener.SO} or any(other.asks for other in clauses)):
        return []
    return [mention for mention in clause.mentions if not _is_fix(mention.item)]


def _beside_time(clause: _Clause) -> list[Mention]:
    """Returns the unknown words of a clause that asks for a time which do not belong to it."""
    dropped: list[Mention] = []
    pending: list[Mention] = []
    loose: list[Mention] = []
    last: Element | None = None
    is_topic = is_seen = is_bound = False
    name_words = 0
    for element in clause.elements:
        if isinstance(element, Sign):
            match element.kind:
                case SignKind.CALL if not is_seen and not is_bound:
                    dropped += pending
                    pending, is_topic = [], False
                case SignKind.TOPIC:
                    is_topic = True
                case SignKind.TITLE:
                    name_words = _WORDS_OF_A_NAME + 1
                case _:
                    pass
            last = element
            continue
        name_words -= name_words > 0
        item = element.item
        if item is Mark.GAP:
            if name_words:
                dropped.append(element)
            elif not (is_bound or (isinstance(last, Mention) and _is_counted(last.item))):
                pending += [*loose, element]
            loose = []
        elif item in _LOOSE or item is Mark.FROM or item is Mark.NOT:
            loose = [element] if item is not Mark.NOT or not is_seen else []
        elif _is_bound(item):
            is_bound = True
        elif _is_time(item):
            if is_topic and len(pending) <= _LONGEST_TOPIC and not isinstance(item, Clock):
                dropped += pending
            pending, loose, is_topic, is_seen, is_bound = [], [], False, True, False
        last = element
    return dropped + pending * (is_seen and not is_bound)


def _is_counted(item: Item) -> bool:
    """Returns whether a word that follows can be a unit, a zone, or select among days."""
    return isinstance(item, Clock | Delay) or is_day(item)
