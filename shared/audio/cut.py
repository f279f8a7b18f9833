"""A recording of any length, cut at its silences into parts that a transcriber takes.

One pass over the file, with a few seconds of sound in memory. It keeps a processor busy: call it in
another process (`shared.concurrency.processes`).
"""

import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.stream import Discard

from shared.audio.crosstalk import Crosstalk, Separated
from shared.audio.decode import TRUNCATED_BELOW, AudioInfo, Samples, damaged, opened, probe
from shared.audio.headerless import HIGHEST_RATE, LOWEST_RATE, Headerless
from shared.audio.write import FRAME, FRAMES_PER_S, SAMPLE_RATE, Flags, Levels, PartWriter, Sound
from shared.domain.audio import PartLimits, Plan
from shared.errors import RecordingUnusable

BLOCK = SAMPLE_RATE

# A file that claims more time than these would take does not know how long it is.
LEAST_BYTES_PER_S = 25
# These say how long they are. Others' lengths are guessed from the size, or of no codec's business
# (GSM in AIFF).
EXACT_LENGTHS = frozenset(
    {"flac", "mov,mp4,m4a,3gp,3g2,mj2", "asf", "matroska,webm", "wv", "tta", "ape", "tak"}
)
# Containers whose clock goes on while a sender (a browser, mostly) leaves out silent packets.
CLOCKED = frozenset({"matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2", "ogg", "asf"})
CLOCK_GAP_S = 0.1
# Each change of rate or format makes a filter, which takes as long as decoding a second.
MOST_SHAPES = 1000
USUAL_LAYOUTS = {1: "mono", 2: "stereo"}
# Processor time, at the start and for each second of sound.
EFFORT_S, EFFORT_PER_S = 30.0, 0.02
PACKETS_BETWEEN_CHECKS = 256

# Speech is what stands this far above the background of the last half minute: it is better to keep
# a noise than to lose a word. In dB of full scale, anything under QUIETEST is silence and above
# LOUDEST sound.
ABOVE_BACKGROUND_DB = 6.0
QUIETEST_DB, LOUDEST_DB = -60.0, -35.0
BACKGROUND_PERCENTILE = 10
LEAST_DEVIATION = 0.5
SILENT_DB = 20 * np.log10(LEAST_DEVIATION / 32768)
BEHIND_S, AHEAD_S = 25, 5
# A click is shorter than this: so many loud frames must stand within SMOOTHED on both sides.
CLICK_FRAMES, SMOOTHED = 3, 5

LONGEST_PAUSE = 2 * FRAMES_PER_S
# Kept on both sides of a long silence. With 0.2 s the recogniser runs sentences together: measured
# on twelve noisy takes of the sample 6.9 % of words were wrong, 5.7 % with 0.4 s, 4.3 % with 0.6 s.
PAD = FRAMES_PER_S * 6 // 10

# Two channels are one recording when, at the best gain, less than this of the quieter remains (-20
# dB).
REMAINDER = 0.01
# Below this the second channel is crosstalk from the first, not a copy of it (-20 dB).
FAINT = 0.01


def cut(path: Path, folder: Path, limits: PartLimits, said: Headerless | None = None) -> Plan:
    """Writes one FLAC file per part into `folder`; file names repeat when a recording is cut again.

    A recording without speech gives a plan without parts, one that ends too early a plan of what is
    there. `said` is what the sender calls a file without a header. Raises RecordingUnusable
    (nothing is left in the folder then), and OSError when the folder cannot be written.
    """
    info = probe(path, said)
    _refuse_rate(info.sample_rate)
    if (info.duration_s or 0.0) > max(
        limits.max_duration_s, path.stat().st_size / LEAST_BYTES_PER_S
    ):
        info = replace(info, duration_s=None, cut_off=True)
    if info.duration_s and info.duration_s > limits.max_duration_s:
        raise _too_long(limits)
    folder.mkdir(parents=True, exist_ok=True)
    plan = _cut_tracks(Reading(path, info, said, limits), folder, limits, channels=2)
    if plan.not_separate:
        mixed = _cut_tracks(Reading(path, info, said, limits), folder, limits, channels=1)
        plan = replace(mixed, not_separate=True)
    return plan


