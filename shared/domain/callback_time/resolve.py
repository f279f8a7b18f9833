"""Turns the words of a callback request into a time, or says why it cannot.

A wrong time is worse than an ambiguous one: words with several plausible readings, or with
unreadable parts, become ambiguous and need a person. Only a request without a time gets the default
delay.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product, zip_longest
from zoneinfo import ZoneInfo

from shared.domain.business_hours import BusinessHours, Office
from shared.domain.callback_time.clauses import is_time
from shared.domain.callback_time.clock_times import read_clock
from shared.domain.callback_time.corrections import items_of
from shared.domain.callback_time.coverage import covered
from shared.domain.callback_time.dialogue import joined
from shared.domain.callback_time.mentions import Clock, Day, Item, Mention
from shared.domain.callback_time.moment import (
    Moment,
    ambiguous,
    instant,
    merged,
    past,
    times_of,
)
from shared.domain.callback_time.phrases import Reading, readings
from shared.domain.callback_time.quotes import Quote, TimeContext, as_quotes
from shared.domain.callback_time.request_reading import (
    read_default,
    read_delay,
    read_exact,
    read_window,
)
from shared.domain.callback_time.requested_time import RequestedTime, read_items
from shared.domain.callback_time.zones_of_language import OFFICE_ZONE
from shared.domain.callbacks import Ambiguous, CallbackTime, ReadTime, Resolved, TimeKind
from shared.domain.local_time import Zone, zone_named
from shared.domain.stored_texts import TimeNote, TimeRule
from shared.domain.transcript import Speaker

# The most characters of a request; a longer quote holds more than one time, or none.
LONGEST_REQUEST = 600
# No real request has more quotes, and no more ways to read it are tried.
MOST_QUOTES, MOST_READINGS = 12, 6
_BOTH = 2
# The ends and the middle of the earth's zones: words that mean the same in all of these mean the
# same everywhere.
ANYWHERE = (ZoneInfo("Etc/GMT+12"), ZoneInfo("UTC"), ZoneInfo("Etc/GMT-14"))


def read_callback_time(said: str | Sequence[Quote] | None, context: TimeContext) -> ReadTime:
    """Reads the quotes in the order in which they were said; later quotes complete and correct
    earlier ones. Without a quote the result is `none`: the usual delay.

    With several zones, or none, only what all of them agree on is read ("in two hours", "at three
    Pacific"); the rest is ambiguous, with the reason that the zone is not known. No answer is
    before `said_at`.
    """
    quotes = as_quotes(said)
    if sum(len(quote.words) for quote in quotes) > LONGEST_REQUEST or len(quotes) > MOST_QUOTES:
        return ambiguous((), TimeRule.TOO_LONG)
    requests = _requests(quotes, context.language)
    answers = [_read_in(zone, requests, context) for zone in context.caller_zones or ANYWHERE]
    if len(set(answers)) == 1:
        return answers[0]
    found = {at for answer in answers for at in times_of(answer)}
    same = {(one.kind, one.due_at, one.due_until, one.candidates) for one in answers}
    if len(same) == 1:
        # The answers differ only in whether the time is inside business hours.
        return min(answers, key=lambda answer: len(answer.explanation))
    if not context.caller_zones:
        return ambiguous((), TimeRule.NO_ZONE)
    return ambiguous(found, TimeRule.SEVERAL_ZONES)


def _requests(quotes: Sequence[Quote], language: str | None) -> list[RequestedTime]:
    """Returns one request for each way to read the quotes, in their possible languages."""
    sentences = [part for quote in quotes for part in _split_questions(quote)]
    ways = [readings(part.words, language) for part in sentences]
    # A sentence beside others that name a time may have none.
    is_answer = [_names_time(ways[:at] + ways[at + 1 :]) for at in range(len(ways))]
    offered = [_offered_before(at, sentences, ways) for at in range(len(ways))]
    return [
        read_items(
            joined(
                [
                    (part, items_of(part.words, _covered(part, reading, answers, offers)))
                    for part, reading, answers, offers in zip(
                        sentences, way, is_answer, offered, strict=True
                    )
                ]
            )
        )
        for _, way in zip(range(MOST_READINGS), product(*ways), strict=False)
    ]


def _names_time(ways: Sequence[Sequence[Reading]]) -> bool:
    return any(
        is_time(mention.item) for way in ways for reading in way for mention in reading.mentions
    )


def _offered_before(
    at: int, sentences: Sequence[Quote], ways: Sequence[Sequence[Reading]]
) -> frozenset[Item]:
    """Returns the times that the agent named before a caller's words."""
    if sentences[at].speaker is not Speaker.CUSTOMER:
        return frozenset()
    return frozenset(
        mention.item
        for quote, readings_of_quote in zip(sentences[:at], ways[:at], strict=True)
        if quote.speaker is Speaker.AGENT
        for mention in readings_of_quote[0].mentions
        if is_time(mention.item)
    )


def _covered(
    part: Quote, reading: Reading, is_answer: bool, offered: frozenset[Item]
) -> tuple[Mention, ...]:
    return covered(
        part.words,
        reading.mentions,
        reading.signs,
        reading.language,
        is_answer=is_answer,
        offered=offered,
    )


def _split_questions(quote: Quote) -> list[Quote]:
    """Splits a quote that contains a question and its answer into two."""
    question, mark, answer = quote.words.partition("?")
    if not answer.strip(" ?.,!"):
        return [quote]
    return [replace(quote, words=question + mark), *_split_questions(replace(quote, words=answer))]


def _read_in(zone: ZoneInfo, requests: Sequence[RequestedTime], context: TimeContext) -> ReadTime:
    office = Office(
        context.hours, context.office_zone or zone, context.country, context.closed_days
    )
    moment = Moment(
        said_at=context.said_at.astimezone(UTC),
        zone=zone,
        office=office,
        delay=context.default_delay,
        day_zone=zone,
        zone_known=bool(context.caller_zones),
        office_zone_known=context.office_zone is not None,
    )
    answers = [_read_covered(request, moment) for request in requests]
    if len(set(answers)) == 1:
        return answers[0]
    return ambiguous((at for one in answers for at in times_of(one)), TimeRule.SEVERAL_LANGUAGES)


def _read_covered(request: RequestedTime, moment: Moment) -> ReadTime:
    """Returns an instant only when all words were read; else ambiguous, with the reading for a
    person.
    """
    if agreed := _in_two_zones(request, moment):
        return ambiguous(times_of(agreed), TimeRule.NOT_READ) if request.uncovered else agreed
    if request.problem:
        return ambiguous((), request.problem)
    if request.uncovered and request.says_nothing:
        return ambiguous((), TimeRule.NOT_READ)
    answer = _not_in_the_past(_read(request, moment), moment)
    if request.uncovered:
        return ambiguous(times_of(answer), TimeRule.NOT_READ)
    return answer


def _in_two_zones(request: RequestedTime, moment: Moment) -> ReadTime | None:
    """Reads "four Eastern, so one for me": two clock times that are the same moment in two zones.
    None if there is no such moment.
    """
    if len(request.clocks) != _BOTH or request.delays or request.exact or request.ends:
        return None
    named = [zone for name in request.zones if (zone := _zone_meant(name, moment))]
    known = [*dict.fromkeys((*named, moment.zone, moment.office.zone))]
    pairs = [(one, other) for one in known for other in known if one != other]
    if named:
        place = 0 if request.zone_leads else 1
        pairs = [pair for pair in pairs if pair[place] == named[0]]
    first, second = request.clocks
    common = [
        _times_in(one, first, request, moment) & _times_in(other, second, request, moment)
        for one, other in pairs
    ]
    found = {at for times in common for at in times if at >= moment.said_at}
    return instant(found.pop(), TimeRule.TWO_ZONES) if len(found) == 1 else None


def _times_in(
    zone: Zone, clock: Clock, request: RequestedTime, moment: Moment
) -> frozenset[datetime]:
    """Returns all moments that a clock time can mean in a zone, in its part of the day or not."""
    one = replace(request, clocks=(clock,), zones=())
    requests = (one, replace(one, parts=()))
    return frozenset(
        at
        for each in requests
        for there in moment.in_zone(zone)
        for at in times_of(_read_here(each, there))
    )


def _read(request: RequestedTime, moment: Moment) -> ReadTime:
    if request.says_nothing:
        return read_default(moment)
    if request.over:
        return past()
    if not request.zones:
        return _read_here(request, moment)
    there = _zone_meant(request.zones[0], moment)
    if there is None:
        return ambiguous((), TimeRule.UNKNOWN_ZONE)
    answers = [_read_here(request, one) for one in moment.in_zone(there)]
    return answers[0] if len(set(answers)) == 1 else merged(answers, moment)


def _read_here(request: RequestedTime, moment: Moment) -> ReadTime:
    if request.exact:
        return merged([read_exact(iso, moment) for iso in request.exact], moment)
    if request.delays:
        return read_delay(request.delays[0], request, moment)
    answers = [_read_one(request, day, clock, moment) for day, clock in _alternatives(request)]
    return answers[0] if len(answers) == 1 else merged(answers, moment)


def _zone_meant(name: str, moment: Moment) -> Zone | None:
    """Resolves an abbreviation of several zones to the caller's or the office's zone, if that is
    one of them.
    """
    if name.startswith("?"):
        return None
    names = name.split("|")
    if name == OFFICE_ZONE:
        return moment.office.zone if moment.office_zone_known else None
    if len(names) == 1:
        return zone_named(name)
    near = {getattr(moment.zone, "key", None), moment.office.zone.key}
    meant = [one for one in names if one in near]
    return zone_named(meant[0]) if len(meant) == 1 else None


def _alternatives(request: RequestedTime) -> list[tuple[Day | None, Clock | None]]:
    """Pairs "Monday at two or Tuesday at three"; otherwise every day is combined with every clock
    time.
    """
    days, clocks = request.days or (None,), request.clocks or (None,)
    if len(days) == len(clocks):
        return list(zip_longest(days, clocks))
    return [(day, clock) for day in days for clock in clocks]


def _read_one(
    request: RequestedTime, day: Day | None, clock: Clock | None, moment: Moment
) -> ReadTime:
    if len(request.parts) > 1:
        each = [replace(request, parts=(part,)) for part in request.parts]
        return merged([_read_one(one, day, clock, moment) for one in each], moment)
    if request.same_time:
        clock = moment.clock
    if clock is None:
        return read_window(day, request, moment)
    answer = read_clock(day, clock, request, moment)
    if request.shift and answer.due_at:
        return replace(answer, due_at=answer.due_at + timedelta(minutes=request.shift))
    return answer


def _not_in_the_past(answer: ReadTime, moment: Moment) -> ReadTime:
    """Removes times before the request; marks an exact time outside business hours."""
    if answer.due_at is None:
        ahead = tuple(at for at in answer.candidates if at >= moment.said_at)
        return replace(answer, candidates=ahead)
    if answer.due_at < moment.said_at:
        return past()
    if not moment.office.is_open(answer.due_at) and answer.kind is not TimeKind.NONE:
        return replace(answer, notes=(*answer.notes, TimeNote.OUTSIDE))
    return answer


def resolve_callback_time(
    requested: str | None,
    *,
    said_at: datetime,
    zone: ZoneInfo,
    hours: BusinessHours,
    default_delay: timedelta,
) -> CallbackTime:
    """Reads one quote as `read_callback_time` does, with one zone for the caller and the office."""
    return resolve_in_zones(
        requested, said_at=said_at, zones=(zone,), hours=hours, default_delay=default_delay
    )


def resolve_in_zones(
    requested: str | None,
    *,
    said_at: datetime,
    zones: Sequence[ZoneInfo],
    hours: BusinessHours,
    default_delay: timedelta,
) -> CallbackTime:
    """Reads one quote as `read_callback_time` does; an answer with a time to call is resolved."""
    answer = read_callback_time(
        requested, TimeContext(said_at, tuple(zones), None, hours, None, default_delay)
    )
    if answer.due_at is None:
        return Ambiguous(answer.candidates, answer.explanation)
    return Resolved(answer.due_at, answer.explanation)
