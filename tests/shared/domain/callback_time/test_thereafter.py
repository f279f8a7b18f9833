"""What follows a range of clock times, and what is counted from a clock time.

The words are of Wednesday 18 November 2026 at 8:30 in Berlin.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from shared.domain.callback_time.quotes import TimeContext
from shared.domain.callback_time.resolve import read_callback_time
from shared.domain.callbacks import ReadTime, TimeKind

BERLIN = ZoneInfo("Europe/Berlin")


def read(words: str, language: str) -> ReadTime:
    said_at = datetime(2026, 11, 18, 8, 30, tzinfo=BERLIN)
    return read_callback_time(words, TimeContext(said_at, (BERLIN,), language=language))


def span_of(answer: ReadTime) -> list[str]:
    times = [at for at in (answer.due_at, answer.due_until) if at]
    return [f"{at.astimezone(BERLIN):%H:%M}" for at in times]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "je travaille de huit à quinze heures, rappelez-moi après"),
        ("it", "lavoro dalle otto alle quindici, richiamatemi dopo"),
        ("pt", "trabalho das oito às quinze, me liga depois disso"),
        ("de", "ich arbeite von acht bis fünfzehn uhr, danach gern"),
        ("nl", "ik werk van acht tot vijftien uur, bel me daarna"),
    ],
)
def test_after_a_range_is_after_its_end(language: str, words: str) -> None:
    assert span_of(read(words, language)) == ["15:00", "17:00"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "je suis dispo de neuf à onze, après non"),
        ("fr", "vous pouvez me joindre de neuf heures à onze heures, après plus possible"),
        ("it", "sono libero dalle nove alle undici, dopo no"),
        ("it", "sono reperibile dalle nove alle undici, dopo non più"),
        ("es", "estoy disponible de nueve a once, después ya no"),
        ("de", "von neun bis elf passt es, danach nicht"),
        ("en", "i'm free from nine to eleven, after that i'm out"),
    ],
)
def test_not_after_a_range_is_the_range(language: str, words: str) -> None:
    assert span_of(read(words, language)) == ["09:00", "11:00"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "trabajo de nueve a catorce horas, llámeme después"),
        ("de", "bis um eins bin ich noch da, danach ist wochenende"),
    ],
)
def test_what_is_not_certain_is_left_to_a_person(language: str, words: str) -> None:
    assert read(words, language).kind is TimeKind.AMBIGUOUS


@pytest.mark.parametrize(
    ("language", "words", "span"),
    [
        ("en", "i clock off at four thirty so give me fifteen minutes after that", ["16:45"]),
        ("en", "i'm in class until two, half an hour after that", ["14:30"]),
        ("es", "de nueve a catorce horas", ["09:00", "14:00"]),
        ("pt", "do meio-dia à uma", ["12:00", "13:00"]),
        ("it", "da mezzogiorno all'una", ["12:00", "13:00"]),
        ("pt", "em duas horas no máximo", ["09:00", "10:30"]),
        ("fr", "à quinze heures au maximum", ["09:00", "15:00"]),
        ("en", "at three max", ["09:00", "15:00"]),
    ],
)
def test_ends_and_counts_are_read(language: str, words: str, span: list[str]) -> None:
    found = span_of(read(words, language))
    assert found == span
