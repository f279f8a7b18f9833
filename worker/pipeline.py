"""The pipeline of one call: a transcript, then everything that is derived from it, in parallel.

    fetch_transcript
    fetch_recording -> transcribe -> summarize -> index_summary
                                  -> detect_callback, extract_lead -> schedule_callback
                                  -> write_document -> index_document
                                  -> index_transcript

A call whose sender transcribed it starts at the second arrow; its recording, when there is one, is
fetched in parallel. Where transcription is switched off, a call ends with its recording. A
transcript that the sender withheld is requested first.

A branch that stops does not stop the others; its error is in `run.checkpoints.failures`.

A run that was reopened, because the transcript was corrected or the analysis is repeated, takes the
same path: steps that were not reset count as done, and the results of the others become the next
version.
"""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any, TypeVar

from shared.db.callbacks import callback_of_call, mark_unbooked
from shared.db.insights import get_document, get_insight
from shared.db.leads import withdraw_lead
from shared.db.recording_status import mark_documenting
from shared.db.reindexing import list_indexed_sources
from shared.db.transcripts import find_transcript
from shared.domain.insights import Document, Lead, Summary
from shared.domain.statuses import CallOutcome, ChunkSource, Source
from shared.domain.steps import Step
from shared.domain.stored_texts import SkipReason
from shared.domain.transcript import Transcript
from shared.errors import NotFound
from worker.checkpoints import StepStopped, require
from worker.numbers import know_numbers
from worker.own_keys import own_elevenlabs_key
from worker.run import Run, read_again
from worker.steps.detect_callback import DetectCallback
from worker.steps.extract_lead import ExtractLead
from worker.steps.fetch_recording import FetchRecording
from worker.steps.fetch_transcript import FetchTranscript
from worker.steps.index_document import IndexDocument
from worker.steps.index_summary import IndexSummary
from worker.steps.index_text import IndexText
from worker.steps.index_transcript import IndexTranscript
from worker.steps.schedule_callback import (
    ScheduleCallback,
    booking_state_after,
    current_callback,
    withdrawn,
)
from worker.steps.summarize import Summarize
from worker.steps.transcribe import Transcribe
from worker.steps.write_document import WriteDocument

TextT = TypeVar("TextT", Summary, Document)


async def process_call(run: Run) -> None:
    """Processes a call. Raises LeaseLost, Unavailable; a step's own failure ends only
    its branch.
    """
    with contextlib.suppress(StepStopped):
        run = await know_numbers(await _fetch_transcript(run))
        if run.transcript and not run.transcribes_audio:
            _skip(run, Step.TRANSCRIBE, SkipReason.SENDERS_TRANSCRIPT)
            await _gather_branches(*_understand(run, run.transcript), attach_recording(run))
        elif run.waits_for_others:
            await _understand_recordings(await _fetch_recordings(run) if run.awaited else run)
        else:
            await _gather_branches(_understand_recordings(run), attach_recording(run))


async def attach_recording(run: Run) -> None:
    """Processes a recording that arrived after its call was done."""
    if run.awaited:
        await _fetch_recordings(run)


async def index_again(run: Run) -> None:
    """Indexes the texts of a call that have vectors of another model. Texts that were left out of
    the index stay out.
    """
    tenant_id, call_id = run.tenant.id, run.call.id
    steps: list[IndexText[Any]] = []
    async with run.resources.database.connection(tenant_id) as conn:
        for source in await list_indexed_sources(conn, tenant_id, call_id):
            with contextlib.suppress(NotFound):
                match source:
                    case ChunkSource.TRANSCRIPT if run.transcript:
                        steps.append(IndexTranscript(run, run.transcript))
                    case ChunkSource.SUMMARY:
                        summary = await get_insight(conn, tenant_id, call_id, kind=Summary)
                        steps.append(IndexSummary(run, summary))
                    case ChunkSource.DOCUMENT:
                        document = await get_document(conn, tenant_id, call_id)
                        steps.append(IndexDocument(run, document))
    await _gather_branches(*(run.checkpoints.run_step(step) for step in steps))


async def _fetch_transcript(run: Run) -> Run:
    """Returns the run with the transcript that its sender withheld, if it may be requested;
    unchanged when the sender refuses. Raises StepStopped.
    """
    if not run.transcribes_audio:
        return run
    own_key = await own_elevenlabs_key(run) if run.call.source is Source.ELEVENLABS else None
    shared_key = run.installation_owned and run.resources.conversations.is_configured
    if not (own_key or shared_key):
        return run
    try:
        await run.checkpoints.run_step(FetchTranscript(run, own_key, shared_key))
    except StepStopped:
        if run.checkpoints.is_waiting(Step.FETCH_TRANSCRIPT):
            raise
    return await read_again(run)


