"""Reads what a request means at a given moment: an instant, a window, a day, or nothing certain.

Each request is a set of days. Parts of the day, limits and ranges reduce them to windows, a clock
time to instants; the result is compared with the team's hours.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from shared.domain.business_hours import SEARCH_DAYS
from shared.domain.callback_time.clock_times import one_instant
from shared.domain.callback_time.day_reading import (
    DaySpan,
    day_spans,
    just_passed,
    single,
    working_day_after,
)
from shared.domain.callback_time.day_windows import limit_spans, windows_on
from shared.domain.callback_time.mentions import (
    Day,
    DaysAhead,
    Delay,
    Mark,
)
from shared.domain.callback_time.moment import (
    Moment,
    Span,
    ambiguous,
    instant,
    merged,
    past,
    times_of,
)
from shared.domain.callback_time.requested_time import Limit, RequestedTime
from shared.domain.callbacks import ReadTime, TimeKind
from shared.domain.local_time import earliest, minute_of_day
from shared.domain.stored_texts import TimeNote, TimeRule

_SEVERAL = 2
_FURTHEST = timedelta(days=366 * 20)


def read_default(moment: Moment) -> ReadTime:
    due = moment.said_at + moment.delay
    return ReadTime(
        TimeKind.NONE, TimeRule.DEFAULT_DELAY, due_at=moment.office.next_open(due) or due
    )


def read_exact(iso: str, moment: Moment) -> ReadTime:
    try:
        local = datetime.fromisoformat(iso.upper())
    except ValueError:
        return ambiguous((), TimeRule.NO_SUCH_DAY)
    ahead = local.replace(tzinfo=UTC) - moment.said_at
    if ahead > _FURTHEST:
        return ambiguous((), TimeRule.TOO_FAR)
    if ahead < timedelta(days=-2):
        return past()
    if local.tzinfo:
        return instant(local.astimezone(UTC), TimeRule.EXACT_AS_WRITTEN)
    minutes = local.hour * 60 + local.minute
    return one_instant(
        (local.date(), minutes), TimeRule.LOCAL_AS_WRITTEN, moment, seconds=local.second
    )


def read_delay(delay: Delay, request: RequestedTime, moment: Moment) -> ReadTime:
    if delay.vague:
        few = read_delay(replace(delay, vague=False), request, moment)
        return ambiguous(times_of(few), TimeRule.INEXACT_DELAY)
    if request.within:
        end = _after(delay, moment)
        return _window([(moment.said_at, end)], TimeRule.WITHIN_NAMED_TIME, moment)
    if delay.minutes:
        return instant(_after(delay, moment), TimeRule.DELAY_FROM_CALL)
    day = _day_after(delay, moment)
    if day is None:
        return ambiguous((), TimeRule.CLOSED_THEN)
    same_time = earliest(day, moment.clock.hour * 60 + moment.clock.minute, moment.zone)
    answer = _first_open_of((single(day),), None, TimeRule.DAYS_FROM_CALL, moment, relative=True)
    if answer.due_at and answer.due_until and answer.due_at < same_time < answer.due_until:
        return replace(answer, due_at=same_time)
    return answer


def _after(delay: Delay, moment: Moment) -> datetime:
    return moment.said_at + timedelta(minutes=delay.minutes, days=delay.days + delay.business_days)


def _day_after(delay: Delay, moment: Moment) -> date | None:
    if delay.business_days:
        return working_day_after(delay.business_days, moment.calendar)
    return moment.today + timedelta(days=delay.days)


def read_window(day: Day | None, request: RequestedTime, moment: Moment) -> ReadTime:
    """Reads days without a clock time, reduced by parts of the day, limits and ranges."""
    request = _without_passed_limit(_with_day_of_limits(request), moment)
    day = day or next(iter(request.days), None)
    for limit in request.limits:
        if limit.day is not None or limit.delay is not None:
            return _by_a_day(limit, request, moment)
    if request.edge:
        return _at_edge(day, request, moment)
    if day is None:
        return _coming_window(request, moment)
    spans = day_spans(day, moment.calendar)
    if none_ahead := _none_ahead(day, spans, moment):
        return none_ahead
    if request.later:
        return _later_in(spans[0], request, moment)
    relative = isinstance(day, DaysAhead)
    return _first_open_of(spans, request, TimeRule.STATED_TIME, moment, relative=relative)


def _with_day_of_limits(request: RequestedTime) -> RequestedTime:
    """Reads "after one and by three on Friday" as limits of one day."""
    days = {limit.day for limit in request.limits if limit.day is not None}
    has_clocks = all(limit.clock for limit in request.limits)
    if len(request.limits) < _SEVERAL or len(days) != 1 or request.days or not has_clocks:
        return request
    limits = tuple(replace(limit, day=None) for limit in request.limits)
    return replace(request, days=tuple(days), limits=limits)


def _without_passed_limit(request: RequestedTime, moment: Moment) -> RequestedTime:
    """Reads "after the weekend, Monday afternoon" as Monday, which is after the weekend."""
    if len(request.limits) != 1 or len(request.days) != 1:
        return request
    limit = request.limits[0]
    if limit.day is None or limit.is_upper or limit.clock or limit.part or limit.edge:
        return request
    limited = day_spans(limit.day, moment.calendar)
    named = day_spans(request.days[0], moment.calendar)
    is_after = bool(limited and named) and named[0].first >= max(span.end for span in limited)
    return replace(request, limits=()) if is_after else request


def _none_ahead(day: Day, spans: Sequence[DaySpan], moment: Moment) -> ReadTime | None:
    """Returns the answer for days that do not exist or are past."""
    if not spans:
        return ambiguous((), TimeRule.NO_SUCH_DAY)
    if just_passed(day, moment.today):
        return past(moment.start_of(span.first) for span in spans)
    if all(moment.start_of(span.end) <= moment.said_at for span in spans):
        return past()
    return None


def _coming_window(request: RequestedTime, moment: Moment) -> ReadTime:
    """Reads a window without a day: today's if it is in the future, else tomorrow's."""
    if not (request.parts or request.limits or request.ends):
        return _soon(request, moment)
    today = [
        (max(start, moment.said_at), end)
        for start, end in windows_on(moment.today, request, moment)
        if end > moment.said_at
    ]
    has_begun = any(start == moment.said_at for start, _ in today)
    is_open = any(moment.office.open_spans(*span) for span in today)
    lower = [limit for limit in request.limits if not limit.is_upper]
    if not today or (has_begun and lower and not is_open):
        return _tomorrows(request, moment)
    if request.parts and not request.limits and has_begun:
        return _begun_part(request, moment)
    if request.parts and not is_open:
        return _closed_on((single(moment.today),), request, moment)
    keeps_start = bool(lower or request.ends)
    return _window(today, TimeRule.COMING_STATED_TIME, moment, keeps_start=keeps_start)


def _begun_part(request: RequestedTime, moment: Moment) -> ReadTime:
    """Reads a part of the day that has begun: this one or tomorrow's, unless it is the morning."""
    if "morning" in request.parts[0]:
        return _tomorrows(request, moment)
    if request.later:
        return _later_in(single(moment.today), request, moment)
    spans = (single(moment.today), single(moment.today + timedelta(days=1)))
    return _first_open_of(spans, request, TimeRule.COMING_STATED_TIME, moment, relative=False)


