"""Reads all rows of an installation in one snapshot and loads them into an empty schema of the same
version.
"""

from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from shared.db.call_deletion import delete_call
from shared.db.migrate import LOCK, migrate
from shared.db.pool import (
    ALL_TENANTS,
    AWAY,
    SCOPE_SETTING,
    Connection,
    Database,
    is_drivers,
    register_json,
)
from shared.db.tenant_deletion import mark_tenant_deleted
from shared.domain.canary import CANARY_TENANT
from shared.domain.ids import CallId, TenantId
from shared.errors import AftercallError, Unavailable

Sink = Callable[[bytes], Coroutine[Any, Any, None]]
MIGRATIONS_TABLE = "schema_migrations"


class ArchiveRefused(AftercallError):
    """A backup cannot be made or restored in the present state. The message says why and what to
    do.
    """


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[str, ...]


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    """Yields a connection without timeouts that sees all tenants. Raises Unavailable, and
    ArchiveRefused for an error from PostgreSQL.
    """
    try:
        conn = await asyncpg.connect(url, timeout=10)
    except (*AWAY, asyncpg.PostgresError) as error:
        raise Unavailable("The database cannot be reached; check DATABASE_URL.") from error
    try:
        await conn.execute(
            "set statement_timeout = 0; set idle_in_transaction_session_timeout = 0;"
            f" set {SCOPE_SETTING} = '{ALL_TENANTS}'"
        )
        await register_json(conn)
        yield conn
    except asyncpg.DiskFullError as error:
        raise Unavailable("The database's disk is full: free some space.") from error
    except AWAY as error:
        if not is_drivers(error):
            raise
        raise Unavailable("The connection to the database broke off; try again.") from error
    except asyncpg.PostgresError as error:
        # The error's text may contain values of rows.
        raise ArchiveRefused(
            f"PostgreSQL reported an error: {type(error).__name__} ({error.sqlstate})."
        ) from error
    finally:
        await conn.close(timeout=5)


@asynccontextmanager
async def snapshot(url: str) -> AsyncIterator[Connection]:
    """Yields a connection on which all reads see the database at one moment. Writers do
    not wait.
    """
    async with connected(url) as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        yield conn


async def list_applied(conn: Connection) -> dict[str, str]:
    """Returns the names and checksums of the applied migrations; an empty database has none."""
    if not await conn.fetchval("select to_regclass($1) is not null", MIGRATIONS_TABLE):
        return {}
    rows = await conn.fetch("select name, checksum from schema_migrations order by name")
    return {row["name"]: row["checksum"] for row in rows}


async def list_tables(conn: Connection) -> list[Table]:
    """Returns the tables in an order in which each row is loaded after the rows to
    which it refers.
    """
    rows = await conn.fetch(
        """
        select
            relname as name,
            array(
                select attname::text
                from pg_attribute
                where attrelid = pg_class.oid
                    and attnum > 0
                    and not attisdropped
                    and attgenerated = ''
                order by attnum
            ) as columns,
            array(
                select distinct target.relname::text
                from pg_constraint
                join pg_class as target on target.oid = confrelid
                where conrelid = pg_class.oid and contype = 'f' and confrelid <> conrelid
            ) as needs
        from pg_class
        where relnamespace = current_schema()::regnamespace
            and relkind = 'r'
            and relname <> $1
            and not exists (select 1 from pg_depend where objid = pg_class.oid and deptype = 'e')
        order by relname
        """,
        MIGRATIONS_TABLE,
    )
    waiting = {
        row["name"]: (Table(row["name"], tuple(row["columns"])), set(row["needs"])) for row in rows
    }
    ordered: list[Table] = []
    while waiting:
        free = [name for name, (_, needs) in waiting.items() if not needs & waiting.keys()]
        if not free:
            raise ArchiveRefused(f"Tables refer to each other in a circle: {', '.join(waiting)}.")
        ordered += [waiting.pop(name)[0] for name in free]
    return ordered


