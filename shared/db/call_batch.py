"""Records many new calls in one statement, as `record_call` does one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
from pydantic_core import to_json

from shared.db.call_facts import COLUMNS, RECORD, facts_of
from shared.db.pool import Connection, Database
from shared.domain.ids import CallId, JobId, TenantId, new_id
from shared.domain.incoming import IncomingCall
from shared.queue.queue import Wakeup

# All wait for one: no transaction may hold its agent, call or leg for longer.
LOCK_TIMEOUT_S = 0.5
# A row that cannot be stored, that somebody else stored meanwhile, or that waits for what somebody
# else holds.
_REFUSED = (
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.LockNotAvailableError,
    asyncpg.ProgramLimitExceededError,
    asyncpg.TransactionRollbackError,
)


@dataclass(frozen=True, slots=True)
class NewCall:
    """A finished call as its sender delivered it at the installation's own URL."""

    call: IncomingCall
    installation_owned: bool
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """`wakeup` is for the queue."""

    tenant_id: TenantId
    call_id: CallId
    job_id: JobId

    @property
    def wakeup(self) -> Wakeup:
        return Wakeup(self.tenant_id, self.job_id, 0)


async def record_batch(database: Database, new_calls: Sequence[NewCall]) -> list[Recorded | None]:
    """Commits those that are plainly new. None for each other, of which nothing is recorded: known,
    deleted or twice in this batch, of an unknown agent, or of a leg that a recording made known.

    When the database refuses one of them, another process records one meanwhile, or one waits for
    somebody else's lock longer than the connection lets it (LOCK_TIMEOUT_S), that is all of them.
    Raises Unavailable, after which they may be recorded all the same. The database plans once: the
    plan is the same for one and for many, and making it takes as long as recording two.
    """
    rows = [_row(position, new) for position, new in _first_of_each(new_calls)]
    async with database.connection() as conn:
        try:
            recorded = await _insert_rows(conn, to_json(rows, inf_nan_mode="null").decode())
        except _REFUSED:
            recorded = {}
    return [recorded.get(position) for position in range(len(new_calls))]


def _first_of_each(new_calls: Sequence[NewCall]) -> list[tuple[int, NewCall]]:
    """With their positions, in an order that all processes keep: two that record the same calls do
    not deadlock.
    """
    known: set[tuple[str, str | None]] = set()
    first = []
    for position, new in enumerate(new_calls):
        call = new.call
        names = {("call", call.external_id), ("event", call.event_key), ("leg", call.call_sid)} - {
            ("leg", None)
        }
        if not names & known:
            first.append((position, new))
        known |= names
    return sorted(first, key=lambda each: each[1].call.event_key)


def _row(position: int, new: NewCall) -> dict[str, Any]:
    """Named as the statement reads it."""
    call, transcript = new.call, new.call.transcript
    return {
        "position": position,
        "inbound_id": new_id(),
        "call_id": new_id(),
        "job_id": new_id(),
        "transcript_id": new_id(),
        "agent_external_id": call.agent_external_id,
        "source": call.source,
        "event_type": call.event_type,
        "event_key": call.event_key,
        "external_id": call.external_id,
        "installation_owned": new.installation_owned,
        **facts_of(call),
        "sent_at": call.sent_at,
        "traceparent": new.traceparent,
        "spoken": transcript.language if transcript else None,
        "text": transcript.text if transcript else None,
        "turns": transcript.turns if transcript else None,
    }


async def _insert_rows(conn: Connection, rows: str) -> dict[int, Recorded]:
    """Returns what was recorded by position. One statement, so that it needs no transaction around
    it.

    `is not distinct from` keeps the index of a tenant's calls out of it: planned while there are
    none, the statement would look through all of them for ever.
    """
    recorded = await conn.fetch(
        # Of constants of ours.
        f"""
        with arrived as (
            select * from json_to_recordset($1::json) as a (
                position int, inbound_id uuid, call_id uuid, job_id uuid, transcript_id uuid,
                agent_external_id text, source text, event_type text, event_key text,
                external_id text, installation_owned bool, {RECORD},
                sent_at timestamptz, traceparent text, spoken text, text text, turns jsonb
            )
        ),
        fresh as materialized (
            select a.*, agent.id as agent_id, agent.tenant_id
            from arrived a
            cross join lateral (
                select id, tenant_id from agents where external_id = a.agent_external_id
                order by created_at, id limit 1
            ) agent
            where not exists (
                select 1 from erasures e
                where e.tenant_id = agent.tenant_id and e.source = a.source
                    and e.external_id = a.external_id
                offset 0
            )
            and not exists (
                select 1 from inbound_events i
                where i.tenant_id = agent.tenant_id and i.source = a.source
                    and i.event_key = a.event_key
                offset 0
            )
            and not exists (
                select 1 from calls c
                where c.tenant_id is not distinct from agent.tenant_id
                and c.source = a.source and c.external_id = a.external_id
                offset 0
            )
            and (a.call_sid is null or not leg_has_recording(agent.tenant_id, a.call_sid))
            order by a.event_key
        ),
        inbound as (
            insert into inbound_events (
                id, tenant_id, source, event_type, event_key, status, call_id, job_id
            )
            select
                inbound_id, tenant_id, source, event_type, event_key, 'accepted', call_id, job_id
            from fresh
        ),
        called as (
            insert into calls (
                id, tenant_id, agent_id, source, external_id, status, installation_owned, {COLUMNS}
            )
            select
                call_id, tenant_id, agent_id, source, external_id, 'received', installation_owned,
                {COLUMNS}
            from fresh
        ),
        said as (
            insert into transcripts (id, tenant_id, call_id, origin, language, text, turns, sent_at)
            select transcript_id, tenant_id, call_id, source, spoken, text, turns, sent_at
            from fresh where turns is not null
        ),
        queued as (
            insert into jobs (id, tenant_id, call_id, kind, traceparent)
            select job_id, tenant_id, call_id, 'process_call', traceparent from fresh
        ),
        announced as (
            insert into events (tenant_id, call_id, job_id, type, data)
            select
                tenant_id, call_id, case type when 'job.queued' then job_id end, type,
                case type when 'call.received' then jsonb_build_object('source', source)
                    else '{{}}' end
            from fresh
            cross join unnest(array['call.received', 'job.queued'])
                with ordinality as t (type, turn)
            order by event_key, turn
        )
        select position, tenant_id, call_id, job_id from fresh
        """,  # noqa: S608
        rows,
    )
    return {
        row["position"]: Recorded(row["tenant_id"], row["call_id"], row["job_id"])
        for row in recorded
    }
