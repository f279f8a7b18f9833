"""From a sender's event to a transcript: requested from the sender, or made from fetched
recordings.
"""

from contextlib import AbstractAsyncContextManager, AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any

from shared.db.calls import add_notes, mark_described, mark_spoken_in, upsert_call
from shared.db.pool import Connection
from shared.db.recordings import (
    Recording,
    insert_recording,
    mark_fetching,
    mark_passed_over,
    mark_transcribed,
    mark_uploaded,
)
from shared.db.transcripts import TranscribedAudio, find_transcript, insert_transcript
from shared.db.webhook_endpoints import find_endpoint
from shared.domain.ids import RecordingId, new_id
from shared.domain.incoming import Conversation
from shared.domain.statuses import RecordingStatus, Step
from shared.domain.transcript import Transcript
from shared.errors import Permanent
from shared.storage.audio_files import missing
from worker.checkpoints import Checkpoint, StepStopped, require
from worker.resources import Resources
from worker.run import Run, read_again
from worker.steps.fetch_recording import StoredRecording, fetch_recording
from worker.steps.fetch_transcript import fetch_transcript
from worker.steps.transcribe import Asking, Transcribed, require_recordings, transcribe

MORE_NAMES_THAN_CHANNELS = (
    "`channels` names more speakers than the recording has channels; they were not used."
)
ENDS_TOO_EARLY = "A recording ends too early; it was transcribed as far as it goes."


async def complete(run: Run) -> Run:
    """The run with what its sender withheld, if it may be asked; when it refuses, as it was. Raises
    StepStopped.
    """
    conversations = run.resources.conversations
    if not run.transcribes_audio or not (run.installation_owned and conversations.is_configured):
        return run
    try:
        await run.checkpoints.run_step(
            Checkpoint(
                Step.FETCH_TRANSCRIPT,
                work=lambda: fetch_transcript(
                    run.call.external_id,
                    conversations=conversations,
                    waited_s=run.claim.age_s,
                    patience_s=0
                    if run.recordings
                    else run.resources.settings.work.recording_wait_s,
                ),
                save=partial(_save_conversation, run),
                load=_fetched_then,
                meta=lambda found: {
                    "turns": len(found.call.transcript.turns)
                    if found and found.call.transcript
                    else 0,
                    "has_audio": bool(found and found.has_audio),
                },
            )
        )
    except StepStopped:
        failure = run.checkpoints.failures.get(Step.FETCH_TRANSCRIPT)
        if failure and not failure.final:
            raise
    return await read_again(run)


async def fetch(run: Run) -> Run:
    """The run with what it awaited. A piece that cannot be fetched does not stop the others from
    being transcribed.

    Raises StepStopped.
    """
    try:
        await run.checkpoints.run_step(
            Checkpoint(
                Step.FETCH_RECORDING,
                work=lambda: _fetched_all(run),
                load=_fetched_before,
                meta=lambda files: {
                    "size_bytes": sum(file.size_bytes for file in files),
                    "media_type": files[0].media_type if files else None,
                    "recordings": len(files),
                },
            )
        )
    except StepStopped:
        failure = run.checkpoints.failures.get(Step.FETCH_RECORDING)
        if failure and not failure.final:
            raise
        run = await read_again(run)
        if not run.recordings:
            raise
        return run
    return await read_again(run)


async def _fetched_all(run: Run) -> list[StoredRecording]:
    """Each is kept as soon as it is here, so that another attempt goes on with the rest. Raises
    what the first met.
    """
    found: list[StoredRecording] = []
    failed: Permanent | None = None
    for recording in run.awaited:
        try:
            file = await _fetched(run, recording)
        except Permanent as error:
            failed = failed or error
            continue
        async with run.checkpoints.fenced() as conn:
            await mark_uploaded(
                conn,
                run.tenant.id,
                recording.id,
                size_bytes=file.size_bytes,
                sha256=file.sha256,
                media_type=file.media_type,
                audio_key=file.audio_key,
                version=file.version,
            )
        found.append(file)
    if failed:
        raise failed
    return found


async def _fetched(run: Run, recording: Recording) -> StoredRecording:
    async with run.checkpoints.fenced() as conn:
        await mark_fetching(conn, run.tenant.id, recording.id)
        endpoint = (
            await find_endpoint(conn, recording.endpoint_id) if recording.endpoint_id else None
        )
    secrets = endpoint.secrets_sealed if endpoint and endpoint.tenant_id == run.tenant.id else ()
    return await fetch_recording(
        recording,
        fetcher=run.resources.fetcher,
        storage=run.resources.storage,
        folder=run.resources.settings.runtime.fetching_dir,
        auth_token=run.resources.sealer.open(secrets[0], context=recording.endpoint_id or "")
        if secrets
        else None,
        waited_s=run.claim.age_s,
        patience_s=run.resources.settings.work.recording_wait_s,
    )


async def _fetched_before(_conn: Connection) -> list[StoredRecording]:
    """They are read with the rest of the run."""
    return []


async def transcribe_call(run: Run) -> Transcript:
    """What stands in the database: the sender's own may have come while its recordings were
    transcribed.
    """
    await run.checkpoints.run_step(
        Checkpoint(
            Step.TRANSCRIBE,
            work=lambda: _transcribe_call(run),
            save=partial(_save_transcript, run),
            load=_never_loaded,
            meta=_transcription_meta,
        )
    )
    async with run.resources.database.connection() as conn:
        return await require(find_transcript(conn, run.tenant.id, run.call.id))


