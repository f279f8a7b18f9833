"""Calls in the senders' own lists, and how many of them are stored here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.domain.incoming import IncomingCall, IncomingRecording


@dataclass(frozen=True, slots=True)
class ListedCall:
    """A listed call. `id` is the sender's id of the conversation or of the recording. `event` is
    the event that a webhook would have delivered.
    """

    id: str
    ended_at: datetime
    event: IncomingCall | IncomingRecording


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page of a list. `unreadable` entries do not have the documented form. `cursor` leads to the
    next page, None at the end.
    """

    calls: tuple[ListedCall, ...]
    unreadable: int
    cursor: str | None


Outcome = Literal["arrived", "fetched", "missing"]


@dataclass(slots=True)
class CheckCounts:
    """Counts of the `listed` calls: stored already, recorded by this check, or neither."""

    listed: int = 0
    arrived: int = 0
    fetched: int = 0
    missing: int = 0

    def count(self, outcome: Outcome) -> None:
        self.listed += 1
        match outcome:
            case "arrived":
                self.arrived += 1
            case "fetched":
                self.fetched += 1
            case "missing":
                self.missing += 1

    def __add__(self, other: "CheckCounts") -> "CheckCounts":
        return CheckCounts(
            self.listed + other.listed,
            self.arrived + other.arrived,
            self.fetched + other.fetched,
            self.missing + other.missing,
        )