def _cut_tracks(reading: "Reading", folder: Path, limits: PartLimits, *, channels: int) -> Plan:
    """Cuts up to `channels` channels; more are mixed into one. A plan of channels that are not
    separate has no parts.
    """
    treated = reading.info.channels if reading.info.channels <= channels else 1
    tracks = [_Track(number, folder, limits) for number in range(treated)]
    try:
        return _write_cuts(reading, tracks)
    except BaseException:
        for track in tracks:
            track.writer.discard()
        raise
    finally:
        for track in tracks:
            track.writer.close()


def _write_cuts(reading: "Reading", tracks: list["_Track"]) -> Plan:
    alike, crosstalk = _Likeness(), Crosstalk()
    total = 0

    def take(seconds: Iterable[Separated]) -> None:
        for second in seconds:
            for track, samples, covered in zip(tracks, second.block, second.covered, strict=True):
                track.take(samples, covered)

    for block in _blocks_of_one_second(mixed(reading.blocks(), len(tracks))):
        total += block.shape[1]
        alike.take(block)
        take(crosstalk.take(block))
    take(crosstalk.finish())
    duration_s = total / SAMPLE_RATE
    if not total and reading.is_cut_off(0.0):
        raise RecordingUnusable("the recording is cut off before any sound", reason="truncated")
    for track in tracks:
        track.finish(duration_s)
    not_separate = crosstalk.is_close and not alike.same
    if alike.same:
        loud, quiet = (tracks[alike.louder], tracks[1 - alike.louder])
        quiet.writer.discard()
        loud.writer.renumber(0)
        tracks = [loud]
    if not_separate:
        for track in tracks:
            track.writer.discard()
    return Plan(
        duration_s=duration_s,
        channels=reading.info.channels,
        treated_as=len(tracks),
        mono_as_stereo=alike.same,
        silence_s=tuple(
            round(max(0.0, duration_s - track.writer.written_s), 3) for track in tracks
        ),
        parts=tuple(
            sorted(
                (part for track in tracks for part in track.writer.parts),
                key=lambda part: (part.call_start_s, part.channel),
            )
        ),
        cut_off=reading.is_cut_off(duration_s),
        not_separate=not_separate,
        bleed_s=tuple(track.covered / FRAMES_PER_S for track in tracks),
    )


class Reading:
    """One pass over a file's sound. Damaged packets are passed over, as telephone recordings have
    them.
    """

    def __init__(
        self, path: Path, info: AudioInfo, said: Headerless | None, limits: PartLimits
    ) -> None:
        self.info = info
        self._path = path
        self._said = said
        self._limits = limits
        self._decoded = 0
        # Of those in front of something that could be read, and of those behind the last of it.
        self._broken = self._broken_at_end = 0

    def is_cut_off(self, duration_s: float) -> bool:
        promised_s = self.info.duration_s if self.info.container in EXACT_LENGTHS else None
        too_short = bool(promised_s) and duration_s < (promised_s or 0.0) * TRUNCATED_BELOW
        return self.info.cut_off or self._broken_at_end > 0 or too_short

    def blocks(self) -> Iterator[Samples]:
        """Arrays of (channels, samples) at 16 kHz. Only what goes wrong with reading is the
        recording's fault.
        """
        total = 0
        try:
            with opened(self._path, self._said) as container:
                for block in self._resampled_blocks(container):
                    total += block.shape[1]
                    if total > self._limits.max_duration_s * SAMPLE_RATE:
                        raise _too_long(self._limits)
                    yield block
        except (av.error.FFmpegError, OSError) as error:
            raise damaged() from error
        if self._broken + (0 if self._decoded else self._broken_at_end) > self._decoded:
            raise damaged()

    def _resampled_blocks(self, container: Any) -> Iterator[Samples]:
        wanted = container.streams.audio[self.info.track]
        for stream in container.streams:
            if stream is not wanted:
                stream.discard = Discard.all
        clock = _Clock(container.format.name in CLOCKED)
        resampler = None
        shape = None
        shapes = 0
        for frame in self._decoded_frames(container, wanted):
            if (found := (frame.format.name, frame.layout.name, frame.sample_rate)) != shape:
                shapes += 1
                if shapes > MOST_SHAPES:
                    raise damaged()
                _refuse_rate(frame.sample_rate)
                yield from _resampled(resampler, None)
                # Interleaved: PyAV 18.1 reads past the end of eight separate planes.
                resampler, shape = self._resampler(frame), found
            yield from clock.missing(frame, self.info.channels)
            yield from _resampled(resampler, frame)
        yield from _resampled(resampler, None)

    def _resampler(self, frame: Any) -> Any:
        """Creates a resampler to as many channels as the file states, because some files change the
        number of channels in between.
        """
        if frame.layout.nb_channels == self.info.channels:
            return av.AudioResampler(format="s16", rate=SAMPLE_RATE)
        if self.info.channels not in USUAL_LAYOUTS:
            raise damaged()
        return av.AudioResampler(
            format="s16", layout=USUAL_LAYOUTS[self.info.channels], rate=SAMPLE_RATE
        )

    def _decoded_frames(self, container: Any, wanted: Any) -> Iterator[Any]:
        effort = _Effort()
        packets = container.demux(wanted)
        for number in count():
            if number % PACKETS_BETWEEN_CHECKS == 0:
                effort.check()
            packet = None
            try:
                if (packet := next(packets, None)) is None:
                    return
                frames = packet.decode()
            except av.error.InvalidDataError:
                self._broken_at_end += 1
                if packet is None:
                    # The file itself goes no further.
                    return
                continue
            for frame in frames:
                self._decoded += 1
                self._broken, self._broken_at_end = self._broken + self._broken_at_end, 0
                effort.sound_s += frame.samples / frame.sample_rate
                yield frame


