"""Compares what a model claims about a caller with what was said.

A claim that the words contradict is dropped: an invented number is worse than none. A claim that
can be neither proved nor contradicted, such as a number in a language without a table of numerals,
stays and is listed as unverified.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import phonenumbers

from shared.domain.insights import Lead, checked
from shared.domain.numerals import Run, digit_runs, folded
from shared.domain.transcript import Speaker, Transcript, Turn
from shared.local.answers import is_confirmed
from shared.local.commands import without_commands
from shared.local.contact_details import (
    addresses_in,
    letters_of_address,
    phone_in,
)
from shared.local.contact_owners import with_own_contacts
from shared.local.lexicons import READ
from shared.local.readable import Readability
from shared.local.regions import country_of_zone, region_of_number
from shared.ports import CallContext

# A country code or trunk prefix may be written but not said.
SAID_DIGITS = 7
LONGEST_PHONE = 64
LONGEST_EMAIL = 254
# Digits dictated over this many turns of the caller are one number.
_MOST_PIECES = 5
_LONGEST_PIECE = 10
# Between two pieces the agent says "mm-hm", or repeats them.
_LONGEST_ECHO = 120
_WORD = re.compile(r"[^\W_]+")
# Words in firms' names that a caller leaves out.
_FORMS = frozenset(
    (
        "inc", "llc", "ltd", "limited", "gmbh", "ag", "kg", "sl", "sa", "srl", "spa", "bv", "co",
        "company", "corp", "corporation", "the", "and",
    )
)  # fmt: skip
_FIELDS = ("name", "phone", "email", "company", "service", "city")


@dataclass(frozen=True, slots=True)
class Spoken:
    """The spoken words against which claims of a lead are checked. `numbers` and `addresses` are
    the caller's, or the agent's that the caller confirmed; `all_numbers` and `all_letters` also
    contain those that are not said to be theirs. `words` are the caller's, `all_words` also
    contain the agent's. None of them gives orders to a machine.
    """

    is_read: bool
    numbers: tuple[Run, ...]
    all_numbers: tuple[Run, ...]
    addresses: frozenset[str]
    letters: tuple[str, ...]
    all_letters: tuple[str, ...]
    words: frozenset[str]
    all_words: frozenset[str]
    scripts: frozenset[str]
    turns: tuple[Turn, ...]
    own_turns: tuple[Turn, ...]
    languages: tuple[str, ...]


def spoken_in(transcript: Transcript) -> Spoken:
    turns = transcript.turns
    readability = Readability().then(turns)
    is_read = readability.unread(transcript.language) is None
    languages = readability.languages(transcript.language) if is_read else READ
    # Digits and addresses are also said in English, whatever the language of the call.
    languages = languages if "en" in languages else (*languages, "en")
    turns = without_commands(turns, languages)
    own_turns = with_own_contacts(turns, languages)
    given, own = _given(turns, languages), _given(own_turns, languages)
    caller = [turn for turn in turns if turn.speaker is not Speaker.AGENT]
    return Spoken(
        is_read=is_read,
        numbers=tuple(_spoken_numbers(own_turns, own, languages)),
        all_numbers=tuple(_spoken_numbers(turns, given, languages)),
        addresses=frozenset(each for turn in own for each in addresses_in(turn.text, languages)),
        letters=_letters(own_turns, own, languages),
        all_letters=_letters(turns, given, languages),
        words=frozenset(_plain_words(caller)),
        all_words=frozenset(_plain_words(turns)),
        scripts=frozenset(_script(char) for turn in turns for char in turn.text if char.isalpha()),
        turns=turns,
        own_turns=own_turns,
        languages=languages,
    )


def _given(turns: Sequence[Turn], languages: Sequence[str]) -> list[Turn]:
    """Returns the caller's turns, and the agent's that the caller confirmed."""
    return [
        turn
        for position, turn in enumerate(turns)
        if turn.speaker is not Speaker.AGENT or is_confirmed(turns, position, languages)
    ]


def _letters(
    turns: Sequence[Turn], given: Sequence[Turn], languages: Sequence[str]
) -> tuple[str, ...]:
    return tuple(
        letters_of_address(text, language)
        for text in _spoken_stretches(turns, given)
        for language in languages
    )


def _plain_words(turns: Sequence[Turn]) -> Iterator[str]:
    for turn in turns:
        yield from (folded(word) for word in _WORD.findall(turn.text))
        # A name that is spelt counts as said.
        spelt = re.sub(r"\b(\w) (?:as in|wie|come|comme|como|de|for|van) \w+", r"\1", turn.text)
        for match in re.finditer(r"(?<!\w)(?:\w[\s,.\-]+){2,40}\w(?!\w)", spelt):
            yield folded(re.sub(r"\W", "", match[0]))


def _script(char: str) -> str:
    return unicodedata.name(char, "?").split(" ")[0]


def _spoken_stretches(turns: Sequence[Turn], given: Sequence[Turn]) -> Iterator[str]:
    """Returns the turns that count; turns of the caller that only an echo separates are joined."""
    yield from (turn.text for turn in given)
    for first, echo, second in zip(turns, turns[1:], turns[2:], strict=False):
        parts = (first.speaker, second.speaker)
        if Speaker.AGENT not in parts and len(echo.text) <= _LONGEST_ECHO:
            yield f"{first.text} {second.text}"


def _spoken_numbers(
    turns: Sequence[Turn], given: Sequence[Turn], languages: Sequence[str]
) -> Iterator[Run]:
    for turn in given:
        yield from _digit_runs(turn.text, languages)
    pieces: list[str] = []
    for turn in turns:
        if turn.speaker is Speaker.AGENT:
            pieces = pieces if len(turn.text) <= _LONGEST_ECHO else []
            continue
        piece = _mostly_digits(turn.text, languages)
        pieces = [*pieces, piece][-_MOST_PIECES:] if piece else []
        for first in range(len(pieces) - 1):
            yield Run("".join(pieces[first:]), 0, 0)


def _digit_runs(text: str, languages: Sequence[str]) -> Iterator[Run]:
    """Returns runs of digits, also joined across a full stop: "Five oh three. Five five five."."""
    for language in languages:
        runs = digit_runs(text, language)
        yield from runs
        for first in range(len(runs)):
            digits = runs[first].digits
            for before, run in zip(runs[first:], runs[first + 1 : first + 4], strict=False):
                if _WORD.search(text, before.end, run.start):
                    break
                digits += run.digits
                yield Run(digits, runs[first].start, run.end, runs[first].plus)


def _mostly_digits(text: str, languages: Sequence[str]) -> str:
    """Returns the digits of a turn that consists mostly of digits."""
    for language in languages:
        runs = digit_runs(text, language)
        said = sum(run.end - run.start for run in runs)
        digits = "".join(run.digits for run in runs)
        if 0 < len(digits) <= _LONGEST_PIECE and 2 * said >= len(text) - 12:
            return digits
    return ""


def bounded_share(confidence: float) -> float:
    return 0.0 if math.isnan(confidence) else min(1.0, max(0.0, confidence))


def checked_lead(lead: Lead, spoken: Spoken, context: CallContext) -> Lead:
    """Returns the lead without claims that were not said; it lists those that cannot be checked."""
    held = {
        "name": _held_name(_filled(lead.name), spoken, context),
        "phone": _held_phone(_filled(lead.phone), spoken, context),
        "email": _held_email(_filled(lead.email), spoken),
        "company": _proper_noun(_filled(lead.company), spoken),
        "service": (_filled(lead.service), True),
        "city": _proper_noun(_filled(lead.city), spoken),
    }
    values = {name: value for name, (value, _) in held.items()}
    unverified = tuple(name for name in _FIELDS if held[name][0] and not held[name][1])
    return checked(Lead(**values, confidence=bounded_share(lead.confidence)), unverified)


Held = tuple[str | None, bool]
_DROPPED: Held = (None, True)


def _filled(text: str | None) -> str | None:
    return (text or "").strip() or None


def _held_phone(phone: str | None, spoken: Spoken, context: CallContext) -> Held:
    if phone is None or len(phone) > LONGEST_PHONE:
        return _DROPPED
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))
    if len(digits) < SAID_DIGITS:
        return _DROPPED
    known = re.sub(r"\D", "", context.customer_number or "")
    if known and (_is_same_number(digits, known) or _national(known) == _national(phone)):
        return context.customer_number, True
    countries = (region_of_number(context.customer_number), country_of_zone(context.timezone))
    regions = tuple(dict.fromkeys(each for each in countries if each))
    corrected = phone_in(spoken.own_turns, regions, spoken.languages) if regions else None
    if corrected and _is_same_number(digits, corrected[1:]):
        return corrected, True
    # A number that is not said to be the caller's is left to a person.
    for runs, is_own in ((spoken.numbers, True), (spoken.all_numbers, False)):
        for run in runs:
            if len(run.digits) >= SAID_DIGITS and (held := _as_said(phone, digits, run, regions)):
                return held[0], held[1] and is_own
    return _DROPPED if spoken.is_read else (phone, False)


def _is_same_number(digits: str, known: str) -> bool:
    """Returns whether two numbers are the same, where one has its country code: the other may lack
    it, or have a prefix for it.
    """
    shortest = max(SAID_DIGITS, len(known) - 3)
    return digits in (f"00{known}", f"011{known}") or (
        known.endswith(digits.lstrip("0")) and len(digits.lstrip("0")) >= shortest
    )


def _national(number: str) -> str | None:
    """Returns a number without its country code; None for one that has none, or is not valid."""
    try:
        parsed = phonenumbers.parse(number if number.startswith("+") else f"+{number}", None)
    except phonenumbers.NumberParseException:
        return None
    return str(parsed.national_number) if parsed.national_number else None


def _as_said(phone: str, digits: str, run: Run, regions: Sequence[str]) -> Held | None:
    """Returns the claim as the caller said it; None when it is another number."""
    said = run.digits
    meant = _valid_phone(f"+{said}" if run.plus else said, regions)
    if digits == said:
        return (meant or phone), True
    if meant and _valid_phone(phone, regions) == meant:
        return meant, True
    without_trunk = said.lstrip("0")
    code = digits.removesuffix(without_trunk)
    if code == digits or len(without_trunk) < SAID_DIGITS or len(code) > 3:
        return None
    # The country code was not said. Where the caller's country is known, its code is used.
    return (meant, True) if meant else (_valid_phone(phone, ()) or phone, False)


def _valid_phone(number: str, regions: Sequence[str]) -> str | None:
    for region in (*regions, None):
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
    return None


def _held_email(email: str | None, spoken: Spoken) -> Held:
    if (
        email is None
        or len(email) > LONGEST_EMAIL
        or not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", email)
    ):
        return _DROPPED
    letters = re.sub(r"[\W_]", "", folded(email))
    if email.casefold() in spoken.addresses or any(letters in each for each in spoken.letters):
        return email, True
    local, _, domain = email.partition("@")
    known = re.sub(r"[\W_]", "", folded(local + domain.split(".")[0]))
    # "John Smith at Gmail": the model added the rest of the domain. Or the address is
    # not said to be the caller's.
    if not spoken.is_read or any(known in each for each in spoken.all_letters):
        return email, False
    return _DROPPED


def _held_name(name: str | None, spoken: Spoken, context: CallContext) -> Held:
    """Returns a name without the words that were not said; the agent's own name is not the
    caller's.
    """
    if name is None or not _is_comparable(name, spoken):
        return name, False
    words = [word for word in name.split() if _is_said(word, spoken.all_words)]
    of_agent = {folded(word) for word in (context.agent_name or "").split()}
    if not words or all(folded(word) in of_agent - spoken.words for word in words):
        return _DROPPED if spoken.is_read else (name, False)
    return " ".join(words), all(_is_said(word, spoken.words) for word in words) or (
        _is_confirmed_name(words, spoken)
    )


def _is_confirmed_name(words: Sequence[str], spoken: Spoken) -> bool:
    """Returns whether the caller confirmed the name: "Am I speaking with Maria Lopez?" "Yes." """
    for position, turn in enumerate(spoken.turns):
        if turn.speaker is Speaker.AGENT:
            said = frozenset(_plain_words([turn]))
            if all(_is_said(word, said) for word in words) and is_confirmed(
                spoken.turns, position, spoken.languages
            ):
                return True
    return False


def _proper_noun(value: str | None, spoken: Spoken) -> Held:
    """Checks a firm or a town: all of its words were said, or some (then it is unverified), or
    none.
    """
    if value is None or not _is_comparable(value, spoken):
        return value, False
    words = [word for word in _WORD.findall(value) if folded(word) not in _FORMS]
    said = [word for word in words if _is_said(word, spoken.all_words)]
    if len(said) == len(words):
        return value, True
    return (value, False) if said or not spoken.is_read else _DROPPED


def _is_comparable(value: str, spoken: Spoken) -> bool:
    """Returns whether the name is in the script of the call; a model may use another one."""
    return all(_script(char) in spoken.scripts for char in value if char.isalpha())


def _is_said(word: str, said: frozenset[str]) -> bool:
    """Returns whether the word was said, also with an ending or a prefix of its language ("בחיפה",
    "w Warszawie").
    """
    plain = "".join(_WORD.findall(folded(word)))
    if plain in said or not plain:
        return True
    if len(plain) < _SHORTEST_STEM and plain.isascii():
        return False
    stem = plain[: -1 if len(plain) > _SHORTEST_STEM else len(plain)]
    return any(
        each.endswith(plain) or each.startswith(stem)
        for each in said
        if len(plain) - 1 <= len(each) <= len(plain) + _LONGEST_ENDING
    )


_SHORTEST_STEM, _LONGEST_ENDING = 5, 3
