"""A deleted call: nothing of it is forgotten, whoever was writing it."""

import asyncio
from uuid import UUID, uuid4

import pytest

from shared.db.call_deletion import delete_call
from shared.db.calls import upsert_call
from shared.db.erasures import Erasure, take_erasures
from shared.db.pool import ALL_TENANTS, Connection, Database
from shared.db.tenants import insert_tenant
from shared.domain.ids import CallId, TenantId, new_id
from shared.domain.incoming import IncomingCall
from shared.domain.statuses import Source
from shared.errors import Conflict, NotFound
from tests.support.processes import until

TENANT = TenantId(new_id())


async def make_call(conn: Connection, external_id: str = "conv_1") -> CallId:
    incoming = IncomingCall(Source.ELEVENLABS, "test", external_id, external_id)
    return await upsert_call(conn, TENANT, None, incoming)


async def add_chunk(conn: Connection, call_id: CallId) -> UUID:
    chunk_id = new_id()
    await conn.execute(
        """
        insert into chunks (id, tenant_id, call_id, source, position, text, char_start, char_end)
        values ($1, $2, $3, 'summary', 0, 'said', 0, 4)
        """,
        chunk_id,
        TENANT,
        call_id,
    )
    return chunk_id


async def erasures(database: Database) -> list[Erasure]:
    async with database.connection(ALL_TENANTS) as conn:
        return await take_erasures(conn, retry_s=60, limit=20)


@pytest.fixture
async def call_id(database: Database) -> CallId:
    async with database.transaction(ALL_TENANTS) as conn:
        await insert_tenant(conn, TENANT, "North", "UTC")
        return await make_call(conn)


async def test_chunks_of_a_worker_that_was_waited_for_are_erased_too(
    database: Database, call_id: CallId
) -> None:
    async def delete() -> None:
        async with database.transaction(ALL_TENANTS) as conn:
            await delete_call(conn, TENANT, call_id)

    async with (
        database.transaction(ALL_TENANTS) as writer,
        database.connection(ALL_TENANTS) as watcher,
    ):
        chunk_id = await add_chunk(writer, call_id)
        deleting = asyncio.create_task(delete())
        await until(lambda: watcher.fetchval("select count(*) from pg_locks where not granted"))
    await deleting
    assert [erasure.chunk_ids for erasure in await erasures(database)] == [(chunk_id,)]


async def test_a_call_that_was_deleted_does_not_come_back(
    database: Database, call_id: CallId
) -> None:
    async with database.transaction(ALL_TENANTS) as conn:
        await delete_call(conn, TENANT, call_id)
    with pytest.raises(Conflict):
        async with database.transaction(ALL_TENANTS) as conn:
            await make_call(conn)
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from calls") == 0


async def test_another_tenants_call_is_not_found(database: Database, call_id: CallId) -> None:
    async with database.transaction(ALL_TENANTS) as conn:
        with pytest.raises(NotFound):
            await delete_call(conn, TenantId(uuid4()), call_id)
        assert await conn.fetchval("select count(*) from calls") == 1


async def test_an_erasure_is_in_one_workers_hands_at_a_time(
    database: Database, call_id: CallId
) -> None:
    async with database.transaction(ALL_TENANTS) as conn:
        await delete_call(conn, TENANT, call_id)
    taken = await asyncio.gather(*(erasures(database) for _ in range(4)))
    assert sorted(map(len, taken)) == [0, 0, 0, 1]
