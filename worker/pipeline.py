"""The story of one call: a transcript, then everything that can be made of it, together.

    fetch_transcript
    fetch_recording -> transcribe -> summarize -> index_summary
                                  -> detect_callback, extract_lead -> schedule_callback
                                  -> write_document -> index_document
                                  -> index_transcript

A call whose sender transcribed it starts at the second arrow; its recording, when there is one, is fetched beside.
A transcript that the sender withheld is asked for first.

A branch that stops does not stop the others; how it stopped is in `run.checkpoints.failures`.

A run that was opened again, because somebody corrected the transcript or wants the analysis anew, is walked the same
way: steps that were not forgotten are done, and what the others make becomes the next version.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from shared.db.callbacks import Callback, find_callback, upsert_callback
from shared.db.calls import mark_described, mark_titled, upsert_call
from shared.db.insights import get_document, get_insight, insert_document, insert_insight, upsert_lead
from shared.db.pool import Connection
from shared.db.recordings import (
    Recording,
    insert_recording,
    mark_documenting,
    mark_fetching,
    mark_transcribed,
    mark_uploaded,
)
from shared.db.transcripts import Listening, find_transcript, insert_transcript
from shared.db.webhook_endpoints import find_endpoint
from shared.domain.ids import CallId, RecordingId, TenantId, new_id
from shared.domain.incoming import Conversation
from shared.domain.insights import CallbackDetection, Document, Lead, Summary
from shared.domain.statuses import ChunkSource, RecordingStatus, Step
from shared.domain.transcript import Transcript
from shared.domain.vectors import Chunk
from shared.providers.ports import Answer, CallContext
from shared.providers.stored_audio import missing
from worker.checkpoints import Checkpoint, StepStopped
from worker.chunking import chunk_document, chunk_summary, chunk_transcript
from worker.run import Run, read_again
from worker.steps.fetch_recording import KeptRecording, fetch_recording
from worker.steps.fetch_transcript import fetch_transcript
from worker.steps.index_chunks import Indexed, index_chunks
from worker.steps.schedule_callback import schedule_callback, withdrawn
from worker.steps.transcribe import Asking, Listened, require_recording, transcribe

T = TypeVar("T")


async def process_call(run: Run) -> None:
    """Raises LeaseLost, Unavailable; a step's own failure ends only its branch."""
    with contextlib.suppress(StepStopped):
        await _process(await _complete(run))


async def _process(run: Run) -> None:
    if run.transcript:
        await _skip_listening(run)
        await _together(*_understand(run, run.transcript), attach_recording(run))
    else:
        await _together(_listen(run))


async def attach_recording(run: Run) -> None:
    """The whole of a run for a recording that came after its call was done."""
    if run.awaited:
        await _fetch(run, run.awaited)


async def _listen(run: Run) -> None:
    """What is here is heard; another recording that is still elsewhere is fetched beside."""
    if run.recording:
        await _together(_understand_recording(run, run.recording), attach_recording(run))
    else:
        await _understand_recording(run, await _fetch(run, run.awaited) if run.awaited else None)


async def _understand_recording(run: Run, recording: Recording | None) -> None:
    await _together(*_understand(run, await _transcribe(run, recording)))


def _understand(run: Run, transcript: Transcript) -> list[Coroutine[Any, Any, None]]:
    return [
        _summarize(run, transcript),
        _call_back(run, transcript),
        _document(run, transcript),
        _index(run, Step.INDEX_TRANSCRIPT, ChunkSource.TRANSCRIPT, chunk_transcript(run.call.id, transcript)),
    ]


async def _skip_listening(run: Run) -> None:
    if not run.checkpoints.is_over(Step.TRANSCRIBE):
        await run.checkpoints.skip(Step.TRANSCRIBE, "the sender's transcript is used")


async def _complete(run: Run) -> Run:
    """The run with what its sender withheld, if it may be asked; when it refuses, as it was. Raises StepStopped."""
    conversations = run.resources.conversations
    if run.transcript or not (run.of_workspace and conversations.is_configured):
        return run
    try:
        await run.checkpoints.reach(
            Checkpoint(
                Step.FETCH_TRANSCRIPT,
                work=lambda: fetch_transcript(
                    run.call.external_id,
                    conversations=conversations,
                    waited_s=run.claim.age_s,
                    patience_s=0 if run.recording else run.resources.settings.work.recording_wait_s,
                ),
                save=partial(_save_conversation, run),
                load=_fetched_then,
                meta=lambda found: {
                    "turns": len(found.call.transcript.turns) if found and found.call.transcript else 0,
                    "has_audio": bool(found and found.has_audio),
                },
            )
        )
    except StepStopped:
        failure = run.checkpoints.failures.get(Step.FETCH_TRANSCRIPT)
        if failure and not failure.final:
            raise
    return await read_again(run)


