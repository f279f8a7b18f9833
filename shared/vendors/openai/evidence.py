"""What a model claims, held against what was said."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

import phonenumbers

from shared.domain.insights import CallbackDetection, Lead
from shared.domain.transcript import Transcript, Turn
from shared.errors import ProviderMalformed
from shared.ports import CallContext

DIGIT_WORDS = {
    word: digit
    for digit, words in {
        "0": "zero oh o nought cero zéro null",
        "1": "one uno una un eins ein",
        "2": "two dos deux zwei zwo dois",
        "3": "three tres trois drei três tre",
        "4": "four cuatro quatre vier quatro quattro",
        "5": "five cinco cinq fünf cinque",
        "6": "six seis sechs",
        "7": "seven siete sept sieben sete sette",
        "8": "eight ocho huit acht oito otto",
        "9": "nine nueve neuf neun nove",
        "10": "ten", "11": "eleven", "12": "twelve", "13": "thirteen", "14": "fourteen",
        "15": "fifteen",
        "16": "sixteen", "17": "seventeen", "18": "eighteen", "19": "nineteen",
    }.items()
    for word in words.split()
}  # fmt: skip
TENS = {
    "twenty": "2",
    "thirty": "3",
    "forty": "4",
    "fifty": "5",
    "sixty": "6",
    "seventy": "7",
    "eighty": "8",
    "ninety": "9",
}
REPEATS = {"double": 2, "triple": 3}
ADDRESS_WORDS = frozenset(
    [
        "at",
        "dot",
        "underscore",
        "dash",
        "hyphen",
        "minus",
        "arroba",
        "punto",
        "guion",
        "guión",
        "punkt",
        "bindestrich",
        "arobase",
        "point",
        "tiret",
        "ponto",
    ]
)
# A country code or trunk prefix may be written but not said.
SAID_DIGITS = 7
LONGEST_PHONE = 64
LONGEST_EMAIL = 254


def plain(text: str) -> str:
    """Case, punctuation, apostrophes and spacing taken out, so that only words count."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", re.sub(r"['’ʼ`´]", "", folded)))


@dataclass(frozen=True, slots=True)
class Said:
    """A transcript as claims are held against it: every turn in plain words, and what was spelled
    or dictated.

    `digits` are all that were said, `letters` all words run together, `figures` the same with
    digits for their words.
    """

    turns: tuple[str, ...]
    digits: str
    letters: str
    figures: str


def said_in(transcript: Transcript) -> Said:
    turns = tuple(plain(turn.text) for turn in transcript.turns)
    words = [word for turn in turns for word in turn.split()]
    remaining = [word for word in re.split(r"[\s_]+", " ".join(words)) if word not in ADDRESS_WORDS]
    figures = "".join(DIGIT_WORDS.get(word, word) for word in remaining)
    return Said(turns, spoken_digits(words), "".join(remaining), figures)


def checked_callback(
    detection: CallbackDetection, transcript: Transcript, said: Said
) -> CallbackDetection:
    """The detection with its quote placed in the right turn; raises ProviderMalformed for a quote
    that is not in the transcript.
    """
    sure = replace(detection, confidence=_share(detection.confidence))
    if not detection.needed:
        return replace(sure, phrase=None, turn=None, requested_time=None)
    if not plain(detection.phrase or ""):
        raise ProviderMalformed("a callback was claimed without quoting the words that ask for it")
    turn = _turn_of(detection.phrase or "", detection.turn, said.turns)
    return _with_time(replace(sure, turn=turn), transcript.turns[turn], said.turns[turn])


def _turn_of(phrase: str, claimed: int | None, turns: Sequence[str]) -> int:
    quote = plain(phrase)
    places = [number for number, turn in enumerate(turns) if quote in turn]
    if claimed in places:
        return claimed
    if len(places) == 1:
        return places[0]
    raise ProviderMalformed(
        "the quoted callback phrase was said in several turns, none of them the one named"
        if places
        else "the quoted callback phrase does not occur in the transcript"
    )


def _with_time(detection: CallbackDetection, turn: Turn, said: str) -> CallbackDetection:
    """A time quoted from outside of the phrase, but in the same turn, widens the quote to the whole
    turn.
    """
    wanted = plain(detection.requested_time or "")
    if not wanted:
        return replace(detection, requested_time=None)
    if wanted in plain(detection.phrase or ""):
        return detection
    if wanted in said:
        return replace(detection, phrase=turn.text)
    raise ProviderMalformed("the quoted callback time does not occur in the quoted turn")


def checked_lead(lead: Lead, said: Said, context: CallContext) -> Lead:
    """Contact details that were not said are dropped: an invented number is worse than none."""
    fields = {name: _filled(getattr(lead, name)) for name in ("name", "company", "service", "city")}
    return Lead(
        **fields,
        phone=_said_phone(_filled(lead.phone), said.digits, context.customer_number),
        email=_said_email(_filled(lead.email), said),
        confidence=_share(lead.confidence),
    )


def _filled(text: str | None) -> str | None:
    return (text or "").strip() or None


def _share(confidence: float) -> float:
    return 0.0 if math.isnan(confidence) else min(1.0, max(0.0, confidence))


def _said_phone(phone: str | None, said_digits: str, customer_number: str | None) -> str | None:
    if phone is None or len(phone) > LONGEST_PHONE:
        return None
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))
    known = re.sub(r"\D", "", customer_number or "")
    if len(digits) < SAID_DIGITS:
        return None
    if known and (known.endswith(digits) or digits.endswith(known)):
        return customer_number
    shortest = max(SAID_DIGITS, len(digits) - 3)
    if any(digits[start:] in said_digits for start in range(len(digits) - shortest + 1)):
        return _e164(phone, customer_number)
    return None


def spoken_digits(words: Sequence[str]) -> str:
    """Every digit said, in order, also as words: `five five five`, `double four`, `oh`, `twenty
    two`.
    """
    digits: list[str] = []
    times, tens = 1, ""
    for word in words:
        if word in REPEATS:
            times = REPEATS[word]
            continue
        figure = DIGIT_WORDS.get(word, word if word.isdecimal() else "")
        if tens:
            digits.append(figure if len(figure) == 1 and figure != "0" else f"0{figure}")
            tens = ""
        else:
            digits.append(figure * (times if len(figure) == 1 else 1))
        if word in TENS:
            digits.append(TENS[word])
            tens = word
        times = 1
    return "".join(digits) + ("0" if tens else "")


def _e164(phone: str, customer_number: str | None) -> str:
    """As said where it cannot be parsed: the region is only known from the number that called."""
    try:
        region = (
            phonenumbers.region_code_for_number(phonenumbers.parse(customer_number, None))
            if customer_number
            else None
        )
        number = phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        return phone
    if not phonenumbers.is_valid_number(number):
        return phone
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _said_email(email: str | None, said: Said) -> str | None:
    if (
        email is None
        or len(email) > LONGEST_EMAIL
        or not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", email)
    ):
        return None
    letters = re.sub(r"[\W_]", "", email.casefold())
    return email if letters in said.letters or letters in said.figures else None