class _Effort:
    """Gives up a recording that was made to cost time: a thousandth of its length is what one
    takes.
    """

    def __init__(self) -> None:
        self.sound_s = 0.0
        self._begun = time.process_time()

    def check(self) -> None:
        """Raises RecordingUnusable. Silence that only a clock claims earns no time."""
        if time.process_time() - self._begun > EFFORT_S + self.sound_s * EFFORT_PER_S:
            raise RecordingUnusable(
                "reading the recording takes far too long for what is in it", reason="effort"
            )


def _resampled(resampler: Any, frame: Any) -> Iterator[Samples]:
    if resampler is not None:
        for resampled in resampler.resample(frame):
            yield resampled.to_ndarray().reshape(resampled.samples, -1).T


@dataclass(slots=True)
class _Clock:
    """Puts silence where a file's times jump ahead of its sound."""

    trusted: bool
    began_s: float | None = None
    transcribed_s: float = 0.0

    def missing(self, frame: Any, channels: int) -> Iterator[Samples]:
        if self.trusted and frame.time is not None:
            if self.began_s is None:
                self.began_s = float(frame.time)
            gap_s = frame.time - self.began_s - self.transcribed_s
            if gap_s > CLOCK_GAP_S:
                self.transcribed_s += gap_s
                length = round(gap_s * SAMPLE_RATE)
                for start in range(0, length, BLOCK):
                    yield np.zeros((channels, min(BLOCK, length - start)), np.int16)
        self.transcribed_s += frame.samples / frame.sample_rate


def mixed(blocks: Iterable[Samples], channels: int) -> Iterator[Samples]:
    """Mixes more channels than `channels` into one; a voice on only one of them stays
    loud enough.
    """
    for block in blocks:
        if block.shape[0] <= channels:
            yield block
        else:
            mixed = block.sum(axis=0, dtype=np.float32, keepdims=True) / np.sqrt(block.shape[0])
            yield np.clip(mixed, -32768, 32767).astype(np.int16)


def _blocks_of_one_second(blocks: Iterable[Samples]) -> Iterator[Samples]:
    """Blocks of one second; only the last is shorter."""
    held: list[Samples] = []
    length = 0
    for block in blocks:
        held.append(block)
        length += block.shape[1]
        if length >= BLOCK:
            joined = np.concatenate(held, axis=1)
            whole = length - length % BLOCK
            for start in range(0, whole, BLOCK):
                yield joined[:, start : start + BLOCK]
            held, length = [joined[:, whole:].copy()], length - whole
    if length:
        yield np.concatenate(held, axis=1)


@dataclass(slots=True)
class _Likeness:
    """Whether the second channel is the first one again, at another gain, upside down or with a
    little noise.
    """

    left: float = 0.0
    right: float = 0.0
    both: float = 0.0

    def take(self, block: Samples) -> None:
        if block.shape[0] == 2 and block.any():
            left, right = block.astype(np.float32)
            self.left += float(left @ left)
            self.right += float(right @ right)
            self.both += float(left @ right)

    @property
    def same(self) -> bool:
        quieter, louder = sorted((self.left, self.right))
        return quieter > FAINT * louder and self.both**2 > (1 - REMAINDER) * self.left * self.right

    @property
    def louder(self) -> int:
        return int(self.right > self.left)


