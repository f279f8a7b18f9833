"""ElevenLabs post-call webhooks: their events, the short form of early integrations, and the signature.

Source: elevenlabs.io/docs/eleven-agents/workflows/post-call-webhooks. Their own SDK's model is not used
as a validator because it rejects their documented example.
"""

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any, BinaryIO, Literal

from pydantic import (
    AliasChoices,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from shared.domain.incoming import Conversation, IncomingAudio, IncomingCall, IncomingEvent, UnknownEvent
from shared.domain.languages import primary_language
from shared.domain.statuses import Source
from shared.domain.transcript import Speaker, Transcript, Turn
from shared.domain.transcript_bounds import MOST_TURNS, bounded, ends
from shared.errors import InvalidRequest, Unauthorized
from shared.senders.payloads import NUL, pointers
from shared.senders.payloads import parse_json as parse_json  # noqa: PLC0414 - routes ask the sender for it
from shared.senders.skimming import restored, skim

TRANSCRIPTION: Literal["post_call_transcription"] = "post_call_transcription"
AUDIO = "post_call_audio"
INITIATION_FAILURE = "call_initiation_failure"
# Stands in a payload for turns that were left out.
LEFT_OUT = "aftercall_left_out"
UNFINISHED = ("initiated", "in-progress", "processing")

UnixSeconds = Annotated[float, Field(ge=0, le=253_402_300_799)]
Identifier = Annotated[str, Field(min_length=1, max_length=200)]


class SignatureCheck:
    """Fed the body as it arrives. Raises Unauthorized at once when the header alone shows that it cannot match.

    The header is `t=<unix seconds>,v0=<hex hmac-sha256 of "t.body">`, within `tolerance_s` of `now`, either
    way; several v0 may stand in it while the sender rotates its secret.
    """

    def __init__(self, header: str | None, *, secrets: Sequence[str], now: datetime, tolerance_s: int) -> None:
        if not header:
            raise Unauthorized("The ElevenLabs-Signature header is missing.", code="signature_missing")
        fields = [part.strip().partition("=") for part in header.split(",")]
        stamps = [value for name, _, value in fields if name == "t"]
        self._given = [value.encode() for name, _, value in fields if name == "v0"]
        if len(stamps) != 1 or not re.fullmatch(r"[0-9]{1,12}", stamps[0]) or not self._given:
            raise Unauthorized("The ElevenLabs-Signature header is malformed.", code="signature_malformed")
        if abs(now.timestamp() - int(stamps[0])) > tolerance_s:
            raise Unauthorized("The signature's timestamp is too far from the present.", code="signature_too_old")
        self._expected = [hmac.new(secret.encode(), stamps[0].encode() + b".", "sha256") for secret in secrets]

    def feed(self, block: bytes) -> None:
        for expected in self._expected:
            expected.update(block)

    def require_match(self) -> None:
        """Raises Unauthorized unless one of the secrets signed what was fed."""
        digests = [expected.hexdigest().encode() for expected in self._expected]
        # Every pair is compared, so that time does not tell which one matched.
        if not sum(hmac.compare_digest(one, other) for one in digests for other in self._given):
            raise Unauthorized("The signature does not match.", code="signature_mismatch")


def verify_signature(
    header: str | None, body: bytes, *, secrets: Sequence[str], now: datetime, tolerance_s: int
) -> None:
    """Raises Unauthorized unless one of `secrets` signed `body`; see SignatureCheck."""
    check = SignatureCheck(header, secrets=secrets, now=now, tolerance_s=tolerance_s)
    check.feed(body)
    check.require_match()


def sign(body: bytes, *, secret: str, at: datetime) -> str:
    """The header ElevenLabs would send; for the demo and for tests."""
    stamp = str(int(at.timestamp()))
    return f"t={stamp},v0={hmac.digest(secret.encode(), stamp.encode() + b'.' + body, hashlib.sha256).hex()}"


def parse_event(payload: dict[str, Any]) -> IncomingEvent:
    """Raises InvalidRequest, naming the field."""
    event_type = payload.get("type", TRANSCRIPTION)
    try:
        match event_type:
            case "post_call_transcription":
                return _incoming_call(_TranscriptionEvent.model_validate(_shortened(payload)))
            case "post_call_audio":
                return _incoming_audio(_AudioEvent.model_validate(payload))
            case "call_initiation_failure":
                return _incoming_failure(_FailureEvent.model_validate(payload))
            case str():
                return UnknownEvent(event_type[:100])
            case _:
                raise InvalidRequest("type must be a string.", fields=(("/type", "must be a string"),))
    except ValidationError as error:
        raise InvalidRequest("The event is not what ElevenLabs documents.", fields=pointers(error)) from None


def parse_call(body: bytes) -> IncomingCall | None:
    """What `parse_event` makes of the JSON in `body` when it is a call that ended; None when it is something else,
    something is wrong with it, or it has a NUL in it.

    It takes half the time, because what nobody reads of the body never becomes objects. There `NaN` may stand.
    """
    if NUL in body:
        return None
    try:
        return _incoming_call(_TranscriptionEvent.model_validate_json(body))
    except ValidationError:
        return None


def read_event(file: BinaryIO, *, max_bytes: int) -> tuple[dict[str, Any], IncomingEvent]:
    """Payload and event of a body that is too large for memory; its audio stays in `file`. Blocks.

    Raises InvalidRequest, and PayloadTooLarge for more than `max_bytes` beside the audio.
    """
    skimmed = skim(file, max_bytes=max_bytes)
    stand_in = _audio_of(skimmed.payload)
    audio = skimmed.left_out.get(stand_in)
    payload = restored(skimmed, file, max_bytes=max_bytes, but=(stand_in,) if audio else ())
    event = parse_event(payload)
    return payload, replace(event, audio_base64=audio) if isinstance(event, IncomingAudio) and audio else event


def parse_conversation(body: bytes) -> Conversation:
    """The answer of GET /v1/convai/conversations/{id}, shaped like the event's data. Raises InvalidRequest."""
    payload = parse_json(body)
    try:
        state = _ConversationState.model_validate(payload)
        call = _incoming_call(_TranscriptionEvent.model_validate(_shortened({"data": payload})))
    except ValidationError as error:
        raise InvalidRequest("The conversation is not what ElevenLabs documents.", fields=pointers(error)) from None
    return Conversation(call, is_over=state.status not in UNFINISHED, has_audio=state.has_audio)


def _shortened(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload with the middle of a very long transcript replaced by a turn that says so, before it is validated:
    that would take seconds in which nothing else is done.
    """
    data = payload.get("data")
    turns = data.get("transcript") if isinstance(data, dict) else None
    if isinstance(turns, dict):
        turns = turns.get("messages")
    if not isinstance(data, dict) or not isinstance(turns, list) or len(turns) <= MOST_TURNS:
        return payload
    first, last = ends(turns, MOST_TURNS)
    missing = {"role": "agent", LEFT_OUT: len(turns) - MOST_TURNS}
    return {**payload, "data": {**data, "transcript": [*first, missing, *last]}}


def _audio_of(payload: dict[str, Any]) -> str:
    data = payload.get("data") if payload.get("type") == AUDIO else None
    audio = data.get("full_audio") if isinstance(data, dict) else None
    return audio if isinstance(audio, str) else ""


def _text(value: object) -> object:
    return str(value) if isinstance(value, int | float) else value


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, allow_inf_nan=False)


def _language(value: object) -> str | None:
    """No call is refused for it."""
    return primary_language(value) if isinstance(value, str) else None


class _Turn(_Lenient):
    role: Literal["agent", "user", "assistant"]
    message: str | None = Field(None, validation_alias=AliasChoices("message", "content"))
    time_in_call_secs: Annotated[float, Field(ge=0)] | None = None
    left_out: int = Field(0, alias=LEFT_OUT, ge=0)


class _PhoneCall(_Lenient):
    direction: Literal["inbound", "outbound"] | None = None
    agent_number: Annotated[str | None, BeforeValidator(_text)] = None
    external_number: Annotated[str | None, BeforeValidator(_text)] = None
    call_sid: str | None = None


class _Metadata(_Lenient):
    start_time_unix_secs: UnixSeconds | None = None
    call_duration_secs: Annotated[float, Field(ge=0)] | None = None
    main_language: Annotated[str | None, BeforeValidator(_language)] = None
    timezone: str | None = None
    termination_reason: str | None = None
    cost: float | None = None
    phone_call: _PhoneCall | None = None


class _Analysis(_Lenient):
    transcript_summary: str | None = None
    call_summary_title: str | None = None
    call_successful: str | None = None
    data_collection_results: dict[str, Any] | None = None
    evaluation_criteria_results: dict[str, Any] | None = None


class _InitiationData(_Lenient):
    dynamic_variables: dict[str, Any] | None = None


class _CallData(_Lenient):
    agent_id: Identifier
    conversation_id: Identifier
    agent_name: str | None = None
    # The short form wraps the turns: `{"messages": [{"role", "content"}]}`.
    transcript: list[_Turn] | None = Field(
        None, validation_alias=AliasChoices(AliasPath("transcript", "messages"), "transcript")
    )
    metadata: _Metadata | None = None
    analysis: _Analysis | None = None
    conversation_initiation_client_data: _InitiationData | None = None


class _Envelope(_Lenient):
    # The limit stands inside: outside it would be put to None as well, which is no ValidationError.
    event_timestamp: Annotated[Annotated[str, Field(max_length=40)] | None, BeforeValidator(_text)] = None


class _ConversationState(_Lenient):
    status: str = "done"
    has_audio: bool = False


class _TranscriptionEvent(_Envelope):
    type: Literal["post_call_transcription"] = TRANSCRIPTION
    data: _CallData


class _AudioData(_Lenient):
    agent_id: Identifier
    conversation_id: Identifier
    full_audio: str = Field(min_length=1)


class _AudioEvent(_Envelope):
    data: _AudioData


class _FailureMetadata(_Lenient):
    body: dict[str, Any] = Field(default_factory=dict)


class _FailureData(_Lenient):
    agent_id: Identifier
    conversation_id: Identifier
    failure_reason: str = "unknown"
    metadata: _FailureMetadata = Field(default_factory=_FailureMetadata)


class _FailureEvent(_Envelope):
    data: _FailureData


def _event_key(event_type: str, conversation_id: str, timestamp: str | None) -> str:
    """A retry repeats the body but may carry a newer signature, and there is no delivery id."""
    return f"{event_type}:{conversation_id}:{timestamp or ''}"


def _incoming_call(event: _TranscriptionEvent) -> IncomingCall:
    data, metadata = event.data, event.data.metadata or _Metadata()
    phone, analysis = metadata.phone_call or _PhoneCall(), data.analysis or _Analysis()
    variables = (data.conversation_initiation_client_data or _InitiationData()).dynamic_variables or {}
    outbound = phone.direction == "outbound"
    numbers = (_number(phone.agent_number), _number(phone.external_number))
    sid = phone.call_sid or variables.get("system__call_sid")
    return IncomingCall(
        source=Source.ELEVENLABS,
        event_type=TRANSCRIPTION,
        event_key=_event_key(TRANSCRIPTION, data.conversation_id, event.event_timestamp),
        external_id=data.conversation_id,
        agent_external_id=data.agent_id,
        agent_name=data.agent_name,
        direction=phone.direction,
        from_number=numbers[0] if outbound else numbers[1],
        to_number=numbers[1] if outbound else numbers[0],
        call_sid=_sid(sid),
        started_at=_instant(metadata.start_time_unix_secs),
        duration_s=metadata.call_duration_secs,
        language=metadata.main_language,
        timezone=metadata.timezone or _zone_of(variables),
        title=analysis.call_summary_title,
        transcript=_transcript(data.transcript, metadata.main_language),
        sender_data={
            "termination_reason": metadata.termination_reason,
            "cost": metadata.cost,
            **analysis.model_dump(exclude_none=True),
        },
    )


def _incoming_audio(event: _AudioEvent) -> IncomingAudio:
    return IncomingAudio(
        source=Source.ELEVENLABS,
        event_type=AUDIO,
        event_key=_event_key(AUDIO, event.data.conversation_id, event.event_timestamp),
        external_id=event.data.conversation_id,
        agent_external_id=event.data.agent_id,
        audio_base64=event.data.full_audio,
    )


def _incoming_failure(event: _FailureEvent) -> IncomingCall:
    data, body = event.data, event.data.metadata.body
    sid = body.get("CallSid") or body.get("call_sid")
    return IncomingCall(
        source=Source.ELEVENLABS,
        event_type=INITIATION_FAILURE,
        event_key=_event_key(INITIATION_FAILURE, data.conversation_id, event.event_timestamp),
        external_id=data.conversation_id,
        agent_external_id=data.agent_id,
        direction="outbound",
        from_number=_number(body.get("From") or body.get("from_number")),
        to_number=_number(body.get("To") or body.get("to_number")),
        call_sid=_sid(sid),
        failure=data.failure_reason[:200] or "unknown",
    )


def _transcript(turns: list[_Turn] | None, language: str | None) -> Transcript | None:
    """None when the sender withheld it. Turns that only call tools have no words and are left out."""
    if turns is None:
        return None
    spoken = [turn for turn in turns if turn.message and turn.message.strip()]
    shortened = next((at for at, turn in enumerate(turns) if turn.left_out), None)
    gap = None
    if shortened is not None:
        before = sum(bool(turn.message and turn.message.strip()) for turn in turns[:shortened])
        gap = before, turns[shortened].left_out
    ends = [*(turn.time_in_call_secs for turn in spoken[1:]), None]
    transcript = Transcript(
        turns=tuple(
            Turn(
                speaker=Speaker.CUSTOMER if turn.role == "user" else Speaker.AGENT,
                text=(turn.message or "").strip(),
                start_s=turn.time_in_call_secs,
                end_s=end,
            )
            for turn, end in zip(spoken, ends, strict=False)
        ),
        language=language,
    )
    return bounded(transcript, gap=gap)


def _number(value: object) -> str | None:
    """Numbers come with spaces and brackets at times; None when there are no digits."""
    text = re.sub(r"[^\d+]", "", str(value))[:32] if value is not None else ""
    return text if re.search(r"\d", text) else None


def _sid(value: object) -> str | None:
    """Bounded, because it is indexed and comes from free-form fields."""
    return value[:100] if isinstance(value, str) and value else None


def _instant(unix_seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(unix_seconds, UTC) if unix_seconds else None


def _zone_of(variables: dict[str, Any]) -> str | None:
    zone = variables.get("system__timezone")
    return zone if isinstance(zone, str) and zone else None
