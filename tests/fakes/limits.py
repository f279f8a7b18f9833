"""The ways in which vendors count what they limit. `now_s` is any clock; nothing is told but yes or
no.
"""

import math
from collections import deque
from typing import Protocol


class Limit(Protocol):
    def admits(self, now_s: float, amount: int = 1) -> bool:
        """Counts `amount` when it is admitted."""

    def done(self) -> None:
        """One that was admitted is over."""


class FixedWindow:
    """At most `limit` in each window; windows begin at multiples of `window_s` after `offset_s`."""

    def __init__(self, limit: int, window_s: float = 60.0, *, offset_s: float = 0.0) -> None:
        self.limit, self._window_s, self._offset_s = limit, window_s, offset_s
        self._window, self._count = -1, 0

    def admits(self, now_s: float, amount: int = 1) -> bool:
        window = math.floor((now_s - self._offset_s) / self._window_s)
        if window != self._window:
            self._window, self._count = window, 0
        if self._count + amount > self.limit:
            return False
        self._count += amount
        return True

    def done(self) -> None:
        pass


class SlidingLog:
    """At most `limit` in any window."""

    def __init__(self, limit: int, window_s: float = 60.0) -> None:
        self.limit, self._window_s = limit, window_s
        self._log: deque[tuple[float, int]] = deque()
        self._sum = 0

    def admits(self, now_s: float, amount: int = 1) -> bool:
        while self._log and self._log[0][0] <= now_s - self._window_s:
            self._sum -= self._log.popleft()[1]
        if self._sum + amount > self.limit:
            return False
        self._log.append((now_s, amount))
        self._sum += amount
        return True

    def done(self) -> None:
        pass


class TokenBucket:
    """Holds `capacity`, all of a window's `limit` unless said, and fills evenly."""

    def __init__(self, limit: int, window_s: float = 60.0, *, capacity: int | None = None) -> None:
        self.limit, self._window_s = limit, window_s
        self._capacity = capacity or limit
        self._level, self._at_s = float(self._capacity), -math.inf

    def admits(self, now_s: float, amount: int = 1) -> bool:
        filled = self._level + (now_s - self._at_s) * self.limit / self._window_s
        self._level, self._at_s = min(self._capacity, filled), now_s
        if self._level < amount:
            return False
        self._level -= amount
        return True

    def done(self) -> None:
        pass


class AtOnce:
    """At most `limit` at once."""

    def __init__(self, limit: int) -> None:
        self.limit, self.under_way = limit, 0

    def admits(self, now_s: float, amount: int = 1) -> bool:
        if self.under_way >= self.limit:
            return False
        self.under_way += 1
        return True

    def done(self) -> None:
        self.under_way -= 1
