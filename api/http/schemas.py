"""The response bodies that several routes share."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, computed_field

from api.http.corrections import CorrectedBody, bodies_of
from shared.db.inbound import Receipt
from shared.db.jobs.jobs import Job, StepView
from shared.db.jobs.steps import LEFT_UNDONE
from shared.domain.calls import Call
from shared.domain.corrections import corrections_of
from shared.domain.ids import AgentId, CallId, JobId, RecordingId
from shared.domain.statuses import (
    CallOutcome,
    CallStatus,
    JobKind,
    JobStatus,
    Lane,
    RecordingStatus,
    Source,
    StepStatus,
)
from shared.domain.steps import STEPS_OF, Step
from shared.domain.transcript import Speaker
from shared.domain.usage import Usage


class AcceptedBody(BaseModel):
    """What was accepted. Ids are null for what the event did not concern, as for a call that was
    deleted or never took place.
    """

    job_id: JobId | None = Field(description="The job that processes the call.")
    call_id: CallId | None = Field(description="The call.")
    recording_id: RecordingId | None = Field(
        description="The recording, where the request concerns one."
    )
    status: Literal["accepted", "spooled", "stored"] = Field(
        "accepted",
        description=(
            "`spooled`: the database is away, and the event is on disk until it is back. `stored`:"
            " this version cannot use the event; GET /api/missed-calls says why, and it can be "
            "tried"
            " again after an upgrade."
        ),
    )
    status_url: str | None = Field(
        description="The address of the job's status; also the answer's `Location`."
    )

    @classmethod
    def of(cls, receipt: Receipt, *, base_url: str) -> Self:
        url = f"{base_url.rstrip('/')}/api/job/{receipt.job_id}/status" if receipt.job_id else None
        return cls(
            job_id=receipt.job_id,
            call_id=receipt.call_id,
            recording_id=receipt.recording_id,
            status_url=url,
        )

    @classmethod
    def spooled(cls) -> Self:
        return cls(job_id=None, call_id=None, recording_id=None, status="spooled", status_url=None)

    @classmethod
    def stored(cls) -> Self:
        return cls(job_id=None, call_id=None, recording_id=None, status="stored", status_url=None)


class IgnoredBody(BaseModel):
    """The event was understood, and there is nothing to do for it."""

    status: Literal["ignored"] = Field(description="Always `ignored`.")


class UsageBody(BaseModel):
    """What vendors were asked for and bill. Local models are not in it, because they
    cost nothing.
    """

    model_config = ConfigDict(from_attributes=True)

    requests: int = Field(description="Requests that were sent to vendors.")
    input_tokens: int = Field(description="Tokens that were sent, cached ones included.")
    cached_tokens: int = Field(
        description="The part of `input_tokens` that the vendor had in its cache."
    )
    output_tokens: int = Field(description="Tokens that the vendor wrote.")
    audio_s: float = Field(description="Seconds of audio that were transcribed.")
    cost_microusd: int = Field(description="Cost in micro-dollars; 1,000,000 are one US dollar.")
    failure_cost_microusd: int = Field(
        description="The part of `cost_microusd` that bought no usable answer."
    )
    priced: bool = Field(
        description="False if the price of a model is not known; then its cost counts as 0."
    )

    @classmethod
    def of(cls, usage: Usage) -> Self:
        return cls.model_validate(usage)


class StepBody(BaseModel):
    """One step of a job."""

    step: Step = Field(description="The step's name.")
    status: StepStatus = Field(description="How far the step is.")
    attempt: int = Field(0, description="How often the step was started in this run.")
    started_at: datetime | None = Field(None, description="When its last attempt began.")
    finished_at: datetime | None = Field(
        None, description="When it was done, skipped or failed for good."
    )
    meta: dict[str, Any] = Field(
        {},
        description=(
            "Facts about what the step did, such as the model it used, or the `reason` why it was"
            " skipped. The keys differ from step to step."
        ),
    )
    error: str | None = Field(None, description="Why the last attempt failed, for people.")
    error_code: str | None = Field(
        None, description="Why the last attempt failed, as a stable word for programs."
    )
    usage: UsageBody | None = Field(
        None, description="What the step used of vendors; null if it asked none."
    )


class Readiness(BaseModel):
    """Whether the installation can accept calls and work on them."""

    status: Literal["ready", "not ready"] = Field(description="`ready` if every check is ok.")
    checks: dict[str, str] = Field(
        description="By name of a check, `ok` or what is wrong in a few words."
    )
    spooled_events: int = Field(description="Events that wait on disk until the database is back.")
    set_aside_events: int = Field(
        description="Events on disk that could not be recorded; an operator has to look at them."
    )
    chunks_without_vector: int | None = Field(
        description=(
            "Passages of finished calls that are not found by their meaning, counted at most once a"
            " minute; null while they cannot be counted."
        )
    )


class JobSummary(BaseModel):
    """A job is the work on one call."""

    model_config = ConfigDict(from_attributes=True)

    job_id: JobId = Field(description="The job's id.")
    call_id: CallId = Field(description="The call that it processes.")
    kind: JobKind = Field(
        description=(
            "`process_call` does everything for a call; `attach_recording` only fetches its audio;"
            " `reindex_call` embeds its texts again, with another model."
        )
    )
    lane: Lane = Field(description="`backfill` jobs wait behind `live` ones.")
    status: JobStatus = Field(description="How far the job's present run is.")
    attempts: int = Field(
        description="How often a worker began the present run; waiting for others does not count."
    )
    crashes: int = Field(description="How often a worker died during the present run.")
    snoozes: int = Field(
        description="How often the present run was put off, as for a vendor's rate limit."
    )
    not_before: datetime = Field(description="No worker begins the run before this time.")
    error: str | None = Field(description="Why the last attempt failed, for people.")
    error_code: str | None = Field(
        description="Why the last attempt failed, as a stable word for programs."
    )
    created_at: datetime = Field(description="When the job was made.")
    started_at: datetime | None = Field(description="When a worker first began the present run.")
    finished_at: datetime | None = Field(description="When the present run ended.")
    run: int = Field(
        description=(
            "The number of the present run, from 1. A retry, a reprocess or another test job is the"
            " next run; earlier ones are at GET /api/job/{job_id}/runs."
        )
    )
    requested_as: str | None = Field(
        description="The name given to this run when it was requested (`--job-id`)."
    )
    dismissed_at: datetime | None = Field(
        description=(
            "When it was taken off the list of what ended badly (POST /api/queue/clean), if it was."
        )
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
    """A job with its steps."""

    progress: int = Field(
        ge=0,
        le=100,
        description=(
            "Percent of the work that is done. Transcribing a recording counts for half of it, by"
            " the seconds of speech. It is 100 if the run succeeded, and only then."
        ),
    )
    steps: list[StepBody] = Field(
        description="Every step of this kind of job, in the order of the pipeline."
    )

    @classmethod
    def with_steps(
        cls,
        job: Job,
        steps: Mapping[Step, StepView],
        usage: Mapping[Step, Usage] = MappingProxyType({}),
    ) -> Self:
        """Returns the job with its steps. `usage` is the run's, by step, if the caller
        has read it.
        """
        bodies = [_step_body(step, steps.get(step), usage.get(step)) for step in STEPS_OF[job.kind]]
        return cls(
            **JobSummary.of(job).model_dump(),
            progress=_progress_percent(job.status, bodies),
            steps=bodies,
        )


def shown_of(call: Call) -> dict[str, Any]:
    """Returns the fields of a call as people see them: corrected ones have the person's value."""
    machine = {"title": call.title, "summary": call.machine_summary, "outcome": call.outcome}
    return {
        **{one.name: getattr(call, one.name) for one in fields(call)},
        "title": call.shown_title,
        "outcome": call.shown_outcome,
        "corrected": bodies_of(corrections_of(call.corrected, machine)),
    }


