"""Records the result of a transcription service: once, with the run that continues with it."""

from shared.db.call_status import add_notes, mark_call, mark_described
from shared.db.events import events_of_run, insert_event
from shared.db.inbound import Receipt, find_receipt, insert_inbound, mark_receipt
from shared.db.jobs.claims import claim
from shared.db.jobs.jobs import (
    execute_writes,
    find_job_of_call,
    run_finished,
    take_back_job,
    wake_job,
)
from shared.db.jobs.steps import steps_closed
from shared.db.pool import Connection
from shared.db.recording_status import mark_recording, mark_transcribed
from shared.db.recordings import Recording, lock_recording
from shared.db.transcripts import find_transcript, insert_transcript
from shared.domain.ids import CallId, JobId, TenantId
from shared.domain.incoming import TranscriptionCompleted, TranscriptionFailed
from shared.domain.statuses import (
    CallStatus,
    JobStatus,
    RecordingStatus,
    Sender,
)
from shared.intake.events import Accepted
from shared.intake.runs import run_again
from shared.queue.queue import Wakeup

ORIGIN = "outside"
ERROR_CODE = "transcription_failed"
CLAIM_S = 1.0


async def record_transcription(
    conn: Connection, tenant_id: TenantId, event: TranscriptionCompleted | TranscriptionFailed
) -> Accepted:
    """Records a transcript, inside a transaction. Changes nothing for a repeat, nor for a call
    whose transcript has words already.

    A transcript without words is accepted, and is replaced by one with words. Raises NotFound, also
    for a recording of another tenant.
    """
    # Read after the lock, because a worker may have fetched it, or a user deleted the call.
    recording, call_id = await lock_recording(conn, tenant_id, event.recording_id)
    kind = "completed" if isinstance(event, TranscriptionCompleted) else "failed"
    is_new = await insert_inbound(
        conn,
        tenant_id,
        source=Sender.TRANSCRIPTION,
        event_type=f"transcription.{kind}",
        event_key=event.event_key,
    )
    if not is_new:
        repeat = await find_receipt(conn, tenant_id, Sender.TRANSCRIPTION, event.event_key)
        return Accepted(repeat or Receipt(), None, created=False)
    job_id, wakeup = await _record_transcript(conn, recording, call_id, event)
    receipt = Receipt(call_id, job_id, recording.id)
    await mark_receipt(conn, tenant_id, Sender.TRANSCRIPTION, event.event_key, receipt)
    return Accepted(receipt, wakeup, created=True)


async def _record_transcript(
    conn: Connection,
    recording: Recording,
    call_id: CallId,
    event: TranscriptionCompleted | TranscriptionFailed,
) -> tuple[JobId | None, Wakeup | None]:
    before = await find_transcript(conn, recording.tenant_id, call_id)
    if before and (
        before.turns or not (isinstance(event, TranscriptionCompleted) and event.transcript.turns)
    ):
        job = await find_job_of_call(conn, recording.tenant_id, call_id)
        return job.id if job else None, None
    match event:
        case TranscriptionCompleted():
            as_new_version = before is not None
            await insert_transcript(
                conn,
                recording.tenant_id,
                call_id,
                event.transcript,
                origin=ORIGIN,
                as_new_version=as_new_version,
            )
            await mark_described(
                conn, recording.tenant_id, call_id, language=event.transcript.language
            )
            if not (recording.is_remote and recording.status in _ON_ITS_WAY):
                await mark_transcribed(
                    conn, recording.tenant_id, recording.id, duration_s=event.duration_s
                )
            if event.notes:
                await add_notes(conn, recording.tenant_id, call_id, event.notes)
            return await _go_on(conn, recording.tenant_id, call_id)
        case TranscriptionFailed():
            return await _fail_recording(
                conn, recording, call_id, f"The outside transcription failed: {event.reason}"
            ), None


_ON_ITS_WAY = (RecordingStatus.PENDING, RecordingStatus.UPLOADING)


async def _go_on(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> tuple[JobId, Wakeup | None]:
    """Continues the call's run with the transcript, whatever its state; a cancelled run stays
    cancelled.
    """
    job = await find_job_of_call(conn, tenant_id, call_id)
    if job and job.status is JobStatus.RUNNING:
        return job.id, await take_back_job(conn, tenant_id, job.id)
    if job and job.status is JobStatus.CANCELLED:
        return job.id, None
    await mark_call(conn, tenant_id, call_id, CallStatus.RECEIVED)
    return await run_again(conn, tenant_id, call_id)


async def _fail_recording(
    conn: Connection, recording: Recording, call_id: CallId, reason: str
) -> JobId | None:
    """Marks a recording as failed. A running run is left to its worker, which may be transcribing
    the recording.

    An unfinished upload continues: its result is known when its recording is transcribed.
    """
    tenant_id = recording.tenant_id
    job = await find_job_of_call(conn, tenant_id, call_id)
    is_being_sent = recording.status is RecordingStatus.UPLOADING or (
        recording.status is RecordingStatus.PENDING and not recording.is_remote
    )
    if is_being_sent or (job and job.status is JobStatus.RUNNING):
        return job.id if job else None
    await mark_recording(
        conn,
        tenant_id,
        recording.id,
        RecordingStatus.ERROR,
        since=tuple(RecordingStatus),
        error=reason,
    )
    await mark_call(conn, tenant_id, call_id, CallStatus.FAILED, error=reason)
    if job is None:
        # The database reports the end of a call without a run.
        return None
    if job.status is JobStatus.QUEUED:
        await _end_waiting(conn, tenant_id, job.id, reason)
    await insert_event(conn, tenant_id, "call.failed", call_id=call_id, job_id=job.id)
    return job.id


async def _end_waiting(conn: Connection, tenant_id: TenantId, job_id: JobId, reason: str) -> None:
    """Claims and ends a waiting run within the transaction, as a worker would."""
    await wake_job(conn, tenant_id, job_id)
    claimed = await claim(conn, job_id, worker="api", lease_s=CLAIM_S)
    if claimed is None:
        return
    await execute_writes(
        conn,
        claimed,
        *steps_closed(claimed.kind),
        run_finished(JobStatus.FAILED, error=reason, error_code=ERROR_CODE),
        events_of_run(("job.failed", {})),
    )
