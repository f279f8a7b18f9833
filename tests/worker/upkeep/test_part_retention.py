"""Parts of calls that are deleted before their calls."""

from dataclasses import replace
from typing import Any, cast

import pytest

from shared.db.audit import AuditFilter, list_entries
from shared.db.jobs.claims import claim
from shared.db.pool import Database
from shared.domain.ids import CallId
from shared.ports import VectorIndex
from tests.worker.conftest import TENANT, AcceptCall
from tests.worker.upkeep.test_sweeper import Stubborn
from worker.resources import Resources
from worker.runner import run_job
from worker.upkeep.part_retention import delete_expired_events, delete_expired_parts

TABLES = ("transcripts", "documents", "insights", "jobs", "chunks", "callbacks", "lead_calls")


async def counts(database: Database, call_id: CallId) -> dict[str, int]:
    async with database.connection() as conn:
        return {
            table: await conn.fetchval(f"select count(*) from {table} where call_id = $1", call_id)
            for table in TABLES
        }


async def execute(database: Database, statement: str, *values: Any) -> None:
    async with database.connection() as conn:
        await conn.execute(statement, *values)


async def keep(database: Database, **days: int) -> None:
    for name, value in days.items():
        await execute(database, f"update tenants set {name}_retention_days = $1", value)


async def make_old(database: Database, call_id: CallId) -> None:
    await execute(
        database, "update calls set created_at = now() - interval '40 days' where id = $1", call_id
    )


@pytest.fixture
async def old(resources: Resources, database: Database, accept_call: AcceptCall) -> CallId:
    call_id, job_id = await accept_call("old")
    await run_job(resources, job_id)
    await make_old(database, call_id)
    return call_id


@pytest.fixture
async def fresh(resources: Resources, accept_call: AcceptCall, old: CallId) -> CallId:
    call_id, job_id = await accept_call("fresh")
    await run_job(resources, job_id)
    return call_id


@pytest.mark.parametrize(
    ("part", "gone", "source"),
    [
        ("transcript", {"transcripts"}, "transcript"),
        ("document", {"documents"}, "document"),
        ("insight", {"insights"}, "summary"),
        ("run", {"jobs"}, None),
    ],
)
async def test_a_part_goes_when_its_days_are_over_and_nothing_else(
    resources: Resources,
    database: Database,
    old: CallId,
    fresh: CallId,
    part: str,
    gone: set[str],
    source: str | None,
) -> None:
    await delete_expired_parts(resources)
    before, of_fresh = await counts(database, old), await counts(database, fresh)
    assert all(before.values()), before
    await keep(database, **{part: 30})
    await delete_expired_parts(resources)
    after = await counts(database, old)
    assert {table for table in TABLES if not after[table]} == gone
    assert {table for table in TABLES if after[table] < before[table]} == gone | (
        {"chunks"} if source else set()
    )
    assert await counts(database, fresh) == of_fresh
    async with database.connection() as conn:
        assert not await conn.fetchval(
            "select count(*) from chunks where call_id = $1 and source = $2", old, source
        )
        where = AuditFilter(TENANT, action=f"delete {part} after its retention")
        (entry,) = await list_entries(conn, where, before=None, limit=10)
    assert (entry.actor, entry.object) == ("worker", str(old))


async def test_the_part_of_a_call_with_an_open_run_stays(
    resources: Resources, database: Database, accept_call: AcceptCall
) -> None:
    call_id, job_id = await accept_call("open")
    await make_old(database, call_id)
    await keep(database, transcript=30, run=30)
    await delete_expired_parts(resources)
    async with database.connection() as conn:
        assert await claim(conn, job_id, worker="test", lease_s=60)
    await delete_expired_parts(resources)
    found = await counts(database, call_id)
    assert (found["transcripts"], found["jobs"]) == (1, 1)


async def test_rows_stay_while_their_vectors_cannot_be_deleted(
    resources: Resources, database: Database, old: CallId
) -> None:
    await keep(database, document=30)
    index = cast(VectorIndex, Stubborn())
    away = replace(resources, providers=replace(resources.providers, vector_index=index))
    await delete_expired_parts(away)
    assert (await counts(database, old))["documents"] == 1
    await delete_expired_parts(resources)
    assert (await counts(database, old))["documents"] == 0


async def test_old_events_go(resources: Resources, database: Database, old: CallId) -> None:
    async def events() -> int:
        async with database.connection() as conn:
            return int(await conn.fetchval("select count(*) from events"))

    all_events = await events()
    await execute(
        database,
        """
        update events set created_at = now() - interval '40 days'
        where id in (select id from events order by id limit 2)
        """,
    )
    await delete_expired_events(resources)
    assert await events() == all_events
    await keep(database, event=30)
    await delete_expired_events(resources)
    assert await events() == all_events - 2
    async with database.connection() as conn:
        where = AuditFilter(TENANT, action="delete events after their retention")
        (entry,) = await list_entries(conn, where, before=None, limit=10)
    assert entry.times == 2