class _SpeechGate:
    """Tells speech from silence, `AHEAD_S` behind what it is given."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Samples, Flags]] = deque()
        # One array of levels per second: those behind, then those of the waiting frames.
        self._behind: deque[Levels] = deque(maxlen=BEHIND_S)
        self._ahead: deque[Levels] = deque()

    def take(self, samples: Samples, covered: Flags) -> Iterator[Sound]:
        """Frames that are `covered` by the other channel's voice are no speech of this one."""
        if missing := -len(samples) % FRAME:
            samples = np.pad(samples, (0, missing))
        frames = samples.reshape(-1, FRAME)
        self._waiting.append((frames, covered))
        # Each frame's level in dB of full scale, without an offset.
        levels: Levels = np.full(len(frames), SILENT_DB, np.float32)
        if frames.any():
            deviation = frames.astype(np.float32).std(axis=1)
            levels = np.asarray(
                20 * np.log10(np.maximum(deviation, LEAST_DEVIATION) / 32768), np.float32
            )
        self._ahead.append(levels)
        if len(self._waiting) > AHEAD_S:
            yield self._next_sound()

    def finish(self) -> Iterator[Sound]:
        while self._waiting:
            yield self._next_sound()

    def _next_sound(self) -> Sound:
        (frames, covered), own = self._waiting.popleft(), self._ahead.popleft()
        if own.max() < QUIETEST_DB:
            # Whatever stands around it; hours of silence are to cost next to nothing.
            self._behind.append(own)
            return Sound(frames, own, np.zeros(len(own), np.bool_))
        around = np.concatenate([*self._behind, own, *self._ahead])
        start = sum(map(len, self._behind))
        background = float(np.percentile(around, BACKGROUND_PERCENTILE))
        loud = around >= min(max(background + ABOVE_BACKGROUND_DB, QUIETEST_DB), LOUDEST_DB)
        near = np.pad(loud, SMOOTHED)[start : start + len(own) + 2 * SMOOTHED]
        counts = np.convolve(near, np.ones(2 * SMOOTHED + 1, np.int64), "valid")
        self._behind.append(own)
        # Muted only now, because the background is measured with it: a transcriber would read the
        # bleed in the pauses.
        frames = frames * ~covered[:, None]
        speech = loud[start : start + len(own)] & (counts >= CLICK_FRAMES) & ~covered
        return Sound(frames, own, speech)


class _Track:
    """Passes the sound of one channel, without its long silences, to the writer."""

    def __init__(self, number: int, folder: Path, limits: PartLimits) -> None:
        self.writer = PartWriter(number, folder, limits)
        self._gate = _SpeechGate()
        self._at = 0
        # Frames that were left out because they have only the other channel's voice.
        self.covered = 0
        # Silence that is written if words follow soon. It is `joined` when words came right before
        # it.
        self._held = Sound(
            np.empty((0, FRAME), np.int16), np.empty(0, np.float32), np.empty(0, np.bool_)
        )
        self._joined = False

    def take(self, samples: Samples, covered: Flags) -> None:
        self.covered += int(np.count_nonzero(covered))
        for sound in self._gate.take(samples, covered):
            self._sort(sound)

    def finish(self, duration_s: float) -> None:
        for sound in self._gate.finish():
            self._sort(sound)
        self._fall_silent()
        self.writer.finish(duration_s)

    def _sort(self, sound: Sound) -> None:
        for start, end in sound.runs():
            run = sound[start:end]
            self._at += len(run)
            if run.speech[0]:
                self.writer.write(self._held + run, self._at - len(self._held) - len(run))
                self._held, self._joined = run[:0], True
            else:
                self._held += run
                if not self._joined or len(self._held) > LONGEST_PAUSE:
                    self._fall_silent()

    def _fall_silent(self) -> None:
        if self._joined:
            self.writer.write(self._held[:PAD], self._at - len(self._held))
        self._held, self._joined = self._held[max(0, len(self._held) - PAD) :], False


def _refuse_rate(rate: int) -> None:
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise RecordingUnusable(
            f"the recording says it has {rate} samples a second", reason="sample_rate"
        )


def _too_long(limits: PartLimits) -> RecordingUnusable:
    return RecordingUnusable(
        f"the recording is longer than {limits.max_duration_s / 3600:g} hours", reason="too_long"
    )
