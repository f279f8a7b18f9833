"""Creates the sample calls and their transcripts: phone calls spoken by flite (a Debian package).

The short one has the format of a telephone system: 8 kHz, mu-law, the agent on channel 1, the
customer on channel 2. The long one has the format of an archive: Opus, with the customer on channel
1 and a minute on hold. Run `python -m cli.samples.make_calls short` or `long` after changing a
line.
"""

import json
import struct
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from shared.audio.decode import decode

RATE = 8_000
PAUSE_S = 0.18
VOICES = {"agent": "slt", "customer": "rms"}
HOLD_S = 60.0
SHORT = [
    ("agent", "Riverside Plumbing, good morning. How can I help?"),
    ("customer", "Hi, my name is Daniel Brooks. My kitchen sink is leaking and I need a plumber."),
    ("agent", "Sorry to hear that. What is your phone number?"),
    ("customer", "It is five zero three. 5, 5, 5. 0 1 4 2."),
    ("agent", "Thank you. Can we call you today?"),
    ("customer", "No, I am at work. Please call me back tomorrow at three p m."),
    ("agent", "We will call you back tomorrow at three. Goodbye."),
]
LONG = [
    (
        "agent",
        "Good afternoon, this is Northside Heating. My name is Emma. How can I help you today?",
    ),
    (
        "customer",
        "Hello Emma, my name is Robert Hill. I would like a price for a new heating system.",
    ),
    ("agent", "I am happy to help you with that. Is it for a house or for an apartment?"),
    ("customer", "It is for a house. The old boiler is more than twenty years old."),
    ("agent", "How many rooms do you want to heat?"),
    ("customer", "There are six rooms and a small kitchen on the ground floor."),
    ("agent", "Let me look up the current offers. Please hold the line for a moment."),
    ("customer", "Sure, take your time."),
    None,
    (
        "agent",
        (
            "Thank you for waiting. A new gas boiler starts at four thousand dollars, and the work"
            " takes two days."
        ),
    ),
    ("customer", "All right. I need to talk about it with my wife before we decide."),
    ("agent", "Of course. Would you like one of our engineers to call you back?"),
    ("customer", "Yes please. Please call me back tomorrow at ten in the morning."),
    ("agent", "Tomorrow at ten. May I have your phone number?"),
    ("customer", "It is five zero three. 5, 5, 5. 0 1 9 8."),
    ("agent", "Thank you Robert. Our engineer will call you tomorrow at ten in the morning."),
    ("customer", "Great, thank you for your help. Goodbye."),
]
HERE = Path(__file__).parent

Samples = npt.NDArray[np.int16]


def spoken(voice: str, text: str) -> Samples:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "line.wav"
        command = [
            "flite",
            "-voice",
            voice,
            "--setf",
            "duration_stretch=0.92",
            "-t",
            text,
            "-o",
            str(path),
        ]
        subprocess.run(command, check=True)
        (samples,) = decode(path, RATE)
    return trimmed(samples)


def trimmed(samples: Samples) -> Samples:
    """Removes the silence that flite puts around a line."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > 200)
    return samples[max(0, loud[0] - RATE // 50) : loud[-1] + RATE // 20]


def main() -> None:
    match sys.argv[1:]:
        case ["short"]:
            call, turns = spoken_call(SHORT)
            write_wav(HERE / "two_channel_call.wav", call)
            write_turns(HERE / "two_channel_call.json", ["agent", "customer"], turns)
        case ["long"]:
            call, turns = spoken_call(LONG)
            write_ogg(HERE / "long_call.ogg", call[::-1])
            write_turns(HERE / "long_call.json", ["customer", "agent"], turns)
        case _:
            sys.exit(__doc__)


def spoken_call(lines: Sequence[tuple[str, str] | None]) -> tuple[Samples, list[dict[str, Any]]]:
    """Returns the channels of a call, the agent's first; None among the lines is a
    minute on hold.
    """
    channels: dict[str, list[Samples]] = {speaker: [] for speaker in VOICES}
    turns, at = [], 0
    for line in lines:
        said = spoken(VOICES[line[0]], line[1]) if line else np.zeros(int(HOLD_S * RATE), np.int16)
        for speaker, sounds in channels.items():
            sounds.append(said if line and speaker == line[0] else np.zeros_like(said))
            sounds.append(np.zeros(int(PAUSE_S * RATE), np.int16))
        if line:
            times = {"start_s": round(at / RATE, 2), "end_s": round((at + len(said)) / RATE, 2)}
            turns.append({"speaker": line[0], "text": line[1], **times})
        at += len(said) + int(PAUSE_S * RATE)
    return np.stack([np.concatenate(sounds) for sounds in channels.values()]), turns


def write_turns(path: Path, channels: list[str], turns: list[dict[str, Any]]) -> None:
    path.write_text(json.dumps({"channels": channels, "turns": turns}, indent=2) + "\n")


def write_ogg(path: Path, call: Samples) -> None:
    with av.open(str(path), "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=48_000, layout="stereo")
        stream.bit_rate = 32_000
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(call.T).reshape(1, -1), format="s16", layout="stereo"
        )
        frame.sample_rate = RATE
        for resampled in av.AudioResampler(format="s16", layout="stereo", rate=48_000).resample(
            frame
        ):
            container.mux(stream.encode(resampled))
        container.mux(stream.encode(None))


def write_wav(path: Path, call: Samples) -> None:
    content = mu_law(call.T.reshape(-1))
    form = struct.pack("<HHIIHHH", 7, 2, RATE, 2 * RATE, 2, 8, 0)
    fact = struct.pack("<I", call.shape[1])
    chunks = b"".join(
        name + struct.pack("<I", len(data)) + data
        for name, data in ((b"fmt ", form), (b"fact", fact), (b"data", content))
    )
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks)


def mu_law(samples: Samples) -> bytes:
    """Encodes ITU-T G.711: sign, three bits of exponent, four of mantissa, all inverted."""
    loudness = np.minimum(np.abs(samples.astype(np.int32)), 32_635) + 132
    exponent = np.floor(np.log2(loudness)).astype(np.int32) - 7
    mantissa = (loudness >> (exponent + 3)) & 0x0F
    return bytes((~((samples < 0) << 7 | exponent << 4 | mantissa) & 0xFF).astype(np.uint8))


if __name__ == "__main__":
    main()
