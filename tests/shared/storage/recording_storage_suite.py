"""What every RecordingStorage must do. Subclass it and give a `storage` fixture."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.domain.ids import new_id
from shared.errors import PayloadTooLarge, ProviderRejected, RecordingUnusable
from shared.ports import RecordingStorage, StoredFile

EVERYTHING = -3600.0
ID = "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10"
LARGE = [bytes([number]) * 2**20 for number in range(12)]


async def blocks(*content: bytes) -> AsyncIterator[bytes]:
    for block in content:
        yield block


async def broken(*content: bytes) -> AsyncIterator[bytes]:
    for block in content:
        yield block
    raise ConnectionResetError


def new_stem() -> str:
    return f"{new_id()}/{new_id()}"


async def put(
    storage: RecordingStorage, stem: str, *content: bytes, media_type: str = "audio/wav"
) -> StoredFile:
    return await storage.write(stem, blocks(*content), media_type=media_type, max_bytes=2**30)


async def content_of(storage: RecordingStorage, key: str) -> bytes:
    async with storage.opened(key) as path:
        return path.read_bytes()


async def stems_of(storage: RecordingStorage, *, older_than_s: float = EVERYTHING) -> list[str]:
    return sorted(
        [stem async for batch in storage.stored(older_than_s=older_than_s) for stem in batch]
    )


class RecordingStorageSuite:
    async def test_a_file_is_written_whole_with_its_size_and_hash(
        self, storage: RecordingStorage
    ) -> None:
        stem = new_stem()
        stored = await put(storage, stem, b"one ", b"", b"two")
        assert stored == StoredFile(f"{stem}.wav", 7, hashlib.sha256(b"one two").digest())
        assert await content_of(storage, stored.key) == b"one two"

    @pytest.mark.parametrize("content", [(), tuple(LARGE)], ids=["empty", "large"])
    async def test_any_size_is_whole(
        self, storage: RecordingStorage, content: tuple[bytes, ...]
    ) -> None:
        stored = await put(storage, new_stem(), *content)
        assert await content_of(storage, stored.key) == b"".join(content)
        audio = await storage.read(stored.key)
        assert audio.size_bytes == stored.size_bytes
        assert b"".join([block async for block in audio.whole()]) == b"".join(content)

    @pytest.mark.parametrize(("start", "end"), [(0, 1), (3, 7), (2, 2)])
    async def test_a_part_is_read_alone(
        self, storage: RecordingStorage, start: int, end: int
    ) -> None:
        audio = await storage.read((await put(storage, new_stem(), b"one two")).key)
        assert (
            b"".join([block async for block in audio.blocks(start, end)]) == b"one two"[start:end]
        )

    async def test_a_part_of_a_large_file_is_read_alone(self, storage: RecordingStorage) -> None:
        content = b"".join(LARGE)
        audio = await storage.read((await put(storage, new_stem(), *LARGE)).key)
        start, end = len(content) // 3, len(content) - 5
        assert b"".join([block async for block in audio.blocks(start, end)]) == content[start:end]

    async def test_another_file_has_another_version(self, storage: RecordingStorage) -> None:
        stem = new_stem()
        first = await storage.read((await put(storage, stem, b"one")).key)
        second = await storage.read((await put(storage, stem, b"other")).key)
        assert first.version != second.version

    @pytest.mark.parametrize(
        ("media_type", "extension"),
        [
            ("audio/mpeg", "mp3"),
            ("Audio/X-WAV; rate=8000", "wav"),
            ("audio/x-m4a", "m4a"),
            ("video/webm", "webm"),
            ("text/html", "audio"),
            ("../../x/sh", "audio"),
            ("", "audio"),
        ],
    )
    async def test_the_extension_is_one_of_ours(
        self, storage: RecordingStorage, media_type: str, extension: str
    ) -> None:
        stem = new_stem()
        assert (await put(storage, stem, b"x", media_type=media_type)).key == f"{stem}.{extension}"

    async def test_a_file_of_another_type_takes_the_place_of_the_first(
        self, storage: RecordingStorage
    ) -> None:
        stem = new_stem()
        first = await put(storage, stem, b"first", media_type="audio/mpeg")
        second = await put(storage, stem, b"second", media_type="audio/wav")
        assert await content_of(storage, second.key) == b"second"
        with pytest.raises(RecordingUnusable):
            await content_of(storage, first.key)

    @pytest.mark.parametrize("content", [(b"one ", b"two "), tuple(LARGE)], ids=["small", "large"])
    async def test_a_file_that_is_too_large_is_not_kept(
        self, storage: RecordingStorage, content: tuple[bytes, ...]
    ) -> None:
        limit = sum(map(len, content)) - 1
        with pytest.raises(PayloadTooLarge):
            await storage.write(
                new_stem(), blocks(*content), media_type="audio/wav", max_bytes=limit
            )
        assert await stems_of(storage) == []

    @pytest.mark.parametrize("content", [(b"half",), tuple(LARGE)], ids=["small", "large"])
    async def test_a_body_that_breaks_off_leaves_what_was_there(
        self, storage: RecordingStorage, content: tuple[bytes, ...]
    ) -> None:
        stem = new_stem()
        before = await put(storage, stem, b"whole", media_type="audio/mpeg")
        with pytest.raises(ConnectionResetError):
            await storage.write(stem, broken(*content), media_type="audio/wav", max_bytes=2**30)
        assert await content_of(storage, before.key) == b"whole"
        assert await stems_of(storage) == [stem]

    @pytest.mark.parametrize("content", [(b"first",), tuple(LARGE)], ids=["small", "large"])
    async def test_a_write_that_is_cancelled_leaves_nothing(
        self, storage: RecordingStorage, content: tuple[bytes, ...]
    ) -> None:
        inside = asyncio.Event()

        async def endless() -> AsyncIterator[bytes]:
            for block in content:
                yield block
            inside.set()
            await asyncio.Event().wait()

        writing = asyncio.create_task(
            storage.write(new_stem(), endless(), media_type="audio/wav", max_bytes=2**30)
        )
        await inside.wait()
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        assert await stems_of(storage) == []

    async def test_writers_at_once_leave_one_whole_file(self, storage: RecordingStorage) -> None:
        stem = new_stem()
        contents = [bytes([number]) * 100_000 for number in range(5)]
        stored = await asyncio.gather(
            *(put(storage, stem, each[:50_000], each[50_000:]) for each in contents)
        )
        assert await content_of(storage, stored[0].key) in contents
        assert await stems_of(storage) == [stem]

    async def test_a_finished_file_is_taken(
        self, storage: RecordingStorage, tmp_path: Path
    ) -> None:
        stem, file = new_stem(), tmp_path / "fetched"
        await put(storage, stem, b"before", media_type="audio/mpeg")
        file.write_bytes(b"".join(LARGE))
        key = await storage.keep(stem, file, media_type="audio/ogg")
        assert (key, file.exists()) == (f"{stem}.ogg", False)
        assert await content_of(storage, key) == b"".join(LARGE)
        assert await stems_of(storage) == [stem]

    async def test_what_is_not_there_is_missing(self, storage: RecordingStorage) -> None:
        key = f"{new_stem()}.wav"
        for asking in (content_of(storage, key), storage.read(key)):
            with pytest.raises(RecordingUnusable) as caught:
                await asking
            assert caught.value.reason == "missing"

    async def test_deleting_takes_every_extension_and_twice_is_no_error(
        self, storage: RecordingStorage
    ) -> None:
        stem, other = new_stem(), new_stem()
        stored = await put(storage, stem, b"x", media_type="audio/flac")
        await put(storage, other, b"y")
        for _ in range(2):
            await storage.delete(stem)
        with pytest.raises(RecordingUnusable):
            await content_of(storage, stored.key)
        assert await stems_of(storage) == [other]

    @pytest.mark.parametrize(
        "stem",
        [
            "",
            "x",
            "..",
            f"../{ID}",
            "/etc/passwd",
            f"{ID}/..",
            f"{ID}/{ID}\n",
            f"{ID}/{ID}/{ID}",
            "held/x",
            "\0",
        ],
        ids=repr,
    )
    async def test_stems_that_are_not_ours_are_refused(
        self, storage: RecordingStorage, stem: str, tmp_path: Path
    ) -> None:
        for asking in (
            put(storage, stem, b"x"),
            storage.keep(stem, tmp_path / "x", media_type="audio/wav"),
            storage.delete(stem),
            content_of(storage, f"{stem}.wav"),
            storage.read(f"{stem}.wav"),
        ):
            with pytest.raises(ProviderRejected):
                await asking

    @pytest.mark.parametrize("extension", ["sh", "wav.part", "wav/../x", ""])
    async def test_extensions_that_are_not_ours_are_refused(
        self, storage: RecordingStorage, extension: str
    ) -> None:
        with pytest.raises(ProviderRejected):
            await storage.read(f"{new_stem()}.{extension}")

    async def test_every_shape_of_stem_can_be_kept(self, storage: RecordingStorage) -> None:
        twilio = f"{new_id()}/AC{'0a' * 16}/RE{'1b' * 16}"
        stems = sorted([str(new_id()), new_stem(), twilio, f"held/{new_id()}"])
        for stem in stems:
            await put(storage, stem, b"x")
        assert await stems_of(storage) == stems

    async def test_only_what_is_old_enough_is_listed(self, storage: RecordingStorage) -> None:
        await put(storage, new_stem(), b"x")
        assert await stems_of(storage, older_than_s=3600) == []

    async def test_nothing_is_unfinished_when_nobody_died(self, storage: RecordingStorage) -> None:
        await put(storage, new_stem(), b"x")
        assert await storage.discard_unfinished(older_than_s=EVERYTHING) == 0

    async def test_check_passes(self, storage: RecordingStorage) -> None:
        await storage.check()
