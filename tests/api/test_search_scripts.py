"""Words between signs of all languages, in scripts without blanks, and amounts are found as people
type them, are counted, and are marked.
"""

import pytest

from tests.api.test_search import found, processed
from tests.support.people import Team
from worker.resources import Resources

TEXTS = {
    "es": "¿Cuánto cuesta? ¡Carísimo! «La garantía» — según el señor Peñalver…",
    "en": "“Refund”, I don’t know… it’s 50€–60€ or £70, the manual‑override is ½ done.",
    "fr": "L’élève a le cœur à l’œuvre\u00a0: «\u00a0ménage\u00a0» à l'hôtel.",
    "de": "Die Straße in Lüdenscheidt, Wärmepumpe für 1.250,00 € und Zubehör für 12,50 €.",
    "tr": "Isıtıcı IĞDIR'da.",
    "zh": "我想预约明天下午的暖气维修服务。",
    "ja": "ボイラーの修理をお願いします。",
    "th": "ฉันต้องการซ่อมเครื่องทำน้ำอุ่น",
    "he": "אמר: ״הדוד״ נשבר, שָׁלוֹם.",
    "ar": "«السخان»؟ مُعَطَّل، شكرًا.",
}


@pytest.mark.parametrize(
    ("language", "marks"),
    [
        ("es", {"cuanto": "Cuánto", "cuesta": "cuesta", "carisimo": "Carísimo",
                "garantía ": "garantía", "penalver": "Peñalver", "¿Cuánto": "Cuánto"}),
        ("en", {"refund": "Refund", "“refund”": "Refund", "know": "know", "50 ": "50", "£70": "70",
                "override": "override", "ref*": "Refund"}),
        ("fr", {"l'élève": "élève", "l’élève": "élève", "coeur": "cœur", "CŒUR": "cœur",
                "oeuvre": "œuvre", "menage": "ménage"}),
        ("de", {"strasse": "Straße", "luedenscheidt": "Lüdenscheidt",
                "waermepumpe": "Wärmepumpe", "1250": "1.250,00", "1,250.00": "1.250,00",
                "1250 €": "1.250,00", "12.50": "12,50"}),
        ("tr", {"isitici": "Isıtıcı", "igdir": "IĞDIR"}),
        ("zh", {"暖气": "暖气", "维修": "维修", "明天下午": "明天下午"}),
        ("ja", {"修理": "修理", "ボイラー": "ボイラー"}),
        ("th", {"ซ่อม": "ซ่อม"}),
        ("he", {"הדוד": "הדוד", "שלום": "שָׁלוֹם"}),
        ("ar", {"السخان": "السخان", "معطل": "مُعَطَّل"}),
    ],
)  # fmt: skip
async def test_words_between_signs_are_found_and_marked(
    team: Team, worker: Resources, language: str, marks: dict[str, str]
) -> None:
    text = TEXTS[language]
    call_id = await processed(team, worker, "conv_1", (("user", text),), language=language)
    await processed(team, worker, "conv_2", (("user", "Nothing of this."),), language=language)
    for typed, marked in marks.items():
        body = await found(team, typed)
        assert body["read_as"] == [], typed
        assert body["passages_with_words"] == 1, typed
        (passage,) = body["passages"]
        assert passage["call"]["id"] == call_id
        shown = [passage["text"][mark["start"] : mark["end"]] for mark in passage["marks"]]
        assert marked in shown, (typed, shown)


async def test_an_amount_is_no_other_number(team: Team, worker: Resources) -> None:
    await processed(team, worker, "conv_1", (("user", "It is 12,50 or 1.300,00 €."),))
    for typed in ("1250", "130000", "1.250,00", "12"):
        assert (await found(team, f"{typed} "))["passages_with_words"] == (typed == "12"), typed
    assert (await found(team, "1300"))["passages_with_words"] == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "twelve hundred and fifty dollars"),
        ("en", "twelve hundred fifty dollars"),
        ("de", "zwölfhundertfünfzig Euro"),
    ],
)
async def test_amounts_in_words_are_found_by_their_digits(
    team: Team, worker: Resources, language: str, said: str
) -> None:
    await processed(team, worker, "conv_1", (("user", f"It costs {said}."),), language=language)
    for typed in ("1250", "$1,250", "1.250,00 €"):
        (passage,) = (await found(team, typed))["passages"]
        marks = [passage["text"][mark["start"] : mark["end"]] for mark in passage["marks"]]
        assert marks == [said.rsplit(" ", 1)[0]], typed
