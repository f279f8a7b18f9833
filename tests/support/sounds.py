"""Recordings made for a test: tones where somebody speaks, silence elsewhere."""

import wave
from collections.abc import Sequence
from io import BytesIO

import numpy as np
import numpy.typing as npt

RATE = 8_000


def bursts(*channels: Sequence[tuple[float, float]], seconds: float) -> bytes:
    """A WAV file; each channel is heard from and to these seconds."""
    times = np.arange(round(seconds * RATE)) / RATE
    sounds: list[npt.NDArray[np.float64]] = []
    for channel in channels:
        heard = np.zeros(len(times))
        for start_s, end_s in channel:
            heard[(times >= start_s) & (times < end_s)] = 8000
        # One tone a channel, so that two of them are no copy of each other.
        sounds.append(heard * np.sin(2 * np.pi * (440 + 130 * len(sounds)) * times))
    return as_wav(np.stack(sounds))


def as_wav(channels: npt.NDArray[np.float64]) -> bytes:
    """A row of samples for each channel."""
    buffer = BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(channels.T.astype("<i2").tobytes())
    return buffer.getvalue()


SPEECH = bursts([(0.5, 3.5)], seconds=4)


def twelve_parts() -> bytes:
    """One voice that speaks twelve times for 3 s; cut into parts of 5 s each of them stands alone.

    Each a little shorter than the one before: the same sound would be paid for once.
    """
    return bursts(
        [(6.0 * number + 1, 6.0 * number + 4 - number / 50) for number in range(12)], seconds=74
    )