async def list_sequences(conn: Connection) -> dict[str, int]:
    """Returns the sequences that were used, with their last values."""
    rows = await conn.fetch("""
        select sequencename, last_value
        from pg_sequences
        where schemaname = current_schema() and last_value is not null
        """)
    return {row["sequencename"]: row["last_value"] for row in rows}


async def read_table(conn: Connection, table: Table, sink: Sink) -> int:
    """Writes the rows of a table in the format of COPY, one line per row, and returns
    their number. Raises the sink's error when all rows were read: the library waits for ever for
    the end of a COPY that a sink breaks off at its last block.
    """
    failures: list[Exception] = []

    async def write(block: bytes) -> None:
        if not failures:
            try:
                await sink(block)
            except Exception as error:  # noqa: BLE001
                failures.append(error)

    status: str = await conn.copy_from_table(table.name, columns=table.columns, output=write)
    if failures:
        raise failures[0]
    return int(status.removeprefix("COPY "))


async def list_held_stems(conn: Connection) -> list[str]:
    """Returns the stems of stored audio whose agent is not registered yet."""
    rows = await conn.fetch("""
        select 'held/' || (payload->'held_audio'->>'recording_id') as stem
        from inbound_events
        where status = 'held' and event_type = 'post_call_audio' and payload ? 'held_audio'
        """)
    return [row["stem"] for row in rows]


async def has_tenants(conn: Connection) -> bool:
    """Returns whether the database has any tenant but the canary's."""
    if not await conn.fetchval("select to_regclass('tenants') is not null"):
        return False
    return bool(
        await conn.fetchval("select exists (select 1 from tenants where id <> $1)", CANARY_TENANT)
    )


async def make_schema(url: str, applied: Sequence[str]) -> None:
    """Drops all of the product's tables and functions, with all rows, and creates the schema of the
    given migrations.
    """
    async with connected(url) as conn:
        await conn.execute("select pg_advisory_lock($1)", LOCK)
        await conn.execute(_DROP)
    await migrate(url, only=applied)


async def load(
    url: str,
    tables: Sequence[Table],
    sequences: dict[str, int],
    rows_of: Callable[[str], AsyncIterator[bytes]],
) -> None:
    """Loads all rows or none, into a schema of the version from which they were read."""
    async with connected(url) as conn, conn.transaction():
        # The triggers would keep the audit log, publish old changes as new ones, and look for
        # erasures before these are loaded.
        await conn.execute(_TRIGGERS_OFF)
        await conn.execute(_EMPTY)
        known = {table.name: set(table.columns) for table in await list_tables(conn)}
        for table in tables:
            if not set(table.columns) <= known.get(table.name, set()):
                raise ArchiveRefused(
                    f"The backup's table {table.name} does not match this version's schema."
                )
        for table in tables:
            await conn.copy_to_table(table.name, columns=table.columns, source=rows_of(table.name))
        for name, value in sequences.items():
            await conn.execute("select setval($1::text::regclass, $2)", name, value)
        await conn.execute(_TRIGGERS_ON)


async def delete_tenants_again(
    url: str, columns: Sequence[str], tenants: AsyncIterator[bytes]
) -> int:
    """Deletes the tenants that the given rows of `erased_tenants` (in the format of `read_table`)
    name: they are shut, and workers delete the rest. Returns how many existed. Idempotent.
    """
    async with connected(url) as conn:
        await conn.execute("create temporary table later (like erased_tenants including defaults)")
        await conn.copy_to_table("later", columns=columns, source=tenants)
        rows = await conn.fetch(
            "select tenants.id from tenants join later on later.tenant_id = tenants.id"
        )
        for row in rows:
            async with conn.transaction():
                await mark_tenant_deleted(conn, TenantId(row["id"]))
        # `later` has the same columns as `erased_tenants`, whatever they are.
        await conn.execute(
            "insert into erased_tenants select later.* from later on conflict do nothing"
        )
    return len(rows)


