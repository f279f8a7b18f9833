"""How a run ends: its steps closed, its call and recordings told, itself marked, all in one transaction."""

from shared.db.calls import find_failure, mark_call
from shared.db.events import insert_event
from shared.db.jobs import RunOfCall, is_fetching_beside, mark_finished
from shared.db.paid_answers import delete_used_answers
from shared.db.pool import Connection
from shared.db.recordings import mark_heard, mark_not_fetched
from shared.db.steps import cancel_steps, close_steps
from shared.db.transcripts import has_transcript
from shared.domain.statuses import CallStatus, JobKind, JobStatus, RecordingStatus


async def end_run(
    conn: Connection, run: RunOfCall, status: JobStatus, *, error: str | None = None, code: str | None = None
) -> None:
    """With the call and the run locked, in this order. What steps made stays; the call says what is missing."""
    if status is JobStatus.CANCELLED:
        await cancel_steps(conn, run)
    else:
        await close_steps(conn, run)
    await delete_used_answers(conn, run)
    if status is not JobStatus.SUCCEEDED and not await is_fetching_beside(conn, run):
        await mark_not_fetched(conn, run.tenant_id, run.call_id, error)
    if run.kind is JobKind.PROCESS_CALL:
        await _end_call(conn, run, status, error)
    await mark_finished(conn, run, status, error=error, error_code=code)
    await insert_event(conn, run.tenant_id, f"job.{status}", call_id=run.call_id, job_id=run.job_id)


async def _end_call(conn: Connection, run: RunOfCall, status: JobStatus, error: str | None) -> None:
    """A call with a transcript stays readable whatever else failed. One that failed at its sender has failed, however
    much was found in it.
    """
    outcome = CallStatus.READY if status is JobStatus.SUCCEEDED else CallStatus.FAILED
    if outcome is CallStatus.FAILED and await has_transcript(conn, run.tenant_id, run.call_id):
        outcome = CallStatus.PARTIAL
    heard = _HEARD[outcome]
    if outcome is not CallStatus.PARTIAL and (failure := await find_failure(conn, run.tenant_id, run.call_id)):
        outcome, error = CallStatus.FAILED, failure
    await mark_call(conn, run.tenant_id, run.call_id, outcome, error=error)
    await mark_heard(conn, run.tenant_id, run.call_id, heard, error=error if heard is RecordingStatus.ERROR else None)
    await insert_event(conn, run.tenant_id, f"call.{outcome}", call_id=run.call_id, job_id=run.job_id)


_HEARD = {
    CallStatus.READY: RecordingStatus.COMPLETED,
    CallStatus.PARTIAL: RecordingStatus.TRANSCRIBED,
    CallStatus.FAILED: RecordingStatus.ERROR,
}
