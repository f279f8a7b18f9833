"""How each kind of request is read at a given moment: exact times, delays, clock times, ranges,
parts of a day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from shared.domain.callback_time.day_reading import DaySpan, day_spans, just_passed, single
from shared.domain.callback_time.local_time import Office, Zone, earliest, exists, instants
from shared.domain.callback_time.mentions import (
    Clock,
    Day,
    DayRange,
    DaysAhead,
    Delay,
    Mark,
    Stretch,
)
from shared.domain.callback_time.requested_time import RequestedTime
from shared.domain.callbacks import Ambiguous, CallbackTime, Resolved

Local = tuple[date, int]
"""A day and minutes from its midnight."""

_FURTHEST = timedelta(days=366 * 20)
_ALREADY_PAST = "that time is already past"
_NO_SUCH_DAY = "there is no such day"
_CLOSED_THEN = "nothing inside business hours then"
_MOVED = ", on the next business day because the team does not work on that day"

_PARTS: dict[str, tuple[int, int]] = {
    "early_morning": (6 * 60, 9 * 60),
    "morning": (6 * 60, 12 * 60),
    "mid_morning": (10 * 60, 12 * 60),
    "late_morning": (11 * 60, 12 * 60),
    "lunch": (12 * 60, 13 * 60),
    "early_afternoon": (12 * 60, 15 * 60),
    "afternoon": (12 * 60, 18 * 60),
    "mid_afternoon": (14 * 60, 17 * 60),
    "late_afternoon": (16 * 60, 18 * 60),
    "evening": (17 * 60, 22 * 60),
    "night": (18 * 60, 24 * 60),
}
# Which readings of a clock time agree with a part of the day; wider than the part itself, as people
# are.
_CLOCKS_IN_PART = {
    "morning": (0, 719),
    "lunch": (660, 899),
    "afternoon": (720, 1259),
    "evening": (960, 1439),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where a request was made; `zone` is the one its words are read in."""

    said_at: datetime
    zone: Zone
    office: Office
    delay: timedelta

    @property
    def today(self) -> date:
        return self.said_at.astimezone(self.zone).date()

    @property
    def clock(self) -> Clock:
        local = self.said_at.astimezone(self.zone)
        return Clock(local.hour, local.minute, exact=True)

    def in_zone(self, zone: Zone) -> "Moment":
        return replace(self, zone=zone)

    def start_of(self, day: date) -> datetime:
        return earliest(day, 0, self.zone)

    def after_delay(self, rule: str) -> CallbackTime:
        due = self.said_at + self.delay
        return Resolved(self.office.next_open(due) or due, rule)


def read_exact(iso: str, moment: Moment) -> CallbackTime:
    try:
        local = datetime.fromisoformat(iso.upper())
    except ValueError:
        return Ambiguous((), _NO_SUCH_DAY)
    if not timedelta(days=-2) < local.replace(tzinfo=UTC) - moment.said_at < _FURTHEST:
        return Ambiguous((), "that date is past or too far away")
    if local.tzinfo:
        return Resolved(local.astimezone(UTC), "exact time as written")
    if "T" not in iso.upper():
        return _first_open_of((single(local.date()),), (0, 1440), "date as written", moment)
    minutes = local.hour * 60 + local.minute
    return _one_instant(
        (local.date(), minutes), "local time as written", moment, seconds=local.second
    )


def read_delay(delay: Delay, bound: Mark | None, moment: Moment) -> CallbackTime:
    if delay.vague:
        few = read_delay(replace(delay, vague=False), None, moment)
        return Ambiguous(
            (few.at,) if isinstance(few, Resolved) else few.candidates,
            "how long was not said exactly",
        )
    if bound is Mark.WITHIN:
        return _before(moment.said_at, _later(delay, moment), moment)
    if delay.minutes:
        return Resolved(_later(delay, moment), "delay from the call")
    day = _day_after(delay, moment)
    if day is None:
        return Ambiguous((), _CLOSED_THEN)
    same_time = earliest(day, moment.clock.hour * 60 + moment.clock.minute, moment.zone)
    open_then = moment.office.first_open(
        max(same_time, moment.said_at), moment.start_of(day + timedelta(days=1))
    )
    if open_then:
        return Resolved(open_then, "days from the call")
    return _first_open_of((single(day),), (0, 1440), "days from the call", moment, relative=True)


