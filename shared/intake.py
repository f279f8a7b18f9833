"""Records what arrived: once, in one transaction, with the run that will process it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shared.db.calls import (
    STAYS_DELETED,
    add_notes,
    adopt_call,
    erase_with_leg,
    find_call_by_sid,
    find_known_facts,
    is_erased,
    is_recording_erased,
    lock_call,
    lock_leg,
    mark_call,
    mark_failure,
    mark_numbers,
    may_meet_conversation,
    upsert_call,
)
from shared.db.events import insert_event
from shared.db.inbound import Receipt, find_receipt, insert_inbound, mark_receipt
from shared.db.jobs.endings import settle_recordings
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
from shared.db.recordings import (
    find_recording_by_sid,
    find_recording_by_url,
    insert_recording,
    mark_to_fetch,
    mark_unfetchable,
)
from shared.db.traces import mark_traced
from shared.db.transcripts import (
    EDITED,
    CurrentVersion,
    find_current_version,
    has_said,
    has_transcript,
    insert_transcript,
    mark_said_again,
)
from shared.domain.ids import AgentId, CallId, JobId, RecordingId, TenantId, new_id
from shared.domain.incoming import IncomingAudio, IncomingCall, IncomingRecording
from shared.domain.statuses import (
    CallStatus,
    JobKind,
    JobStatus,
    Lane,
    RecordingStatus,
    StepStatus,
)
from shared.domain.steps import MADE_OF_TRANSCRIPT, STEPS_OF, Step, with_followers
from shared.domain.transcript import Speaker
from shared.errors import Conflict, NotFound
from shared.ports import StoredFile
from shared.queue.queue import Wakeup
from shared.telemetry.tracing import current_traceparent

# Audio and transcript come in either order; the sender's own transcript is worth a short wait.
AUDIO_FIRST_DELAY_S = 60.0
# What ElevenLabs sends.
AUDIO_TYPE = "audio/mpeg"
EDIT_STANDS = "The sender sent other words later; the version that a person corrected stands."
TRANSCRIPT_STANDS = "The sender sent its own words later; the transcript of the recording stays."
VERSION_STANDS = "The sender sent other words that are older or fewer; the version before stands."


@dataclass(frozen=True, slots=True)
class Accepted:
    """`wakeup` is for the queue, after commit. `created` is False for a repeat and for a call that
    was deleted.
    """

    receipt: Receipt
    wakeup: Wakeup | None
    created: bool

    @property
    def outcome(self) -> str:
        """For metrics."""
        return "accepted" if self.created else "repeat"


async def record_call(
    conn: Connection,
    tenant_id: TenantId,
    agent_id: AgentId | None,
    call: IncomingCall,
    *,
    installation_owned: bool = False,
) -> Accepted:
    """Inside a transaction. Repeats, also concurrent ones, get the ids of the first."""
    if call.call_sid:
        await lock_leg(conn, tenant_id, call.call_sid)
    if repeat := await _begin(conn, tenant_id, call):
        return repeat
    before = await find_known_facts(conn, tenant_id, call)
    call_id = await _call(conn, tenant_id, agent_id, call, installation_owned=installation_owned)
    await insert_event(
        conn, tenant_id, "call.received", call_id=call_id, data={"source": call.source}
    )
    current = await find_current_version(conn, tenant_id, call_id)
    job_id, wakeup = await _begin_run(conn, tenant_id, call_id, call, current)
    if before:
        begun, first_wakeup = await _settle_failure(
            conn, tenant_id, call_id, call, current, before.failure
        )
        job_id, wakeup = begun or job_id, first_wakeup or wakeup
        after = await find_known_facts(conn, tenant_id, call)
        if after and after.person != before.person:
            wakeup = await _use_facts(conn, tenant_id, call_id) or wakeup
    return await _finish(conn, tenant_id, call, Receipt(call_id, job_id), wakeup)


async def _settle_failure(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    call: IncomingCall,
    current: CurrentVersion | None,
    before: str | None,
) -> tuple[JobId | None, Wakeup | None]:
    """Whether the sender counts the call as failed is what its newest event says; the run that
    begins when it does no longer, and there was none.
    """
    if call.is_verdict or call.failure or not call.has_status:
        return None, None
    if current and current.sent_at and call.sent_at and call.sent_at < current.sent_at:
        await mark_failure(conn, tenant_id, call_id, before)
        return None, None
    if call.sent_at and call.transcript:
        await mark_said_again(conn, tenant_id, call_id, call.transcript.text, sent_at=call.sent_at)
    if call.sender_error == before:
        return None, None
    await mark_failure(conn, tenant_id, call_id, call.sender_error)
    job = await find_job_of_call(conn, tenant_id, call_id)
    if job and job.status is JobStatus.SUCCEEDED:
        status = CallStatus.FAILED if call.sender_error else CallStatus.READY
        await mark_call(conn, tenant_id, call_id, status, error=call.sender_error)
        await insert_event(conn, tenant_id, f"call.{status}", call_id=call_id, job_id=job.id)
    elif call.is_worth_a_run and (job is None or job.status is JobStatus.QUEUED):
        await mark_call(conn, tenant_id, call_id, CallStatus.RECEIVED)
        return await start_run(conn, tenant_id, call_id) if job is None else (None, None)
    return None, None


async def _use_facts(conn: Connection, tenant_id: TenantId, call_id: CallId) -> Wakeup | None:
    """Numbers or a contact that a later event filled in reach the lead and the callback."""
    job = await find_job_of_call(conn, tenant_id, call_id)
    if job is None or not await has_transcript(conn, tenant_id, call_id):
        return None
    return await _redo(conn, tenant_id, job, with_followers((Step.EXTRACT_LEAD,)))


async def _redo(
    conn: Connection, tenant_id: TenantId, job: Job, steps: Collection[Step]
) -> Wakeup | None:
    """Lets a run do these steps again, waiting, under way or over; one that a person cancelled
    stays cancelled.
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


