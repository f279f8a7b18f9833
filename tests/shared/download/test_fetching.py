"""Recordings fetched over real sockets from a user's URL: on our disk as a whole, or refused."""

from pathlib import Path
from typing import Any

import httpcore
import pytest

from shared.download.sockets import CountedStream
from shared.errors import (
    NotReadyYet,
    ProviderMalformed,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    RateLimited,
    RecordingUnusable,
)
from tests.fakes.raw_server import Answer, RawServer, answer, chunked
from tests.fakes.twilio_server import (
    NOT_FOUND_JSON,
    NOT_FOUND_XML,
)
from tests.support.fetching import AUDIO, STRONG, Build, link, refused, whole


@pytest.mark.parametrize(
    "headers", [("Content-Type: Audio/X-Wav; rate=8000",), (), ("Content-Type: \xff",)]
)
async def test_a_recording_is_on_disk_with_size_hash_and_type(
    build: Build, raw: RawServer, destination: Path, headers: tuple[str, ...]
) -> None:
    raw.then(answer(AUDIO, STRONG, *headers))
    fetched = await build().fetch(link(raw), destination)
    assert whole(destination, fetched)
    assert fetched.media_type == ("audio/x-wav; rate=8000" if "Wav" in "".join(headers) else None)
    assert (destination.stat().st_mode & 0o777, destination.parent.stat().st_mode & 0o777) == (
        0o600,
        0o700,
    )
    assert (raw.header(0, "accept-encoding"), raw.header(0, "authorization")) == ("identity", None)


@pytest.mark.parametrize(
    "content", [chunked(AUDIO[:5], AUDIO[5:]), answer(AUDIO, "Connection: close", length=-1)]
)
async def test_a_body_of_no_declared_length_is_taken(
    build: Build, raw: RawServer, destination: Path, content: bytes
) -> None:
    raw.then(content)
    assert whole(destination, await build().fetch(link(raw), destination))


async def test_audio_under_a_wrong_header_is_taken(
    build: Build, raw: RawServer, destination: Path
) -> None:
    raw.then(answer(AUDIO, "Content-Type: text/html"))
    assert whole(destination, await build().fetch(link(raw), destination))


async def test_fetching_again_replaces_the_file(
    build: Build, raw: RawServer, destination: Path
) -> None:
    raw.then(answer(b"RIFF old"), answer(AUDIO))
    fetcher = build()
    await fetcher.fetch(link(raw), destination)
    assert whole(destination, await fetcher.fetch(link(raw), destination))


@pytest.mark.parametrize(
    ("content", "kind", "wait_s"),
    [
        (b"\n <!DOCTYPE html><title>Sign in</title>", ProviderMalformed, 10.0),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Error/>", ProviderMalformed, 10.0),
        ("\ufeff<html>".encode("utf-16-le"), ProviderMalformed, 10.0),
        (b'{"error": "expired"}', ProviderMalformed, 10.0),
        (b'["nothing"]', ProviderMalformed, 10.0),
        (b"", ProviderMalformed, 10.0),
        (NOT_FOUND_XML, NotReadyYet, 5.0),
        (NOT_FOUND_JSON, NotReadyYet, 5.0),
    ],
)
async def test_what_is_no_audio_is_told_by_its_first_bytes(
    build: Build, raw: RawServer, destination: Path, content: bytes, kind: type, wait_s: float
) -> None:
    """What a host calls a success is asked for once more: its page may stand there for some seconds
    only.
    """
    raw.then(answer(content, STRONG, "Content-Type: audio/x-wav"))
    error = await refused(build(), link(raw), destination)
    assert (type(error), getattr(error, "retry_after_s", None)) == (kind, wait_s)


@pytest.mark.parametrize(
    ("status", "header", "kind", "told"),
    [
        (404, "X: y", NotReadyYet, 5.0),
        (404, "Retry-After: 30", NotReadyYet, 30.0),
        (401, "X: y", ProviderRejected, "unauthorized"),
        (403, "X: y", ProviderRejected, "forbidden"),
        (400, "X: y", ProviderRejected, "bad_request"),
        (410, "X: y", ProviderRejected, "gone"),
        (451, "X: y", ProviderRejected, "refused"),
        (204, "X: y", ProviderMalformed, 10.0),
        (429, "Retry-After: 12", RateLimited, 12.0),
        (429, "Retry-After: Fri, 01 Jan 2100 00:00:00 GMT", RateLimited, 3600.0),
        (429, "Retry-After: soon", RateLimited, None),
        (429, "Retry-After: Fri, 01 Jan 99999999999999999999 00:00:00 GMT", RateLimited, None),
        (503, "Retry-After: 9", ProviderUnavailable, 9.0),
        (500, "X: y", ProviderUnavailable, None),
        (408, "X: y", ProviderUnavailable, None),
        (302, "X: y", ProviderMalformed, None),
        (304, "X: y", ProviderMalformed, None),
        (302, "Location: http://files.example:port/", ProviderMalformed, None),
        (206, "Content-Range: bytes 0-3/4", ProviderMalformed, None),
    ],
)
async def test_each_refusal_says_what_to_do_next(
    build: Build,
    raw: RawServer,
    destination: Path,
    status: int,
    header: str,
    kind: type,
    told: object,
) -> None:
    raw.then(answer(b"" if status in (204, 304) else b"no", header, status=status))
    error = await refused(build(), link(raw), destination)
    assert type(error) is kind
    assert getattr(error, "reason", getattr(error, "retry_after_s", None)) == told


