"""Finds where a channel carries only the other channel's voice: bleed in a telephone system, or the
echo from a loudspeaker.

Bleed is a filtered copy: the same waveform, fainter, up to half a second later. Levels alone do not
prove it, because a quiet person may answer a loud one at the same moment. So the delay is searched
by correlation, a filter from the louder channel to the fainter is estimated, and a frame is covered
by the other voice when that filter explains most of it. Both voices stay where both speak.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shared.audio.decode import Samples
from shared.audio.write import FRAME, FRAMES_PER_S, SAMPLE_RATE, Flags

Floats = npt.NDArray[np.float32]
Spectra = npt.NDArray[np.complex64]

# Blocks of a second that are read before one is judged, so that a call's first words have evidence.
AHEAD = 5
# The delay is searched at half the rate, in a circle that holds a block and what came before it.
LONGEST_DELAY, EARLIEST = SAMPLE_RATE // 4, SAMPLE_RATE // 100
CIRCLE = 16_384
# The correlation at the delay, against its root mean square over all delays. Measured: unrelated
# speech reaches 15, bleed at -30 dB 50 and more after a few seconds.
PROOF = 18.0
# Evidence fades: what was found half a minute ago counts half.
FADING = 0.5 ** (1 / 30)

WINDOW = 1024
SHAPE = np.hanning(WINDOW + 1)[:WINDOW].astype(np.float32)
# The filter's answer before and after the delay, in samples.
BEFORE, AFTER = SAMPLE_RATE // 125, SAMPLE_RATE // 40
# Gaps between copied frames are closed up to twice this many.
CLOSED = 4
# Shares are taken over this many frames on both sides: single frames are too short to judge.
NEARBY = 4
# So much of what is there may remain unexplained: codecs and noise change a copy.
UNEXPLAINED = 0.5
# Bleed is at least this much fainter than its source, as a ratio of powers (-6 dB). A channel whose
# copy is louder than `CLOSE` (-8 dB) is not apart from the other.
FAINTER, CLOSE = 0.25, 0.16
# Powers of a window below which nothing is searched: -66 dB and -50 dB of full scale.
AUDIBLE, SPEAKING = (float(np.sum(SHAPE**2) * (32768 * 10 ** (db / 20)) ** 2) for db in (-66, -50))


@dataclass(frozen=True, slots=True)
class Separated:
    """A second of two channels; `covered` has a flag for each frame of each channel."""

    block: Samples
    covered: Flags


class Crosstalk:
    """Passes blocks of one second on, `AHEAD` seconds later, with what is bleed in them.

    Memory holds a few seconds, and each second costs the same.
    """

    def __init__(self) -> None:
        silence = np.zeros((2, SAMPLE_RATE), np.int16)
        # The block before the one that is judged next, that one, and those after it.
        self._held: deque[Samples] = deque([silence])
        self._lengths: deque[int] = deque()
        self._couplings = (_Coupling(0, 1), _Coupling(1, 0))

    def take(self, block: Samples) -> Iterator[Separated]:
        """Blocks have `SAMPLE_RATE` samples, but for the last. A single channel passes as it is."""
        if block.shape[0] == 1:
            yield Separated(block, np.zeros((1, -(-block.shape[1] // FRAME)), np.bool_))
            return
        self._lengths.append(block.shape[1])
        self._held.append(np.pad(block, ((0, 0), (0, SAMPLE_RATE - block.shape[1]))))
        if len(self._held) > 2:
            self._learn(len(self._held) - 2)
        if len(self._lengths) > AHEAD:
            yield self._judge_next()

    def finish(self) -> Iterator[Separated]:
        if self._lengths:
            self._held.append(np.zeros((2, SAMPLE_RATE), np.int16))
            self._learn(len(self._held) - 2)
        while self._lengths:
            yield self._judge_next()

    @property
    def is_close(self) -> bool:
        """Returns whether one channel contains most of what is said on the other, nearly
        as loud.
        """
        return any(coupling.is_close for coupling in self._couplings)

    def _learn(self, at: int) -> None:
        around = self._with_neighbours(at)
        for coupling in self._couplings:
            if coupling.finds_delay(around):
                for earlier in range(1, at):
                    coupling.add(self._with_neighbours(earlier))
            if coupling.is_proven:
                coupling.add(around)

    def _with_neighbours(self, at: int) -> Floats:
        """Returns a held block with the blocks before and after it."""
        return np.concatenate([self._held[at + each] for each in (-1, 0, 1)], axis=1).astype(
            np.float32
        )

    def _judge_next(self) -> Separated:
        length = self._lengths.popleft()
        if len(self._held) == 2:
            self._held.append(np.zeros((2, SAMPLE_RATE), np.int16))
        block = self._held[1][:, :length]
        covered = np.zeros((2, -(-length // FRAME)), np.bool_)
        around: Floats | None = None
        for coupling in self._couplings:
            if coupling.is_proven:
                around = self._with_neighbours(1) if around is None else around
                covered[coupling.near] = coupling.covers(around)[: covered.shape[1]]
        self._held.popleft()
        return Separated(block, covered)


class _Coupling:
    """How the voice of channel `far` gets into channel `near`."""

    def __init__(self, far: int, near: int) -> None:
        self.far, self.near = far, near
        self.is_proven = False
        self._delay = 0
        self._correlation = np.zeros(CIRCLE // 2 + 1, np.complex64)
        # Seconds of the far voice, and those of which there is a copy that is nearly as loud.
        self._speaking_s = self._close_s = 0.0
        self._forget_measured()

    def _forget_measured(self) -> None:
        self._cross = np.zeros(WINDOW // 2 + 1, np.complex128)
        self._power = np.zeros(WINDOW // 2 + 1, np.float64)

    @property
    def is_close(self) -> bool:
        return self._close_s > self._speaking_s / 2

    def finds_delay(self, around: Floats) -> bool:
        """Searches the middle one of three blocks. Returns True where the delay is new: then all
        blocks have to be added for it.
        """
        near, far = _powers(around[self.near]), _powers(around[self.far])
        middle = slice(FRAMES_PER_S, 2 * FRAMES_PER_S)
        before = 2 * LONGEST_DELAY // FRAME
        loudest = np.lib.stride_tricks.sliding_window_view(far, before + 1).max(axis=1)[
            FRAMES_PER_S - before : 2 * FRAMES_PER_S - before
        ]
        near, far = near[middle], far[middle]
        self._speaking_s += np.count_nonzero((far > SPEAKING) & (near <= far)) / FRAMES_PER_S
        usable = (loudest > SPEAKING) & (near > AUDIBLE) & (near <= loudest)
        if not usable.any():
            return False
        self._correlate(around, usable, near)
        found = self._found_delay()
        self.is_proven = found is not None
        if found is None or (self._power.any() and abs(found - self._delay) <= BEFORE // 2):
            return False
        self._delay = found
        self._forget_measured()
        return True

    def _correlate(self, around: Floats, usable: Flags, near: Floats) -> None:
        """Adds the middle block to the correlation. Each frame counts alike, however loud, because
        loud words after the bleed would hide it.
        """
        gains = np.where(usable, 1 / np.sqrt(np.maximum(near, AUDIBLE)), 0)
        start = SAMPLE_RATE
        own = _halved(around[self.near, start : 2 * start] * np.repeat(gains, FRAME))
        other = _halved(around[self.far, start - 2 * LONGEST_DELAY : 2 * start])
        spectrum = np.conj(np.fft.rfft(other, CIRCLE)) * np.fft.rfft(own, CIRCLE)
        strength = np.abs(spectrum)
        spectrum /= strength + strength.mean() * 0.1 + 1e-12
        self._correlation *= FADING
        self._correlation += spectrum.astype(np.complex64)

    def _found_delay(self) -> int | None:
        """Returns the delay in samples; None where no delay stands out."""
        circle = np.abs(np.fft.irfft(self._correlation, CIRCLE))
        # `other` begins LONGEST_DELAY earlier than `own`.
        delays = np.arange(-EARLIEST, LONGEST_DELAY)
        heights = circle[(delays - LONGEST_DELAY) % CIRCLE]
        best = int(np.argmax(heights))
        if heights[best] < PROOF * np.sqrt(np.mean(circle**2)):
            return None
        return int(delays[best]) * 2

    def add(self, around: Floats) -> None:
        """Adds the middle one of three blocks to the filter."""
        own, other = self._spectra(around, FRAMES_PER_S, 2 * FRAMES_PER_S)
        near, far = _sums(own), _sums(other)
        usable = (far > SPEAKING) & (near > AUDIBLE) & (near <= far)
        if not usable.any():
            return
        # A frame in which the near voice is loud says little about the bleed under it.
        weights = np.where(usable, 1 / np.maximum(near, AUDIBLE), 0)[:, None]
        self._cross = self._cross * FADING + (weights * np.conj(other) * own).sum(axis=0)
        self._power = self._power * FADING + (weights * np.abs(other) ** 2).sum(axis=0)
        gain = (np.abs(self._bleed_filter()) ** 2 * self._power).sum() / self._power.sum()
        if gain >= CLOSE:
            self._close_s += np.count_nonzero(usable) / FRAMES_PER_S

    def _spectra(self, around: Floats, first: int, last: int) -> tuple[Spectra, Spectra]:
        """Returns the spectra of the frames' windows in the near channel, and in the far channel a
        delay earlier.
        """
        starts = np.arange(first, last) * FRAME + FRAME // 2 - WINDOW // 2

        def spectra(channel: Floats, starts: npt.NDArray[np.int64]) -> Spectra:
            windows = np.lib.stride_tricks.sliding_window_view(channel, WINDOW)[starts]
            return np.asarray(np.fft.rfft(windows * SHAPE, axis=1), np.complex64)

        return spectra(around[self.near], starts), spectra(around[self.far], starts - self._delay)

    def _bleed_filter(self) -> Spectra:
        """Returns the filter from the far to the near channel. It is cut to the length of bleed, so
        that it does not fit unrelated sound by chance.
        """
        floor = self._power.mean() * 1e-6 + 1e-12
        answer = np.fft.irfft(self._cross / (self._power + floor), WINDOW)
        answer[AFTER : WINDOW - BEFORE] = 0
        return np.asarray(np.fft.rfft(answer), np.complex64)

    def covers(self, around: Floats) -> Flags:
        """Returns which frames of the middle one of three blocks contain only the far voice."""
        margin = NEARBY + 2 * CLOSED
        own, other = self._spectra(around, FRAMES_PER_S - margin, 2 * FRAMES_PER_S + margin)
        explained = other * self._bleed_filter()
        kernel = np.ones(2 * NEARBY + 1)
        near, far, rest = (
            np.convolve(_sums(spectra), kernel, "valid")
            for spectra in (own, other, own - explained)
        )
        faint = (near > AUDIBLE) & (near <= far * FAINTER)
        copied = faint & (rest <= near * UNEXPLAINED)
        # A frame that was lost on one side is a short gap.
        reach = np.ones(2 * CLOSED + 1, np.int64)
        wide = np.convolve(copied, reach, "valid") > 0
        closed = np.convolve(wide, reach, "valid") == len(reach)
        inner = slice(2 * CLOSED, 2 * CLOSED + FRAMES_PER_S)
        return np.asarray(copied[inner] | (closed & faint[inner]), np.bool_)


def _powers(channel: Floats) -> Floats:
    """Returns the power of each frame, scaled to that of a window of the same sound."""
    scale = float(np.sum(SHAPE**2)) / FRAME
    return np.asarray((channel.reshape(-1, FRAME) ** 2).sum(axis=1) * scale, np.float32)


def _sums(spectra: Spectra) -> npt.NDArray[np.float64]:
    """Returns the power of each window, scaled to that of its samples."""
    return np.asarray((np.abs(spectra) ** 2).sum(axis=1) * (2 / WINDOW), np.float64)


def _halved(samples: Floats) -> Floats:
    return np.asarray(samples.reshape(-1, 2).sum(axis=1), np.float32)
