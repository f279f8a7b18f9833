"""Reads days as a part of a week: "next week but not Monday", "next week from Tuesday on"."""

from collections.abc import Collection, Sequence

from shared.domain.callback_time.mentions import (
    Day,
    DayRange,
    Item,
    Mark,
    NamedWeekday,
    Stretch,
    is_day,
)

# Monday to Friday, which a caller has in mind when he excludes a day of a week.
_WORKING = range(5)
_SUNDAY = 6


def without_days(items: Sequence[Item], excluded: Collection[Item]) -> list[Item] | None:
    """Returns the items with the named week cut down to the days that are left; None where these
    are not one range, or no week was named.
    """
    weeks = [item for item in items if is_day(item)]
    gone = {day.index for day in excluded if isinstance(day, NamedWeekday)}
    left = [index for index in _WORKING if index not in gone]
    is_range = bool(left) and left[-1] - left[0] == len(left) - 1
    if len(weeks) != 1 or len(gone) != len([*filter(is_day, excluded)]) or not (gone and is_range):
        return None
    week = weeks[0]
    if not isinstance(week, Stretch) or week.unit != "week" or week.part:
        return None
    part = _part_of(week, left[0], left[-1])
    return [part if item == week else item for item in items]


def limited_week(week: Day, side: Mark, day: Day) -> DayRange | None:
    """Returns the days of a week from, after, before or up to one of them."""
    is_week = isinstance(week, Stretch) and week.unit == "week" and not week.part
    if not (isinstance(week, Stretch) and isinstance(day, NamedWeekday) and is_week):
        return None
    first, last = 0, _SUNDAY
    match side:
        case Mark.FROM:
            first = day.index
        case Mark.AFTER:
            first = day.index + 1
        case Mark.BEFORE:
            last = day.index - 1
        case _:
            last = day.index
    return _part_of(week, first, last) if first <= last else None


def _part_of(week: Stretch, first: int, last: int) -> DayRange:
    return DayRange(NamedWeekday(first, week=week.count), NamedWeekday(last, week=week.count))
