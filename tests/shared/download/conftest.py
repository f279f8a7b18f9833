"""Fetchers, and the servers that they fetch from."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from shared.download.fetcher import RecordingFetcher
from shared.limits.vendor_gate import Gate
from shared.settings.elevenlabs import ElevenLabsSettings
from shared.settings.fetching import FetchSettings
from shared.settings.twilio import TwilioSettings
from tests.fakes.raw_server import RawServer, raw_server
from tests.fakes.serving import served
from tests.fakes.twilio_server import (
    RECORDING_SID,
    FakeBucket,
    FakeTwilio,
    Media,
)
from tests.support.fetching import AUDIO, OPEN, Build
from tests.support.gates import open_door


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
