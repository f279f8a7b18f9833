"""Cancels and retries runs for people, each within a transaction."""

from collections.abc import Collection
from dataclasses import replace

from shared.db.call_status import mark_call
from shared.db.calls import lock_call
from shared.db.events import insert_event
from shared.db.jobs.endings import end_run
from shared.db.jobs.jobs import Job, get_job, lock_job, reopen_job, wake_job
from shared.db.jobs.steps import list_unfinished
from shared.db.pool import Connection
from shared.db.recording_status import mark_to_fetch
from shared.db.recordings import list_recordings
from shared.db.transcripts import has_transcript
from shared.domain.ids import JobId, TenantId
from shared.domain.run_options import RunOptions
from shared.domain.statuses import (
    CallStatus,
    JobKind,
    JobStatus,
    Lane,
)
from shared.domain.steps import BEFORE_TRANSCRIPT, STEPS_OF, Step, with_followers
from shared.errors import Conflict, InvalidRequest
from shared.queue.queue import Wakeup

CANCELLED = "The run was cancelled."
OPEN = (JobStatus.QUEUED, JobStatus.RUNNING)


async def cancel_run(conn: Connection, tenant_id: TenantId, job_id: JobId) -> Job:
    """Cancels a run. It can commit nothing more, and its worker stops at its next heartbeat.
    Completed steps remain.

    Idempotent. Raises NotFound, and Conflict for a run that ended in another way.
    """
    job = await _locked(conn, tenant_id, job_id)
    if job.status in OPEN:
        await end_run(conn, job.run, JobStatus.CANCELLED, error=CANCELLED, code="cancelled")
    elif job.status is not JobStatus.CANCELLED:
        raise Conflict(
            f"The run is over ({job.status}); there is nothing to cancel.", code="run_over"
        )
    return await get_job(conn, tenant_id, job_id)


async def retry_run(
    conn: Connection,
    tenant_id: TenantId,
    job_id: JobId,
    *,
    from_step: Step | None,
    options: RunOptions,
) -> tuple[Job, Wakeup]:
    """Retries all unfinished steps; with `from_step` that step and its followers even when they are
    done.

    Options of an earlier retry remain valid until the run succeeds. A waiting run only becomes due
    now. Raises NotFound, InvalidRequest, and Conflict with the reason.
    """
    job = await _locked(conn, tenant_id, job_id)
    if from_step and from_step not in STEPS_OF[job.kind]:
        raise InvalidRequest(
            f"A run of kind {job.kind} has no step {from_step}.", code="unknown_step"
        )
    if job.status is JobStatus.RUNNING:
        raise Conflict(
            "The run is being worked on; cancel it first, or wait until it is over.",
            code="run_in_work",
        )
    if job.status is JobStatus.QUEUED:
        wakeup = await wake_job(conn, job.tenant_id, job.id)
        if wakeup is None or not (from_step is None and options == RunOptions()):
            raise Conflict(
                "The run waits for a retry; cancel it first to change its options.",
                code="run_waiting",
            )
        return job, wakeup
    unfinished = await list_unfinished(conn, job.run)
    if from_step is None and job.status is JobStatus.SUCCEEDED:
        raise Conflict(
            "The run succeeded; name the step to start again from with `from_step`.",
            code="from_step_required",
        )
    return job, await _reopen_run(conn, job, unfinished, from_step, options)


async def retry_as_backfill(
    conn: Connection, tenant_id: TenantId, job_id: JobId, *, statuses: Collection[JobStatus]
) -> Wakeup | None:
    """Retries the unfinished steps of one of many runs, behind new calls.

    Returns None for a run whose status has changed. Raises NotFound.
    """
    job = await _locked(conn, tenant_id, job_id)
    if job.status not in statuses:
        return None
    unfinished = await list_unfinished(conn, job.run)
    return await _reopen_run(conn, job, unfinished, None, RunOptions(), lane=Lane.BACKFILL)


async def _locked(conn: Connection, tenant_id: TenantId, job_id: JobId) -> Job:
    """Locks the call and then its run; this order is the same in all code."""
    await lock_call(conn, tenant_id, (await get_job(conn, tenant_id, job_id)).call_id)
    return await lock_job(conn, tenant_id, job_id)


async def _reopen_run(
    conn: Connection,
    job: Job,
    unfinished: list[Step],
    from_step: Step | None,
    options: RunOptions,
    *,
    lane: Lane | None = None,
) -> Wakeup:
    transcribes = from_step in BEFORE_TRANSCRIPT
    if transcribes:
        recordings = await list_recordings(conn, job.tenant_id, job.call_id)
        if not any(recording.audio_key or recording.is_remote for recording in recordings):
            raise Conflict(
                "The call has no recording that could be transcribed again.", code="no_recording"
            )
        options = replace(options, transcribe_again=True)
    forgetting = {*unfinished, *(with_followers([from_step]) if from_step else ())}
    if job.kind is not JobKind.REINDEX_CALL:
        await mark_to_fetch(conn, job.tenant_id, job.call_id)
    wakeup = await reopen_job(
        conn,
        job.tenant_id,
        job.id,
        forgetting=forgetting,
        options=options.as_stored(),
        keeping_options=job.status is not JobStatus.SUCCEEDED,
        lane=lane,
    )
    if wakeup is None:
        raise Conflict("The run is not over: wait, or cancel it first.", code="run_not_over")
    if job.kind is JobKind.PROCESS_CALL:
        is_transcribed = await has_transcript(conn, job.tenant_id, job.call_id)
        await mark_call(
            conn,
            job.tenant_id,
            job.call_id,
            CallStatus.PROCESSING if is_transcribed else CallStatus.RECEIVED,
        )
    await insert_event(conn, job.tenant_id, "job.queued", call_id=job.call_id, job_id=job.id)
    return wakeup
