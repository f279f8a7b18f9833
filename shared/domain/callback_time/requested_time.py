"""One request for a callback, put together from what its words mention."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

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
    Stretch,
    Zone,
    is_day,
)
from shared.domain.callback_time.phrases import mentions, says_when

T = TypeVar("T")

_RANGE_OPENERS = (Mark.BETWEEN, Mark.FROM)
_RANGE_LINKS = (Mark.TO, Mark.UNTIL)


@dataclass(frozen=True, slots=True)
class RequestedTime:
    """`days` and `clocks` hold alternatives, unless `is_range` makes two clocks one range.

    `problem` says why the words cannot be read at all.
    """

    days: tuple[Day, ...] = ()
    clocks: tuple[Clock, ...] = ()
    parts: tuple[str, ...] = ()
    delays: tuple[Delay, ...] = ()
    exact: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    bound: Mark | None = None
    edge: Mark | None = None
    is_range: bool = False
    soon: bool = False
    later: bool = False
    same_time: bool = False
    problem: str | None = None

    @property
    def says_nothing(self) -> bool:
        """No time was named; "later" alone names none."""
        said = (
            self.days,
            self.clocks,
            self.parts,
            self.delays,
            self.exact,
            self.edge,
            self.soon,
            self.bound,
        )
        return self.problem is None and not self.same_time and not any(said)


def read_request(text: str) -> RequestedTime:
    items = _corrected([mention.item for mention in mentions(text) if mention.item is not Mark.GAP])
    if not says_when(items):
        return RequestedTime()
    days, clocks = _unique(item for item in items if is_day(item)), _of(items, Clock)
    request = RequestedTime(
        days=_as_range(days) if _is_range(items, days) else days,
        clocks=clocks,
        parts=tuple(part.name for part in _of(items, Part)),
        delays=_of(items, Delay),
        exact=tuple(exact.iso for exact in _of(items, Exact)),
        zones=tuple(zone.name for zone in _of(items, Zone)),
        bound=_bound(items, days, clocks),
        edge=next((mark for mark in (Mark.OPENING, Mark.CLOSING) if mark in items), None),
        is_range=_is_range(items, clocks),
        soon=Mark.ASAP in items,
        later=Mark.LATER in items,
        same_time=Mark.SAME_TIME in items,
    )
    for completed in (_with_days_for_delay, _with_weeks_for_same_time, _with_week_for_weekdays):
        request = completed(request)
    request = _with_weekday_checked(request, items)
    return replace(request, problem=_problem(items, request))


def _corrected(items: list[Item]) -> list[Item]:
    """After "no wait" or "actually", what is said again replaces what was said of its kind."""
    if Mark.FIX not in items:
        return items
    at = len(items) - 1 - items[::-1].index(Mark.FIX)
    said_again = {_kind(item) for item in items[at + 1 :]} - {"mark"}
    remaining = (
        item for item in items[:at] if _kind(item) not in said_again and item is not Mark.FIX
    )
    return [*remaining, *items[at + 1 :]]


def _kind(item: Item) -> str:
    return "day" if is_day(item) else "mark" if isinstance(item, Mark) else type(item).__name__


def _unique(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))


def _of(items: Sequence[Item], kind: type[T]) -> tuple[T, ...]:
    return _unique(item for item in items if isinstance(item, kind))


def _is_range(items: Sequence[Item], ends: Sequence[Item]) -> bool:
    if len(ends) != 2:
        return False
    start, end = items.index(ends[0]), items.index(ends[1])
    if any(link in items[start:end] for link in _RANGE_LINKS):
        return True
    opened = any(opener in items[:start] for opener in _RANGE_OPENERS)
    return opened and Mark.LINK in items[start:end]


def _as_range(days: Sequence[Day]) -> tuple[Day, ...]:
    first, last = days
    return (
        ()
        if isinstance(first, DayRange) or isinstance(last, DayRange)
        else (DayRange(first, last),)
    )


def _bound(items: Sequence[Item], days: Sequence[Day], clocks: Sequence[Clock]) -> Mark | None:
    bounds = [item for item in items if isinstance(item, Mark) and item in Mark.bounds()]
    if _is_range(items, clocks) or _is_range(items, days):
        bounds = [bound for bound in bounds if bound not in (*_RANGE_OPENERS, Mark.UNTIL)]
    return bounds[0] if bounds else None


def _with_days_for_delay(request: RequestedTime) -> RequestedTime:
    """ "In two days at three" counts days; without a time of day a delay stays a delay."""
    says_time_of_day = request.clocks or request.parts or request.edge or request.same_time
    if len(request.delays) != 1 or not request.delays[0].days or not says_time_of_day:
        return request
    return replace(request, days=(*request.days, DaysAhead(request.delays[0].days)), delays=())


def _with_weeks_for_same_time(request: RequestedTime) -> RequestedTime:
    """ "This time next week" is a week from today."""
    match request.days:
        case (Stretch("week", count),) if request.same_time:
            return replace(request, days=(DaysAhead(7 * count),))
        case _:
            return request


def _with_week_for_weekdays(request: RequestedTime) -> RequestedTime:
    """ "Next week, Tuesday or Wednesday": the week says which."""
    weeks = [day.count for day in request.days if isinstance(day, Stretch) and day.unit == "week"]
    weekdays = [day for day in request.days if isinstance(day, NamedWeekday)]
    if len(weeks) != 1 or not weekdays or len(weekdays) != len(request.days) - 1:
        return request
    return replace(request, days=tuple(replace(day, week=weeks[0]) for day in weekdays))


def _with_weekday_checked(request: RequestedTime, items: Sequence[Item]) -> RequestedTime:
    """ "Tuesday the 24th" is one day, if the 24th is a Tuesday."""
    weekdays = [day for day in request.days if isinstance(day, NamedWeekday)]
    dates = [day for day in request.days if isinstance(day, CalendarDay)]
    if not (len(request.days) == 2 and weekdays and dates) or Mark.OR in items:
        return request
    return replace(request, days=(replace(dates[0], weekday=weekdays[0].index),))


def _problem(items: Sequence[Item], request: RequestedTime) -> str | None:
    bounds = {item for item in items if isinstance(item, Mark) and item in Mark.bounds()}
    problems = {
        "part of what was said about the time could not be read": Mark.UNREAD in items,
        "the request says when not to call": Mark.NOT in items,
        "the time zone that was named is not known": any(
            zone.startswith("?") for zone in request.zones
        ),
        "more than one time zone was named": len(request.zones) > 1,
        "a limit on the time has no clear meaning": Mark.UNTIL in bounds
        and request.bound is Mark.UNTIL,
        "both a delay and a time were named": bool(
            request.delays
            and (len(request.delays) > 1 or request.clocks or request.days or request.exact)
        ),
        "the same time as what was not said": request.same_time and not request.days,
        "two limits on the time were named": len(bounds - set(_RANGE_OPENERS) - set(_RANGE_LINKS))
        > 1,
    }
    return next((problem for problem, found in problems.items() if found), None)
