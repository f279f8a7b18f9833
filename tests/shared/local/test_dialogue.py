"""Who wants what call: the state that the rules keep over a conversation, one kind a case."""

from datetime import UTC, datetime

import pytest

from shared.domain.transcript import Speaker, Transcript, Turn
from shared.local.analyst import LocalAnalyst
from shared.ports import CallContext
from tests.support.texts import TEXT_WORK

CONTEXT = CallContext(datetime(2026, 11, 18, 15, 30, tzinfo=UTC), "America/New_York")
SPEAKERS = {"A": Speaker.AGENT, "C": Speaker.CUSTOMER}


def call(lines: str, language: str = "en") -> Transcript:
    """Each line is a turn, "A: " the agent's and "C: " the caller's."""
    turns = (line.strip().partition(": ") for line in lines.strip().split("\n"))
    return Transcript(tuple(Turn(SPEAKERS[who], text) for who, _, text in turns), language)


NEEDED = {
    "not there, but here": "C: Don't call me at work, call me at home.",
    "refused and asked": (
        "C: Don't call me about offers, I don't want them, but call me when it's in."
    ),
    "an idiom": "C: Could you give me a bell on Friday?",
    "thanks accept": "A: Shall we call you on Friday?\nC: Thanks, that's kind.",
    "a statement with a tag": "A: I'll call you on Friday, okay?\nC: Okay.",
    "somebody else": "C: Can you call my wife? She knows.",
    "has to be told": "C: Have your manager, the tall one, call me.",
    "invited after a promise": (
        "A: I'll call you on Friday.\nC: Okay.\nA: If it leaks, just call us."
    ),
    "somebody else calls": "C: Could Jim call between four and half past?",
    "a negated question": "C: Couldn't he just call me?",
    "he explains by phone": "A: The doctor can explain that by phone.\nC: Yes please.",
    "an offer the agent goes on with": "A: Shall he call you?\nC: Well.\nA: When suits you?",
    "noted is no appointment": (
        "A: Can he call you at five?\nC: Five is fine.\nA: I have you down for five."
    ),
    "not if cut off, but else": (
        "C: If this drops ring me back. Hello? Can the manager ring me on Friday?"
    ),
    "a mailbox": (
        "A: You have reached Lund. Leave a message after the tone.\nC: My number is 212 555 0187."
    ),
}
NOT_NEEDED = {
    "a song": "C: Your hold music is that song, call me maybe, call me maybe.",
    "quoted": 'C: The note on my door says "call us back at once".',
    "reported": "C: They told me to call you, and so I call.",
    "cut off": "A: Should we get cut off, I'll call you back.\nC: Fine.",
    "cut off, in one breath": "C: if this drops just ring me back okay so is it open on sunday",
    "if anything changes": "A: If there are any changes we'll call you.\nC: Fine.",
    "declined with a time": (
        "A: I'll call you when it's done if you like.\nC: No, don't bother, I'm there at six."
    ),
    "the caller would call": "C: Do you need me to ring back with the number?\nA: No.",
    "dropped when it comes up again": (
        "A: He'll ring you at three.\nC: Three, good.\nA: Gas or oil?\nC: Gas.\nA: On a meter?"
        "\nC: Yes. Oh, it works again.\nA: Shall I leave him at three anyway?\nC: No, scrap that."
    ),
    "called off": (
        "A: I'll have him call you.\nC: Please.\nA: Your email?\nC: None.\nA: Fine.\nC: Oh."
        "\nA: Yes?\nC: I found it, so you can call off the night guy."
    ),
    "only if": "A: We only call you if there is a problem.\nC: Fine.",
    "another way": "A: Shall we call you when it's in?\nC: A text is enough.",
    "another way for a promise": "A: I'll call you in an hour.\nC: Can you just email me?",
    "taken back": (
        "C: Could you call me when it's ready?\nA: Sure."
        "\nC: Actually never mind, I'll wait."
    ),
    "settled": (
        "A: I can call you when it's in.\nC: Please."
        "\nA: Here it is, so no need to call you."
    ),
    "put through": "C: Can she call me?\nA: She's just walked in, I'll put you through.",
    "the agent declines": "C: Do you call me when it's done?\nA: No, it's done already.",
    "no calls at all": "C: Can you call me if it turns up?\nA: We don't call, I'm afraid.",
    "a question of one's own": (
        "A: You're booked for Friday.\nC: Do I need to call to confirm?"
        "\nA: No."
    ),
    "the caller calls": "A: May we call you tomorrow?\nC: No, I'll give you a ring.",
    "an offer that lapses": (
        "A: Shall we call you?\nC: Hm.\nA: The price is ten.\nC: I see.\nA: Cash?"
        "\nC: Yes."
    ),
    "a promise in a greeting": (
        "A: You've reached Lund. Leave a message and we will call you back."
        "\nC: Hm."
    ),
    "names": "C: My grandson calls me pharaoh.",
}  # fmt: skip


