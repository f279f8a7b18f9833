"""Who wants no more calls, and who only refuses one."""

import pytest

from shared.domain.transcript import Speaker, Transcript, Turn
from shared.local.analyst import LocalAnalyst
from tests.shared.local.test_analyst import CONTEXT
from tests.support.texts import TEXT_WORK

WISHES = [
    "Don't call me again.",
    "Please do not call me anymore, thank you.",
    "Take me off your list!",
    "Can you please take me off your calling list?",
    "Please remove my number from your database.",
    "stop calling me",
    "Look, just stop calling.",
    "Never call this number again.",
    "Do not ever contact us again.",
    "I don't want you to call me anymore.",
    "I told you to stop calling me.",
    "Put me on your do not call list, please.",
    "No, and please never call me again.",
    "Rufen Sie mich bitte nie wieder an.",
    "Rufen Sie hier nicht mehr an!",
    "Streichen Sie mich von Ihrer Anrufliste.",
    "Löschen Sie meine Nummer aus Ihrer Datenbank.",
    "No me llamen más.",
    "Dejen de llamarme, por favor.",
    "Bórreme de su lista.",
    "Ne m'appelez plus jamais.",
    "Arrêtez de m'appeler.",
    "Retirez-moi de votre liste.",
]
OTHERS = [
    "Don't call me at work, call my mobile.",
    "Never call me before nine.",
    "Please don't call me again before nine.",
    "I can't call back.",
    "Do not call me yet.",
    "Don't call me, I'll call you.",
    "Don't call me back, I'll come by.",
    "Stop calling me Bob.",
    "Please don't call again until you have the part.",
    "You don't have to call me again, it's solved.",
    "My husband said never call me again.",
    "If you don't fix it I'll tell you to stop calling.",
    "Why did you take me off your list?",
    "Don't take me off your list.",
    "Take me off the waiting list.",
    "Take me off your list for Tuesday.",
    "They never call me again when they promise to.",
    "You never call me again.",
    "I will stop calling you so late.",
    "It stopped calling after the update.",
    "Please stop calling me so early.",
    "Stop calling this number at night, use my cell.",
    "Rufen Sie mich nicht mehr vor neun an.",
    "Bitte rufen Sie mich heute nicht mehr an.",
    "Er sagte, rufen Sie mich nie wieder an.",
    "No me llame más por la mañana.",
    "Ne m'appelez plus au travail.",
    "Call me again tomorrow.",
]


async def opt_out_of(*turns: tuple[Speaker, str]) -> tuple[str, int] | None:
    transcript = Transcript(tuple(Turn(speaker, text) for speaker, text in turns))
    found = (await LocalAnalyst(TEXT_WORK).detect_callback(transcript, CONTEXT)).value.opt_out
    return (found.words, found.turn) if found else None


@pytest.mark.parametrize("words", WISHES)
async def test_a_wish_for_no_more_calls_is_quoted(words: str) -> None:
    said = (Speaker.AGENT, "Hello, this is Northside."), (Speaker.CUSTOMER, words)
    assert await opt_out_of(*said, (Speaker.AGENT, "I am sorry.")) == (words, 1)


@pytest.mark.parametrize("words", OTHERS)
async def test_what_is_limited_reported_or_about_one_call_is_none(words: str) -> None:
    said = (Speaker.AGENT, "Hello, this is Northside."), (Speaker.CUSTOMER, words)
    assert await opt_out_of(*said) is None


async def test_only_the_caller_can_opt_out() -> None:
    for speaker in (Speaker.AGENT, Speaker.UNKNOWN):
        assert await opt_out_of((speaker, "Never call me again.")) is None


async def test_who_asks_for_a_call_afterwards_has_not_opted_out() -> None:
    """The last word counts."""
    wish = (Speaker.CUSTOMER, "Stop calling me.")
    request = (Speaker.CUSTOMER, "All right, then call me back tomorrow at three pm.")
    offer = (Speaker.AGENT, "I have your order here.")
    assert await opt_out_of(wish, offer, request) is None
    assert await opt_out_of(request, offer, wish) == ("Stop calling me.", 2)
