"""Migrated databases that tests have to themselves, in turn: emptying one is ten times as quick as
copying.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import uuid4

import asyncpg

from cli.installation import APPLICATION_ROLE
from shared.db.migrate import migrate
from tests.support.warm_connections import WarmConnections

TEMPLATE = "template_aftercall"


def as_application(owner_url: str) -> str:
    """The same database as the role that owns nothing and sees one tenant at a time."""
    return owner_url.replace("postgres@", f"{APPLICATION_ROLE}@")


def database_urls(owner_url: str) -> dict[str, str]:
    """The settings of an installation with two roles."""
    return {"DATABASE_URL": as_application(owner_url), "DATABASE_MIGRATE_URL": owner_url}


async def migrate_both(environ: Mapping[str, str]) -> None:
    """Migrates an installation with two roles."""
    await migrate(environ["DATABASE_MIGRATE_URL"], application_url=environ["DATABASE_URL"])


# Whoever a test left connected could still be writing.
_ALONE = """
select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
    and pid <> pg_backend_pid() and pid <> all($1::int[])
"""
_OTHERS = """
select count(*) from pg_stat_activity where datname = current_database()
    and pid <> pg_backend_pid() and pid <> all($1::int[])
"""
# Tests rename columns, and add triggers that fail.
SHAPE = """
with things as (
    select format('%s.%s %s %s', relname, attname, format_type(atttypid, atttypmod),
        attnotnull) as thing from pg_class
    join pg_attribute on attrelid = pg_class.oid where relnamespace = 'public'::regnamespace
        and attnum > 0
    union all select format('%s %s %s', tgrelid::regclass, tgname, tgenabled) from pg_trigger
        where not tgisinternal
    union all select format('%s %s', conname, pg_get_constraintdef(oid)) from pg_constraint
        where connamespace = 'public'::regnamespace
    union all select format('%s %s', proname, prosrc) from pg_proc
        where pronamespace = 'public'::regnamespace
    union all select format('%s %s', polrelid::regclass, pg_get_expr(polqual, polrelid))
        from pg_policy
    union all select format('%s %s %s %s', relname, relowner, relacl, relrowsecurity)
        from pg_class where relnamespace = 'public'::regnamespace
)
select md5(string_agg(thing, ',' order by thing)) from things
"""
# Says in a tenth of the time whether anything changed the tables: each row of the catalogue names
# the transaction that wrote it, and a copy keeps those of its template.
_WRITTEN = """
select array_agg(written order by catalogue) from (
    select 'attribute' as catalogue, sum(xmin::text::bigint) as written from pg_attribute
        where attrelid >= 16384
    union all select 'class', sum(xmin::text::bigint) from pg_class where oid >= 16384
    union all select 'trigger', sum(xmin::text::bigint) from pg_trigger
    union all select 'constraint', sum(xmin::text::bigint) from pg_constraint where oid >= 16384
    union all select 'procedure', sum(xmin::text::bigint) from pg_proc where oid >= 16384
    union all select 'policy', sum(xmin::text::bigint) from pg_policy
) as catalogues
"""
# Rows only, without the triggers that a foreign key is.
_EMPTY = """
do $$ declare name text; filled boolean; begin
    set local session_replication_role = replica;
    for name in select tablename from pg_tables where schemaname = 'public'
    and tablename <> 'schema_migrations' loop
        execute format('select exists (select from %I)', name) into filled;
        if filled then
            execute format('delete from %I', name);
        end if;
    end loop;
end $$
"""


@dataclass
class Databases:
    """Of the server at `url`. The template is copied where no used one is at hand."""

    url: str
    warm: WarmConnections
    _empty: list[str] = field(default_factory=list)
    # One that empties each, by name: a new one would read the catalogue again.
    _owners: dict[str, "asyncpg.Connection[asyncpg.Record]"] = field(default_factory=dict)
    _written: list[int] = field(default_factory=list)
    # What migrations put in, by table.
    _seeds: dict[str, str] = field(default_factory=dict)

    async def take(self) -> str:
        """The name of an empty, migrated database."""
        return self._empty.pop() if self._empty else await self.copy()

    async def copy(self) -> str:
        """The name of a new database, whose indexes have never held anything."""
        name = f"test_{uuid4().hex}"
        server = await asyncpg.connect(self.url)
        await server.execute(f"create database {name} template {TEMPLATE}")
        await server.close()
        return name

    async def give_back(self, name: str, url: str) -> None:
        """Emptied for the next test; one whose tables a test changed is dropped."""
        connection = self._owners.get(name)
        if connection is None or connection.is_closed():
            connection = self._owners[name] = await asyncpg.connect(url)
        idle = self.warm.pids()
        await connection.fetch(_ALONE, idle)
        while await connection.fetchval(_OTHERS, idle):
            pass
        if not self._written:
            await self._read_template()
        if await connection.fetchval(_WRITTEN) == self._written:
            await connection.execute(_EMPTY)
            for table, rows in self._seeds.items():
                await connection.execute(
                    f"insert into {table} select * from json_populate_recordset(null::{table}, $1)",
                    rows,
                )
            self._empty.append(name)
            return
        await self._owners.pop(name).close()
        server = await asyncpg.connect(self.url)
        await server.execute(f"drop database {name} with (force)")
        await server.close()

    async def close(self) -> None:
        for connection in self._owners.values():
            await connection.close()

    async def _read_template(self) -> None:
        connection = await asyncpg.connect(self.url.replace("/postgres?", f"/{TEMPLATE}?"))
        self._written = await connection.fetchval(_WRITTEN)
        tables = await connection.fetch(
            "select tablename from pg_tables where schemaname = 'public' and tablename <>"
            " 'schema_migrations'"
        )
        for (table,) in tables:
            if rows := await connection.fetchval(f"select json_agg(each) from {table} as each"):
                self._seeds[table] = rows
        await connection.close()