@pytest.mark.parametrize("kind", NEEDED)
async def test_a_callback_is_needed(kind: str) -> None:
    found = (await LocalAnalyst(TEXT_WORK).detect_callback(call(NEEDED[kind]), CONTEXT)).value
    assert found.needed is True


@pytest.mark.parametrize("kind", NOT_NEEDED)
async def test_a_callback_is_not_needed(kind: str) -> None:
    found = (await LocalAnalyst(TEXT_WORK).detect_callback(call(NOT_NEEDED[kind]), CONTEXT)).value
    assert found.needed is False


@pytest.mark.parametrize(
    ("lines", "quotes"),
    [
        (
            "C: Call me back Thursday.\nA: What time?\nC: At three.",
            [("Thursday", 0), ("At three", 2)],
        ),
        (
            "C: Can he call me?\nA: When?\nC: At three.\nA: Today or tomorrow?\nC: Tomorrow.",
            [("At three", 2), ("Tomorrow", 4)],
        ),
        (
            "A: I'll call you Monday at ten.\nC: Tuesday at two is better.\nA: Fine.",
            [("Tuesday at two", 1)],
        ),
    ],
)  # fmt: skip
async def test_a_time_said_in_several_turns_is_quoted_from_each(
    lines: str, quotes: list[tuple[str, int]]
) -> None:
    found = (await LocalAnalyst(TEXT_WORK).detect_callback(call(lines), CONTEXT)).value
    assert [(quote.words, quote.turn) for quote in found.time_quotes] == quotes


NAMES = {
    "after two greetings": (
        "C: Yes good morning, Gerald Osei, I'm returning a call.",
        "Gerald Osei",
    ),
    "greeting the agent": (
        "A: Helpdesk, this is Arjun.\nC: hi arjun, yolanda cruz, none of us can print\n"
        "A: All right, Yolanda.",
        "Yolanda Cruz",
    ),
    "no name": ("A: Is the light on?\nC: it's orange. blinking", None),
    "no name at the start": ("C: hi, water heater, it leaks\nA: I see.", None),
    "an address that is spelt": (
        "A: name\nC: jasper nwosu\nA: And the mail?\nC: jnwosu at yahoo, j n w o s u.",
        "Jasper Nwosu",
    ),
    "a bare answer": ("A: Your name?\nC: Maria Lopez.", "Maria Lopez"),
    "fuller in the answer": ("A: Your name?\nC: Lopez. Maria Lopez.", "Maria Lopez"),
    "two questions": ("A: Last name?\nC: Lopez.\nA: And first name?\nC: Maria.", "Maria Lopez"),
    "spelt": ("A: Can you spell your last name?\nC: L O P E Z.", "Lopez"),
    "spelt with words": ("A: How do you spell that?\nC: L as in lemon, O, P, E, Z.", "Lopez"),
    "misheard and spelt": ("C: My name is Maria Lopes, L O P E Z.", "Maria Lopez"),
    "confirmed": ("A: So that's Maria Lopez?\nC: Yes.", "Maria Lopez"),
    "not confirmed": ("A: So that's Maria Lopez?\nC: No.", None),
    "after a greeting": ("A: Northside.\nC: Hello, Oscar Lind. I have a question.", "Oscar Lind"),
    "the agent's": ("A: Northside, this is Ben.\nC: Hi Ben.", None),
    "without capitals": ("A: your name?\nC: maria lopez", "Maria Lopez"),
}


@pytest.mark.parametrize("kind", NAMES)
async def test_a_name_is_found(kind: str) -> None:
    lines, name = NAMES[kind]
    lead = (await LocalAnalyst(TEXT_WORK).extract_lead(call(lines), CONTEXT)).value
    assert lead.name == name


