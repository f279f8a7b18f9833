"""What is stored in English is shown in the reader's language."""

import pytest

from shared.domain.stored_texts import CallbackReason, TimeNote, TimeRule, uncertain
from shared.outgoing.wording import Wording


@pytest.mark.parametrize(
    ("stored", "german"),
    [
        (TimeRule.STATED_DAY_AND_TIME, "genannter Tag und genannte Uhrzeit"),
        ("more than one day fits", "es passt mehr als ein Tag"),
        (
            TimeRule.STATED_TIME + TimeNote.MOVED + TimeNote.OUTSIDE,
            "genannte Zeit, am nächsten Geschäftstag, weil das Team an diesem Tag nicht arbeitet,"
            " außerhalb der Geschäftszeiten",
        ),
        (
            uncertain(CallbackReason.LANGUAGE_NOT_READ),
            "ob zurückzurufen ist, ist nicht sicher: die lokalen Regeln verstehen die Sprache"
            " dieses Anrufs nicht; jemand muss ihn anhören",
        ),
        # A model's reason, in its own language.
        (
            uncertain("Er rief an, legte aber auf."),
            "ob zurückzurufen ist, ist nicht sicher: Er rief an, legte aber auf.",
        ),
        ("she waits for her boiler", "she waits for her boiler"),
        # A text of the pages, and of no list.
        ("Done", "Done"),
        ("", ""),
    ],
)
def test_a_stored_text_is_shown_in_the_readers_language(stored: str, german: str) -> None:
    assert Wording("de").stored(stored) == german
    assert Wording("en").stored(stored) == stored
