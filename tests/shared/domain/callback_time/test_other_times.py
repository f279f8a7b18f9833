"""A call that is refused or was agreed before, the length of a call and hours that are quoted name
no time for the callback.

The words are of Wednesday 18 November 2026 at 10:30 in Berlin.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from shared.domain.callback_time.quotes import TimeContext
from shared.domain.callback_time.resolve import read_callback_time
from shared.domain.callbacks import ReadTime, TimeKind

BERLIN = ZoneInfo("Europe/Berlin")


def read(words: str, language: str) -> ReadTime:
    said_at = datetime(2026, 11, 18, 10, 30, tzinfo=BERLIN)
    return read_callback_time(words, TimeContext(said_at, (BERLIN,), language=language))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        # The call is refused.
        ("en", "no need to ring me at four, i've sorted it"),
        ("en", "please cancel the call tomorrow at ten"),
        ("de", "den Rückruf um fünf können Sie sich sparen"),
        ("es", "a las cuatro ya no hace falta que me llamen"),
        ("fr", "pas besoin d'appeler à quinze heures, c'est réglé"),
        ("it", "non c'è bisogno di richiamarmi domani alle dieci"),
        ("pt", "cancele a ligação de sexta às nove"),
        ("nl", "om vier uur hoef je me niet meer te bellen, ik ben eruit"),
        ("he", "אין צורך להתקשר אליי בארבע"),
        ("ar", "لا حاجة للاتصال بي الساعة الرابعة"),
        ("hi", "चार बजे फोन करने की ज़रूरत नहीं है"),
        ("hi", "kal das baje call karne ki zaroorat nahi hai"),
        ("de", "ich verzichte auf den Rückruf um drei"),
        ("it", "nessuno deve richiamarmi alle tre"),
        ("en", "we can do without the call at four"),
        ("fr", "je n'ai plus besoin du rappel de dix heures"),
        # The call was agreed before.
        ("hi", "नौ बजे का तय था और किसी ने फोन नहीं किया"),
        ("en", "someone was supposed to call at ten this morning"),
        ("he", "מישהו היה צריך להתקשר הבוקר בתשע"),
        ("hi", "aap log subah nau baje call karne wale the"),
        ("de", "er hat gesagt, er meldet sich binnen einer Stunde, das war gestern"),
        # Part of the time is excepted.
        ("en", "any time tomorrow but lunch"),
        ("fr", "demain après-midi, mais pas vers quatre heures"),
        ("it", "domani a qualsiasi ora tranne a pranzo"),
        ("nl", "donderdagmiddag maar niet rond vier uur"),
        # Refused in a correction, after a time.
        ("en", "don't call me before ten, actually, don't call me at all, I'll email"),
        ("en", "call me at ten, no, don't call me at all"),
        ("de", "rufen Sie mich um zehn an, ach wissen Sie, rufen Sie mich gar nicht an"),
        ("fr", "rappelez-moi à dix heures, en fait ne me rappelez pas du tout"),
        ("it", "mi chiami alle dieci, anzi non mi chiami proprio"),
        # Hours that are quoted.
        ("de", "auf Ihrer Seite steht, dass Sie von acht bis sechs da sind"),
        ("de", "Freitag passt, mittags aber nicht"),
        # How long something takes.
        ("es", "quiero hablar dos minutos con el jefe"),
        ("en", "could i have fifteen minutes with the manager on the phone"),
        ("en", "i'm on a ten minute break, get someone to ring me"),
        ("nl", "het duurt maar vijf minuten, bel me terug"),
    ],
)
def test_a_time_that_is_not_asked_for_needs_a_person(language: str, words: str) -> None:
    assert read(words, language).kind is TimeKind.AMBIGUOUS


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("en", "you were meant to ring me at nine, make it tomorrow at three", "19T15:00"),
        ("it", "dovevate chiamarmi alle nove, facciamo domani alle quindici", "19T15:00"),
        ("en", "no need to call today, tomorrow at ten is fine", "19T10:00"),
        ("en", "don't ring before two, three tomorrow is good", "19T15:00"),
        ("de", "Montag ist schlecht, lieber der Tag darauf, Viertel nach drei", "24T15:15"),
        ("he", "יום שני לא טוב, עדיף יום אחרי, בשלוש ורבע", "24T15:15"),
        ("nl", "over een uur of drie ben ik thuis", "18T13:30"),
        ("en", "tomorrow at nine, for a ten minute call", "19T09:00"),
        ("en", "give me ten minutes to talk to my wife", "18T10:40"),
        # Words of Spanish and Dutch that were taken for nothing, or for something unknown.
        ("es", "el lunes no, el martes tampoco, el jueves a las dos y media me llama", "19T14:30"),
        ("nl", "morgen om drie uur mag u me bellen", "19T15:00"),
        ("fr", "demain à partir de quatorze heures je peux répondre, rappelez-moi", "19T14:00"),
        ("en", "call me tomorrow at three, don't call the office number", "19T15:00"),
        ("de", "rufen Sie mich morgen um drei an, ich kann selbst nicht anrufen", "19T15:00"),
    ],
)
def test_the_time_that_is_asked_for_is_read(language: str, words: str, expected: str) -> None:
    due = read(words, language).due_at
    assert due is not None
    assert f"{due.astimezone(BERLIN):%dT%H:%M}" == expected
