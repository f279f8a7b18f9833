"""The story of one call: a transcript, then everything that can be made of it, together.

    fetch_transcript
    fetch_recording -> transcribe -> summarize -> index_summary
                                  -> detect_callback, extract_lead -> schedule_callback
                                  -> write_document -> index_document
                                  -> index_transcript

A call whose sender transcribed it starts at the second arrow; its recording, when there is one, is
fetched beside. Where transcription is switched off, a call ends with its recording. A transcript
that the sender withheld is asked for first.

A branch that stops does not stop the others; how it stopped is in `run.checkpoints.failures`.

A run that was opened again, because somebody corrected the transcript or wants the analysis anew,
is walked the same way: steps that were not forgotten are done, and what the others make becomes the
next version.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from shared.db.callbacks import Callback, callback_of_call, find_callback, mark_unbooked
from shared.db.calls import call_titled
from shared.db.chunks import Placed, chunks_indexed, upsert_chunks
from shared.db.insights import document_of_call, get_document, get_insight, insight_of_call
from shared.db.leads import upsert_lead
from shared.db.pool import Connection
from shared.db.recordings import mark_documenting
from shared.db.writes import Write
from shared.domain.ids import CallId, TenantId
from shared.domain.insights import CallbackDetection, Document, Lead, Summary, filled
from shared.domain.statuses import BookingState, CallOutcome, ChunkSource, Step
from shared.domain.transcript import Transcript
from shared.domain.vectors import Chunk
from shared.errors import AccountRefused, BookingUnknown
from shared.ports import Analyst, Answer, CallContext
from worker.checkpoints import Checkpoint, StepStopped, require
from worker.chunking import chunk_document, chunk_summary, chunk_transcript
from worker.numbers import know_numbers
from worker.run import Run, read_again
from worker.silence import SilenceAnalyst
from worker.steps.index_chunks import Indexed, index_chunks
from worker.steps.schedule_callback import schedule_callback, unbooked_callback, withdrawn
from worker.transcripts import complete, fetch, listen

T = TypeVar("T")
TextT = TypeVar("TextT", Transcript, Summary, Document)

# Cut within a few milliseconds. Summaries and documents are never much longer.
SHORT_CHARS = 50_000


@dataclass(frozen=True, slots=True)
class Detected:
    """What the analyst found, and how the callback is to be until it is booked; None where it stays
    as it is.
    """

    answer: Answer[CallbackDetection]
    callback: Callback | None


async def process_call(run: Run) -> None:
    """Raises LeaseLost, Unavailable; a step's own failure ends only its branch."""
    with contextlib.suppress(StepStopped):
        await _process(await know_numbers(await complete(run)))


async def _process(run: Run) -> None:
    if run.transcript and not run.listens:
        await _skip_listening(run, "the sender's transcript is used")
        await _together(*_understand(run, run.transcript), attach_recording(run))
    else:
        await _together(_listen(run))


async def attach_recording(run: Run) -> None:
    """The whole of a run for a recording that came after its call was done."""
    if run.awaited:
        await fetch(run)


async def _listen(run: Run) -> None:
    """What is still elsewhere is fetched first where it is another piece of the call,
    else beside.
    """
    if run.waits_for_others:
        await _understand_recordings(await fetch(run) if run.awaited else run)
    else:
        await _together(_understand_recordings(run), attach_recording(run))


async def _understand_recordings(run: Run) -> None:
    """Those that are not to be transcribed are only kept; one that has not come is waited for all
    the same.
    """
    if run.recordings and not run.transcribes:
        await _skip_listening(run, "transcription is switched off")
        return
    transcript = await listen(run)
    # Listening says how long the call was.
    await _together(*_understand(await read_again(run), transcript))


def _understand(run: Run, transcript: Transcript) -> list[Coroutine[Any, Any, None]]:
    return [
        _summarize(run, transcript),
        _call_back(run, transcript),
        _document(run, transcript),
        _index(run, Step.INDEX_TRANSCRIPT, ChunkSource.TRANSCRIPT, chunk_transcript, transcript),
    ]


