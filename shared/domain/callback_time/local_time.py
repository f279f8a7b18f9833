"""Converts wall-clock time in a zone, with daylight saving, and computes a team's business hours in
it.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from shared.domain.callback_time.public_holidays import public_holidays
from shared.domain.tenants import BusinessHours

Zone = ZoneInfo | timezone
# The longest search over holidays and weekends in a row, and the longest window: some months.
SEARCH_DAYS = 100
_LONGEST_DAYS = 100


def instants(day: date, minutes: int, zone: Zone) -> tuple[datetime, ...]:
    """Returns the UTC instants that a local time can mean, ascending: two when the clock skips or
    repeats it.

    `minutes` count from midnight and may reach into the next day. A skipped time gives the reading
    on each side of the gap.
    """
    local = datetime.combine(day, time(), zone) + timedelta(minutes=minutes)
    return tuple(sorted({local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}))


def exists(day: date, minutes: int, zone: Zone) -> bool:
    local = datetime.combine(day, time(), zone) + timedelta(minutes=minutes)
    return local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None)


def earliest(day: date, minutes: int, zone: Zone) -> datetime:
    """Returns the first instant of a local time; in a gap, the gap's end."""
    found = instants(day, minutes, zone)
    return found[0] if exists(day, minutes, zone) else found[-1]


def zone_named(name: str) -> Zone | None:
    """Finds a zone by an IANA name, or an offset such as +2, -05:30 or +0530."""
    offset = re.fullmatch(r"([+-])(\d{1,2}):?(\d{2})?", name)
    if not offset:
        return ZoneInfo(name)
    minutes = int(offset[2]) * 60 + int(offset[3] or 0)
    return (
        timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
        if minutes <= 14 * 60
        else None
    )


def minute_of_day(at: time) -> int:
    return at.hour * 60 + at.minute


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
        local = at.astimezone(self.zone)
        now, opens, closes = local.time(), self.hours.opens, self.hours.closes
        if opens < closes:
            return opens <= now < closes and self.works_on(local.date())
        if now >= opens and self.works_on(local.date()):
            return True
        return now < closes and self.works_on(local.date() - timedelta(days=1))

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
        return opening if self.is_open(opening) else None

    def closes_on(self, day: date) -> datetime | None:
        if not self.works_on(day):
            return None
        overnight = 1440 if self.hours.closes <= self.hours.opens else 0
        return earliest(day, minute_of_day(self.hours.closes) + overnight, self.zone)