async def _fetch(run: Run, recording: Recording) -> Recording:
    kept = await run.checkpoints.reach(
        Checkpoint(
            Step.FETCH_RECORDING,
            work=lambda: _fetched(run, recording),
            save=partial(_save_recording, run, recording),
            load=lambda _conn: _fetched_before(recording),
            meta=lambda file: {"size_bytes": file.size_bytes, "media_type": file.media_type},
        )
    )
    return replace(recording, audio_key=kept.audio_key or None)


async def _fetched(run: Run, recording: Recording) -> KeptRecording:
    async with run.checkpoints.fenced() as conn:
        await mark_fetching(conn, run.tenant.id, recording.id)
        endpoint = await find_endpoint(conn, recording.endpoint_id) if recording.endpoint_id else None
    secrets = endpoint.secrets_sealed if endpoint and endpoint.tenant_id == run.tenant.id else ()
    return await fetch_recording(
        recording,
        fetcher=run.resources.fetcher,
        storage=run.resources.storage,
        folder=run.resources.settings.runtime.fetching_dir,
        auth_token=run.resources.sealer.open(secrets[0], context=recording.endpoint_id or "") if secrets else None,
        waited_s=run.claim.age_s,
        patience_s=run.resources.settings.work.recording_wait_s,
    )


async def _transcribe(run: Run, recording: Recording | None) -> Transcript:
    """What stands in the database: the sender's own may have come while its recording was listened to."""
    await run.checkpoints.reach(
        Checkpoint(
            Step.TRANSCRIBE,
            work=lambda: _listened(run, recording),
            save=partial(_save_transcript, run),
            load=_never_loaded,
            meta=_heard,
        )
    )
    async with run.resources.database.connection() as conn:
        return await _present(find_transcript(conn, run.tenant.id, run.call.id))


async def _listened(run: Run, recording: Recording | None) -> Listened:
    resources, work = run.resources, run.resources.settings.work
    found = require_recording(recording, waited_s=run.claim.age_s, patience_s=work.recording_wait_s)
    if found.audio_key is None:
        raise missing()
    async with resources.storage.opened(found.audio_key) as audio, resources.scratch.folder() as folder:
        return await transcribe(
            found,
            audio,
            Asking(run.call.language or run.tenant.language, run.tenant.vocabulary),
            folder=folder,
            cutter=resources.cutter,
            transcriber=run.providers.transcriber,
            max_duration_s=work.max_recording_hours * 3600,
            slots=resources.hearing,
            at_once=work.transcribe_concurrency,
            transaction=run.checkpoints.fenced,
            advanced=partial(run.checkpoints.advanced, Step.TRANSCRIBE),
        )


async def _summarize(run: Run, transcript: Transcript) -> None:
    summary = await _ask(
        run, Step.SUMMARIZE, transcript, run.providers.analyst.summarize, save=_save_summary, load=_load(Summary)
    )
    await _index(run, Step.INDEX_SUMMARY, ChunkSource.SUMMARY, chunk_summary(run.call.id, summary))


async def _document(run: Run, transcript: Transcript) -> None:
    if run.has_recording and Step.WRITE_DOCUMENT not in run.tenant.skipped_steps:
        async with run.checkpoints.fenced() as conn:
            await mark_documenting(conn, run.tenant.id, run.call.id)
    document = await _ask(
        run,
        Step.WRITE_DOCUMENT,
        transcript,
        run.providers.analyst.write_document,
        save=_save_document,
        load=get_document,
    )
    await _index(run, Step.INDEX_DOCUMENT, ChunkSource.DOCUMENT, chunk_document(run.call.id, document))


async def _call_back(run: Run, transcript: Transcript) -> None:
    """A missing lead does not keep a callback from being scheduled; it only goes without a name."""
    detection, lead = await asyncio.gather(_detection(run, transcript), _lead(run, transcript), return_exceptions=True)
    if isinstance(detection, BaseException):
        raise detection
    if isinstance(lead, BaseException):
        raise lead
    if detection.needed:
        await _schedule(run, transcript, detection, lead)
    elif not run.checkpoints.is_over(Step.SCHEDULE_CALLBACK):
        await run.checkpoints.skip(Step.SCHEDULE_CALLBACK, "no callback is needed")


