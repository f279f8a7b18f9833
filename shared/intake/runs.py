"""Starts, wakes and repeats the run of a call."""

from collections.abc import Collection

from shared.db.call_legs import may_meet_conversation
from shared.db.call_status import mark_call
from shared.db.events import insert_event
from shared.db.jobs.jobs import (
    Job,
    find_job_of_call,
    insert_job,
    reopen_job,
    take_back_job,
    wake_job,
)
from shared.db.jobs.steps import forget_steps, list_steps
from shared.db.pool import Connection
from shared.db.recording_status import mark_to_fetch
from shared.db.traces import mark_traced
from shared.db.transcripts import (
    has_transcript,
)
from shared.domain.ids import CallId, JobId, TenantId
from shared.domain.statuses import (
    CallStatus,
    JobKind,
    JobStatus,
    Lane,
    StepStatus,
)
from shared.domain.steps import STEPS_OF, Step, with_followers
from shared.errors import Conflict
from shared.queue.queue import Wakeup
from shared.telemetry.tracing import current_traceparent


async def repeat_steps(
    conn: Connection, tenant_id: TenantId, job: Job, steps: Collection[Step]
) -> Wakeup | None:
    """Makes a run repeat these steps, whether it is waiting, running or over; a run that a person
    cancelled stays cancelled.
    """
    if job.status is JobStatus.CANCELLED:
        return None
    await _trace(conn, tenant_id, job.id)
    await mark_call(conn, tenant_id, job.call_id, CallStatus.PROCESSING)
    if wakeup := await reopen_job(conn, tenant_id, job.id, forgetting=steps):
        return wakeup
    await take_back_job(conn, tenant_id, job.id)
    await forget_steps(conn, tenant_id, job.id, steps)
    return await wake_job(conn, tenant_id, job.id)


async def start_fetch(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> tuple[JobId, Wakeup | None]:
    """Starts the run that will fetch a call's recording: the call's own while it waits, else a
    separate one.
    """
    job = await find_job_of_call(conn, tenant_id, call_id)
    if job is None:
        delay_s = (
            AUDIO_FIRST_DELAY_S if await may_meet_conversation(conn, tenant_id, call_id) else 0.0
        )
        return await start_run(conn, tenant_id, call_id, delay_s=delay_s)
    if await failed_without_recording(conn, tenant_id, job):
        return await run_again(conn, tenant_id, call_id)
    if job.status is JobStatus.QUEUED and await _is_to_fetch(conn, tenant_id, job.id):
        return job.id, await wake_job(conn, tenant_id, job.id)
    kind = JobKind.ATTACH_RECORDING
    job_id, wakeup = await insert_job(conn, tenant_id, call_id, kind=kind)
    await _trace(conn, tenant_id, job_id)
    return job_id, wakeup or await reopen_job(conn, tenant_id, job_id, forgetting=STEPS_OF[kind])


async def failed_without_recording(conn: Connection, tenant_id: TenantId, job: Job) -> bool:
    """Returns whether the call failed without a recording. A late recording is transcribed if its
    call has no transcript yet.
    """
    return job.status is JobStatus.FAILED and not await has_transcript(conn, tenant_id, job.call_id)


async def _is_to_fetch(conn: Connection, tenant_id: TenantId, job_id: JobId) -> bool:
    """Returns whether the call's run will fetch the recording. A run that was reopened for its
    analysis is past that step.
    """
    fetching = (await list_steps(conn, tenant_id, job_id)).get(Step.FETCH_RECORDING)
    return fetching is None or fetching.status in (StepStatus.PENDING, StepStatus.RUNNING)


async def run_again(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> tuple[JobId, Wakeup | None]:
    """Runs the call's run again: creates a missing one, releases a waiting one, restarts a finished
    one, and leaves a running one unchanged.
    """
    job = await find_job_of_call(conn, tenant_id, call_id)
    if job is None or job.status is JobStatus.QUEUED:
        return await start_run(conn, tenant_id, call_id)
    if job.status is JobStatus.RUNNING:
        return job.id, None
    await mark_to_fetch(conn, tenant_id, call_id)
    await mark_call(conn, tenant_id, call_id, CallStatus.RECEIVED)
    await _trace(conn, tenant_id, job.id)
    return job.id, await reopen_job(conn, tenant_id, job.id, forgetting=STEPS_OF[job.kind])


async def start_run(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    *,
    delay_s: float = 0.0,
    lane: Lane = Lane.LIVE,
) -> tuple[JobId, Wakeup | None]:
    """Creates the call's run if it is missing; releases a waiting one when it has no reason to wait
    any more.
    """
    job_id, wakeup = await insert_job(conn, tenant_id, call_id, lane=lane, delay_s=delay_s)
    await _trace(conn, tenant_id, job_id)
    if wakeup:
        await insert_event(conn, tenant_id, "job.queued", call_id=call_id, job_id=job_id)
        return job_id, wakeup
    return job_id, None if delay_s else await wake_job(conn, tenant_id, job_id)


async def start_again(
    conn: Connection, tenant_id: TenantId, call_id: CallId, steps: Collection[Step]
) -> tuple[JobId, Wakeup]:
    """Makes a call's run repeat these steps and their followers. The call must be locked. Raises
    Conflict.
    """
    job = await find_job_of_call(conn, tenant_id, call_id)
    if job is None:
        raise Conflict(
            "The call has no results yet that could be produced again.", code="nothing_to_redo"
        )
    forgetting = with_followers(steps)
    wakeup = await reopen_job(conn, tenant_id, job.id, forgetting=forgetting)
    if wakeup is None:
        raise Conflict(
            "The call is being processed; try again when it is over.", code="call_in_work"
        )
    await mark_call(conn, tenant_id, call_id, CallStatus.PROCESSING)
    await _trace(conn, tenant_id, job.id)
    await insert_event(
        conn, tenant_id, "job.queued", call_id=call_id, job_id=job.id, data={"steps": forgetting}
    )
    return job.id, wakeup


async def _trace(conn: Connection, tenant_id: TenantId, job_id: JobId) -> None:
    """Links the run's trace to the requester's trace."""
    if traceparent := current_traceparent():
        await mark_traced(conn, tenant_id, job_id, traceparent)


# Audio and transcript arrive in either order, and the sender's own transcript is worth a short
# wait.
AUDIO_FIRST_DELAY_S = 60.0