def _later(delay: Delay, moment: Moment) -> datetime:
    return moment.said_at + timedelta(minutes=delay.minutes, days=delay.days + delay.business_days)


def _day_after(delay: Delay, moment: Moment) -> date | None:
    if not delay.business_days:
        return moment.today + timedelta(days=delay.days)
    count = delay.business_days
    days = (moment.today + timedelta(days=ahead) for ahead in range(1, count * 7 + 8))
    working = [day for day in days if day.weekday() in moment.office.hours.days]
    return working[count - 1] if 0 < count <= len(working) else None


def read_clock(
    day: Day | None, clock: Clock, part: str | None, bound: Mark | None, moment: Moment
) -> CallbackTime:
    answer = _clock_on(day, clock, part, moment)
    if bound in (Mark.BEFORE, Mark.BY) and isinstance(answer, Resolved):
        local_day = answer.at.astimezone(moment.zone).date()
        return _before(moment.start_of(local_day), answer.at, moment)
    if bound in (Mark.AFTER, Mark.FROM) and day is None and isinstance(answer, Resolved):
        return _from_now_if_open(answer, moment)
    return answer


def _before(start: datetime, deadline: datetime, moment: Moment) -> CallbackTime:
    open_then = moment.office.first_open(max(start, moment.said_at), deadline)
    if open_then:
        return Resolved(open_then, "first moment before the limit")
    return Ambiguous((deadline,), _CLOSED_THEN)


def _next_open(start: datetime, rule: str, moment: Moment) -> CallbackTime:
    open_then = moment.office.next_open(max(start, moment.said_at))
    return Resolved(open_then, rule) if open_then else Ambiguous((), _CLOSED_THEN)


def _from_now_if_open(answer: Resolved, moment: Moment) -> Resolved:
    """ "After three", said at half past three, is now rather than tomorrow."""
    began = answer.at - timedelta(days=1)
    same_day = began.astimezone(moment.zone).date() == moment.today
    if same_day and began < moment.said_at and moment.office.is_open(moment.said_at):
        return Resolved(moment.said_at, "inside the range now")
    return answer


def _clock_on(day: Day | None, clock: Clock, part: str | None, moment: Moment) -> CallbackTime:
    readings = _readings(clock, part)
    if not readings:
        return Ambiguous((), "the time and the part of the day do not agree")
    if day is None:
        return _coming(readings, moment)
    if isinstance(day, Stretch | DayRange):
        return _somewhere_in(day, readings, moment)
    return _on_day(day, clock, readings, moment)


def _on_day(day: Day, clock: Clock, readings: Sequence[int], moment: Moment) -> CallbackTime:
    spans = day_spans(day, moment.today)
    if not spans:
        return Ambiguous((), _NO_SUCH_DAY)
    if clock == Clock(24, exact=True) and day != DaysAhead(0):
        return Ambiguous(
            _all_instants([(spans[0].first, 0), (spans[0].first, 1440)], moment),
            "midnight can be the start or the end of that day",
        )
    if just_passed(day, moment.today):
        chosen, _ = _suiting([(spans[0].first, minutes) for minutes in readings], moment)
        return Ambiguous(_all_instants(chosen, moment), _ALREADY_PAST)
    return _on_days(spans, readings, moment)


def _readings(clock: Clock, part: str | None) -> tuple[int, ...]:
    """The minutes from midnight a clock time can mean."""
    minutes = clock.hour * 60 + clock.minute
    both = (minutes,) if clock.exact else (minutes % 720, minutes % 720 + 720)
    if part is None:
        return both
    if part == "night":
        return tuple(m + 1440 if m < 300 else m for m in both if m >= 1020 or m < 300)
    low, high = _CLOCKS_IN_PART[part.rpartition("_")[2]]
    return tuple(m for m in both if low <= m <= high)


