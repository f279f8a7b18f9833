"""How many large recordings a worker listens to at once: together as much as fits, so that they do
not fill its memory.

A recording takes one of `room` slots for each `slot_bytes` beyond the first; small ones take none.
One that finds no room is put off and may be taken by another worker. The first that was put off
comes next, or a stream of smaller ones would keep a very large one out for ever.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from shared.domain.ids import JobId
from shared.errors import Busy

LOOK_AGAIN_S = 5.0
# After which a run that was put off counts as taken by another worker.
RESERVED_S = 3 * LOOK_AGAIN_S


class LargeRecordings:
    def __init__(self, *, room: int, slot_bytes: int) -> None:
        self._room = room
        self._slot_bytes = slot_bytes
        self._taken = 0
        self._next: tuple[JobId, float] | None = None

    @contextmanager
    def transcribing(self, job_id: JobId, size_bytes: int) -> Iterator[None]:
        """Raises Busy where there is no room. A recording that is larger than all the room is
        transcribed by itself.
        """
        slots = min(self._room, size_bytes // self._slot_bytes)
        if slots:
            self._require_room(job_id, slots)
        self._taken += slots
        try:
            yield
        finally:
            self._taken -= slots

    def _require_room(self, job_id: JobId, slots: int) -> None:
        now = time.monotonic()
        if self._next and (self._next[0] == job_id or self._next[1] < now):
            self._next = None
        if self._next is None and self._taken + slots <= self._room:
            return
        self._next = self._next or (job_id, now + RESERVED_S)
        raise Busy(
            "The worker is busy with other large recordings (LARGE_RECORDING_BYTES).",
            retry_after_s=LOOK_AGAIN_S,
        )
