"""Tenants' own keys at ElevenLabs, encrypted."""

from shared.db.pool import Connection
from shared.domain.ids import TenantId


def context_of(tenant_id: TenantId) -> str:
    """Returns the encryption context, which binds a key to its tenant."""
    return f"elevenlabs key of {tenant_id}"


async def store_elevenlabs_key(conn: Connection, tenant_id: TenantId, sealed: bytes) -> None:
    await conn.execute(
        """
        insert into elevenlabs_keys (tenant_id, key_sealed)
        values ($1, $2)
        on conflict (tenant_id) do update
        set key_sealed = excluded.key_sealed, created_at = now()
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
    """Idempotent."""
    await conn.execute("delete from elevenlabs_keys where tenant_id = $1", tenant_id)
