"""Defines the parts of the day, and the clock times that people name with them."""

from shared.domain.callback_time.mentions import Clock, Part

PARTS: dict[str, tuple[int, int]] = {
    "small_hours": (0, 6 * 60),
    "early_morning": (6 * 60, 9 * 60),
    "morning": (6 * 60, 12 * 60),
    "mid_morning": (10 * 60, 12 * 60),
    "late_morning": (11 * 60, 12 * 60),
    "lunch": (12 * 60, 13 * 60),
    "midday": (12 * 60, 14 * 60),
    "early_afternoon": (12 * 60, 15 * 60),
    "afternoon": (12 * 60, 18 * 60),
    "mid_afternoon": (14 * 60, 17 * 60),
    "late_afternoon": (16 * 60, 18 * 60),
    "early_evening": (17 * 60, 19 * 60),
    "evening": (17 * 60, 22 * 60),
    "late_evening": (20 * 60, 23 * 60),
    "mid_evening": (18 * 60, 21 * 60),
    "night": (18 * 60, 24 * 60),
    "early_night": (18 * 60, 22 * 60),
    "mid_night": (22 * 60, 24 * 60),
    "late_night": (21 * 60, 24 * 60),
}

# The readings of a clock time that agree with a part of the day. They are wider than the part
# itself, as in everyday speech.
_CLOCKS_IN_PART = {
    "morning": (0, 719),
    "lunch": (660, 899),
    "midday": (660, 1019),
    "afternoon": (720, 1259),
    "evening": (780, 1439),
    "hours": (0, 419),
}


def readings(clock: Clock, part: str | None) -> tuple[int, ...]:
    """Returns the minutes from midnight that a clock time can mean."""
    minutes = clock.hour * 60 + clock.minute
    both = (minutes,) if clock.exact else (minutes % 720, minutes % 720 + 720)
    if part is None:
        return both
    if part.endswith("night"):
        return tuple(m + 1440 if m < 360 else m for m in both if m >= 1080 or m < 360)
    low, high = _CLOCKS_IN_PART[part.rpartition("_")[2]]
    return tuple(m for m in both if low <= m <= high)


def fits(clock: Clock, part: Part) -> bool:
    """Returns whether people say the clock time of this part of the day."""
    start, end = PARTS[part.name]
    return any(start <= at <= end for at in readings(clock, part.name))
