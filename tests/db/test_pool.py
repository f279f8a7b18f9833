"""What becomes of PostgreSQL's errors."""

import asyncio

import asyncpg
import pytest

from shared.db.pool import Database
from shared.errors import DatabaseAway, InvalidRequest, Unavailable


async def test_a_value_that_cannot_be_stored_is_the_senders_mistake(database: Database) -> None:
    for query, value in (
        ("select $1::text", "a\0b"),
        ("select $1::jsonb", {"x": float("inf")}),
        ("select $1::int", 2**40),
    ):
        with pytest.raises(InvalidRequest) as caught:
            async with database.connection() as conn:
                await conn.fetchval(query, value)
        assert "a\0b" not in str(caught.value)


async def test_a_deadlock_is_worth_another_try(database: Database) -> None:
    locked = [asyncio.Event(), asyncio.Event()]

    async def lock_both(first: int) -> None:
        async with database.transaction() as conn:
            await conn.execute("select pg_advisory_xact_lock($1)", first)
            locked[first].set()
            await locked[1 - first].wait()
            await conn.execute("select pg_advisory_xact_lock($1)", 1 - first)

    ended = await asyncio.gather(lock_both(0), lock_both(1), return_exceptions=True)
    assert sorted(type(each).__name__ for each in ended) == [DatabaseAway.__name__, "NoneType"]


async def test_a_connection_that_was_ended_is_replaced(database: Database) -> None:
    with pytest.raises(Unavailable):
        async with database.connection() as conn:
            await conn.execute("select pg_terminate_backend(pg_backend_pid())")
    async with database.connection() as conn:
        assert await conn.fetchval("select 1") == 1


async def test_when_one_connection_is_dead_without_a_word_the_others_are_not_waited_for_in_turn(
    database: Database,
) -> None:
    before = await servers_of_two(database)
    with pytest.raises(DatabaseAway):
        async with database.connection() as conn, asyncio.timeout(0.05):
            await conn.execute("select pg_sleep(10)")
    assert not before & await servers_of_two(database)


async def servers_of_two(database: Database) -> set[int]:
    async with database.connection() as one, database.connection() as other:
        return {await conn.fetchval("select pg_backend_pid()") for conn in (one, other)}


async def test_a_server_that_dies_in_its_greeting_is_away(database: Database) -> None:
    """What asyncpg raises then is about itself, and the server cannot be made to die at that very moment."""
    with pytest.raises(Unavailable):
        async with database.connection():
            raise asyncpg.InternalClientError("cannot switch to state 11; another operation (2) is in progress")
