"""Tenants' own keys at ElevenLabs, encrypted, and the comparisons with the lists that they read."""

from dataclasses import dataclass
from datetime import datetime

from shared.db.pool import Connection
from shared.domain.ids import TenantId
from shared.domain.missed_calls import CheckCounts


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """The right to check what a tenant's key lists; `fence` proves it at the end."""

    tenant_id: TenantId
    fence: int
    key_sealed: bytes


@dataclass(frozen=True, slots=True)
class KeyState:
    """The last comparison with a tenant's own key. `failure` says why the newest did not finish;
    the figures are then from the one before, at `checked_at`.
    """

    checked_at: datetime | None
    failure: str | None
    counts: CheckCounts


def context_of(tenant_id: TenantId) -> str:
    """Returns the encryption context, which binds a key to its tenant."""
    return f"elevenlabs key of {tenant_id}"


async def store_elevenlabs_key(conn: Connection, tenant_id: TenantId, sealed: bytes) -> None:
    await conn.execute(
        """
        insert into elevenlabs_keys (tenant_id, key_sealed)
        values ($1, $2)
        on conflict (tenant_id) do update
        set key_sealed = excluded.key_sealed, created_at = now(), due_at = now(), failure = null,
            fence = elevenlabs_keys.fence + 1
        """,
        tenant_id,
        sealed,
    )


async def find_elevenlabs_key(conn: Connection, tenant_id: TenantId) -> bytes | None:
    sealed: bytes | None = await conn.fetchval(
        "select key_sealed from elevenlabs_keys where tenant_id = $1", tenant_id
    )
    return sealed


async def list_elevenlabs_keys(conn: Connection) -> list[tuple[TenantId, bytes]]:
    """Returns every tenant's encrypted key."""
    rows = await conn.fetch(
        "select tenant_id, key_sealed from elevenlabs_keys order by tenant_id limit 1000"
    )
    return [(TenantId(row["tenant_id"]), row["key_sealed"]) for row in rows]


async def delete_elevenlabs_key(conn: Connection, tenant_id: TenantId) -> None:
    """Deletes the tenant's own key, if there is one."""
    await conn.execute("delete from elevenlabs_keys where tenant_id = $1", tenant_id)


async def take_key_check(
    conn: Connection, *, hold_s: float, of_tenant: TenantId | None = None
) -> KeyCheck | None:
    """Takes the key that is due for a check and reserves it for `hold_s`; with `of_tenant` this
    one, due or not. Keys of deleted tenants are left out.
    """
    row = await conn.fetchrow(
        """
        update elevenlabs_keys
        set fence = fence + 1, due_at = now() + make_interval(secs => $1)
        where tenant_id = (
            select tenant_id
            from elevenlabs_keys as keys
            join tenants on tenants.id = tenant_id
            where ($2::uuid is null and due_at <= now() or tenant_id = $2) and deleted_at is null
            order by due_at
            limit 1
            for update of keys skip locked
        )
        returning tenant_id, fence, key_sealed
        """,
        hold_s,
        of_tenant,
    )
    return KeyCheck(TenantId(row["tenant_id"]), row["fence"], row["key_sealed"]) if row else None


async def mark_key_check_failed(
    conn: Connection, check: KeyCheck, failure: str, *, again_in_s: float
) -> None:
    """Marks a check as failed. The figures of the previous check remain."""
    await conn.execute(
        """
        update elevenlabs_keys
        set failure = $3, due_at = now() + make_interval(secs => $4)
        where tenant_id = $1 and fence = $2
        """,
        check.tenant_id,
        check.fence,
        failure,
        again_in_s,
    )


async def mark_key_checked(
    conn: Connection, check: KeyCheck, counts: CheckCounts, *, again_in_s: float
) -> None:
    """Stores the figures of a check. Changes nothing when another worker took it over, or the key
    was replaced meanwhile.
    """
    await conn.execute(
        """
        update elevenlabs_keys
        set
            checked_at = now(), failure = null, due_at = now() + make_interval(secs => $3),
            listed = $4, arrived = $5, fetched = $6, missing = $7
        where tenant_id = $1 and fence = $2
        """,
        check.tenant_id,
        check.fence,
        again_in_s,
        counts.listed,
        counts.arrived,
        counts.fetched,
        counts.missing,
    )


async def find_key_state(conn: Connection, tenant_id: TenantId) -> KeyState | None:
    """Returns None without a key."""
    row = await conn.fetchrow(
        """
        select checked_at, failure, listed, arrived, fetched, missing
        from elevenlabs_keys
        where tenant_id = $1
        """,
        tenant_id,
    )
    if row is None:
        return None
    checked_at, failure, *counts = row
    return KeyState(checked_at, failure, CheckCounts(*counts))


async def list_key_tenants(conn: Connection) -> list[TenantId]:
    rows = await conn.fetch("select tenant_id from elevenlabs_keys order by tenant_id limit 1000")
    return [TenantId(row["tenant_id"]) for row in rows]


async def list_key_failures(conn: Connection) -> list[tuple[str, str]]:
    """Returns the names of tenants whose last check failed, and why; a hundred at most."""
    rows = await conn.fetch(
        """
        select name, failure
        from elevenlabs_keys
        join tenants on tenants.id = tenant_id
        where failure is not null and deleted_at is null
        order by name
        limit 100
        """
    )
    return [(row["name"], row["failure"]) for row in rows]