async def _detection(run: Run, transcript: Transcript) -> CallbackDetection:
    detect = run.providers.analyst.detect_callback
    return await _ask(
        run, Step.DETECT_CALLBACK, transcript, detect, save=_save_detection, load=_load(CallbackDetection)
    )


async def _lead(run: Run, transcript: Transcript) -> Lead | None:
    extract = run.providers.analyst.extract_lead
    try:
        return await _ask(run, Step.EXTRACT_LEAD, transcript, extract, save=_save_lead, load=_load(Lead))
    except StepStopped:
        return None


async def _ask(
    run: Run,
    step: Step,
    transcript: Transcript,
    question: Callable[[Transcript, CallContext], Awaitable[Answer[T]]],
    *,
    save: Callable[[Run, Connection, Answer[T]], Awaitable[None]],
    load: Callable[[Connection, TenantId, CallId], Coroutine[Any, Any, T]],
) -> T:
    """A step that is one question to the analyst."""
    answer = await run.checkpoints.reach(
        Checkpoint(
            step,
            work=lambda: question(transcript, run.context(transcript)),
            save=partial(save, run),
            load=lambda conn: _answered(load(conn, run.tenant.id, run.call.id)),
            meta=_cost,
        )
    )
    return answer.value


async def _schedule(run: Run, transcript: Transcript, detection: CallbackDetection, lead: Lead | None) -> None:
    await run.checkpoints.reach(
        Checkpoint(
            Step.SCHEDULE_CALLBACK,
            work=partial(_callback, run, transcript, detection, lead),
            save=lambda conn, callback: upsert_callback(conn, run.tenant.id, callback),
            load=lambda conn: _present(find_callback(conn, run.tenant.id, run.call.id)),
            meta=lambda callback: {
                "status": callback.status,
                "provider": callback.provider,
                "booking_error": callback.booking_error,
            },
        )
    )


async def _callback(run: Run, transcript: Transcript, detection: CallbackDetection, lead: Lead | None) -> Callback:
    async with run.resources.database.connection() as conn:
        before = await find_callback(conn, run.tenant.id, run.call.id)
    return await schedule_callback(
        run.call,
        run.tenant,
        detection,
        lead,
        before=before,
        transcript=transcript,
        zone=run.zone,
        scheduler=run.providers.scheduler,
    )


async def _index(run: Run, step: Step, source: ChunkSource, chunks: list[Chunk]) -> None:
    await run.checkpoints.reach(
        Checkpoint(
            step,
            work=lambda: index_chunks(
                run.tenant.id,
                run.call.id,
                source,
                chunks,
                embedder=run.providers.embedder,
                vector_index=run.providers.vector_index,
                transaction=run.checkpoints.fenced,
                batch_size=run.resources.settings.providers.embed_batch,
            ),
            save=_nothing_more,
            load=lambda _conn: _indexed_before(run, chunks),
            meta=lambda indexed: {
                "chunks": indexed.chunks,
                "embedded": indexed.embedded,
                "input_tokens": indexed.input_tokens,
                "model": indexed.model,
            },
        )
    )


async def _together(*branches: Coroutine[Any, Any, None]) -> None:
    """All branches to their end; then raises what stopped the run as a whole, if anything did."""
    results = await asyncio.gather(*branches, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, StepStopped):
            raise result


async def _save_recording(run: Run, recording: Recording, conn: Connection, file: KeptRecording) -> None:
    await mark_uploaded(
        conn,
        run.tenant.id,
        recording.id,
        size_bytes=file.size_bytes,
        sha256=file.sha256,
        media_type=file.media_type,
        audio_key=file.audio_key,
    )


async def _fetched_before(recording: Recording) -> KeptRecording:
    return KeptRecording(recording.audio_key or "", recording.size_bytes or 0, b"", recording.media_type or "")


async def _save_conversation(run: Run, conn: Connection, found: Conversation | None) -> None:
    """As if the webhook had said it. Audio without words becomes a recording to fetch."""
    if found is None:
        return
    await upsert_call(conn, run.tenant.id, None, found.call)
    if found.call.transcript and found.call.transcript.turns:
        await insert_transcript(conn, run.tenant.id, run.call.id, found.call.transcript, origin=found.call.source)
    elif found.has_audio and not (run.recording or run.awaited):
        await insert_recording(
            conn,
            run.tenant.id,
            RecordingId(new_id()),
            call_id=run.call.id,
            status=RecordingStatus.PENDING,
            conversation_id=run.call.external_id,
        )


