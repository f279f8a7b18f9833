"""Every vendor at once, faked at the wire, and the environment that points at them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.fakes.calcom_server import FakeCalCom
from tests.fakes.elevenlabs_server import API_KEY, FakeElevenLabs
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.pinecone_server import FakePinecone
from tests.fakes.serving import served
from tests.fakes.slow import Slow
from tests.fakes.twilio_server import ACCOUNT_SID, AUTH_TOKEN, FakeTwilio


@dataclass(frozen=True)
class Vendors:
    openai: FakeOpenAI
    pinecone: FakePinecone
    calcom: FakeCalCom
    twilio: FakeTwilio
    elevenlabs: FakeElevenLabs
    environ: dict[str, str]

    @property
    def hanging(self) -> int:
        return sum(fake.script.hanging for fake in self._all())

    def release(self) -> None:
        for fake in self._all():
            fake.script.release()

    def _all(self) -> tuple[FakeOpenAI, FakePinecone, FakeCalCom, FakeTwilio, FakeElevenLabs]:
        return self.openai, self.pinecone, self.calcom, self.twilio, self.elevenlabs


@contextmanager
def vendors(slow: dict[str, float] | None = None) -> Iterator[Vendors]:
    """`slow` are the seconds after which OpenAI starts to answer, by a part of the path."""
    openai, pinecone, calcom, twilio = (
        FakeOpenAI(),
        FakePinecone(dimension=1536),
        FakeCalCom(),
        FakeTwilio(),
    )
    elevenlabs = FakeElevenLabs()
    with (
        served(Slow(openai.app, slow or {})) as openai_url,
        served(pinecone.app) as pinecone_url,
        served(calcom.app) as calcom_url,
        served(twilio.app) as twilio_url,
        served(elevenlabs.app) as elevenlabs_url,
    ):
        environ = {
            "OPENAI_API_KEY": "sk-test",
            "OPENAI_BASE_URL": f"{openai_url}/v1",
            "OPENAI_TIMEOUT_S": "300",
            "PINECONE_API_KEY": "pc-test",
            "PINECONE_HOST": pinecone_url,
            "CALCOM_API_KEY": "cal_test",
            "CALCOM_BASE_URL": f"{calcom_url}/v2",
            "CALCOM_EVENT_TYPE_ID": str(calcom.event_type_id),
            "TWILIO_BASE_URL": twilio_url,
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "ELEVENLABS_BASE_URL": elevenlabs_url,
            "ELEVENLABS_API_KEY": API_KEY,
        }
        fakes = Vendors(openai, pinecone, calcom, twilio, elevenlabs, environ)
        yield fakes
        fakes.release()
