"""A transcript: who said what, when. All times are seconds from the start of the call."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field


class Speaker(StrEnum):
    AGENT = "agent"
    CUSTOMER = "customer"
    UNKNOWN = "unknown"


Voice = tuple[Speaker, str | None]

# The API shows these classes as they are, so their fields say here what they are.
_START, _END = (
    "When it begins, in seconds from the start of the call",
    "When it ends, in seconds from the start of the call",
)
StartS = Annotated[float, Field(description=f"{_START}.")]
EndS = Annotated[float, Field(description=f"{_END}.")]
MaybeStartS = Annotated[float | None, Field(description=f"{_START}; null if unknown.")]
MaybeEndS = Annotated[float | None, Field(description=f"{_END}; null if unknown.")]
Said = Annotated[str, Field(description="What is said.")]
Who = Annotated[Speaker, Field(description="Who speaks.")]
Label = Annotated[
    str | None,
    Field(
        description="Distinguishes voices, such as `1A` and `1B`, while their speaker is unknown."
    ),
]


@dataclass(frozen=True, slots=True)
class Word:
    """A spoken word."""

    text: Annotated[str, Field(description="The word.")]
    start_s: StartS
    end_s: EndS
    speaker: Who = Speaker.UNKNOWN
    label: Label = None

    @property
    def voice(self) -> Voice:
        return self.speaker, self.label


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of about a sentence."""

    text: Said
    start_s: StartS
    end_s: EndS
    speaker: Who = Speaker.UNKNOWN
    label: Label = None

    @property
    def voice(self) -> Voice:
        return self.speaker, self.label


@dataclass(frozen=True, slots=True)
class Turn:
    """One uninterrupted stretch of one speaker; times are None where the sender gave none."""

    speaker: Who
    text: Said
    start_s: MaybeStartS = None
    end_s: MaybeEndS = None
    label: Label = None

    @property
    def voice(self) -> Voice:
        return self.speaker, self.label

    @property
    def who(self) -> str:
        """Returns `agent`, `customer`, `unknown`, or `unknown A` for a voice that has
        only a label.
        """
        return f"{self.speaker} {self.label}" if self.label else str(self.speaker)


@dataclass(frozen=True, slots=True)
class Confidence:
    """What a model says of its own words between these times: their mean log probability, and the
    chance that no speech.
    """

    start_s: float
    end_s: float
    logprob: float | None = None
    no_speech: float | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was left out of a transcript that is too long (`shared.domain.transcript_bounds`).

    `turns` are missing in front of the turn with number `before_turn`; words and segments, in the
    middle of them.
    """

    turns: Annotated[int, Field(description="How many turns are missing.")]
    before_turn: Annotated[
        int, Field(description="The turn in front of which they are missing; the first is 0.")
    ]
    words: Annotated[int, Field(description="How many words with times are missing.")] = 0
    segments: Annotated[int, Field(description="How many segments are missing.")] = 0


@dataclass(frozen=True, slots=True)
class Transcript:
    """`confidences` only where a model has just written it; they are not stored with a call's
    transcript.
    """

    turns: tuple[Turn, ...]
    language: str | None = None
    words: tuple[Word, ...] = ()
    segments: tuple[Segment, ...] = ()
    left_out: LeftOut | None = None
    confidences: tuple[Confidence, ...] = ()

    @property
    def text(self) -> str:
        """Returns one line per turn, `speaker: words`; chunk character positions count in this
        text.
        """
        return "\n".join(f"{turn.who}: {turn.text}" for turn in self.turns)

    @property
    def spoken_by_customer(self) -> str:
        return "\n".join(turn.text for turn in self.turns if turn.speaker is not Speaker.AGENT)
