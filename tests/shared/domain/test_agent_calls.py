"""When, and whom, a team's agent may call: whatever the zones, the clocks and the rules."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.agent_calls import (
    EARLIEST,
    LATEST,
    CallbackToPlace,
    CallingMode,
    CallingRules,
    Decision,
    HeldBecause,
    Plan,
    PlanState,
    plan_call,
)
from shared.domain.business_hours import BusinessHours, Office
from shared.domain.zones import zones_of_number

NEW_YORK, BERLIN = "+12025550143", "+4930123456"
RULES = CallingRules(mode=CallingMode.AUTO, countries=frozenset({"US", "DE", "AU", "GB", "NZ"}))
OFFICE = Office(BusinessHours(), ZoneInfo("America/New_York"), "US")
# A Wednesday, at eleven in New York.
NOON = datetime(2026, 11, 18, 16, tzinfo=UTC)
ONE = CallbackToPlace(NOON, None, NEW_YORK, NEW_YORK)


def planned(one: CallbackToPlace, *, now: datetime = NOON, rules: CallingRules = RULES) -> Plan:
    plan = plan_call(one, rules, OFFICE, now)
    assert plan
    return plan


def test_a_callback_is_made_at_its_time() -> None:
    assert planned(ONE) == Plan(PlanState.PLANNED, NOON, number=NEW_YORK)
    assert planned(ONE, now=NOON - timedelta(days=2)).at == NOON


def test_a_snoozed_callback_waits_and_is_left_to_people_when_that_is_too_late() -> None:
    later = NOON + timedelta(hours=2)
    assert planned(replace(ONE, not_before=later)).at == later
    assert planned(replace(ONE, not_before=NOON - timedelta(hours=2))).at == NOON
    too_late = planned(replace(ONE, not_before=NOON + timedelta(hours=25)))
    assert (too_late.state, too_late.because) == (PlanState.HELD, HeldBecause.NO_PERMITTED_TIME)


def test_people_make_callbacks_by_default() -> None:
    assert plan_call(ONE, CallingRules(), OFFICE, NOON) is None


@pytest.mark.parametrize(
    ("number", "because"),
    [
        (None, HeldBecause.NO_NUMBER),
        ("anonymous", HeldBecause.INVALID_NUMBER),
        ("2025550143", HeldBecause.INVALID_NUMBER),
        ("+1202555", HeldBecause.INVALID_NUMBER),
        ("+19005550143", HeldBecause.PAID_NUMBER),
        ("+4990012345678", HeldBecause.INVALID_NUMBER),
        ("+449098790000", HeldBecause.PAID_NUMBER),
        ("+81312345678", HeldBecause.COUNTRY),
        ("+18765550143", HeldBecause.COUNTRY),
    ],
)
def test_numbers_that_cost_or_are_no_ones_are_not_called(
    number: str | None, because: HeldBecause
) -> None:
    plan = planned(replace(ONE, number=number, caller_number=number))
    assert (plan.state, plan.because, plan.at) == (PlanState.HELD, because, None)


def test_a_number_that_was_only_named_needs_a_person() -> None:
    named = replace(ONE, number="+12125550188")
    plan = planned(named)
    assert (plan.state, plan.because) == (PlanState.NEEDS_APPROVAL, HeldBecause.OTHER_NUMBER)
    approved = replace(named, decision="approved", decided_number="+12125550188")
    assert planned(approved).state is PlanState.PLANNED
    changed = replace(approved, number="+12125550199")
    assert planned(changed).state is PlanState.NEEDS_APPROVAL


def test_each_call_is_approved_where_the_team_wants_that() -> None:
    ask = replace(RULES, mode=CallingMode.ASK)
    assert planned(ONE, rules=ask).state is PlanState.NEEDS_APPROVAL
    approved = replace(ONE, decision="approved", decided_number=NEW_YORK)
    assert planned(approved, rules=ask).state is PlanState.PLANNED


def test_a_person_stops_it_and_the_list_bars_it_whatever_was_approved() -> None:
    assert planned(replace(ONE, decision="stopped")).state is PlanState.STOPPED
    barred = replace(ONE, do_not_call=True, decision="approved", decided_number=NEW_YORK)
    assert planned(barred) == Plan(PlanState.HELD, because=HeldBecause.DO_NOT_CALL)


def test_tries_have_pauses_and_an_end() -> None:
    tried = replace(ONE, tries=1, last_try_at=NOON)
    assert planned(tried).at == NOON + RULES.pause
    assert planned(replace(ONE, tries=2, last_try_at=NOON)).state is PlanState.MISSED


def test_what_is_long_over_is_left_to_people() -> None:
    assert planned(ONE, now=NOON + timedelta(hours=25)).because is HeldBecause.TOO_LATE
    assert planned(
        replace(ONE, due_until=NOON + timedelta(hours=5)), now=NOON + timedelta(hours=25)
    ).at == NOON + timedelta(hours=25)


def test_a_time_outside_the_hours_moves_to_the_next_permitted_one() -> None:
    evening = datetime(2026, 11, 19, 1, tzinfo=UTC)  # Wednesday, eight in the evening
    assert planned(replace(ONE, due_at=evening)).at == datetime(2026, 11, 19, 14, tzinfo=UTC)
    # Thanksgiving, after which the Friday is a business day.
    holiday = datetime(2026, 11, 26, 16, tzinfo=UTC)
    assert planned(replace(ONE, due_at=holiday)).at == datetime(2026, 11, 27, 14, tzinfo=UTC)
    # Berlin's evening ends before New York's business day does.
    late = replace(ONE, number=BERLIN, caller_number=BERLIN, due_at=NOON + timedelta(hours=4))
    assert planned(late).at == datetime(2026, 11, 19, 14, tzinfo=UTC)


def test_no_common_hours_is_said() -> None:
    sydney = replace(ONE, number="+61281234567", caller_number="+61281234567")
    rules = replace(RULES, earliest=time(9), latest=time(17))
    plan = planned(sydney, rules=rules)
    assert (plan.state, plan.because) == (PlanState.HELD, HeldBecause.NO_PERMITTED_TIME)


def test_the_zone_that_the_sender_states_counts_beside_the_numbers() -> None:
    """A traveller in Los Angeles with a number of New York is not woken."""
    early = datetime(2026, 11, 18, 14, tzinfo=UTC)
    plan = planned(replace(ONE, due_at=early, zone="America/Los_Angeles"), now=early)
    assert plan.at == datetime(2026, 11, 18, 17, tzinfo=UTC)


NUMBERS = (NEW_YORK, BERLIN, "+61281234567", "+442079460000", "+6433555123", "+18085550143")
ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Auckland", "UTC")
# Around the days on which clocks change, and across the year's end.
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)
CLOCKS = st.integers(0, 47).map(lambda half: time(half // 2, half % 2 * 30))


@st.composite
def situations(draw: st.DrawFn) -> tuple[CallbackToPlace, CallingRules, Office, datetime]:
    now, number = draw(MOMENTS), draw(st.sampled_from(NUMBERS))
    earliest, latest = sorted((draw(CLOCKS), draw(CLOCKS)))
    decisions: list[Decision | None] = [None, "approved", "stopped"]
    decision = draw(st.sampled_from(decisions))
    ago = draw(st.none() | st.integers(0, 100))
    one = CallbackToPlace(
        due_at=now + timedelta(minutes=30 * draw(st.integers(-300, 300))),
        due_until=None,
        number=number,
        caller_number=number,
        zone=draw(st.sampled_from([None, *ZONES])),
        do_not_call=draw(st.booleans()),
        decision=decision,
        decided_number=number if decision else None,
        tries=draw(st.integers(0, 3)),
        last_try_at=None if ago is None else now - timedelta(minutes=30 * ago),
    )
    rules = CallingRules(
        mode=draw(st.sampled_from(CallingMode)),
        countries=RULES.countries,
        earliest=earliest,
        latest=latest,
        late_after=timedelta(hours=draw(st.integers(0, 168))),
    )
    days = draw(st.frozensets(st.integers(0, 6), min_size=1))
    closed = draw(st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=3))
    hours = BusinessHours(draw(CLOCKS), draw(CLOCKS), days)
    return one, rules, Office(hours, ZoneInfo(draw(st.sampled_from(ZONES))), "DE", closed), now


@given(situations())
def test_a_call_is_only_placed_when_everyone_may_be_called(
    situation: tuple[CallbackToPlace, CallingRules, Office, datetime],
) -> None:
    one, rules, office, now = situation
    plan = plan_call(one, rules, office, now)
    if plan is None or plan.state is not PlanState.PLANNED:
        return
    approved = one.decision == "approved"
    assert rules.mode is CallingMode.AUTO or (rules.mode is CallingMode.ASK and approved)
    assert one.decision != "stopped"
    assert not one.do_not_call
    assert one.tries < rules.max_tries
    assert plan.at is not None
    assert max(now, one.due_at) <= plan.at <= one.due_at + rules.late_after
    assert one.last_try_at is None or plan.at >= one.last_try_at + rules.pause
    assert office.is_open(plan.at)
    zones = [*zones_of_number(one.number, now), *([ZoneInfo(one.zone)] if one.zone else [])]
    assert zones
    for each in zones:
        clock = plan.at.astimezone(each).time()
        assert max(rules.earliest, EARLIEST) <= clock < min(rules.latest, LATEST)
