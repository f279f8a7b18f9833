"""A call in a language that the local rules do not read: "cannot tell", never "no"."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.domain.transcript import Speaker, Transcript, Turn
from shared.local.analyst import LocalAnalyst
from shared.local.readable import Readability
from shared.ports import CallContext
from tests.support.texts import TEXT_WORK

GOLD = Path(__file__).parents[2] / "gold" / "callbacks.jsonl"
CONTEXT = CallContext(datetime(2026, 11, 18, 15, 30, tzinfo=UTC), "UTC")

UNREAD = {
    "ja": ("お電話ありがとうございます。", "明日の三時に折り返し電話してください。"),
    "ru": ("Здравствуйте, чем могу помочь?", "Перезвоните мне завтра в три, пожалуйста."),
    "zh": ("您好，请问有什么可以帮您？", "请明天三点给我回电话。"),
    "ko": ("안녕하세요, 무엇을 도와드릴까요?", "내일 세 시에 다시 전화해 주세요."),
    "el": ("Καλημέρα σας.", "Παρακαλώ καλέστε με αύριο στις τρεις."),
    "th": ("สวัสดีค่ะ", "กรุณาโทรกลับหาฉันพรุ่งนี้บ่ายสามโมง"),
    "pl": (
        "Dzień dobry, w czym mogę pomóc?",
        "Proszę oddzwonić do mnie jutro o trzeciej, to jest pilne.",
    ),
    "tr": (
        "Merhaba, nasıl yardımcı olabilirim?",
        "Lütfen beni yarın saat üçte arayın, bu çok önemli, teşekkürler.",
    ),
    "sv": (
        "God morgon, vad kan jag hjälpa dig med?",
        "Kan du ringa upp mig i morgon klockan tre? Det är viktigt, tack.",
    ),
    "ro": (
        "Bună ziua, cu ce vă pot ajuta?",
        "Vă rog să mă sunați mâine la trei, este foarte important, mulțumesc.",
    ),
    "vi": ("Xin chào anh.", "Ngày mai anh gọi lại cho tôi lúc ba giờ được không? Cảm ơn."),
}
READ = {
    "en": (
        "Good morning, how can I help?",
        "Thanks, I only wanted to know when you open. That was all.",
    ),
    "es": (
        "Buenos días, ¿en qué puedo ayudarle?",
        "Solo quería saber a qué hora abren. Muchas gracias, adiós.",
    ),
    "de": (
        "Guten Tag, wie kann ich Ihnen helfen?",
        "Ich wollte nur wissen, wann Sie öffnen. Danke, das war alles.",
    ),
    "fr": (
        "Bonjour, comment puis-je vous aider ?",
        "Je voulais seulement savoir à quelle heure vous ouvrez. Merci, au revoir.",
    ),
    "it": (
        "Buongiorno, come posso aiutarla?",
        "Volevo solo sapere a che ora aprite. Grazie, arrivederci.",
    ),
    "pt": (
        "Bom dia, em que posso ajudar?",
        "Eu só queria saber a que horas vocês abrem. Muito obrigado, bom dia.",
    ),
    "nl": (
        "Goedemorgen, waarmee kan ik u helpen?",
        "Ik wilde alleen weten hoe laat u open gaat. Dank u wel, dag.",
    ),
    "ar": ("صباح الخير، كيف أساعدك؟", "أردت فقط أن أعرف متى تفتحون. شكرا، مع السلامة."),
    "hi": (
        "नमस्ते, मैं आपकी क्या मदद कर सकता हूँ?",
        "मुझे बस पूछना था कि आप कितने बजे खोलते हैं। धन्यवाद।",
    ),
    "he": ("שלום, איך אפשר לעזור?", "רק רציתי לדעת מתי אתם פותחים. תודה רבה, זה הכל."),
}


def call(agent: str, customer: str, language: str | None = None) -> Transcript:
    return Transcript((Turn(Speaker.AGENT, agent), Turn(Speaker.CUSTOMER, customer)), language)


@pytest.mark.parametrize("label", [None, "en", "the language"])
@pytest.mark.parametrize("language", UNREAD)
async def test_a_language_that_is_not_read_is_unknown_and_not_no(
    language: str, label: str | None
) -> None:
    transcript = call(*UNREAD[language], language=language if label == "the language" else label)
    analyst = LocalAnalyst(TEXT_WORK)
    found = (await analyst.detect_callback(transcript, CONTEXT)).value
    assert (found.needed, found.confidence) == (None, 0.0)
    assert "do not read the language" in found.reason
    assert "nobody asked" not in found.reason
    document = (await analyst.write_document(transcript, CONTEXT)).value.markdown
    assert "Unknown: the local rules do not read the language" in document
    assert "Not needed" not in document
    assert "None were" not in document
    assert (await analyst.extract_lead(transcript, CONTEXT)).value.confidence == 0.0
    assert "do not read the language" in (await analyst.summarize(transcript, CONTEXT)).value.text


@pytest.mark.parametrize("label", [None, "sv", "the language"])
@pytest.mark.parametrize("language", READ)
async def test_a_language_that_is_read_is_answered_whatever_it_is_called(
    language: str, label: str | None
) -> None:
    transcript = call(*READ[language], language=language if label == "the language" else label)
    analyst = LocalAnalyst(TEXT_WORK)
    assert (await analyst.detect_callback(transcript, CONTEXT)).value.needed is False
    assert "do not read" not in (await analyst.write_document(transcript, CONTEXT)).value.markdown


async def test_an_agent_who_is_understood_says_nothing_of_the_callers_wish() -> None:
    transcript = call("Good morning, this is Northside, how can I help you today?", UNREAD["ja"][1])
    assert (await LocalAnalyst(TEXT_WORK).detect_callback(transcript, CONTEXT)).value.needed is None


async def test_what_is_understood_of_a_foreign_call_still_counts() -> None:
    transcript = call("We will call you back tomorrow at three.", UNREAD["ja"][1])
    assert (await LocalAnalyst(TEXT_WORK).detect_callback(transcript, CONTEXT)).value.needed is True


@pytest.mark.parametrize(
    "said", ["Okay.", "503 555 0142", "Ja.", "", "Maria Lopez", "No, thank you."]
)
async def test_a_word_or_a_number_is_no_foreign_language(said: str) -> None:
    assert (
        await LocalAnalyst(TEXT_WORK).detect_callback(call("Hello?", said), CONTEXT)
    ).value.needed is False


def test_every_call_of_the_gold_standard_is_read() -> None:
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        turns = [Turn(Speaker(speaker), text) for speaker, text in item["turns"]]
        assert Readability().then(turns).unread(None) is None, item["id"]
