"""Ends a run: marks its steps, its call, its recordings and the run itself in one transaction."""

from collections.abc import Collection
from typing import Any

from shared.db.call_status import mark_call, mark_call_over
from shared.db.contacts import give_contact
from shared.db.events import events_of_run, insert_event
from shared.db.jobs.jobs import (
    RunOfCall,
    execute_writes,
    find_job_of_call,
    has_separate_fetch,
    reopen_job,
    run_finished,
)
from shared.db.jobs.steps import steps_cancelled, steps_closed
from shared.db.paid_answers import used_answers_deleted
from shared.db.pool import Connection
from shared.db.recording_status import mark_not_fetched, mark_recordings_done, mark_unjoined
from shared.db.transcripts import has_transcript
from shared.domain.ids import CallId, JobId, TenantId
from shared.domain.run_options import RunOptions
from shared.domain.statuses import (
    CallStatus,
    JobKind,
    JobStatus,
    RecordingStatus,
)
from shared.domain.steps import STEPS_OF, Step, with_followers


async def end_run(
    conn: Connection,
    run: RunOfCall,
    status: JobStatus,
    *,
    error: str | None = None,
    code: str | None = None,
) -> None:
    """Ends a run whose call and row are locked, in this order. Results of its steps remain; the
    call's error says what is missing.
    """
    closed = steps_cancelled if status is JobStatus.CANCELLED else steps_closed
    await execute_writes(
        conn,
        run,
        *closed(run.kind),
        used_answers_deleted(),
        run_finished(status, error=error, error_code=code),
    )
    fetches = run.kind is not JobKind.REINDEX_CALL
    if fetches and status is not JobStatus.SUCCEEDED and not await has_separate_fetch(conn, run):
        await mark_not_fetched(conn, run.tenant_id, run.call_id, error)
    ended: tuple[str, dict[str, Any]] = (f"job.{status}", {})
    if run.kind is JobKind.PROCESS_CALL:
        outcome = await _end_call(conn, run, status, error)
        await execute_writes(conn, run, events_of_run((f"call.{outcome}", {}), ended))
        # Last, because it locks the tenant's contacts until the transaction ends.
        await give_contact(conn, run.tenant_id, run.call_id)
    else:
        await execute_writes(conn, run, events_of_run(ended))
    if fetches and status is JobStatus.SUCCEEDED:
        await _go_on_with_others(conn, run)


async def settle_recordings(conn: Connection, tenant_id: TenantId, call_id: CallId) -> None:
    """Marks recordings that arrived after the end of their call's run, because no run will process
    them unless a user requests one.
    """
    job = await find_job_of_call(conn, tenant_id, call_id)
    if (job and job.status is JobStatus.SUCCEEDED) or await has_transcript(
        conn, tenant_id, call_id
    ):
        await mark_recordings_done(conn, tenant_id, call_id, RecordingStatus.COMPLETED)
    else:
        await mark_recordings_done(
            conn, tenant_id, call_id, RecordingStatus.ERROR, error=NOT_WANTED
        )


async def _go_on_with_others(conn: Connection, run: RunOfCall) -> None:
    """Reopens the call's run when recordings arrived while it was running or were fetched in
    parallel, so that they are joined to the transcript.

    It sends no wakeup; a sweeper finds the run.
    """
    again = with_followers([Step.TRANSCRIBE]), RunOptions(transcribe_again=True)
    if run.kind is JobKind.PROCESS_CALL:
        if await mark_unjoined(conn, run.tenant_id, run.call_id):
            await _reopen_run(conn, run, run.job_id, *again)
        return
    job = await find_job_of_call(conn, run.tenant_id, run.call_id)
    if job is None or job.status in (JobStatus.QUEUED, JobStatus.RUNNING):
        return
    if await mark_unjoined(conn, run.tenant_id, run.call_id):
        await _reopen_run(conn, run, job.id, *again)
    elif job.status is JobStatus.FAILED and not await has_transcript(
        conn, run.tenant_id, run.call_id
    ):
        await _reopen_run(conn, run, job.id, STEPS_OF[JobKind.PROCESS_CALL], RunOptions())
    else:
        await settle_recordings(conn, run.tenant_id, run.call_id)


async def _reopen_run(
    conn: Connection,
    run: RunOfCall,
    job_id: JobId,
    forgetting: Collection[Step],
    options: RunOptions,
) -> None:
    await reopen_job(
        conn,
        run.tenant_id,
        job_id,
        forgetting=forgetting,
        options=options.as_stored(),
        keeping_options=True,
    )
    await mark_call(conn, run.tenant_id, run.call_id, CallStatus.PROCESSING)
    await insert_event(conn, run.tenant_id, "job.queued", call_id=run.call_id, job_id=job_id)


NOT_WANTED = (
    "The run of this call was over when the recording arrived; retry the run to transcribe it."
)


async def _end_call(
    conn: Connection, run: RunOfCall, status: JobStatus, error: str | None
) -> CallStatus:
    """Sets the status of the call and returns it. A call with a transcript stays readable when a
    later step failed. A call that failed at its sender is marked as failed.
    """
    outcome = CallStatus.READY if status is JobStatus.SUCCEEDED else CallStatus.FAILED
    if outcome is CallStatus.FAILED and await has_transcript(conn, run.tenant_id, run.call_id):
        outcome = CallStatus.PARTIAL
    recording_status = _RECORDING_STATUS[outcome]
    outcome, error = await mark_call_over(conn, run.tenant_id, run.call_id, outcome, error=error)
    await mark_recordings_done(
        conn,
        run.tenant_id,
        run.call_id,
        recording_status,
        error=error if recording_status is RecordingStatus.ERROR else None,
    )
    return outcome


_RECORDING_STATUS = {
    CallStatus.READY: RecordingStatus.COMPLETED,
    CallStatus.PARTIAL: RecordingStatus.TRANSCRIBED,
    CallStatus.FAILED: RecordingStatus.ERROR,
}
