"""Makes two_channel_call.wav and two_channel_call.json: a phone call spoken by flite (a Debian package).

The file is what a telephone system records: 8 kHz, mu-law, the agent on channel 1, the customer on
channel 2. Run `python -m cli.samples.make_two_channel_call` after changing a line.
"""

import json
import struct
import subprocess
import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from shared.providers.audio import decode

RATE = 8_000
PAUSE_S = 0.18
VOICES = {"agent": "slt", "customer": "rms"}
LINES = [
    ("agent", "Riverside Plumbing, good morning. How can I help?"),
    ("customer", "Hi, my name is Daniel Brooks. My kitchen sink is leaking and I need a plumber."),
    ("agent", "Sorry to hear that. What is your phone number?"),
    ("customer", "It is five zero three. 5, 5, 5. 0 1 4 2."),
    ("agent", "Thank you. Can we call you today?"),
    ("customer", "No, I am at work. Please call me back tomorrow at three p m."),
    ("agent", "We will call you back tomorrow at three. Goodbye."),
]
HERE = Path(__file__).parent

Samples = npt.NDArray[np.int16]


def spoken(voice: str, text: str) -> Samples:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "line.wav"
        command = ["flite", "-voice", voice, "--setf", "duration_stretch=0.92", "-t", text, "-o", str(path)]
        subprocess.run(command, check=True)
        (samples,) = decode(path, RATE)
    return trimmed(samples)


def trimmed(samples: Samples) -> Samples:
    """Without the silence flite puts around a line."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > 200)
    return samples[max(0, loud[0] - RATE // 50) : loud[-1] + RATE // 20]


def main() -> None:
    lines = [spoken(VOICES[speaker], text) for speaker, text in LINES]
    starts = np.cumsum([0, *(len(line) + int(PAUSE_S * RATE) for line in lines)])
    call = np.zeros((2, int(starts[-1])), np.int16)
    for (speaker, _), line, start in zip(LINES, lines, starts, strict=False):
        call[list(VOICES).index(speaker), start : start + len(line)] = line
    write_wav(call)
    turns = [
        {"speaker": speaker, "text": text, "start_s": round(start / RATE, 2), "end_s": round(end / RATE - PAUSE_S, 2)}
        for (speaker, text), (start, end) in zip(LINES, pairwise(starts.tolist()), strict=True)
    ]
    (HERE / "two_channel_call.json").write_text(json.dumps({"turns": turns}, indent=2) + "\n")


def write_wav(call: Samples) -> None:
    content = mu_law(call.T.reshape(-1))
    form = struct.pack("<HHIIHHH", 7, 2, RATE, 2 * RATE, 2, 8, 0)
    fact = struct.pack("<I", call.shape[1])
    chunks = b"".join(
        name + struct.pack("<I", len(data)) + data
        for name, data in ((b"fmt ", form), (b"fact", fact), (b"data", content))
    )
    (HERE / "two_channel_call.wav").write_bytes(b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks)


def mu_law(samples: Samples) -> bytes:
    """ITU-T G.711: sign, three bits of exponent, four of mantissa, all inverted."""
    loudness = np.minimum(np.abs(samples.astype(np.int32)), 32_635) + 132
    exponent = np.floor(np.log2(loudness)).astype(np.int32) - 7
    mantissa = (loudness >> (exponent + 3)) & 0x0F
    return bytes((~((samples < 0) << 7 | exponent << 4 | mantissa) & 0xFF).astype(np.uint8))


if __name__ == "__main__":
    main()
