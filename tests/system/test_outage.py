"""PostgreSQL dies under load, the API dies after it, and every call that was accepted is there
once.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from cli.embedded import postgres_server
from cli.servers import Server
from shared.db.migrate import migrate
from shared.db.pool import ALL_TENANTS, open_database
from shared.settings.load import load_settings
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.databases import as_application, database_urls
from tests.support.forked import installation
from tests.support.people import Team, sign_up
from tests.support.processes import Installation, until

CALLS = 60


@pytest.fixture
def postgres() -> Iterator[Server]:
    """One that may die, with what it committed on disk."""
    folder = Path(tempfile.gettempdir()) / f"aftercall-test-{uuid4().hex}"
    with postgres_server(folder) as server:
        yield server
    shutil.rmtree(folder)


@pytest.fixture
def mortal(environ: dict[str, str], postgres: Server, tmp_path: Path) -> Iterator[Installation]:
    with installation({**environ, **database_urls(postgres.url)}, tmp_path / "logs") as installed:
        yield installed


async def test_every_call_accepted_before_and_while_postgres_was_dead_is_recorded_once(
    mortal: Installation, postgres: Server
) -> None:
    await migrate(postgres.url, application_url=as_application(postgres.url))
    await mortal.start_api()
    async with httpx.AsyncClient(base_url=mortal.base_url, timeout=20) as http:
        team = await sign_up(http, "north@example.com", "Northside")
        told = [asyncio.create_task(accepted(http, team, number)) for number in range(CALLS)]
        await asyncio.wait(told, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.to_thread(postgres.kill)
        assert await accepted(http, team, CALLS) == "spooled"
        assert None not in await asyncio.gather(*told)
    mortal.kill("api")
    await asyncio.to_thread(postgres.start)
    await mortal.start_api()
    async with httpx.AsyncClient(base_url=mortal.base_url, timeout=20) as http:
        await until(lambda: spooled(http), lambda waiting: waiting == 0)
    assert await calls(mortal) == sorted(f"conv_{number}" for number in range(CALLS + 1))


async def accepted(http: httpx.AsyncClient, team: Team, number: int) -> str | None:
    """What the 202 says; None for any other answer."""
    event = transcription(team.agent_id, f"conv_{number}")
    event["data"]["metadata"]["phone_call"]["call_sid"] = f"leg of {number}"
    answer = await send(http, event, secret=ELEVENLABS_SECRET)
    return str(answer.json()["status"]) if answer.status_code == 202 else None


async def spooled(http: httpx.AsyncClient) -> int:
    return int((await http.get("/health/ready")).json()["spooled_events"])


async def calls(installed: Installation) -> list[str]:
    """Of each run, its call."""
    settings = load_settings(installed.environ)
    async with (
        open_database(settings.database) as database,
        database.connection(ALL_TENANTS) as conn,
    ):
        rows = await conn.fetch("select c.external_id from jobs j join calls c on c.id = j.call_id")
    return sorted(row["external_id"] for row in rows)
