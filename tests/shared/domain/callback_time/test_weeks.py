"""A week that is cut down: days left out, and days up to or from one on.

The words are of Tuesday 8 December 2026 at 10:30 in Berlin.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from shared.domain.callback_time.quotes import TimeContext
from shared.domain.callback_time.resolve import read_callback_time
from shared.domain.callbacks import ReadTime, TimeKind

BERLIN = ZoneInfo("Europe/Berlin")


def read(words: str, language: str) -> ReadTime:
    said_at = datetime(2026, 12, 8, 10, 30, tzinfo=BERLIN)
    return read_callback_time(words, TimeContext(said_at, (BERLIN,), language=language))


@pytest.mark.parametrize(
    ("language", "words", "first", "last"),
    [
        ("en", "next week but not monday", 15, 18),
        ("en", "any day next week apart from friday", 14, 17),
        ("en", "next week, wednesday onwards", 16, 18),
        ("en", "next week but only till tuesday", 14, 15),
        ("es", "la semana que viene, pero de miércoles en adelante", 16, 18),
        ("de", "nächste woche, nur nicht am montag", 15, 18),
        ("fr", "la semaine prochaine, sauf lundi et mardi", 16, 18),
        ("it", "la settimana prossima, da martedì a giovedì", 15, 17),
        ("pt", "semana que vem, menos na sexta", 14, 17),
        ("nl", "volgende week maar niet op vrijdag", 14, 17),
    ],
)
def test_week_keeps_the_days_that_are_left(
    language: str, words: str, first: int, last: int
) -> None:
    answer = read(words, language)
    assert answer.kind is TimeKind.WINDOW
    assert answer.due_at and answer.due_until
    assert (answer.due_at.day, answer.due_until.day) == (first, last)


@pytest.mark.parametrize("words", ["next week but not wednesday", "monday or any day next week"])
def test_days_that_are_no_range_are_left_to_a_person(words: str) -> None:
    assert read(words, "en").kind is TimeKind.AMBIGUOUS


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("any time up to three on friday", "11 09:00"),
        # "By" begins now.
        ("by three on friday", "08 10:30"),
        ("starting monday the fourteenth", "14 09:00"),
    ],
)
def test_limit_begins_on_its_day(words: str, start: str) -> None:
    answer = read(words, "en")
    assert answer.due_at
    assert f"{answer.due_at.astimezone(BERLIN):%d %H:%M}" == start


@pytest.mark.parametrize(
    ("words", "first"),
    [("this week is full so next week", 14), ("next week but mondays are out", 15)],
)
def test_but_and_so_keep_two_times_separate(words: str, first: int) -> None:
    answer = read(words, "en")
    assert answer.kind is TimeKind.WINDOW
    assert answer.due_at and answer.due_at.day == first
