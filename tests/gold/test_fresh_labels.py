"""The labels of the fresh times are possible ones: when, for what is said, and of which kind.

The fresh calls are checked with the others, by test_labels.py.
"""

from datetime import datetime, time, timedelta

import pytest

from shared.domain.callbacks import TimeKind
from shared.domain.tenants import BusinessHours
from tests.gold.fresh import fresh_times
from tests.gold.times import Item, caller_times

TIMES = fresh_times()
HOURS = BusinessHours()
_TIMES_OF_A_KIND = {TimeKind.INSTANT: 1, TimeKind.WINDOW: 2, TimeKind.DAY: 2}
each_time = pytest.mark.parametrize("item", TIMES, ids=lambda item: " / ".join(item["quotes"]))


def test_phrases_are_said_once() -> None:
    phrases = [(item["language"], *item["quotes"]) for item in TIMES]
    assert len(set(phrases)) == len(phrases) >= 200


@each_time
def test_a_kind_has_its_number_of_times_and_they_come_after_the_call(item: Item) -> None:
    said_at = datetime.fromisoformat(item["said_at"])
    for label in (item, *item.get("accept", [])):
        times = [datetime.fromisoformat(value) for value in label.get("values", [])]
        if times or label is item:
            assert len(times) == _TIMES_OF_A_KIND.get(label["kind"], 0)
        assert times == sorted(times)
        assert all(said_at <= at <= said_at + timedelta(days=40) for at in times)


@each_time
def test_days_and_windows_begin_on_a_working_day(item: Item) -> None:
    if item["kind"] not in {TimeKind.WINDOW, TimeKind.DAY}:
        return
    start, end = map(datetime.fromisoformat, item["values"])
    assert {start.weekday(), end.weekday()} <= HOURS.days
    assert HOURS.opens <= start.time() < HOURS.closes
    if item["kind"] == TimeKind.DAY:
        assert (start.time(), end.time()) == (time(9), time(17))
        assert start.date() == end.date()


@each_time
def test_each_turn_has_a_speaker_where_any_has(item: Item) -> None:
    assert len(item.get("speakers") or item["quotes"]) == len(item["quotes"])


def test_labels_of_callers_sentences_are_possible_ones() -> None:
    for item in caller_times():
        test_a_kind_has_its_number_of_times_and_they_come_after_the_call(item)
        test_days_and_windows_begin_on_a_working_day(item)
        test_each_turn_has_a_speaker_where_any_has(item)
