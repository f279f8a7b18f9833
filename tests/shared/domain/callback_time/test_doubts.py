"""A time that can be that of something else than the call needs a person.

The words are of Tuesday 8 December 2026 at 10:30 in Berlin.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from shared.domain.callback_time.lexicon.function_words import FUNCTION_WORDS
from shared.domain.callback_time.quotes import TimeContext
from shared.domain.callback_time.resolve import read_callback_time
from shared.domain.callback_time.words import LEXICONS
from shared.domain.callbacks import ReadTime, TimeKind

BERLIN = ZoneInfo("Europe/Berlin")


def read(words: str, language: str) -> ReadTime:
    said_at = datetime(2026, 12, 8, 10, 30, tzinfo=BERLIN)
    return read_callback_time(words, TimeContext(said_at, (BERLIN,), language=language))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        # A noun or a verb beside the time, and nothing that asks.
        ("de", "meine Tochter wird am Freitag elf"),
        ("nl", "mijn dochter wordt vrijdag elf"),
        ("de", "Ihr Kollege hat um drei angerufen"),
        ("es", "antes de mi turno, que empieza a las dos"),
        ("it", "il cane ha il veterinario giovedì alle quattro"),
        # "Home" asks for nothing by itself.
        ("en", "the bus gets me home for ten past four"),
        ("es", "el autobús me deja en casa a las cuatro y diez"),
        # What is joined to a request by "and" is not its time.
        ("en", "it cost me three fifty and I'd like a call about the refund"),
        ("nl", "uw collega belde om drie uur en toen kon ik niet opnemen"),
        # The hours of the team, and the time of day.
        ("fr", "vous ouvrez bien à neuf heures ?"),
        ("de", "Sie haben doch ab neun auf oder"),
        ("en", "it's gone noon now"),
        # Amounts.
        ("en", "give it a day or two and then ring me"),
        ("es", "en un día o dos"),
        ("fr", "dans un jour ou deux"),
        ("it", "tra un'ora o due"),
        ("de", "ein oder zwei Stunden"),
        # Counted from a time that was named, or from now.
        ("es", "salgo del trabajo a las cinco, una hora después estaría bien"),
        ("fr", "je finis le boulot à dix-sept heures, une heure après ce serait bien"),
        ("en", "my flight lands at one fifteen, give me half an hour to get my bags"),
        ("en", "if so Saturday at eleven"),
        # The limit is part of the time: "ich habe nichts vor" says something else.
        ("de", "morgen nichts vor halb zwei"),
    ],
)
def test_a_time_of_something_else_needs_a_person(language: str, words: str) -> None:
    assert read(words, language).kind is TimeKind.AMBIGUOUS


@pytest.mark.parametrize(
    ("language", "words", "due"),
    [
        ("en", "Friday, lunchtime-ish, one o'clock say", "11 13:00"),
        ("de", "Freitag um eins, da ist es bei mir ruhig", "11 13:00"),
        ("it", "venerdì all'una, che da me è tranquillo", "11 13:00"),
        ("en", "my kitchen is flooded, tomorrow at ten", "09 10:00"),
        ("nl", "schrijf me maar op voor donderdag elf uur", "10 11:00"),
        ("en", "I'm busy until one, ten minutes later is fine", "08 13:10"),
    ],
)
def test_a_time_for_the_call_is_read(language: str, words: str, due: str) -> None:
    answer = read(words, language)
    assert answer.due_at
    assert f"{answer.due_at.astimezone(BERLIN):%d %H:%M}" == due


def test_languages_with_function_words_are_those_of_the_lexicon() -> None:
    assert set(FUNCTION_WORDS) <= set(LEXICONS)
