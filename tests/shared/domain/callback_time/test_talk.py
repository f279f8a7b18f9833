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
