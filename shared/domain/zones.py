"""Time zones by IANA name, and which one a call is in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import timezone as number_zones
from pydantic import AfterValidator

# A number that may be in more zones than this says nothing of use about the time.
MOST_ZONES = 6


def find_zone(name: str | None) -> ZoneInfo | None:
    """None for what is not an IANA name; senders' payloads hold all sorts."""
    if not name or name != name.strip("/.") or ".." in name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


class ZoneSource(StrEnum):
    """Who says in which zone a caller is."""

    SENDER = "sender"
    TENANT = "tenant"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class CallZone:
    """The zones whose clocks a caller may have meant, and who says so: one where it is known, none
    where nothing is.
    """

    zones: tuple[ZoneInfo, ...] = ()
    source: ZoneSource | None = None

    @property
    def known(self) -> ZoneInfo | None:
        return self.zones[0] if len(self.zones) == 1 else None


def zone_of_call(
    sender: str | None, tenant: str | None, number: str | None, *, at: datetime
) -> CallZone:
    """As the sender says, else as the tenant set it, else what the caller's number leaves open at
    that time.
    """
    for source, name in ((ZoneSource.SENDER, sender), (ZoneSource.TENANT, tenant)):
        if zone := find_zone(name):
            return CallZone((zone,), source)
    zones = _zones_of_number(number, at)
    return CallZone(zones, ZoneSource.NUMBER) if zones else CallZone()


def _zones_of_number(number: str | None, at: datetime) -> tuple[ZoneInfo, ...]:
    """Zones whose clocks agree all year count as one; none when the number leaves too many open."""
    try:
        parsed = phonenumbers.parse(number or "")
    except phonenumbers.NumberParseException:
        return ()
    names = number_zones.time_zones_for_number(parsed)
    if names == (number_zones.UNKNOWN_TIMEZONE,):
        # Of a number that is not assigned, or newer than the library's list, the country is still
        # known.
        names = number_zones.time_zones_for_geographical_number(parsed)
    zones = _with_clocks_of_their_own(filter(None, map(find_zone, names)), at)
    return zones if len(zones) <= MOST_ZONES else ()


def _with_clocks_of_their_own(zones: Iterable[ZoneInfo], at: datetime) -> tuple[ZoneInfo, ...]:
    year = [at + timedelta(days=15 * step) for step in range(25)]
    by_clock = {
        tuple(moment.astimezone(zone).utcoffset() for moment in year): zone for zone in zones
    }
    return tuple(by_clock.values())


def _known_zone(name: str) -> str:
    if find_zone(name) is None:
        raise ValueError("must be an IANA time zone name such as America/New_York")
    return name


ZoneName = Annotated[str, AfterValidator(_known_zone)]