async def _skip_listening(run: Run, reason: str) -> None:
    if not run.checkpoints.is_over(Step.TRANSCRIBE):
        await run.checkpoints.skip(Step.TRANSCRIBE, reason)


def analyst_of(run: Run, transcript: Transcript) -> Analyst:
    return run.providers.analyst if transcript.turns else SilenceAnalyst()


async def _summarize(run: Run, transcript: Transcript) -> None:
    summary = await _ask(
        run,
        Step.SUMMARIZE,
        transcript,
        analyst_of(run, transcript).summarize,
        writes=_summary_writes,
        load=_load(Summary),
    )
    if transcript.turns:
        await _index(run, Step.INDEX_SUMMARY, ChunkSource.SUMMARY, chunk_summary, summary)
    else:
        await _skip_indexing(run, Step.INDEX_SUMMARY)


async def _document(run: Run, transcript: Transcript) -> None:
    if run.has_recording and Step.WRITE_DOCUMENT not in run.tenant.skipped_steps:
        async with run.checkpoints.fenced() as conn:
            await mark_documenting(conn, run.tenant.id, run.call.id)
    document = await _ask(
        run,
        Step.WRITE_DOCUMENT,
        transcript,
        analyst_of(run, transcript).write_document,
        writes=_document_writes,
        load=get_document,
    )
    if transcript.turns:
        await _index(run, Step.INDEX_DOCUMENT, ChunkSource.DOCUMENT, chunk_document, document)
    else:
        await _skip_indexing(run, Step.INDEX_DOCUMENT)


async def _skip_indexing(run: Run, step: Step) -> None:
    """All calls in which nobody spoke would be alike."""
    if not run.checkpoints.is_over(step):
        await run.checkpoints.skip(step, "nobody spoke")


async def _call_back(run: Run, transcript: Transcript) -> None:
    """A lead that cannot be had does not keep a callback from being scheduled; one that is late
    does, because a calendar wants to know whom to call. A mailbox asks for no callback, whatever
    its greeting says.
    """
    if run.call.outcome is CallOutcome.VOICEMAIL:
        await _leave_mailbox(run)
        return
    detection, lead = await asyncio.gather(
        _detection(run, transcript), _lead(run, transcript), return_exceptions=True
    )
    if isinstance(detection, BaseException):
        raise detection
    if isinstance(lead, BaseException):
        raise lead
    if detection.needed is not False:
        await _schedule(run, transcript, detection, lead)
    elif not run.checkpoints.is_over(Step.SCHEDULE_CALLBACK):
        await run.checkpoints.skip(Step.SCHEDULE_CALLBACK, "no callback is needed")


async def _leave_mailbox(run: Run) -> None:
    """Skips what needs a person, and withdraws a callback of before it was known that none was
    there.
    """
    for step in (Step.DETECT_CALLBACK, Step.EXTRACT_LEAD, Step.SCHEDULE_CALLBACK):
        if not run.checkpoints.is_over(step):
            await run.checkpoints.skip(step, "a mailbox answered, not a person")
    if before := await _find_callback(run):
        await run.checkpoints.write(callback_of_call(run.tenant.id, withdrawn(before)))


async def _detection(run: Run, transcript: Transcript) -> CallbackDetection:
    """Detects a callback and lists it at once: the lead and a calendar may take hours."""
    detected = await run.checkpoints.run_step(
        Checkpoint(
            Step.DETECT_CALLBACK,
            work=partial(_detect, run, transcript),
            writes=partial(_detected_writes, run),
            load=partial(_load_detected, run),
            meta=lambda detected: _cost(detected.answer),
        )
    )
    answer: Answer[CallbackDetection] = detected.answer
    return answer.value


