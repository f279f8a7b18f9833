"""Applies migrations/*.sql in name order: once each, one transaction per file, one runner at a
time.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import asyncpg

from shared.db.pool import AWAY, Connection
from shared.db.roles import RoleFacts, describe_role, prepare_application_role
from shared.errors import AftercallError, Unavailable

LOCK = 0x61667463616C6C  # "aftcall"


class MigrationChanged(AftercallError):
    """The file of an applied migration was changed. Restore the file and add a new migration for
    the change.
    """


@dataclass(frozen=True, slots=True)
class Migration:
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


@cache
def migrations() -> tuple[Migration, ...]:
    """Returns the shipped migrations in the order in which they apply. They are read once, because
    each readiness check needs them.
    """
    found = (entry for entry in files("migrations").iterdir() if entry.name.endswith(".sql"))
    return tuple(
        sorted(
            (Migration(entry.name, entry.read_text()) for entry in found),
            key=lambda each: each.name,
        )
    )


async def migrate(
    database_url: str, *, application_url: str | None = None, only: Collection[str] | None = None
) -> list[str]:
    """Brings the schema up to date and returns the names applied now. With `only` it applies just
    these migrations. With `application_url` it creates that URL's role and grants it what the
    application needs.

    Waits for another runner. Raises MigrationChanged before any change when the file of an applied
    migration differs, RoleRefused when the role cannot be made usable, and Unavailable when the
    server cannot be reached or the role of `database_url` lacks a right.
    """
    try:
        connection = await asyncpg.connect(database_url, timeout=10, command_timeout=600)
    except AWAY as error:
        raise Unavailable("The database cannot be reached; check DATABASE_URL.") from error
    try:
        await connection.execute("select pg_advisory_lock($1)", LOCK)
        await connection.execute(
            """
            create table if not exists schema_migrations (
                name text primary key, checksum text not null,
                applied_at timestamptz not null default now()
            )
            """
        )
        missing = _missing_migrations(await _applied(connection))
        todo = [migration for migration in missing if only is None or migration.name in only]
        for migration in todo:
            async with connection.transaction():
                await connection.execute(migration.sql)
                await connection.execute(
                    "insert into schema_migrations (name, checksum) values ($1, $2)",
                    migration.name,
                    migration.checksum,
                )
        if application_url:
            await prepare_application_role(connection, application_url)
        return [migration.name for migration in todo]
    except asyncpg.InsufficientPrivilegeError as error:
        raise Unavailable(
            f"The role of the database's URL may not change the schema ({error}). Set"
            " DATABASE_MIGRATE_URL to the role that owns the tables; the extension `vector` is"
            " created by a superuser."
        ) from error
    finally:
        await connection.close(timeout=5)


async def pending(connection: Connection) -> list[str]:
    """Returns the names of migrations that this database lacks. Raises MigrationChanged."""
    exists = await connection.fetchval("select to_regclass('schema_migrations') is not null")
    return [
        migration.name
        for migration in _missing_migrations(await _applied(connection) if exists else {})
    ]


async def pending_if_asked(connection: Connection) -> list[str]:
    """Returns the same as `pending`; an empty list for a role that must not read the applied
    migrations.
    """
    try:
        return await pending(connection)
    except asyncpg.InsufficientPrivilegeError:
        return []


async def _applied(connection: Connection) -> dict[str, str]:
    rows = await connection.fetch("select name, checksum from schema_migrations")
    return {row["name"]: row["checksum"] for row in rows}


def _missing_migrations(applied: dict[str, str]) -> list[Migration]:
    known = migrations()
    for migration in known:
        if applied.get(migration.name, migration.checksum) != migration.checksum:
            raise MigrationChanged(f"{migration.name} was changed after it was applied.")
    return [migration for migration in known if migration.name not in applied]


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """Facts for `aftercall doctor`. `pgvector` is None when the extension is not available, `role`
    on a schema that is not up to date.
    """

    version: str
    pgvector: str | None
    pending_migrations: list[str]
    role: RoleFacts | None = None


async def describe_server(url: str) -> ServerFacts:
    """Reads the facts about the server. Raises Unavailable."""
    try:
        connection = await asyncpg.connect(url, timeout=5, command_timeout=5)
    except (*AWAY, asyncpg.PostgresError) as error:
        raise Unavailable(f"Cannot connect: {type(error).__name__}") from error
    try:
        missing = await pending(connection)
        return ServerFacts(
            version=str(await connection.fetchval("show server_version")),
            pgvector=await connection.fetchval(
                "select default_version from pg_available_extensions where name = 'vector'"
            ),
            pending_migrations=missing,
            role=None if missing else await describe_role(connection),
        )
    except (*AWAY, asyncpg.PostgresError) as error:
        raise Unavailable(f"Cannot read the applied migrations: {type(error).__name__}") from error
    finally:
        await connection.close(timeout=5)
