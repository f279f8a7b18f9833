"""A time in the zone of the caller, of the team or of a place, and one time said in two zones."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from shared.domain.callback_time.quotes import TimeContext
from shared.domain.callback_time.resolve import read_callback_time
from shared.domain.callbacks import ReadTime, TimeKind


def read(words: str, language: str, caller: str, office: str | None) -> ReadTime:
    zone = ZoneInfo(caller)
    said_at = datetime(2026, 12, 8, 10, 30, tzinfo=zone)
    team = ZoneInfo(office) if office else None
    return read_callback_time(
        words, TimeContext(said_at, (zone,), office_zone=team, language=language)
    )


@pytest.mark.parametrize(
    ("language", "words", "caller", "office", "expected"),
    [
        # The team's own zone.
        ("en", "at noon your time, i'm in berlin", "Europe/Berlin", "America/New_York", 18),
        ("de", "um drei uhr nachmittags ihrer zeit", "Europe/Berlin", "Europe/London", 16),
        ("it", "alle quindici ora vostra", "Europe/Rome", "Europe/London", 16),
        # Cities, countries and their adjectives, as each language writes them.
        ("es", "a las cinco de la tarde hora de España", "America/Bogota", "Europe/Madrid", 11),
        ("de", "um drei uhr nachmittags Londoner Zeit", "Europe/Berlin", "Europe/London", 16),
        ("fr", "à quinze heures heure anglaise", "Europe/Paris", "Europe/London", 16),
        ("pt", "às três da tarde hora de Lisboa", "America/Sao_Paulo", "Europe/Lisbon", 12),
        ("es", "a las once, hora canaria, no peninsular", "Atlantic/Canary", "Europe/Madrid", 11),
        # The same moment in two zones.
        ("en", "four p m eastern, so one for me", "America/Los_Angeles", "America/New_York", 13),
        ("en", "four my time, three for you", "Europe/Berlin", "Europe/London", 16),
        ("fr", "à dix heures à new york, seize heures chez nous", "Europe/Paris", None, 16),
        (
            "it",
            "alle dieci del mattino di new york, da voi le sedici",
            "America/New_York",
            "Europe/Rome",
            10,
        ),
    ],
)
def test_zone_that_was_named_counts(
    language: str, words: str, caller: str, office: str | None, expected: int
) -> None:
    answer = read(words, language, caller, office)
    assert answer.kind is TimeKind.INSTANT, answer
    assert answer.due_at
    assert answer.due_at.astimezone(ZoneInfo(caller)).hour == expected


@pytest.mark.parametrize(
    ("words", "office"),
    [
        # These are not one moment.
        ("four eastern, that's two here", "America/New_York"),
        # Where the team is, is not known.
        ("three p m your time", None),
    ],
)
def test_zones_that_do_not_agree_are_ambiguous(words: str, office: str | None) -> None:
    assert read(words, "en", "America/Los_Angeles", office).kind is TimeKind.AMBIGUOUS
