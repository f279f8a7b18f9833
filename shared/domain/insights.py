"""What an analyst finds in a call. Fields are None when the call does not say; nothing is guessed.

These dataclasses are also the schema hosted models must answer in, so field docs are in prompts.
"""

from dataclasses import dataclass, fields
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
    """Whether somebody must call this person back. `needed` null: not certain from what was said.

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
class TimeQuote:
    """Verbatim words of turn number `turn` that say when."""

    words: str
    turn: int


@dataclass(frozen=True, slots=True)
class TimedCallback(CallbackDetection):
    """A callback whose time was said in several places, in order: "Thursday." and "At three."."""

    times: tuple[TimeQuote, ...] = ()


def time_quotes(detection: CallbackDetection) -> tuple[TimeQuote, ...]:
    """Returns all words that say when, in the order in which they were said."""
    if isinstance(detection, TimedCallback) and detection.times:
        return detection.times
    if detection.requested_time is None or detection.turn is None:
        return ()
    return (TimeQuote(detection.requested_time, detection.turn),)


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
class Contact:
    """What a sender knows of the caller without listening: from its forms, its variables, its own
    analysis.
    """

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    company: str | None = None
    service: str | None = None
    city: str | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))


@dataclass(frozen=True, slots=True)
class CheckedLead(Lead):
    """A lead whose fields named in `unverified` could be held against nothing that was said: a
    person should ask before relying on them.
    """

    unverified: tuple[str, ...] = ()


def checked(lead: Lead, unverified: tuple[str, ...]) -> Lead:
    """Returns the lead itself where everything could be verified."""
    known = {each.name: getattr(lead, each.name) for each in fields(Lead)}
    return CheckedLead(**known, unverified=unverified) if unverified else lead


def unverified_of(lead: Lead | None) -> tuple[str, ...]:
    return lead.unverified if isinstance(lead, CheckedLead) else ()


@dataclass(frozen=True, slots=True)
class FilledLead(CheckedLead):
    """A lead whose fields named in `from_sender` were not found in the transcript: the sender gave
    them.
    """

    from_sender: tuple[str, ...] = ()


def filled(lead: Lead, contact: Contact, *, caller_id: str | None = None) -> Lead:
    """What the caller said stands; the sender fills in the rest. A phone that is only the number
    the caller called from was not said.
    """
    given = {each.name: getattr(contact, each.name) for each in fields(contact)}
    known = {each.name: getattr(lead, each.name) for each in fields(Lead)}
    said = {**known, "phone": known["phone"] if known["phone"] != caller_id else None}
    taken = {
        name: value
        for name, value in given.items()
        if value and not said[name] and value != known[name]
    }
    if not taken:
        return lead
    return FilledLead(
        **{**known, **taken},
        unverified=tuple(name for name in unverified_of(lead) if name not in taken),
        from_sender=tuple(taken),
    )


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    markdown: str


Insight = Summary | CallbackDetection | Lead