def _coming(readings: Sequence[int], moment: Moment) -> CallbackTime:
    """A time without a day: today, or tomorrow when today's is past and tomorrow is a
    working day.
    """
    tomorrow = moment.today + timedelta(days=1)
    chosen, inside_hours = _suiting([(moment.today, minutes) for minutes in readings], moment)
    if inside_hours:
        chosen = [local for local in chosen if not _is_past(local, moment)] or chosen
    coming = [(tomorrow, local[1]) if _is_past(local, moment) else local for local in chosen]
    if len(coming) > 1:
        return Ambiguous(_all_instants(coming, moment), "morning or afternoon was not said")
    day, minutes = coming[0]
    if day == tomorrow and day.weekday() not in moment.office.hours.days:
        return Ambiguous(
            _that_and_next_working_day(day, minutes, moment),
            "today's is past and tomorrow is a day off",
        )
    return _one_instant((day, minutes), "next time the clock says so", moment)


def _suiting(locals_: list[Local], moment: Moment) -> tuple[list[Local], bool]:
    """The readings inside business hours, or all of them and False when none is."""
    for closing_counts in (False, True):
        inside = [one for one in locals_ if _suits(one, moment, closing_counts)]
        if inside:
            return inside, True
    return locals_, False


def _suits(local: Local, moment: Moment, closing_counts: bool) -> bool:
    return any(
        moment.office.suits(at, closing_counts=closing_counts)
        for at in instants(*local, moment.zone)
    )


def _is_past(local: Local, moment: Moment) -> bool:
    return instants(*local, moment.zone)[-1] < moment.said_at


def _all_instants(locals_: Iterable[Local], moment: Moment) -> tuple[datetime, ...]:
    return tuple(sorted({at for local in locals_ for at in instants(*local, moment.zone)}))


def _that_and_next_working_day(day: date, minutes: int, moment: Moment) -> tuple[datetime, ...]:
    days = (day + timedelta(days=ahead) for ahead in range(1, 8))
    working = next((one for one in days if one.weekday() in moment.office.hours.days), day)
    return _all_instants(((day, minutes), (working, minutes)), moment)


def _one_instant(local: Local, rule: str, moment: Moment, *, seconds: int = 0) -> CallbackTime:
    found = tuple(at + timedelta(seconds=seconds) for at in instants(*local, moment.zone))
    if len(found) == 1:
        return Resolved(found[0], rule)
    if not exists(*local, moment.zone):
        return Ambiguous(found, "the clock skips that time on that day")
    return Ambiguous(found, "the clock shows that time twice on that day")


def _on_days(spans: Sequence[DaySpan], readings: Sequence[int], moment: Moment) -> CallbackTime:
    chosen = [_suiting([(span.first, minutes) for minutes in readings], moment) for span in spans]
    locals_ = [local for found, _ in chosen for local in found]
    future = [local for local in locals_ if not _is_past(local, moment)]
    if not future:
        others = [
            (span.first + timedelta(days=ahead), m)
            for span in spans
            for m in readings
            for ahead in (0, 1)
        ]
        return Ambiguous(_all_instants(others, moment), _ALREADY_PAST)
    if len(future) == 1 and all(inside for _, inside in chosen):
        return _one_instant(future[0], "the stated day and time", moment)
    if len(locals_) == 1:
        return _one_instant(future[0], "the stated day and time", moment)
    reason = "more than one day fits" if len(spans) > 1 else "morning or afternoon was not said"
    return Ambiguous(_all_instants(future, moment), reason)


def _somewhere_in(
    stretch: Stretch | DayRange, readings: Sequence[int], moment: Moment
) -> CallbackTime:
    days = [day for span in day_spans(stretch, moment.today) for day in span.days]
    working = [day for day in days if day.weekday() in moment.office.hours.days] or days
    locals_ = [
        local for day in working for local in _suiting([(day, m) for m in readings], moment)[0]
    ]
    return Ambiguous(_all_instants(locals_[:7], moment), "which day was not said")


