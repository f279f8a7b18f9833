"""Collects the speech of one channel into parts, each cut at a pause and written as FLAC."""

import hashlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO

import av
import numpy as np
import numpy.typing as npt

from shared.audio.decode import Samples
from shared.audio.voice import voice_of
from shared.domain.audio import Part, PartLimits, Span, Stretch

SAMPLE_RATE = 16_000
FRAME = 320
FRAMES_PER_S = SAMPLE_RATE // FRAME
SHORTEST_PAUSE = FRAMES_PER_S // 5
Levels = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sound:
    """Frames of 20 ms, one row each."""

    frames: Samples
    levels: Levels
    speech: Flags

    def __len__(self) -> int:
        return len(self.levels)

    def __getitem__(self, frames: slice) -> "Sound":
        return Sound(self.frames[frames], self.levels[frames], self.speech[frames])

    def __add__(self, after: "Sound") -> "Sound":
        return Sound(
            np.concatenate([self.frames, after.frames]),
            np.concatenate([self.levels, after.levels]),
            np.concatenate([self.speech, after.speech]),
        )

    def runs(self) -> Iterator[tuple[int, int]]:
        """Yields the first frame and the end of each run that is all speech or all silence."""
        edges = (np.flatnonzero(np.diff(self.speech)) + 1).tolist()
        return pairwise([0, *edges, len(self)])


@dataclass(frozen=True, slots=True)
class _Run:
    """Frames of the part, and where they stand in the call."""

    start: int
    end: int
    call: int

    def before(self, frame: int) -> "_Run":
        return replace(self, end=min(self.end, frame))

    def after(self, frame: int) -> "_Run":
        """Returns the run from `frame` on, counted from there."""
        start = max(self.start, frame)
        return _Run(start - frame, self.end - frame, self.call + start - self.start)


