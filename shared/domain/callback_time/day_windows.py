"""Computes the windows of one day that remain after parts of the day, limits and ranges."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from shared.domain.callback_time.mentions import Mark
from shared.domain.callback_time.moment import Moment, Span, suiting
from shared.domain.callback_time.parts_of_day import PARTS, readings
from shared.domain.callback_time.requested_time import Limit, RequestedTime
from shared.domain.local_time import earliest


def windows_on(day: date, request: RequestedTime | None, moment: Moment) -> list[Span]:
    """Returns the windows of one day, one for each plausible reading of its limits."""
    if request is None:
        return [(moment.start_of(day), moment.end_of(day))]
    if request.ends:
        return _ranges_on(day, request, moment)
    part = request.parts[0] if request.parts else None
    start, end = PARTS[part] if part else (0, 1440)
    whole = (earliest(day, start, moment.zone), earliest(day, end, moment.zone))
    sides = [limit_spans(limit, day, moment) for limit in request.limits]
    found = []
    for combination in product(*sides):
        low = max((whole[0], *(one[0] for one in combination)))
        high = min((whole[1], *(one[1] for one in combination)))
        if low < high:
            found.append((low, high))
    if not found and part and any(limit.clock and not limit.part for limit in request.limits):
        # "Before five in the evening": the part belongs to the clock time.
        return windows_on(day, _parted(request, part), moment)
    # For a team that opens at nine, "after eight" can be in the evening.
    lower = [limit for limit in request.limits if limit.clock and not limit.is_upper]
    if all(_suits_hours(limit, day, moment) for limit in lower):
        return _narrowed(found, moment)
    return list(dict.fromkeys(found))


def _parted(request: RequestedTime, part: str) -> RequestedTime:
    limits = tuple(replace(limit, part=limit.part or part) for limit in request.limits)
    return replace(request, parts=(), limits=limits)


def _suits_hours(limit: Limit, day: date, moment: Moment) -> bool:
    if limit.clock is None:
        return True
    found = readings(limit.clock, limit.part)
    return len(found) == 1 or suiting([(day, minutes) for minutes in found], moment)[1]


def _narrowed(found: list[Span], moment: Moment) -> list[Span]:
    """Returns the windows in which the team works, if there are any; each once."""
    spans = list(dict.fromkeys(found))
    return [span for span in spans if moment.office.open_spans(*span)] or spans


def limit_spans(limit: Limit, day: date, moment: Moment) -> list[Span]:
    """Returns what a limit leaves of a day, one span for each reading; those inside business hours
    first.
    """
    far_before, far_after = moment.start_of(day), earliest(day, 1440, moment.zone)
    if limit.part and not limit.clock:
        start, end = PARTS[limit.part]
        at = {Mark.BEFORE: start, Mark.BY: end, Mark.UNTIL: end, Mark.AFTER: end}.get(
            limit.side, start
        )
        moments = [earliest(day, at, moment.zone)]
    elif limit.edge:
        edge = moment.office.opens_on if limit.edge is Mark.OPENING else moment.office.closes_on
        at_edge = edge(day)
        moments = [at_edge] if at_edge else []
    elif limit.clock:
        locals_ = [(day, minutes) for minutes in readings(limit.clock, limit.part)]
        chosen, _ = suiting(locals_, moment)
        moments = [earliest(*local, moment.zone) for local in chosen]
    else:
        moments = []
    shifted = [at + timedelta(minutes=limit.shift) for at in moments]
    if limit.is_upper:
        return [(far_before, at) for at in shifted]
    return [(at, max(far_after, at)) for at in shifted]


def _ranges_on(day: date, request: RequestedTime, moment: Moment) -> list[Span]:
    first, last = request.ends
    part = request.parts[0] if request.parts else None
    starts = readings(first, part) or readings(first, None)
    pairs = [
        (start, end + 1440 * (end <= start))
        for start in (starts if part else readings(first, None))
        for end in readings(last, part)
    ]
    shortest = [(start, end) for start, end in pairs if end - start <= 720]
    if first.exact or last.exact or part:
        shortest = sorted(shortest, key=lambda pair: pair[1] - pair[0])[:1]
    spans = [
        (earliest(day, start, moment.zone), earliest(day, end, moment.zone))
        for start, end in shortest
    ]
    return _narrowed(spans, moment)
