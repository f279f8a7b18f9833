"""The states rows can be in; migrations hold the same words in CHECK constraints."""

from collections.abc import Collection
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


class Step(StrEnum):
    """The steps of one call's pipeline, in the order people read them."""

    FETCH_TRANSCRIPT = "fetch_transcript"
    FETCH_RECORDING = "fetch_recording"
    TRANSCRIBE = "transcribe"
    SUMMARIZE = "summarize"
    DETECT_CALLBACK = "detect_callback"
    EXTRACT_LEAD = "extract_lead"
    WRITE_DOCUMENT = "write_document"
    INDEX_TRANSCRIPT = "index_transcript"
    INDEX_SUMMARY = "index_summary"
    INDEX_DOCUMENT = "index_document"
    SCHEDULE_CALLBACK = "schedule_callback"


STEPS_OF: dict[JobKind, tuple[Step, ...]] = {
    JobKind.PROCESS_CALL: tuple(Step),
    JobKind.ATTACH_RECORDING: (Step.FETCH_RECORDING,),
}


# Repeated, these leave nothing of the earlier results.
BEFORE_TRANSCRIPT: tuple[Step, ...] = (Step.FETCH_TRANSCRIPT, Step.FETCH_RECORDING, Step.TRANSCRIBE)
# What can be produced again from a transcript, and what then has to follow.
MADE_OF_TRANSCRIPT: tuple[Step, ...] = tuple(step for step in Step if step not in BEFORE_TRANSCRIPT)
_FOLLOWS: dict[Step, Step] = {
    Step.SUMMARIZE: Step.INDEX_SUMMARY,
    Step.DETECT_CALLBACK: Step.SCHEDULE_CALLBACK,
    Step.EXTRACT_LEAD: Step.SCHEDULE_CALLBACK,
    Step.WRITE_DOCUMENT: Step.INDEX_DOCUMENT,
}


def with_followers(steps: Collection[Step]) -> tuple[Step, ...]:
    """These steps and those that work on what they make, in the pipeline's order."""
    wanted = {*steps, *(_FOLLOWS[step] for step in steps if step in _FOLLOWS)}
    if wanted & set(BEFORE_TRANSCRIPT):
        wanted |= {Step.TRANSCRIBE, *MADE_OF_TRANSCRIPT}
    return tuple(step for step in Step if step in wanted)


class ChunkSource(StrEnum):
    """The text a chunk was cut from."""

    TRANSCRIPT = "transcript"
    SUMMARY = "summary"
    DOCUMENT = "document"
