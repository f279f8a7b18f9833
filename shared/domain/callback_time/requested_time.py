"""Turns mentions of time into one request: days, parts of a day, clock times, limits and delays.

Corrections, negations and answered questions are resolved here, so that the rest states what the
caller wants.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from shared.domain.callback_time.corrections import (
    EDGES,
    corrected,
    kind_of,
    with_marks_in_front,
    with_negated_limits,
    with_thereafter,
    without_negated,
    without_reasons,
)
from shared.domain.callback_time.mentions import (
    CalendarDay,
    Clock,
    Day,
    DayRange,
    DaysAhead,
    Delay,
    Exact,
    Item,
    Mark,
    NamedWeekday,
    Part,
    Shift,
    Stretch,
    Zone,
    is_day,
)
from shared.domain.callback_time.settled_items import (
    LIMITS,
    with_dates_after_limits,
    with_limits_of_day,
    with_limits_said_once,
    with_part_of_day,
    with_times_after_limits,
    with_zone_of_clock,
    without_loose_limits,
)
from shared.domain.callback_time.weeks import limited_week
from shared.domain.stored_texts import TimeRule

T = TypeVar("T")

_NOT_READ = frozenset({Mark.GAP, Mark.VAGUE, Mark.UNREAD})
_RANGE_LINKS = (Mark.TO, Mark.UNTIL)


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit: not before, or not after, what the other fields name; `shift` is an offset in
    minutes.
    """

    side: Mark
    day: Day | None = None
    clock: Clock | None = None
    part: str | None = None
    edge: Mark | None = None
    delay: Delay | None = None
    shift: int = 0

    @property
    def is_upper(self) -> bool:
        return self.side in {Mark.BEFORE, Mark.BY, Mark.UNTIL}


@dataclass(frozen=True, slots=True)
class RequestedTime:
    """A requested time. `days`, `clocks` and `parts` hold alternatives. `ends` are the two ends of
    a range of clock times. `zone_leads` says that the first zone was named before the second clock
    time.

    `uncovered` says that some words could not be read, `problem` why the rest has no reading.
    """

    days: tuple[Day, ...] = ()
    clocks: tuple[Clock, ...] = ()
    ends: tuple[Clock, ...] = ()
    parts: tuple[str, ...] = ()
    delays: tuple[Delay, ...] = ()
    exact: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    zone_leads: bool = False
    limits: tuple[Limit, ...] = ()
    edge: Mark | None = None
    shift: int = 0
    within: bool = False
    soon: bool = False
    later: bool = False
    same_time: bool = False
    in_hours: bool = False
    over: bool = False
    uncovered: bool = False
    problem: TimeRule | None = None

    @property
    def says_nothing(self) -> bool:
        """Returns whether no time was named; "later" does not name one."""
        said = (
            self.days,
            self.clocks,
            self.ends,
            self.parts,
            self.delays,
            self.exact,
            self.limits,
            self.edge,
            self.soon,
            self.over,
            self.in_hours,
        )
        return self.problem is None and not self.same_time and not any(said)


def read_items(items: list[Item]) -> RequestedTime:
    """Reads one request. Items that contradict one another remain as alternatives."""
    items = without_loose_limits(with_limits_of_day(items))
    items = with_thereafter(with_negated_limits(without_reasons(items)))
    items = with_limits_said_once(with_times_after_limits(items))
    items = with_zone_of_clock(with_dates_after_limits(items))
    unread = any(item in _NOT_READ for item in items)
    items = [item for item in items if item not in _NOT_READ]
    items, negated = without_negated(corrected(items))
    items = [item for item in _with_noon_as_part(items) if item is not Mark.PAUSE]
    items = with_part_of_day(with_marks_in_front(items))
    request = _collected(items)
    request = replace(request, uncovered=unread or request.uncovered)
    for completed in (
        _with_days_for_delay,
        _with_weeks_for_same_time,
        *(() if _chooses_week(items) else (_with_stretch_for_days,)),
        _with_exact_said_once,
    ):
        request = completed(request)
    request = _with_weekday_checked(request, Mark.OR in items)
    if request.soon and Mark.OR in items and (request.clocks or request.days):
        return replace(request, problem=TimeRule.NOW_OR_THEN)
    return replace(
        request,
        problem=TimeRule.ONLY_EXCLUDED if negated else _problem(request),
    )