def read_range(
    day: Day | None, ends: Sequence[Clock], part: str | None, moment: Moment
) -> CallbackTime:
    """The first moment of the range that is inside business hours and not past."""
    spans = (single(moment.today),) if day is None else day_spans(day, moment.today)
    if len(spans) != 1 or not spans[0].is_one_day:
        return Ambiguous((), "which day was not said" if spans else _NO_SUCH_DAY)
    found = _ranges_on(spans[0].first, ends, part, moment)
    if day is None and all(end <= moment.said_at for _, end in found):
        found = _ranges_on(moment.today + timedelta(days=1), ends, part, moment)
    future = [(max(start, moment.said_at), end) for start, end in found if end > moment.said_at]
    open_starts = {moment.office.first_open(start, end) for start, end in future} - {None}
    starts = tuple(sorted(at for at in open_starts or {start for start, _ in future} if at))
    if len(starts) == 1:
        return Resolved(starts[0], "start of the range")
    return Ambiguous(starts, "which range was meant is not clear" if starts else _ALREADY_PAST)


def _ranges_on(
    day: date, ends: Sequence[Clock], part: str | None, moment: Moment
) -> list[tuple[datetime, datetime]]:
    first, last = ends
    pairs = [
        (start, end + 1440 * (end <= start))
        for start in _readings(first, None)
        for end in _readings(last, part)
    ]
    shortest = [(start, end) for start, end in pairs if end - start <= 720]
    if first.exact or last.exact or part:
        shortest = sorted(shortest, key=lambda pair: pair[1] - pair[0])[:1]
    return [
        (earliest(day, start, moment.zone), earliest(day, end, moment.zone))
        for start, end in shortest
    ]


def read_vague(
    day: Day | None, part: str | None, request: RequestedTime, moment: Moment
) -> CallbackTime:
    if request.edge and not part:
        return _at_edge(day, request, moment)
    if day is None and part is None:
        return _next_open(moment.said_at, "as soon as possible", moment)
    if day is None:
        return _coming_part(part or "morning", request, moment)
    spans = day_spans(day, moment.today)
    if not spans:
        return Ambiguous((), _NO_SUCH_DAY)
    if just_passed(day, moment.today):
        return Ambiguous(tuple(moment.start_of(span.first) for span in spans), _ALREADY_PAST)
    return _in_spans(spans, part, request, moment, relative=isinstance(day, DaysAhead))


def _in_spans(
    spans: Sequence[DaySpan],
    part: str | None,
    request: RequestedTime,
    moment: Moment,
    *,
    relative: bool,
) -> CallbackTime:
    match request.bound:
        case Mark.AFTER if part is None:
            return _next_open(moment.start_of(spans[-1].end), "first moment after that day", moment)
        case Mark.BEFORE | Mark.BY if part is None:
            last = spans[0].end if request.bound is Mark.BY else spans[0].first
            return _before(moment.said_at, moment.start_of(last), moment)
    window = _part_window(part, request.bound)
    if request.later:
        return _later_in(spans[0], window, moment)
    return _first_open_of(
        spans, window, "first moment of the stated time", moment, relative=relative
    )


def _part_window(part: str | None, bound: Mark | None) -> tuple[int, int]:
    start, end = _PARTS[part] if part else (0, 1440)
    if part and bound is Mark.AFTER:
        return end, 1440
    if part and bound in (Mark.BEFORE, Mark.BY):
        return 0, start if bound is Mark.BEFORE else end
    return start, end


def _later_in(span: DaySpan, window: tuple[int, int], moment: Moment) -> CallbackTime:
    """ "Later today": after the usual delay, but still in the time that was named."""
    start, end = (
        earliest(span.first, window[0], moment.zone),
        earliest(span.first, window[1], moment.zone),
    )
    due = moment.office.first_open(max(start, moment.said_at + moment.delay), end)
    return (
        Resolved(due, "later in the stated time")
        if due
        else _first_open_of((span,), window, "later", moment)
    )


