"""How much memory it takes to cut long recordings into parts.

    python benchmarks/bench_long_recordings.py [--megabytes 500] [--hours 3]

Makes a WAV file of 500 MB and a 3-hour MP3 out of the shipped sample, with silences between the calls,
and cuts each in a child process. Growth is the child's peak resident memory above what it held after its
imports. Exits 1 when either grows by more than 64 MB.
"""

import argparse
import asyncio
import sys
import tempfile
import time
import wave
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parent.parent))

from shared.domain.audio import PartLimits, Plan
from shared.providers.audio import decode
from shared.providers.audio_parts import cut
from shared.providers.processes import Processes

SAMPLE = Path(__file__).parent.parent / "cli" / "samples" / "two_channel_call.wav"
RATE = 16_000
SILENCES_S = (1.0, 12.0, 3.0)
MOST_GROWTH_MB = 64
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")

Samples = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Measured:
    plan: Plan
    before_mb: float
    peak_mb: float
    took_s: float

    @property
    def growth_mb(self) -> float:
        return self.peak_mb - self.before_mb


def pattern() -> Samples:
    """A little over a minute: the sample three times, with silences of several lengths and a trace of noise."""
    call = decode(SAMPLE, RATE)
    pieces = [piece for s in SILENCES_S for piece in (call, np.zeros((2, int(s * RATE)), np.int16))]
    noise = np.random.default_rng(1).integers(-20, 20, (2, sum(piece.shape[1] for piece in pieces)), np.int16)
    return np.asarray(np.concatenate(pieces, axis=1) + noise, np.int16)


def write_wav(path: Path, size_bytes: int) -> None:
    block = pattern().T.astype("<i2").tobytes()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        written = 0
        while written < size_bytes:
            file.writeframesraw(block)
            written += len(block)


def write_mp3(path: Path, seconds: float) -> None:
    """MP3 frames stand for themselves: the pattern is encoded once and repeated."""
    block = pattern()
    buffer = BytesIO()
    with av.open(buffer, "w", format="mp3", options={"write_xing": "0", "id3v2_version": "0"}) as container:
        stream = container.add_stream("mp3", rate=RATE, layout="stereo")
        stream.bit_rate = 48_000
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="s16p", layout="stereo")
        frame.sample_rate = RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with path.open("wb") as file:
        for _ in range(int(seconds / (block.shape[1] / RATE)) + 1):
            file.write(buffer.getvalue())


def measured_cut(path: Path, folder: Path) -> Measured:
    """Runs in the child."""
    CLEAR.write_text("5")
    before_mb = _memory_mb("VmRSS")
    began = time.perf_counter()
    plan = cut(path, folder, PartLimits())
    return Measured(plan, before_mb, _memory_mb("VmHWM"), time.perf_counter() - began)


def _memory_mb(name: str) -> float:
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


async def measure(path: Path, folder: Path) -> bool:
    processes = Processes(1)
    try:
        found = await processes.run(measured_cut, path, folder, timeout_s=600, name="cutting")
    finally:
        await processes.close()
    report(path, found)
    return found.growth_mb <= MOST_GROWTH_MB


def report(path: Path, found: Measured) -> None:
    plan, parts = found.plan, found.plan.parts
    print(
        f"{path.name}: {path.stat().st_size / 1e6:.0f} MB, {plan.duration_s / 3600:.2f} h, {plan.channels} channels; "
        f"{len(parts)} parts, at most {max(part.duration_s for part in parts):.0f} s "
        f"and {max(part.size_bytes for part in parts) / 1e6:.1f} MB; "
        f"{sum(plan.silence_s) / 3600:.2f} h of silence left out"
    )
    print(
        f"  {found.took_s:.1f} s ({plan.duration_s / found.took_s:.0f} times as fast as it was spoken); memory "
        f"{found.before_mb:.0f} MB after imports, {found.peak_mb:.0f} MB at most: +{found.growth_mb:.1f} MB"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--hours", type=float, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aftercall-bench-") as name:
        folder = Path(name)
        write_wav(folder / "long.wav", arguments.megabytes * 10**6)
        write_mp3(folder / "long.mp3", arguments.hours * 3600)
        good = [asyncio.run(measure(folder / file, folder / f"{file}-parts")) for file in ("long.wav", "long.mp3")]
    print(f"goal: at most +{MOST_GROWTH_MB} MB")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
