"""Identifies a caller across calls: by their own telephone number or e-mail address."""

import re
from collections.abc import Collection
from typing import TypeGuard

import phonenumbers

_E164 = re.compile(r"\+[1-9]\d{6,14}")
# Twilio's stand-ins for withheld numbers: words on the keys of a telephone.
_WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})


def number_of_person(
    *,
    direction: str | None,
    from_number: str | None,
    to_number: str | None,
    said: str | None,
    own: Collection[str],
) -> str | None:
    """Returns the number at the customer's end of the line, else the one they stated; None for a
    number that is not a person's own.

    `own` are the tenant's numbers: where the customer's end is not stated, it is the other one.
    """
    outbound = direction == "outbound" or (direction is None and from_number in own)
    numbers = (to_number if outbound else from_number, said)
    return next((number for number in numbers if _is_somebodys(number) and number not in own), None)


def email_of_person(said: str | None) -> str | None:
    """Returns the e-mail address; None also for a text that is too long for one."""
    address = (said or "").strip().lower()
    return address if 0 < len(address) <= 320 else None


def _is_somebodys(number: str | None) -> TypeGuard[str]:
    if not number or number in _WITHHELD or not _E164.fullmatch(number):
        return False
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False
