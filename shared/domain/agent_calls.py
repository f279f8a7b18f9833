"""Calls that the team's voice agent places for callbacks: whether, when and to whom it may."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumberType

from shared.domain.business_hours import Office
from shared.domain.zones import MOST_ZONES, find_zone, zones_of_number

# No one may be called before or after, whatever a team sets: the hours of the strictest common
# rule, 47 CFR 64.1200(c)(1) of the United States.
EARLIEST, LATEST = time(8), time(21)
# A permitted moment is looked for at these steps: all UTC offsets are multiples of 15 minutes.
STEP = timedelta(minutes=5)
# How far ahead: hours repeat every week, and longer closures are looked at again later.
SEARCH = timedelta(days=8)
# Of a longer window only the beginning counts, and a later callback is not planned in detail yet.
LONGEST_WINDOW, FARTHEST = timedelta(days=14), timedelta(days=60)
MOST_TRIES = 5
LONGEST_LATE = timedelta(days=7)
# Numbers that cost more than a call, or at which no person answers.
REFUSED_TYPES = frozenset(
    {
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PAGER,
        PhoneNumberType.UAN,
        PhoneNumberType.VOICEMAIL,
    }
)


class CallingMode(StrEnum):
    """Who makes callbacks: people (`off`), the agent after a person approved each (`ask`), or the
    agent by itself (`auto`).
    """

    OFF = "off"
    ASK = "ask"
    AUTO = "auto"


Line = Literal["twilio", "sip_trunk"]
Decision = Literal["approved", "stopped"]


@dataclass(frozen=True, slots=True)
class CallingRules:
    """A team's rules. `agent_id` and `phone_number_id` are the vendor's ids, `countries` (ISO 3166)
    those whose numbers may be called. `earliest` and `latest` are on the clock of the person who is
    called. A callback is tried at most `max_tries` times with a pause of `pause`, and not later
    than `late_after` its time. A team's agents place at most `daily_limit` calls in 24 hours.
    """

    mode: CallingMode = CallingMode.OFF
    agent_id: str = ""
    phone_number_id: str = ""
    line: Line = "twilio"
    countries: frozenset[str] = frozenset()
    earliest: time = time(9)
    latest: time = time(20)
    max_tries: int = 2
    pause: timedelta = timedelta(hours=1)
    late_after: timedelta = timedelta(hours=24)
    daily_limit: int = 50


class PlanState(StrEnum):
    """What the agent does about a callback."""

    PLANNED = "planned"
    NEEDS_APPROVAL = "needs_approval"
    CALLING = "calling"
    STOPPED = "stopped"
    HELD = "held"
    MISSED = "missed"


class HeldBecause(StrEnum):
    """Why the agent does not call, or not without a person's approval."""

    MODE = "mode"
    OTHER_NUMBER = "other_number"
    NO_NUMBER = "no_number"
    INVALID_NUMBER = "invalid_number"
    PAID_NUMBER = "paid_number"
    COUNTRY = "country"
    DO_NOT_CALL = "do_not_call"
    NO_PERMITTED_TIME = "no_permitted_time"
    TOO_LATE = "too_late"
    REFUSED = "refused"
    OUTCOME_UNKNOWN = "outcome_unknown"


# Ends of a call after which people have to decide.
STOPPED_BY = {each.value: each for each in (HeldBecause.REFUSED, HeldBecause.OUTCOME_UNKNOWN)}