async def test_a_404_inside_a_400_is_not_ready_yet(
    build: Build, raw: RawServer, destination: Path
) -> None:
    raw.then(
        answer(b'{"statusCode":"404","error":"not_found","message":"Object not found"}', status=400)
    )
    assert isinstance(await refused(build(), link(raw), destination), NotReadyYet)


async def test_a_refused_link_is_explained(build: Build, raw: RawServer, destination: Path) -> None:
    raw.then(answer(b"<Error/>", status=403))
    assert "presigned" in str(await refused(build(), link(raw), destination))


@pytest.mark.parametrize("encoding", ["gzip", "br", "GZIP, identity"])
async def test_a_compressed_body_is_refused(
    build: Build, raw: RawServer, destination: Path, encoding: str
) -> None:
    raw.then(answer(AUDIO, f"Content-Encoding: {encoding}"))
    error = await refused(build(), link(raw), destination)
    assert isinstance(error, ProviderMalformed) and "compressed" in str(error)


@pytest.mark.parametrize(
    "content",
    [
        answer(AUDIO[:2000], STRONG, length=10**9),
        chunked(*[AUDIO] * 2),
        answer(AUDIO * 2, "Connection: close", length=-1),
    ],
)
async def test_the_limit_holds_for_what_is_declared_and_for_what_comes(
    build: Build, raw: RawServer, destination: Path, content: bytes
) -> None:
    raw.then(content)
    error = await refused(build(max_bytes=len(AUDIO)), link(raw), destination)
    assert isinstance(error, RecordingUnusable) and error.reason == "too_large"


@pytest.mark.parametrize(
    "content",
    [
        answer(AUDIO, length=len(AUDIO) + 1),
        answer(AUDIO, length=len(AUDIO) - 1),
        answer(AUDIO, "Connection: close", length=len(AUDIO) - 1),
        b"HTTP/1.1 103 Early Wakeups\r\n\r\n" + answer(AUDIO, length=100),
        chunked(AUDIO, ended=False),
        answer(b"zz", "Transfer-Encoding: chunked", length=-1),
        answer(AUDIO, "Content-Length: 7"),
        b"HTTP/1.1 200",
        b"220 smtp.example ready\r\n",
        b"",
    ],
    ids=[
        "longer",
        "shorter",
        "shorter-closing",
        "shorter-hinted",
        "unended",
        "bad-chunk",
        "two-lengths",
        "half-head",
        "smtp",
        "nothing",
    ],
)
async def test_a_body_that_is_not_what_it_was_said_to_be_is_tried_again(
    build: Build, raw: RawServer, destination: Path, content: bytes
) -> None:
    raw.then(content)
    assert isinstance(await refused(build(), link(raw), destination), ProviderUnavailable)


class OneByOne(httpcore.AnyIOBackend):
    """A network that brings single bytes, so that what follows the body never comes together with
    it.
    """

    async def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        return _OneByOne(await super().connect_tcp(*args, **kwargs))


class _OneByOne(CountedStream):
    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await super().read(1, timeout)


async def test_what_follows_a_body_is_noticed_even_when_it_comes_later(
    build: Build, raw: RawServer, destination: Path
) -> None:
    raw.then(answer(b"RIFF", "Connection: close"), answer(b"RIFF", "Connection: close", length=3))
    fetcher = build(injected={"tcp": OneByOne()})
    assert whole(destination, await fetcher.fetch(link(raw), destination), b"RIFF")
    destination.unlink()
    assert isinstance(await refused(fetcher, link(raw), destination), ProviderUnavailable)


@pytest.mark.parametrize(
    ("last", "limits"),
    [
        (Answer(b"", "hang"), {"FETCH_CONNECT_TIMEOUT_S": 0.01}),
        (Answer(answer(AUDIO, length=10**6), "hang"), {}),
        (Answer(answer(AUDIO, length=10**6), "trickle"), {"FETCH_MIN_BYTES_PER_S": 10**5}),
        (
            Answer(answer(AUDIO, length=10**6), "trickle"),
            {"FETCH_TIMEOUT_S": 0.3, "FETCH_MIN_BYTES_PER_S": 0},
        ),
        (Answer(b"HTTP/1.1 200 OK\r\nX: ", "trickle"), {"FETCH_CONNECT_TIMEOUT_S": 0.01}),
    ],
    ids=["silent", "stalled", "too slow", "too long", "slow head"],
)
async def test_a_host_that_does_not_get_on_is_given_up(
    build: Build, raw: RawServer, destination: Path, last: Answer, limits: dict[str, float]
) -> None:
    raw.then(last)
    fetcher = build(**{"FETCH_SPEED_WINDOW_S": 0.1, **limits})
    assert isinstance(await refused(fetcher, link(raw), destination), ProviderTimeout)


async def test_a_slow_host_that_keeps_its_pace_is_waited_for(
    build: Build, raw: RawServer, destination: Path
) -> None:
    raw.then(Answer(answer(AUDIO, length=len(AUDIO) + 30), "trickle"))
    fetched = await build(FETCH_SPEED_WINDOW_S=0.2, FETCH_MIN_BYTES_PER_S=1).fetch(
        link(raw), destination
    )
    assert fetched.size_bytes == len(AUDIO) + 30


async def test_a_folder_that_cannot_be_written_is_our_own_failure(
    build: Build, raw: RawServer, destination: Path
) -> None:
    destination.parent.write_text("in the way")
    with pytest.raises(ProviderUnavailable, match="stored"):
        await build().fetch(link(raw), destination)
    assert raw.heads == []
