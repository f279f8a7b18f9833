"""When a team works: its hours, days off and public holidays in its zone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.domain.local_time import earliest, minute_of_day
from shared.domain.public_holidays import public_holidays

# The longest search over holidays and weekends in a row, and the longest window: some months.
SEARCH_DAYS = 100
_LONGEST_DAYS = 100


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """When the team calls people back, in the tenant's zone. `days`: Monday is 0."""

    opens: time = time(9)
    closes: time = time(17)
    days: frozenset[int] = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class Office:
    """Business hours in the team's zone. Hours that close before they open run past midnight.

    `country` (ISO 3166) selects its public holidays; with None there are none. `closed_days` are
    the team's own.
    """

    hours: BusinessHours
    zone: ZoneInfo
    country: str | None = None
    closed_days: frozenset[date] = frozenset()

    def works_on(self, day: date) -> bool:
        if day.weekday() not in self.hours.days or day in self.closed_days:
            return False
        return not (self.country and day in public_holidays(self.country, day.year))

    def is_open(self, at: datetime) -> bool:
        """Returns whether `at` is between an opening and its closing, as `open_spans` has them.

        An hour that the clock repeats is open once the team has opened in it.
        """
        day = at.astimezone(self.zone).date()
        for each in (day - timedelta(days=1), day):
            opens, closes = self.opens_on(each), self.closes_on(each)
            if opens and closes and opens <= at < closes:
                return True
        return False

    def suits(self, at: datetime, *, closing_counts: bool = False) -> bool:
        """Returns whether the time of day, on any day, is inside the hours."""
        now, opens, closes = at.astimezone(self.zone).time(), self.hours.opens, self.hours.closes
        if closing_counts and now == closes:
            return True
        return opens <= now < closes if opens < closes else now >= opens or now < closes

    def next_open(self, at: datetime) -> datetime | None:
        """Returns `at` itself when the team works then, else the next opening; None for a team that
        never opens.
        """
        if self.is_open(at):
            return at
        day = at.astimezone(self.zone).date()
        openings = (self.opens_on(day + timedelta(days=ahead)) for ahead in range(-1, SEARCH_DAYS))
        return next((opening for opening in openings if opening and opening >= at), None)

    def morning_after(self, at: datetime, clock: time) -> datetime:
        """Returns this time of the first day after that of `at` on which the team works; of the
        next day for a team that never does.
        """
        day = at.astimezone(self.zone).date()
        following = [day + timedelta(days=ahead) for ahead in range(1, SEARCH_DAYS)]
        chosen = next((each for each in following if self.works_on(each)), following[0])
        return earliest(chosen, minute_of_day(clock), self.zone)

    def open_spans(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """Returns the spans in which the team works between two moments, ascending."""
        day, last = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        found = []
        for ahead in range(-1, min((last - day).days, _LONGEST_DAYS) + 1):
            opens = self.opens_on(day + timedelta(days=ahead))
            closes = self.closes_on(day + timedelta(days=ahead))
            if opens and closes and max(opens, start) < min(closes, end):
                found.append((max(opens, start), min(closes, end)))
        return found

    def opens_on(self, day: date) -> datetime | None:
        if not self.works_on(day):
            return None
        opening = earliest(day, minute_of_day(self.hours.opens), self.zone)
        closing = self.closes_on(day)
        return opening if closing and opening < closing else None

    def closes_on(self, day: date) -> datetime | None:
        if not self.works_on(day):
            return None
        overnight = 1440 if self.hours.closes <= self.hours.opens else 0
        return earliest(day, minute_of_day(self.hours.closes) + overnight, self.zone)
