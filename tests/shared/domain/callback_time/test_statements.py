"""What is told beside a request is no time for the call, and what is told beside a time leaves it.

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


def local(at: datetime | None) -> str:
    assert at
    return f"{at.astimezone(BERLIN):%d %H:%M}"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        # An event has its own time, whether it is told apart from the request or with it.
        ("en", "my appointment is tomorrow at nine, please call me about parking"),
        ("en", "i'm booked in for friday at two and need somebody to phone me about it"),
        ("es", "tengo la cita el lunes a las doce y quiero que me llame alguien"),
        ("it", "ho la visita mercoledì alle dieci e vorrei che qualcuno mi richiamasse"),
        # What happened is over.
        ("en", "your engineer came yesterday at three and it still leaks, please have him call"),
        ("fr", "le livreur est passé ce matin à huit heures et il manque un carton, rappelez-moi"),
        ("de", "gestern um drei ist die heizung ausgefallen, ich bitte um rückruf"),
        # What goes on since a time.
        ("en", "i've been on hold since twenty past ten so can someone please phone me"),
        ("pt", "estou esperando desde as oito da manhã, me liguem por favor"),
        ("nl", "ik wacht al sinds acht uur, bel me alstublieft terug"),
        ("de", "ich warte seit viertel nach neun am telefon, bitte rufen sie zurück"),
        ("pt", "o entregador passou hoje às oito e não deixou nada, me liguem"),
    ],
)
def test_time_of_something_else_is_no_time_for_the_call(language: str, words: str) -> None:
    assert read(words, language).kind is TimeKind.NONE


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("en", "i've an appointment tomorrow at nine, so call me at eleven", "09 11:00"),
        ("es", "tengo cita mañana a las nueve, llámeme mañana a las once", "09 11:00"),
        ("de", "seit neun uhr warte ich, rufen sie um drei an", "08 15:00"),
        ("en", "he promised monday at nine and nothing, tomorrow at four please", "09 16:00"),
        ("en", "call me tomorrow at nine about the delivery that came yesterday", "09 09:00"),
    ],
)
def test_time_that_is_asked_for_stands_beside_a_statement(
    language: str, words: str, expected: str
) -> None:
    answer = read(words, language)
    assert answer.kind is TimeKind.INSTANT
    assert local(answer.due_at) == expected


@pytest.mark.parametrize(
    ("language", "words", "start", "end"),
    [
        (
            "en",
            "friday morning, my sister will be watching the little ones",
            "11 09:00",
            "11 12:00",
        ),
        ("en", "tomorrow afternoon, mornings are hectic here", "09 12:00", "09 17:00"),
        ("fr", "demain dans la journée, j'ai posé un congé", "09 09:00", "09 17:00"),
        ("pt", "amanhã à tarde, de manhã é uma correria", "09 12:00", "09 17:00"),
        (
            "es",
            "el jueves de nueve a once, antes de que me líe con otra cosa",
            "10 09:00",
            "10 11:00",
        ),
    ],
)
def test_what_is_said_beside_a_window_leaves_it(
    language: str, words: str, start: str, end: str
) -> None:
    answer = read(words, language)
    assert (local(answer.due_at), local(answer.due_until)) == (start, end)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "tomorrow afternoon, once the plumber leaves"),
        ("en", "friday, unless my sister turns up"),
        ("de", "morgen nachmittag, sobald der klempner weg ist"),
        ("es", "mañana por la tarde, si el fontanero ha terminado"),
        ("en", "friday, before the plumber leaves"),
        ("es", "trabajo de ocho a tres, llámenme"),
    ],
)
def test_what_can_change_the_time_leaves_it_to_a_person(language: str, words: str) -> None:
    assert read(words, language).kind is TimeKind.AMBIGUOUS
