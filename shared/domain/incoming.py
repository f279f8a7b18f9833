"""What a sender told us, in our own terms."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.domain.statuses import Source
from shared.domain.transcript import Transcript


@dataclass(frozen=True, slots=True)
class IncomingCall:
    """A finished call. `event_key` is the same for every delivery of the same event.

    `failure` says why a call never took place; such a call has nothing to process.
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
    failure: str | None = None
    transcript: Transcript | None = None
    sender_data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IncomingAudio:
    """The sound of a call that is told about in another event, before or after this one."""

    source: Source
    event_type: str
    event_key: str
    external_id: str
    agent_external_id: str
    audio_base64: str


@dataclass(frozen=True, slots=True)
class UnknownEvent:
    """Authentic, but of a kind this version does not process."""

    event_type: str


IncomingEvent = IncomingCall | IncomingAudio | UnknownEvent
