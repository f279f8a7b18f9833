"""DiskStorage: nobody else's to read, and nothing outside its folder."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.domain.ids import new_id
from shared.errors import ProviderUnavailable, RecordingUnusable, Unavailable
from shared.storage.disk import DiskStorage
from tests.shared.storage.recording_storage_suite import (
    EVERYTHING,
    RecordingStorageSuite,
    content_of,
    new_stem,
    put,
    stems_of,
)

DAY_S = 86_400


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data" / "recordings"


@pytest.fixture
def storage(root: Path) -> DiskStorage:
    return DiskStorage(root)


class TestDiskStorage(RecordingStorageSuite):
    pass


def left_behind(path: Path, *, age_s: float = 2 * DAY_S) -> Path:
    """A file as a killed process leaves it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"half")
    written = path.stat().st_mtime - age_s
    os.utime(path, (written, written))
    return path


async def test_files_and_folders_are_closed_to_others(storage: DiskStorage, root: Path) -> None:
    stored = await put(storage, f"{new_id()}/AC{'0a' * 16}/RE{'1b' * 16}", b"x")
    path = root / stored.key
    assert path.stat().st_mode & 0o777 == 0o600
    for folder in (path.parent, path.parent.parent, root):
        assert folder.stat().st_mode & 0o777 == 0o700


async def test_a_file_is_read_where_it_lies(storage: DiskStorage, root: Path) -> None:
    stored = await put(storage, new_stem(), b"x")
    async with storage.opened(stored.key) as path:
        assert path == root / stored.key


async def test_files_of_the_first_releases_are_found_and_deleted(
    storage: DiskStorage, root: Path
) -> None:
    stem = str(new_id())
    left_behind(root / f"{stem}.audio")
    assert await content_of(storage, f"{stem}.audio") == b"half"
    assert await stems_of(storage, older_than_s=DAY_S) == [stem]
    await storage.delete(stem)
    assert list(root.iterdir()) == []


async def test_the_folder_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "disk")
    storage = DiskStorage(tmp_path / "data" / "recordings")
    stored = await put(storage, new_stem(), b"x")
    assert (tmp_path / "disk" / "recordings" / stored.key).read_bytes() == b"x"


async def test_a_link_in_the_place_of_a_file_is_not_followed(
    storage: DiskStorage, root: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not audio")
    stored = await put(storage, new_stem(), b"x")
    (root / stored.key).unlink()
    (root / stored.key).symlink_to(secret)
    for asking in (content_of(storage, stored.key), storage.read(stored.key)):
        with pytest.raises(RecordingUnusable):
            await asking
    await put(storage, stored.key.partition(".")[0], b"new")
    assert (secret.read_text(), (root / stored.key).read_bytes()) == ("not audio", b"new")


async def test_a_disk_that_takes_nothing_says_so(
    storage: DiskStorage, root: Path, tmp_path: Path
) -> None:
    root.parent.write_text("in the way")
    with pytest.raises(Unavailable):
        await put(storage, new_stem(), b"x")
    (tmp_path / "fetched").write_bytes(b"x")
    with pytest.raises(ProviderUnavailable):
        await storage.keep(new_stem(), tmp_path / "fetched", media_type="audio/wav")
    with pytest.raises(ProviderUnavailable):
        await storage.check()


async def test_a_fetched_file_may_come_from_another_disk(storage: DiskStorage) -> None:
    elsewhere = Path("/dev/shm") / f"aftercall-{new_id()}"
    if not elsewhere.parent.is_dir():
        pytest.skip("needs a second file system")
    elsewhere.write_bytes(b"fetched")
    key = await storage.keep(new_stem(), elsewhere, media_type="audio/wav")
    assert (await content_of(storage, key), elsewhere.exists()) == (b"fetched", False)


async def test_what_dead_writers_left_is_discarded(storage: DiskStorage, root: Path) -> None:
    stored = await put(storage, new_stem(), b"x")
    os.utime(root / stored.key, (0, 0))
    dead = [
        left_behind(root / "incoming" / f"{new_id()}.0123456789ab.part"),
        left_behind(root / f"{new_id()}.0123456789ab.part"),
        left_behind(root / f"{new_id()}.audio.part.json"),
    ]
    fresh = left_behind(root / "incoming" / f"{new_id()}.ba9876543210.part", age_s=0)
    assert await storage.discard_unfinished(older_than_s=DAY_S) == 3
    assert not any(path.exists() for path in dead)
    assert fresh.exists()
    assert (root / stored.key).exists()


async def test_what_somebody_is_writing_is_left_alone(storage: DiskStorage, root: Path) -> None:
    stem, inside, go_on = new_stem(), asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"first "
        inside.set()
        await go_on.wait()
        yield b"second"

    writing = asyncio.create_task(
        storage.write(stem, slow(), media_type="audio/wav", max_bytes=100)
    )
    await inside.wait()
    (partial,) = (root / "incoming").iterdir()
    os.utime(partial, (0, 0))
    assert await storage.discard_unfinished(older_than_s=EVERYTHING) == 0
    await storage.delete(stem)
    go_on.set()
    assert await content_of(storage, (await writing).key) == b"first second"


async def test_deleting_takes_what_a_dead_writer_left_of_it(
    storage: DiskStorage, root: Path
) -> None:
    stem = new_stem()
    mine = left_behind(root / "incoming" / f"{stem.replace('/', '_')}.0123456789ab.part", age_s=0)
    other = left_behind(
        root / "incoming" / f"{new_stem().replace('/', '_')}.0123456789ab.part", age_s=0
    )
    await storage.delete(stem)
    assert (mine.exists(), other.exists()) == (False, True)
