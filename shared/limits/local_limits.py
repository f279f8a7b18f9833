"""One worker's share of a limiter's limits, in memory while Redis is unavailable."""

import time
from collections.abc import Callable

from shared.limits.redis_limits import Bounds, Feedback, Three, Ticket, Verdict

PACE = 0.95
# The part of a window to wait after a 429 without a time; a shorter pause would repeat the request
# too often.
PAUSE = 1 / 30
SLOT_LOOK_AGAIN_S = 0.05


class LocalLimits:
    """Divides the limits evenly among the `workers` that were seen last. Grants no burst, only one
    request at once.
    """

    def __init__(self, *, window_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._window_s = window_s
        self._clock = clock
        self._line_ends = [0.0, 0.0, 0.0]
        self._paused_until = 0.0

    def enter(
        self,
        ticket: Ticket,
        bounds: Bounds,
        limits: Three,
        *,
        workers: int,
        patience_s: float,
        under_way: int,
    ) -> Verdict:
        """Admits or delays a request. `under_way` is the number of this worker's other requests,
        whether Redis or this share admitted them.
        """
        now = self._clock()
        if now < self._paused_until:
            wait_s = self._paused_until - now
            return Verdict("again" if wait_s <= patience_s else "later", wait_s, "paused")
        slots = max(1, bounds.concurrency // workers)
        if bounds.concurrency and under_way >= slots:
            return Verdict("again", SLOT_LOOK_AGAIN_S, "busy")
        if ticket.reserved:
            return Verdict("go")
        line = {
            at: min(ticket.needs[at], limits[at]) * self._window_s * workers / (PACE * limits[at])
            for at in range(3)
            if limits[at] and ticket.needs[at]
        }
        wait_s = max((self._line_ends[at] - now for at in line), default=0.0)
        if wait_s > patience_s:
            return Verdict("later", wait_s, "rate")
        for at, taken_s in line.items():
            self._line_ends[at] = max(self._line_ends[at], now) + taken_s
        if wait_s <= 0:
            return Verdict("go")
        return Verdict("wait", wait_s, "rate")

    def leave(self, feedback: Feedback) -> float:
        """Releases a request and returns the seconds for which this worker pauses now."""
        now = self._clock()
        if feedback.outcome == "limited":
            pause_s = min(feedback.retry_after_s, self._window_s) or self._window_s * PAUSE
            self._paused_until = max(self._paused_until, now + pause_s)
        return max(0.0, self._paused_until - now)
