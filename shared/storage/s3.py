"""Stores recordings in a bucket of Amazon S3 or of a compatible service."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

import obstore
from obstore.exceptions import (
    BaseError,
    PermissionDeniedError,
    PreconditionError,
    UnauthenticatedError,
)
from obstore.store import S3Store

from shared.errors import (
    AccountRefused,
    AftercallError,
    Permanent,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    RateLimited,
    Transient,
    Unavailable,
)
from shared.ports import StoredAudio, StoredFile
from shared.settings.storage import StorageSettings
from shared.storage.audio_files import (
    MeasuredBody,
    checked_key,
    find_stem,
    flat,
    key_of,
    keys_of,
    missing,
)
from shared.storage.partial_files import blocks_of, open_temporary, refused

if TYPE_CHECKING:
    from obstore import ObjectMeta, PutResult
    from obstore.store import S3Config, S3Credential, S3CredentialProvider

# The smallest part that S3 accepts: the size of one request in either direction, to which
# S3_TIMEOUT_S applies.
PART_BYTES = 5 * 2**20
PARTS_AT_ONCE = 2
CONNECT_TIMEOUT_S = 5
BATCH = 500
# A key without a file: reading it shows that the bucket can be read, whatever it contains.
NOTHING = "check"
STATUS = re.compile(r"status code: (\d{3})")


class S3Storage:
    """Stores recordings in a bucket. It opens no connection yet and needs no closing. `copies` is a
    local folder for `opened`.

    The library retries nothing: a run does, or the sender whose upload was refused.
    """

    def __init__(self, settings: StorageSettings, *, copies: Path) -> None:
        self._copies = copies.resolve()
        self._timeout_s = settings.timeout_s
        self._open_store = _open_store(settings)

    async def write(
        self, stem: str, body: AsyncIterator[bytes], *, media_type: str, max_bytes: int
    ) -> StoredFile:
        key, measured = key_of(stem, media_type), MeasuredBody(body, max_bytes=max_bytes)
        try:
            await self._put(key, aiter(measured))
            await self._remove_others(stem, key)
        except (Transient, Permanent) as error:
            raise Unavailable("The recording cannot be stored now.", retry_after_s=30) from error
        return StoredFile(key, measured.size_bytes, measured.sha256)

    async def keep(self, stem: str, file: Path, *, media_type: str) -> str:
        key = key_of(stem, media_type)
        await self._put(key, blocks_of(file))
        await self._remove_others(stem, key)
        await asyncio.to_thread(file.unlink)
        return key

    @asynccontextmanager
    async def opened(self, key: str) -> AsyncIterator[Path]:
        audio = await self.read(key)
        async with open_temporary(self._copies, flat(key.partition(".")[0])) as (path, file):
            try:
                async for block in audio.whole():
                    await file.write(block)
                await file.flush()
            except OSError as error:
                raise refused(error) from error
            yield path

    async def read(self, key: str) -> StoredAudio:
        try:
            with _our_errors():
                found = await obstore.head_async(self._open_store, checked_key(key))
        except ProviderRejected as error:
            raise await self._absent(error) from error
        version = hashlib.sha256(
            (found["e_tag"] or str(found["last_modified"])).encode()
        ).hexdigest()[:32]
        return StoredAudio(found["size"], version, partial(self._part_requests, key, found))

    async def delete(self, stem: str) -> None:
        await self._remove(keys_of(stem))

    async def check(self) -> None:
        with _our_errors():
            async for _ in obstore.list(self._open_store, NOTHING, chunk_size=1):
                break

    async def stored(self, *, older_than_s: float) -> AsyncIterator[Sequence[str]]:
        before = datetime.now(UTC) - timedelta(seconds=older_than_s)
        with _our_errors():
            async for found in obstore.list(self._open_store, chunk_size=BATCH):
                yield [
                    stem
                    for one in found
                    if one["last_modified"] < before and (stem := find_stem(one["path"]))
                ]

    async def discard_unfinished(self, *, older_than_s: float) -> int:
        """Does nothing: the bucket's lifecycle rule removes the parts of interrupted uploads."""
        return 0

    async def _put(self, key: str, blocks: AsyncIterator[bytes]) -> None:
        beginning = bytearray()
        async for block in blocks:
            beginning += block
            if len(beginning) > PART_BYTES:
                await self._put_in_parts(key, _Source(bytes(beginning), blocks))
                return
        with _our_errors():
            await obstore.put_async(self._open_store, key, bytes(beginning), use_multipart=False)

    async def _put_in_parts(self, key: str, source: "_Source") -> None:
        putting = asyncio.ensure_future(
            obstore.put_async(
                self._open_store,
                key,
                source,
                use_multipart=True,
                chunk_size=PART_BYTES,
                max_concurrency=PARTS_AT_ONCE,
            )
        )
        try:
            with _our_errors():
                await asyncio.shield(putting)
        except (Transient, Permanent) as error:
            # A failure to remove the parts would hide the error that made it necessary.
            raise source.failed_with or error from error
        except asyncio.CancelledError:
            source.give_up()
            putting.add_done_callback(_forget_upload)
            await asyncio.wait([putting], timeout=self._timeout_s)
            raise

    async def _part_requests(
        self, key: str, found: "ObjectMeta", first: int, last: int
    ) -> AsyncIterator[bytes]:
        """Yields requests of one part each, so that the time limit of a request does not depend on
        the recording's length.
        """
        etag = found["e_tag"]
        for start in range(first, last, PART_BYTES):
            end = min(start + PART_BYTES, last)
            try:
                with _our_errors():
                    part = await obstore.get_async(
                        self._open_store, key, options={"range": (start, end), "if_match": etag}
                    )
                    block = await part.bytes_async()
            except ProviderRejected as error:
                raise await self._absent(error) from error
            yield bytes(block)

    async def _absent(self, error: ProviderRejected) -> AftercallError:
        """Returns the error for a failed read. A missing bucket gives the same answer as a missing
        file, so the bucket is checked first.
        """
        if error.reason != "not_found":
            return error
        await self.check()
        return missing()

    async def _remove_others(self, stem: str, key: str) -> None:
        await self._remove([other for other in keys_of(stem) if other != key])

    async def _remove(self, keys: list[str]) -> None:
        with _our_errors():
            await obstore.delete_async(self._open_store, keys)


