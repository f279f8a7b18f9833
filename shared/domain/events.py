"""The events that are sent to a tenant's targets, and their bodies.

The envelope is that of Standard Webhooks 1.0 (`type`, `timestamp`, `data`). The models are
published as JSON Schemas; what a receiver gets has all their fields.
"""

from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.domain.ids import AgentId, CallbackId, CallId, JobId, LeadId, ScheduleId
from shared.domain.statuses import CallbackStatus, CallOutcome, CallStatus, Source


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CallOfEvent(_Body):
    """The call as it was when the event was first sent."""

    id: CallId = Field(description="The call's id.")
    url: str = Field(description="Its page, for people who are signed in.")
    agent_id: AgentId | None = Field(description="The agent that took or made it.")
    source: Source = Field(description="Who sent it.")
    direction: Literal["inbound", "outbound"] | None = Field(description="Who called whom.")
    status: CallStatus = Field(description="How far it is.")
    outcome: CallOutcome | None = Field(description="How it ended, as its sender says; else null.")
    language: str | None = Field(description="The language that is spoken, ISO 639.")
    started_at: datetime | None = Field(description="When it began.")
    duration_s: float | None = Field(description="Its length in seconds.")


class CallbackOfEvent(_Body):
    """The callback of the call."""

    id: CallbackId = Field(description="The callback's id.")
    status: CallbackStatus = Field(description="How far it is.")
    due_at: datetime | None = Field(description="When to call, or where a window begins.")
    due_until: datetime | None = Field(description="The end of a window or day, else null.")


class LeadOfEvent(_Body):
    """The person who called."""

    id: LeadId = Field(description="The person's id.")
    name: str | None = Field(description="Their name.")
    phone: str | None = Field(description="Their number; E.164 where it could be parsed.")
    email: str | None = Field(description="Their e-mail address.")
    company: str | None = Field(description="The company that they call for.")
    service: str | None = Field(description="What they want.")
    city: str | None = Field(description="The place where they want it.")


class CallbackWords(_Body):
    """What the callback is about."""

    reason: str = Field(description="Why the person is to be called.")
    phrase: str | None = Field(description="The words that ask for it, verbatim.")
    name: str | None = Field(description="Whom to ask for.")
    phone: str | None = Field(description="The number to call.")


class Content(_Body):
    """What was said and understood, for targets whose body is `full`."""

    title: str | None = Field(description="The call in a line.")
    from_number: str | None = Field(description="The number that called.")
    to_number: str | None = Field(description="The number that was called.")
    summary: str | None = Field(description="What the call was about.")
    lead: LeadOfEvent | None = Field(description="The person who called.")
    callback: CallbackWords | None = Field(description="What the callback is about.")
    transcript: str | None = Field(
        description="The text, one line a turn. Null before it is there, and above 200,000 letters."
    )
    document: str | None = Field(description="Markdown. Null before it is there.")


class EventData(_Body):
    """What an event is about."""

    sequence: int = Field(
        description="Grows from event to event of the tenant: the order in which they happened."
    )
    version: int = Field(
        description="Grows with each event of this type about the same call: a later one replaces"
        " an earlier one."
    )
    call: CallOfEvent | None = Field(description="Null for a deleted call, and for no call.")
    callback: CallbackOfEvent | None = Field(description="The callback of the call, if it has one.")
    lead_id: LeadId | None = Field(description="The person who called.")
    job_id: JobId | None = Field(description="The job that did it.")
    change: dict[str, Any] = Field(description="What changed; its fields depend on the type.")
    content: Content | None = Field(description="Null where the target's body is `thin`.")
    test: bool = Field(
        False, description="Whether it is a sample that was asked for: no call stands behind it."
    )


class EventBody(_Body):
    """An event as it is sent."""

    type: str = Field(description="What happened.")
    timestamp: datetime = Field(description="When it happened, which retries do not change.")
    data: EventData = Field(description="What it is about.")


class Nothing(_Body):
    """No further fields."""


class CallReceived(_Body):
    """A call was recorded."""

    source: str = Field(description="Who sent it.")


class CallUpdated(_Body):
    """Fields of a call changed."""

    fields: list[str] = Field(description="The names of the changed fields.")
    status: CallStatus | None = Field(None, description="How far the call is.")


class CallDeleted(_Body):
    """A call was deleted."""

    call_id: CallId = Field(description="The call's id.")
    agent_id: AgentId | None = Field(None, description="The agent that took or made it.")
    outcome: CallOutcome | None = Field(None, description="How it ended.")


class CallbackChanged(_Body):
    """A callback was made or changed."""

    callback_id: CallbackId = Field(description="The callback's id.")
    version: int = Field(description="The callback's version.")
    action: str = Field(description="`created`, `updated`, or what a person did.")
    status: CallbackStatus = Field(description="How far it is.")


class CallbackDue(_Body):
    """The time of a callback has come."""

    callback_id: CallbackId = Field(description="The callback's id.")
    due_at: datetime = Field(description="When to call.")


class CallbackDone(_Body):
    """A person called back."""

    callback_id: CallbackId = Field(description="The callback's id.")
    version: int = Field(description="The callback's version.")


class CallbackToMake(_Body):
    """A callback of a reminder."""

    callback_id: CallbackId = Field(description="The callback's id.")
    call_id: CallId = Field(description="The call that asks for it.")
    url: str | None = Field(None, description="The call's page, for people who are signed in.")
    state: Literal["overdue", "due", "coming"] = Field(description="Whether its time has come.")
    due_at: datetime = Field(description="When to call, or where a window begins.")
    due_until: datetime | None = Field(description="The end of a window or day, else null.")


