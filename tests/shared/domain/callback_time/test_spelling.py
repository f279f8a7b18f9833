"""Words that were written as they sound, apart or together, are read; other words are not.

The words are of Wednesday 18 November 2026 at 10:30 in New York.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from shared.domain.callback_time.quotes import TimeContext
from shared.domain.callback_time.resolve import read_callback_time
from shared.domain.callback_time.spelling import respelled
from shared.domain.callback_time.words import vocabulary
from shared.domain.callbacks import TimeKind

NEW_YORK = ZoneInfo("America/New_York")


def due(words: str, language: str) -> str:
    said_at = datetime(2026, 11, 18, 10, 30, tzinfo=NEW_YORK)
    answer = read_callback_time(words, TimeContext(said_at, (NEW_YORK,), language=language))
    assert answer.kind is TimeKind.INSTANT, (words, answer)
    assert answer.due_at
    return f"{answer.due_at.astimezone(NEW_YORK):%d %H:%M}"


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("en", "ring me thirsday at three", "19 15:00"),
        ("en", "call me back too morrow at for thirty pm", "19 16:30"),
        ("en", "tomorrow at half passed two", "19 14:30"),
        ("es", "yameme el biernes alas tres i media", "20 15:30"),
        ("es", "mañana alas once porfavor", "19 11:00"),
        ("de", "donerstag um fiertel nach zwei", "19 14:15"),
        ("fr", "rapelé moi jeudit a dis heures et quart sil vous plait", "19 10:15"),
        ("it", "marteddi ale ore undici", "24 11:00"),
        ("pt", "cesta-feira as treis e meia da tardi", "20 15:30"),
        ("nl", "dondertag om drie uur", "19 15:00"),
    ],
)
def test_misspelt_words_are_read_as_they_sound(language: str, words: str, expected: str) -> None:
    assert due(words, language) == expected


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("es", "en un par de horitas", "18 12:30"),
        ("it", "fra due orette", "18 12:30"),
        ("pt", "daqui a quarenta minutinhos", "18 11:10"),
        ("de", "in einem Dreiviertelstündchen", "18 11:15"),
        ("nl", "over drie uurtjes", "18 13:30"),
    ],
)
def test_diminutives_are_the_words_that_they_are_made_of(
    language: str, words: str, expected: str
) -> None:
    assert due(words, language) == expected


@pytest.mark.parametrize(
    ("language", "word"),
    [
        # Other words, which are as near as a slip.
        ("de", "montage"),
        ("de", "morgan"),
        ("es", "manzana"),
        ("en", "manger"),
        ("it", "mattia"),
        ("it", "oggetti"),
        ("pt", "carta"),
        ("de", "stadt"),
        ("fr", "vert"),
        # Too short to be told from others.
        ("en", "tu"),
        ("en", ""),
    ],
)
def test_other_words_stay_unknown(language: str, word: str) -> None:
    assert respelled(word, vocabulary(language)) == ()
