"""When a team works on the days on which its clock is changed."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from shared.domain.business_hours import BusinessHours, Office
from shared.domain.local_time import earliest

NEW_YORK = ZoneInfo("America/New_York")
EVERY_DAY = frozenset(range(7))


def office(opens: time, closes: time) -> Office:
    return Office(BusinessHours(opens, closes, EVERY_DAY), NEW_YORK)


def test_a_team_that_opened_in_the_repeated_hour_stays_open() -> None:
    """On 1 November 2026 New York's clock goes from 02:00 back to 01:00, at 06:00 UTC."""
    team = office(time(1, 45), time(9))
    in_repeated_hour = datetime(2026, 11, 1, 6, 10, tzinfo=UTC)
    assert team.is_open(in_repeated_hour)
    assert team.next_open(in_repeated_hour) == in_repeated_hour
    before_opening = datetime(2026, 11, 1, 5, 10, tzinfo=UTC)
    assert team.next_open(before_opening) == datetime(2026, 11, 1, 5, 45, tzinfo=UTC)


def test_a_team_that_closed_in_the_repeated_hour_stays_closed() -> None:
    team = office(time(18), time(1, 30))
    in_repeated_hour = datetime(2026, 11, 1, 6, 10, tzinfo=UTC)
    assert not team.is_open(in_repeated_hour)
    assert team.next_open(in_repeated_hour) == datetime(2026, 11, 1, 23, tzinfo=UTC)


def test_every_moment_is_open_or_followed_by_the_nearest_opening() -> None:
    for opens, closes in (
        (time(1, 45), time(2, 15)),
        (time(2, 15), time(1, 15)),
        (time(2), time(2)),
    ):
        team = office(opens, closes)
        for minute in range(0, 60 * 8, 5):
            for day in (date(2026, 3, 8), date(2026, 11, 1)):
                at = datetime(
                    day.year, day.month, day.day, 4 + minute // 60, minute % 60, tzinfo=UTC
                )
                found = team.next_open(at)
                assert found
                assert team.is_open(found)
                assert team.is_open(at) == any(
                    start <= at < end for start, end in team.open_spans(at, at.replace(hour=23))
                )


def test_hours_that_the_clock_skips_are_no_opening() -> None:
    """On 8 March 2026 New York's clock goes from 02:00 to 03:00, at 07:00 UTC."""
    skipped = office(time(2, 15), time(2, 45))
    assert skipped.opens_on(date(2026, 3, 8)) is None
    half = office(time(2, 30), time(12))
    assert half.opens_on(date(2026, 3, 8)) == datetime(2026, 3, 8, 7, tzinfo=UTC)


def test_a_skipped_time_is_the_end_of_the_gap() -> None:
    gap_ends = datetime(2026, 3, 8, 7, tzinfo=UTC)
    for minute in (120, 150, 179):
        assert earliest(date(2026, 3, 8), minute, NEW_YORK) == gap_ends
    assert earliest(date(2026, 3, 8), 180, NEW_YORK) == gap_ends
    # The whole 30 December 2011 is missing in Samoa.
    samoa = ZoneInfo("Pacific/Apia")
    assert earliest(date(2011, 12, 30), 720, samoa) == datetime(2011, 12, 30, 10, tzinfo=UTC)
