"""Reads ElevenLabs post-call webhooks: their events and the short form of early integrations.

Source: elevenlabs.io/docs/eleven-agents/workflows/post-call-webhooks. The model of their SDK is not
used as a validator because it rejects their documented example.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, BinaryIO

from pydantic import ValidationError
from pydantic_core import to_json

from shared.domain.incoming import (
    Conversation,
    IncomingAudio,
    IncomingCall,
    IncomingEvent,
    UnknownEvent,
)
from shared.domain.statuses import CallOutcome, Source
from shared.errors import InvalidRequest
from shared.payloads.facts import (
    contact_of,
    is_machine,
    phone_number,
)
from shared.payloads.skimming import restored, skim
from shared.payloads.tolerant import (
    NUL,
    are_several,
    merged,
    read_body,
    read_json,
    unwrapped,
    validated,
)

# Routes request the missing transcript from the sender.
from shared.payloads.tolerant import parse_json as parse_json  # noqa: PLC0414
from shared.telemetry.logs import is_plain
from shared.vendors.elevenlabs.outcome import call_outcome, sender_error_of
from shared.vendors.elevenlabs.phone_line import phone_line_of
from shared.vendors.elevenlabs.shapes import (
    TRANSCRIPTION,
    Analysis,
    AudioEvent,
    ConversationState,
    FailureEvent,
    InitiationData,
    Metadata,
    PhoneCall,
    TranscriptionEvent,
    conversation_of,
    in_order,
    is_event,
    shortened,
)
from shared.vendors.elevenlabs.traces import are_unread, data_of_traces, has_traces
from shared.vendors.elevenlabs.turns import count_unread, transcript_of

AUDIO = "post_call_audio"
INITIATION_FAILURE = "call_initiation_failure"
MACHINE = "answering_machine_detection"
UNFINISHED = ("initiated", "in-progress", "processing")
UNREAD_TRACES = "data.otlp_traces could not be read and was left out."


class NothingRead(InvalidRequest):
    """The transcript is present, but in no known form."""

    def __init__(self) -> None:
        super().__init__("The event holds turns, and none has text that could be read.")


def parse_event(value: Any, notes: Sequence[str] = ()) -> IncomingEvent:
    """Parses a payload, unwrapping what a relay put around it. `notes` are the reader's.

    Raises InvalidRequest when the call cannot be identified.
    """
    payload = unwrapped(value, is_event)
    given = payload.get("type", payload.get("event_type"))
    event_type = given if isinstance(given, str) and given else TRANSCRIPTION
    if event_type == TRANSCRIPTION and (call := _documented_call(payload)):
        return replace(call, notes=merged(notes, call.notes))
    event = in_order(payload)
    data: dict[str, Any] = event["data"]
    if not data.get("transcript") and are_unread(data):
        notes = merged(notes, [UNREAD_TRACES])
    if has_traces(data) and not data.get("transcript"):
        event = in_order({**event, "data": data_of_traces(data)})
        data = event["data"]
    kind = _kind_of_event(event_type, data)
    if kind is None:
        return UnknownEvent(event_type[:100], of_call="conversation_id" in data)
    try:
        found = _read_as(kind, event_type, event)
    except NothingRead:
        raise
    except InvalidRequest as error:
        raise InvalidRequest(
            "The event does not have the form that ElevenLabs documents.", fields=error.fields
        ) from None
    return (
        found
        if isinstance(found, IncomingAudio)
        else replace(found, notes=merged(notes, found.notes))
    )


def parse_call(body: bytes) -> IncomingCall | None:
    """Returns the same as `parse_event` for the JSON in `body` if it is a finished call in the
    documented form; None when it is another event, is invalid, or contains a NUL.

    It takes half the time, because unused fields of the body never become objects. They may contain
    `NaN`.
    """
    if NUL in body:
        return None
    try:
        event = TranscriptionEvent.model_validate_json(body)
    except ValidationError:
        return None
    return (
        None
        if event.data.is_another or count_unread(event.data.transcript)
        else _incoming_call(event)
    )


def parse_body(body: bytes) -> tuple[dict[str, Any], IncomingEvent]:
    """Parses a body and returns the payload in the documented order, and its event. Raises
    InvalidRequest.
    """
    value, notes = read_body(body)
    return in_order(unwrapped(value, is_event)), parse_event(value, notes)


def read_event(file: BinaryIO, *, max_bytes: int) -> tuple[dict[str, Any], IncomingEvent]:
    """Reads payload and event from a body that is too large for memory; its audio stays in `file`.
    Blocks.

    Raises InvalidRequest, and PayloadTooLarge for more than `max_bytes` besides the audio.
    """
    skimmed = skim(file, max_bytes=max_bytes)
    stand_in = _audio_of(skimmed.payload)
    audio = skimmed.left_out.get(stand_in)
    payload = restored(skimmed, file, max_bytes=max_bytes, but=(stand_in,) if audio else ())
    event = parse_event(payload, skimmed.notes)
    event = (
        replace(event, audio_base64=audio) if isinstance(event, IncomingAudio) and audio else event
    )
    return in_order(unwrapped(payload, is_event)), event


@dataclass(frozen=True, slots=True)
class Named:
    """The ids in an event that cannot be used otherwise."""

    agent_id: str | None = None
    conversation_id: str | None = None
    event_type: str | None = None


def named_in(value: Any) -> Named:
    """Returns the ids of an event. For several events it returns only the agent, if it is the same
    in all.
    """
    if are_several(value, is_event):
        agents = {conversation_of(each)[1] if isinstance(each, dict) else None for each in value}
        return Named(agents.pop()) if len(agents) == 1 else Named()
    try:
        payload = unwrapped(value, is_event)
    except InvalidRequest:
        return Named()
    conversation_id, agent_id = conversation_of(payload)
    given = payload.get("type", payload.get("event_type"))
    return Named(
        agent_id, conversation_id, given if isinstance(given, str) and is_plain(given) else None
    )


def parse_conversation(body: bytes) -> Conversation:
    """Parses the answer of GET /v1/convai/conversations/{id}, which has the shape of the event's
    data. Raises InvalidRequest.
    """
    payload, notes = read_json(body)
    if not isinstance(payload, dict):
        raise InvalidRequest("The conversation does not have the form that ElevenLabs documents.")
    call = parse_event({"type": TRANSCRIPTION, "data": payload}, notes)
    if not isinstance(call, IncomingCall):
        raise InvalidRequest("The conversation does not have the form that ElevenLabs documents.")
    state, _ = validated(
        ConversationState,
        {name: payload[name] for name in ("status", "has_audio") if name in payload},
    )
    return Conversation(call, is_over=state.status not in UNFINISHED, has_audio=state.has_audio)


def _documented_call(payload: dict[str, Any]) -> IncomingCall | None:
    """Returns the call from the documented form; None when the payload needs the
    tolerant reader.
    """
    data = payload.get("data")
    turns = data.get("transcript") if isinstance(data, dict) else None
    if isinstance(turns, dict):
        turns = turns.get("messages")
    if isinstance(data, dict) and isinstance(turns, list):
        payload = {**payload, "data": {**data, "transcript": shortened(turns)}}
    try:
        event = TranscriptionEvent.model_validate(payload)
    except ValidationError:
        return None
    return (
        None
        if event.data.is_another or count_unread(event.data.transcript)
        else _incoming_call(event)
    )


_KINDS = (
    ("initiation_failure", INITIATION_FAILURE),
    ("machine_detection", MACHINE),
    ("answering_machine", MACHINE),
    ("voicemail", MACHINE),
    ("audio", AUDIO),
    ("transcript", TRANSCRIPTION),
)


def _kind_of_event(event_type: str, data: Mapping[str, Any]) -> str | None:
    """Returns the type of the event. Some wire names are not documented; all of them contain the
    name of their subscription.
    """
    if event_type == TRANSCRIPTION and not data.get("transcript"):
        for field, kind in (("full_audio", AUDIO), ("failure_reason", INITIATION_FAILURE)):
            if data.get(field):
                return kind
    name = event_type.lower()
    documented = name.startswith("post_call") or name in (INITIATION_FAILURE, MACHINE)
    if not documented and "conversation_id" not in data:
        return None
    return next((kind for part, kind in _KINDS if part in name), None)


def _read_as(kind: str, event_type: str, event: dict[str, Any]) -> IncomingCall | IncomingAudio:
    unredacted = "unredacted" in event_type.lower()
    name = event_type[:100]
    match kind:
        case "post_call_audio":
            audio = validated(AudioEvent, event)[0]
            return IncomingAudio(
                source=Source.ELEVENLABS,
                event_type=AUDIO,
                event_key=_event_key(
                    AUDIO if event_type == TRANSCRIPTION else name,
                    audio.data.conversation_id,
                    audio.event_timestamp,
                ),
                external_id=audio.data.conversation_id,
                agent_external_id=audio.data.agent_id,
                audio_base64=audio.data.full_audio,
            )
        case "call_initiation_failure":
            failure, notes = validated(FailureEvent, event)
            return replace(_incoming_failure(failure), notes=notes)
        case "answering_machine_detection":
            call, notes = validated(TranscriptionEvent, {**event, "type": TRANSCRIPTION})
            return _detected(_incoming_call(call), name, event["data"], notes)
    call, notes = validated(TranscriptionEvent, {**event, "type": TRANSCRIPTION})
    found = _incoming_call(call, event_type=name)
    if count_unread(call.data.transcript) and not (found.transcript and found.transcript.turns):
        raise NothingRead
    return replace(found, notes=merged(notes, found.notes), unredacted=unredacted)


def _audio_of(value: Any) -> str:
    try:
        data = unwrapped(value, is_event)
    except InvalidRequest:
        return ""
    data = in_order(data)["data"]
    audio = data.get("full_audio") if isinstance(data, dict) else None
    return audio if isinstance(audio, str) else ""


def _event_key(event_type: str, conversation_id: str, timestamp: str | None) -> str:
    """Returns a key of the event: a retry repeats the body but may carry a newer signature, and
    there is no delivery id.
    """
    return f"{event_type}:{conversation_id}:{timestamp or ''}"


_USED = attrgetter(
    *(
        field.name
        for field in fields(IncomingCall)
        if field.name not in ("agent_external_id", "event_key", "notes", "sent_at", "transcript")
    )
)


def _incoming_call(event: TranscriptionEvent, *, event_type: str = TRANSCRIPTION) -> IncomingCall:
    data, metadata = event.data, event.data.metadata or Metadata()
    phone, analysis = metadata.phone_call or PhoneCall(), data.analysis or Analysis()
    client = data.conversation_initiation_client_data or InitiationData()
    variables = client.dynamic_variables or {}
    zone = variables.get("system__timezone")
    line = phone_line_of(metadata, variables)
    transcript, notes = transcript_of(data.transcript, metadata.main_language)
    call = IncomingCall(
        source=Source.ELEVENLABS,
        event_type=event_type,
        event_key=_event_key(event_type, data.conversation_id, event.event_timestamp),
        external_id=data.conversation_id,
        agent_external_id=data.agent_id,
        agent_name=data.agent_name,
        direction=line.direction,
        from_number=line.from_number,
        to_number=line.to_number,
        call_sid=_bounded_sid(phone.call_sid) or _bounded_sid(variables.get("system__call_sid")),
        started_at=datetime.fromtimestamp(metadata.start_time_unix_secs, UTC)
        if metadata.start_time_unix_secs
        else None,
        duration_s=metadata.call_duration_secs,
        language=metadata.main_language,
        timezone=metadata.timezone or (zone if isinstance(zone, str) and zone else None),
        title=analysis.call_summary_title,
        transcript=transcript,
        sender_data={
            "termination_reason": metadata.termination_reason,
            "cost": metadata.cost,
            **analysis.model_dump(exclude_none=True),
        },
        sender_error=sender_error_of(data, metadata),
        has_status=bool(data.status and data.status.strip()),
        outcome=call_outcome(data.transcript or (), metadata),
        contact=contact_of(
            collected=analysis.data_collection_results or analysis.data_collection_results_list,
            variables={**(phone.sip_header_dynamic_variables or {}), **variables},
            user_id=data.user_id or client.user_id,
            ours=line.agent_number,
            near=line.from_number or line.to_number,
        ),
        notes=merged(notes, line.notes),
        sent_at=_sent_at(event.event_timestamp),
    )
    # The key covers all used fields of the event: other words or facts are another event, even if
    # the sender states no time.
    words = call.transcript.text if call.transcript else None
    digest = hashlib.sha256(to_json((words, _USED(call)))).hexdigest()
    return replace(call, event_key=f"{call.event_key}:{digest[:16]}")


def _incoming_failure(event: FailureEvent) -> IncomingCall:
    data, body = event.data, event.data.metadata.body
    reason = data.failure_reason.strip().lower()
    return IncomingCall(
        source=Source.ELEVENLABS,
        event_type=INITIATION_FAILURE,
        event_key=_event_key(INITIATION_FAILURE, data.conversation_id, event.event_timestamp),
        external_id=data.conversation_id,
        agent_external_id=data.agent_id,
        direction="outbound",
        from_number=phone_number(body.get("From") or body.get("Caller") or body.get("from_number")),
        to_number=phone_number(body.get("To") or body.get("Called") or body.get("to_number")),
        call_sid=_bounded_sid(body.get("CallSid") or body.get("call_sid")),
        failure=data.failure_reason[:200] or "unknown",
        outcome={"busy": CallOutcome.BUSY, "no-answer": CallOutcome.NO_ANSWER}.get(
            reason, CallOutcome.FAILED
        ),
        sent_at=_sent_at(event.event_timestamp),
    )


def _detected(
    call: IncomingCall, event_type: str, data: Mapping[str, Any], notes: tuple[str, ...]
) -> IncomingCall:
    """Returns the verdict of machine detection only; what was said comes with the transcript."""
    names = ("answered_by", "AnsweredBy", "result", "verdict", "detection_result", "status")
    holders = (
        data,
        *(
            data[name]
            for name in ("metadata", "detection", "body")
            if isinstance(data.get(name), dict)
        ),
    )
    flags = ("is_machine", "machine_detected", "voicemail_detected", "is_voicemail")
    verdicts = [
        holder[name] for holder in holders for name in names if isinstance(holder.get(name), str)
    ]
    flagged = any(holder.get(name) is True for holder in holders for name in flags)
    return replace(
        call,
        event_type=event_type,
        event_key=call.event_key.replace(TRANSCRIPTION, event_type, 1),
        transcript=None,
        sender_error=None,
        has_status=False,
        is_verdict=True,
        outcome=(
            CallOutcome.VOICEMAIL if flagged or any(map(is_machine, verdicts)) else call.outcome
        ),
        notes=notes,
    )


def _bounded_sid(value: object) -> str | None:
    """Returns the SID. Its length is limited, because it is indexed and comes from free-form
    fields.
    """
    return value[:100] if isinstance(value, str) and value else None


def _sent_at(timestamp: str | None) -> datetime | None:
    """Parses seconds since 1970, or ISO 8601; returns None for other values."""
    try:
        if re.fullmatch(r"[0-9]{1,11}(\.[0-9]{1,9})?", timestamp or ""):
            return datetime.fromtimestamp(float(timestamp or 0), UTC)
        moment = datetime.fromisoformat(timestamp or "")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
