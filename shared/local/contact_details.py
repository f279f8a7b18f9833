"""Phone numbers and e-mail addresses in a transcript, written or spoken."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

import phonenumbers

from shared.local.sentences import matches, stretches

_DIGITS = (
    "zero one two three four five six seven eight nine|cero uno dos tres cuatro cinco seis siete"
    " ocho nueve|null eins zwei drei vier fünf sechs sieben acht neun|אפס אחת שתיים שלוש ארבע חמש"
    " שש שבע שמונה תשע"
)
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SPOKEN: dict[str, str] = {
    **{
        word: str(value)
        for language in _DIGITS.split("|")
        for value, word in enumerate(language.split())
    },
    **{word: str(value) for value, word in enumerate(_TEENS.split(), 10)},
    "oh": "0",
    "o": "0",
    "zwo": "2",
}
_TENS_DIGITS = {word: str(value) for value, word in enumerate(_TENS.split(), 2)}
_REPEATS = {"double": 2, "triple": 3, "treble": 3, "doble": 2, "doppel": 2}
_TOKEN = re.compile(r"\+|[^\W\d_]+|\d+|[.!?](?=\s+[A-Z])")
_SHORTEST, _LONGEST = 7, 15
# In one stretch of sentences: digits and nothing else would otherwise keep the matcher busy for
# long.
_MOST_CANDIDATES = 5
_LOOK_BACK = 60
_INTERNATIONAL = re.compile(r"\+[1-9]\d{6,14}")
_NOT_A_PHONE = re.compile(
    r"\b(?:order|invoice|account|policy|reference|ticket|claim|zip|confirmation|case)\b[^.?!]{0,20}$",
    re.I,
)

_ADDRESS = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
_NUMBER_WORD = "|".join((*_SPOKEN, *_TENS_DIGITS))
_JOINER = (
    r"(?:dot|period|underscore|dash|hyphen|minus|plus|punto|guion"
    r" bajo|guion|guión|punkt|bindestrich|unterstrich)"
)
_SPOKEN_ADDRESS = re.compile(
    rf"\b(?P<local>\w[\w.+-]*(?: {_JOINER} [\w.+-]+| (?:{_NUMBER_WORD}|\d+)\b){{0,8}}),?"
    r" (?:at|arroba|at sign|ät)"
    rf" (?P<domain>[\w-]+(?:(?: (?:dot|punto|punkt) |\.)\w+){{1,4}})",
    re.IGNORECASE,
)
_NOT_A_MAILBOX = frozenset(
    [
        "me",
        "us",
        "him",
        "her",
        "them",
        "you",
        "it",
        "is",
        "am",
        "was",
        "are",
        "look",
        "here",
        "there",
        "online",
        "visit",
        "arrive",
        "be",
        "back",
    ]
)
_SIGNS = {
    "dot": ".", "period": ".", "punto": ".", "punkt": ".", "underscore": "_", "guion bajo": "_",
    "unterstrich": "_",
    "dash": "-", "hyphen": "-", "minus": "-", "guion": "-", "guión": "-", "bindestrich": "-",
    "plus": "+",
}  # fmt: skip


def region_of(number: str | None) -> str:
    """The country a bare number belongs to, guessed from one that is known."""
    parsed = _parsed(number or "", "US")
    if parsed is None or parsed.country_code is None:
        return "US"
    return str(phonenumbers.region_code_for_country_code(parsed.country_code))


def e164(number: str | None, region: str) -> str | None:
    """A number that came in international form is kept even where the numbering plan has since
    changed.
    """
    if number and _INTERNATIONAL.fullmatch(number):
        return number
    parsed = _parsed(number or "", region)
    return (
        phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) if parsed else None
    )


def find_phone(text: str, region: str) -> str | None:
    """Returns the first phone number said, in E.164; order and account numbers are none."""
    possible = phonenumbers.Leniency.POSSIBLE
    for said in (text[start:end] for start, end in stretches(text)):
        for match in phonenumbers.PhoneNumberMatcher(
            said, region, leniency=possible, max_tries=_MOST_CANDIDATES
        ):
            if not _is_about_something_else(said, match.start):
                return str(
                    phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
                )
    dictated = (
        digits
        for start, digits in _spoken_numbers(text)
        if not _is_about_something_else(text, start)
    )
    return next((number for digits in dictated if (number := e164(digits, region))), None)


def _is_about_something_else(text: str, start: int) -> bool:
    return bool(_NOT_A_PHONE.search(text[max(0, start - _LOOK_BACK) : start]))


def find_email(text: str) -> str | None:
    written = next(matches(_ADDRESS, text), None)
    if written:
        return written[0].lower()
    for match in matches(_SPOKEN_ADDRESS, text):
        local = _written(match["local"])
        if local not in _NOT_A_MAILBOX:
            return f"{local}@{_written(match['domain'])}"
    return None


def _parsed(number: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_possible_number(parsed) else None


def _spoken_numbers(text: str) -> Iterator[tuple[int, str]]:
    """Runs of digits said as words, "double seven" and "plus" included, and where each begins."""
    words = [(match.start(), match[0].lower()) for match in _TOKEN.finditer(text)]
    for is_number, run in groupby(words, key=lambda word: _is_digit_word(word[1])):
        said = list(run)
        digits = _digits([word for _, word in said]) if is_number else ""
        if _SHORTEST <= len(digits.lstrip("+")) <= _LONGEST:
            yield said[0][0], digits


def _is_digit_word(word: str) -> bool:
    return (
        word in _SPOKEN
        or word in _TENS_DIGITS
        or word in _REPEATS
        or word.isdecimal()
        or word in ("plus", "+")
    )


def _digits(words: Sequence[str]) -> str:
    digits, repeat, after_tens = "", 1, False
    for word in words:
        if word in _REPEATS:
            repeat = _REPEATS[word]
            continue
        said = "+" if word in ("plus", "+") else _TENS_DIGITS.get(word) or _SPOKEN.get(word, word)
        is_tens = word in _TENS_DIGITS
        digits += "0" * (after_tens and (is_tens or not _is_unit(said))) + said * repeat
        repeat, after_tens = 1, is_tens
    return digits + "0" * after_tens


def _is_unit(said: str) -> bool:
    return len(said) == 1 and said in "123456789"


def _written(spoken: str) -> str:
    written = spoken.lower()
    for word, sign in sorted(_SIGNS.items(), key=lambda pair: -len(pair[0])):
        written = re.sub(rf" {word} ", sign, written)
    words = written.split(" ")
    return "".join(_digits_of(word, words[at + 1 : at + 2]) for at, word in enumerate(words))


def _digits_of(word: str, following: list[str]) -> str:
    if word in _TENS_DIGITS:
        ends_in_unit = (
            bool(following) and following[0] in _SPOKEN and len(_SPOKEN[following[0]]) == 1
        )
        return _TENS_DIGITS[word] + ("" if ends_in_unit else "0")
    return _SPOKEN.get(word, word)
