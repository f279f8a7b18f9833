"""The language of a text, by its frequent words."""

import pytest

from shared.local.readable import main_language

GERMAN = "Ich habe zwei Rechnungen bekommen und das ist nicht richtig, können Sie mir das erklären?"
ENGLISH = "I have a question about my bill, and I would like you to call me back, please."


@pytest.mark.parametrize(
    ("text", "label", "language"),
    [
        (GERMAN, "de", "de"),
        (GERMAN, "en", "de"),
        (GERMAN, None, "de"),
        (ENGLISH, "en-GB", "en"),
        (ENGLISH, "de", "en"),
        ("Rechnung, bitte.", "de", "de"),
        ("Rechnung, bitte.", None, None),
        ("", None, None),
        ("och jag det att en är på för med inte du vi", None, "sv"),
    ],
)
def test_the_text_decides_unless_it_is_too_short(
    text: str, label: str | None, language: str | None
) -> None:
    assert main_language(text, label) == language


def test_only_the_beginning_is_read() -> None:
    assert main_language(ENGLISH + " word" * 400 + GERMAN * 100, None) == "en"
