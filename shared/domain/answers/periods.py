"""Reads the days that a question names, in four languages: "in October", "letzte Woche", "ayer"."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from shared.domain.answers.plans import Period

_MONTH_NAMES = """
january januar janner enero janvier
february februar febrero fevrier
march marz marzo mars
april abril avril
may mai mayo
june juni junio juin
july juli julio juillet
august agosto aout
september septiembre setiembre septembre
october oktober octubre octobre
november noviembre novembre
december dezember diciembre decembre
"""
MONTHS = {
    name: number
    for number, line in enumerate(_MONTH_NAMES.strip().splitlines(), 1)
    for name in line.split()
}
_WEEKDAY_NAMES = """
monday montag lunes lundi
tuesday dienstag martes mardi
wednesday mittwoch miercoles mercredi
thursday donnerstag jueves jeudi
friday freitag viernes vendredi
saturday samstag sonnabend sabado samedi
sunday sonntag domingo dimanche
"""
WEEKDAYS = {
    name: number
    for number, line in enumerate(_WEEKDAY_NAMES.strip().splitlines())
    for name in line.split()
}
# Said with a preposition or a year only: "may I ask" names no month.
_ALSO_OTHER_WORDS = frozenset({"may", "march", "mars"})
_DAYS = {
    "en": {
        "day before yesterday": -2, "yesterday": -1, "today": 0, "this morning": 0, "tonight": 0,
        "this afternoon": 0, "this evening": 0, "day after tomorrow": 2, "tomorrow": 1,
    },
    "de": {
        "vorgestern": -2, "gestern": -1, "heute": 0, "ubermorgen": 2, "morgen": 1,
    },
    "es": {
        "anteayer": -2, "antes de ayer": -2, "ayer": -1, "hoy": 0, "esta manana": 0,
        "esta tarde": 0, "esta noche": 0, "pasado manana": 2, "manana": 1,
    },
    "fr": {
        "avant hier": -2, "avant-hier": -2, "hier": -1, "aujourd'hui": 0, "aujourd hui": 0,
        "ce matin": 0, "cet apres-midi": 0, "ce soir": 0, "apres-demain": 2, "apres demain": 2,
        "demain": 1,
    },
}  # fmt: skip
_UNITS = {
    "day": "day days tag tage tagen tags dia dias jour jours",
    "week": "week weeks woche wochen semana semanas semaine semaines",
    "month": "month months monat monate monaten monats mes meses mois",
    "quarter": "quarter quarters quartal quartals quartale trimestre trimestres",
    "year": "year years jahr jahre jahren jahres ano anos an ans annee annees",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_UNIT = "|".join(sorted(_UNIT_OF, key=len, reverse=True))
_LAST = (
    r"last|past|previous|letzte[rnsm]?|vergangene[rnsm]?|vorige[rnsm]?|ultim[oa]s?|derniere?s?"
    r"|pasad[oa]s?"
)
_THIS = r"this|current|diese[rnsm]?|laufende[rnsm]?|est[ea]|cette|cet|ce"
_NEXT = r"next|coming|nachste[rnsm]?|kommende[rnsm]?|proxim[oa]s?|prochaine?s?"
_NUMBER_WORDS = """
one ein einen einer una un une
two zwei dos deux
three drei tres trois
four vier cuatro quatre
five funf cinco cinq
six sechs seis
seven sieben siete sept
eight acht ocho huit
nine neun nueve neuf
ten zehn diez dix
eleven elf once onze
twelve zwolf doce douze
"""
NUMBERS = {
    word: number
    for number, line in enumerate(_NUMBER_WORDS.strip().splitlines(), 1)
    for word in line.split()
}
NUMBER = r"\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True))
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_SHORT_YEAR = r"(?:19|20)?\d\d"
_IN = r"(?:in|im|during|of|en|de|du|d'|for|wahrend|durante|pendant|au mois de|el mes de)"
_ON = r"(?:on|am|an|el|le|les|los|vom|from|del|du)"
_SINCE = re.compile(r"\b(?:since|seit|desde|depuis)\s+(?:the |dem |der |den |el |la |le )?$")

_ISO = re.compile(rf"(?:\b{_ON}\s+)?\b({_YEAR})[-/.](\d{{1,2}})[-/.](\d{{1,2}})\b")
_DAY_MONTH = re.compile(
    rf"(?:\b{_ON}\s+)?(?:the\s+)?\b(\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s+(?:of\s+|de\s+)?"
    rf"({_MONTH})\b(?:,?\s+(?:de\s+)?({_YEAR}))?"
)
_MONTH_DAY = re.compile(
    rf"(?:\b{_ON}\s+)?\b({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*[:h])(?:,?\s+({_YEAR}))?"
)
_NUMERIC = re.compile(
    rf"(?:\b{_ON}\s+)?\b(\d{{1,2}})\.\s?(\d{{1,2}})\.(?:\s?({_YEAR}|(?<=\.)\d\d)\b)?"
)
_SEPARATED = re.compile(rf"(?:\b{_ON}\s+)?\b(\d{{1,2}})([/-])(\d{{1,2}})\2({_SHORT_YEAR})\b")
_IN_MONTH = re.compile(
    rf"(?:\b({_IN})\s+)?(?:({_LAST})\s+)?\b({_MONTH})\b(?:\s+(?:de\s+)?({_YEAR}))?"
)
# Two months in a row are months, whatever else their names mean; a bar hides one that was read.
_MONTHS_IN_A_ROW = re.compile(
    rf"(?:\b(?:{_MONTH})|\|)(?:\s+{_YEAR})?\s+"
    rf"(?:to|until|till|through|and|or|bis|und|oder|al?|hasta|y|o|aux?|et|ou)\s+(?:(?:{_MONTH})\b|\|)"
)
_IN_YEAR = re.compile(rf"\b(?:in|im jahr|im jahre|during|en|durante|pendant)\s+({_YEAR})\b")
_SPAN = re.compile(
    rf"(?:\b(?:in|im|over|during|within|for)\s+)?(?:\b(?:the|den|der|die|los|las|les|en los|en las"
    rf"|dans les|ces)\s+)?(?:\b({_LAST})\s+({NUMBER})\s+({_UNIT})\b"
    rf"|\b({NUMBER})\s+(?:{_LAST})\s+({_UNIT})\b|\b({NUMBER})\s+({_UNIT})\s+(?:{_LAST})\b)"
)
_UNIT_BEFORE = re.compile(
    rf"(?:\b(?:in|im|in the|en|el|la|le|l'|during|der|die|das|dem|den)\s+)?"
    rf"\b({_LAST}|{_THIS}|{_NEXT})\s+({_UNIT})(?:-?ci)?\b"
)
_UNIT_AFTER = re.compile(
    rf"(?:\b(?:en|el|la|le|l')\s*)?\b({_UNIT})\s+({_LAST}|{_NEXT}|que viene|en cours)\b"
)
_ON_WEEKDAY = re.compile(
    rf"(?:\b{_ON}\s+)?(?:\b({_LAST}|{_THIS}|{_NEXT})\s+)?\b({_WEEKDAY})s?\b"
    rf"(?:\s+({_LAST}|{_NEXT}|que viene)\b)?"
)


@dataclass(frozen=True, slots=True)
class Found:
    """The days from `first` to `last`, and where they are named in the text. `of_calls` says that
    they are days of calls: "on Saturday" may also be what the calls are about.
    """

    first: date
    last: date
    start: int
    end: int
    of_calls: bool = False


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Words at `start` to before `end` that name days that do not exist or are not certain, such as
    31 February.
    """

    start: int
    end: int


