"""Reads Twilio's recordingStatusCallback: the form, its signature, and its data about a recording.

Sources: twilio.com/docs/usage/webhooks/webhooks-security and .../webhook-shared-keys;
twilio-python's request_validator.py; for the parameters, twilio.com/docs/voice/api/recording.
"""

import base64
import hashlib
import hmac
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TypeAlias
from urllib.parse import parse_qsl

from shared.domain.incoming import IncomingRecording, RecordingState, UnknownEvent
from shared.domain.statuses import CallOutcome, Source
from shared.errors import InvalidRequest, SettingsInvalid, Unauthorized
from shared.payloads.facts import is_machine, number_note, phone_number
from shared.payloads.tolerant import parse_json

Fields: TypeAlias = Sequence[tuple[str, str]]

MAX_FORM_BYTES = 256 * 1024
MAX_FIELDS = 1000

_URL = re.compile(
    r"(?P<scheme>https?)://(?:[^/?#]*@)?"
    r"(?P<host>\[[^\]/?#]*\]|[^:/?#@\s]+)(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<rest>(?:[/?][^#]*)?)(?:#.*)?",
    re.IGNORECASE | re.DOTALL,
)
_STATES: dict[str, RecordingState] = {
    "in-progress": "in-progress",
    "completed": "completed",
    "absent": "absent",
    "failed": "failed",
}


class Algorithm(StrEnum):
    """The hash of a signature: SHA-1 is keyed with the account's auth token, SHA-256 with a webhook
    SharedKey.
    """

    HMAC_SHA1 = "HMAC_SHA1"
    HMAC_SHA256 = "HMAC_SHA256"


def public_url(base_url: str, path: str, query: str) -> str:
    """Returns the URL that Twilio requested and signs: behind a proxy, the request's Host and
    scheme do not show it.

    `base_url` is PUBLIC_BASE_URL and may have a path, which the proxy removes; `path` and `query`
    are those of the request, still percent-encoded. Raises SettingsInvalid when `base_url` is
    missing.
    """
    base = _URL.fullmatch(base_url.strip())
    if base is None or "?" in base["rest"]:
        raise SettingsInvalid("PUBLIC_BASE_URL: must be an http or https address without a query")
    port = f":{base['port']}" if base["port"] else ""
    prefix = base["rest"].rstrip("/")
    asked = f"?{query}" if query else ""
    return (
        f"{base['scheme'].lower()}://{base['host']}{port}{prefix}/{path.removeprefix('/')}{asked}"
    )


def verify_signature(
    signature: str | None,
    settings_header: str | None,
    *,
    url: str,
    payload: Fields | bytes,
    secrets: Mapping[Algorithm, Sequence[str]],
) -> None:
    """Raises Unauthorized unless one of `secrets` signed the request.

    `signature` and `settings_header` are X-Twilio-Signature and
    X-Twilio-Webhooks-Signature-Settings, `url` comes from `public_url`. `payload` is the form of a
    POST, nothing for a GET, and the raw body when it is no form. The second header is not signed,
    so it only states which algorithm to try: one without a secret in `secrets` is refused.
    """
    if not signature:
        raise Unauthorized("The X-Twilio-Signature header is missing.", code="signature_missing")
    algorithm = _stated_algorithm(settings_header)
    keys = [secret for secret in secrets.get(algorithm, ()) if secret]
    if not keys:
        raise Unauthorized(
            f"Requests signed with {algorithm} are not accepted here.", code="signature_unsupported"
        )
    fields, hash_matches = (
        (_NO_FIELDS, _hash_matches(url, payload)) if isinstance(payload, bytes) else (payload, True)
    )
    given = signature.strip().encode()
    # Every pair is compared, so that the time does not reveal which one matched.
    matches = sum(
        hmac.compare_digest(
            sign(candidate, fields, secret=secret, algorithm=algorithm).encode(), given
        )
        for candidate in _urls_that_may_be_signed(url)
        for secret in keys
    )
    if not (matches and hash_matches):
        raise Unauthorized(
            f"The signature does not match for {url.partition('?')[0]}."
            " If this is not the address Twilio was given, set PUBLIC_BASE_URL.",
            code="signature_mismatch",
        )