class PartWriter:
    """Collects a channel's sound in a file without a name until a part is full, then cuts it at a
    pause.
    """

    def __init__(self, channel: int, folder: Path, limits: PartLimits) -> None:
        self.parts: list[Part] = []
        self._channel = channel
        self._folder = folder
        self._longest = int(limits.seconds * FRAMES_PER_S)
        self._begin_part(_scratch(folder))

    def _begin_part(self, scratch: IO[bytes]) -> None:
        self._scratch = scratch
        self._levels = array("f")
        self._spans: list[_Run] = []
        self._speech: list[_Run] = []

    @property
    def written_s(self) -> float:
        return sum(span.duration_s for part in self.parts for span in part.spans)

    def write(self, sound: Sound, at: int) -> None:
        """Appends sound that begins at frame `at` of the call."""
        begin = len(self._levels)
        self._scratch.write(sound.frames.tobytes())
        self._levels.frombytes(sound.levels.tobytes())
        if len(sound):
            _append(self._spans, _Run(begin, begin + len(sound), at), within=0)
        for start, end in sound.runs():
            if start < end and sound.speech[start]:
                _append(
                    self._speech,
                    _Run(begin + start, begin + end, at + start),
                    within=SHORTEST_PAUSE,
                )
        while len(self._levels) > self._longest:
            self._emit(self._best_cut())

    def finish(self, duration_s: float) -> None:
        if self._levels:
            self._emit(len(self._levels))
        if self.parts:
            # The last frame was filled up with silence.
            last = self.parts[-1]
            span = last.spans[-1]
            length = min(span.duration_s, duration_s - span.call_start_s)
            self.parts[-1] = replace(
                last, spans=(*last.spans[:-1], replace(span, duration_s=length))
            )

    def renumber(self, channel: int) -> None:
        if channel == self._channel:
            return
        self._channel = channel
        for number, part in enumerate(self.parts):
            file = self._part_name(part.position)
            (self._folder / part.file).replace(self._folder / file)
            self.parts[number] = replace(part, channel=channel, file=file)

    def discard(self) -> None:
        for position in range(len(self.parts) + 1):
            (self._folder / self._part_name(position)).unlink(missing_ok=True)
        self.parts = []

    def close(self) -> None:
        self._scratch.close()

    def _part_name(self, position: int) -> str:
        return f"channel-{self._channel}-part-{position:04}.flac"

    def _best_cut(self) -> int:
        """Returns the frame to cut at: in the longest silence, preferably of the second half;
        without a pause, at the quietest moment.
        """
        pauses = [
            (min(point, self._longest), after.call - before.call - (before.end - before.start))
            for before, after in pairwise(self._speech)
            if before.end + SHORTEST_PAUSE // 2
            <= min(point := self._middle(before.end, after.start), self._longest)
        ]
        if late := [pause for pause in pauses if pause[0] > self._longest // 2]:
            return _longest_of(late)
        if self._speech and self._speech[-1].end + SHORTEST_PAUSE // 2 <= self._longest:
            return self._longest
        if pauses:
            return _longest_of(pauses)
        search = self._longest * 4 // 5
        return search + int(np.argmin(self._levels[search : self._longest])) + 1

    def _middle(self, start: int, end: int) -> int:
        """Returns the middle of a silence; where something was left out of it, that place."""
        return next(
            (span.start for span in self._spans if start <= span.start <= end), (start + end) // 2
        )

    def _emit(self, end: int) -> None:
        """Frames before `end` become a part, if anybody speaks in them; the others
        begin the next.
        """
        speech = [run.before(end) for run in self._speech if run.start < end]
        if speech:
            position = len(self.parts)
            file = self._folder / self._part_name(position)
            digest = _encode(self._scratch, end, file)
            spans = tuple(
                Span(
                    run.start / FRAMES_PER_S,
                    run.call / FRAMES_PER_S,
                    (run.end - run.start) / FRAMES_PER_S,
                )
                for run in (span.before(end) for span in self._spans if span.start < end)
            )
            voices = tuple(
                Stretch(run.start / FRAMES_PER_S, run.end / FRAMES_PER_S) for run in speech
            )
            self._scratch.seek(0)
            size_bytes, voice = (
                file.stat().st_size,
                voice_of(np.frombuffer(self._scratch.read(end * FRAME * 2), np.int16)),
            )
            self.parts.append(
                Part(self._channel, position, file.name, size_bytes, digest, spans, voices, voice)
            )
        self._carry_over(end)

    def _carry_over(self, frame: int) -> None:
        full, levels, spans, speech = self._scratch, self._levels, self._spans, self._speech
        with full:
            self._begin_part(_scratch(self._folder))
            full.seek(frame * FRAME * 2)
            copyfileobj(full, self._scratch)
        self._levels = levels[frame:]
        self._spans = [span.after(frame) for span in spans if span.end > frame]
        self._speech = [run.after(frame) for run in speech if run.end > frame]


def _longest_of(pauses: list[tuple[int, int]]) -> int:
    point, _ = max(pauses, key=lambda pause: (pause[1], pause[0]))
    return point


def _append(runs: list[_Run], run: _Run, *, within: int) -> None:
    """Lengthens the last run where the new one follows it, in the call too, in fewer frames than
    `within`.
    """
    if (
        runs
        and run.call - runs[-1].call == run.start - runs[-1].start
        and run.start - runs[-1].end <= within
    ):
        runs[-1] = replace(runs[-1], end=run.end)
    else:
        runs.append(run)


def _scratch(folder: Path) -> IO[bytes]:
    return TemporaryFile(dir=folder)


def _encode(scratch: IO[bytes], frames: int, file: Path) -> str:
    """Returns the digest of the samples, which does not depend on how they are written."""
    scratch.seek(0)
    digest = hashlib.sha256()
    try:
        with av.open(str(file), "w", format="flac") as container:
            stream = container.add_stream("flac", rate=SAMPLE_RATE, layout="mono")
            for start in range(0, frames, FRAMES_PER_S):
                count = min(FRAMES_PER_S, frames - start) * FRAME
                content = scratch.read(count * 2)
                digest.update(content)
                samples = np.frombuffer(content, np.int16)
                frame = av.AudioFrame.from_ndarray(
                    samples.reshape(1, -1), format="s16", layout="mono"
                )
                frame.sample_rate, frame.pts = SAMPLE_RATE, start * FRAME
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    except av.error.FFmpegError as error:
        # A full disk is no fault of the recording, and the library's own errors do not pickle.
        raise OSError(
            error.errno, f"a part of the recording could not be written ({type(error).__name__})"
        ) from error
    return digest.hexdigest()