async def _begin_run(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    call: IncomingCall,
    current: CurrentVersion | None,
) -> tuple[JobId | None, Wakeup | None]:
    """Keeps what was said, and has it processed. A call that has nothing to process has no run,
    unless it has one already; what only says how a call ended waits for its words.
    """
    if current and call.transcript:
        return await _say_again(conn, tenant_id, call_id, call, current)
    if call.transcript:
        await insert_transcript(
            conn, tenant_id, call_id, call.transcript, origin=call.origin, sent_at=call.sent_at
        )
    if call.ended_with:
        if await find_job_of_call(conn, tenant_id, call_id) is None:
            await mark_call(conn, tenant_id, call_id, CallStatus.FAILED, error=call.ended_with)
        return None, None
    return await start_run(
        conn, tenant_id, call_id, delay_s=AUDIO_FIRST_DELAY_S if call.is_verdict else 0.0
    )


async def _say_again(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    call: IncomingCall,
    current: CurrentVersion,
) -> tuple[JobId | None, Wakeup | None]:
    """A later event's words become the next version where they say more or are newer:
    docs/decisions/0021.
    """
    job = await find_job_of_call(conn, tenant_id, call_id)
    job_id = job.id if job else None
    transcript = call.transcript
    if (
        transcript is None
        or not transcript.turns
        or await has_said(conn, tenant_id, call_id, transcript.text)
    ):
        return job_id, None
    if not _replaces(call, current):
        await add_notes(conn, tenant_id, call_id, [_why_it_stands(call, current)])
        return job_id, None
    await lock_call(conn, tenant_id, call_id)
    await insert_transcript(
        conn,
        tenant_id,
        call_id,
        transcript,
        origin=call.origin,
        as_new_version=True,
        sent_at=call.sent_at,
    )
    await insert_event(conn, tenant_id, "transcript.replaced", call_id=call_id, job_id=job_id)
    if job is None:
        return await start_run(conn, tenant_id, call_id)
    return job.id, await _redo(conn, tenant_id, job, with_followers(MADE_OF_TRANSCRIPT))


