"""A recording's parts, each of which is transcribed in its own request, and their place in the
call.

All times are seconds. All classes are plain data: they pickle, and convert to JSON and back.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

# Uncompressed bytes of one second of a part's 16 kHz mono sound. FLAC is at most slightly larger.
BYTES_PER_SECOND = 32_000
OVERHEAD_BYTES = 20_000


@dataclass(frozen=True, slots=True)
class PartLimits:
    """The largest size of a part, and the longest recording that is processed.

    The defaults are below the limits of hosted transcribers: 25 MB and 1400 s.
    """

    max_seconds: float = 600.0
    max_bytes: int = 24_000_000
    max_duration_s: float = 4 * 3600.0

    def __post_init__(self) -> None:
        if self.seconds < 1:
            raise ValueError("a part must be allowed at least one second, and the bytes of one")

    @property
    def seconds(self) -> float:
        """Returns the length that respects both limits, however badly the sound compresses."""
        return min(self.max_seconds, (self.max_bytes - OVERHEAD_BYTES) / (BYTES_PER_SECOND * 1.01))


@dataclass(frozen=True, slots=True)
class Span:
    """Sound that is at `part_start_s` in the part and at `call_start_s` in the call."""

    part_start_s: float
    call_start_s: float
    duration_s: float


@dataclass(frozen=True, slots=True)
class Stretch:
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Part:
    """One file of one channel. `channel` and `position` count from 0 and name it.

    `file` is a name inside the folder of the cut recording, `digest` the SHA-256 of its samples in
    hex. `spans` are in order, without gaps in the part. `speech` says where in the part (not in the
    call) there is speech, judged by loudness; `voice` is the detector's certainty of a voice, a
    digit for each tenth of a second (0 to 9), None where there is no detector.
    """

    channel: int
    position: int
    file: str
    size_bytes: int
    digest: str
    spans: tuple[Span, ...]
    speech: tuple[Stretch, ...]
    voice: str | None = None

    @property
    def duration_s(self) -> float:
        return self.spans[-1].part_start_s + self.spans[-1].duration_s

    @property
    def call_start_s(self) -> float:
        return self.spans[0].call_start_s

    def call_time(self, part_s: float) -> float:
        """Converts a time in the part to a time in the call. A time outside of the part is moved to
        the nearest end.
        """
        at = max(bisect_right(self.spans, part_s, key=lambda span: span.part_start_s) - 1, 0)
        span = self.spans[at]
        return span.call_start_s + min(max(part_s - span.part_start_s, 0.0), span.duration_s)

    @property
    def call_end_s(self) -> float:
        return self.spans[-1].call_start_s + self.spans[-1].duration_s


@dataclass(frozen=True, slots=True)
class Plan:
    """The result of cutting a recording. A recording without speech has no parts.

    `channels` are those of the file, `treated_as` is 1 or 2. `silence_s` is the omitted time of
    each treated channel. Parts are in the order of the call. `cut_off` says that the file ends
    before it should. `not_separate` says that both voices were on both channels, which
    were mixed into one; `bleed_s` is how long each channel had only the other one's voice.
    """

    duration_s: float
    channels: int
    treated_as: int
    mono_as_stereo: bool
    silence_s: tuple[float, ...]
    parts: tuple[Part, ...]
    cut_off: bool = False
    not_separate: bool = False
    bleed_s: tuple[float, ...] = ()

    @property
    def transcribed_s(self) -> float:
        """Returns the seconds of sound that are transcribed, over all channels."""
        return sum(part.duration_s for part in self.parts)

    @property
    def channel_speech_s(self) -> tuple[float, ...]:
        """Returns the seconds of speech in the call, for each treated channel."""
        return tuple(_covered_s(self._speech(channel)) for channel in range(self.treated_as))

    @property
    def speech_s(self) -> float:
        """Returns the seconds of the call with speech on any channel. The rest of `duration_s` is
        silence.
        """
        return _covered_s(
            [one for channel in range(self.treated_as) for one in self._speech(channel)]
        )

    def _speech(self, channel: int) -> list[tuple[float, float]]:
        """Returns the speech in the call's time, limited to its end, because the last frame is
        padded.
        """
        return [
            (begin_s, min(begin_s + stretch.end_s - stretch.start_s, self.duration_s))
            for part in self.parts
            if part.channel == channel
            for stretch in part.speech
            for begin_s in (part.call_time(stretch.start_s),)
        ]

    @property
    def mixed_down(self) -> bool:
        """Returns whether more than two channels, whose speakers cannot be named, were mixed into
        one.
        """
        return self.channels > 2


def _covered_s(stretches: Iterable[tuple[float, float]]) -> float:
    total_s = ended_s = 0.0
    for start_s, end_s in sorted(stretches):
        total_s += max(0.0, end_s - max(start_s, ended_s))
        ended_s = max(ended_s, end_s)
    return total_s


@dataclass(frozen=True, slots=True)
class Peaks:
    """How loud a recording is over time: for each channel the highest amplitude of each moment, a
    byte from 0 to 255, `per_s` moments in a second.
    """

    per_s: float
    duration_s: float
    channels: tuple[bytes, ...]
