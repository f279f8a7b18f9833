"""The states rows can be in; migrations hold the same words in CHECK constraints."""

from enum import StrEnum


class JobStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobKind(StrEnum):
    PROCESS_CALL = "process_call"
    ATTACH_RECORDING = "attach_recording"


class Lane(StrEnum):
    """What waits in `live` goes before everything in `backfill`."""

    LIVE = "live"
    BACKFILL = "backfill"


class StepStatus(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


class CallStatus(StrEnum):
    RECEIVED = "received"
    PROCESSING = "processing"
    READY = "ready"
    PARTIAL = "partial"
    FAILED = "failed"


class CallOutcome(StrEnum):
    """How a call ended, as far as its sender says. A mailbox is no person: nothing it says makes a
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


class BookingState(StrEnum):
    """What a calendar outside has of a callback; `unknown` where its answer to a
    booking was lost.
    """

    NONE = "none"
    BOOKED = "booked"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """Who delivered the call."""

    ELEVENLABS = "elevenlabs"
    TWILIO = "twilio"
    UPLOAD = "upload"


class Sender(StrEnum):
    """Whose webhooks a tenant can have an address of its own for."""

    ELEVENLABS = "elevenlabs"
    TWILIO = "twilio"
    TRANSCRIPTION = "transcription"


class ChunkSource(StrEnum):
    """The text a chunk was cut from."""

    TRANSCRIPT = "transcript"
    SUMMARY = "summary"
    DOCUMENT = "document"
