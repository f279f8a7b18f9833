"""Numbers, zones and the index of everything people say about time."""

from shared.domain.callback_time.lexicons import ENGLISH, FRENCH, GERMAN, HEBREW, SPANISH, Lexicon


def _words(text: str) -> list[str]:
    return text.split()


_ENGLISH_UNITS = _words("zero one two three four five six seven eight nine")
_ENGLISH_TEENS = _words(
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_GERMAN_UNITS = _words("null eins zwei drei vier fünf sechs sieben acht neun")
_GERMAN_TEENS = _words(
    "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn"
)
_SPANISH_UNITS = _words("cero _ dos tres cuatro cinco seis siete ocho nueve")
_SPANISH_TEENS = _words(
    "diez _ doce trece catorce quince dieciséis diecisiete dieciocho diecinueve"
)
_SPANISH_TWENTIES = _words(
    "veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis"
)
_FRENCH_UNITS = _words(
    "zéro _ deux trois quatre cinq _ _ huit neuf dix onze douze treize quatorze quinze seize"
)
_HEBREW_UNITS = _words("אפס אחת שתיים שלוש ארבע חמש שש שבע שמונה תשע עשר")
_HEBREW_OTHER = {
    "שתים": 2,
    "חמישה": 5,
    "עשרים": 20,
    "שלושים": 30,
    "ארבעים": 40,
    "חמישים": 50,
    "עשרה": 10,
}

_ORDINALS = _words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)


def _numbered(words: list[str], first: int = 0) -> dict[str, int]:
    return {word: value for value, word in enumerate(words, first) if word != "_"}


def _german_compounds() -> dict[str, int]:
    tens = {"zwanzig": 20, "dreißig": 30, "vierzig": 40, "fünfzig": 50}
    units = {**_numbered(_GERMAN_UNITS[2:], 2), "ein": 1}
    fused = {
        f"{unit}und{ten}": value + base
        for ten, base in tens.items()
        for unit, value in units.items()
    }
    return tens | fused | {"zwo": 2}


def _german_ordinals() -> dict[str, int]:
    numbers = {
        **_numbered(_GERMAN_UNITS[4:7], 4),
        "sieb": 7,
        "ach": 8,
        "neun": 9,
        **_numbered(_GERMAN_TEENS, 10),
    }
    compounds = {
        word: value
        for word, value in (_german_compounds() | {"dreißig": 30}).items()
        if 20 <= value <= 31
    }
    return {f"{word}ten": n for word, n in numbers.items()} | {
        f"{word}sten": n for word, n in compounds.items()
    }


TENS = {
    "vingt": 20,
    "trente": 30,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "treinta": 30,
    "cuarenta": 40,
    "cincuenta": 50,
}

NUMBERS: dict[str, int] = {
    **_numbered(_ENGLISH_UNITS),
    **_numbered(_ENGLISH_TEENS, 10),
    **_numbered(_GERMAN_UNITS),
    **_numbered(_GERMAN_TEENS, 10),
    **_german_compounds(),
    **_numbered(_SPANISH_UNITS),
    **_numbered(_SPANISH_TEENS, 10),
    **_numbered(_SPANISH_TWENTIES, 20),
    **_numbered(_FRENCH_UNITS),
    **_numbered(_HEBREW_UNITS),
    **_HEBREW_OTHER,
    **TENS,
    "dieciseis": 16,
}

ORDINALS: dict[str, int] = {
    **_numbered(_ORDINALS, 1),
    "thirtieth": 30,
    "primero": 1,
    "premier": 1,
    "ersten": 1,
    "zweiten": 2,
    "dritten": 3,
    **_german_ordinals(),
}

# Words that are numbers only where a clock time is being said ("a las once", but English "once").
NUMBERS_AFTER_AT = {"once": 11, "una": 1, "un": 1, "une": 1, "ein": 1, "sept": 7, "dix": 10}

ZONES: dict[str, str] = {
    "America/New_York": (
        "eastern|eastern standard|eastern daylight|est|edt|et|new york|boston|miami|atlanta|toronto"
    ),
    "America/Chicago": (
        "central|central standard|central daylight|cst|cdt|ct|chicago|texas|dallas|houston"
    ),
    "America/Denver": "mountain|mountain standard|mountain daylight|mst|mdt|mt|denver",
    "America/Phoenix": "arizona|phoenix",
    "America/Los_Angeles": (
        "pacific|pacific standard|pacific daylight|pst|pdt|pt|california|los angeles|seattle"
    ),
    "America/Anchorage": "alaska",
    "Pacific/Honolulu": "hawaii|hawaiian",
    "Europe/London": "london|uk|british|bst",
    "Europe/Berlin": "german|berlin|deutscher|cet|cest|mez|mesz|central european",
    "Europe/Madrid": "madrid|spanish",
    "Europe/Paris": "paris|french",
    "Asia/Jerusalem": "israel|jerusalem|tel aviv",
    "Asia/Tokyo": "tokyo|japan",
    "Australia/Sydney": "sydney",
    "UTC": "utc|gmt|zulu|coordinated universal",
    "?": "your|their|his|her",
}

# These mean nothing else; every other name needs a clock time before it or "time" after it.
ZONE_ABBREVIATIONS = frozenset(_words("edt cst cdt mst mdt pst pdt utc gmt bst cest mez mesz"))


def _inverted(*lexicons: Lexicon) -> dict[tuple[str, ...], str]:
    phrases: dict[tuple[str, ...], str] = {}
    for lexicon in lexicons:
        for word, spoken in lexicon.items():
            for phrase in spoken.split("|"):
                phrases.setdefault(tuple(phrase.replace("-", " ").split()), word)
    return phrases


# Where spellings meet, the earlier language wins.
PHRASES = _inverted(ENGLISH, SPANISH, GERMAN, FRENCH, HEBREW)
ZONE_PHRASES = {
    tuple(name.split()): zone for zone, names in ZONES.items() for name in names.split("|")
}
LONGEST_PHRASE = max(len(phrase) for phrase in PHRASES)
FIRST_WORDS = frozenset(phrase[0] for phrase in (*PHRASES, *ZONE_PHRASES))
