"""When a mail comes that sums up a day or a week."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

# The type of its delivery. It is no event that happens, so targets cannot ask for it.
DIGEST: Final = "digest"
Every = Literal["day", "week"]


@dataclass(frozen=True, slots=True)
class Digest:
    """Each day, or on a weekday (1 is Monday), at a time of the tenant's clock."""

    every: Every
    at: time
    weekday: int = 1

    @property
    def period(self) -> timedelta:
        return timedelta(days=7 if self.every == "week" else 1)


def next_occurrence(digest: Digest, zone: ZoneInfo | None, after: datetime) -> datetime:
    """Returns the first occurrence after a moment. A time that the clock skips is as much later,
    and of one that comes twice the first counts.
    """
    clock = zone or UTC
    day = after.astimezone(clock).date()
    # A skipped time may lie beyond `after` while the day's own does not.
    for ahead in range(9):
        date = day + timedelta(days=ahead)
        if digest.every == "week" and date.isoweekday() != digest.weekday:
            continue
        at = datetime.combine(date, digest.at, clock).astimezone(UTC)
        if at > after:
            return at
    raise AssertionError("a week has each weekday")
