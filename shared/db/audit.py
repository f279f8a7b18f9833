"""The audit log: an append-only record of who read and changed what, chained by hashes."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

import asyncpg

from shared.db.filters import given_conditions
from shared.db.pool import Connection, plan_for_values

ActorKind: TypeAlias = Literal["user", "key", "anonymous", "worker", "operator"]
Outcome: TypeAlias = Literal["done", "refused", "failed"]

FIRST_HASH = bytes(32)
# Transactions that began earlier may commit this many entries later.
LATE_ENTRIES = 10_000
SEAL_BATCH = 1000
_COLUMNS = (
    "id, at, tenant_id, actor, actor_id, address, action, object, outcome, status, times,"
    " request_id"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One action. `action` is a route, `object` the id of what it named; neither holds
    content. `actor_id` is the id of a user or key.
    """

    actor: ActorKind
    action: str
    outcome: Outcome
    tenant_id: UUID | None = None
    actor_id: UUID | None = None
    address: str | None = None
    object: str | None = None
    status: int | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry(Entry):
    """An entry of the log; `times` is how many equal ones it stands for."""

    id: int
    at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries to list; what is None does not matter."""

    tenant_id: UUID | None = None
    actor_id: UUID | None = None
    action: str | None = None
    object: str | None = None
    outcome: Outcome | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """The result of a check of the chain. `broken_at` is the first position that does not fit, None
    if all do. `unsealed` entries are not part of the chain yet.
    """

    entries: int
    pruned: int
    unsealed: int
    broken_at: int | None


async def insert_entries(conn: Connection, entries: Sequence[tuple[Entry, int]]) -> None:
    """Inserts entries, each with the number of equal ones that it stands for."""
    await conn.executemany(
        """
        insert into audit_log (
            tenant_id, actor, actor_id, address, action, object, outcome, status, times, request_id
        )
        values ($1, $2, $3, left($4, 100), left($5, 200), left($6, 200), $7, $8, $9, $10)
        """,
        [
            (
                entry.tenant_id,
                entry.actor,
                entry.actor_id,
                entry.address,
                entry.action,
                entry.object,
                entry.outcome,
                entry.status,
                times,
                entry.request_id,
            )
            for entry, times in entries
        ],
    )


_FILTERS = {
    "tenant_id": "tenant_id = {}",
    "actor_id": "actor_id = {}",
    "action": "action = {}",
    "object": "object = {}",
    "outcome": "outcome = {}",
    "since": "at >= {}",
    "until": "at < {}",
}


async def list_entries(
    conn: Connection, where: AuditFilter, *, before: int | None = None, limit: int
) -> list[StoredEntry]:
    """Returns entries, newest first. The connection is in a transaction."""
    values: list[Any] = []
    conditions = given_conditions(_FILTERS, where, values)
    if before is not None:
        values.append(before)
        conditions.append(f"id < ${len(values)}")
    values.append(limit)
    await plan_for_values(conn)
    rows = await conn.fetch(
        # The statement is built only from constants of this module.
        f"""
        select {_COLUMNS}
        from audit_log
        where {" and ".join(conditions) or "true"}
        order by id desc
        limit ${len(values)}
        """,  # noqa: S608
        *values,
    )
    return [_stored_entry(row) for row in rows]


async def seal_entries(conn: Connection) -> int:
    """Adds entries to the chain, inside a transaction. Returns how many. One process at a time
    seals; for others it is 0.
    """
    if not await conn.fetchval("select pg_try_advisory_xact_lock(hashtextextended('audit', 0))"):
        return 0
    last = await conn.fetchrow(
        "select position, entry_id, hash from audit_chain order by position desc limit 1"
    )
    position, hash_ = (last["position"], bytes(last["hash"])) if last else (0, FIRST_HASH)
    highest = await conn.fetchval("select coalesce(max(entry_id), 0) from audit_chain")
    rows = await conn.fetch(
        f"""
        select {_COLUMNS}
        from audit_log as log
        where
            id > $1
            and not exists (select 1 from audit_chain where entry_id = log.id)
        order by id
        limit $2
        """,  # noqa: S608
        highest - LATE_ENTRIES,
        SEAL_BATCH,
    )
    links = []
    for row in rows:
        position, hash_ = position + 1, _hash_of(_stored_entry(row), hash_)
        links.append((position, row["id"], hash_))
    await conn.executemany(
        "insert into audit_chain (position, entry_id, hash) values ($1, $2, $3)", links
    )
    return len(links)


async def verify_chain(conn: Connection) -> Verified:
    """Recomputes every hash, in a transaction with a cursor. An entry that was changed, removed or
    put in another place breaks the chain there; entries past their retention are missing from its
    beginning only.
    """
    hash_, entries, pruned = FIRST_HASH, 0, 0
    expected = 1
    async for row in conn.cursor(
        f"""
        select chain.position, chain.hash, {", ".join(f"log.{name}" for name in _column_names())}
        from audit_chain as chain
        left join audit_log as log on log.id = chain.entry_id
        order by chain.position
        """,  # noqa: S608
        prefetch=1000,
    ):
        if row["position"] != expected:
            return Verified(entries, pruned, 0, expected)
        expected += 1
        if row["id"] is None:
            if entries:
                return Verified(entries, pruned, 0, row["position"])
            pruned += 1
        else:
            if _hash_of(_stored_entry(row), hash_) != bytes(row["hash"]):
                return Verified(entries, pruned, 0, row["position"])
            entries += 1
        hash_ = bytes(row["hash"])
    unsealed = await conn.fetchval(
        """
        select count(*)
        from audit_log as log
        where not exists (select 1 from audit_chain where entry_id = log.id)
        """
    )
    return Verified(entries, pruned, unsealed, None)


async def prune_entries(conn: Connection, *, older_than_days: int, limit: int) -> int:
    """Deletes the oldest entries of the chain past their retention, inside a transaction; their
    hashes stay. Returns how many.
    """
    return int(await conn.fetchval("select prune_audit_log($1, $2)", older_than_days, limit))


def _column_names() -> list[str]:
    return [name.strip() for name in _COLUMNS.split(",")]


def _stored_entry(row: asyncpg.Record) -> StoredEntry:
    return StoredEntry(**{name: row[name] for name in _column_names()})


def _hash_of(entry: StoredEntry, before: bytes) -> bytes:
    facts = asdict(entry)
    facts["at"] = entry.at.astimezone(UTC).isoformat()
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(before + text.encode()).digest()
