"""Finds public holidays of a country, and days that people call by the name of a holiday."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

_FIXED = {
    "christmas": (12, 25),
    "christmas_eve": (12, 24),
    "boxing": (12, 26),
    "new_year": (1, 1),
    "new_year_eve": (12, 31),
    "epiphany": (1, 6),
    "valentine": (2, 14),
    "halloween": (10, 31),
    "all_saints": (11, 1),
    "may_day": (5, 1),
    "july4": (7, 4),
    "bastille": (7, 14),
    "assumption": (8, 15),
    "german_unity": (10, 3),
    "liberation_it": (4, 25),
    "king_nl": (4, 27),
}
_FROM_EASTER = {"easter_sunday": 0, "easter_monday": 1, "good_friday": -2, "whit_monday": 50}
# Month, weekday and which one of the month, -1 the last, for the countries that have it.
_NTH = {
    "thanksgiving": {"US": (11, 3, 4), "CA": (10, 0, 2)},
    "labor": {"US": (9, 0, 1), "CA": (9, 0, 1)},
    "memorial": {"US": (5, 0, -1)},
    "mlk": {"US": (1, 0, 3)},
}


@lru_cache(maxsize=1)
def known_countries() -> tuple[str, ...]:
    """Returns the countries (ISO 3166, two letters) that have a calendar of public
    holidays here.
    """
    return tuple(sorted(holidays.list_supported_countries(include_aliases=False)))


@lru_cache(maxsize=64)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Returns the holidays of a whole country; none for a country without a calendar."""
    if country not in known_countries():
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=year))


def holiday_in(name: str, year: int, country: str | None) -> date | None:
    """Returns the day of that name; None where the country must be known, or has no such day."""
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _FROM_EASTER:
        return _easter(year) + timedelta(days=_FROM_EASTER[name])
    rule = _NTH.get(name, {}).get(country or "")
    return nth_weekday(year, *rule) if rule else None


def nth_weekday(year: int, month: int, weekday: int, count: int) -> date | None:
    """Returns the `count`-th such weekday of a month, -1 the last; None where the month
    has fewer.
    """
    if count < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    found = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))
    return found if found.month == month else None


def _easter(year: int) -> date:
    """Computes Western Easter by the anonymous Gregorian algorithm."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap, shift = century // 4, (century + 8) // 25
    moon = (19 * golden + century - leap - (century - shift + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)
