"""Reads from which day to which day a question asks: "from 2 November to today", "2.-30. November".

What names days or times and cannot be read is returned too, so that nothing is counted without it.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shared.domain.answers.lexicon import any_of
from shared.domain.answers.periods import MONTHS, Found, Unreadable, find_days

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_TO = (
    r"to|until|till|through|thru|up to|bis(?: zum)?|al?|hasta(?: el| la)?|aux?|jusqu'(?:aux?|a)"
    r"|[-–—]"
)
_AND = r"and|or|und|oder|y|e|o|u|et|ou|&"
_THE = r"(?:(?:the|on|in|im|am|dem|den|el|la|le|les) )*"
_JOINED = re.compile(rf"\s*(?:(?P<to>{_TO})|(?P<and>{_AND}))\s*{_THE}\s*")
_BETWEEN = re.compile(r"\b(?:between|zwischen|entre)\s+(?:(?:the|dem|el|la|le)\s+)?$")
_FROM = re.compile(
    r"\b(?:from|between|since|v[oo]n|vom|zwischen|seit|desde|del?|entre|depuis|du)\s+"
    r"(?:(?:the|dem|el|la|le)\s+)?$"
)
# An end that is open on one side, which is read as no period.
_OPEN = re.compile(
    r"\b(?:before|after|until|till|by|prior to|up to|ab|bis(?: zum)?|vor(?: dem)?|nach(?: dem)?"
    r"|antes del?|despues del?|hasta|a partir del?|avant|apres|jusqu'(?:aux?|a|en)|a partir du)\s+"
    r"(?:(?:the|dem|el|la|le)\s+)?$"
)
_MARK = r"(?:st|nd|rd|th|er|\.)?"
# The month, and the year, is said once: "2 to 30 November", "vom 2. bis 30.11.", "November 2-30".
_DAYS_OF_MONTH = re.compile(
    rf"\b(\d{{1,2}}){_MARK}(\s*(?:{_TO}|{_AND})\s*{_THE})(?=\d{{1,2}}{_MARK}\s+(?:of |de )?"
    rf"(?P<month>{_MONTH})\b(?:,?\s+(?:de )?(?P<year>(?:19|20)\d\d))?)"
)
_MONTH_AND_DAYS = re.compile(
    rf"\b({_MONTH})\s+(\d{{1,2}}){_MARK}(\s*(?:{_TO}|{_AND})\s*{_THE})(\d{{1,2}}){_MARK}(?![\w:])"
    rf"(?!\s+(?:of |de )?(?:{_MONTH}))(?:,?\s+(?P<year>(?:19|20)\d\d))?"
)
_NUMERIC_DAYS = re.compile(
    rf"(?<![.\d])(?<!\. )(\d{{1,2}})\.(\s*(?:{_TO}|{_AND})\s*{_THE})"
    rf"(?=\d{{1,2}}\.(\d{{1,2}}\.)((?:19|20)?\d\d)?)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_PART_OF_DAY = (
    "noon|midday|midnight|mornings?|afternoons?|evenings?|nights?|lunch(?:time)?|mittags?"
    "|mitternacht|vormittags?|nachmittags?|abends?|nachts?|mediodia|medianoche|tarde|noche"
    "|madrugada|midi|minuit|matin(?:ee)?|apres-midi|soir(?:ee)?|nuit"
)
# Times of a day, and days that are not read: nothing is counted by them.
CLOCK_TIMES = any_of(
    rf"(?:before|after|around|at|by|until|till|since|from|in the|this|during the|tonight) "
    rf"(?:{_PART_OF_DAY})",
    "tonight", "this (?:morning|afternoon|evening)",
    rf"(?:tomorrow|yesterday|today|morgen|manana|ayer|hoy|demain|hier) (?:en la |por la )?"
    rf"(?:{_PART_OF_DAY})",
    rf"(?:vor|nach|am|gegen|bis|seit|in der|heute|gestern) (?:dem |den )?(?:{_PART_OF_DAY})",
    "(?:heute|gestern) (?:morgen|fruh)", "morgens", "vormittags", "nachmittags", "abends",
    rf"(?:antes del?|despues del?|al|por la|de la|en la|esta|a) (?:la )?(?:manana(?= por)"
    rf"|{_PART_OF_DAY})",
    "(?:por|de|en) la manana", "esta manana",
    rf"(?:avant|apres|a|vers|le|la|l'|ce|cet|cette|dans la) (?:la |le )?(?:{_PART_OF_DAY})",
    r"(?:(?:before|after|at|around|by|until|since|from) )?\d{1,2}(?::\d\d)? ?(?:[ap]\.?m\b\.?"
    r"|o'clock|uhr|h(?:eures?)?\b(?: ?\d\d)?)",
    r"\d{1,2}:\d\d", r"(?:before|after|at|around) \d{1,2}(?! (?:minutes|seconds|hours|days))(?!\S)",
    r"a las? \d{1,2}", r"(?:las? )\d{1,2} (?:horas|de la)",
    r"\w+ (?:minutes?|hours?|days?|weeks?|months?|years?) ago",
    r"vor \w+ (?:minuten?|stunden?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?)",
    r"hace \w+ (?:minutos?|horas?|dias?|semanas?|mes(?:es)?|anos?)",
    r"il y a \w+ (?:minutes?|heures?|jours?|semaines?|mois|ans?)",
    "(?:on |every |each )?(?:mon|tues|wednes|thurs|fri|satur|sun)days",
    "(?:every|each) (?:mon|tues|wednes|thurs|fri|satur|sun)day",
    "(?:mon|diens|donners|frei|sams|sonn)tags", "mittwochs", "sonnabends",
    "jeden (?:mon|diens|donners|frei|sams|sonn)tag", "jeden mittwoch",
    "(?:los|todos los|cada) (?:lunes|martes|miercoles|jueves|viernes|sabados?|domingos?)",
    "(?:(?:tous )?les )?(?:lun|mar|mercre|jeu|vendre|same)dis", "(?:tous )?les dimanches",
    "chaque (?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)",
    "weekends?", "week-ends?", "wochenenden?", "fin(?:es)? de semana", r"q[1-4]",
    "(?:first|second) half", "erste halfte", "zweite halfte",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a question names, the text without them, and what could not be read of it."""

    found: Found | None
    rest: str
    unread: tuple[str, ...] = ()


