"""The sweeper: what fails once is tried again, and nothing ends it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import asyncpg
import pytest

from shared.concurrency.tasks import stop
from shared.db.call_deletion import delete_call
from shared.db.jobs.claims import claim, take_orphans
from shared.db.pool import ALL_TENANTS, Database
from shared.db.tenants import insert_tenant
from shared.domain.ids import CallId, ChunkId, TenantId, new_id
from shared.domain.statuses import Lane
from shared.errors import ProviderUnavailable
from shared.ports import VectorIndex
from shared.queue.queue import Wakeup, open_queue
from shared.settings.load import load_settings
from tests.support.processes import until
from tests.support.providers import Script
from tests.worker.conftest import TENANT, AcceptCall, run_until
from worker.resources import Resources
from worker.runner import run_job
from worker.upkeep.sweeper import run_sweeper, sweep_runs


class Stubborn:
    """A vector index that never lets go of the first chunks it is asked to delete."""

    def __init__(self) -> None:
        self.kept: Sequence[ChunkId] | None = None
        self.deleted: list[Sequence[ChunkId]] = []

    async def delete(self, _tenant_id: TenantId, ids: Sequence[ChunkId]) -> None:
        if self.kept in (None, ids):
            self.kept = ids
            raise ProviderUnavailable("The index is away.")
        self.deleted.append(ids)


async def fetch(database: Database, query: str) -> Any:
    async with database.connection(ALL_TENANTS) as conn:
        return await conn.fetchval(query)


async def backlog(database: Database, runs: int) -> TenantId:
    """A tenant with so many runs whose wakeups were lost."""
    tenant_id = TenantId(new_id())
    async with database.connection(ALL_TENANTS) as conn:
        await insert_tenant(conn, tenant_id, "Westside", "America/New_York")
        await conn.execute(
            """
            with accepted as (
                insert into calls (id, tenant_id, source, external_id)
                select gen_random_uuid(), $1, 'upload', number::text
                from generate_series(1, $2) as number
                returning id
            )
            insert into jobs (id, tenant_id, call_id, kind, woken_at)
            select gen_random_uuid(), $1, id, 'process_call', now() - interval '1 minute'
            from accepted
            """,
            tenant_id,
            runs,
        )
    return tenant_id


async def delete(database: Database, call_id: CallId) -> None:
    async with database.transaction(ALL_TENANTS) as conn:
        await delete_call(conn, TENANT, call_id)


async def test_one_deletion_that_fails_does_not_hold_up_the_others(
    resources: Resources, database: Database, accept_call: AcceptCall
) -> None:
    for name in ("conv_1", "conv_2", "conv_3"):
        call_id, job_id = await accept_call(name)
        await run_job(resources, job_id)
        await delete(database, call_id)
    index = Stubborn()
    providers = replace(resources.providers, vector_index=cast(VectorIndex, index))
    await sweep_runs(replace(resources, providers=providers))
    assert len(index.deleted) == 2
    assert await fetch(database, "select sum(attempts) from erasures") == 3


async def test_a_deletion_is_settled_once_no_worker_can_be_writing(
    resources: Resources, database: Database, accept_call: AcceptCall
) -> None:
    call_id, _ = await accept_call()
    await delete(database, call_id)
    await sweep_runs(resources)
    assert await fetch(database, "select count(*) from erasures where erased_at is null") == 1
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update erasures set created_at = now() - interval '3 minutes', not_before = now()"
        )
    await sweep_runs(resources)
    assert await fetch(database, "select count(*) from erasures where erased_at is null") == 0


async def test_the_sweeper_outlives_any_fault(
    resources: Resources, database: Database, owner_database: Database, accept_call: AcceptCall
) -> None:
    await accept_call()
    async with owner_database.connection(ALL_TENANTS) as conn:
        await conn.execute("alter table erasures rename to mislaid")
    sweeping = asyncio.create_task(run_sweeper(resources))
    async with owner_database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set woken_at = now() - interval '1 minute'")
        await until(resources.queue.waiting)
        await conn.execute("alter table mislaid rename to erasures")
        await resources.queue.take(1)
        await conn.execute("update jobs set woken_at = now() - interval '1 minute'")
        await until(resources.queue.waiting)
    assert not sweeping.done()
    await stop(sweeping)


async def test_a_fault_of_the_heartbeat_leaves_no_work_going_on(
    resources: Resources,
    owner_database: Database,
    accept_call: AcceptCall,
    script: Script,
    environ: dict[str, str],
) -> None:
    _, _, running = await run_until(resources, accept_call, script, "summarize")
    async with owner_database.connection(ALL_TENANTS) as conn:
        await conn.execute("alter table jobs rename column lease_until to mislaid")
    with pytest.raises(asyncpg.UndefinedColumnError):
        await running
    script.block["summarize"].set()
    assert not [task for task in asyncio.all_tasks() if "_walk" in str(task.get_coro())]


async def test_what_a_dead_worker_had_in_hand_is_hinted_once_its_lease_is_out(
    resources: Resources, database: Database, accept_call: AcceptCall
) -> None:
    _, job_id = await accept_call()
    async with database.connection(ALL_TENANTS) as conn:
        assert await claim(conn, job_id, worker="doomed", lease_s=60)
        await conn.execute("update jobs set woken_at = now() - interval '1 minute'")
    await sweep_runs(resources)
    assert await resources.queue.waiting() == 0
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set lease_until = now() - interval '1 second'")
    await sweep_runs(resources)
    assert [wakeup.job_id for wakeup in (await resources.queue.take(9)).wakeups] == [job_id]


async def test_without_redis_runs_are_offered_to_the_worker_itself(
    resources: Resources, database: Database, accept_call: AcceptCall, environ: dict[str, str]
) -> None:
    _, job_id = await accept_call()
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set woken_at = now() - interval '1 minute'")
    offered: list[Wakeup] = []

    def offer(wakeups: Sequence[Wakeup]) -> int:
        offered.extend(wakeups)
        return len(wakeups)

    async with open_queue(
        load_settings({**environ, "REDIS_URL": "redis://127.0.0.1:1/0"}).queue
    ) as nowhere:
        await sweep_runs(replace(resources, queue=nowhere), offer=offer)
    assert [wakeup.job_id for wakeup in offered] == [job_id]


async def test_backfill_that_waited_too_long_becomes_live(
    resources: Resources, database: Database, accept_call: AcceptCall
) -> None:
    await accept_call("conv_1")
    await accept_call("conv_2")
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update jobs set lane = 'backfill', woken_at = now() - interval '1 minute'"
        )
        await conn.execute(
            """
            update jobs
            set created_at = now() - interval '2 hours'
            where id = (select id from jobs order by id limit 1)
            """
        )
    await sweep_runs(resources)
    assert [wakeup.lane for wakeup in (await resources.queue.take(9)).wakeups] == [
        Lane.LIVE,
        Lane.BACKFILL,
    ]


async def test_nobodys_lost_wakeup_waits_until_the_others_have_nothing_left(
    database: Database,
) -> None:
    busy, quiet = [await backlog(database, runs) for runs in (60, 1)]
    seen: set[TenantId] = set()
    async with database.connection(ALL_TENANTS) as conn:
        for _ in range(50):
            seen |= {
                wakeup.tenant_id
                for wakeup in await take_orphans(conn, wakeup_gap_s=3, most_of_tenant=1, limit=1)
            }
    assert seen == {busy, quiet}
