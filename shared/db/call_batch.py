"""Records many new calls in one statement, with the same result as `record_call` for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
from pydantic_core import to_json

from shared.db.call_facts import COLUMNS, RECORD, facts_of
from shared.db.pool import ALL_TENANTS, Connection, Database
from shared.domain.ids import CallId, JobId, TenantId, new_id
from shared.domain.incoming import IncomingCall
from shared.queue.queue import Wakeup

# All calls of a batch wait for the same locks, so no other transaction may hold an agent, call or
# leg for longer than this.
LOCK_TIMEOUT_S = 0.5
# A row cannot be stored, another process stored it at the same time, or a lock was not granted in
# time.
_REFUSED = (
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.LockNotAvailableError,
    asyncpg.ProgramLimitExceededError,
    asyncpg.TransactionRollbackError,
)


@dataclass(frozen=True, slots=True)
class NewCall:
    """A finished call as its sender delivered it to the installation's own URL."""

    call: IncomingCall
    installation_owned: bool
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A call that was recorded. `wakeup` is to be put on the queue."""

    tenant_id: TenantId
    call_id: CallId
    job_id: JobId

    @property
    def wakeup(self) -> Wakeup:
        return Wakeup(self.tenant_id, self.job_id, 0)


async def record_batch(database: Database, new_calls: Sequence[NewCall]) -> list[Recorded | None]:
    """Commits the calls that are certainly new. The result is None for each call that was not
    recorded: one that is known, deleted or repeated in this batch, that has an unknown agent, or
    whose leg a recording made known.

    All results are None when the database refuses one of the calls, when another process records
    one at the same time, or when a lock is not granted within LOCK_TIMEOUT_S. Raises Unavailable,
    after which the calls may or may not be recorded. The connection should reuse query plans
    (`plan_once`): the plan does not depend on the number of calls, and planning takes as long as
    recording two calls.
    """
    rows = [_values_of_call(position, new) for position, new in _first_of_each(new_calls)]
    async with database.connection(ALL_TENANTS) as conn:
        try:
            recorded = await _insert_rows(conn, to_json(rows, inf_nan_mode="null").decode())
        except _REFUSED:
            recorded = {}
    return [recorded.get(position) for position in range(len(new_calls))]


def _first_of_each(new_calls: Sequence[NewCall]) -> list[tuple[int, NewCall]]:
    """Returns the first of each call with its position, ordered by event key, so that two processes
    that record the same calls do not deadlock.
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


def _values_of_call(position: int, new: NewCall) -> dict[str, Any]:
    """Returns the values of a call under the names that the statement uses."""
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
    """Returns the recorded calls by position. Runs one statement, so that no transaction around it
    is needed.

    `is not distinct from` prevents the use of the index of a tenant's calls: a plan that was made
    while there were no calls would scan the whole index each time.
    """
    recorded = await conn.fetch(
        # The statement is built only from constants of this module.
        f"""
        with arrived as (
            select *
            from json_to_recordset($1::json) as a (
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
                select id, tenant_id
                from agents
                where external_id = a.agent_external_id and claimed_by is not null
            ) agent
            where
                not exists (
                    select 1
                    from erasures e
                    where e.tenant_id = agent.tenant_id
                        and e.source = a.source
                        and e.external_id = a.external_id
                    offset 0
                )
                and not exists (
                    select 1
                    from inbound_events i
                    where i.tenant_id = agent.tenant_id
                        and i.source = a.source
                        and i.event_key = a.event_key
                    offset 0
                )
                and not exists (
                    select 1
                    from calls c
                    where c.tenant_id is not distinct from agent.tenant_id
                        and c.source = a.source
                        and c.external_id = a.external_id
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
            from fresh
            where turns is not null
        ),
        queued as (
            insert into jobs (id, tenant_id, call_id, kind, traceparent)
            select job_id, tenant_id, call_id, 'process_call', traceparent
            from fresh
        ),
        announced as (
            insert into events (tenant_id, call_id, job_id, type, data)
            select
                tenant_id, call_id, case type when 'job.queued' then job_id end, type,
                case type
                    when 'call.received' then jsonb_build_object('source', source)
                    else '{{}}'
                end
            from fresh
            cross join unnest(array['call.received', 'job.queued'])
                with ordinality as t (type, turn)
            order by event_key, turn
        )
        select position, tenant_id, call_id, job_id
        from fresh
        """,  # noqa: S608
        rows,
    )
    return {
        row["position"]: Recorded(row["tenant_id"], row["call_id"], row["job_id"])
        for row in recorded
    }
