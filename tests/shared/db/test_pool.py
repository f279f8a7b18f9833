"""What becomes of PostgreSQL's errors, and what a new connection asks."""

import asyncio
import gc
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import asyncpg
import pytest
from pydantic import SecretStr

from shared.db.pool import ALL_TENANTS, Database, open_database
from shared.errors import DatabaseAway, InvalidRequest, Unavailable
from shared.settings.load import Settings, load_settings
from tests.chaos.proxy import proxied
from tests.conftest import Servers
from tests.support.ports import unused_port


async def test_a_value_that_cannot_be_stored_is_the_senders_mistake(database: Database) -> None:
    for query, value in (
        ("select $1::text", "a\0b"),
        ("select $1::jsonb", {"x": float("inf")}),
        ("select $1::int", 2**40),
    ):
        with pytest.raises(InvalidRequest) as caught:
            async with database.connection(ALL_TENANTS) as conn:
                await conn.fetchval(query, value)
        assert "a\0b" not in str(caught.value)


async def test_a_deadlock_is_worth_another_try(database: Database) -> None:
    locked = [asyncio.Event(), asyncio.Event()]

    async def lock_both(first: int) -> None:
        async with database.transaction(ALL_TENANTS) as conn:
            await conn.execute("select pg_advisory_xact_lock($1)", first)
            locked[first].set()
            await locked[1 - first].wait()
            await conn.execute("select pg_advisory_xact_lock($1)", 1 - first)

    ended = await asyncio.gather(lock_both(0), lock_both(1), return_exceptions=True)
    assert sorted(type(each).__name__ for each in ended) == [DatabaseAway.__name__, "NoneType"]


async def test_a_connection_that_was_ended_is_replaced(database: Database) -> None:
    with pytest.raises(Unavailable):
        async with database.connection(ALL_TENANTS) as conn:
            await conn.execute("select pg_terminate_backend(pg_backend_pid())")
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select 1") == 1


@pytest.mark.parametrize(
    ("shut", "open_again"),
    [
        ("select 1", "alter database {name} allow_connections true"),
        (
            (
                "alter database {name} rename to {name}_away; alter database {name}_away"
                " allow_connections true"
            ),
            "alter database {name}_away rename to {name}",
        ),
        (
            "alter role {role} nologin; alter database {name} allow_connections true",
            "alter role {role} login",
        ),
    ],
)
async def test_a_server_that_lets_nobody_in_is_away(
    server: asyncpg.Connection, environ: dict[str, str], shut: str, open_again: str
) -> None:
    names = {"name": urlsplit(environ["DATABASE_URL"]).path[1:], "role": f"guest_{uuid4().hex}"}
    as_guest = environ["DATABASE_MIGRATE_URL"].replace("postgres@", f"{names['role']}@")
    await server.execute(f"create role {names['role']} login")
    async with open_database(
        load_settings({**environ, "DATABASE_URL": as_guest}).database
    ) as database:
        # The pool would replace what is ended.
        await server.execute(f"alter database {names['name']} allow_connections false")
        await end_connections(server, names["name"])
        await server.execute(shut.format(**names))
        # The first may still meet what was ended.
        for _ in range(3):
            with pytest.raises(DatabaseAway):
                async with database.connection(ALL_TENANTS) as conn:
                    await conn.fetchval("select 1")
        await server.execute(open_again.format(**names))
        async with database.connection(ALL_TENANTS) as conn:
            assert await conn.fetchval("select 1") == 1
    await server.execute(f"drop role {names['role']}")


@pytest.fixture
async def server(servers: Servers) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(servers.postgres_url)
    yield connection
    await connection.close()


async def end_connections(server: asyncpg.Connection, database: str) -> None:
    while await server.fetch(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", database
    ):
        await asyncio.sleep(0.01)


async def test_when_one_connection_is_dead_without_a_word_the_others_are_not_waited_for_in_turn(
    database: Database,
) -> None:
    before = await servers_of_two(database)
    with pytest.raises(DatabaseAway):
        async with database.connection(ALL_TENANTS) as conn:
            await conn.execute("select pg_sleep(10)", timeout=0.05)
    assert not before & await servers_of_two(database)


