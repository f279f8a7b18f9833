"""Recordings fetched over real sockets: whole on our disk, or a reason and nothing left behind."""

import asyncio
import datetime
import hashlib
import json
import re
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from shared.download.fetcher import FetchedFile, RecordingFetcher, RemoteRecording
from shared.download.sockets import CountedStream
from shared.errors import (
    AccountRefused,
    AftercallError,
    Busy,
    NotReadyYet,
    ProviderMalformed,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    RateLimited,
    RecordingUnusable,
    SettingsInvalid,
)
from shared.limits.gate import Gate, open_gate
from shared.settings.elevenlabs import ElevenLabsSettings
from shared.settings.fetching import FetchSettings
from shared.settings.limits import LimitSettings
from shared.settings.load import load_settings
from shared.settings.queue import QueueSettings
from shared.settings.twilio import TwilioSettings
from tests.fakes.raw_server import Answer, RawServer, answer, chunked, raw_server
from tests.fakes.serving import Fault, served
from tests.fakes.twilio_server import (
    ACCOUNT_SID,
    API_KEY_SECRET,
    API_KEY_SID,
    AUTH_TOKEN,
    NOT_FOUND_JSON,
    NOT_FOUND_XML,
    RATE_LIMITED,
    RECORDING_SID,
    SERVER_ERROR,
    FakeBucket,
    FakeTwilio,
    Media,
    basic,
    body,
    redirect,
)
from tests.support.gates import open_door

