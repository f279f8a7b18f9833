"""Keys that the vendor refuses for agents' calls: since when, and when they are tried again."""

from dataclasses import dataclass
from datetime import datetime

from shared.db.pool import Connection
from shared.domain.ids import TenantId

FIRST_PAUSE_S, LONGEST_PAUSE_S = 300.0, 6 * 3600.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused key. `reason` is a stable word for programs."""

    since: datetime
    reason: str
    retry_at: datetime


async def note_refusal(conn: Connection, tenant_id: TenantId, reason: str, key_hash: bytes) -> None:
    """Stores that a key was refused. The pause doubles with each try; calls that were placed
    together count once.
    """
    await conn.execute(
        """
        update agent_calling
        set
            refused_at = case when refused_key = $3 then coalesce(refused_at, now()) else now() end,
            refusals = case when refused_key = $3 then refusals else 0 end + 1,
            retry_at = now() + make_interval(
                secs => least(
                    $4 * 2.0 ^ least(case when refused_key = $3 then refusals else 0 end, 20), $5
                )
            ),
            refusal = $2, refused_key = $3
        where tenant_id = $1
            and (retry_at is null or retry_at <= now() or refused_key is distinct from $3)
        """,
        tenant_id,
        reason,
        key_hash,
        FIRST_PAUSE_S,
        LONGEST_PAUSE_S,
    )


async def forget_refusal(conn: Connection, tenant_id: TenantId) -> None:
    """Stores that the key works."""
    await conn.execute(
        """
        update agent_calling
        set refused_at = null, refusal = null, refusals = 0, refused_key = null, retry_at = null
        where tenant_id = $1 and refusals > 0
        """,
        tenant_id,
    )


async def find_refusal(conn: Connection, tenant_id: TenantId) -> Refusal | None:
    """Returns None while the key works, for a key that is another one by now, and for a team whose
    agent does not call.
    """
    row = await conn.fetchrow(
        """
        select refused_at, refusal, retry_at
        from agent_calling
        left join elevenlabs_keys as keys using (tenant_id)
        where tenant_id = $1
            and mode <> 'off'
            and refused_at is not null
            and (key_sealed is null or sha256(key_sealed) = refused_key)
        """,
        tenant_id,
    )
    return Refusal(row["refused_at"], row["refusal"], row["retry_at"]) if row else None


async def list_refused_teams(conn: Connection) -> list[tuple[str, str]]:
    """Returns the names of teams whose key is refused for agent calls, and why; a hundred at
    most.
    """
    rows = await conn.fetch(
        """
        select name, refusal
        from agent_calling
        join tenants on tenants.id = tenant_id
        left join elevenlabs_keys as keys using (tenant_id)
        where mode <> 'off'
            and refused_at is not null
            and deleted_at is null
            and (key_sealed is null or sha256(key_sealed) = refused_key)
        order by name
        limit 100
        """
    )
    return [(row["name"], row["refusal"]) for row in rows]
