"""Defines the patterns that read lexemes as mentions of time.

Lexemes are the same for every language, so the patterns are too. A calendar, a zone or business
hours are used only in `shared.domain.callback_time.resolve`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.callback_time.matches import (
    ANCHORS,
    Match,
    ago,
    around_half,
    calendar_day,
    clock,
    clock_around,
    counted_from,
    dated_weekday,
    day_of_part,
    day_shift,
    delay_of,
    fixed_delay,
    half_and_more,
    halved,
    hours,
    iso_time,
    military,
    minutes_past,
    nth_weekday,
    number_of,
    numeric_date,
    part_of_day,
    parted_day,
    quarter_of,
    said_clock,
    shift_of,
    shifted,
    stretch_of,
    weekday,
    weeks_from,
)
from shared.domain.callback_time.mentions import (
    CalendarDay,
    Clock,
    DaysAhead,
    Delay,
    Holiday,
    Item,
    Mark,
    Part,
    Stretch,
    Zone,
)


@dataclass(frozen=True, slots=True)
class Rule:
    pattern: re.Pattern[str]
    read: Callable[[Match], tuple[Item, ...]]


def _rule(pattern: str, read: Callable[[Match], tuple[Item, ...]]) -> Rule:
    return Rule(re.compile(rf"(?:{pattern})(?= |$)"), read)


_PLAIN_PARTS = "morning|afternoon|evening|night"
_PARTS = (
    "early_morning|mid_morning|late_morning|morning|lunch|early_afternoon|mid_afternoon"
    "|late_afternoon|afternoon|early_evening|late_evening|evening|night|midday|small_hours"
)
_YEAR = r"(?:(?: ,)? (?P<year>20 ?[2-9]\d))?"
_HALF = r"(?: (?P<half>am|pm))?"
_HOUR = r"(?P<hour>\d{1,2})"
_MINUTE = r"(?P<minute>[0-5]\d)"
_HOUR_WORD = r"(?:oclock|hour|heure)"
_UNIT = r"(?P<unit>minute|hour|day|bizday|week|fortnight|month)"
_UNIT_WORD = "(?:hour|heure|oclock|day|week)"
_LENGTH = "minute|hour|heure|day|week|month|min15|min30|min45|min60|hour2|day2|week2"
_NOT_A_COUNT = r"(?! (?:minute|hour|heure|day|bizday|week|month|mo\d|oclock|now_on))"
_LEAD = r"(?:(?P<lead>in|after|within|by) )"
_NOW_ON = r"(?: (?:now_on|hence))?"
_DAY = r"(?:hol_|wd\d|mo\d|\d{1,2}th|date=)"

UNREAD: tuple[Item, ...] = (Mark.UNREAD,)

# The first matching pattern is used, so longer readings stand before shorter ones.
RULES = (
    _rule(r"(?:on )?iso=(?P<iso>\S+)", iso_time),
    _rule(r"(?:on )?date=(?P<date>\S+)", numeric_date),
    # Days of a month.
    _rule(
        r"(?:on )?(?P<count>[1-5])th (?:wd(?P<index>\d)|bizday|(?P<any>day)) (?:in |on )?"
        r"mo(?P<month>\d+)",
        nth_weekday,
    ),
    _rule(
        r"(?:on )?(?P<count>[1-5])th (?:wd(?P<index>\d)|bizday|(?P<any>day)) (?:in |on )?"
        r"(?P<which>next month|this month|month next|month this|month)",
        nth_weekday,
    ),
    _rule(
        r"(?:on )?(?:last|end) (?:wd(?P<index>\d)|bizday|(?P<any>day)) (?:in |on )?"
        r"(?:mo(?P<month>\d+)|(?P<which>next month|this month|month next|month this|month))",
        nth_weekday,
    ),
    _rule(
        r"(?:on )?wd(?P<index>\d) last (?:in |on )?"
        r"(?:mo(?P<month>\d+)|(?P<which>month next|month this|month))",
        nth_weekday,
    ),
    _rule(
        r"(?:on )?mo(?P<month>\d+) (?:, )?(?:the )?(?P<day>\d{1,2})(?:th)?(?! (?:am|pm))" + _YEAR,
        calendar_day,
    ),
    _rule(
        r"(?:on |at |to )?(?P<day>\d{1,2})(?:th)? (?:on |in |at |de |to |from )?mo(?P<month>\d+)"
        r"(?: (?:de|in|y(?= 20)))?" + _YEAR,
        calendar_day,
    ),
    _rule(r"(?:on )?(?P<day>\d{1,2}) date_word", calendar_day),
    # German "am dritten zwölften".
    _rule(r"(?:on )?(?P<day>\d{1,2})th (?P<month>1[0-2]|[1-9])th" + _YEAR, calendar_day),
    _rule(
        r"(?:on )?(?P<day>\d{1,2})th (?:in |on )?next month",
        lambda match: (CalendarDay(int(match["day"])), Stretch("month", 1)),
    ),
    _rule(
        r"on (?P<day>\d{1,2})(?:th)?(?! (?:oclock|hour|heure|minute|am|pm|y|minus|third))"
        r"(?: (?:on )?this month)?",
        calendar_day,
    ),
    _rule(r"(?P<day>[4-9]|[1-3]\d)th(?: (?:on )?this month)?", calendar_day),
    _rule(
        r"the (?P<day>[1-3])th(?= (?:, )?(?:at|between|from|after) (?:\d|quarter|half|noon)| , wd\d"
        rf"| (?:in |on |at )?(?:{_PARTS})(?: |$))",
        calendar_day,
    ),
    _rule(
        r"(?:in )?(?:(?P<count>\d+) )?week (?:from|after|on) (?:this )?"
        r"(?P<day>wd\d|today|tomorrow)",
        weeks_from,
    ),
    _rule(r"(?:in )?(?:(?P<count>\d+) )?week now_on (?:on )?(?P<day>wd\d)", weeks_from),
    _rule(
        r"(?:on )?(?P<day>today|tomorrow|wd\d) (?:in )(?:(?P<count>\d+) )?week" + _NOW_ON,
        weeks_from,
    ),
    _rule(
        r"(?:on )?(?P<day>today|tomorrow|wd\d) (?:in )?(?:(?P<count>\d+) )week" + _NOW_ON,
        weeks_from,
    ),
    _rule(r"(?:in )?(?:(?P<count>\d+) )?week (?P<day>today|tomorrow)", weeks_from),
    _rule(
        r"(?:on )?(?P<count>)(?P<day>wd\d|today|tomorrow) (?:in )?week(?! (?:next|this|ago|after))",
        weeks_from,
    ),
    _rule(r"(?:on )?(?P<day>today|tomorrow|wd\d) (?P<unit>fortnight)", weeks_from),
    # German and Italian count the first day: "Montag in acht Tagen".
    _rule(r"(?:on )?(?P<day>wd\d) in (?:8|(?P<unit>1[45])) day", counted_from),
    _rule(
        r"(?:in |on )?(?P<unit>fortnight) (?:from |on |after )?(?P<day>wd\d|today|tomorrow)",
        weeks_from,
    ),
    _rule(
        r"(?:on )?wd(?P<index>\d) (?:on )?(?P<day>\d{1,2})(?:th)?"
        r"(?= (?:at|between|from) (?!mo))",
        dated_weekday,
    ),
    _rule(
        r"(?:on )?wd(?P<index>\d) (?:on )?(?P<day>1[3-9]|2\d|3[01])(?:th)?"
        r"(?= (?:, (?:at|between|from|\d+|oclock)(?: (?!mo)|$)|no(?: |$)|fix|not_that))",
        dated_weekday,
    ),
    _rule(
        r"(?:on )?wd(?P<index>\d) (?:on )?(?P<day>1[3-9]|2\d|3[01])(?:th)?"
        r"(?! (?:minute|oclock|hour|heure|y|minus|am|pm|zone|offset|maybezone|\d|date_word"
        r"|(?:on |in |at |de |to |from )?mo\d))",
        dated_weekday,
    ),
    # Times in the past.
    _rule(rf"(?:(?:\d{{1,3}}|few|half) )?{_UNIT} ago", ago),
    _rule(r"(?:before|ago) \d{1,3} (?:minute|hour|day|week) ago", ago),
    # Offsets before or after an anchor.
    _rule(
        r"(?<!from )(?<!after )(?:(?:in|at) )?(?:(?P<count>\d{1,3}|half) )?"
        r"(?P<unit>minute|hour|heure) "
        r"(?P<side>before|after|by|to)"
        r"(?= (?:noon|midnight|closing|first_thing|at \d|\d{1,2}:\d\d|(?:at )?\d{1,2}"
        r" (?:oclock|am|pm|heure)))",
        shift_of,
    ),
    _rule(
        r"(?:(?:in|at) )?(?P<fixed>min15|min30|min45|min60|hour2|hour_half)(?: hour)? "
        r"(?P<side>before|after|by)(?= (?:noon|midnight|closing|first_thing|at \d|\d))",
        shift_of,
    ),
    _rule(
        r"(?:on )?(?P<count>\d{1,2}) (?P<unit>day|week) (?P<side>before|after)"
        rf"(?= (?:on |the |of |de )?{_DAY})",
        day_shift,
    ),
    # Durations, which are not points in time.
    _rule(
        rf"for (?:(?:\d{{1,3}}|few|half) )?(?:{_LENGTH})(?: (?:and|y) (?:half|quarter))?",
        lambda _: (Mark.GAP,),
    ),
    _rule(r"(?:for |from )?ago \d{1,3} year|(?:for|from) \d{1,3} year", lambda _: ()),
    # A clock time in hours: beside a day or a part of one it is no delay.
    _rule(
        r"(?:(?<=wd\d )|(?<=today )|(?<=tomorrow )|(?<=morning )|(?<=noon ))(?P<hour>\d{1,2}) hour "
        r"(?P<side>y) (?P<minutes>half|quarter)",
        clock_around,
    ),
    _rule(
        r"(?:(?<=wd\d )|(?<=today )|(?<=tomorrow )|(?<=morning )|(?<=noon ))(?P<hour>\d{1,2}) hour"
        r"(?: (?:y )?(?P<minute>[0-5]\d)(?! hour)(?: minute)?)?(?P<half>)"
        r"(?! (?:now_on|post_after|post_in|y (?:half|quarter)))",
        clock,
    ),
    _rule(
        r"(?P<hour>\d{1,2})(?P<minute>) hour(?P<half>)"
        rf"(?= (?:de )?(?:{_PLAIN_PARTS}|small_hours)(?: |$))",
        clock,
    ),
    # Delays.
    _rule(
        r"(?:at )?(?P<hour>1[3-9]|2[0-4]) (?:hour|heure)"
        r"(?! (?:now_on|post_after|post_in|minus|y (?:half|quarter)))"
        r"(?: (?:y |and )?(?P<minute>[0-5]\d)(?! (?:hour|heure|oclock))(?: minute)?)?(?P<half>)",
        clock,
    ),
    _rule(r"from (?P<first>\d{1,2}) (?:to|thru|at) (?P<last>\d{1,2}) hour(?! now_on)", hours),
    _rule(
        rf"{_LEAD}?amount=(?P<count>\S+) (?P<unit>hour|heure|day|week)"
        rf"{_NOW_ON}(?: post_in| post_after)?",
        delay_of,
    ),
    _rule(
        r"(?P<lead>in|within) (?P<unit>hour) (?:and|y) (?P<more>5|[1-5]\d)(?= ,|$)",
        delay_of,
    ),
    _rule(
        rf"{_LEAD}(?P<unit>hour) (?:and|y) (?P<more>half|quarter|third|\d+(?= minute))"
        rf"(?: minute)?{_NOW_ON}",
        delay_of,
    ),
    _rule(
        r"(?P<unit>hour) (?:and|y) (?P<more>half|quarter|\d+(?= minute now_on))(?: minute)?"
        + _NOW_ON,
        delay_of,
    ),
    _rule(
        rf"{_LEAD}?(?P<count>\d+) (?:and|y) (?P<more>half) (?P<unit>hour){_NOW_ON}",
        delay_of,
    ),
    _rule(
        rf"(?P<lead>in|within) (?P<count>\d+) (?P<unit>heure|hour) (?:(?:and|y) )?"
        rf"(?P<more>half|quarter|third|[1-5]?\d)(?! {_UNIT_WORD})(?: minute)?{_NOW_ON}",
        delay_of,
    ),
    _rule(
        rf"{_LEAD}(?P<count>\d+) (?P<unit>hour) (?:(?:and|y) )?"
        rf"(?P<more>half|quarter|third|\d+(?= minute))(?: minute)?{_NOW_ON}",
        delay_of,
    ),
    _rule(
        r"(?P<count>\d+) (?P<unit>hour) (?:(?:and|y) )?"
        r"(?P<more>half|quarter|\d+(?= minute))(?: minute)?"
        r"(?: (?:now_on|hence|post_in|post_after))?",
        delay_of,
    ),
    # Dutch "over een minuut of tien", "over een uur of twee".
    _rule(r"in (?:1 )?(?P<unit>minute) or (?P<count>\d+)", delay_of),
    _rule(r"in about_(?P<unit>hour|day|week) (?P<count>\d+)", delay_of),
    _rule(rf"{_LEAD}?(?P<count>\d+) (?:to|or|thru|until|at) \d+ {_UNIT}{_NOW_ON}", delay_of),
    _rule(
        rf"{_LEAD}?(?P<lift>sadhe|sava|paune) (?P<count>\d+) (?P<unit>hour) (?:post_in|post_after)",
        delay_of,
    ),
    _rule(rf"(?P<count>\d{{1,3}}|few|half) {_UNIT} (?:post_in|post_after)", delay_of),
    _rule(
        rf"(?P<count>\d{{1,3}}) {_UNIT} post_within", lambda match: (Mark.WITHIN, *delay_of(match))
    ),
    _rule(rf"{_LEAD}(?P<count>\d{{1,3}}|few) {_UNIT}{_NOW_ON}(?! (?:oclock|am|pm))", delay_of),
    _rule(
        r"(?P<count>\d{1,3}|few) (?P<unit>minute|hour|day|bizday|week|fortnight|month)"
        r"(?!(?<=minute) (?:to|past|before|after|until) (?:at )?(?:\d|noon|midnight))" + _NOW_ON,
        delay_of,
    ),
    _rule(r"(?P<lead>in|within) (?:(?P<count>\d{1,3}|few) )?(?P<unit>heure)", delay_of),
    _rule(r"(?P<count>\d{1,3}|few) (?P<unit>heure) now_on", delay_of),
    _rule(rf"{_LEAD}?(?P<count>half) (?P<unit>hour|heure){_NOW_ON}", delay_of),
    _rule(rf"(?P<lead>in|within|after) {_UNIT}{_NOW_ON}", delay_of),
    _rule(rf"{_UNIT} (?:now_on|post_in|post_after)", delay_of),
    _rule(
        r"(?:(?P<lead>in|after|within|by) )?"
        r"(?P<word>min15|min30|min45|min60|hour2|day2|week2|hour_half(?: (?:hour|heure))?)"
        r"(?: (?:and|y) (?P<more>\d{1,2}(?= minute)|half|quarter)(?: minute)?)?"
        r"(?: (?:now_on|post_in|post_after|hence))?"
        r"(?! oclock)",
        fixed_delay,
    ),
    _rule(
        r"(?P<lead>in|within) (?P<count>5|10|15|20|25|30|35|40|45|50|55)(?P<unit>)(?= ,| zone|$)",
        lambda match: (Delay(minutes=int(match["count"])),),
    ),
    # Clock times.
    _rule(
        r"(?!(?<=after )\d{1,2} before)"
        r"(?:at )?(?:(?<!from )(?<!between )|(?=half|quarter|third))"
        rf"(?P<minutes>half|quarter|third|5|10|15|20|25|\d{{1,2}}(?="
        rf" minute))(?: minute)?"
        r" (?P<side>past|after|to|before|until) (?:at )?(?P<hour>noon|midnight|\d{1,2}(?!:))(?:"
        rf" {_HOUR_WORD})?{_HALF}",
        clock_around,
    ),
    _rule(
        rf"(?:at )?(?P<minutes>quarter|\d{{1,2}}(?= minute))(?: minute)? (?P<side>at)"
        rf" (?P<hour>noon|midnight|\d{{1,2}}(?!:))(?: {_HOUR_WORD})?{_HALF}",
        clock_around,
    ),
    _rule(
        rf"(?:at )?(?P<hour>noon|midnight|\d{{1,2}})(?: {_HOUR_WORD})? (?:y|and)"
        r" (?P<minutes>half|third) (?P<sign>y|minus) (?P<more>5|10)(?: minute)?",
        half_and_more,
    ),
    _rule(
        rf"(?:at )?(?P<hour>noon|midnight|\d{{1,2}})(?: {_HOUR_WORD})? (?P<side>y|minus)"
        rf" (?P<minutes>half|quarter|third){_HALF}(?: oclock)?",
        clock_around,
    ),
    _rule(
        rf"at (?P<hour>\d{{1,2}}|noon|midnight)(?: {_HOUR_WORD})? (?P<side>y|minus)"
        rf" (?P<minutes>\d{{1,2}})(?! {_HOUR_WORD})(?: minute)?{_HALF}",
        clock_around,
    ),
    _rule(
        rf"(?P<hour>\d{{1,2}}|noon|midnight)(?: {_HOUR_WORD}) (?P<side>y|minus)"
        rf" (?P<minutes>\d{{1,2}})(?! {_HOUR_WORD})(?: minute)?{_HALF}",
        clock_around,
    ),
    _rule(
        rf"(?P<hour>\d{{1,2}}|noon|midnight) (?P<side>y|minus) (?P<minutes>\d{{1,2}})"
        rf"(?: minute)(?! (?:now_on|post_in|post_after)){_HALF}",
        clock_around,
    ),
    _rule(
        r"(?<!between )(?P<hour>\d{1,2}) (?P<side>y) (?P<minutes>5|10|15|20|25|[345][05])"
        rf"(?! (?:{_LENGTH}|bizday|oclock|of|thru|to|y)\b){_HALF}",
        clock_around,
    ),
    _rule(
        r"(?<!between )(?P<hour>\d{1,2}) (?P<side>y) (?P<minutes>[1-5]?\d)"
        rf"(?= (?:de )?(?:{_PLAIN_PARTS})(?: |$))(?P<half>)",
        clock_around,
    ),
    _rule(
        rf"(?P<hour>\d{{1,2}}|noon|midnight) (?P<side>minus) (?P<minutes>5|10|20|25){_HALF}",
        clock_around,
    ),
    _rule(
        r"(?:at )?(?P<minutes>\d{1,2})(?: minute)? (?P<side>before|after|past|to|in) (?:at )?"
        rf"halb {_HOUR}(?: oclock| heure)?",
        around_half,
    ),
    _rule(
        rf"(?:at )?{_HOUR} baj_to (?P<minutes>\d{{1,2}})(?P<side>)(?: minute)?",
        lambda match: (shifted(said_clock(int(match["hour"]), 0, None), -int(match["minutes"])),),
    ),
    _rule(rf"(?:at )?{_HOUR} baj_past (?P<minutes>\d{{1,2}})(?P<side>)(?: minute)?", clock_around),
    _rule(rf"(?:at )?quarter of {_HOUR}{_HALF}", quarter_of),
    _rule(
        r"(?:at )?(?P<minutes>half|quarter|third|\d{1,2}(?= past)|(?:5|10|20|25)(?= to(?: ,|$)))"
        r" (?P<side>past|to|before|after)"
        r"(?! (?:\d|noon|midnight|halb))",
        minutes_past,
    ),
    _rule(r"(?:at )?(?P<side>y|minus) (?P<minutes>half|quarter)", minutes_past),
    _rule(
        r"(?:at )?(?P<word>halb|viertel|dreiviertel|half|sadhe|sava|paune) "
        rf"{_HOUR}(?! (?:minute|hour))(?: oclock| heure)?{_HALF}",
        halved,
    ),
    _rule(
        r"(?:at )?(?P<word>derh|dhai) oclock",
        lambda match: (Clock(1 if match["word"] == "derh" else 2, 30),),
    ),
    _rule(rf"(?:at )?{_HOUR}:{_MINUTE}(?: {_HOUR_WORD})?{_HALF}(?! minute)", clock),
    _rule(
        rf"(?:at )?{_HOUR} (?:oclock|hour|heure) (?:and |y )?{_MINUTE}(?! (?:hour|heure|oclock))"
        rf"(?: minute)?{_HALF}",
        clock,
    ),
    _rule(
        rf"(?:at )?{_HOUR} (?:oclock|heure) (?:and |y )?(?P<minute>0?[1-9])(?: minute)?{_HALF}"
        r"(?! mo\d)(?! (?:hour|heure|oclock))",
        clock,
    ),
    _rule(rf"(?:at )?{_HOUR} {_MINUTE}{_NOT_A_COUNT}(?! \d\d\b){_HALF}", clock),
    _rule(rf"(?:at )?{_HOUR}(?P<minute>)(?: oclock| heure)? (?P<half>am|pm)(?: oclock)?", clock),
    _rule(rf"(?:at )?{_HOUR}(?P<minute>) (?:oclock|heure)(?P<half>)", clock),
    _rule(rf"(?:at )?(?:oclock|hour) {_HOUR}(?::{_MINUTE})?(?P<half>){_NOT_A_COUNT}", clock),
    _rule(rf"at {_HOUR}(?P<minute>) hour(?P<half>)", clock),
    _rule(r"20[23]\d|this \d+|\d+ unread", lambda _: UNREAD),
    _rule(rf"(?:at )?(?P<hour>[01]\d|2[0-3]){_MINUTE}(?: hour| oclock)?{_HALF}(?! \d)", military),
    _rule(rf"(?:at )?(?P<hour>\d){_MINUTE} (?P<half>am|pm)", clock),
    _rule(rf"at (?P<hour>[1-9]){_MINUTE}(?P<half>)(?= (?:,|this|today|tomorrow|on |in )|$)", clock),
    _rule(rf"at {_HOUR}(?P<minute>){_NOT_A_COUNT}{_HALF}", clock),
    _rule(
        r"(?:at )?(?P<hour>noon|midnight) (?P<side>y|minus) (?P<minutes>\d{1,2})(?: minute)?",
        clock_around,
    ),
    _rule(
        r"(?:at )?(?P<hour>noon|midnight) (?P<side>)(?P<minutes>5|[1-5]\d)(?! \S*(?:hour|day))",
        clock_around,
    ),
    _rule(r"(?:at )?(?P<word>noon|midnight)", lambda match: (ANCHORS[match["word"]],)),
    # Days.
    _rule(
        r"(?P<lead>next week|this week|week next|week this|next_week) (?:on )?wd(?P<index>\d)",
        weekday,
    ),
    # A day before or after the one that is named next or, if there is none, before.
    _rule(
        r"(?:on |the )?(?:1th )?wd(?P<index>\d) (?P<side>before|after|then_on)"
        rf"(?=(?: (?:on |the |of |de )?{_DAY})|(?: (?:,|at|not_that)(?: |$)|$))",
        day_shift,
    ),
    _rule(r"(?:on |the )?(?P<side>(?:two_)?day_before|day_after)", day_shift),
    _rule(
        r"(?:on )?(?:(?P<lead>this|next|ago|last) )?wd(?P<index>\d)"
        r"(?: (?P<trail>(?:in |from )?next week|(?:in |from )?week next"
        r"|this week|week this|after next"
        r"|next_week|next|week|this|ago))?",
        weekday,
    ),
    _rule(
        r"(?:(?P<which>next|this) )?(?P<unit>week)(?: (?P<trail>next))?(?: ,)?"
        r" (?P<part>early|mid|end)(?= ,|$)",
        stretch_of,
    ),
    _rule(
        r"(?:(?P<part>early|mid|end|later) )?(?:(?P<which>next) )?(?P<unit>week|weekend|month)"
        r" (?P<trail>after next|next|ago)",
        stretch_of,
    ),
    _rule(
        r"(?:(?P<part>early|mid|end|later) )?(?:in |on )?(?P<which>this|next)"
        r" (?P<unit>week|weekend|month)",
        stretch_of,
    ),
    _rule(r"(?:(?P<part>early|mid|end|later) )?(?P<unit>week|weekend|month) this", stretch_of),
    _rule(r"(?P<part>early|mid|end|later) (?P<unit>week|month)", stretch_of),
    _rule(
        r"(?:(?P<part>early|mid|end) )?(?:in )?next_week",
        lambda match: (Stretch("week", 1, match["part"] or ""),),
    ),
    _rule(r"(?:on |at |in )?(?P<unit>weekend)", stretch_of),
    _rule(
        r"(?:(?:between|from) asap (?:and|y|to|thru|until)|now_on (?:to|thru|until))",
        lambda _: (Mark.BY,),
    ),
    _rule(r"(?:on )?hol_(?P<name>\w+)", lambda match: (Holiday(match["name"]),)),
    # Parts of a day.
    _rule(
        r"(?P<when>early|mid|end) (?:on |in )?(?P<day>today|tomorrow|overmorrow|wd\d)"
        rf"(?: (?P<part>{_PLAIN_PARTS}))?",
        part_of_day,
    ),
    _rule(
        r"(?P<when>early|end) tonight",
        lambda match: (
            DaysAhead(0),
            Part("early_night" if match["when"] == "early" else "late_night"),
        ),
    ),
    _rule(rf"(?P<this>)(?P<when>early|mid|end) (?:in )?(?P<part>{_PLAIN_PARTS})", parted_day),
    _rule(rf"(?P<when>early|mid|end) (?P<this>this) (?P<part>{_PLAIN_PARTS})", parted_day),
    _rule(rf"(?P<this>this) (?P<when>early|mid|end) (?P<part>{_PLAIN_PARTS})", parted_day),
    _rule(rf"(?P<this>this) (?P<part>{_PARTS})", parted_day),
    _rule(r"(?P<part>night) (?P<this>today)", parted_day),
    # "The morning of the 24th".
    _rule(
        r"(?:in |at |on )?(?:(?P<part>morning) (?:de |of |from |on )?(?P<day>1[3-9]|2[0-4])"
        rf"|(?P<other>{_PLAIN_PARTS}) (?:de |of |from |on )?(?P<late>2[5-9]|3[01]))(?:th)?"
        r"(?! (?:minute|oclock|heure|hour|mo\d|(?:on |in |at |de |to |from )mo\d)|:)",
        day_of_part,
    ),
    _rule(rf"(?:in |at |on )?(?P<part>{_PARTS})", lambda match: (Part(match["part"]),)),
    # Zones.
    _rule(r"(?:in |at |from )?(?:maybe)?zone=(?P<zone>\S+)", lambda match: (Zone(match["zone"]),)),
    _rule(r"offset=(?P<zone>\S+)", lambda match: (Zone(match["zone"]),)),
    _rule(r"in \d+(?= ,|$)", lambda _: UNREAD),
    _rule(r"(?P<at>at )?(?P<number>\d+)", number_of),
)

# A zone with an unknown name: "three p m Lilliput time".
UNKNOWN_ZONE = _rule(r"(?<=am |pm |ck )~\S+ time_word", lambda _: (Zone("?"),))
