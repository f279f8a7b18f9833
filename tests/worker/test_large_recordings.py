"""Large recordings share a worker's slots by their size."""

from contextlib import ExitStack

import pytest

from shared.domain.ids import JobId, new_id
from shared.errors import Busy
from worker.large_recordings import LargeRecordings

MIB = 2**20


def job() -> JobId:
    return JobId(new_id())


def test_small_recordings_take_nothing_and_large_ones_by_their_size() -> None:
    large = LargeRecordings(room=5, slot_bytes=64 * MIB)
    with ExitStack() as stack:
        for size_bytes in (0, 63 * MIB, 130 * MIB, 200 * MIB, 10 * MIB):
            stack.enter_context(large.transcribing(job(), size_bytes))
        waiting = job()
        with pytest.raises(Busy), large.transcribing(waiting, 64 * MIB):
            pass
        stack.enter_context(large.transcribing(job(), 63 * MIB))
    with large.transcribing(waiting, 64 * MIB):
        pass


def test_one_larger_than_all_the_room_is_listened_to_alone() -> None:
    large = LargeRecordings(room=2, slot_bytes=64 * MIB)
    with (
        large.transcribing(job(), 500 * MIB),
        pytest.raises(Busy),
        large.transcribing(job(), 64 * MIB),
    ):
        pass


def test_the_first_that_was_put_off_comes_next() -> None:
    large, waiting = LargeRecordings(room=5, slot_bytes=64 * MIB), job()
    with large.transcribing(job(), 128 * MIB):
        with pytest.raises(Busy), large.transcribing(waiting, 500 * MIB):
            pass
        # There is room for it, but it would keep the other one out.
        with pytest.raises(Busy), large.transcribing(job(), 64 * MIB):
            pass
    with pytest.raises(Busy), large.transcribing(job(), 64 * MIB):
        pass
    with large.transcribing(waiting, 500 * MIB):
        pass
    with large.transcribing(job(), 64 * MIB):
        pass
