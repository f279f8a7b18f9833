"""What an analyst finds in a call. Fields are None when the call does not say; nothing is guessed.

These dataclasses are also the schema hosted models must answer in, so field docs are in prompts.
"""

from dataclasses import dataclass
from enum import StrEnum


class InsightKind(StrEnum):
    SUMMARY = "summary"
    CALLBACK = "callback"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Summary:
    title: str
    text: str
    key_points: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallbackDetection:
    """Whether somebody must call this person back. `needed` null: it cannot be told from what was said.

    `phrase` is verbatim from turn number `turn` (0-based, in `Transcript.turns`); `requested_time`
    is the verbatim part of it that says when. Code, never the model, turns it into an instant.
    """

    needed: bool | None
    reason: str
    phrase: str | None
    turn: int | None
    requested_time: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Lead:
    """The caller as a prospective customer. `phone` is E.164 where it could be parsed."""

    name: str | None
    phone: str | None
    email: str | None
    company: str | None
    service: str | None
    city: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    markdown: str


Insight = Summary | CallbackDetection | Lead
