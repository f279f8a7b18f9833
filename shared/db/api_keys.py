"""API keys: stores only their SHA-256, which is enough for 256-bit random keys."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address

import asyncpg

from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.domain.access import Actor, Permission, Scope
from shared.domain.ids import ApiKeyId, TenantId, UserId
from shared.errors import NotFound

_COLUMNS = "id, name, prefix, scopes, networks, created_at, expires_at, last_used_at, revoked_at"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key, without the key itself. An empty `networks` accepts it from everywhere."""

    id: ApiKeyId
    name: str
    prefix: str
    scopes: tuple[Scope, ...]
    networks: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
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
    scopes: Collection[Scope],
    expires_at: datetime | None = None,
    networks: Sequence[IPv4Network | IPv6Network] = (),
    created_by: UserId | None = None,
) -> ApiKey:
    row = await fetch_row(
        conn,
        f"""
        insert into api_keys (
            id, tenant_id, name, prefix, key_hash, scopes, expires_at, networks, created_by
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        returning {_COLUMNS}
        """,  # noqa: S608
        key_id,
        tenant_id,
        name,
        prefix,
        key_hash,
        [scope for scope in Scope if scope in scopes],
        expires_at,
        list(networks),
        created_by,
    )
    return _api_key(row)


async def list_api_keys(conn: Connection, tenant_id: TenantId) -> list[ApiKey]:
    rows = await conn.fetch(
        f"""
        select {_COLUMNS}
        from api_keys
        where tenant_id = $1
        order by created_at desc
        limit 500
        """,  # noqa: S608
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


async def find_actor_of_key(
    conn: Connection, key_hash: bytes, *, address: str | None
) -> Actor | None:
    """Returns the actor of a valid key; None for one that is revoked, expired or used from an
    address outside its networks. Records the use at most once a minute, so that most reads
    write nothing.
    """
    row = await conn.fetchrow(
        """
        select
            k.id, k.tenant_id, k.scopes, k.networks, t.cap_requests_per_minute,
            coalesce(k.last_used_at < now() - interval '1 minute', true) as stale
        from api_keys k
        join tenants t on t.id = k.tenant_id
        where
            k.key_hash = $1 and k.revoked_at is null
            and (k.expires_at is null or k.expires_at > now())
        """,
        key_hash,
    )
    if row is None or not _is_within(address, row["networks"]):
        return None
    if row["stale"]:
        await conn.execute("update api_keys set last_used_at = now() where id = $1", row["id"])
    permissions = frozenset(Permission(scope) for scope in row["scopes"])
    return Actor(
        TenantId(row["tenant_id"]),
        permissions,
        key_id=ApiKeyId(row["id"]),
        requests_per_minute=row["cap_requests_per_minute"],
    )


def _is_within(address: str | None, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    """Returns whether an address is in one of the networks, or there are none."""
    if not networks:
        return True
    try:
        client = ip_address((address or "").partition("%")[0])
    except ValueError:
        return False
    client = getattr(client, "ipv4_mapped", None) or client
    return any(client in network for network in networks)


def _api_key(row: asyncpg.Record) -> ApiKey:
    return ApiKey(
        id=row["id"],
        name=row["name"],
        prefix=row["prefix"],
        scopes=tuple(Scope(scope) for scope in row["scopes"]),
        networks=tuple(map(str, row["networks"])),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        last_used_at=row["last_used_at"],
        revoked_at=row["revoked_at"],
    )
