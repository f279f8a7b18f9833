"""Runs that are interrupted: by a shutdown, a lost lease, a crash or a deleted call."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from shared.db.call_deletion import delete_call
from shared.db.jobs import claims
from shared.db.jobs.claims import fenced
from shared.db.pool import ALL_TENANTS, Database, Scope
from shared.domain.statuses import (
    CallStatus,
    JobStatus,
)
from shared.errors import (
    DatabaseAway,
    LeaseLost,
    ProviderUnavailable,
)
from tests.support.providers import Script
from tests.support.runs import call_of, fetch, job_of, let_time_pass
from tests.worker.conftest import TENANT, AcceptCall, run_until
from worker.lease_renewal import Leases
from worker.resources import Resources
from worker.runner import run_job
from worker.upkeep.sweeper import sweep_runs


async def test_at_shutdown_the_run_is_given_back_with_nothing_counted(
    resources: Resources,
    another_worker: Resources,
    database: Database,
    accept_call: AcceptCall,
    script: Script,
) -> None:
    _, job_id, running = await run_until(resources, accept_call, script, "write_document")
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    job = await job_of(database, job_id)
    assert (job.status, job.attempts, job.crashes) == (JobStatus.QUEUED, 0, 0)
    script.block.clear()
    await run_job(another_worker, job_id)
    assert (await job_of(database, job_id)).status is JobStatus.SUCCEEDED


class SlowToAnswer(Database):
    """A server whose answers arrive late; what was asked has been done by then."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.asked = asyncio.Event()
        self.answers = asyncio.Event()

    @asynccontextmanager
    async def connection(self, scope: Scope) -> AsyncIterator[Any]:
        async with self._database.connection(scope) as conn:
            yield conn
        self.asked.set()
        await self.answers.wait()


async def test_at_shutdown_a_run_that_was_just_being_claimed_is_given_back_too(
    resources: Resources, database: Database, accept_call: AcceptCall
) -> None:
    _, job_id = await accept_call()
    slow = SlowToAnswer(database)
    running = asyncio.create_task(run_job(replace(resources, database=slow), job_id))
    await slow.asked.wait()
    running.cancel()
    await asyncio.sleep(0)
    slow.answers.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (await job_of(database, job_id)).status is JobStatus.QUEUED


class ComesAndGoes(Database):
    """A server that is away while it is told to be."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.is_away = False

    @asynccontextmanager
    async def connection(self, scope: Scope) -> AsyncIterator[Any]:
        if self.is_away:
            raise DatabaseAway("away")
        async with self._database.connection(scope) as conn:
            yield conn


@pytest.mark.parametrize("longer_than_the_lease", [False, True])
async def test_an_outage_of_the_database_is_nobodys_death(
    resources: Resources,
    database: Database,
    accept_call: AcceptCall,
    script: Script,
    *,
    longer_than_the_lease: bool,
) -> None:
    entered = script.hold("summarize")
    flaky = ComesAndGoes(database)
    leases = Leases(flaky, resources.metrics, lease_s=0.0)
    _, job_id = await accept_call()
    running = asyncio.create_task(
        run_job(replace(resources, database=flaky, leases=leases), job_id)
    )
    await entered.wait()
    flaky.is_away = True
    if longer_than_the_lease:
        await leases.renew()
    else:
        script.block["summarize"].set()
    await asyncio.sleep(0.3)
    flaky.is_away = False
    async with asyncio.timeout(10):
        await running
    assert (await job_of(database, job_id)).status is JobStatus.QUEUED


async def test_a_worker_that_wakes_after_being_replaced_writes_nothing(
    resources: Resources,
    another_worker: Resources,
    database: Database,
    accept_call: AcceptCall,
    script: Script,
) -> None:
    entered = script.hold("summarize")
    call_id, job_id = await accept_call()
    async with database.connection(ALL_TENANTS) as conn:
        claim = await claims.claim(conn, job_id, worker="zombie", lease_s=5)
    assert claim
    await let_time_pass(database)
    taking_over = asyncio.create_task(run_job(another_worker, job_id))
    await entered.wait()
    with pytest.raises(LeaseLost):
        async with fenced(database, claim) as conn:
            await conn.execute("update calls set title = 'zombie' where id = $1", call_id)
    script.block["summarize"].set()
    await taking_over
    assert (await call_of(database, call_id)).title == "A leaking boiler"


async def test_losing_the_lease_stops_the_work(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    _, job_id, running = await run_until(resources, accept_call, script, "summarize")
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set fence = fence + 1 where id = $1", job_id)
    async with asyncio.timeout(10):
        await running
    assert (await job_of(database, job_id)).status is JobStatus.RUNNING


async def test_a_run_that_kills_its_worker_again_and_again_is_quarantined(
    resources: Resources, database: Database, accept_call: AcceptCall
) -> None:
    call_id, job_id = await accept_call()
    for _ in range(resources.settings.work.max_crashes):
        async with database.connection(ALL_TENANTS) as conn:
            assert await claims.claim(conn, job_id, worker="doomed", lease_s=5)
        await let_time_pass(database)
    await run_job(resources, job_id)
    job = await job_of(database, job_id)
    assert (job.status, job.error_code) == (JobStatus.FAILED, "quarantined")
    assert (await call_of(database, call_id)).status is CallStatus.PARTIAL


async def test_crashes_are_forgotten_when_work_gets_done(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    _, job_id = await accept_call()
    async with database.connection(ALL_TENANTS) as conn:
        await claims.claim(conn, job_id, worker="doomed", lease_s=5)
    await let_time_pass(database)
    script.fail["write_document"] = [ProviderUnavailable("The vendor is away.")]
    await run_job(resources, job_id)
    assert (await job_of(database, job_id)).crashes == 0


async def test_a_call_deleted_while_it_is_worked_on_leaves_nothing(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    call_id, _, running = await run_until(resources, accept_call, script, "summarize")
    async with database.transaction(ALL_TENANTS) as conn:
        await delete_call(conn, TENANT, call_id)
    script.block["summarize"].set()
    async with asyncio.timeout(10):
        await running
    for table in (
        "calls",
        "jobs",
        "job_steps",
        "transcripts",
        "insights",
        "chunks",
        "inbound_events",
    ):
        assert await fetch(database, f"select count(*) from {table}") == 0
    assert await fetch(database, "select type from events") == "call.deleted"


async def test_orphans_are_hinted_once_and_only_when_due(
    resources: Resources, database: Database, accept_call: AcceptCall
) -> None:
    await accept_call("conv_1")
    await sweep_runs(resources)
    assert await resources.queue.waiting() == 0
    await let_time_pass(database)
    await asyncio.gather(*(sweep_runs(resources) for _ in range(4)))
    assert await resources.queue.waiting() == 1
