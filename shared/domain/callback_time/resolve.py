"""Turns the words in which somebody asked to be called back into an instant, or says why it cannot.

A wrong time is worse than an ambiguous one: what has several honest readings, or speaks of time in
words that cannot be read, becomes Ambiguous and goes to a person. Only a request that names no time
gets the default delay.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from zoneinfo import ZoneInfo

from shared.domain.callback_time.local_time import Office, zone_named
from shared.domain.callback_time.mentions import Clock, Day
from shared.domain.callback_time.reading import (
    Moment,
    read_clock,
    read_delay,
    read_exact,
    read_range,
    read_vague,
)
from shared.domain.callback_time.requested_time import RequestedTime, read_request
from shared.domain.callback_time.quotes import Quote, TimeContext, as_quotes
from shared.domain.callbacks import Ambiguous, CallbackTime, ReadTime, Resolved, TimeKind
from shared.domain.calls import BusinessHours

# Of the words that say when; a longer quote holds more than one time, or none.
LONGEST_REQUEST = 600
OUTSIDE = ", outside business hours"
# What means the same in all of these means the same everywhere: the ends of the earth's clocks and
# their middle.
ANYWHERE = (ZoneInfo("Etc/GMT+12"), ZoneInfo("UTC"), ZoneInfo("Etc/GMT-14"))
NO_ZONE = (
    "nothing says in which time zone the caller is: neither the sender, the team's settings nor the"
    " number (PATCH /api/tenant sets the team's)"
)
SEVERAL_ZONES = (
    "the caller's number can be in several time zones, and neither the sender nor the team's"
    " settings say which"
)


def read_callback_time(said: str | None | Sequence[Quote], context: TimeContext) -> ReadTime:
    """Reads what was quoted, in the order in which it was said; later quotes complete and correct
    earlier ones. No quote at all is `none`: the usual delay.
    """
    quotes = as_quotes(said)
    answer = resolve_in_zones(
        ". ".join(quote.words for quote in quotes) or None,
        said_at=context.said_at,
        zones=context.caller_zones,
        hours=context.hours,
        default_delay=context.default_delay,
    )
    match answer:
        case Resolved(at, rule):
            kind = TimeKind.NONE if rule == "default delay" else TimeKind.INSTANT
            return ReadTime(kind, rule, due_at=at)
        case Ambiguous(candidates, reason):
            return ReadTime(TimeKind.AMBIGUOUS, reason, candidates=candidates)


def resolve_in_zones(
    requested: str | None,
    *,
    said_at: datetime,
    zones: Sequence[ZoneInfo],
    hours: BusinessHours,
    default_delay: timedelta,
) -> CallbackTime:
    """As `resolve_callback_time` where one zone is known. Of several, or of none, only what all of
    them agree on is resolved ("in two hours", "at three Pacific"); the rest is ambiguous and says
    that the zone is not known.
    """
    asked = zones or ANYWHERE
    answers = [
        resolve_callback_time(
            requested, said_at=said_at, zone=zone, hours=hours, default_delay=default_delay
        )
        for zone in asked
    ]
    if len(set(answers)) == 1:
        return answers[0]
    found = tuple(sorted({at for answer in answers for at in _all_instants(answer)}))
    rules = [answer.rule for answer in answers if isinstance(answer, Resolved)]
    if len(found) == 1 and len(rules) == len(answers):
        # They differ only in whether it is inside business hours there.
        return Resolved(found[0], min(rules, key=len))
    return Ambiguous(found if zones else (), SEVERAL_ZONES if zones else NO_ZONE)


def resolve_callback_time(
    requested: str | None,
    *,
    said_at: datetime,
    zone: ZoneInfo,
    hours: BusinessHours,
    default_delay: timedelta,
) -> CallbackTime:
    """`requested` is verbatim, or None; `zone` is the local zone of both the request and `hours`.

    The answer is never before `said_at`. An exact time outside business hours is kept, and the rule
    says so; vague requests and the default delay are moved inside them.
    """
    if requested and len(requested) > LONGEST_REQUEST:
        return Ambiguous((), "the request is too long to be read as one time")
    office = Office(hours, zone)
    moment = Moment(said_at.astimezone(UTC), zone, office, default_delay)
    request = read_request(requested or "")
    if request.problem:
        return Ambiguous((), request.problem)
    return _not_in_the_past(_read(request, moment), moment)


def _read(request: RequestedTime, moment: Moment) -> CallbackTime:
    if request.says_nothing:
        return moment.after_delay("default delay")
    if request.zones:
        there = zone_named(request.zones[0])
        if there is None:
            return Ambiguous((), "the time zone that was named is not known")
        moment = moment.in_zone(there)
    if request.exact:
        return _merged([read_exact(iso, moment) for iso in request.exact], moment)
    if request.delays:
        return read_delay(request.delays[0], request.bound, moment)
    return _merged(
        [_read_one(request, day, clock, moment) for day, clock in _alternatives(request)], moment
    )


def _alternatives(request: RequestedTime) -> list[tuple[Day | None, Clock | None]]:
    """ "Monday at two or Tuesday at three" pairs up; otherwise every day goes with every
    clock time.
    """
    days, clocks = request.days or (None,), request.clocks or (None,)
    if request.is_range:
        return [(day, clocks[0]) for day in days]
    if len(days) == len(clocks):
        return list(zip_longest(days, clocks))
    return [(day, clock) for day in days for clock in clocks]


def _read_one(
    request: RequestedTime, day: Day | None, clock: Clock | None, moment: Moment
) -> CallbackTime:
    if len(request.parts) > 1:
        return _merged([read_vague(day, part, request, moment) for part in request.parts], moment)
    part = request.parts[0] if request.parts else None
    if request.same_time:
        clock = moment.clock
    if request.is_range:
        return read_range(day, request.clocks, part, moment)
    if clock:
        return read_clock(day, clock, part, request.bound, moment)
    return read_vague(day, part, request, moment)


def _merged(answers: list[CallbackTime], moment: Moment) -> CallbackTime:
    """Several alternatives are for a person to choose from, unless only one still lies ahead."""
    ahead = [answer for answer in answers if _instants(answer, moment)]
    if len(set(ahead or answers)) == 1:
        return (ahead or answers)[0]
    candidates = {at for answer in answers for at in _instants(answer, moment)}
    return Ambiguous(tuple(sorted(candidates)), "more than one time was named")


def _all_instants(answer: CallbackTime) -> tuple[datetime, ...]:
    return (answer.at,) if isinstance(answer, Resolved) else answer.candidates


def _instants(answer: CallbackTime, moment: Moment) -> tuple[datetime, ...]:
    return tuple(at for at in _all_instants(answer) if at >= moment.said_at)


def _not_in_the_past(answer: CallbackTime, moment: Moment) -> CallbackTime:
    """Nothing before the request was made; an exact time outside business hours says so."""
    match answer:
        case Resolved(at) if at < moment.said_at:
            return Ambiguous((), "that time is already past")
        case Resolved(at, rule) if not moment.office.is_open(at):
            return Resolved(at, rule + OUTSIDE)
        case Ambiguous(_, reason):
            return Ambiguous(tuple(sorted(set(_instants(answer, moment)))), reason)
        case _:
            return answer