async def _detect(run: Run, transcript: Transcript) -> Detected:
    """A callback that an earlier version of the transcript asked for goes with the finding that it
    does not; one that a calendar has already is left to the step that knows the calendar.
    """
    answer = await analyst_of(run, transcript).detect_callback(transcript, run.context(transcript))
    before = await _find_callback(run)
    if answer.value.needed is False:
        return Detected(answer, withdrawn(before) if before else None)
    in_calendar = before and (before.booking or before.booking_state is BookingState.UNKNOWN)
    if in_calendar or Step.SCHEDULE_CALLBACK in run.tenant.skipped_steps:
        return Detected(answer, None)
    return Detected(
        answer,
        unbooked_callback(
            run.call, run.tenant, answer.value, None, transcript=transcript, zone=run.zone
        ),
    )


async def _load_detected(run: Run, conn: Connection) -> Detected:
    return Detected(
        await _answered(get_insight(conn, run.tenant.id, run.call.id, kind=CallbackDetection)), None
    )


async def _lead(run: Run, transcript: Transcript) -> Lead | None:
    """What the sender knows of the caller fills what was not said."""

    async def extract(transcript: Transcript, context: CallContext) -> Answer[Lead]:
        answer = await analyst_of(run, transcript).extract_lead(transcript, context)
        return replace(
            answer, value=filled(answer.value, run.call.contact, caller_id=run.call.customer_number)
        )

    try:
        return await _ask(
            run,
            Step.EXTRACT_LEAD,
            transcript,
            extract,
            writes=_insight_writes,
            save=_save_lead,
            load=_load(Lead),
        )
    except StepStopped:
        failure = run.checkpoints.failures.get(Step.EXTRACT_LEAD)
        if failure and not failure.final:
            raise
        return None


async def _ask(
    run: Run,
    step: Step,
    transcript: Transcript,
    question: Callable[[Transcript, CallContext], Awaitable[Answer[T]]],
    *,
    writes: Callable[[Answer[T]], Sequence[Write]],
    save: Callable[[Run, Connection, Answer[T]], Awaitable[None]] | None = None,
    load: Callable[[Connection, TenantId, CallId], Coroutine[Any, Any, T]],
) -> T:
    """A step that is one question to the analyst."""
    answer = await run.checkpoints.run_step(
        Checkpoint(
            step,
            work=lambda: question(transcript, run.context(transcript)),
            writes=writes,
            save=partial(save, run) if save else None,
            load=lambda conn: _answered(load(conn, run.tenant.id, run.call.id)),
            meta=_cost,
        )
    )
    return answer.value


async def _schedule(
    run: Run, transcript: Transcript, detection: CallbackDetection, lead: Lead | None
) -> None:
    """Books the callback. When that fails, its `booking_error` says why, also while it is tried
    again.
    """
    try:
        await run.checkpoints.run_step(
            Checkpoint(
                Step.SCHEDULE_CALLBACK,
                work=partial(_callback, run, transcript, detection, lead),
                writes=lambda callback: [callback_of_call(run.tenant.id, callback)],
                load=lambda conn: require(find_callback(conn, run.tenant.id, run.call.id)),
                meta=lambda callback: {
                    "status": callback.status,
                    "provider": callback.provider,
                    "booking": callback.booking_state,
                    "booking_error": callback.booking_error,
                },
            )
        )
    except StepStopped as stopped:
        failure = run.checkpoints.failures.get(Step.SCHEDULE_CALLBACK)
        if failure and stopped.__cause__:
            state = _state_after(stopped.__cause__)
            async with run.checkpoints.fenced() as conn:
                await mark_unbooked(conn, run.tenant.id, run.call.id, failure.message, state)
        raise


def _state_after(error: BaseException | None) -> BookingState:
    match error:
        case AccountRefused():
            return BookingState.REFUSED
        case BookingUnknown():
            return BookingState.UNKNOWN
    return BookingState.NONE


async def _callback(
    run: Run, transcript: Transcript, detection: CallbackDetection, lead: Lead | None
) -> Callback:
    return await schedule_callback(
        run.call,
        run.tenant,
        detection,
        lead,
        before=await _find_callback(run),
        transcript=transcript,
        zone=run.zone,
        scheduler=run.providers.scheduler,
    )


