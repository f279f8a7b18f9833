"""Speech to text by OpenAI, Azure OpenAI or anything that speaks their protocol.

Models differ in what they give: word and segment times (`verbose_json`, Whisper models), speakers
(`diarized_json`), or text alone (`json`, all others).
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain, groupby
from pathlib import Path
from typing import Literal, cast

from openai import AsyncOpenAI, omit
from pydantic import BaseModel

from shared.domain.transcript import Segment, Speaker, Transcript, Turn, Word
from shared.domain.turns import turns_from_segments, turns_from_words
from shared.errors import ProviderRejected
from shared.providers.hosted.languages import iso_code
from shared.providers.hosted.openai_client import RawAnswer, ask
from shared.providers.ports import Answer, Usage
from shared.providers.processes import Processes
from shared.providers.together import together
from shared.settings import OpenAISettings

Format = Literal["json", "verbose_json", "diarized_json"]

# The vendor's own limit on one upload, in bytes.
LARGEST_UPLOAD = 25 * 2**20
DECODE_TIMEOUT_S = 600.0
CHANNELS_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Upload:
    """One request's audio; the vendor tells the type by the file name."""

    name: str
    content: bytes
    speaker: Speaker
    seconds: float


class _Word(BaseModel):
    word: str
    start: float
    end: float


class _Segment(BaseModel):
    text: str
    start: float
    end: float
    speaker: str | None = None


class _Usage(BaseModel):
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float | None = None


class Transcription(BaseModel):
    text: str
    language: str | None = None
    languages: list[str] | None = None
    duration: float | None = None
    words: list[_Word] | None = None
    segments: list[_Segment] | None = None
    usage: _Usage | None = None


class OpenAITranscriber:
    """Decodes in `processes`; these and the client belong to the caller."""

    def __init__(self, client: AsyncOpenAI, settings: OpenAISettings, *, processes: Processes) -> None:
        self._client = client
        self._settings = settings
        self._processes = processes

    async def transcribe(self, audio: Path, *, language: str | None = None) -> Answer[Transcript]:
        uploads = await self._uploads(audio)
        answers = await together([self._ask(upload, language) for upload in uploads], at_once=CHANNELS_AT_ONCE)
        transcript = _merged(list(zip(uploads, answers, strict=True)), language)
        return Answer(transcript, self._settings.transcribe_model, usage=_used(uploads, answers))

    async def _uploads(self, audio: Path) -> list[Upload]:
        if find_spec("av") is None:
            # Without the decoder the vendor gets the file as it came, and channels cannot be told apart.
            return [await asyncio.to_thread(_as_it_came, audio)]
        return await self._processes.run(_prepare, audio, timeout_s=DECODE_TIMEOUT_S, name="decoding the recording")

    async def _ask(self, upload: Upload, language: str | None) -> Transcription:
        if len(upload.content) > LARGEST_UPLOAD:
            raise ProviderRejected("the recording is larger than one upload may be (25 MB)", reason="too_large")
        return await ask(
            lambda: self._request(upload, language), Transcription, timeout_s=self._settings.transcribe_timeout_s
        )

    async def _request(self, upload: Upload, language: str | None) -> RawAnswer:
        wanted = response_format(self._settings)
        answer = await self._client.audio.transcriptions.with_raw_response.create(
            file=(upload.name, upload.content),
            model=self._settings.transcribe_model,
            response_format=wanted,
            language=language or omit,
            timestamp_granularities=["word", "segment"] if wanted == "verbose_json" else omit,
            # Required by the diarizing models beyond 30 s.
            chunking_strategy="auto" if wanted == "diarized_json" else omit,
        )
        return cast(RawAnswer, answer)


def response_format(settings: OpenAISettings) -> Format:
    if settings.transcribe_format != "auto":
        return settings.transcribe_format
    model = settings.transcribe_model.lower()
    if "diarize" in model:
        return "diarized_json"
    return "verbose_json" if "whisper" in model else "json"


