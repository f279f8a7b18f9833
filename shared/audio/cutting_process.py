"""Cuts recordings into parts, outside of the event loop and within limits."""

import asyncio
from importlib.util import find_spec
from pathlib import Path

from shared.audio.headerless import Headerless
from shared.concurrency.processes import AUDIO_NICENESS, Processes
from shared.concurrency.sandbox import Walls
from shared.domain.audio import PartLimits, Peaks, Plan
from shared.errors import SettingsInvalid

# Seven times what cutting a recording of any length maps, most of it libraries.
MEMORY_BYTES = 2 * 2**30
# Many times what a recording takes, by its size: a small file that keeps a process busy was made
# for that.
LEAST_TIMEOUT_S, MOST_TIMEOUT_S = 120.0, 1800.0
BYTES_PER_S = 256 * 1024


class Cutter:
    """At most `processes` recordings at once; more wait. Close it."""

    def __init__(self, processes: int, *, walls: Walls | None = None) -> None:
        """Raises SettingsInvalid where its packages are not installed.

        With `walls`, recordings are read and parts written there and nowhere else.
        """
        missing = [name for name in ("av", "numpy") if find_spec(name) is None]
        if missing:
            raise SettingsInvalid(
                "a worker reads recordings with packages that are not installed"
                f" ({', '.join(missing)}): pip install 'aftercall[audio]'"
            )
        self._processes = Processes(
            processes, niceness=AUDIO_NICENESS, memory_bytes=MEMORY_BYTES, walls=walls
        )

    async def cut(
        self, audio: Path, folder: Path, limits: PartLimits, said: Headerless | None = None
    ) -> Plan:
        """Writes the parts into `folder`. `said` is what the sender calls a file without a header.

        Raises RecordingUnusable, and Transient and Permanent errors.
        """
        timeout_s = timeout_for(await asyncio.to_thread(_size_of, audio))
        return await self._processes.run(
            _cut_file,
            audio,
            folder,
            limits,
            said,
            timeout_s=timeout_s,
            name="cutting the recording",
        )

    async def find_peaks(
        self, audio: Path, limits: PartLimits, said: Headerless | None = None
    ) -> Peaks:
        """Returns how loud the recording is over time. Raises RecordingUnusable, and Transient and
        Permanent errors.
        """
        timeout_s = timeout_for(await asyncio.to_thread(_size_of, audio))
        return await self._processes.run(
            _peaks_of_file, audio, limits, said, timeout_s=timeout_s, name="reading the loudness"
        )

    async def close(self) -> None:
        await self._processes.close()


def timeout_for(size_bytes: int) -> float:
    return min(LEAST_TIMEOUT_S + size_bytes / BYTES_PER_S, MOST_TIMEOUT_S)


def _size_of(audio: Path) -> int:
    """Returns 0 for a missing file; the process that opens it raises the error."""
    return audio.stat().st_size if audio.exists() else 0


def _cut_file(audio: Path, folder: Path, limits: PartLimits, said: Headerless | None) -> Plan:
    from shared.audio.cut import cut  # noqa: PLC0415 - only the child pays for its imports

    return cut(audio, folder, limits, said)


def _peaks_of_file(audio: Path, limits: PartLimits, said: Headerless | None) -> Peaks:
    from shared.audio.peaks import find_peaks  # noqa: PLC0415 - only the child pays for its imports

    return find_peaks(audio, limits, said)
