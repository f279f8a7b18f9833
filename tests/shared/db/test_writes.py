"""Changes that share one trip are committed together, and only while the run is held."""

from dataclasses import replace

import asyncpg
import pytest

from shared.db.call_status import call_titled
from shared.db.calls import upsert_call
from shared.db.events import events_of_run
from shared.db.jobs.claims import Claim, claim, fenced_writes
from shared.db.jobs.steps import step_over
from shared.db.pool import ALL_TENANTS, Database
from shared.db.tenants import insert_tenant
from shared.db.writes import Write
from shared.domain.ids import TenantId, new_id
from shared.domain.incoming import IncomingCall
from shared.domain.statuses import Source, StepStatus
from shared.domain.steps import Step
from shared.errors import LeaseLost
from shared.intake.runs import start_run

STEP = step_over(Step.SUMMARIZE, StepStatus.DONE, meta={"model": "m"})
EVENT = events_of_run(("step.done", {"step": "summarize"}))


@pytest.fixture
async def claimed(database: Database) -> Claim:
    tenant_id = TenantId(new_id())
    async with database.transaction(ALL_TENANTS) as conn:
        await insert_tenant(conn, tenant_id, "North", "UTC")
        event = IncomingCall(Source.UPLOAD, "test", "1", "1")
        job_id, _ = await start_run(
            conn, tenant_id, await upsert_call(conn, tenant_id, None, event)
        )
    async with database.connection(ALL_TENANTS) as conn:
        found = await claim(conn, job_id, worker="w", lease_s=60)
    assert found
    return found


async def test_writes_share_one_trip_and_keep_their_own_values(
    database: Database, claimed: Claim
) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await fenced_writes(conn, claimed, STEP, call_titled("Title"), EVENT)
        row = await conn.fetchrow(
            """
            select title, job_steps.status, meta, type, data
            from calls
            join job_steps on job_id = $1
            join events on events.call_id = calls.id and type = 'step.done'
            """,
            claimed.job_id,
        )
    assert row and tuple(row) == (
        "Title",
        "done",
        {"model": "m"},
        "step.done",
        {"step": "summarize"},
    )


async def test_nothing_is_written_for_a_run_that_is_not_held(
    database: Database, claimed: Claim
) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        with pytest.raises(LeaseLost):
            await fenced_writes(conn, replace(claimed, fence=claimed.fence + 1), STEP, EVENT)
        assert not await conn.fetchval("select count(*) from job_steps")
        assert not await conn.fetchval("select count(*) from events where type = 'step.done'")


async def test_one_write_that_fails_takes_the_others_with_it(
    database: Database, claimed: Claim
) -> None:
    impossible = Write("insert into job_steps (job_id) select id from fence")
    async with database.connection(ALL_TENANTS) as conn:
        with pytest.raises(asyncpg.NotNullViolationError):
            await fenced_writes(conn, claimed, EVENT, impossible)
        assert not await conn.fetchval("select count(*) from events where type = 'step.done'")