def _collected(items: Sequence[Item]) -> RequestedTime:
    """Walks the items once and adds each to a limit, to a range, or as its own value."""
    ranges: list[tuple[Item, Item]] = []
    limits: list[Limit] = []
    free: list[Item] = []
    at, dangling = 0, False
    while at < len(items):
        if ranged := _range_at(items, at):
            first, last, at = ranged
            ranges.append((first, last))
            free.extend([_day_range(first, last)] if is_day(first) and is_day(last) else [])
            continue
        limit, length = _limit_at(items, at) if items[at] in LIMITS else (None, 0)
        if limit:
            limits.append(limit)
        else:
            dangling = dangling or _is_dangling(items, at)
            free.append(items[at])
        at += length or 1
    ends = [end for pair in ranges for end in pair if isinstance(end, Clock)]
    return RequestedTime(
        days=_unique(item for item in free if is_day(item)),
        clocks=_of(free, Clock),
        ends=tuple(ends),
        parts=tuple(part.name for part in _of(free, Part)),
        delays=_of(free, Delay),
        exact=tuple(exact.iso for exact in _of(items, Exact)),
        zones=tuple(zone.name for zone in _of(items, Zone)),
        zone_leads=[type(one) for one in items if isinstance(one, Clock | Zone)][:2]
        == [Clock, Zone],
        limits=_unique(limits),
        edge=next((Mark(str(item)) for item in free if item in EDGES), None),
        shift=next((item.minutes for item in free if isinstance(item, Shift)), 0),
        within=Mark.WITHIN in items,
        soon=Mark.ASAP in items,
        later=Mark.LATER in items,
        same_time=Mark.SAME_TIME in items and not _of(free, Clock),
        in_hours=Mark.IN_HOURS in items,
        over=Mark.PAST in items,
        uncovered=dangling,
    )


def _is_dangling(items: Sequence[Item], at: int) -> bool:
    """Returns whether a limit or a range is incomplete: a part of the meaning was not read."""
    if items[at] is Mark.TO:
        return 0 < at < len(items) - 1 and kind_of(items[at - 1]) != "mark"
    return items[at] in LIMITS or items[at] is Mark.BETWEEN


def _with_noon_as_part(items: Sequence[Item]) -> list[Item]:
    """Resolves "one at noon": in several languages noon is also the part of the day around it."""
    noon = Clock(12, exact=True)
    found = list(items)
    for at, item in enumerate(items):
        match items[at + 1 : at + 3]:
            case [Mark.PAUSE, Clock(12, minute)] if item == noon and minute:
                # "At noon, around half past twelve".
                found[at] = Part("midday")
                continue
            case _:
                pass
        next_to = [*items[max(0, at - 1) : at], *items[at + 1 : at + 2]]
        hours = [one.hour for one in next_to if isinstance(one, Clock) and not one.exact]
        begins_range = at > 0 and items[at - 1] in {Mark.FROM, Mark.BETWEEN}
        if item == noon and not begins_range and hours and hours[0] in {11, 12, 1, 2, 3}:
            found[at] = Part("midday")
    return found


def _range_at(items: Sequence[Item], at: int) -> tuple[Item, Item, int] | None:
    """Reads the two ends of a range and its length: "from two to four", "between two and four",
    "2-4".
    """
    opener = items[at] if items[at] in {Mark.BETWEEN, Mark.FROM} else None
    start = at + (opener is not None)
    first = items[start] if start < len(items) else None
    if not (isinstance(first, Clock) or (first is not None and is_day(first))):
        return None
    link_at = start + 1
    between = items[link_at : link_at + 2]
    if not between:
        return None
    linked = between[0] in _RANGE_LINKS or (opener and between[0] is Mark.LINK)
    if linked and len(between) > 1 and kind_of(first) == kind_of(between[1]):
        return first, between[1], link_at + 2
    # "Dalle due alle quattro": the second clock time has its own preposition.
    if opener is Mark.FROM and isinstance(first, Clock) and isinstance(between[0], Clock):
        return first, between[0], link_at + 1
    return None


def _day_range(first: Day, last: Day) -> Day:
    if isinstance(first, DayRange) or isinstance(last, DayRange):
        return first
    return DayRange(first, last)


def _limit_at(items: Sequence[Item], at: int) -> tuple[Limit | None, int]:
    """Reads a limit and the number of its items; a day includes the time of day that follows it."""
    limit = Limit(Mark(str(items[at])))
    taken = 1
    for item in items[at + 1 : at + 4]:
        if isinstance(item, Shift) and taken == 1:
            limit = replace(limit, shift=item.minutes)
        elif is_day(item) and limit == Limit(limit.side):
            limit = replace(limit, day=item)
        elif isinstance(item, Clock) and not (limit.clock or limit.edge or limit.part):
            limit = replace(limit, clock=item)
        elif item in EDGES and not (limit.clock or limit.edge):
            limit = replace(limit, edge=Mark(str(item)))
        elif isinstance(item, Part) and not (limit.edge or limit.part):
            limit = replace(limit, part=item.name)
        elif is_day(item) and limit.side is Mark.BY and (limit.clock or limit.edge):
            # "By noon on Friday" begins now, "on Friday by noon" does not.
            limit = replace(limit, day=item)
        elif isinstance(item, Delay) and taken == 1:
            limit = replace(limit, delay=item)
        else:
            break
        taken += 1
        if limit.delay:
            break
    return (limit, taken) if taken > 1 else (None, 0)


