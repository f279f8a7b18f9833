"""Records recordings, with the call to which they belong and the run that processes them."""

from collections.abc import Sequence

from shared.db.call_deletion import STAYS_DELETED
from shared.db.call_legs import find_call_by_sid, lock_leg
from shared.db.call_status import add_notes, mark_call, mark_numbers
from shared.db.calls import lock_call
from shared.db.inbound import Receipt
from shared.db.jobs.endings import settle_recordings
from shared.db.jobs.jobs import (
    find_job_of_call,
    wake_job,
)
from shared.db.pool import Connection
from shared.db.recording_status import mark_unfetchable
from shared.db.recordings import find_recording_by_sid, find_recording_by_url, insert_recording
from shared.domain.ids import AgentId, CallId, RecordingId, TenantId, new_id
from shared.domain.incoming import IncomingAudio, IncomingCall, IncomingRecording
from shared.domain.statuses import (
    CallStatus,
    JobStatus,
    Lane,
    RecordingStatus,
)
from shared.domain.transcript import Speaker
from shared.errors import Conflict, NotFound
from shared.intake.events import Accepted, call_of_event, find_repeat, finish_event
from shared.intake.runs import (
    AUDIO_FIRST_DELAY_S,
    failed_without_recording,
    run_again,
    start_fetch,
    start_run,
)
from shared.ports import StoredFile

# The media type of ElevenLabs' audio.
AUDIO_TYPE = "audio/mpeg"


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
    """Records audio, inside a transaction, after the file is stored. A run that waited for the
    audio is woken.
    """
    if repeat := await find_repeat(conn, tenant_id, audio):
        return repeat
    described = IncomingCall(audio.source, audio.event_type, audio.event_key, audio.external_id)
    call_id = await call_of_event(
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
    if job and await failed_without_recording(conn, tenant_id, job):
        job_id, wakeup = await run_again(conn, tenant_id, call_id)
    elif job:
        job_id, wakeup = job.id, await wake_job(conn, tenant_id, job.id)
        if job.status not in (JobStatus.QUEUED, JobStatus.RUNNING):
            await settle_recordings(conn, tenant_id, call_id)
    else:
        job_id, wakeup = await start_run(conn, tenant_id, call_id, delay_s=AUDIO_FIRST_DELAY_S)
    return await finish_event(
        conn, tenant_id, audio, Receipt(call_id, job_id, recording_id), wakeup
    )


async def record_recording(
    conn: Connection,
    tenant_id: TenantId,
    event: IncomingRecording,
    *,
    first_channel: Speaker = Speaker.CUSTOMER,
    installation_owned: bool = False,
    endpoint_id: str | None = None,
) -> Accepted:
    """Records a carrier's recording, inside a transaction. It joins the call of the same leg,
    whichever arrives first.

    `first_channel` says who is on the recorded leg. The recording is fetched with the
    installation's credentials when the event came in its name (`installation_owned`), else with the
    secret of its endpoint.
    """
    if event.call_sid:
        await lock_leg(conn, tenant_id, event.call_sid)
    if repeat := await find_repeat(conn, tenant_id, event):
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
    if reason := _UNFETCHABLE.get(event.status) or (ENCRYPTED if event.encrypted else None):
        # A call that is known only by this recording fails with it.
        await mark_unfetchable(conn, tenant_id, recording_id, reason)
        if await find_job_of_call(conn, tenant_id, call_id) is None:
            await mark_call(conn, tenant_id, call_id, CallStatus.FAILED, error=reason)
        return await finish_event(
            conn, tenant_id, event, Receipt(call_id, None, recording_id), None
        )
    if event.status != "completed":
        return await finish_event(
            conn, tenant_id, event, Receipt(call_id, None, recording_id), None
        )
    job_id, wakeup = await start_fetch(conn, tenant_id, call_id)
    return await finish_event(
        conn, tenant_id, event, Receipt(call_id, job_id, recording_id), wakeup
    )


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
    """Records a recording at an address, inside a transaction. The same call again has the same
    ids.

    Raises Conflict when its call was deleted: a deleted call is never recreated.
    """
    call_id = await call_of_event(conn, tenant_id, agent_id, call)
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
    """Returns the call of a leg. Raises Conflict as `call_of_event` does."""
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
    return await call_of_event(conn, tenant_id, None, call)


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


ENCRYPTED = "The recording is encrypted with a key of your own, which is not stored here."
_UNFETCHABLE = {
    "absent": "Twilio recorded nothing.",
    "failed": "Twilio could not record the call.",
}
