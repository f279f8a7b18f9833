"""Runs that took their worker down, in a process of their own."""

import asyncio
from pathlib import Path

import pytest

from shared.db.jobs.jobs import find_job
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import JobId, new_id
from shared.domain.statuses import JobStatus
from tests.support.forked import installation
from tests.worker.conftest import AcceptCall
from worker.isolated import walk_isolated


async def test_a_run_is_walked_in_a_process_of_its_own(
    environ: dict[str, str], database: Database, accept_call: AcceptCall, tmp_path: Path
) -> None:
    _, job_id = await accept_call()
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set isolated = true")
    with installation(environ, tmp_path / "logs") as installed:
        code, said = await installed.run("-m", "worker", f"job:{job_id}")
    assert code == 0, said
    assert "isolated run ended" in said
    async with database.connection(ALL_TENANTS) as conn:
        job = await find_job(conn, job_id)
    assert job
    assert job.status is JobStatus.SUCCEEDED


async def test_a_process_that_hangs_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs = tmp_path / "hangs"
    hangs.write_text("#!/bin/sh\nexec sleep 60\n")
    hangs.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(hangs))
    async with asyncio.timeout(10):
        await walk_isolated(JobId(new_id()), limit_s=0.05)
