"""What a hosted model says of a caller is kept only if it was said; the rest is named."""

from datetime import UTC, datetime

import pytest

from shared.domain.insights import Lead, unverified_of
from shared.domain.transcript import Speaker, Transcript, Turn
from shared.ports import CallContext
from shared.vendors.openai.lead_evidence import checked_lead, spoken_in

AGENT, CALLER = Speaker.AGENT, Speaker.CUSTOMER
ZONES = {
    "en": "America/New_York", "es": "Europe/Madrid", "fr": "Europe/Paris", "de": "Europe/Berlin",
    "it": "Europe/Rome", "nl": "Europe/Amsterdam", "pt": "America/Sao_Paulo",
    "he": "Asia/Jerusalem", "ar": "Asia/Dubai", "hi": "Asia/Kolkata", "pl": "Europe/Warsaw",
    "ja": "Asia/Tokyo",
}  # fmt: skip


def held(
    turns: list[tuple[Speaker, str]],
    language: str = "en",
    *,
    number: str | None = None,
    timezone: str | None = "",
    agent: str | None = None,
    **claims: str,
) -> Lead:
    transcript = Transcript(tuple(Turn(who, text) for who, text in turns), language)
    context = CallContext(
        datetime(2026, 11, 18, tzinfo=UTC),
        ZONES[language] if timezone == "" else timezone,
        customer_number=number,
        agent_name=agent,
    )
    fields = dict.fromkeys(("name", "phone", "email", "company", "service", "city"))
    return checked_lead(
        Lead(**{**fields, **claims}, confidence=0.9), spoken_in(transcript), context
    )


DICTATED = "My number is five oh three, five five five, oh one four two."


@pytest.mark.parametrize(
    ("turns", "claimed"),
    [
        pytest.param(
            [(AGENT, "Reach us at 212 555 0187."), (CALLER, "Okay, I will do that later.")],
            "+12125550187",
            id="the agent's own number",
        ),
        pytest.param([(CALLER, DICTATED)], "503 555 014", id="a missing last digit"),
        pytest.param([(CALLER, DICTATED)], "+15035550124", id="digits in another order"),
        pytest.param(
            [
                (CALLER, "I live at 503 Oak Street, and we have two cats and a dog named Rex."),
                (AGENT, "Got it, thank you very much for that."),
                (CALLER, "The order was 555, I think, or was it 0142, on the second of March."),
            ],
            "+15035550142",
            id="digits glued over turns",
        ),
        pytest.param([(CALLER, "I would rather not say.")], "+15035550142", id="made up"),
    ],
)
def test_a_number_that_nobody_gave_is_dropped(
    turns: list[tuple[Speaker, str]], claimed: str
) -> None:
    assert held(turns, phone=claimed).phone is None


@pytest.mark.parametrize(
    ("language", "said", "number"),
    [
        ("en", "It's five oh three. Five five five. Oh one four two.", "+15035550142"),
        ("en", "two one two, five five five, ninety nine eighty", "+12125559980"),
        (
            "es",
            "seiscientos doce, treinta y cuatro, cincuenta y seis, setenta y ocho",
            "+34612345678",
        ),
        (
            "fr",
            "zéro six, douze, quatre-vingt-dix-huit, soixante-seize, vingt et un",
            "+33612987621",
        ),
        (
            "de",
            "null eins fünf eins, zwölf, vierunddreißig, sechsundfünfzig, achtundsiebzig",
            "+4915112345678",
        ),
        ("it", "tre tre tre, dodici, trentaquattro, cinquantasette, otto", "+393331234578"),
        (
            "nl",
            "nul zes, zevenentachtig, vijfenzestig, drieënveertig, eenentwintig",
            "+31687654321",
        ),
        ("pt", "onze, nove oito sete meia cinco, quarenta e três, vinte e um", "+5511987654321"),
        ("he", "אפס חמש ארבע, תשע שמונה שבע, שש חמש ארבע שלוש", "+972549876543"),
        ("ar", "صفر خمسة صفر، واحد اثنين ثلاثة، أربعة خمسة ستة سبعة", "+971501234567"),
        ("hi", "अट्ठानवे छिहत्तर, पाँच चार तीन, दो एक शून्य", "+919876543210"),
    ],
)  # fmt: skip
def test_numerals_of_each_language_are_read(language: str, said: str, number: str) -> None:
    lead = held([(CALLER, said)], language, phone=number)
    assert (lead.phone, unverified_of(lead)) == (number, ())


def test_a_wrong_country_code_is_put_right() -> None:
    lead = held([(CALLER, DICTATED)], phone="+44 503 555 0142")
    assert (lead.phone, unverified_of(lead)) == ("+15035550142", ())


def test_a_wrong_country_code_of_the_number_that_called_is_put_right() -> None:
    lead = held([(CALLER, "Hello.")], number="+15035550142", phone="+445035550142")
    assert lead.phone == "+15035550142"


def test_a_country_code_that_nothing_says_is_unverified() -> None:
    lead = held([(CALLER, DICTATED)], timezone=None, phone="+15035550142")
    assert (lead.phone, unverified_of(lead)) == ("+15035550142", ("phone",))


