"""An answer, and the events in which it is given.

Every part of an answer that holds words of a call names that call, so that it goes with it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from shared.domain.ids import CallId


class Note(StrEnum):
    """What has to be said of an answer besides its parts."""

    # No passage has a word of the question; what is shown means something near at most.
    NO_SHARED_WORD = "no_shared_word"
    # There is nothing in scope, or nothing that fits.
    NOTHING_FOUND = "nothing_found"
    # The model said nothing that its quotes prove.
    NOTHING_PROVED = "nothing_proved"
    # The model says that the calls do not answer the question.
    NOT_ANSWERED = "not_answered"
    # Without a hosted model nothing is written.
    NO_MODEL = "no_model"
    # The same, where the stored summaries are listed instead.
    STORED_SUMMARIES = "stored_summaries"
    # No caller has this name or number.
    UNKNOWN_CALLER = "unknown_caller"
    # A part of the question was not understood; a number without it would be a wrong one.
    NOT_COUNTED = "not_counted"


class LeftOutReason(StrEnum):
    """Why calls in scope were not read."""

    NO_TRANSCRIPT = "no_transcript"
    NOT_PROCESSED = "not_processed"
    NO_SUMMARY = "no_summary"
    # The model reads the calls that come closest.
    NOT_CLOSEST = "not_closest"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Over how many calls an answer speaks. `left_out` counts calls by why they were not read."""

    in_scope: int
    read: int
    without_transcript: int
    left_out: dict[LeftOutReason, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a call. Seconds count from the start of the call; `version` is that of the
    transcript.
    """

    call_id: CallId
    source: Literal["transcript", "summary"]
    quote: str
    title: str | None
    happened_at: datetime
    turn: int | None = None
    speaker: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    version: int | None = None


PartKind = Literal["sentence", "passage", "item", "group", "fact"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an answer: a sentence with its citations, a passage, an entry of a list, a group of
    the most frequent ones, or a fact of code, such as a count.
    """

    kind: PartKind
    text: str
    citations: tuple[Citation, ...] = ()
    calls: tuple[CallId, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def call_ids(self) -> tuple[CallId, ...]:
        return tuple(dict.fromkeys((*self.calls, *(each.call_id for each in self.citations))))


@dataclass(frozen=True, slots=True)
class Spent:
    """What a question cost at vendors."""

    model: str | None = None
    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_microusd: int | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of an answer: what is known once all of it was given."""

    coverage: Coverage
    note: Note | None = None
    dropped: dict[str, int] = field(default_factory=dict)
    written: bool = False
    spent: Spent = Spent()
