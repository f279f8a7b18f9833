"""Every vendor at once, faked at the wire, and the environment that points at them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.fakes.calcom_server import FakeCalCom
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.pinecone_server import FakePinecone
from tests.fakes.serving import served


@dataclass(frozen=True)
class Vendors:
    openai: FakeOpenAI
    pinecone: FakePinecone
    calcom: FakeCalCom
    environ: dict[str, str]

    @property
    def hanging(self) -> int:
        return sum(fake.script.hanging for fake in (self.openai, self.pinecone, self.calcom))

    def release(self) -> None:
        for fake in (self.openai, self.pinecone, self.calcom):
            fake.script.release()


@contextmanager
def vendors() -> Iterator[Vendors]:
    openai, pinecone, calcom = FakeOpenAI(), FakePinecone(dimension=1536), FakeCalCom()
    with served(openai.app) as openai_url, served(pinecone.app) as pinecone_url, served(calcom.app) as calcom_url:
        environ = {
            "OPENAI_API_KEY": "sk-test",
            "OPENAI_BASE_URL": f"{openai_url}/v1",
            "OPENAI_TIMEOUT_S": "30",
            "PINECONE_API_KEY": "pc-test",
            "PINECONE_HOST": pinecone_url,
            "CALCOM_API_KEY": "cal_test",
            "CALCOM_BASE_URL": f"{calcom_url}/v2",
            "CALCOM_EVENT_TYPE_ID": str(calcom.event_type_id),
        }
        yield Vendors(openai, pinecone, calcom, environ)
        for fake in (openai, pinecone, calcom):
            fake.script.release()