def _first_open_of(
    spans: Sequence[DaySpan],
    window: tuple[int, int],
    rule: str,
    moment: Moment,
    *,
    relative: bool = False,
) -> CallbackTime:
    """`relative`: the day was counted from the call ("tomorrow"), not named; a day off then means
    the next working day, which is what people mean who do not think of the weekend.
    """
    found = [_first_open_in(span, window, moment) for span in spans]
    moments = sorted({at for at in found if at})
    if len(moments) == 1:
        return Resolved(moments[0], rule)
    if moments:
        return Ambiguous(tuple(moments), "more than one day fits")
    if relative and (working := _next_working_day(spans[-1].first, window, moment)):
        return Resolved(working, f"{rule}{_MOVED}")
    starts = [
        earliest(span.first, max(window[0], _opening_minutes(moment)), moment.zone)
        for span in spans
    ]
    next_open = moment.office.next_open(max(moment.said_at, starts[-1]))
    return Ambiguous((*starts, *([next_open] if next_open else [])), _CLOSED_THEN)


def _next_working_day(day: date, window: tuple[int, int], moment: Moment) -> datetime | None:
    """The same part of the next working day; None for a day that is one itself."""
    working = moment.office.hours.days
    if day.weekday() in working:
        return None
    following = (day + timedelta(days=ahead) for ahead in range(1, 8))
    return next(
        (
            _first_open_in(single(one), window, moment)
            for one in following
            if one.weekday() in working
        ),
        None,
    )


def _opening_minutes(moment: Moment) -> int:
    return moment.office.hours.opens.hour * 60 + moment.office.hours.opens.minute


def _first_open_in(span: DaySpan, window: tuple[int, int], moment: Moment) -> datetime | None:
    for day in span.days:
        start = max(earliest(day, window[0], moment.zone), moment.said_at)
        found = moment.office.first_open(start, earliest(day, window[1], moment.zone))
        if found:
            return found
    return None


def _coming_part(part: str, request: RequestedTime, moment: Moment) -> CallbackTime:
    """A part of the day without a day: today's unless it has begun, when people may mean
    tomorrow's.
    """
    window = _part_window(part, request.bound)
    now = moment.clock.hour * 60 + moment.clock.minute
    today, tomorrow = single(moment.today), single(moment.today + timedelta(days=1))
    if now < window[0]:
        return _first_open_of((today,), window, "first moment of that part of the day", moment)
    if now >= window[1] or part == "morning":
        return _first_open_of((tomorrow,), window, "first moment of that part of the day", moment)
    if request.later or request.bound:
        return _later_in(today, window, moment)
    return _first_open_of((today, tomorrow), window, "first moment of that part of the day", moment)


def _at_edge(day: Day | None, request: RequestedTime, moment: Moment) -> CallbackTime:
    spans = (single(moment.today),) if day is None else day_spans(day, moment.today)
    if not spans:
        return Ambiguous((), _NO_SUCH_DAY)
    if request.edge is Mark.CLOSING:
        return _at_closing(spans[-1], request.bound, moment)
    if day is None:
        has_opened = moment.office.is_open(moment.said_at)
        return _next_open(
            moment.start_of(spans[0].end) if has_opened else moment.said_at,
            "next opening time",
            moment,
        )
    return _first_open_of(spans, (0, 1440), "opening time", moment)


def _at_closing(span: DaySpan, bound: Mark | None, moment: Moment) -> CallbackTime:
    closings = [closing for day in span.days if (closing := moment.office.closes_on(day))]
    if not closings:
        return _first_open_of((span,), (0, 1440), "closing time", moment)
    if bound in (Mark.BY, Mark.BEFORE):
        return _before(moment.start_of(span.first), closings[-1], moment)
    if closings[-1] < moment.said_at:
        return Ambiguous((), _ALREADY_PAST)
    return Resolved(closings[-1], "end of the business day")
