"""API keys: stores only their SHA-256, which is enough for 256-bit random keys."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.domain.ids import ApiKeyId, TenantId
from shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class ApiKey:
    id: ApiKeyId
    name: str
    prefix: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


async def insert_api_key(
    conn: Connection,
    tenant_id: TenantId,
    key_id: ApiKeyId,
    *,
    name: str,
    prefix: str,
    key_hash: bytes,
) -> ApiKey:
    row = await fetch_row(
        conn,
        """
        insert into api_keys (id, tenant_id, name, prefix, key_hash)
        values ($1, $2, $3, $4, $5)
        returning id, name, prefix, created_at, last_used_at, revoked_at
        """,
        key_id,
        tenant_id,
        name,
        prefix,
        key_hash,
    )
    return _api_key(row)


async def list_api_keys(conn: Connection, tenant_id: TenantId) -> list[ApiKey]:
    rows = await conn.fetch(
        """
        select id, name, prefix, created_at, last_used_at, revoked_at
        from api_keys
        where tenant_id = $1
        order by created_at desc
        limit 500
        """,
        tenant_id,
    )
    return [_api_key(row) for row in rows]


async def mark_revoked(conn: Connection, tenant_id: TenantId, key_id: ApiKeyId) -> None:
    """Marks the key as revoked. Idempotent. Raises NotFound."""
    found = await conn.fetchval(
        "update api_keys set revoked_at = coalesce(revoked_at, now()) where id = $1 and tenant_id ="
        " $2 returning 1",
        key_id,
        tenant_id,
    )
    if not found:
        raise NotFound("There is no such API key.")


async def find_tenant_of_key(conn: Connection, key_hash: bytes) -> TenantId | None:
    """Returns the tenant of a valid key. Records the use at most once a minute, so that most reads
    write nothing.
    """
    row = await conn.fetchrow(
        """
        select id, tenant_id, coalesce(last_used_at < now() - interval '1 minute', true) as stale
        from api_keys
        where key_hash = $1 and revoked_at is null
        """,
        key_hash,
    )
    if row is None:
        return None
    if row["stale"]:
        await conn.execute("update api_keys set last_used_at = now() where id = $1", row["id"])
    return TenantId(row["tenant_id"])


def _api_key(row: asyncpg.Record) -> ApiKey:
    return ApiKey(
        id=row["id"],
        name=row["name"],
        prefix=row["prefix"],
        created_at=row["created_at"],
        last_used_at=row["last_used_at"],
        revoked_at=row["revoked_at"],
    )
