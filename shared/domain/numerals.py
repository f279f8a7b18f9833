"""Reads numbers from 0 to 999 as people say them in ten languages, as digits.

Each language has one table of phrases and their digits ("ninety nine" and "99"). Telephone numbers,
addresses with digits and the claims of a model are read with the same tables.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

Phrase = tuple[str, ...]
Table = dict[Phrase, str]

# Vowel signs of Devanagari, Arabic and Hebrew belong to their word, and are no letters to `re`.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0900-\u0903\u093a-\u094f"
_WORD = re.compile(rf"\+|\d+|[^\W\d_][^\W\d_{_MARKS}]*(?:[{_MARKS}]+[^\W\d_]*)*|[^\w\s+]")
_PLUS = frozenset(("+", "plus", "más", "mas", "mais", "più", "plús", "زائد", "फ्लस", "प्लस", "פלוס"))
# Words between digits that do not end the number.
_BETWEEN = frozenset(
    (
        "-", "–", "—", ",", ".", "/", "(", ")", "…", "·", "،", "dash", "hyphen", "then", "and",
        "uh", "um", "er", "erm", "äh", "eh", "ehm", "euh", "hmm", "guion", "tiret", "bindestrich",
        "strich", "trattino", "traco", "streepje",
    )
)  # fmt: skip
_STOP = frozenset(".?!")
# Two of these in a row, or a longer pause between digits, end a number.
MOST_BETWEEN = 3
LONGEST_RUN = 40
_HINDI = (
    "शून्य एक दो तीन चार पांच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस"
    " बीस इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस तीस इकतीस बत्तीस तैंतीस"
    " चौंतीस पैंतीस छत्तीस"
    " सैंतीस अड़तीस उनतालीस चालीस इकतालीस बयालीस तैंतालीस चौवालीस पैंतालीस छियालीस सैंतालीस"
    " अड़तालीस उनचास"
    " पचास इक्यावन बावन तिरेपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ साठ इकसठ बासठ तिरसठ चौंसठ"
    " पैंसठ छियासठ"
    " सड़सठ अड़सठ उनहत्तर सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर"
    " उन्यासी अस्सी"
    " इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी नब्बे इक्यानवे बानवे तिरानवे"
    " चौरानवे"
    " पचानवे छियानवे सत्तानवे अट्ठानवे निन्यानवे"
)
_HINDI_LATIN = (
    "shunya ek do teen chaar paanch chhah saat aath nau das gyarah barah terah chaudah pandrah"
    " solah satrah atharah unnis bees"
)


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one language; alternatives are separated by a bar, numbers by a space.

    `joined` says how tens and units are combined: `twenty two`, `zwei und zwanzig` in one word.
    """

    units: str
    teens: str
    tens: str
    order: str = "ten unit"
    link: tuple[str, ...] = ("",)
    glued: bool = False
    hundreds: str = ""
    hundred: str = ""
    doubles: str = ""
    triples: str = ""
    more: str = ""


