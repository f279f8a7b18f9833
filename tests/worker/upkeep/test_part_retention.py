"""Parts of calls that are deleted before their calls."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest

from shared.db.audit import AuditFilter, list_entries
from shared.db.event_stream import place_events
from shared.db.events import insert_event
from shared.db.jobs.claims import claim
from shared.db.part_retention import Part, expired_parts_query
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import CallId
from shared.ports import VectorIndex
from tests.worker.conftest import TENANT, AcceptCall
from tests.worker.upkeep.test_sweeper import Stubborn
from worker.resources import Resources
from worker.runner import run_job
from worker.upkeep.part_retention import delete_expired_events, delete_expired_parts

TABLES = ("transcripts", "documents", "insights", "jobs", "chunks", "callbacks", "lead_calls")


async def counts(database: Database, call_id: CallId) -> dict[str, int]:
    async with database.connection(ALL_TENANTS) as conn:
        return {
            table: await conn.fetchval(f"select count(*) from {table} where call_id = $1", call_id)
            for table in TABLES
        }


async def execute(database: Database, statement: str, *values: Any) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(statement, *values)


async def keep(database: Database, **days: int) -> None:
    for name, value in days.items():
        await execute(database, f"update tenants set {name}_retention_days = $1", value)


async def make_old(database: Database, call_id: CallId) -> None:
    for table, column in (("calls", "id"), ("jobs", "call_id")):
        await execute(
            database,
            f"update {table} set created_at = now() - interval '40 days' where {column} = $1",
            call_id,
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
    async with database.transaction(ALL_TENANTS) as conn:
        assert not await conn.fetchval(
            "select count(*) from chunks where call_id = $1 and source = $2", old, source
        )
        where = AuditFilter(TENANT, action=f"delete {part} after its retention")
        (entry,) = await list_entries(conn, where, before=None, limit=10)
    assert (entry.actor, entry.object) == ("worker", str(old))


async def test_versions_of_events_go_on_after_the_run_is_deleted(
    resources: Resources, database: Database, old: CallId
) -> None:
    """The id of an event follows from its version, so an earlier one would be sent to nobody."""

    async def versions() -> list[int]:
        async with database.transaction(ALL_TENANTS) as conn:
            await place_events(conn, limit=1000)
            rows = await conn.fetch(
                "select version from events where call_id = $1 and type = 'call.ready' order by id",
                old,
            )
        return [row["version"] for row in rows]

    assert await versions() == [1]
    await keep(database, run=30)
    await delete_expired_parts(resources)
    async with database.connection(ALL_TENANTS) as conn:
        await insert_event(conn, TENANT, "call.ready", call_id=old)
    assert await versions() == [1, 2]


async def test_what_was_sent_of_a_call_goes_with_its_transcript(
    resources: Resources, database: Database, old: CallId
) -> None:
    await execute(
        database,
        """
        with target as (
            insert into event_targets (id, tenant_id, name, sealed, types, body, position)
            values (gen_random_uuid(), $1, 'CRM', 'x', '{call}', 'full', 0)
            returning id
        ),
        delivery as (
            insert into event_deliveries (
                tenant_id, target_id, event_id, type, call_id, data, version, sequence, occurred_at
            )
            select $1, id, gen_random_uuid(), 'call.ready', $2, '{}', 1, 1, now()
            from target
            returning id
        )
        insert into event_delivery_bodies (delivery_id, tenant_id, call_id, body)
        select id, $1, $2, 'what was said'
        from delivery
        """,
        TENANT,
        old,
    )
    await keep(database, transcript=30)
    await delete_expired_parts(resources)
    async with database.connection(ALL_TENANTS) as conn:
        assert not await conn.fetchval("select count(*) from event_delivery_bodies")


async def test_the_part_of_a_call_with_an_open_run_stays(
    resources: Resources, database: Database, accept_call: AcceptCall
) -> None:
    call_id, job_id = await accept_call("open")
    await make_old(database, call_id)
    await keep(database, transcript=30, run=30)
    await delete_expired_parts(resources)
    async with database.connection(ALL_TENANTS) as conn:
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
        async with database.connection(ALL_TENANTS) as conn:
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
    async with database.transaction(ALL_TENANTS) as conn:
        where = AuditFilter(TENANT, action="delete events after their retention")
        (entry,) = await list_entries(conn, where, before=None, limit=10)
    assert entry.times == 2


async def rows_read(database: Database, part: Part) -> float:
    """How many rows the search for expired parts reads, over all nodes of its plan."""
    async with database.connection(ALL_TENANTS) as conn:
        # Small tables are read whole, which says nothing about large ones.
        await conn.execute("set enable_seqscan = off")
        text = await conn.fetchval(
            f"explain (analyze, format json) {expired_parts_query(part)}", 200, []
        )
        await conn.execute("reset enable_seqscan")
    return sum(_rows(json.loads(text)[0]["Plan"]))


def _rows(plan: dict[str, Any]) -> Iterator[float]:
    yield (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"]
    for each in plan.get("Plans", ()):
        yield from _rows(each)


@pytest.mark.parametrize("part", list(Part))
async def test_the_cost_follows_what_is_to_be_deleted_and_not_how_many_calls_are_old(
    resources: Resources, database: Database, owner_database: Database, old: CallId, part: Part
) -> None:
    await keep(database, **{part: 30})
    # The database may have been another test's.
    await execute(owner_database, "analyze")
    before = await rows_read(database, part)
    # Calls whose parts are gone, older and younger than the one that has its parts.
    await execute(
        database,
        """
        insert into calls (id, tenant_id, source, external_id, status, created_at)
        select
            (prefix || '000000-0000-7000-8000-' || lpad(to_hex(each), 12, '0'))::uuid, $1, 'upload',
            prefix || each, 'ready', now() - days * interval '1 day' + each * interval '1 second'
        from generate_series(1, 10000) as each
        cross join (values ('01', 50), ('02', 35)) as ages (prefix, days)
        """,
        TENANT,
    )
    await execute(owner_database, "analyze")
    assert await rows_read(database, part) <= before + 20
    await delete_expired_parts(resources)
    assert await rows_read(database, part) <= before


async def test_a_part_that_was_made_again_for_an_old_call_goes_again(
    resources: Resources, database: Database, old: CallId
) -> None:
    await keep(database, document=30)
    await delete_expired_parts(resources)
    await execute(
        database,
        "insert into documents (id, tenant_id, call_id, version, title, markdown, model)"
        " values (gen_random_uuid(), $1, $2, 9, 't', 'm', 'm')",
        TENANT,
        old,
    )
    await delete_expired_parts(resources)
    assert (await counts(database, old))["documents"] == 0