@dataclass(frozen=True, slots=True)
class CallbackToPlace:
    """What a plan follows from. `number` is the one to call and `caller_number` the one that the
    call came from. `zone` is the caller's, where the sender of the call states it. `tries` are
    calls that the agent placed, `last_try_at` is the end of the last one, and `is_calling` says
    that one is not over. `decided_number` is the number that a person's decision is about, and
    `not_before` when a person snoozed the callback until. `ended_with` is why the last try ended.
    """

    due_at: datetime
    due_until: datetime | None
    number: str | None
    caller_number: str | None
    zone: str | None = None
    do_not_call: bool = False
    decision: Decision | None = None
    decided_number: str | None = None
    tries: int = 0
    last_try_at: datetime | None = None
    is_calling: bool = False
    ended_with: str | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What the voice agent does about a callback, and when: `at` is None where it does nothing.
    `because` says why it does not call.
    """

    state: PlanState
    at: datetime | None = None
    because: HeldBecause | None = None
    number: str | None = None


def plan_call(
    one: CallbackToPlace, rules: CallingRules, office: Office, now: datetime
) -> Plan | None:
    """Returns what the agent does about an open callback with a time. None where people make the
    callbacks.
    """
    if state := _state_before_calling(one, rules):
        stopped_by = STOPPED_BY.get(one.ended_with or "") if state is PlanState.STOPPED else None
        return Plan(state, because=stopped_by)
    if rules.mode is CallingMode.OFF:
        return None
    number = canonical(one.number or one.caller_number)
    last = _last_moment(one, rules, now)
    because = _refusal_of(number, rules)
    if because is None and one.do_not_call:
        because = HeldBecause.DO_NOT_CALL
    if because is None and last < now:
        because = HeldBecause.TOO_LATE
    if because or number is None:
        return Plan(PlanState.HELD, because=because)
    first = max(one.due_at, now)
    if one.last_try_at:
        first = max(first, one.last_try_at + rules.pause)
    if one.not_before:
        first = max(first, one.not_before)
    at: datetime | None = first
    if first - now <= FARTHEST:
        at = permitted_from(first, last, number, one.zone, rules, office)
    if at is None:
        return Plan(PlanState.HELD, because=HeldBecause.NO_PERMITTED_TIME)
    approval = _approval_for(one, number, rules)
    return Plan(PlanState.NEEDS_APPROVAL if approval else PlanState.PLANNED, at, approval, number)


def _state_before_calling(one: CallbackToPlace, rules: CallingRules) -> PlanState | None:
    if one.is_calling:
        return PlanState.CALLING
    if rules.mode is CallingMode.OFF:
        return None
    if one.decision == "stopped":
        return PlanState.STOPPED
    return PlanState.MISSED if one.tries >= rules.max_tries else None


def _approval_for(one: CallbackToPlace, number: str, rules: CallingRules) -> HeldBecause | None:
    """Returns why a person has to approve the call first; None where none has to."""
    if one.decision == "approved" and canonical(one.decided_number) == number:
        return None
    if rules.mode is CallingMode.ASK:
        return HeldBecause.MODE
    # What a caller says is a claim; the number that they called from is a fact.
    return None if number == canonical(one.caller_number) else HeldBecause.OTHER_NUMBER


def permitted_from(
    first: datetime,
    last: datetime,
    number: str,
    zone: str | None,
    rules: CallingRules,
    office: Office,
) -> datetime | None:
    """Returns the first moment, not after `last`, inside the team's business hours and the hours of
    every zone in which the number may be. None without one in SEARCH, and for a number that may be
    in more than MOST_ZONES.
    """
    zones = [*zones_of_number(number, first), *filter(None, [find_zone(zone)])]
    if not 0 < len(zones) <= MOST_ZONES + 1:
        return None
    opens, closes = max(rules.earliest, EARLIEST), min(rules.latest, LATEST)
    at, last = first, min(last, first + SEARCH)
    while at <= last:
        if not office.is_open(at):
            opening = office.next_open(at)
            if opening is None or opening > last:
                return None
            at = opening
        if all(opens <= at.astimezone(each).time() < closes for each in zones):
            return at
        minutes = STEP // timedelta(minutes=1)
        past = timedelta(
            minutes=at.minute % minutes, seconds=at.second, microseconds=at.microsecond
        )
        at = at - past + STEP
    return None


def canonical(number: str | None) -> str | None:
    """Returns a number in E.164, in which one number has one spelling: `+44 (0)20 7946 0000` is
    +442079460000. Returns anything that is no number unchanged.
    """
    try:
        parsed = phonenumbers.parse(number or "")
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _last_moment(one: CallbackToPlace, rules: CallingRules, now: datetime) -> datetime:
    """Returns after which moment people decide."""
    if one.due_at - now > FARTHEST:
        # Years ahead there may be no date to add to.
        return one.due_at
    window = min((one.due_until or one.due_at) - one.due_at, LONGEST_WINDOW)
    return one.due_at + window + rules.late_after


def _refusal_of(number: str | None, rules: CallingRules) -> HeldBecause | None:
    if not number:
        return HeldBecause.NO_NUMBER
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return HeldBecause.INVALID_NUMBER
    if not phonenumbers.is_valid_number(parsed):
        return HeldBecause.INVALID_NUMBER
    if phonenumbers.number_type(parsed) in REFUSED_TYPES:
        return HeldBecause.PAID_NUMBER
    if phonenumbers.region_code_for_number(parsed) not in rules.countries:
        return HeldBecause.COUNTRY
    return None
