"""What a model says is shown only if the words that it quotes prove it."""

from uuid import UUID

import pytest

from shared.domain.answers.verification import (
    Fault,
    ProposedQuote,
    ProposedSentence,
    Proved,
    Source,
    verified,
)
from shared.domain.ids import CallId, TenantId
from shared.domain.transcript import Speaker
from shared.domain.transcript_bounds import LONGEST_TURN

TENANT, OTHER = TenantId(UUID(int=1)), TenantId(UUID(int=2))
CALL = CallId(UUID(int=3))
PRICE = (
    "Well, a new boiler is one thousand two hundred and fifty euros, fitted, and we can come on"
    " Thursday at three p m."
)
REFUND = "I do not want a refund, my name is Maria Lopez."


def source(number: int, text: str, *, tenant: TenantId = TENANT, language: str = "en") -> Source:
    return Source(f"c1.t{number}", tenant, CALL, text, number, Speaker.AGENT, language)


SOURCES = {
    each.id: each
    for each in (
        source(0, PRICE),
        source(1, REFUND),
        source(2, "The gate code is four four one two."),
        source(3, "The other tenant's secret.", tenant=OTHER),
        source(4, "My boiler is leaking."),
        source(5, "There is water everywhere."),
        source(
            6,
            "Der neue Heizkessel kostet zweitausendfünfhundert Euro, und wir kommen am Donnerstag"
            " um drei Uhr zu Ihnen.",
            language="de",
        ),
        source(7, "Una caldera nueva cuesta mil doscientos euros.", language="es"),
        source(8, "Une nouvelle chaudière coûte neuf cents euros.", language="fr"),
        source(9, "So we will um send someone to your house in Portland on Friday morning then."),
        source(10, "Ich bin in zwei Stunden da.", language="de"),
    )
}


def outcome(text: str, *quotes: tuple[str, str], language: str = "en") -> Proved | Fault:
    sentence = ProposedSentence(text, tuple(ProposedQuote(*quote) for quote in quotes))
    return verified(sentence, SOURCES, TENANT, language=language)


@pytest.mark.parametrize(
    ("text", "quote", "language"),
    [
        (
            "A new boiler is 1,250 euros, fitted.",
            ("c1.t0", "a new boiler is one thousand two hundred and fifty euros, fitted"),
            "en",
        ),
        ("A new boiler is €1250.", ("c1.t0", "A NEW BOILER IS 1250 EUROS"), "en"),
        ("They can come on Thursday at 3 pm.", ("c1.t0", "come on Thursday at three p m"), "en"),
        ("Maria Lopez does not want a refund.", ("c1.t1", REFUND), "en"),
        ("The gate code is 4412.", ("c1.t2", "The gate code is four four one two."), "en"),
        ("The customer's boiler is leaking.", ("c1.t4", "agent: My boiler is leaking"), "en"),
        (
            "Der neue Heizkessel kostet 2500 Euro.",
            ("c1.t6", "Der neue Heizkessel kostet zweitausendfünfhundert Euro"),
            "de",
        ),
        (
            "The new boiler costs 2500 euros.",
            ("c1.t6", "Der neue Heizkessel kostet zweitausendfünfhundert Euro"),
            "en",
        ),
        ("Una caldera cuesta 1200 euros.", ("c1.t7", "caldera nueva cuesta mil doscientos euros"),
         "es"),
        ("La chaudière coûte 900 euros.", ("c1.t8", "chaudière coûte neuf cents euros"), "fr"),
        # One word of twelve is lost: it is no number, name or negation.
        (
            "Someone is sent to Portland on Friday morning.",
            ("c1.t9", "So we will send someone to your house in Portland on Friday morning then"),
            "en",
        ),
    ],
)  # fmt: skip
def test_what_was_said_is_proved(text: str, quote: tuple[str, str], language: str) -> None:
    proved = outcome(text, quote, language=language)
    assert isinstance(proved, Proved), proved
    # What is cited are the words of the call, not the model's.
    assert proved.proofs[0].words in SOURCES[quote[0]].text


