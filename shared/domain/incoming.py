"""Events of senders, in the product's own terms."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from shared.domain.ids import RecordingId
from shared.domain.insights import Contact
from shared.domain.statuses import CallOutcome, Source
from shared.domain.transcript import Speaker, Transcript


@dataclass(frozen=True, slots=True)
class IncomingCall:
    """A finished call. `event_key` is the same for every delivery of the same event.

    `failure` says why a call never took place; such a call has nothing to process. `sender_error`
    says why the sender counts a call as failed that did take place. `sent_at` is when the sender
    made the event. `notes` are the product's sentences, without content of the sender, about what
    could not be read. `unredacted` says that the sender withheld nothing. `is_verdict` says that
    the event only states who answered; the words come in another event. `has_status` says that it
    states whether the sender counts the call as failed.
    """

    source: Source
    event_type: str
    event_key: str
    external_id: str
    agent_external_id: str | None = None
    agent_name: str | None = None
    direction: str | None = None
    from_number: str | None = None
    to_number: str | None = None
    call_sid: str | None = None
    started_at: datetime | None = None
    duration_s: float | None = None
    language: str | None = None
    timezone: str | None = None
    title: str | None = None
    description: str | None = None
    failure: str | None = None
    transcript: Transcript | None = None
    sender_data: dict[str, Any] = field(default_factory=dict)
    sender_error: str | None = None
    outcome: CallOutcome | None = None
    contact: Contact = field(default_factory=Contact)
    notes: tuple[str, ...] = ()
    sent_at: datetime | None = None
    unredacted: bool = False
    is_verdict: bool = False
    has_status: bool = False

    @property
    def origin(self) -> str:
        """Returns the origin of its transcript."""
        return self.own_origins[self.unredacted]

    @property
    def own_origins(self) -> tuple[str, str]:
        """Returns the origins of all transcripts of its sender: redacted and unredacted ones."""
        return str(self.source), f"{self.source}_unredacted"

    @property
    def is_worth_a_run(self) -> bool:
        """Returns whether processing may find something: for a failed call, only when a person
        answered.
        """
        if self.failure:
            return False
        return not self.sender_error or bool(self.transcript and self.transcript.spoken_by_customer)

    @property
    def ended_with(self) -> str | None:
        """Returns the error of a call that has nothing to process; None for one that has."""
        if self.is_worth_a_run:
            return None
        return (
            f"The call could not be started: {self.failure}." if self.failure else self.sender_error
        )

    @property
    def is_plain(self) -> bool:
        """Returns whether the call took place and has an ordinary event."""
        return not (self.failure or self.sender_error or self.unredacted)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A call in the sender's own API. `is_over` says that nothing will be added; `has_audio` that
    there is audio.
    """

    call: IncomingCall
    is_over: bool
    has_audio: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A string too long for memory: from byte `start` to before byte `end` of the body, between its
    quotes.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class IncomingAudio:
    """The audio of a call whose other event arrives before or after this one."""

    source: Source
    event_type: str
    event_key: str
    external_id: str
    agent_external_id: str
    audio_base64: str | LeftOut


RecordingState = Literal["in-progress", "completed", "absent", "failed"]


@dataclass(frozen=True, slots=True)
class IncomingRecording:
    """A recording at a telephone carrier, from which it has to be fetched; `encrypted` with the
    tenant's own key.

    The event's address is not used: the account's and the recording's id determine what to fetch.
    The leg's numbers are in the event of TwiML's <Record>, and not in a recording's status
    callback.
    """

    source: Source
    status: RecordingState
    account_sid: str
    recording_sid: str
    call_sid: str | None = None
    conference_sid: str | None = None
    from_number: str | None = None
    to_number: str | None = None
    duration_s: float | None = None
    channels: int | None = None
    started_at: datetime | None = None
    recording_source: str | None = None
    track: str | None = None
    encrypted: bool = False
    direction: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def event_type(self) -> str:
        return f"recording.{self.status}"

    @property
    def event_key(self) -> str:
        return f"{self.recording_sid}:{self.status}"

    @property
    def external_id(self) -> str:
        """Returns the external id of its call."""
        return self.call_sid or self.conference_sid or self.recording_sid

    def speakers(self, first_channel: Speaker) -> tuple[Speaker, ...]:
        """Returns who is on which channel, when `first_channel` is on the recorded leg.

        Twilio puts the leg's own sound (the inbound track) on the first channel and what is played
        to it on the second. In a conference the channels are the first to join and all others.
        """
        if self.conference_sid:
            return (Speaker.UNKNOWN, Speaker.UNKNOWN)
        second_channel = Speaker.AGENT if first_channel is Speaker.CUSTOMER else Speaker.CUSTOMER
        return {"inbound": (first_channel,), "outbound": (second_channel,)}.get(
            self.track or "", (first_channel, second_channel)
        )


@dataclass(frozen=True, slots=True)
class TranscriptionCompleted:
    """A transcription service finished one of our recordings."""

    event_key: str
    recording_id: RecordingId
    transcript: Transcript
    duration_s: float | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TranscriptionFailed:
    """A transcription service gave up on one of our recordings; `reason` is its own text, for
    people.
    """

    event_key: str
    recording_id: RecordingId
    reason: str


@dataclass(frozen=True, slots=True)
class UnknownEvent:
    """An authentic event of a type that this version does not process. `of_call` says that it names
    a call, so a later version may use it.
    """

    event_type: str
    of_call: bool = False


IncomingEvent = IncomingCall | IncomingAudio | UnknownEvent
