"""The patterns that read lexemes as mentions of time.

Lexemes are the same for every language, so the patterns are too. Nothing here needs a calendar, a
zone or business hours; that is `shared.domain.callback_time.resolve`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.callback_time.mentions import (
    CalendarDay,
    Clock,
    DaysAhead,
    Delay,
    Exact,
    Item,
    Mark,
    NamedWeekday,
    Number,
    Part,
    Stretch,
    Zone,
)

Match = re.Match[str]


@dataclass(frozen=True, slots=True)
class Rule:
    pattern: re.Pattern[str]
    read: Callable[[Match], tuple[Item, ...]]


def _rule(pattern: str, read: Callable[[Match], tuple[Item, ...]]) -> Rule:
    return Rule(re.compile(rf"(?:{pattern})(?= |$)"), read)


def _said_clock(hour: int, minute: int, half: str | None, *, padded: bool = False) -> Item:
    if not half:
        known = Clock(hour, minute, exact=hour > 12 or hour == 0 or padded)
        return known if hour * 60 + minute <= 1440 and minute < 60 else Mark.UNREAD
    if not (1 <= hour <= 12 and minute < 60):
        return Mark.UNREAD
    return Clock(hour % 12 + 12 * (half == "pm"), minute, exact=True)


def _clock(match: Match) -> tuple[Item, ...]:
    hour, minute = match["hour"], match["minute"]
    return (_said_clock(int(hour), int(minute or 0), match["half"], padded=hour.startswith("0")),)


def _military(match: Match) -> tuple[Item, ...]:
    return (
        _said_clock(
            int(match["hour"]), int(match["minute"]), match["half"], padded=match["half"] is None
        ),
    )


_FRACTIONS = {"half": 30, "quarter": 15}
_ANCHORS = {"noon": Clock(12, exact=True), "midnight": Clock(24, exact=True)}


def _clock_around(match: Match) -> tuple[Item, ...]:
    """Minutes before or after an hour: "half past two", "quarter to five", "las tres
    menos cuarto".
    """
    minutes = _FRACTIONS.get(match["minutes"]) or int(match["minutes"])
    before = match["side"] in ("to", "before", "until", "minus")
    hour = _ANCHORS.get(match["hour"]) or _said_clock(int(match["hour"]), 0, match["half"])
    return (_shifted(hour, -minutes if before else minutes),)


def _halb(match: Match) -> tuple[Item, ...]:
    minutes = {"halb": -30, "dreiviertel": -15, "half": 30}[match["word"]]
    return (_shifted(_said_clock(int(match["hour"]), 0, match["half"]), minutes),)


def _around_halb(match: Match) -> tuple[Item, ...]:
    """ "Fünf vor halb vier" is 3:25."""
    minutes = int(match["minutes"]) * (-1 if match["side"] == "before" else 1)
    return (_shifted(_said_clock(int(match["hour"]), 0, None), minutes - 30),)


def _shifted(hour: Item, minutes: int) -> Item:
    if not isinstance(hour, Clock) or abs(minutes) >= 60:
        return Mark.UNREAD
    total = hour.hour * 60 + hour.minute + minutes
    if not hour.exact and total < 60:
        total += 720
    return Clock(total // 60 % 24, total % 60, exact=hour.exact)


_UNIT_MINUTES = {"minute": 1, "hour": 60}
_UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14}


def _delay(match: Match) -> tuple[Item, ...]:
    said = match.groupdict()
    count, more = said.get("count"), said.get("more")
    vague = count == "few"
    amount = 2.0 if vague else 0.5 if count == "half" else float(count or 1)
    if more in _FRACTIONS:
        amount += _FRACTIONS[more] / 60
    delay = _amount(amount, match["unit"], int(more) if more and more.isdigit() else 0, vague=vague)
    return (Mark.WITHIN, delay) if said.get("lead") in ("within", "by") else (delay,)


def _amount(amount: float, unit: str, more_minutes: int, *, vague: bool) -> Item:
    if unit in _UNIT_MINUTES:
        return Delay(minutes=round(amount * _UNIT_MINUTES[unit]) + more_minutes, vague=vague)
    if amount != int(amount) or more_minutes:
        return Mark.UNREAD
    match unit:
        case "bizday":
            return Delay(business_days=int(amount), vague=vague)
        case "month":
            return Stretch("month", int(amount))
        case _:
            return Delay(days=int(amount) * _UNIT_DAYS[unit], vague=vague)


def _fixed_delay(match: Match) -> tuple[Item, ...]:
    minutes = {
        "min15": 15,
        "min30": 30,
        "min45": 45,
        "min60": 60,
        "hour2": 120,
        "hour_half": 90,
        "hour_half hour": 90,
    }
    return (Delay(days=2) if match["word"] == "day2" else Delay(minutes=minutes[match["word"]]),)


def _weeks_from(match: Match) -> tuple[Item, ...]:
    weeks, day = int(match["count"] or 1), match["day"]
    if day.startswith("wd"):
        return (NamedWeekday(int(day[2:]), weeks=weeks),)
    return (DaysAhead(7 * weeks + (day == "tomorrow")),)


def _weekday(match: Match) -> tuple[Item, ...]:
    said = match.groupdict(default="")
    index, around = int(match["index"]), {said.get("lead", ""), said.get("trail", "")}
    if around & {"next week", "week next", "in next week"}:
        return (NamedWeekday(index, week=1),)
    if "this week" in around:
        return (NamedWeekday(index, week=0),)
    if "after next" in around:
        return (NamedWeekday(index, next=True, weeks=1),)
    return (NamedWeekday(index, next="next" in around, weeks=int("week" in around)),)


def _calendar_day(match: Match) -> tuple[Item, ...]:
    said = match.groupdict()
    month, year = said.get("month"), said.get("year")
    return (
        CalendarDay(
            int(match["day"]),
            int(month) if month else None,
            int(year.replace(" ", "")) if year else None,
        ),
    )


def _numeric_date(match: Match) -> tuple[Item, ...]:
    first, second, *year = (int(part) for part in re.findall(r"\d+", match["date"]))
    if first > 31 and year:
        return (CalendarDay(year[0], second, first),)
    known = year[0] + 2000 * (year[0] < 100) if year else None
    day_first, month_first = CalendarDay(first, second, known), CalendarDay(second, first, known)
    if "." in match["date"] or first > 12:
        return (day_first,)
    return (month_first,) if second > 12 or first == second else (month_first, Mark.OR, day_first)


def _stretch(match: Match) -> tuple[Item, ...]:
    said = match.groupdict(default="")
    around = {said.get("which", ""), said.get("trail", "")}
    count = 2 if "after next" in around else int("next" in around)
    return (Stretch(match["unit"], count, said.get("part", "")),)


def _parted_day(match: Match) -> tuple[Item, ...]:
    when = {"early": "early_", "mid": "mid_", "end": "late_"}.get(
        match.groupdict().get("when", ""), ""
    )
    return (DaysAhead(0), Part(when + match["part"]))


def _number(match: Match) -> tuple[Item, ...]:
    value = int(match["number"])
    return (Number(value) if value <= 24 else Mark.UNREAD if match["at"] else Mark.GAP,)


_PARTS = (
    "early_morning|mid_morning|late_morning|morning|lunch|early_afternoon|mid_afternoon|late_afternoon|afternoon"
    "|evening|night"
)
_YEAR = r"(?:(?: ,)? (?P<year>20 ?[2-9]\d))?"
_HALF = r"(?: (?P<half>am|pm))?"
_HOUR = r"(?P<hour>\d{1,2})"
_MINUTE = r"(?P<minute>[0-5]\d)"
_UNIT = r"(?P<unit>minute|hour|day|bizday|week|fortnight|month)"
_NOT_A_COUNT = r"(?! (?:minute|hour|day|bizday|week|mo\d|oclock))"

UNREAD: tuple[Item, ...] = (Mark.UNREAD,)

# The first pattern that fits at a place wins, so longer readings stand before shorter ones.
RULES = (
    _rule(r"iso=(?P<iso>\S+)", lambda match: (Exact(match["iso"]),)),
    _rule(r"(?:on )?date=(?P<date>\S+)", _numeric_date),
    _rule(r"(?:on )?mo(?P<month>\d+) (?P<day>\d{1,2})(?:th)?" + _YEAR, _calendar_day),
    _rule(r"(?:on )?(?P<day>\d{1,2})(?:th)? mo(?P<month>\d+)" + _YEAR, _calendar_day),
    _rule(r"on (?P<day>\d{1,2})(?:th)?(?! (?:oclock|hour|am|pm|y))", _calendar_day),
    _rule(r"(?P<day>[4-9]|[1-3]\d)th", _calendar_day),
    _rule(
        r"(?:in )?(?:(?P<count>\d+) )?week (?:from|after) (?P<day>wd\d|today|tomorrow)", _weeks_from
    ),
    _rule(r"(?:in )?(?:(?P<count>\d+) )?week now_on (?P<day>wd\d)", _weeks_from),
    _rule(
        r"(?:at )?(?P<hour>1[3-9]|2[0-4]) hour(?! now_on)(?: (?P<minute>[0-5]\d))?(?P<half>)",
        _clock,
    ),
    _rule(
        r"(?P<lead>in|after|within|by) (?P<unit>hour) (?:and|y) (?P<more>half|quarter|\d+(?="
        r" minute))(?: minute)?",
        _delay,
    ),
    _rule(
        r"(?P<unit>hour) (?:and|y) (?P<more>half|quarter|\d+(?= minute now_on))(?: minute)?(?:"
        r" now_on)?",
        _delay,
    ),
    _rule(
        r"(?:(?P<lead>in|after|within) )?(?P<count>\d+) (?:and|y) (?P<more>half) (?P<unit>hour)(?:"
        r" now_on)?",
        _delay,
    ),
    _rule(
        r"(?:(?P<lead>in|after|within) )?(?P<count>\d+) (?P<unit>hour) (?:(?:and|y) )?"
        r"(?P<more>half|quarter|\d+(?= minute))(?: minute)?(?: now_on)?",
        _delay,
    ),
    _rule(
        rf"(?:(?P<lead>in|after|within|by) )?(?P<count>\d+) (?:to|or) \d+ {_UNIT}(?: now_on)?",
        _delay,
    ),
    _rule(
        rf"(?:(?P<lead>in|after|within|by) )?(?P<count>\d{{1,3}}|few) {_UNIT}(?: now_on)?", _delay
    ),
    _rule(r"(?:(?P<lead>in|after|within|by) )?(?P<count>half) (?P<unit>hour)(?: now_on)?", _delay),
    _rule(rf"(?P<lead>in|within) {_UNIT}(?: now_on)?", _delay),
    _rule(rf"{_UNIT} now_on", _delay),
    _rule(
        r"(?:in )?(?P<word>min15|min30|min45|min60|hour2|day2|hour_half(?: hour)?)(?: now_on)?",
        _fixed_delay,
    ),
    _rule(
        rf"(?:at )?(?<!from )(?<!between )(?P<minutes>half|quarter|5|10|20|25|\d{{1,2}}(?="
        rf" minute))(?: minute)?"
        r" (?P<side>past|after|to|before|until) (?:at )?(?P<hour>noon|midnight|\d{1,2}(?!:))(?:"
        rf" oclock)?{_HALF}",
        _clock_around,
    ),
    _rule(
        rf"(?:at )?(?P<hour>noon|midnight|\d{{1,2}})(?: (?:hour|oclock))? (?P<side>y|minus)"
        rf" (?P<minutes>half|quarter){_HALF}",
        _clock_around,
    ),
    _rule(
        r"at (?P<hour>\d{1,2})(?: (?:hour|oclock))? (?P<side>y|minus)"
        rf" (?P<minutes>\d{{1,2}}){_HALF}",
        _clock_around,
    ),
    _rule(
        rf"(?:at )?(?P<minutes>5|10)(?: minute)? (?P<side>before|after) halb {_HOUR}", _around_halb
    ),
    _rule(r"(?:at )?(?:half|quarter) (?:past|to|before|after)", lambda _: UNREAD),
    _rule(rf"(?:at )?(?P<word>halb|dreiviertel|half) {_HOUR}(?: oclock)?{_HALF}", _halb),
    _rule(rf"(?:at )?{_HOUR}:{_MINUTE}(?: (?:oclock|hour))?{_HALF}", _clock),
    _rule(rf"(?:at )?{_HOUR} (?:oclock|hour) {_MINUTE}{_HALF}", _clock),
    _rule(rf"(?:at )?{_HOUR} {_MINUTE}{_NOT_A_COUNT}{_HALF}", _clock),
    _rule(rf"(?:at )?{_HOUR}(?P<minute>)(?: oclock)? (?P<half>am|pm)", _clock),
    _rule(rf"(?:at )?{_HOUR}(?P<minute>) oclock(?P<half>)", _clock),
    _rule(rf"at {_HOUR}(?P<minute>) hour(?P<half>)", _clock),
    _rule(r"20[23]\d", lambda _: UNREAD),
    _rule(rf"(?:at )?(?P<hour>[01]\d|2[0-3]){_MINUTE}(?: hour| oclock)?{_HALF}(?! \d)", _military),
    _rule(rf"at {_HOUR}(?P<minute>){_NOT_A_COUNT}{_HALF}", _clock),
    _rule(r"(?:at )?(?P<word>noon|midnight)", lambda match: (_ANCHORS[match["word"]],)),
    _rule(r"(?P<lead>next week|this week|week next) (?:on )?wd(?P<index>\d)", _weekday),
    _rule(
        r"(?:on )?(?:(?P<lead>this|next) )?wd(?P<index>\d)"
        r"(?: (?P<trail>next week|week next|in next week|this week|after next|next|week))?",
        _weekday,
    ),
    _rule(
        r"(?:(?P<part>early|mid|end|later) )?(?:(?P<which>this|next) )?(?P<unit>week|weekend|month)"
        r" (?P<trail>after next|next)",
        _stretch,
    ),
    _rule(
        r"(?:(?P<part>early|mid|end|later) )?(?:in )?(?P<which>this|next)"
        r" (?P<unit>week|weekend|month)",
        _stretch,
    ),
    _rule(r"(?P<part>early|mid|end|later) (?P<unit>week|month)", _stretch),
    _rule(r"(?:in )?next_week", lambda _: (Stretch("week", 1),)),
    _rule(r"(?:on |at )?(?P<unit>weekend)", _stretch),
    _rule(
        r"(?:(?:between|from) asap (?:and|y|to|thru|until)|now_on (?:to|thru|until))",
        lambda _: (Mark.BY,),
    ),
    _rule(r"(?P<when>early|mid|end) this (?P<part>morning|afternoon)", _parted_day),
    _rule(rf"this (?P<part>{_PARTS})", _parted_day),
    _rule(r"(?P<part>night) today", _parted_day),
    _rule(rf"(?:in )?(?P<part>{_PARTS})", lambda match: (Part(match["part"]),)),
    _rule(r"(?:maybe)?zone=(?P<zone>\S+)", lambda match: (Zone(match["zone"]),)),
    _rule(r"offset=(?P<zone>\S+)", lambda match: (Zone(match["zone"]),)),
    _rule(r"in \d+(?= ,|$)", lambda _: UNREAD),
    _rule(r"(?P<at>at )?(?P<number>\d+)", _number),
)

# A zone by a name that is not known: "three p m Kathmandu time".
UNKNOWN_ZONE = _rule(r"(?<=am |pm |ck )~\S+ ~time", lambda _: (Zone("?"),))

# Words with one meaning wherever they stand; nothing at all is said by the rest.
WORDS: dict[str, tuple[Item, ...]] = {
    "today": (DaysAhead(0),),
    "tomorrow": (DaysAhead(1),),
    "overmorrow": (DaysAhead(2),),
    "tonight": (DaysAhead(0), Part("night")),
    "and": (Mark.LINK,),
    "y": (Mark.LINK,),
    "to": (Mark.TO,),
    "thru": (Mark.TO,),
    "not": (Mark.NOT,),
    "past": (Mark.AFTER,),
    **{
        str(mark): (mark,)
        for mark in Mark
        if mark not in (Mark.LINK, Mark.TO, Mark.NOT, Mark.UNREAD, Mark.GAP)
    },
    **dict.fromkeys(
        ("at", "in", "on", "this", ",", "next", "early", "am", "pm", "oclock", "few", "half"), ()
    ),
    **dict.fromkeys(("quarter", "minus", "halb", "mo3", "mo5", "mo9"), ()),
}
