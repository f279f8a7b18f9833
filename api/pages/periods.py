"""Periods that people choose by their first and last day."""

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal

# Nothing here is older or later, and these days exist on every clock.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9000, 1, 1)


def moments_of_days(
    first: date | Literal[""], last: date | Literal[""], zone: tzinfo
) -> tuple[datetime | None, datetime | None]:
    """Returns the moment at which the first day begins and the one at which the last has ended;
    None for a day that was not chosen.
    """
    since = datetime.combine(max(first, FIRST_DAY), time.min, zone) if first else None
    until = (
        datetime.combine(min(last, LAST_DAY) + timedelta(days=1), time.min, zone) if last else None
    )
    return since, until
