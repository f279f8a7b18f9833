"""Recordings on disk: whole or not there, and nobody else's to read."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.domain.ids import RecordingId, new_id
from shared.errors import PayloadTooLarge
from shared.storage import RecordingStorage


async def blocks(*content: bytes) -> AsyncIterator[bytes]:
    for block in content:
        yield block


async def broken(*content: bytes) -> AsyncIterator[bytes]:
    for block in content:
        yield block
    raise ConnectionResetError


@pytest.fixture
def storage(tmp_path: Path) -> RecordingStorage:
    return RecordingStorage(tmp_path / "recordings")


@pytest.fixture
def recording_id() -> RecordingId:
    return RecordingId(new_id())


async def test_a_file_is_written_whole_with_its_size_and_hash(
    storage: RecordingStorage, recording_id: RecordingId
) -> None:
    stored = await storage.write(recording_id, blocks(b"one ", b"", b"two"), max_bytes=7)
    path = storage.path_of(recording_id)
    assert path.read_bytes() == b"one two"
    assert (stored.size_bytes, stored.sha256) == (7, hashlib.sha256(b"one two").digest())
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


async def test_a_file_that_is_too_large_is_not_kept(storage: RecordingStorage, recording_id: RecordingId) -> None:
    with pytest.raises(PayloadTooLarge):
        await storage.write(recording_id, blocks(b"one ", b"two "), max_bytes=7)
    assert list(storage.path_of(recording_id).parent.iterdir()) == []


async def test_a_body_that_breaks_off_leaves_what_was_there(
    storage: RecordingStorage, recording_id: RecordingId
) -> None:
    await storage.write(recording_id, blocks(b"whole"), max_bytes=100)
    with pytest.raises(ConnectionResetError):
        await storage.write(recording_id, broken(b"half"), max_bytes=100)
    path = storage.path_of(recording_id)
    assert ([path.name], path.read_bytes()) == ([each.name for each in path.parent.iterdir()], b"whole")


async def test_a_write_that_is_cancelled_leaves_nothing(storage: RecordingStorage, recording_id: RecordingId) -> None:
    inside = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield b"first"
        inside.set()
        await asyncio.Event().wait()

    writing = asyncio.create_task(storage.write(recording_id, endless(), max_bytes=100))
    await inside.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert list(storage.path_of(recording_id).parent.iterdir()) == []


async def test_writers_at_once_leave_one_whole_file(storage: RecordingStorage, recording_id: RecordingId) -> None:
    contents = [bytes([number]) * 100_000 for number in range(5)]
    await asyncio.gather(
        *(storage.write(recording_id, blocks(each[:50_000], each[50_000:]), max_bytes=10**6) for each in contents)
    )
    path = storage.path_of(recording_id)
    assert path.read_bytes() in contents
    assert len(list(path.parent.iterdir())) == 1


async def test_deleting_twice_is_no_error(storage: RecordingStorage, recording_id: RecordingId) -> None:
    await storage.write(recording_id, blocks(b"x"), max_bytes=100)
    for _ in range(2):
        await storage.delete(recording_id)
    assert not storage.path_of(recording_id).exists()
