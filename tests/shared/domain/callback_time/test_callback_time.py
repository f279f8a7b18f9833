"""What people say when they ask to be called back, and the instant it means.

Unless a test says otherwise the request was made on Wednesday 18 November 2026 at 10:30 in New
York, by a team that works Monday to Friday from 9 to 17.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.domain.business_hours import BusinessHours
from shared.domain.callback_time.resolve import (
    ANYWHERE,
    resolve_callback_time,
    resolve_in_zones,
)
from shared.domain.callbacks import Ambiguous, CallbackTime, Resolved
from shared.domain.stored_texts import TimeRule

NEW_YORK = ZoneInfo("America/New_York")
WEDNESDAY = datetime(2026, 11, 18, 10, 30, tzinfo=NEW_YORK)
MONDAY = WEDNESDAY - timedelta(days=2)
FRIDAY = WEDNESDAY + timedelta(days=2)
DELAY = timedelta(hours=2)
NINE_TO_FIVE = BusinessHours()


def resolve(
    requested: str | None,
    said_at: datetime = WEDNESDAY,
    *,
    zone: ZoneInfo = NEW_YORK,
    hours: BusinessHours = NINE_TO_FIVE,
    delay: timedelta = DELAY,
) -> CallbackTime:
    return resolve_callback_time(
        requested, said_at=said_at, zone=zone, hours=hours, default_delay=delay
    )


def local(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


ENGLISH = """
three p m                              2026-11-18 15:00
3pm                                    2026-11-18 15:00
3 p.m.                                 2026-11-18 15:00
15:30                                  2026-11-18 15:30
at 1530                                2026-11-18 15:30
three thirty                           2026-11-18 15:30
half past two                          2026-11-18 14:30
half two                               2026-11-18 14:30
quarter to five                        2026-11-18 16:45
a quarter after three                  2026-11-18 15:15
ten to four                            2026-11-18 15:50
twenty past eleven                     2026-11-18 11:20
noon                                   2026-11-18 12:00
midday                                 2026-11-18 12:00
two oh five                            2026-11-18 14:05
at four                                2026-11-18 16:00
at five                                2026-11-18 17:00
around three o'clock                   2026-11-18 15:00
eight tonight                          2026-11-18 20:00
three in the afternoon                 2026-11-18 15:00
in half an hour                        2026-11-18 11:00
in an hour                             2026-11-18 11:30
in an hour and a half                  2026-11-18 12:00
in one and a half hours                2026-11-18 12:00
in a couple of hours                   2026-11-18 12:30
in 20 minutes                          2026-11-18 10:50
in about twenty minutes                2026-11-18 10:50
in 15 to 20 minutes                    2026-11-18 10:45
twenty minutes from now                2026-11-18 10:50
in two hours and fifteen minutes       2026-11-18 12:45
in three quarters of an hour           2026-11-18 11:15
tomorrow at three p m                  2026-11-19 15:00
three p m tomorrow                     2026-11-19 15:00
tomorrow, three-thirty                 2026-11-19 15:30
ten tomorrow                           2026-11-19 10:00
the day after tomorrow at four         2026-11-20 16:00
first thing Monday                     2026-11-23 09:00
first thing tomorrow                   2026-11-19 09:00
first thing in the morning             2026-11-19 09:00
first thing                            2026-11-19 09:00
end of day                             2026-11-18 17:00
by end of day                          2026-11-18 10:30
end of day Friday                      2026-11-20 17:00
this afternoon                         2026-11-18 12:00
late this afternoon                    2026-11-18 16:00
late afternoon                         2026-11-18 16:00
in the afternoon                       2026-11-18 12:00
tomorrow morning                       2026-11-19 09:00
in the morning                         2026-11-19 09:00
tomorrow morning at eight              2026-11-19 08:00
tomorrow afternoon                     2026-11-19 12:00
tonight                                ?
Monday                                 2026-11-23 09:00
Friday at 2                            2026-11-20 14:00
on Thursday afternoon                  2026-11-19 12:00
next Tuesday at 10                     2026-11-24 10:00
Tuesday next week at 10                2026-11-24 10:00
Tuesday week at ten                    2026-12-01 10:00
a week from Tuesday at ten             2026-12-01 10:00
a week from today at ten               2026-11-25 10:00
on the 24th at noon                    2026-11-24 12:00
the 3rd of December at 11              2026-12-03 11:00
November 24 at 2                       2026-11-24 14:00
November twenty-fourth at two p m      2026-11-24 14:00
November 24, 2026 at 2pm               2026-11-24 14:00
24 November                            2026-11-24 09:00
Tuesday the 24th at 2                  2026-11-24 14:00
11/24 at 2pm                           2026-11-24 14:00
between two and four tomorrow          2026-11-19 14:00
tomorrow between 8 and 10              2026-11-19 09:00
from two to four                       2026-11-18 14:00
2-4pm                                  2026-11-18 14:00
between ten and two                    2026-11-18 10:30
after five                             2026-11-18 17:00
any time after three                   2026-11-18 15:00
not before two                         2026-11-18 14:00
before noon                            2026-11-18 10:30
before noon tomorrow                   2026-11-19 09:00
by Friday                              2026-11-18 10:30
after lunch                            2026-11-18 13:00
any time tomorrow                      2026-11-19 09:00
next week                              2026-11-23 09:00
early next week                        2026-11-23 09:00
Monday or any day next week            ?
later this week                        2026-11-19 09:00
end of next week                       2026-11-27 09:00
later today                            2026-11-18 12:30
in two days                            2026-11-20 10:30
in two days at three                   2026-11-20 15:00
in two business days                   2026-11-20 10:30
in a week                              2026-11-25 10:30
same time tomorrow                     2026-11-19 10:30
this time next week                    2026-11-25 10:30
Monday to Friday                       2026-11-18 10:30
Thursday or Friday next week           ?
12/1/2026 9am                          2026-12-01 09:00
give me an hour                        2026-11-18 11:30
any time but not before three          2026-11-18 15:00
I'm in a meeting until two             2026-11-18 14:00
in fifteen                             2026-11-18 10:45
in 45                                  2026-11-18 11:15
noonish                                2026-11-18 12:00
between now and five                   2026-11-18 10:30
an hour and fifteen minutes from now   2026-11-18 11:45
2026/11/20 3pm                         2026-11-20 15:00
at 15:00:00                            2026-11-18 15:00
the week after next on Monday at ten   2026-11-30 10:00
as soon as possible                    2026-11-18 10:30
three p m Eastern                      2026-11-18 15:00
10 am Pacific time                     2026-11-18 13:00
two p m Central                        2026-11-18 15:00
20:00 UTC                              2026-11-18 15:00
3pm UTC+1                              2026-11-19 09:00
2026-11-20T15:00:00-05:00              2026-11-20 15:00
2026-11-20T20:00:00Z                   2026-11-20 15:00
2026-11-20T15:00                       2026-11-20 15:00
2026-11-20 15:00                       2026-11-20 15:00
2026-11-20                             2026-11-20 09:00
tomorrow at three, no wait, four       2026-11-19 16:00
Friday, actually make that Thursday    2026-11-19 09:00
seven p m                              2026-11-18 19:00
Saturday at 11 am                      2026-11-21 11:00
nine                                   2026-11-19 09:00
at nine                                2026-11-19 09:00
9 am                                   2026-11-19 09:00
"""

OTHER_LANGUAGES = """
mañana a las tres de la tarde          2026-11-19 15:00
mañana por la mañana                   2026-11-19 09:00
a las tres y media                     2026-11-18 15:30
a las cinco menos cuarto               2026-11-18 16:45
el lunes a las once                    2026-11-23 11:00
a la una                               2026-11-18 13:00
el 24 de noviembre a las 10            2026-11-24 10:00
pasado mañana a mediodía               2026-11-20 12:00
dentro de media hora                   2026-11-18 11:00
en un par de horas                     2026-11-18 12:30
en una hora y media                    2026-11-18 12:00
entre las dos y las cuatro             2026-11-18 14:00
mañana de 10 a 12                      2026-11-19 10:00
el día 24 a las 11                     2026-11-24 11:00
a mediados de la próxima semana        2026-11-25 09:00
después de las tres                    2026-11-18 15:00
esta tarde                             2026-11-18 12:00
la próxima semana                      2026-11-23 09:00
el lunes a primera hora                2026-11-23 09:00
morgen um 15 Uhr                       2026-11-19 15:00
morgen früh                            2026-11-19 09:00
morgen Nachmittag um halb vier         2026-11-19 15:30
um viertel nach drei                   2026-11-18 15:15
übermorgen um 10 Uhr 30                2026-11-20 10:30
am Montag um elf                       2026-11-23 11:00
am Freitagnachmittag                   2026-11-20 12:00
am 24. November um 14 Uhr              2026-11-24 14:00
in einer halben Stunde                 2026-11-18 11:00
in anderthalb Stunden                  2026-11-18 12:00
in zwei Stunden                        2026-11-18 12:30
zwischen zwei und vier                 2026-11-18 14:00
nach 15 Uhr                            2026-11-18 15:00
ab 14 Uhr                              2026-11-18 14:00
fünf vor halb vier                     2026-11-18 15:25
kommende Woche                         2026-11-23 09:00
Mitte nächster Woche                   2026-11-25 09:00
am vierten Dezember um elf             2026-12-04 11:00
heute Nachmittag                       2026-11-18 12:00
nächste Woche                          2026-11-23 09:00
demain à 15h                           2026-11-19 15:00
demain à quinze heures trente          2026-11-19 15:30
demain matin                           2026-11-19 09:00
lundi à 10h30                          2026-11-23 10:30
dans deux heures                       2026-11-18 12:30
dans une demi-heure                    2026-11-18 11:00
à trois heures et demie                2026-11-18 15:30
cet après-midi                         2026-11-18 12:00
מחר בשלוש                              2026-11-19 15:00
מחר בבוקר                              2026-11-19 09:00
בעוד שעה                               2026-11-18 11:30
בעוד שעתיים                            2026-11-18 12:30
בעוד חצי שעה                           2026-11-18 11:00
ביום ראשון בעשר                        2026-11-22 10:00
בארבע וחצי                             2026-11-18 16:30
מחר אחר הצהריים                        2026-11-19 12:00
"""

Row = tuple[str, str]


def table(text: str) -> list[Row]:
    rows = (line.rsplit("  ", 1) for line in text.splitlines() if line)
    return [(phrase.strip(), expected.strip()) for phrase, expected in rows]


@pytest.mark.parametrize(("phrase", "expected"), table(ENGLISH) + table(OTHER_LANGUAGES))
def test_phrase_resolves_to_instant(phrase: str, expected: str) -> None:
    answer = resolve(phrase)
    if expected == "?":
        assert isinstance(answer, Ambiguous)
    else:
        assert isinstance(answer, Resolved), answer
        assert answer.at.astimezone(NEW_YORK) == local(expected)
        assert answer.at.tzinfo is UTC


AMBIGUOUS = """
tomorrow at eight                      2026-11-19 08:00, 2026-11-19 20:00
at eight                               2026-11-18 20:00, 2026-11-19 08:00
today at nine                          2026-11-18 21:00, 2026-11-19 09:00, 2026-11-19 21:00
Monday or Tuesday                      2026-11-23 09:00, 2026-11-24 09:00
tomorrow at three or four              2026-11-19 15:00, 2026-11-19 16:00
Monday at two or Tuesday at three      2026-11-23 14:00, 2026-11-24 15:00
Wednesday at four                      2026-11-18 16:00, 2026-11-25 16:00
on the weekend at three                2026-11-21 15:00, 2026-11-22 15:00
Saturday                               2026-11-21 09:00, 2026-11-23 09:00
tonight                                2026-11-18 18:00, 2026-11-19 09:00
12/1 at ten                            2026-12-01 10:00, 2027-01-12 10:00
in a few hours                         2026-11-18 12:30
tomorrow at midnight                   2026-11-19 00:00, 2026-11-20 00:00
November 3 at two                      2027-11-03 14:00
Friday the 24th                        -
not on Monday                          -
any day but Friday                     -
at 25 o'clock                          -
at 13 pm                               -
30 February at ten                     -
yesterday at three                     -
an hour ago                            -
after Thanksgiving                     -
every Tuesday                          2026-11-24 09:00
call me around four, my wife is home   2026-11-18 16:00
it takes about 20 minutes from now     2026-11-18 10:50
three p m your time                    -
three p m Lilliput time               -
until five                             -
at the same time                       -
at half past                           -
next week, Tuesday or Wednesday        2026-11-24 09:00, 2026-11-25 09:00
2020-01-01T10:00:00Z                   -
2026-02-31                             -
tomorrow at three in half an hour      -
"""

NO_TIME = (
    "",
    "   ",
    "later",
    "call me back",
    "when you can",
    "at 503-555-0142",
    "five oh three five five five oh one four two",
)


@pytest.mark.parametrize(("phrase", "expected"), table(AMBIGUOUS))
def test_phrase_with_several_readings_is_ambiguous(phrase: str, expected: str) -> None:
    answer = resolve(phrase)
    assert isinstance(answer, Ambiguous), answer
    candidates = [] if expected == "-" else [local(one.strip()) for one in expected.split(",")]
    assert [at.astimezone(NEW_YORK) for at in answer.candidates] == candidates
    assert answer.reason


@pytest.mark.parametrize("phrase", [None, *NO_TIME])
def test_request_without_a_time_gets_the_default_delay(phrase: str | None) -> None:
    assert resolve(phrase) == Resolved(local("2026-11-18 12:30").astimezone(UTC), "default delay")


def test_default_delay_that_ends_after_closing_moves_to_the_next_opening() -> None:
    answer = resolve(None, local("2026-11-20 16:00"))
    assert isinstance(answer, Resolved)
    assert answer.at == local("2026-11-23 09:00")


@pytest.mark.parametrize(
    ("said_at", "expected"),
    [
        (MONDAY, ["2026-11-17 10:00", "2026-11-24 10:00"]),
        (local("2026-11-22 12:00"), ["2026-11-24 10:00", "2026-12-01 10:00"]),
    ],
)
def test_next_weekday_still_in_this_week_is_ambiguous(
    said_at: datetime, expected: list[str]
) -> None:
    answer = resolve("next Tuesday at 10", said_at)
    assert isinstance(answer, Ambiguous)
    assert list(answer.candidates) == [local(one) for one in expected]


def test_past_time_without_a_day_is_ambiguous_when_tomorrow_is_a_day_off() -> None:
    answer = resolve("at nine", FRIDAY)
    assert isinstance(answer, Ambiguous)
    assert list(answer.candidates) == [local("2026-11-21 09:00"), local("2026-11-23 09:00")]


def test_range_in_progress_starts_now() -> None:
    answer = resolve("between two and four", local("2026-11-18 15:05"))
    assert isinstance(answer, Resolved)
    assert answer.at == local("2026-11-18 15:05")


def test_explicit_time_outside_business_hours_is_kept_and_named() -> None:
    answer = resolve("tomorrow at 8 p m")
    assert isinstance(answer, Resolved)
    assert answer.at == local("2026-11-19 20:00")
    assert answer.rule.endswith("outside business hours")


def test_local_time_skipped_by_daylight_saving_is_ambiguous_with_both_sides() -> None:
    answer = resolve("tomorrow at 2:30 a m", local("2027-03-13 12:00"))
    assert isinstance(answer, Ambiguous)
    assert list(answer.candidates) == [local("2027-03-14 01:30"), local("2027-03-14 03:30")]


def test_local_time_shown_twice_by_daylight_saving_is_ambiguous_with_both_instants() -> None:
    answer = resolve("tomorrow at 1:30 a m", local("2027-11-06 12:00"))
    assert isinstance(answer, Ambiguous)
    assert list(answer.candidates) == [
        datetime(2027, 11, 7, 5, 30, tzinfo=UTC),
        datetime(2027, 11, 7, 6, 30, tzinfo=UTC),
    ]


def test_explicit_offset_settles_a_repeated_local_time() -> None:
    answer = resolve("2027-11-07T01:30:00-05:00", local("2027-11-06 12:00"))
    assert isinstance(answer, Resolved)
    assert answer.at == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)


def test_hours_after_the_clocks_change_count_real_time() -> None:
    answer = resolve("in two hours", local("2027-03-14 01:30"))
    assert isinstance(answer, Resolved)
    assert answer.at == local("2027-03-14 04:30")


def test_tomorrow_is_the_local_day_not_the_utc_day() -> None:
    late_evening = local("2026-11-18 21:30")
    assert late_evening.astimezone(UTC).date() == date(2026, 11, 19)
    answer = resolve("tomorrow at three p m", late_evening)
    assert isinstance(answer, Resolved)
    assert answer.at == local("2026-11-19 15:00")


def test_team_that_never_opens_still_gets_an_answer() -> None:
    closed = BusinessHours(days=frozenset())
    assert isinstance(resolve(None, hours=closed), Resolved)
    assert isinstance(resolve("tomorrow", hours=closed), Ambiguous)


zones = st.sampled_from(
    [
        "America/New_York", "America/Sao_Paulo", "America/St_Johns", "Asia/Jerusalem",
        "Asia/Kathmandu",
        "Asia/Tokyo",
        "Australia/Lord_Howe", "Europe/Berlin", "Europe/London", "Pacific/Apia", "Pacific/Chatham",
        "UTC",
    ]
).map(ZoneInfo)  # fmt: skip
moments = st.integers(0, 5 * 365 * 86400).map(
    lambda seconds: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
open_days = st.frozensets(st.integers(0, 6), min_size=1)
office_hours = st.builds(
    lambda opens, length, days: BusinessHours(time(opens), time(min(opens + length, 23), 30), days),
    st.integers(0, 20), st.integers(1, 12), open_days,
)  # fmt: skip
english_words = [row[0] for row in table(ENGLISH + AMBIGUOUS)]
word_salad = st.lists(
    st.sampled_from(sorted({word for phrase in english_words for word in phrase.split()})),
    max_size=8,
).map(" ".join)


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=60), word_salad), moments, zones, office_hours)
def test_any_text_gives_aware_utc_that_is_not_past(
    text: str, said_at: datetime, zone: ZoneInfo, hours: BusinessHours
) -> None:
    answer = resolve(text, said_at, zone=zone, hours=hours)
    instants = (answer.at,) if isinstance(answer, Resolved) else answer.candidates
    assert list(instants) == sorted(set(instants))
    assert all(at.tzinfo is UTC and at >= said_at for at in instants)


@settings(max_examples=150)
@given(moments, zones, office_hours, st.timedeltas(timedelta(), timedelta(days=3)))
def test_default_is_always_inside_business_hours(
    said_at: datetime, zone: ZoneInfo, hours: BusinessHours, delay: timedelta
) -> None:
    answer = resolve(None, said_at, zone=zone, hours=hours, delay=delay)
    assert isinstance(answer, Resolved)
    at = answer.at.astimezone(zone)
    assert answer.at >= said_at + delay
    assert at.weekday() in hours.days
    assert hours.opens <= at.time() < hours.closes


FORMATS = (
    "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%B %d, %Y at %I:%M %p", "%d %B %Y, %I.%M%p",
    "at %I:%M %p on %A %B %d %Y",
)  # fmt: skip
near_changes = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(
        [
            datetime(2027, 3, 14, 7, tzinfo=UTC), datetime(2027, 11, 7, 6, tzinfo=UTC),
            datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC),
            datetime(2027, 4, 3, 15, tzinfo=UTC), datetime(2027, 10, 2, 15, 30, tzinfo=UTC),
        ]
    ),
    st.integers(-180, 180),
)  # fmt: skip


@settings(max_examples=300)
@given(
    st.one_of(moments, near_changes), st.timedeltas(timedelta(minutes=2), timedelta(days=300)),
    zones,
    st.sampled_from(FORMATS), office_hours,
)  # fmt: skip
def test_formatted_future_time_resolves_to_itself(
    due: datetime, ahead: timedelta, zone: ZoneInfo, layout: str, hours: BusinessHours
) -> None:
    due = due.replace(second=0, microsecond=0)
    wall = due.astimezone(zone)
    answer = resolve(wall.strftime(layout), due - ahead, zone=zone, hours=hours)
    both = sorted({wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)})
    if len(both) == 1:
        assert isinstance(answer, Resolved), answer
        assert answer.at == due
    else:
        assert isinstance(answer, Ambiguous)
        assert due in answer.candidates


@settings(max_examples=100)
@given(
    st.one_of(moments, near_changes),
    st.timedeltas(timedelta(minutes=2), timedelta(days=300)),
    zones,
)
def test_iso_time_with_offset_is_that_instant(
    due: datetime, ahead: timedelta, zone: ZoneInfo
) -> None:
    due = due.replace(microsecond=0)
    wall = due.astimezone(zone)
    assume((wall.utcoffset() or timedelta()).total_seconds() % 60 == 0)
    answer = resolve(wall.isoformat(), due - ahead, zone=zone)
    assert isinstance(answer, Resolved)
    assert answer.at == due


@settings(max_examples=100)
@given(near_changes, zones, st.integers(0, 23), st.integers(0, 59))
def test_skipped_and_repeated_times_are_never_resolved(
    said_at: datetime, zone: ZoneInfo, hour: int, minute: int
) -> None:
    tomorrow = said_at.astimezone(zone).date() + timedelta(days=1)
    wall = datetime.combine(tomorrow, time(hour, minute), zone)
    both = {wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
    answer = resolve(f"tomorrow at {wall:%I:%M %p}", said_at, zone=zone)
    assert isinstance(answer, Ambiguous) == (len(both) == 2)


SATURDAY = FRIDAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("requested", "said_at", "expected"),
    [
        ("tomorrow", SATURDAY, "2026-11-23 09:00"),
        ("tomorrow", FRIDAY, "2026-11-23 09:00"),
        ("today", SATURDAY, "2026-11-23 09:00"),
        ("tomorrow afternoon", SATURDAY, "2026-11-23 12:00"),
        ("the day after tomorrow", FRIDAY, "2026-11-23 09:00"),
        ("in two days", FRIDAY, "2026-11-23 09:00"),
        ("mañana por la mañana", SATURDAY, "2026-11-23 09:00"),
        ("morgen", SATURDAY, "2026-11-23 09:00"),
    ],
)
def test_a_day_counted_from_the_call_that_is_off_means_the_next_working_day(
    requested: str, said_at: datetime, expected: str
) -> None:
    answer = resolve(requested, said_at)
    assert isinstance(answer, Resolved), answer
    assert answer.at == local(expected)
    assert "on the next business day because the team does not work on that day" in answer.rule


@pytest.mark.parametrize(
    "requested", ["on Sunday", "November 22", "tomorrow evening", "this weekend"]
)
def test_a_day_off_that_was_named_or_an_hour_nobody_works_is_for_a_person_to_decide(
    requested: str,
) -> None:
    answer = resolve(requested, SATURDAY)
    assert isinstance(answer, Ambiguous), answer
    assert answer.candidates


def in_zones(requested: str | None, zones: tuple[ZoneInfo, ...]) -> CallbackTime:
    return resolve_in_zones(
        requested, said_at=WEDNESDAY, zones=zones, hours=NINE_TO_FIVE, default_delay=DELAY
    )


@pytest.mark.parametrize(
    "requested", ["tomorrow at three", "Wednesday at half past two", "tomorrow", None, "today"]
)
def test_without_a_zone_a_local_time_is_ambiguous_and_says_why(requested: str | None) -> None:
    assert in_zones(requested, ()) == Ambiguous((), TimeRule.NO_ZONE)


@pytest.mark.parametrize(
    ("requested", "expected"),
    [
        ("in two hours", "2026-11-18 12:30"),
        ("tomorrow at three p m Eastern", "2026-11-19 15:00"),
        ("2026-11-20T14:00:00-05:00", "2026-11-20 14:00"),
    ],
)
def test_what_means_the_same_everywhere_needs_no_zone(requested: str, expected: str) -> None:
    answer = in_zones(requested, ())
    assert isinstance(answer, Resolved), answer
    assert answer.at == local(expected)


def test_what_cannot_be_read_keeps_its_own_reason() -> None:
    assert in_zones("x" * 1000, ()) == resolve("x" * 1000)


def test_of_several_zones_the_readings_are_for_a_person_to_choose_from() -> None:
    madrid, canary = ZoneInfo("Europe/Madrid"), ZoneInfo("Atlantic/Canary")
    expected = Ambiguous(
        (local("2026-11-19 15:00", madrid), local("2026-11-19 15:00", canary)),
        TimeRule.SEVERAL_ZONES,
    )
    assert in_zones("tomorrow at three pm", (canary, madrid)) == expected
    assert resolve("tomorrow at three pm", zone=madrid) == in_zones(
        "tomorrow at three pm", (madrid,)
    )
    assert {zone.utcoffset(WEDNESDAY) for zone in ANYWHERE} >= {
        timedelta(hours=-12),
        timedelta(hours=14),
    }
