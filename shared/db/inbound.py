"""Stores deliveries of senders: each once per (tenant, source, key), and held while their agent is
unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from uuid import UUID

from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.domain.ids import CallId, JobId, RecordingId, TenantId, new_id

MAX_HELD_PER_AGENT = 1000
MAX_HELD = 20_000
MAX_HELD_BYTES_PER_AGENT = 2**30


@dataclass(frozen=True, slots=True)
class Receipt:
    """The result of a delivery. Ids are None for what it did not concern."""

    call_id: CallId | None = None
    job_id: JobId | None = None
    recording_id: RecordingId | None = None


class Holding(Enum):
    """The result of holding an event whose agent is not registered."""

    HELD = auto()
    KNOWN = auto()
    FULL = auto()
    CLAIMED = auto()

    @property
    def is_safe(self) -> bool:
        return self in (Holding.HELD, Holding.KNOWN)


@dataclass(frozen=True, slots=True)
class HeldAudio:
    """The audio of a held event. It is in the storage, and the event's payload names it."""

    recording_id: RecordingId
    size_bytes: int
    sha256: bytes

    def named_in(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Returns the payload of an audio event that names this object in place of the audio."""
        named = {
            "recording_id": str(self.recording_id),
            "size_bytes": self.size_bytes,
            "sha256": self.sha256.hex(),
        }
        return {**payload, "data": {**payload["data"], "full_audio": "held"}, "held_audio": named}

    @classmethod
    def named_by(cls, payload: dict[str, Any]) -> "HeldAudio | None":
        """Reads the name from a payload. Use it only for payloads that `named_in` made: a sender
        could name another recording.

        Returns None for an event of the first releases, whose payload contains the audio itself.
        """
        named = payload.get("held_audio")
        if named is None:
            return None
        return cls(
            RecordingId(UUID(named["recording_id"])),
            named["size_bytes"],
            bytes.fromhex(named["sha256"]),
        )


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A held event that has expired. `recording_id` names the audio that must be deleted before the
    event is.
    """

    id: UUID
    recording_id: RecordingId | None


async def insert_inbound(
    conn: Connection, tenant_id: TenantId, *, source: str, event_type: str, event_key: str
) -> bool:
    """Records an event. Returns False when it is recorded already. Waits for a concurrent delivery
    of the same event.

    The payload is not stored here: that would be a second copy of personal data that nothing reads.
    """
    return bool(
        await conn.fetchval(
            """
            insert into inbound_events (id, tenant_id, source, event_type, event_key, status)
            values ($1, $2, $3, $4, $5, 'accepted')
            on conflict (tenant_id, source, event_key) do nothing
            returning 1
            """,
            new_id(),
            tenant_id,
            source,
            event_type,
            event_key,
        )
    )


async def mark_receipt(
    conn: Connection, tenant_id: TenantId, source: str, event_key: str, receipt: Receipt
) -> None:
    await conn.execute(
        """
        update inbound_events
        set call_id = $4, job_id = $5, recording_id = $6
        where tenant_id = $1 and source = $2 and event_key = $3
        """,
        tenant_id,
        source,
        event_key,
        receipt.call_id,
        receipt.job_id,
        receipt.recording_id,
    )


async def find_receipt(
    conn: Connection, tenant_id: TenantId, source: str, event_key: str
) -> Receipt | None:
    row = await fetch_row(
        conn,
        """
        select call_id, job_id, recording_id
        from inbound_events
        where tenant_id = $1 and source = $2 and event_key = $3
        """,
        tenant_id,
        source,
        event_key,
    )
    return Receipt(row["call_id"], row["job_id"], row["recording_id"]) if row else None


async def lock_agent_id(conn: Connection, agent_external_id: str) -> None:
    """Locks the agent id until the transaction ends, so that holding an event and registering its
    agent cannot overlap.
    """
    await conn.execute(
        "select pg_advisory_xact_lock(hashtextextended('agent:' || $1, 0))", agent_external_id
    )


async def hold_inbound(
    conn: Connection,
    *,
    source: str,
    event_type: str,
    event_key: str,
    agent_external_id: str,
    payload: dict[str, Any],
    size_bytes: int = 0,
) -> Holding:
    """Holds an event until its agent is registered. Returns HELD; KNOWN when it is held already;
    FULL when too many events are held; CLAIMED when the agent has been registered meanwhile.

    `size_bytes` is the size of the audio that `payload` names as HeldAudio.
    """
    held = await fetch_row(
        conn,
        """
        select
            count(*) as everything, count(*) filter (where agent_external_id = $1) as of_agent,
            coalesce(
                sum(pg_column_size(payload) + case when event_type = 'post_call_audio' then
                    coalesce(
                    (payload->'held_audio'->>'size_bytes')::bigint, 0
                ) else 0 end) filter (where agent_external_id = $1), 0
            ) as bytes_of_agent
        from inbound_events
        where status = 'held'
        """,
        agent_external_id,
    )
    if (
        held["everything"] >= MAX_HELD
        or held["of_agent"] >= MAX_HELD_PER_AGENT
        or held["bytes_of_agent"] + size_bytes > MAX_HELD_BYTES_PER_AGENT
    ):
        return Holding.FULL
    new = await conn.fetchval(
        """
        insert into inbound_events (
            id, source, event_type, event_key, agent_external_id, status, payload
        )
        values ($1, $2, $3, $4, $5, 'held', $6)
        on conflict (tenant_id, source, event_key) do nothing
        returning 1
        """,
        new_id(),
        source,
        event_type,
        event_key,
        agent_external_id,
        payload,
    )
    return Holding.HELD if new else Holding.KNOWN


async def count_held(conn: Connection) -> dict[str, int]:
    """Returns how many events are held, by the sender's id of their agent."""
    rows = await conn.fetch(
        """
        select agent_external_id, count(*) as held
        from inbound_events
        where status = 'held' and agent_external_id is not null
        group by agent_external_id
        order by agent_external_id
        """
    )
    return {row["agent_external_id"]: row["held"] for row in rows}


async def take_held(conn: Connection, agent_external_id: str) -> list[dict[str, Any]]:
    """Removes and returns the payloads held for an agent, oldest first. The caller records them in
    the same transaction.
    """
    rows = await conn.fetch(
        """
        with taken as (
            delete from inbound_events
            where status = 'held' and agent_external_id = $1
            returning payload, received_at, id
        )
        select payload
        from taken
        order by received_at, id
        """,
        agent_external_id,
    )
    return [row["payload"] for row in rows]


async def withdraw_held(conn: Connection, *, older_than_days: int, limit: int) -> list[Withdrawn]:
    """Marks unclaimed events as expired and returns them. The caller deletes their audio, then the
    events. Idempotent.
    """
    rows = await conn.fetch(
        """
        update inbound_events
        set agent_external_id = null
        where id in (
            select id
            from inbound_events
            where status = 'held' and received_at < now() - make_interval(days => $1)
            order by received_at
            limit $2
            for update skip locked
        )
        returning
            id,
            case when event_type = 'post_call_audio' then (payload->'held_audio'->>'recording_id')
                ::uuid end as recording_id
        """,
        older_than_days,
        limit,
    )
    return [Withdrawn(row["id"], row["recording_id"]) for row in rows]


async def drop_withdrawn(conn: Connection, withdrawn: Sequence[Withdrawn]) -> None:
    await conn.execute(
        "delete from inbound_events where id = any($1) and status = 'held' and agent_external_id is"
        " null",
        [each.id for each in withdrawn],
    )
