"""What more than one route answers with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, computed_field

from shared.db.inbound import Receipt
from shared.db.jobs import Job, StepView
from shared.db.steps import LEFT_UNDONE
from shared.domain.calls import Call
from shared.domain.ids import AgentId, CallId, JobId, RecordingId
from shared.domain.statuses import (
    STEPS_OF,
    CallOutcome,
    CallStatus,
    JobKind,
    JobStatus,
    Lane,
    RecordingStatus,
    Source,
    Step,
    StepStatus,
)
from shared.domain.transcript import Speaker
from shared.domain.usage import Usage


class AcceptedBody(BaseModel):
    """Ids are null for what the event did not concern, as for a call that was deleted or never took place.

    `spooled`: the database is away, and the event is on disk until it is back. `kept`: the event cannot be used by this
    version; GET /api/arrivals says why, and it can be tried again after an upgrade.
    """

    job_id: JobId | None
    call_id: CallId | None
    recording_id: RecordingId | None
    status: Literal["accepted", "spooled", "kept"] = "accepted"
    status_url: str | None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "job_id": "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10",
                    "call_id": "01938f5e-7b1b-7a90-8f51-0d2f6f0f7a21",
                    "recording_id": None,
                    "status": "accepted",
                    "status_url": "http://127.0.0.1:3001/api/job/01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10/status",
                }
            ]
        }
    )

    @classmethod
    def of(cls, receipt: Receipt, *, base_url: str) -> Self:
        url = f"{base_url.rstrip('/')}/api/job/{receipt.job_id}/status" if receipt.job_id else None
        return cls(job_id=receipt.job_id, call_id=receipt.call_id, recording_id=receipt.recording_id, status_url=url)

    @classmethod
    def spooled(cls) -> Self:
        return cls(job_id=None, call_id=None, recording_id=None, status="spooled", status_url=None)

    @classmethod
    def kept(cls) -> Self:
        return cls(job_id=None, call_id=None, recording_id=None, status="kept", status_url=None)


class IgnoredBody(BaseModel):
    status: Literal["ignored"]


class UsageBody(BaseModel):
    """What vendors were asked for and bill. A cost is in micro-dollars (1 000 000 are one US dollar); the failure cost
    is the part of it that brought no answer of use. `priced` is false where a model's price is not known: then its
    cost is 0. Local models are not in it, because they cost nothing.
    """

    model_config = ConfigDict(from_attributes=True)

    requests: int
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    audio_s: float
    cost_microusd: int
    failure_cost_microusd: int
    priced: bool

    @classmethod
    def of(cls, usage: Usage) -> Self:
        return cls.model_validate(usage)


class StepBody(BaseModel):
    step: Step
    status: StepStatus
    attempt: int = 0
    started_at: datetime | None = None
    finished_at: datetime | None = None
    meta: dict[str, Any] = {}
    error: str | None = None
    error_code: str | None = None
    usage: UsageBody | None = None


class Readiness(BaseModel):
    """Each check is `ok` or says what is wrong in a few words.

    `spooled_events` wait on disk for the database; `set_aside_events` could not be recorded and wait for somebody to
    look at them.
    """

    status: Literal["ready", "not ready"]
    checks: dict[str, str]
    spooled_events: int
    set_aside_events: int


class JobSummary(BaseModel):
    """`run` counts how often the job was begun: another test job, a retry or a reprocess is the next one, and those
    before it are at `/api/job/{job_id}/runs`. `requested_as` is the name that whoever asked for this run gave it.
    """

    model_config = ConfigDict(from_attributes=True)

    job_id: JobId
    call_id: CallId
    kind: JobKind
    lane: Lane
    status: JobStatus
    attempts: int
    crashes: int
    snoozes: int
    not_before: datetime
    error: str | None
    error_code: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    run: int
    requested_as: str | None
    dismissed_at: datetime | None = Field(
        description="When it was taken off the list of what ended badly (POST /api/queue/clean), if it was"
    )

    @classmethod
    def of(cls, job: Job) -> Self:
        return cls(
            job_id=job.id,
            call_id=job.call_id,
            kind=job.kind,
            lane=job.lane,
            status=job.status,
            attempts=job.attempts,
            crashes=job.crashes,
            snoozes=job.snoozes,
            not_before=job.not_before,
            error=job.error,
            error_code=job.error_code,
            created_at=job.created_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            run=job.run_number,
            requested_as=job.requested_as,
            dismissed_at=job.dismissed_at,
        )


class JobBody(JobSummary):
    """`progress`, 0 to 100, is the share of steps that are done; listening to a recording counts for half of it all,
    by the seconds of speech that are heard. It is 100 for runs that succeeded and no others.
    """

    progress: int
    steps: list[StepBody]

    @classmethod
    def with_steps(
        cls, job: Job, steps: Mapping[Step, StepView], usage: Mapping[Step, Usage] = MappingProxyType({})
    ) -> Self:
        """`usage` is the run's, by step, where anybody reads it."""
        bodies = [_step_body(step, steps.get(step), usage.get(step)) for step in STEPS_OF[job.kind]]
        return cls(**JobSummary.of(job).model_dump(), progress=_progress(job.status, bodies), steps=bodies)


