"""Guesses the country of a phone number that is said without one."""

from collections.abc import Collection
from functools import cache
from importlib.resources import files

import phonenumbers

from shared.local.lexicons import READ

# The countries in which a language is spoken, for calls without a known country of the caller or
# the office.
_COUNTRIES = {
    "en": ("US", "GB"), "es": ("ES", "MX"), "de": ("DE", "AT", "CH"), "fr": ("FR", "BE"),
    "it": ("IT",), "pt": ("PT", "BR"), "nl": ("NL", "BE"), "he": ("IL",),
    "ar": ("AE", "SA", "EG"), "hi": ("IN",),
}  # fmt: skip


def region_of(number: str | None) -> str:
    """Returns the country of a number without a country code, guessed from a known number."""
    return region_of_number(number) or "US"


def regions_of(
    number: str | None, timezone: str | None, languages: Collection[str] = ()
) -> tuple[str, ...]:
    """Returns the possible countries of a number without a country code, the likeliest first: that
    of the calling number, else that of the zone, else those of the languages.
    """
    known = [each for each in (region_of_number(number), country_of_zone(timezone)) if each]
    if known:
        return tuple(dict.fromkeys(known))
    spoken = (country for each in READ if each in languages for country in _COUNTRIES[each])
    return tuple(dict.fromkeys(spoken)) or ("US",)


def region_of_number(number: str | None) -> str | None:
    try:
        parsed = phonenumbers.parse(number or "", None)
    except phonenumbers.NumberParseException:
        return None
    country = phonenumbers.region_code_for_number(parsed) or (
        phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    )
    return None if country in (None, "ZZ", "001") else str(country)


@cache
def _countries_of_zones() -> dict[str, str]:
    table = files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {row[2]: row[0] for row in rows}


def country_of_zone(timezone: str | None) -> str | None:
    """Returns the ISO code of the country of an IANA zone; None for zones without a
    single country.
    """
    return _countries_of_zones().get(timezone or "")