def sign(
    url: str, params: Fields, *, secret: str, algorithm: Algorithm = Algorithm.HMAC_SHA1
) -> str:
    """Returns the X-Twilio-Signature of a request. Repeated names count once per distinct value, in
    sorted order.
    """
    signed = url + "".join(name + value for name, value in sorted(set(params)))
    digest = "sha1" if algorithm is Algorithm.HMAC_SHA1 else "sha256"
    return base64.b64encode(hmac.digest(secret.encode(), signed.encode(), digest)).decode()


def parse_form(body: bytes) -> list[tuple[str, str]]:
    """Returns the pairs as they arrived, because the signature covers empty and repeated ones.
    Raises InvalidRequest.
    """
    if len(body) > MAX_FORM_BYTES:
        raise InvalidRequest(f"The form is larger than the {MAX_FORM_BYTES} bytes allowed.")
    try:
        return parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS
        )
    except ValueError as error:
        raise InvalidRequest(
            f"The body is not a form in UTF-8 of at most {MAX_FIELDS} fields."
        ) from error


def parse_recording_event(fields: Fields) -> IncomingRecording | UnknownEvent:
    """Parses a recording event. Raises InvalidRequest, naming the parameter.

    The ids of account and recording must be valid, because the URL to fetch is made from them; any
    other unreadable parameter is left out and noted. RecordingUrl is not used: it could name any
    host. TwiML's <Record> reports a finished recording without a status.
    """
    given = _Given(fields)
    named = given.text("RecordingStatus")
    status = _STATES.get((named or "").lower()) if named else "completed"
    if not status:
        return UnknownEvent(f"recording.{named}"[:100])
    account_sid, recording_sid = given.sid("AccountSid", "AC"), given.sid("RecordingSid", "RE")
    if not (account_sid and recording_sid):
        problems = [
            (f"/{name}", "is required, once, in Twilio's form")
            for name, value in (("AccountSid", account_sid), ("RecordingSid", recording_sid))
            if value is None
        ]
        raise InvalidRequest(
            "The callback does not have the form that Twilio documents.", fields=tuple(problems)
        )
    duration_s, channels = given.count("RecordingDuration"), given.count("RecordingChannels")
    call_sid, conference_sid = given.sid("CallSid", "CA"), given.sid("ConferenceSid", "CF")
    from_number, to_number = given.number("From", "Caller"), given.number("To", "Called")
    direction, started_at = given.text("Direction"), _instant_of(given.text("RecordingStartTime"))
    return IncomingRecording(
        source=Source.TWILIO,
        status=status,
        account_sid=account_sid,
        recording_sid=recording_sid,
        call_sid=call_sid,
        conference_sid=conference_sid,
        from_number=from_number,
        to_number=to_number,
        duration_s=None if duration_s is None else float(duration_s),
        channels=channels if channels in (1, 2) else None,
        started_at=started_at,
        recording_source=given.text("RecordingSource"),
        track=given.text("RecordingTrack"),
        encrypted=given.has("EncryptionDetails"),
        direction=direction_of(direction),
        notes=tuple(dict.fromkeys(given.notes)),
    )


@dataclass(frozen=True, slots=True)
class CallResource:
    """The numbers of a call, as Twilio's Call resource states them. `notes` say why a number is
    missing.
    """

    from_number: str | None
    to_number: str | None
    direction: str | None
    outcome: CallOutcome | None
    notes: tuple[str, ...]


def parse_call_resource(body: bytes) -> CallResource:
    """Parses the answer of GET /2010-04-01/Accounts/{AC}/Calls/{CA}.json. Raises InvalidRequest."""
    given = parse_json(body)
    status = str(given.get("status", "")).lower()
    answered_by_machine = is_machine(given.get("answered_by") or "")
    numbers = (
        given.get("from") or given.get("from_formatted"),
        given.get("to") or given.get("to_formatted"),
    )
    direction = given.get("direction")
    return CallResource(
        phone_number(numbers[0]),
        phone_number(numbers[1]),
        direction_of(direction if isinstance(direction, str) else None),
        CallOutcome.VOICEMAIL if answered_by_machine else _OUTCOMES.get(status),
        tuple(dict.fromkeys(note for each in numbers if (note := number_note(each)))),
    )


