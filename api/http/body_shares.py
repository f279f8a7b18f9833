"""Shares memory or disk between the bodies of unfinished requests, and decides which of them loses
its place when there is too little.

A forged body is recognized only when it is complete, so places are not given out in order of
arrival. When there is too little space, the address that holds the most loses its slowest body:
many senders that trickle cannot displace a sender that keeps the required pace.
"""

import asyncio
import math
import time
from collections import Counter
from collections.abc import Callable

from fastapi import Request

from api.http.network import network_of

BUCKET_S = 1.0
SHORTEST_S = 0.05


class Pace:
    """Measures bytes per second over the last one to two seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._before: int | None = None
        self._now = 0

    def took(self, size_bytes: int) -> None:
        self._turn_bucket()
        self._now += size_bytes

    def per_s(self) -> float:
        elapsed_s = self._turn_bucket()
        if self._before is None:
            return self._now / max(elapsed_s, SHORTEST_S)
        return (self._before + self._now) / (BUCKET_S + elapsed_s)

    def _turn_bucket(self) -> float:
        """Moves to the current bucket; returns how many seconds ago it began."""
        now = self._clock()
        passed = int((now - self._began) / BUCKET_S)
        if passed:
            self._before, self._now = (self._now if passed == 1 else 0), 0
            self._began += passed * BUCKET_S
        return now - self._began


class Share:
    """The share of one body. `lost` says that another body needed it more; `deadline` is the
    timeout under which its owner waits.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.pace = Pace()
        self.size_bytes = 0
        self.complete = False
        self.lost = False
        self.deadline: asyncio.Timeout | None = None

    def lose(self) -> None:
        self.lost = True
        # An expired deadline ends its owner by itself, and cannot be changed.
        if self.deadline and not self.deadline.expired():
            self.deadline.reschedule(asyncio.get_running_loop().time())


class BodyShares:
    """Limits unfinished bodies to `most`, and to `most_bytes` in total."""

    def __init__(self, *, most_bytes: int, most: float = math.inf) -> None:
        self._most_bytes = most_bytes
        self._most = most
        self._shares: set[Share] = set()
        self._size_bytes = 0

    def add(self, share: Share) -> None:
        self._shares.add(share)
        self._size_bytes += share.size_bytes
        if len(self._shares) > self._most:
            self._take_from(Counter(each.address for each in self._shares))

    def grow(self, share: Share, size_bytes: int) -> None:
        """Counts more bytes of a body, which may lose its own place by that."""
        if share not in self._shares:
            return
        share.size_bytes += size_bytes
        self._size_bytes += size_bytes
        while self._size_bytes > self._most_bytes and not share.lost:
            held: Counter[str] = Counter()
            for each in self._shares:
                held[each.address] += each.size_bytes
            if not self._take_from(held):
                share.lose()

    def remove(self, share: Share) -> None:
        if share in self._shares:
            self._shares.remove(share)
            self._size_bytes -= share.size_bytes

    def _take_from(self, held: Counter[str]) -> bool:
        """Frees the place of one body; returns False when all are complete, because a complete body
        keeps its place.
        """
        growing = [share for share in self._shares if not share.complete]
        if not growing:
            return False
        most = max(held[share.address] for share in growing)
        loser = min(
            (share for share in growing if held[share.address] == most),
            key=lambda share: share.pace.per_s(),
        )
        self.remove(loser)
        loser.lose()
        return True


def address_of(request: Request) -> str:
    return network_of(request.client.host) if request.client else ""
