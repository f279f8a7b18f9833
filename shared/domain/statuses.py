"""The states of rows; migrations contain the same words in CHECK constraints."""

from enum import StrEnum
from typing import Literal


class JobStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobKind(StrEnum):
    PROCESS_CALL = "process_call"
    ATTACH_RECORDING = "attach_recording"
    REINDEX_CALL = "reindex_call"


class Lane(StrEnum):
    """The lanes of the queue. Runs in `live` have priority over those in `backfill`."""

    LIVE = "live"
    BACKFILL = "backfill"


class StepStatus(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


class Claim(StrEnum):
    """Why a tenant receives what the installation's own URLs get for an agent or account."""

    # The sender's id of the agent is the one that was made here.
    OWN_ID = "own_id"
    SOLE_TENANT = "sole_tenant"
    # The tenant's key at the vendor reads it.
    VENDOR_KEY = "vendor_key"
    OPERATOR = "operator"


class CallStatus(StrEnum):
    RECEIVED = "received"
    PROCESSING = "processing"
    READY = "ready"
    PARTIAL = "partial"
    FAILED = "failed"


class CallOutcome(StrEnum):
    """The sender's statement of how a call ended. A mailbox is no person: nothing it says makes a
    lead.
    """

    VOICEMAIL = "voicemail"
    TRANSFERRED = "transferred"
    ENDED_BY_AGENT = "ended_by_agent"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"


class RecordingStatus(StrEnum):
    PENDING = "pending"
    UPLOADING = "uploading"
    UPLOADED = "uploaded"
    TRANSCRIBING = "transcribing"
    TRANSCRIBED = "transcribed"
    DOC_GENERATING = "doc_generating"
    COMPLETED = "completed"
    ERROR = "error"


class CallbackStatus(StrEnum):
    SCHEDULED = "scheduled"
    AMBIGUOUS = "ambiguous"
    DONE = "done"
    CANCELLED = "cancelled"


# What a callback's history and the event `callback.changed` name as done: first by runs, then by
# people, by the agent that calls back, and in the calendar.
CallbackAction = Literal[
    "created",
    "updated",
    "done",
    "cancel",
    "reopen",
    "not_reached",
    "move",
    "decide",
    "snooze",
    "unsnooze",
    "assign",
    "unassign",
    "note",
    "correct",
    "undo_correction",
    "approve_call",
    "stop_call",
    "agent_call",
    "agent_reached",
    "agent_not_reached",
    "agent_gave_up",
    "calendar",
    "moved_in_calendar",
    "cancelled_in_calendar",
]


class BookingState(StrEnum):
    """The state of a callback's booking in an external calendar; `unknown` when the answer to the
    booking was lost.
    """

    NONE = "none"
    BOOKED = "booked"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """The sender of the call."""

    ELEVENLABS = "elevenlabs"
    TWILIO = "twilio"
    UPLOAD = "upload"
    VAPI = "vapi"
    RETELL = "retell"


class Sender(StrEnum):
    """The senders for whose webhooks a tenant can have its own address."""

    ELEVENLABS = "elevenlabs"
    TWILIO = "twilio"
    TRANSCRIPTION = "transcription"
    VAPI = "vapi"
    RETELL = "retell"


class ChunkSource(StrEnum):
    """The text from which a chunk was cut."""

    TRANSCRIPT = "transcript"
    SUMMARY = "summary"
    DOCUMENT = "document"


class PassageSource(StrEnum):
    """What a passage is a part of. Titles and leads are found by their words."""

    TRANSCRIPT = "transcript"
    SUMMARY = "summary"
    DOCUMENT = "document"
    TITLE = "title"
    LEAD = "lead"