async def add_erased_senders(
    url: str, columns: Sequence[str], senders: AsyncIterator[bytes]
) -> None:
    """Adds rows of `erased_senders`, whose tenants are in the ledger. Idempotent."""
    async with connected(url) as conn:
        await conn.execute("create temporary table later (like erased_senders including defaults)")
        await conn.copy_to_table("later", columns=columns, source=senders)
        await conn.execute("""
            insert into erased_senders
            select later.*
            from later
            where exists (select 1 from erased_tenants where tenant_id = later.tenant_id)
            on conflict do nothing
            """)


async def delete_again(url: str, columns: Sequence[str], erasures: AsyncIterator[bytes]) -> int:
    """Deletes the calls that the given erasures (in the format of `read_table`) name. Stores the
    erasures, so that no sender delivers one of these calls again. Returns how many of the calls
    existed. Idempotent.
    """
    async with connected(url) as conn:
        await conn.execute("create temporary table later (like erasures including defaults)")
        await conn.copy_to_table("later", columns=columns, source=erasures)
        rows = await conn.fetch(
            "select calls.tenant_id, calls.id from calls join later using (tenant_id, source,"
            " external_id)"
        )
        for row in rows:
            async with conn.transaction():
                await delete_call(conn, TenantId(row["tenant_id"]), CallId(row["id"]))
        # `later` has the same columns as `erasures`, whatever they are.
        await conn.execute("""
            insert into erasures
            select later.*
            from later
            where exists (select 1 from tenants where tenants.id = later.tenant_id)
                or exists (
                    select 1 from erased_tenants where erased_tenants.tenant_id = later.tenant_id
                )
            on conflict do nothing
            """)
    return len(rows)


async def each_audio_key(database: Database, *, batch: int = 500) -> AsyncIterator[str]:
    """Yields the keys of all stored audio, over all tenants that are not deleted. Holds no
    connection between two batches.
    """
    after = UUID(int=0)
    while True:
        async with database.connection(ALL_TENANTS) as conn:
            rows = await conn.fetch(
                """
                select recordings.id, audio_key
                from recordings
                join tenants on tenants.id = recordings.tenant_id
                where audio_key is not null
                    and recordings.id > $1
                    -- Earlier schemas, which can be backed up too, lack the column.
                    and to_jsonb(tenants)->>'deleted_at' is null
                order by recordings.id
                limit $2
                """,
                after,
                batch,
            )
        if not rows:
            return
        for row in rows:
            yield row["audio_key"]
        after = rows[-1]["id"]


# Functions go first: a table takes those with it that take or return its rows, which then have no
# names any more.
_DROP = """
do $$ declare command text; begin
    for command in
        select format('drop function if exists %s cascade', oid::regprocedure)
        from pg_proc
        where pronamespace = current_schema()::regnamespace
            and not exists (select 1 from pg_depend where objid = pg_proc.oid and deptype = 'e')
        union all
        select format('drop table if exists %s cascade', oid::regclass)
        from pg_class
        where relnamespace = current_schema()::regnamespace
            and relkind in ('r', 'p')
            and not exists (select 1 from pg_depend where objid = pg_class.oid and deptype = 'e')
    loop
        execute command;
    end loop;
end $$
"""
_EMPTY = """
do $$ declare name text; begin
    for name in
        select tablename
        from pg_tables
        where schemaname = current_schema() and tablename <> 'schema_migrations'
    loop
        execute format('truncate %I cascade', name);
    end loop;
end $$
"""
_TRIGGERS_OFF = """
do $$ declare name text; begin
    for name in select tablename from pg_tables where schemaname = current_schema() loop
        execute format('alter table %I disable trigger user', name);
    end loop;
end $$
"""
_TRIGGERS_ON = _TRIGGERS_OFF.replace("disable", "enable")
