"""Applies corrections and negations to the items of a request."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from shared.domain.callback_time.matches import shifted
from shared.domain.callback_time.mentions import (
    CalendarDay,
    Clock,
    DayRange,
    Delay,
    Item,
    Mark,
    Mention,
    MinutesPast,
    NamedWeekday,
    Part,
    Stretch,
    is_day,
)
from shared.domain.callback_time.parts_of_day import fits
from shared.domain.callback_time.weeks import without_days

EDGES = (Mark.OPENING, Mark.CLOSING)


# Marks that follow their item, with the marks that precede it.
_BEHIND = {
    Mark.AFTER_THAT: Mark.AFTER,
    Mark.BEFORE_THAT: Mark.BEFORE,
    Mark.ONWARDS: Mark.FROM,
    Mark.OR_EARLIER: Mark.BY,
}


_PAUSE = re.compile(r"[.,;:!?،؟।—–]")


_REFUSALS = (Mark.NOT, Mark.NOT_THAT, Mark.NO)


_BARE_NO = frozenset({"no", "non", "nein", "nee", "não", "ma no"})


def items_of(text: str, found: Sequence[Mention]) -> list[Item]:
    """Returns the items in order, with Mark.PAUSE where punctuation stands between two."""
    items: list[Item] = []
    end = 0
    for mention in found:
        if items and mention.start > end and _PAUSE.search(text, end, mention.start):
            items.append(Mark.PAUSE)
        items.append(mention.item)
        end = max(end, mention.end)
    if items[-1:] == [Mark.FIX] and kinds_of(items[-2:-1]):
        # "Next week, but Monday no": with nothing behind it, the word corrects nothing.
        last = found[-1]
        if text[last.start : last.end].lower() in _BARE_NO:
            items[-1] = Mark.NOT_THAT
    return [_no_in_context(items, at) for at in range(len(items))]


def _no_in_context(items: Sequence[Item], at: int) -> Item:
    """Resolves a word that means both "no" and "not", as in several languages: before a pause it
    corrects, after one it negates, and between two times of one kind it can be either.
    """
    before, after = items[:at], items[at + 1 :]
    if items[at] is Mark.NOT and kinds_of(before[-1:]) and (not after or after[0] is Mark.PAUSE):
        # "Thursday not, Friday at ten".
        return Mark.NOT_THAT
    if items[at] is not Mark.NO:
        return items[at]
    if after and after[0] in {Mark.PAUSE, Mark.FIX, Mark.NO}:
        return Mark.FIX
    if before and before[-1] is not Mark.PAUSE and kinds_of(before) & kinds_of(after[:1]):
        return Mark.UNREAD
    return Mark.NOT


def kind_of(item: Item) -> str:
    if is_day(item):
        return "day"
    if isinstance(item, Mark):
        return "edge" if item in EDGES else "mark"
    if isinstance(item, MinutesPast):
        return "Clock"
    return type(item).__name__


def kinds_of(items: Iterable[Item]) -> set[str]:
    return {kind_of(item) for item in items} - {"mark"}


def corrected(items: list[Item]) -> list[Item]:
    """Applies corrections: after "no wait" or "actually", a new item replaces the earlier one of
    its kind.
    """
    while Mark.FIX in items:
        at = items.index(Mark.FIX)
        before, after = items[:at], items[at + 1 :]
        until = after.index(Mark.FIX) if Mark.FIX in after else len(after)
        after = _without_repeated(before, after)
        again = kinds_of(_affirmed(after[:until])) or kinds_of(after[:until])
        if "Clock" in again:
            again |= {"edge"}
            after = _with_half_of_day(before, after)
            clocks = [item for item in after[:until] if isinstance(item, Clock)]
            parts = [item for item in before if isinstance(item, Part)]
            if not all(fits(clock, part) for clock in clocks for part in parts):
                again |= {"Part"}
        remaining: list[Item] = []
        left_out = False
        for item in before:
            if item is Mark.NOT_THAT and left_out:
                continue
            left_out = kind_of(item) in again
            if not left_out:
                remaining.append(item)
            elif remaining and remaining[-1] is Mark.NOT:
                # The negated item was replaced, so its negation is removed too.
                remaining.pop()
        items = [*remaining, Mark.PAUSE, *after]
    return items


def _without_repeated(before: Sequence[Item], after: list[Item]) -> list[Item]:
    """ "Tuesday at ten, oh no, Tuesday I'm away, Wednesday": what is said again is what changes."""
    said = {item for item in before if kind_of(item) != "mark"}
    new = kinds_of(item for item in after if item not in said)
    if Mark.OR in after:
        return after
    repeated = {at for at, item in enumerate(after) if item in said and kind_of(item) in new}
    return [
        item
        for at, item in enumerate(after)
        if at not in repeated
        and not (item is Mark.NOT and at + 1 in repeated)
        and not (item is Mark.NOT_THAT and at - 1 in repeated)
    ]


def _affirmed(items: Sequence[Item]) -> list[Item]:
    """Returns the items without those that a negation stands before."""
    return [item for at, item in enumerate(items) if not at or items[at - 1] is not Mark.NOT]


def _with_half_of_day(before: list[Item], after: list[Item]) -> list[Item]:
    """Carries the half of the day over: in "Eight p m, no, nine" nine is p m as well."""
    exact = [item for item in before if isinstance(item, Clock) and item.exact]
    if not exact:
        return after
    late = exact[-1].hour >= 12
    return [
        replace(item, hour=item.hour % 12 + 12 * late, exact=True)
        if isinstance(item, Clock) and not item.exact and item.hour <= 12
        else item
        for item in after
    ]


def without_reasons(items: list[Item]) -> list[Item]:
    """ "At ten, no, I've got the dentist, eleven": what stands between a correction and the next
    one, or between pauses before the time that replaces one, is why.
    """
    left: list[Item] = []
    last_fix: int | None = None
    for item in items:
        if item is Mark.FIX:
            if last_fix is not None:
                del left[last_fix:]
            last_fix = len(left)
        elif kind_of(item) != "mark":
            if last_fix is not None and left[-1] is Mark.PAUSE and kinds_of(left[:last_fix]):
                unread = [one for one in left[last_fix + 1 :] if one is Mark.UNREAD]
                left[last_fix + 1 :] = unread
            last_fix = None
        left.append(item)
    return left


def with_thereafter(items: list[Item]) -> list[Item]:
    """ "In class until two, any time after that": what ends one time begins the other."""
    at = next((at for at in range(len(items)) if _is_thereafter(items, at)), None)
    if at is None:
        return items
    rest = items[at + 1 :]
    if items[at] is Mark.LATER or _names_what_follows(items[:at], rest):
        return [*items[:at], Mark.UNREAD, *rest]
    if settled := _refused_or_counted(items, at):
        return with_thereafter(settled)
    if any(isinstance(item, Clock) for item in rest):
        # "In class until two, after that at three".
        days = [item for item in items[:at] if is_day(item)]
        return with_thereafter([*days * (not any(is_day(item) for item in rest)), *rest])
    begun = _from_last_end(items, at)
    return [*items[:at], Mark.UNREAD, *rest] if begun is None else with_thereafter([*begun, *rest])


def _from_last_end(items: Sequence[Item], at: int) -> list[Item] | None:
    """Returns the items before "after that" with the last end as a beginning; None without one."""
    marks = {Mark.UNTIL, Mark.BY, Mark.FROM, Mark.BEFORE, Mark.AFTER}
    ends = [end for end in range(at) if items[end] in marks and kinds_of(items[end + 1 : end + 2])]
    clocks = [one for one in range(at) if isinstance(items[one], Clock)]
    if Mark.OR_EARLIER in items[:at]:
        # "Until two I've a class, any time after that", with the limit behind its time.
        end = items.index(Mark.OR_EARLIER)
        return [*items[:end], Mark.ONWARDS, *items[end + 1 : at]]
    if ends:
        before = [*items[: ends[-1]], Mark.FROM, *items[ends[-1] + 1 : at]]
    elif clocks:
        # "I finish at four, any time after that".
        before = [*items[: clocks[-1]], Mark.FROM, *items[clocks[-1] : at]]
    else:
        return None
    return [one for one in before if one not in EDGES and one is not Mark.NOT]


def _names_what_follows(before: Sequence[Item], rest: Sequence[Item]) -> bool:
    """ "I'm here until one, after that it's the weekend"."""
    return len(rest) == 1 and is_day(rest[0]) and kinds_of(before) == {"Clock"}


def _refused_or_counted(items: Sequence[Item], at: int) -> list[Item] | None:
    """Reads what follows a range that is over, is refused, or is counted from a clock time."""
    rest = items[at + 1 :]
    if rest and (rest[0] in _REFUSALS or rest == [Mark.FIX]):
        # "From nine to eleven, not after that".
        return [*items[:at], *rest[1:]]
    if cut := _without_start_of_range(items[:at]):
        return [*cut, *items[at:]]
    return _counted_from_clock(items, at)


def _without_start_of_range(items: Sequence[Item]) -> list[Item] | None:
    """ "I work from eight to three, any time after that": what counts is the end."""
    for at in range(len(items) - 1):
        match items[at : at + 4]:
            case [Clock(), Mark.TO | Mark.UNTIL, Clock(), *_]:
                start = at - (items[max(0, at - 1)] in {Mark.FROM, Mark.BETWEEN})
                return [*items[:start], *items[at + 2 :]]
            case [Mark.FROM | Mark.BETWEEN, Clock(), Mark.LINK, Clock()]:
                return [*items[:at], *items[at + 3 :]]
            case [Mark.FROM, Clock(), Clock(), *_]:
                # "Dalle otto alle quindici".
                return [*items[:at], *items[at + 2 :]]
            case _:
                pass
    return None


def _counted_from_clock(items: Sequence[Item], at: int) -> list[Item] | None:
    """ "I finish at four, give me ten minutes after that"."""
    match [item for item in items[:at] if item is not Mark.PAUSE]:
        case [*before, Clock() as end, Delay(minutes=minutes, vague=False)] if minutes:
            limits = {Mark.UNTIL, Mark.BY, Mark.FROM, Mark.AFTER}
            start = len(before) - (before[-1:] != [] and before[-1] in limits)
            return [*before[:start], shifted(end, minutes), *items[at + 1 :]]
        case _:
            return None


def _is_thereafter(items: Sequence[Item], at: int) -> bool:
    if items[at] is Mark.LATER:
        # "I work from nine to two, call me later": of the range, or after it?
        is_behind = at == len(items) - 1 and items[at - 1] is Mark.PAUSE
        return is_behind and _without_start_of_range(items[:at]) is not None
    follows = kinds_of(items[at + 1 : at + 2])
    return items[at] is Mark.THEN_ON or (items[at] is Mark.AFTER and not follows and at > 0)


_LIMIT_NEGATED = {Mark.BEFORE: Mark.FROM, Mark.AFTER: Mark.BY, Mark.UNTIL: Mark.FROM}


_BEHIND_NEGATED = {Mark.BEFORE_THAT: Mark.ONWARDS, Mark.AFTER_THAT: Mark.OR_EARLIER}


def with_negated_limits(items: list[Item]) -> list[Item]:
    """ "Don't call before ten" as "from ten", "not after four" as "by four"."""
    left: list[Item] = []
    for item in items:
        if item is Mark.NOT_THAT and left and left[-1] is Mark.NOT:
            # "Not too early".
            left.pop()
            continue
        if item in {Mark.NOT, Mark.NOT_THAT} and left and left[-1] in _BEHIND_NEGATED:
            left[-1] = _BEHIND_NEGATED[Mark(str(left[-1]))]
            continue
        is_limit = item in _LIMIT_NEGATED
        if is_limit and left and left[-1] in {Mark.NOT, Mark.NOT_THAT}:
            left[-1] = _LIMIT_NEGATED[Mark(str(item))]
        elif item in {Mark.NOT, Mark.NOT_THAT} and len(left) > 1 and left[-2] in _LIMIT_NEGATED:
            # "Before ten I can't".
            left[-2] = _LIMIT_NEGATED[Mark(str(left[-2]))]
        else:
            left.append(item)
    return left


def without_negated(items: list[Item]) -> tuple[list[Item], bool]:
    """Removes what does not suit the caller. Returns True as the second value when nothing of that
    kind is left.
    """
    negated: list[Item] = []
    while Mark.NOT in items:
        at = items.index(Mark.NOT)
        end = _end_of_group(items, at + 1)
        group = items[at + 1 : end]
        negated += group
        # A time that does not suit may also have been named before.
        before = [item for item in items[:at] if isinstance(item, Mark) or item not in group]
        items = before + items[end:]
        if end == at + 1:
            return items, True
    while Mark.NOT_THAT in items:
        at = items.index(Mark.NOT_THAT)
        start = at
        while start and items[start - 1] is not Mark.PAUSE and kinds_of(items[start - 1 : start]):
            start -= 1
        if start == at:
            return items, True
        negated += items[start:at]
        items = items[:start] + items[at + 1 :]
    left = kinds_of(items)
    if any(is_day(item) and not isinstance(item, Stretch) for item in negated) and any(
        isinstance(item, Stretch | DayRange) for item in items
    ):
        # "Next week, but not Monday".
        cut = without_days(items, negated)
        return cut or items, cut is None
    missing = kinds_of(negated) - left
    # "Tomorrow I can't at ten" leaves a day that was not offered.
    # "Tomorrow afternoon, but not around four" too.
    only_day = left <= {"day", "Part"} and bool(missing & {"Clock", "Part", "Delay"})
    return items, bool(negated) and (not left or only_day or "day" in missing)


def _end_of_group(items: Sequence[Item], start: int) -> int:
    """Returns the end of a negated group: a pause, or the next item of the same kind."""
    seen: set[str] = set()
    at = start
    while at < len(items) and items[at] is not Mark.PAUSE:
        kind = kind_of(items[at])
        linked = items[at - 1] in {Mark.OR, Mark.LINK, Mark.TO}
        if kind != "mark":
            is_dated = isinstance(items[at], CalendarDay) and isinstance(
                items[at - 1], NamedWeekday
            )
            if kind in seen and not linked and not is_dated:
                break
            seen.add(kind)
        elif items[at] not in {Mark.OR, Mark.LINK, Mark.TO}:
            break
        at += 1
    return at


def with_marks_in_front(items: list[Item]) -> list[Item]:
    """Moves marks to the front: "Three or later" becomes "from three"."""
    placed: list[Item] = []
    for at, item in enumerate(items):
        mark = _BEHIND.get(item) if isinstance(item, Mark) else None
        if (
            item is Mark.BY
            and kinds_of(items[at - 1 : at])
            and not kinds_of(items[at + 1 : at + 2])
        ):
            # "Wednesday at the latest".
            mark = Mark.BY
        if item is Mark.BETWEEN_THAT and len(placed) > 2:
            placed.insert(len(placed) - 3, Mark.BETWEEN)
        elif mark and placed and mark in placed[-3:-1]:
            # "From three onwards" states the limit twice.
            continue
        elif mark and placed:
            placed.insert(len(placed) - 1, mark)
        else:
            placed.append(item)
    return placed