AUDIO = b"RIFF" + bytes(range(256)) * 800
STRONG, WEAK = 'ETag: "one"', 'ETag: W/"one"'
TWILIO_RECORDING = RemoteRecording(
    url="http://169.254.169.254/latest",
    twilio_account_sid=ACCOUNT_SID,
    twilio_recording_sid=RECORDING_SID,
    installation_owned=True,
)
KEY = {"TWILIO_API_KEY_SID": API_KEY_SID, "TWILIO_API_KEY_SECRET": API_KEY_SECRET}
TOKEN = {"TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN}
OPEN = {"FETCH_ALLOW_HTTP": True, "FETCH_ALLOW_PRIVATE": True}

Build = Callable[..., RecordingFetcher]
Addresses = Callable[[str, int], Awaitable[list[str]]]


@pytest.fixture
async def raw() -> AsyncIterator[RawServer]:
    async with raw_server() as server:
        yield server


@pytest.fixture(scope="module")
def twilio_served() -> Iterator[tuple[FakeTwilio, str]]:
    fake = FakeTwilio()
    with served(fake.app) as url:
        yield fake, url


@pytest.fixture
def twilio(twilio_served: tuple[FakeTwilio, str]) -> FakeTwilio:
    fake, _ = twilio_served
    fake.script.reset()
    fake.media = {RECORDING_SID: Media(wav=AUDIO, mp3=b"ID3" + AUDIO, dual=AUDIO * 2)}
    return fake


@pytest.fixture
def bucket() -> Iterator[tuple[FakeBucket, str]]:
    """On another origin than Twilio's, with a presigned link to its object."""
    fake = FakeBucket(AUDIO)
    with served(fake.app) as url:
        yield fake, f"{url}/bucket/object?X-Amz-Signature=secret"


@pytest.fixture
async def build(twilio_served: tuple[FakeTwilio, str]) -> AsyncIterator[Build]:
    """A fetcher to which private networks are open, unless told otherwise; keywords are environment
    names.
    """
    async with AsyncExitStack() as opened:

        def build(
            max_bytes: int = 10**6,
            injected: dict[str, Any] | None = None,
            gate: Gate | None = None,
            **environ: Any,
        ) -> RecordingFetcher:
            values = {"TWILIO_BASE_URL": twilio_served[1], **OPEN, **environ}
            fetcher = RecordingFetcher(
                FetchSettings.model_validate(values),
                TwilioSettings.model_validate(values),
                ElevenLabsSettings.model_validate(values),
                gate or open_door(),
                max_bytes=max_bytes,
                **(injected or {}),
            )
            opened.push_async_callback(fetcher.close)
            return fetcher

        yield build


@pytest.fixture
def destination(tmp_path: Path) -> Path:
    return tmp_path / "recordings" / "one.audio"


def names(destination: Path) -> set[str]:
    return {path.name for path in destination.parent.iterdir()}


def link(server: RawServer, query: str = "?token=secret") -> RemoteRecording:
    return RemoteRecording(url=server.url + query)


async def refused(
    fetcher: RecordingFetcher, source: RemoteRecording, destination: Path
) -> AftercallError:
    """The error; nothing is left behind, and no message tells a query or a login."""
    with pytest.raises(AftercallError) as caught:
        await fetcher.fetch(source, destination)
    assert not destination.parent.exists() or names(destination) == set()
    assert not re.search(f"secret|token=|{AUTH_TOKEN}|{API_KEY_SECRET}", str(caught.value))
    return caught.value


async def interrupted(
    fetcher: RecordingFetcher, raw: RawServer, destination: Path, *headers: str
) -> None:
    """A first attempt of which 100 000 bytes arrive."""
    raw.then(answer(AUDIO[:100_000], *(headers or (STRONG,)), length=len(AUDIO)))
    with pytest.raises(ProviderUnavailable):
        await fetcher.fetch(link(raw), destination)


def rest(offset: int = 100_000, *, etag: str = STRONG, shown: int | None = None) -> bytes:
    place = (
        f"Content-Range: bytes {offset if shown is None else shown}-{len(AUDIO) - 1}/{len(AUDIO)}"
    )
    return answer(AUDIO[offset:], etag, place, status=206)


def whole(destination: Path, fetched: FetchedFile, content: bytes = AUDIO) -> bool:
    told = (fetched.size_bytes, fetched.sha256) == (len(content), hashlib.sha256(content).digest())
    return told and destination.read_bytes() == content and names(destination) == {destination.name}


# A user's URL


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


# Going on where an attempt was interrupted


async def test_an_interrupted_download_goes_on_where_it_stopped(
    build: Build, raw: RawServer, destination: Path
) -> None:
    fetcher = build()
    await interrupted(fetcher, raw, destination)
    part = destination.with_name("one.audio.part")
    assert (part.read_bytes(), part.stat().st_mode & 0o777) == (AUDIO[:100_000], 0o600)
    raw.then(rest())
    assert whole(destination, await fetcher.fetch(link(raw), destination))
    assert (raw.header(1, "range"), raw.header(1, "if-range")) == ("bytes=100000-", '"one"')


async def test_a_cancelled_download_goes_on_where_it_stopped(
    build: Build, raw: RawServer, destination: Path
) -> None:
    fetcher = build()
    raw.then(Answer(answer(AUDIO[:100_000], STRONG, length=len(AUDIO)), "hang"))
    fetching = asyncio.create_task(fetcher.fetch(link(raw), destination))
    await raw.hanging.wait()
    part = destination.with_name("one.audio.part")
    while not part.exists() or part.stat().st_size < 2000:
        await asyncio.sleep(0)
    fetching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await fetching
    raw.then(rest(part.stat().st_size))
    assert whole(destination, await fetcher.fetch(link(raw), destination))


@pytest.mark.parametrize(
    "answers",
    [
        [answer(AUDIO, 'ETag: "two"')],
        [rest(etag='ETag: "two"'), answer(AUDIO)],
        [rest(etag=WEAK), answer(AUDIO)],
        [rest(etag="X: no etag"), answer(AUDIO)],
        [rest(shown=0), answer(AUDIO)],
        [answer(b"", "Content-Range: bytes */5", status=416), answer(AUDIO)],
        [answer(b"", status=412), answer(AUDIO)],
        [answer(b"<Error>HeadersNotSigned</Error>", status=403), answer(AUDIO)],
    ],
    ids=["ignored", "other-etag", "weak-etag", "no-etag", "other-place", "416", "412", "unsigned"],
)
async def test_where_it_cannot_go_on_it_starts_again(
    build: Build, raw: RawServer, destination: Path, answers: list[bytes]
) -> None:
    fetcher = build()
    await interrupted(fetcher, raw, destination)
    raw.then(*answers)
    assert whole(destination, await fetcher.fetch(link(raw), destination))
    assert [raw.header(number, "range") is None for number in range(1, len(raw.heads))] == [
        False,
        True,
    ][: len(answers)]


@pytest.mark.parametrize("headers", [(WEAK,), ("X: no etag",), (STRONG, "Accept-Ranges: none")])
async def test_nothing_is_kept_that_could_not_be_joined(
    build: Build, raw: RawServer, destination: Path, headers: tuple[str, ...]
) -> None:
    await interrupted(build(), raw, destination, *headers)
    assert names(destination) == set()


async def test_a_part_of_another_source_is_not_joined(
    build: Build, raw: RawServer, destination: Path
) -> None:
    fetcher = build()
    await interrupted(fetcher, raw, destination)
    raw.then(answer(AUDIO, STRONG))
    assert whole(destination, await fetcher.fetch(link(raw, "?token=other"), destination))
    assert raw.header(1, "range") is None


@pytest.mark.parametrize("note", [None, "", "[]", '{"source": "x"}'])
async def test_a_part_without_a_whole_note_is_not_joined(
    build: Build, raw: RawServer, destination: Path, note: str | None
) -> None:
    destination.parent.mkdir()
    destination.with_name("one.audio.part").write_bytes(b"RIFF from before" * 100_000)
    if note is not None:
        destination.with_name("one.audio.part.json").write_text(note)
    raw.then(answer(AUDIO, STRONG))
    assert whole(destination, await build().fetch(link(raw), destination))


async def test_a_part_that_is_complete_is_not_asked_to_go_on(
    build: Build, raw: RawServer, destination: Path
) -> None:
    """Left by a length that was declared too small."""
    fetcher = build()
    raw.then(answer(AUDIO, STRONG, length=len(AUDIO) - 1), answer(AUDIO, STRONG))
    with pytest.raises(ProviderUnavailable):
        await fetcher.fetch(link(raw), destination)
    assert whole(destination, await fetcher.fetch(link(raw), destination))
    assert raw.header(1, "range") is None


async def test_a_part_is_kept_over_failures_that_pass_and_dropped_at_the_last(
    build: Build, raw: RawServer, destination: Path
) -> None:
    fetcher = build()
    await interrupted(fetcher, raw, destination)
    raw.then(answer(b"", status=503), answer(b"", status=429), answer(b"", status=410))
    for kind in (ProviderUnavailable, RateLimited):
        with pytest.raises(kind):
            await fetcher.fetch(link(raw), destination)
        assert names(destination) == {"one.audio.part", "one.audio.part.json"}
    assert isinstance(await refused(fetcher, link(raw), destination), ProviderRejected)


async def test_a_host_that_sends_only_a_piece_of_the_rest_is_asked_again(
    build: Build, raw: RawServer, destination: Path
) -> None:
    fetcher = build()
    await interrupted(fetcher, raw, destination)
    place = f"Content-Range: bytes 100000-149999/{len(AUDIO)}"
    raw.then(answer(AUDIO[100_000:150_000], STRONG, place, status=206), rest(150_000))
    with pytest.raises(ProviderUnavailable, match="150000 of"):
        await fetcher.fetch(link(raw), destination)
    assert whole(destination, await fetcher.fetch(link(raw), destination))


async def test_the_note_beside_a_part_holds_no_url(
    build: Build, raw: RawServer, destination: Path
) -> None:
    await interrupted(build(), raw, destination)
    note = destination.with_name("one.audio.part.json")
    assert set(json.loads(note.read_text())) == {"source", "etag", "total_bytes"}
    assert not re.search(
        "secret|127", note.read_text().replace(json.loads(note.read_text())["source"], "")
    )
    assert note.stat().st_mode & 0o777 == 0o600


async def test_one_destination_has_one_writer(
    build: Build, raw: RawServer, destination: Path
) -> None:
    raw.then(Answer(answer(AUDIO[:5000], STRONG, length=len(AUDIO)), "hang"))
    first = asyncio.create_task(build().fetch(link(raw), destination))
    await raw.hanging.wait()
    with pytest.raises(Busy, match="another worker"):
        await build().fetch(link(raw), destination)
    assert len(raw.heads) == 1
    raw.ended.set()
    with pytest.raises(ProviderUnavailable):
        await first


# Twilio


@pytest.mark.parametrize(
    ("environ", "login"),
    [
        ({**KEY, **TOKEN}, basic(API_KEY_SID, API_KEY_SECRET)),
        (TOKEN, basic()),
        ({"TWILIO_AUTH_TOKEN": AUTH_TOKEN}, basic()),
    ],
    ids=["key", "token", "token alone"],
)
async def test_twilio_is_asked_for_both_channels_of_the_wav_at_its_own_url(
    build: Build, twilio: FakeTwilio, destination: Path, environ: dict[str, str], login: str
) -> None:
    fetched = await build(**environ, FETCH_ALLOW_PRIVATE=False).fetch(TWILIO_RECORDING, destination)
    assert whole(destination, fetched, AUDIO * 2)
    (request,) = twilio.script.seen["wav"]
    assert (
        request.path
        == f"2010-04-01/Accounts/{ACCOUNT_SID}/Recordings/{RECORDING_SID}.wav?RequestedChannels=2"
    )
    assert (request.headers["authorization"], fetched.media_type) == (login, "audio/x-wav")


@pytest.mark.parametrize(
    ("media", "found"),
    [
        (Media(wav=AUDIO), AUDIO),
        (Media(mp3=b"ID3" + AUDIO), b"ID3" + AUDIO),
        (Media(wav=b"", mp3=b"ID3" + AUDIO), b"ID3" + AUDIO),
    ],
    ids=["one channel", "mp3", "empty wav"],
)
async def test_twilio_gives_what_it_has(
    build: Build, twilio: FakeTwilio, destination: Path, media: Media, found: bytes
) -> None:
    twilio.media[RECORDING_SID] = media
    assert whole(destination, await build(**KEY).fetch(TWILIO_RECORDING, destination), found)


@pytest.mark.parametrize("fault", [None, body(NOT_FOUND_XML), body(NOT_FOUND_JSON), body(b"")])
async def test_a_recording_that_twilio_has_not_finished_is_waited_for(
    build: Build, twilio: FakeTwilio, destination: Path, fault: Fault | None
) -> None:
    twilio.media.clear()
    if fault:
        twilio.script.then("wav", fault)
        twilio.script.then("mp3", fault)
    error = await refused(build(**KEY), TWILIO_RECORDING, destination)
    assert isinstance(error, NotReadyYet) and error.retry_after_s == 5.0


@pytest.mark.parametrize(
    ("fault", "kind", "wait_s"),
    [(RATE_LIMITED, RateLimited, 7), (SERVER_ERROR, ProviderUnavailable, 3)],
    ids=["429", "503"],
)
async def test_twilios_limits_and_failures_are_passed_on(
    build: Build, twilio: FakeTwilio, destination: Path, fault: Fault, kind: type, wait_s: float
) -> None:
    twilio.script.then("wav", fault)
    error = await refused(build(**KEY), TWILIO_RECORDING, destination)
    assert (type(error), getattr(error, "retry_after_s", None)) == (kind, wait_s)
    assert twilio.script.count("wav") + twilio.script.count("mp3") == 1


@pytest.mark.parametrize("environ", [{}, {**KEY, "TWILIO_API_KEY_SECRET": "wrong"}])
async def test_refused_credentials_name_what_to_configure(
    build: Build, twilio: FakeTwilio, destination: Path, environ: dict[str, str]
) -> None:
    error = await refused(build(**environ), TWILIO_RECORDING, destination)
    assert isinstance(error, AccountRefused) and error.reason == "unauthorized"
    assert "TWILIO_API_KEY_SID" in str(error) and "TWILIO_AUTH_TOKEN" in str(error)


async def test_what_twilio_refuses_in_every_form_is_rejected(
    build: Build, twilio: FakeTwilio, destination: Path
) -> None:
    for extension in ("wav", "mp3"):
        twilio.script.then(extension, *[body(b'{"code": 16109}', 400)] * 2)
    error = await refused(build(**KEY), TWILIO_RECORDING, destination)
    assert isinstance(error, ProviderRejected) and error.reason == "bad_request"


async def test_credentials_stay_behind_at_a_redirect_to_another_origin(
    build: Build, twilio: FakeTwilio, destination: Path, bucket: tuple[FakeBucket, str]
) -> None:
    storage, url = bucket
    twilio.script.then("wav", redirect(url))
    assert whole(destination, await build(**KEY).fetch(TWILIO_RECORDING, destination))
    assert storage.authorizations == [None]
    assert "authorization" in twilio.script.seen["wav"][0].headers


async def test_credentials_stay_away_when_a_redirect_leads_back(
    build: Build,
    twilio: FakeTwilio,
    twilio_served: tuple[FakeTwilio, str],
    destination: Path,
    bucket: tuple[FakeBucket, str],
) -> None:
    storage, url = bucket
    storage.back_to = (
        f"{twilio_served[1]}/2010-04-01/Accounts/{ACCOUNT_SID}/Recordings/{RECORDING_SID}.mp3"
    )
    twilio.script.then("wav", redirect(url))
    assert isinstance(await refused(build(**KEY), TWILIO_RECORDING, destination), ProviderRejected)
    assert "authorization" not in twilio.script.seen["mp3"][0].headers


async def test_credentials_follow_a_redirect_within_twilio(
    build: Build, twilio: FakeTwilio, destination: Path
) -> None:
    twilio.script.then("wav", redirect(f"{RECORDING_SID}.mp3"))
    fetched = await build(**KEY).fetch(TWILIO_RECORDING, destination)
    assert whole(destination, fetched, b"ID3" + AUDIO)


async def test_a_users_url_to_twilio_is_sent_no_credentials(
    build: Build, twilio: FakeTwilio, twilio_served: tuple[FakeTwilio, str], destination: Path
) -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Recordings/{RECORDING_SID}.wav"
    await refused(build(**KEY), RemoteRecording(url=twilio_served[1] + path), destination)
    assert "authorization" not in twilio.script.seen["wav"][0].headers


@pytest.mark.parametrize(
    ("account", "recording"),
    [
        ("AC" + "0" * 31, RECORDING_SID),
        ("AC" + "0" * 32 + "\n", RECORDING_SID),
        (ACCOUNT_SID, "RE../../../Accounts"),
        (ACCOUNT_SID, "CA" + "0" * 32),
        (RECORDING_SID, ACCOUNT_SID),
    ],
)
async def test_what_is_no_sid_never_becomes_a_path(
    build: Build, twilio: FakeTwilio, destination: Path, account: str, recording: str
) -> None:
    source = RemoteRecording(twilio_account_sid=account, twilio_recording_sid=recording)
    error = await refused(build(**KEY), source, destination)
    assert isinstance(error, ProviderRejected) and error.reason == "invalid_sid"
    assert twilio.script.count("wav") == 0


async def test_a_source_that_names_nothing_is_rejected(build: Build, destination: Path) -> None:
    error = await refused(build(), RemoteRecording(twilio_account_sid=ACCOUNT_SID), destination)
    assert isinstance(error, ProviderRejected) and error.reason == "no_source"


def test_half_an_api_key_is_refused_at_start() -> None:
    needed = {
        "DATABASE_URL": "postgresql://",
        "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
        "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
    }
    with pytest.raises(SettingsInvalid, match="TWILIO_API_KEY_SECRET"):
        load_settings({**needed, "TWILIO_API_KEY_SID": API_KEY_SID})


# Where a user's URL may lead


class Dialled(httpcore.AsyncNetworkBackend):
    """Notes whom the fetcher connects to, and leads every connection to one port of
    this machine.
    """

    def __init__(self, port: int, *, dead: tuple[str, ...] = ()) -> None:
        self.hosts: list[str] = []
        self._port = port
        self._dead = dead

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.hosts.append(host)
        if host in self._dead:
            raise httpcore.ConnectError
        return await httpcore.AnyIOBackend().connect_tcp("127.0.0.1", self._port, timeout)


def resolver(*answers: list[str]) -> tuple[Addresses, list[str]]:
    """Gives these answers one after the other, then the last for ever; with the names it was asked
    for.
    """
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    return resolve, asked


GUARDED: dict[str, Any] = {"FETCH_ALLOW_PRIVATE": False}


async def test_a_name_is_connected_to_at_the_address_that_was_checked(
    build: Build, raw: RawServer, destination: Path
) -> None:
    """A DNS that answers differently the second time is not asked a second time."""
    resolve, asked = resolver(["93.184.216.34"], ["127.0.0.1"])
    dialled = Dialled(raw.port)
    raw.then(answer(AUDIO))
    fetcher = build(injected={"resolver": resolve, "tcp": dialled}, **GUARDED)
    await fetcher.fetch(RemoteRecording(url="http://rebinding.example/a.wav"), destination)
    assert (dialled.hosts, asked, raw.header(0, "host")) == (
        ["93.184.216.34"],
        ["rebinding.example"],
        "rebinding.example",
    )


async def test_a_name_that_turns_private_before_a_redirect_is_refused(
    build: Build, raw: RawServer, destination: Path
) -> None:
    resolve, _ = resolver(["93.184.216.34"], ["127.0.0.1"])
    dialled = Dialled(raw.port)
    raw.then(answer(b"", "Location: /again", status=302))
    fetcher = build(injected={"resolver": resolve, "tcp": dialled}, **GUARDED)
    error = await refused(
        fetcher, RemoteRecording(url="http://rebinding.example/a.wav"), destination
    )
    assert isinstance(error, ProviderRejected) and error.reason == "address_refused"
    assert (dialled.hosts, len(raw.heads)) == (["93.184.216.34"], 1)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "127.1", "[::ffff:7f00:1]"]
)
async def test_this_machine_is_never_reached_under_any_of_its_names(
    build: Build, raw: RawServer, destination: Path, host: str
) -> None:
    dialled = Dialled(raw.port)
    error = await refused(
        build(injected={"tcp": dialled}, **GUARDED),
        RemoteRecording(url=f"http://{host}/a.wav"),
        destination,
    )
    # A name may also be unknown here; connected to it is not.
    assert isinstance(error, ProviderRejected | ProviderUnavailable)
    assert (dialled.hosts, raw.heads) == ([], [])


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://169.254.169.254/latest/meta-data/", "address_refused"),
        ("//127.0.0.1/a.wav", "address_refused"),
        ("http://files.example:6379/", "url_refused"),
        ("http://user:secret@files.example/", "url_refused"),
        ("file:///etc/passwd", "url_refused"),
        ("/a.wav", "too_many_redirects"),
    ],
)
async def test_each_redirect_is_checked_like_the_first_url(
    build: Build, raw: RawServer, destination: Path, location: str, reason: str
) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["93.184.216.34"] if host.endswith("example") else [host]

    dialled = Dialled(raw.port)
    raw.then(*[answer(b"", f"Location: {location}", status=302)] * 6)
    fetcher = build(injected={"resolver": resolve, "tcp": dialled}, **GUARDED)
    error = await refused(
        fetcher, RemoteRecording(url="http://files.example/a.wav?secret"), destination
    )
    assert isinstance(error, ProviderRejected) and error.reason == reason
    assert len(raw.heads) == (6 if reason == "too_many_redirects" else 1)
    assert set(dialled.hosts) == {"93.184.216.34"}


