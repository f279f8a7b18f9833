"""S3Storage against an S3 server on a socket, and against one that fails."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.errors import (
    AccountRefused,
    Permanent,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    RateLimited,
    RecordingUnusable,
    Transient,
    Unavailable,
)
from shared.settings.storage import StorageSettings
from shared.storage.s3 import S3Storage
from tests.fakes.raw_server import Answer, RawServer, answer, raw_server
from tests.fakes.s3_server import objects, put_object, unfinished_uploads
from tests.shared.storage.recording_storage_suite import (
    LARGE,
    RecordingStorageSuite,
    blocks,
    broken,
    new_stem,
    put,
    stems_of,
)


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    return tmp_path / "copies"


@pytest.fixture
def storage(s3_environ: dict[str, str], copies: Path) -> S3Storage:
    return S3Storage(StorageSettings.model_validate(s3_environ), copies=copies)


@pytest.fixture
async def failing() -> AsyncIterator[RawServer]:
    async with raw_server() as server:
        yield server


@pytest.fixture
def without_answer(failing: RawServer, s3_environ: dict[str, str], copies: Path) -> S3Storage:
    """A storage whose server says what `failing` is told to."""
    changes = {"S3_ENDPOINT_URL": f"http://127.0.0.1:{failing.port}", "S3_TIMEOUT_S": "0.5"}
    return S3Storage(StorageSettings.model_validate(s3_environ | changes), copies=copies)


class TestS3Storage(RecordingStorageSuite):
    pass


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, ProviderRejected),
        (401, AccountRefused),
        (403, AccountRefused),
        (404, ProviderRejected),
        (429, RateLimited),
        (500, ProviderUnavailable),
        (503, ProviderUnavailable),
    ],
)
async def test_a_failure_is_one_request_and_our_error(
    without_answer: S3Storage, failing: RawServer, status: int, error: type[Transient | Permanent]
) -> None:
    failing.then(answer(b"<Error><Message>s3cret</Message></Error>", status=status))
    with pytest.raises(error) as caught:
        await without_answer.check()
    assert "s3cret" not in str(caught.value)
    assert len(failing.heads) == 1


async def test_refused_keys_are_named(without_answer: S3Storage, failing: RawServer) -> None:
    failing.then(answer(status=403))
    with pytest.raises(AccountRefused, match="S3_ACCESS_KEY_ID"):
        await without_answer.check()


async def test_a_bucket_of_another_region_is_said(
    without_answer: S3Storage, failing: RawServer
) -> None:
    failing.then(answer(status=301))
    with pytest.raises(AccountRefused, match="S3_REGION"):
        await without_answer.check()


async def test_a_silent_server_is_a_timeout(without_answer: S3Storage, failing: RawServer) -> None:
    failing.then(Answer(b"", then="hang"))
    with pytest.raises(ProviderTimeout):
        await without_answer.check()


async def test_a_refused_connection_is_unavailable(
    s3_environ: dict[str, str], copies: Path
) -> None:
    settings = StorageSettings.model_validate(
        s3_environ | {"S3_ENDPOINT_URL": "http://127.0.0.1:1"}
    )
    with pytest.raises(ProviderUnavailable):
        await S3Storage(settings, copies=copies).check()


@pytest.mark.parametrize("status", [403, 500])
async def test_a_sender_is_told_to_come_back(
    without_answer: S3Storage, failing: RawServer, status: int
) -> None:
    failing.then(answer(status=status))
    with pytest.raises(Unavailable):
        await put(without_answer, new_stem(), b"x")


async def test_a_bucket_that_is_not_there_is_not_a_recording_that_is_gone(
    s3_environ: dict[str, str], copies: Path
) -> None:
    storage = S3Storage(
        StorageSettings.model_validate(s3_environ | {"S3_BUCKET": "elsewhere"}), copies=copies
    )
    with pytest.raises(ProviderRejected, match="S3_BUCKET"):
        await storage.read(f"{new_stem()}.wav")
    with pytest.raises(ProviderRejected, match="S3_BUCKET"):
        await storage.check()


async def test_everything_lies_under_the_prefix(
    storage: S3Storage, s3_environ: dict[str, str], s3_url: str, copies: Path
) -> None:
    stored = await put(storage, new_stem(), b"x")
    prefix = s3_environ["S3_PREFIX"]
    assert objects(s3_url, prefix) == [f"{prefix}/{stored.key}"]
    neighbour = S3Storage(
        StorageSettings.model_validate(s3_environ | {"S3_PREFIX": f"{prefix}-of-another"}),
        copies=copies,
    )
    assert await stems_of(neighbour) == []


async def test_what_is_not_ours_in_the_bucket_is_left_alone(
    storage: S3Storage, s3_url: str, s3_environ: dict[str, str]
) -> None:
    put_object(s3_url, f"{s3_environ['S3_PREFIX']}/somebody/else.wav")
    assert await stems_of(storage) == []


async def test_keys_of_ours_are_not_mixed_with_the_machines(
    monkeypatch: pytest.MonkeyPatch, failing: RawServer, s3_environ: dict[str, str], copies: Path
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "of-the-machine")
    changes = {"S3_ENDPOINT_URL": f"http://127.0.0.1:{failing.port}"}
    failing.then(answer(status=403))
    with pytest.raises(AccountRefused):
        await S3Storage(StorageSettings.model_validate(s3_environ | changes), copies=copies).check()
    assert "of-the-machine" not in failing.heads[0]


async def test_a_copy_is_gone_after_it_was_read(storage: S3Storage, copies: Path) -> None:
    stored = await put(storage, new_stem(), *LARGE)
    async with storage.opened(stored.key) as path:
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.read_bytes() == b"".join(LARGE)
    assert list(copies.iterdir()) == []


async def test_a_reader_that_is_cancelled_leaves_no_copy(storage: S3Storage, copies: Path) -> None:
    stored = await put(storage, new_stem(), b"x")
    inside = asyncio.Event()

    async def read() -> None:
        async with storage.opened(stored.key):
            inside.set()
            await asyncio.Event().wait()

    reading = asyncio.create_task(read())
    await inside.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert list(copies.iterdir()) == []


async def test_a_recording_deleted_while_it_is_read_is_missing(storage: S3Storage) -> None:
    stem = new_stem()
    blocks = (await storage.read((await put(storage, stem, *LARGE)).key)).whole()
    await anext(blocks)
    await storage.delete(stem)
    with pytest.raises(RecordingUnusable):
        await anext(blocks)


async def test_an_upload_that_breaks_off_leaves_no_parts_behind(
    storage: S3Storage, s3_url: str
) -> None:
    stem = new_stem()
    with pytest.raises(ConnectionResetError):
        await storage.write(stem, broken(*LARGE), media_type="audio/wav", max_bytes=2**30)
    assert stem not in unfinished_uploads(s3_url)


async def test_why_an_upload_broke_off_is_not_hidden_by_a_server_that_cannot_tidy_up(
    without_answer: S3Storage, failing: RawServer
) -> None:
    started = (
        b"<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>"
    )
    failing.then(answer(started), *[answer(status=500)] * 5)
    with pytest.raises(ConnectionResetError):
        await without_answer.write(
            new_stem(), broken(*LARGE[:6]), media_type="audio/wav", max_bytes=2**30
        )


async def test_an_upload_that_is_cancelled_leaves_no_parts_behind(
    storage: S3Storage, s3_url: str
) -> None:
    stem, inside = new_stem(), asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        async for block in blocks(*LARGE):
            yield block
        inside.set()
        await asyncio.Event().wait()

    writing = asyncio.create_task(
        storage.write(stem, endless(), media_type="audio/wav", max_bytes=2**30)
    )
    await inside.wait()
    assert stem in unfinished_uploads(s3_url)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert stem not in unfinished_uploads(s3_url)
