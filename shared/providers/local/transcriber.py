"""Speech to text on this machine: faster-whisper with the tiny English model out of a package."""

from pathlib import Path

from shared.domain.transcript import Transcript
from shared.errors import ProviderRejected
from shared.providers.ports import Answer, Usage
from shared.providers.processes import Processes

MODEL = "faster-whisper-tiny.en"


class LocalTranscriber:
    """Knows English only. Close it: its processes hold the model."""

    def __init__(self, *, processes: int = 1, timeout_s: float = 900) -> None:
        self._processes = Processes(processes)
        self._timeout_s = timeout_s

    async def transcribe(self, audio: Path, *, language: str | None = None) -> Answer[Transcript]:
        if language and not language.lower().startswith("en"):
            raise ProviderRejected(
                f"the local speech model knows English only, the call is in {language!r}: set OPENAI_API_KEY",
                reason="language_unsupported",
            )
        transcript, audio_s = await self._processes.run(
            _hear, audio, timeout_s=self._timeout_s, name="local transcription"
        )
        return Answer(transcript, MODEL, usage=Usage(audio_s=audio_s))

    async def close(self) -> None:
        await self._processes.close()


def _hear(path: Path) -> tuple[Transcript, float]:
    from shared.providers.local.whisper import hear  # noqa: PLC0415 - only the child pays for its imports

    return hear(path)
