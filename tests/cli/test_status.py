"""`aftercall status`: what it counts, and how it ends."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from cli.account import EMAIL
from cli.status import Status, look, show
from shared.db.pool import ALL_TENANTS, Database
from shared.queue.queue import open_queue
from shared.settings.load import Settings, load_settings
from tests.cli.test_commands import REQUIRED, aftercall
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.people import Team, sign_up


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """Nothing answers at its address."""
    return {**environ, "PUBLIC_BASE_URL": "http://127.0.0.1:1"}


def shown(status: Status) -> str:
    console = Console(file=io.StringIO(), width=200)
    show(status, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


async def test_calls_runs_workers_and_arrivals_are_counted(
    settings: Settings, team: Team, other_team: Team, database: Database
) -> None:
    for number, each in enumerate((team, team, other_team)):
        await send(
            team.client, transcription(each.agent_id, f"conv_{number}"), secret=ELEVENLABS_SECRET
        )
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update calls set status = 'ready' where external_id = 'conv_0'")
        await conn.execute(
            "update jobs set not_before = now() + interval '1 hour' where tenant_id = $1",
            team.tenant_id,
        )
        await conn.execute(
            """
            insert into missed_calls (tenant_id, source, listed, arrived, fetched, missing)
            values ($1, 'elevenlabs', 5, 3, 0, 2), ($2, 'twilio', 1, 0, 0, 1)
            """,
            team.tenant_id,
            other_team.tenant_id,
        )
    async with open_queue(settings.queue) as queue:
        await queue.report_worker("night-shift", "alive", lasting_s=60)
        found = await look(settings)
    assert found.work is not None
    assert (found.work.calls, found.work.tenants) == ({"ready": 1, "received": 2}, 2)
    assert (found.work.due_runs, found.work.postponed_runs, found.work.missed_calls) == (
        1,
        2,
        3,
    )
    assert (found.workers, found.failing, found.sound, found.account) == (
        ["night-shift"],
        None,
        False,
        None,
    )
    said = shown(found)
    for words in (
        "does not answer",
        "night-shift",
        "1 ready, 2 received",
        "1 due, 0 running, 2 for later",
        "3 missing",
    ):
        assert words in said


async def test_the_account_that_up_made_is_named_without_its_password(
    settings: Settings, team: Team
) -> None:
    await sign_up(team.client, EMAIL, "My team")
    found = await look(settings)
    assert found.account == EMAIL
    assert "LOCAL_ACCOUNT_PASSWORD in" in shown(found)


async def test_what_cannot_be_asked_is_said(environ: dict[str, str]) -> None:
    away = load_settings(
        {**environ, "DATABASE_URL": REQUIRED["DATABASE_URL"], "REDIS_URL": "redis://127.0.0.1:1/0"}
    )
    found = await look(away)
    assert (found.workers, found.work, found.sound) == (None, None, False)
    said = shown(found)
    assert "Redis cannot be asked" in said
    assert "PostgreSQL" in said


def test_where_nothing_runs_it_says_so_and_ends_with_1(tmp_path: Path) -> None:
    result = aftercall("status", cwd=tmp_path)
    assert (result.returncode, "aftercall up" in result.stdout) == (1, True)
    result = aftercall("status", "--json", cwd=tmp_path)
    assert (result.returncode, json.loads(result.stdout)["ready"]) == (1, False)


def test_wrong_settings_end_with_2(tmp_path: Path) -> None:
    assert aftercall("status", cwd=tmp_path, **REQUIRED, WORKER_CONCURRENCY="many").returncode == 2