TEN = 10
_WORDS = {
    "en": Words(
        "zero|oh|o|nought|naught one two three four five six seven eight nine",
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
        "twenty thirty forty|fourty fifty sixty seventy eighty ninety",
        hundred="hundred",
        doubles="double",
        triples="triple|treble",
    ),
    "es": Words(
        "cero uno|un|una dos tres cuatro cinco seis siete ocho nueve",
        "diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve",
        "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
        link=("y",),
        hundreds="cien|ciento doscientos trescientos cuatrocientos quinientos seiscientos"
        " setecientos ochocientos novecientos",
        doubles="doble",
        triples="triple",
        more="veintiuno=21 veintiún=21 veintidós=22 veintitrés=23 veinticuatro=24 veinticinco=25"
        " veintiséis=26 veintisiete=27 veintiocho=28 veintinueve=29",
    ),
    "de": Words(
        "null eins|ein|eine zwei|zwo drei vier fünf sechs sieben acht neun",
        "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
        "zwanzig dreißig|dreissig vierzig fünfzig sechzig siebzig achtzig neunzig",
        order="unit ten",
        link=("und",),
        glued=True,
        hundred="hundert",
        doubles="doppel|doppelt",
        triples="dreimal",
    ),
    "fr": Words(
        "zéro un|une deux trois quatre cinq six sept huit neuf",
        "dix onze douze treize quatorze quinze seize dix_sept dix_huit dix_neuf",
        "vingt trente quarante cinquante soixante - - -",
        link=("", "et"),
        hundred="cent",
        doubles="double",
        triples="triple",
    ),
    "it": Words(
        "zero uno|un due tre quattro cinque sei sette otto nove",
        "dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove",
        "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
        glued=True,
        hundred="cento",
        doubles="doppio",
        triples="triplo",
    ),
    "pt": Words(
        "zero um|uma dois|duas três quatro cinco seis|meia sete oito nove",
        "dez onze doze treze catorze|quatorze quinze dezasseis|dezesseis dezassete|dezessete"
        " dezoito dezanove|dezenove",
        "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
        link=("e",),
        hundreds="cem|cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos"
        " oitocentos novecentos",
        doubles="duplo",
        triples="triplo",
    ),
    "nl": Words(
        "nul één|een twee drie vier vijf zes zeven acht negen",
        "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien",
        "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
        order="unit ten",
        link=("en", "ën"),
        glued=True,
        hundred="honderd",
        doubles="dubbel",
        triples="driedubbel",
    ),
    "he": Words(
        "אפס אחת|אחד שתיים|שניים|שתים שלוש|שלושה ארבע|ארבעה חמש|חמישה שש|שישה שבע|שבעה שמונה"
        " תשע|תשעה",
        "עשר|עשרה אחת_עשרה|אחד_עשר שתים_עשרה|שתיים_עשרה|שנים_עשר שלוש_עשרה ארבע_עשרה חמש_עשרה"
        " שש_עשרה שבע_עשרה שמונה_עשרה תשע_עשרה",
        "עשרים שלושים ארבעים חמישים שישים שבעים שמונים תשעים",
        link=("ו",),
        hundreds="מאה מאתיים",
        doubles="כפול|פעמיים",
    ),
    "ar": Words(
        "صفر|زيرو واحد|واحدة اثنين|اثنان|اتنين|إثنين|اثنتين ثلاثة|تلاتة|ثلاث أربعة|اربعة|أربع"
        " خمسة|خمس ستة|ست سبعة|سبع ثمانية|تمانية|ثماني تسعة|تسع",
        "عشرة|عشر أحد_عشر|احد_عشر|حداشر|إحدى_عشرة اثنا_عشر|اثني_عشر|اتناشر|اثنتا_عشرة"
        " ثلاثة_عشر|تلتاشر أربعة_عشر|اربعتاشر خمسة_عشر|خمستاشر ستة_عشر|ستاشر سبعة_عشر|سبعتاشر"
        " ثمانية_عشر|تمنتاشر تسعة_عشر|تسعتاشر",
        "عشرون|عشرين ثلاثون|ثلاثين|تلاتين أربعون|أربعين|اربعين خمسون|خمسين ستون|ستين سبعون|سبعين"
        " ثمانون|ثمانين|تمانين تسعون|تسعين",
        order="unit ten",
        link=("و",),
        hundreds="مئة|مية|مائة مئتين|ميتين",
    ),
    "hi": Words(
        "",
        "",
        "",
        doubles="डबल|double",
        triples="ट्रिपल|triple",
        more="ज़ीरो=0 जीरो=0 सिफर=0 zero=0 पाँच=5 छः=6 छ=6 छै=6 छे=6 char=4 panch=5 chhe=6 chah=6"
        " che=6 chhah=6 aat=8 tin=3 bis=20",
    ),
}
LANGUAGES = tuple(_WORDS)


@dataclass(frozen=True, slots=True)
class Run:
    """Digits said in a row, with their place; `plus` when a plus sign stood before them."""

    digits: str
    start: int
    end: int
    plus: bool = False
    pieces: tuple[str, ...] = ()


