"""How likely it is that a person speaks, by the voice detector that faster-whisper ships (Silero,
ONNX).

Without its packages nothing is known of voices, and nothing is dropped for want of one.
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

WINDOW, CONTEXT = 512, 64
SAMPLE_RATE = 16_000
# One figure for each of these.
STEP = SAMPLE_RATE // 10
# Below this a voice has its fundamental. Steep telephone filters leave nothing there, and then the
# detector is half as sure of the same voice, while it stays as sure of music and noise.
FUNDAMENTAL_HZ, MISSING_DB, LIFT = 250, -20.0, 2.0
HIGHEST_HZ = 3500
SPECTRUM = 1024
# Memory stays small, and the model forgets what was a minute ago.
MOST_WINDOWS = 2000


def voice_of(samples: npt.NDArray[np.int16]) -> str | None:
    """Returns a digit for each tenth of a second, 0 for no voice and 9 for one that is certain;
    None where there is no detector.
    """
    detector = _detector()
    if detector is None or not len(samples):
        return None
    sound = np.pad(
        samples.astype(np.float32) / np.float32(32768), (0, -len(samples) % WINDOW)
    ).reshape(-1, WINDOW)
    chances = np.concatenate(
        [_chances(detector, sound, at) for at in range(0, len(sound), MOST_WINDOWS)]
    )
    if _is_narrow(sound):
        chances = chances * LIFT
    starts = np.arange(0, len(samples), STEP)
    nearest = np.minimum((starts + STEP // 2) // WINDOW, len(chances) - 1)
    return "".join(str(digit) for digit in np.minimum(chances[nearest] * 10, 9).astype(int))


def _is_narrow(sound: npt.NDArray[np.float32]) -> bool:
    """Returns whether next to nothing of the sound is where voices have their fundamental."""
    windows = sound.reshape(-1)[: sound.size // SPECTRUM * SPECTRUM].reshape(-1, SPECTRUM)
    power = np.zeros(SPECTRUM // 2 + 1)
    for at in range(0, len(windows), MOST_WINDOWS):
        spectra = np.fft.rfft(windows[at : at + MOST_WINDOWS] * np.hanning(SPECTRUM), axis=1)
        power += (np.abs(spectra) ** 2).sum(axis=0)
    low, high = (hertz * SPECTRUM // SAMPLE_RATE for hertz in (FUNDAMENTAL_HZ, HIGHEST_HZ))
    # The lowest two hold an offset.
    return bool(power[2:low].sum() < power[low:high].sum() * 10 ** (MISSING_DB / 10))


def _chances(detector: Any, sound: npt.NDArray[Any], at: int) -> npt.NDArray[np.float32]:
    windows = sound[at : at + MOST_WINDOWS]
    before = np.zeros((len(windows), CONTEXT), np.float32)
    before[1:] = windows[:-1, -CONTEXT:]
    if at:
        before[0] = sound[at - 1, -CONTEXT:]
    state = np.zeros((1, 1, 128), np.float32)
    chances, *_ = detector.run(
        None, {"input": np.concatenate([before, windows], axis=1), "h": state, "c": state}
    )
    return np.asarray(chances, np.float32).reshape(-1)


@cache
def _detector() -> Any:
    """Loads the detector once in each process; None where it is not installed or of
    another make.
    """
    spec = find_spec("faster_whisper") if find_spec("onnxruntime") else None
    folders = spec.submodule_search_locations if spec else None
    models = [
        found
        for folder in folders or ()
        for found in sorted(Path(folder, "assets").glob("silero_vad_v6*.onnx"))
    ]
    if not models:
        return None
    try:
        onnxruntime = import_module("onnxruntime")
        options = onnxruntime.SessionOptions()
        options.inter_op_num_threads = options.intra_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        return onnxruntime.InferenceSession(
            str(models[0]), providers=["CPUExecutionProvider"], sess_options=options
        )
    except (ImportError, RuntimeError, OSError):
        # Without it recordings are cut all the same.
        return None
