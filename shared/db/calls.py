"""Calls: records each once, and lists, reads and deletes them."""

from dataclasses import dataclass
from typing import Any

import asyncpg
from pydantic_core import to_json

from shared.db.call_deletion import STAYS_DELETED
from shared.db.call_facts import COLUMNS, FILLED_IN, RECORD, facts_of
from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.domain.calls import Call
from shared.domain.ids import AgentId, CallId, TenantId, new_id
from shared.domain.incoming import IncomingCall
from shared.domain.insights import Contact
from shared.domain.statuses import CallOutcome, CallStatus, Source
from shared.errors import Conflict, NotFound

# The columns of a call as `call_of_row` reads them.
SHOWN = """
    id, tenant_id, agent_id, source, external_id, status, direction, from_number, to_number,
    call_sid, started_at, duration_s, language, timezone, title, error, created_at, ready_at,
    outcome, notes, contact, description, corrected,
    case
        when corrected ? 'summary' then (
            select value ->> 'text'
            from insights
            where call_id = calls.id and kind = 'summary'
            order by version desc
            limit 1
        )
    end as machine_summary
"""


async def upsert_call(
    conn: Connection,
    tenant_id: TenantId,
    agent_id: AgentId | None,
    incoming: IncomingCall,
    *,
    installation_owned: bool = False,
) -> CallId:
    """Stores one row per (tenant, source, external id). Values that an earlier event did not give
    are filled in.

    `installation_owned` says that the call came through the installation's own account, so that its
    API key may fetch the rest. An agent that has been deleted meanwhile is not stored. Raises
    Conflict for a deleted call.
    """
    try:
        call_id = await conn.fetchval(
            # The statement is built only from constants of this module.
            f"""
            insert into calls (
                id, tenant_id, agent_id, source, external_id, status, error, installation_owned,
                {COLUMNS}
            )
            select
                $1, $2, (select id from agents where id = $3 for key share), $4, $5, $6, $7, $8,
                {COLUMNS}
            from json_to_record($9::json) as said ({RECORD})
            on conflict (tenant_id, source, external_id) do update
            set
                agent_id = coalesce(calls.agent_id, excluded.agent_id),
                {FILLED_IN},
                sender_data = excluded.sender_data || calls.sender_data,
                notes = calls.notes || (
                    select coalesce(jsonb_agg(note), '[]')
                    from jsonb_array_elements(excluded.notes) as added (note)
                    where jsonb_array_length(calls.notes) < 20
                        and not calls.notes @> jsonb_build_array(note)
                ),
                contact = excluded.contact || calls.contact,
                installation_owned = calls.installation_owned or excluded.installation_owned
            returning id
            """,  # noqa: S608
            new_id(),
            tenant_id,
            agent_id,
            incoming.source,
            incoming.external_id,
            CallStatus.FAILED if incoming.ended_with else CallStatus.RECEIVED,
            incoming.ended_with,
            installation_owned,
            to_json(facts_of(incoming), inf_nan_mode="null").decode(),
        )
    except asyncpg.CheckViolationError as error:
        if error.constraint_name == "calls_stay_deleted":
            raise Conflict(STAYS_DELETED, code="call_deleted") from error
        raise
    return CallId(call_id)


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What senders stated about a call besides its words: why it failed, how it ended, and its
    numbers.
    """

    id: CallId
    failure: str | None
    outcome: CallOutcome | None
    from_number: str | None
    to_number: str | None
    direction: str | None
    contact: dict[str, str]

    @property
    def person(self) -> tuple[object, ...]:
        return self.from_number, self.to_number, self.direction, self.contact

    @property
    def is_of_mailbox(self) -> bool:
        return self.outcome is CallOutcome.VOICEMAIL


async def find_known_facts(
    conn: Connection, tenant_id: TenantId, incoming: IncomingCall
) -> KnownFacts | None:
    """Returns the known facts of the call to which an event belongs, also while it is known only by
    the recording of its leg.
    """
    row = await conn.fetchrow(
        """
        select id, failure, outcome, from_number, to_number, direction, contact
        from calls
        where tenant_id = $1
            and ((source = $2 and external_id = $3) or (source = 'twilio' and call_sid = $4))
        order by source <> $2
        limit 1
        """,
        tenant_id,
        incoming.source,
        incoming.external_id,
        incoming.call_sid,
    )
    if row is None:
        return None
    outcome = CallOutcome(row["outcome"]) if row["outcome"] else None
    return KnownFacts(**{**row, "outcome": outcome})


async def get_call(conn: Connection, tenant_id: TenantId, call_id: CallId) -> Call:
    row = await conn.fetchrow(
        f"""
        select {SHOWN}
        from calls
        where id = $1 and tenant_id = $2
        """,  # noqa: S608
        call_id,
        tenant_id,
    )
    if row is None:
        raise NotFound("There is no such call.")
    return call_of_row(row)


async def get_sender(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> tuple[bool, str | None]:
    """Returns whether the installation's own account delivered the call, and the title from its
    sender: None also for a title from a summary.
    """
    row = await fetch_row(
        conn,
        """
        select
            installation_owned,
            case
                when title not in (
                    select value ->> 'title'
                    from insights
                    where call_id = $1 and tenant_id = $2 and kind = 'summary'
                ) then title
            end as title
        from calls
        where id = $1 and tenant_id = $2
        """,
        call_id,
        tenant_id,
    )
    return row["installation_owned"], row["title"]


async def get_sender_data(conn: Connection, tenant_id: TenantId, call_id: CallId) -> dict[str, Any]:
    """Returns the sender's own results for the call, unchanged. Raises NotFound."""
    data: dict[str, Any] | None = await conn.fetchval(
        "select sender_data from calls where id = $1 and tenant_id = $2", call_id, tenant_id
    )
    if data is None:
        raise NotFound("There is no such call.")
    return data


