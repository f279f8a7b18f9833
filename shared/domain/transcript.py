"""A transcript: who said what, when. All times are seconds from the start of the call."""

from dataclasses import dataclass
from enum import StrEnum


class Speaker(StrEnum):
    AGENT = "agent"
    CUSTOMER = "customer"
    UNKNOWN = "unknown"


Voice = tuple[Speaker, str | None]


@dataclass(frozen=True, slots=True)
class Word:
    """`label` tells voices apart where nobody knows whose they are."""

    text: str
    start_s: float
    end_s: float
    speaker: Speaker = Speaker.UNKNOWN
    label: str | None = None

    @property
    def voice(self) -> Voice:
        return self.speaker, self.label


@dataclass(frozen=True, slots=True)
class Segment:
    """`label` as in words."""

    text: str
    start_s: float
    end_s: float
    speaker: Speaker = Speaker.UNKNOWN
    label: str | None = None

    @property
    def voice(self) -> Voice:
        return self.speaker, self.label


@dataclass(frozen=True, slots=True)
class Turn:
    """One uninterrupted stretch of one speaker; times are None where the sender gave none."""

    speaker: Speaker
    text: str
    start_s: float | None = None
    end_s: float | None = None
    label: str | None = None

    @property
    def voice(self) -> Voice:
        return self.speaker, self.label

    @property
    def who(self) -> str:
        """`agent`, `customer`, `unknown`, or `unknown A` for a voice that has only a label."""
        return f"{self.speaker} {self.label}" if self.label else str(self.speaker)


@dataclass(frozen=True, slots=True)
class Confidence:
    """What a model says of its own words between these times: their mean log probability, and the chance that nobody
    spoke.
    """

    start_s: float
    end_s: float
    logprob: float | None = None
    no_speech: float | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was left out of a transcript that is too long (`shared.domain.transcript_bounds`).

    `turns` are missing in front of the turn with number `before_turn`; words and segments, in the middle of them.
    """

    turns: int
    before_turn: int
    words: int = 0
    segments: int = 0


@dataclass(frozen=True, slots=True)
class Transcript:
    """`confidences` only where a model has just written it; they are not stored with a call's transcript."""

    turns: tuple[Turn, ...]
    language: str | None = None
    words: tuple[Word, ...] = ()
    segments: tuple[Segment, ...] = ()
    left_out: LeftOut | None = None
    confidences: tuple[Confidence, ...] = ()

    @property
    def text(self) -> str:
        """One line per turn, `speaker: words`; chunk character positions count in this text."""
        return "\n".join(f"{turn.who}: {turn.text}" for turn in self.turns)

    @property
    def spoken_by_customer(self) -> str:
        return "\n".join(turn.text for turn in self.turns if turn.speaker is not Speaker.AGENT)
