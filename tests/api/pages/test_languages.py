"""The languages of the pages."""

import importlib.util
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Message

from api.pages.languages import LANGUAGES, Reader, choose_language, duration, reader_of

ROOT = Path(__file__).parents[3]
TRANSLATED = sorted(set(LANGUAGES) - {"en"})


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("m", ROOT / "requirements" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def texts(message: Message) -> tuple[list[str], list[str]]:
    """The texts of a message, and their translations."""
    ours: Any = message.id
    theirs: Any = message.string
    return (
        list(ours) if isinstance(ours, tuple) else [ours],
        list(theirs) if isinstance(theirs, tuple) else [theirs],
    )


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize(
    ("domain", "at_least"), [("aftercall", 300), ("messages", 50), ("stored", 80)]
)
def test_every_text_is_translated_and_the_catalogues_are_up_to_date(
    messages: ModuleType, language: str, domain: str, at_least: int
) -> None:
    [kind] = [each for each in messages.KINDS if each.domain == domain]
    catalogue = messages.updated(kind, language)
    assert len(catalogue) > at_least
    lacking = [message.id for message in catalogue if message.id and not all(texts(message)[1])]
    assert lacking == [], "translate them in the .po file and run `make messages`"
    stored = tuple(kind.file(language, ending).read_bytes() for ending in ("po", "mo"))
    assert messages.written(catalogue) == stored, "run `make messages`"


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_same_places_to_fill_in(messages: ModuleType, language: str) -> None:
    for message in messages.updated(messages.PAGES, language):
        ours, theirs = texts(message)
        for text in theirs if message.id else []:
            assert set(re.findall(r"%\(\w+\)s", text)) <= set(re.findall(r"%\(\w+\)s", ours[-1]))
            assert not re.search(r"%(?!\(\w+\)s)", text), text


@pytest.mark.parametrize(
    ("chosen", "accepted", "expected"),
    [
        (None, "", "en"),
        (None, "fr, de;q=0.5, en;q=0.3", "de"),
        (None, "es-MX,es;q=0.9", "es"),
        (None, "en-GB;q=0.2, de-AT;q=0.8", "de"),
        ("es", "de", "es"),
        ("xx", "de", "de"),
        (None, "*;q=x, de;q=", "de"),
        (None, "," * 5000, "en"),
    ],
)
def test_the_language_is_the_readers(chosen: str | None, accepted: str, expected: str) -> None:
    assert choose_language(chosen, accepted) == expected


def test_a_reader_without_a_zone_has_utc_and_one_that_exists_wins() -> None:
    assert reader_of("en", (None, "No/Where")).zone is UTC
    assert reader_of("en", ("No/Where", "Asia/Tokyo")).zone == ZoneInfo("Asia/Tokyo")


def test_days_are_named_by_the_readers_calendar() -> None:
    reader = Reader("de", ZoneInfo("Europe/Berlin"))
    now = datetime.now(UTC)
    assert reader.day(now) == "heute"
    assert reader.day(now + timedelta(days=1)) == "morgen"
    assert reader.day(now - timedelta(days=1)) == "gestern"
    assert str(now.year + 2) in reader.day(now + timedelta(days=730))


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(None, "–"), (0, "0:00"), (59.6, "1:00"), (61, "1:01"), (3600, "1:00:00"), (7325, "2:02:05")],
)
def test_lengths(seconds: float | None, expected: str) -> None:
    assert duration(seconds) == expected


def test_numbers_are_written_as_the_language_does() -> None:
    english, german = Reader("en", UTC), Reader("de", UTC)
    assert (english.number(1234.56, 1), german.number(1234.56, 1)) == ("1,234.6", "1.234,6")
    assert english.dollars(2_500_000) == "$2.50"
    assert english.dollars(1234) == "$0.0012"
    assert german.percent(0.5) == "50\u00a0%"
