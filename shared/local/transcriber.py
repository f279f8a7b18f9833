"""Speech to text on this machine: faster-whisper, with a model out of packages or of a folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shared.concurrency.processes import AUDIO_NICENESS, Processes
from shared.concurrency.sandbox import Walls
from shared.domain.audio import PartLimits
from shared.domain.transcript import Transcript
from shared.errors import ProviderRejected
from shared.local.speech_models import knows_english_only, name_of
from shared.ports import Answer, Usage
from shared.settings.local import LocalSettings

# It takes a while for each, and progress moves with them.
LONGEST_PART_S = 60.0


class LocalTranscriber:
    """Close it with its processes."""

    def __init__(
        self, settings: LocalSettings, *, part_s: float, walls: Walls | None = None
    ) -> None:
        self._settings = settings
        self._limits = PartLimits(max_seconds=min(part_s, LONGEST_PART_S))
        self._processes = Processes(
            settings.transcriber_processes, niceness=AUDIO_NICENESS, walls=walls
        )

    @property
    def model(self) -> str:
        return name_of(self._settings.transcribe_model)

    @property
    def limits(self) -> PartLimits:
        return self._limits

    async def transcribe(
        self,
        part: Path,
        *,
        seconds: float,
        language: str | None = None,
        vocabulary: Sequence[str] = (),
    ) -> Answer[Transcript]:
        spoken = language.lower().partition("-")[0] if language else None
        answer = await self._processes.run(
            _recognise,
            part,
            self._settings.transcribe_model,
            spoken,
            tuple(vocabulary),
            timeout_s=self._settings.transcribe_timeout_s,
            name="local transcription",
        )
        if answer is None:
            raise ProviderRejected(
                knows_english_only(self.model, str(language)), reason="language_unsupported"
            )
        transcript, raw = answer
        return Answer(transcript, self.model, usage=Usage(audio_s=seconds), raw=raw)

    async def close(self) -> None:
        await self._processes.close()


def _recognise(
    part: Path, model: Path | None, language: str | None, vocabulary: Sequence[str]
) -> tuple[Transcript, dict[str, Any]] | None:
    """None where the model does not know the language."""
    from shared.local.whisper import hear, knows  # noqa: PLC0415 - only the child pays for these

    if not knows(model, language):
        return None
    return hear(part, model=model, language=language, vocabulary=vocabulary)
