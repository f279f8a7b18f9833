"""Measures how much of the detected speech has no words in the transcript.

Detectors and models leave speech out without a word: on poor lines, in other languages, over music.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from shared.domain.audio import Part
from shared.domain.transcript import Segment, Word

# All times here are counted in tenths of a second, as `Part.voice` is.
# A voice from this digit on; below it are music and noise.
LEAST_VOICE = "2"
# Recognisers place words this far from where they were said.
NEARBY = 4
# Shorter than that are breaths and fillers, which models do not write.
SHORTEST = 5
MISSED = re.compile(rb"\x01{%d,}" % SHORTEST)
# More of a channel's speech without words is worth a warning, from a second on.
WORST_SHARE, LEAST_S = 0.2, 1.0


@dataclass(frozen=True, slots=True)
class Dropped:
    """Counts for one channel how much of `speech_s` has no words (`dropped_s`), and how many
    `words` were removed.
    """

    speech_s: float = 0.0
    dropped_s: float = 0.0
    words: int = 0

    def __add__(self, other: "Dropped") -> "Dropped":
        return Dropped(
            self.speech_s + other.speech_s,
            self.dropped_s + other.dropped_s,
            self.words + other.words,
        )

    @property
    def is_too_much(self) -> bool:
        return self.dropped_s >= max(LEAST_S, WORST_SHARE * self.speech_s)


def dropped_of(part: Part, spoken: Iterable[Word | Segment], *, words: int) -> Dropped:
    """Measures the part's speech without words. `spoken` is what remained of the part's transcript,
    in the part's time.
    """
    # A one for each tenth of a second that is loud and, where there is a detector, contains a
    # voice.
    voiced = bytearray(int(part.duration_s * 10) + 1)
    for stretch in part.speech:
        first, last = int(stretch.start_s * 10), min(len(voiced), int(stretch.end_s * 10 + 0.999))
        voiced[first:last] = b"\x01" * max(0, last - first)
    if part.voice is not None:
        for at, digit in enumerate(part.voice[: len(voiced)]):
            if digit < LEAST_VOICE:
                voiced[at] = 0
    speech = voiced.count(1)
    for one in spoken:
        first = max(0, int(one.start_s * 10) - NEARBY)
        last = min(len(voiced), int(one.end_s * 10) + 1 + NEARBY)
        voiced[first:last] = bytes(max(0, last - first))
    dropped = sum(len(run) for run in MISSED.findall(voiced))
    return Dropped(speech / 10, dropped / 10, words)


def by_channel(channels: int, each: Iterable[tuple[int, Dropped]]) -> tuple[Dropped, ...]:
    """Adds up the parts of each channel; `each` has the number of its channel."""
    found = [Dropped() for _ in range(channels)]
    for channel, dropped in each:
        found[channel] += dropped
    return tuple(found)


def added(recordings: Iterable[Sequence[Dropped]]) -> tuple[Dropped, ...]:
    """Adds several recordings of a call, channel by channel."""
    return tuple(sum(each, Dropped()) for each in zip_longest(*recordings, fillvalue=Dropped()))
