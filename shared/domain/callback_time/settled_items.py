"""Settles the items of a request that depend on the items next to them: which limit, day or zone
belongs to which time.
"""

from dataclasses import replace

from shared.domain.callback_time.mentions import (
    CalendarDay,
    Clock,
    Item,
    Mark,
    NamedWeekday,
    Part,
    Zone,
    is_day,
)

LIMITS = (Mark.BEFORE, Mark.BY, Mark.UNTIL, Mark.AFTER, Mark.FROM)
_SIDES = (
    frozenset({Mark.AFTER, Mark.FROM}),
    frozenset({Mark.BEFORE, Mark.BY, Mark.UNTIL}),
)


def with_zone_of_clock(items: list[Item]) -> list[Item]:
    """Resolves "at noon your time, I'm in Berlin" and "Canary time, not mainland"."""
    affirmed = [
        item
        for at, item in enumerate(items)
        if not (
            (isinstance(item, Zone) and Mark.NOT in items[max(0, at - 1) : at])
            or (item is Mark.NOT and isinstance(next(iter(items[at + 1 :]), None), Zone))
        )
    ]
    behind = [
        at
        for at in range(1, len(affirmed))
        if isinstance(affirmed[at], Zone) and isinstance(affirmed[at - 1], Clock | Part)
    ]
    if len(behind) != 1 or sum(isinstance(item, Clock) for item in affirmed) > 1:
        return affirmed
    return [
        item for at, item in enumerate(affirmed) if at == behind[0] or not isinstance(item, Zone)
    ]


def with_dates_after_limits(items: list[Item]) -> list[Item]:
    """Resolves "from Monday the 14th": weekday and date are one day."""
    joined: list[Item] = []
    for item in items:
        if (
            isinstance(item, CalendarDay)
            and isinstance(day := joined[-1] if joined else None, NamedWeekday)
            and joined[-2:-1]
            and joined[-2] in LIMITS
        ):
            joined[-1] = replace(item, weekday=day.index)
        else:
            joined.append(item)
    return joined


def with_limits_of_day(items: list[Item]) -> list[Item]:
    """Resolves "any time up to three on Friday", which begins on Friday: "by three" begins now."""
    if Mark.UP_TO not in items:
        return items
    at = items.index(Mark.UP_TO)
    limited, day = items[at + 1 : at + 2], items[at + 2 : at + 3]
    days = [one for one in day if is_day(one)]
    rest = items[at + 2 + len(days) :]
    return with_limits_of_day([*items[:at], *days, Mark.BY, *limited, *rest])


def without_loose_limits(items: list[Item]) -> list[Item]:
    """Resolves "at four I'm away, so before, about three": what it limits was named before."""
    left: list[Item] = []
    for at, item in enumerate(items):
        match items[at + 1 : at + 3]:
            case [Mark.PAUSE, Clock()] if item in {Mark.BEFORE, Mark.AFTER} and any(
                isinstance(one, Clock | Mark) and one is not Mark.PAUSE for one in left
            ):
                continue
            case _:
                left.append(item)
    return left


def with_times_after_limits(items: list[Item]) -> list[Item]:
    """Resolves "in a meeting until twelve, call at half past": a limit and a time, no range."""
    found = list(items)
    for at, item in enumerate(items):
        match items[at + 1 : at + 4]:
            case [Clock(), Mark.PAUSE, Clock()] if item is Mark.FROM:
                found[at] = Mark.AFTER
            case _:
                pass
    return found


def with_limits_said_once(items: list[Item]) -> list[Item]:
    """Resolves "not until after nine", "at the earliest from one"."""
    return [
        item
        for at, item in enumerate(items)
        if not any({item, follows} <= side for follows in items[at + 1 : at + 2] for side in _SIDES)
    ]


def with_part_of_day(items: list[Item]) -> list[Item]:
    """Resolves Dutch "de middag van één december", where "from" means "of"."""
    return [
        item
        for at, item in enumerate(items)
        if not (
            item is Mark.FROM
            and isinstance(next(iter(items[at - 1 : at]), None), Part)
            and isinstance(next(iter(items[at + 1 : at + 2]), None), CalendarDay)
        )
    ]
