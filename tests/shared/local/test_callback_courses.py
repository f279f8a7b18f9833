"""What is said around a call back decides whether one is due, in calls without capitals."""

from datetime import UTC, datetime

import pytest

from shared.domain.transcript import Speaker, Transcript, Turn
from shared.local.analyst import LocalAnalyst
from shared.ports import CallContext
from tests.support.texts import TEXT_WORK

AGENT, CALLER = Speaker.AGENT, Speaker.CUSTOMER
CONTEXT = CallContext(datetime(2026, 11, 18, 15, 30, tzinfo=UTC), "Europe/Berlin")


async def is_needed(language: str, *said: tuple[Speaker, str]) -> bool | None:
    transcript = Transcript(tuple(Turn(speaker, text) for speaker, text in said), language)
    return (await LocalAnalyst(TEXT_WORK).detect_callback(transcript, CONTEXT)).value.needed


@pytest.mark.parametrize(
    ("language", "asks", "refuses"),
    [
        ("de", "und ruft mich da nochmal jemand an", "nein, das ist damit erledigt"),
        ("es", "me llama el repartidor antes o qué", "no, le llega un sms media hora antes"),
        ("fr", "est-ce qu'on me rappelle avant", "non, vous recevez un mail"),
        ("it", "mi richiama qualcuno prima", "no, le arriva un messaggio"),
        ("pt", "alguém me liga antes", "não, recebe uma mensagem"),
    ],
)
async def test_a_question_that_the_agent_answers_with_no_is_no_request(
    language: str, asks: str, refuses: str
) -> None:
    assert await is_needed(language, (CALLER, asks), (AGENT, refuses)) is False


@pytest.mark.parametrize(
    ("language", "asks", "agrees"),
    [
        ("en", "please call me back tomorrow", "no problem"),
        ("de", "rufen sie mich bitte morgen zurück", "nein kein problem"),
        ("es", "llámeme mañana por favor", "no se preocupe"),
        ("fr", "rappelez-moi demain s'il vous plaît", "pas de souci"),
        ("it", "mi richiami domani per favore", "nessun problema"),
        ("pt", "me ligue amanhã por favor", "não tem problema"),
    ],
)
async def test_no_problem_refuses_nothing(language: str, asks: str, agrees: str) -> None:
    assert await is_needed(language, (CALLER, asks), (AGENT, agrees)) is True


@pytest.mark.parametrize(
    ("language", "offers", "cancels"),
    [
        ("en", "Shall we call you back at three?", "Then I'll cancel the callback."),
        ("de", "Soll sie Sie um drei zurückrufen?", "Den Rückruf um drei streiche ich dann."),
        ("es", "¿Quiere que le llamemos a las tres?", "Entonces anulo la llamada de las tres."),
        ("fr", "Voulez-vous qu'on vous rappelle à trois heures ?", "Alors j'annule le rappel."),
        ("it", "Vuole che la richiamiamo alle tre?", "Allora annullo la chiamata delle tre."),
        ("pt", "Quer que liguemos às três?", "Então cancelo a chamada das três."),
    ],
)
async def test_a_call_that_the_agent_cancels_is_not_due(
    language: str, offers: str, cancels: str
) -> None:
    yes = {"en": "Yes.", "de": "Ja.", "es": "Sí.", "fr": "Oui.", "it": "Sì.", "pt": "Sim."}
    offered = ((AGENT, offers), (CALLER, yes[language]))
    assert await is_needed(language, *offered) is True
    assert await is_needed(language, *offered, (AGENT, cancels)) is False


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "könnten sie mich bitte morgen anrufen. uhrzeit ist egal"),
        ("es", "llámeme mañana por favor. la hora me da igual"),
        ("fr", "rappelez-moi demain. oui sur le portable avec lequel je vous appelle"),
        ("es", "llámeme mañana. al número desde el que le llamo"),
        ("de", "rufen sie mich morgen zurück. unter der nummer von der ich anrufe"),
        ("it", "mi richiami domani. al numero da cui la chiamo"),
        ("en", "call me back tomorrow. please don't call that one, it's my old number"),
    ],
)
async def test_words_about_the_hour_or_the_number_take_no_wish_back(
    language: str, said: str
) -> None:
    assert await is_needed(language, (CALLER, said)) is True


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "his gran rang him and said call me tomorrow at six"),
        ("es", "tengo un mensaje que pone devuelva la llamada antes de las doce"),
        ("de", "nein nein, er ruft sie an"),
    ],
)
async def test_the_calls_of_others_are_no_requests(language: str, said: str) -> None:
    assert await is_needed(language, (CALLER, said)) is not True


@pytest.mark.parametrize(
    ("language", "agreed", "moves", "words"),
    [
        ("en", "You were going to ring me tomorrow at two.", "Could you make it four?", "four"),
        (
            "de",
            "Ihr Kollege sollte mich heute um sechs zurückrufen.",
            "Machen Sie sieben",
            "sieben",
        ),
        ("es", "Iban a llamarme mañana a las cinco.", "Póngalo a las seis.", "a las seis"),
        ("pt", "Ficaram de me ligar amanhã às quatro.", "Pode ser às cinco?", "às cinco"),
        ("nl", "Iemand zou me morgen om tien uur bellen.", "Kan dat elf uur worden?", "elf uur"),
    ],
)
async def test_a_call_that_was_agreed_before_is_moved(
    language: str, agreed: str, moves: str, words: str
) -> None:
    said = (Turn(CALLER, agreed), Turn(AGENT, "Ok."), Turn(CALLER, moves))
    found = await LocalAnalyst(TEXT_WORK).detect_callback(Transcript(said, language), CONTEXT)
    assert found.value.time_quotes[-1].words == words


async def test_a_piece_of_a_number_is_no_time() -> None:
    said = [
        (CALLER, "Could somebody call me when you hear? Whenever that is."),
        (AGENT, "Sure. What number's good?"),
        (CALLER, "five five five, oh one"),
        (AGENT, "Yep"),
        (CALLER, "eight six."),
    ]
    transcript = Transcript(tuple(Turn(*one) for one in said), "en")
    found = await LocalAnalyst(TEXT_WORK).detect_callback(transcript, CONTEXT)
    assert found.value.time_quotes == ()
