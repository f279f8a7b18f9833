"""Reads the senders' own lists as the events that they should have sent.

Sources: elevenlabs.io/docs/api-reference/conversations/list and
twilio.com/docs/voice/api/recording.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Annotated, Any, TypeVar

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from shared.domain.incoming import IncomingCall, IncomingRecording
from shared.domain.missed_calls import ListedCall, ListedPage
from shared.domain.statuses import Source
from shared.errors import InvalidRequest, ProviderMalformed
from shared.payloads.tolerant import parse_json
from shared.vendors.elevenlabs.shapes import Identifier, UnixSeconds
from shared.vendors.twilio.webhook import parse_recording_event

LISTED = "conversation.listed"

PageT = TypeVar("PageT", bound=BaseModel)


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, allow_inf_nan=False)


class _Conversations(_Lenient):
    conversations: list[dict[str, Any]]
    next_cursor: str | None = None
    has_more: bool = False


class _Conversation(_Lenient):
    conversation_id: Identifier
    agent_id: Identifier
    agent_name: str | None = None
    start_time_unix_secs: UnixSeconds
    call_duration_secs: Annotated[float, Field(ge=0)] = 0
    status: str = ""


class _Recordings(_Lenient):
    recordings: list[dict[str, Any]]
    next_page_uri: str | None = None


def _instant_shape(value: object) -> object:
    if not isinstance(value, str):
        return value
    moment = parsedate_to_datetime(value)
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


class _Recording(_Lenient):
    sid: str
    account_sid: str
    call_sid: str | None = None
    conference_sid: str | None = None
    status: str = ""
    began: Annotated[datetime, BeforeValidator(_instant_shape)] = Field(
        validation_alias=AliasChoices("start_time", "date_created")
    )
    duration: Annotated[float | None, Field(ge=0)] = None
    channels: int | None = None
    source: str | None = None
    track: str | None = None
    encryption_details: dict[str, Any] | None = None


def parse_conversations(body: bytes) -> ListedPage:
    """Returns the finished conversations; others have no event yet. Raises ProviderMalformed."""
    page = _parsed_page(_Conversations, body, "ElevenLabs")
    calls, unreadable = [], 0
    for entry in page.conversations:
        try:
            found = _Conversation.model_validate(entry)
            calls += [_listed_conversation(found)] if found.status == "done" else []
        except (ValidationError, OverflowError):
            unreadable += 1
    return ListedPage(tuple(calls), unreadable, page.next_cursor if page.has_more else None)


def parse_recordings(body: bytes) -> ListedPage:
    """Returns the completed recordings; others have no event yet. Raises ProviderMalformed."""
    page = _parsed_page(_Recordings, body, "Twilio")
    calls, unreadable = [], 0
    for entry in page.recordings:
        try:
            found = _Recording.model_validate(entry)
            calls += [_listed_recording(found)] if found.status == "completed" else []
        except (ValidationError, InvalidRequest, OverflowError):
            unreadable += 1
    return ListedPage(tuple(calls), unreadable, page.next_page_uri)


def _parsed_page(shape: type[PageT], body: bytes, sender: str) -> PageT:
    try:
        return shape.model_validate(parse_json(body))
    except (ValidationError, InvalidRequest):
        # A chained error would write the answer's content into logs.
        raise ProviderMalformed(f"{sender}'s list does not have the documented form") from None


def _listed_conversation(found: _Conversation) -> ListedCall:
    began = datetime.fromtimestamp(found.start_time_unix_secs, UTC)
    event = IncomingCall(
        source=Source.ELEVENLABS,
        event_type=LISTED,
        event_key=f"{LISTED}:{found.conversation_id}",
        external_id=found.conversation_id,
        agent_external_id=found.agent_id,
        agent_name=found.agent_name,
        started_at=began,
        duration_s=found.call_duration_secs,
    )
    return ListedCall(
        found.conversation_id, began + timedelta(seconds=found.call_duration_secs), event
    )


def _listed_recording(found: _Recording) -> ListedCall:
    """Reads a recording as its callback would be read, so that a late callback is a repeat."""
    given = {
        "AccountSid": found.account_sid,
        "RecordingSid": found.sid,
        "CallSid": found.call_sid,
        "ConferenceSid": found.conference_sid,
        "RecordingStatus": found.status,
        "RecordingStartTime": found.began.strftime("%a, %d %b %Y %H:%M:%S +0000"),
        "RecordingDuration": None if found.duration is None else str(int(found.duration)),
        "RecordingChannels": None if found.channels is None else str(found.channels),
        "RecordingSource": found.source,
        "RecordingTrack": found.track,
        "EncryptionDetails": "{}" if found.encryption_details else None,
    }
    event = parse_recording_event([(name, value) for name, value in given.items() if value])
    if not isinstance(event, IncomingRecording):
        raise InvalidRequest("The recording does not have the form that Twilio documents.")
    return ListedCall(
        event.recording_sid, found.began + timedelta(seconds=found.duration or 0), event
    )
