"""Reads what senders know of a call besides its words: numbers, the caller's identity, and how it
ended.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import phonenumbers

from shared.domain.insights import Contact
from shared.domain.statuses import CallOutcome

EXTENSION = "A party's address is an extension or a user name, not a phone number."
WITHHELD = "A party withheld its number."
# Shorter ones are extensions and short codes, which cannot be called back.
FEWEST_DIGITS, MOST_DIGITS = 7, 15
FEWEST_NATIONAL_DIGITS = 9
OURS = "The number given for the other party is the agent's own."
LONGEST_FACT = 200
# Twilio's stand-ins for numbers that are withheld: words on the keys of a telephone.
# Source: help.twilio.com "Why am I getting calls from these strange numbers?".
_STAND_INS = {"7378742833", "2562533", "8566696", "266696687", "86282452253", "464"}
_WORDS_FOR_NONE = {
    "anonymous",
    "restricted",
    "unavailable",
    "unknown",
    "private",
    "blocked",
    "withheld",
    "none",
}
_E164 = re.compile(r"\+[0-9]{7,15}")
_SCHEME = re.compile(r"^(sips?|tel|whatsapp|client|mailto|messenger|rcs):", re.IGNORECASE)
_NAME_ADDRESS = re.compile(r"<([^<>]{1,300})>")
_EMAIL = re.compile(r"[^\s@<>,;:\"()]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}")


def phone_number(value: object) -> str | None:
    """Returns digits and a leading plus. Returns None for extensions, short codes, user names and
    withheld numbers.
    """
    return _read_number(value)[0]


def number_note(value: object) -> str | None:
    """Returns why `value` is not a telephone number; None when it is one or is missing."""
    return _read_number(value)[1]


def _read_number(value: object) -> tuple[str | None, str | None]:
    if (
        value is None
        or isinstance(value, bool)
        or not isinstance(value, str | int | float)
        or value == ""
    ):
        return None, None
    if isinstance(value, float):
        # The form that a collected number may have in JSON; other values are no whole number.
        value = int(value) if value.is_integer() else ""
    text = str(value)[:400].strip()
    # The form that nearly all senders use.
    if _E164.fullmatch(text) and text[1:] not in _STAND_INS:
        return text, None
    if address := _NAME_ADDRESS.search(text):
        text = address[1].strip()
    scheme = _SCHEME.match(text)
    user, at, _ = text[scheme.end() if scheme else 0 :].partition("@")
    user = re.split(r"[;?]|(?i:\b(?:ext|x)\b)", user, maxsplit=1)[0].strip()
    if user.lower() in _WORDS_FOR_NONE:
        return None, WITHHELD
    digits = re.sub(r"[^0-9]", "", user)
    if digits in _STAND_INS:
        return None, WITHHELD
    looks_like_one = (
        not re.search(r"[^\W\d_]", user) and FEWEST_DIGITS <= len(digits) <= MOST_DIGITS
    )
    if looks_like_one and not (at and not user.startswith("+") and len(digits) < 10):
        plus = user.startswith("+") or (
            scheme is not None and scheme[1].lower() in ("whatsapp", "rcs")
        )
        return f"{'+' if plus else ''}{digits}", None
    return None, EXTENSION if digits or at or scheme else None


def email_address(value: object) -> str | None:
    found = _EMAIL.fullmatch(value.strip()) if isinstance(value, str) and len(value) < 300 else None
    return found[0] if found else None


NO_PERSON = Contact()
# Words in a field's name that refer to the caller.
_ABOUT_CALLER = {
    "caller",
    "customer",
    "client",
    "user",
    "contact",
    "lead",
    "callback",
    "patient",
    "guest",
    "visitor",
}
# A field with one of these refers to another person or thing.
_ABOUT_OTHERS = {
    "agent", "business", "clinic", "office", "store", "shop", "transfer", "support", "emergency",
    "assistant",
    "doctor", "staff", "our", "destination", "called", "forward", "system", "bot", "voice", "file",
    "model",
    "time", "date", "day", "when", "reason", "order", "account", "policy", "id", "extension", "ext",
    "verified",
}  # fmt: skip
# Owners of a number or address other than the caller.
_OTHER_PEOPLE = {
    "company", "sales", "hotline", "main", "twilio", "from", "to", "wife", "husband", "spouse",
    "partner", "son",
    "daughter", "mother", "father", "brother", "sister", "friend", "referral", "referred",
    "employer", "reference",
}  # fmt: skip
# Other words that the name of a variable may contain.
_PLAIN_NAMES = {
    "phone",
    "number",
    "telephone",
    "tel",
    "mobile",
    "cell",
    "email",
    "mail",
    "address",
    "e",
    "my",
    "your",
}
_NAME_WORDS = {
    "sip", "x", "name", "fullname", "firstname", "lastname", "surname", "nombre", "full", "first",
    "last", "your", "s",
}  # fmt: skip
_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("email", frozenset({"email", "mail", "correo"})),
    ("phone", frozenset({"phone", "telephone", "tel", "mobile", "cell", "cellphone", "phonenumber",
                         "callback", "telefon", "telefono", "handy", "whatsapp"})),
    ("company", frozenset({"company", "organization", "organisation", "firma", "empresa",
                           "employer"})),
    ("city", frozenset({"city", "town", "ciudad", "stadt"})),
    ("service", frozenset({"service", "servicio"})),
    ("name", frozenset({"name", "fullname", "firstname", "lastname", "surname", "nombre"})),
)  # fmt: skip


def contact_of(
    *,
    collected: object,
    variables: object,
    user_id: object,
    ours: str | None = None,
    near: str | None = None,
) -> Contact:
    """Returns the caller's contact. Results of an analysis have priority over variables, and these
    over the user's id.

    `collected` are ElevenLabs' data_collection_results, as an object or as a list. `ours` is the
    number that the caller reached, which is not theirs; a number without a country is read with the
    country of `ours`, or of `near`.
    """
    if not (collected or variables or user_id):
        return NO_PERSON
    found: dict[str, str] = {}
    for name, value in _collected_results(collected):
        _take_fact(found, name, value, sure=True)
    if isinstance(variables, Mapping):
        for name, value in list(variables.items())[:200]:
            if isinstance(name, str) and not name.startswith("system__"):
                _take_fact(found, name, value, sure=False)
    for kind, read in _read_user_id(user_id).items():
        found.setdefault(kind, read)
    if phone := found.pop("phone", None):
        phone = international(phone, ours or near)
        if phone != ours and is_callable(phone, has_country=_region(ours or near) is not None):
            found["phone"] = phone
    first, last = found.pop("first", None), found.pop("last", None)
    if first or last:
        found.setdefault("name", " ".join(filter(None, (first, last))))
    return Contact(**found)


def _read_user_id(user_id: object) -> dict[str, str]:
    """Reads the user's id, because an agent's maker may name its callers by address or
    by number.
    """
    if email := email_address(user_id):
        return {"email": email}
    is_number = isinstance(user_id, str) and user_id.strip().startswith("+")
    phone = phone_number(user_id) if is_number else None
    return {"phone": phone} if phone else {}


def is_callable(number: str, *, has_country: bool) -> bool:
    """Returns whether it is a number of a numbering plan. One without a known country has to be
    long enough.
    """
    if not number.startswith("+"):
        return not has_country and len(number) >= FEWEST_NATIONAL_DIGITS
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(number)))
    except phonenumbers.NumberParseException:
        return False


def international(number: str, near: str | None) -> str:
    """Returns a number with its country code, where the country of the number at the other end
    makes it valid.
    """
    region = None if number.startswith("+") else _region(near)
    if region is None:
        return number
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_valid_number(parsed):
        return number
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def _region(near: str | None) -> str | None:
    try:
        region: str | None = phonenumbers.region_code_for_number(phonenumbers.parse(near or ""))
    except phonenumbers.NumberParseException:
        return None
    return region


def _collected_results(results: object) -> Iterable[tuple[str, object]]:
    if isinstance(results, Mapping):
        for name, result in list(results.items())[:200]:
            yield str(name), result.get("value") if isinstance(result, Mapping) else result
    elif isinstance(results, list):
        for result in results[:200]:
            if isinstance(result, Mapping):
                yield (
                    str(result.get("data_collection_id") or result.get("name") or ""),
                    result.get("value"),
                )


def _take_fact(found: dict[str, str], name: str, value: object, *, sure: bool) -> None:
    """Adds a fact. `sure` says that it was collected in this call. A variable's name must say that
    it is about the caller.
    """
    if (
        value is None
        or isinstance(value, Mapping | list | bool)
        or (words := _words_of_name(name[:100])) & _ABOUT_OTHERS
    ):
        return
    kind = next((kind for kind, names in _KINDS if words & names), None)
    if kind is None and "number" in words and words & _ABOUT_CALLER:
        kind = "phone"
    if kind in ("phone", "email") and (
        words & _OTHER_PEOPLE or not (sure or words <= _PLAIN_NAMES | _ABOUT_CALLER)
    ):
        return
    match kind:
        case "phone":
            read = phone_number(value)
        case "email":
            read = email_address(value)
        case "name":
            about_caller = words <= _NAME_WORDS | _ABOUT_CALLER and (sure or words != {"name"})
            read = _plain_words(value) if about_caller else None
        case "company" | "city" | "service":
            read = _plain_words(value) if sure else None
        case _:
            read = None
    if read is None or kind is None:
        return
    part = next(
        (each for each in ("first", "last") if kind == "name" and {each, f"{each}name"} & words),
        kind,
    )
    found.setdefault(part, read)


@lru_cache(maxsize=1024)
def _words_of_name(name: str) -> frozenset[str]:
    """Splits the name of a variable into words. Cached, because an agent's events have the same
    names in every call.
    """
    return frozenset(re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()))


def _plain_words(value: object) -> str | None:
    text = " ".join(str(value).split())[:LONGEST_FACT]
    return (
        text
        if text
        and text.lower()
        not in {"none", "null", "unknown", "n/a", "na", "not provided", "not mentioned", "-"}
        else None
    )


_VOICEMAIL = re.compile(
    r"voice_?mail|answering_?machine|machine_(?:start|end)|mailbox", re.IGNORECASE
)
_TRANSFERS = ("transfer_to_number", "transfer_to_human", "transfer_call", "forward_call")
# The values of call_result of a phone call, and of Twilio's status of a call.
_RESULTS = {
    "voicemail": CallOutcome.VOICEMAIL,
    "busy": CallOutcome.BUSY,
    "no_answer": CallOutcome.NO_ANSWER,
    "failed": CallOutcome.FAILED,
}


def outcome_of(
    tools: Sequence[tuple[str, str, bool]], *, results: Sequence[object], reason: str | None
) -> CallOutcome | None:
    """Returns how the call ended. `tools` are names, kinds of result and whether each succeeded;
    `results` are the line's statements.

    A mailbox has priority over everything else: no person was there.
    """
    if not (tools or results or reason):
        return None
    succeeded = [(name.lower(), kind.lower()) for name, kind, well in tools if well]
    said = [_RESULTS.get(str(result).strip().lower().replace("-", "_")) for result in results]
    if (
        any(
            "voicemail_detection" in pair[0] or pair[1] == "voicemail_detection_success"
            for pair in succeeded
        )
        or CallOutcome.VOICEMAIL in said
        or (reason and _VOICEMAIL.search(reason[:500]))
    ):
        return CallOutcome.VOICEMAIL
    if any(
        name.startswith(_TRANSFERS)
        or (kind.startswith("transfer_to_number") and kind.endswith("success"))
        for name, kind in succeeded
    ):
        return CallOutcome.TRANSFERRED
    if found := next((each for each in said if each), None):
        return found
    if any(name == "end_call" or kind == "end_call_success" for name, kind in succeeded) or (
        reason and "end_call" in reason[:500]
    ):
        return CallOutcome.ENDED_BY_AGENT
    return None


def is_machine(verdict: object) -> bool:
    """Returns whether a verdict of answering machine detection (Twilio's AnsweredBy) says that no
    person answered.
    """
    text = str(verdict).strip().lower()
    return (
        text.startswith(("machine", "voicemail", "answering_machine", "mailbox")) or text == "fax"
    )


_TAG = re.compile(r"<(/?)([A-Za-z][\w .'-]{0,60})(/?)>")
_SSML = re.compile(r"<break\b[^<>]{0,60}/?>", re.IGNORECASE)


def spoken(text: str) -> str:
    """Removes marks that control a voice: `<Narrator>...</Narrator>`, `<break time="1s"/>`.

    A tag counts as a mark only if it is closed: people write `<3` and `a < b`.
    """
    if "<" not in text:
        return text
    text = _SSML.sub(" ", text)
    tags = list(_TAG.finditer(text))
    closed = {tag[2].strip() for tag in tags if tag[1]} & {
        tag[2].strip() for tag in tags if not tag[1]
    }
    return re.sub(
        r" {2,}", " ", _TAG.sub(lambda tag: " " if tag[2].strip() in closed else tag[0], text)
    ).strip()