def _tomorrows(request: RequestedTime, moment: Moment) -> ReadTime:
    """Returns tomorrow's window when today's is past, if the team works tomorrow."""
    tomorrow = moment.today + timedelta(days=1)
    spans = windows_on(tomorrow, request, moment)
    if moment.works_on(tomorrow):
        explicit = bool(request.ends) or any(not limit.is_upper for limit in request.limits)
        return _window(spans, TimeRule.COMING_STATED_TIME, moment, keeps_start=explicit)
    following = (tomorrow + timedelta(days=ahead) for ahead in range(1, SEARCH_DAYS))
    working = next((one for one in following if moment.works_on(one)), tomorrow)
    starts = [start for one in (tomorrow, working) for start, _ in windows_on(one, request, moment)]
    opened = [max(start, _opening_on(start, moment)) for start in starts]
    return ambiguous(opened, TimeRule.TOMORROW_IS_OFF)


def _opening_on(at: datetime, moment: Moment) -> datetime:
    """Returns when the team would open on the day of `at`, whether or not it works that day."""
    zone = moment.office.zone
    opening = minute_of_day(moment.office.hours.opens)
    return earliest(at.astimezone(zone).date(), opening, zone)


def _soon(request: RequestedTime, moment: Moment) -> ReadTime:
    due = moment.office.next_open(moment.said_at)
    if due is None:
        return ambiguous((), TimeRule.CLOSED_THEN)
    if request.in_hours and not request.soon:
        spans = moment.office.open_spans(due, due + timedelta(days=1))
        return ReadTime(
            TimeKind.WINDOW,
            TimeRule.BUSINESS_HOURS,
            due_at=due,
            due_until=spans[0][1] if spans else due,
        )
    return instant(due, TimeRule.AS_SOON_AS_POSSIBLE)


