"""Digests come at their time of the tenant's clock, also where clocks are changed."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from shared.domain.digests import Digest, next_occurrence

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("clock", "after", "wanted"),
    [
        ("08:00", "2026-11-18T06:59:00Z", "2026-11-18T07:00:00Z"),
        ("08:00", "2026-11-18T07:00:00Z", "2026-11-19T07:00:00Z"),
        # The hour from 2 to 3 is skipped: the time is as much later.
        ("02:30", "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z"),
        ("02:30", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"),
        # And comes twice: the first counts, and there is no second mail.
        ("02:30", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"),
        ("02:30", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
        # The same time of the clock, an hour later or earlier for the world.
        ("08:00", "2026-03-28T07:00:00Z", "2026-03-29T06:00:00Z"),
        # Missed for weeks: the next one only.
        ("00:00", "2027-01-20T23:00:01Z", "2027-01-21T23:00:00Z"),
    ],
)
def test_a_day_has_one_digest(clock: str, after: str, wanted: str) -> None:
    digest = Digest("day", time.fromisoformat(clock))
    assert next_occurrence(digest, BERLIN, at(after)) == at(wanted)


@pytest.mark.parametrize(
    ("weekday", "wanted"),
    [(1, "2026-11-23T07:00:00Z"), (3, "2026-11-25T07:00:00Z"), (4, "2026-11-19T07:00:00Z")],
)
def test_a_week_has_one_digest_on_its_day(weekday: int, wanted: str) -> None:
    """The 18th is a Wednesday, whose time has passed."""
    digest = Digest("week", time(8), weekday)
    assert next_occurrence(digest, BERLIN, at("2026-11-18T07:00:00Z")) == at(wanted)


def test_without_a_zone_the_clock_is_that_of_utc() -> None:
    assert next_occurrence(Digest("day", time(8)), None, at("2026-11-18T07:00:00Z")) == at(
        "2026-11-18T08:00:00Z"
    )
