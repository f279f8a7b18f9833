"""Providers of both kinds, the hosted ones against fakes on real sockets."""

import wave
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import pytest
from redis.asyncio import Redis

from shared.concurrency.processes import Processes
from shared.concurrency.sandbox import Walls
from shared.local.embedder import LocalEmbedder
from shared.local.transcriber import LocalTranscriber
from shared.settings.calcom import CalComSettings
from shared.settings.local import LocalSettings
from shared.settings.openai import OpenAISettings
from shared.settings.pinecone import PineconeSettings
from shared.vendors.openai.client import open_client
from tests.fakes.calcom_server import FakeCalCom
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.pinecone_server import FakePinecone
from tests.fakes.serving import served

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "cli" / "samples" / "two_channel_call.wav"

WavWriter = Callable[..., Path]
Build = Callable[..., OpenAISettings]


@pytest.fixture(scope="session")
def openai_served() -> Iterator[tuple[FakeOpenAI, str]]:
    fake = FakeOpenAI()
    with served(fake.app) as url:
        yield fake, url
        fake.script.release()


@pytest.fixture
def openai_fake(openai_served: tuple[FakeOpenAI, str]) -> Iterator[FakeOpenAI]:
    """Under a key of the test's own: a request that another test gave up may still be
    on its way.
    """
    fake, _ = openai_served
    fake.reset()
    fake.key = f"sk-{uuid4()}"
    yield fake
    fake.script.release()


@pytest.fixture
def openai_settings(openai_served: tuple[FakeOpenAI, str], openai_fake: FakeOpenAI) -> Build:
    """Settings against the fake; keyword arguments are environment names."""
    _, url = openai_served

    def build(**environ: Any) -> OpenAISettings:
        values = {
            "OPENAI_API_KEY": openai_fake.key,
            "OPENAI_BASE_URL": f"{url}/v1",
            "OPENAI_TIMEOUT_S": 5,
            **environ,
        }
        return OpenAISettings.model_validate(values)

    return build


@pytest.fixture
async def opened() -> AsyncIterator[AsyncExitStack]:
    """What a test pushes here is closed after it."""
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def openai_client(
    openai_fake: FakeOpenAI, openai_settings: Build, opened: AsyncExitStack
) -> Any:
    return await opened.enter_async_context(open_client(openai_settings()))


@pytest.fixture(scope="session")
def pinecone_served() -> Iterator[tuple[FakePinecone, str]]:
    fake = FakePinecone()
    with served(fake.app) as url:
        yield fake, url
        fake.script.release()


@pytest.fixture
def pinecone_fake(pinecone_served: tuple[FakePinecone, str]) -> Iterator[FakePinecone]:
    fake, _ = pinecone_served
    fake.reset()
    yield fake
    fake.script.release()


@pytest.fixture
def pinecone_settings(pinecone_served: tuple[FakePinecone, str]) -> Callable[..., PineconeSettings]:
    _, url = pinecone_served

    def build(**environ: Any) -> PineconeSettings:
        return PineconeSettings.model_validate(
            {"PINECONE_API_KEY": "pc-test", "PINECONE_HOST": url, **environ}
        )

    return build


@pytest.fixture
def calcom_served() -> Iterator[tuple[FakeCalCom, str]]:
    """Anew for each test: a request that a test gave up on can still make its booking
    afterwards.
    """
    fake = FakeCalCom()
    with served(fake.app) as url:
        yield fake, url
        fake.script.release()


@pytest.fixture
def calcom_fake(calcom_served: tuple[FakeCalCom, str]) -> FakeCalCom:
    return calcom_served[0]


@pytest.fixture
def calcom_settings(calcom_served: tuple[FakeCalCom, str]) -> Callable[..., CalComSettings]:
    _, url = calcom_served

    def build(**environ: Any) -> CalComSettings:
        values = {
            "CALCOM_API_KEY": "cal_test",
            "CALCOM_BASE_URL": f"{url}/v2",
            "CALCOM_EVENT_TYPE_ID": 50,
            **environ,
        }
        return CalComSettings.model_validate(values)

    return build


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(redis_url)
    yield client
    await client.aclose()


@pytest.fixture(scope="session")
async def decoders() -> AsyncIterator[Processes]:
    """One decoding process for all tests."""
    processes = Processes(1)
    yield processes
    await processes.close()


@pytest.fixture(scope="session")
async def local_transcriber(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[LocalTranscriber]:
    """One for all tests: it takes a second to load its model. It reads no files but
    those of tests.
    """
    transcriber = LocalTranscriber(
        LocalSettings.model_validate({"LOCAL_TRANSCRIBE_TIMEOUT_S": 60}),
        part_s=300,
        walls=Walls(reads=(tmp_path_factory.getbasetemp(),)),
    )
    yield transcriber
    await transcriber.close()


@pytest.fixture(scope="session")
async def local_embedder() -> AsyncIterator[LocalEmbedder]:
    embedder = LocalEmbedder()
    yield embedder
    await embedder.close()


@pytest.fixture
def wav(tmp_path: Path) -> WavWriter:
    """Writes a 16-bit WAV file with one tone (in Hz) per channel; 0 is silence."""

    def write(
        *tones: float, seconds: float = 1.0, rate: int = 8000, name: str = "call.wav"
    ) -> Path:
        times = np.arange(int(seconds * rate)) / rate
        channels = [8000 * np.sin(2 * np.pi * tone * times) for tone in tones]
        return _write(tmp_path / name, np.stack(channels).astype(np.int16), rate)

    return write


def _write(path: Path, channels: npt.NDArray[np.int16], rate: int) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels.shape[0])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(channels.T.astype("<i2").tobytes())
    return path