async def test_twilio_cannot_redirect_into_our_network(
    build: Build, twilio: FakeTwilio, raw: RawServer, destination: Path
) -> None:
    twilio.script.then("wav", redirect("http://127.0.0.1/a.wav"))
    error = await refused(build(**KEY, **GUARDED), TWILIO_RECORDING, destination)
    assert isinstance(error, ProviderRejected) and error.reason == "address_refused"


async def test_a_redirect_to_http_is_refused(
    build: Build, twilio: FakeTwilio, destination: Path, bucket: tuple[FakeBucket, str]
) -> None:
    twilio.script.then("wav", redirect(bucket[1]))
    error = await refused(build(**KEY, FETCH_ALLOW_HTTP=False), TWILIO_RECORDING, destination)
    assert isinstance(error, ProviderRejected) and error.reason == "url_refused"


async def test_an_unknown_name_is_tried_again(
    build: Build, raw: RawServer, destination: Path
) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    fetcher = build(injected={"resolver": resolve})
    error = await refused(
        fetcher, RemoteRecording(url="https://nowhere.example/a.wav?token=1"), destination
    )
    assert isinstance(error, ProviderUnavailable) and "resolved" in str(error)


async def test_a_dead_address_is_passed_over(
    build: Build, raw: RawServer, destination: Path
) -> None:
    resolve, _ = resolver(["2606:2800:220:1::1", "93.184.216.34"])
    dialled = Dialled(raw.port, dead=("2606:2800:220:1::1",))
    raw.then(answer(AUDIO))
    fetcher = build(injected={"resolver": resolve, "tcp": dialled}, **GUARDED)
    assert whole(
        destination, await fetcher.fetch(RemoteRecording(url="http://files.example/"), destination)
    )


