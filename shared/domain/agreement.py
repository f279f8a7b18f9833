"""What to do where a callback and its booking in a calendar do not agree."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.domain.callbacks import SAME_TIME, Booking, calendar_agrees
from shared.domain.statuses import CallbackStatus


class Remedy(StrEnum):
    """`adopt`: nothing differs, and the calendar's reference is stored. `follow`: the callback
    moves to the calendar's time. `cancel_here`: the callback is cancelled. `lost`: the callback
    stays as it is, without a booking. `move` and `cancel` change the calendar.
    """

    ADOPT = "adopt"
    FOLLOW = "follow"
    CANCEL_HERE = "cancel_here"
    LOST = "lost"
    MOVE = "move"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class BookedCallback:
    """A callback and its booking as it was when both were last compared."""

    status: CallbackStatus
    due_at: datetime | None
    due_until: datetime | None
    known: Booking


def remedy_for(one: BookedCallback, current: Booking | None) -> Remedy:
    """Returns what to do. `current` is the booking as the calendar has it now; None when it was
    cancelled there.

    What changed on one side is carried to the other. Where both changed, the callback counts: its
    change is the one that a person made here, while a calendar moves what it was asked to move.
    """
    agreed = calendar_agrees(
        one.known, status=one.status, due_at=one.due_at, due_until=one.due_until
    )
    if one.status is CallbackStatus.CANCELLED:
        return Remedy.CANCEL if current else Remedy.LOST
    if current is None:
        if one.status is CallbackStatus.SCHEDULED and agreed:
            return Remedy.CANCEL_HERE
        return Remedy.LOST
    if one.status is not CallbackStatus.SCHEDULED:
        # Nobody knows yet when to call, or it is done.
        return Remedy.ADOPT
    if calendar_agrees(current, status=one.status, due_at=one.due_at, due_until=one.due_until):
        return Remedy.ADOPT
    moved_there = abs(current.at - one.known.at) >= SAME_TIME
    return Remedy.FOLLOW if moved_there and agreed else Remedy.MOVE
