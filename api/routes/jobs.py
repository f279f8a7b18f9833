"""Jobs: shows the progress of runs, and lets people cancel and retry them."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from api.http import cursors
from api.http.bodies import JsonBody
from api.http.fields import NO_NUL, Count, Instant, Language, StepOfAnalysis, Term
from api.http.idempotency import KeyedJsonRoute
from api.http.parameters import NEXT_CURSOR, Cursor, JobInPath, Limit
from api.http.permissions import ReaderDep, WriterDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.http.schemas import AcceptedBody, JobBody, JobSummary
from api.retry_runs import retry_matching
from shared.db.inbound import Receipt
from shared.db.jobs.attempts import list_attempts
from shared.db.jobs.blockers import unblocked
from shared.db.jobs.jobs import Job, JobFilter, get_job, list_jobs
from shared.db.jobs.past_runs import list_past_runs
from shared.db.jobs.retryable import RetryFilter, list_retryable
from shared.db.jobs.steps import list_steps
from shared.db.pool import Connection
from shared.db.usage import sum_by_step
from shared.domain.ids import JobId
from shared.domain.run_options import RunOptions
from shared.domain.statuses import JobKind, JobStatus, Lane
from shared.domain.steps import Step
from shared.intake.run_actions import cancel_run, retry_run

router = Router(tags=["jobs"], route_class=KeyedJsonRoute)

MOST_ATTEMPTS = 500


class RetrySettings(JsonBody):
    """The options of this run that differ from the tenant's settings; omitted ones stay as they
    are.
    """

    language: Language | None = Field(None, description="The language spoken (ISO 639).")
    answer_language: Language | None = Field(
        None, description="The language that summary and document are written in (ISO 639)."
    )
    vocabulary: Annotated[list[Term], Field(max_length=200)] | None = Field(
        None, description="Names and terms to listen for, instead of the tenant's."
    )
    skip_steps: list[StepOfAnalysis] | None = Field(
        None, description="Steps to leave out; only those that work on the transcript can be."
    )

    def options(self) -> RunOptions:
        return RunOptions(
            language=self.language,
            answer_language=self.answer_language,
            vocabulary=None if self.vocabulary is None else tuple(self.vocabulary),
            skip_steps=None if self.skip_steps is None else frozenset(self.skip_steps),
        )


class RetryBody(JsonBody):
    """Without `from_step` only failed or unfinished steps are done; with it that step and all that
    depend on it.

    From `transcribe` or `fetch_recording` on, the recording is transcribed again.
    """

    from_step: Step | None = Field(
        None, description="Do this step and all that follow from it again."
    )
    settings: RetrySettings = Field(
        RetrySettings(), description="What this run is to do differently."
    )


class RetryAllBody(JsonBody):
    """Which runs to retry; an omitted filter matches all."""

    status: list[Literal[JobStatus.FAILED, JobStatus.CANCELLED]] = Field(
        [JobStatus.FAILED], min_length=1, description="How they ended."
    )
    error_code: str | None = Field(
        None,
        min_length=1,
        max_length=100,
        pattern=NO_NUL,
        description="Only runs with this `error_code`.",
    )
    since: Instant | None = Field(
        None, description="Only runs that ended at this time or later, with its UTC offset."
    )
    kind: JobKind | None = Field(None, description="Only runs of this kind.")
    limit: Count = Field(200, ge=1, le=1000, description="At most so many.")


class RetryAllAnswer(BaseModel):
    """The result of the retry."""

    retried: int = Field(description="How many runs are tried again.")
    more: bool = Field(description="Whether others still match: send the same request again.")


class JobPage(BaseModel):
    """A page of jobs."""

    jobs: list[JobSummary] = Field(description="The jobs, newest first.")
    next_cursor: str | None = Field(description=NEXT_CURSOR)


class RunPage(BaseModel):
    """A page of a job's runs."""

    runs: list[JobBody] = Field(description="The runs, newest first.")
    next_before_run: int | None = Field(
        description="The `before_run` of the next page; null on the last."
    )


class AttemptBody(BaseModel):
    """An attempt at a step that did not end it, so that another one followed."""

    model_config = ConfigDict(from_attributes=True)

    run: int = Field(description="The number of the run.")
    step: Step = Field(description="The step.")
    attempt: int = Field(description="Which attempt at the step it was, from 1.")
    started_at: datetime = Field(description="When it began.")
    finished_at: datetime | None = Field(description="When it ended; null if its worker was lost.")
    error: str | None = Field(description="Why it failed, for people.")
    error_code: str | None = Field(description="Why it failed, as a stable word for programs.")


class AttemptList(BaseModel):
    """Attempts at the steps of a job."""

    attempts: list[AttemptBody] = Field(
        description="The newest 500, newest first; of each step of a run the newest 20."
    )


@router.get("/api/job/{job_id}/status", responses=responses(404))
async def job_status(job_id: JobInPath, tenant_id: ReaderDep, resources: ResourcesDep) -> JobBody:
    """Returns status, progress and every step with its attempt, times, error and usage."""
    async with resources.database.connection(tenant_id) as conn:
        job = await get_job(conn, tenant_id, job_id)
        return await _job_body(conn, job)