async def test_a_closed_port_is_tried_again(build: Build, destination: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    error = await refused(build(), RemoteRecording(url=f"http://127.0.0.1:{port}/"), destination)
    assert isinstance(error, ProviderUnavailable)


async def test_proxies_of_the_environment_are_not_used(
    build: Build, raw: RawServer, destination: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    raw.then(answer(AUDIO))
    assert whole(destination, await build().fetch(link(raw), destination))


def certificates(tmp_path: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's side for `name`, and a client's that trusts it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both = tmp_path / "server.pem"
    both.write_bytes(pem + secret)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(both)
    return server, ssl.create_default_context(cadata=pem.decode())


@pytest.mark.parametrize("name", ["files.example", "other.example"])
async def test_the_certificate_must_be_of_the_name_not_of_the_address(
    build: Build, destination: Path, tmp_path: Path, name: str
) -> None:
    server, client = certificates(tmp_path, "files.example")
    told: list[str | None] = []
    server.sni_callback = lambda connection, name, context: told.append(name)
    resolve, _ = resolver(["93.184.216.34"])
    async with raw_server(server) as tls:
        tls.then(answer(AUDIO), answer(AUDIO))
        injected = {"resolver": resolve, "tcp": Dialled(tls.port), "tls": client}
        fetcher = build(injected=injected, **GUARDED, FETCH_ALLOW_HTTP=False)
        source = RemoteRecording(url=f"https://{name}/a.wav")
        if name == "files.example":
            assert whole(destination, await fetcher.fetch(source, destination))
        else:
            assert isinstance(await refused(fetcher, source, destination), ProviderUnavailable)
            assert tls.heads == []
    assert told == [name]


async def test_what_a_tenants_own_url_told_of_is_fetched_with_its_own_token_or_none(
    build: Build, twilio: FakeTwilio, destination: Path
) -> None:
    """The installation's credentials would read any account's recordings to whoever names them."""
    own = replace(TWILIO_RECORDING, installation_owned=False)
    error = await refused(build(**KEY, **TOKEN), own, destination)
    assert "endpoint" in str(error)
    await build(**KEY).fetch(replace(own, twilio_auth_token=AUTH_TOKEN), destination)
    logins = [seen.headers.get("authorization") for seen in twilio.script.seen["wav"]]
    assert logins[0] is None and logins[-1] == basic(ACCOUNT_SID, AUTH_TOKEN)


async def test_a_disk_that_takes_nothing_is_not_the_vendors_failure(
    build: Build, twilio: FakeTwilio, redis_url: str, destination: Path
) -> None:
    queue = QueueSettings.model_validate({"REDIS_URL": redis_url})
    limits = LimitSettings.model_validate({"BREAKER_FAILURES": 1})
    destination.parent.parent.joinpath("file").touch()
    async with open_gate(queue, limits) as full, open_gate(queue, limits) as other:
        with pytest.raises(ProviderUnavailable):
            await build(gate=full, **KEY).fetch(
                TWILIO_RECORDING, destination.parent.parent / "file" / "one.audio"
            )
        assert twilio.script.count("wav") == 0
        await build(gate=other, **KEY).fetch(TWILIO_RECORDING, destination)
