"""Reads the two events of transcription services, and checks the two ways in which they may be
signed.

Source of the headers webhook-*: github.com/standard-webhooks/standard-webhooks, spec 1.0.0.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Annotated, Any, Self, TypeVar
from uuid import UUID

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from shared.domain.ids import RecordingId
from shared.domain.incoming import TranscriptionCompleted, TranscriptionFailed, UnknownEvent
from shared.domain.languages import primary_language
from shared.domain.transcript import LeftOut, Segment, Speaker, Transcript, Turn, Word
from shared.domain.transcript_bounds import MOST_SEGMENTS, MOST_WORDS, bounded, ends
from shared.domain.turns import turns_from_words
from shared.errors import InvalidRequest, Unauthorized
from shared.payloads.tolerant import merged, unwrapped, validated

TranscriptionEvent = TranscriptionCompleted | TranscriptionFailed | UnknownEvent

COMPLETED = "transcription.completed"
FAILED = "transcription.failed"
TOLERANCE_S = 5 * 60
_STANDARD_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")

_ROLES = {
    "agent": Speaker.AGENT,
    "assistant": Speaker.AGENT,
    "customer": Speaker.CUSTOMER,
    "caller": Speaker.CUSTOMER,
    "user": Speaker.CUSTOMER,
}


class SignatureCheck:
    """Checks a body as it arrives. Raises Unauthorized at once when the headers alone show that it
    cannot match.

    Names in `headers` are in lower case. With any of webhook-id, webhook-timestamp and
    webhook-signature it must be Standard Webhooks, sent within `tolerance_s` of `now`, before or
    after. Otherwise X-Webhook-Signature holds the hex HMAC-SHA256 of the body, which contains no
    time: a repeat must be recognised by its event key.
    """

    def __init__(
        self,
        headers: Mapping[str, str],
        *,
        secrets: Sequence[str],
        now: datetime,
        tolerance_s: int = TOLERANCE_S,
    ) -> None:
        keys = [secret for secret in secrets if secret]
        self._is_standard = any(name in headers for name in _STANDARD_HEADERS)
        if self._is_standard:
            signed, self._given = _standard_headers(headers, now, tolerance_s)
            self._expected = [hmac.new(_standard_key(key), signed, "sha256") for key in keys]
            return
        header = headers.get("x-webhook-signature", "").strip()
        if not header:
            raise Unauthorized(
                "The X-Webhook-Signature header is missing.", code="signature_missing"
            )
        self._given = [header.removeprefix("sha256=").lower()]
        self._expected = [hmac.new(key.encode(), b"", "sha256") for key in keys]

    def feed(self, block: bytes) -> None:
        for expected in self._expected:
            expected.update(block)

    def require_match(self) -> None:
        """Raises Unauthorized unless one of the secrets signed the body."""
        if self._is_standard:
            digests = [base64.b64encode(expected.digest()).decode() for expected in self._expected]
        else:
            digests = [expected.hexdigest() for expected in self._expected]
        # Every pair is compared, so that the time does not reveal which one matched.
        if not sum(
            hmac.compare_digest(one.encode(), other.encode())
            for one in self._given
            for other in digests
        ):
            raise Unauthorized("The signature does not match.", code="signature_mismatch")


def verify_signature(
    headers: Mapping[str, str],
    body: bytes,
    *,
    secrets: Sequence[str],
    now: datetime,
    tolerance_s: int = TOLERANCE_S,
) -> None:
    """Raises Unauthorized unless one of `secrets` signed `body`; see SignatureCheck."""
    check = SignatureCheck(headers, secrets=secrets, now=now, tolerance_s=tolerance_s)
    check.feed(body)
    check.require_match()


def sign(body: bytes, *, secret: str) -> dict[str, str]:
    """Returns the header of the plain signature; for the demo and for tests."""
    return {"x-webhook-signature": "sha256=" + hmac.digest(secret.encode(), body, "sha256").hex()}


def sign_standard(body: bytes, *, secret: str, delivery_id: str, at: datetime) -> dict[str, str]:
    """Returns the headers of Standard Webhooks; for the demo and for tests."""
    stamp = str(int(at.timestamp()))
    signed = f"{delivery_id}.{stamp}.".encode() + body
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": stamp,
        "webhook-signature": "v1,"
        + base64.b64encode(hmac.digest(_standard_key(secret), signed, "sha256")).decode(),
    }


def parse_event(value: Any, notes: Sequence[str] = ()) -> TranscriptionEvent:
    """Parses an event. Raises InvalidRequest, naming the field, when its recording or its type
    cannot be identified.

    The event's name is in `type` or `event`, the rest in `data` or next to the name. Other
    unreadable fields are left out and noted; `notes` are the reader's.
    """
    payload = unwrapped(value, _is_event)
    name = payload.get("type", payload.get("event"))
    data, below = (
        (payload["data"], "/data") if isinstance(payload.get("data"), dict) else (payload, "")
    )
    event_type = name if isinstance(name, str) else _type_of(data)
    try:
        match event_type:
            case "transcription.completed":
                found = _shortened(_tolerant_copy(data))
                return replace(found, notes=merged(notes, found.notes))
            case "transcription.failed":
                failed = validated(_Failed, {**data, "error": data.get("error") or "unknown"})[0]
                return TranscriptionFailed(
                    event_key=f"{FAILED}:{failed.recording_id}",
                    recording_id=RecordingId(failed.recording_id),
                    reason=failed.error.strip()[:500] or "unknown",
                )
            case str():
                return UnknownEvent(
                    event_type[:100], of_call=_names_recording(data) and _type_of(data) == COMPLETED
                )
            case _:
                raise InvalidRequest(
                    "type must be a string.", fields=(("/type", "must be a string"),)
                )
    except InvalidRequest as error:
        fields = tuple((below + pointer, problem) for pointer, problem in error.fields)
        raise InvalidRequest("This is not a transcription event.", fields=fields) from None


def _is_event(value: Mapping[str, Any]) -> bool:
    data = value.get("data")
    return (
        _names_recording(value)
        or (isinstance(data, dict) and _names_recording(data))
        or "type" in value
    )


def _names_recording(data: Mapping[str, Any]) -> bool:
    return "recording_id" in data or "recordingId" in data


def _type_of(data: Mapping[str, Any]) -> str | None:
    """Returns the type by the fields of the event."""
    if any(data.get(name) for name in ("text", "segments", "words")):
        return COMPLETED
    return FAILED if data.get("error") else None


def _tolerant_copy(data: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a copy without the unreadable fields."""
    copy = dict(data)
    for name in ("segments", "words"):
        if isinstance(copy.get(name), list):
            copy[name] = [dict(each) if isinstance(each, dict) else each for each in copy[name]]
    return copy


