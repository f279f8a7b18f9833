"""What a callback's time is read as: its kind, and by whose clock, hours and calendar.

Unless a test says otherwise the words are of Wednesday 18 November 2026 at 15:10 in New York.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.business_hours import BusinessHours
from shared.domain.callback_time.quotes import Quote, TimeContext
from shared.domain.callback_time.resolve import MOST_QUOTES, read_callback_time
from shared.domain.callbacks import ReadTime, TimeKind
from shared.domain.stored_texts import TimeRule
from shared.domain.transcript import Speaker
from tests.gold.times_rows import ROWS

NEW_YORK = ZoneInfo("America/New_York")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
JERUSALEM = ZoneInfo("Asia/Jerusalem")
SUNDAY_TO_THURSDAY = BusinessHours(days=frozenset({6, 0, 1, 2, 3}))


def local(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def read(
    said: str | list[Quote] | None,
    said_at: str = "2026-11-18 15:10",
    *,
    zone: ZoneInfo = NEW_YORK,
    office_zone: ZoneInfo | None = None,
    hours: BusinessHours | None = None,
    country: str | None = None,
    language: str | None = None,
) -> ReadTime:
    context = TimeContext(
        said_at=local(said_at, zone),
        caller_zones=(zone,),
        office_zone=office_zone,
        hours=hours or BusinessHours(),
        country=country,
        language=language,
    )
    return read_callback_time(said, context)


def quotes(*words: str, agent: tuple[int, ...] = ()) -> list[Quote]:
    return [
        Quote(each, turn, Speaker.AGENT if turn in agent else Speaker.CUSTOMER)
        for turn, each in enumerate(words)
    ]


@pytest.mark.parametrize(
    ("words", "kind", "due_at", "due_until"),
    [
        ("tomorrow at ten", TimeKind.INSTANT, "2026-11-19 10:00", None),
        ("in half an hour", TimeKind.INSTANT, "2026-11-18 15:40", None),
        ("tomorrow before noon", TimeKind.WINDOW, "2026-11-19 09:00", "2026-11-19 12:00"),
        ("tomorrow afternoon", TimeKind.WINDOW, "2026-11-19 12:00", "2026-11-19 17:00"),
        ("next week", TimeKind.WINDOW, "2026-11-23 09:00", "2026-11-27 17:00"),
        ("tomorrow", TimeKind.DAY, "2026-11-19 09:00", "2026-11-19 17:00"),
        ("today", TimeKind.DAY, "2026-11-18 15:10", "2026-11-18 17:00"),
        ("later", TimeKind.NONE, "2026-11-18 16:10", None),
        ("yesterday at three", TimeKind.PAST, None, None),
        ("Monday or Tuesday", TimeKind.AMBIGUOUS, None, None),
    ],
)
def test_each_kind_says_from_when_and_until_when(
    words: str, kind: TimeKind, due_at: str | None, due_until: str | None
) -> None:
    answer = read(words)
    assert answer.kind is kind, answer
    assert answer.due_at == (local(due_at) if due_at else None)
    assert answer.due_until == (local(due_until) if due_until else None)
    assert answer.rule


@pytest.mark.parametrize("said", [None, "", "  ", []])
def test_no_quote_is_the_usual_delay(said: str | list[Quote] | None) -> None:
    answer = read(said)
    assert (answer.kind, answer.due_at) == (TimeKind.NONE, local("2026-11-18 16:10"))


@pytest.mark.parametrize(
    ("words", "candidate"),
    [
        ("tomorrow at ten once the kids are in bed", "2026-11-19 10:00"),
        ("tomorrow at ten, quacking", "2026-11-19 10:00"),
        ("Friday, Zeus willing", "2026-11-20 09:00"),
        ("завтра 15:00", "2026-11-19 15:00"),
    ],
)
def test_words_that_are_not_read_leave_the_reading_as_a_candidate(
    words: str, candidate: str
) -> None:
    answer = read(words)
    assert answer == ReadTime(
        TimeKind.AMBIGUOUS, TimeRule.NOT_READ, candidates=(local(candidate).astimezone(UTC),)
    )


@pytest.mark.parametrize(
    "words",
    [
        "once the kids are in bed",
        "завтра в три часа",
        "yarın saat üçte",
        "明日の午後3時",
        "suite nine thirty",
        "account ending four thirty",
        "at tennis",
        "between the two of us",
        "every so often",
    ],
)
def test_words_that_name_no_time_that_is_read_never_become_the_usual_delay(words: str) -> None:
    answer = read(words)
    assert answer.kind is TimeKind.AMBIGUOUS
    assert not answer.due_at


@pytest.mark.parametrize("words", ["at three between", "from two to evening", "between two", "by"])
def test_half_a_limit_or_range_is_not_read_as_the_rest(words: str) -> None:
    assert read(words).kind is TimeKind.AMBIGUOUS


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (quotes("Call me back Thursday.", "What time?", "At three."), "2026-11-19 15:00"),
        (quotes("At three.", "Today or tomorrow?", "Tomorrow."), "2026-11-19 15:00"),
        (
            quotes("Tomorrow at three.", "Four is all I have.", "Four then.", agent=(1,)),
            "2026-11-19 16:00",
        ),
        (quotes("Tomorrow at three.", "No, four."), "2026-11-19 16:00"),
        (
            quotes("At two?", "Two's when I'm at the dentist.", "Four?", "Fine.", agent=(0, 2)),
            "2026-11-18 16:00",
        ),
        (quotes("Tomorrow at eleven.", "Make it half past.", agent=(0,)), "2026-11-19 11:30"),
        (
            quotes("Half four.", "We finish at four.", "Tomorrow then, same time.", agent=(1,)),
            "2026-11-19 16:30",
        ),
        (
            quotes("Tomorrow at ten.", "Not great.", "Friday at two?", "Yes.", agent=(0, 2)),
            "2026-11-20 14:00",
        ),
        (quotes("Monday.", "Not Monday, Tuesday at ten."), "2026-11-24 10:00"),
        (quotes("Would Friday at ten suit you?", "Yes, perfect.", agent=(0,)), "2026-11-20 10:00"),
        (quotes("Friday at ten?", "At eleven.", agent=(0,)), "2026-11-20 11:00"),
        (quotes("Friday at ten.", "Monday at eleven."), None),
        (quotes("Tomorrow? Yes, at ten."), "2026-11-19 10:00"),
    ],
)
def test_quotes_complete_and_correct_one_another(said: list[Quote], expected: str | None) -> None:
    answer = read(said)
    assert answer.due_at == (local(expected) if expected else None), answer


def test_what_stands_against_itself_is_not_settled_by_the_last_word() -> None:
    answer = read(quotes("Friday at ten.", "Monday at eleven."))
    assert answer.kind is TimeKind.AMBIGUOUS
    assert set(answer.candidates) >= {local("2026-11-20 10:00"), local("2026-11-23 11:00")}


def test_more_quotes_than_a_request_has_are_not_read() -> None:
    assert read([Quote("tomorrow")] * (MOST_QUOTES + 1)).kind is TimeKind.AMBIGUOUS


def test_as_soon_as_possible_is_by_the_hours_of_the_office() -> None:
    """At 15:40 in Los Angeles, where the caller is, the New York office has closed."""
    answer = read("asap", "2026-11-18 15:40", zone=LOS_ANGELES, office_zone=NEW_YORK)
    assert answer.due_at == local("2026-11-19 09:00")


def test_the_callers_clock_time_is_the_callers() -> None:
    answer = read("tomorrow at ten", "2026-11-18 08:00", zone=LOS_ANGELES, office_zone=NEW_YORK)
    assert answer.due_at == local("2026-11-19 10:00", LOS_ANGELES)


def test_the_hours_of_an_office_far_away_wake_nobody() -> None:
    """Three in the morning is inside the hours of the office; three in the afternoon is not."""
    tokyo = ZoneInfo("Asia/Tokyo")
    answer = read("tomorrow at three", "2026-11-18 12:00", zone=JERUSALEM, office_zone=tokyo)
    assert answer.kind is TimeKind.AMBIGUOUS
    assert len(answer.candidates) == 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Friday nine a m AEST", "2026-11-19 18:00"),
        ("Friday noon SGT", "2026-11-19 23:00"),
        ("Friday noon JST", "2026-11-19 22:00"),
        ("Friday noon HKT", "2026-11-19 23:00"),
        ("Friday noon MSK", "2026-11-20 04:00"),
        ("Friday nine a.m. in Berlin", "2026-11-20 03:00"),
        ("Friday, noon London time", "2026-11-20 07:00"),
    ],
)
def test_zones_of_the_whole_world_are_known(words: str, expected: str) -> None:
    assert read(words, "2026-11-18 08:00").due_at == local(expected)


def test_letters_of_several_zones_mean_the_one_that_is_near() -> None:
    there = read("tomorrow 3 pm IST", "2026-11-18 12:00", zone=JERUSALEM)
    assert there.due_at == local("2026-11-19 15:00", JERUSALEM)
    assert read("tomorrow 3 pm IST").kind is TimeKind.AMBIGUOUS


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("on Sunday at ten", "2026-11-22 10:00"),
        ("in two working days", "2026-11-22 09:00"),
        ("next week", "2026-11-22 09:00"),
        ("the day after tomorrow", "2026-11-22 09:00"),
    ],
)
def test_a_team_that_works_on_sundays_has_its_own_week(words: str, expected: str) -> None:
    answer = read(words, "2026-11-18 08:00", zone=JERUSALEM, hours=SUNDAY_TO_THURSDAY)
    assert answer.due_at == local(expected, JERUSALEM)


def test_the_weekend_is_the_teams() -> None:
    answer = read("this weekend", zone=JERUSALEM, hours=SUNDAY_TO_THURSDAY)
    assert answer.kind is TimeKind.AMBIGUOUS
    assert local("2026-11-20 09:00", JERUSALEM) in answer.candidates


@pytest.mark.parametrize(
    ("country", "words", "expected"),
    [
        (None, "in six working days at ten", "2026-11-26 10:00"),
        ("US", "in six working days at ten", "2026-11-27 10:00"),
        ("US", "Thanksgiving at ten", "2026-11-26 10:00"),
        (None, "Thanksgiving at ten", None),
        (None, "Boxing Day at eleven", "2026-12-26 11:00"),
        ("DE", "Easter Monday at ten", "2027-03-29 10:00"),
    ],
)
def test_holidays_are_those_of_the_teams_country(
    country: str | None, words: str, expected: str | None
) -> None:
    answer = read(words, country=country)
    assert answer.due_at == (local(expected) if expected else None), answer


def test_a_public_holiday_is_a_day_off() -> None:
    wednesday = "2026-11-25 15:10"
    assert read("tomorrow", wednesday, country="US").due_at == local("2026-11-27 09:00")
    assert read("tomorrow", wednesday).due_at == local("2026-11-26 09:00")


def test_words_of_two_languages_are_read_in_the_one_that_is_spoken() -> None:
    """Half past four in English, half past three in Dutch."""
    assert read("tomorrow at 4").due_at == local("2026-11-19 16:00")
    assert read("half 4", language="en").due_at == local("2026-11-18 16:30")
    assert read("half 4", language="nl").due_at == local("2026-11-18 15:30")
    unknown = read("half 4")
    assert unknown.kind is TimeKind.AMBIGUOUS
    assert set(unknown.candidates) == {local("2026-11-18 15:30"), local("2026-11-18 16:30")}


def test_an_answer_is_never_before_the_question() -> None:
    for words in ("today before noon", "this morning", "today at nine a m", "an hour ago"):
        answer = read(words)
        assert answer.kind is TimeKind.PAST, words
        assert all(at >= local("2026-11-18 15:10") for at in answer.candidates)


def test_a_delay_counts_real_time_over_a_change_of_the_clocks() -> None:
    answer = read("in two hours", "2027-03-14 01:30")
    assert answer.due_at == local("2027-03-14 01:30").astimezone(UTC) + timedelta(hours=2)


WORDS = sorted(
    {word for rows in ROWS.values() for line in rows.splitlines() for word in line.split()}
)
salads = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), max_size=4)


@settings(max_examples=300)
@given(salads, st.sampled_from([None, "en", "de", "hi"]))
def test_any_words_of_any_languages_have_an_answer(words: list[str], language: str | None) -> None:
    said_at = local("2026-11-18 15:10")
    answer = read([Quote(each) for each in words], language=language)
    times = [*answer.candidates, *(at for at in (answer.due_at, answer.due_until) if at)]
    assert all(at.tzinfo is UTC and at >= said_at for at in times)
    assert list(answer.candidates) == sorted(set(answer.candidates))
    waits = answer.kind in {TimeKind.AMBIGUOUS, TimeKind.PAST}
    assert waits == (answer.due_at is None)
    assert (answer.due_until is not None) == (answer.kind in {TimeKind.WINDOW, TimeKind.DAY})
    assert answer.due_until is None or answer.due_at is None or answer.due_at < answer.due_until
