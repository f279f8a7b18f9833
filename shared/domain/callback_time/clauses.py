"""Splits a quote into clauses, and reads the marks whose meaning depends on the whole clause."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from shared.domain.callback_time.mentions import (
    Clock,
    DaysAhead,
    DayShift,
    Delay,
    Exact,
    Item,
    Mark,
    Mention,
    MinutesPast,
    Part,
    Shift,
    Stretch,
    is_day,
)
from shared.domain.callback_time.signs import CONDITIONS, Sign, SignKind

_PAUSE = re.compile(r"[.,;:!?،؟।—–]")
_WEAK_PAUSES = frozenset(",:،—–")
_TIME_MARKS = frozenset({Mark.OPENING, Mark.CLOSING, Mark.ASAP, Mark.LATER, Mark.SAME_TIME})
BOUNDS = frozenset(Mark.bounds()) - {Mark.FROM} | {
    Mark.AFTER_THAT,
    Mark.BEFORE_THAT,
    Mark.BETWEEN_THAT,
}
# These also stand before words that are no times: "from billing", "by the phone".
_ORIGINS = frozenset({Mark.FROM, Mark.BY, Mark.WITHIN})
_NEGATIONS = frozenset({Mark.NOT, Mark.NO, Mark.NOT_THAT})


# The signs that make a clause of their own.
_SAYING = (
    SignKind.CALL,
    SignKind.SUITS,
    SignKind.FREE,
    SignKind.PLACE,
    SignKind.BUSY,
    SignKind.STATE,
    SignKind.HAVE,
    SignKind.REPORT,
    SignKind.SINCE,
    SignKind.LASTING,
    SignKind.PAST_TENSE,
)


class Opener(StrEnum):
    """What a clause begins with: the start or a full stop, a comma, a reason, a consequence or a
    contrast.
    """

    STRONG = "strong"
    WEAK = "weak"
    BECAUSE = "because"
    SO = "so"
    BUT = "but"


Element = Mention | Sign


@dataclass(slots=True)
class Clause:
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
        if self.shows(SignKind.REPORT) or self._asks_to_come:
            return False
        is_there = self.shows(SignKind.PLACE) and not self.shows(SignKind.HAVE)
        return is_there or self.shows(SignKind.CALL, SignKind.SUITS, SignKind.FREE)

    @property
    def _asks_to_come(self) -> bool:
        """Returns whether the time is that of a visit: "can I bring her in at nine"."""
        time = min((one.start for one in self.mentions if is_exact(one.item)), default=0)
        kinds = {one.kind for one in self.elements if isinstance(one, Sign) and one.start < time}
        return SignKind.VISIT in kinds and SignKind.CALL not in kinds

    @property
    def has_gap(self) -> bool:
        return self.has(is_unread)

    @property
    def is_settled(self) -> bool:
        """Returns whether the clause asks for a clock time or an exact delay."""
        return (
            self.opener is not Opener.BECAUSE
            and self.has(is_exact)
            and (self.asks or not self.has_gap)
            and not self.shows(*CONDITIONS)
            and (self.has_negated_limit or self._affirms)
        )

    @property
    def _affirms(self) -> bool:
        """Returns whether an exact time stands before any negation: "four instead of two"."""
        items = [mention.item for mention in self.mentions]
        first = next((at for at, item in enumerate(items) if is_exact(item)), len(items))
        negations = [at for at, item in enumerate(items) if item in _NEGATIONS]
        return Mark.NOT_THAT not in items and first < min(negations, default=len(items))

    @property
    def is_negated(self) -> bool:
        return self.has(lambda item: item in _NEGATIONS)

    @property
    def continues(self) -> bool:
        """Returns whether it takes up the time of an earlier clause: "any time after that"."""
        if (self.shows(SignKind.HAVE, SignKind.BUSY) and not self.asks) or self.is_negated:
            return False
        items = [mention.item for mention in self.mentions]
        last_time = max((at for at, item in enumerate(items) if is_time(item)), default=-1)
        return any(
            item is Mark.THEN_ON or (item is Mark.AFTER and at > last_time)
            for at, item in enumerate(items)
        )

    @property
    def has_negated_limit(self) -> bool:
        """Returns whether it limits the time although it does not ask: "I can't before ten"."""
        if self.shows(SignKind.VISIT):
            return False
        return self.has(lambda item: item in {Mark.NOT, Mark.NOT_THAT}) and any(
            one.item in {Mark.BEFORE, Mark.UNTIL, Mark.AFTER} and is_time(other.item)
            for one, other in pairwise(self.mentions)
        )


def is_gap(item: Item) -> bool:
    return item is Mark.GAP


def is_unread(item: Item) -> bool:
    return item in {Mark.GAP, Mark.VAGUE, Mark.UNREAD}


def is_fix(item: Item) -> bool:
    return item is Mark.FIX


def is_bound(item: Item) -> bool:
    return item in BOUNDS


def is_over(item: Item) -> bool:
    return item is Mark.PAST or (isinstance(item, DaysAhead) and item.count < 0)


def is_exact(item: Item) -> bool:
    return isinstance(item, Clock | MinutesPast | Exact) or (
        isinstance(item, Delay) and bool(item.minutes)
    )


def is_time(item: Item) -> bool:
    return (
        is_day(item)
        or isinstance(item, Clock | MinutesPast | DayShift | Part | Delay | Shift | Exact)
        or item in _TIME_MARKS
    )


def clauses_of(text: str, found: Sequence[Mention], signs: Sequence[Sign]) -> list[Clause]:
    """Returns the clauses in order, with limits, events and conditions resolved."""
    clauses = list(_split(text, found, signs))
    continues = False
    for clause in clauses[::-1]:
        _settle_origins(clause)
        _settle_limits(clause)
        if not continues:
            _settle_events(clause)
        _settle_condition(clause)
        continues = continues or clause.continues
    return clauses


def _elements(
    text: str, found: Sequence[Mention], signs: Sequence[Sign]
) -> Iterator[Element | str]:
    """Yields mentions, signs and the pauses between them in order."""
    end = 0
    elements: list[Element] = [*found, *signs]
    for element in sorted(elements, key=lambda one: one.start):
        if end and element.start > end:
            pauses = _PAUSE.findall(text, end, element.start)
            yield from [pause for pause in pauses if pause not in _WEAK_PAUSES][:1] or pauses[:1]
        yield element
        end = max(end, element.end)


def _split(text: str, found: Sequence[Mention], signs: Sequence[Sign]) -> Iterator[Clause]:
    clause = Clause(Opener.STRONG)
    for element in _elements(text, found, signs):
        opener = _opener(element, clause)
        is_said = clause.opener is Opener.BECAUSE and len(clause.elements) > 1
        if opener and (clause.mentions or clause.shows(*_SAYING) or is_said):
            yield clause
            clause = Clause(opener)
        elif opener and clause.opener is not Opener.BECAUSE:
            clause.opener = opener
        if not isinstance(element, str):
            clause.elements.append(element)
    yield clause


def _opener(element: Element | str, clause: Clause) -> Opener | None:
    """Returns how the element begins a new clause, None if it does not."""
    if isinstance(element, str):
        return Opener.WEAK if element in _WEAK_PAUSES else Opener.STRONG
    if isinstance(element, Mention):
        return None
    match element.kind:
        case SignKind.BECAUSE | SignKind.SO | SignKind.BUT:
            return Opener(element.kind)
        case SignKind.CALL if clause.opener is Opener.BECAUSE and clause.mentions:
            is_negated = clause.is_negated
            return None if is_negated else Opener.STRONG
        case _:
            return None


def _settle_limits(clause: Clause) -> None:
    """Resolves "until": "free until two" ends a window, "in class until two" begins one."""
    can_talk = clause.shows(SignKind.FREE, SignKind.PLACE, SignKind.CALL)
    is_busy = clause.shows(SignKind.BUSY) and not can_talk
    is_other = clause.has(lambda item: item in {Mark.NOT, Mark.NO, Mark.BETWEEN, Mark.FROM})
    if is_other or not (can_talk or is_busy):
        return
    mentions = clause.mentions
    before: Item | None = None
    after = {id(one): other.item for one, other in pairwise(mentions)}
    for at, element in enumerate(clause.elements):
        if not isinstance(element, Mention):
            continue
        is_range = isinstance(before, Clock) or (
            before is not None and is_day(before) and is_day(after.get(id(element), Mark.PAUSE))
        )
        if element.item is Mark.UNTIL and not is_range:
            side = Mark.FROM if is_busy else Mark.BY
            clause.elements[at] = replace(element, item=side)
        elif element.item is Mark.BY and is_busy:
            clause.elements[at] = replace(element, item=Mark.FROM)
        before = element.item


def _settle_origins(clause: Clause) -> None:
    """Removes "from" where no time follows: "someone from billing should call"."""
    origins: list[Mention] = []
    idle: set[int] = set()
    has_noun = False
    for element in clause.elements:
        if isinstance(element, Sign):
            has_noun = bool(origins)
            if element.kind in {SignKind.CALL, SignKind.PLACE, SignKind.TITLE}:
                idle |= {one.start for one in origins}
        elif element.item in _ORIGINS:
            origins.append(element)
        elif not is_gap(element.item):
            origins, has_noun = [], False
    if has_noun:
        idle |= {one.start for one in origins}
    clause.elements = [one for one in clause.elements if one.start not in idle]


def _settle_events(clause: Clause) -> None:
    """Marks times that are about another matter ("the store opens at nine") as not read."""
    mentions = clause.mentions
    if not mentions or clause.asks:
        return
    tells = (
        clause.shows(
            SignKind.STATE,
            SignKind.REPORT,
            SignKind.VISIT,
            SignKind.SINCE,
            SignKind.LASTING,
            SignKind.PAST_TENSE,
        )
        and clause.has(is_time)
        and not clause.has(is_gap)
    )
    is_limited = clause.has(lambda item: item in BOUNDS or item is Mark.FROM)
    # "The meeting is at four".
    # "I work from eight to three" says when not to call.
    is_range = sum(isinstance(one.item, Clock) for one in mentions) > 1
    is_event = clause.shows(SignKind.BUSY) and clause.has(is_exact) and (is_range or not is_limited)
    if says_hours(clause) or tells or (is_event and not clause.has(is_gap)):
        clause.elements.append(replace(mentions[-1], item=Mark.GAP))


def says_hours(clause: Clause) -> bool:
    """Returns whether it says when the team opens or closes: "you close at four"."""
    return any(
        one.item in {Mark.OPENING, Mark.CLOSING} and isinstance(other.item, Clock)
        for one, other in pairwise(clause.mentions)
    )


def _settle_condition(clause: Clause) -> None:
    """Reads "if you could call me at ten" as a request."""
    if clause.is_negated and not clause.shows(SignKind.EVENT):
        return
    places = [
        at
        for at, one in enumerate(clause.elements)
        if isinstance(one, Sign) and one.kind in CONDITIONS
    ]
    requests = {
        clause.elements[at].start
        for at, end in pairwise([*places, len(clause.elements)])
        if _asks_politely(clause.elements[at + 1 : end])
    }
    clause.elements = [one for one in clause.elements if one.start not in requests]


def _asks_politely(condition: Sequence[Element]) -> bool:
    """Returns whether it asks: "if Ilse could call me at ten", not "if it rains call me at ten"."""
    call = next((at for at, one in enumerate(condition) if is_sign(one, SignKind.CALL)), None)
    if call is None:
        return False
    before = condition[:call]
    has_subject = bool(before) and is_sign(before[-1], SignKind.SUITS)
    return has_subject or not any(
        isinstance(one, Mention) and is_gap(one.item) and not one.is_number for one in before
    )


def refuse_offered(clause: Clause, offered: Collection[Item]) -> None:
    """Reads "at ten I've physio" as a refusal, if ten is what the other speaker offered."""
    numbers = {item.hour: item for item in offered if isinstance(item, Clock) and not item.minute}
    mentions = [
        replace(one, item=numbers[one.number])
        if is_gap(one.item) and one.number in numbers
        else one
        for one in clause.mentions
    ]
    times = [one for one in mentions if is_time(one.item)]
    rest = mentions[next((at for at, one in enumerate(mentions) if is_time(one.item)), 0) :]
    is_other = clause.shows(SignKind.HAVE, SignKind.BUSY, SignKind.STATE, *CONDITIONS) or any(
        is_gap(one.item) for one in rest
    )
    is_other = is_other or any(one.item is Mark.UNREAD for one in mentions)
    refuses = mentions[:1] and mentions[0].item in {Mark.NO, Mark.FIX}
    stays = (
        clause.asks
        or clause.opener in {Opener.SO, Opener.BECAUSE}
        or (clause.is_negated and not refuses)
    )
    if not times or not is_other or stays or any(one.item not in offered for one in times):
        return
    clause.elements = [*times, replace(times[-1], item=Mark.NOT_THAT)]


def refuse_named(clauses: Sequence[Clause]) -> None:
    """Reads "Friday at two, oh you're shut on Fridays, Thursday at two" as a refusal of Friday."""
    named: set[Item] = set()
    last = next((one for one in reversed(clauses) if one.is_settled), None)
    chosen = {one.item for one in last.mentions} if last else set()
    for clause in clauses:
        if clause is last:
            break
        times = [one for one in clause.mentions if is_day(one.item) or isinstance(one.item, Clock)]
        tells = clause.has(is_gap) and not clause.asks and not clause.is_negated
        said = {one.item for one in times}
        if tells and said and said <= named and clause.opener is Opener.WEAK and not said & chosen:
            clause.elements = [replace(times[0], item=Mark.NOT), *times]
        named |= said


def refuse_busy_days(clauses: Sequence[Clause]) -> None:
    """Reads "next week but Mondays I work" as a refusal of the day, which is one of the week."""
    for before, clause in pairwise(clauses):
        times = [one for one in clause.mentions if is_time(one.item)]
        is_other = clause.opener in {Opener.BUT, Opener.WEAK} and clause.shows(SignKind.BUSY)
        is_plain = not (clause.asks or clause.is_negated or clause.has(is_bound))
        in_week = before.has(lambda item: isinstance(item, Stretch)) and not before.has_gap
        if times and is_other and is_plain and in_week and all(is_day(one.item) for one in times):
            clause.elements = [replace(times[0], item=Mark.NOT), *times]


def is_sign(element: Element, kind: SignKind) -> bool:
    return isinstance(element, Sign) and element.kind is kind
