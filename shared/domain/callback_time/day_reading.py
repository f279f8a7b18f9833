"""Which calendar days a day word means, seen from the day it was said."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from shared.domain.callback_time.mentions import (
    CalendarDay,
    Day,
    DayRange,
    DaysAhead,
    NamedWeekday,
    Stretch,
)

_LONG_PAST_DAYS = 90
_LAST_YEAR = 2100


@dataclass(frozen=True, slots=True)
class DaySpan:
    """The days from `first` up to, not including, `end`."""

    first: date
    end: date

    @property
    def is_one_day(self) -> bool:
        return self.end - self.first == timedelta(days=1)

    @property
    def days(self) -> Iterator[date]:
        return (self.first + timedelta(days=ahead) for ahead in range((self.end - self.first).days))


def single(day: date) -> DaySpan:
    return DaySpan(day, day + timedelta(days=1))


def day_spans(day: Day, today: date) -> tuple[DaySpan, ...]:
    """Each honest reading; empty when there is none, such as 30 February."""
    match day:
        case DaysAhead(count):
            return (single(today + timedelta(days=count)),)
        case NamedWeekday():
            return tuple(single(found) for found in _weekdays(day, today))
        case CalendarDay():
            dates = _calendar_days(day, today)
            return tuple(single(found) for found in dates if day.weekday in (None, found.weekday()))
        case Stretch():
            return _stretches(day, today)
        case DayRange(first, last):
            return _day_range(day_spans(first, today), day_spans(last, today), today)


def _day_range(
    starts: tuple[DaySpan, ...], ends: tuple[DaySpan, ...], today: date
) -> tuple[DaySpan, ...]:
    """A range that has begun goes on from today: "Monday to Friday", said on a Wednesday."""
    if not starts or not ends:
        return ()
    start = starts[0].first
    end = next((end for end in ends if end.first >= start), None)
    return (DaySpan(start, end.end) if end else DaySpan(today, ends[0].end),)


def _weekdays(day: NamedWeekday, today: date) -> tuple[date, ...]:
    monday = today - timedelta(days=today.weekday())
    if day.week is not None:
        return (monday + timedelta(days=7 * day.week + day.index),)
    ahead = (day.index - today.weekday()) % 7
    coming = today + timedelta(days=ahead or 7, weeks=day.weeks)
    if day.next:
        return _next_weekday(coming, today)
    return (today, coming) if ahead == 0 and not day.weeks else (coming,)


def _next_weekday(coming: date, today: date) -> tuple[date, ...]:
    """ "Next Tuesday" is the coming one or, when that is still in this week, perhaps the one after.

    Weeks that begin on Sunday and on Monday are both in use, so on a Sunday both readings stand.
    """
    is_this_week = today.weekday() < coming.weekday() and (coming - today).days < 7
    on_sunday = today.weekday() == 6 and (coming - today).days < 7
    return (coming, coming + timedelta(weeks=1)) if is_this_week or on_sunday else (coming,)


def _calendar_days(day: CalendarDay, today: date) -> tuple[date, ...]:
    if day.month is None:
        return _day_of_month(day.day, today)
    if day.year is not None:
        exact = _date(day.year, day.month, day.day)
        return (exact,) if exact else ()
    years = (_date(year, day.month, day.day) for year in range(today.year, today.year + 9))
    return tuple(found for found in years if found and found >= today)[:1]


def _day_of_month(day: int, today: date) -> tuple[date, ...]:
    months = (
        (today.year + (today.month - 1 + ahead) // 12, (today.month - 1 + ahead) % 12 + 1)
        for ahead in range(4)
    )
    found = (_date(year, month, day) for year, month in months)
    return tuple(one for one in found if one and one >= today)[:1]


def just_passed(day: Day, today: date) -> bool:
    """A date without a year that lies a little behind: next year's is hardly what was meant."""
    if not isinstance(day, CalendarDay) or day.month is None or day.year is not None:
        return False
    this_year = _date(today.year, day.month, day.day)
    return this_year is not None and timedelta() < today - this_year < timedelta(
        days=_LONG_PAST_DAYS
    )


def _date(year: int, month: int, day: int) -> date | None:
    if not (
        2000 <= year <= _LAST_YEAR
        and 1 <= month <= 12
        and 1 <= day <= calendar.monthrange(year, month)[1]
    ):
        return None
    return date(year, month, day)


def _stretches(day: Stretch, today: date) -> tuple[DaySpan, ...]:
    match day.unit:
        case "month":
            whole = _month(today, day.count)
        case "weekend":
            return _weekends(today, day.count)
        case _:
            monday = today - timedelta(days=today.weekday()) + timedelta(weeks=day.count)
            whole = DaySpan(monday, monday + timedelta(days=7))
    return (_part_of(whole, day.part, today),)


def _month(today: date, ahead: int) -> DaySpan:
    def first_of(months: int) -> date:
        return date(
            today.year + (today.month - 1 + months) // 12, (today.month - 1 + months) % 12 + 1, 1
        )

    return DaySpan(first_of(ahead), first_of(ahead + 1))


def _weekends(today: date, count: int) -> tuple[DaySpan, ...]:
    saturday = today + timedelta(days=5 - today.weekday())
    this_one = DaySpan(saturday, saturday + timedelta(days=2))
    following = DaySpan(saturday + timedelta(days=7), saturday + timedelta(days=9))
    if count == 0:
        return (this_one,)
    return (following,) if today.weekday() >= 5 else (this_one, following)


def _part_of(whole: DaySpan, part: str, today: date) -> DaySpan:
    """A week's middle is Wednesday and its end Friday; other stretches keep thirds."""
    length = (whole.end - whole.first).days
    working = 5 if length == 7 else length
    match part:
        case "mid":
            return DaySpan(whole.first + timedelta(days=working // 2), whole.end)
        case "end":
            return DaySpan(
                whole.first + timedelta(days=working - 1 if length == 7 else length - 5), whole.end
            )
        case "later":
            return DaySpan(max(whole.first, today + timedelta(days=1)), whole.end)
        case _:
            return whole