def period_of(first: date, last: date, zone: tzinfo, zone_name: str) -> Period:
    """Returns the instants of the days from `first` to `last`."""
    return Period(
        first,
        last,
        datetime.combine(first, time.min, zone),
        datetime.combine(last + timedelta(days=1), time.min, zone),
        zone_name,
    )


def find_days(text: str, language: str, today: date, *, ahead: bool) -> Found | Unreadable | None:
    """Returns the days that a text names first. The text is folded (see
    `shared.domain.passages.fold`).

    With `ahead` a day or month without a year is the next one, else the one that was last.
    """
    for read in (_dates, _months, _relative, _spans, _units, _on_weekday, _years):
        found = read(text, language, today, ahead)
        if found is not None:
            # The days up to today for "since October".
            before = _SINCE.search(text, 0, found.start)
            if isinstance(found, Unreadable) or before is None or found.first > today:
                return found
            return Found(
                found.first, max(today, found.last), before.start(), found.end, of_calls=True
            )
    return None


def _dates(text: str, language: str, today: date, ahead: bool) -> Found | Unreadable | None:
    if match := _ISO.search(text):
        return _one_day(match, int(match[1]), int(match[2]), int(match[3]), of_calls=True)
    if match := _SEPARATED.search(text):
        day, month = int(match[1]), int(match[3])
        if language == "en" and match[2] == "/":
            # Americans write the month first, others the day.
            if day <= 12 and month <= 12 and day != month:
                return Unreadable(match.start(), match.end())
            if month > 12:
                day, month = month, day
        return _one_day(match, _full_year(match[4]), month, day, of_calls=True)
    for pattern, day, month in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1), (_NUMERIC, 1, 2)):
        if match := pattern.search(text):
            number = MONTHS[match[month]] if match[month] in MONTHS else int(match[month])
            if match[3]:
                year = _full_year(match[3])
            else:
                year = _year_of(number, int(match[day]), today, ahead)
            return _one_day(match, year, number, int(match[day]), of_calls=bool(match[3]))
    return None


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _one_day(
    match: re.Match[str], year: int, month: int, day: int, *, of_calls: bool
) -> Found | Unreadable:
    try:
        only = date(year, month, day)
    except ValueError:
        return Unreadable(match.start(), match.end())
    return Found(only, only, match.start(), match.end(), of_calls)


