"""Reads what a clock time means on the named day, or on the next possible one."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from shared.domain.business_hours import SEARCH_DAYS
from shared.domain.callback_time.day_reading import DaySpan, day_spans, just_passed, single
from shared.domain.callback_time.day_windows import windows_on
from shared.domain.callback_time.mentions import (
    CalendarDay,
    Clock,
    Day,
    DayRange,
    DaysAhead,
    Stretch,
)
from shared.domain.callback_time.moment import (
    Local,
    Moment,
    ambiguous,
    instant,
    past,
    suiting,
)
from shared.domain.callback_time.parts_of_day import readings
from shared.domain.callback_time.requested_time import RequestedTime
from shared.domain.callbacks import ReadTime
from shared.domain.local_time import exists, instants
from shared.domain.stored_texts import TimeRule


def read_clock(day: Day | None, clock: Clock, request: RequestedTime, moment: Moment) -> ReadTime:
    part = request.parts[0] if request.parts else None
    found = readings(clock, part)
    if not found:
        return ambiguous((), TimeRule.PART_DISAGREES)
    if request.limits:
        return _clock_within(day, found, request, moment)
    if found[0] >= 1440:
        return _at_night(day, found[0] - 1440, moment)
    if day is None:
        return _coming(found, moment)
    if isinstance(day, Stretch | DayRange):
        return _somewhere_in(day, found, moment)
    return _on_day(day, clock, found, moment)


def _at_night(day: Day | None, minutes: int, moment: Moment) -> ReadTime:
    """Returns half past twelve at night: for a named day it can be the night before or after it."""
    spans = (single(moment.today),) if day is None else day_spans(day, moment.calendar)
    if len(spans) != 1 or not spans[0].is_one_day:
        return ambiguous((), TimeRule.WHICH_DAY if spans else TimeRule.NO_SUCH_DAY)
    nights = [(spans[0].first, minutes), (spans[0].first + timedelta(days=1), minutes)]
    ahead = [night for night in nights if not _is_past(night, moment)]
    if day in {None, DaysAhead(0)} or len(ahead) < 2:
        return one_instant(ahead[0], TimeRule.COMING_NIGHT, moment) if ahead else past()
    return ambiguous(_all_instants(ahead, moment), TimeRule.WHICH_NIGHT)


def _clock_within(
    day: Day | None, found: Sequence[int], request: RequestedTime, moment: Moment
) -> ReadTime:
    """Combines a clock time with a limit: returns the readings of the time that the
    limit allows.
    """
    spans = (single(moment.today),) if day is None else day_spans(day, moment.calendar)
    allowed = [
        at
        for span in spans
        for one in span.days
        for start, end in windows_on(one, request, moment)
        for minutes in found
        for at in instants(one, minutes, moment.zone)
        if start <= at <= end and at >= moment.said_at
    ]
    if len(set(allowed)) == 1:
        return instant(allowed[0], TimeRule.STATED_TIME_IN_LIMIT)
    return ambiguous(allowed, TimeRule.TIME_AND_LIMIT)


def _on_day(day: Day, clock: Clock, found: Sequence[int], moment: Moment) -> ReadTime:
    spans = day_spans(day, moment.calendar)
    if not spans:
        return ambiguous((), TimeRule.NO_SUCH_DAY)
    if clock == Clock(24, exact=True) and day != DaysAhead(0):
        return ambiguous(
            _all_instants([(spans[0].first, 0), (spans[0].first, 1440)], moment),
            TimeRule.WHICH_MIDNIGHT,
        )
    if just_passed(day, moment.today):
        chosen, _ = suiting([(spans[0].first, minutes) for minutes in found], moment)
        return past(_all_instants(chosen, moment))
    dated = isinstance(day, CalendarDay) and bool(day.year)
    over = isinstance(day, DaysAhead) and day.count < 0
    return _on_days(spans, found, moment, dated=dated or over)


def _coming(found: Sequence[int], moment: Moment) -> ReadTime:
    """Reads a time without a day: today, or tomorrow when today's is past and tomorrow is a working
    day.
    """
    tomorrow = moment.today + timedelta(days=1)
    chosen, inside_hours = suiting([(moment.today, minutes) for minutes in found], moment)
    if inside_hours:
        chosen = [local for local in chosen if not _is_past(local, moment)] or chosen
    coming = [(tomorrow, local[1]) if _is_past(local, moment) else local for local in chosen]
    if len(coming) > 1:
        return ambiguous(_all_instants(coming, moment), TimeRule.WHICH_HALF)
    day, minutes = coming[0]
    if day == tomorrow and not moment.works_on(day):
        return ambiguous(
            _that_and_next_working_day(day, minutes, moment),
            TimeRule.TOMORROW_IS_OFF,
        )
    return one_instant((day, minutes), TimeRule.NEXT_TIME_ON_CLOCK, moment)


def _is_past(local: Local, moment: Moment) -> bool:
    return instants(*local, moment.zone)[-1] < moment.said_at


def _all_instants(locals_: Iterable[Local], moment: Moment) -> tuple[datetime, ...]:
    return tuple(sorted({at for local in locals_ for at in instants(*local, moment.zone)}))


def _that_and_next_working_day(day: date, minutes: int, moment: Moment) -> tuple[datetime, ...]:
    days = (day + timedelta(days=ahead) for ahead in range(1, SEARCH_DAYS))
    working = next((one for one in days if moment.works_on(one)), day)
    return _all_instants(((day, minutes), (working, minutes)), moment)


def one_instant(local: Local, rule: TimeRule, moment: Moment, *, seconds: int = 0) -> ReadTime:
    found = tuple(at + timedelta(seconds=seconds) for at in instants(*local, moment.zone))
    if len(found) == 1:
        return instant(found[0], rule)
    if not exists(*local, moment.zone):
        return ambiguous(found, TimeRule.CLOCK_SKIPS)
    return ambiguous(found, TimeRule.CLOCK_REPEATS)


def _on_days(
    spans: Sequence[DaySpan], found: Sequence[int], moment: Moment, *, dated: bool
) -> ReadTime:
    chosen = [suiting([(span.first, minutes) for minutes in found], moment) for span in spans]
    locals_ = [local for group, _ in chosen for local in group]
    future = [local for local in locals_ if not _is_past(local, moment)]
    if not future:
        ahead = () if dated else (0, 1)
        others = [
            (span.first + timedelta(days=more), m)
            for span in spans
            for m in found
            for more in ahead
        ]
        return past(_all_instants(others, moment))
    if len(future) == 1 and (len(locals_) == 1 or all(inside for _, inside in chosen)):
        return one_instant(future[0], TimeRule.STATED_DAY_AND_TIME, moment)
    reason = TimeRule.SEVERAL_DAYS if len(spans) > 1 else TimeRule.WHICH_HALF
    return ambiguous(_all_instants(future, moment), reason)


def _somewhere_in(day: Stretch | DayRange, found: Sequence[int], moment: Moment) -> ReadTime:
    days = [one for span in day_spans(day, moment.calendar) for one in span.days]
    working = [one for one in days if moment.works_on(one)] or days
    locals_ = [local for one in working for local in suiting([(one, m) for m in found], moment)[0]]
    return ambiguous(_all_instants(locals_[:7], moment), TimeRule.WHICH_DAY)
