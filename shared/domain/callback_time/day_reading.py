"""Reads which calendar days a day word means, seen from the day on which it was said."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from shared.domain.business_hours import SEARCH_DAYS
from shared.domain.callback_time.mentions import (
    ANY_DAY,
    CalendarDay,
    Day,
    DayRange,
    DaysAhead,
    DayShift,
    Holiday,
    NamedWeekday,
    NearDay,
    NthWeekday,
    Stretch,
)
from shared.domain.public_holidays import holiday_in, nth_weekday

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


@dataclass(frozen=True, slots=True)
class Calendar:
    """The day on which the words were said, and the team's working days and country."""

    today: date
    works_on: Callable[[date], bool]
    weekdays: frozenset[int]
    country: str | None = None

    def works_on_weekday(self, weekday: int) -> bool:
        return weekday in self.weekdays


def day_spans(day: Day, calendar: Calendar) -> tuple[DaySpan, ...]:
    """Returns each plausible reading; an empty result means there is none, as for 30 February."""
    today = calendar.today
    match day:
        case DaysAhead(count, weekday, working):
            ahead = working_day_after(count, calendar) if working else today + timedelta(days=count)
            found: tuple[date, ...] = ()
            if ahead and weekday in {None, ahead.weekday()}:
                found = (ahead,)
        case NamedWeekday():
            found = _weekdays(day, today)
        case CalendarDay():
            dates = _calendar_days(day, today)
            found = tuple(one for one in dates if day.weekday in {None, one.weekday()})
        case NthWeekday():
            nth = _nth_in_month(day, calendar)
            found = (nth,) if nth else ()
        case Holiday(name):
            years = (holiday_in(name, today.year + more, calendar.country) for more in (0, 1))
            found = tuple(one for one in years if one and one >= today)[:1]
        case Stretch():
            return _stretches(day, calendar)
        case NearDay(other, shift):
            found = tuple(_near(span.first, shift) for span in day_spans(other, calendar))
        case DayRange(first, last):
            return _day_range(day_spans(first, calendar), day_spans(last, calendar), today)
    return tuple(single(one) for one in found)


def _near(day: date, shift: DayShift) -> date:
    if shift.weekday is None:
        return day + timedelta(days=shift.days)
    if shift.days < 0:
        return day - timedelta(days=(day.weekday() - shift.weekday) % 7 or 7)
    return day + timedelta(days=(shift.weekday - day.weekday()) % 7 or 7)


def working_day_after(count: int, calendar: Calendar) -> date | None:
    """Returns the `count`-th working day after today; None for a team without working days."""
    days = (calendar.today + timedelta(days=ahead) for ahead in range(1, count * 7 + SEARCH_DAYS))
    working = [day for day in days if calendar.works_on(day)]
    return working[count - 1] if 0 < count <= len(working) else None


