"""Runs walked here and now: everything that is due, or one, without the queue."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.db.jobs.jobs import find_job
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import JobId
from shared.domain.statuses import JobStatus
from tests.support.forked import installation
from tests.support.processes import Installation
from tests.worker.conftest import AcceptCall

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def installed(environ: dict[str, str], tmp_path: Path) -> Iterator[Installation]:
    """Local providers, and no Redis anywhere."""
    with installation({**environ, "REDIS_URL": NOWHERE}, tmp_path / "logs") as installed:
        yield installed


async def status(database: Database, job_id: JobId) -> JobStatus:
    async with database.connection(ALL_TENANTS) as conn:
        job = await find_job(conn, job_id)
    assert job
    return job.status


async def test_once_does_what_is_due_and_ends(
    installed: Installation, database: Database, accept_call: AcceptCall
) -> None:
    _, first = await accept_call("conv_1")
    _, second = await accept_call("conv_2")
    _, later = await accept_call("conv_3")
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update jobs set not_before = now() + interval '1 hour' where id = $1", later
        )
    code, said = await installed.run("-m", "worker", "once")
    assert (code, [await status(database, job_id) for job_id in (first, second, later)]) == (
        0,
        [JobStatus.SUCCEEDED, JobStatus.SUCCEEDED, JobStatus.QUEUED],
    ), said
    assert said.splitlines()[-1] == "2 succeeded"


async def test_one_job_is_walked_though_its_time_has_not_come(
    installed: Installation, database: Database, accept_call: AcceptCall
) -> None:
    _, job_id = await accept_call("conv_1")
    _, other = await accept_call("conv_2")
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set not_before = now() + interval '1 hour'")
    code, said = await installed.run("-m", "worker", f"job:{job_id}")
    assert (code, said.splitlines()[-1]) == (0, f"{job_id} succeeded")
    assert await status(database, other) is JobStatus.QUEUED


async def test_what_a_run_apart_says_is_a_log(
    installed: Installation, accept_call: AcceptCall
) -> None:
    _, job_id = await accept_call()
    code, said = await installed.run("-m", "worker", f"isolated:{job_id}")
    assert code == 0
    assert "run over" in [json.loads(line)["event"] for line in said.splitlines()]


@pytest.mark.parametrize(
    ("word", "code", "told"),
    [
        ("job:01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10", 1, "there is no job"),
        ("job:7", 2, "is not the id of a job"),
        ("twice", 2, "usage"),
    ],
)
async def test_what_cannot_be_done_is_said(
    installed: Installation, word: str, code: int, told: str
) -> None:
    assert (await installed.run("-m", "worker", word))[0] == code
    assert told in installed.said()


@pytest.mark.parametrize("words", [(), ("once",), ("job:01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10",)])
async def test_settings_that_cannot_be_followed_are_told_from_a_failed_run(
    environ: dict[str, str], tmp_path: Path, words: tuple[str, ...]
) -> None:
    """As without OpenTelemetry, before which another package of its name is found."""
    (tmp_path / "first" / "opentelemetry").mkdir(parents=True)
    (tmp_path / "first" / "opentelemetry" / "__init__.py").touch()
    wanted = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318",
        "PYTHONPATH": str(tmp_path / "first"),
    }
    with installation({**environ, **wanted}, tmp_path / "logs") as installed:
        code, said = await installed.run("-m", "worker", *words)
        said += installed.said()
    assert code == 2, said
    assert "pip install 'aftercall[otel]'" in said
    assert "Traceback" not in said
