"""The quotes about the time of a callback, with the zones and the calendar for reading them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.domain.business_hours import BusinessHours
from shared.domain.transcript import Speaker


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim words about the time, from turn number `turn`."""

    words: str
    turn: int | None = None
    speaker: Speaker = Speaker.UNKNOWN


@dataclass(frozen=True, slots=True)
class TimeContext:
    """The context for reading a quoted time. `said_at` is aware. `caller_zones` are the zones in
    which the words may be meant; empty when unknown. `office_zone` is the zone of `hours`; None
    means the caller's. `country` (ISO 3166, two letters) selects the team's public holidays; with
    None there are none; `closed_days` are its own. `language` (ISO 639) only decides between
    languages that share the words.
    """

    said_at: datetime
    caller_zones: tuple[ZoneInfo, ...] = ()
    office_zone: ZoneInfo | None = None
    hours: BusinessHours = field(default_factory=BusinessHours)
    country: str | None = None
    default_delay: timedelta = timedelta(hours=1)
    language: str | None = None
    closed_days: frozenset[date] = frozenset()


def as_quotes(said: str | Sequence[Quote] | None) -> tuple[Quote, ...]:
    """Converts quotes: one string is one quote; None and blank are none."""
    quotes = (Quote(said),) if isinstance(said, str) else tuple(said or ())
    return tuple(quote for quote in quotes if quote.words.strip())