def _as_it_came(path: Path) -> Upload:
    return Upload(path.name, path.read_bytes(), Speaker.UNKNOWN, 0.0)


def _prepare(path: Path) -> list[Upload]:
    from shared.providers.hosted.uploads import prepare  # noqa: PLC0415 - only the child pays for its imports

    return prepare(path)


def _used(uploads: Sequence[Upload], answers: Sequence[Transcription]) -> Usage:
    used = [answer.usage or _Usage() for answer in answers]
    return Usage(
        input_tokens=sum(usage.input_tokens for usage in used),
        output_tokens=sum(usage.output_tokens for usage in used),
        audio_s=sum(
            usage.seconds or answer.duration or upload.seconds
            for usage, answer, upload in zip(used, answers, uploads, strict=True)
        ),
    )


def _merged(answered: Sequence[tuple[Upload, Transcription]], asked: str | None) -> Transcript:
    channels = [_channel(upload.speaker, answer) for upload, answer in answered]
    named = [name for _, answer in answered for name in (answer.language, *(answer.languages or []))]
    spoken = next((code for name in named if (code := iso_code(name))), None)
    words = sorted(chain.from_iterable(channel.words for channel in channels), key=lambda word: word.start_s)
    segments = sorted(chain.from_iterable(channel.segments for channel in channels), key=lambda s: s.start_s)
    return Transcript(_turns(channels), spoken or asked, tuple(words), tuple(segments))


@dataclass(frozen=True, slots=True)
class _Channel:
    """`voices` are the turns of a lone channel whose speakers the model told apart."""

    speaker: Speaker
    text: str
    voices: tuple[Turn, ...]
    words: tuple[Word, ...]
    segments: tuple[Segment, ...]


def _channel(speaker: Speaker, answer: Transcription) -> _Channel:
    segments = answer.segments or []
    return _Channel(
        speaker,
        answer.text.strip(),
        tuple(_voices(segments)) if speaker is Speaker.UNKNOWN else (),
        tuple(_punctuated(answer.words or [], segments, speaker)),
        tuple(Segment(s.text.strip(), s.start, s.end, _named(s.speaker, speaker)) for s in segments),
    )


def _voices(segments: Sequence[_Segment]) -> Iterator[Turn]:
    if any(segment.speaker is None for segment in segments):
        return
    for label, group in groupby(segments, key=lambda segment: segment.speaker):
        said = list(group)
        text = " ".join(segment.text.strip() for segment in said)
        yield Turn(_named(label, Speaker.UNKNOWN), text, said[0].start, said[-1].end)


def _named(label: str | None, speaker: Speaker) -> Speaker:
    """Diarizing models make up names (A, B); only ones that say who it is are taken over."""
    if speaker is Speaker.UNKNOWN and label in set(Speaker):
        return Speaker(label)
    return speaker


def _punctuated(words: Sequence[_Word], segments: Sequence[_Segment], speaker: Speaker) -> list[Word]:
    """Timed words come bare; the same words with punctuation stand in the segments."""
    written = [token for segment in segments for token in segment.text.split()]
    texts = written if len(written) == len(words) else [word.word.strip() for word in words]
    return [Word(text, word.start, word.end, speaker) for text, word in zip(texts, words, strict=True)]


def _turns(channels: Sequence[_Channel]) -> tuple[Turn, ...]:
    """By the finest times every channel that holds text gives; without any, one turn per channel."""
    heard = [channel for channel in channels if channel.text]
    if len(heard) == 1 and heard[0].voices:
        return heard[0].voices
    if heard and all(channel.words for channel in heard):
        return turns_from_words(chain.from_iterable(channel.words for channel in heard))
    if heard and all(channel.segments for channel in heard):
        return turns_from_segments(chain.from_iterable(channel.segments for channel in heard))
    return tuple(Turn(channel.speaker, channel.text) for channel in heard)