def _standard_headers(
    headers: Mapping[str, str], now: datetime, tolerance_s: int
) -> tuple[bytes, list[str]]:
    """Returns the prefix that is signed before the body, and the given signatures."""
    delivery_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    signatures = [entry.partition(",") for entry in headers.get("webhook-signature", "").split()]
    if not delivery_id or not re.fullmatch(r"[0-9]{1,12}", stamp) or not signatures:
        raise Unauthorized(
            "The headers webhook-id, webhook-timestamp and webhook-signature are incomplete.",
            code="signature_missing",
        )
    if abs(now.timestamp() - int(stamp)) > tolerance_s:
        raise Unauthorized(
            "The signature's timestamp is too old or in the future: check the clocks of both"
            " machines, and sign each attempt again.",
            code="signature_too_old",
        )
    return f"{delivery_id}.{stamp}.".encode(), [
        value for version, _, value in signatures if version == "v1"
    ]


def _standard_key(secret: str) -> bytes:
    """Returns the key: the specification's `whsec_` and base64, or any other secret as it is."""
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        return secret.encode()


def _speaker_label(value: object) -> object:
    """Returns the label; some services number the speakers."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Seconds = Annotated[float, Field(ge=0)]


class _Strict(BaseModel):
    """Accepts values with their JSON types: the text "12" is no number. Unknown fields
    are ignored.
    """

    model_config = ConfigDict(
        strict=True, extra="ignore", allow_inf_nan=False, hide_input_in_errors=True
    )


class _Spoken(_Strict):
    text: str
    start: Seconds
    end: Seconds
    speaker: Annotated[str | None, BeforeValidator(_speaker_label)] = None

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.end < self.start:
            raise ValueError("end must not be before start")
        return self

    @property
    def role(self) -> Speaker:
        """Returns the role. Services invent names (A, B, 0, 1); only names that state a role are
        used.
        """
        return _ROLES.get((self.speaker or "").strip().lower(), Speaker.UNKNOWN)


class _Word(_Spoken):
    text: str = Field(validation_alias=AliasChoices("word", "text"))


class _Event(_Strict):
    recording_id: UUID = Field(
        strict=False, validation_alias=AliasChoices("recording_id", "recordingId")
    )


class _Completed(_Event):
    text: str = ""
    language: Annotated[str, Field(max_length=40)] | None = None
    duration: Seconds | None = None
    segments: list[_Spoken] | None = None
    words: list[_Word] | None = None


class _Failed(_Event):
    error: str = "unknown"


def _shortened(data: dict[str, Any]) -> TranscriptionCompleted:
    """Leaves out words and segments beyond the limit before they are validated, which would take
    seconds.
    """
    fewer = {}
    for name, most in (("words", MOST_WORDS), ("segments", MOST_SEGMENTS)):
        given = data.get(name)
        if isinstance(given, list) and len(given) > most:
            first, last = ends(given, most)
            data, fewer[name] = {**data, name: [*first, *last]}, len(given) - most
    read, notes = validated(_Completed, data)
    if not any((read.text.strip(), read.segments, read.words)) and notes:
        raise InvalidRequest(
            "Nothing of the transcript can be read.", fields=(("/text", "cannot be read"),)
        )
    completed = replace(_completed_event(read), notes=notes)
    if not fewer:
        return completed
    transcript = completed.transcript
    left_out = replace(transcript.left_out or LeftOut(0, len(transcript.turns)), **fewer)
    return replace(completed, transcript=replace(transcript, left_out=left_out))


def _completed_event(event: _Completed) -> TranscriptionCompleted:
    segments, words = _in_order(event.segments), _in_order(event.words)
    transcript_given = Transcript(
        turns=_spoken_turns(
            event.text.strip() or " ".join(each.text.strip() for each in segments or words),
            segments,
            words,
        ),
        language=primary_language(event.language),
        words=_domain_words(words),
        segments=tuple(
            Segment(each.text.strip(), each.start, each.end, each.role) for each in segments
        ),
    )
    digest = hashlib.sha256(event.model_dump_json().encode()).hexdigest()
    return TranscriptionCompleted(
        # The key also covers the content: a service that found no speech may find some the next
        # time.
        event_key=f"{COMPLETED}:{event.recording_id}:{digest[:16]}",
        recording_id=RecordingId(event.recording_id),
        transcript=bounded(transcript_given),
        duration_s=event.duration,
    )


AnySpoken = TypeVar("AnySpoken", bound=_Spoken)


def _in_order(spoken: Sequence[AnySpoken] | None) -> list[AnySpoken]:
    return sorted(spoken or (), key=lambda each: (each.start, each.end))


def _spoken_turns(
    text: str, segments: Sequence[_Spoken], words: Sequence[_Word]
) -> tuple[Turn, ...]:
    """Returns turns by the fields that distinguish speakers, segments first because they are
    punctuated; otherwise one turn.
    """
    if _are_distinguished(segments):
        return tuple(_voices(segments))
    if _are_distinguished(words):
        known = all(word.role is not Speaker.UNKNOWN for word in words)
        return turns_from_words(_domain_words(words)) if known else tuple(_voices(words))
    timed = segments or words
    start_s, end_s = (timed[0].start, max(each.end for each in timed)) if timed else (None, None)
    return (Turn(Speaker.UNKNOWN, text, start_s, end_s),) if text else ()


def _are_distinguished(spoken: Sequence[_Spoken]) -> bool:
    return any(each.text.strip() for each in spoken) and all(
        each.speaker is not None for each in spoken
    )


def _voices(spoken: Sequence[_Spoken]) -> Iterator[Turn]:
    """Joins consecutive parts of one speaker, named or not, into a turn."""
    for _, group in groupby(
        (each for each in spoken if each.text.strip()), key=lambda each: each.speaker
    ):
        said = list(group)
        yield Turn(
            said[0].role,
            " ".join(each.text.strip() for each in said),
            said[0].start,
            max(each.end for each in said),
        )


def _domain_words(words: Sequence[_Word]) -> tuple[Word, ...]:
    return tuple(Word(each.text.strip(), each.start, each.end, each.role) for each in words)
