"""Records what arrived: once, in one transaction, with the run that will process it."""

from shared.db.call_legs import lock_leg
from shared.db.call_status import add_notes, mark_call, mark_failure
from shared.db.calls import KnownFacts, find_known_facts, lock_call
from shared.db.events import insert_event
from shared.db.inbound import Receipt
from shared.db.jobs.jobs import (
    find_job_of_call,
)
from shared.db.pool import Connection
from shared.db.transcripts import (
    EDITED,
    CurrentVersion,
    find_current_version,
    has_said,
    has_transcript,
    insert_transcript,
    mark_said_again,
)
from shared.domain.ids import AgentId, CallId, JobId, TenantId
from shared.domain.incoming import IncomingCall
from shared.domain.statuses import (
    CallStatus,
    JobStatus,
)
from shared.domain.steps import MADE_OF_TRANSCRIPT, Step, with_followers
from shared.intake.events import Accepted, call_of_event, find_repeat, finish_event
from shared.intake.runs import AUDIO_FIRST_DELAY_S, repeat_steps, start_run
from shared.queue.queue import Wakeup

EDIT_STANDS = "The sender sent other words later; the version that a person corrected remains."
TRANSCRIPT_STANDS = "The sender sent its own words later; the transcript of the recording stays."
VERSION_STANDS = (
    "The sender sent other words that are older or fewer; the previous version remains."
)


async def record_call(
    conn: Connection,
    tenant_id: TenantId,
    agent_id: AgentId | None,
    call: IncomingCall,
    *,
    installation_owned: bool = False,
) -> Accepted:
    """Records a call, inside a transaction. Repeats, also concurrent ones, get the ids of the first
    delivery.
    """
    if call.call_sid:
        await lock_leg(conn, tenant_id, call.call_sid)
    if repeat := await find_repeat(conn, tenant_id, call):
        return repeat
    before = await find_known_facts(conn, tenant_id, call)
    call_id = await call_of_event(
        conn, tenant_id, agent_id, call, installation_owned=installation_owned
    )
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
        repeated = _repeated_steps(before, after) if after else ()
        if repeated:
            job = await find_job_of_call(conn, tenant_id, call_id)
            if job and await has_transcript(conn, tenant_id, call_id):
                steps = with_followers(repeated)
                wakeup = await repeat_steps(conn, tenant_id, job, steps) or wakeup
    return await finish_event(conn, tenant_id, call, Receipt(call_id, job_id), wakeup)


def _repeated_steps(before: KnownFacts, after: KnownFacts) -> tuple[Step, ...]:
    """Returns which steps depend on what an event changed. Numbers or a contact that it filled in
    go on to the lead and the callback; a mailbox has neither.
    """
    if after.is_of_mailbox != before.is_of_mailbox:
        return Step.DETECT_CALLBACK, Step.EXTRACT_LEAD
    return (Step.EXTRACT_LEAD,) if after.person != before.person else ()


async def _settle_failure(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    call: IncomingCall,
    current: CurrentVersion | None,
    before: str | None,
) -> tuple[JobId | None, Wakeup | None]:
    """Updates whether the sender counts the call as failed, by its newest event. Returns the run
    that starts when the call no longer counts as failed and had none.
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


async def _begin_run(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    call: IncomingCall,
    current: CurrentVersion | None,
) -> tuple[JobId | None, Wakeup | None]:
    """Stores the transcript and starts a run. A call that has nothing to process gets no run; an
    event that only states how a call ended waits for its words.
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
    """Stores a later event's words as the next version if they say more or are newer:
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
        own = VERSION_STANDS if current.origin in call.own_origins else TRANSCRIPT_STANDS
        note = EDIT_STANDS if current.origin == EDITED else own
        await add_notes(conn, tenant_id, call_id, [note])
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
    return job.id, await repeat_steps(conn, tenant_id, job, with_followers(MADE_OF_TRANSCRIPT))


def _replaces(call: IncomingCall, current: CurrentVersion) -> bool:
    """Returns whether the event replaces the current version, by docs/decisions/0021. Only a
    sender's own version is replaced.
    """
    own = call.own_origins
    if current.origin not in own or call.transcript is None:
        return False
    if call.unredacted != (current.origin == own[1]):
        return call.unredacted
    words = len(call.transcript.text.split())
    if call.sent_at and current.sent_at and call.sent_at != current.sent_at:
        return call.sent_at > current.sent_at and words * 2 > current.words
    return words > current.words