def _window(
    spans: Sequence[Span], rule: TimeRule, moment: Moment, *, keeps_start: bool = False
) -> ReadTime:
    """Returns one window inside business hours; several different ones are for a person to choose
    from.

    With `keeps_start` a window with a stated beginning outside business hours remains as it is.
    """
    future = [(max(start, moment.said_at), end) for start, end in spans if end > moment.said_at]
    if not future:
        return past(start for start, _ in spans if start >= moment.said_at)
    spans_inside = [moment.office.open_spans(*span) for span in future]
    inside = {(opens[0][0], opens[-1][1]) for opens in spans_inside if opens}
    if len(future) > 1 and (len(inside) != 1 or not all(spans_inside)):
        starts = [
            opens[0][0] if opens else span[0]
            for opens, span in zip(spans_inside, future, strict=True)
        ]
        return ambiguous(starts, TimeRule.WHICH_TIME)
    if inside:
        start, end = inside.pop()
        return ReadTime(TimeKind.WINDOW, rule, due_at=start, due_until=end)
    start, end = future[0]
    if keeps_start:
        return ReadTime(TimeKind.WINDOW, rule, due_at=start, due_until=end)
    return ambiguous((end,), TimeRule.CLOSED_THEN)


def _by_a_day(limit: Limit, request: RequestedTime, moment: Moment) -> ReadTime:
    """Reads "by Friday", "from Monday", "after tomorrow", "in an hour or later"."""
    if limit.delay is not None:
        at = _after(limit.delay, moment)
        if limit.is_upper:
            return _window([(moment.said_at, at)], TimeRule.BEFORE_LIMIT, moment)
        until = moment.end_of(at.astimezone(moment.zone).date())
        return _window([(at, until)], TimeRule.AFTER_LIMIT, moment, keeps_start=True)
    if limit.day is None or len(request.limits) > 1 or request.days:
        return ambiguous((), TimeRule.TWO_LIMITS)
    spans = day_spans(limit.day, moment.calendar)
    if not spans:
        return ambiguous((), TimeRule.NO_SUCH_DAY)
    if just_passed(limit.day, moment.today):
        return past(moment.start_of(span.first) for span in spans)
    answers = [_by_one_day(limit, span, request, moment) for span in spans]
    return answers[0] if len(set(answers)) == 1 else merged(answers, moment)


def _by_one_day(limit: Limit, span: DaySpan, request: RequestedTime, moment: Moment) -> ReadTime:
    has_time = limit.clock or limit.part or limit.edge
    last = span.end - timedelta(days=1)
    if limit.is_upper:
        on = span.first if limit.side is Mark.BEFORE else last
        ends = [end for _, end in limit_spans(limit, on, moment)] if has_time else []
        if has_time and not ends:
            return ambiguous((), TimeRule.CLOSED_THEN)
        if not has_time:
            ends = [moment.start_of(on) if limit.side is Mark.BEFORE else moment.end_of(on)]
        return _window([(moment.said_at, end) for end in ends], TimeRule.BEFORE_LIMIT, moment)
    if has_time:
        spans = limit_spans(limit, span.first, moment)
        return _window(spans, TimeRule.AFTER_LIMIT, moment, keeps_start=True)
    start = moment.end_of(last) if limit.side is Mark.AFTER else moment.start_of(span.first)
    due = moment.office.next_open(max(start, moment.said_at))
    if due is None:
        return ambiguous((), TimeRule.CLOSED_THEN)
    if request.parts:
        on = due.astimezone(moment.zone).date()
        return _first_open_of((single(on),), request, TimeRule.AFTER_LIMIT, moment, relative=False)
    closes = moment.office.open_spans(due, moment.end_of(due.astimezone(moment.zone).date()))
    return ReadTime(
        TimeKind.WINDOW,
        TimeRule.AFTER_LIMIT,
        due_at=due,
        due_until=closes[-1][1] if closes else due,
    )


def _later_in(span: DaySpan, request: RequestedTime, moment: Moment) -> ReadTime:
    """Reads "later today": after the usual delay, but still within the named time."""
    spans = windows_on(span.first, replace(request, limits=()), moment)
    later = [(max(start, moment.said_at + moment.delay), end) for start, end in spans]
    later = [(start, end) for start, end in later if start < end]
    if any(moment.office.open_spans(*one) for one in later):
        return _window(later, TimeRule.LATER_IN_STATED_TIME, moment)
    return _first_open_of((span,), request, TimeRule.LATER, moment, relative=False)