async def _fetch_recordings(run: Run) -> Run:
    """Returns the run with the awaited recordings. A piece that cannot be fetched does not prevent
    the transcription of the others. Raises StepStopped.
    """
    try:
        await run.checkpoints.run_step(FetchRecording(run))
    except StepStopped:
        if run.checkpoints.is_waiting(Step.FETCH_RECORDING):
            raise
        run = await read_again(run)
        if not run.recordings:
            raise
        return run
    return await read_again(run)


async def _understand_recordings(run: Run) -> None:
    """Transcribes the recordings. Where transcription is switched off, they are only stored, and a
    missing one is still awaited.
    """
    if run.recordings and not run.transcribes:
        _skip(run, Step.TRANSCRIBE, SkipReason.NO_TRANSCRIPTION)
        return
    await run.checkpoints.run_step(Transcribe(run))
    # Read from the database: the sender's own transcript may have arrived in the meantime.
    async with run.resources.database.connection(run.tenant.id) as conn:
        transcript = await require(find_transcript(conn, run.tenant.id, run.call.id))
    # The length of the call is known only now.
    await _gather_branches(*_understand(await read_again(run), transcript))


def _understand(run: Run, transcript: Transcript) -> list[Coroutine[Any, Any, Any]]:
    return [
        _summarize(run, transcript),
        _call_back(run, transcript),
        _write_document(run, transcript),
        run.checkpoints.run_step(IndexTranscript(run, transcript)),
    ]


async def _summarize(run: Run, transcript: Transcript) -> None:
    answer = await run.checkpoints.run_step(Summarize(run, transcript))
    await _index_text(run, transcript, IndexSummary(run, answer.value))


async def _write_document(run: Run, transcript: Transcript) -> None:
    if run.has_recording and Step.WRITE_DOCUMENT not in run.tenant.skipped_steps:
        async with run.checkpoints.fenced() as conn:
            await mark_documenting(conn, run.tenant.id, run.call.id)
    answer = await run.checkpoints.run_step(WriteDocument(run, transcript))
    await _index_text(run, transcript, IndexDocument(run, answer.value))


async def _index_text(run: Run, transcript: Transcript, step: IndexText[TextT]) -> None:
    """Indexes a text. A call without speech is not indexed, because all such calls
    would be alike.
    """
    if transcript.turns:
        await run.checkpoints.run_step(step)
    else:
        _skip(run, step.name, SkipReason.NO_SPEECH)


async def _call_back(run: Run, transcript: Transcript) -> None:
    """Schedules a callback. A lead that cannot be extracted does not prevent it; a late one does,
    because a calendar needs a name. A mailbox requests no callback, whatever its greeting says.
    """
    if run.call.outcome is CallOutcome.VOICEMAIL:
        # These steps need a person. An earlier callback and lead are withdrawn.
        for step in (Step.DETECT_CALLBACK, Step.EXTRACT_LEAD, Step.SCHEDULE_CALLBACK):
            _skip(run, step, SkipReason.MAILBOX)
        if before := await current_callback(run):
            await run.checkpoints.write(callback_of_call(run.tenant.id, withdrawn(before)))
        async with run.checkpoints.fenced() as conn:
            await withdraw_lead(conn, run.tenant.id, run.call.id)
        return
    detecting = run.checkpoints.run_step(DetectCallback(run, transcript))
    detected, lead = await asyncio.gather(
        detecting, _extract_lead(run, transcript), return_exceptions=True
    )
    if isinstance(detected, BaseException):
        raise detected
    if isinstance(lead, BaseException):
        raise lead
    if detected.answer.value.needed is False:
        _skip(run, Step.SCHEDULE_CALLBACK, SkipReason.NO_CALLBACK)
        return
    try:
        await run.checkpoints.run_step(
            ScheduleCallback(run, transcript, detected.answer.value, lead)
        )
    except StepStopped as stopped:
        # The callback's `booking_error` says why it has no booking, also while it is tried again.
        failure = run.checkpoints.failures.get(Step.SCHEDULE_CALLBACK)
        if failure and stopped.__cause__:
            state = booking_state_after(stopped.__cause__)
            async with run.checkpoints.fenced() as conn:
                await mark_unbooked(conn, run.tenant.id, run.call.id, failure.message, state)
        raise


async def _extract_lead(run: Run, transcript: Transcript) -> Lead | None:
    try:
        answer = await run.checkpoints.run_step(ExtractLead(run, transcript))
    except StepStopped:
        if run.checkpoints.is_waiting(Step.EXTRACT_LEAD):
            raise
        return None
    return answer.value


def _skip(run: Run, step: Step, reason: SkipReason) -> None:
    if not run.checkpoints.is_over(step):
        run.checkpoints.skip(step, reason)


async def _gather_branches(*branches: Coroutine[Any, Any, Any]) -> None:
    """Runs all branches to their end; then raises the error that stopped the run as a whole, if
    any.
    """
    results = await asyncio.gather(*branches, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, StepStopped):
            raise result
