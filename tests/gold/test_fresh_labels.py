"""The labels of the fresh times are possible ones: when, for what is said, and of which kind.

The fresh calls are checked with the others, by test_labels.py.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from shared.domain.business_hours import BusinessHours
from shared.domain.callbacks import TimeKind
from tests.gold.fresh import fresh_times
from tests.gold.times import Item, caller_times

TIMES = fresh_times()
HOURS = BusinessHours()
_TIMES_OF_A_KIND = {TimeKind.INSTANT: 1, TimeKind.WINDOW: 2, TimeKind.DAY: 2}


def impossible(items: Sequence[Item], is_possible: Callable[[Item], bool]) -> list[str]:
    return [" / ".join(item["quotes"]) for item in items if not is_possible(item)]


def test_phrases_are_said_once() -> None:
    phrases = [(item["language"], *item["quotes"]) for item in TIMES]
    assert len(set(phrases)) == len(phrases) >= 200


def test_a_kind_has_its_number_of_times_and_they_come_after_the_call() -> None:
    assert impossible(TIMES, _has_its_times) == []
    assert impossible(caller_times(), _has_its_times) == []


def _has_its_times(item: Item) -> bool:
    said_at = datetime.fromisoformat(item["said_at"])
    for label in (item, *item.get("accept", [])):
        times = [datetime.fromisoformat(value) for value in label.get("values", [])]
        is_whole = len(times) == _TIMES_OF_A_KIND.get(label["kind"], 0)
        if (times or label is item) and not is_whole:
            return False
        if times != sorted(times):
            return False
        if not all(said_at <= at <= said_at + timedelta(days=60) for at in times):
            return False
    return True


def test_days_and_windows_begin_on_a_working_day() -> None:
    assert impossible(TIMES, _begins_in_hours) == []
    assert impossible(caller_times(), _begins_in_hours) == []


def _begins_in_hours(item: Item) -> bool:
    if item["kind"] not in {TimeKind.WINDOW, TimeKind.DAY}:
        return True
    start, end = map(datetime.fromisoformat, item["values"])
    is_inside = {start.weekday(), end.weekday()} <= HOURS.days and (
        HOURS.opens <= start.time() < HOURS.closes
    )
    is_whole_day = (start.time(), end.time()) == (time(9), time(17)) and start.date() == end.date()
    return is_inside and (item["kind"] != TimeKind.DAY or is_whole_day)


def test_each_turn_has_a_speaker_where_any_has() -> None:
    def has_speakers(item: Item) -> bool:
        return len(item.get("speakers") or item["quotes"]) == len(item["quotes"])

    assert impossible(TIMES, has_speakers) == []
    assert impossible(caller_times(), has_speakers) == []
