"""From what a sender told to a transcript: asked for, fetched, heard."""

from dataclasses import replace
from functools import partial
from typing import Any

from shared.db.calls import mark_described, mark_spoken_in, upsert_call
from shared.db.pool import Connection
from shared.db.recordings import Recording, insert_recording, mark_fetching, mark_transcribed, mark_uploaded
from shared.db.transcripts import Listening, find_transcript, insert_transcript
from shared.db.webhook_endpoints import find_endpoint
from shared.domain.ids import RecordingId, new_id
from shared.domain.incoming import Conversation
from shared.domain.statuses import RecordingStatus, Step
from shared.domain.transcript import Transcript
from shared.providers.stored_audio import missing
from worker.checkpoints import Checkpoint, StepStopped, present
from worker.run import Run, read_again
from worker.steps.fetch_recording import KeptRecording, fetch_recording
from worker.steps.fetch_transcript import fetch_transcript
from worker.steps.transcribe import Asking, Listened, require_recording, transcribe


async def complete(run: Run) -> Run:
    """The run with what its sender withheld, if it may be asked; when it refuses, as it was. Raises StepStopped."""
    conversations = run.resources.conversations
    if not run.listens or not (run.of_workspace and conversations.is_configured):
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


async def fetch(run: Run, recording: Recording) -> Recording:
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


async def listen(run: Run, recording: Recording | None) -> Transcript:
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
        return await present(find_transcript(conn, run.tenant.id, run.call.id))


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


async def _save_recording(run: Run, recording: Recording, conn: Connection, file: KeptRecording) -> None:
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


async def _fetched_before(recording: Recording) -> KeptRecording:
    return KeptRecording(recording.audio_key or "", recording.size_bytes or 0, b"", recording.media_type or "")


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
        anew=run.options.listen_again,
    )
    if run.options.language:
        await mark_spoken_in(conn, tenant_id, call_id, run.options.language)
    await mark_described(conn, tenant_id, call_id, language=transcript.language, duration_s=listened.plan.duration_s)
    await mark_transcribed(
        conn,
        tenant_id,
        listened.recording_id,
        duration_s=listened.plan.duration_s,
        channels=listened.plan.channels,
    )


async def _never_loaded(_conn: Connection) -> Listened:
    raise LookupError("a call that has a transcript is not listened to")


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
