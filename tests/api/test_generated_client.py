"""A client that openapi-python-client makes of the description is whole, and does what the README's
walk does.
"""

import importlib
import json
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType

from shared.domain.ids import JobId
from tests.api.conftest import ServeFactory
from tests.api.test_isolation import APP
from tests.support.sounds import bursts
from worker.resources import Resources
from worker.runner import run_job

pytestmark = pytest.mark.walk

PACKAGE = "generated_aftercall"


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The package of the client, without a warning of its generator."""
    folder = tmp_path_factory.mktemp("client")
    source = folder / "openapi.json"
    source.write_text(json.dumps(APP.openapi()))
    options = ConfigFile(post_hooks=[])
    config = Config.from_sources(
        options,
        MetaType.NONE,
        source,
        file_encoding="utf-8",
        overwrite=False,
        output_path=folder / PACKAGE,
    )
    assert [str(each) for each in generate(config=config)] == []
    sys.path.insert(0, str(folder))
    yield importlib.import_module(PACKAGE)
    sys.path.remove(str(folder))


@pytest.fixture
async def address(serve_api: ServeFactory) -> AsyncIterator[str]:
    async with serve_api(AFTERCALL_ENV="development", ELEVENLABS_WEBHOOK_SECRET="") as client:
        yield str(client.base_url)


class Caller:
    """Calls operations by their ids, with a token once there is one."""

    def __init__(self, generated: ModuleType, address: str) -> None:
        self.models: Any = importlib.import_module(f"{PACKAGE}.models")
        self.token = ""
        self._folder, self._generated, self._address = (
            Path(str(generated.__file__)).parent / "api",
            generated,
            address,
        )

    async def call(self, operation: str, expected: int, /, *values: Any, **named: Any) -> Any:
        """Awaits one operation, and returns what its answer was read as."""
        (path,) = self._folder.glob(f"*/{operation}.py")
        module: Any = importlib.import_module(f"{PACKAGE}.api.{path.parent.name}.{operation}")
        async with self._client() as client:
            answer = await module.asyncio_detailed(*values, client=client, **named)
        assert answer.status_code == expected, answer.content
        return answer.parsed

    def _client(self) -> Any:
        if self.token:
            return self._generated.AuthenticatedClient(base_url=self._address, token=self.token)
        return self._generated.Client(base_url=self._address)


@pytest.fixture
def caller(generated: ModuleType, address: str) -> Caller:
    return Caller(generated, address)


def test_no_operation_is_left_out(generated: ModuleType) -> None:
    described = {
        one["operationId"] for item in APP.openapi()["paths"].values() for one in item.values()
    }
    made = {path.stem for path in Path(str(generated.__file__)).parent.glob("api/*/*.py")} - {
        "__init__"
    }
    assert made == described


async def test_the_readmes_walk_through_a_generated_client(
    caller: Caller, worker: Resources
) -> None:
    models = caller.models
    account = models.SignupBody(
        "test@example.com", "password123", "Test Company", timezone="America/New_York"
    )
    signed_up = await caller.call("signup", 201, body=account)
    caller.token = signed_up.access_token
    agent = await caller.call(
        "create_agent", 201, body=models.NewAgentBody("Front desk", external_id="agent_1")
    )

    event = models.ElevenLabsEvent.from_dict(
        {
            "data": {
                "conversation_id": "conv-test-001",
                "agent_id": agent.external_id,
                "transcript": [
                    {"role": "agent", "message": "Northside, how can I help?"},
                    {
                        "role": "user",
                        "message": "My name is Maria Lopez. Please call me back "
                        "tomorrow at three pm.",
                    },
                ],
                "metadata": {"phone_call": {"external_number": "+12025550143"}},
            }
        }
    )
    accepted = await caller.call("call_ended", 202, body=event)
    await run_job(worker, JobId(accepted.job_id))
    job = await caller.call("job_status", 200, accepted.job_id)
    assert (job.status, job.progress, job.steps[0].status) == (
        models.JobStatus.SUCCEEDED,
        100,
        models.StepStatus.SKIPPED,
    )

    page = await caller.call("get_calls", 200, status=models.CallStatus.READY)
    assert [call.id for call in page.calls] == [accepted.call_id]
    detail = await caller.call("read_call", 200, accepted.call_id)
    assert detail.summary.value.title
    assert detail.callback_detection.value.needed is True
    assert [turn.speaker for turn in detail.transcript.turns] == [
        models.Speaker.AGENT,
        models.Speaker.CUSTOMER,
    ]
    (callback,) = (await caller.call("get_callbacks", 200)).callbacks
    assert (callback.call_id, callback.due_at, callback.timezone) == (
        accepted.call_id,
        detail.callback.due_at,
        "America/New_York",
    )
    (lead,) = (await caller.call("get_leads", 200)).leads
    assert (lead.id, lead.calls[0].call_id) == (detail.lead_id, accepted.call_id)


async def test_a_recording_is_uploaded_and_had_back_through_a_generated_client(
    caller: Caller, generated: ModuleType, worker: Resources
) -> None:
    models, types = caller.models, importlib.import_module(f"{PACKAGE}.types")
    account = models.SignupBody("test@example.com", "password123", "Test Company")
    caller.token = (await caller.call("signup", 201, body=account)).access_token
    about = models.NewRecordingBody(
        direction="inbound", channels=[models.Speaker.AGENT, models.Speaker.CUSTOMER]
    )
    created = await caller.call("create_recording", 201, body=about)
    early = await caller.call("finalize", 409, created.recording_id)
    assert early.code == "not_uploaded"
    sound = bursts([(1, 3)], [(4, 6)], seconds=8)
    uploaded = await caller.call(
        "put_media", 200, created.recording_id, body=types.File(payload=sound)
    )
    assert uploaded.size_bytes == len(sound)
    started = await caller.call("finalize", 202, created.recording_id)
    await run_job(worker, JobId(UUID(str(started.job_id))))
    recording = await caller.call("read_recording", 200, created.recording_id)
    assert (recording.status, recording.progress) == (models.RecordingStatus.COMPLETED, 100)
    detail = await caller.call("read_call", 200, created.call_id)
    assert (detail.status, detail.recordings[0].id) == (
        models.CallStatus.READY,
        created.recording_id,
    )
    audio = await caller.call("read_media", 200, created.recording_id)
    assert audio.payload.read() == sound
    refused = await caller.call("get_calls", 422, limit=0)
    assert (refused.code, refused.errors[0].pointer) == ("invalid_fields", "/query/limit")
