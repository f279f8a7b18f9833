"""Schedules are due at their times of a clock, also where clocks are changed, and missed
occurrences follow the rule that was chosen.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.schedules import (
    ACTIONS,
    LARGEST_DATA,
    MOST_MISSED,
    Missed,
    checked_cron,
    newest_occurrences,
    next_occurrences,
    plan_due,
)

MINUTE = timedelta(minutes=1)
BERLIN = ZoneInfo("Europe/Berlin")
# Days before clocks change: by an hour, by half an hour, at midnight, and not at all.
CHANGES = [
    ("Europe/Berlin", "2026-03-28T12:00Z"),
    ("Europe/Berlin", "2026-10-24T12:00Z"),
    ("America/New_York", "2026-03-07T16:00Z"),
    ("America/New_York", "2026-10-31T16:00Z"),
    ("Australia/Lord_Howe", "2026-04-04T00:00Z"),
    ("Australia/Lord_Howe", "2026-10-03T00:00Z"),
    ("Africa/Cairo", "2026-04-23T12:00Z"),
    ("Africa/Cairo", "2026-10-29T12:00Z"),
    ("Antarctica/Troll", "2026-03-28T12:00Z"),
    ("Antarctica/Troll", "2026-10-24T12:00Z"),
    ("Asia/Kolkata", "2026-03-28T12:00Z"),
    ("UTC", "2026-03-28T12:00Z"),
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def expected(
    minutes: set[int], hours: set[int], zone: ZoneInfo, start: datetime, *, of_day: bool
) -> list[datetime]:
    """What a clock that is read each minute for two days shows. Times of day come once, also those
    that it skips.
    """
    found: list[datetime] = []
    before = start.astimezone(zone).replace(tzinfo=None)
    for count in range(1, 2 * 24 * 60):
        moment = start + count * MINUTE
        wall = moment.astimezone(zone).replace(tzinfo=None)
        skipped = [before + MINUTE * each for each in range(1, (wall - before) // MINUTE)]
        shown = [*skipped, wall] if of_day else [wall]
        due = {each for each in shown if each.hour in hours and each.minute in minutes}
        if of_day:
            # What the clock shows again was due the first time, also before the start.
            first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
            due -= {wall} if first < moment else set()
        if due:
            found.append(moment)
        before = wall
    return found


@settings(max_examples=25)
@given(
    change=st.sampled_from(CHANGES),
    minutes=st.sets(st.integers(0, 59), min_size=1, max_size=4),
    hours=st.sets(st.integers(0, 23), min_size=1, max_size=6),
    every=st.sampled_from(["minute", "hour", "none"]),
    later=st.integers(0, 24 * 60),
)
def test_each_time_of_the_clock_is_due_once(
    change: tuple[str, str], minutes: set[int], hours: set[int], every: str, later: int
) -> None:
    zone, start = ZoneInfo(change[0]), at(change[1]) + later * MINUTE
    minute, hour = (",".join(map(str, sorted(each))) for each in (minutes, hours))
    if every == "minute":
        minute, minutes = "*/20", {0, 20, 40}
    elif every == "hour":
        hour, hours = "*/3", set(range(0, 24, 3))
    cron = f"{minute} {hour} * * *"
    wanted = expected(minutes, hours, zone, start, of_day=every == "none")
    assert next_occurrences(cron, zone, start, count=len(wanted)) == wanted
    end = start + 2 * 24 * 60 * MINUTE - MINUTE
    assert newest_occurrences(cron, zone, since=start + MINUTE, until=end, count=10**6) == wanted
    assert newest_occurrences(cron, zone, since=start + MINUTE, until=end, count=2) == wanted[-2:]
    # One after the other gives the same.
    following: list[datetime] = []
    last = start
    while len(following) < min(len(wanted), 8):
        (last,) = next_occurrences(cron, zone, last, count=1)
        following.append(last)
    assert following == wanted[: len(following)]


@pytest.mark.parametrize(
    ("cron", "after", "wanted"),
    [
        # The hour from 2 to 3 is skipped: what falls into it is due when the clock is changed.
        ("30 2 * * *", "2026-03-28T12:00Z", "2026-03-29T01:00Z"),
        ("30 2 * * *", "2026-03-29T01:00Z", "2026-03-30T00:30Z"),
        ("*/30 2 * * *", "2026-03-28T12:00Z", "2026-03-30T00:00Z"),
        # And comes twice: times of day count once, what follows real time does not stop.
        ("30 2 * * *", "2026-10-25T00:30Z", "2026-10-26T01:30Z"),
        ("30 * * * *", "2026-10-25T00:30Z", "2026-10-25T01:30Z"),
        ("0 9 * * 1-5", "2026-11-27T08:00Z", "2026-11-30T08:00Z"),
        ("@daily", "2026-11-27T08:00Z", "2026-11-27T23:00Z"),
        ("0 0 29 2 *", "2026-11-27T08:00Z", "2028-02-28T23:00Z"),
        ("0 8 LW * *", "2026-10-01T08:00Z", "2026-10-30T07:00Z"),
        ("0 8 * * 1#2", "2026-11-01T08:00Z", "2026-11-09T07:00Z"),
    ],
)
def test_expressions(cron: str, after: str, wanted: str) -> None:
    assert next_occurrences(cron, BERLIN, at(after), count=1) == [at(wanted)]


@pytest.mark.parametrize(
    ("cron", "said"),
    [
        ("", "five fields"),
        ("* * * *", "it has 4"),
        ("0 * * * * *", "it has 6"),
        ("60 * * * *", "wrong minute"),
        ("* 24 * * *", "wrong hour"),
        ("* * 0 * *", "wrong day-of-month"),
        ("* * * 13 *", "wrong month"),
        ("* * * * 8", "wrong day-of-week"),
        ("* * * * MON-", "wrong day-of-week"),
        ("*/0 * * * *", "wrong minute"),
        ("5-1 * * * *", "wrong minute"),
        ("1,,2 * * * *", "wrong minute"),
        ("0 0 31 2,4 *", "wrong day-of-month"),
        ("0 0 */31 * MON#5", "does not occur"),
        ("@reboot", "unknown shorthand"),
        ("@every 5m", "unknown shorthand"),
    ],
)
def test_what_is_no_expression_is_said(cron: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        checked_cron(cron)


@given(st.text(st.sampled_from("0123456789*/,-#LW@MONJA. "), max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        cron = checked_cron(text)
    except ValueError:
        return
    first, second = next_occurrences(cron, BERLIN, at("2026-03-28T12:00Z"), count=2)
    assert first < second


@pytest.mark.parametrize(
    ("missed", "late", "ran", "skipped"),
    [
        (Missed.SKIP, timedelta(minutes=4), 4, [1, 2, 3]),
        (Missed.SKIP, timedelta(minutes=6), None, [1, 2, 3, 4]),
        (Missed.LATEST, timedelta(minutes=59), 4, [1, 2, 3]),
        (Missed.ALL, timedelta(minutes=59), 1, []),
    ],
)
def test_missed_occurrences_follow_the_rule(
    missed: Missed, late: timedelta, ran: int | None, skipped: list[int]
) -> None:
    """Those of 1 to 4 o'clock have passed."""

    def hour(of: int) -> datetime:
        return at(f"2026-11-30T{of:02}:00Z")

    plan = plan_due("0 * * * *", UTC, next_at=hour(1), at=hour(4) + late, missed=missed)
    assert plan.run == (hour(ran) if ran else None)
    assert plan.skipped == tuple(map(hour, skipped))
    assert plan.next_at == hour((ran or 4) + 1)
    assert plan.since is None