class CallBody(BaseModel):
    """`outcome` is how the call ended, as far as its sender says; `notes` say what of the sender's events could not be
    read or was not used.
    """

    model_config = ConfigDict(from_attributes=True)

    id: CallId
    agent_id: AgentId | None
    source: Source
    external_id: str
    status: CallStatus
    direction: str | None
    from_number: str | None
    to_number: str | None
    call_sid: str | None
    started_at: datetime | None
    duration_s: float | None
    language: str | None
    timezone: str | None
    title: str | None
    description: str | None
    error: str | None
    created_at: datetime
    ready_at: datetime | None
    outcome: CallOutcome | None
    notes: list[str]

    @classmethod
    def of(cls, call: Call) -> Self:
        return cls.model_validate(call)


class RecordingBody(BaseModel):
    """`progress`, 0 to 100, is how much of the speech in it is transcribed, and 100 only when all is; `speech_s` are
    the seconds in which anybody speaks, null until it is cut, `heard_s` how many of these are transcribed. It begins
    `offset_s` after the call's first recording, by which the transcript's times count. `cut_off`: it ends before it
    should, and what is there was transcribed. `channels` and `duration_s` are the file's.
    """

    model_config = ConfigDict(from_attributes=True)

    id: RecordingId
    call_id: CallId | None
    status: RecordingStatus
    size_bytes: int | None
    media_type: str | None
    duration_s: float | None
    channels: int | None
    speakers: list[Speaker] | None
    speech_s: float | None
    heard_s: float | None
    started_at: datetime | None
    offset_s: float | None
    cut_off: bool
    error: str | None
    audio_deleted_at: datetime | None
    created_at: datetime

    @computed_field  # type: ignore[prop-decorator]
    @property
    def progress(self) -> int:
        if self.status in (RecordingStatus.TRANSCRIBED, RecordingStatus.DOC_GENERATING, RecordingStatus.COMPLETED):
            return 100
        return min(99, int(100 * (self.heard_s or 0) / self.speech_s)) if self.speech_s else 0


class RecordingState(BaseModel):
    status: RecordingStatus
    progress: int
    error: str | None


class RecordingStatusBody(RecordingBody):
    """A recording whose `status` is an object, for programs that read `status.progress`."""

    status: RecordingState  # type: ignore[assignment]

    @classmethod
    def of(cls, body: RecordingBody) -> Self:
        state = RecordingState(status=body.status, progress=body.progress, error=body.error)
        return cls(**body.model_dump(exclude={"status", "progress"}), status=state)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def progress(self) -> int:
        return self.status.progress


def _progress(status: JobStatus, bodies: Sequence[StepBody]) -> int:
    """Listening counts for half, from the beginning on, unless there is none to do."""
    if status is JobStatus.SUCCEEDED:
        return 100
    listening = next((body for body in bodies if body.step is Step.TRANSCRIBE), None)
    if listening and listening.status is StepStatus.SKIPPED:
        listening = None
    others = [body for body in bodies if body.step is not Step.TRANSCRIBE]
    share = sum(map(_is_done, others)) / len(others)
    if listening:
        share = (share + _heard_share(listening)) / 2
    return min(99, int(share * 100))


def _is_done(body: StepBody) -> bool:
    """What was left undone because the run ended is not."""
    return body.status is StepStatus.DONE or (
        body.status is StepStatus.SKIPPED and body.meta.get("reason") not in LEFT_UNDONE
    )


def _heard_share(listening: StepBody) -> float:
    if listening.status is StepStatus.DONE:
        return 1.0
    speech_s = listening.meta.get("speech_s")
    return float(listening.meta["heard_s"] / speech_s) if speech_s else 0.0


def _step_body(step: Step, view: StepView | None, usage: Usage | None) -> StepBody:
    used = UsageBody.of(usage) if usage else None
    if view is None:
        return StepBody(step=step, status=StepStatus.PENDING, usage=used)
    return StepBody(
        step=step,
        status=view.status,
        attempt=view.attempt,
        started_at=view.started_at,
        finished_at=view.finished_at,
        meta=view.meta,
        error=view.error,
        error_code=view.error_code,
        usage=used,
    )