def _nth_in_month(day: NthWeekday, calendar: Calendar) -> date | None:
    """Returns the next such day: of the named month, else of this month or, once it is past, the
    next.
    """
    today = calendar.today
    months = [(today.year + ahead, day.month) for ahead in (0, 1)] if day.month else []
    if not day.month:
        this_month = today.year * 12 + today.month - 1 + day.months
        ahead = (0, 1) if not day.months else (0,)
        months = [((this_month + more) // 12, (this_month + more) % 12 + 1) for more in ahead]
    found = (_nth_day(year, month, day, calendar) for year, month in months if month)
    return next((one for one in found if one and one >= today), None)


def _nth_day(year: int, month: int, day: NthWeekday, calendar: Calendar) -> date | None:
    if day.index not in {None, ANY_DAY}:
        return nth_weekday(year, month, day.index, day.count)
    days = (date(year, month, number) for number in range(1, monthrange(year, month)[1] + 1))
    working = [one for one in days if day.index == ANY_DAY or calendar.works_on(one)]
    at = day.count if day.count < 0 else day.count - 1
    return working[at] if -len(working) <= at < len(working) else None


def _day_range(
    starts: tuple[DaySpan, ...], ends: tuple[DaySpan, ...], today: date
) -> tuple[DaySpan, ...]:
    """Returns a range of days. A range that has begun continues from today, as for "Monday to
    Friday" on a Wednesday.
    """
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
    # "Friday week", said on a Friday, counts from today or from the coming Friday.
    return (today + timedelta(weeks=day.weeks), coming) if ahead == 0 else (coming,)


def _next_weekday(coming: date, today: date) -> tuple[date, ...]:
    """Reads "next Tuesday": the coming one or, when that is still in this week, possibly the one
    after.

    Weeks that begin on Sunday and on Monday are both in use, so on a Sunday both readings are
    returned.
    """
    is_this_week = today.weekday() < coming.weekday() and (coming - today).days < 7
    on_sunday = today.weekday() == 6 and (coming - today).days < 7
    return (coming, coming + timedelta(weeks=1)) if is_this_week or on_sunday else (coming,)


def _calendar_days(day: CalendarDay, today: date) -> tuple[date, ...]:
    if day.months is not None:
        ahead = today.year * 12 + today.month - 1 + day.months
        exact = _date(ahead // 12, ahead % 12 + 1, day.day)
        return (exact,) if exact and exact >= today else ()
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
    """Returns whether a date without a year is only a little in the past: next year's date is
    hardly meant.
    """
    if not isinstance(day, CalendarDay) or day.month is None or day.year is not None:
        return False
    this_year = _date(today.year, day.month, day.day)
    return this_year is not None and timedelta() < today - this_year < timedelta(
        days=_LONG_PAST_DAYS
    )


def _date(year: int, month: int, day: int) -> date | None:
    if not (
        2000 <= year <= _LAST_YEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    ):
        return None
    return date(year, month, day)


def _stretches(day: Stretch, calendar: Calendar) -> tuple[DaySpan, ...]:
    today = calendar.today
    match day.unit:
        case "month":
            return (_part_of_month(_month(today, day.count), day.part, today),)
        case "weekend":
            return _weekends(day.count, calendar)
        case _:
            return (_part_of_week(day, calendar),)


def _month(today: date, ahead: int) -> DaySpan:
    def first_of(months: int) -> date:
        return date(
            today.year + (today.month - 1 + months) // 12, (today.month - 1 + months) % 12 + 1, 1
        )

    return DaySpan(first_of(ahead), first_of(ahead + 1))


def _weekends(count: int, calendar: Calendar) -> tuple[DaySpan, ...]:
    """Returns weekends: Saturday and Sunday, or Friday and Saturday where the team works on
    Sundays.
    """
    today = calendar.today
    on_sundays = calendar.works_on_weekday(6) and not calendar.works_on_weekday(4)
    first = 4 if on_sundays else 5
    start = today - timedelta(days=(today.weekday() - first) % 7)
    inside = (today - start).days < 2
    this_one = start if inside else start + timedelta(days=7)
    following = this_one + timedelta(days=7)
    spans = [DaySpan(one, one + timedelta(days=2)) for one in (this_one, following)]
    if count == 0:
        return (spans[0],)
    return (spans[1],) if inside else tuple(spans)


def _part_of_week(day: Stretch, calendar: Calendar) -> DaySpan:
    """Returns a part of a week. A week begins with Monday, or with Sunday where the team works on
    Sundays; its middle is the third working day and its end the last.
    """
    today = calendar.today
    first = 6 if calendar.works_on_weekday(6) and not calendar.works_on_weekday(4) else 0
    start = today - timedelta(days=(today.weekday() - first) % 7) + timedelta(weeks=day.count)
    end = start + timedelta(days=7)
    match day.part:
        case "early":
            return DaySpan(start, start + timedelta(days=2))
        case "mid":
            return DaySpan(start + timedelta(days=2), start + timedelta(days=4))
        case "end":
            return DaySpan(start + timedelta(days=4), end)
        case "later":
            return DaySpan(max(start, today + timedelta(days=1)), end)
        case _:
            return DaySpan(start, end)


def _part_of_month(whole: DaySpan, part: str, today: date) -> DaySpan:
    match part:
        case "early":
            return DaySpan(whole.first, whole.first + timedelta(days=10))
        case "mid":
            return DaySpan(whole.first + timedelta(days=10), whole.first + timedelta(days=20))
        case "end":
            return DaySpan(whole.end - timedelta(days=5), whole.end)
        case "later":
            return DaySpan(max(whole.first, today + timedelta(days=1)), whole.end)
        case _:
            return whole