@pytest.mark.parametrize("missed", list(Missed))
def test_no_more_than_some_missed_ones_are_looked_at(missed: Missed) -> None:
    first, now = at("2026-01-01T00:00Z"), at("2026-11-30T12:00:30Z")
    plan = plan_due("* * * * *", UTC, next_at=first, at=now, missed=missed)
    oldest = at("2026-11-30T12:00Z") - (MOST_MISSED - 1) * MINUTE
    assert plan.since == first
    assert (plan.skipped or (plan.run,))[0] == oldest
    assert plan.next_at == (plan.run or now) + MINUTE


def test_a_time_that_was_promised_is_kept_when_the_zones_rules_change() -> None:
    promised = at("2026-11-30T06:30Z")
    plan = plan_due("0 8 * * *", BERLIN, next_at=promised, at=promised, missed=Missed.SKIP)
    assert (plan.run, plan.next_at) == (promised, at("2026-11-30T07:00Z"))


def test_an_expression_that_has_ended_has_no_next_time() -> None:
    last = at("2032-02-29T00:00Z")
    plan = plan_due("0 0 29 2 */8", UTC, next_at=last, at=last, missed=Missed.ALL)
    assert (plan.run, plan.next_at) == (last, None)


def test_the_data_of_an_event_is_small() -> None:
    ACTIONS.validate_python({"kind": "event", "data": {"x": "y" * (LARGEST_DATA - 9)}})
    with pytest.raises(ValueError, match="at most 4,096 bytes"):
        ACTIONS.validate_python({"kind": "event", "data": {"x": "y" * LARGEST_DATA}})