def _first_open_of(
    spans: Sequence[DaySpan],
    request: RequestedTime | None,
    rule: TimeRule,
    moment: Moment,
    *,
    relative: bool,
) -> ReadTime:
    """Returns the first time at which the team works. `relative` says that the day was counted from
    the call ("tomorrow") and not named; a day off then means the next working day, because the
    caller did not think of the weekend.
    """
    found = [_open_in(span, request, moment) for span in spans]
    answers = list(dict.fromkeys(span for span in found if span))
    whole = request is None or not (request.parts or request.limits or request.ends)
    kind = TimeKind.DAY if whole and spans[0].is_one_day else TimeKind.WINDOW
    if len(answers) == 1:
        return ReadTime(kind, rule, due_at=answers[0][0], due_until=answers[0][1])
    if answers:
        return ambiguous((start for start, _ in answers), TimeRule.SEVERAL_DAYS)
    if relative and (working := _next_working_day(spans[-1].first, request, moment)):
        return ReadTime(
            kind, rule, due_at=working[0], due_until=working[1], notes=(TimeNote.MOVED,)
        )
    return _closed_on(spans, request, moment)


def _closed_on(spans: Sequence[DaySpan], request: RequestedTime | None, moment: Moment) -> ReadTime:
    """Returns the answer for closed hours: the stated time and the next opening, unless the time
    was stated exactly.
    """
    days = [span.first for span in spans]
    windows = [one for day in days for one in windows_on(day, request, moment)]
    future = [(max(start, moment.said_at), end) for start, end in windows if end > moment.said_at]
    if not future:
        return past(start for start, _ in windows if start >= moment.said_at)
    explicit = request and (
        request.ends or any(limit.clock and not limit.is_upper for limit in request.limits)
    )
    if explicit and len(future) == 1 and len(spans) == 1:
        start, end = future[0]
        return ReadTime(TimeKind.WINDOW, TimeRule.STATED_TIME, due_at=start, due_until=end)
    starts = [
        opening if start < (opening := _opening_on(start, moment)) < end else start
        for start, end in future
    ]
    next_open = moment.office.next_open(max(moment.said_at, starts[-1]))
    return ambiguous((*starts, *([next_open] if next_open else [])), TimeRule.CLOSED_THEN)


def _next_working_day(day: date, request: RequestedTime | None, moment: Moment) -> Span | None:
    """Returns the same part of the next working day; None for a day that is a working
    day itself.
    """
    if moment.works_on(day):
        return None
    following = (day + timedelta(days=ahead) for ahead in range(1, SEARCH_DAYS))
    working = next((one for one in following if moment.works_on(one)), None)
    return _open_in(single(working), request, moment) if working else None


def _open_in(span: DaySpan, request: RequestedTime | None, moment: Moment) -> Span | None:
    """Returns the span from the first to the last working moment in the days."""
    opens: list[Span] = []
    for day in span.days:
        windows = windows_on(day, request, moment)
        if len(windows) > 1:
            return None
        for start, end in windows:
            if end > moment.said_at:
                opens += moment.office.open_spans(max(start, moment.said_at), end)
    return (opens[0][0], opens[-1][1]) if opens else None


def _at_edge(day: Day | None, request: RequestedTime, moment: Moment) -> ReadTime:
    """Reads opening or closing time, or an offset in minutes from it."""
    if request.edge is Mark.OPENING and day is None and not request.parts and not request.shift:
        has_opened = moment.office.is_open(moment.said_at)
        start = moment.end_of(moment.today) if has_opened else moment.said_at
        due = moment.office.next_open(start)
        return instant(due, TimeRule.NEXT_OPENING) if due else ambiguous((), TimeRule.CLOSED_THEN)
    if day is None and request.parts:
        day = DaysAhead(1) if "morning" in request.parts[0] else DaysAhead(0)
    spans = (single(moment.today),) if day is None else day_spans(day, moment.calendar)
    if not spans:
        return ambiguous((), TimeRule.NO_SUCH_DAY)
    answers = [_edge_of(span, day, request, moment) for span in spans]
    return answers[0] if len(set(answers)) == 1 else merged(answers, moment)


def _edge_of(span: DaySpan, day: Day | None, request: RequestedTime, moment: Moment) -> ReadTime:
    working = [one for one in span.days if moment.works_on(one)]
    if not working:
        relative = isinstance(day, DaysAhead) or day is None
        first_open = _first_open_of((span,), None, TimeRule.OPENING, moment, relative=relative)
        if request.edge is Mark.OPENING and first_open.due_at:
            return replace(instant(first_open.due_at, first_open.rule), notes=first_open.notes)
        return ambiguous(times_of(first_open), TimeRule.CLOSED_THEN)
    is_opening = request.edge is Mark.OPENING
    office = moment.office
    edge = office.opens_on(working[0]) if is_opening else office.closes_on(working[-1])
    if edge is None:
        return ambiguous((), TimeRule.CLOSED_THEN)
    at = edge + timedelta(minutes=request.shift)
    if at >= moment.said_at:
        return instant(at, TimeRule.OPENING if is_opening else TimeRule.CLOSING)
    tomorrow = DaysAhead(1)
    if day is None:
        return _at_edge(tomorrow, request, moment)
    return past()