_OUTCOMES = {
    "busy": CallOutcome.BUSY,
    "no-answer": CallOutcome.NO_ANSWER,
    "failed": CallOutcome.FAILED,
}


def direction_of(text: str | None) -> str | None:
    """Returns the direction for Twilio's `inbound`, `outbound-api`, `outbound-dial`,
    `trunking-originating`, `trunking-terminating`.
    """
    word = (text or "").lower()
    if word.startswith(("outbound", "trunking-terminating")):
        return "outbound"
    return "inbound" if word.startswith(("inbound", "trunking-originating")) else None


_NO_FIELDS: Fields = ()


class _Given:
    """The parameters by name; `notes` lists the requested ones that could not be read."""

    def __init__(self, fields: Fields) -> None:
        self.notes: list[str] = []
        self._values: dict[str, set[str]] = defaultdict(set)
        for name, value in fields:
            self._values[name].add(value.replace("\0", "").strip()[:100])

    def text(self, name: str) -> str | None:
        """Returns the value, None when absent or empty. The signature does not show which of
        several values was meant.
        """
        values = self._values.get(name, set())
        if len(values) > 1:
            self.notes.append(f"{name} was given more than once and was left out.")
        return min(values) or None if len(values) == 1 else None

    def has(self, name: str) -> bool:
        return any(self._values.get(name, ()))

    def sid(self, name: str, prefix: str) -> str | None:
        """Returns a SID with its prefix in upper case and the rest in lower case, as Twilio writes
        them.
        """
        text = self.text(name)
        if text and not re.fullmatch(prefix + r"[0-9a-fA-F]{32}", text):
            self._unread(name)
            return None
        return prefix + text[2:].lower() if text else None

    def count(self, name: str) -> int | None:
        text = self.text(name)
        if text and not re.fullmatch(r"[0-9]{1,9}", text):
            self._unread(name)
            return None
        return int(text) if text else None

    def number(self, *names: str) -> str | None:
        """Returns the first value that is a number; None for a SIP or client address."""
        given = [text for name in names if (text := self.text(name))]
        if found := next((number for text in given if (number := phone_number(text))), None):
            return found
        self.notes += [note for text in given[:1] if (note := number_note(text))]
        return None

    def _unread(self, name: str) -> None:
        self.notes.append(f"{name} could not be read and was left out.")


def _stated_algorithm(settings_header: str | None) -> Algorithm:
    """Returns the algorithm. Without the header, or without a name in it, it is the older one.
    Raises Unauthorized.
    """
    parts = [part.partition("=") for part in (settings_header or "").split(",")]
    names = {
        value.strip().upper()
        for name, _, value in parts
        if name.strip() == "algorithm" and value.strip()
    }
    match list(names):
        case []:
            return Algorithm.HMAC_SHA1
        case [name] if name in set(Algorithm):
            return Algorithm(name)
        case _:
            raise Unauthorized(
                "The X-Twilio-Webhooks-Signature-Settings header names no algorithm known here.",
                code="signature_unsupported",
            )


def _urls_that_may_be_signed(url: str) -> list[str]:
    """Returns the URLs that may be signed: Twilio leaves out user and fragment, and is inconsistent
    about the port.
    """
    parts = _URL.fullmatch(url)
    if parts is None:
        return [url]
    origin = f"{parts['scheme']}://{parts['host']}"
    port = parts["port"] or ("443" if parts["scheme"].lower() == "https" else "80")
    return [f"{origin}{parts['rest']}", f"{origin}:{port}{parts['rest']}"]


def _hash_matches(url: str, body: bytes) -> bool:
    """Returns whether the hash in the signed URL matches a body that is no form."""
    query = url.partition("#")[0].partition("?")[2]
    hashes = [part.partition("=")[2] for part in query.split("&") if part.startswith("bodySHA256=")]
    actual = hashlib.sha256(body).hexdigest().encode()
    return len(hashes) == 1 and hmac.compare_digest(hashes[0].lower().encode(), actual)


def _instant_of(rfc2822: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(rfc2822 or "")
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
