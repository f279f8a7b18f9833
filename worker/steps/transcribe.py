"""From audio to transcript; calls whose sender transcribed them are past this step when they arrive."""

from pathlib import Path

from shared.domain.transcript import Transcript
from shared.errors import NotReadyYet, RecordingUnusable
from shared.providers.ports import Answer, Transcriber

LOOK_AGAIN_S = 30.0


async def transcribe(
    audio: Path | None, *, language: str | None, transcriber: Transcriber, waited_s: float, patience_s: float
) -> Answer[Transcript]:
    """Waits for a recording that has not arrived, up to `patience_s` after the call was received."""
    if audio is None:
        if waited_s < patience_s:
            raise NotReadyYet(
                "The call came without a transcript and its recording has not arrived.", retry_after_s=LOOK_AGAIN_S
            )
        raise RecordingUnusable(
            "The call came without a transcript and no recording followed. Let ElevenLabs send the transcript or the"
            " audio (workspace settings, post-call webhook).",
            reason="nothing_to_transcribe",
        )
    answer = await transcriber.transcribe(audio, language=language)
    if not answer.value.turns:
        raise RecordingUnusable("Nobody can be heard speaking in the recording.", reason="no_speech")
    return answer
