"""Builds a mention from what each pattern of the grammar matched."""

import re

from shared.domain.callback_time.mentions import (
    ANY_DAY,
    CalendarDay,
    Clock,
    DaysAhead,
    DayShift,
    Delay,
    Exact,
    Item,
    Mark,
    MinutesPast,
    NamedWeekday,
    NthWeekday,
    Number,
    Part,
    Shift,
    Stretch,
)

Match = re.Match[str]


def said_clock(hour: int, minute: int, half: str | None, *, padded: bool = False) -> Item:
    if not half:
        known = Clock(hour, minute, exact=hour > 12 or hour == 0 or padded)
        return known if hour * 60 + minute <= 1440 and minute < 60 else Mark.UNREAD
    if not (1 <= hour <= 12 and minute < 60):
        return Mark.UNREAD
    return Clock(hour % 12 + 12 * (half == "pm"), minute, exact=True)


def clock(match: Match) -> tuple[Item, ...]:
    hour, minute = match["hour"], match["minute"]
    return (said_clock(int(hour), int(minute or 0), match["half"], padded=hour.startswith("0")),)


def military(match: Match) -> tuple[Item, ...]:
    return (
        said_clock(
            int(match["hour"]), int(match["minute"]), match["half"], padded=match["half"] is None
        ),
    )


_FRACTIONS = {"half": 30, "quarter": 15, "third": 20}


ANCHORS = {"noon": Clock(12, exact=True), "midnight": Clock(24, exact=True)}


_TO_THE_HOUR = frozenset({"to", "before", "until", "minus", "at", "by"})


def clock_around(match: Match) -> tuple[Item, ...]:
    """Reads minutes before or after an hour: "half past two", "quarter to five", "las tres menos
    cuarto".
    """
    minutes = _FRACTIONS.get(match["minutes"]) or int(match["minutes"])
    before = match["side"] in _TO_THE_HOUR
    said = match.groupdict()
    hour = ANCHORS.get(match["hour"]) or said_clock(int(match["hour"]), 0, said.get("half"))
    return (shifted(hour, -minutes if before else minutes),)


def minutes_past(match: Match) -> tuple[Item, ...]:
    """Reads "half past" or "menos cuarto" without an hour."""
    minutes = _FRACTIONS.get(match["minutes"]) or int(match["minutes"])
    return (MinutesPast(-minutes if match["side"] in _TO_THE_HOUR else minutes),)


def quarter_of(match: Match) -> tuple[Item, ...]:
    """Reads "a quarter of six" as 5:45."""
    return (shifted(said_clock(int(match["hour"]), 0, match["half"]), -15),)


_HALVES = {
    "halb": -30,
    "viertel": -45,
    "dreiviertel": -15,
    "half": 30,
    "sadhe": 30,
    "sava": 15,
    "paune": -15,
}


def halved(match: Match) -> tuple[Item, ...]:
    half = match.groupdict().get("half")
    return (shifted(said_clock(int(match["hour"]), 0, half), _HALVES[match["word"]]),)


def around_half(match: Match) -> tuple[Item, ...]:
    """Reads "fünf vor halb vier" as 3:25; "las tres y media y cinco" has no such meaning."""
    minutes = int(match["minutes"]) * (-1 if match["side"] in _TO_THE_HOUR else 1)
    return (shifted(said_clock(int(match["hour"]), 0, None), minutes - 30),)


def half_and_more(match: Match) -> tuple[Item, ...]:
    """Reads "half past three and five minutes", which is Arabic for 3:35."""
    minutes = _FRACTIONS[match["minutes"]] + int(match["more"]) * (
        -1 if match["sign"] == "minus" else 1
    )
    return (shifted(said_clock(int(match["hour"]), 0, None), minutes),)


def shifted(hour: Item, minutes: int) -> Item:
    if not isinstance(hour, Clock) or abs(minutes) >= 60:
        return Mark.UNREAD
    total = hour.hour * 60 + hour.minute + minutes
    if not hour.exact and total < 60:
        total += 720
    return Clock(total // 60 % 24, total % 60, exact=hour.exact)


_UNIT_MINUTES = {"minute": 1, "hour": 60, "heure": 60}


_UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14}