class CallBody(BaseModel):
    """A phone call. What its sender did not say is null."""

    model_config = ConfigDict(from_attributes=True)

    id: CallId = Field(description="The call's id.")
    agent_id: AgentId | None = Field(description="The id, here, of the agent that took the call.")
    source: Source = Field(description="Who reported the call first.")
    external_id: str = Field(
        description="The sender's own id of the call, such as ElevenLabs' `conversation_id`."
    )
    status: CallStatus = Field(
        description=(
            "`ready`: everything is done. `partial`: there are results, but a step failed."
            " `failed`: there are none."
        )
    )
    direction: str | None = Field(description="`inbound` or `outbound`.")
    from_number: str | None = Field(
        description="The number that called; E.164 where the sender gives it so."
    )
    to_number: str | None = Field(
        description="The number that was called; E.164 where the sender gives it so."
    )
    call_sid: str | None = Field(description="Twilio's id of the call.")
    started_at: datetime | None = Field(description="When the call began.")
    duration_s: float | None = Field(description="Length of the call in seconds.")
    language: str | None = Field(description="The language spoken (ISO 639, such as `en`).")
    timezone: str | None = Field(description="The caller's IANA time zone, as the sender gave it.")
    title: str | None = Field(
        description="A line about the call: the uploader's, else written by the analysis."
    )
    description: str | None = Field(description="What the uploader said of the call.")
    error: str | None = Field(description="Why the call has no or only some results, for people.")
    created_at: datetime = Field(description="When the call was first reported here.")
    ready_at: datetime | None = Field(description="When its results were first there.")
    outcome: CallOutcome | None = Field(
        description="How the call ended, as far as the sender says."
    )
    notes: list[str] = Field(
        description=(
            "What of the sender's events could not be read or was not used, and what is wrong with"
            " its recordings."
        )
    )
    corrected: dict[Literal["title", "summary", "outcome"], CorrectedBody] = Field(
        description=(
            "The fields that a person corrected, with the machine's or sender's value; the fields"
            " themselves have the person's."
        )
    )

    @classmethod
    def of(cls, call: Call) -> Self:
        return cls(**shown_of(call))


