"""The Python client against the API behind a real server: the README's examples, and a stream over
a restart.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from aftercall_client import AsyncAftercall, Retries, Unauthorized, sent, unwrap
from api.event_samples import EVENT_EXAMPLES
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.events import EventBody
from shared.domain.ids import JobId
from shared.outgoing.secrets import TargetSecrets, new_secret
from shared.settings.load import Settings
from tests.api.conftest import ServeFactory
from tests.api.test_event_stream import say
from tests.api.test_reading import accept, process
from tests.chaos.proxy import proxied
from tests.support.people import Team, settled
from tests.support.processes import until
from tests.support.sounds import bursts
from worker.resources import Resources

README = Path(__file__).parents[2] / "client" / "README.md"
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


@pytest.fixture
async def served(
    serve_api: ServeFactory, database: Database, settings: Settings, password_hash: str
) -> AsyncIterator[Team]:
    async with serve_api() as client:
        yield await settled(
            client, database, settings, "north@example.com", "Northside", password_hash
        )


async def queued_job(database: Database) -> JobId | None:
    async with database.connection(ALL_TENANTS) as conn:
        row = await conn.fetchrow("select id from jobs where status = 'queued'")
    return JobId(row["id"]) if row else None


async def test_the_examples_of_the_readme_run(
    served: Team,
    database: Database,
    worker: Resources,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("call.wav").write_bytes(bursts([(1, 3)], [(4, 6)], seconds=8))
    monkeypatch.setenv("AFTERCALL_URL", str(served.client.base_url))
    monkeypatch.setenv("AFTERCALL_API_KEY", served.headers["Authorization"].removeprefix("Bearer "))
    names: dict[str, Any] = {}
    blocks = BLOCK.findall(README.read_text())
    assert len(blocks) == 7

    def run() -> None:
        try:
            for block in blocks:
                exec(compile(block, str(README), "exec"), names)
        finally:
            names["client"].close()

    await process(worker, await accept(served))
    running = asyncio.create_task(asyncio.to_thread(run))
    job_id = await until(lambda: queued_job(database))
    # Its audio is not what these examples are about, and takes seconds.
    assert (await served.post(f"/api/job/{job_id}/cancel")).status_code == 200
    await running
    printed = capsys.readouterr().out
    assert "cancelled 0" in printed
    assert f"bytes 0-999/{Path('call.wav').stat().st_size} 1000" in printed
    assert Path("copy.wav").read_bytes() == Path("call.wav").read_bytes()
    assert "call.ready" in printed
    assert "not_found" in printed
    assert names["receive"](b"{}", {}, []) == 401


async def test_each_event_comes_once_over_cut_connections(served: Team, database: Database) -> None:
    url, token = served.client.base_url, served.headers["Authorization"].removeprefix("Bearer ")
    found: list[int] = []
    retries = Retries(first_s=0.01, longest_s=0.05)
    async with proxied(lambda: asyncio.open_connection(url.host, url.port)) as proxy:
        address = f"http://127.0.0.1:{proxy.port}"
        async with (
            AsyncAftercall(address, api_key=token, retries=retries) as client,
            aclosing(client.events.stream(type=["call.counted"], last_event_id=0)) as events,
        ):
            # The API asks for two seconds.
            object.__setattr__(client._sender, "sleep", lambda _: asyncio.sleep(0.05))
            for each in range(4):
                await say(database, served, "call.counted", times=50)
                while len(found) < each * 50 + 25:
                    found.append((await anext(events)).data["number"])
                if each % 2:
                    proxy.cut()
                else:
                    await proxy.shut()
                    await proxy.listen()
            while len(found) < 200:
                found.append((await anext(events)).data["number"])
    assert found == [*range(50)] * 4


async def test_what_is_signed_here_is_unwrapped() -> None:
    """Two secrets, as while one replaces the other."""
    body = EventBody.model_validate(EVENT_EXAMPLES["EventBody"]).model_dump_json().encode()
    keys, now = (new_secret(), new_secret()), int(time.time())
    headers = TargetSecrets(url="", secrets=keys).headers("evt-1", now, body, both=True)
    for key in keys:
        event = unwrap(body, headers, key)
        assert isinstance(event, sent.CallReady)
        assert event.data.sequence == EVENT_EXAMPLES["EventBody"]["data"]["sequence"]


async def test_a_wrong_key_is_named(served: Team) -> None:
    async with AsyncAftercall(str(served.client.base_url), api_key="ak_wrong") as client:
        with pytest.raises(Unauthorized) as raised:
            await client.calls.list()
    assert raised.value.code == "invalid_token"
    assert raised.value.request_id
