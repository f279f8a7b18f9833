"""Callbacks: the answers of the time resolver, and the order that follows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from shared.domain.ids import CallbackId, CallId, TenantId
from shared.domain.statuses import CallbackStatus
from shared.domain.stored_texts import TimeNote, TimeRule

# Calendars round to the second; people do not mean less than a minute.
SAME_TIME = timedelta(minutes=1)
_STILL = "The calendar still has it at "


@dataclass(frozen=True, slots=True)
class Resolved:
    """One instant, aware, UTC. `rule` names the reading, for people to check."""

    at: datetime
    rule: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several plausible readings, or none: `candidates` (UTC, ascending) are for a person to choose
    from.
    """

    candidates: tuple[datetime, ...]
    reason: str


CallbackTime = Resolved | Ambiguous


class TimeKind(StrEnum):
    """The kind of a callback's time.

    `instant`: one moment. `window`: from `due_at` to `due_until`. `day`: some time on it, within
    the team's hours. `ambiguous`: a person chooses among the candidates. `none`: no time was said,
    so the team's usual delay applies. `past`: the stated time is over.
    """

    INSTANT = "instant"
    WINDOW = "window"
    DAY = "day"
    AMBIGUOUS = "ambiguous"
    NONE = "none"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class ReadTime:
    """The reading of the words. All times are aware and UTC, `candidates` ascending.

    `due_at` is when to call, None for `ambiguous` and `past`: the instant itself, or the start of a
    window or day inside business hours. `due_until` is the end of a window or day, else None.
    `candidates` are readings for a person to choose from. `rule` describes the reading for people,
    and `notes` what has to be known of it.
    """

    kind: TimeKind
    rule: TimeRule
    due_at: datetime | None = None
    due_until: datetime | None = None
    candidates: tuple[datetime, ...] = ()
    notes: tuple[TimeNote, ...] = ()

    @property
    def explanation(self) -> str:
        """The rule and its notes, as they are stored."""
        return "".join((self.rule, *self.notes))


@dataclass(frozen=True, slots=True)
class CallbackOrder:
    """A callback to put in a calendar. `id` is stable across retries: use it to look before
    booking.

    `timezone` is None where the caller's zone is unknown. `due_until` is the end of the requested
    window, None for an instant. `tried_at` is the time of an earlier booking attempt whose result
    is not known.
    """

    id: CallbackId
    tenant_id: TenantId
    call_id: CallId
    due_at: datetime
    timezone: str | None
    reason: str
    name: str | None
    phone: str | None
    email: str | None
    tried_at: datetime | None = None
    due_until: datetime | None = None


# The provider of callbacks that only this installation stores.
IN_OWN_LIST = "local"


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking: its `provider`, the provider's reference, and its time."""

    provider: str
    reference: str
    at: datetime


def still_at(at: datetime, timezone: str | None) -> str:
    """Returns that a calendar has a booking at another time than the callback, for people."""
    local = at.astimezone(ZoneInfo(timezone or "UTC"))
    return f"{_STILL}{local:%Y-%m-%d %H:%M} ({timezone or 'UTC'})."


def calendar_agrees(
    booking: Booking, *, status: CallbackStatus, due_at: datetime | None, due_until: datetime | None
) -> bool:
    """Returns whether a booking stands for the callback as it is now: an open or done one, at its
    time or within its window.
    """
    if status is CallbackStatus.CANCELLED or due_at is None:
        return False
    return due_at - SAME_TIME < booking.at < due_at + SAME_TIME or due_at <= booking.at <= (
        due_until or due_at
    )


def without_still(reason: str | None) -> str | None:
    """Returns what remains of a booking's reason once the calendar has the callback's time."""
    return None if reason and reason.startswith(_STILL) else reason


class CallbackState(StrEnum):
    """What there is to do for a callback now, which its status and the time decide.

    `due`: its time has come; an instant is due for the team's `overdue_after`, a window until its
    end. `overdue`: that is over.
    """

    OVERDUE = "overdue"
    DUE = "due"
    COMING = "coming"
    AMBIGUOUS = "ambiguous"
    DONE = "done"
    CANCELLED = "cancelled"


# Of callbacks for which there is something left to do.
OPEN_STATES = (
    CallbackState.OVERDUE, CallbackState.DUE, CallbackState.COMING, CallbackState.AMBIGUOUS
)  # fmt: skip
