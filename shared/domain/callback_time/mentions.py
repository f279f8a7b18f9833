"""The mentions of time that a phrase can contain, independent of the current day."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeGuard


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as said: `hour` may still mean morning or afternoon unless `exact`."""

    hour: int
    minute: int = 0
    exact: bool = False


@dataclass(frozen=True, slots=True)
class DaysAhead:
    """Days counted from today. `weekday` was said with the number and must agree. `working` counts
    the team's working days only.
    """

    count: int
    weekday: int | None = None
    working: bool = False


@dataclass(frozen=True, slots=True)
class NamedWeekday:
    """A weekday. `weeks` counts on from the coming one; `week` selects it in this (0) or the next
    (1) calendar week.
    """

    index: int
    next: bool = False
    weeks: int = 0
    week: int | None = None


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of a month. `weekday` was said with it and must agree. Without a `month` it is the next
    day with that number, or the one in the month `months` ahead.
    """

    day: int
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Several days: `unit` is week, weekend or month, `count` units ahead; `part` is early, mid,
    end or "".
    """

    unit: str
    count: int
    part: str = ""


# In place of a weekday: the first or last day of a month.
ANY_DAY = 7


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """ "The third Thursday of January": `count` is -1 for the last one. With `month` None it is in
    the month `months` ahead. With `index` None it is a working day, with ANY_DAY any day.
    """

    count: int
    index: int | None
    month: int | None = None
    months: int = 0


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday by its name in `shared.domain.callback_time.day_reading`."""

    name: str


@dataclass(frozen=True, slots=True)
class DayShift:
    """The day before or after the one that is named next: `days` from it, or the nearest `weekday`
    on that side.
    """

    days: int
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class NearDay:
    """ "The day before Christmas", "the Thursday after Easter"."""

    day: "SingleDay"
    shift: DayShift


@dataclass(frozen=True, slots=True)
class DayRange:
    """ "Monday to Friday"; both ends are included."""

    first: "SingleDay"
    last: "SingleDay"


SingleDay = DaysAhead | NamedWeekday | CalendarDay | Stretch | NthWeekday | Holiday | NearDay
Day = SingleDay | DayRange


@dataclass(frozen=True, slots=True)
class Delay:
    """A delay. `minutes` are exact, `days` keep the time of day; `vague` says that no number was
    given.
    """

    minutes: int = 0
    days: int = 0
    business_days: int = 0
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """Minutes before (negative) or after what is named next: "half an hour before you close"."""

    minutes: int


@dataclass(frozen=True, slots=True)
class MinutesPast:
    """Minutes after (or, if negative, before) an hour that was named earlier: "half past"."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Exact:
    """A time in ISO 8601, as written."""

    iso: str


@dataclass(frozen=True, slots=True)
class Part:
    name: str


@dataclass(frozen=True, slots=True)
class Zone:
    """An IANA name, an offset like +02:00, or "?" for a named zone that is not known."""

    name: str


@dataclass(frozen=True, slots=True)
class Number:
    value: int


class Mark(StrEnum):
    AFTER = "after"
    FROM = "from"
    BEFORE = "before"
    BY = "by"
    UNTIL = "until"
    UP_TO = "up_to"
    WITHIN = "within"
    BETWEEN = "between"
    OPENING = "first_thing"
    CLOSING = "closing"
    ASAP = "asap"
    LATER = "later"
    SAME_TIME = "same_time"
    LINK = "link"
    TO = "range"
    OR = "or"
    FIX = "fix"
    NOT = "not"
    NO = "no"
    NOT_THAT = "not_that"
    AFTER_THAT = "post_after"
    BEFORE_THAT = "post_before"
    BETWEEN_THAT = "post_between"
    ONWARDS = "onwards"
    OR_EARLIER = "or_earlier"
    THEN_ON = "then_on"
    IN_HOURS = "in_hours"
    PAST = "ago"
    VAGUE = "vague"
    UNREAD = "unread"
    GAP = "gap"
    PAUSE = "pause"

    @classmethod
    def bounds(cls) -> tuple["Mark", ...]:
        return (
            cls.AFTER,
            cls.FROM,
            cls.BEFORE,
            cls.BY,
            cls.UNTIL,
            cls.UP_TO,
            cls.WITHIN,
            cls.BETWEEN,
        )


Item = Clock | MinutesPast | Day | DayShift | Delay | Shift | Exact | Part | Zone | Number | Mark


@dataclass(frozen=True, slots=True)
class Mention:
    """One item and its place in the text. A gap that is a number has its value in `number`;
    `is_bare` marks a clock time that was said in numbers alone.
    """

    item: Item
    start: int
    end: int
    number: int | None = None
    is_bare: bool = False

    @property
    def is_number(self) -> bool:
        return self.number is not None


def is_day(item: Item) -> TypeGuard[Day]:
    return isinstance(
        item,
        DaysAhead
        | NamedWeekday
        | CalendarDay
        | Stretch
        | NthWeekday
        | Holiday
        | NearDay
        | DayRange,
    )
