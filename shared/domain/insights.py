"""The analyst's results about a call. Fields are None when the call does not say; nothing is
guessed.

These dataclasses are also the schema in which hosted models must answer: their docstrings are sent,
and their fields are described in the prompts.
"""

import re
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Literal


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
class TimeQuote:
    """Words that say when, verbatim from turn number `turn` (0-based)."""

    words: str
    turn: int


@dataclass(frozen=True, slots=True)
class OptOut:
    """The caller's wish for no more calls at all, verbatim from turn number `turn` (0-based)."""

    words: str
    turn: int


@dataclass(frozen=True, slots=True)
class CallbackDetection:
    """Whether the caller must be called back. `needed` is null when that is not certain.

    `phrase` is verbatim from turn number `turn` (0-based, in `Transcript.turns`); `requested_time`
    says when, for people. `time_quotes` are the words that say when, in the order in which they
    were said. Code, never the model, turns them into an instant. `unproved` names the fields whose
    words were not found in the transcript; without a `turn` even the phrase is one of them.
    `opt_out` is stored only with words that the caller said.
    """

    needed: bool | None
    reason: str
    phrase: str | None
    turn: int | None
    requested_time: str | None
    confidence: float
    time_quotes: tuple[TimeQuote, ...] = ()
    unproved: tuple[Literal["phrase", "requested_time"], ...] = ()
    opt_out: OptOut | None = None


def with_opt_out(detection: CallbackDetection, opt_out: OptOut | None) -> CallbackDetection:
    """Returns the detection with a wish for no more calls, unless the caller asked for a call
    afterwards: the last word counts.
    """
    asked_later = (
        opt_out is not None
        and detection.needed
        and detection.turn is not None
        and detection.turn > opt_out.turn
    )
    return replace(detection, opt_out=None if asked_later else opt_out)


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
    """What a sender knows of the caller besides the words of the call: from its forms, its
    variables, its own analysis.
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
    """A lead whose fields named in `unverified` could not be compared with anything that was said.
    A person should ask before relying on them.
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
    """Fills in fields that the caller did not state from the sender's data. A phone that is only
    the caller's own line counts as not stated.
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


_SENTENCE = re.compile(r".{15,240}?[.!?\u061f\u3002\u0964](?=\s|$)", re.DOTALL)
LONGEST_SENTENCE = 240


def first_sentence(text: str) -> str:
    """Returns the first sentence of a summary, or its beginning up to LONGEST_SENTENCE."""
    begin = text[: LONGEST_SENTENCE + 1].strip()
    if found := _SENTENCE.match(begin):
        return found[0]
    return begin if len(begin) <= LONGEST_SENTENCE else f"{begin[: LONGEST_SENTENCE - 1]}…"
