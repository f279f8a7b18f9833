"""Field types that several bodies share. The schema of each states exactly what is accepted."""

import re
from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    Strict,
    StringConstraints,
    WithJsonSchema,
)

from shared.domain.public_holidays import known_countries
from shared.domain.steps import MADE_OF_TRANSCRIPT, Step
from shared.domain.visible import UNSEEN
from shared.domain.zones import ZoneName

# Characters that PostgreSQL does not store. The pattern is valid in Python and ECMA, as JSON Schema
# requires.
NO_NUL = r"^[^\x00]*$"
# A text that shows something.
VISIBLE = rf"^[^\x00]*[^{UNSEEN}][^\x00]*$"
# A sender's id of its agent.
ExternalAgentId = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=NO_NUL)]


def lowered_sid(given: str) -> str:
    """Returns a Twilio SID as it is stored: in lower case after its two letters."""
    return given[:2] + given[2:].lower()


AccountSid = Annotated[
    str, StringConstraints(pattern=r"^AC[0-9a-fA-F]{32}$"), AfterValidator(lowered_sid)
]
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ZONE = r"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$"
_CLOCK = r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$"


def _aware_instant(value: Any) -> datetime:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise ValueError("must be a date and a time with UTC offset, such as 2026-11-18T15:30:00Z")
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("must be an existing time, in the years 1 to 9999") from None


def _checked_day(value: Any) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("must be a date such as 2026-11-18")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("must be an existing date") from None


def _clock_time(value: Any) -> time:
    """Returns the time unchanged when it is one already, as in responses."""
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or not re.fullmatch(_CLOCK, value):
        raise ValueError("must be a time of day such as 09:00")
    return time.fromisoformat(value)


def _plain_number(value: Any) -> Any:
    if isinstance(value, (str, bool)):
        raise ValueError("must be a number")  # noqa: TRY004 - pydantic's word for it
    return value


def _of_analysis(step: Step) -> Step:
    if step not in MADE_OF_TRANSCRIPT:
        raise ValueError("must be a step that works on the transcript")
    return step


def _skippable(step: Step) -> Step:
    if step is Step.TRANSCRIBE:
        raise ValueError(
            "every other step needs the transcript; to only keep recordings, set `transcribe` to"
            " false"
        )
    return step


def _known_country(code: str) -> str:
    if code not in known_countries():
        raise ValueError("must be a country's two letters (ISO 3166) such as US")
    return code


# RFC 3339: numbers and dates alone, which could be read as instants too, are refused.
Instant = Annotated[
    datetime,
    BeforeValidator(_aware_instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Day = Annotated[
    date, BeforeValidator(_checked_day), WithJsonSchema({"type": "string", "format": "date"})
]
# A local time; the zone is in another field.
Clock = Annotated[
    time, BeforeValidator(_clock_time), WithJsonSchema({"type": "string", "pattern": _CLOCK})
]
Zone = Annotated[
    ZoneName, WithJsonSchema({"type": "string", "format": "iana-time-zone", "pattern": _ZONE})
]
Country = Annotated[
    str,
    AfterValidator(_known_country),
    WithJsonSchema({"type": "string", "enum": list(known_countries())}),
]
Language = Annotated[str, StringConstraints(pattern="^[a-z]{2,3}$")]
# Spaces around a text are removed after its length is checked, because a client counts them.
Stripped = AfterValidator(str.strip)
Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=VISIBLE),
    Stripped,
]
Term = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=60, pattern=rf"^[^\x00-\x1f<>]*[^{UNSEEN}<>][^\x00-\x1f<>]*$"
    ),
    Stripped,
]
_SENT_IN_HEADER = r"^[!-~]([ -~]*[!-~])?$"


def _sent_in_header(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(_SENT_IN_HEADER, secret.get_secret_value()):
        raise ValueError(
            "may hold printable ASCII characters only, and must not begin or end with a space: look"
            " for a line break that was copied along"
        )
    return secret


# A key or secret that is sent in a header, by us or by a sender.
HeaderSecret = Annotated[
    SecretStr,
    AfterValidator(_sent_in_header),
    Field(json_schema_extra={"pattern": _SENT_IN_HEADER}),
]
_ADDRESS_PART = rf"[^@{UNSEEN}]+"
Email = Annotated[
    str,
    StringConstraints(
        max_length=320,
        pattern=rf"^[\t-\r ]*{_ADDRESS_PART}@{_ADDRESS_PART}\.{_ADDRESS_PART}[\t-\r ]*$",
    ),
    Stripped,
]
# Stored without punctuation, as senders' numbers are, so that one search finds both.
Number = Annotated[
    str,
    StringConstraints(
        max_length=40,
        pattern=r"^[\t-\r ]*\+?[ (]*[0-9][ ()./-]*[0-9][0-9 ()./-]*[\t-\r ]*$",
    ),
    AfterValidator(lambda number: re.sub(r"\(0\)|[\s()./-]", "", number)),
]
Switch = Annotated[bool, Strict()]
# JSON does not distinguish 1 from 1.0.
Count = Annotated[int, BeforeValidator(_plain_number)]
Microusd = Annotated[Count, Field(ge=0, le=10**15)]
StepOfAnalysis = Annotated[
    Step,
    AfterValidator(_of_analysis),
    WithJsonSchema({"type": "string", "enum": [str(each) for each in MADE_OF_TRANSCRIPT]}),
]
SkippableStep = Annotated[
    Step,
    AfterValidator(_skippable),
    WithJsonSchema(
        {"type": "string", "enum": [str(each) for each in Step if each is not Step.TRANSCRIBE]}
    ),
]
