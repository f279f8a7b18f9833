"""Fills a database with the calls of an installation that has run for two years: several tenants,
one of them with most of the calls, and everything that belongs to calls.

    python benchmarks/million_calls.py --folder DIR [--calls 1000000] [--seed 1]

Starts an embedded PostgreSQL in the folder, which is kept; benchmarks/bench_lists.py measures on
it. A seed and a moment give the same rows again.
"""

import argparse
import asyncio
import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid5

sys.path.insert(0, str(Path(__file__).parent.parent))

import asyncpg

from cli.embedded import embedded_postgres
from shared.db.pool import Connection
from tests.support.databases import as_application, database_urls, migrate_both

ROWS = Path(__file__).with_suffix(".sql")
NOTES = "filled.json"
# Shares of the two largest tenants; SMALLEST calls are of the last one, and the others share the
# rest.
LARGEST, SECOND, SMALLEST = 0.6, 0.115, 20
OTHERS = 37
# From so many calls on, indexes are built after the rows, which takes a third of the time.
MANY = 10_000
_NAMES = UUID("5c1d3f6e-8d0b-4a5e-9b43-6a4a0f6f1d11")
# Every index but those of constraints, with what creates it again.
_INDEXES = """
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index
    join pg_class on pg_class.oid = indrelid
    where relnamespace = 'public'::regnamespace
        and not indisunique
"""
_FOREIGN_KEYS = """
    select
        conname, conrelid::regclass::text as source, confrelid::regclass::text as target,
        (
            select array_agg(attname::text order by place)
            from unnest(conkey) with ordinality as keys (number, place)
            join pg_attribute on attrelid = conrelid and attnum = number
        ) as columns,
        (
            select array_agg(attname::text order by place)
            from unnest(confkey) with ordinality as keys (number, place)
            join pg_attribute on attrelid = confrelid and attnum = number
        ) as referenced
    from pg_constraint
    where contype = 'f' and connamespace = 'public'::regnamespace
"""


@dataclass(frozen=True, slots=True)
class MadeTenant:
    """A tenant with `size` calls. Its owner has the address `user1.NUMBER@example.com`."""

    number: int
    id: UUID
    size: int


def tenants_of(calls: int) -> list[MadeTenant]:
    """Returns the tenants, the largest first and the smallest last."""
    sizes = [round(calls * LARGEST), round(calls * SECOND)]
    left = calls - sum(sizes) - SMALLEST
    weights = [1 / (2 + number) for number in range(OTHERS)]
    sizes += [max(1, round(left * weight / sum(weights))) for weight in weights]
    return [
        MadeTenant(number, uuid5(_NAMES, str(number)), size)
        for number, size in enumerate([*sizes, SMALLEST], start=1)
    ]


async def fill(
    conn: Connection,
    *,
    calls: int,
    seed: int = 1,
    ends: datetime,
    report: Callable[[str], None] = lambda _: None,
) -> list[MadeTenant]:
    """Inserts the rows into a migrated, empty database, as a superuser and in no transaction.

    Triggers are off meanwhile, because rows come as they are later; so foreign keys are checked in
    the end.
    """
    tenants, first = tenants_of(calls), 1
    await conn.execute(
        "create temporary table made_tenants (tenant int, id uuid, size int, first_n bigint)"
    )
    for each in tenants:
        await conn.execute(
            "insert into made_tenants values ($1, $2, $3, $4)",
            each.number,
            each.id,
            each.size,
            first,
        )
        first += each.size
    await conn.execute("set session_replication_role = replica")
    await conn.execute("set maintenance_work_mem = '1GB'; set work_mem = '256MB'")
    parts = re.split(r"^-- rows of (\w+)\n", ROWS.read_text(), flags=re.MULTILINE)[1:]
    statements = dict(zip(parts[::2], parts[1::2], strict=True))
    indexes = await conn.fetch(_INDEXES) if calls >= MANY else []
    for index in indexes:
        await conn.execute(f"drop index {index['name']}")
    for name, statement in statements.items():
        began = time.monotonic()
        text = statement.replace(":seed", str(int(seed))).replace(":ends", ends.isoformat())
        await conn.execute(text, timeout=3600)
        report(f"{name}: {time.monotonic() - began:.1f} s")
    for index in indexes:
        began = time.monotonic()
        await conn.execute(index["definition"], timeout=3600)
        report(f"index {index['name']}: {time.monotonic() - began:.1f} s")
    await conn.execute("reset all")
    await conn.execute("vacuum (analyze)", timeout=3600)
    if broken := await broken_keys(conn):
        raise AssertionError(f"rows refer to rows that do not exist: {broken}")
    return tenants


async def broken_keys(conn: Connection) -> dict[str, int]:
    """Counts by foreign key the rows that refer to no row."""
    found = {}
    for key in await conn.fetch(_FOREIGN_KEYS):
        given = " and ".join(f"source.{column} is not null" for column in key["columns"])
        same = " and ".join(
            f"target.{there} = source.{here}"
            for here, there in zip(key["columns"], key["referenced"], strict=True)
        )
        count = await conn.fetchval(
            f"select count(*) from {key['source']} as source where {given} and not exists (select"
            f" from {key['target']} as target where {same})",
            timeout=3600,
        )
        if count:
            found[key["conname"]] = count
    return found


async def fill_server(url: str, *, calls: int, seed: int, ends: datetime) -> list[MadeTenant]:
    """Migrates and fills the server, and prints how long each table takes."""
    await migrate_both(database_urls(url))
    conn = await asyncpg.connect(url)
    try:
        return await fill(
            conn, calls=calls, seed=seed, ends=ends, report=lambda text: print(text, flush=True)
        )
    finally:
        await conn.close()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if (given.folder / NOTES).exists():
        print(f"{given.folder} is filled already")
        return 1
    began, ends = time.monotonic(), datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    with embedded_postgres(given.folder, durable=False) as url:
        tenants = asyncio.run(fill_server(url, calls=given.calls, seed=given.seed, ends=ends))
        print(f"as the application: {as_application(url)}")
    (given.folder / NOTES).write_text(
        json.dumps(
            {"ends": ends.isoformat(), "tenants": [asdict(each) for each in tenants]}, default=str
        )
    )
    print(f"{given.calls} calls of {len(tenants)} tenants in {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
