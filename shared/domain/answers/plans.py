"""What a question asks for, and over which calls: the plan that code follows, not a model."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from shared.domain.callbacks import CallbackState
from shared.domain.statuses import CallOutcome, CallStatus
from shared.domain.transcript import Speaker


class Kind(StrEnum):
    """The way to an answer."""

    # Something that was said somewhere: hybrid search.
    NEEDLE = "needle"
    # How many: counted in the database, never estimated from a few passages.
    COUNT = "count"
    # Which: all of them, from the database.
    LIST = "list"
    # The most frequent ones.
    TOP = "top"
    # What several calls are about: their stored summaries.
    SUMMARY = "summary"
    # What happened with one caller.
    TIMELINE = "timeline"
    # How long calls are: on average, or all of them together.
    LENGTH = "length"


class Subject(StrEnum):
    """What is counted or listed."""

    CALLS = "calls"
    # Distinct numbers; calls without a number count one each.
    CALLERS = "callers"
    CALLBACKS = "callbacks"
    LEADS = "leads"


class Grouping(StrEnum):
    """What the most frequent ones are grouped by."""

    CALLER = "caller"
    AGENT = "agent"
    OUTCOME = "outcome"
    LANGUAGE = "language"
    CITY = "city"
    SERVICE = "service"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Order(StrEnum):
    """Which calls of a list come first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    LONGEST = "longest"
    SHORTEST = "shortest"


class Measure(StrEnum):
    """Which figure of the lengths of calls is asked for."""

    AVERAGE = "average"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Length:
    """How long calls must be, such as `>= 300` seconds."""

    comparison: Literal["<", "<=", ">=", ">"]
    seconds: float


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last` in a zone: the instants from `since` to before `until`."""

    first: date
    last: date
    since: datetime
    until: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Term:
    """A word with its other forms, or the words of a quoted phrase in their order."""

    words: tuple[str, ...]
    is_phrase: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A question as it was understood. `language` is that of the question.

    `terms` must all stand in a passage, and with them all terms of one of `alternatives`. No
    passage of the call has one of `absent`. `looked_for` are the same words for a search. `names`
    may be names of callers, which the database decides.
    """

    kind: Kind
    language: str
    subject: Subject = Subject.CALLS
    terms: tuple[Term, ...] = ()
    alternatives: tuple[tuple[Term, ...], ...] = ()
    absent: tuple[Term, ...] = ()
    looked_for: tuple[str, ...] = ()
    period: Period | None = None
    states: tuple[CallbackState, ...] = ()
    without_callback: bool = False
    with_callback: bool = False
    direction: str | None = None
    outcome: CallOutcome | None = None
    status: CallStatus | None = None
    phone: str | None = None
    names: tuple[str, ...] = ()
    grouping: Grouping | None = None
    most: int | None = None
    order: Order = Order.NEWEST
    measure: Measure | None = None
    lengths: tuple[Length, ...] = ()
    # Where days that calls are grouped by begin.
    zone: str = "UTC"
    # Of a group, at least so many calls: "who called twice?".
    least_calls: int | None = None
    # Other days, whose count is compared with that of `period`.
    compared: Period | None = None
    # People are asked for: one who has `absent`, or a callback, in any call has it.
    of_people: bool = False
    # Whose words count: customers', agents', or all. Those of an unknown speaker always do.
    speaker: Speaker | None = None
    # What was not understood of the question. A number without it would be a wrong one.
    unread: tuple[str, ...] = ()

    @property
    def has_words(self) -> bool:
        return bool(self.terms or self.alternatives or self.absent)

    @property
    def denies_people(self) -> bool:
        """Whether people are asked for of whom no call has something."""
        return self.of_people and bool(self.absent or self.without_callback)
