"""PostgreSQL is frozen with SIGSTOP and goes on: senders, readiness and the worker, all as whole
processes.
"""

import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from cli.embedded import postgres_server
from cli.servers import Server
from shared.db.migrate import migrate
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.databases import as_application, database_urls
from tests.support.forked import installation
from tests.support.people import Team, sign_up
from tests.support.processes import Installation, signal_server, until


@pytest.fixture
def postgres() -> Iterator[Server]:
    folder = Path(tempfile.gettempdir()) / f"aftercall-test-{uuid4().hex}"
    with postgres_server(folder) as server:
        yield server
    shutil.rmtree(folder)


@pytest.fixture
def mortal(environ: dict[str, str], postgres: Server, tmp_path: Path) -> Iterator[Installation]:
    environ = {**environ, **database_urls(postgres.url), "ALLOWED_HOSTS": "127.0.0.1"}
    with installation({**environ, "WEBHOOK_DEADLINE_S": "1"}, tmp_path / "logs") as installed:
        yield installed


async def test_calls_of_before_and_of_the_freeze_are_ready_once_after_it(
    mortal: Installation, postgres: Server
) -> None:
    await migrate(postgres.url, application_url=as_application(postgres.url))
    await mortal.start_api()
    mortal.start_worker()
    async with httpx.AsyncClient(base_url=mortal.base_url, timeout=60) as http:
        team = await sign_up(http, "north@example.com", "Northside")
        before = [await tell(team, number) for number in range(5)]
        signal_server(postgres, signal.SIGSTOP)
        try:
            during = [await tell(team, number) for number in range(5, 8)]
            ready = await http.get("/health/ready")
            page = await http.get("/calls", headers=team.headers)
        finally:
            signal_server(postgres, signal.SIGCONT)
        assert (before, during) == (["accepted"] * 5, ["spooled"] * 3)
        assert (ready.status_code, page.status_code) == (503, 503)
        assert (
            await until(lambda: statuses(team), lambda all_of: set(all_of) == {"ready"})
            == ["ready"] * 8
        )
    assert [process.poll() for process in mortal.processes.values()] == [None, None]


async def tell(team: Team, number: int) -> str:
    event = transcription(team.agent_id, f"conv_{number}")
    event["data"]["metadata"]["phone_call"]["call_sid"] = f"leg of {number}"
    return str((await send(team.client, event, secret=ELEVENLABS_SECRET)).json()["status"])


async def statuses(team: Team) -> list[str]:
    answer = await team.get("/api/calls", limit=50)
    calls = answer.json()["calls"] if answer.status_code == 200 else []
    return [call["status"] for call in calls] if len(calls) >= 8 else ["waiting"]
