"""Time zones by IANA name, and the zone of a call."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import timezone as number_zones
from pydantic import AfterValidator

# A number with more possible zones than this gives no useful information about the time.
MOST_ZONES = 6


def find_zone(name: str | None) -> ZoneInfo | None:
    """Finds a zone. Returns None for a text that is not an IANA name; senders' payloads contain any
    text.
    """
    if not name or name != name.strip("/.") or ".." in name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


class ZoneSource(StrEnum):
    """The source of a caller's zone."""

    SENDER = "sender"
    TENANT = "tenant"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class CallZone:
    """The zones whose clocks a caller may have meant, and their source: one zone where it is known,
    none without any information.
    """

    zones: tuple[ZoneInfo, ...] = ()
    source: ZoneSource | None = None

    @property
    def known(self) -> ZoneInfo | None:
        return self.zones[0] if len(self.zones) == 1 else None


def zone_of_call(
    sender: str | None, tenant: str | None, number: str | None, *, at: datetime
) -> CallZone:
    """Returns the zone that the sender states, else the tenant's setting, else the zones that the
    caller's number allows at that time.
    """
    for source, name in ((ZoneSource.SENDER, sender), (ZoneSource.TENANT, tenant)):
        if zone := find_zone(name):
            return CallZone((zone,), source)
    zones = zones_of_number(number, at)
    return CallZone(zones, ZoneSource.NUMBER) if 0 < len(zones) <= MOST_ZONES else CallZone()


def zones_of_number(number: str | None, at: datetime) -> tuple[ZoneInfo, ...]:
    """Returns the zones that a number allows. Zones with the same clocks all year count as one."""
    try:
        parsed = phonenumbers.parse(number or "")
    except phonenumbers.NumberParseException:
        return ()
    names = number_zones.time_zones_for_number(parsed)
    if names == (number_zones.UNKNOWN_TIMEZONE,):
        # For a number that is not assigned, or newer than the library's list, the country is still
        # known.
        names = number_zones.time_zones_for_geographical_number(parsed)
    year = [at + timedelta(days=15 * step) for step in range(25)]
    by_clock = {
        tuple(moment.astimezone(zone).utcoffset() for moment in year): zone
        for zone in filter(None, map(find_zone, names))
    }
    return tuple(by_clock.values())


def _known_zone(name: str) -> str:
    if find_zone(name) is None:
        raise ValueError("must be an IANA time zone name such as America/New_York")
    return name


ZoneName = Annotated[str, AfterValidator(_known_zone)]