@router.get("/api/job/{job_id}/runs", responses=responses(404))
async def job_runs(
    job_id: JobInPath,
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    before_run: Annotated[
        int | None, Query(ge=1, le=2**31 - 1, description="Only runs with a smaller number.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="At most so many runs.")] = 20,
) -> RunPage:
    """Returns every run of the job, the newest first, each with its steps and their times.

    A step that a run did not repeat is shown as the previous run left it.
    """
    async with resources.database.connection(tenant_id) as conn:
        job = await get_job(conn, tenant_id, job_id)
        before = before_run or job.run_number + 1
        runs = (
            [JobBody.with_steps(job, await list_steps(conn, tenant_id, job_id))]
            if before > job.run_number
            else []
        )
        past = await list_past_runs(conn, job, before=min(before, job.run_number), limit=limit)
    runs = [*runs, *(JobBody.with_steps(each.job, each.steps) for each in past)][:limit]
    more = bool(runs) and runs[-1].run > 1
    return RunPage(runs=runs, next_before_run=runs[-1].run if more else None)


@router.get("/api/job/{job_id}/attempts", responses=responses(404))
async def job_attempts(
    job_id: JobInPath, tenant_id: ReaderDep, resources: ResourcesDep
) -> AttemptList:
    """Returns the attempts at the job's steps that were followed by others, with why each failed.
    The last attempt at a step is the step itself.
    """
    async with resources.database.connection(tenant_id) as conn:
        await get_job(conn, tenant_id, job_id)
        found = await list_attempts(conn, tenant_id, job_id, limit=MOST_ATTEMPTS)
    return AttemptList(attempts=[AttemptBody.model_validate(each) for each in found])


@router.get("/api/jobs")
async def get_jobs(
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    status: Annotated[  # FastAPI copies the default
        list[JobStatus],
        Query(description="Only jobs with this status; may be given more than once."),
    ] = [],  # noqa: B006
    kind: Annotated[JobKind | None, Query(description="Only jobs of this kind.")] = None,
    lane: Annotated[Lane | None, Query(description="Only jobs of this lane.")] = None,
    dismissed: Annotated[
        bool | None,
        Query(
            description=(
                "Only those that were taken off the list of what ended badly, or only the others."
            )
        ),
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> JobPage:
    """Returns jobs, newest first."""
    before = cursors.decode(cursor)
    async with resources.database.transaction(tenant_id) as conn:
        found = await list_jobs(
            conn,
            tenant_id,
            JobFilter(status, kind, lane, dismissed),
            before=(before[0], JobId(before[1])) if before else None,
            limit=limit + 1,
        )
    page, last = found[:limit], found[limit - 1] if len(found) > limit else None
    return JobPage(
        jobs=[JobSummary.of(job) for job in page],
        next_cursor=cursors.encode(last.created_at, last.id) if last else None,
    )


@router.post("/api/jobs/retry", status_code=202)
async def retry_jobs(
    tenant_id: WriterDep, resources: ResourcesDep, body: RetryAllBody | None = None
) -> RetryAllAnswer:
    """Retries all matching runs, those that ended longest ago first, as after an outage.

    Completed steps are not repeated. The runs are queued behind new calls (lane `backfill`).
    Dismissed runs are not retried.
    """
    asked, now = body or RetryAllBody(), datetime.now(UTC)
    where = RetryFilter(tenant_id, tuple(asked.status), asked.error_code, asked.since, asked.kind)
    retried = await retry_matching(
        resources.database, where, resources.wakeups.send, until=now, limit=asked.limit
    )
    async with resources.database.transaction(tenant_id) as conn:
        more = (
            await list_retryable(conn, where, until=now, after=retried.last, limit=1)
            if retried.last
            else []
        )
    return RetryAllAnswer(retried=retried.count, more=bool(more))


@router.post("/api/job/{job_id}/cancel", responses=responses(404, 409))
async def cancel_job(job_id: JobInPath, tenant_id: WriterDep, resources: ResourcesDep) -> JobBody:
    """Cancels the run within a second. Completed steps remain; a retry does the others.
    Idempotent.
    """
    async with (
        resources.database.transaction(tenant_id) as conn,
        unblocked(resources.database, conn),
    ):
        job = await cancel_run(conn, tenant_id, job_id)
        return await _job_body(conn, job)


@router.post(
    "/api/job/{job_id}/retry",
    status_code=202,
    response_model=AcceptedBody,
    responses=responses(404, 409),
)
async def retry_job(
    job_id: JobInPath, tenant_id: WriterDep, resources: ResourcesDep, body: RetryBody | None = None
) -> Response:
    """Retries a run that failed, was cancelled or is in quarantine; a waiting run starts now."""
    asked = body or RetryBody()
    async with resources.database.transaction(tenant_id) as conn:
        job, wakeup = await retry_run(
            conn, tenant_id, job_id, from_step=asked.from_step, options=asked.settings.options()
        )
    resources.wakeups.send(wakeup)
    answer = AcceptedBody.of(
        Receipt(job.call_id, job.id), base_url=resources.settings.runtime.public_base_url
    )
    return JSONResponse(
        answer.model_dump(mode="json"), 202, headers={"Location": answer.status_url or ""}
    )


async def _job_body(conn: Connection, job: Job) -> JobBody:
    steps = await list_steps(conn, job.tenant_id, job.id)
    return JobBody.with_steps(
        job, steps, await sum_by_step(conn, job.tenant_id, job.call_id, job_id=job.id)
    )
