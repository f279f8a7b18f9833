"""Finds how loud a recording is over time, for the picture of a player.

It keeps a processor busy: call it in another process (`shared.audio.cutting_process`).
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from shared.audio.cut import Reading, mixed
from shared.audio.decode import probe
from shared.audio.headerless import Headerless
from shared.audio.write import SAMPLE_RATE
from shared.domain.audio import PartLimits, Peaks

PER_S = 20
# Of a longer recording there are fewer in a second, so that an answer stays small.
MOST_VALUES = 72_000
MOST_CHANNELS = 2


def find_peaks(path: Path, limits: PartLimits, said: Headerless | None = None) -> Peaks:
    """Returns the highest amplitude of each moment of each channel; more than two channels are
    mixed into one. Raises RecordingUnusable.
    """
    info = probe(path, said)
    treated = info.channels if info.channels <= MOST_CHANNELS else 1
    size = SAMPLE_RATE // PER_S
    found: list[npt.NDArray[np.uint8]] = []
    rest = np.zeros((treated, 0), np.int16)
    total = 0
    for block in mixed(Reading(path, info, said, limits).blocks(), treated):
        total += block.shape[1]
        sound = np.concatenate([rest, block], axis=1)
        whole = sound.shape[1] // size * size
        found.append(_loudest(sound[:, :whole], size))
        rest = sound[:, whole:]
    if rest.shape[1]:
        found.append(_loudest(rest, rest.shape[1]))
    values = np.concatenate(found, axis=1) if found else np.zeros((treated, 0), np.uint8)
    per_s = float(PER_S)
    while values.shape[1] > MOST_VALUES:
        values = np.pad(values, ((0, 0), (0, values.shape[1] % 2)))
        values = values.reshape(treated, -1, 2).max(axis=2)
        per_s /= 2
    return Peaks(
        per_s=per_s,
        duration_s=round(total / SAMPLE_RATE, 3),
        channels=tuple(channel.tobytes() for channel in values),
    )


def _loudest(sound: npt.NDArray[np.int16], size: int) -> npt.NDArray[np.uint8]:
    """Returns the highest amplitude of each `size` samples, as one byte."""
    high = np.abs(sound.astype(np.int32)).reshape(sound.shape[0], -1, size).max(axis=2) >> 7
    loudest: npt.NDArray[np.uint8] = np.minimum(high, 255).astype(np.uint8)
    return loudest