def folded(word: str) -> str:
    """Returns a word in lower case without accents, so that all its spellings are one."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(
        char
        for char in decomposed
        if not ("\u0300" <= char <= "\u036f" or "\u064b" <= char <= "\u0652")
    )
    return plain.translate(_SAME)


_SAME = str.maketrans({"ي": "ي", "أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ى": "ي", "\u0640": None,
                       "\u093c": None, "ँ": "ं", "’": "'"})  # fmt: skip


@cache
def table_of(language: str) -> Table:
    """Returns the phrases of a language, in folded words; empty for one without a table."""
    words = _WORDS.get(language)
    if words is None:
        return {}
    found: Table = {}
    for phrases in (_below_hundred(words), _irregular(language, words)):
        for said, digits in phrases:
            found.setdefault(_folded_phrase(said), digits)
    for phrase, digits in list(_hundreds(words, dict(found))):
        found.setdefault(phrase, digits)
    return found


def _folded_phrase(said: str) -> Phrase:
    return tuple(folded(word) for word in said.replace("_", " ").split())


def _word_alternatives(words: str) -> list[list[str]]:
    return [word.split("|") for word in words.split()]


def _below_hundred(words: Words) -> Iterator[tuple[str, str]]:
    units, tens = _word_alternatives(words.units), _word_alternatives(words.tens)
    for value, said in enumerate(units):
        yield from ((word, str(value)) for word in said)
    for value, said in enumerate(_word_alternatives(words.teens), 10):
        yield from ((word, str(value)) for word in said)
    for ten, said in enumerate(tens, 2):
        if "-" in said:
            continue
        yield from ((word, f"{ten}0") for word in said)
        for unit, of_unit in enumerate(units[1:], 1):
            for big, small, link in product(said, of_unit, words.link):
                yield from ((each, f"{ten}{unit}") for each in _together(words, big, small, link))


def _together(words: Words, ten: str, unit: str, link: str) -> Iterator[str]:
    first, last = (unit, ten) if words.order == "unit ten" else (ten, unit)
    if words.glued:
        yield f"{first}{link}{last}"
        if not link and last[0] in "uo":
            yield f"{first[:-1]}{last}"
    elif link in ("ו", "و"):
        yield f"{first} {link}{last}"
    yield f"{first} {link} {last}" if link else f"{first} {last}"


def _irregular(language: str, words: Words) -> Iterator[tuple[str, str]]:
    for pair in words.more.split():
        word, _, digits = pair.partition("=")
        yield word, digits
    match language:
        case "hi":
            for said in (_HINDI, _HINDI_LATIN):
                yield from ((word, str(value)) for value, word in enumerate(said.split()))
        case "fr":
            units, teens = words.units.split(), words.teens.split()
            for value, word in enumerate([each.split("|")[0] for each in [*units, *teens]]):
                if value >= 10:
                    yield f"soixante {word}", str(60 + value)
                    yield f"soixante et {word}", str(60 + value)
                yield f"quatre vingt {word}", str(80 + value)
            yield "quatre vingt", "80"
            yield "quatre vingts", "80"
            for ten, word in (("7", "septante"), ("8", "huitante"), ("9", "nonante")):
                yield word, f"{ten}0"
                yield from (
                    (f"{word} {link}{each.split('|')[0]}", f"{ten}{unit}")
                    for unit, each in enumerate(units[1:], 1)
                    for link in ("", "et ")
                )


def _hundreds(words: Words, below: Table) -> Iterator[tuple[Phrase, str]]:
    for head, value in _heads_of_hundreds(words):
        yield head, f"{value}00"
        for phrase, digits in below.items():
            if digits == "0" or len(digits) > 2:
                continue
            yield (*head, *phrase), f"{value}{int(digits):02}"
            if words.glued and len(head) == len(phrase) == 1:
                for link in ("", *words.link):
                    yield (f"{head[0]}{link}{phrase[0]}",), f"{value}{int(digits):02}"


def _heads_of_hundreds(words: Words) -> Iterator[tuple[Phrase, int]]:
    for value, said in enumerate(_word_alternatives(words.hundreds), 1):
        yield from ((_folded_phrase(word), value) for word in said)
    if not words.hundred:
        return
    hundred = folded(words.hundred)
    # "Twelve hundred" is 1200.
    below_twenty = (*_word_alternatives(words.units)[1:], *_word_alternatives(words.teens))
    for value, said in enumerate(below_twenty, 1):
        for word in said if value != TEN else ():
            yield (folded(word), hundred), value
            if words.glued:
                yield (folded(word) + hundred,), value
    yield (hundred,), 1


def with_hundreds(pieces: tuple[str, ...]) -> tuple[str, ...]:
    """Joins "two hundred" and "fifty", between which an "and" was said."""
    found: list[str] = []
    for piece in pieces:
        if found and len(found[-1]) in (3, 4) and found[-1].endswith("00") and len(piece) <= 2:
            found[-1] = str(int(found[-1]) + int(piece))
        else:
            found.append(piece)
    return tuple(found)


def digit_words(language: str) -> tuple[str, ...]:
    """Returns the words for 0 to 9, as they are written."""
    return tuple(_WORDS[language].units.replace("|", " ").split())


@cache
def _repeats_of(language: str) -> dict[str, int]:
    words = _WORDS[language]
    return {
        folded(word): times
        for times, said in ((2, words.doubles), (3, words.triples))
        for word in said.split("|")
        if word
    }


@cache
def _longest_of(language: str) -> dict[str, int]:
    """Returns the number of words in the longest phrase that begins with a word."""
    longest: dict[str, int] = {}
    for phrase in table_of(language):
        longest[phrase[0]] = max(longest.get(phrase[0], 0), len(phrase))
    return longest


def digit_runs(text: str, language: str) -> tuple[Run, ...]:
    """Returns the digits said in a row, in order: figures, and words of the language."""
    tokens = [(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]
    words = [folded(word) for word, _, _ in tokens]
    found: list[Run] = []
    pieces: list[str] = []
    start = end = between = 0
    plus = pending_plus = False
    at = 0

    def finish() -> None:
        if pieces:
            found.append(Run("".join(pieces), start, end, plus, tuple(pieces)))
            pieces.clear()

    while at < len(words):
        digits, length = _number_at(words, at, language)
        if digits:
            if not pieces:
                start, plus = tokens[at][1], pending_plus
            pieces.append(digits)
            end, between, pending_plus = tokens[at + length - 1][2], 0, False
            at += length
            if len(pieces) >= LONGEST_RUN:
                finish()
            continue
        word = words[at]
        pending_plus = word in _PLUS
        between += 1
        # A dot at a blank or at the end ends a sentence, unlike the dots in 503.555.0142.
        after = text[tokens[at][2] : tokens[at][2] + 1]
        ends = word in _STOP and (not after or after.isspace())
        if pending_plus or ends or between > MOST_BETWEEN or word not in _BETWEEN:
            finish()
        at += 1
    finish()
    return tuple(found)


def _number_at(words: Sequence[str], at: int, language: str) -> tuple[str, int]:
    """Returns the digits that begin at a word, and the number of their words."""
    word = words[at]
    if word.isdecimal():
        return "".join(str(unicodedata.digit(figure, "")) for figure in word), 1
    repeats = _repeats_of(language)
    if word in repeats:
        is_last = at + 1 == len(words) or words[at + 1] in repeats
        digits, length = ("", 0) if is_last else _number_at(words, at + 1, language)
        return (digits * repeats[word], length + 1) if len(digits) == 1 else ("", 0)
    table = table_of(language)
    for length in range(_longest_of(language).get(word, 0), 0, -1):
        # "quatre-vingt": a hyphen inside of a number separates no words.
        phrase, used = _without_hyphens(words, at, length)
        if digits := table.get(phrase, ""):
            return digits, used
    return "", 0


def _without_hyphens(words: Sequence[str], at: int, length: int) -> tuple[Phrase, int]:
    taken: list[str] = []
    used = 0
    while len(taken) < length and at + used < len(words):
        if words[at + used] != "-":
            taken.append(words[at + used])
        used += 1
    return tuple(taken), used
