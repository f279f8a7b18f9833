"""Limits how many large recordings a worker transcribes at once, so that they do not fill its
memory.

A recording takes one of `room` slots for each `slot_bytes` beyond the first; small ones take none.
One without room is postponed and may be claimed by another worker. The first postponed one comes
next, because a stream of smaller ones could delay a very large one for ever.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from shared.domain.ids import JobId
from shared.errors import Busy

LOOK_AGAIN_S = 5.0
# After this time a postponed run counts as claimed by another worker.
RESERVED_S = 3 * LOOK_AGAIN_S


class LargeRecordings:
    def __init__(self, *, room: int, slot_bytes: int) -> None:
        self._room = room
        self._slot_bytes = slot_bytes
        self._taken = 0
        self._next: tuple[JobId, float] | None = None

    @contextmanager
    def transcribing(self, job_id: JobId, size_bytes: int) -> Iterator[None]:
        """Holds slots for a recording. Raises Busy where there is no room. A recording larger than
        all the room is transcribed alone.
        """
        slots = min(self._room, size_bytes // self._slot_bytes)
        if slots:
            now = time.monotonic()
            if self._next and (self._next[0] == job_id or self._next[1] < now):
                self._next = None
            if self._next or self._taken + slots > self._room:
                self._next = self._next or (job_id, now + RESERVED_S)
                raise Busy(
                    "The worker is busy with other large recordings (LARGE_RECORDING_BYTES).",
                    retry_after_s=LOOK_AGAIN_S,
                )
        self._taken += slots
        try:
            yield
        finally:
            self._taken -= slots
