"""Talk around a time changes nothing; words that could name one do.

The words are of Wednesday 18 November 2026 at 10:30 in New York.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from shared.domain.callback_time.lexicon.entry import ways_of
from shared.domain.callback_time.quotes import TimeContext
from shared.domain.callback_time.resolve import read_callback_time
from shared.domain.callback_time.words import LEXICONS
from shared.domain.callbacks import ReadTime, TimeKind

NEW_YORK = ZoneInfo("America/New_York")


def read(words: str) -> ReadTime:
    said_at = datetime(2026, 11, 18, 10, 30, tzinfo=NEW_YORK)
    return read_callback_time(words, TimeContext(said_at, (NEW_YORK,)))


def due(words: str) -> str:
    answer = read(words)
    assert answer.due_at, (words, answer)
    return f"{answer.due_at.astimezone(NEW_YORK):%d %H:%M}"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("if you don't mind, tomorrow at ten", "19 10:00"),
        ("you couldn't ring me tomorrow at ten could you", "19 10:00"),
        ("friday arvo's best", "20 12:00"),
        ("this day fortnight at ten", "02 10:00"),
        ("tomorrow at ten, no, i've got the dentist, make that eleven", "19 11:00"),
        ("nobody call before ten tomorrow", "19 10:00"),
        ("si no le importa mañana a las diez", "19 10:00"),
        ("mañana que no sea antes de las diez", "19 10:00"),
        ("de hoy en ocho a las diez", "25 10:00"),
        ("wenn's ginge morgen um zehn", "19 10:00"),
        ("heute in acht Tagen um zehn", "25 10:00"),
        ("si ça ne vous dérange pas demain à dix heures", "19 10:00"),
        ("dans une petite heure", "18 11:30"),
        ("le deux en matinée", "02 09:00"),
        ("se non è un disturbo domani alle dieci", "19 10:00"),
        ("fra una mezz'oretta", "18 11:00"),
        ("se não se importar amanhã às dez", "19 10:00"),
        ("segunda feira nove horas", "23 09:00"),
        ("als het kan morgen om tien uur", "19 10:00"),
        ("me liga quinze pra uma", "18 12:45"),
        ("quinze pra uma, se puder", "18 12:45"),
        ("falar pra uma pessoa amanhã às dez", "19 10:00"),
        ("rappelez-moi demain à dix heures, je suis sous la douche", "19 10:00"),
        ("domani alle dieci no alle undici", "19 11:00"),
        ("sat at ten", "21 10:00"),
    ],
)
def test_a_time_is_read_out_of_its_sentence(words: str, expected: str) -> None:
    assert due(words) == expected


@pytest.mark.parametrize(
    "words",
    ["i've been a customer for twelve years", "there's no rush at all", "eilt ja nicht"],
)
def test_talk_alone_names_no_time(words: str) -> None:
    assert read(words).kind is TimeKind.NONE


@pytest.mark.parametrize(
    "words",
    [
        "after work tomorrow",
        "before my shift tomorrow",
        "tomorrow at ten if i'm free",
        "tomorrow at ten unless it rains",
        "morgen nach der Arbeit",
        "mañana después del trabajo",
        "demain après le boulot",
        "domani dopo il lavoro",
        "amanhã depois do trabalho",
        "domani alle dieci se sono a casa",
    ],
)
def test_conditions_and_other_events_are_for_a_person(words: str) -> None:
    assert read(words).kind is TimeKind.AMBIGUOUS


@pytest.mark.parametrize("code", LEXICONS)
def test_templates_of_talk_have_no_choice_in_a_choice(code: str) -> None:
    talk = LEXICONS[code].talk
    templates = [*talk.words.split(), *talk.things.split(), *talk.phrases.splitlines()]
    ways = [way for template in templates for way in ways_of(template)]
    assert ways
    assert not [way for way in ways if set("()|") & set(way)]


@pytest.mark.parametrize(
    "words",
    [
        # "No" behind a time says that it does not suit.
        "la settimana prossima ma lunedì no",
        "la semana que viene pero el lunes no",
        "la semaine prochaine mais lundi non",
        "semana que vem mas segunda não",
        # "The one after that" is another day.
        "giovedì no quello dopo, alle dieci",
        # Without a day that was named, it is not known which day this is before.
        "the day before, at ten",
        "am Tag danach um zehn",
        # "Dez" is a time of day here, or minutes.
        "amanhã às dez para uma consulta",
    ],
)
def test_words_that_change_a_day_leave_it_to_a_person(words: str) -> None:
    assert read(words).kind is TimeKind.AMBIGUOUS


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("el día antes de nochebuena a las nueve y media", "23 09:30"),
        ("o dia antes do natal às dez", "24 10:00"),
        ("l'antivigilia di natale alle dieci", "23 10:00"),
        ("two days before christmas at ten", "23 10:00"),
        ("am Tag vor Heiligabend um zehn", "23 10:00"),
        ("Boxing Day's no good, the Tuesday after, two o'clock", "29 14:00"),
        ("pas vendredi mais le lendemain à dix heures", "21 10:00"),
        ("nicht am Freitag, sondern einen Tag später, um zehn", "21 10:00"),
        ("friday or rather the day after, at ten", "21 10:00"),
    ],
)
def test_day_near_another_is_counted_from_it(words: str, day: str) -> None:
    assert due(words) == day


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("sous deux jours ouvrés", "20 10:30"),
        ("sous 48 heures", "20 10:30"),
        ("sous huitaine", "25 10:30"),
        ("d'ici la fin de la semaine", "20 17:00"),
        ("d'ici la fin du mois", "30 17:00"),
    ],
)
def test_words_for_the_latest_time_leave_the_time_until_then(words: str, last: str) -> None:
    answer = read(words)
    assert due(words) == "18 10:30"
    assert answer.due_until
    assert f"{answer.due_until.astimezone(NEW_YORK):%d %H:%M}" == last


def test_sitting_is_no_saturday() -> None:
    answer = read("at ten, i'll be sat in the shop")
    assert not any(at.astimezone(NEW_YORK).weekday() == 5 for at in answer.candidates)
    assert answer.due_at is None or answer.due_at.astimezone(NEW_YORK).weekday() != 5