def _year_of(month: int, day: int, today: date, ahead: bool) -> int:
    if ahead:
        return today.year if (month, day) >= (today.month, today.day) else today.year + 1
    return today.year if (month, day) <= (today.month, today.day) else today.year - 1


def _months(text: str, _language: str, today: date, ahead: bool) -> Found | None:
    row = _MONTHS_IN_A_ROW.search(text)
    for match in _IN_MONTH.finditer(text):
        number, year = MONTHS[match[3]], match[4]
        is_in_row = row is not None and row.start() <= match.start(3) < row.end()
        if match[3] in _ALSO_OTHER_WORDS and not (match[1] or year or match[2] or is_in_row):
            continue
        if year:
            first = date(int(year), number, 1)
        elif ahead:
            first = date(today.year + (number < today.month), number, 1)
        else:
            is_later = number > today.month or (bool(match[2]) and number == today.month)
            first = date(today.year - is_later, number, 1)
        last = _month_after(first, 1) - timedelta(days=1)
        return Found(first, last, match.start(), match.end(), bool(year))
    return None


def _years(text: str, _language: str, _today: date, _ahead: bool) -> Found | None:
    if match := _IN_YEAR.search(text):
        year = int(match[1])
        return Found(date(year, 1, 1), date(year, 12, 31), match.start(), match.end())
    return None


def _relative(text: str, language: str, today: date, _ahead: bool) -> Found | None:
    """ "Heute Morgen" is today: of two words the earlier one counts."""
    places = [
        (match.start(), match.end(), ahead)
        for words, ahead in _DAYS.get(language, {}).items()
        for match in re.finditer(rf"\b{re.escape(words)}\b", text)
        if not (words == "manana" and text[: match.start()].endswith(("la ", "de la ", "por la ")))
    ]
    if not places:
        return None
    start, end, ahead = min(places, key=lambda place: (place[0], -place[1]))
    day = today + timedelta(days=ahead)
    return Found(day, day, start, end, ahead < 0)


def _spans(text: str, _language: str, today: date, _ahead: bool) -> Found | None:
    match = _SPAN.search(text)
    if match is None:
        return None
    said = match[2] or match[4] or match[6]
    unit = _UNIT_OF[match[3] or match[5] or match[7]]
    count = int(said) if said.isdecimal() else NUMBERS[said]
    match unit:
        case "day":
            first = today - timedelta(days=count - 1)
        case "week":
            first = today - timedelta(days=7 * count - 1)
        case "month":
            first = _same_day(today, -count) + timedelta(days=1)
        case "quarter":
            first = _same_day(today, -3 * count) + timedelta(days=1)
        case _:
            first = _same_day(today, -12 * count) + timedelta(days=1)
    return Found(first, today, match.start(), match.end(), of_calls=True)


def _units(text: str, _language: str, today: date, _ahead: bool) -> Found | None:
    if match := _UNIT_BEFORE.search(text):
        which, unit = match[1], _UNIT_OF[match[2]]
    elif match := _UNIT_AFTER.search(text):
        which, unit = match[2], _UNIT_OF[match[1]]
    else:
        return None
    step = 0
    if re.fullmatch(_LAST, which):
        step = -1
    elif re.fullmatch(rf"{_NEXT}|que viene", which):
        step = 1
    first, last = _unit_days(unit, step, today)
    return Found(first, last, match.start(), match.end(), step <= 0)


def _unit_days(unit: str, step: int, today: date) -> tuple[date, date]:
    match unit:
        case "day":
            first = today + timedelta(days=step)
            return first, first
        case "week":
            first = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
            return first, first + timedelta(days=6)
        case "month":
            first, months = today.replace(day=1), 1
        case "quarter":
            first, months = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1), 3
        case _:
            first, months = date(today.year, 1, 1), 12
    first = _month_after(first, step * months)
    return first, _month_after(first, months) - timedelta(days=1)


def _on_weekday(text: str, _language: str, today: date, ahead: bool) -> Found | None:
    match = _ON_WEEKDAY.search(text)
    if match is None:
        return None
    which, wanted = match[1] or match[3] or "", WEEKDAYS[match[2]]
    forwards = ahead if not which else bool(re.fullmatch(rf"{_NEXT}|que viene", which))
    if re.fullmatch(_THIS, which):
        day = today - timedelta(days=today.weekday()) + timedelta(days=wanted)
    elif forwards:
        days = (wanted - today.weekday()) % 7
        day = today + timedelta(days=days or (7 if which else 0))
    else:
        days = (today.weekday() - wanted) % 7
        day = today - timedelta(days=days or (7 if which else 0))
    return Found(day, day, match.start(), match.end())


def _month_after(first: date, months: int) -> date:
    """Returns the first day of the month `months` after that of `first`, a first day."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _same_day(day: date, months: int) -> date:
    """Returns the same day `months` later, or the last one of a shorter month."""
    first = _month_after(day.replace(day=1), months)
    last = _month_after(first, 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