async def _transcribe_call(run: Run) -> Transcribed:
    resources, work = run.resources, run.resources.settings.work
    recordings = require_recordings(
        run.recordings, waited_s=run.claim.age_s, patience_s=work.recording_wait_s
    )
    largest = max(recording.size_bytes or 0 for recording in recordings)
    async with AsyncExitStack() as stack:
        stack.enter_context(resources.large_recordings.transcribing(run.claim.job_id, largest))
        audio = [
            await stack.enter_async_context(_opened(resources, recording))
            for recording in recordings
        ]
        return await transcribe(
            list(zip(recordings, audio, strict=True)),
            _asking(run),
            folder=await stack.enter_async_context(resources.scratch.folder()),
            cutter=resources.cutter,
            transcriber=run.providers.transcriber,
            max_duration_s=work.max_recording_hours * 3600,
            slots=resources.transcription,
            at_once=work.transcribe_concurrency,
            transaction=run.checkpoints.fenced,
            advanced=partial(run.checkpoints.advanced, Step.TRANSCRIBE),
        )


def _asking(run: Run) -> Asking:
    """A language that is requested now is another question; one that was detected in the meantime
    is not.
    """
    language = run.call.language or run.tenant.language
    before = language if run.options.language else run.tenant.language
    return Asking(language, run.tenant.vocabulary, before)


def _opened(resources: Resources, recording: Recording) -> AbstractAsyncContextManager[Path]:
    if recording.audio_key is None:
        raise missing()
    return resources.storage.opened(recording.audio_key)


async def _save_conversation(run: Run, conn: Connection, found: Conversation | None) -> None:
    """As if the webhook had said it. Audio without words becomes a recording to fetch."""
    if found is None:
        return
    await upsert_call(conn, run.tenant.id, None, found.call)
    if found.call.transcript and found.call.transcript.turns:
        await insert_transcript(
            conn, run.tenant.id, run.call.id, found.call.transcript, origin=found.call.source
        )
    elif found.has_audio and not run.has_recording:
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


def _notes(run: Run, transcribed: Transcribed) -> list[str]:
    """What the sender of the recordings should know."""
    named = {recording.id: len(recording.speakers or ()) for recording in run.recordings}
    plans = [
        (named.get(piece.recording_id, 0), piece.plan) for piece in transcribed.pieces if piece.plan
    ]
    unlike = any(names > plan.treated_as for names, plan in plans)
    return [
        *([MORE_NAMES_THAN_CHANNELS] if unlike else []),
        *([ENDS_TOO_EARLY] if any(plan.cut_off for _, plan in plans) else []),
    ]


async def _save_transcript(run: Run, conn: Connection, transcribed: Transcribed) -> None:
    tenant_id, call_id, transcript = run.tenant.id, run.call.id, transcribed.merged.transcript
    await insert_transcript(
        conn,
        tenant_id,
        call_id,
        transcript,
        origin=transcribed.model,
        audio=TranscribedAudio(
            recording_id=transcribed.recording_id,
            duration_s=transcribed.duration_s,
            measures=transcribed.measures,
            dropped_words=transcribed.merged.dropped_words,
            silence_s=transcribed.merged.silence_s,
            channel_speech_s=transcribed.channel_speech_s,
        ),
        as_new_version=run.options.transcribe_again,
    )
    if run.options.language:
        await mark_spoken_in(conn, tenant_id, call_id, run.options.language)
    await mark_described(
        conn, tenant_id, call_id, language=transcript.language, duration_s=transcribed.duration_s
    )
    await add_notes(conn, tenant_id, call_id, _notes(run, transcribed))
    for piece in transcribed.pieces:
        if piece.plan:
            await mark_transcribed(
                conn,
                tenant_id,
                piece.recording_id,
                duration_s=piece.plan.duration_s,
                channels=piece.plan.channels,
                offset_s=piece.offset_s,
                cut_off=piece.plan.cut_off,
            )
        else:
            await mark_passed_over(
                conn,
                tenant_id,
                piece.recording_id,
                offset_s=piece.offset_s,
                error=piece.error or "unusable",
            )


async def _never_loaded(_conn: Connection) -> Transcribed:
    raise LookupError("a call that has a transcript is not transcribed")


def _transcription_meta(transcribed: Transcribed) -> dict[str, Any]:
    """Seconds are the call's; those of channels add up to more where people speak at once."""
    plans = [piece.plan for piece in transcribed.pieces if piece.plan]
    parts = sum(len(plan.parts) for plan in plans)
    return {
        "model": transcribed.model,
        "input_tokens": transcribed.usage.input_tokens,
        "output_tokens": transcribed.usage.output_tokens,
        "audio_s": round(transcribed.usage.audio_s, 3),
        "recordings": len(plans),
        "parts": parts,
        "parts_transcribed": parts,
        "duration_s": round(transcribed.duration_s, 3),
        "speech_s": round(transcribed.speech_s, 3),
        "transcribed_s": round(transcribed.speech_s, 3),
        "silence_s": round(transcribed.merged.silence_s, 3),
        "channel_speech_s": [round(each, 3) for each in transcribed.channel_speech_s],
        "dropped_words": transcribed.merged.dropped_words,
        "channels": max(plan.channels for plan in plans),
        "mono_as_stereo": any(plan.mono_as_stereo for plan in plans),
        "mixed_down": any(plan.mixed_down for plan in plans),
        "cut_off": any(plan.cut_off for plan in plans),
        "transcript_chars": len(transcribed.merged.transcript.text),
        "confidence": transcribed.confidence,
    }