async def read_of(path: Path) -> None:
    path.read_bytes()


async def connect_to_nothing() -> None:
    await asyncio.open_connection("127.0.0.1", unused_port())


async def wait_for_ever() -> None:
    async with asyncio.timeout(0.01):
        await asyncio.Event().wait()


async def test_what_else_fails_while_a_connection_is_held_is_not_the_databases(
    database: Database, tmp_path: Path
) -> None:
    before = await servers_of_two(database)
    for work, error in (
        (read_of(tmp_path / "nothing"), FileNotFoundError),
        (read_of(tmp_path), IsADirectoryError),
        (connect_to_nothing(), ConnectionRefusedError),
        (wait_for_ever(), TimeoutError),
    ):
        with pytest.raises(error):
            async with database.transaction(ALL_TENANTS):
                await work
    assert before == await servers_of_two(database)


async def servers_of_two(database: Database) -> set[int]:
    async with database.connection(ALL_TENANTS) as one, database.connection(ALL_TENANTS) as other:
        return {await conn.fetchval("select pg_backend_pid()") for conn in (one, other)}


async def test_a_server_that_dies_in_its_greeting_is_away(database: Database) -> None:
    """What asyncpg raises then is about itself, and the server cannot be made to die at that very
    moment.
    """
    with pytest.raises(Unavailable):
        async with database.connection(ALL_TENANTS):
            raise asyncpg.InternalClientError(
                "cannot switch to state 11; another operation (2) is in progress"
            )


async def test_a_right_that_the_role_lacks_is_waited_for(settings: Settings) -> None:
    """A loop that runs as long as its process must not end by it."""
    async with open_database(settings.database, size=1, awaited=True) as database:
        with pytest.raises(DatabaseAway, match="aftercall migrate"):
            async with database.connection(ALL_TENANTS) as conn:
                await conn.execute("alter table calls add column guest text")


async def test_what_arrays_hold_is_read_by_one_connection_for_all(settings: Settings) -> None:
    statement = "select $1::uuid[], $2::timestamptz[], array[1.5::float8]"
    id_, at = uuid4(), datetime(2026, 12, 1, tzinfo=UTC)

    async def asked() -> set[str]:
        """What a new connection sends to answer the statement."""
        sent: set[str] = set()
        async with (
            open_database(settings.database, size=1) as database,
            database.connection(ALL_TENANTS) as conn,
        ):
            with conn.query_logger(lambda query: sent.add(query.query)):
                row = await conn.fetchrow(statement, [id_], [at])
        assert tuple(row or ()) == ([id_], [at], [1.5])
        return sent

    await asked()
    # asyncpg would ask what the arrays hold, in statements of its own.
    assert await asked() == {statement}


async def test_who_stops_waiting_for_a_frozen_server_leaves_no_error_behind(
    settings: Settings,
) -> None:
    """A statement is cancelled, and then the wait for the end of its cancellation."""
    unhandled: list[str] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _, context: unhandled.append(context["message"])
    )
    address = urlsplit(settings.database.url.get_secret_value())
    socket = Path(parse_qs(address.query)["host"][0]) / ".s.PGSQL.5432"
    async with proxied(lambda: asyncio.open_unix_connection(socket)) as wire:
        url = f"postgresql://{address.username}@127.0.0.1:{wire.port}{address.path}"
        through = settings.database.model_copy(
            update={"url": SecretStr(url), "acquire_timeout_s": 0.2}
        )
        async with open_database(through, size=1) as database:
            asked = asyncio.Event()

            async def ask() -> None:
                async with database.connection(ALL_TENANTS) as conn:
                    asked.set()
                    await conn.execute("select pg_sleep(60)")

            asking = asyncio.create_task(ask())
            await asked.wait()
            stalled = asyncio.create_task(wire.stall(60))
            while not asking.done():
                asking.cancel()
                await asyncio.sleep(0.01)
            stalled.cancel()
            while database.connections_in_use:
                await asyncio.sleep(0.01)
    del asking
    gc.collect()
    assert not unhandled