async def _find_callback(run: Run) -> Callback | None:
    """Only the run that is held changes it, but for a person who settles it."""
    async with run.resources.database.connection() as conn:
        return await find_callback(conn, run.tenant.id, run.call.id)


async def _index(
    run: Run,
    step: Step,
    source: ChunkSource,
    chunk: Callable[[CallId, TextT], list[Chunk]],
    text: TextT,
) -> None:
    await run.checkpoints.run_step(
        Checkpoint(
            step,
            work=partial(_indexed, run, step, source, chunk, text),
            writes=partial(_indexed_writes, run),
            load=_nothing_kept,
            meta=lambda indexed: indexed.facts if indexed else {},
        )
    )


async def _indexed(
    run: Run,
    step: Step,
    source: ChunkSource,
    chunk: Callable[[CallId, TextT], list[Chunk]],
    text: TextT,
) -> Indexed | None:
    short = not isinstance(text, Transcript) or len(text.text) <= SHORT_CHARS
    chunks = await run.resources.text_work.run(
        chunk, run.call.id, text, short=short, name="cutting the text"
    )

    async def place() -> Placed:
        async with run.checkpoints.connection() as conn:
            return await upsert_chunks(
                conn, run.claim, source, chunks, model=run.providers.embedder.model
            )

    return await index_chunks(
        run.tenant.id,
        chunks,
        place=place,
        embedder=run.providers.embedder,
        vector_index=run.providers.vector_index,
        transaction=run.checkpoints.fenced,
        advanced=partial(run.checkpoints.advanced, step),
        batch_size=run.resources.settings.providers.embed_batch,
    )


async def _together(*branches: Coroutine[Any, Any, None]) -> None:
    """All branches to their end; then raises what stopped the run as a whole, if anything did."""
    results = await asyncio.gather(*branches, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, StepStopped):
            raise result


def _summary_writes(answer: Answer[Summary]) -> list[Write]:
    return [call_titled(answer.value.title), *_insight_writes(answer)]


def _detected_writes(run: Run, detected: Detected) -> list[Write]:
    callback = detected.callback
    return [
        *_insight_writes(detected.answer),
        *([callback_of_call(run.tenant.id, callback)] if callback else []),
    ]


def _insight_writes(answer: Answer[Any]) -> list[Write]:
    return [insight_of_call(answer.value, model=answer.model, prompt_version=answer.prompt_version)]


async def _save_lead(run: Run, conn: Connection, answer: Answer[Lead]) -> None:
    await upsert_lead(conn, run.tenant.id, run.call.id, answer.value)


def _document_writes(answer: Answer[Document]) -> list[Write]:
    return [
        document_of_call(answer.value, model=answer.model, prompt_version=answer.prompt_version)
    ]


def _indexed_writes(run: Run, indexed: Indexed | None) -> list[Write]:
    if not (indexed and indexed.unmarked):
        return []
    dimension = run.providers.embedder.dimension
    return [
        chunks_indexed(run.tenant.id, indexed.unmarked, model=indexed.model, dimension=dimension)
    ]


async def _nothing_kept(_conn: Connection) -> None:
    """Nothing depends on what was indexed before."""


async def _answered(loading: Coroutine[Any, Any, T]) -> Answer[T]:
    """What was kept, as the answer it was; its cost is on the step's row already."""
    return Answer(await loading, model="")


def _load(kind: type[T]) -> Callable[[Connection, TenantId, CallId], Coroutine[Any, Any, T]]:
    return partial(get_insight, kind=kind)


def _cost(answer: Answer[Any]) -> dict[str, Any]:
    """With how sure the analyst is, of what it is asked that about."""
    confidence = getattr(answer.value, "confidence", None)
    return {
        "model": answer.model,
        "prompt_version": answer.prompt_version,
        "input_tokens": answer.usage.input_tokens,
        "output_tokens": answer.usage.output_tokens,
        "audio_s": answer.usage.audio_s,
        **({} if confidence is None else {"confidence": confidence}),
    }
