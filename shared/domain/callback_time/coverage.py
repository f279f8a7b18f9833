"""Decides which unknown words of a quote can be left out, and which leave its time unread.

A quote is split into clauses. Unknown words are left out where they cannot change the time: in a
clause without a time, before a request that follows them, after a time that was asked for, and in
a reason. A condition ("once ...", "unless ...") and an unknown word that stands next to a number
or a day can change it, so these stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from shared.domain.callback_time.clauses import (
    BOUNDS,
    Clause,
    Element,
    Opener,
    clauses_of,
    is_bound,
    is_exact,
    is_fix,
    is_gap,
    is_over,
    is_time,
)
from shared.domain.callback_time.mentions import (
    Clock,
    DaysAhead,
    Delay,
    Item,
    Mark,
    Mention,
    is_day,
)
from shared.domain.callback_time.signs import Sign, SignKind

_LOOSE = frozenset({Mark.LINK, Mark.TO, Mark.OR, Mark.NO})
_AROUND_CALL = frozenset({Mark.BEFORE, Mark.AFTER, Mark.THEN_ON, Mark.LATER})
# More words than these between "about" and a day are more than a topic.
_LONGEST_TOPIC = 4
_WORDS_OF_A_NAME = 2


def covered(
    text: str, found: Sequence[Mention], signs: Sequence[Sign], *, is_answer: bool = False
) -> tuple[Mention, ...]:
    """Returns the mentions without the unknown words that say nothing about the time. `is_answer`
    says that other quotes are about the call as well.
    """
    # Without a time nothing is left out: the usual delay is not for words that were not read.
    if not is_answer and not any(is_time(mention.item) for mention in found):
        return tuple(found)
    clauses = clauses_of(text, found, signs)
    whole = _Whole(clauses, is_answer=is_answer)
    left = tuple(
        mention
        for at, clause in enumerate(clauses)
        for dropped in ({id(one) for one in whole.dropped(clause, at)},)
        for mention in clause.mentions
        if id(mention) not in dropped
    )
    # What is left must still name a time: otherwise the words that did were misunderstood.
    return left if is_answer or any(is_time(mention.item) for mention in left) else tuple(found)


class _Whole:
    """All clauses of a quote, and what they ask for together."""

    def __init__(self, clauses: Sequence[Clause], *, is_answer: bool) -> None:
        self._clauses = clauses
        self._is_answer = is_answer
        self._settled = [at for at, one in enumerate(clauses) if one.is_settled]
        self._with_day = [at for at, one in enumerate(clauses) if one.has(is_day)]
        self._asking = is_answer or any(one.asks or one.has(_is_soon) for one in clauses)
        self._replacing = any(one.is_settled and one.has(is_fix) for one in clauses)
        self._last_continuing = max(
            (at for at, one in enumerate(clauses) if one.continues), default=-1
        )
        self._with_time = [
            at for at, one in enumerate(clauses) if one.has(is_time) and not _is_reason(one)
        ]
        self._requested_day = [
            at
            for at in self._with_time
            if clauses[at].has(is_day)
            and not clauses[at].has_gap
            and (clauses[at].asks or clauses[at].opener in {Opener.SO, Opener.BUT})
        ]
        self._offered = [
            at
            for at in self._with_time
            if (clauses[at].asks or not clauses[at].has_gap) and not clauses[at].is_negated
        ]

    def dropped(self, clause: Clause, at: int) -> list[Mention]:
        """Returns the mentions of a clause that say nothing about the time that is asked for."""
        said = [mention for mention in clause.mentions if not is_fix(mention.item)]
        is_settled = _holds_other(self._settled, at)
        if self._is_only_reason(clause, at) or self._is_around_call(clause, at):
            return said
        if is_settled and not clause.asks and clause.has(is_over):
            return said
        if _refuses_now(clause) and _holds_other(self._with_time, at):
            return said
        if self._last_continuing > at and clause.has(is_time):
            return [one for one in said if is_gap(one.item) or one.item in {Mark.LINK, Mark.NO}]
        if clause.has_negated_limit:
            return _around_limit(clause)
        return self._left_out(clause, at, said, is_settled=is_settled)

    def _left_out(
        self, clause: Clause, at: int, said: list[Mention], *, is_settled: bool
    ) -> list[Mention]:
        if clause.shows(SignKind.CONDITION):
            return []
        if not clause.has(is_time):
            return said if self._is_idle(clause, at) else []
        if clause.asks:
            return _Asking().read(clause.elements) if clause.has_gap else []
        following = {one.opener for one in self._clauses[at + 1 : at + 2] if one.has(is_time)}
        is_joined = Opener.SO in following or (clause.has_gap and Opener.BUT in following)
        if not (_tells(clause) or is_joined or (clause.has_gap and self._repeats(clause, at))):
            return []
        if is_settled:
            return self._statement(clause, at, said)
        # "I'm in Boston till Thursday, so Friday morning".
        return said if _holds_other(self._requested_day, at) else []

    def _is_idle(self, clause: Clause, at: int) -> bool:
        """Returns whether a clause without a time says nothing about one."""
        if self._is_answer and any(one.is_number for one in clause.mentions):
            return False
        refusals = {Mark.NOT} if self._is_answer else {Mark.NOT, Mark.NOT_THAT}
        refuses = clause.has(lambda item: item in refusals)
        is_refusal = refuses and bool(self._with_time) and _says_more(clause)
        is_known = clause.shows(SignKind.HAVE, SignKind.BUSY, SignKind.TITLE)
        is_aside = is_known or self._joins_request(at)
        is_idle = (clause.has(is_gap) and is_aside) or is_refusal
        return is_idle and not clause.has(is_bound)

    def _statement(self, clause: Clause, at: int, said: list[Mention]) -> list[Mention]:
        """Returns what a clause says of something else, beside a time that is asked for."""
        if _holds_other(self._with_day, at) or not clause.has(_is_other_day):
            return said
        # "I've the dentist at nine tomorrow, make it eleven" is about tomorrow.
        return [one for one in said if not is_day(one.item)] if self._replacing else []

    def _repeats(self, clause: Clause, at: int) -> bool:
        """Returns whether it says more of a time that was named: "no, Tuesday I'm away"."""
        named = {one.item for other in self._clauses[:at] for one in other.mentions}
        times = [one.item for one in clause.mentions if is_time(one.item)]
        return all(item in named for item in times)

    def _joins_request(self, at: int) -> bool:
        """Returns whether the quote is a request, or the clause is joined as a reason to one."""
        openers = {one.opener for one in self._clauses[at : at + 2]}
        return self._asking or bool(openers & {Opener.BECAUSE, Opener.SO, Opener.BUT})

    def _is_only_reason(self, clause: Clause, at: int) -> bool:
        """Returns whether the time is named elsewhere and the reason does not limit it."""
        if not _is_reason(clause):
            return False
        if _holds_other(self._settled, at):
            return True
        limits = clause.has(lambda item: item is Mark.FROM or item in BOUNDS)
        return (
            _holds_other(self._offered, at)
            and not limits
            and not (clause.asks and clause.has(is_exact))
        )

    def _is_around_call(self, clause: Clause, at: int) -> bool:
        """Returns whether it tells what happens before or after the call: "then I've a class"."""
        return (
            clause.shows(SignKind.HAVE, SignKind.BUSY)
            and not clause.asks
            and not clause.has(is_time)
            and clause.has(lambda item: item in _AROUND_CALL)
            and _holds_other(self._with_time, at)
        )


def _is_other_day(item: Item) -> bool:
    return is_day(item) and item != DaysAhead(0)


def _is_soon(item: Item) -> bool:
    return item is Mark.ASAP


def _says_more(clause: Clause) -> bool:
    return len(clause.elements) > 1 or clause.has(lambda item: item is Mark.NOT_THAT)


def _refuses_now(clause: Clause) -> bool:
    """Returns whether it says only that now does not suit: "I can't talk now"."""
    times = [one.item for one in clause.mentions if is_time(one.item)]
    is_refusal = clause.has(lambda item: item in {Mark.NOT, Mark.NOT_THAT, Mark.NO})
    return is_refusal and bool(times) and all(item is Mark.ASAP for item in times)


def _is_reason(clause: Clause) -> bool:
    return clause.opener is Opener.BECAUSE


def _holds_other(places: Sequence[int], at: int) -> bool:
    return bool(places) and (len(places) > 1 or places[0] != at)


def _around_limit(clause: Clause) -> list[Mention]:
    """Returns the unknown words of "I can't pick up before ten" up to its limit and behind it."""
    mentions = clause.mentions
    near = {
        id(other)
        for one, other in pairwise(mentions)
        if is_gap(other.item) and _is_counted(one.item)
    }
    idle = {Mark.GAP, Mark.LINK, Mark.TO, Mark.NO}
    return [one for one in mentions if one.item in idle and id(one) not in near]


def _tells(clause: Clause) -> bool:
    """Returns whether a clause tells of something else, and is no other time for the call."""
    first = next((one.item for one in clause.mentions if not is_fix(one.item)), Mark.GAP)
    if first in {Mark.OR, Mark.LINK}:
        return False
    if clause.shows(SignKind.HAVE, SignKind.BUSY, SignKind.STATE):
        return True
    return clause.has_gap and (not is_time(first) or first in {Mark.ASAP, Mark.LATER})


def _is_counted(item: Item) -> bool:
    """Returns whether a word that follows can be a unit, a zone, or select among days."""
    return isinstance(item, Clock | Delay) or is_day(item)


@dataclass(slots=True)
class _Asking:
    """Walks a clause that asks for a time and collects the unknown words that do not belong to
    the time. `pending` ones belong to it if a time follows before the next request.
    """

    dropped: list[Mention] = field(default_factory=list)
    pending: list[Mention] = field(default_factory=list)
    loose: list[Mention] = field(default_factory=list)
    last: Element | None = None
    is_topic: bool = False
    is_seen: bool = False
    is_bound: bool = False
    name_words: int = 0

    def read(self, elements: Sequence[Element]) -> list[Mention]:
        for element in elements:
            if isinstance(element, Sign):
                self._sign(element)
            else:
                self.name_words -= self.name_words > 0
                self._mention(element)
            self.last = element
        return self.dropped + self.pending * (self.is_seen and not self.is_bound)

    def _sign(self, sign: Sign) -> None:
        match sign.kind:
            case SignKind.CALL if not self.is_seen and not self.is_bound:
                self.dropped += self.pending
                self.pending, self.is_topic = [], False
            case SignKind.TOPIC:
                self.is_topic = True
            case SignKind.TITLE:
                self.name_words = _WORDS_OF_A_NAME + 1
            case _:
                pass

    def _mention(self, mention: Mention) -> None:
        item = mention.item
        if is_gap(item):
            self._gap(mention)
        elif item in _LOOSE or item is Mark.FROM:
            self.loose = [mention]
        elif item is Mark.NOT:
            self.loose = [] if self.is_seen else [mention]
        elif is_bound(item):
            self.is_bound = True
        elif is_time(item):
            self._time(item)

    def _gap(self, mention: Mention) -> None:
        if self.name_words:
            self.dropped.append(mention)
        elif not (
            self.is_bound or (isinstance(self.last, Mention) and _is_counted(self.last.item))
        ):
            self.pending += [*self.loose, mention]
        self.loose = []

    def _time(self, item: Item) -> None:
        if self.is_topic and len(self.pending) <= _LONGEST_TOPIC and not isinstance(item, Clock):
            self.dropped += self.pending
        self.pending, self.loose = [], []
        self.is_topic, self.is_seen, self.is_bound = False, True, False