class _Source:
    """The source of an upload in parts.

    The library deletes the parts it has sent only when its source raises; after a cancellation they
    would remain in the bucket, unseen and paid for.
    """

    def __init__(self, beginning: bytes, rest: AsyncIterator[bytes]) -> None:
        self._beginning = beginning
        self._rest = rest
        self._reading: asyncio.Task[object] | None = None
        self._given_up = False
        self.failed_with: Exception | None = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if self._given_up:
            raise _GivenUp
        if self._beginning:
            block, self._beginning = self._beginning, b""
            return block
        self._reading = asyncio.current_task()
        try:
            return await anext(self._rest)
        except asyncio.CancelledError:
            raise _GivenUp from None
        except StopAsyncIteration:
            raise
        except Exception as error:
            self.failed_with = error
            raise

    def give_up(self) -> None:
        self._given_up = True
        if self._reading:
            self._reading.cancel()


class _GivenUp(Exception):
    """The client stopped its upload."""


def _forget_upload(putting: "asyncio.Future[PutResult]") -> None:
    """Retrieves the result of an upload that is not awaited."""
    if not putting.cancelled():
        putting.exception()


def _open_store(settings: StorageSettings) -> S3Store:
    config: S3Config = {"region": settings.region}
    if settings.endpoint_url:
        config["endpoint"] = settings.endpoint_url
    return S3Store(
        settings.bucket or "",
        prefix=settings.prefix,
        config=config,
        client_options={
            "allow_http": settings.allow_http,
            "connect_timeout": timedelta(seconds=CONNECT_TIMEOUT_S),
            "timeout": timedelta(seconds=settings.timeout_s),
        },
        retry_config={"max_retries": 0},
        credential_provider=_credentials(settings),
    )


def _credentials(settings: StorageSettings) -> "S3CredentialProvider | None":
    """Returns the configured credentials. None uses the AWS_* variables or the machine's role; the
    two are never mixed.
    """
    if not (settings.access_key_id and settings.secret_access_key):
        return None
    credential: S3Credential = {
        "access_key_id": settings.access_key_id,
        "secret_access_key": settings.secret_access_key.get_secret_value(),
        "token": None,
        "expires_at": None,
    }
    return lambda: credential


@contextmanager
def _our_errors() -> Iterator[None]:
    """Turns the library's errors into ours. Its messages contain addresses and keys, so they are
    only chained as the cause.
    """
    try:
        yield
    except (BaseError, FileNotFoundError) as error:
        raise _our_error(error) from error


def _our_error(error: Exception) -> AftercallError:
    text = str(error)
    found = STATUS.search(text)
    status = int(found[1]) if found else None
    match error:
        case FileNotFoundError():
            return _rejected(404)
        case PreconditionError():
            return ProviderUnavailable("the recording was replaced while it was read")
        case PermissionDeniedError() | UnauthenticatedError():
            return _rejected(status or 403)
    if status and 400 <= status < 500:
        return _rejected(status)
    return _failure_of_text(text, status)


def _rejected(status: int) -> AftercallError:
    match status:
        case 401 | 403:
            keys = "S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY"
            text = f"S3 refused access ({status}): check {keys} and what they may do in S3_BUCKET"
            return AccountRefused(text, reason="forbidden")
        case 404:
            return ProviderRejected(
                "S3 has nothing there: check S3_BUCKET and S3_ENDPOINT_URL", reason="not_found"
            )
        case 429:
            return RateLimited("S3's rate limit is reached (429)")
        case _:
            return ProviderRejected(f"S3 refused the request ({status})", reason="refused")


def _failure_of_text(text: str, status: int | None) -> AftercallError:
    """Returns the error by the library's description of it, which stands after the
    vendor's text.
    """
    described = text.rpartition("Debug source:")[2]
    if "kind: Timeout" in described:
        return ProviderTimeout("S3 did not answer within S3_TIMEOUT_S")
    if "BareRedirect" in described:
        return AccountRefused(
            "S3 says the bucket is elsewhere: check S3_REGION", reason="wrong_region"
        )
    return ProviderUnavailable(f"S3 failed ({status})" if status else "S3 cannot be reached")