def _unique(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))


def _of(items: Sequence[Item], kind: type[T]) -> tuple[T, ...]:
    return _unique(item for item in items if isinstance(item, kind))


def _with_days_for_delay(request: RequestedTime) -> RequestedTime:
    """Reads "in two days at three" as days; without a time of day a delay remains a delay."""
    says_time = (
        request.clocks
        or request.ends
        or request.parts
        or request.edge
        or request.same_time
        or request.limits
    )
    if len(request.delays) != 1 or request.within or not says_time or request.delays[0].minutes:
        return request
    delay = request.delays[0]
    if delay.vague:
        return request
    count = delay.business_days or delay.days
    day = DaysAhead(count, working=bool(delay.business_days))
    return replace(request, days=(*request.days, day), delays=())


def _with_weeks_for_same_time(request: RequestedTime) -> RequestedTime:
    """Reads "this time next week" as a week from today."""
    match request.days:
        case (Stretch("week", count),) if request.same_time:
            return replace(request, days=(DaysAhead(7 * count),))
        case _:
            return request


def _chooses_week(items: Sequence[Item]) -> bool:
    """Returns whether a week is one of two choices: "Monday or next week"."""
    return any(
        item is Mark.OR
        and any(
            isinstance(one, Stretch)
            for one in (*items[max(0, at - 1) : at], *items[at + 1 : at + 2])
        )
        for at, item in enumerate(items)
    )


def _with_stretch_for_days(request: RequestedTime) -> RequestedTime:
    """Resolves "next week, Tuesday or Wednesday", where the week selects the days, and "the 3rd of
    next month".
    """
    weeks = [day.count for day in request.days if isinstance(day, Stretch) and day.unit == "week"]
    weekdays = [day for day in request.days if isinstance(day, NamedWeekday)]
    if len(weeks) == 1 and weekdays and len(weekdays) == len(request.days) - 1:
        return replace(request, days=tuple(replace(day, week=weeks[0]) for day in weekdays))
    match request.days, request.limits:
        case (week,), (Limit(side, day, None, None, None, None),) if day and (
            cut := limited_week(week, side, day)
        ):
            return replace(request, days=(cut,), limits=())
        case (Stretch("week", count), DayRange(NamedWeekday() as first, NamedWeekday() as last)), _:
            cut = DayRange(replace(first, week=count), replace(last, week=count))
            return replace(request, days=(cut,))
        case _:
            return _with_month_for_day(request)


def _with_month_for_day(request: RequestedTime) -> RequestedTime:
    match request.days:
        case (CalendarDay(day, None, None), Stretch("month", count)) | (
            Stretch("month", count),
            CalendarDay(day, None, None),
        ):
            return replace(request, days=(CalendarDay(day, months=count),))
        case _:
            return request


def _with_exact_said_once(request: RequestedTime) -> RequestedTime:
    """Resolves "Three, three p m": a repeated time counts in its more exact form."""
    exact = {(clock.hour % 12, clock.minute) for clock in request.clocks if clock.exact}
    clocks = tuple(
        clock
        for clock in request.clocks
        if clock.exact or (clock.hour % 12, clock.minute) not in exact
    )
    return replace(request, clocks=clocks)


def _with_weekday_checked(request: RequestedTime, has_alternatives: bool) -> RequestedTime:
    """Resolves "Tuesday the 24th" to one day, if the 24th is a Tuesday."""
    weekdays = [day for day in request.days if isinstance(day, NamedWeekday)]
    others = [day for day in request.days if isinstance(day, CalendarDay | DaysAhead)]
    if not (len(request.days) == 2 and weekdays and others) or has_alternatives:
        return request
    return replace(request, days=(replace(others[0], weekday=weekdays[0].index),))


def _problem(request: RequestedTime) -> TimeRule | None:
    problems = {
        TimeRule.UNKNOWN_ZONE: any(zone.startswith("?") for zone in request.zones),
        TimeRule.SEVERAL_NAMED_ZONES: len(request.zones) > 1,
        TimeRule.UNCLEAR_LIMIT: any(
            limit.side is Mark.UNTIL
            and limit.day is None
            and not request.clocks
            and not request.days
            for limit in request.limits
            if not any(other.clock and not other.is_upper for other in request.limits)
        ),
        TimeRule.DELAY_AND_TIME: bool(
            request.delays
            and (
                len(request.delays) > 1
                or request.clocks
                or request.ends
                or request.days
                or request.exact
            )
        ),
        TimeRule.RANGE_AND_TIME: bool(request.ends and request.clocks) or len(request.ends) > 2,
        TimeRule.SAME_TIME_AS_WHAT: request.same_time and not request.days,
        TimeRule.SHIFT_OF_WHAT: bool(request.shift) and not (request.clocks or request.edge),
    }
    return next((problem for problem, found in problems.items() if found), None)