class RecordingBody(BaseModel):
    """The audio of a call, or a part of it."""

    model_config = ConfigDict(from_attributes=True)

    id: RecordingId = Field(description="The recording's id.")
    call_id: CallId | None = Field(description="The call that it is of.")
    status: RecordingStatus = Field(
        description=(
            "`pending` until the upload begins; `completed` when all results are there; `error`"
            " says why it failed."
        )
    )
    size_bytes: int | None = Field(description="Size of the file in bytes.")
    media_type: str | None = Field(description="The file's media type.")
    duration_s: float | None = Field(
        description="Length of the file in seconds; null until it was read."
    )
    channels: int | None = Field(description="Audio channels in the file; null until it was read.")
    speakers: list[Speaker] | None = Field(
        description="Who is on each channel, in order; null if not given."
    )
    speech_s: float | None = Field(
        description="Seconds of speech in the file; null until it was read."
    )
    transcribed_s: float | None = Field(description="How many of the `speech_s` are transcribed.")
    started_at: datetime | None = Field(description="When the recording began.")
    offset_s: float | None = Field(
        description=(
            "Seconds from the start of the call's first recording, by which the transcript's times"
            " count."
        )
    )
    cut_off: bool = Field(
        description="True if the file ends too early; what is there was transcribed."
    )
    error: str | None = Field(
        description="Why the recording was refused or could not be transcribed, for people."
    )
    audio_deleted_at: datetime | None = Field(description="When the audio was deleted.")
    created_at: datetime = Field(description="When the recording was first known here.")

    @computed_field(  # type: ignore[prop-decorator]
        description="Percent of its speech that is transcribed; 100 only when all of it is."
    )
    @property
    def progress(self) -> int:
        if self.status in (
            RecordingStatus.TRANSCRIBED,
            RecordingStatus.DOC_GENERATING,
            RecordingStatus.COMPLETED,
        ):
            return 100
        return min(99, int(100 * (self.transcribed_s or 0) / self.speech_s)) if self.speech_s else 0


class RecordingState(BaseModel):
    """How far a recording is."""

    status: RecordingStatus = Field(description="How far the recording is, by its stage.")
    progress: int = Field(description="How much of it is done, in percent.")
    error: str | None = Field(description="Why it failed, for people; else null.")


class RecordingStatusBody(RecordingBody):
    """A recording whose `status` is an object, for programs that read `status.progress`."""

    status: RecordingState = Field(  # type: ignore[assignment]
        description="How far the recording is."
    )

    @classmethod
    def of(cls, body: RecordingBody) -> Self:
        state = RecordingState(status=body.status, progress=body.progress, error=body.error)
        return cls(**body.model_dump(exclude={"status", "progress"}), status=state)

    @computed_field(description="`status.progress` again.")  # type: ignore[prop-decorator]
    @property
    def progress(self) -> int:
        return self.status.progress


def _progress_percent(status: JobStatus, bodies: Sequence[StepBody]) -> int:
    """Returns the progress. Transcription counts for half, from the beginning on, unless there is
    none to do.
    """
    if status is JobStatus.SUCCEEDED:
        return 100
    transcribing = next((body for body in bodies if body.step is Step.TRANSCRIBE), None)
    if transcribing and transcribing.status is StepStatus.SKIPPED:
        transcribing = None
    others = [body for body in bodies if body.step is not Step.TRANSCRIBE]
    share = sum(map(_is_done, others)) / len(others)
    if transcribing:
        transcribed = float(transcribing.status is StepStatus.DONE)
        if not transcribed and (speech_s := transcribing.meta.get("speech_s")):
            transcribed = float(transcribing.meta["transcribed_s"] / speech_s)
        share = (share + transcribed) / 2
    return min(99, int(share * 100))


def _is_done(body: StepBody) -> bool:
    """Returns whether a step counts as done. A step that was left out because the run ended does
    not.
    """
    return body.status is StepStatus.DONE or (
        body.status is StepStatus.SKIPPED and body.meta.get("reason") not in LEFT_UNDONE
    )


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
