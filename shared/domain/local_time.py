"""Converts wall-clock time in a zone, with daylight saving."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

Zone = ZoneInfo | timezone


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
    before, *_ = found = instants(day, minutes, zone)
    if exists(day, minutes, zone):
        return before
    return change_between(before, found[-1], zone)


def change_between(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """Returns the second of UTC at which a zone's clock is changed: the first with another offset
    than `before`. Zones do not state it, so it is searched.
    """
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


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