def test_a_number_in_a_language_without_numerals_is_unverified() -> None:
    said = "Mój numer to sześćset dwanaście, trzysta czterdzieści pięć, sześćset siedemdziesiąt."
    lead = held(
        [(AGENT, "Dzień dobry, jak mogę pomóc?"), (CALLER, said)], "pl", phone="+48612345670"
    )
    assert (lead.phone, unverified_of(lead)) == ("+48612345670", ("phone",))


def test_a_number_dictated_in_pieces_counts() -> None:
    turns = [
        (CALLER, "Five oh three."),
        (AGENT, "Mm-hm, five oh three."),
        (CALLER, "Five five five."),
        (AGENT, "Yes."),
        (CALLER, "Oh one four two."),
    ]
    assert held(turns, phone="5035550142").phone == "+15035550142"


def test_a_number_that_the_agent_reads_back_counts_if_confirmed() -> None:
    asked = (AGENT, "I have 503 555 0142 here, is that right?")
    assert held([asked, (CALLER, "Yes, that's it.")], phone="5035550142").phone == "+15035550142"
    assert held([asked, (CALLER, "No, that is the old one.")], phone="5035550142").phone is None


@pytest.mark.parametrize(
    ("language", "said", "address"),
    [
        ("en", "maria period lopez at example dot com", "maria.lopez@example.com"),
        ("en", "m as in mike, a as in apple, x at example dot com", "max@example.com"),
        ("en", "smith ninety nine at example dot com", "smith99@example.com"),
        (
            "it",
            "laura trattino basso rinaldi chiocciola example punto it",
            "laura_rinaldi@example.it",
        ),
        ("nl", "jan punt visser apenstaartje example punt nl", "jan.visser@example.nl"),
        (
            "de",
            "katrin unterstrich seidel klammeraffe example punkt de",
            "katrin_seidel@example.de",
        ),
        ("fr", "luc tiret blanc arobase example point fr", "luc-blanc@example.fr"),
        ("pt", "ana ponto reis arroba example ponto pt", "ana.reis@example.pt"),
    ],
)  # fmt: skip
def test_spoken_addresses_of_each_language_count(language: str, said: str, address: str) -> None:
    lead = held([(CALLER, said)], language, email=address)
    assert (lead.email, unverified_of(lead)) == (address, ())


def test_the_agents_address_is_not_the_callers() -> None:
    turns = [(AGENT, "Write to info@shop.example."), (CALLER, "Okay, I will have a look at it.")]
    assert held(turns, email="info@shop.example").email is None


def test_an_address_whose_end_nobody_said_is_unverified() -> None:
    lead = held([(CALLER, "It's maria lopez at gmail.")], email="marialopez@gmail.com")
    assert (lead.email, unverified_of(lead)) == ("marialopez@gmail.com", ("email",))


INVENTED = [(AGENT, "Who is calling?"), (CALLER, "It's Maria, I need a plumber in the north.")]


@pytest.mark.parametrize("field", ["name", "company", "city"])
def test_what_nobody_said_is_dropped(field: str) -> None:
    assert getattr(held(INVENTED, **{field: "Fairview"}), field) is None


def test_a_surname_that_nobody_said_is_left_out() -> None:
    assert held(INVENTED, name="Maria Gonzalez").name == "Maria"


def test_the_agents_name_is_not_the_callers() -> None:
    turns = [(AGENT, "Northside, this is Ben."), (CALLER, "I need a plumber.")]
    assert held(turns, agent="Ben", name="Ben").name is None


def test_a_spelt_name_was_said() -> None:
    lead = held([(CALLER, "Castel, C A S T E L L A N O.")], name="Castellano")
    assert (lead.name, unverified_of(lead)) == ("Castellano", ())


def test_a_name_only_the_agent_says_is_unverified_unless_confirmed() -> None:
    asked = (AGENT, "Am I speaking with Joan Mercer?")
    assert unverified_of(held([asked, (CALLER, "Yes, hello.")], name="Joan Mercer")) == ()
    unclear = held([asked, (CALLER, "I want to know about ants.")], name="Joan Mercer")
    assert unverified_of(unclear) == ("name",)


def test_a_name_in_other_letters_than_the_call_is_unverified() -> None:
    lead = held([(CALLER, "קוראים לי דנה לוי.")], "he", name="Dana Levi")
    assert (lead.name, unverified_of(lead)) == ("Dana Levi", ("name",))


def test_a_town_with_a_prefix_of_its_language_was_said() -> None:
    lead = held([(CALLER, "אנחנו גרים בחיפה ליד הים.")], "he", city="חיפה")
    assert (lead.city, unverified_of(lead)) == ("חיפה", ())


def test_a_firm_of_which_only_some_was_said_is_unverified() -> None:
    lead = held([(CALLER, "I'm with Riverton.")], company="Riverton Steel")
    assert unverified_of(lead) == ("company",)
    assert unverified_of(held([(CALLER, "I'm with Acme.")], company="Acme Inc.")) == ()
