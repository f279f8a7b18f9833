"""Transcribes speech by OpenAI, Azure OpenAI or a compatible service.

Models differ in their results: word and segment times (`verbose_json`, Whisper models), speakers
(`diarized_json`), or text alone (`json`, all others).
"""

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Literal, cast

from openai import AsyncOpenAI, omit
from pydantic import BaseModel, ConfigDict

from shared.domain.audio import PartLimits
from shared.domain.languages import iso_code, primary_language
from shared.domain.transcript import Confidence, Segment, Speaker, Transcript, Turn, Word
from shared.limits.billing import PaidModel
from shared.ports import Answer, Usage
from shared.settings.openai import OpenAISettings
from shared.vendors.openai.billing import ask_and_bill, audio_amounts
from shared.vendors.openai.client import RawAnswer

Format = Literal["json", "verbose_json", "diarized_json"]

# Text without times is spread over the speech of its part, which must be short so that turns come
# out in order.
UNTIMED_PART_S = 20.0
# Whisper reads the last 224 tokens of a prompt; other models have no documented limit.
MOST_PROMPT_CHARS = 600


class _Wire(BaseModel):
    """A part of the answer. Its other fields are stored with the raw answer."""

    model_config = ConfigDict(extra="allow")


class _Word(_Wire):
    word: str
    start: float
    end: float


class _Segment(_Wire):
    text: str
    start: float
    end: float
    speaker: str | None = None
    avg_logprob: float | None = None
    no_speech_prob: float | None = None


class _Usage(_Wire):
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float | None = None


class Transcription(_Wire):
    text: str
    language: str | None = None
    languages: list[str] | None = None
    duration: float | None = None
    words: list[_Word] | None = None
    segments: list[_Segment] | None = None
    usage: _Usage | None = None


class OpenAITranscriber:
    """Transcribes with a hosted model. The client belongs to the caller. A part is `part_s` seconds
    at most, less where the model returns no times.
    """

    def __init__(
        self, client: AsyncOpenAI, paid: PaidModel, settings: OpenAISettings, *, part_s: float
    ) -> None:
        self._client = client
        self._paid = paid
        self._settings = settings
        self._format = response_format(settings)
        self._limits = PartLimits(
            max_seconds=min(part_s, UNTIMED_PART_S) if self._format == "json" else part_s
        )

    @property
    def model(self) -> str:
        return self._settings.transcribe_model

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
        # Calls that were recorded before senders' languages were checked may contain any text here.
        language = primary_language(language)
        sound = await asyncio.to_thread(_sha256, part)
        file = await asyncio.to_thread(part.open, "rb")
        try:
            return await ask_and_bill(
                self._paid,
                lambda: self._send_file(file, part.name, language, vocabulary),
                Transcription,
                question=("transcription", self.model, self._format, sound, language, *vocabulary),
                most=audio_amounts(seconds),
                timeout_s=self._settings.transcribe_timeout_s,
                read=lambda answer: self._read_answer(answer, seconds, language),
            )
        finally:
            file.close()

    def _read_answer(
        self, answer: Transcription, seconds: float, language: str | None
    ) -> Answer[Transcript]:
        used = answer.usage or _Usage()
        names = (answer.language, *(answer.languages or []))
        spoken = next((code for name in names if (code := iso_code(name))), language)
        text, segments = answer.text.strip(), answer.segments or []
        # Timed words arrive without punctuation, and the segments contain the same words with it.
        words = answer.words or []
        written = [token for segment in segments for token in segment.text.split()]
        texts = written if len(written) == len(words) else [word.word.strip() for word in words]
        return Answer(
            Transcript(
                (Turn(Speaker.UNKNOWN, text),) if text else (),
                spoken,
                tuple(
                    Word(written_as, word.start, word.end)
                    for written_as, word in zip(texts, words, strict=True)
                ),
                tuple(
                    _segment_with_speaker(segment) for segment in segments if segment.text.strip()
                ),
                confidences=tuple(
                    Confidence(each.start, each.end, each.avg_logprob, each.no_speech_prob)
                    for each in segments
                    if each.avg_logprob is not None or each.no_speech_prob is not None
                ),
            ),
            self.model,
            usage=Usage(
                used.input_tokens, used.output_tokens, used.seconds or answer.duration or seconds
            ),
            raw=answer.model_dump(mode="json", exclude_unset=True),
        )

    async def _send_file(
        self, file: IO[bytes], name: str, language: str | None, vocabulary: Sequence[str]
    ) -> RawAnswer:
        """Sends the file while it is read; the vendor recognizes the type by the file name."""
        keywords = self.model.startswith("gpt-transcribe")
        # Diarizing models take no prompt.
        prompted = bool(vocabulary) and not keywords and self._format != "diarized_json"
        answer = await self._client.audio.transcriptions.with_raw_response.create(
            file=(name, file),
            model=self.model,
            response_format=self._format,
            language=language or omit,
            keywords=list(vocabulary) if vocabulary and keywords else omit,
            prompt=_vocabulary_prompt(vocabulary) if prompted else omit,
            timestamp_granularities=["word", "segment"] if self._format == "verbose_json" else omit,
            # Required by the diarizing models beyond 30 s.
            chunking_strategy="auto" if self._format == "diarized_json" else omit,
        )
        return cast(RawAnswer, answer)


def _sha256(part: Path) -> str:
    with part.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def response_format(settings: OpenAISettings) -> Format:
    if settings.transcribe_format != "auto":
        return settings.transcribe_format
    model = settings.transcribe_model.lower()
    if "diarize" in model:
        return "diarized_json"
    return "verbose_json" if "whisper" in model else "json"


def _vocabulary_prompt(vocabulary: Sequence[str]) -> str:
    """Builds a prompt of as many whole terms as fit."""
    prompt = ""
    for term in vocabulary:
        longer = f"{prompt}, {term}" if prompt else term
        if len(longer) > MOST_PROMPT_CHARS:
            break
        prompt = longer
    return prompt


def _segment_with_speaker(segment: _Segment) -> Segment:
    """Returns a segment. Diarizing models invent names (A, B); only names that state a role are
    used as speakers.
    """
    text, named = segment.text.strip(), segment.speaker
    if named in set(Speaker):
        return Segment(text, segment.start, segment.end, Speaker(named))
    return Segment(text, segment.start, segment.end, label=named)
