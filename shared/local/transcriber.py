"""Speech to text on this machine: faster-whisper, by default with the tiny English model out of a
package.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shared.concurrency.processes import AUDIO_NICENESS, Processes
from shared.concurrency.sandbox import Walls
from shared.domain.audio import PartLimits
from shared.domain.transcript import Transcript
from shared.errors import ProviderRejected
from shared.ports import Answer, Usage
from shared.settings.local import LocalSettings

MODEL = "faster-whisper-tiny.en"
# It takes a while for each, and progress moves with them.
LONGEST_PART_S = 60.0


class LocalTranscriber:
    """The packaged model knows English only; LOCAL_TRANSCRIBE_MODEL names another. Close it with
    its processes.
    """

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
        return name_of(self._settings)

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
        if not self._settings.transcribe_model and spoken not in (None, "en"):
            raise ProviderRejected(
                f"the packaged speech model knows English only, the call is in {language!r}: set"
                " OPENAI_API_KEY, or LOCAL_TRANSCRIBE_MODEL to a multilingual faster-whisper"
                " model",
                reason="language_unsupported",
            )
        transcript, raw = await self._processes.run(
            _recognise,
            part,
            self._settings.transcribe_model,
            spoken,
            tuple(vocabulary),
            timeout_s=self._settings.transcribe_timeout_s,
            name="local transcription",
        )
        return Answer(transcript, self.model, usage=Usage(audio_s=seconds), raw=raw)

    async def close(self) -> None:
        await self._processes.close()


def name_of(settings: LocalSettings) -> str:
    return (
        f"faster-whisper {settings.transcribe_model.name}" if settings.transcribe_model else MODEL
    )


def _recognise(
    part: Path, model: Path | None, language: str | None, vocabulary: Sequence[str]
) -> tuple[Transcript, dict[str, Any]]:
    from shared.local.whisper import hear  # noqa: PLC0415 - only the child pays for its imports

    return hear(part, model=model, language=language, vocabulary=vocabulary)