async def list_calls_by_id(
    conn: Connection, tenant_id: TenantId, ids: list[CallId]
) -> dict[CallId, Call]:
    """Returns the calls with these ids. Deleted calls are missing from the result."""
    rows = await conn.fetch(
        f"""
        select {SHOWN}
        from calls
        where id = any($1) and tenant_id = $2
        """,  # noqa: S608
        ids,
        tenant_id,
    )
    return {call.id: call for call in map(call_of_row, rows)}


async def lock_call(conn: Connection, tenant_id: TenantId, call_id: CallId) -> None:
    """Locks the call until the transaction ends. A call is always locked before its run. Raises
    NotFound.
    """
    if not await conn.fetchval(
        "select 1 from calls where id = $1 and tenant_id = $2 for no key update", call_id, tenant_id
    ):
        raise NotFound("There is no such call.")


def call_of_row(row: asyncpg.Record) -> Call:
    return Call(
        id=row["id"],
        tenant_id=row["tenant_id"],
        agent_id=row["agent_id"],
        source=Source(row["source"]),
        external_id=row["external_id"],
        status=CallStatus(row["status"]),
        direction=row["direction"],
        from_number=row["from_number"],
        to_number=row["to_number"],
        call_sid=row["call_sid"],
        started_at=row["started_at"],
        duration_s=row["duration_s"],
        language=row["language"],
        timezone=row["timezone"],
        title=row["title"],
        error=row["error"],
        created_at=row["created_at"],
        ready_at=row["ready_at"],
        outcome=CallOutcome(row["outcome"]) if row["outcome"] else None,
        notes=tuple(row["notes"]),
        contact=Contact(**row["contact"]),
        description=row["description"],
        corrected=row["corrected"],
        machine_summary=row["machine_summary"],
    )


async def count_calls_of(conn: Connection, tenant_id: TenantId) -> int:
    return int(await conn.fetchval("select count(*) from calls where tenant_id = $1", tenant_id))
