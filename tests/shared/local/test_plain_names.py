"""Names in recognised speech without capitals, and words there that are no names."""

from datetime import UTC, datetime

import pytest

from shared.domain.transcript import Speaker, Transcript, Turn
from shared.local.analyst import LocalAnalyst
from shared.ports import CallContext
from tests.support.texts import TEXT_WORK

AGENT, CALLER = Speaker.AGENT, Speaker.CUSTOMER
CONTEXT = CallContext(datetime(2026, 11, 18, 15, 30, tzinfo=UTC), "Europe/Berlin")


async def name_in(language: str, *said: tuple[Speaker, str]) -> str | None:
    transcript = Transcript(tuple(Turn(speaker, text) for speaker, text in said), language)
    return (await LocalAnalyst(TEXT_WORK).extract_lead(transcript, CONTEXT)).value.name


@pytest.mark.parametrize(
    ("language", "asks", "confirms", "name"),
    [
        ("en", "hello, am i speaking with ben okafor", "speaking, who's this", "Ben Okafor"),
        ("de", "spreche ich mit frau terhorst", "ja am apparat", "Terhorst"),
        ("it", "parlo con la signora ippolita sarti", "sì chi è", "Ippolita Sarti"),
        ("pt", "falo com o senhor nuno barradas", "é o próprio", "Nuno Barradas"),
        ("fr", "je parle à madame odile garnier", "oui c'est moi", "Odile Garnier"),
        ("es", "hablo con doña rosaura ponce", "sí dígame", "Rosaura Ponce"),
    ],
)
async def test_whom_the_agent_asks_for_is_the_caller_who_confirms(
    language: str, asks: str, confirms: str, name: str
) -> None:
    assert await name_in(language, (AGENT, asks), (CALLER, confirms)) == name


async def test_whom_the_agent_asks_for_is_not_who_answers_no() -> None:
    said = ((AGENT, "am i speaking with ben okafor"), (CALLER, "no he's out"))
    assert await name_in("en", *said) is None


@pytest.mark.parametrize(
    ("language", "asks", "answers", "name"),
    [
        ("en", "who am i talking to", "darnell whitlock", "Darnell Whitlock"),
        ("es", "usted es", "iván carballo, con be", "Iván Carballo"),
        ("es", "me da su nombre completo", "cómo no, heriberto salgado", "Heriberto Salgado"),
        ("es", "a nombre de quién", "será rosaura ponce", "Rosaura Ponce"),
        (
            "fr",
            "à quel nom",
            "anouk thévenin, t h e accent v e n i n",
            "Anouk Thévenin",
        ),
    ],
)
async def test_an_answer_is_the_name_without_the_words_around_it(
    language: str, asks: str, answers: str, name: str
) -> None:
    assert await name_in(language, (AGENT, asks), (CALLER, answers)) == name


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "oh hello erm it's about the crown"),
        ("fr", "allô c'est toi mamie"),
        ("pt", "ai que bom, é para o casaco"),
    ],
)
async def test_hesitations_and_pronouns_are_no_names(language: str, said: str) -> None:
    assert await name_in(language, (AGENT, "good morning"), (CALLER, said)) is None
