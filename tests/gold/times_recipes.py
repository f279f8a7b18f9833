"""Phrases about callback times made from recipes: the label comes from the recipe, never from the
product's code, and each language says it as its speakers do.

`python -m tests.gold.times_recipes` writes the development half of times.jsonl; the lines of split
"test" were written by hand afterwards and stay.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.gold.times_rows import ROWS

Item = dict[str, Any]

# A Wednesday; the team works Monday to Friday from 9 to 17.
SAID_AT = "2026-11-18T10:30"
ZONE = "America/New_York"
TOMORROW = {
    "en": "tomorrow", "es": "mañana", "de": "morgen", "fr": "demain", "it": "domani",
    "pt": "amanhã", "nl": "morgen", "he": "מחר", "ar": "غدا", "hi": "कल", "hi-Latn": "kal",
}  # fmt: skip

NIGHTS = ("nachts", "'s nachts", "di notte", "בלילה", "ليلا", "रात", "raat")


@dataclass(frozen=True)
class Clock:
    """How a language says hours and the quarters between them.

    `hours` are 1 to 12 as said after "at"; `parts` are (first hour, words) ascending. `quarters`
    are the ways to say :00, :15, :30 and :45, of {h} and {n}, the hour after it; `bare` are hours
    without the word for "at".
    """

    hours: list[str]
    parts: list[tuple[int, str]]
    quarters: list[list[str]]
    order: str = "{day} {clock} {part}"
    bare: list[str] | None = None


def _words(text: str) -> list[str]:
    return [word.replace("_", " ") for word in text.split()]


CLOCKS = {
    "en": Clock(
        _words("one two three four five six seven eight nine ten eleven twelve"),
        [(0, "in the morning"), (12, "in the afternoon"), (18, "in the evening")],
        [
            ["at {h}", "at {h} o'clock"],
            ["at quarter past {h}", "at {h} fifteen", "at a quarter after {h}"],
            ["at half past {h}", "at {h} thirty"],
            ["at quarter to {n}", "at {h} forty five", "at a quarter of {n}"],
        ],
    ),
    "es": Clock(
        _words(
            "la_una las_dos las_tres las_cuatro las_cinco las_seis las_siete las_ocho las_nueve"
            " las_diez las_once las_doce"
        ),
        [(0, "de la madrugada"), (6, "de la mañana"), (12, "de la tarde"), (20, "de la noche")],
        [
            ["a {h}", "a {h} en punto"],
            ["a {h} y cuarto", "a {h} y quince"],
            ["a {h} y media", "a {h} y treinta"],
            ["a {n} menos cuarto", "a {h} y cuarenta y cinco"],
        ],
    ),
    "de": Clock(
        _words("eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf"),
        [(0, "nachts"), (5, "morgens"), (12, "nachmittags"), (18, "abends")],
        [
            ["um {h}", "um {u} Uhr"],
            ["um viertel nach {h}", "um {u} Uhr fünfzehn"],
            ["um halb {n}", "um {u} Uhr dreißig"],
            ["um viertel vor {n}", "um dreiviertel {n}", "um {u} Uhr fünfundvierzig"],
        ],
    ),
    "fr": Clock(
        _words(
            "une_heure deux_heures trois_heures quatre_heures cinq_heures six_heures sept_heures"
            " huit_heures neuf_heures dix_heures onze_heures douze_heures"
        ),
        [(0, "du matin"), (12, "de l'après-midi"), (18, "du soir")],
        [
            ["à {h}", "vers {h}"],
            ["à {h} et quart", "à {h} quinze"],
            ["à {h} et demie", "à {h} trente"],
            ["à {n} moins le quart", "à {h} quarante-cinq"],
        ],
    ),
    "it": Clock(
        _words(
            "all'una alle_due alle_tre alle_quattro alle_cinque alle_sei alle_sette alle_otto"
            " alle_nove alle_dieci alle_undici alle_dodici"
        ),
        [(0, "di notte"), (5, "di mattina"), (12, "del pomeriggio"), (18, "di sera")],
        [
            ["{h}", "{h} in punto"],
            ["{h} e un quarto", "{h} e quindici"],
            ["{h} e mezza", "{h} e trenta"],
            ["{n} meno un quarto", "{h} e quarantacinque", "{h} e tre quarti"],
        ],
    ),
    "pt": Clock(
        _words(
            "à_uma às_duas às_três às_quatro às_cinco às_seis às_sete às_oito às_nove às_dez"
            " às_onze às_doze"
        ),
        [(0, "da madrugada"), (6, "da manhã"), (12, "da tarde"), (19, "da noite")],
        [
            ["{h}", "{h} em ponto"],
            ["{h} e quinze", "{h} e um quarto"],
            ["{h} e meia", "{h} e trinta"],
            ["{h} e quarenta e cinco", "às quinze para {b}"],
        ],
        bare=_words(
            "a_uma as_duas as_três as_quatro as_cinco as_seis as_sete as_oito as_nove as_dez"
            " as_onze as_doze"
        ),
    ),
    "nl": Clock(
        _words("één twee drie vier vijf zes zeven acht negen tien elf twaalf"),
        [(0, "'s nachts"), (6, "'s ochtends"), (12, "'s middags"), (18, "'s avonds")],
        [
            ["om {h} uur", "om {h}"],
            ["om kwart over {h}", "om {h} uur vijftien"],
            ["om half {n}", "om {h} uur dertig"],
            ["om kwart voor {n}", "om {h} uur vijfenveertig"],
        ],
    ),
    "he": Clock(
        _words("אחת שתיים שלוש ארבע חמש שש שבע שמונה תשע עשר אחת_עשרה שתים_עשרה"),
        [(0, "בלילה"), (5, "בבוקר"), (12, "בצהריים"), (16, "אחר הצהריים"), (19, "בערב")],
        [
            ["ב{h}", "בשעה {h}"],
            ["ב{h} ורבע", "בשעה {h} וחמש עשרה"],
            ["ב{h} וחצי", "בשעה {h} ושלושים"],
            ["ברבע ל{n}", "בשעה {h} וארבעים וחמש"],
        ],
    ),
    "ar": Clock(
        _words(
            "الواحدة الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة العاشرة"
            " الحادية_عشرة الثانية_عشرة"
        ),
        [(0, "ليلا"), (5, "صباحا"), (12, "ظهرا"), (15, "عصرا"), (18, "مساء")],
        [
            ["الساعة {h}", "في الساعة {h}"],
            ["الساعة {h} والربع", "الساعة {h} وخمس عشرة دقيقة"],
            ["الساعة {h} والنصف", "الساعة {h} وثلاثين دقيقة"],
            ["الساعة {n} إلا ربعا", "الساعة {n} إلا ربع", "الساعة {h} وخمس وأربعين دقيقة"],
        ],
    ),
    "hi": Clock(
        _words("एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह"),
        [(0, "रात"), (4, "सुबह"), (12, "दोपहर"), (16, "शाम"), (20, "रात")],
        [
            ["{h} बजे"],
            ["सवा {h} बजे", "{h} बजकर पंद्रह मिनट पर"],
            ["{half}", "{h} बजकर तीस मिनट पर"],
            ["पौने {n} बजे", "{h} बजकर पैंतालीस मिनट पर"],
        ],
        order="{day} {part} {clock}",
    ),
    "hi-Latn": Clock(
        _words("ek do teen char paanch chhe saat aath nau das gyarah barah"),
        [(0, "raat"), (4, "subah"), (12, "dopahar"), (16, "shaam"), (20, "raat")],
        [
            ["{h} baje"],
            ["sava {h} baje", "{h} bajkar pandrah minute par"],
            ["{half}", "{h} bajkar tees minute par"],
            ["paune {n} baje", "{h} bajkar paintalis minute par"],
        ],
        order="{day} {part} {clock}",
    ),
}
# The halves that have a word of their own.
_OWN_HALVES = {
    ("hi", 1): "डेढ़ बजे", ("hi", 2): "ढाई बजे", ("hi-Latn", 1): "dedh baje",
    ("hi-Latn", 2): "dhai baje",
}  # fmt: skip
_SADHE = {"hi": "साढ़े {h} बजे", "hi-Latn": "sadhe {h} baje"}


def clock_phrases(language: str) -> Iterator[tuple[str, int, int]]:
    """Every quarter of a day with its part of the day, and hour and minute."""
    clock = CLOCKS[language]
    for hour in range(24):
        for quarter, ways in enumerate(clock.quarters):
            for way in ways:
                yield _phrase(language, clock, way, hour, quarter), hour, 15 * quarter


def _phrase(language: str, clock: Clock, way: str, hour: int, quarter: int) -> str:
    said, after = hour % 12 or 12, hour % 12 + 1
    part = [words for first, words in clock.parts if first <= hour][-1]
    half = _OWN_HALVES.get((language, said)) or _SADHE.get(language, "").format(
        h=clock.hours[said - 1]
    )
    hours = clock.hours
    text = way.format(
        h=hours[said - 1],
        n=hours[after - 1],
        u="ein" if hours[said - 1] == "eins" else hours[said - 1],
        half=half,
        b=(clock.bare or hours)[after - 1],
    )
    return clock.order.format(day="", clock=text, part=part).strip()


def clock_items(language: str) -> Iterator[Item]:
    """Each phrase said before and after its time of day, and with "tomorrow"."""
    for phrase, hour, minute in clock_phrases(language):
        day = datetime.fromisoformat("2026-11-18")
        at = day.replace(hour=hour, minute=minute)
        before, after = at - timedelta(minutes=7), at + timedelta(minutes=7)
        yield _item(language, phrase, before, at)
        yield _item(language, phrase, after, at + timedelta(days=1))
        tomorrow = f"{TOMORROW[language]} {phrase}"
        said_at = datetime.fromisoformat(SAID_AT)
        item = _item(language, tomorrow, said_at, at + timedelta(days=1))
        if hour < 6 and any(night in phrase for night in NIGHTS):
            # "Tomorrow at half past twelve at night" is of the night before or after.
            item |= {"kind": "ambiguous", "values": [
                f"{at + timedelta(days=ahead):%Y-%m-%dT%H:%M}" for ahead in (1, 2)
            ]}  # fmt: skip
        yield item


def _item(language: str, phrase: str, said_at: datetime, at: datetime) -> Item:
    return {
        "language": language.partition("-")[0],
        "tag": "clock",
        "said_at": f"{said_at:%Y-%m-%dT%H:%M}",
        "zone": ZONE,
        "quotes": [phrase],
        "kind": "instant",
        "values": [f"{at:%Y-%m-%dT%H:%M}"],
    }


# Of each language's clock phrases that many stand in the file; a test reads them all.
_CLOCKS_IN_FILE = 29


def row_items(language: str) -> Iterator[Item]:
    """The phrases whose labels are written by hand, with their labels worked out."""
    said_at = datetime.fromisoformat(SAID_AT)
    for line in ROWS[language].strip().splitlines():
        tag, phrase, label = line.split(" | ")
        kind, values = _labelled(label, said_at)
        yield {
            "language": language,
            "tag": tag,
            "said_at": SAID_AT,
            "zone": ZONE,
            "quotes": phrase.split(" / "),
            "kind": kind,
            "values": values,
        }


def _labelled(label: str, said_at: datetime) -> tuple[str, list[str]]:
    """ "window +1 14:00-16:00" as its kind and two local times."""
    kind, *rest = label.split()
    if kind == "delay":
        return "instant", [f"{said_at + timedelta(minutes=int(rest[0])):%Y-%m-%dT%H:%M}"]
    if not rest:
        return kind, []
    if kind == "day":
        rest = [*rest, "09:00-17:00"]
    first, last = rest[0], rest[0]
    start, _, end = rest[1].partition("-")
    if end.startswith("+"):
        last, end = end, rest[2]
    found = [_local(first, start, said_at)]
    return kind, [*found, _local(last, end, said_at)] if end else found


def _local(ahead: str, clock: str, said_at: datetime) -> str:
    return f"{said_at + timedelta(days=int(ahead)):%Y-%m-%d}T{clock}"


def development_items() -> Iterator[Item]:
    for language in ROWS:
        yield from row_items(language)
    for language in CLOCKS:
        items = list(clock_items(language))
        yield from items[:: len(items) // _CLOCKS_IN_FILE]


def main() -> None:
    file = Path(__file__).with_name("times.jsonl")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    held_out = [line for line in lines if json.loads(line)["split"] == "test"]
    made = [{"split": "dev", **item} for item in development_items()]
    written = [json.dumps(item, ensure_ascii=False) for item in made]
    file.write_text("\n".join([*written, *held_out]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
