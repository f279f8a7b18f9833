"""What senders delivered: once per (tenant, source, key), held while its agent is unknown."""

from dataclasses import dataclass
from typing import Any

from shared.db.pool import Connection
from shared.domain.ids import CallId, JobId, RecordingId, TenantId, new_id

MAX_HELD_PER_AGENT = 1000
MAX_HELD = 20_000
MAX_HELD_BYTES_PER_AGENT = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a delivery led to; ids are None for what it did not concern."""

    call_id: CallId | None = None
    job_id: JobId | None = None
    recording_id: RecordingId | None = None


async def insert_inbound(
    conn: Connection, tenant_id: TenantId, *, source: str, event_type: str, event_key: str, payload: dict[str, Any]
) -> bool:
    """False when this event is recorded already. Waits for a concurrent delivery of the same event."""
    return bool(
        await conn.fetchval(
            "insert into inbound_events (id, tenant_id, source, event_type, event_key, status, payload)"
            " values ($1, $2, $3, $4, $5, 'accepted', $6)"
            " on conflict (tenant_id, source, event_key) do nothing returning 1",
            new_id(),
            tenant_id,
            source,
            event_type,
            event_key,
            payload,
        )
    )


async def mark_receipt(conn: Connection, tenant_id: TenantId, source: str, event_key: str, receipt: Receipt) -> None:
    await conn.execute(
        "update inbound_events set call_id = $4, job_id = $5, recording_id = $6"
        " where tenant_id = $1 and source = $2 and event_key = $3",
        tenant_id,
        source,
        event_key,
        receipt.call_id,
        receipt.job_id,
        receipt.recording_id,
    )


async def find_receipt(conn: Connection, tenant_id: TenantId, source: str, event_key: str) -> Receipt | None:
    row = await conn.fetchrow(
        "select call_id, job_id, recording_id from inbound_events"
        " where tenant_id = $1 and source = $2 and event_key = $3",
        tenant_id,
        source,
        event_key,
    )
    return Receipt(row["call_id"], row["job_id"], row["recording_id"]) if row else None


async def lock_agent_id(conn: Connection, agent_external_id: str) -> None:
    """Until the transaction ends: an event is held, or its agent registered, but not both unseen."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended('agent:' || $1, 0))", agent_external_id)


async def hold_inbound(
    conn: Connection,
    *,
    source: str,
    event_type: str,
    event_key: str,
    agent_external_id: str,
    payload: dict[str, Any],
) -> bool:
    """Keeps an event until its agent is registered; False when too many are held already. Idempotent."""
    held = await conn.fetchrow(
        "select count(*) as everything, count(*) filter (where agent_external_id = $1) as of_agent,"
        " coalesce(sum(pg_column_size(payload)) filter (where agent_external_id = $1), 0) as bytes_of_agent"
        " from inbound_events where status = 'held'",
        agent_external_id,
    )
    if (
        held["everything"] >= MAX_HELD
        or held["of_agent"] >= MAX_HELD_PER_AGENT
        or held["bytes_of_agent"] >= MAX_HELD_BYTES_PER_AGENT
    ):
        return False
    await conn.execute(
        "insert into inbound_events (id, source, event_type, event_key, agent_external_id, status, payload)"
        " values ($1, $2, $3, $4, $5, 'held', $6) on conflict (tenant_id, source, event_key) do nothing",
        new_id(),
        source,
        event_type,
        event_key,
        agent_external_id,
        payload,
    )
    return True


async def take_held(conn: Connection, agent_external_id: str) -> list[dict[str, Any]]:
    """Removes and returns the payloads held for an agent, oldest first; record them in the same transaction."""
    rows = await conn.fetch(
        "with taken as (delete from inbound_events where status = 'held' and agent_external_id = $1"
        " returning payload, received_at, id) select payload from taken order by received_at, id",
        agent_external_id,
    )
    return [row["payload"] for row in rows]


async def purge_held(conn: Connection, *, older_than_days: int) -> int:
    """Deletes events nobody claimed; returns how many."""
    return int(
        await conn.fetchval(
            "with gone as (delete from inbound_events where status = 'held'"
            " and received_at < now() - make_interval(days => $1) returning 1) select count(*) from gone",
            older_than_days,
        )
    )
