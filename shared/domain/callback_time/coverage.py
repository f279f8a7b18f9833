"""Decides which unknown words of a quote can be left out, and which leave its time unread.

A quote is split into clauses. Unknown words are left out where they cannot change the time: in a
clause without a time, before a request that follows them, after a time that was asked for, and in
a reason. A condition ("once ...", "unless ...") and an unknown word that stands next to a number
or a day can change it, so these stay.
"""

from collections.abc import Collection, Sequence
from itertools import pairwise

from shared.domain.callback_time.asides import (
    around_limit,
    behind_refusal,
    event_behind,
    negates_limit,
    vague_words,
    within_correction,
)
from shared.domain.callback_time.asking import Asking
from shared.domain.callback_time.clauses import (
    BOUNDS,
    Clause,
    Opener,
    clauses_of,
    is_bound,
    is_exact,
    is_fix,
    is_gap,
    is_over,
    is_time,
    is_unread,
    refuse_busy_days,
    refuse_named,
    refuse_offered,
    says_hours,
)
from shared.domain.callback_time.corrections import EDGES
from shared.domain.callback_time.counted_times import counted
from shared.domain.callback_time.doubts import doubtful
from shared.domain.callback_time.mentions import (
    DaysAhead,
    Item,
    Mark,
    Mention,
    Part,
    Zone,
    is_day,
)
from shared.domain.callback_time.other_times import without_other_times
from shared.domain.callback_time.signs import CONDITIONS, Sign, SignKind
from shared.domain.callback_time.statements import asks_without_time, separate_requests

_FOLLOWING = frozenset({Opener.SO, Opener.BUT})
# A clause of fewer words can name a time: "at ten, sharpish".
_SENTENCE = 4
_CHOOSING = frozenset({Mark.OR, Mark.FIX, Mark.NO, Mark.NOT_THAT})
_LIMITING = frozenset({Mark.FROM, Mark.ONWARDS, Mark.OR_EARLIER, Mark.VAGUE})
_SAYING_NOTHING = frozenset({SignKind.PLAIN, SignKind.MATTER})
_AROUND_CALL = frozenset({Mark.BEFORE, Mark.AFTER, Mark.THEN_ON, Mark.LATER})


def covered(
    text: str,
    found: Sequence[Mention],
    signs: Sequence[Sign],
    language: str,
    *,
    is_answer: bool = False,
    offered: Collection[Item] = (),
) -> tuple[Mention, ...]:
    """Returns the mentions without the unknown words that say nothing about the time. `is_answer`
    says that other quotes are about the call as well; `offered` are the times that the other
    speaker named.
    """
    clauses = [*separate_requests(clauses_of(text, counted(text, found), signs))]
    without_other_times(text, clauses, language)
    if not is_answer and asks_without_time(clauses):
        return ()
    # Without a time nothing is left out: the usual delay is not for words that were not read.
    if not is_answer and not any(is_time(mention.item) for mention in found):
        return tuple(found)
    for clause in clauses:
        refuse_offered(clause, offered)
    refuse_named(clauses)
    refuse_busy_days(clauses)
    whole = _Whole(clauses, is_answer=is_answer)
    left = tuple(
        mention
        for at, clause in enumerate(clauses)
        for dropped in (_with_limits(clause, whole.dropped(clause, at)),)
        for mention in clause.mentions
        if id(mention) not in dropped
    )
    # What is left must still name a time: otherwise the words that did were misunderstood.
    if not is_answer and not any(is_time(mention.item) for mention in left):
        return tuple(found)
    doubted = doubtful(text, clauses, {id(mention) for mention in left})
    return tuple(sorted((*left, *doubted), key=lambda one: one.start))


def _with_limits(clause: Clause, dropped: Collection[Mention]) -> set[int]:
    """Returns what is dropped, with the limits of the dropped words: they limit nothing else."""
    ids = {id(one) for one in dropped}
    limits = {
        id(one)
        for one, other in pairwise(clause.mentions)
        if is_bound(one.item) and id(other) in ids and is_gap(other.item)
    }
    return ids | limits