def delay_of(match: Match) -> tuple[Item, ...]:
    said = match.groupdict()
    count, more = said.get("count"), said.get("more")
    vague = count == "few"
    amount = 2.0 if vague else 0.5 if count == "half" else float(count or 1)
    amount += {"sadhe": 0.5, "sava": 0.25, "paune": -0.25}.get(said.get("lift") or "", 0)
    if more in _FRACTIONS:
        amount += _FRACTIONS[more] / 60
    delay = _amount(amount, match["unit"], int(more) if more and more.isdigit() else 0, vague=vague)
    return (Mark.WITHIN, delay) if said.get("lead") in {"within", "by"} else (delay,)


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


def hours(match: Match) -> tuple[Item, ...]:
    """Reads Spanish "de nueve a catorce horas"."""
    first, last = (Clock(int(match[end]), exact=int(match[end]) > 12) for end in ("first", "last"))
    return (Mark.FROM, first, Mark.TO, last) if last.hour <= 24 else (Mark.UNREAD,)


_FIXED_MINUTES = {"min15": 15, "min30": 30, "min45": 45, "min60": 60, "hour2": 120, "hour_half": 90}


_FIXED_DAYS = {"day2": 2, "week2": 14}


def fixed_delay(match: Match) -> tuple[Item, ...]:
    word = match["word"].split(" ")[0]
    delay = (
        Delay(days=_FIXED_DAYS[word])
        if word in _FIXED_DAYS
        else Delay(minutes=_FIXED_MINUTES[word] + _more_minutes(match["more"]))
    )
    return (Mark.WITHIN, delay) if match["lead"] in {"within", "by"} else (delay,)


def _more_minutes(more: str | None) -> int:
    return _FRACTIONS[more] if more in _FRACTIONS else int(more or 0)


def ago(match: Match) -> tuple[Item, ...]:
    return (Mark.PAST,)


def shift_of(match: Match) -> tuple[Item, ...]:
    """Reads "half an hour before you close": an offset from what is named next."""
    said = match.groupdict()
    unit, count = said.get("unit"), said.get("count")
    minutes = _FIXED_MINUTES.get(said.get("fixed") or "")
    if minutes is None:
        amount = 0.5 if count == "half" else float(count or 1)
        minutes = round(amount * _UNIT_MINUTES[str(unit)])
    return (Shift(-minutes if match["side"] in {"before", "by", "to"} else minutes),)


def weeks_from(match: Match) -> tuple[Item, ...]:
    said, day = match.groupdict(), match["day"]
    weeks = 2 if said.get("unit") == "fortnight" else int(said.get("count") or 1)
    if day.startswith("wd"):
        return (NamedWeekday(int(day[2:]), weeks=weeks),)
    return (DaysAhead(7 * weeks + (day == "tomorrow")),)


def counted_from(match: Match) -> tuple[Item, ...]:
    return (NamedWeekday(int(match["day"][2:]), weeks=2 if match["unit"] else 1),)


_OF_NEXT_WEEK = frozenset(
    {f"{of}{week}" for of in ("", "in ", "from ") for week in ("next week", "week next")}
    | {"next_week"}
)


def weekday(match: Match) -> tuple[Item, ...]:
    said = match.groupdict(default="")
    index, around = int(match["index"]), {said.get("lead", ""), said.get("trail", "")}
    if around & _OF_NEXT_WEEK:
        return (NamedWeekday(index, week=1),)
    if around & {"this week", "week this"}:
        return (NamedWeekday(index, week=0),)
    if "after next" in around:
        return (NamedWeekday(index, next=True, weeks=1),)
    if around & {"ago", "last"}:
        return (Mark.PAST,)
    return (NamedWeekday(index, next="next" in around, weeks=int("week" in around)),)


