"""Time zones by IANA name."""

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator


def find_zone(name: str | None) -> ZoneInfo | None:
    """None for what is not an IANA name; senders' payloads hold all sorts."""
    if not name or name != name.strip("/.") or ".." in name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _known(name: str) -> str:
    if find_zone(name) is None:
        raise ValueError("must be an IANA time zone name such as America/New_York")
    return name


ZoneName = Annotated[str, AfterValidator(_known)]
