"""Transcribes the recordings of a call."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from shared.db.call_status import add_notes, mark_described, mark_spoken_in
from shared.db.pool import Connection
from shared.db.recording_status import mark_passed_over, mark_transcribed
from shared.db.transcripts import TranscribedAudio, insert_transcript
from shared.domain.steps import Step
from shared.storage.audio_files import missing
from worker.checkpoints import PipelineStep
from worker.run import Run
from worker.transcription import Asking, Transcribed, require_recordings, transcribe

MORE_NAMES_THAN_CHANNELS = (
    "`channels` names more speakers than the recording has channels; they were not used."
)
NOT_SEPARATE = (
    "The channels of a recording are not apart: each has both voices nearly as loud. They were"
    " transcribed as one, so its speakers are unknown."
)
WITHOUT_WORDS = (
    "More than a fifth of the speech on channel {number} has no words in the transcript. The line"
    " may be poor, or the language unknown to the transcriber: listen to the recording."
)
ENDS_TOO_EARLY = "A recording ends too early; it was transcribed as far as it goes."


@dataclass(frozen=True)
class Transcribe(PipelineStep[Transcribed]):
    name: ClassVar = Step.TRANSCRIBE

    run: Run

    async def work(self) -> Transcribed:
        run = self.run
        resources, work = run.resources, run.resources.settings.work
        recordings = require_recordings(
            run.recordings, waited_s=run.claim.age_s, patience_s=work.recording_wait_s
        )
        largest = max(recording.size_bytes or 0 for recording in recordings)
        async with AsyncExitStack() as stack:
            stack.enter_context(resources.large_recordings.transcribing(run.claim.job_id, largest))
            audio = []
            for recording in recordings:
                if recording.audio_key is None:
                    raise missing()
                opened = resources.storage.opened(recording.audio_key)
                audio.append(await stack.enter_async_context(opened))
            # A language that is requested now makes this another request than before; one that was
            # detected in the meantime does not.
            language = run.call.language or run.tenant.language
            before = language if run.options.language else run.tenant.language
            return await transcribe(
                list(zip(recordings, audio, strict=True)),
                Asking(language, run.tenant.vocabulary, before),
                folder=await stack.enter_async_context(resources.scratch.folder()),
                cutter=resources.cutter,
                transcriber=run.providers.transcriber,
                max_duration_s=work.max_recording_hours * 3600,
                slots=resources.transcription,
                at_once=work.transcribe_concurrency,
                transaction=run.checkpoints.fenced,
                advanced=partial(run.checkpoints.advanced, self.name),
            )

    async def load(self, conn: Connection) -> Transcribed:
        raise LookupError("a call that has a transcript is not transcribed")

    async def save(self, conn: Connection, value: Transcribed) -> None:
        run, transcribed = self.run, value
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
                channel_dropped_s=tuple(each.dropped_s for each in transcribed.merged.dropped),
                channel_dropped_words=tuple(each.words for each in transcribed.merged.dropped),
            ),
            as_new_version=run.options.transcribe_again,
        )
        if run.options.language:
            await mark_spoken_in(conn, tenant_id, call_id, run.options.language)
        await mark_described(
            conn,
            tenant_id,
            call_id,
            language=transcript.language,
            duration_s=transcribed.duration_s,
        )
        await add_notes(conn, tenant_id, call_id, _transcription_notes(run, transcribed))
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

    def meta(self, value: Transcribed) -> dict[str, Any]:
        """Returns the facts for the step's row. Seconds are the call's; the sum over channels is
        larger where people speak at once.
        """
        transcribed = value
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
            "channel_dropped_s": [round(each.dropped_s, 1) for each in transcribed.merged.dropped],
            "channel_dropped_words": [each.words for each in transcribed.merged.dropped],
            "channels": max(plan.channels for plan in plans),
            "mono_as_stereo": any(plan.mono_as_stereo for plan in plans),
            "mixed_down": any(plan.mixed_down for plan in plans),
            "not_separate": any(plan.not_separate for plan in plans),
            "bleed_s": round(sum(sum(plan.bleed_s) for plan in plans), 3),
            "cut_off": any(plan.cut_off for plan in plans),
            "transcript_chars": len(transcribed.merged.transcript.text),
            "confidence": transcribed.confidence,
        }


def _transcription_notes(run: Run, transcribed: Transcribed) -> list[str]:
    """Returns notes for the sender of the recordings."""
    named = {recording.id: len(recording.speakers or ()) for recording in run.recordings}
    plans = [
        (named.get(piece.recording_id, 0), piece.plan) for piece in transcribed.pieces if piece.plan
    ]
    unlike = any(names > plan.treated_as and not plan.not_separate for names, plan in plans)
    return [
        *([MORE_NAMES_THAN_CHANNELS] if unlike else []),
        *([NOT_SEPARATE] if any(plan.not_separate for _, plan in plans) else []),
        *([ENDS_TOO_EARLY] if any(plan.cut_off for _, plan in plans) else []),
        *(
            WITHOUT_WORDS.format(number=number)
            for number, channel in enumerate(transcribed.merged.dropped, 1)
            if channel.is_too_much
        ),
    ]