def dated_weekday(match: Match) -> tuple[Item, ...]:
    """Reads "Tuesday 24 at ten", where weekday and date must agree."""
    return (NamedWeekday(int(match["index"])), CalendarDay(int(match["day"])))


def day_of_part(match: Match) -> tuple[Item, ...]:
    day, part = match["day"] or match["late"], match["part"] or match["other"]
    return (CalendarDay(int(day)), Part(part))


def day_shift(match: Match) -> tuple[Item, ...]:
    """Reads "the day before", "two days after", "the Tuesday after"."""
    said = match.groupdict(default="")
    side, index = said.get("side", ""), said.get("index")
    days = int(said.get("count") or 1) * _UNIT_DAYS[said.get("unit") or "day"]
    days *= 2 if side.startswith("two") else 1
    return (DayShift(-days if side.endswith("before") else days, int(index) if index else None),)


def nth_weekday(match: Match) -> tuple[Item, ...]:
    said = match.groupdict()
    count = -1 if said.get("count") is None else int(match["count"])
    index = int(match["index"]) if said.get("index") else None
    if said.get("any"):
        index = ANY_DAY
    if said.get("month"):
        return (NthWeekday(count, index, month=int(match["month"])),)
    ahead = int("next" in (said.get("which") or ""))
    return (NthWeekday(count, index, months=ahead),)


def calendar_day(match: Match) -> tuple[Item, ...]:
    said = match.groupdict()
    month, year = said.get("month"), said.get("year")
    return (
        CalendarDay(
            int(match["day"]),
            int(month) if month else None,
            int(year.replace(" ", "")) if year else None,
        ),
    )


def iso_time(match: Match) -> tuple[Item, ...]:
    if "t" in match["iso"].lower():
        return (Exact(match["iso"]),)
    year, month, day = (int(part) for part in match["iso"].split("-"))
    return (CalendarDay(day, month, year),)


def numeric_date(match: Match) -> tuple[Item, ...]:
    first, second, *year = (int(part) for part in re.findall(r"\d+", match["date"]))
    if first > 31 and year:
        return (CalendarDay(year[0], second, first),)
    known = year[0] + 2000 * (year[0] < 100) if year else None
    day_first, month_first = CalendarDay(first, second, known), CalendarDay(second, first, known)
    if "." in match["date"] or first > 12:
        return (day_first,)
    return (month_first,) if second > 12 or first == second else (month_first, Mark.OR, day_first)


def stretch_of(match: Match) -> tuple[Item, ...]:
    said = match.groupdict(default="")
    around = {said.get("which", ""), said.get("trail", "")}
    if "ago" in around:
        return (Mark.PAST,)
    count = 2 if "after next" in around else int("next" in around)
    return (Stretch(match["unit"], count, said.get("part", "")),)


_DAYS_AHEAD = {"today": 0, "tomorrow": 1, "overmorrow": 2}
_WHOLE_DAY_PARTS = {"early": "morning", "mid": "midday", "end": "late_afternoon"}
_WHENS = {"early": "early_", "mid": "mid_", "end": "late_"}


def part_of_day(match: Match) -> tuple[Item, ...]:
    """Reads "late tomorrow afternoon", "early on Friday"."""
    when, day, part = match["when"], match["day"], match["part"]
    named = DaysAhead(_DAYS_AHEAD[day]) if day in _DAYS_AHEAD else NamedWeekday(int(day[2:]))
    return (named, Part(_WHENS[when] + part if part else _WHOLE_DAY_PARTS[when]))


def parted_day(match: Match) -> tuple[Item, ...]:
    when = _WHENS.get(match.groupdict().get("when") or "", "")
    part = when + match["part"]
    return (DaysAhead(0), Part(part)) if match.groupdict().get("this") else (Part(part),)


def number_of(match: Match) -> tuple[Item, ...]:
    value = int(match["number"])
    return (Number(value) if value <= 24 else Mark.UNREAD if match["at"] else Mark.GAP,)