def _why_it_stands(call: IncomingCall, current: CurrentVersion) -> str:
    if current.origin == EDITED:
        return EDIT_STANDS
    return VERSION_STANDS if current.origin in call.own_origins else TRANSCRIPT_STANDS


def _replaces(call: IncomingCall, current: CurrentVersion) -> bool:
    """By docs/decisions/0021. Only a sender's own version is replaced by it."""
    own = call.own_origins
    if current.origin not in own or call.transcript is None:
        return False
    if call.unredacted != (current.origin == own[1]):
        return call.unredacted
    words = len(call.transcript.text.split())
    if call.sent_at and current.sent_at and call.sent_at != current.sent_at:
        return call.sent_at > current.sent_at and words * 2 > current.words
    return words > current.words


async def record_audio(
    conn: Connection,
    tenant_id: TenantId,
    agent_id: AgentId | None,
    audio: IncomingAudio,
    *,
    recording_id: RecordingId,
    file: StoredFile,
    audio_stem: str | None = None,
    installation_owned: bool = False,
) -> Accepted:
    """Inside a transaction, after the file is stored. A run that waited for the audio is woken."""
    if repeat := await _begin(conn, tenant_id, audio):
        return repeat
    described = IncomingCall(audio.source, audio.event_type, audio.event_key, audio.external_id)
    call_id = await _call(
        conn, tenant_id, agent_id, described, installation_owned=installation_owned
    )
    await insert_recording(
        conn,
        tenant_id,
        recording_id,
        call_id=call_id,
        status=RecordingStatus.UPLOADED,
        media_type=AUDIO_TYPE,
        size_bytes=file.size_bytes,
        sha256=file.sha256,
        audio_key=file.key,
        audio_stem=audio_stem,
    )
    job = await find_job_of_call(conn, tenant_id, call_id)
    if job and await _failed_for_want_of_it(conn, tenant_id, job):
        job_id, wakeup = await run_again(conn, tenant_id, call_id)
    elif job:
        job_id, wakeup = job.id, await wake_job(conn, tenant_id, job.id)
        if job.status not in (JobStatus.QUEUED, JobStatus.RUNNING):
            await settle_recordings(conn, tenant_id, call_id)
    else:
        job_id, wakeup = await start_run(conn, tenant_id, call_id, delay_s=AUDIO_FIRST_DELAY_S)
    return await _finish(conn, tenant_id, audio, Receipt(call_id, job_id, recording_id), wakeup)


async def record_recording(
    conn: Connection,
    tenant_id: TenantId,
    event: IncomingRecording,
    *,
    first_channel: Speaker = Speaker.CUSTOMER,
    installation_owned: bool = False,
    endpoint_id: str | None = None,
) -> Accepted:
    """Inside a transaction. The recording joins the call of the same leg, in either order.

    `first_channel` says who is on the leg that the recording belongs to. It is fetched with the
    installation's credentials when the event came in its name (`installation_owned`), else with the
    secret of its endpoint.
    """
    if event.call_sid:
        await lock_leg(conn, tenant_id, event.call_sid)
    if repeat := await _begin(conn, tenant_id, event):
        return repeat
    call_id = await _call_of_leg(conn, tenant_id, event)
    await mark_numbers(
        conn,
        tenant_id,
        call_id,
        from_number=event.from_number,
        to_number=event.to_number,
        direction=event.direction,
    )
    if event.notes:
        await add_notes(conn, tenant_id, call_id, event.notes)
    recording_id = await _recording_of(
        conn,
        tenant_id,
        call_id,
        event,
        event.speakers(first_channel),
        installation_owned,
        endpoint_id,
    )
    if reason := _why_not_fetched(event):
        await _give_up_recording(conn, tenant_id, call_id, recording_id, reason)
        return await _finish(conn, tenant_id, event, Receipt(call_id, None, recording_id), None)
    if event.status != "completed":
        return await _finish(conn, tenant_id, event, Receipt(call_id, None, recording_id), None)
    job_id, wakeup = await start_fetch(conn, tenant_id, call_id)
    return await _finish(conn, tenant_id, event, Receipt(call_id, job_id, recording_id), wakeup)


