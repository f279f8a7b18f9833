"""Identifies a caller across calls: by their own telephone number or e-mail address."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeGuard

import phonenumbers

_E164 = re.compile(r"\+[1-9]\d{6,14}")
# What is dialled before a country code.
_ABROAD = re.compile(r"\(?00(?=[ ()./-]*[1-9])")
_PUNCTUATION = re.compile(r"\(0\)|[\s()./\u2010-\u2015-]")
_DIGITS = re.compile(r"\+?[0-9]+")
# No number is longer; a text that is takes a long time to read.
LONGEST_TYPED = 100
# Twilio's stand-ins for withheld numbers: words on the keys of a telephone.
_WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})


@dataclass(frozen=True, slots=True)
class Identity:
    """What identifies a person: a number in E.164, an e-mail address in lower case, or both of
    them, either of which is enough. `country` (ISO 3166) is that of stored numbers without a
    country code.
    """

    phone: str | None
    email: str | None
    country: str | None = None

    def is_in(self, phones: Iterable[str | None], emails: Iterable[str | None]) -> bool:
        """Returns whether one of these is the person's."""
        return bool(
            (self.phone and self.phone in {e164_of(phone, self.country) for phone in phones})
            or (self.email and self.email in {email_of_person(email) for email in emails})
        )


def e164_of(number: str | None, country: str | None = None) -> str | None:
    """Returns a telephone number in E.164; None for what is none. Without a country code it is one
    of `country`. A text of more than 250 characters is none.
    """
    try:
        parsed = phonenumbers.parse((number or "").strip(), country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def full_number(typed: str, country: str | None) -> str | None:
    """Returns a number that people typed in E.164; without a country code it is one of `country`
    (ISO 3166). None for what is no number or lacks its area code, and where it is not clear which
    number is meant: another one would be called, or put on a list.
    """
    if len(typed) > LONGEST_TYPED:
        return None
    if abroad := _ABROAD.match(typed):
        typed = f"+{typed[abroad.end() :]}"
    try:
        parsed = phonenumbers.parse(typed, country, keep_raw_input=True)
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE or _lacks_prefix(parsed, country):
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def _lacks_prefix(parsed: phonenumbers.PhoneNumber, country: str | None) -> bool:
    """Returns whether a number could be one with its country code or one of the country: in
    Germany 491701234567, of which a spreadsheet has removed a plus or a zero, is either
    +491701234567 or 0491701234567.
    """
    if parsed.country_code_source != phonenumbers.CountryCodeSource.FROM_DEFAULT_COUNTRY:
        return False
    digits = phonenumbers.normalize_digits_only(parsed.raw_input or "")
    code = str(parsed.country_code)
    prefix = phonenumbers.ndd_prefix_for_region(country or "", True)
    if not prefix or digits.startswith(prefix) or not digits.startswith(code):
        return False
    abroad = phonenumbers.PhoneNumber(parsed.country_code, int(digits.removeprefix(code) or 0))
    return bool(phonenumbers.is_valid_number(abroad))


def forms_of_number(typed: str, country: str | None) -> tuple[str, ...]:
    """Returns the forms in which calls may have a number that people look for: E.164, its digits,
    those that are dialled inside of `country`, and what was typed. A plus that an address shows as
    a blank is read as one.
    """
    plain = _PUNCTUATION.sub("", typed)
    if not _DIGITS.fullmatch(plain):
        return (typed.strip(),)
    if typed.startswith(" ") and plain.startswith(tuple("123456789")):
        plain = f"+{plain}"
    # Where it is one with its country code or one of the country, the first is looked for.
    number = full_number(plain, country) or full_number(f"+{plain}", None)
    if number is None:
        return (plain,)
    parsed = phonenumbers.parse(number)
    forms = [number, number.removeprefix("+")]
    if country and parsed.country_code == phonenumbers.country_code_for_region(country):
        national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
        forms.append(phonenumbers.normalize_digits_only(national))
    return tuple(dict.fromkeys((*forms, plain)))


@lru_cache(10_000)
def readable_number(number: str) -> str:
    """Returns a number in E.164 as people write it in other countries, and anything else as it
    is.
    """
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    shown = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return str(shown)


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


def number_on_line(given: str | None, country: str | None = None) -> str | None:
    """Returns a caller ID in E.164, as trunks send it: also in its national form, where `country`
    is known, and as a SIP address. Returns None for a withheld number and for none.
    """
    said = (given or "").strip()[:80].removeprefix("tel:").removeprefix("sip:").partition("@")[0]
    plain = "".join(char for char in said if char.isdigit() or char == "+")
    # Letters are words such as "anonymous", and no number.
    if f"+{plain.lstrip('+')}" in _WITHHELD or any(char.isalpha() for char in said):
        return None
    number = e164_of(f"+{plain[2:]}" if plain.startswith("00") else plain, country)
    return number if _is_somebodys(number) else None


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