async def _fetched_then(_conn: Connection) -> None:
    """What it found was kept, and is read with the rest of the run."""


async def _never_loaded(_conn: Connection) -> Listened:
    raise LookupError("a call that has a transcript is not listened to")


async def _save_transcript(run: Run, conn: Connection, listened: Listened) -> None:
    tenant_id, call_id, transcript = run.tenant.id, run.call.id, listened.merged.transcript
    await insert_transcript(
        conn,
        tenant_id,
        call_id,
        transcript,
        origin=listened.model,
        listening=Listening(
            recording_id=listened.recording_id,
            duration_s=listened.plan.duration_s,
            measures=listened.measures,
            dropped_words=listened.merged.dropped_words,
            silence_s=listened.merged.silence_s,
        ),
    )
    await mark_described(conn, tenant_id, call_id, language=transcript.language, duration_s=listened.plan.duration_s)
    await mark_transcribed(
        conn,
        tenant_id,
        listened.recording_id,
        duration_s=listened.plan.duration_s,
        channels=listened.plan.channels,
    )


async def _save_summary(run: Run, conn: Connection, answer: Answer[Summary]) -> None:
    await mark_titled(conn, run.tenant.id, run.call.id, answer.value.title)
    await _save_insight(run, conn, answer)


async def _save_detection(run: Run, conn: Connection, answer: Answer[CallbackDetection]) -> None:
    """A callback that an earlier version of the transcript asked for goes with the finding that it does not."""
    await _save_insight(run, conn, answer)
    before = None if answer.value.needed else await find_callback(conn, run.tenant.id, run.call.id)
    if before:
        await upsert_callback(conn, run.tenant.id, withdrawn(before))


async def _save_insight(run: Run, conn: Connection, answer: Answer[Summary | CallbackDetection | Lead]) -> None:
    await insert_insight(
        conn, run.tenant.id, run.call.id, answer.value, model=answer.model, prompt_version=answer.prompt_version
    )


async def _save_lead(run: Run, conn: Connection, answer: Answer[Lead]) -> None:
    await _save_insight(run, conn, answer)
    await upsert_lead(conn, run.tenant.id, run.call.id, answer.value)


async def _save_document(run: Run, conn: Connection, answer: Answer[Document]) -> None:
    await insert_document(
        conn, run.tenant.id, run.call.id, answer.value, model=answer.model, prompt_version=answer.prompt_version
    )


async def _nothing_more(_conn: Connection, _indexed: Indexed) -> None:
    """Every batch was committed as it finished."""


async def _indexed_before(run: Run, chunks: list[Chunk]) -> Indexed:
    return Indexed(chunks=len(chunks), embedded=0, input_tokens=0, model=run.providers.embedder.model)


async def _answered(loading: Coroutine[Any, Any, T]) -> Answer[T]:
    """What was kept, as the answer it was; its cost is on the step's row already."""
    return Answer(await loading, model="")


async def _present(loading: Coroutine[Any, Any, T | None]) -> T:
    value = await loading
    if value is None:
        raise LookupError("the step is done, so what it made must be there")
    return value


def _load(kind: type[T]) -> Callable[[Connection, TenantId, CallId], Coroutine[Any, Any, T]]:
    return partial(get_insight, kind=kind)


def _heard(listened: Listened) -> dict[str, Any]:
    plan = listened.plan
    return {
        "model": listened.model,
        "input_tokens": listened.usage.input_tokens,
        "output_tokens": listened.usage.output_tokens,
        "audio_s": round(listened.usage.audio_s, 3),
        "parts": len(plan.parts),
        "parts_heard": len(plan.parts),
        "speech_s": round(plan.heard_s, 3),
        "heard_s": round(plan.heard_s, 3),
        "silence_s": round(listened.merged.silence_s, 3),
        "dropped_words": listened.merged.dropped_words,
        "channels": plan.channels,
        "mono_as_stereo": plan.mono_as_stereo,
        "mixed_down": plan.mixed_down,
    }


def _cost(answer: Answer[Any]) -> dict[str, Any]:
    return {
        "model": answer.model,
        "prompt_version": answer.prompt_version,
        "input_tokens": answer.usage.input_tokens,
        "output_tokens": answer.usage.output_tokens,
        "audio_s": answer.usage.audio_s,
    }