async def record_remote(
    conn: Connection,
    tenant_id: TenantId,
    agent_id: AgentId | None,
    call: IncomingCall,
    *,
    url: str,
    speakers: Sequence[Speaker] | None = None,
    delay_s: float = 0.0,
    lane: Lane = Lane.LIVE,
) -> Accepted:
    """Inside a transaction. A recording that lies at an address: the same call again has the same
    ids.

    Raises Conflict when its call was deleted: nothing brings that back.
    """
    call_id = await _call(conn, tenant_id, agent_id, call)
    known = await find_recording_by_url(conn, tenant_id, call_id, url)
    recording_id = known or RecordingId(new_id())
    if known is None:
        await insert_recording(
            conn,
            tenant_id,
            recording_id,
            call_id=call_id,
            status=RecordingStatus.PENDING,
            remote_url=url,
            speakers=speakers,
        )
    job_id, wakeup = await start_run(conn, tenant_id, call_id, delay_s=delay_s, lane=lane)
    return Accepted(Receipt(call_id, job_id, recording_id), wakeup, created=known is None)


async def _call_of_leg(conn: Connection, tenant_id: TenantId, event: IncomingRecording) -> CallId:
    """Raises Conflict as `_call` does."""
    known = await find_call_by_sid(conn, tenant_id, event.call_sid) if event.call_sid else None
    if known:
        try:
            await lock_call(conn, tenant_id, known)
        except NotFound as error:
            raise Conflict(STAYS_DELETED, code="call_deleted") from error
        return known
    call = IncomingCall(
        source=event.source,
        event_type=event.event_type,
        event_key=event.event_key,
        external_id=event.external_id,
        from_number=event.from_number,
        to_number=event.to_number,
        call_sid=event.call_sid,
        direction=event.direction,
        started_at=event.started_at,
        duration_s=event.duration_s,
    )
    return await _call(conn, tenant_id, None, call)


async def _recording_of(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    event: IncomingRecording,
    speakers: tuple[Speaker, ...],
    installation_owned: bool,
    endpoint_id: str | None,
) -> RecordingId:
    known = await find_recording_by_sid(conn, tenant_id, event.recording_sid)
    recording_id = known.id if known else RecordingId(new_id())
    if known is None:
        await insert_recording(
            conn,
            tenant_id,
            recording_id,
            call_id=call_id,
            status=RecordingStatus.PENDING,
            account_sid=event.account_sid,
            recording_sid=event.recording_sid,
            speakers=speakers,
            installation_owned=installation_owned,
            endpoint_id=endpoint_id,
            started_at=event.started_at,
        )
    return recording_id


def _why_not_fetched(event: IncomingRecording) -> str | None:
    encrypted = "The recording is encrypted with a key of your own, which is not here."
    return _UNFETCHABLE.get(event.status) or (encrypted if event.encrypted else None)


async def _give_up_recording(
    conn: Connection, tenant_id: TenantId, call_id: CallId, recording_id: RecordingId, reason: str
) -> None:
    """A call that is known by nothing but this recording fails with it."""
    await mark_unfetchable(conn, tenant_id, recording_id, reason)
    if await find_job_of_call(conn, tenant_id, call_id) is None:
        await mark_call(conn, tenant_id, call_id, CallStatus.FAILED, error=reason)


_UNFETCHABLE = {
    "absent": "Twilio recorded nothing.",
    "failed": "Twilio could not record the call.",
}


