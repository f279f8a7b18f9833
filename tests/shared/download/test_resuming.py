"""Downloads that go on where an attempt was interrupted."""

import asyncio
import json
import re
from pathlib import Path

import pytest

from shared.download.fetcher import RecordingFetcher
from shared.errors import (
    Busy,
    ProviderRejected,
    ProviderUnavailable,
    RateLimited,
)
from tests.fakes.raw_server import Answer, RawServer, answer
from tests.support.fetching import (
    AUDIO,
    STRONG,
    WEAK,
    Build,
    link,
    names,
    refused,
    whole,
)


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