def read_days(text: str, language: str, today: date, *, ahead: bool) -> Days:
    """Reads the days of a folded text. Two days are a range where they are said as one."""
    whole = _with_whole_days(text)
    first = find_days(whole, language, today, ahead=ahead)
    unread = [match[0].strip() for match in CLOCK_TIMES.finditer(whole)]
    if first is None:
        return Days(None, text, tuple(unread))
    if isinstance(first, Unreadable):
        return Days(None, _text_without(whole, first), (whole[first.start : first.end], *unread))
    hidden = f"{whole[: first.start]}{'|' * (first.end - first.start)}{whole[first.end :]}"
    second = find_days(hidden, language, today, ahead=ahead)
    if second is None:
        if _OPEN.search(whole[: first.start]):
            before = _OPEN.search(whole[: first.start])
            start = before.start() if before else first.start
            unread.append(whole[start : first.end])
        return Days(first, _text_without(whole, first), tuple(unread))
    joined = None if isinstance(second, Unreadable) else _joined_range(whole, first, second)
    if joined is None:
        unread.append(whole[second.start : second.end].strip())
        return Days(first, _text_without(whole, first), tuple(unread))
    return Days(joined, _text_without(whole, joined), tuple(unread))


def _text_without(text: str, named: Found | Unreadable) -> str:
    return f"{text[: named.start]} {text[named.end :]}"


def _joined_range(text: str, one: Found, other: Found) -> Found | None:
    """Returns the days from one to the other, or None if they are not said to be a range."""
    begin, end = sorted((one, other), key=lambda found: found.start)
    between = _JOINED.fullmatch(text[begin.end : end.start])
    if between is None:
        return None
    years = [_YEAR.search(text[each.start : each.end]) for each in (begin, end)]
    if years[1] and not years[0]:
        begin = _in_year(begin, int(years[1][0]))
    follows = begin.last + timedelta(days=1) == end.first
    before = text[: begin.start]
    if between["and"] and not (_BETWEEN.search(before) or follows):
        return None
    if begin.first > end.last:
        return None
    opening = _FROM.search(before)
    start = opening.start() if opening else begin.start
    return replace(begin, last=end.last, start=start, end=end.end, of_calls=True)


def _in_year(found: Found, year: int) -> Found:
    """Returns the same days of a year; 29 February is left as it is."""
    try:
        return replace(
            found, first=found.first.replace(year=year), last=found.last.replace(year=year)
        )
    except ValueError:
        return found


def _with_whole_days(text: str) -> str:
    """Says the month, and the year, of a range with each of its days."""

    def with_month(match: re.Match[str]) -> str:
        year = f" {match['year']}" if match["year"] else ""
        return f"{match[1]} {match['month']}{year}{match[2]}"

    def with_both(match: re.Match[str]) -> str:
        year = f" {match['year']}" if match["year"] else ""
        return f"{match[1]} {match[2]}{year}{match[3]}{match[1]} {match[4]}{year}"

    text = _MONTH_AND_DAYS.sub(with_both, text)
    text = _DAYS_OF_MONTH.sub(with_month, text)
    return _NUMERIC_DAYS.sub(lambda match: f"{match[1]}.{match[3]}{match[4] or ''}{match[2]}", text)