PHONES = {
    "in pieces that are echoed": (
        "C: No, it's three one two.\nA: Three one two.\nC: Five five five.\nA: Mhm.\n"
        "C: Oh one eight seven.\nA: Three one two five five five oh one eight seven, and she may"
        " leave a message if you don't pick up.\nC: Fine.",
        "+13125550187",
    ),
    "corrected": ("C: 503 555 0142. Sorry, 503 555 0143.", "+15035550143"),
    "its end corrected": ("C: 503 555 0142, sorry, 0143.", "+15035550143"),
    "in pieces": (
        "C: Five oh three.\nA: Yes.\nC: Five five five.\nA: Mm.\nC: 0142.",
        "+15035550142",
    ),
    "read out and confirmed": ("A: Is it 503 555 0142?\nC: Yes.", "+15035550142"),
    "the agent's": ("A: Our number is 503 555 0142.\nC: I see.", None),
    "an order": ("C: The order number is 503 555 0142.", None),
    "not valid": ("C: My number is 111 555 0142.", None),
}  # fmt: skip


@pytest.mark.parametrize("kind", PHONES)
async def test_a_number_is_found(kind: str) -> None:
    lines, phone = PHONES[kind]
    lead = (await LocalAnalyst(TEXT_WORK).extract_lead(call(lines), CONTEXT)).value
    assert lead.phone == phone


CITIES = {
    "without capitals": ("C: hi we live in gresham by the fairgrounds", "Gresham"),
    "an unknown one without capitals": ("C: we live in quarlock near the mill", "Quarlock"),
    "behind a company": ("C: it's phil fox over at fox bakery in naperville", "Naperville"),
    "corrected": ("A: are you in newcastle\nC: no no damariscotta, by the church", "Damariscotta"),
    "no town": ("C: we live in the middle of nowhere in the morning", None),
    "for a day": ("C: I'm in Leeds all day tomorrow.", None),
    "of a relative": ("C: My sister lives in Leeds.", None),
    "of an errand": ("C: Half our boxes are still in Tampa.", None),
    "a bare answer": ("A: Where are you?\nC: Grantville.", "Grantville"),
    "confirmed": ("A: And you're in Grantville?\nC: Yes.", "Grantville"),
    "a shop": ("A: Where are you?\nC: The Circle K on Bell.", None),
    "where a firm is from": ("C: I'm Ann from Fairview Logistics.", None),
}


@pytest.mark.parametrize("kind", CITIES)
async def test_a_town_is_found(kind: str) -> None:
    lines, city = CITIES[kind]
    lead = (await LocalAnalyst(TEXT_WORK).extract_lead(call(lines), CONTEXT)).value
    assert lead.city == city


COMPANIES = {
    "without capitals": ("C: hi this is phil fox over at fox bakery in naperville", "Fox Bakery"),
    "behind the name": (
        "C: Jonty Marsh, Marsh and Daughters, we do the plans.",
        "Marsh and Daughters",
    ),
    "asked": ("A: Is this for a company?\nC: Yes, Halsey Architects.", "Halsey Architects"),
    "without a trade": ("C: it's ann fox from velvet crow in leeds", "Velvet Crow"),
    "the agent's own": ("A: Fox Bakery, hello.\nC: Is this Fox Bakery? It's Ann Lund.", None),
    "a supplier": ("C: My order from Smith Furniture is late.", None),
    "a desk": ("C: this is ann lund at the front desk", None),
}


@pytest.mark.parametrize("kind", COMPANIES)
async def test_a_company_is_found(kind: str) -> None:
    lines, company = COMPANIES[kind]
    lead = (await LocalAnalyst(TEXT_WORK).extract_lead(call(lines), CONTEXT)).value
    assert lead.company == company


SPOKEN_NAMES = {
    "without capitals": ("C: hi this is wendell kray i'm calling about a case", "Wendell Kray"),
    "the agent addressed": (
        "A: first harbor this is neil\nC: hi neil priscilla odom here",
        "Priscilla Odom",
    ),
    "of a pet": ("A: What's the cat's name?\nC: Muffin.", None),
    "the last name before the first": (
        "C: Is it ready? It's for Blaylock.\nA: First name?\nC: Gordon.",
        "Gordon Blaylock",
    ),
    "no name": ("C: it's making noise\nA: okay", None),
}


@pytest.mark.parametrize("kind", SPOKEN_NAMES)
async def test_a_name_is_found_in_recognised_speech(kind: str) -> None:
    lines, name = SPOKEN_NAMES[kind]
    lead = (await LocalAnalyst(TEXT_WORK).extract_lead(call(lines), CONTEXT)).value
    assert lead.name == name


async def test_an_address_said_and_spelt_is_one() -> None:
    said = call("C: It's events at marsh, one word, m a r s h dot co dot uk.")
    lead = (await LocalAnalyst(TEXT_WORK).extract_lead(said, CONTEXT)).value
    assert lead.email == "events@marsh.co.uk"