class _Whole:
    """All clauses of a quote, and what they ask for together."""

    def __init__(self, clauses: Sequence[Clause], *, is_answer: bool) -> None:
        self._clauses = clauses
        self._is_answer = is_answer
        self._settled = [at for at, one in enumerate(clauses) if one.is_settled]
        self._called = [at for at in self._settled if clauses[at].shows(SignKind.CALL)]
        self._with_day = [at for at, one in enumerate(clauses) if one.has(is_day)]
        self._asking = is_answer or any(one.asks or one.has(_is_soon) for one in clauses)
        self._replacing = any(one.is_settled and one.has(is_fix) for one in clauses)
        self._in_zones = any(one.has(lambda item: isinstance(item, Zone)) for one in clauses)
        self._corrects = any(one.has(is_fix) for one in clauses)
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
            and (clauses[at].asks or clauses[at].opener in _FOLLOWING or _prefers(clauses[at]))
        ]
        self._complete = [
            at for at in self._with_time if clauses[at].is_settled or _is_complete(clauses[at])
        ]
        self._fixed = [at for at in self._complete if clauses[at].has(_is_precise)]
        self._offered = [
            at
            for at in self._with_time
            if (clauses[at].asks or not clauses[at].has_gap) and not clauses[at].is_negated
        ]

    def dropped(self, clause: Clause, at: int) -> list[Mention]:
        """Returns the mentions of a clause that say nothing about the time that is asked for."""
        if self._is_aside(clause, at):
            return _said(clause)
        rules = (
            self._dropped_near_others,
            self._dropped_by_itself,
            self._used_for_zone,
            self._dropped_from_statement,
        )
        found = (rule(clause, at) for rule in rules)
        return next((words for words in found if words is not None), [])

    def _dropped_near_others(self, clause: Clause, at: int) -> list[Mention] | None:
        """Reads vague words that are explained, reasons, past times and "not now"."""
        if self._is_refined(clause, at):
            return vague_words(clause)
        is_past = _holds_other(self._settled, at) and not clause.asks and clause.has(is_over)
        is_not_now = _refuses_now(clause) and _holds_other(self._with_time, at)
        is_aside = (
            self._is_only_reason(clause, at)
            or self._is_around_call(clause, at)
            or self._is_report_before(clause, at)
        )
        if is_aside or is_past or is_not_now:
            return _said(clause)
        if self._last_continuing > at and clause.has(is_time):
            idle = {Mark.LINK, Mark.NO}
            return [one for one in _said(clause) if is_gap(one.item) or one.item in idle]
        return None

    def _dropped_by_itself(self, clause: Clause, at: int) -> list[Mention] | None:
        """Reads limits, conditions and requests, which say themselves what belongs to the time."""
        if clause.has_negated_limit:
            return around_limit(clause)
        if clause.shows(*CONDITIONS):
            return event_behind(clause)
        if not clause.has(is_time):
            return _said(clause) if self._is_idle(clause, at) else []
        if aside := behind_refusal(clause) or within_correction(clause):
            return aside
        if clause.asks:
            return Asking().read(clause.elements) if clause.has_gap else []
        return None

    def _used_for_zone(self, clause: Clause, at: int) -> list[Mention] | None:
        """Reads "ten my time, I'm in Denver, so that's noon for you": both times are needed."""
        follows = self._clauses[at + 1 : at + 3]
        is_repeated = self._in_zones and any(one.opener is Opener.SO for one in follows)
        is_whole = clause.has(is_exact) and not clause.has_gap and not clause.shows(SignKind.BUSY)
        return [] if is_repeated and is_whole else None

    def _dropped_from_statement(self, clause: Clause, at: int) -> list[Mention] | None:
        """Reads a statement about another matter than the request."""
        said = _said(clause)
        if _tells(clause) and self._refuses_again(clause, at):
            return said
        if self._is_before_call(clause, at):
            return said
        if concluded := self._conclusion_of(at):
            # "I finish at two tomorrow, so half past two".
            return [one for one in said if concluded.has(is_day) or not is_day(one.item)]
        is_statement = _tells(clause) or self._is_joined(clause, at)
        if not is_statement and not (clause.has_gap and self._repeats(clause, at)):
            return None
        if _holds_other(self._settled, at):
            return self._statement(clause, at, said)
        # "I'm in Boston till Thursday, so Friday morning": not "from one to two, so then Friday".
        is_replaced = _holds_other(self._requested_day, at) and not self._asks_then(at)
        return said if is_replaced else None

    def _is_before_call(self, clause: Clause, at: int) -> bool:
        """ "I rang last Tuesday and nobody called, call me today at two"."""
        called = self._called[-1] if self._called else -1
        if called <= at or not (clause.has_gap or _tells(clause)):
            return False
        return self._clauses[called].has(is_day) or not clause.has(_is_other_day)

    def _is_joined(self, clause: Clause, at: int) -> bool:
        """Returns whether a time follows behind "so" or, after unknown words, "but"."""
        following = next((one for one in self._clauses[at + 1 : at + 3] if one.has(is_time)), None)
        openers = {Opener.SO, Opener.BUT} if clause.has_gap else {Opener.SO}
        return following is not None and following.opener in openers

    def _asks_then(self, at: int) -> bool:
        """Returns whether the clock times of a clause are asked for with another day."""
        asked = [self._clauses[other] for other in self._requested_day if other != at]
        is_timed = any(
            one.has(lambda item: is_exact(item) or isinstance(item, Part)) for one in asked
        )
        return self._clauses[at].has(is_exact) and not is_timed

    def _conclusion_of(self, at: int) -> Clause | None:
        """Returns the clause that says what follows for the call: "so half past two"."""
        following = self._clauses[at + 1 : at + 3]
        if not following or following[0].opener is not Opener.SO:
            return None
        if following[0].is_settled:
            return following[0]
        # "So not before it's gone, say eleven".
        return following[-1] if self._is_refined(following[0], at + 1) else None

    def _is_refined(self, clause: Clause, at: int) -> bool:
        """Returns whether a clock time says what vague words mean: "after work, about five"."""
        is_vague = clause.shows(SignKind.EVENT, SignKind.CASE) or bool(vague_words(clause))
        is_negated = clause.is_negated and not negates_limit(clause)
        if not is_vague or is_negated or clause.has(is_exact):
            return False
        exact = self._clauses[at + 1 : at + 2]
        return not clause.shows(SignKind.CONDITION) and any(
            one.is_settled
            and one.opener not in {Opener.BUT, Opener.BECAUSE}
            and not one.is_negated
            and not one.has(is_fix)
            and (one.opener is Opener.SO or not one.has(is_bound))
            for one in exact
        )

    def _is_aside(self, clause: Clause, at: int) -> bool:
        """Returns whether it says something else beside a time that was named: "tomorrow, my sister
        is here then". What can limit a day is no aside to an exact time either.
        """
        items = [mention.item for mention in clause.mentions]
        is_number = any(mention.is_number for mention in clause.mentions)
        if {*items} == {Mark.VAGUE} and clause.opener is Opener.WEAK:
            # "Between one and two, in my lunch hour".
            return _holds_other(self._fixed, at)
        if clause.has(is_time) or is_number or not _is_sentence(clause):
            return self._is_other_part(clause, at)
        is_case = clause.shows(SignKind.CONDITION, SignKind.CASE) or clause.continues
        if is_case or _CHOOSING & {*items} or items[:1] == [Mark.UNREAD]:
            return False
        if clause.shows(SignKind.EVENT) or clause.is_negated or any(map(_limits, items)):
            return _holds_other(self._fixed, at)
        return _holds_other(self._complete, at) and clause.has(is_gap)

    def _is_other_part(self, clause: Clause, at: int) -> bool:
        """ "Tomorrow afternoon, mornings are hectic"."""
        times = [one.item for one in clause.mentions if is_time(one.item)]
        others = [self._clauses[other] for other in self._complete if other < at]
        return (
            clause.has(is_gap)
            and not clause.asks
            and clause.opener in {Opener.WEAK, Opener.STRONG}
            and all(isinstance(one, Part | Mark) or one is times[0] for one in times)
            and isinstance(times[0] if times else None, Part)
            and not any(map(_limits, (one.item for one in clause.mentions)))
            and any(one.has(_is_part) and not one.has(lambda item: item in times) for one in others)
        )

    def _is_idle(self, clause: Clause, at: int) -> bool:
        """Returns whether a clause without a time says nothing about one."""
        if self._is_answer and any(one.is_number for one in clause.mentions):
            return False
        refusals = {Mark.NOT} if self._is_answer else {Mark.NOT, Mark.NOT_THAT}
        refuses = clause.has(lambda item: item in refusals)
        is_refusal = refuses and bool(self._with_time) and _says_more(clause)
        is_known = clause.shows(SignKind.HAVE, SignKind.BUSY, SignKind.TITLE)
        # One word by itself may say more of the time: "at ten, sharpish".
        is_separate = (
            bool(self._settled)
            and len(clause.elements) > 1
            and not any(one.is_number or one.item is Mark.UNREAD for one in clause.mentions)
        )
        if self._corrects and any(one.is_number for one in clause.mentions):
            return False
        is_aside = is_known or is_separate or self._joins_request(at)
        is_read = self._asking or not clause.has(lambda item: item is Mark.UNREAD)
        is_idle = (clause.has(is_gap) and is_aside and is_read) or is_refusal
        return is_idle and not clause.has(is_bound)

    def _statement(self, clause: Clause, at: int, said: list[Mention]) -> list[Mention]:
        """Returns what a clause says of something else, beside a time that is asked for."""
        if _holds_other(self._with_day, at) or not clause.has(_is_other_day):
            return said
        # "I've the dentist at nine tomorrow, make it eleven" is about tomorrow.
        return [one for one in said if not is_day(one.item)] if self._replacing else []

    def _refuses_again(self, clause: Clause, at: int) -> bool:
        """Returns whether it says why a refused time does not suit: "not Monday, Monday I work"."""
        return any(one.is_negated for one in self._clauses[:at]) and self._repeats(clause, at)

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
            # "Because I get up at ten tomorrow, not before eleven" is about tomorrow.
            return _holds_other(self._with_day, at) or not clause.has(_is_other_day)
        limits = clause.has(lambda item: item is Mark.FROM or item in BOUNDS)
        return (
            _holds_other(self._offered, at)
            and not limits
            and not (clause.asks and clause.has(is_exact))
        )

    def _is_report_before(self, clause: Clause, at: int) -> bool:
        """ "He promised Monday at nine and nothing, tomorrow at four please"."""
        return clause.shows(SignKind.REPORT, SignKind.PAST_TENSE) and any(
            one.is_settled and one.has(is_day) and one.opener is not Opener.BECAUSE
            for one in self._clauses[at + 1 : at + 3]
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


def _prefers(clause: Clause) -> bool:
    """ "Tomorrow morning's better"."""
    return bool(clause.mentions) and is_fix(clause.mentions[-1].item)


def _is_complete(clause: Clause) -> bool:
    return not (clause.has_gap or clause.is_negated or clause.shows(*CONDITIONS))


def _is_sentence(clause: Clause) -> bool:
    """Returns whether its unknown words are more than one that can be a time."""
    gaps = [one for one in clause.mentions if is_unread(one.item)]
    says = any(isinstance(one, Sign) and one.kind not in _SAYING_NOTHING for one in clause.elements)
    is_long = len(clause.elements) >= (_SENTENCE - 1 if says or len(gaps) > 1 else _SENTENCE)
    # "Friday, Zeus willing": without a known word it is no sentence of the language.
    return is_long and len(gaps) < len(clause.elements)


def _is_precise(item: Item) -> bool:
    return is_exact(item) or item in EDGES


def _is_part(item: Item) -> bool:
    return isinstance(item, Part)


def _limits(item: Item) -> bool:
    return is_bound(item) or item in _LIMITING


def _said(clause: Clause) -> list[Mention]:
    return [mention for mention in clause.mentions if not is_fix(mention.item)]


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


def _tells(clause: Clause) -> bool:
    """Returns whether a clause tells of something else, and is no other time for the call."""
    first = next((one.item for one in clause.mentions if not is_fix(one.item)), Mark.GAP)
    if first in {Mark.OR, Mark.LINK}:
        return False
    tells = (SignKind.HAVE, SignKind.BUSY, SignKind.STATE, SignKind.SINCE, SignKind.LASTING)
    if clause.shows(*tells) or says_hours(clause):
        return True
    return clause.has_gap and (not is_time(first) or first in {Mark.ASAP, Mark.LATER})