async def start_fetch(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> tuple[JobId, Wakeup | None]:
    """The run that will fetch a call's recording: the call's own while it waits, else a separate
    one.
    """
    job = await find_job_of_call(conn, tenant_id, call_id)
    if job is None:
        delay_s = (
            AUDIO_FIRST_DELAY_S if await may_meet_conversation(conn, tenant_id, call_id) else 0.0
        )
        return await start_run(conn, tenant_id, call_id, delay_s=delay_s)
    if await _failed_for_want_of_it(conn, tenant_id, job):
        return await run_again(conn, tenant_id, call_id)
    if job.status is JobStatus.QUEUED and await _has_yet_to_fetch(conn, tenant_id, job.id):
        return job.id, await wake_job(conn, tenant_id, job.id)
    kind = JobKind.ATTACH_RECORDING
    job_id, wakeup = await insert_job(conn, tenant_id, call_id, kind=kind)
    await _trace(conn, tenant_id, job_id)
    return job_id, wakeup or await reopen_job(conn, tenant_id, job_id, forgetting=STEPS_OF[kind])


async def _failed_for_want_of_it(conn: Connection, tenant_id: TenantId, job: Job) -> bool:
    """A recording that comes late is transcribed if its call has no transcript yet."""
    return job.status is JobStatus.FAILED and not await has_transcript(conn, tenant_id, job.call_id)


async def _has_yet_to_fetch(conn: Connection, tenant_id: TenantId, job_id: JobId) -> bool:
    """A run that was opened again for its analysis is past that step, and will not come
    back to it.
    """
    fetching = (await list_steps(conn, tenant_id, job_id)).get(Step.FETCH_RECORDING)
    return fetching is None or fetching.status in (StepStatus.PENDING, StepStatus.RUNNING)


async def run_again(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> tuple[JobId, Wakeup | None]:
    """The call's run: made when missing, released when it waits, started again when it is over,
    else unchanged.
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
    """The call's run, made when missing; one that waits is let go when there is no reason to wait
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
    """Makes a call's run repeat these steps and their followers; the call is locked. Raises
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
    """What the run does next belongs to the requester's trace."""
    if traceparent := current_traceparent():
        await mark_traced(conn, tenant_id, job_id, traceparent)


async def _call(
    conn: Connection,
    tenant_id: TenantId,
    agent_id: AgentId | None,
    call: IncomingCall,
    *,
    installation_owned: bool = False,
) -> CallId:
    """Raises Conflict when the call was deleted, perhaps while this waited for its row: nothing is
    recorded then.
    """
    if call.call_sid:
        await adopt_call(conn, tenant_id, call)
    call_id = await upsert_call(
        conn, tenant_id, agent_id, call, installation_owned=installation_owned
    )
    if await is_erased(conn, tenant_id, call.source, call.external_id):
        raise Conflict(STAYS_DELETED, code="call_deleted")
    return call_id


async def _begin(
    conn: Connection,
    tenant_id: TenantId,
    event: IncomingCall | IncomingAudio | IncomingRecording,
) -> Accepted | None:
    if await is_erased(conn, tenant_id, event.source, event.external_id):
        return Accepted(Receipt(), None, created=False)
    if isinstance(event, IncomingRecording) and await is_recording_erased(
        conn, tenant_id, event.recording_sid, event.call_sid
    ):
        return Accepted(Receipt(), None, created=False)
    if (
        isinstance(event, IncomingCall)
        and event.call_sid
        and await erase_with_leg(conn, tenant_id, event)
    ):
        return Accepted(Receipt(), None, created=False)
    new = await insert_inbound(
        conn,
        tenant_id,
        source=event.source,
        event_type=event.event_type,
        event_key=event.event_key,
    )
    if new:
        return None
    receipt = await find_receipt(conn, tenant_id, event.source, event.event_key)
    return Accepted(receipt or Receipt(), None, created=False)


async def _finish(
    conn: Connection,
    tenant_id: TenantId,
    event: IncomingCall | IncomingAudio | IncomingRecording,
    receipt: Receipt,
    wakeup: Wakeup | None,
) -> Accepted:
    await mark_receipt(conn, tenant_id, event.source, event.event_key, receipt)
    return Accepted(receipt, wakeup, created=True)
