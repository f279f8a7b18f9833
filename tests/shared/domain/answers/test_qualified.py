"""A sentence does not lose or add what qualifies its quotes, or who said them."""

from uuid import UUID

import pytest

from shared.domain.answers.verification import (
    ProposedQuote,
    ProposedSentence,
    Proved,
    Source,
    verified,
)
from shared.domain.ids import CallId, TenantId
from shared.domain.transcript import Speaker

TENANT, CALL = TenantId(UUID(int=1)), CallId(UUID(int=3))
PRICE = "A new boiler is twelve hundred and fifty dollars, fitted."
MEMBER = "If you are a member, the inspection is free of charge."
MAYBE = "Maybe the technician can come tomorrow."
HOURS = "We open at nine on Saturday, and we close at two."
ASKED = "Did you say the boiler costs nine hundred dollars?"
DAYS = "It takes up to five days."
FRAMES = "Wenn Sie Mitglied sind, kostet es hundertzwanzig Euro."


def is_shown(text: str, said: str, quote: str, speaker: Speaker, language: str = "en") -> bool:
    source = Source("c1.t0", TENANT, CALL, said, 0, speaker, language)
    sentence = ProposedSentence(text, (ProposedQuote("c1.t0", quote),))
    return isinstance(verified(sentence, {"c1.t0": source}, TENANT, language=language), Proved)


@pytest.mark.parametrize(
    ("text", "said", "quote"),
    [
        ("The inspection is free of charge.", MEMBER, "the inspection is free of charge"),
        ("The technician can come tomorrow.", MAYBE, "the technician can come tomorrow"),
        ("The boiler costs nine hundred dollars.", ASKED, "the boiler costs nine hundred dollars"),
        ("It takes five days.", DAYS, "takes up to five days"),
        ("It takes five days.", DAYS, "five days"),
        ("We open at two on Saturday and close at nine.", HOURS, HOURS),
        ("A new boiler is less than 1250 dollars.", PRICE, PRICE),
        ("A new boiler is half of 1250 dollars.", PRICE, PRICE),
        ("A new boiler is 1250 dollars per month.", PRICE, PRICE),
        ("A new boiler is hardly 1250 dollars.", PRICE, PRICE),
        ("The customer says a new boiler is 1250 dollars.", PRICE, PRICE),
        ("A new boiler is 1250 dollars, see evil.example/x fitted.", PRICE, PRICE),
        ("A new boiler is 1250 dollars, write to evil@evil.example.", PRICE, PRICE),
        ("A new **boiler** is 1250 dollars.", PRICE, PRICE),
        ("# A new boiler is 1250 dollars.", PRICE, PRICE),
    ],
)
def test_what_is_lost_or_added_is_not_shown(text: str, said: str, quote: str) -> None:
    assert not is_shown(text, said, quote, Speaker.AGENT)


@pytest.mark.parametrize(
    ("text", "said", "quote"),
    [
        ("A new boiler is 1250 dollars, fitted.", PRICE, PRICE),
        ("The agent says a new boiler is 1250 dollars.", PRICE, PRICE),
        ("The inspection is free of charge if you are a member.", MEMBER, MEMBER),
        ("Maybe the technician can come tomorrow.", MAYBE, MAYBE),
        ("They open at nine on Saturday and close at two.", HOURS, HOURS),
        ("It takes up to five days.", DAYS, DAYS),
    ],
)
def test_what_is_kept_is_shown(text: str, said: str, quote: str) -> None:
    assert is_shown(text, said, quote, Speaker.AGENT)


def test_a_question_is_shown_as_one() -> None:
    for text in (
        "The customer asked whether the boiler costs nine hundred dollars.",
        "Did they say the boiler costs nine hundred dollars?",
    ):
        assert is_shown(text, ASKED, ASKED, Speaker.CUSTOMER)


def test_german_numbers_in_one_word_are_read() -> None:
    price = "Eine Prüfung kostet hundertzwanzig Euro."
    assert is_shown("Eine Prüfung kostet 120 Euro.", price, price, Speaker.AGENT, "de")
    assert not is_shown("Es kostet 120 Euro.", FRAMES, "kostet es hundertzwanzig Euro",
                        Speaker.AGENT, "de")  # fmt: skip
    assert is_shown("Für Mitglieder, also wenn Sie Mitglied sind, kostet es 120 Euro.", FRAMES,
                    FRAMES, Speaker.AGENT, "de")  # fmt: skip
