"""The time and place of a request, and the kinds of answer to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from shared.domain.business_hours import Office
from shared.domain.callback_time.day_reading import Calendar
from shared.domain.callback_time.mentions import Clock
from shared.domain.callbacks import ReadTime, TimeKind
from shared.domain.local_time import Zone, earliest, instants
from shared.domain.stored_texts import TimeRule

Local = tuple[date, int]
"""A day and minutes from its midnight."""


Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Moment:
    """The time and place of a request. Clock times are read in `zone`; `day_zone` decides which day
    it is. `zone_known` False means that the zone is only tried, and `office_zone_known` False that
    the office's is taken to be the caller's.
    """

    said_at: datetime
    zone: Zone
    office: Office
    delay: timedelta
    day_zone: Zone
    zone_known: bool
    office_zone_known: bool = True

    @property
    def today(self) -> date:
        return self.said_at.astimezone(self.day_zone).date()

    @property
    def clock(self) -> Clock:
        local = self.said_at.astimezone(self.zone)
        return Clock(local.hour, local.minute, exact=True)

    @property
    def calendar(self) -> Calendar:
        office = self.office
        return Calendar(self.today, office.works_on, office.hours.days, office.country)

    def in_zone(self, zone: Zone) -> "tuple[Moment, ...]":
        """Returns the moment with another zone for clock times: once with that zone's day and, if
        it is a different day there, once with the own zone's day.
        """
        there = replace(self, zone=zone, day_zone=zone)
        if there.today == self.today or not self.zone_known:
            return (there,)
        return there, replace(self, zone=zone)

    def start_of(self, day: date) -> datetime:
        return earliest(day, 0, self.zone)

    def end_of(self, day: date) -> datetime:
        return earliest(day + timedelta(days=1), 0, self.zone)

    def works_on(self, day: date) -> bool:
        return self.office.works_on(day)


def instant(at: datetime, rule: TimeRule) -> ReadTime:
    return ReadTime(TimeKind.INSTANT, rule, due_at=at)


def ambiguous(candidates: Iterable[datetime], reason: TimeRule) -> ReadTime:
    return ReadTime(TimeKind.AMBIGUOUS, reason, candidates=tuple(sorted(set(candidates))))


def past(candidates: Iterable[datetime] = ()) -> ReadTime:
    return ReadTime(TimeKind.PAST, TimeRule.PAST, candidates=tuple(sorted(set(candidates))))


def times_of(answer: ReadTime) -> tuple[datetime, ...]:
    """Returns the possible times, one or several."""
    return (answer.due_at,) if answer.due_at else answer.candidates


def merged(answers: Sequence[ReadTime], moment: Moment) -> ReadTime:
    """Merges several alternatives for a person to choose from, unless only one is still in the
    future.
    """
    ahead = [
        answer
        for answer in answers
        if answer.kind is not TimeKind.PAST and any(at >= moment.said_at for at in times_of(answer))
    ]
    chosen = ahead or list(answers)
    if len(set(chosen)) == 1:
        return chosen[0]
    candidates = [at for answer in chosen for at in times_of(answer) if at >= moment.said_at]
    return ambiguous(candidates, TimeRule.SEVERAL_TIMES)


def suiting(locals_: list[Local], moment: Moment) -> tuple[list[Local], bool]:
    """Returns the readings inside business hours, or all of them and False when none is.

    Business hours of another zone do not make a time likely at which the caller would be asleep.
    """
    for closing_counts in (False, True):
        inside = [one for one in locals_ if _suits(one, moment, closing_counts)]
        if inside and (len(inside) == len(locals_) or all(map(_is_waking, inside))):
            return inside, True
    return locals_, False


def _is_waking(local: Local) -> bool:
    return 6 * 60 <= local[1] < 22 * 60


def _suits(local: Local, moment: Moment, closing_counts: bool) -> bool:
    return any(
        moment.office.suits(at, closing_counts=closing_counts)
        for at in instants(*local, moment.zone)
    )