@pytest.mark.parametrize(
    ("text", "quote", "fault"),
    [
        ("A new boiler is cheap.", ("c1.t0", "a new boiler is really very cheap"), Fault.NOT_SAID),
        ("The boiler is leaking.", ("c1.t5", "My boiler is leaking"), Fault.NOT_SAID),
        (
            "The boiler leaks, there is water.",
            ("c1.t4", "My boiler is leaking. There is water everywhere."),
            Fault.NOT_SAID,
        ),
        ("A secret.", ("c1.t3", "The other tenant's secret"), Fault.UNKNOWN_TURN),
        ("The boiler is leaking.", ("c9.t9", "My boiler is leaking"), Fault.UNKNOWN_TURN),
        (
            "A new boiler is 1,350 euros.",
            ("c1.t0", "a new boiler is one thousand two hundred and fifty euros"),
            Fault.CHANGED_FACT,
        ),
        (
            "A new boiler is 1250 euros.",
            ("c1.t0", "a new boiler is one thousand three hundred and fifty euros"),
            Fault.NOT_SAID,
        ),
        (
            "A new boiler is 1250 dollars.",
            ("c1.t0", "a new boiler is one thousand two hundred and fifty euros"),
            Fault.CHANGED_FACT,
        ),
        ("They can come on Friday.", ("c1.t0", "we can come on Thursday"), Fault.CHANGED_FACT),
        ("They can come on Thursday at 4.", ("c1.t0", "come on Thursday at three p m"),
         Fault.CHANGED_FACT),
        ("Peter does not want a refund.", ("c1.t1", REFUND), Fault.CHANGED_FACT),
        ("Maria Lopez wants a refund.", ("c1.t1", REFUND), Fault.CHANGED_FACT),
        # The quote begins behind the "not".
        ("The customer wants a refund.", ("c1.t1", "want a refund"), Fault.CHANGED_FACT),
        ("The boiler is not leaking.", ("c1.t4", "My boiler is leaking"), Fault.CHANGED_FACT),
        ("The gate code is 4413.", ("c1.t2", "The gate code is four four one two"),
         Fault.CHANGED_FACT),
        ("The gold is expensive.", ("c1.t4", "My boiler is leaking"), Fault.UNSUPPORTED),
        ("The boiler is <b>leaking</b>.", ("c1.t4", "My boiler is leaking"), Fault.MARKUP),
        ("The boiler is [leaking](https://x.example).", ("c1.t4", "My boiler is leaking"),
         Fault.MARKUP),
        ("![leaking](//x.example/boiler)", ("c1.t4", "My boiler is leaking"), Fault.MARKUP),
        ("The boiler is leaking, see www.x.example.", ("c1.t4", "My boiler is leaking"),
         Fault.MARKUP),
        ("", ("c1.t4", "My boiler is leaking"), Fault.MARKUP),
        ("The boiler is leaking.", ("c1.t4", ""), Fault.NOT_SAID),
    ],
)  # fmt: skip
def test_what_was_not_said_is_dropped(text: str, quote: tuple[str, str], fault: Fault) -> None:
    assert outcome(text, quote) is fault


def test_a_sentence_without_a_quote_is_dropped() -> None:
    assert outcome("The boiler is leaking.") is Fault.NO_QUOTE


def test_one_false_quote_among_true_ones_is_enough() -> None:
    assert (
        outcome(
            "The boiler is leaking, there is water everywhere.",
            ("c1.t4", "My boiler is leaking"),
            ("c1.t5", "There is fire everywhere"),
        )
        is Fault.NOT_SAID
    )


def test_a_sentence_may_need_two_quotes() -> None:
    proved = outcome(
        "The boiler is leaking and there is water everywhere.",
        ("c1.t4", "My boiler is leaking"),
        ("c1.t5", "There is water everywhere"),
    )
    assert isinstance(proved, Proved)
    assert [proof.source.turn for proof in proved.proofs] == [4, 5]


@pytest.mark.parametrize(
    "quote",
    [
        # Each loses or changes a word that counts, in a quote that is long enough to be compared
        # word by word.
        "So we will send someone to your house in Portland on Monday morning then",
        "So we will send someone to your house in Salem on Friday morning then",
        "So we will never send someone to your house in Portland on Friday morning then",
        "So we will send someone to your house on Friday morning then",
        "So we will send someone to your house in Portland on Friday at nine morning then",
    ],
)
def test_a_long_quote_may_lose_no_name_day_number_or_negation(quote: str) -> None:
    text = "Someone is sent to the house."
    assert outcome(text, ("c1.t9", quote)) is Fault.NOT_SAID


def test_an_article_is_no_proof_of_another_number() -> None:
    assert (
        outcome(
            "Der Kunde ist in einer Stunde da.", ("c1.t10", "in zwei Stunden da"), language="de"
        )
        is Fault.CHANGED_FACT
    )


def test_the_longest_turn_is_compared() -> None:
    said = "a new boiler is leaking badly in the old house"
    turn = source(0, "water " * (LONGEST_TURN // 6) + said)
    sentence = ProposedSentence(
        "A new boiler is leaking.",
        (ProposedQuote("c1.t0", "a new boiler is leaking so badly in the old house"),),
    )
    proved = verified(sentence, {turn.id: turn}, TENANT, language="en")
    assert isinstance(proved, Proved)
    assert proved.proofs[0].words == said