class CallbackReminder(_Body):
    """A schedule reminds people of callbacks."""

    schedule_id: ScheduleId = Field(description="The schedule's id.")
    name: str = Field(description="The schedule's name.")
    due_at: datetime = Field(description="When the schedule was due.")
    url: str | None = Field(None, description="The page on which people work callbacks off.")
    within_hours: int = Field(description="Callbacks that are due within so many hours are in it.")
    overdue: int = Field(description="How many callbacks are overdue; counted up to 1,000.")
    due: int = Field(description="How many are due, or soon; counted up to 1,000 with the others.")
    callbacks: list[CallbackToMake] = Field(description="The first 30 of them, the earliest first.")


class ScheduleDue(_Body):
    """A schedule of the team's own was due."""

    schedule_id: ScheduleId = Field(description="The schedule's id.")
    name: str = Field(description="The schedule's name.")
    due_at: datetime = Field(description="When the schedule was due.")
    data: dict[str, Any] = Field(description="The JSON object of the schedule.")


class ScheduleDisabled(_Body):
    """A schedule stopped by itself."""

    schedule_id: ScheduleId = Field(description="The schedule's id.")
    name: str = Field(description="The schedule's name.")
    reason: Literal["unreadable", "failing", "over"] = Field(
        description=(
            "`failing`: it failed several times in a row; `unreadable`: this version cannot read"
            " it; `over`: it never occurs again."
        )
    )


class LeadExtracted(_Body):
    """The call says who called."""

    lead_id: LeadId = Field(description="The person's id.")


class LeadUpdated(_Body):
    """A person corrected a lead."""

    lead_id: LeadId = Field(description="The person's id.")
    fields: list[str] = Field(description="The fields that a person corrected.")


class TranscriptEdited(_Body):
    """A person edited the transcript."""

    version: int = Field(description="The transcript's version.")


class RecordingChanged(_Body):
    """The status of a recording changed."""

    recording_id: UUID | None = Field(None, description="The recording's id.")


class EmbeddingsGenerated(_Body):
    """A text can be found by meaning."""

    source: Literal["transcript", "summary", "document"] = Field(
        description="The text that can be found by meaning now."
    )


class BudgetReached(_Body):
    """A request would have exceeded the budget."""

    period: Literal["day", "month"] = Field(description="The period whose budget is spent.")
    limit_microusd: int = Field(description="The budget in millionths of a US dollar.")


class MissedCallsFound(_Body):
    """A sender's list has calls that never arrived."""

    source: str = Field(description="Whose list has calls that are not here.")
    missing: int = Field(description="How many calls of its list are missing.")


class EventStored(_Body):
    """An event that this version cannot use was stored."""

    source: str = Field(description="Who sent the event that this version cannot use.")
    reason: str = Field(description="Why it cannot be used.")


class EndpointDisabled(_Body):
    """A target was disabled."""

    target_id: UUID = Field(description="The target's id.")
    name: str = Field(description="The target's name.")
    reason: Literal["gone", "failing"] = Field(
        description=(
            "`gone`: it answered that it is gone for good; `failing`: nothing was delivered for"
            " three days."
        )
    )


class SampleSent(_Body):
    """A test of a target."""

    message: str = Field(description="A text for people.")


_RECORDING: Final = (
    *("pending", "uploading", "uploaded", "transcribing", "transcribed", "doc_generating"),
    *("completed", "error", "audio_deleted"),
)
REMINDER: Final = "callback.reminder"
# What stands in `change`, by type. Steps of runs are streamed, and not sent.
CHANGES: Final[dict[str, type[_Body]]] = {
    "call.received": CallReceived,
    "call.updated": CallUpdated,
    "call.ready": Nothing,
    "call.partial": Nothing,
    "call.failed": Nothing,
    "call.deleted": CallDeleted,
    "callback.changed": CallbackChanged,
    "callback.due": CallbackDue,
    "callback.done": CallbackDone,
    REMINDER: CallbackReminder,
    "lead.extracted": LeadExtracted,
    "lead.updated": LeadUpdated,
    "transcript.edited": TranscriptEdited,
    "transcript.replaced": Nothing,
    "document.generated": Nothing,
    "embeddings.generated": EmbeddingsGenerated,
    **{f"recording.{status}": RecordingChanged for status in _RECORDING},
    **{f"job.{status}": Nothing for status in ("queued", "postponed")},
    **{f"job.{status}": Nothing for status in ("succeeded", "failed", "cancelled")},
    "budget.reached": BudgetReached,
    "arrivals.missing": MissedCallsFound,
    "event.stored": EventStored,
    "endpoint.disabled": EndpointDisabled,
    "schedule.due": ScheduleDue,
    "schedule.disabled": ScheduleDisabled,
    "webhook.test": SampleSent,
}
TEST: Final = "webhook.test"
GROUPS: Final = tuple(dict.fromkeys(name.partition(".")[0] for name in CHANGES))
# What a new target gets that names nothing else: what people act on.
DEFAULT_TYPES: Final = ("call", "callback", "lead", "budget", "arrivals", "endpoint", "schedule")
# The end of a call's story: each call has one of them, and the last one counts.
TERMINAL: Final = ("call.ready", "call.partial", "call.failed", "call.deleted")

TypeOrGroup = Annotated[str, Field(pattern=r"^[a-z]+(\.[a-z_]+)?$", max_length=40)]


def is_known(name: str) -> bool:
    """Returns whether it is the type or group of an event that is sent."""
    return name in CHANGES or name in GROUPS
